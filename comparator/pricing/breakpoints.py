"""Where the answer changes with the account: smallest account, ladder, curve; and stop distances.

Everything is exact: between two breakpoints an order keeps its lots, so costs in dollars are
constant there (docs/cost-model.md, Breakpoints).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct, structs

from comparator.pricing.contained import contained
from comparator.pricing.feasibility import TINY, gate, milestone, opened, risk_account
from comparator.pricing.feasibility import smallest_account as smallest
from comparator.pricing.margin import account_for, fixed_leverage, opening, room
from comparator.pricing.prepare import prepare
from comparator.pricing.prepared import Missing, Prepared
from comparator.pricing.result import Status
from comparator.pricing.roundtrip import order, round_trip
from comparator.pricing.sizing import to_step, whole
from comparator.pricing.trade import Trade
from comparator.schema import ONE, ZERO, ContractSpec, VenueData

ANY_STOP = Decimal("0.01")


class Rung(Struct, frozen=True, kw_only=True):
    """The smallest account that affords one more lot, and the trade there; money in USD."""

    account: Decimal
    lots: int
    base: Decimal  # coins
    notional: Decimal
    risk: Decimal
    cost: Decimal
    r: Decimal  # cost / risk


class Point(Struct, frozen=True, kw_only=True):
    """One account on a curve; `cost` is that of the order sent there, None when not priced."""

    account: Decimal
    status: Status
    lots: int
    notional: Decimal  # of the order sent there
    cost: Decimal | None
    r: Decimal | None  # cost / risk; None without a stop
    breakpoint: bool  # the answer changes here: draw a step


class Stops(Struct, frozen=True, kw_only=True):
    """Stop distances as fractions of the price; None: costs alone take the whole loss."""

    lots: int  # 0: the size is below the smallest order
    base: Decimal  # coins
    notional: Decimal
    gross: Decimal | None  # by price alone
    net: Decimal | None  # with every cost
    widest: Decimal  # by price alone, of the smallest order
    widest_net: Decimal | None
    smallest_base: Decimal


@contained(None)
def minimum_account(
    trade: Trade, data: VenueData, spec: ContractSpec, at: datetime
) -> Decimal | None:
    """The smallest account this plan is feasible with, in USD; None: none, or no data."""
    prepared = prepare(trade, data, spec, at)
    return (
        None if isinstance(prepared, Missing) else smallest(prepared, trade, order(prepared, trade))
    )


@contained(())
def ladder(
    trade: Trade, data: VenueData, spec: ContractSpec, at: datetime, steps: int
) -> tuple[Rung, ...]:
    """The first `steps` account milestones; those no account affords are left out.

    Empty without data, and where the size does not follow from the account.
    """
    prepared = prepare(trade, data, spec, at)
    if isinstance(prepared, Missing) or not _scales(trade):
        return ()
    first = prepared.smallest.lots
    rungs = (_rung(prepared, trade, lots) for lots in range(first, first + steps))
    return tuple(rung for rung in rungs if rung)


@contained(())
def curve(
    trade: Trade,
    data: VenueData,
    spec: ContractSpec,
    at: datetime,
    accounts: Iterable[Decimal],
    *,
    between: bool = True,
) -> tuple[Point, ...]:
    """The answer at each of `accounts`, and `between` them at the breakpoints; ascending.

    At most as many breakpoints as accounts are given, the smallest first: further up the steps
    are too fine to be seen. Empty without data.
    """
    prepared, wanted = prepare(trade, data, spec, at), sorted(set(accounts))
    if isinstance(prepared, Missing) or not wanted:
        return ()
    jumps = set[Decimal]()
    if between:
        jumps = set(_jumps(prepared, trade, wanted[0], wanted[-1], len(wanted)))
    return tuple(
        _point(prepared, trade, account, jump=account in jumps)
        for account in sorted({*wanted, *jumps})
    )


@contained(())
def breakpoints(  # noqa: PLR0917 - as its siblings, and the range
    trade: Trade,
    data: VenueData,
    spec: ContractSpec,
    at: datetime,
    low: Decimal,
    high: Decimal,
    most: int = 1000,
) -> tuple[Decimal, ...]:
    """Accounts above `low` up to `high` at which lots or status change; the first `most`.

    From the breakpoint on the new answer holds.
    """
    prepared = prepare(trade, data, spec, at)
    return () if isinstance(prepared, Missing) else _jumps(prepared, trade, low, high, most)


@contained(None)
def stop_for(
    trade: Trade,
    data: VenueData,
    spec: ContractSpec,
    at: datetime,
    *,
    coins: Decimal,
    loss: Decimal,
) -> Stops | None:
    """How far the stop of `coins` may be for a loss of `loss` USD; None without data or depth."""
    sized = structs.replace(trade, stop=ANY_STOP)
    prepared = prepare(sized, data, spec, at)
    if isinstance(prepared, Missing):
        return None
    lots, least = whole(coins, prepared.unit.coins), prepared.smallest.lots
    allowed = lots if lots >= least else 0
    size, small = _net(prepared, sized, allowed, loss), _net(prepared, sized, least, loss)
    return Stops(
        lots=allowed,
        base=allowed * prepared.unit.coins,
        notional=allowed * prepared.unit.lot,
        gross=loss / (allowed * prepared.unit.lot) if allowed else None,
        net=size,
        widest=loss / (least * prepared.unit.lot),
        widest_net=small,
        smallest_base=least * prepared.unit.coins,
    )


def _net(prepared: Prepared, trade: Trade, lots: int, loss: Decimal) -> Decimal | None:
    """The loss at the stop is a straight line in its distance: solve it."""
    cost = round_trip(prepared, trade, lots) if lots else None
    if cost is None or cost.at_stop is None:
        return None
    # Only the risk and, where it is charged in quote, the fee at the stop price depend on it
    slope = cost.notional
    if not prepared.margin.inverse:
        slope *= 1 - trade.sign * prepared.stop_fee
    distance = ANY_STOP + (loss - cost.at_stop) / slope
    return distance if distance > ZERO else None


def _scales(trade: Trade) -> bool:
    """Does the size follow from the account?"""
    return trade.qty is None and trade.notional is None and trade.max_loss is None


def _rung(prepared: Prepared, trade: Trade, lots: int) -> Rung | None:
    account = milestone(prepared, trade, lots, account_for(prepared.margin, trade, lots))
    cost = round_trip(prepared, trade, lots)
    if account is None or cost is None or not cost.risk:
        return None
    return Rung(
        account=account,
        lots=lots,
        base=lots * prepared.unit.coins,
        notional=cost.notional,
        risk=cost.risk,
        cost=cost.total,
        r=cost.total / cost.risk,
    )


def _point(prepared: Prepared, trade: Trade, account: Decimal, *, jump: bool) -> Point:
    there = structs.replace(trade, account=account)
    asked = order(prepared, there)
    position = opened(prepared, there, max(asked.lots, prepared.smallest.lots))
    failed = gate(prepared, there, asked, position)
    cost = position.round_trip
    return Point(
        account=account,
        status=failed.status if failed else "ok",
        lots=position.lots,
        notional=position.lots * prepared.unit.lot,
        cost=cost.total if cost else None,
        r=cost.total / cost.risk if cost and cost.risk else None,
        breakpoint=jump,
    )


def _jumps(
    prepared: Prepared, trade: Trade, low: Decimal, high: Decimal, most: int
) -> tuple[Decimal, ...]:
    found = list[Decimal]()
    for account in _changes(prepared, trade, low, high):
        if len(found) == most or account > high:
            break
        if account > low:
            found.append(account)
    return tuple(found)


def _changes(prepared: Prepared, trade: Trade, low: Decimal, high: Decimal) -> Iterator[Decimal]:
    """Ascending: where each size begins, and within it where margin begins to be enough."""
    least = prepared.smallest.lots
    lots = max(order(prepared, structs.replace(trade, account=max(low, TINY))).lots, least)
    begin = _up(risk_account(prepared, trade, lots)) if _scales(trade) else None
    if begin is None:  # a size that was given, or that the depth cannot fill: margin alone counts
        yield from _afforded(prepared, trade, lots)
        return
    # One pass per size: [start, end) are the accounts that trade `lots`. Within it the answer can
    # change where margin begins to be enough to open, and again where it is enough to be safe
    start = ZERO  # the smallest order is sent below its own account too: over budget
    while start <= high:
        end = _up(risk_account(prepared, trade, lots + 1))
        for account in sorted({begin, *_afforded(prepared, trade, lots)}):
            if start <= account and (end is None or account < end):
                yield account
        if end is None:
            return
        lots = lots + 1
        if end == begin:  # steps finer than an account is counted in: on to the next that is not
            lots = max(lots, order(prepared, structs.replace(trade, account=end)).lots)
        begin, start = end, end


def _afforded(prepared: Prepared, trade: Trade, lots: int) -> list[Decimal]:
    """Accounts at which opening `lots` becomes possible, and then safe."""
    most = room(prepared.margin, lots)
    leverage = trade.leverage or most.offered or ONE
    if prepared.margin.step is None:
        leverage = fixed_leverage(prepared.margin, lots)
    opened = trade.positions * opening(prepared.margin, lots * prepared.unit.lot, leverage)
    safe = account_for(prepared.margin, trade, lots)
    found = {_up(account) for account in (opened, safe) if account is not None}
    return sorted(account for account in found if account is not None)


def _up(account: Decimal | None) -> Decimal | None:
    return None if account is None else to_step(account, TINY, ROUND_CEILING)
