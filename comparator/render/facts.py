"""Fact sheets of the venues: access, regulation, reserves, offers; each with source and date."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from comparator.render.documents import Document
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.render.words import listed
from comparator.schema import Fact, VenueFacts


class FactRow(Struct, frozen=True, kw_only=True):
    """One statement about a venue, as its source says it."""

    venue: str
    topic: str
    statement: str
    value: tuple[str, ...]  # short labels, or ISO country codes
    scope: str
    basis: str
    as_of: str
    source: str


class Facts(Document, frozen=True, kw_only=True):
    """comparator.facts/1: statements about venues; what is absent was not found."""

    rows: tuple[FactRow, ...]


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


def document(sheets: Sequence[VenueFacts], topics: Sequence[str], at: datetime) -> Facts:
    """All statements, or those whose topic contains one of `topics`."""
    return Facts(
        schema="comparator.facts/1",
        generated_at=at,
        rows=tuple(
            _row(sheet.venue, fact)
            for sheet in sheets
            for fact in sheet.facts
            if not topics or any(topic.casefold() in fact.topic.casefold() for topic in topics)
        ),
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


def _row(venue: str, fact: Fact) -> FactRow:
    value = fact.value if isinstance(fact.value, tuple) else (fact.value,) if fact.value else ()
    return FactRow(
        venue=venue,
        topic=fact.topic,
        statement=fact.statement,
        value=(*value, *fact.subdivisions),
        scope=fact.scope,
        basis=fact.basis,
        as_of=fact.as_of,
        source=fact.source,
    )
