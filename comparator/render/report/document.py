"""What a report is made of: the blocks of any page, and headings, charts and listings besides."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from msgspec import Struct

from comparator.answers.leaders import Leaders
from comparator.render.sheet import Column, Items, Sheet, Words, written

Cell = str | int | Decimal | None
"""Words as they are, a figure that its column writes, or None: unknown."""
Line = tuple[Cell, ...]


class Field(Struct, frozen=True):
    """One column; figures stand on the right and are written by `show`."""

    title: str
    show: Callable[[Decimal], str] | None = None


class Heading(Struct, frozen=True):
    """A heading; level 1 is the title of the report."""

    level: int
    text: str


class Chart(Struct, frozen=True, kw_only=True):
    """A picture; `name` ends the name of its file, `text` says what is to be seen.

    Its figures are floats: they are for drawing alone.
    """

    name: str
    title: str
    text: str
    venues: tuple[str, ...]  # all of the report's, for the same colours in all of its charts
    segments: tuple[Mapping[str, Any], ...]  # stretches of accounts with one answer
    planned: float  # part of the account that the plan risks
    accounts: tuple[int, ...]  # USD; for these there are answers
    answers: Mapping[str, tuple[tuple[float, float, str] | str, ...]]
    """By venue, one for each account: cost of the risk, dollars and order, or why not."""


class Map(Struct, frozen=True, kw_only=True):
    """Who is best where, as a picture; `name` ends the name of its file."""

    name: str
    leaders: Leaders
    names: Mapping[str, str]  # display name by venue
    venues: tuple[str, ...]  # all of the report's, for the same colours as in its charts


class Listing(Struct, frozen=True):
    """Lines to type or to copy, as they are."""

    text: str


Block = Heading | Chart | Map | Listing | Words | Items | Sheet[Any]


class Document(Struct, frozen=True, kw_only=True):
    """A whole report."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def tables(self) -> Iterator[Sheet[Any]]:
        """The tables, in order."""
        return (block for block in self.blocks if isinstance(block, Sheet))

    @property
    def charts(self) -> Iterator[Chart]:
        """The curves, in order."""
        return (block for block in self.blocks if isinstance(block, Chart))

    @property
    def maps(self) -> Iterator[Map]:
        """The maps, in order."""
        return (block for block in self.blocks if isinstance(block, Map))


def table(name: str, fields: Sequence[Field], rows: Sequence[Line]) -> Sheet[Line]:
    """A table of plain lines; `name` is that of its CSV file."""
    for row in rows:
        if len(row) != len(fields):
            raise ValueError(f"table {name}: {len(fields)} columns, but a row {row!r}")
    columns = tuple(_column(number, field) for number, field in enumerate(fields))
    return Sheet(name=name, columns=columns, rows=tuple(rows))


def entries(rows: Sequence[tuple[str, str]], title: str = "") -> Items:
    """A list of (label, text)."""
    return Items(title=title, rows=tuple(rows))


def _column(number: int, field: Field) -> Column[Line]:
    show = field.show

    def text(value: Any) -> str:  # noqa: ANN401 - what the column holds
        return show(value) if show and isinstance(value, Decimal) else written(value)

    return Column(
        name=re.sub(r"\W+", "_", field.title.lower()).strip("_"),
        head=field.title,
        value=itemgetter(number),
        text=text,
        left=show is None,
    )
