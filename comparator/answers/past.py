"""How contracts' figures were at each time: out of a watch folder's changes, or of saved runs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct, structs

from comparator.answers import tables
from comparator.answers.changes import FIRST, Changed, read, text_of
from comparator.answers.compared import LISTING, members
from comparator.errors import PlanError
from comparator.schema import ContractSpec, MarginTier, VenueData
from comparator.sources.folder import CHANGES, Folder
from comparator.sources.kept import Kept, Schedule
from comparator.sources.saved import saved_runs

Values = Mapping[str, str | None]
FEES = ("maker", "taker")
"""Of the first tier of a contract's schedule, where it has no rates of its own."""
MARGINS = ("initial_rate", "maintenance_rate", "cap", "further_tiers")
HIDDEN = ("venue", "symbol", "wire_id", "maker_fee", "taker_fee", "fee_schedule")
FIELDS = (
    *(name for name in ContractSpec.__struct_fields__ if name not in HIDDEN),
    *FEES,
    *MARGINS,
    "symbol",
    LISTING,
)
"""Figures whose past can be asked for."""
Chosen = Callable[[str, ContractSpec], bool]
"""Whether a contract of a venue is asked for."""


class Past(Struct, kw_only=True):
    """One contract: its figures from each moment on; None: it was not listed."""

    venue: str
    spec: ContractSpec  # as it was last
    moments: list[tuple[datetime, Values | None]] = []
    notes: dict[tuple[datetime, str], str] = {}
    last: datetime | None = None  # seen; None: it still is so


def pasts_in(folder: Path, word: str, chosen: Chosen) -> tuple[Iterator[Past], list[str]]:
    """The past of the contracts `chosen` in a watch folder or one of saved runs; what is unread.

    `word`: what each of them holds, its coin or its symbol.
    Raises PlanError for a folder that is neither, DataError for one that cannot be read.
    """
    there = Folder(folder)
    if there.mark():
        states, damaged = there.states()
        changes, lost = read(there.content(CHANGES))
        warnings = [row.message for row in damaged]
        if lost:
            warnings.append(f"{lost} lines of {CHANGES} cannot be read")
        return of_folder(states.values(), changes, chosen), warnings
    if not folder.is_dir():
        raise PlanError(f"{folder} is no folder; for example: history BTC --in watched")
    runs, warnings = saved_runs(folder, word)
    if not runs:
        raise PlanError(
            f"{folder} holds neither what `watch` keeps nor saved runs; for example:"
            " history BTC --in watched"
        )
    return of_runs(runs, chosen), warnings


def of_folder(states: Iterable[Kept], changes: Iterable[Changed], chosen: Chosen) -> Iterator[Past]:
    """The contracts asked for, under the last of their names, from a folder's first reading on."""
    by_venue = dict[str, list[Changed]]()
    for change in changes:
        by_venue.setdefault(change.venue, []).append(change)
    for state in states:
        mine = by_venue.get(state.venue, [])
        for spec, events in _contracts(state, mine):
            names = (spec, *(_before(spec, one) for one in events))
            if any(chosen(state.venue, one) for one in names):
                key = f"{spec.fee_schedule}, {FIRST}"
                fees = [one for one in mine if one.part == "fee" and one.key == key]
                yield _undone(state, spec, sorted([*events, *fees], key=lambda one: one.at))


def _contracts(
    state: Kept, changes: Iterable[Changed]
) -> Iterator[tuple[ContractSpec, list[Changed]]]:
    """Each contract as it was last, and its changes under whatever name; sorted by the last."""
    by_name, every = dict[str, list[Changed]](), list[list[Changed]]()
    for change in changes:
        if change.symbol:
            name = change.was if change.what == "renamed" else change.symbol
            own = by_name.pop(name or "", None)
            if own is None:
                own = list[Changed]()
                every.append(own)
            own.append(change)
            by_name[change.symbol] = own
    found = [(spec, by_name.get(symbol, [])) for symbol, spec in state.contracts.items()]
    for own in every:
        gone = [one.contract for one in own if one.contract]
        name = own[-1].symbol
        if gone and (name not in state.contracts or by_name[name] is not own):
            found.append((structs.replace(gone[-1], symbol=name), own))
    yield from sorted(found, key=lambda pair: pair[0].symbol)


