"""One contract held against its own figures: clock, book, mark, index, expiry."""

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import structs

from comparator.agreement.prices import LIVE, LIVE_MOST, SPREADS, basis_allowed
from comparator.agreement.quotes import Finding, Quote, apart, best_prices, figure, mid, times
from comparator.schema import ContractSpec, FigureWarning, MarketSnapshot
from comparator.words import span

AHEAD = timedelta(minutes=2)
"""How far a stamp may lie in the future: a run takes 45 seconds at most, clocks keep to one."""
BEHIND = timedelta(hours=6)
"""How old a quote given just now may be: a contract that trades is quoted every few seconds."""
LAST_EXPIRY = timedelta(days=3660)
"""The longest contracts in use run for five years."""
OWN = Decimal("0.1")
"""How far mark and index may be from the quote; marks follow their index within a few per cent, and
a mark that is this far off would liquidate everybody."""
MOST_A_DAY = Decimal("5e11")
"""USD. All crypto derivatives together have reached about that on their busiest days, and the
largest contract a fifth of it. Less says nothing: venues differ ten thousandfold."""
WIDE_BOOK = Decimal("0.05")
"""Width of a book beside a quote that is not a tenth as wide."""


def odd_alone(quote: Quote, at: datetime) -> Finding | None:
    """What is wrong with a contract whatever the others say."""
    if quote.resized:
        return Finding(status="implausible_size", reason=quote.resized)
    return _clock(quote, at) or _volume(quote) or _book(quote) or _basis(quote) or _outvoted(quote)


def _clock(quote: Quote, at: datetime) -> Finding | None:
    spec = quote.spec
    stamps = [held.at for held in (quote.market, quote.book) if held]
    latest = max(stamps)
    if latest - at > AHEAD:
        return Finding(
            status="implausible_clock",
            reason=f"its quote is stamped {latest:%Y-%m-%d %H:%M} UTC, {span(latest - at)} in the"
            " future: how old it is cannot be known",
        )
    if quote.read_live and quote.market and at - quote.market.at > BEHIND:
        return Finding(
            status="implausible_clock",
            reason=f"the quote it gave now is stamped {quote.market.at:%Y-%m-%d %H:%M} UTC,"
            f" {span(at - quote.market.at)} ago",
        )
    if spec.expiry is not None and spec.expiry - at > LAST_EXPIRY:
        return Finding(
            status="implausible_clock",
            reason=f"it is said to expire on {spec.expiry:%Y-%m-%d}; none runs for ten years",
        )
    return None


def _volume(quote: Quote) -> Finding | None:
    """More in a day than any contract has ever traded: sizes are counted in another unit."""
    volume = quote.market.volume_24h if quote.market else None
    if volume is None or volume * quote.price <= MOST_A_DAY:
        return None
    return Finding(
        status="implausible_size",
        reason=f"{figure(volume * quote.price, 3)} USD of it are said to have been traded in 24"
        f" hours; no contract has ever traded {figure(MOST_A_DAY)}: contract size off?",
    )


def _book(quote: Quote) -> Finding | None:
    market, book = quote.market, quote.book
    best = best_prices(market, None)
    if not best or not book or not book.bids or not book.asks:
        return None
    bid, ask = book.bids[0][0], book.asks[0][0]
    width, tight = apart(bid, ask), apart(*best)
    middle, quoted = (bid + ask) / 2, mid(best)
    if width > max(WIDE_BOOK, 10 * tight):
        return Finding(
            status="implausible_price",
            reason=f"its book is {figure(100 * width, 3)} % wide,"
            f" its quote {figure(100 * tight, 3)} %",
        )
    if apart(middle, quoted) > max(LIVE, SPREADS * max(width, tight)):
        return Finding(
            status="implausible_price",
            reason=f"its book stands at {figure(middle)}, its quote at {figure(quoted)}:"
            f" {times(middle, quoted)}",
        )
    return None


def _basis(quote: Quote) -> Finding | None:
    """The index of a dated contract is what it is settled at: carry depends on it."""
    index = quote.market.index if quote.market else None
    if quote.spec.expiry is None or index is None:
        return None
    price = quote.price * quote.spec.underlying_multiplier
    if apart(price, index) <= LIVE + basis_allowed(quote):
        return None
    return Finding(
        status="implausible_basis",
        reason=f"it costs {figure(price)} and its index is {figure(index)}:"
        f" {times(price, index)} for what is left until {quote.spec.expiry:%Y-%m-%d}",
    )


def _outvoted(quote: Quote) -> Finding | None:
    """Mark and index agree with each other, and not with the quote."""
    market = quote.market
    if quote.spec.expiry is not None or not market or not market.mark or not market.index:
        return None
    best = best_prices(market, quote.book)
    if not best:
        return None
    price = mid(best)
    if apart(market.mark, market.index) > LIVE or apart(price, market.index) <= OWN:
        return None
    return Finding(
        status="implausible_price",
        reason=f"its quote stands at {figure(price)}, its own mark and index at"
        f" {figure(market.mark)}: {times(price, market.mark)}",
    )


def without_strays(
    spec: ContractSpec, market: MarketSnapshot, said: list[FigureWarning]
) -> MarketSnapshot:
    """`market` without mark and index that are far from its quote, where they do not agree."""
    best = best_prices(market, None)
    if not best:
        return market
    price, width = mid(best), apart(*best)
    allowed = max(OWN, min(SPREADS * width, LIVE_MOST))
    strays = {
        name: value
        for name in ("mark", "index")
        if (value := getattr(market, name)) is not None and apart(value, price) > allowed
    }
    if len(strays) == 2 and apart(*strays.values()) <= LIVE:  # noqa: PLR2004 - both of them
        return market  # two against one: see _outvoted
    if spec.expiry is not None:  # an index far off is a basis, and judged as one
        strays.pop("index", None)
    for name, value in strays.items():
        text = (
            f"{name} {figure(value)} is not used: the quote stands at {figure(price)}"
            f" ({times(value, price)})"
        )
        said.append(FigureWarning(code=f"implausible_{name}", message=text))
    if not strays:
        return market
    left_out: dict[str, None] = dict.fromkeys(strays)
    if market.funding_rate is not None:
        text = "its funding rate is not used either: it is made of mark and index"
        said.append(FigureWarning(code="implausible_funding", message=text))
        left_out["funding_rate"] = None
    return structs.replace(market, **left_out)
