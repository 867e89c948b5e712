"""How changes read on a screen: how many, a table of them, and what was not believed."""

from collections.abc import Iterator

from comparator.answers.changes import Changed
from comparator.answers.watch import Watch
from comparator.render.changes import Group, groups, signed
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.words import NONE, counted, instant, listed

COLUMNS: tuple[Column[Group], ...] = (
    Column("venue", "venue", lambda row: row.first.venue, left=True),
    Column("symbol", "contract", lambda row: row.contracts, left=True),
    Column("what", "what", lambda row: row.first.what, left=True, keep=2),
    Column("field", "figure", lambda row: row.figure, left=True),
    Column("was", "was", lambda row: row.was, absent=NONE),
    Column("now", "now", lambda row: row.now, absent=NONE),
    Column("by", "by", lambda row: row.by, signed, NONE, keep=6),
)
EVERY: tuple[Column[Changed], ...] = (
    Column("venue", "venue", lambda row: row.venue, left=True),
    Column("asset", "asset", lambda row: row.asset, left=True),
    Column("symbol", "contract", lambda row: row.symbol, left=True),
    Column("what", "what", lambda row: row.what, left=True),
    Column("key", "tier", lambda row: row.key, left=True),
    Column("field", "figure", lambda row: row.field, left=True),
    Column("was", "was", lambda row: row.was, absent=NONE),
    Column("now", "now", lambda row: row.now, absent=NONE),
    Column("unit", "unit", lambda row: row.unit, left=True),
    Column("at", "at", lambda row: row.at, instant, left=True),
    Column("basis", "basis", lambda row: row.basis, left=True),
    Column("note", "note", lambda row: row.note, left=True),
    Column("id", "id", lambda row: row.id, left=True),
)


def sheet(found: Watch) -> Sheet[Changed]:
    """Every change, one a row."""
    return Sheet(name="watch", columns=EVERY, rows=found.rows)


def page(found: Watch) -> Iterator[Block]:
    """How much changed, what it is, and what was not believed or not reached."""
    yield Words(_verdict(found), "strong")
    rows = groups(found.rows)
    if rows:
        yield Sheet(name="changes", columns=COLUMNS, rows=rows, every=COLUMNS)
    noted = tuple(
        (f"{r.first.venue} {r.contracts}", f"{r.figure}: {r.first.note}")
        for r in rows
        if r.first.note
    )
    if noted:
        yield Items(title="perhaps no change, or a mistake", rows=noted)
    first = [row.venue for row in found.warnings if row.code == "first_read"]
    others = tuple((row.venue, row.message) for row in found.warnings if row.code != "first_read")
    if others:
        yield Items(title="not recorded as changes", rows=others)
    if found.failed:
        rows_ = tuple(
            (row.venue, row.message.removeprefix(f"{row.venue} ")) for row in found.failed
        )
        yield Items(title="not read, as they were", rows=rows_)
    if first:
        yield Words(f"read for the first time: {listed(first)}.", "dim")


def _verdict(found: Watch) -> str:
    read = f"{counted(found.contracts, 'contract')} of {counted(found.venues, 'venue')}"
    if not found.venues:
        return "No venue could be read: the folder stays as it is."
    if found.since is None:
        return f"Begun at {instant(found.generated_at)} with {read}: changes are told from now on."
    if not found.changed:
        return f"Nothing changed since {instant(found.since)}: {read} read."
    venues = len({row.venue for row in found.rows})
    figures = counted(len(found.rows), "change")
    return f"{figures} at {counted(venues, 'venue')} since {instant(found.since)}; {read} read."
