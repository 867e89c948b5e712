"""What helps to read an explained figure: rates a day, amounts in coin, the next fee tier."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Context, Decimal

from comparator.pricing.costs import per_day
from comparator.pricing.fees import fee_inverse, volume
from comparator.pricing.prepared import Prepared
from comparator.pricing.result import Inputs, Size
from comparator.pricing.sizing import pnl_inverse
from comparator.pricing.trade import Trade
from comparator.schema import ZERO
from comparator.words import money

SHOWN = Context(prec=12)
"""Significant digits of a number inside a formula."""


def shown(value: object) -> str:
    """A figure as text: 12 significant digits, no exponent; None is `unknown`."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{SHOWN.plus(value).normalize(SHOWN):f}"
    return str(value)


def hints(
    field: str, size: Size, inputs: Inputs, trade: Trade, prepared: Prepared
) -> Iterator[str]:
    """Sentences beside `field` of a priced trade; `prepared` lacks the next tier."""
    match field:
        case "costs.funding":
            yield from _funding(prepared)
        case "costs.entry_fee":
            if prepared.margin.inverse:
                fee = fee_inverse(size.notional, prepared.price, prepared.entry_fee)
                yield f"charged as {shown(fee)} {prepared.inputs.contract.settle}"
            yield from _next_tier(size, trade, inputs)
        case "costs.exit_fee":
            yield from _next_tier(size, trade, inputs)
        case "risk.actual" if prepared.margin.inverse and trade.stop is not None:
            stop = prepared.price * (1 - trade.sign * trade.stop)
            lost = -pnl_inverse(trade.sign, size.notional, prepared.price, stop)
            settle = prepared.inputs.contract.settle
            yield f"{shown(lost)} {settle} at the stop price of {shown(stop)}"
        case _:
            pass


def _funding(prepared: Prepared) -> Iterator[str]:
    holding, named = prepared.holding, prepared.inputs.rules.funding_price
    if holding.rate is None or holding.interval is None:
        return
    daily = per_day(holding.rate, holding.interval)
    yield f"{shown(daily)} of notional a day, {shown(daily * 365)} a year"
    if holding.settled_at is None:
        yield f"the {named} is not known: counted on the price of the quote"


def _next_tier(size: Size, trade: Trade, inputs: Inputs) -> Iterator[str]:
    """F1: what it takes to pay less, in USD and in trades like this one."""
    tier, days = inputs.next_fee, inputs.fee_window_days
    if tier is None or days is None or tier.min_volume is None:
        return
    also = ""
    if inputs.fee_requires == "all":
        also = "".join(
            words
            for needed, have, words in (
                (tier.min_assets, trade.assets, f", {money(tier.min_assets or ZERO)} held there"),
                (tier.min_token, trade.token, f", {shown(tier.min_token)} of its token held"),
            )
            if needed is not None and needed > have
        )
    trips = (tier.min_volume - volume(trade, days)) / (2 * size.notional)
    yield (
        f"tier {tier.name} (maker {shown(tier.maker * 100)} %, taker {shown(tier.taker * 100)} %)"
        f" takes {money(tier.min_volume)} traded within {days} days"
        f" ({trips.to_integral_value(ROUND_CEILING):,} more round trips of this size){also}"
    )
