"""What a command shows, before anybody decides how: paragraphs, lists and tables of records."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct, structs

from comparator.errors import PlanError
from comparator.words import UNKNOWN, day, quantity

Value = str | int | Decimal | date | datetime | tuple[str, ...] | None
Tone = Literal["strong", "plain", "dim", "warn"]
T = TypeVar("T")


def written(value: Value) -> str:
    """A value of any type in plain words; a column may have a better way."""
    match value:
        case None:
            text = UNKNOWN
        case bool():
            text = "yes" if value else "no"
        case int():
            text = f"{value:,}"
        case Decimal():
            text = quantity(value)
        case datetime():
            text = day(value)
        case tuple():
            text = ", ".join(value)
        case _:
            text = str(value)
    return text


class Column(Struct, Generic[T], frozen=True):
    """One figure of a record: `value` as data, `text` of a known value for people."""

    name: str  # stable: what --fields, --sort, --fail-if and the CSV head call it
    head: str
    value: Callable[[T], Value]
    text: Callable[[Any], str] = written
    absent: str = UNKNOWN  # what stands for None
    left: bool = False
    keep: int = 9  # 9 always stays; lower ones leave a narrow screen first
    doc: str = ""
    path: str = (
        ""  # where it stands in the record, whose type says what it means; empty: `doc` does
    )

    @property
    def title(self) -> str:
        """The head on one line: `slip-` above `page` is `slippage`."""
        return self.head.replace("-\n", "").replace("/\n", "/").replace("\n", " ")

    def cell(self, record: T) -> str:
        """The figure of one record for people."""
        value = self.value(record)
        return self.absent if value is None else self.text(value)


class Sheet(Struct, Generic[T], frozen=True, kw_only=True):
    """A table: records, and which of their figures to show; `every` has all that exist."""

    name: str
    columns: tuple[Column[T], ...]
    rows: tuple[T, ...]
    every: tuple[Column[T], ...] = ()
    title: str = ""
    empty: str = ""  # said instead of a table without rows

    @property
    def all_columns(self) -> tuple[Column[T], ...]:
        """Everything that may be asked for with --fields."""
        return self.every or self.columns


def with_reasons(sheet: Sheet[T], without: Sequence[Any]) -> Sheet[Any]:
    """`sheet` for data: a last column `reason`, and a line for each record without figures.

    `without` are records that have a name and a `reason`, and of the columns what they know.
    """

    def known(column: Column[T]) -> Column[Any]:
        def value(row: Any) -> Value:  # noqa: ANN401 - a record of either kind
            missing: Value = getattr(row, column.name, None)
            return missing if row in without else column.value(row)

        return structs.replace(column, value=value)

    reason = Column[Any]("reason", "reason", lambda row: getattr(row, "reason", ""), left=True)
    columns = tuple(map(known, sheet.all_columns))
    return Sheet(name=sheet.name, columns=(*columns, reason), rows=(*sheet.rows, *without))


class Words(Struct, frozen=True):
    """One paragraph."""

    text: str
    tone: Tone = "plain"


class Items(Struct, frozen=True, kw_only=True):
    """A list under a title: (label, text) each."""

    title: str
    rows: tuple[tuple[str, str], ...]


Block = Words | Items | Sheet[Any]
Page = Sequence[Block]


def arranged(sheet: Sheet[T], fields: Sequence[str], sort: str) -> Sheet[T]:
    """`sheet` with the columns and the order a user asks for; PlanError names what does not exist.

    `sort` is a field name, with a minus in front for descending; unknown figures come last.
    """
    by_name = {column.name: column for column in sheet.all_columns}
    for name in (*fields, *([sort.removeprefix("-")] if sort else [])):
        if name not in by_name:
            option = "--fields" if name in fields else "--sort"
            known = ", ".join(by_name)
            raise PlanError(f"{option}: no field {name!r} in this table; there are {known}")
    columns = tuple(by_name[name] for name in fields) or sheet.columns
    rows = list(sheet.rows)
    if sort:
        value = by_name[sort.removeprefix("-")].value
        known_rows = [row for row in rows if value(row) is not None]
        known_rows.sort(key=lambda row: _sortable(value(row)), reverse=sort.startswith("-"))
        rows = known_rows + [row for row in rows if value(row) is None]
    return Sheet(
        name=sheet.name,
        columns=columns,
        rows=tuple(rows),
        every=sheet.every,
        title=sheet.title,
        empty=sheet.empty,
    )


def _sortable(value: Value) -> Any:  # noqa: ANN401 - one column holds one type
    return value
