"""What is installed: every venue, where it comes from, what is known of it and how old that is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from comparator.answers.document import Document
from comparator.api.venue import Venue
from comparator.errors import DataError
from comparator.schema import VenueData
from comparator.sources.discovery import Installed, Plugin
from comparator.sources.store import Cache, published

Mark = Literal["full", "priced", "listed", "none"]


class VenueRow(Struct, frozen=True, kw_only=True):
    """One venue; null: never asked, or nothing shipped."""

    venue: str
    name: str
    plugin: str
    distribution: str
    path: str
    mark: Mark  # listed: contracts and fees; priced: quotes too; full: depth and margin tiers too
    asks: tuple[str, ...]  # what it asks the exchange for; empty: dated figures alone
    contracts: int  # of the data at hand
    assets: int
    published: datetime | None  # newest figure that ships with the plugin
    cached: datetime | None  # when it was asked last
    problem: str
    docs: str


class Broken(Struct, frozen=True, kw_only=True):
    """A plugin that could not be used."""

    plugin: str
    distribution: str
    error: str


class Venues(Document, frozen=True, kw_only=True):
    """comparator.venues/1: what is installed."""

    rows: tuple[VenueRow, ...]
    broken: tuple[Broken, ...]


def mark(data: Sequence[VenueData]) -> Mark:
    """How much is known, by what the data at hand hold."""
    if not any(one.contracts for one in data) or not any(one.fees for one in data):
        return "none"
    if not any(one.markets for one in data):
        return "listed"
    full = any(one.books for one in data) and any(one.tiers for one in data)
    return "full" if full else "priced"


CAPABILITIES = ("markets", "book", "margin_tiers", "fees")


def document(found: Installed, cache: Cache | None, at: datetime) -> Venues:
    """What is installed; `cache`: where answers of earlier runs are kept."""
    rows = [_row(plugin, venue, cache) for plugin in found.plugins for venue in plugin.venues]
    return Venues(
        schema="comparator.venues/1",
        generated_at=at,
        rows=tuple(sorted(rows, key=lambda row: row.venue)),
        broken=tuple(
            Broken(plugin=one.name, distribution=one.distribution, error=one.error)
            for one in found.broken
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
        problem="; ".join(problems),
        docs=venue.docs,
    )


def _asked(venue: Venue) -> list[str]:
    return [name.replace("_", " ") for name in CAPABILITIES if getattr(venue, name) is not None]
