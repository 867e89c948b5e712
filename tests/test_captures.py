"""Every plugin against answers that real exchanges gave, row by row of each venue's oracle."""

import asyncio
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from captures import Captures, captures_folder
from msgspec import structs

from comparator.errors import Refused
from comparator.schema import ContractSpec, VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue
from comparator.sources.merge import filled
from comparator.sources.published import published

FOLDER = captures_folder()
VENUES = {venue.id: venue for venue in discover().venues}
EXACT = (
    "qty_step",
    "min_qty",
    "max_qty",
    "min_notional",
    "tick_size",
    "max_leverage",
    "funding_interval_hours",
)
SIZE_TOLERANCE = Decimal("1e-8")
"""Coins: the oracle rounds contracts / price to 8 places."""

IMPOSSIBLE = {  # rows that the set they stand in has no answer for: kind venue-set-symbol
    "market bingx-2022-12-BTC-USDT": "no contract list in this set",
    "market bingx-2023-12-BTC-USDT": "a bookTicker, and what is asked is the ticker",
    "not_tradable bitget-docs-2023-09-ETHUSD_231229": "samples of a page: no list and no clock",
    "market bitget-2026-09-19-ONEUSDT": "no specification of this contract in the set",
    "market bitget-2026-09-19-XTZUSDT": "no specification of this contract in the set",
    "market extended-2026-04-29-BTC-USD": "best prices are the book's, which is of another hour",
    "market deribit-2019-BTC-PERPETUAL": "a book, whose mark and index the ticker would have",
    "market bingx-2024-SOL-USD": "no specification of this contract in the set",
    "contract gate-2026-07-0G_USDT": "one contract and no list: test_venue_gate reads it",
    "contract gate-2026-09-25-ETH_USDT": "asked without the header: its fraction is hidden",
    "contract gate-2026-09-25-ARIA_USDT": "asked without the header: its fraction is hidden",
    "market gate-2026-07-0G_USDT": "one contract and no list: test_venue_gate reads it",
    "market xt-2023-03-btc_usdt": "prices without sizes, older than the set's book, which has them",
    "market kucoin-2026-04-ETHUSDTM": "a rate of one contract, and what is asked is the list",
    "market kucoin-2026-06-uta-ETHUSDTM": "an answer of the unified API",
    "market kucoin-2026-09-uta-XBTUSDTM": "an answer of the unified API",
    "market kucoin-doc-2024-10-XBTUSDM": "no specification of this contract in the set",
    "market kucoin-doc-2024-10-ticker-XBTUSDM": "one ticker, and what is asked is all",
    "market kucoin-doc-2024-10-mark-XBTUSDTM": "no contract list in this set",
    "market kucoin-doc-2025-05-XBTUSDTM": "no contract list in this set",
    "market htx-2021-11-BTC211126": "no contract list in this set",
    "market htx-doc-2022-04-BTC-USDT": "a batch_merged, and what is asked is the bbo",
    "market htx-doc-2020-10-BTC-USDT": "a merged, and what is asked is the bbo",
    "market cryptocom-2023-06-AVAXUSD-PERP": "no specification of this contract in the set",
    "market cryptocom-2023-06-funding-hist-BTCUSD-PERP": "a settled rate, and the running is asked",
    "market phemex-doc-2023-04-ETHUSDT": "one ticker, and what is asked is all",
    "market phemex-doc-2023-04-v2-ETHUSDT": "one ticker of an older call without best prices",
    "market phemex-doc-2025-03-BTCUSDT": "a bare list, and live answers have data.rows",
    "margin_tier weex-2026-09-SOLUSDT": "no contract list in this set",
    "margin_tier weex-2026-09-INXUSDT": "no contract list in this set",
    "not_tradable mexc-2026-09-15-ALIGN_USDT": "no contract list in this set",
    "market mexc-2026-09-15-BTC_USDT": "no contract list in this set",
    "market mexc-2026-09-19-CVC_USDT": "no specification of this contract in the set",
}


