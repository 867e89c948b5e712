"""Which fee a trade pays: the tier of the user, discounts on request.

Formulas (docs/cost-model.md): FEE_lin, FEE_inv, F1 (tier), F2 (discounts).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct, structs

from comparator.pricing.sizing import value_inverse, value_linear
from comparator.pricing.trade import Trade
from comparator.schema import ONE, ZERO, ContractSpec, FeeSchedule, FeeTier

DAYS = 30
"""The window of `Trade.volume_30d`."""


def fee_linear(qty: Decimal, price: Decimal, rate: Decimal) -> Decimal:
    """FEE_lin: quote charged on `qty` quoted base; negative is a rebate."""
    return value_linear(qty, price) * rate


def fee_inverse(notional: Decimal, price: Decimal, rate: Decimal) -> Decimal:
    """FEE_inv: coin charged on a position worth `notional` quote.

    Valued at the fill price that is `notional` x rate, whatever the price.
    """
    return value_inverse(notional, price) * rate


class Charge(Struct, frozen=True, kw_only=True):
    """The tier that applies, with everything the user asked for taken off."""

    tier: FeeTier
    from_contract: bool  # rates came with the contract, not from the schedule
    applied: tuple[str, ...]  # discounts in words
    following: FeeTier | None  # what more volume would open, before discounts; None: nothing better


def charge(schedule: FeeSchedule, spec: ContractSpec, trade: Trade, day: date) -> Charge:
    """F1, F2: the cheapest tier within reach for this trade's two legs; discounts on request.

    Rates sent with the contract replace the base tier's, except where API orders have their own.
    """
    by_api = trade.channel == "api" and bool(schedule.api_tiers)
    first, *better = schedule.api_tiers if by_api else schedule.tiers
    own = not by_api and (spec.maker_fee is not None or spec.taker_fee is not None)
    base = first
    if own:
        base = structs.replace(
            first,
            maker=first.maker if spec.maker_fee is None else spec.maker_fee,
            taker=first.taker if spec.taker_fee is None else spec.taker_fee,
        )
    within = [base, *(tier for tier in better if reached(tier, schedule, trade))]
    best = min(within, key=lambda tier: both_legs(tier, trade))
    fraction, applied = _discounts(schedule, trade, day)
    tier = best
    if applied:
        tier = structs.replace(
            best, maker=_after(best.maker, fraction), taker=_after(best.taker, fraction)
        )
    return Charge(
        tier=tier,
        from_contract=own and best is base,
        applied=applied,
        following=_following(best, better, schedule, trade),
    )


def rate(tier: FeeTier, liquidity: str) -> Decimal:
    """Fraction of notional one leg pays."""
    return tier.maker if liquidity == "maker" else tier.taker


def at_least(rate: Decimal, least: Decimal) -> Decimal:
    """FEE: `rate`, raised to a minimum per contract that is given as a fraction of its value.

    0.15 on a contract of 689.30 is 2.18 bp, more than a rate of 2 bp. Without a minimum a rebate
    stays one.
    """
    return max(rate, least) if least else rate


def both_legs(tier: FeeTier, trade: Trade) -> Decimal:
    """Fraction of notional that way in and way out pay together."""
    return rate(tier, trade.entry) + rate(tier, trade.exit)


def volume(trade: Trade, days: int) -> Decimal:
    """F1: USD the user trades within so many days, at the pace of the last 30."""
    return trade.volume_30d * days / DAYS


def reached(tier: FeeTier, schedule: FeeSchedule, trade: Trade) -> bool:
    """F1: do the user's volume, assets and token open this tier? One without thresholds: never."""
    met = [
        have >= needed
        for needed, have in (
            (tier.min_volume, volume(trade, schedule.volume_window_days)),
            (tier.min_assets, trade.assets),
            (tier.min_token, trade.token),
        )
        if needed is not None
    ]
    return bool(met) and (all(met) if schedule.requires == "all" else any(met))


def _following(
    paid: FeeTier, better: Iterable[FeeTier], schedule: FeeSchedule, trade: Trade
) -> FeeTier | None:
    """F1: the first tier with more volume than the user's that is cheaper than what is paid."""
    least, traded = both_legs(paid, trade), volume(trade, schedule.volume_window_days)
    for tier in better:
        further = tier.min_volume is not None and tier.min_volume > traded
        if further and both_legs(tier, trade) < least:
            return tier
    return None


def _discounts(schedule: FeeSchedule, trade: Trade, day: date) -> tuple[Decimal, tuple[str, ...]]:
    keep, applied = ONE, list[str]()
    token = schedule.token_discount
    if trade.token_discount and token:
        keep *= ONE - token.fraction
        applied.append(f"{token.token} discount ({token.condition})")
    offers = [
        (offer.fraction, offer.text)
        for offer in schedule.promotions
        if offer.fraction is not None
        and (offer.first_day is None or offer.first_day <= day)
        and (offer.last_day is None or day <= offer.last_day)
    ]
    if trade.with_promos and offers:
        fraction, text = max(offers)
        keep *= ONE - fraction
        applied.append(f"promotion ({text})")
    return keep, tuple(applied)


def _after(fee: Decimal, keep: Decimal) -> Decimal:
    return fee * keep if fee > ZERO else fee  # a rebate is not discounted
