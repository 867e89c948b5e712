"""What a position ties up, what leverage it needs, where it would be liquidated (isolated).

Formulas (docs/cost-model.md): IM, LEV, SAFE, TIER, and the venue's liquidation formula.
"""

import sys
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct, structs

from comparator.pricing.liquidation import (
    initial_rate,
    liquidation_inverse,
    liquidation_inverse_on_entry,
    liquidation_linear,
    liquidation_linear_on_entry,
    maintenance,
    maintenance_rate,
    safe_margin,
    tier_of,
)
from comparator.pricing.margin_rules import MarginRules, Room
from comparator.pricing.sizing import CERTAIN, to_step, whole
from comparator.pricing.trade import Trade
from comparator.schema import ONE, ZERO, MarginTier


class Liquidation(Struct, frozen=True, kw_only=True):
    """Maintenance margin at entry in USD, and the forced exit."""

    maintenance: Decimal
    price: Decimal | None  # None: never
    rate: Decimal  # maintenance rate with its fee, of the tier at that price
    amount: Decimal  # that tier's deduction in USD at entry
    entry_rate: Decimal  # the same of the tier at entry
    entry_amount: Decimal


def ready(book: MarginRules) -> MarginRules:
    """`book` with the answer for small positions worked out, which is what `room` then gives."""
    return structs.replace(book, small=_room(book, 1), small_lots=_small_lots(book))


def _small_lots(book: MarginRules) -> int:
    """Up to how many lots leverage does not depend on the size: those of a plain first tier."""
    if not book.tiers:
        return sys.maxsize
    first = book.tiers[0]
    if first.slope or first.deduction or first.initial_root:
        return 0
    if first.cap is None:
        return sys.maxsize
    return whole(first.cap, max(_size(book, 1, ONE), _size(book, 1, book.edge or ONE)))


def room(book: MarginRules, lots: int) -> Room:
    """SAFE: leverage offered to `lots`, and the highest that outlives the stop by the buffer."""
    return book.small if book.small and lots <= book.small_lots else _room(book, lots)


def _room(book: MarginRules, lots: int) -> Room:
    tier = _tier(book, lots, ONE)
    if tier is None and book.tiers:
        return Room(offered=ZERO, safe=None, too_large=True)
    left = _offered(book, tier, lots) if tier else None
    if left is not None and left < ONE:  # opening would take more than the position is worth
        return Room(offered=ZERO, safe=None, too_large=True)
    caps = [book.max_leverage, left]
    offered = min((cap for cap in caps if cap is not None), default=None)
    # Safe is the leverage whose margin is used up exactly at the edge (stop and buffer): any more
    # would be liquidated before it. It is rounded down to a step, as offered leverage is
    safe = None
    if book.edge is not None:
        needed = _safe_margin(book, lots, book.edge)
        if needed > ZERO:
            safe = CERTAIN.plus(1 / needed)
            if book.step is not None:
                safe = to_step(safe, book.step)
    return Room(offered=offered, safe=safe, too_large=False)


def _offered(book: MarginRules, tier: MarginTier, lots: int) -> Decimal:
    """The tier's highest leverage; where margin grows with the size, the step that it leaves."""
    if not tier.slope and not tier.initial_root:
        return tier.max_leverage
    left = 1 / _initial_rate(book, tier, lots)
    return min(tier.max_leverage, left if book.step is None else to_step(left, book.step))


def _initial_rate(book: MarginRules, tier: MarginTier, lots: int) -> Decimal:
    return initial_rate(tier, lots * book.unit.coins, value=_value(book, lots))


def _value(book: MarginRules, lots: int) -> Decimal:
    """What `lots` are worth at entry, in quote."""
    return lots * book.unit.lot / book.quote_usd


def opening(book: MarginRules, notional: Decimal, leverage: Decimal) -> Decimal:
    """IM: USD that opening takes, reserved fees included."""
    return notional * book.flat + notional * book.scaled / leverage


def leverage_needed(book: MarginRules, notional: Decimal, equity: Decimal) -> Decimal | None:
    """LEV: the leverage at which opening takes exactly `equity`; None: none is enough."""
    left = equity - notional * book.flat
    return CERTAIN.plus(notional * book.scaled / left) if left > ZERO else None


def lowest_leverage(
    book: MarginRules, notional: Decimal, equity: Decimal, offered: Decimal | None
) -> Decimal | None:
    """LEV: the lowest leverage on offer that affords the position; None: there is none."""
    needed = leverage_needed(book, notional, equity)
    if needed is None or (offered is not None and needed > offered):
        return None
    if needed <= ONE:
        return ONE
    needed = to_step(needed, book.step or ONE, ROUND_CEILING)
    return needed if offered is None else min(needed, offered)


def fixed_leverage(book: MarginRules, lots: int) -> Decimal:
    """Leverage where the venue sets it: 1 / initial rate; unknown: 1, the whole value."""
    tier = _tier(book, lots, ONE)
    if tier is None:
        return ONE
    leverage = 1 / _initial_rate(book, tier, lots)
    return leverage if book.max_leverage is None else min(leverage, book.max_leverage)


