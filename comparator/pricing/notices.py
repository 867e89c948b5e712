"""Warnings beside a verdict; the codes are stable and listed in docs/cost-model.md."""

from collections.abc import Callable
from decimal import Decimal

from comparator.pricing.bill import Order
from comparator.pricing.costs import Depth
from comparator.pricing.gates import Position
from comparator.pricing.terms import Terms
from comparator.pricing.trade import Trade
from comparator.pricing.words import percent, plain, usd
from comparator.schema import ONE, ZERO, Notice

Say = Callable[[str, str], None]
"""Takes a stable code and a message."""

OVER_LEVERAGE = Decimal(10)
"""Notional over account at which a 10 % move takes everything; our own judgement."""
GRANULARITY = Decimal("0.1")
RISK_CAP = Decimal("0.06")
"""All open risk together: the six-percent rule (A. Elder, Come Into My Trading Room, 2002)."""
THIN = 5
"""An order above a fifth of what is quoted is not small any more; our own judgement."""
COARSE = 10
"""A stop finer than ten ticks cannot be placed where it is meant; our own judgement."""


def notices(terms: Terms, trade: Trade, asked: Order, held: Position) -> tuple[Notice, ...]:
    """Everything the reader should know about this row, most general first."""
    found = list(terms.notices)

    def say(code: str, message: str) -> None:
        found.append(Notice(code=code, message=message))

    _about_trade(say, terms, trade, asked, held)
    _about_order(say, terms, trade, held)
    return tuple(found)


def _about_trade(say: Say, terms: Terms, trade: Trade, asked: Order, held: Position) -> None:
    notional = held.lots * terms.unit.lot
    carried = notional * trade.positions
    if carried > OVER_LEVERAGE * trade.account:
        times = carried / trade.account
        say("over_leverage", f"positions are {times:.1f} times the account")
    if asked.budget is not None and trade.positions * asked.budget > RISK_CAP * trade.account:
        share = percent(trade.positions * asked.budget / trade.account)
        say("risk_cap", f"{trade.positions} positions risk {share} of the account together")
    if notional < asked.target * (ONE - GRANULARITY):
        lost = percent(ONE - notional / asked.target)
        say("granularity", f"rounding down to the lot loses {lost} of the size")
    cost = held.bill
    if cost and abs(cost.funding) > max(cost.entry_fee + cost.exit_fee, ZERO):
        paid = usd(cost.funding)
        say(
            "funding_exceeds_fees",
            f"funding of {paid} outweighs the fees, and it may change sign",
        )


def _about_order(say: Say, terms: Terms, trade: Trade, held: Position) -> None:
    spec, small = terms.inputs.contract, terms.smallest
    if small.marginal(held.lots):
        say(
            "marginal_minimum",
            "the order is within 0.5 % of the smallest value: a small move may sink it",
        )
    if terms.cap is not None and held.lots * terms.unit.qty > terms.cap:
        qty = plain(held.lots * terms.unit.qty)
        say("order_split", f"one order may have {plain(terms.cap)} of the {qty} order units")
    part = held.lots * terms.unit.coins * THIN
    for depth in terms.taken:
        if _thin(depth, part):
            say("thin_book", "the order is more than a fifth of what is quoted")
            break
    if trade.stop is None:
        return
    if trade.stop * terms.price < COARSE * spec.tick_size:
        tick = percent(spec.tick_size / terms.price)
        say("coarse_tick", f"one tick is {tick} of the price: the stop cannot be placed exactly")
    ratio = 1 - trade.sign * trade.stop
    if not small.accepts(held.lots, ratio, exempt=terms.exempt is True):
        unsure = "may be" if terms.exempt is None else "is"
        say(
            "exit_below_minimum",
            f"at the stop price the closing order {unsure} below the smallest value",
        )


def _thin(depth: Depth, part: Decimal) -> bool:
    """Is `part` more than all that is quoted on this side?"""
    if not depth.levels or part <= depth.levels[0][1]:
        return False
    quoted = depth.quoted
    return quoted is not None and part > quoted
