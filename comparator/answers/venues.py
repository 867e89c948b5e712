"""What is installed: every venue, where it comes from, what is known of it and how old that is."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comparator.answers.document import Document
from comparator.api.venue import Venue
from comparator.errors import DataError
from comparator.schema import VenueData
from comparator.sources.cache import Cache
from comparator.sources.discovery import Installed, Plugin
from comparator.sources.published import published

Mark = Literal["full", "priced", "listed", "none"]


class VenueRow(Struct, frozen=True, kw_only=True):
    """One venue; null: never asked, or nothing shipped."""

    venue: Annotated[str, Meta(description="id of the venue")]
    name: Annotated[str, Meta(description="what the venue calls itself")]
    plugin: Annotated[str, Meta(description="entry point of the plugin it comes from")]
    distribution: Annotated[str, Meta(description="the package the plugin is part of")]
    path: Annotated[str, Meta(description="file of the plugin")]
    mark: Annotated[
        Mark,
        Meta(
            description="listed: contracts and fees; priced: quotes too; full: depth and tiers too"
        ),
    ]
    asks: Annotated[
        tuple[str, ...],
        Meta(description="what it asks the venue for; empty: dated figures alone"),
    ]
    contracts: Annotated[int, Meta(description="how many contracts the data at hand hold")]
    assets: Annotated[int, Meta(description="how many coins those contracts are on")]
    published: Annotated[
        datetime | None, Meta(description="newest figure that ships with the plugin")
    ]
    cached: Annotated[datetime | None, Meta(description="when it was asked last")]
    oldest: Annotated[
        datetime | None,
        Meta(description="when the oldest contract or quote at hand was true; null: none is"),
    ]
    oldest_of: Annotated[
        str, Meta(description="which that is, as contract BTCUSDT; empty: none is at hand")
    ]
    problem: Annotated[str, Meta(description="what could not be read; empty: nothing")]
    docs: Annotated[str, Meta(description="the venue's public documentation")]


class Broken(Struct, frozen=True, kw_only=True):
    """A plugin that could not be used."""

    plugin: Annotated[str, Meta(description="entry point of the plugin")]
    distribution: Annotated[str, Meta(description="the package the plugin is part of")]
    error: Annotated[str, Meta(description="why it is not used")]


class Venues(Document, frozen=True, kw_only=True):
    """comparator.venues/1: what is installed."""

    rows: Annotated[tuple[VenueRow, ...], Meta(description="the records")]
    broken: Annotated[tuple[Broken, ...], Meta(description="plugins that could not be used")]


def mark(data: Sequence[VenueData]) -> Mark:
    """How much is known, by what the data at hand hold."""
    if not any(one.contracts for one in data) or not any(one.fees for one in data):
        return "none"
    if not any(one.markets for one in data):
        return "listed"
    full = any(one.books for one in data) and any(one.tiers for one in data)
    return "full" if full else "priced"


CAPABILITIES = ("markets", "book", "margin_tiers", "fees")


def document(installed: Installed, cache: Cache | None, at: datetime) -> Venues:
    """What is installed; `cache`: where answers of earlier runs are kept."""
    rows = [_row(plugin, venue, cache) for plugin in installed.plugins for venue in plugin.venues]
    return Venues(
        schema="comparator.venues/1",
        generated_at=at,
        rows=tuple(sorted(rows, key=lambda row: row.venue)),
        broken=tuple(
            Broken(plugin=one.name, distribution=one.distribution, error=one.error)
            for one in installed.broken
        ),
    )


def _row(plugin: Plugin, venue: Venue, cache: Cache | None) -> VenueRow:
    known, problems = list[VenueData](), list[str]()
    shipped = cached = None
    try:
        if venue.published:
            data = published(venue.published, venue.rules)
            shipped = max((origin.as_of for origin in data.origins.values()), default=data.as_of)
            known.append(data)
    except DataError as error:
        problems.append(str(error))
    try:
        kept = cache.load(venue.id) if cache else None
        if kept:
            cached = kept.fetched_at
            known.insert(0, kept.data)
    except DataError as error:
        problems.append(str(error))
    contracts = known[0].contracts if known else ()
    oldest, which = min(_ages(known[0])) if contracts else (None, "")
    asks = () if venue.data_only else ("contracts", *_asked(venue))
    return VenueRow(
        venue=venue.id,
        name=venue.name,
        plugin=plugin.name,
        distribution=plugin.distribution,
        path=plugin.path,
        mark=mark(known),
        asks=asks,
        contracts=len(contracts),
        assets=len({spec.base for spec in contracts}),
        published=shipped,
        cached=cached,
        oldest=oldest,
        oldest_of=which,
        problem="; ".join(problems),
        docs=venue.docs,
    )


def _ages(data: VenueData) -> Iterator[tuple[datetime, str]]:
    """Of every contract and quote when it was true, and what it is."""
    for spec in data.contracts:
        yield data.origin("contracts", spec.symbol).as_of, f"contract {spec.symbol}"
    for symbol in data.markets:
        yield data.origin("markets", symbol).as_of, f"quote {symbol}"


def _asked(venue: Venue) -> list[str]:
    return [name.replace("_", " ") for name in CAPABILITIES if getattr(venue, name) is not None]
