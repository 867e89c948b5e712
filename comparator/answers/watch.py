"""What changed at the exchanges since a folder was last written, what matters most first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated
from zlib import crc32

from msgspec import Meta, Struct, structs

from comparator import __version__
from comparator.agreement import Agreement, agreed
from comparator.answers.changes import Changed, lines, ranked
from comparator.answers.document import Document
from comparator.answers.observed import observed
from comparator.schema import VenueData, VenueWarning
from comparator.sources.kept import Kept
from comparator.sources.snapshot import Failure, Snapshot

SIZES = ("contract_size", "underlying_multiplier", "qty_step", "min_qty", "listing")
"""What a doubt about a contract's size is about."""
CONCERNS = {
    "implausible_size": SIZES,
    "implausible_price": (*SIZES, "tick_size"),
    "implausible_fee": ("maker_fee", "taker_fee", "listing"),
    "implausible_funding": ("funding_interval_hours",),
}
"""The figures that a finding about a contract casts doubt on."""


class Watch(Document, frozen=True, kw_only=True):
    """comparator.watch/1: what changed at the exchanges since the folder was last written."""

    run: Annotated[str, Meta(description="how the ids of its changes begin; empty: no change")]
    since: Annotated[
        datetime | None, Meta(description="when the folder was last changed; null: it is new")
    ]
    venues: Annotated[int, Meta(description="how many venues were read")]
    contracts: Annotated[int, Meta(description="how many contracts they list")]
    rows: Annotated[tuple[Changed, ...], Meta(description="what changed, what matters most first")]
    warnings: Annotated[
        tuple[VenueWarning, ...], Meta(description="what was not recorded as a change, and why")
    ]
    failed: Annotated[
        tuple[Failure, ...], Meta(description="venues that keep their last state, and why")
    ]

    @property
    def changed(self) -> bool:
        """Whether anything did."""
        return bool(self.rows)


class Watched(Struct, frozen=True, kw_only=True):
    """What one run found, and the states that it leaves."""

    document: Watch
    states: Mapping[str, Kept]


def watched(
    states: Mapping[str, Kept],
    snapshot: Snapshot,
    clock: datetime,
    damaged: Sequence[Failure] = (),
) -> Watched:
    """`snapshot` held beside the last states; venues whose state is `damaged` are left as they are.

    By the `clock` a state is known that was written when a clock was ahead.

    A venue that could not be asked is not read, whatever was used in its place.
    """
    failed = (*snapshot.failed, *damaged)
    left_out = {row.venue for row in failed}
    read = [data for data in snapshot.venues if data.venue not in left_out]
    found, warnings, left = list[Changed](), list[VenueWarning](), dict[str, Kept]()
    for data in read:
        old = states.get(data.venue)
        seen = observed(data, old, snapshot.at, clock)
        if seen.state:
            left[data.venue] = seen.state
        if old and old.comparator_version != __version__:
            text = (
                f"last read by comparator {old.comparator_version}, which may have read otherwise"
            )
            seen.changes = [_noted(change, text) for change in seen.changes]
        found += seen.changes
        warnings += [
            VenueWarning(venue=data.venue, code=one.code, message=one.message)
            for one in seen.warnings
        ]
    rows = ranked(_doubted(found, read, snapshot.at))
    run = f"{snapshot.at:%Y%m%dT%H%M%SZ}-{crc32(lines(rows)):08x}" if rows else ""
    document = Watch(
        schema="comparator.watch/1",
        generated_at=snapshot.at,
        run=run,
        since=max((state.at for state in states.values()), default=None),
        venues=len(read),
        contracts=sum(len(data.contracts) for data in read),
        rows=tuple(
            structs.replace(change, id=f"{run}/{number}") for number, change in enumerate(rows, 1)
        ),
        warnings=tuple(warnings),
        failed=failed,
    )
    return Watched(document=document, states=left)


def _doubted(
    changes: Sequence[Changed], read: Sequence[VenueData], at: datetime
) -> Iterable[Changed]:
    """The changes, with what contradicts them: the venue's own figures, or other venues'."""
    if not changes:
        return changes
    quoted = {s.base for data in read for s in data.contracts if s.symbol in data.markets}
    judged = agreed(read, quoted | {change.asset for change in changes}, at)
    sizes = {(data.venue, symbol): text for data in read for symbol, text in data.resized.items()}
    return [_noted(change, _doubt(change, judged, sizes)) for change in changes]


def _doubt(change: Changed, judged: Agreement, sizes: Mapping[tuple[str, str], str]) -> str:
    """Why a change may be a mistake: what was found of the contract that concerns this figure."""
    key = (change.venue, change.symbol)
    if change.field in SIZES and key in sizes:
        return f"contradicted: {sizes[key]}"
    said = [(one.code, one.message) for one in judged.warnings.get(key, ())]
    said += [
        (found.status, found.reason)
        for (venue, symbol), found in judged.findings.items()
        if venue == change.venue and symbol == (change.symbol or symbol)
    ]
    for code, reason in said:
        if change.part == "fee" and code == "implausible_fee":
            return f"contradicted: {reason}"
        if change.part == "contract" and change.field in CONCERNS.get(code, ()):
            return f"contradicted: {reason}"
    return ""


def _noted(change: Changed, text: str) -> Changed:
    if not text:
        return change
    return structs.replace(change, note="; ".join(filter(None, (change.note, text))))
