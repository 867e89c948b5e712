"""How fact sheets read: one list per venue."""

from collections.abc import Iterator

from comparator.answers.facts import FactRow, Facts
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words
from comparator.words import listed

Row = Column[FactRow]
figure = Figures(FactRow)
EVERY: tuple[Row, ...] = (
    figure("venue", "venue", "venue", left=True),
    figure("topic", "topic", "topic", left=True),
    figure("value", "value", "value", left=True),
    figure("statement", "statement", "statement", left=True),
    figure("scope", "about", "scope", left=True),
    figure("basis", "basis", "basis", left=True),
    figure("as_of", "as of", "as_of", left=True),
    figure("source", "source", "source", left=True),
)


def sheet(facts: Facts) -> Sheet[FactRow]:
    """The table, for data."""
    return Sheet(name="facts", columns=EVERY, rows=facts.rows, every=EVERY)


def page(facts: Facts) -> Iterator[Block]:
    """One list per venue."""
    if not facts.rows:
        yield Words("Nothing is known of these; that is not the same as nothing.")
        return
    for venue in dict.fromkeys(row.venue for row in facts.rows):
        yield Items(
            title=venue,
            rows=tuple(
                (row.topic.replace("_", " "), _text(row))
                for row in facts.rows
                if row.venue == venue
            ),
        )
    yield Words(
        "What is not listed was not found. Features are listed, never scored."
        " Nobody pays to be here and there are no referral links.",
        "dim",
    )


def _text(row: FactRow) -> str:
    value = (
        f"{listed(row.value)}. " if row.value and ", ".join(row.value) not in row.statement else ""
    )
    about = f" [{row.scope}]" if row.scope else ""
    return f"{value}{row.statement}{about} ({row.basis}, {row.as_of}: {row.source})"
