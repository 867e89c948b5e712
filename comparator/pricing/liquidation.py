"""Where a position is closed by force: one function per formula of the venues' rule books.

Formulas (docs/cost-model.md): L1, L2, I1, I2, BK, TIER, SAFE. Money of linear contracts is in
quote, of inverse contracts in coin; `sign` is +1 for a long; `margin` is the isolated margin
without unrealised profit; `rate` is the maintenance rate with the fee the venue adds to it.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import structs

from comparator.schema import ZERO, MarginTier


def liquidation_linear(
    sign: int,
    qty: Decimal,
    entry: Decimal,
    margin: Decimal,
    *,
    rate: Decimal,
    amount: Decimal = ZERO,
) -> Decimal | None:
    """L1: maintenance on the mark value; None where no price liquidates.

    10 long at 5x, rate 1 %: (2 - 10) / (0.01 - 1) = 8.0808.
    """
    below = qty * (rate - sign)
    price = (margin + amount - sign * qty * entry) / below if below else ZERO
    return price if price > ZERO else None


def liquidation_linear_on_entry(
    sign: int, qty: Decimal, entry: Decimal, margin: Decimal, maintenance: Decimal
) -> Decimal | None:
    """L2: maintenance on the entry value, so that it is an amount of money.

    10 long at 5x, rate 1 %: 10 - (2 - 0.1) = 8.1.
    """
    price = entry - sign * (margin - maintenance) / qty
    return price if price > ZERO else None


def liquidation_inverse(
    sign: int,
    notional: Decimal,
    entry: Decimal,
    margin: Decimal,
    *,
    rate: Decimal,
    amount: Decimal = ZERO,
) -> Decimal | None:
    """I1: maintenance on the mark value, all money in coin; None where no price liquidates.

    100 USD long at 10, 5x, rate 1 %: 100 x 1.01 / (2 + 10) = 8.4167.
    """
    below = margin + amount + sign * notional / entry
    price = notional * (sign + rate) / below if below else ZERO
    return price if price > ZERO else None


def liquidation_inverse_on_entry(
    sign: int, notional: Decimal, entry: Decimal, margin: Decimal, maintenance: Decimal
) -> Decimal | None:
    """I2: maintenance on the entry value, all money in coin; None where no price liquidates.

    100 USD long at 10, 5x, rate 1 %: 100 / (10 + 1.9) = 8.4034.
    """
    below = notional / entry + sign * (margin - maintenance)
    return notional / below if below > ZERO else None


def bankruptcy_linear(sign: int, entry: Decimal, leverage: Decimal) -> Decimal:
    """BK_lin: the margin is used up; 10 long at 5x: 8."""
    return entry * (1 - sign / leverage)


def bankruptcy_inverse(sign: int, entry: Decimal, leverage: Decimal) -> Decimal | None:
    """BK_inv: the margin is used up; 10 long at 5x: 8.3333; a short at 1x never is."""
    below = 1 + sign / leverage
    return entry / below if below > ZERO else None


def with_deductions(tiers: Sequence[MarginTier]) -> tuple[MarginTier, ...]:
    """TIER: maintenance amounts that make the margin of each slice count at that slice's rate.

    amount_j = amount_(j-1) + floor_j x (rate_j - rate_(j-1)): 0.4 % to 300,000 and 0.5 % above it
    give 300,000 x 0.1 % = 300.
    """
    found = [structs.replace(tier, deduction=ZERO) for tier in tiers[:1]]
    for lower, tier in pairwise(tiers):
        step = tier.floor * (tier.maintenance_rate - lower.maintenance_rate)
        found.append(structs.replace(tier, deduction=(found[-1].deduction or ZERO) + step))
    return tuple(found)


def maintenance(value: Decimal, rate: Decimal, amount: Decimal = ZERO) -> Decimal:
    """MM: margin a position must keep; 330,000 at 0.56 % less 200: 1,648."""
    return value * rate - amount


def maintenance_rate(
    tier: MarginTier, size: Decimal, fee: Decimal = ZERO, *, value: Decimal = ZERO
) -> Decimal:
    """MM rate of a position of `size` coins worth `value` quote, with the fee the venue adds."""
    rate = tier.maintenance_rate
    if tier.slope:
        rate += tier.slope * size
    if tier.maintenance_root:
        rate = max(rate, tier.maintenance_root * value.sqrt())
    return rate + fee


def initial_rate(tier: MarginTier, size: Decimal, *, value: Decimal = ZERO) -> Decimal:
    """IM rate of a position of `size` coins worth `value` quote.

    2 % and a root of 0.0001: 2 % up to 40,000, and 0.0001 x 300 = 3 % at 90,000.
    """
    rate = tier.initial_rate + tier.slope * size
    return max(rate, tier.initial_root * value.sqrt()) if tier.initial_root else rate


def tier_of(tiers: Sequence[MarginTier], size: Decimal) -> MarginTier | None:
    """TIER: the tier a position of `size` (in the tiers' own unit) falls in; None: beyond all."""
    for tier in tiers:
        if tier.cap is None or size <= tier.cap:
            return tier
    return None


def safe_margin(
    sign: int,
    edge: Decimal,
    rate: Decimal,
    amount: Decimal,
    *,
    inverse: bool,
    on_entry: bool,
) -> Decimal:
    """SAFE: margin as a fraction of notional that liquidates exactly at `edge` x entry.

    `amount` is the deduction as a fraction of notional. 0 or less: no margin at all is needed.
    """
    if on_entry:
        moved = 1 / edge - 1 if inverse else 1 - edge
        return rate - amount + sign * moved
    if inverse:
        return (sign + rate) / edge - sign - amount
    return (rate - sign) * edge + sign - amount


def reserve(rule: str, sign: int, taker: Decimal, *, inverse: bool) -> tuple[Decimal, Decimal]:
    """IM: (a, b) so that opening takes notional x (a + b / leverage).

    "none" is IM_lin, "entry" IM_close_entry, "closing" IM_close_bk, the rest OC: both fees.
    """
    if rule == "none":
        return ZERO, Decimal(1)
    if rule == "entry":
        return taker, Decimal(1)
    bankrupt = 1 + sign * taker if inverse else 1 - sign * taker
    return (taker if rule == "closing" else 2 * taker), bankrupt


def open_loss(sign: int, price: Decimal, mark: Decimal) -> Decimal:
    """BIN_openloss: quote per quoted base that an order worse than the mark takes at once."""
    return max(ZERO, sign * (price - mark))
