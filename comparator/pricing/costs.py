"""What the round trip costs besides fees: spread, slippage, funding, carry; and where it is even.

Formulas (docs/cost-model.md): VWAP, FLAT, EFFSPREAD, FUND, CARRY, BE.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct

from comparator.pricing.sizing import CERTAIN, whole_up
from comparator.schema import ZERO, Level

FLAT_REACH = Decimal("0.05")
"""How far from the best price a depth of one level is assumed to go on; our own judgement."""
USUAL_FUNDING = Decimal("0.0001")
"""Per 8 hours: the interest part that most venues' funding formulas rest at."""
USUAL_HOURS = Decimal(8)


class Depth(Struct, frozen=True, kw_only=True):
    """One side of a book as what a taker meets; sizes in coins."""

    model: str  # "book", "flat-depth", "top-of-book"
    sign: int  # +1: buying from asks, -1: selling to bids
    mid: Decimal
    best: Decimal
    levels: tuple[Level, ...]  # best first; empty for "top-of-book"
    tick: Decimal

    @property
    def quoted(self) -> Decimal | None:
        """Coins on offer; None: unknown."""
        return sum((size for _, size in self.levels), ZERO) if self.levels else None

    @property
    def known(self) -> Decimal | None:
        """Coins that may be taken; None: not limited by what is prepared."""
        if self.model == "flat-depth":
            return self.levels[0][1] * (1 + self.best * FLAT_REACH // self.tick)
        return self.quoted


def book_depth(levels: tuple[Level, ...], *, sign: int, mid: Decimal, tick: Decimal) -> Depth:
    """A side of a real book (not empty)."""
    best = levels[0][0]
    return Depth(model="book", sign=sign, mid=mid, best=best, levels=levels, tick=tick)


def quote_depth(
    price: Decimal, size: Decimal | None, *, sign: int, mid: Decimal, tick: Decimal
) -> Depth:
    """A best price alone: with a size the same again at every tick, without one no slippage."""
    model = "flat-depth" if size else "top-of-book"
    levels = ((price, size),) if size else ()
    return Depth(model=model, sign=sign, mid=mid, best=price, levels=levels, tick=tick)


def average_price(depth: Depth, coins: Decimal) -> Decimal | None:
    """VWAP, FLAT: mean price of taking `coins` (> 0); None when the known depth is short."""
    if not depth.levels or coins <= depth.levels[0][1]:
        return depth.best
    if depth.model == "book":
        return _walked(depth.levels, coins)
    known = depth.known
    if known is not None and coins > known:
        return None
    size = depth.levels[0][1]
    count = whole_up(coins, size)
    steps = size * (count - 1) * (count - 2) / 2 + (count - 1) * (coins - (count - 1) * size)
    return depth.best + depth.sign * depth.tick * steps / coins


def _walked(levels: Sequence[Level], coins: Decimal) -> Decimal | None:
    left, spent = coins, ZERO
    for price, size in levels:
        if size >= left:
            return (spent + left * price) / coins
        spent += size * price
        left -= size
    return None


def effective_spread(sign: int, price: Decimal, mid: Decimal) -> Decimal:
    """EFFSPREAD: 2·s·(price - mid); half of it is what one side loses against the mid."""
    return 2 * sign * (price - mid)


def beyond_best(depth: Depth, coins: Decimal) -> Decimal | None:
    """Fraction of notional lost beyond the best price; None when the known depth is short."""
    if not depth.levels or coins <= depth.levels[0][1]:
        return ZERO
    price = average_price(depth, coins)
    if price is None:
        return None
    return effective_spread(depth.sign, price, depth.best) / (2 * depth.mid)


def fillable(depths: Iterable[Depth], coins: Decimal) -> bool:
    """Is every known depth enough for `coins`?"""
    return all(beyond_best(depth, coins) is not None for depth in depths)


def settlements(start: datetime, held: Decimal, first: datetime, interval: Decimal) -> int:
    """FUND: payments within (start, start + held]; `first` is the next settlement, or a past one.

    Half-open, so that holding a multiple of the interval always gives the same count.
    """
    since = hours(first - start)
    if since <= ZERO:  # roll an old settlement on to the first one after the start
        since += interval * (-since // interval + 1)
    return 0 if since > held else int((held - since) // interval) + 1


def near_settlement(start: datetime, held: Decimal, first: datetime, interval: Decimal) -> bool:
    """Is entry or exit within a minute of a settlement, so that the count may be one off?"""
    minute = Decimal(1) / 60
    since = hours(first - start)
    for moment in (since, since - held):
        past = abs(moment) % interval
        if past < minute or interval - past < minute:
            return True
    return False


def funding_cost(sign: int, notional: Decimal, rate: Decimal, count: Decimal | int) -> Decimal:
    """FUND: s·N·rate per payment; positive is paid by the holder, negative is received."""
    return sign * notional * rate * count + ZERO  # a short at a rate of 0 would receive -0


def funding_band(rate: Decimal, interval: Decimal, count: Decimal) -> Decimal:
    """FUND: half-width of the band as a fraction of notional; rates wander, so it grows as √n."""
    usual = USUAL_FUNDING * interval / USUAL_HOURS
    return max(abs(rate), usual) * count.sqrt()


def per_day(rate: Decimal, interval: Decimal) -> Decimal:
    """A funding rate per 24 hours; times 365 it is the simple annual rate."""
    return rate * 24 / interval


def carry(sign: int, price: Decimal, spot: Decimal, held: Decimal, left: Decimal) -> Decimal:
    """CARRY: fraction of notional lost as a dated contract's basis melts away over `held` hours.

    `left` is hours to expiry; a long pays a positive basis, a short earns it.
    """
    return sign * (price - spot) / spot * min(held, left) / left


def break_even(
    sign: int, price: Decimal, entry: Decimal, leave: Decimal, other: Decimal, *, inverse: bool
) -> Decimal | None:
    """BE: exit price at which nothing is won or lost; None where no price is.

    `entry` and `leave` are fee rates, `other` all further costs as a fraction of notional.
    """
    if inverse:
        below = 1 - sign * (entry + other)
        return price * (1 + sign * leave) / below if below > ZERO else None
    above = 1 + sign * (entry + other)
    return price * above / (1 - sign * leave) if above > ZERO else None


def ticks(sign: int, price: Decimal, even: Decimal, tick: Decimal) -> int:
    """BE: whole ticks of favourable move to get there; 0 or less when there already."""
    count = CERTAIN.plus(sign * (even - price) / tick)
    return int(count.to_integral_value(ROUND_CEILING))


def hours(span: timedelta) -> Decimal:
    """Exact length in hours."""
    return Decimal(span // timedelta(microseconds=1)) / 3_600_000_000
