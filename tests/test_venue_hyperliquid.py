"""Hyperliquid where specifications and prices were captured apart from each other."""

import asyncio
import tomllib
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import httpx
import msgspec
import pytest
from captures import captures_folder
from comparator_venues.hyperliquid import comparator_venues, tick

from comparator.errors import WireMismatch
from comparator.schema import VenueData
from comparator.sources.fetch import fetch_venue

FOLDER = captures_folder() / "hyperliquid"
META = {"2025-12": "meta_2025-12-13.json", "2026-09": "meta_2026-09-25_first6.json"}
BOOKS = {"2026-09": ("BTC", "l2Book_BTC.json"), "2023-07": ("DYDX", "l2Book_DYDX_2023-07.json")}
captured = pytest.mark.skipif(
    not FOLDER.exists(), reason="the captured answers are not beside the project"
)


def captured_json(name: str) -> Any:
    return msgspec.json.decode((FOLDER / name).read_bytes())


def oracle(part: str, label: str) -> list[dict[str, Any]]:
    if not FOLDER.exists():
        return []
    document = tomllib.loads((FOLDER / "oracle.toml").read_text())
    return [row for row in document[part] if row["set"] == label]


def price_of(label: str, name: str) -> str | None:
    """The mid of the same evening; in the shorter set, the book's price stands for every asset."""
    if label == "2025-12":
        mid: str | None = captured_json("allMids.json").get(name)
        return mid
    best: str = captured_json("l2Book_BTC.json")["levels"][0][0]["px"]
    return best if name == "BTC" else "1000.0"


def answering(label: str, meta: Any) -> httpx.MockTransport:
    """Specifications of one capture, with prices of another put beside them by position."""
    names = [asset["name"] for asset in meta["universe"]]
    prices = [price_of(label, name) or "1.0" for name in names]
    rows = [{"markPx": p, "oraclePx": p, "midPx": p, "funding": "0.0"} for p in prices]
    coin, book = BOOKS.get(label, ("", ""))

    def answer(request: httpx.Request) -> httpx.Response:
        match msgspec.json.decode(request.content):
            case {"type": "metaAndAssetCtxs"}:
                return httpx.Response(200, json=[meta, rows])
            case {"type": "l2Book", "coin": name} if name == coin:
                return httpx.Response(200, json=captured_json(book))
            case _:
                return httpx.Response(404)

    return httpx.MockTransport(answer)


def fetched(label: str, meta: Any, *wanted: str) -> VenueData:
    (venue,) = comparator_venues()
    now = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    transport = answering(label, meta)
    return asyncio.run(
        fetch_venue(venue, lambda s: s.symbol in wanted, now=now, transport=transport)
    )


@cache
def listed(label: str) -> VenueData:
    return fetched(label, captured_json(META[label]))


@captured
@pytest.mark.parametrize("label", META)
def test_specifications_captured_without_prices_are_read_as_worked_out_by_hand(label: str) -> None:
    specs = {spec.symbol: spec for spec in listed(label).contracts}
    for row in oracle("contract", label):
        spec = specs[row["symbol"]]
        assert (spec.base, spec.quote, spec.settle) == (row["base"], row["quote"], row["settle"])
        for field in ("underlying_multiplier", "qty_step", "min_qty", "min_notional"):
            assert getattr(spec, field) == Decimal(row[field]), field
        assert spec.max_leverage == Decimal(row["max_leverage"])
        if label == "2025-12" or row["symbol"] == "BTC":
            assert spec.tick_size == Decimal(row["tick_size"])


@captured
@pytest.mark.parametrize("label", META)
def test_delisted_assets_are_closed_though_prices_are_still_quoted(label: str) -> None:
    data = listed(label)
    assert sorted(data.closed) == sorted(row["symbol"] for row in oracle("not_tradable", label))
    assert not data.rejected


@captured
@pytest.mark.parametrize("label", BOOKS)
def test_books_are_read_with_bids_first(label: str) -> None:
    coin, _ = BOOKS[label]
    asset = {"name": coin, "szDecimals": 5, "maxLeverage": 5, "marginTableId": 5}
    data = fetched(label, {"universe": [asset], "marginTables": []}, coin)
    (row,) = (row for row in oracle("market", label) if row["symbol"] == coin)
    book = data.books[coin]
    assert book.bids[0] == (Decimal(row["bid"]), Decimal(row["bid_size_base"]))
    assert book.asks[0] == (Decimal(row["ask"]), Decimal(row["ask_size_base"]))
    if label == "2023-07":
        assert sum(size for _, size in book.bids) == Decimal("34121.3")


@pytest.mark.parametrize(
    ("price", "decimals", "step"),
    [
        ("123456.7", 5, "1"),  # integers are always allowed
        ("9999.9", 3, "0.1"),
        ("0.00001234", 0, "0.000001"),
        ("1.0", 5, "0.1"),
        ("1", 0, "0.0001"),
    ],
)
def test_the_tick_follows_from_price_and_size_decimals(
    price: str, decimals: int, step: str
) -> None:
    assert tick(Decimal(price), decimals) == Decimal(step)


def test_two_lists_of_different_length_are_refused_and_never_joined() -> None:
    (venue,) = comparator_venues()
    asset = {"name": "BTC", "szDecimals": 5, "maxLeverage": 40, "marginTableId": 40}
    body: list[Any] = [{"universe": [asset, asset], "marginTables": []}, [{}]]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    now = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    with pytest.raises(WireMismatch, match="2 assets and 1 rows"):
        asyncio.run(fetch_venue(venue, lambda _: False, now=now, transport=transport))