APART = {  # whole sets that are read elsewhere, or not at all
    "aster-2026-09-states": "rows cut to seven members: no contract can be read of them",
    "bitget-2026-02": "answers of API v3, and what is asked is v2",
    "hyperliquid-2025-12": "specifications and prices apart: test_venue_hyperliquid joins them",
    "hyperliquid-2026-09": "specifications and prices apart: test_venue_hyperliquid joins them",
    "htx-2021-07": "dated inverse contracts without a linear list: test_venue_htx reads them",
    "hyperliquid-2023-07": "one book: test_venue_hyperliquid reads it",
    "lighter-2026-09-rh": "another deployment on another host, of which no margin was captured",
    "hyperliquid-2026-02-hip3": "builder-deployed exchanges are left out",
}
LISTED = {  # sets without a contract list, and the sets whose lists they are read with
    "deribit-2026-09": ("2021-07", "2022-05"),
    "deribit-2019": ("2025-12",),
}


def oracle(venue: str) -> dict[str, Any]:
    with (FOLDER / venue / "oracle.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def read(venue: str, label: str) -> VenueData:
    """What the plugin makes of one set, with quotes, depth and tiers for the oracle's symbols."""
    known = oracle(venue)
    parts = ("market", "depth", "margin_tier", "contract")
    symbols = {
        row["symbol"] for part in parts for row in known.get(part, []) if row["set"] == label
    }
    capture = Captures(FOLDER / venue, label)
    plugin = VENUES[venue]
    lists = [read(venue, other) for other in LISTED.get(f"{venue}-{label}", ())]
    known = structs.replace(lists[0], contracts=contracts_of(lists)) if lists else None
    try:
        data = asyncio.run(
            fetch_venue(
                plugin,
                lambda spec: spec.symbol in symbols,
                now=capture.as_of,
                transport=capture,
                known=known,
            )
        )
    except Refused:  # a set that holds contracts and no quote at all
        data = asyncio.run(
            fetch_venue(plugin, lambda _: False, now=capture.as_of, transport=capture)
        )
    if plugin.published is None or not plugin.published.exists():
        return data
    return filled(data, published(plugin.published, plugin.rules))


def contracts_of(lists: list[VenueData]) -> tuple[ContractSpec, ...]:
    return tuple(spec for data in lists for spec in data.contracts)


def rows(part: str) -> list[Any]:
    """Every oracle row of one kind, for venues that are both installed and captured."""
    return [
        pytest.param(venue, row, id=f"{venue}-{row['set']}-{row['symbol']}-{number}")
        for venue in sorted(VENUES)
        if (FOLDER / venue / "oracle.toml").exists()
        for number, row in enumerate(oracle(venue).get(part, []))
        if f"{part} {venue}-{row['set']}-{row['symbol']}" not in IMPOSSIBLE
        and f"{venue}-{row['set']}" not in APART
    ]


pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the captured answers are not beside the project"
)


def contract(venue: str, row: dict[str, Any]) -> ContractSpec:
    data = read(venue, row["set"])
    found = {spec.symbol: spec for spec in data.contracts}
    assert row["symbol"] in found, [r for r in data.rejected if r.symbol == row["symbol"]]
    return found[row["symbol"]]


def same(expected: str, actual: Decimal | None) -> bool:
    return actual is not None and Decimal(expected) == actual


@pytest.mark.parametrize(("venue", "row"), rows("contract"))
def test_contract_is_read_as_worked_out_by_hand(venue: str, row: dict[str, Any]) -> None:
    spec = contract(venue, row)
    for field in ("base", "quote", "settle", "kind", "payoff"):
        assert row[field] == getattr(spec, field), field
    assert spec.qty_unit in {row["qty_unit"], row.get("qty_unit_alt", row["qty_unit"])}
    assert same(row["underlying_multiplier"], spec.underlying_multiplier)
    if "venue_contract_size" not in row:
        assert same(row["contract_size"], spec.contract_size)
    for field in EXACT:
        if field in row:
            assert same(row[field], getattr(spec, field)), field
    for field in ("maker", "taker"):
        if f"{field}_fee" in row:
            assert same(row[f"{field}_fee"], rate(read(venue, row["set"]), spec, field)), field
    check_minimum(row, spec)
    if "expiry" in row:
        assert spec.expiry is not None
        assert row["expiry"] == f"{spec.expiry:%Y-%m-%d}"
    if "expiry_time" in row:
        assert datetime.fromisoformat(row["expiry_time"]) == spec.expiry


