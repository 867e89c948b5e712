"""What a venue lets one do: the gates in their order, each with a reason and what would help.

Order (docs/cost-model.md, Gates): leverage, minimum, margin, liquidation, depth.
"""

from decimal import ROUND_CEILING, Decimal

from msgspec import Struct

from comparator.pricing.costs import fillable
from comparator.pricing.margin import (
    account_for,
    fixed_leverage,
    lowest_leverage,
    opening,
    room,
    tier_starts,
)
from comparator.pricing.margin_rules import Room
from comparator.pricing.prepared import Prepared
from comparator.pricing.result import Repair, Status
from comparator.pricing.roundtrip import Order, RoundTrip, least_loss, loss, reach, round_trip
from comparator.pricing.sizing import to_step
from comparator.pricing.trade import Trade
from comparator.schema import ONE, ZERO
from comparator.words import money, percent, plain

TINY = Decimal("0.00000001")
"""USD; accounts are rounded up to it."""


class Position(Struct, frozen=True, kw_only=True):
    """The order that would be sent, and the position that it opens."""

    lots: int
    round_trip: RoundTrip | None  # None: the known depth is short
    room: Room
    leverage: Decimal
    opening: Decimal  # USD
    affordable: bool


class Gate(Struct, frozen=True, kw_only=True):
    """A gate that failed."""

    status: Status
    reason: str
    repairs: tuple[Repair, ...]


def opened(prepared: Prepared, trade: Trade, lots: int) -> Position:
    """`lots` (at least 1) at the leverage asked for, else the lowest that affords them."""
    book, notional = prepared.margin, lots * prepared.unit.lot
    most = room(book, lots)
    equity = trade.account / trade.positions
    lowest = None
    if book.step is None:
        leverage = fixed_leverage(book, lots)
    elif trade.leverage is not None:
        leverage = trade.leverage
    else:
        lowest = lowest_leverage(book, notional, equity, most.offered)
        leverage = lowest or most.offered or ONE
    taken = opening(book, notional, leverage)
    set_by_us = book.step is not None and trade.leverage is None
    return Position(
        lots=lots,
        round_trip=round_trip(prepared, trade, lots),
        room=most,
        leverage=leverage,
        opening=taken,
        affordable=lowest is not None if set_by_us else taken <= equity,
    )


def smallest_account(prepared: Prepared, trade: Trade, asked: Order) -> Decimal | None:
    """ACC: the smallest account this plan is feasible with; None: none, or the size is too small.

    Above it sizes grow with the account, so a larger one is not always feasible too.
    """
    found = smallest_plan(prepared, trade, asked)
    return None if found is None else found[1]


def smallest_plan(prepared: Prepared, trade: Trade, asked: Order) -> tuple[int, Decimal] | None:
    """ACC: the smallest account and the lots it trades; None as `smallest_account`."""
    scales, lots = asked.budget is not None and trade.max_loss is None, prepared.smallest.lots
    if not scales:
        needed = margin_account(prepared, trade, asked.lots) if asked.lots >= lots else None
        return None if needed is None else (asked.lots, to_step(needed, TINY, ROUND_CEILING))
    account = milestone(prepared, trade, lots, prepared.margin_floor)
    if account is not None:
        return lots, account
    # A larger position may outlive its stop where this one does not: leverage that the venue sets
    # falls with the size, and a table's deductions may outweigh its rates
    for more in tier_starts(prepared.margin, lots):
        account = milestone(prepared, trade, more, margin_account(prepared, trade, more))
        if account is not None:
            return more, account
    return None


def margin_account(prepared: Prepared, trade: Trade, lots: int) -> Decimal | None:
    """USD: account that can open and hold `lots` by margin alone; None: none, or depth is short."""
    if not fillable(prepared.taken, lots * prepared.unit.coins):
        return None
    return account_for(prepared.margin, trade, lots)


def milestone(
    prepared: Prepared, trade: Trade, lots: int, needed: Decimal | None
) -> Decimal | None:
    """ACC: the smallest account that trades exactly `lots`; `needed` for margin; None: none."""
    least = risk_account(prepared, trade, lots)
    if least is None or needed is None:
        return None
    if needed > least:
        # From the next lot's own breakpoint on the position is larger, and no easier to afford
        following = risk_account(prepared, trade, lots + 1)
        if following is not None and following <= needed:
            return None
    return to_step(max(needed, least), TINY, ROUND_CEILING)


def risk_account(prepared: Prepared, trade: Trade, lots: int) -> Decimal | None:
    """ACC: the account whose risk budget allows `lots`; None: costs count, and depth is short."""
    if not trade.all_in:
        return lots * prepared.unit.lot * (trade.stop or ZERO) / trade.risk
    lost = least_loss(prepared, trade, lots)
    return None if lost is None else lost / trade.risk


def gate(prepared: Prepared, trade: Trade, asked: Order, position: Position) -> Gate | None:
    """The first gate that fails, or None."""
    return (
        _leverage(prepared, trade, asked, position)
        or _minimum(prepared, trade, asked, position)
        or _margin(prepared, trade, asked, position)
        or _liquidation(prepared, trade, asked, position)
        or _depth(prepared, position)
        or _over_budget(prepared, trade, asked, position)
    )


