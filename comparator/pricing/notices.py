"""Warnings beside a verdict; the codes are stable and listed in docs/cost-model.md."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.pricing.bill import Order
from comparator.pricing.gates import Position
from comparator.pricing.terms import Terms
from comparator.pricing.trade import Trade
from comparator.pricing.words import percent, plain, usd
from comparator.schema import ONE, ZERO, Notice

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
    return (
        *terms.notices,
        *_about_trade(terms, trade, asked, held),
        *_about_order(terms, trade, held),
    )


def _about_trade(terms: Terms, trade: Trade, asked: Order, held: Position) -> Iterator[Notice]:
    notional = held.lots * terms.unit.lot
    carried = notional * trade.positions / trade.account
    if carried > OVER_LEVERAGE:
        yield Notice(code="over_leverage", message=f"positions are {carried:.1f} times the account")
    if asked.budget is not None and trade.positions * asked.budget > RISK_CAP * trade.account:
        yield Notice(
            code="risk_cap",
            message=f"{trade.positions} positions risk"
            f" {percent(trade.positions * asked.budget / trade.account)} of the account together",
        )
    lost = ONE - notional / asked.target
    if lost > GRANULARITY:
        yield Notice(
            code="granularity",
            message=f"rounding down to the lot loses {percent(lost)} of the size",
        )
    cost = held.bill
    if cost and abs(cost.funding) > max(cost.entry_fee + cost.exit_fee, ZERO):
        yield Notice(
            code="funding_exceeds_fees",
            message=f"funding of {usd(cost.funding)} outweighs the fees, and it may change sign",
        )


def _about_order(terms: Terms, trade: Trade, held: Position) -> Iterator[Notice]:
    spec, small = terms.inputs.contract, terms.smallest
    qty = held.lots * terms.unit.qty
    if small.marginal(held.lots):
        yield Notice(
            code="marginal_minimum",
            message="the order is within 0.5 % of the smallest value: a small move may sink it",
        )
    if terms.cap is not None and qty > terms.cap:
        yield Notice(
            code="order_split",
            message=f"one order may have {plain(terms.cap)} of the {plain(qty)} order units",
        )
    if terms.quoted is not None and held.lots * terms.unit.coins * THIN > terms.quoted:
        yield Notice(code="thin_book", message="the order is more than a fifth of what is quoted")
    if trade.stop is None:
        return
    if trade.stop * terms.price < COARSE * spec.tick_size:
        yield Notice(
            code="coarse_tick",
            message=f"one tick is {percent(spec.tick_size / terms.price)} of the price:"
            " the stop cannot be placed exactly",
        )
    ratio = 1 - trade.sign * trade.stop
    if not small.accepts(held.lots, ratio, exempt=terms.exempt is True):
        unsure = "may be" if terms.exempt is None else "is"
        yield Notice(
            code="exit_below_minimum",
            message=f"at the stop price the closing order {unsure} below the smallest value",
        )
