"""Rebuild a venue's published data: the plugin run over captured answers, so no figure is retyped.

    python tools/publish.py binance bybit --captures DIR

Layers: every `tools/published/<venue>*.toml` (figures that no capture holds, each with its source)
and each capture set. Of two tables the newer wins; of the same day, the one written by hand.
"""

import argparse
import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import tomli_w
from captures import Captures, asked_for
from kept import DOUBTFUL, FINER, LEFT_OUT, LENT, OLDEST, ONLY, RESIZED
from msgspec import structs

from comparator.api.venue import Venue
from comparator.errors import VenueError
from comparator.schema import ContractSpec, Origin, Part, Region, VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue
from comparator.sources.files import write_atomically
from comparator.sources.merge import with_regions
from comparator.sources.published import publish, published

T = TypeVar("T")

ASSETS = (
    "BTC", "ETH", "SOL", "XRP", "DOGE", "PEPE", "SHIB", "LTC", "ADA", "BNB", "LINK", "SUI", "HYPE",
    "AVAX", "TRX", "PAXG", "XAUT",
)  # fmt: skip
OTHERS = {"XAU": "commodity", "GOLD": "commodity", "SP500": "index"}
"""What is no coin: gold and an index, under the names that venues give them."""
ROOT = Path(__file__).resolve().parents[1]
BY_HAND = Path(__file__).parent / "published"
YEAR = timedelta(days=365)
"""What is older says sizes, steps and ticks alone: prices, funding, tiers and leverage move on."""
KEYED = ("markets", "books", "tiers")
"""Tables by symbol: venues answer in any order, and a file has one."""
DEPTH = 20
"""Levels a side that are kept; a small order never sees the rest."""


