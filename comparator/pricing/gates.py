"""What a venue lets one do: the gates in their order, each with a reason and what would help.

Order (docs/cost-model.md, Gates): leverage, minimum, margin, liquidation, depth.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from msgspec import Struct

from comparator.pricing.bill import Bill, Order, bill, least_loss, loss, reach
from comparator.pricing.costs import fillable
from comparator.pricing.margin import (
    account_for,
    fixed_leverage,
    lowest_leverage,
    opening,
    room,
    tier_starts,
)
from comparator.pricing.rulebook import Room
from comparator.pricing.sizing import to_step
from comparator.pricing.terms import Terms
from comparator.pricing.trade import Trade
from comparator.pricing.verdict import Status
from comparator.pricing.words import at_least, percent, plain, usd
from comparator.schema import ONE, ZERO

TINY = Decimal("0.00000001")
"""USD; accounts are rounded up to it."""


class Position(Struct, frozen=True, kw_only=True):
    """The order that would be sent, and how it is held."""

    lots: int
    bill: Bill | None  # None: the known depth is short
    room: Room
    leverage: Decimal
    opening: Decimal  # USD
    affordable: bool


class Gate(Struct, frozen=True, kw_only=True):
    """A gate that failed."""

    status: Status
    reason: str
    repair: tuple[str, ...]


def position(terms: Terms, trade: Trade, lots: int) -> Position:
    """`lots` (at least 1) at the leverage asked for, else the lowest that affords them."""
    book, notional = terms.margin, lots * terms.unit.lot
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
        bill=bill(terms, trade, lots),
        room=most,
        leverage=leverage,
        opening=taken,
        affordable=lowest is not None if set_by_us else taken <= equity,
    )


def smallest_account(terms: Terms, trade: Trade, asked: Order) -> Decimal | None:
    """ACC: the smallest account this plan is feasible with; None: none, or the size is too small.

    Above it sizes grow with the account, so a larger one is not always feasible too.
    """
    found = smallest_plan(terms, trade, asked)
    return None if found is None else found[1]


def smallest_plan(terms: Terms, trade: Trade, asked: Order) -> tuple[int, Decimal] | None:
    """ACC: the smallest account and the lots it trades; None as `smallest_account`."""
    scales, lots = asked.budget is not None and trade.max_loss is None, terms.smallest.lots
    if not scales:
        needed = margin_account(terms, trade, asked.lots) if asked.lots >= lots else None
        return None if needed is None else (asked.lots, to_step(needed, TINY, ROUND_CEILING))
    account = milestone(terms, trade, lots, terms.margin_floor)
    if account is not None:
        return lots, account
    # A larger position may outlive its stop where this one does not: leverage that the venue sets
    # falls with the size, and a table's deductions may outweigh its rates
    for more in tier_starts(terms.margin, lots):
        account = milestone(terms, trade, more, margin_account(terms, trade, more))
        if account is not None:
            return more, account
    return None


def margin_account(terms: Terms, trade: Trade, lots: int) -> Decimal | None:
    """USD: account that can open and hold `lots` by margin alone; None: none, or depth is short."""
    if not fillable(terms.taken, lots * terms.unit.coins):
        return None
    return account_for(terms.margin, trade, lots)


def milestone(terms: Terms, trade: Trade, lots: int, needed: Decimal | None) -> Decimal | None:
    """ACC: the smallest account that trades exactly `lots`; `needed` for margin; None: none."""
    least = risk_account(terms, trade, lots)
    if least is None or needed is None:
        return None
    if needed > least:
        # From the next lot's own breakpoint on the position is larger, and no easier to afford
        following = risk_account(terms, trade, lots + 1)
        if following is not None and following <= needed:
            return None
    return to_step(max(needed, least), TINY, ROUND_CEILING)


def risk_account(terms: Terms, trade: Trade, lots: int) -> Decimal | None:
    """ACC: the account whose risk budget allows `lots`; None: costs count, and depth is short."""
    if not trade.all_in:
        return lots * terms.unit.lot * (trade.stop or ZERO) / trade.risk
    lost = least_loss(terms, trade, lots)
    return None if lost is None else lost / trade.risk


def gate(terms: Terms, trade: Trade, asked: Order, held: Position) -> Gate | None:
    """The first gate that fails, or None."""
    return (
        _leverage(terms, trade, asked, held)
        or _minimum(terms, trade, asked, held)
        or _margin(terms, trade, asked, held)
        or _liquidation(terms, trade, asked, held)
        or _depth(terms, held)
        or _over_budget(terms, trade, asked, held)
    )


def _leverage(terms: Terms, trade: Trade, asked: Order, held: Position) -> Gate | None:
    offered = held.room.offered
    if held.room.too_large:
        reason = "the position is beyond the venue's largest margin tier"
        return Gate(status="leverage_not_offered", reason=reason, repair=())
    if offered is None:
        return None
    if trade.leverage is not None and terms.margin.step is not None:
        if trade.leverage <= offered:
            return None
        reason = f"{plain(trade.leverage)}x asked for, at most {plain(offered)}x offered"
        return Gate(
            status="leverage_not_offered",
            reason=reason,
            repair=(f"leverage ≤ {plain(offered)}",),
        )
    wanted = min(held.lots, asked.lots) * terms.unit.lot * trade.positions / trade.account
    if wanted <= offered:
        return None
    reason = f"needs {plain(wanted)}x, at most {plain(offered)}x offered"
    if asked.budget is None or trade.max_loss is not None:
        repair = _account(terms, trade, asked)
    else:  # the size follows from the risk, so there is a stop
        share = offered / trade.positions
        repair = (
            f"stop ≥ {percent(trade.risk / share, ROUND_CEILING)}",
            f"risk ≤ {percent((trade.stop or ZERO) * share, ROUND_FLOOR)}",
        )
    return Gate(status="leverage_not_offered", reason=reason, repair=repair)


def _minimum(terms: Terms, trade: Trade, asked: Order, held: Position) -> Gate | None:
    least = terms.smallest.lots
    if asked.lots >= least or (asked.budget is not None and held.affordable):
        return None
    worth = least * terms.unit.lot
    reason = (
        f"the smallest order is {_order(terms, least)} ({usd(worth)}),"
        f" this trade asks for {usd(asked.target)}"
    )
    if asked.budget is None:
        repair: tuple[str, ...] = (f"notional ≥ {at_least(worth)}",)
    else:
        reason += f", and {usd(held.opening * trade.positions)} of margin is more than the account"
        repair = _account(terms, trade, asked)
    return Gate(status="below_minimum", reason=reason, repair=repair)


def _margin(terms: Terms, trade: Trade, asked: Order, held: Position) -> Gate | None:
    if held.affordable:
        return None
    reason = (
        f"opening takes {usd(held.opening * trade.positions)} at {plain(held.leverage)}x,"
        f" the account has {usd(trade.account)}"
    )
    repair = _account(terms, trade, asked)
    if trade.leverage is not None and terms.margin.step is not None:
        equity = trade.account / trade.positions
        lowest = lowest_leverage(terms.margin, held.lots * terms.unit.lot, equity, held.room.usable)
        if lowest is not None:
            repair = (*repair, f"leverage ≥ {plain(lowest)}")
    return Gate(status="margin_short", reason=reason, repair=repair)


def _liquidation(terms: Terms, trade: Trade, asked: Order, held: Position) -> Gate | None:
    safe = held.room.safe
    if safe is None or held.leverage <= safe:
        return None
    reason = f"at {plain(held.leverage)}x liquidation comes before the stop and its buffer"
    repair = _account(terms, trade, asked)
    if safe >= ONE:
        reason += f"; up to {plain(safe)}x it does not"
        if trade.leverage is not None and terms.margin.step is not None:
            repair = (*repair, f"leverage ≤ {plain(safe)}")
    return Gate(status="liquidation_before_stop", reason=reason, repair=repair)


def _depth(terms: Terms, held: Position) -> Gate | None:
    if held.bill is not None:
        return None
    worth = (reach(terms) or 0) * terms.unit.lot
    reason = (
        f"the known depth takes {usd(worth)} of the {usd(held.lots * terms.unit.lot)}"
        f" ({percent(worth / (held.lots * terms.unit.lot))})"
    )
    repair = (f"notional ≤ {usd(worth, ROUND_FLOOR)}",)
    return Gate(status="depth_short", reason=reason, repair=repair)


def _over_budget(terms: Terms, trade: Trade, asked: Order, held: Position) -> Gate | None:
    if held.lots <= asked.lots or held.bill is None or asked.budget is None:
        return None
    lost = loss(trade, held.bill)
    reason = (
        f"the smallest order is {_order(terms, held.lots)} ({usd(held.bill.notional)}):"
        f" it risks {usd(lost)}, {lost / asked.budget:.2f} times the {usd(asked.budget)} allowed"
    )
    repair = list(_account(terms, trade, asked))
    beside = lost - (held.bill.risk or ZERO)
    nearer = (asked.budget - beside) / held.bill.notional
    if nearer > ZERO:
        repair.append(f"stop ≤ {percent(nearer, ROUND_FLOOR)}")
    if trade.max_loss is None:
        repair.append(f"risk ≥ {percent(lost / trade.account, ROUND_CEILING)}")
    else:
        repair.append(f"max loss ≥ {at_least(lost)}")
    return Gate(status="over_budget", reason=reason, repair=tuple(repair))


def _account(terms: Terms, trade: Trade, asked: Order) -> tuple[str, ...]:
    needed = smallest_account(terms, trade, asked)
    if needed is None or needed <= trade.account:
        return ()
    return (f"account ≥ {at_least(needed)}",)


def _order(terms: Terms, lots: int) -> str:
    spec = terms.inputs.contract
    coins = plain(lots * terms.unit.coins)
    if spec.qty_unit != "contracts":
        return f"{coins} {spec.base}"
    count = lots * spec.qty_step
    return f"{plain(count)} {'contract' if count == 1 else 'contracts'} of {coins} {spec.base}"
