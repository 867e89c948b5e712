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
    open_loss,
    reserve,
    safe_margin,
    tier_of,
    with_deductions,
)
from comparator.pricing.sizing import Unit, to_step, whole
from comparator.schema import ONE, ZERO, ContractSpec, MarginTier, Rules

STOP_SHARE = 5
"""By default liquidation stays a fifth of the stop distance beyond the stop."""


class MarginBook(Struct, frozen=True, kw_only=True):
    """One contract's margin rules, every unknown replaced by the safe side and named."""

    sign: int
    inverse: bool
    price: Decimal  # quote per quoted base
    quote_usd: Decimal
    unit: Unit
    tiers: tuple[MarginTier, ...]  # empty: nothing at all is known
    max_leverage: Decimal | None  # of the contract; a tier may allow less
    on_mark: bool  # L1/I1 may apply
    on_entry: bool  # L2/I2 may apply; with both, the one closer to entry counts
    fee: Decimal  # added to the maintenance rate
    flat: Decimal  # opening takes notional x (flat + scaled / leverage)
    scaled: Decimal
    step: Decimal | None  # of leverage; None: not the user's to set
    unknown: tuple[str, ...]
    edge: Decimal | None  # times entry: liquidation must not come before it; None: no stop
    small: "Room | None" = None  # the answer of `room` for up to `small_lots`, worked out once
    small_lots: int = 0


class Room(Struct, frozen=True, kw_only=True):
    """How much leverage a position of one size may have."""

    offered: Decimal | None  # by the venue; None: unknown
    safe: Decimal | None  # keeps liquidation beyond stop and buffer; None: no stop or no limit
    too_large: bool  # beyond the largest tier

    @property
    def usable(self) -> Decimal | None:
        """The highest leverage that is both offered and safe; None: no limit known."""
        return min((most for most in (self.offered, self.safe) if most is not None), default=None)


def margin_book(
    spec: ContractSpec,
    rules: Rules,
    tiers: tuple[MarginTier, ...],
    taker: Decimal,
    *,
    sign: int,
    price: Decimal,
    order_price: Decimal,
    mark: Decimal | None,
    quote_usd: Decimal,
    unit: Unit,
    stop: Decimal | None,
    buffer: Decimal | None,
) -> MarginBook:
    """Rules and tiers made ready; `order_price` is what the entry is sent at."""
    inverse = spec.payoff == "inverse"
    unknown = [
        name
        for name, value in (
            ("what maintenance is counted on", rules.maintenance_on),
            ("whether liquidation charges a fee", rules.liquidation_fee),
            ("which fees are reserved", rules.reserved_fee),
        )
        if value == "unknown"
    ]
    most = spec.max_leverage
    if rules.slices:
        tiers = with_deductions(tiers)
    if not tiers:
        unknown.insert(0, "its margin tiers")
        if most is not None:
            # No venue keeps a position whose margin at the highest leverage is used up, so the
            # maintenance rate lies below 1 / leverage
            stand_in = MarginTier(
                floor=ZERO, initial_rate=1 / most, maintenance_rate=1 / most, max_leverage=most
            )
            tiers = (stand_in,)
    flat, scaled = reserve(rules.reserved_fee, sign, taker, inverse=inverse)
    if rules.open_loss and mark is not None:
        flat += open_loss(sign, order_price, mark) / price
    book = MarginBook(
        sign=sign,
        inverse=inverse,
        price=price,
        quote_usd=quote_usd,
        unit=unit,
        tiers=tiers,
        max_leverage=most,
        on_mark=rules.maintenance_on != "entry",
        on_entry=rules.maintenance_on != "mark",
        fee=ZERO if rules.liquidation_fee == "none" else taker,
        flat=flat,
        scaled=scaled,
        step=rules.leverage_step,
        unknown=tuple(unknown),
        edge=None if stop is None else edge(sign, stop, buffer),
    )
    return structs.replace(book, small=_room(book, 1), small_lots=_small_lots(book))


def _small_lots(book: MarginBook) -> int:
    """Up to how many lots leverage does not depend on the size: those of a plain first tier."""
    if not book.tiers:
        return sys.maxsize
    first = book.tiers[0]
    if first.slope or first.deduction:
        return 0
    if first.cap is None:
        return sys.maxsize
    return whole(first.cap, max(_size(book, 1, ONE), _size(book, 1, book.edge or ONE)))


def room(book: MarginBook, lots: int) -> Room:
    """SAFE: leverage offered to `lots`, and the highest that outlives the stop by the buffer."""
    return book.small if book.small and lots <= book.small_lots else _room(book, lots)


