"""What is installed: every venue, where it comes from, what is known of it and how old that is."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from comparator.render.documents import Document
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.render.words import NONE, age
from comparator.schema import VenueData

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


def columns(at: datetime) -> tuple[Column[VenueRow], ...]:
    """The columns; ages are counted from `at`."""

    def old(when: datetime) -> str:
        return age(at - when)

    return (
        Column("venue", "venue", lambda row: row.venue, left=True),
        Column("name", "name", lambda row: row.name, left=True, keep=4),
        Column("mark", "data", lambda row: row.mark, left=True),
        Column("contracts", "contracts", lambda row: row.contracts),
        Column("assets", "assets", lambda row: row.assets, keep=6),
        Column("published", "shipped\ndata", lambda row: row.published, old, NONE),
        Column("cached", "asked\nbefore", lambda row: row.cached, old, "never"),
        Column("asks", "asks for", lambda row: row.asks, left=True, absent=NONE, keep=3),
        Column("distribution", "plugin of", lambda row: row.distribution, left=True, keep=5),
        Column("problem", "problem", lambda row: row.problem, left=True),
    )


EXTRA: tuple[Column[VenueRow], ...] = (
    Column("plugin", "plugin", lambda row: row.plugin, left=True),
    Column("path", "file", lambda row: row.path, left=True),
    Column("docs", "documentation", lambda row: row.docs, left=True),
)


def sheet(venues: Venues) -> Sheet[VenueRow]:
    """The table of venues."""
    every = columns(venues.generated_at)
    return Sheet(
        name="venues",
        columns=every[:-1],
        rows=venues.rows,
        every=(*every, *EXTRA),
        empty="No venue is installed.",
    )


def page(venues: Venues) -> Iterator[Block]:
    """The table, its words, and what is broken."""
    yield sheet(venues)
    yield Words(
        "data: listed has contracts and fees, priced also quotes, full also depth and margin tiers."
        " Contracts count what is at hand: all after a venue was asked, else what ships.",
        "dim",
    )
    problems = tuple((row.venue, row.problem) for row in venues.rows if row.problem)
    if problems:
        yield Items(title="problems", rows=problems)
    if venues.broken:
        yield Items(
            title="broken plugins, the rest is unaffected",
            rows=tuple(
                (broken.plugin, f"{broken.error} ({broken.distribution})")
                for broken in venues.broken
            ),
        )