def check_minimum(row: dict[str, Any], spec: ContractSpec) -> None:
    if "min_order_base" in row:
        assert same(
            row["min_order_base"], spec.min_qty * spec.contract_size * spec.underlying_multiplier
        )
    if "min_order_quote" in row:
        assert same(row["min_order_quote"], spec.min_qty * spec.contract_size)


def rate(data: VenueData, spec: ContractSpec, field: str) -> Decimal | None:
    """What the contract says, else the base tier of the schedule that it names."""
    own: Decimal | None = getattr(spec, f"{field}_fee")
    if own is not None or spec.fee_schedule not in data.fees:
        return own
    base: Decimal = getattr(data.fees[spec.fee_schedule].tiers[0], field)
    return base


@pytest.mark.parametrize(("venue", "row"), rows("not_tradable"))
def test_what_is_not_tradable_is_never_offered(venue: str, row: dict[str, Any]) -> None:
    data = read(venue, row["set"])
    assert row["symbol"] not in {spec.symbol for spec in data.contracts}


@pytest.mark.parametrize(("venue", "row"), rows("market"))
def test_market_is_read_as_worked_out_by_hand(venue: str, row: dict[str, Any]) -> None:
    market = read(venue, row["set"]).markets[row["symbol"]]
    for field in ("bid", "ask", "mark", "index"):
        if field in row:
            assert same(row[field], getattr(market, field)), field
    for field in ("bid_size", "ask_size"):
        if f"{field}_base" in row:
            expected, actual = Decimal(row[f"{field}_base"]), getattr(market, field)
            assert actual is not None
            assert abs(expected - actual) <= SIZE_TOLERANCE, field
    if "funding_rate" in row:
        expected, actual = Decimal(row["funding_rate"]), market.funding_rate
        assert actual is not None
        tolerance = Decimal(row.get("funding_rate_rel_tol", "0"))
        assert abs(expected - actual) <= tolerance * abs(expected)
    if "next_funding_time" in row:
        optional = row.get("next_funding_time_optional")
        expected_time = datetime.fromisoformat(row["next_funding_time"]).astimezone(UTC)
        assert market.next_funding_time in ((expected_time, None) if optional else (expected_time,))


@pytest.mark.parametrize(("venue", "row"), rows("depth"))
def test_depth_is_read_in_coins_and_sorted(venue: str, row: dict[str, Any]) -> None:
    book = read(venue, row["set"]).books[row["symbol"]]
    for side, levels in (("bid", book.bids), ("ask", book.asks)):
        if f"n_{side}s" in row:
            assert int(row[f"n_{side}s"]) == len(levels)
        if f"best_{side}" in row:
            assert same(row[f"best_{side}"], levels[0][0])
        if f"best_{side}_size_base" in row:
            assert abs(Decimal(row[f"best_{side}_size_base"]) - levels[0][1]) <= SIZE_TOLERANCE
        if f"total_{side}_base" in row:
            total = sum(size for _, size in levels)
            assert abs(Decimal(row[f"total_{side}_base"]) - total) <= SIZE_TOLERANCE * len(levels)


@pytest.mark.parametrize(("venue", "row"), rows("margin_tier"))
def test_margin_tier_is_read_as_worked_out_by_hand(venue: str, row: dict[str, Any]) -> None:
    tier = read(venue, row["set"]).tiers[row["symbol"]][int(row["tier"]) - 1]
    names = {
        "floor": "floor",
        "cap": "cap",
        "imr": "initial_rate",
        "mmr": "maintenance_rate",
        "max_leverage": "max_leverage",
        "maintenance_amount": "deduction",
    }
    for wire, field in names.items():
        if wire in row:
            assert same(row[wire], getattr(tier, field)), wire
    assert tier.unit == {"base": "coins"}.get(row["unit"], row["unit"])
