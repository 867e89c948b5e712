"""What an order of so many lots costs and risks, in USD; and how many lots a budget allows.

Formulas (docs/cost-model.md): COST, RISK, S1, ALLIN.
"""

from decimal import Decimal

from msgspec import Struct

from comparator.pricing.costs import beyond_best
from comparator.pricing.prepared import Prepared
from comparator.pricing.sizing import risk_lots, whole
from comparator.pricing.trade import Trade
from comparator.schema import ZERO


class RoundTrip(Struct, frozen=True, kw_only=True):
    """Cost lines of the round trip at today's price; positive is paid."""

    notional: Decimal
    entry_fee: Decimal
    exit_fee: Decimal
    spread: Decimal
    slippage: Decimal
    funding: Decimal
    carry: Decimal
    total: Decimal
    risk: Decimal | None  # lost to the price alone at the stop
    at_stop: Decimal | None  # lost at the stop with every cost, the exit at its price


class Order(Struct, frozen=True, kw_only=True):
    """The size the plan asks for."""

    lots: int  # rounded down; may be below the venue's smallest order
    target: Decimal  # USD notional before rounding
    budget: Decimal | None  # USD that may be lost at the stop; None: the size was given


def round_trip(prepared: Prepared, trade: Trade, lots: int) -> RoundTrip | None:
    """COST, RISK of `lots` (at least 1); None when the known depth is short."""
    notional = lots * prepared.unit.lot
    flat = lots * prepared.flat_fee
    leaves = trade.exit == "taker" and not prepared.holding.expires
    entering = leaving = ZERO
    coins = lots * prepared.unit.coins
    if trade.entry == "taker":
        found = beyond_best(prepared.entry_depth, coins)
        if found is None:
            return None
        entering = found
    if leaves or trade.stop is not None:
        found = beyond_best(prepared.exit_depth, coins)
        if found is None:
            return None
        leaving = found + trade.stop_slippage
    entry_fee = notional * prepared.entry_fee + flat
    exit_fee = notional * prepared.exit_fee + flat
    half = notional * prepared.half_spread
    entry_spread = half if trade.entry == "taker" else ZERO
    entry_slippage = notional * entering
    held = notional * (prepared.holding.funding + prepared.holding.carry)
    spread = entry_spread + half if leaves else entry_spread
    slippage = entry_slippage + notional * leaving if leaves else entry_slippage
    risk = at_stop = None
    if trade.stop is not None:
        risk = notional * trade.stop
        value = notional
        if not prepared.margin.inverse:
            value *= 1 - trade.sign * trade.stop
        stop_fee = value * prepared.stop_fee + flat
        lost = entry_fee + stop_fee + entry_spread + half + entry_slippage + notional * leaving
        at_stop = risk + lost + held
    return RoundTrip(
        notional=notional,
        entry_fee=entry_fee,
        exit_fee=exit_fee,
        spread=spread,
        slippage=slippage,
        funding=notional * prepared.holding.funding,
        carry=notional * prepared.holding.carry,
        total=entry_fee + exit_fee + spread + slippage + held,
        risk=risk,
        at_stop=at_stop,
    )


def loss(trade: Trade, cost: RoundTrip) -> Decimal:
    """What the plan counts against its budget; income never enlarges a size."""
    risk, at_stop = cost.risk or ZERO, cost.at_stop or ZERO
    return max(risk, at_stop) if trade.all_in else risk


def least_loss(prepared: Prepared, trade: Trade, lots: int) -> Decimal | None:
    """ALLIN: what `lots` lose, or at the least; None: the depth ends further down.

    The first lot that the depth lacks costs no less than those before it did on average.
    """
    cost = round_trip(prepared, trade, lots)
    if cost is not None:
        return loss(trade, cost)
    before = round_trip(prepared, trade, lots - 1) if lots > 1 else None
    return None if before is None else loss(trade, before) * lots / (lots - 1)


def order(prepared: Prepared, trade: Trade) -> Order:
    """S1, ALLIN: the size asked for, in whole lots rounded down."""
    one = prepared.unit
    if trade.qty is not None:
        target = trade.qty / one.coins_per_usd
        return Order(lots=whole(trade.qty, one.coins), target=target, budget=None)
    if trade.notional is not None:
        lots = whole(trade.notional, one.lot)
        return Order(lots=lots, target=trade.notional, budget=None)
    budget, stop = trade.risk_budget, trade.stop or ZERO  # a trade without size has a stop
    lots = risk_lots(budget, stop, one.lot)
    if not trade.all_in:
        return Order(lots=lots, target=budget / stop, budget=budget)
    return _all_in(prepared, trade, budget, lots)


def _all_in(prepared: Prepared, trade: Trade, budget: Decimal, most: int) -> Order:
    """ALLIN: the most lots whose loss with costs fits; slippage bends, so it is searched."""
    first = round_trip(prepared, trade, 1)
    if first is None:
        return Order(lots=most, target=budget / (trade.stop or ZERO), budget=budget)
    target = budget * first.notional / loss(trade, first)
    # The loss grows with the lots, so the last size that fits is found by halving
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        cost = round_trip(prepared, trade, middle)
        if cost is not None and loss(trade, cost) <= budget:
            low = middle
        else:
            high = middle - 1
    further = least_loss(prepared, trade, low + 1)
    if further is not None and further <= budget:
        low += 1  # the depth ends before the budget: that is the answer, not a smaller size
    return Order(lots=low, target=target, budget=budget)


def reach(prepared: Prepared) -> int | None:
    """Lots that every side taken from can fill; None: no limit prepared."""
    coins = min(
        (most for depth in prepared.taken if (most := depth.known) is not None), default=None
    )
    return None if coins is None else whole(coins, prepared.unit.coins)
