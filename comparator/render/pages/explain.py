"""How an explanation reads: one list per figure."""

from collections.abc import Iterator

from comparator.answers.explain import Explain
from comparator.pricing.explain import Explanation
from comparator.render.sheet import Block, Column, Figures, Items, Sheet


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


figure = Figures(Explanation)
EVERY: tuple[Column[Explanation], ...] = (
    figure("field", "field", "field", left=True),
    figure("value", "value", "value", left=True),
    figure("formula", "formula", "formula", left=True),
    figure("numbers", "with numbers", "numbers", left=True),
    figure("reference", "reference", "reference", left=True),
    figure("notes", "notes", "notes", left=True),
    figure("sources", "sources", "sources", left=True),
)


def sheet(explained: Explain) -> Sheet[Explanation]:
    """The table, for data."""
    return Sheet(name="explain", columns=EVERY, rows=explained.explanations, every=EVERY)