def main() -> None:
    """Write the published file of every venue named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("venues", nargs="+")
    asked_for(parser, "--captures", "kept answers: a folder a venue, each with a routes.toml")
    arguments = parser.parse_args()
    installed = {venue.id: venue for venue in discover().venues}
    for name in arguments.venues:
        venue = installed[name]
        if venue.published is None:
            raise SystemExit(f"{name} names no published file")
        if ROOT not in venue.published.resolve().parents:
            raise SystemExit(f"{venue.published} is not in this checkout: nothing is written")
        document = rebuilt(venue, arguments.captures / name)
        write_atomically(venue.published, tomli_w.dumps(document).encode())
        data = published(venue.published, venue.rules)
        print(f"{venue.published}: {len(data.contracts)} contracts, {len(data.markets)} quotes")


def rebuilt(venue: Venue, captures: Path) -> dict[str, Any]:
    """The document of one venue from all its layers."""
    now = datetime.now(UTC)
    # Each layer loses what is too old first: an old quote with best prices must hide no newer one
    whole = hand = lasting(by_hand(venue), now - YEAR)
    folder_exists = (captures / "routes.toml").exists() and not venue.data_only
    sets = sorted(Captures.all_of(captures), key=lambda c: c.as_of) if folder_exists else []
    for capture in sets:
        key = venue.id, capture.label
        if capture.label.startswith("docs") or key in LEFT_OUT:
            continue  # samples of documentation pages show shapes, not figures
        if capture.as_of < OLDEST and key not in ONLY:
            continue
        try:
            data = read_set(venue, capture)
        except VenueError as error:
            print(f"{venue.id} {capture.label}: {error}")
            continue
        whole = over(lasting(_kept(data, capture), now - YEAR), whole)
    whole = fresh_books(over(hand, whole))
    if not venue.data_only:  # such a plugin lists the next expiries of its products itself
        whole = unexpired(whole, now)
        whole = structs.replace(whole, tiers={**hand.tiers, **whole.tiers})
    in_order = {part: dict(sorted(getattr(whole, part).items())) for part in KEYED}
    return publish(structs.replace(whole, source=venue.docs, rules=venue.rules, **in_order))


def fresh_books(data: VenueData) -> VenueData:
    """`data` without books older than the quote of their contract: both would price one order."""
    books = {
        symbol: book
        for symbol, book in data.books.items()
        if data.origin("books", symbol).as_of >= data.origin("markets", symbol).as_of
    }
    return structs.replace(data, books=books)


def unexpired(data: VenueData, now: datetime) -> VenueData:
    """`data` without contracts that have expired, and without what belongs to none it has."""
    contracts = tuple(spec for spec in data.contracts if not spec.expiry or spec.expiry > now)
    gone = {spec.symbol for spec in data.contracts} - {spec.symbol for spec in contracts}

    def left(table: Mapping[str, T]) -> dict[str, T]:
        return {symbol: row for symbol, row in table.items() if symbol not in gone}

    return structs.replace(
        data,
        contracts=contracts,
        markets=left(data.markets),
        books=left(data.books),
        tiers=left(data.tiers),
    )


def lasting(data: VenueData, since: datetime) -> VenueData:
    """`data` without what changes often and is from before `since`; its contracts say so."""

    def recent(part: Part, table: Mapping[str, T]) -> dict[str, T]:
        return {key: row for key, row in table.items() if data.origin(part, key).as_of >= since}

    contracts, origins = list[ContractSpec](), dict(data.origins)
    for spec in data.contracts:
        origin = data.origin("contracts", spec.symbol)
        if origin.as_of >= since:
            contracts.append(spec)
            continue
        contracts.append(
            structs.replace(
                spec,
                max_qty=None,
                max_market_qty=None,
                max_leverage=None,
                maker_fee=None,
                taker_fee=None,
                funding_interval_hours=None,
            )
        )
        text = f"{origin.source}; older than a year: sizes, steps and tick alone"
        origins[f"contracts/{spec.symbol}"] = structs.replace(origin, source=text)
    return structs.replace(
        data,
        contracts=tuple(contracts),
        markets=recent("markets", data.markets),
        books=recent("books", data.books),
        tiers=recent("tiers", data.tiers),
        origins=origins,
    )


def read_set(venue: Venue, capture: Captures) -> VenueData:
    """One capture set; of one that holds no quotes at all, the contracts."""
    try:
        return asyncio.run(fetch_venue(venue, _wanted, now=capture.as_of, transport=capture))
    except VenueError:
        return asyncio.run(
            fetch_venue(venue, lambda _: False, now=capture.as_of, transport=capture)
        )


def by_hand(venue: Venue) -> VenueData:
    """Figures that no capture holds, from `tools/published`."""
    whole: VenueData | None = None
    for path in sorted(BY_HAND.glob(f"{venue.id}*.toml")):
        if path.stem.split(".")[0] == venue.id:
            data = published(path, venue.rules)
            whole = over(data, whole) if whole else data
    if whole is None:
        raise SystemExit(f"{venue.id} has no {BY_HAND}/{venue.id}.toml: its fees are needed")
    return whole


def over(data: VenueData, below: VenueData) -> VenueData:
    """`data` on top of `below`, table by table, each with its origin; an older one stays below."""

    def merged(part: Part, mine: Mapping[str, T], theirs: Mapping[str, T]) -> dict[str, T]:
        kept = {
            key: value
            for key, value in mine.items()
            if key not in theirs or data.origin(part, key).as_of >= below.origin(part, key).as_of
        }
        origins.update({f"{part}/{key}": data.origin(part, key) for key in kept})
        return {**theirs, **kept}

    origins = dict(below.origins)
    quotes = {  # one without best prices never hides one that has them
        symbol: quote
        for symbol, quote in data.markets.items()
        if quote.bid is not None or symbol not in below.markets or not below.markets[symbol].bid
    }
    contracts = merged("contracts", _by_symbol(data), _by_symbol(below))
    return structs.replace(
        data,
        as_of=max(data.as_of, below.as_of),
        contracts=tuple(contracts[symbol] for symbol in sorted(contracts)),
        markets=merged("markets", quotes, below.markets),
        books=merged("books", data.books, below.books),
        tiers=merged("tiers", data.tiers, below.tiers),
        fees=merged("fees", data.fees, below.fees) if data.basis == "published" else below.fees,
        regions=over_regions(data, below, origins),
        origins=origins,
    )


def over_regions(
    data: VenueData, below: VenueData, origins: dict[str, Origin]
) -> dict[str, Region]:
    """The regions of both: tables of the newer one, with fees that only the other has."""
    found = dict[str, Region]()
    for name in {**below.regions, **data.regions}:
        held = [one for one in (data, below) if name in one.regions]
        new, *old = sorted(held, key=lambda one: one.origin("regions", name).as_of, reverse=True)
        origins[f"regions/{name}"] = new.origin("regions", name)
        found[name] = new.regions[name]
        for one in old:
            found |= with_regions({name: found[name]}, {name: one.regions[name]})
    return found


def _by_symbol(data: VenueData) -> dict[str, ContractSpec]:
    return {spec.symbol: spec for spec in data.contracts}


def _wanted(spec: ContractSpec) -> bool:
    return spec.asset_class == ("crypto" if spec.base in ASSETS else OTHERS.get(spec.base))


def _kept(data: VenueData, capture: Captures) -> VenueData:
    """The wanted contracts of one capture set, dated and named after it."""

    def named(day: datetime) -> Origin:
        source = f"{data.source}, answers kept of {day:%Y-%m-%d} (set {capture.label})"
        return Origin(basis="published", source=source, as_of=day)

    key = data.venue, capture.label
    origin = named(capture.as_of)
    if key in FINER:
        text = f"{origin.source}; steps are finer by now, and a whole one is still allowed"
        origin = structs.replace(origin, basis="assumed", source=text)
    lent = LENT.get(key, "-")  # no symbol ends with a dash
    wanted = [spec for spec in data.contracts if _wanted(spec)]
    contracts = tuple(
        spec
        for spec in wanted
        if not spec.symbol.endswith(lent)
        and spec.symbol in ONLY.get(key, (spec.symbol,))
        and (*key, spec.symbol) not in RESIZED
    )
    tables = [("contracts", spec.symbol) for spec in contracts]
    doubtful = {s for venue, label, s in DOUBTFUL if (venue, label) == key}
    markets = {symbol: row for symbol, row in data.markets.items() if symbol not in doubtful}
    books = {symbol: row for symbol, row in data.books.items() if symbol not in doubtful}
    held: dict[str, Iterable[str]] = {"markets": markets, "books": books, "tiers": data.tiers}
    tables += [(part, symbol) for part, table in held.items() for symbol in table]
    symbols = {spec.symbol for spec in wanted}
    origins = {f"{part}/{symbol}": origin for part, symbol in tables if symbol in symbols}
    # An answer's own time says better than its set on which day it was true
    for part, table in (("markets", markets), ("books", books)):
        for symbol, row in table.items():
            origins[f"{part}/{symbol}"] = named(min(row.at, capture.as_of))
    return structs.replace(
        data,
        contracts=contracts,
        books={
            symbol: structs.replace(book, bids=book.bids[:DEPTH], asks=book.asks[:DEPTH])
            for symbol, book in books.items()
            if symbol in symbols
        },
        markets={symbol: row for symbol, row in markets.items() if symbol in symbols},
        tiers={symbol: rows for symbol, rows in data.tiers.items() if symbol in symbols},
        fees={},
        regions={
            name: structs.replace(region.of(symbols), fees={})
            for name, region in data.regions.items()
        },
        origins=origins | {f"regions/{name}": origin for name in data.regions},
    )


if __name__ == "__main__":
    main()
