"""Crypto.com: kinds of products, the hour of funding, risk parameters that fail alone."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import msgspec
import pytest
from comparator_venues import cryptocom
from simulator.bodies import cryptocom as bodies

from comparator.schema import VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue

VENUE = next(venue for venue in discover().venues if venue.id == "cryptocom")
LISTED = {
    "symbol": "BTCUSD-PERP",
    "inst_type": "PERPETUAL_SWAP",
    "base_ccy": "BTC",
    "quote_ccy": "USD",
    "price_tick_size": "0.1",
    "qty_tick_size": "0.0001",
    "tradable": True,
    "expiry_timestamp_ms": 0,
}


def contract(**members: object) -> cryptocom.api.ContractSpec | None:
    return cryptocom.contract({}, msgspec.convert(LISTED | members, cryptocom.Instrument))


def fetched(now: datetime = bodies.AS_OF, gone: str = "/none") -> VenueData:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(gone):
            return httpx.Response(400, json={"code": 40003, "message": "INVALID_REQUEST"})
        url = str(request.url.copy_with(query=None))
        status, document = bodies.answer("GET", url, dict(request.url.params), None)
        return httpx.Response(status, json=document)

    transport = httpx.MockTransport(answer)
    return asyncio.run(
        fetch_venue(VENUE, lambda spec: spec.base == "BTC", now=now, transport=transport)
    )


@pytest.mark.parametrize(
    ("product", "expected"),
    [("DIGITAL_CURRENCIES", "crypto"), ("EQUITY_IND", "index"), ("COMMODITIES", "commodity")],
)
def test_the_product_type_tells_coins_from_others(product: str, expected: str) -> None:
    found = contract(product_type=product)
    assert found is not None
    assert expected == found.asset_class


def test_a_type_that_nobody_told_of_is_a_rejection_and_a_pair_is_not() -> None:
    assert contract(inst_type="CCY_PAIR") is None
    with pytest.raises(KeyError, match="STRIKE"):
        contract(inst_type="STRIKE")


@pytest.mark.parametrize(("minute", "hour"), [(2, 23), (59, 23), (0, 23)])
def test_funding_is_paid_at_the_next_whole_hour(minute: int, hour: int) -> None:
    now = datetime(2026, 9, 22, 22, minute, tzinfo=UTC)
    market = fetched(now).markets["BTCUSD-PERP"]
    assert datetime(2026, 9, 22, hour, tzinfo=UTC) == market.next_funding_time


def test_without_risk_parameters_the_smallest_value_is_unknown() -> None:
    found = {spec.symbol: spec for spec in fetched(gone="risk-parameters").contracts}
    assert found["BTCUSD-PERP"].min_notional is None
    assert Decimal(100) == found["BTCUSD-PERP"].max_leverage
    with_risk = {spec.symbol: spec for spec in fetched().contracts}
    assert Decimal(1) == with_risk["BTCUSD-PERP"].min_notional
