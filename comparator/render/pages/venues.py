"""How the list of venues reads: the table, its words, and what is broken."""

from collections.abc import Iterator

from comparator.answers.venues import VenueRow, Venues
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words, aged
from comparator.words import NONE

figure = Figures(VenueRow)
SHOWN: tuple[Column[VenueRow], ...] = (
    figure("venue", "venue", "venue", left=True),
    figure("name", "name", "name", left=True, keep=4),
    figure("mark", "data", "mark", left=True),
    figure("contracts", "contracts", "contracts"),
    figure("assets", "assets", "assets", keep=6),
    figure("published", "shipped\ndata", "published", absent=NONE),
    figure("oldest", "oldest\nfigure", "oldest", absent=NONE),
    figure("cached", "asked\nbefore", "cached", absent="never"),
    figure("asks", "asks for", "asks", left=True, absent=NONE, keep=3),
    figure("distribution", "plugin of", "distribution", left=True, keep=5),
)
EVERY: tuple[Column[VenueRow], ...] = (
    *SHOWN,
    figure("oldest_of", "oldest figure of", "oldest_of", left=True),
    figure("problem", "problem", "problem", left=True),
    figure("plugin", "plugin", "plugin", left=True),
    figure("path", "file", "path", left=True),
    figure("docs", "documentation", "docs", left=True),
)


def sheet(venues: Venues) -> Sheet[VenueRow]:
    """The table of venues; people read ages, data have the dates."""
    every = aged(EVERY, ("published", "oldest", "cached"), venues.generated_at)
    return Sheet(
        name="venues",
        columns=every[: len(SHOWN)],
        rows=venues.rows,
        every=every,
        empty="No venue is installed.",
    )


def page(venues: Venues) -> Iterator[Block]:
    """The table, its words, and what is broken."""
    yield sheet(venues)
    yield Words(
        "data: listed has contracts and fees, priced also quotes, full also depth and margin tiers."
        " Contracts count what is at hand: all after a venue was asked, else what ships; the oldest"
        " figure is a contract or a quote of those (--fields venue,oldest,oldest_of).",
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
