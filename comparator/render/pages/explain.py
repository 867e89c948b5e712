"""How an explanation reads: one list per figure."""

from collections.abc import Iterator

from comparator.answers.explain import Explain
from comparator.pricing.explain import Explanation
from comparator.render.sheet import Block, Column, Items, Sheet


def page(explained: Explain) -> Iterator[Block]:
    """One list per figure."""
    row = f"{explained.asset} on {explained.venue} {explained.symbol}".rstrip()
    for one in explained.explanations:
        worked = [("=", f"{one.formula}   [{one.reference}]"), ("=", one.numbers)]
        yield Items(
            title=f"{row}: {one.field} = {one.value}",
            rows=(
                *(worked if one.formula else ()),
                *(("note", note) for note in one.notes),
                *(("from", source) for source in one.sources),
            ),
        )


COLUMNS: tuple[Column[Explanation], ...] = (
    Column("field", "field", lambda row: row.field, left=True),
    Column("value", "value", lambda row: row.value, left=True),
    Column("formula", "formula", lambda row: row.formula, left=True),
    Column("numbers", "with numbers", lambda row: row.numbers, left=True),
    Column("reference", "reference", lambda row: row.reference, left=True),
    Column("notes", "notes", lambda row: row.notes, left=True),
    Column("sources", "sources", lambda row: row.sources, left=True),
)


def sheet(explained: Explain) -> Sheet[Explanation]:
    """The table, for data."""
    return Sheet(name="explain", columns=COLUMNS, rows=explained.explanations)
