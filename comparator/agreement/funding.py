"""Funding: beyond every cap it is unknown, far from what the others pay it is not ranked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import structs

from comparator.agreement.quotes import Finding, Quote, figure, middle
from comparator.schema import ZERO, ContractSpec, FigureWarning, MarketSnapshot

CAP = Decimal("0.05")
"""Of one payment. Deribit's cap of 5 % per 8 hours, of contracts in USDC (2026-09-22), is the
widest that is published; no payment of Hyperliquid, whose cap is 4 % an hour, was larger than that
from 2023-05 to 2026-10."""
USUAL_HOURS = Decimal(8)
FLOOR = Decimal("0.0005")
"""Per 8 hours: how far a rate may be from the median where the venues are close to each other; five
times the rate that most formulas rest at."""
SPREADS = 5
"""Median distances from the median that are allowed beyond it, for coins whose rates differ."""
FEW = 3
LONGEST = Decimal(24)
"""Hours between payments that a rate is spread over at the most: one due soon is paid in full."""
LATE = timedelta(hours=1)
"""How long after a whole interval the next payment may be announced for."""


def funded(
    spec: ContractSpec, market: MarketSnapshot, at: datetime, said: list[FigureWarning]
) -> MarketSnapshot:
    """`market` without a rate beyond every cap, and without a payment that no interval leads to."""
    rate, following = market.funding_rate, market.next_funding_time
    if rate is not None and abs(rate) > CAP:
        text = (
            f"a funding rate of {figure(100 * rate)} % per payment is not used: no venue's cap is"
            f" above {figure(100 * CAP)} %"
        )
        said.append(FigureWarning(code="implausible_funding", message=text))
        market = structs.replace(market, funding_rate=None)
    hours = market.funding_interval_hours or spec.funding_interval_hours or Decimal(24)
    if following is not None and following - at > timedelta(hours=float(hours)) + LATE:
        text = (
            f"its next funding is said to be on {following:%Y-%m-%d %H:%M} UTC, and funding to be"
            f" every {figure(hours)} hours: the time is not used"
        )
        said.append(FigureWarning(code="implausible_clock", message=text))
        market = structs.replace(market, next_funding_time=None)
    return market


def odd_funding(quotes: Sequence[Quote]) -> dict[tuple[str, str], Finding]:
    """Contracts whose rate is far from the median of three venues or more, all asked now."""
    rates = {quote.key: rate for quote in quotes if (rate := _rate(quote)) is not None}
    votes = dict[str, list[Decimal]]()
    for (venue, _), rate in rates.items():
        votes.setdefault(venue, []).append(rate)
    if len(votes) < FEW:
        return {}
    each = [middle(some) for some in votes.values()]
    usual = middle(each)
    spread = middle([abs(rate - usual) for rate in each])
    allowed = max(FLOOR, abs(usual)) + SPREADS * spread
    return {
        key: Finding(
            status="implausible_funding",
            reason=f"funding is {figure(100 * rate)} % per 8 hours here and {figure(100 * usual)} %"
            f" by the median of {len(votes)} venues; {figure(100 * allowed)} % apart are allowed",
        )
        for key, rate in rates.items()
        if abs(rate - usual) > allowed
    }


def _rate(quote: Quote) -> Decimal | None:
    """Per 8 hours; None where it is not known, or not of now."""
    market = quote.market
    if not quote.live or market is None or market.funding_rate is None:
        return None
    hours = market.funding_interval_hours or quote.spec.funding_interval_hours or ZERO
    return market.funding_rate * USUAL_HOURS / min(hours, LONGEST) if hours else None
