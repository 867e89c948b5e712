"""Warnings beside a priced trade; the codes are stable and listed in docs/cost-model.md."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from comparator.pricing.costs import Depth
from comparator.pricing.feasibility import Position
from comparator.pricing.fees import Charge
from comparator.pricing.margin_rules import MarginRules
from comparator.pricing.prepared import Prepared
from comparator.pricing.result import Inputs
from comparator.pricing.roundtrip import Order
from comparator.pricing.trade import Trade
from comparator.schema import ONE, ZERO, ContractSpec, FigureWarning
from comparator.words import money, percent, plain

Say = Callable[[str, str], None]
"""Takes a stable code and a message."""

FRESH = 10
"""Seconds after which a quote's half-spread may have doubled; our own judgement."""
NEW = timedelta(days=30)
OVER_LEVERAGE = Decimal(10)
"""Notional over account at which a 10 % move takes everything; our own judgement."""
GRANULARITY = Decimal("0.1")
RISK_CAP = Decimal("0.06")
"""All open risk together: the six-percent rule (A. Elder, Come Into My Trading Room, 2002)."""
THIN = 5
"""An order above a fifth of what is quoted is not small any more; our own judgement."""
COARSE = 10
"""A stop finer than ten ticks cannot be placed where it is meant; our own judgement."""


def about_contract(
    inputs: Inputs, charged: Charge, margin: MarginRules, age: int, at: datetime
) -> Iterator[FigureWarning]:
    """What is not certain about a contract, whatever the size; `age` of the quote is in seconds."""
    spec, market = inputs.contract, inputs.market
    if market and market.assumed and market.bid and market.ask:
        wide = percent(2 * (market.ask - market.bid) / (market.ask + market.bid))
        yield FigureWarning(
            code="assumed_quote",
            message="no best bid and ask are known: the price is that of the coin elsewhere, the"
            f" spread an assumed {wide}, the depth unknown",
        )
    if age > FRESH:
        yield FigureWarning(code="stale_quote", message=f"the quote is {_age(age)} old")
    origin = inputs.fee_origin
    if origin and origin.basis in ("published", "assumed"):
        yield FigureWarning(
            code="assumed_fee",
            message=f"fees are {origin.basis} ones of {origin.as_of:%Y-%m-%d}; yours may differ",
        )
    for applied in charged.applied:
        yield FigureWarning(code="discount_applied", message=f"fees are net of the {applied}")
    if margin.unknown:
        names = ", ".join(margin.unknown)
        yield FigureWarning(
            code="margin_approximate",
            message=f"liquidation is an approximation on the safe side; not known: {names}",
        )
    if margin.max_leverage is None and not margin.tiers:
        yield FigureWarning(
            code="leverage_unknown", message="which leverage the venue offers is not known"
        )
    yield from _about_kind(spec, at)


def _about_kind(spec: ContractSpec, at: datetime) -> Iterator[FigureWarning]:
    if spec.payoff == "inverse":
        yield FigureWarning(
            code="coin_collateral",
            message=f"margin is held in {spec.settle}: the account itself moves with its price",
        )
    elif spec.payoff == "quanto":
        yield FigureWarning(
            code="coin_collateral",
            message=f"gains and losses are paid in {spec.settle}, whose price moves too",
        )
    if spec.listed_at and at - spec.listed_at < NEW:
        yield FigureWarning(code="new_listing", message=f"listed on {spec.listed_at:%Y-%m-%d}")
    if spec.pre_market:
        yield FigureWarning(
            code="pre_market",
            message="trades before its coin does: nothing but this market says what it is worth",
        )


def _age(seconds: int) -> str:
    for length, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        count = seconds // length
        if count:
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"{seconds} seconds"


def about_trade(
    prepared: Prepared, trade: Trade, asked: Order, position: Position
) -> tuple[FigureWarning, ...]:
    """Everything the reader should know about this row, most general first."""
    found = list(prepared.warnings)

    def say(code: str, message: str) -> None:
        found.append(FigureWarning(code=code, message=message))

    _about_trade(say, prepared, trade, asked, position)
    _about_order(say, prepared, trade, position)
    return tuple(found)


def _about_trade(
    say: Say, prepared: Prepared, trade: Trade, asked: Order, position: Position
) -> None:
    notional = position.lots * prepared.unit.lot
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
    cost = position.round_trip
    if cost and abs(cost.funding) > max(cost.entry_fee + cost.exit_fee, ZERO):
        paid = money(cost.funding)
        say(
            "funding_exceeds_fees",
            f"funding of {paid} outweighs the fees, and it may change sign",
        )


def _about_order(say: Say, prepared: Prepared, trade: Trade, position: Position) -> None:
    spec, small = prepared.inputs.contract, prepared.smallest
    if small.marginal(position.lots):
        say(
            "marginal_minimum",
            "the order is within 0.5 % of the smallest value: a small move may sink it",
        )
    qty, market = position.lots * prepared.unit.qty, spec.max_market_qty
    if prepared.cap is not None and qty > prepared.cap:
        text = f"one order may have {plain(prepared.cap)} of the {plain(qty)} order units"
        say("order_split", text)
    elif market is not None and qty > market and (trade.exit == "taker" or trade.stop):
        text = f"a stop or market order may have {plain(market)} of the {plain(qty)} order units"
        say("order_split", text)
    _about_depth(say, prepared, position)
    if trade.leverage is not None and prepared.margin.step is None:
        asked = plain(trade.leverage)
        say("leverage_set", f"the venue sets the leverage: the {asked}x asked for change nothing")
    if trade.stop is None:
        return
    if trade.stop * prepared.price < COARSE * spec.tick_size:
        tick = percent(spec.tick_size / prepared.price)
        say("coarse_tick", f"one tick is {tick} of the price: the stop cannot be placed exactly")
    ratio = 1 - trade.sign * trade.stop
    if not small.accepts(position.lots, ratio, exempt=prepared.exempt is True):
        unsure = "may be" if prepared.exempt is None else "is"
        say(
            "exit_below_minimum",
            f"at the stop price the closing order {unsure} below the smallest value",
        )


def _about_depth(say: Say, prepared: Prepared, position: Position) -> None:
    part = position.lots * prepared.unit.coins * THIN
    for depth in prepared.taken:
        if _thin(depth, part):
            say("thin_book", "the order is more than a fifth of what is quoted")
            break
    if not prepared.assumed and any(depth.model == "top-of-book" for depth in prepared.taken):
        say(
            "depth_unknown",
            "how much is on offer at its prices is not known: slippage is counted as none",
        )


def _thin(depth: Depth, part: Decimal) -> bool:
    """Is `part` more than all that is quoted on this side?"""
    if not depth.levels or part <= depth.levels[0][1]:
        return False
    quoted = depth.quoted
    return quoted is not None and part > quoted
