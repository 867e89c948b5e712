"""Changes in words: equal ones together, one sentence each, and the log of a watch folder."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Context, Decimal, InvalidOperation
from itertools import groupby

from msgspec import Struct

from comparator.answers.changes import FIRST, Changed, ranked, unit_of
from comparator.render import markdown
from comparator.words import (
    UNKNOWN,
    clean,
    counted,
    hours,
    instant,
    listed,
    quantity,
    short_percent,
)

NAMES = {
    "min_qty": "smallest order",
    "min_notional": "smallest order value",
    "qty_step": "step of the size",
    "contract_size": "size of a contract",
    "underlying_multiplier": "coins in one",
    "qty_unit": "what an order counts",
    "maker": "maker fee",
    "taker": "taker fee",
    "max_leverage": "highest leverage",
    "max_leverage_short": "highest leverage of shorts",
    "initial_rate": "initial margin",
    "maintenance_rate": "maintenance margin",
    "cap": "end",
    "delisted_at": "last moment of trading",
    "tick_size": "step of the price",
    "max_qty": "largest order",
    "max_market_qty": "largest market order",
    "funding_interval_hours": "funding interval",
}
"""What figures are called; others as they are."""
RATES = (
    "maker", "taker", "maker_fee", "taker_fee", "initial_rate", "maintenance_rate", "settlement",
    "token_discount",
)  # fmt: skip
TIMES = ("max_leverage", "max_leverage_short")
MOMENTS = ("expiry", "delisted_at", "listed_at")
CLOSED = {
    "gone": "no longer listed",
    "expired": "expired",
    "not trading": "listed, but not open for trading",
}
TENFOLD = 10
FEW = 3
"""Contracts that a line names."""
MOST_RUNS = 100
"""Runs that the log holds; changes.jsonl holds all."""


def signed(fraction: Decimal) -> str:
    """`-50 %`, `+0.5 %`, `100 times`: a change by a fraction, to three digits."""
    if fraction >= TENFOLD - 1:
        return f"{_short(fraction + 1)} times"
    return f"{'+' if fraction > 0 else ''}{_short(100 * fraction)} %"


def _short(value: Decimal) -> str:
    return f"{Context(prec=3).plus(value).normalize():,f}"


class Group(Struct, frozen=True):
    """The same change of several contracts of one venue."""

    changes: tuple[Changed, ...]

    @property
    def first(self) -> Changed:
        """One of them: they share all but the contract."""
        return self.changes[0]

    @property
    def contracts(self) -> str:
        """Whose change it is: `BTCUSDT, ETHUSDT and 12 more`."""
        names = [one.symbol for one in self.changes if one.symbol]
        if not names:
            return f"fees {self.first.key.partition(', ')[0]}"
        more = len(names) - FEW
        return listed([*names[:FEW], f"{more} more"] if more > 0 else names)

    @property
    def figure(self) -> str:
        """What changed: `smallest order`."""
        first = self.first
        if first.field in ("listing", "symbol"):
            return first.what
        name = NAMES.get(first.field, first.field.replace("_", " "))
        tier = first.key.partition(", ")[2] if first.part == "fee" else first.key
        if first.field == "further_tiers" or not tier:
            return name
        return f"{name}, {tier.replace(FIRST, 'tier 1')}"

    @property
    def was(self) -> str | None:
        """Before, with its unit."""
        return in_words(self.first.field, self.first.was, self.first.unit)

    @property
    def now(self) -> str | None:
        """After, with its unit."""
        return in_words(self.first.field, self.first.now, self.first.unit)

    @property
    def by(self) -> Decimal | None:
        """The change as a fraction of what it was; None where that has no meaning."""
        was, now = _number(self.first.was), _number(self.first.now)
        plain = self.first.field not in TIMES
        return now / was - 1 if plain and was and now is not None and was > 0 else None

    @property
    def sentence(self) -> str:
        """The change in words."""
        first, whose = self.first, self.contracts
        if first.what == "listed":
            more = _terms(first) if len(self.changes) == 1 else ""
            return f"{whose} listed{more}"
        if first.what == "closed":
            return f"{whose} closed: {CLOSED.get(first.now or '', first.now)}"
        if first.what == "renamed":
            return f"{first.was} is called {first.now} now"
        if first.field == "further_tiers":
            return f"{whose}: further margin tiers changed: {self.was} before, {self.now} now"
        was, now = self.was or UNKNOWN, self.now or "not said any more"
        by = f" ({signed(self.by)})" if self.by is not None else ""
        note = f" ({first.note})" if first.note else ""
        return f"{whose}: {self.figure} {was} → {now}{by}{note}"


def groups(changes: Iterable[Changed]) -> tuple[Group, ...]:
    """Changes of one run with equal ones together, what matters most first."""
    found = dict[object, list[Changed]]()
    every = ranked(changes)
    renamed = {(one.venue, one.symbol) for one in every if one.what == "renamed"}
    for one in every:
        if one.field == "base" and (one.venue, one.symbol) in renamed:
            continue  # told with its name
        key: object = (one.venue, one.what, one.field, one.key, one.was, one.now, one.unit)
        if one.what in ("listed", "closed"):
            key = (one.venue, one.what, one.now)
        found.setdefault((key, one.note), []).append(one)
    return tuple(Group(tuple(some)) for some in found.values())


def log(changes: Sequence[Changed], since: datetime) -> str:
    """The log of a watch folder as markdown: the newest run first."""
    parts = ["# What changed at the venues\n"]
    runs = by_run(changes)
    for at, some in runs[:MOST_RUNS]:
        parts.append(f"## {instant(at)}\n")
        for venue, rows in groupby(sorted(groups(some), key=_venue), _venue):
            items = "".join(f"- {markdown.paragraph(row.sentence)}\n" for row in rows)
            parts.append(f"**{markdown.escape(venue)}**\n\n{items}")
    if not runs:
        parts.append("Nothing yet.\n")
    more = len(runs) - MOST_RUNS
    older = f" {counted(more, 'earlier run')} with changes: changes.jsonl." if more > 0 else ""
    parts.append(f"Kept since {instant(since)}.{older}\n")
    return "\n".join(parts)


def by_run(changes: Iterable[Changed]) -> list[tuple[datetime, list[Changed]]]:
    """The changes of each run and when it was, the newest first."""
    found = dict[str, list[Changed]]()
    for one in changes:
        found.setdefault(one.id.partition("/")[0], []).append(one)
    return [(max(one.at for one in some), some) for some in reversed(found.values())]


def _venue(row: Group) -> str:
    return row.first.venue


def _terms(change: Changed) -> str:
    """What a small account asks of a new contract."""
    spec = change.contract
    if spec is None:
        return ""
    said = [f"smallest order {quantity(spec.min_qty)} {unit_of(spec, 'min_qty')}"]
    if spec.qty_unit == "contracts" and spec.payoff == "linear":
        said[0] += f" of {quantity(spec.contract_size)} {spec.label}"
    if spec.min_notional:
        said.append(f"worth {quantity(spec.min_notional)} {spec.quote} or more")
    if spec.max_leverage:
        said.append(f"up to {quantity(spec.max_leverage)}x")
    return f": {', '.join(said)}"


def in_words(field: str, value: str | None, unit: str) -> str | None:
    """A plain value of a figure as people read it, with its unit; None: unknown."""
    number = _number(value)
    if field == "further_tiers":
        return counted(value.count(";") + 1, "tier") if value else "none"
    if value is None or number is None:
        return _plain(field, value)
    if field in RATES:
        return short_percent(number)
    if field in TIMES:
        return f"{quantity(number)}x"
    if field == "funding_interval_hours":
        return hours(number)
    many = "contract" if unit == "contracts" and number == 1 else unit
    return f"{quantity(number)} {many}".rstrip()


def _plain(field: str, value: str | None) -> str | None:
    """A value that is no number."""
    if value and field in MOMENTS:
        return instant(datetime.fromisoformat(value))
    return clean(value) if value else None


def _number(value: str | None) -> Decimal | None:
    try:
        return Decimal(value) if value is not None else None
    except InvalidOperation:
        return None
