"""Contracts counted by venue and by coin: the rows of the whole market."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comparator.pricing.result import Priced, Status
from comparator.schema import Basis, Kind, VenueData

State = Literal["possible", "impossible", "unknown", "contradicted"]
STATES: tuple[State, ...] = ("possible", "impossible", "unknown", "contradicted")
"""What a coin is called, by the first that one of its contracts is."""
UNKNOWN: tuple[Status, ...] = ("no_data", "no_market", "unpriceable")
Money = Decimal | None


class ContractRow(Struct, frozen=True, kw_only=True):
    """One contract; money in USD, null is unknown."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, by the venue's name")]
    kind: Annotated[Kind, Meta(description="perpetual or future")]
    state: Annotated[
        State,
        Meta(description="possible as planned, impossible, unknown for want of figures, or"
             " contradicted by others"),
    ]  # fmt: skip
    status: Annotated[Status, Meta(description="ok, or the gate that failed")]
    account: Annotated[Money, Meta(description="smallest that may follow the plan here")]
    notional: Annotated[Money, Meta(description="USD of the smallest order")]
    cost_r: Annotated[Money, Meta(description="total / risk; null: not possible, or no stop")]
    cost_bps: Annotated[Money, Meta(description="total in basis points of the notional")]
    rank: Annotated[int | None, Meta(description="1 is cheapest of the coin; null: not possible")]
    assumed: Annotated[bool, Meta(description="its best prices are assumed, as none are known")]
    reason: Annotated[str, Meta(description="why, in plain words; empty where it is possible")]


class VenueRow(Struct, frozen=True, kw_only=True):
    """One venue; counts are contracts, money in USD, null is unknown."""

    venue: Annotated[str, Meta(description="id of the venue")]
    contracts: Annotated[int, Meta(description="contracts that were read and are counted")]
    possible: Annotated[int, Meta(description="those that take the plan as it is")]
    more_risk: Annotated[int, Meta(description="those that take it at more risk than planned")]
    impossible: Annotated[int, Meta(description="those that do not take it, `more_risk` included")]
    unknown: Annotated[int, Meta(description="those of which nothing can be said")]
    contradicted: Annotated[int, Meta(description="those that others contradict")]
    least_account: Annotated[Money, Meta(description="smallest account of any contract")]
    median_account: Annotated[Money, Meta(description="median of the smallest accounts")]
    median_cost_r: Annotated[
        Money, Meta(description="median of total / risk where it is possible; null: nowhere")
    ]
    assumed: Annotated[int, Meta(description="those whose best prices are assumed")]
    not_asked: Annotated[
        tuple[str, ...],
        Meta(description="what is unknown, as it takes a request for each contract"),
    ]
    not_served: Annotated[
        str, Meta(description="what is said of the region asked for; empty: nothing")
    ]
    basis: Annotated[Basis, Meta(description="live, cached or published")]
    as_of: Annotated[datetime, Meta(description="when it was read")]


class CoinRow(Struct, frozen=True, kw_only=True):
    """One coin; money in USD, null is unknown."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    listed: Annotated[int, Meta(description="venues that list a contract on it")]
    contracts: Annotated[int, Meta(description="their contracts on it")]
    venues: Annotated[int, Meta(description="venues that take the plan")]
    takers: Annotated[tuple[str, ...], Meta(description="those venues, cheapest first")]
    cheapest: Annotated[str | None, Meta(description="the first of them; null: none")]
    symbol: Annotated[str | None, Meta(description="its contract; null: none")]
    cost_r: Annotated[Money, Meta(description="total / risk there; null: none, or no stop")]
    cost_bps: Annotated[Money, Meta(description="total there in basis points of the notional")]
    tied: Annotated[tuple[str, ...], Meta(description="venues that may be as cheap")]
    account: Annotated[Money, Meta(description="smallest account anywhere")]
    account_at: Annotated[str | None, Meta(description="venue of that account; null: unknown")]
    state: Annotated[
        State, Meta(description="possible somewhere; else impossible, unknown or contradicted")
    ]
    assumed: Annotated[bool, Meta(description="the cheapest one's best prices are assumed")]


def contract_row(row: Priced) -> ContractRow:
    """What is kept of a priced contract."""
    inputs, least, costs = row.inputs, row.minimum, row.costs if row.status == "ok" else None
    return ContractRow(
        asset=row.asset,
        venue=row.venue,
        symbol=row.symbol,
        kind=inputs.contract.kind if inputs else "perpetual",
        state=state(row),
        status=row.status,
        account=least.account if least and not row.contradicted else None,
        notional=least.notional if least else None,
        cost_r=costs.r if costs else None,
        cost_bps=costs.bps if costs else None,
        rank=row.rank,
        assumed=row.assumed,
        reason=row.reason,
    )


def state(row: Priced) -> State:
    """What became of one contract; more risk than planned is not what was planned."""
    if row.status == "ok":
        return "possible"
    if row.contradicted:
        return "contradicted"
    return "unknown" if row.status in UNKNOWN else "impossible"


def coin_row(asset: str, rows: Sequence[ContractRow]) -> CoinRow:
    """One coin's contracts, ranked."""
    able = [row for row in rows if row.state == "possible"]
    best = able[0] if able else None
    takers = dict.fromkeys(row.venue for row in able)
    tied = dict.fromkeys(
        row.venue for row in able if best and row.rank == best.rank and row.venue != best.venue
    )
    needing = min(
        ((row.account, row.venue) for row in rows if row.account is not None), default=(None, None)
    )
    found: set[State] = {row.state for row in rows}
    return CoinRow(
        asset=asset,
        listed=len({row.venue for row in rows}),
        contracts=len(rows),
        venues=len(takers),
        takers=tuple(takers),
        cheapest=best.venue if best else None,
        symbol=best.symbol if best else None,
        cost_r=best.cost_r if best else None,
        cost_bps=best.cost_bps if best else None,
        tied=tuple(tied),
        account=needing[0],
        account_at=needing[1],
        state=next(one for one in STATES if one in found),
        assumed=best.assumed if best else False,
    )


def venue_row(data: VenueData, rows: Collection[ContractRow], not_served: str) -> VenueRow:
    """One venue's contracts, counted."""

    def count(wanted: State) -> int:
        return sum(row.state == wanted for row in rows)

    accounts = [row.account for row in rows if row.account is not None]
    shares = [row.cost_r for row in rows if row.cost_r is not None]
    return VenueRow(
        venue=data.venue,
        contracts=len(rows),
        possible=count("possible"),
        more_risk=sum(row.status == "over_budget" for row in rows),
        impossible=count("impossible"),
        unknown=count("unknown"),
        contradicted=count("contradicted"),
        least_account=min(accounts, default=None),
        median_account=median(accounts) if accounts else None,
        median_cost_r=median(shares) if shares else None,
        assumed=sum(row.assumed for row in rows),
        not_asked=tuple(one.message for one in data.warnings if one.code == "not_asked"),
        not_served=not_served,
        basis=data.basis,
        as_of=data.as_of,
    )
