"""How the list of venues reads: the table, its words, and what is broken."""

from collections.abc import Iterator
from datetime import datetime

from comparator.answers.venues import VenueRow, Venues
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.words import NONE, age


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
