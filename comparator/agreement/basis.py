"""Dated contracts: what they cost beside the coin, which is what holding them costs or earns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from comparator.agreement.prices import LIVE_MOST, SPREADS, YEAR, Consensus
from comparator.agreement.quotes import Finding, Quote, apart, figure, middle, times
from comparator.schema import ONE, ZERO, FigureWarning

NEAR = Decimal("0.002")
"""How far the index that a dated contract is settled at may be from the coin's price elsewhere, and
its price from what the others' basis makes of that. Perpetuals stand within 0.1 % of their index on
a usual day, and a basis counts in full, however soon the contract expires."""
FLOOR = Decimal("0.05")
"""A year: how far the basis may be from the others' where these are close to nothing."""
SPREAD_TIMES = 5
"""Median distances from the median that are allowed beyond it, as for funding."""
FEW = 3
WEEK = Decimal(7 * 24 * 3600)
"""Seconds; what expires sooner says nothing of a year."""

Key = tuple[str, str]
Warnings = dict[Key, list[FigureWarning]]


def spot_prices(
    quotes: Sequence[Quote], shared: Consensus, warnings: Warnings
) -> dict[Key, Decimal]:
    """What stands in for the index of live dated contracts that have none, or one nobody else has.

    A basis that is unknown is not free, and one to an index of its own making is not earned.
    """
    if shared.price is None or len(shared.venues) < FEW or shared.tolerance > LIVE_MOST:
        return {}
    found = dict[Key, Decimal]()
    for quote in quotes:
        if quote.spec.expiry is None or not quote.live or quote.market is None:
            continue
        index, there = quote.market.index, shared.price * quote.spec.underlying_multiplier
        if index is not None and apart(index, there) <= _near(quote):
            continue
        found[quote.key] = there
        code, what = "index_assumed", "no index is known"
        if index is not None:
            code = "implausible_index"
            what = f"index {figure(index)} is not used ({times(index, there)})"
        text = f"{what}: {figure(there)}, the median of {len(shared.venues)} venues, stands in"
        warnings.setdefault(quote.key, []).append(FigureWarning(code=code, message=text))
    return found


def odd_basis(quotes: Sequence[Quote], spots: Mapping[Key, Decimal]) -> dict[Key, Finding]:
    """Live dated contracts whose basis is far from the median of three venues or more."""
    basis = dict[Key, tuple[Quote, Decimal, Decimal]]()  # with its basis, and years to expiry
    for quote in quotes:
        spot = spots.get(quote.key) or (quote.market and quote.market.index)
        if quote.live and spot and quote.spec.expiry and quote.market:
            left = Decimal(int((quote.spec.expiry - quote.market.at).total_seconds()))
            price = quote.price * quote.spec.underlying_multiplier
            if left > ZERO:
                basis[quote.key] = (quote, price / spot - ONE, left / YEAR)
    votes = dict[str, list[Decimal]]()
    for (venue, _), (quote, part, years) in basis.items():
        if not _at_spot(quote):
            votes.setdefault(venue, []).append(part / max(years, WEEK / YEAR))
    if len(votes) < FEW:
        return {}
    each = [middle(some) for some in votes.values()]
    usual = middle(each)
    spread = middle([abs(one - usual) for one in each])
    allowed = max(FLOOR, abs(usual)) + SPREAD_TIMES * spread
    found = dict[Key, Finding]()
    for key, (quote, part, years) in basis.items():
        years = ZERO if _at_spot(quote) else years  # noqa: PLW2901 - all of it is financing
        due = usual * years
        if abs(part - due) > _near(quote) + allowed * years:
            found[key] = Finding(
                status="implausible_basis",
                reason=f"it stands {figure(100 * part, 3)} % from the coin; by the median of"
                f" {len(votes)} venues, {figure(100 * usual, 3)} % a year, it would be"
                f" {figure(100 * due, 3)} % until {quote.spec.expiry:%Y-%m-%d}",
            )
    return found


def _at_spot(quote: Quote) -> bool:
    """Whether it is quoted at the spot price, and pays for financing day by day."""
    market = quote.market
    return bool(market and market.funding_rate is not None and market.funding_interval_hours)


def _near(quote: Quote) -> Decimal:
    return max(NEAR, SPREADS * (quote.width or ZERO))
