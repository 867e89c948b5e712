"""What a watch folder keeps of one venue: lines of JSON, one contract a line, stable bytes.

Line 1 says whose state it is and since when; then come fee schedules, contracts and margin tables,
each sorted. Members that have their default are left out, decimals are written without exponents.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, cast

import msgspec
from msgspec import Struct

from comparator.errors import DataError
from comparator.schema import ContractSpec, FeeSchedule, MarginTier, MarketSnapshot, check_tiers
from comparator.schema.checks import in_utc
from comparator.sources.files import lean

STATE_SCHEMA = "comparator.watched/1"
Known = Literal["live", "published"]
"""Whether the venue said it, or the plugin ships it."""


class Held(Struct, frozen=True, kw_only=True):
    """What one run saw and was not believed alone: a second run that began later may agree."""

    at: datetime
    missing: tuple[str, ...] = ()  # contracts of a list that was cut short
    unknown: tuple[str, ...] = ()  # "SYMBOL field": figures that were known before


class Schedule(Struct, frozen=True, kw_only=True):
    """A fee schedule, and whose word it is."""

    basis: Known
    schedule: FeeSchedule


class Table(Struct, frozen=True, kw_only=True):
    """A margin table, and whose word it is."""

    basis: Known
    tiers: tuple[MarginTier, ...]


class Kept(Struct, frozen=True, kw_only=True):
    """The last state of one venue; mappings are keyed by schedule and by symbol."""

    venue: str
    since: datetime  # first read
    at: datetime  # last changed
    comparator_version: str  # that wrote it
    contracts: Mapping[str, ContractSpec] = {}
    fees: Mapping[str, Schedule] = {}
    tiers: Mapping[str, Table] = {}
    held: Held | None = None

    def __post_init__(self) -> None:
        in_utc(self.venue, since=self.since, at=self.at)


class Head(Struct, frozen=True, kw_only=True):
    """Line 1."""

    schema: str
    venue: str
    since: datetime
    at: datetime
    comparator_version: str
    held: Held | None = None


class FeeLine(Schedule, frozen=True, kw_only=True):
    """A line of a fee schedule."""

    fees: str


class TierLine(Table, frozen=True, kw_only=True):
    """A line of a margin table."""

    margin: str


def line(value: Mapping[str, object]) -> bytes:
    """One line of a file."""
    return msgspec.json.encode(value) + b"\n"


def plain(value: Decimal) -> str:
    """`0.001`, never `1E-3` nor `0.0010`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def members(value: Struct) -> dict[str, object]:
    """A value as a line holds it."""
    return cast("dict[str, object]", lean(value, plain))


def written(kept: Kept) -> bytes:
    """The file of one venue."""
    head = Head(
        schema=STATE_SCHEMA,
        venue=kept.venue,
        since=kept.since,
        at=kept.at,
        comparator_version=kept.comparator_version,
        held=kept.held,
    )
    lines = [line(members(head))]
    for key, fee in sorted(kept.fees.items()):
        lines.append(line({"fees": key, **members(fee)}))
    for symbol, spec in sorted(kept.contracts.items()):
        figures = members(spec)
        del figures["venue"], figures["symbol"]
        lines.append(line({"symbol": symbol, **figures}))
    for symbol, table in sorted(kept.tiers.items()):
        lines.append(line({"margin": symbol, **members(table)}))
    return b"".join(lines)


def read(content: bytes, name: str) -> Kept:
    """What `written` wrote; DataError names the file and the line that cannot be read."""
    lines = content.splitlines()
    number = 0
    contracts = dict[str, ContractSpec]()
    fees, tiers = dict[str, Schedule](), dict[str, Table]()
    head: Head | None = None
    try:
        for number, text in enumerate(lines, 1):
            if number == 1:
                head = msgspec.json.decode(text, type=Head)
            elif text.startswith(b'{"symbol":'):
                spec = contract(text, head.venue if head else "")
                contracts[spec.symbol] = spec
            elif text.startswith(b'{"fees":'):
                fee = msgspec.json.decode(text, type=FeeLine)
                fees[fee.fees] = Schedule(basis=fee.basis, schedule=fee.schedule)
            elif text.startswith(b'{"margin":'):
                table = msgspec.json.decode(text, type=TierLine)
                check_tiers(table.margin, table.tiers)
                tiers[table.margin] = Table(basis=table.basis, tiers=table.tiers)
            else:
                raise ValueError("it begins like no line of ours")  # noqa: TRY301 - as the others
    except (ValueError, RecursionError) as error:
        raise DataError(f"{name}, line {number}: {error}") from error
    if head is None or head.schema != STATE_SCHEMA:
        found = head.schema if head else "nothing"
        raise DataError(f"{name}, line 1: schema must be {STATE_SCHEMA!r}, was {found!r}")
    return Kept(
        venue=head.venue,
        since=head.since,
        at=head.at,
        comparator_version=head.comparator_version,
        contracts=contracts,
        fees=fees,
        tiers=tiers,
        held=head.held,
    )


def contract(text: bytes, venue: str) -> ContractSpec:
    """One line of a contract, which is of the file's venue; ValueError where it makes no sense."""
    whole = b'{"venue":' + msgspec.json.encode(venue) + b"," + text.lstrip()[1:]
    return msgspec.json.decode(whole, type=ContractSpec)


def quotes(markets: Mapping[str, MarketSnapshot]) -> bytes:
    """Quotes as lines, one a contract."""
    return b"".join(line(members(market)) for _, market in sorted(markets.items()))
