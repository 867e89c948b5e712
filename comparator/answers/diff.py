"""What changed between two saved runs: contracts, fees, margin tiers, the ranking of a trade."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comparator.answers.compared import Figures, differing, members
from comparator.answers.document import Document
from comparator.assets import asset_name
from comparator.comparison import LINEAR_DOLLARS, Choice, Comparison, priced
from comparator.errors import PlanError
from comparator.pricing.result import Priced, Status
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, VenueData
from comparator.sources.snapshot import Snapshot
from comparator.words import instant, quantity

Part = Literal["venue", "contract", "fee", "margin tier"]


class Change(Struct, frozen=True, kw_only=True):
    """One figure that differs; null: not there, or unknown."""

    venue: Annotated[str, Meta(description="id of the venue")]
    part: Annotated[
        Part, Meta(description="what it is a figure of: venue, contract, fee or margin tier")
    ]
    key: Annotated[str, Meta(description="symbol, or fee schedule and tier")]
    field: Annotated[str, Meta(description="the figure")]
    was: Annotated[str | None, Meta(description="before; null: not there, or unknown")]
    now: Annotated[str | None, Meta(description="after; null: not there, or unknown")]


class Move(Struct, frozen=True, kw_only=True):
    """One venue's place for the trade, before and after."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    status_was: Annotated[Status | None, Meta(description="status before; null: not compared")]
    status_now: Annotated[Status | None, Meta(description="status after; null: not compared")]
    rank_was: Annotated[int | None, Meta(description="place before; null: none")]
    rank_now: Annotated[int | None, Meta(description="place after; null: none")]
    total_was: Annotated[Decimal | None, Meta(description="USD of all costs before")]
    total_now: Annotated[Decimal | None, Meta(description="USD of all costs after")]
    cost_r_was: Annotated[Decimal | None, Meta(description="total / risk before")]
    cost_r_now: Annotated[Decimal | None, Meta(description="total / risk after")]

    @property
    def moved(self) -> bool:
        """Whether its place or its status is another."""
        return (self.rank_was, self.status_was) != (self.rank_now, self.status_now)

    @property
    def differs(self) -> bool:
        """Whether it moved, or costs something else."""
        costs = (self.total_was, self.cost_r_was) != (self.total_now, self.cost_r_now)
        return self.moved or costs


class Diff(Document, frozen=True, kw_only=True):
    """comparator.diff/1: what changed from one saved run to another."""

    before: Annotated[datetime, Meta(description="when the first run was read")]
    after: Annotated[datetime, Meta(description="when the second run was read")]
    contracts: Annotated[int, Meta(description="how many contracts were compared")]
    rows: Annotated[tuple[Change, ...], Meta(description="figures that changed")]
    ranking: Annotated[
        tuple[Move, ...], Meta(description="each venue's place for the trade, before and after")
    ]

    @property
    def changed(self) -> bool:
        """Whether anything differs, quotes apart."""
        return bool(self.rows) or any(move.moved for move in self.ranking)


def document(
    before: Snapshot,
    after: Snapshot,
    assets: Sequence[str],
    trade: Trade,
    choice: Choice = LINEAR_DOLLARS,
) -> Diff:
    """Everything that differs; `assets` limits contracts and ranking, empty: all of both files."""
    assets = tuple(map(asset_name, assets))
    old = {data.venue: data for data in before.venues}
    new = {data.venue: data for data in after.venues}
    rows = [
        change
        for venue in sorted(old | new)
        for change in _venue(venue, old.get(venue), new.get(venue), assets)
    ]
    ranked = assets or sorted(_quoted(before) & _quoted(after))
    return Diff(
        schema="comparator.diff/1",
        generated_at=after.at,
        before=before.at,
        after=after.at,
        contracts=sum(_wanted(spec, assets) for data in new.values() for spec in data.contracts),
        rows=tuple(rows),
        ranking=tuple(_ranking(before, after, ranked, trade, choice)),
    )


def _venue(
    venue: str, old: VenueData | None, new: VenueData | None, assets: Sequence[str]
) -> Iterator[Change]:
    if old is None or new is None:
        there = "in the file", None
        was, now = (there[1], there[0]) if old is None else (there[0], there[1])
        yield Change(venue=venue, part="venue", key=venue, field="data", was=was, now=now)
        return
    specs = _specs(old, assets), _specs(new, assets)
    yield from _parts(venue, "contract", *specs)
    yield from _parts(venue, "fee", _fees(old), _fees(new))
    kept = specs[0].keys() & specs[1].keys()
    yield from _parts(venue, "margin tier", _tiers(old, kept), _tiers(new, kept))


def _parts(
    venue: str, part: Part, old: Mapping[str, Figures], new: Mapping[str, Figures]
) -> Iterator[Change]:
    for key, field, was, now in differing(old, new):
        yield Change(venue=venue, part=part, key=key, field=field, was=_text(was), now=_text(now))


def _wanted(spec: ContractSpec, assets: Sequence[str]) -> bool:
    return not assets or spec.base in assets


def _specs(data: VenueData, assets: Sequence[str]) -> dict[str, Figures]:
    return {spec.symbol: members(spec) for spec in data.contracts if _wanted(spec, assets)}


def _fees(data: VenueData) -> dict[str, Figures]:
    return {
        f"{key}, {tier.name}": members(tier)
        for key, schedule in data.fees.items()
        for tier in schedule.tiers
    }


def _tiers(data: VenueData, symbols: set[str]) -> dict[str, Figures]:
    return {
        f"{symbol} from {quantity(tier.floor)}": members(tier)
        for symbol, rows in data.tiers.items()
        if symbol in symbols
        for tier in rows
    }


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return quantity(value)
    return instant(value) if isinstance(value, datetime) else str(value)


def _quoted(snapshot: Snapshot) -> set[str]:
    return {
        spec.base
        for data in snapshot.venues
        for spec in data.contracts
        if spec.symbol in data.markets
    }


def _ranking(
    before: Snapshot, after: Snapshot, assets: Sequence[str], trade: Trade, choice: Choice
) -> Iterator[Move]:
    for asset in assets:
        was, now = _best(before, asset, trade, choice), _best(after, asset, trade, choice)
        for venue in sorted(was | now, key=lambda name: (_place(now.get(name)), name)):
            old, new = was.get(venue), now.get(venue)
            yield Move(
                asset=asset,
                venue=venue,
                status_was=old.status if old else None,
                status_now=new.status if new else None,
                rank_was=old.rank if old else None,
                rank_now=new.rank if new else None,
                total_was=old.costs.total if old and old.costs else None,
                total_now=new.costs.total if new and new.costs else None,
                cost_r_was=old.costs.r if old and old.costs else None,
                cost_r_now=new.costs.r if new and new.costs else None,
            )


def _place(row: Priced | None) -> int:
    return row.rank if row and row.rank else 10_000


def _best(snapshot: Snapshot, asset: str, trade: Trade, choice: Choice) -> dict[str, Priced]:
    try:
        found: Comparison = priced(snapshot, trade, [asset], choice=choice)
    except PlanError:
        return {}  # not in this file: every venue of the other one is news
    return {row.venue: row for row in found.answers[0].rows}
