"""What one coin costs: the median of the venues that agree, and who does not."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from comparator.agreement.quotes import Finding, Quote, apart, figure, middle, times
from comparator.schema import ONE, ZERO, FigureWarning

LIVE = Decimal("0.03")
"""How far a live price may be from the median. BTC and ETH differ by 0.1 % between venues on a
usual day and by 1 to 2 % in the fastest hours there have been."""
LIVE_MOST = Decimal("0.2")
"""The same for a coin whose own spreads are wide: three of them, but never more than this."""
SPREADS = 3
OLD = Decimal(4)
"""Times that figures of different days may be apart, less 1: a coin that moves five times between
two readings is rarer than a contract size that is off by ten."""
BASIS_A_YEAR = Decimal("0.5")
"""How far a dated contract may be above or below the coin, for each year that is left. The largest
seen for BTC is about 45 % a year (spring of 2021)."""
YEAR = Decimal(365 * 24 * 3600)
POWERS = [Decimal(10) ** power for power in range(-9, 10) if power]
NEAR_POWER = Decimal("0.1")
PAIR = 2


class Consensus(Struct, frozen=True, kw_only=True):
    """What venues agree on for one coin; a price of None: they do not, or there is one alone."""

    price: Decimal | None = None  # USD of ONE coin
    tolerance: Decimal = ZERO  # of live prices
    venues: tuple[str, ...] = ()  # that agree
    disagree: tuple[str, ...] = ()  # all of them, where no majority does
    prices: tuple[tuple[str, Decimal], ...] = ()  # one vote each

    @property
    def said(self) -> str:
        """`others say 80,000 (4 venues)`."""
        return ", ".join(f"{venue} {figure(price)}" for venue, price in self.prices)


def agree(quotes: Sequence[Quote], trusted: frozenset[str]) -> Consensus:
    """The price that more than half of the venues are near to; each venue has one vote.

    First within orders of magnitude, then within a few per cent for those who were asked now.
    A trusted venue that others contradict is no evidence against them.
    """
    # Old quotes say no more than the order of magnitude; only those of this moment are held to a
    # few per cent, among the venues that have the magnitude right
    every = _votes(quotes)
    if len(every) < PAIR:
        return Consensus(prices=tuple(every.items()))
    near = _majority(every, OLD, trusted)
    if near is None:
        return Consensus(disagree=tuple(every), prices=tuple(every.items()))
    live = {
        venue: price
        for venue, price in _votes([quote for quote in quotes if quote.live]).items()
        if venue in near
    }
    if len(live) < PAIR:
        within = {venue: every[venue] for venue in near}
        price = middle(live.values() or within.values())
        return Consensus(price=price, tolerance=OLD, venues=near, prices=tuple(every.items()))
    tolerance = _tolerance([quote for quote in quotes if quote.live])
    close = _majority(live, tolerance, trusted)
    if close is None:
        return Consensus(disagree=tuple(live), tolerance=tolerance, prices=tuple(every.items()))
    return Consensus(
        price=middle([live[venue] for venue in close]),
        tolerance=tolerance,
        venues=tuple(venue for venue in near if venue in close or venue not in live),
        prices=tuple(every.items()),
    )


def _votes(quotes: Sequence[Quote]) -> dict[str, Decimal]:
    """One price per venue: of its perpetuals, or where it has none of its dated contracts."""
    votes = dict[str, Decimal]()
    for venue in dict.fromkeys(quote.spec.venue for quote in quotes):
        mine = [quote for quote in quotes if quote.spec.venue == venue]
        lasting = [quote for quote in mine if quote.spec.expiry is None]
        votes[venue] = middle([quote.price for quote in lasting or mine])
    return votes


def _majority(
    votes: dict[str, Decimal], tolerance: Decimal, trusted: frozenset[str]
) -> tuple[str, ...] | None:
    """More than half of the venues, near one of them; None where no price has so many."""
    judges = {venue: price for venue, price in votes.items() if venue not in trusted} or votes
    best = set[str]()
    for price in judges.values():
        near = {venue for venue, other in judges.items() if apart(price, other) <= tolerance}
        if len(near) > len(best):
            best = near
    if 2 * len(best) <= len(judges):
        return None
    centre = middle([judges[venue] for venue in sorted(best)])
    return tuple(venue for venue, price in votes.items() if apart(price, centre) <= tolerance)


def _tolerance(quotes: Sequence[Quote]) -> Decimal:
    widths = [quote.width for quote in quotes if quote.width is not None]
    usual = middle(widths) if widths else ZERO
    return min(max(LIVE, SPREADS * usual), LIVE_MOST)


def odd_price(quote: Quote, shared: Consensus) -> Finding | None:
    """What is wrong with the price of a contract, beside those of others."""
    coin, venue = quote.spec.base, quote.spec.venue
    if venue in shared.disagree:
        return Finding(
            status="implausible_price",
            reason=f"venues do not agree what one {coin} costs, and no majority says which is"
            f" right: {shared.said}",
        )
    if shared.price is None:
        return None
    allowed = shared.tolerance if quote.live else OLD
    if quote.spec.expiry is not None and quote.market is not None:
        allowed += basis_allowed(quote)
    if apart(quote.price, shared.price) <= allowed:
        return None
    others = [name for name in shared.venues if name != venue]
    text = (
        f"one {coin} costs {figure(quote.price)} here and {figure(shared.price)} by the median of"
        f" {len(others)} that agree ({', '.join(others[:4])}{', …' if len(others) > 4 else ''}):"  # noqa: PLR2004 - names a line holds
        f" {times(quote.price, shared.price)}"
    )
    if quote.spec.expiry is not None and apart(quote.price, shared.price) < ONE:
        return Finding(status="implausible_basis", reason=text)
    for power in POWERS:
        if apart(quote.price / power, shared.price) <= NEAR_POWER:
            return Finding(
                status="implausible_size",
                reason=f"{text}; multiplier or contract size off by a power of ten?",
            )
    return Finding(status="implausible_price", reason=f"{text}; another coin of that name?")


def two_coins(asset: str, shared: Consensus) -> Iterator[FigureWarning]:
    """What is said where venues that disagree are so far apart that no market explains it."""
    prices = [price for venue, price in shared.prices if venue in shared.disagree]
    if not prices or apart(max(prices), min(prices)) <= OLD:
        return
    ratio = figure(max(prices) / min(prices), 3)
    text = f"the price of one {asset} differs {ratio} times between venues: two coins of the same"
    yield FigureWarning(code="another_coin", message=f"{text} ticker?")


def basis_allowed(quote: Quote) -> Decimal:
    """How far a dated contract may be from the coin."""
    if quote.spec.expiry is None or quote.market is None:
        return ZERO
    left = Decimal(int((quote.spec.expiry - quote.market.at).total_seconds()))
    return max(left, ZERO) / YEAR * BASIS_A_YEAR
