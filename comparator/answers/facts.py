"""Fact sheets of the venues: access, regulation, reserves, offers; each with source and date."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from comparator.answers.document import Document
from comparator.schema import Fact, VenueFacts


class FactRow(Struct, frozen=True, kw_only=True):
    """One statement about a venue, as its source says it."""

    venue: Annotated[str, Meta(description="id of the venue")]
    topic: Annotated[
        str, Meta(description="what the statement is on: regulation, restricted_regions, …")
    ]
    statement: Annotated[str, Meta(description="what the source says")]
    value: Annotated[tuple[str, ...], Meta(description="short labels, or ISO country codes")]
    scope: Annotated[
        str, Meta(description="what it is about, where narrower than futures in general")
    ]
    basis: Annotated[str, Meta(description="how it is known: official page, third party, …")]
    as_of: Annotated[
        str, Meta(description="the date the source gives itself: a day, a month, or undated")
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]


class Facts(Document, frozen=True, kw_only=True):
    """comparator.facts/1: statements about venues; what is absent was not found."""

    rows: Annotated[tuple[FactRow, ...], Meta(description="the records")]


def document(sheets: Iterable[VenueFacts], *, topics: Sequence[str] = (), at: datetime) -> Facts:
    """All statements, or those whose topic contains one of `topics`."""
    return Facts(
        schema="comparator.facts/1",
        generated_at=at,
        rows=tuple(
            row_of(sheet.venue, fact)
            for sheet in sheets
            for fact in sheet.facts
            if not topics or any(topic.casefold() in fact.topic.casefold() for topic in topics)
        ),
    )


def row_of(venue: str, fact: Fact) -> FactRow:
    """One fact as answers write it."""
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