def _room(book: MarginBook, lots: int) -> Room:
    tier = _tier(book, lots, ONE)
    if tier is None and book.tiers:
        return Room(offered=ZERO, safe=None, too_large=True)
    caps = [book.max_leverage, tier.max_leverage if tier else None]
    offered = min((cap for cap in caps if cap is not None), default=None)
    safe = None
    if book.edge is not None:
        needed = _safe_margin(book, lots, book.edge)
        if needed > ZERO:
            safe = 1 / needed
            if book.step is not None:
                safe = to_step(safe, book.step)
    return Room(offered=offered, safe=safe, too_large=False)


def edge(sign: int, stop: Decimal, buffer: Decimal | None) -> Decimal:
    """The price, as a multiple of entry, that liquidation must not come before."""
    beyond = stop / STOP_SHARE if buffer is None else buffer
    return (1 - sign * stop) * (1 - sign * beyond)


def opening(book: MarginBook, notional: Decimal, leverage: Decimal) -> Decimal:
    """IM: USD that opening takes, reserved fees included."""
    return notional * (book.flat + book.scaled / leverage)


def leverage_needed(book: MarginBook, notional: Decimal, equity: Decimal) -> Decimal | None:
    """LEV: the leverage at which opening takes exactly `equity`; None: none is enough."""
    left = equity - notional * book.flat
    return notional * book.scaled / left if left > ZERO else None


def lowest_leverage(
    book: MarginBook, notional: Decimal, equity: Decimal, offered: Decimal | None
) -> Decimal | None:
    """LEV: the lowest leverage on offer that affords the position; None: there is none."""
    needed = leverage_needed(book, notional, equity)
    if needed is None or (offered is not None and needed > offered):
        return None
    if book.step is not None:
        needed = to_step(needed, book.step, ROUND_CEILING)
    needed = max(needed, ONE)
    return needed if offered is None else min(needed, offered)


def fixed_leverage(book: MarginBook, lots: int) -> Decimal:
    """Leverage where the venue sets it: 1 / initial rate; unknown: 1, the whole value."""
    tier = _tier(book, lots, ONE)
    return ONE if tier is None else 1 / initial_rate(tier, lots * book.unit.coins)


def liquidation(
    book: MarginBook, lots: int, leverage: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """Maintenance margin at entry in USD, and the liquidation price (None: never, or unknown).

    The tier is the one the position has at the liquidation price, looked up once more as the
    venues do.
    """
    tier = _tier(book, lots, ONE)
    if tier is None:
        return None, None
    kept = maintenance(lots * book.unit.lot, _rate(book, tier, lots), _amount(book, tier))
    price = _liquidation_price(book, lots, leverage, tier)
    if price is not None:
        there = _tier(book, lots, price / book.price) or tier
        if there is not tier:
            price = _liquidation_price(book, lots, leverage, there)
    return kept, price


def _liquidation_price(
    book: MarginBook, lots: int, leverage: Decimal, tier: MarginTier
) -> Decimal | None:
    sign, entry = book.sign, book.price
    notional = lots * book.unit.lot
    rate = _rate(book, tier, lots)
    amount = _amount(book, tier)
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


def _safe_margin(book: MarginBook, lots: int, at_edge: Decimal) -> Decimal:
    tier = _tier(book, lots, at_edge)
    if tier is None and book.tiers:  # beyond the largest: it is held to that one's rate
        tier = book.tiers[-1]
    rate = _rate(book, tier, lots)
    amount = _amount(book, tier) / (lots * book.unit.lot)
    return max(
        safe_margin(book.sign, at_edge, rate, amount, inverse=book.inverse, on_entry=on_entry)
        for on_entry, applies in ((False, book.on_mark), (True, book.on_entry))
        if applies
    )


def _rate(book: MarginBook, tier: MarginTier | None, lots: int) -> Decimal:
    """Maintenance rate; with nothing known only the fee, which leaves the bankruptcy price."""
    if tier is None:
        return book.fee
    return maintenance_rate(tier, lots * book.unit.coins, book.fee)


def _amount(book: MarginBook, tier: MarginTier | None) -> Decimal:
    """The tier's deduction in USD at the entry price."""
    if tier is None or not tier.deduction:
        return ZERO
    if book.inverse:  # counted in coins
        return tier.deduction / book.unit.coins_per_usd
    return tier.deduction * book.quote_usd


def _tier(book: MarginBook, lots: int, ratio: Decimal) -> MarginTier | None:
    """The tier of `lots` when the price is `ratio` times entry; None: none known, or beyond all."""
    return tier_of(book.tiers, _size(book, lots, ratio)) if book.tiers else None


def _size(book: MarginBook, lots: int, ratio: Decimal) -> Decimal:
    """The size of `lots` in the tiers' own unit when the price is `ratio` times entry."""
    match book.tiers[0].unit:
        case "contracts":
            return lots * book.unit.qty
        case "coins":
            coins = lots * book.unit.coins
            return coins / ratio if book.inverse else coins
        case "quote":
            value = lots * book.unit.lot / book.quote_usd
            return value if book.inverse else value * ratio
