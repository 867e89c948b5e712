"""What a command shows, in no format yet: paragraphs, lists and tables of records."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, Generic, Literal, TypeVar, get_args, get_type_hints

from msgspec import Meta, Struct, structs

from comparator.errors import PlanError
from comparator.words import UNKNOWN, age, day, listed, quantity

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
    doc: str = ""  # unit and meaning of what stands nowhere, but is worked out of the record
    path: str = ""  # where it stands in the record, as `costs.total`; empty: nowhere
    record: type[Any] | None = None  # what holds it at `path`, and says what it means

    @property
    def title(self) -> str:
        """The head on one line: `slip-` above `page` is `slippage`."""
        return self.head.replace("-\n", "").replace("/\n", "/").replace("\n", " ")

    @property
    def meaning(self) -> str:
        """Unit and meaning: from the type where the figure stands, else from `doc`."""
        return _described(self.record, self.path) if self.record else self.doc

    def cell(self, record: T) -> str:
        """The figure of one record for people."""
        value = self.value(record)
        return self.absent if value is None else self.text(value)


class Figures(Generic[T]):
    """Declares the columns of one kind of record, each figure by where it stands there.

    Unit and meaning are in the type of that member (`Meta`), for JSON Schema and docs alike.
    """

    def __init__(self, record: type[T]) -> None:
        self.record = record

    def __call__(
        self,
        name: str,
        head: str,
        path: str,
        text: Callable[[Any], str] = written,
        *,
        absent: str = UNKNOWN,
        left: bool = False,
        keep: int = 9,
    ) -> Column[T]:
        """One column; the figure is None where a group on the way to it is None."""
        return Column(
            name,
            head,
            reach(path),
            text,
            absent=absent,
            left=left,
            keep=keep,
            path=path,
            record=self.record,
        )


def reach(path: str) -> Callable[[Any], Value]:
    """The member of a record at the end of `path`; None where a group on the way is None."""
    steps = path.split(".")

    def value(record: Any) -> Value:  # noqa: ANN401 - of any kind
        found = record
        for step in steps:
            if found is None:
                return None
            found = getattr(found, step)
        end: Value = found
        return end

    return value


def aged(columns: Sequence[Column[T]], names: Sequence[str], at: datetime) -> tuple[Column[T], ...]:
    """`columns`, of which those of `names` are written as ages, counted from `at`."""

    def old(when: datetime) -> str:
        return age(at - when)

    return tuple(
        structs.replace(column, text=old) if column.name in names else column for column in columns
    )


def _described(record: type[Any], path: str) -> str:
    """What the type of the member at `path` says of it; TypeError where it says nothing."""
    holder: Any = record
    *groups, member = path.split(".")
    for group in groups:
        kinds = get_args(get_type_hints(holder)[group])
        holder = next((one for one in kinds if one is not NoneType), get_type_hints(holder)[group])
    hint = get_type_hints(holder, include_extras=True)[member]
    for meta in getattr(hint, "__metadata__", ()):
        if isinstance(meta, Meta) and meta.description:
            return meta.description
    raise TypeError(f"{record.__name__}.{path} has no description in its type")


class Sheet(Struct, Generic[T], frozen=True, kw_only=True):
    """A table: records, and which of their figures to show; `every` has all that exist."""

    name: str
    columns: tuple[Column[T], ...]
    rows: tuple[T, ...]
    every: tuple[Column[T], ...] = ()
    title: str = ""
    empty: str = ""  # said instead of a table without rows
    others: tuple["Sheet[Any]", ...] = ()  # of the same answer: --fields may name theirs instead

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


def reasons(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[Items]:
    """(venue, why) each: those with a reason of their own, then one line for all that share one."""
    found = [(name, why.removeprefix(name).strip()) for name, why in rows]
    names = dict[str, list[str]]()
    for name, why in found:
        names.setdefault(why, []).append(name)
    alone = tuple((name, why) for name, why in found if len(names[why]) == 1)
    shared = tuple(("", f"{listed(group)}: {why}") for why, group in names.items() if group[1:])
    for lines in filter(None, (alone, shared)):
        yield Items(title=title if lines is alone or not alone else "", rows=lines)


Block = Words | Items | Sheet[Any]
Page = Sequence[Block]


def has(sheet: Sheet[T], fields: Sequence[str], sort: str) -> bool:
    """Whether the sheet has all the columns that a user asks for."""
    known = {column.name for column in sheet.all_columns}
    return {*fields, *_sorted_by(sort)} <= known


def fitting(sheet: Sheet[Any], fields: Sequence[str], sort: str) -> Sheet[Any]:
    """`sheet`, or that of its others which has the columns asked for where it has not."""
    found = (one for one in (sheet, *sheet.others) if has(one, fields, sort))
    return next(found, sheet)


def arranged(sheet: Sheet[T], fields: Sequence[str], sort: str) -> Sheet[T]:
    """`sheet` with the columns and the order a user asks for; PlanError names what does not exist.

    `sort` is a field name, with a minus in front for descending; unknown figures come last.
    """
    by_name = {column.name: column for column in sheet.all_columns}
    for name in (*fields, *_sorted_by(sort)):
        if name not in by_name:
            option = "--fields" if name in fields else "--sort"
            tables = (sheet, *sheet.others)
            known = "; or ".join(
                ", ".join(column.name for column in table.all_columns) for table in tables
            )
            raise PlanError(f"{option}: no field {name!r} in this table; there are {known}")
    columns = tuple(by_name[name] for name in fields) or sheet.columns
    rows = list(sheet.rows)
    if sort:
        value = by_name[sort.removeprefix("-")].value
        known_rows = [row for row in rows if value(row) is not None]
        known_rows.sort(key=lambda row: _sortable(value(row)), reverse=sort.startswith("-"))
        rows = known_rows + [row for row in rows if value(row) is None]
    return structs.replace(sheet, columns=columns, rows=tuple(rows))


def _sorted_by(sort: str) -> tuple[str, ...]:
    return (sort.removeprefix("-"),) if sort else ()


def _sortable(value: Value) -> tuple[bool, Any]:
    """One column holds one type, but for words that stand for no figure (`never`): after all."""
    return isinstance(value, str), value
