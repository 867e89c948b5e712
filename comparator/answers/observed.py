"""What one venue says now beside its last state: what changed, and what is not believed yet.

Nothing is taken for closed or unknown on the word of one odd answer: see docs/commands.md.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct, structs

from comparator import __version__
from comparator.answers import tables
from comparator.answers.changes import FIRST, MATTERS, Changed, What, jumped, text_of, unit_of
from comparator.answers.compared import LISTED, LISTING, Difference, Figures, differing, members
from comparator.answers.renames import renames
from comparator.schema import ContractSpec, FigureWarning, VenueData
from comparator.sources.kept import Held, Kept, Table
from comparator.words import counted, instant, listed

MOST_AT_ONCE = 5
"""A list that loses more than one contract in so many at once is believed the second time."""
FROM_QUOTES = "funding_interval_hours"
"""At some venues it comes with a quote alone: unknown means that nobody asked."""
UNSAID = "not said before"
IDENTITY = ("venue", "symbol", "wire_id")
"""What is no figure of a contract."""
SHOWN = 5
"""Symbols that a notice names."""


class Observed(Struct, kw_only=True):
    """What comes of one venue; `state` None: nothing to write."""

    state: Kept | None = None
    changes: list[Changed] = []
    warnings: list[FigureWarning] = []


def observed(data: VenueData, old: Kept | None, now: datetime, clock: datetime) -> Observed:
    """What changed from `old` (None: never read) to what was read until `now`.

    What was read before the last change is no news, unless that is still to come by the `clock`.
    """
    if old is None:
        at = min(data.as_of, now)
        state = Kept(
            venue=data.venue,
            since=at,
            at=at,
            comparator_version=__version__,
            contracts={spec.symbol: spec for spec in data.contracts},
            fees=tables.fees(data),
            tiers=tables.tiers(data, {spec.symbol for spec in data.contracts}),
        )
        text = f"read for the first time: {counted(len(data.contracts), 'contract')}"
        return Observed(state=state, warnings=[FigureWarning(code="first_read", message=text)])
    found = _Reading(data, old, now)
    found.read()
    if not found.changes and not found.grown and found.held == old.held:
        return Observed(warnings=found.warnings)
    if data.as_of <= old.at <= clock:
        text = f"figures of {instant(data.as_of)} are not newer than those kept and not recorded"
        return Observed(warnings=[FigureWarning(code="older", message=text)])
    state = structs.replace(
        old,
        at=found.at,
        comparator_version=__version__,
        contracts=found.contracts,
        fees=found.fees,
        tiers=found.tiers,
        held=found.held,
    )
    return Observed(state=state, changes=found.changes, warnings=found.warnings)


class _Reading:
    """One venue's answer being read beside its last state."""

    def __init__(self, data: VenueData, old: Kept, now: datetime) -> None:
        self.data, self.old, self.now = data, old, now
        self.at = min(data.as_of, now)
        self.held: Held | None = None
        self.contracts = dict(old.contracts)
        self.fees, self.tiers = dict(old.fees), dict(old.tiers)
        self.changes, self.warnings = list[Changed](), list[FigureWarning]()
        self.agreeing = old.held if old.held and data.as_of > old.held.at else None
        """What an earlier run saw too."""
        self.doubted = list[str]()
        self.grown = False
        """Whether a table is known that was not before: no change, and yet to be kept."""

    def read(self) -> None:
        """Contracts, then their tables."""
        said = {spec.symbol: spec for spec in self.data.contracts}
        gone = self.old.contracts.keys() - said.keys()
        gone -= self._unreadable(gone)
        missing, renamed = self._listings(said, gone)
        for symbol, spec in said.items():
            before = self.old.contracts.get(renamed.get(symbol, symbol))
            if before and before != spec:
                self._figures(before, spec)
        self._fee_changes()
        self._tier_changes()
        if missing or self.doubted:
            self.held = Held(
                at=self.now, missing=tuple(sorted(missing)), unknown=tuple(sorted(self.doubted))
            )
        if self.doubted:
            text = f"{_some(self.doubted)} known before and not said now: kept until a second run"
            self._warn("figures_missing", f"{text} agrees")

    # -- the list --------------------------------------------------------------------------------

    def _unreadable(self, gone: set[str]) -> set[str]:
        """Contracts that are listed, but could not be read or have no price at this moment."""
        odd = {row.symbol for row in self.data.rejected} & gone
        if odd:
            text = f"{_some(odd)} could not be read and keep their last state"
            self._warn("unreadable", text)
        start = f"{self.data.venue} "
        silent = {
            warning.message.removeprefix(start).partition(": ")[0]
            for warning in self.data.warnings
            if warning.code == "no_market"
        }
        return odd | silent & gone

    def _listings(
        self, said: Mapping[str, ContractSpec], gone: set[str]
    ) -> tuple[set[str], dict[str, str]]:
        """Note what is listed, closed and renamed; what is held back, and old names by new."""
        old = self.old.contracts
        new = said.keys() - old.keys()
        ends = {s: old[s].expiry or old[s].delisted_at for s in gone}
        over = {s for s, end in ends.items() if end and end <= self.data.as_of}
        pairs = renames([old[s] for s in gone - over], [said[s] for s in new])
        missing = gone - over - pairs.keys()
        seen_before = set(self.agreeing.missing if self.agreeing else ())
        rest = missing - seen_before
        held = rest if len(rest) * MOST_AT_ONCE > len(old) - len(over) else set[str]()
        if held:
            text = (
                f"its list lacks {len(missing)} of {counted(len(old), 'contract')} at once"
                f" ({_some(missing)}): kept until a second run agrees"
            )
            self._warn("list_cut", text)
        for symbol in sorted(over | missing - held):
            how = "not trading" if symbol in self.data.closed else "gone"
            how = "expired" if symbol in over and old[symbol].expiry else how
            self._change(old[symbol], LISTING, LISTED, how, contract=old[symbol])
            self._drop(symbol)
        for symbol in sorted(new - set(pairs.values())):
            self._change(said[symbol], LISTING, None, LISTED, contract=said[symbol])
            self.contracts[symbol] = said[symbol]
        for before, after in sorted(pairs.items()):
            self._change(said[after], "symbol", before, after)
            if before in self.tiers:
                self.tiers[after] = self.tiers[before]
            self._drop(before)
        return held, {after: before for before, after in pairs.items()}

    def _drop(self, symbol: str) -> None:
        del self.contracts[symbol]
        self.tiers.pop(symbol, None)

    # -- figures of contracts ----------------------------------------------------------------------

    def _figures(self, before: ContractSpec, spec: ContractSpec) -> None:
        """Note what differs; a figure that is not said any more is kept until a second run."""
        kept = dict[str, object]()
        for _, field, was, now in differing({"": _contract(before)}, {"": _contract(spec)}):
            doubt = f"{spec.symbol} {field}"
            if now is None and (field == FROM_QUOTES or not self._agreed(doubt)):
                kept[field] = was
                if field != FROM_QUOTES:
                    self.doubted.append(doubt)
                continue
            note = UNSAID if was is None else jumped(field, was, now)
            self._change(spec, field, was, now, note=note)
        self.contracts[spec.symbol] = structs.replace(spec, **kept) if kept else spec

    def _agreed(self, doubt: str) -> bool:
        return self.agreeing is not None and doubt in self.agreeing.unknown

    # -- tables ------------------------------------------------------------------------------------

    def _fee_changes(self) -> None:
        for key, fee in tables.fees(self.data).items():
            last = self.old.fees.get(key)
            if last and tables.weaker(fee, last):
                continue
            if last:
                note = tables.note(last, fee)
                was, now = tables.tiered(key, last.schedule), tables.tiered(key, fee.schedule)
                for name, field, before, after in differing(was, now):
                    self.changes.append(
                        Changed(
                            id="",
                            at=self.at,
                            venue=self.data.venue,
                            part="fee",
                            what="fee" if name.endswith(FIRST) else "other",
                            key=name,
                            field=field,
                            was=text_of(before),
                            now=text_of(after),
                            basis=fee.basis,
                            note=note,
                        )
                    )
            self.grown |= last is None
            self.fees[key] = fee

    def _tier_changes(self) -> None:
        for symbol, table in tables.tiers(self.data, self.contracts.keys()).items():
            last = self.tiers.get(symbol)
            if last and last.basis == "live" and table.basis == "published":
                continue
            if last:
                shipped = "before: figures shipped with the plugin"
                note = shipped if table.basis != last.basis else ""
                for step in differing(tables.steps(last.tiers), tables.steps(table.tiers)):
                    self._tier_change(self.contracts[symbol], table, step, note)
            self.grown |= last is None
            self.tiers[symbol] = table

    def _tier_change(self, spec: ContractSpec, table: Table, step: Difference, note: str) -> None:
        unit = table.tiers[0].unit
        self.changes.append(
            Changed(
                id="",
                at=self.at,
                venue=self.data.venue,
                asset=spec.base,
                symbol=spec.symbol,
                part="margin tier",
                what="tier" if step.key == FIRST else "other",
                key=step.key,
                field=step.field,
                was=text_of(step.was),
                now=text_of(step.now),
                unit=(spec.quote if unit == "quote" else unit) if step.field == "cap" else "",
                basis=table.basis,
                note=note,
            )
        )

    def _change(
        self,
        spec: ContractSpec,
        field: str,
        was: object,
        now: object,
        *,
        contract: ContractSpec | None = None,
        note: str = "",
    ) -> None:
        """Note a change of a contract."""
        what: What = MATTERS.get(field, "other")
        if was is None and field == FROM_QUOTES:
            what = "other"
        if field == LISTING:
            what = "listed" if now == LISTED else "closed"
        self.changes.append(
            Changed(
                id="",
                at=self.at,
                venue=self.data.venue,
                asset=spec.base,
                symbol=spec.symbol,
                what=what,
                field=field,
                was=text_of(was),
                now=text_of(now),
                unit=unit_of(spec, field),
                basis=tables.known(self.data.origin("contracts", spec.symbol).basis),
                note=note,
                contract=contract,
            )
        )

    def _warn(self, code: str, text: str) -> None:
        self.warnings.append(FigureWarning(code=code, message=text))


def _some(symbols: Iterable[str]) -> str:
    names = sorted(symbols)
    more = len(names) - SHOWN
    return listed([*names[:SHOWN], f"{more} more"] if more > 0 else names)


def _contract(spec: ContractSpec) -> Figures:
    return {name: value for name, value in members(spec).items() if name not in IDENTITY}
