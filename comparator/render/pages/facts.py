"""How fact sheets read: one list per venue."""

from collections.abc import Iterator

from comparator.answers.facts import FactRow, Facts
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.words import listed

Row = Column[FactRow]
EVERY: tuple[Row, ...] = (
    Row("venue", "venue", lambda row: row.venue, left=True),
    Row("topic", "topic", lambda row: row.topic, left=True),
    Row("value", "value", lambda row: row.value, left=True),
    Row("statement", "statement", lambda row: row.statement, left=True),
    Row("scope", "about", lambda row: row.scope, left=True),
    Row("basis", "basis", lambda row: row.basis, left=True),
    Row("as_of", "as of", lambda row: row.as_of, left=True),
    Row("source", "source", lambda row: row.source, left=True),
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
