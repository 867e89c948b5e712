"""Paradex: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from comparator_venues import paradex

from comparator.api import GeoBlocked, Refused, Unreachable
from comparator.pricing.fees import charge
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec
from comparator.sources.published import published

D = Decimal
NOW = datetime(2026, 9, 4, tzinfo=UTC)


def fees(maker: str, taker: str) -> dict[str, Any]:
    return {"maker_fee": {"fee": maker}, "taker_fee": {"fee": taker}}


def market(**members: Any) -> paradex.Market:
    row = {
        "symbol": "BTC-USD-PERP",
        "asset_kind": "PERP",
        "base_currency": "BTC",
        "quote_currency": "USD",
        "settlement_currency": "USDC",
        "order_size_increment": "0.00001",
        "price_tick_size": "0.1",
        "min_notional": "10",
        "open_at": 1696431006398,
        "delta1_cross_margin_params": {"imf_base": "0.02", "mmf_factor": "0.5"},
        "fee_config": {"interactive_fee": fees("0", "0.0001"), "api_fee": fees("0", "0.0002")},
    }
    return msgspec.convert(row | members, paradex.Market, strict=False)


def spec(**members: Any) -> ContractSpec:
    found = paradex.contract(NOW, market(**members))
    assert found is not None
    return found


def test_without_rates_of_its_own_a_contract_pays_the_exchanges() -> None:
    assert (spec().maker_fee, spec().taker_fee) == (D(0), D("0.0001"))
    assert spec(fee_config=None).taker_fee is None
    assert spec(fee_config={"api_fee": fees("0", "0.0002")}).taker_fee is None


def test_orders_by_api_pay_their_own_rate_whatever_the_contract_says() -> None:
    venue = paradex.comparator_venues()[0]
    assert venue.published is not None
    schedule = published(venue.published, venue.rules).fees["perpetual"]

    def taker(channel: Any) -> D:
        trade = Trade(channel=channel)
        return charge(schedule, spec(), trade, NOW.date()).tier.taker

    assert (taker("web"), taker("api")) == (D("0.0001"), D("0.0002"))


@pytest.mark.parametrize("kind", ["PERP_OPTION", "OPTION", "SPOT", "FUTURE"])
def test_other_kinds_are_not_offered_whatever_they_lack(kind: str) -> None:
    assert paradex.contract(NOW, market(asset_kind=kind, delta1_cross_margin_params=None)) is None


def test_a_market_that_opens_later_is_not_offered() -> None:
    assert paradex.contract(NOW, market(open_at=1788566400000)) is None


def test_a_real_world_asset_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tags must say what it is, were \('RWA',\)"):
        spec(base_currency="XAU", tags=["RWA"])


def test_margin_that_grows_asks_for_no_less_than_the_exchange() -> None:
    # 2024: 0.02, or 0.00007 x root(value - 180,000); at 1,180,000 that was 0.07 and half kept
    old = {"imf_base": "0.02", "imf_factor": "0.00007", "imf_shift": "180000", "mmf_factor": "0.5"}
    (tier,) = paradex.tiers(spec(), market(delta1_cross_margin_params=old))
    assert (tier.initial_root, tier.maintenance_root) == (D("0.00007"), D("0.000035"))
    assert tier.initial_root * D(1_180_000).sqrt() >= D("0.07")


def test_an_option_has_no_funding_and_no_last_price() -> None:
    wire = paradex.Summary(created_at=1788488806060, mark_price="29.75", underlying_price="103.3")
    quote = paradex.snapshot(spec(), wire)
    assert (quote.last, quote.funding_rate, quote.volume_24h) == (None, None, None)


def test_words_that_pass_are_told_from_those_that_stay() -> None:
    def error(word: str) -> object:
        return type(paradex.refusal(msgspec.json.encode({"error": word, "message": "words"})))

    assert error("GEO_IP_BLOCK") is GeoBlocked
    assert error("SERVICE_UNAVAILABLE") is error("INTERNAL_ERROR") is Unreachable
    assert error("MARKET_NOT_FOUND") is Refused
    assert paradex.refusal(b'{"results":[]}') is None