def _leverage(prepared: Prepared, trade: Trade, asked: Order, position: Position) -> Gate | None:
    offered = position.room.offered
    if position.room.too_large:
        reason = "the position is beyond the venue's largest margin tier"
        return Gate(status="leverage_not_offered", reason=reason, repairs=())
    if offered is None:
        return None
    if trade.leverage is not None and prepared.margin.step is not None:
        if trade.leverage <= offered:
            return None
        reason = f"{plain(trade.leverage)}x asked for, at most {plain(offered)}x offered"
        return Gate(
            status="leverage_not_offered",
            reason=reason,
            repairs=(Repair(what="leverage", bound="<=", value=offered),),
        )
    wanted = min(position.lots, asked.lots) * prepared.unit.lot * trade.positions / trade.account
    if wanted <= offered:
        return None
    reason = f"needs {plain(wanted)}x, at most {plain(offered)}x offered"
    if asked.budget is None or trade.max_loss is not None:
        repairs = _account(prepared, trade, asked)
    else:  # the size follows from the risk, so there is a stop
        most = (trade.stop or ZERO) * offered / trade.positions
        repairs = (
            Repair(what="stop", bound=">=", value=trade.risk * trade.positions / offered),
            Repair(what="risk", bound="<=", value=most),
        )
    return Gate(status="leverage_not_offered", reason=reason, repairs=repairs)


def _minimum(prepared: Prepared, trade: Trade, asked: Order, position: Position) -> Gate | None:
    least = prepared.smallest.lots
    if asked.lots >= least or (asked.budget is not None and position.affordable):
        return None
    worth = least * prepared.unit.lot
    reason = (
        f"the smallest order is {_order(prepared, least)} ({money(worth)}),"
        f" this trade asks for {money(asked.target)}"
    )
    if asked.budget is None:
        repairs: tuple[Repair, ...] = (Repair(what="notional", bound=">=", value=worth),)
    else:
        reason += (
            f", and {money(position.opening * trade.positions)} of margin is more than the account"
        )
        repairs = _account(prepared, trade, asked)
    return Gate(status="below_minimum", reason=reason, repairs=repairs)


def _margin(prepared: Prepared, trade: Trade, asked: Order, position: Position) -> Gate | None:
    if position.affordable:
        return None
    reason = (
        f"opening takes {money(position.opening * trade.positions)} at {plain(position.leverage)}x,"
        f" the account has {money(trade.account)}"
    )
    repairs = _account(prepared, trade, asked)
    if trade.leverage is not None and prepared.margin.step is not None:
        equity = trade.account / trade.positions
        lowest = lowest_leverage(
            prepared.margin, position.lots * prepared.unit.lot, equity, position.room.usable
        )
        if lowest is not None:
            repairs = (*repairs, Repair(what="leverage", bound=">=", value=lowest))
    return Gate(status="margin_short", reason=reason, repairs=repairs)


def _liquidation(prepared: Prepared, trade: Trade, asked: Order, position: Position) -> Gate | None:
    safe = position.room.safe
    if safe is None or position.leverage <= safe:
        return None
    reason = f"at {plain(position.leverage)}x liquidation comes before the stop and its buffer"
    repairs = _account(prepared, trade, asked)
    if safe >= ONE:
        reason += f"; up to {plain(safe)}x it does not"
        if trade.leverage is not None and prepared.margin.step is not None:
            repairs = (*repairs, Repair(what="leverage", bound="<=", value=safe))
    return Gate(status="liquidation_before_stop", reason=reason, repairs=repairs)


def _depth(prepared: Prepared, position: Position) -> Gate | None:
    if position.round_trip is not None:
        return None
    worth = (reach(prepared) or 0) * prepared.unit.lot
    reason = (
        f"the known depth takes {money(worth)} of the {money(position.lots * prepared.unit.lot)}"
        f" ({percent(worth / (position.lots * prepared.unit.lot))})"
    )
    repairs = (Repair(what="notional", bound="<=", value=Decimal(worth)),)
    return Gate(status="depth_short", reason=reason, repairs=repairs)


def _over_budget(prepared: Prepared, trade: Trade, asked: Order, position: Position) -> Gate | None:
    if position.lots <= asked.lots or position.round_trip is None or asked.budget is None:
        return None
    lost, worth = loss(trade, position.round_trip), money(position.round_trip.notional)
    reason = (
        f"the smallest order is {_order(prepared, position.lots)} ({worth}):"
        f" it risks {money(lost)}, {lost / asked.budget:.2f} times the"
        f" {money(asked.budget)} allowed"
    )
    repairs = list(_account(prepared, trade, asked))
    beside = lost - (position.round_trip.risk or ZERO)
    nearer = (asked.budget - beside) / position.round_trip.notional
    if nearer > ZERO:
        repairs.append(Repair(what="stop", bound="<=", value=nearer))
    if trade.max_loss is None:
        repairs.append(Repair(what="risk", bound=">=", value=lost / trade.account))
    else:
        repairs.append(Repair(what="max_loss", bound=">=", value=lost))
    return Gate(status="over_budget", reason=reason, repairs=tuple(repairs))


def _account(prepared: Prepared, trade: Trade, asked: Order) -> tuple[Repair, ...]:
    needed = smallest_account(prepared, trade, asked)
    if needed is None or needed <= trade.account:
        return ()
    return (Repair(what="account", bound=">=", value=needed),)


def _order(prepared: Prepared, lots: int) -> str:
    spec = prepared.inputs.contract
    coins = plain(lots * prepared.unit.coins)
    if spec.qty_unit != "contracts":
        return f"{coins} {spec.base}"
    count = lots * spec.qty_step
    return f"{plain(count)} {'contract' if count == 1 else 'contracts'} of {coins} {spec.base}"