def _before(spec: ContractSpec, change: Changed) -> ContractSpec:
    """The contract as it was called before a change of its name or coin."""
    if change.was and change.field in ("symbol", "base"):
        return structs.replace(spec, **{change.field: change.was})
    return change.contract or spec


def _undone(state: Kept, spec: ContractSpec, events: list[Changed]) -> Past:
    """What a contract was before each of its changes, the last first, turned round."""
    values: dict[str, str | None] | None = None
    if state.contracts.get(spec.symbol) is spec:
        table = state.tiers.get(spec.symbol)
        values = figures(spec, state.fees.get(spec.fee_schedule), table.tiers if table else ())
    past = Past(venue=state.venue, spec=spec, moments=[], notes={})
    for change in reversed(events):
        past.moments.append((change.at, None if values is None else dict(values)))
        field = _field(change)
        if change.note:
            past.notes[change.at, field] = change.note
        if change.what == "listed":
            values = None
        elif change.what == "closed" and change.contract:
            gone = change.contract
            values = figures(gone, state.fees.get(gone.fee_schedule), ())
        elif values is not None and field:
            values[field] = change.was
            if field in FEES and change.part == "contract" and change.was is None:
                values[field] = _of_schedule(state, spec, field)
    past.moments.append((state.since, values))
    past.moments.reverse()
    return past


def _of_schedule(state: Kept, spec: ContractSpec, field: str) -> str | None:
    """What a contract without rates of its own pays."""
    schedule = state.fees.get(spec.fee_schedule)
    return text_of(getattr(schedule.schedule.tiers[0], field)) if schedule else None


def _field(change: Changed) -> str:
    """The figure of a contract that a change is one of; empty: of none."""
    if change.part == "margin tier" and change.key == FIRST and change.field == "max_leverage":
        return ""  # the contract has one of its own
    return {"maker_fee": "maker", "taker_fee": "taker"}.get(change.field, change.field)


def of_runs(runs: Iterable[VenueData], chosen: Chosen) -> Iterator[Past]:
    """The contracts asked for as saved runs hold them, which come in any order."""
    found = dict[tuple[str, str], Past]()
    newest = dict[str, datetime]()
    for data in sorted(runs, key=lambda data: data.as_of):
        newest[data.venue] = data.as_of
        schedules = tables.fees(data)
        for spec in data.contracts:
            if not chosen(data.venue, spec):
                continue
            key = (data.venue, spec.symbol)
            past = found.setdefault(key, Past(venue=data.venue, spec=spec, moments=[], notes={}))
            values = figures(
                spec, schedules.get(spec.fee_schedule), data.tiers.get(spec.symbol, ())
            )
            past.spec, past.last = spec, data.as_of
            past.moments.append((data.origin("contracts", spec.symbol).as_of, values))
        for symbol in data.closed:
            if ended := found.get((data.venue, symbol)):
                ended.moments.append((data.as_of, None))
                ended.last = data.as_of
    for past in found.values():
        if past.last == newest[past.venue]:
            past.last = None
        yield past


def figures(
    spec: ContractSpec, fees: Schedule | None, tiers: tuple[MarginTier, ...]
) -> dict[str, str | None]:
    """A contract's figures by name, as texts."""
    found = {name: text_of(value) for name, value in members(spec).items() if name not in HIDDEN}
    first = fees.schedule.tiers[0] if fees else None
    for name, own in (("maker", spec.maker_fee), ("taker", spec.taker_fee)):
        rate = own if own is not None else getattr(first, name, None)
        found[name] = text_of(rate)
    steps = tables.steps(tiers) if tiers else {}
    for some in steps.values():
        found |= {name: text_of(value) for name, value in some.items() if name in MARGINS}
    return {**found, "symbol": spec.symbol, LISTING: "listed"}
