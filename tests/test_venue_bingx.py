"""What only BingX does: depth of three eras, rows of three shapes."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
from simulator.bodies import bingx as bodies

from comparator.schema import VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue

VENUE = next(venue for venue in discover().venues if venue.id == "bingx")


def unchanged(_: str, document: Any) -> Any:
    return document


def fetched(change: Callable[[str, Any], Any]) -> VenueData:
    """The usual answers, each passed with its path through `change`."""

    def answer(request: httpx.Request) -> httpx.Response:
        url = str(request.url.copy_with(query=None))
        status, document = bodies.answer(request.method, url, dict(request.url.params), None)
        return httpx.Response(status, json=change(request.url.path, document))

    transport = httpx.MockTransport(answer)
    return asyncio.run(
        fetch_venue(
            VENUE, lambda spec: spec.symbol == "BTC-USDT", now=bodies.AS_OF, transport=transport
        )
    )


def test_asks_listed_dearest_first_are_sorted_and_coin_columns_ignored() -> None:
    def of_2025(path: str, document: Any) -> Any:
        if path.endswith("/depth"):
            document["data"] |= {
                "asks": [["77188.0", "3"], ["77187.0", "2"], ["77186.2", "1"]],
                "asksCoin": [["77188.0", "0.0003"], ["77187.0", "0.0002"], ["77186.2", "0.0001"]],
            }
        return document

    asks = fetched(of_2025).books["BTC-USDT"].asks
    assert asks[0] == (Decimal("77186.2"), Decimal(1))
    assert [size for _, size in asks] == [1, 2, 3]


def test_rows_of_2023_have_their_taker_fee_and_no_minimum_but_the_step() -> None:
    def of_2023(path: str, document: Any) -> Any:
        if path.endswith("swap/v2/quote/contracts"):
            row = document["data"][0]
            for name in ("makerFeeRate", "takerFeeRate", "tradeMinQuantity", "tradeMinUSDT",
                         "apiStateOpen"):  # fmt: skip
                del row[name]
        return document

    spec = {spec.symbol: spec for spec in fetched(of_2023).contracts}["BTC-USDT"]
    assert (spec.maker_fee, spec.taker_fee) == (None, Decimal("0.0005"))
    assert (spec.min_qty, spec.min_notional) == (Decimal("0.0001"), None)


def test_numbers_sent_as_text_are_the_same_contract() -> None:
    def as_text(path: str, document: Any) -> Any:
        if path.endswith("swap/v2/quote/contracts"):
            row = document["data"][0]
            row |= {name: str(value) for name, value in row.items() if type(value) in (int, float)}
        return document

    assert fetched(as_text).contracts == fetched(unchanged).contracts


def test_a_ticker_without_best_prices_leaves_them_to_the_book() -> None:
    def of_2022(path: str, document: Any) -> Any:
        if path.endswith("swap/v2/quote/ticker"):
            for row in document["data"]:
                for name in ("bidPrice", "bidQty", "askPrice", "askQty"):
                    del row[name]
        return document

    market = fetched(of_2022).markets["BTC-USDT"]
    assert (market.bid, market.bid_size) == (Decimal("77186.1"), Decimal("14.7593"))


def test_coin_margined_contracts_are_asked_for_with_the_time() -> None:
    stamps = list[str | None]()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/cswap/v1/market/contracts"):
            stamps.append(request.url.params.get("timestamp"))
        url = str(request.url.copy_with(query=None))
        status, document = bodies.answer(request.method, url, dict(request.url.params), None)
        return httpx.Response(status, json=document)

    transport = httpx.MockTransport(answer)
    asyncio.run(fetch_venue(VENUE, lambda _: False, now=bodies.AS_OF, transport=transport))
    assert stamps == ["1789336844000"]  # 2026-09-13 22:00:44 UTC


def test_an_index_of_0_is_none_and_takes_nothing_else_away() -> None:
    def without_index(path: str, document: Any) -> Any:
        if path.endswith("/premiumIndex"):
            for row in document["data"]:
                row["indexPrice"] = "0"
        return document

    market, usual = (fetched(change).markets["BTC-USDT"] for change in (without_index, unchanged))
    assert usual.index is not None
    assert market.index is None
    assert (market.mark, market.funding_rate) == (usual.mark, usual.funding_rate)