def account_for(book: MarginRules, trade: Trade, lots: int) -> Decimal | None:
    """ACC: the smallest account that can open and hold `lots`, by margin alone; None: none can."""
    most = room(book, lots)
    usable = ONE if most.usable is None else most.usable
    if book.step is None:
        leverage = fixed_leverage(book, lots)
    else:
        leverage = usable if trade.leverage is None else trade.leverage
    too_high = most.usable is not None and leverage > most.usable
    if most.too_large or too_high or leverage < ONE:
        return None
    return trade.positions * opening(book, lots * book.unit.lot, leverage)


def tier_starts(book: MarginRules, lots: int) -> list[int]:
    """The smallest positions beyond `lots` in each further tier, at the entry price."""
    starts = (whole(tier.floor, _size(book, 1, ONE)) + 1 for tier in book.tiers)
    return [start for start in starts if start > lots]


def liquidation(book: MarginRules, lots: int, leverage: Decimal) -> Liquidation | None:
    """Where `lots` at `leverage` would be closed; None: no tier is prepared.

    The tier is the one the position has at the liquidation price, looked up once more as the
    venues do.
    """
    tier = _tier(book, lots, ONE)
    if tier is None:
        return None
    entry_rate, entry_amount = _rate(book, tier, lots), _amount(book, tier)
    rate, amount = entry_rate, entry_amount
    price = _liquidation_price(book, lots, leverage, rate, amount)
    # A linear long only shrinks on its way, so that the first tier stays the first
    settled = tier is book.tiers[0] and book.sign > 0 and not book.inverse
    if price is not None and not settled:
        there = _tier(book, lots, price / book.price) or tier
        if there is not tier:
            rate, amount = _rate(book, there, lots), _amount(book, there)
            price = _liquidation_price(book, lots, leverage, rate, amount)
    return Liquidation(
        maintenance=maintenance(lots * book.unit.lot, entry_rate, entry_amount),
        price=price,
        rate=rate,
        amount=amount,
        entry_rate=entry_rate,
        entry_amount=entry_amount,
    )


def _liquidation_price(
    book: MarginRules, lots: int, leverage: Decimal, rate: Decimal, amount: Decimal
) -> Decimal | None:
    sign, entry = book.sign, book.price
    notional = lots * book.unit.lot
    found = list[Decimal | None]()
    if book.inverse:
        margin, less = notional / leverage / entry, amount / entry
        if book.on_mark:
            found.append(liquidation_inverse(sign, notional, entry, margin, rate=rate, amount=less))
        if book.on_entry:
            kept = maintenance(notional / entry, rate, less)
            found.append(liquidation_inverse_on_entry(sign, notional, entry, margin, kept))
    else:
        qty, margin = notional / entry, notional / leverage
        if book.on_mark:
            found.append(liquidation_linear(sign, qty, entry, margin, rate=rate, amount=amount))
        if book.on_entry:
            kept = maintenance(notional, rate, amount)
            found.append(liquidation_linear_on_entry(sign, qty, entry, margin, kept))
    prices = [price for price in found if price is not None]
    if sign > 0:  # the one closer to entry
        return max(prices, default=None)
    return min(prices, default=None)


def safety(book: MarginRules, lots: int) -> tuple[Decimal, Decimal]:
    """Maintenance rate and deduction (USD) that count at the edge of stop and buffer."""
    tier = _tier(book, lots, ONE if book.edge is None else book.edge)
    if tier is None and book.tiers:  # beyond the largest: it is held to that one's rate
        tier = book.tiers[-1]
    return _rate(book, tier, lots), _amount(book, tier)


def _safe_margin(book: MarginRules, lots: int, at_edge: Decimal) -> Decimal:
    rate, amount = safety(book, lots)
    amount /= lots * book.unit.lot
    # Where it is unknown which rule applies both may, and the one that asks for more margin counts
    return max(
        safe_margin(book.sign, at_edge, rate, amount, inverse=book.inverse, on_entry=on_entry)
        for on_entry, applies in ((False, book.on_mark), (True, book.on_entry))
        if applies
    )


def _rate(book: MarginRules, tier: MarginTier | None, lots: int) -> Decimal:
    """Maintenance rate; with nothing known only the fee, which leaves the bankruptcy price."""
    if tier is None:
        return book.fee
    return maintenance_rate(tier, lots * book.unit.coins, book.fee, value=_value(book, lots))


def _amount(book: MarginRules, tier: MarginTier | None) -> Decimal:
    """The tier's deduction in USD at the entry price."""
    if tier is None or not tier.deduction:
        return ZERO
    counted = tier.unit if book.slices else "coins" if book.inverse else "quote"
    if counted == "contracts":
        return tier.deduction * book.unit.lot / book.unit.qty
    if counted == "coins":
        return tier.deduction / book.unit.coins_per_usd
    return tier.deduction * book.quote_usd


def _tier(book: MarginRules, lots: int, ratio: Decimal) -> MarginTier | None:
    """The tier of `lots` when the price is `ratio` times entry; None: none known, or beyond all."""
    return tier_of(book.tiers, _size(book, lots, ratio)) if book.tiers else None


def _size(book: MarginRules, lots: int, ratio: Decimal) -> Decimal:
    """The size of `lots` in the tiers' own unit when the price is `ratio` times entry."""
    counted = book.tiers[0].unit
    if counted == "contracts":
        return lots * book.unit.qty
    if counted == "coins":
        coins = lots * book.unit.coins
        return coins / ratio if book.inverse else coins
    value = lots * book.unit.lot / book.quote_usd
    return value if book.inverse else value * ratio
