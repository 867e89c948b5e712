"""Coinbase Derivatives: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from comparator_venues import coinbase

from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec
from comparator.sources.discovery import discover
from comparator.sources.published import shipped_by

D = Decimal
VENUE = next(venue for venue in discover().venues if venue.id == "coinbase")


def product(future: dict[str, Any] | None = None, **members: Any) -> coinbase.Product:
    row = {
        "product_id": "BIP-20DEC30-CDE",
        "product_type": "FUTURE",
        "product_venue": "FCM",
        "quote_currency_id": "USD",
        "price_increment": "5",
        "base_increment": "1",
        "base_min_size": "1",
        "base_max_size": "5000",
        "quote_min_size": "0",
        "display_name": "BTC PERP",
        "fcm_trading_session_details": {"is_session_open": True},
        "future_product_details": {
            "contract_code": "BIP",
            "contract_size": "0.01",
            "contract_root_unit": "BTC",
            "contract_expiry": "2089-12-30T16:00:00Z",
            "funding_interval": "3600s",
            **(future or {}),
        },
    }
    return msgspec.convert(row | members, coinbase.Product)


def spec(future: dict[str, Any] | None = None, **members: Any) -> ContractSpec:
    found = coinbase.contract(product(future, **members))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("root", "name", "many"),
    [
        ("BTC", "BTC PERP", 1),
        ("SHIB", "1000SHIB PERP", 1000),
        ("ZEC", "ZCASH PERP", 1),  # the name need not be the coin's
        ("BTC", "BTC 24 APR 26", 1),
    ],
)
def test_the_display_name_says_how_many_coins_the_price_is_for(
    root: str, name: str, many: int
) -> None:
    found = spec({"contract_root_unit": root}, display_name=name)
    assert (found.base, found.underlying_multiplier) == (root, D(many))


def test_a_bundle_of_another_coin_is_refused() -> None:
    with pytest.raises(ValueError, match="display_name must name SHIB"):
        spec({"contract_root_unit": "SHIB"}, display_name="1000PEPE PERP")


def test_a_perpetual_has_no_expiry_whatever_the_list_says() -> None:
    assert spec().expiry is None
    named = spec({"funding_interval": None})  # the name alone tells it, but not the interval
    assert (named.kind, named.funding_interval_hours) == ("perpetual", None)
    dated = spec({"funding_interval": None}, display_name="BTC 20 DEC 30")
    assert (dated.kind, dated.expiry) == ("future", datetime(2089, 12, 30, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    "state", ["is_disabled", "trading_disabled", "view_only", "cancel_only", "post_only"]
)
def test_what_takes_no_market_order_is_closed(state: str) -> None:
    assert coinbase.contract(product(**{state: True})) is None


def test_without_a_session_nobody_knows_whether_it_trades() -> None:
    with pytest.raises(ValueError, match="fcm_trading_session_details must be sent"):
        coinbase.contract(product(fcm_trading_session_details=None))


def test_one_contract_pays_a_rate_and_dollars_on_each_side() -> None:
    data = shipped_by(VENUE)
    (bip,) = (found for found in data.contracts if found.symbol == "BIP-20DEC30-CDE")
    trade = Trade(account=D(5000), risk=D("0.01"), stop=D("0.03"))
    priced = score(trade, data, bip, data.markets[bip.symbol].at)
    assert priced.size
    assert priced.costs
    # $50 / 3 % = $1,666.67: two contracts of 0.01 BTC at 80,830
    assert (priced.size.lots, priced.size.notional) == (2, D("1616.60"))
    # 1616.60 x 0.1 % + 2 x 0.12 = 1.6166 + 0.24
    assert priced.costs.entry_fee == D("1.8566")
    assert priced.costs.exit_fee == D("1.8566")
