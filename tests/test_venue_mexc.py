"""What only MEXC does: answers with and without envelope, risk tables by increments, free fees."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
from simulator.bodies import mexc as bodies

from comparator.schema import VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue

VENUE = next(venue for venue in discover().venues if venue.id == "mexc")


def unchanged(_: str, document: Any) -> Any:
    return document


def fetched(change: Callable[[str, Any], Any]) -> VenueData:
    """The usual answers, each passed with its path through `change`."""

    def answer(request: httpx.Request) -> httpx.Response:
        url = str(request.url.copy_with(query=None))
        status, document = bodies.answer(request.method, url, dict(request.url.params), None)
        path = request.url.path.removeprefix("/api/v1/contract/")
        return httpx.Response(status, json=change(path, document))

    transport = httpx.MockTransport(answer)
    return asyncio.run(
        fetch_venue(
            VENUE, lambda spec: spec.symbol == "BTC_USDT", now=bodies.AS_OF, transport=transport
        )
    )


def row(document: Any, symbol: str) -> Any:
    return next(row for row in document["data"] if row["symbol"] == symbol)


def test_depth_is_read_without_envelope_and_with_two_members_a_level() -> None:
    def bare(path: str, document: Any) -> Any:
        if path != "depth/BTC_USDT":
            return document
        return {"bids": [[80347.3, 3240]], "asks": [[80347.4, 10]], "timestamp": bodies.NOW}

    book = fetched(bare).books["BTC_USDT"]
    assert book.bids == ((Decimal("80347.3"), Decimal("0.324")),)
    assert book.asks == ((Decimal("80347.4"), Decimal("0.001")),)


def test_an_increment_table_steps_caps_and_rates() -> None:
    def stepped(path: str, document: Any) -> Any:
        if path == "detail":
            row(document, "XRP_USDT").update(
                riskBaseVol=1000, riskIncrVol=500, riskIncrMmr=0.005, riskIncrImr=0.008,
                riskLevelLimit=3, maintenanceMarginRate=0.0015, initialMarginRate=0.0025,
            )  # fmt: skip
        return document

    tiers = fetched(stepped).tiers["XRP_USDT"]
    assert [tier.cap for tier in tiers] == [1000, 1500, 2000]
    assert [tier.maintenance_rate for tier in tiers] == [
        Decimal("0.0015"), Decimal("0.0065"), Decimal("0.0115"),
    ]  # fmt: skip
    # 1 / 0.0025 is 400, but the contract allows 300; 1 / 0.0105 is 95.2; 1 / 0.0185 is 54.1
    assert [tier.max_leverage for tier in tiers] == [300, 95, 54]


def test_a_table_that_counts_value_is_unknown_not_misread() -> None:
    def by_value(path: str, document: Any) -> Any:
        if path == "detail":
            row(document, "BTC_USDT")["riskLimitType"] = "BY_VALUE"
        return document

    data = fetched(by_value)
    assert "BTC_USDT" not in data.tiers
    assert any("'BY_VALUE'" in warning.message for warning in data.warnings)


def test_a_table_of_endless_steps_is_refused() -> None:
    def endless(path: str, document: Any) -> Any:
        if path == "detail":
            row(document, "XRP_USDT")["riskLevelLimit"] = 10**30
        return document

    assert "XRP_USDT" not in fetched(endless).tiers


def test_funding_is_asked_contract_by_contract_where_the_list_is_refused() -> None:
    def refused(path: str, document: Any) -> Any:
        if path == "funding_rate":
            return {"success": False, "code": 600, "message": "Parameter error!"}
        if path == "funding_rate/BTC_USDT":
            return {**document, "data": bodies.funding("BTC_USDT")}
        return document

    market = fetched(refused).markets["BTC_USDT"]
    assert (market.funding_rate, market.funding_interval_hours) == (
        Decimal("0.0001"),
        Decimal(8),
    )


def test_a_taker_fee_of_zero_is_a_campaign_that_readers_are_told_of() -> None:
    data = fetched(unchanged)
    spec = {spec.symbol: spec for spec in data.contracts}["TUT_USDT"]
    assert (spec.maker_fee, spec.taker_fee) == (None, None)
    assert "zero_fee" in {warning.code for warning in data.warnings}


def test_what_nobody_may_open_is_not_offered() -> None:
    now = int(bodies.AS_OF.timestamp() * 1000)
    day = 86_400_000
    cases: dict[str, dict[str, Any]] = {
        "DELIVERED_USDT": {"automaticDelivery": 1, "deliveryTime": now - day},
        "SHUT_USDT": {"riskLimitMode": "INCREASE", "riskBaseVol": 0},
        "EARLY_USDT": {"openingTime": now + day},
        "OPEN_USDT": {"openingTime": now - day, "deliveryTime": 0},
    }

    def more(path: str, document: Any) -> Any:
        if path == "detail":
            row = next(row for row in document["data"] if row["symbol"] == "BTC_USDT")
            document["data"] += [row | {"symbol": symbol} | odd for symbol, odd in cases.items()]
        return document

    data = fetched(more)
    listed = {spec.symbol for spec in data.contracts}
    assert {symbol for symbol in cases if symbol in listed} == {"OPEN_USDT"}
    assert {"DELIVERED_USDT", "SHUT_USDT", "EARLY_USDT"} <= set(data.closed)
