"""From bytes to values: decoding, item by item, and the small conversions that plugins share."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import islice
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from comparator.errors import WireMismatch
from comparator.schema import (
    ONE,
    ContractSpec,
    FigureWarning,
    MarginTier,
    Origin,
    Region,
    Rejected,
)

ODD = (WireMismatch, ValueError, LookupError, ArithmeticError)
"""What an item raises that cannot be read; anything else is a mistake of its plugin."""
TOGETHER = 64
"""Items decoded in one go; more would save no time and take more memory."""

T = TypeVar("T")
W = TypeVar("W")

MOST_ROWS = 20_000
"""Of one list; ten times what the largest exchange lists."""

STEPS = {places: ONE.scaleb(-places) for places in range(-18, 19)}  # nobody quotes beyond
FIELD = re.compile(r": (\w+)[^:]* must |at `\$\.([\w.\[\]]+)`")


class Batch(Struct, Generic[T], frozen=True):
    """What came of a list: values, rejected items, and symbols seen but not open for trading."""

    items: tuple[T, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    closed: tuple[str, ...] = ()

    def __add__(self, other: "Batch[T]") -> "Batch[T]":
        return Batch(
            self.items + other.items, self.rejected + other.rejected, self.closed + other.closed
        )


class Listing(Struct, frozen=True):
    """A venue's contracts, with the margin tiers where the same answer carries them.

    `regions`: its own tables for clients of some countries, by a name such as "EEA". `origins` is
    for data-only venues, whose figures have dates of their own: as in VenueData.
    """

    batch: Batch[ContractSpec]
    tiers: Mapping[str, tuple[MarginTier, ...]] = {}
    warnings: tuple[FigureWarning, ...] = ()
    origins: Mapping[str, Origin] = {}
    regions: Mapping[str, Region] = {}


def decode(body: bytes | Raw, shape: type[T]) -> T:
    """The body as `shape`; WireMismatch names the path of the first member that does not fit."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise WireMismatch(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        start = bytes(body)[:80].lstrip()
        what = "HTML" if start.startswith(b"<") else "text that is not JSON" if start else "nothing"
        raise WireMismatch(f"{what} instead of JSON: {error}") from error


def normalise_each(
    raws: Iterable[Raw],
    shape: type[W],
    normalise: Callable[[W], T | None],
    *,
    name: str | int = "symbol",
) -> Batch[T]:
    """Each item decoded as `shape` and normalised on its own, so one odd item cannot sink the rest.

    `normalise` returns None for an item that is not open for trading and raises ValueError or
    LookupError for one it cannot read; `name` is the member that holds the venue's symbol, or its
    place where rows are lists (`class Row(Struct, array_like=True)`, 0 is the first).
    WireMismatch for more than MOST_ROWS: nobody else would be heard while they are read.
    """
    rows = list(islice(raws, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise WireMismatch(f"a list holds more than {MOST_ROWS:,} rows")
    items, rejected, closed = list[T](), list[Rejected](), list[str]()
    for some in _chunks(rows):
        wires = _together(some, shape)
        for place, raw in enumerate(some):
            try:
                value = normalise(wires[place] if wires else decode(raw, shape))
            except ODD as error:
                rejected.append(rejection(_member(raw, name), error))
            else:
                if value is None:
                    closed.append(_member(raw, name))
                else:
                    items.append(value)
    return Batch(tuple(items), tuple(rejected), tuple(closed))


def _chunks(raws: Iterable[Raw]) -> Iterator[list[Raw]]:
    left = iter(raws)
    while some := list(islice(left, TOGETHER)):
        yield some


def _together(raws: list[Raw], shape: type[W]) -> list[W] | None:
    """The items decoded in one go, which is faster; None where an odd one is among them."""
    many: type[list[W]] = list[shape]  # type: ignore[valid-type]  # known when it is needed
    try:
        values = decode(b"[" + b",".join(raws) + b"]", many)
    except ODD:
        return None
    return values if len(values) == len(raws) else None  # a Raw made by hand may hold anything


def rejection(symbol: str, error: Exception) -> Rejected:
    """Why one item could not be read, with the field where the message names it."""
    text = str(error)
    if isinstance(error, LookupError):
        text = f"unknown word {error.args[0]!r}" if error.args else "unknown word"
    elif isinstance(error, ArithmeticError):
        text = arithmetic(error)
    found = FIELD.search(text)
    return Rejected(symbol=symbol, field=(found[1] or found[2]) if found else "", reason=text)


def named(rows: Iterable[Raw], name: str | int = "symbol") -> Iterator[tuple[str, Raw]]:
    """Each row of a list answer with the venue's symbol, its member `name`; a place in a list."""
    for some in _chunks(rows):
        holders = _together(some, _holder(name))
        for place, raw in enumerate(some):
            yield str(holders[place].value) if holders else _member(raw, name), raw


def row_of(answer: Raw, symbol: str, shape: type[W], name: str | int = "symbol") -> W:
    """The row of `symbol` where a venue answers with one object, or with a list of one or all.

    Raises LookupError when it is not there, WireMismatch when it has not the shape.
    """
    return decode(dict(named(rows_of(answer), name))[symbol], shape)


def rows_of(answer: Raw) -> list[Raw]:
    """The rows of an answer that is a list of objects, or one object where there is one row."""
    return decode(answer, list[Raw]) if bytes(answer).lstrip().startswith(b"[") else [answer]


def _member(raw: Raw, name: str | int) -> str:
    try:
        return str(msgspec.json.decode(raw, type=_holder(name)).value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "?"


@cache
def _holder(name: str | int) -> Any:  # noqa: ANN401 - a Struct of this one member
    value = ("value", object, "?")  # the rest is skipped
    if isinstance(name, str):
        return msgspec.defstruct("Holder", [value], rename={"value": name})
    before = [(f"before{place}", object, None) for place in range(name)]
    return msgspec.defstruct("Holder", [*before, value], array_like=True)


def from_ms(milliseconds: int) -> datetime:
    """A wire time in milliseconds since 1970 as an aware UTC datetime."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise ValueError(f"time must be milliseconds since 1970, was {milliseconds}") from error


def known(value: T | None, field: str) -> T:
    """A member that other kinds of item lack; ValueError naming `field` when it is missing here."""
    if value is None:
        raise ValueError(f"{field} must be sent, was missing")
    return value


def decimal_or_none(text: str | None) -> Decimal | None:
    """A wire number that may be absent or an empty string; both are unknown, never 0.

    Raises ValueError with the text for one that is no number, such as `--`.
    """
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is no number") from error


def arithmetic(error: ArithmeticError) -> str:
    """What went wrong in plain words: Python's own name its classes, or nothing."""
    if isinstance(error, ZeroDivisionError):
        return "a figure that others are divided by is 0"
    if isinstance(error, InvalidOperation):
        return "a text stands where a number belongs, or its figures have no result"
    return f"a figure is beyond all bounds ({type(error).__name__})"


def significant_step(price: Decimal, figures: int) -> Decimal:
    """The step that so many significant figures leave at a price: 66371.5 and 5 → 1."""
    return power_of_ten(figures - 1 - price.adjusted())


def power_of_ten(places: int) -> Decimal:
    """The step that `places` decimals leave: 3 → 0.001, -3 → 1000."""
    if places not in STEPS:
        raise ValueError(f"decimal places must be within 18, was {places}")
    return STEPS[places]
