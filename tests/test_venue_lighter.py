"""Lighter: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from comparator_venues import lighter

from comparator.errors import RateLimited, Refused
from comparator.schema import ContractSpec

D = Decimal
AT = datetime(2026, 9, 20, 14, 14, 53, tzinfo=UTC)


def market(**members: Any) -> lighter.Market:
    row = {
        "symbol": "LTC",
        "market_id": 35,
        "market_type": "perp",
        "status": "active",
        "min_base_amount": "0.100",
        "min_quote_amount": "10.000000",
        "supported_size_decimals": 3,
        "supported_price_decimals": 3,
        "maker_fee": "0.0000",
        "taker_fee": "0.0000",
        "min_initial_margin_fraction": 1000,
        "maintenance_margin_fraction": 600,
    }
    return msgspec.convert(row | members, lighter.Market, strict=False)


def spec(**members: Any) -> ContractSpec:
    found = lighter.contract(market(**members))
    assert found is not None
    return found


def test_a_market_is_asked_for_by_its_number_and_called_by_its_name() -> None:
    assert (spec().symbol, spec().wire_id) == ("LTC", "35")


def test_fees_are_percent() -> None:
    assert spec(maker_fee="0.0040", taker_fee="0.0280").taker_fee == D("0.00028")


@pytest.mark.parametrize(
    "state",
    [
        {"status": "inactive"},
        {"is_frozen": True},
        {"market_type": "spot"},
        {"market_config": {"hidden": True}},
        {"market_config": {"force_reduce_only": True}},
    ],
)
def test_what_takes_no_opening_order_is_closed(state: dict[str, Any]) -> None:
    assert lighter.contract(market(**state)) is None


def test_without_margin_fractions_leverage_and_tiers_are_unknown() -> None:
    assert spec(min_initial_margin_fraction=None).max_leverage is None
    with pytest.raises(ValueError, match="maintenance_margin_fraction must be sent"):
        lighter.tiers(spec(), market(maintenance_margin_fraction=None))


def test_orders_at_one_price_are_one_level() -> None:
    orders = [("2579.75", "0.5095"), ("2579.73", "1"), ("2579.75", "0.0776")]
    rows = [lighter.Order(D(price), D(left)) for price, left in orders]
    assert lighter.levels(rows) == [(D("2579.75"), D("0.5871")), (D("2579.73"), D(1))]


@pytest.mark.parametrize(("direction", "rate"), [("long", "0.000012"), ("short", "-0.000012")])
def test_what_was_paid_is_percent_and_the_word_is_its_sign(direction: str, rate: str) -> None:
    rows = [lighter.Paid(20, D("0.0012"), direction), lighter.Paid(10, D(9), "long")]
    assert lighter.paid(rows) == D(rate)


def test_a_direction_nobody_knows_is_no_rate() -> None:
    with pytest.raises(KeyError):
        lighter.paid([lighter.Paid(10, D("0.0012"), "sideways")])


def test_a_refusal_comes_with_status_200() -> None:
    assert lighter.refusal(b'{"code":200,"order_book_details":[]}') is None
    limited = lighter.refusal(b'{"code":23000,"message":"Too Many Requests!"}')
    assert isinstance(limited, RateLimited)
    refused = lighter.refusal(b'{"code":20001,"message":"invalid param "}')
    assert isinstance(refused, Refused)
    assert refused.code == "20001"
