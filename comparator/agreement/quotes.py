"""One contract's price as the others see it, and the arithmetic of holding prices side by side."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation
from statistics import median_low
from typing import Literal

from msgspec import Struct, structs

from comparator.schema import ONE, ContractSpec, FeeTier, MarketSnapshot, OrderBook, Part, VenueData

CONTEXT = Context(prec=28, traps=[InvalidOperation, DivisionByZero])
RECENT = timedelta(hours=1)
"""A live quote older than this is held to what quotes of other days are."""
ONE_RUN = timedelta(minutes=5)
"""Kept quotes this near to each other, and to no other, were read together."""

Odd = Literal[
    "implausible_price",
    "implausible_size",
    "implausible_basis",
    "implausible_funding",
    "implausible_fee",
    "implausible_clock",
]


class Finding(Struct, frozen=True, kw_only=True):
    """Why a contract is not ranked."""

    status: Odd
    reason: str


class Quote(Struct, frozen=True, kw_only=True):
    """One contract with a price in dollars."""

    spec: ContractSpec
    market: MarketSnapshot | None
    book: OrderBook | None
    price: Decimal  # of ONE coin: the middle of the best prices, else mark, last or index
    width: Decimal | None  # best ask over best bid, less 1; None: no best prices are known
    at: datetime  # when it was true
    kept: bool  # read in an earlier run
    live: bool  # read in this run, and of this hour; or with all the others in an earlier one
    read_live: bool  # read in this run
    resized: str  # what the venue said otherwise of the contract's size; empty: nothing
    fee: FeeTier | None  # what a new customer pays by the venue's schedule
    fee_evident: bool  # somebody published or said so, not the venue's answer alone

    @property
    def key(self) -> tuple[str, str]:
        """Venue and symbol."""
        return self.spec.venue, self.spec.symbol


def quotes_of(data: VenueData, assets: Collection[str], at: datetime) -> Iterator[Quote]:
    """The priced contracts of a venue on these coins, in dollars."""
    for spec in data.contracts:
        if spec.base not in assets or "USD" not in spec.quote:
            continue
        market, book = data.markets.get(spec.symbol), data.books.get(spec.symbol)
        best = best_prices(market, book)
        price = mid(best) if best else _single(market)
        if not price:
            continue
        part: Part = "markets" if market else "books"
        basis = data.origin(part, spec.symbol).basis
        read_live = basis == "live"
        schedule = data.fees.get(spec.fee_schedule)
        told = market.at if market else at
        yield Quote(
            spec=spec,
            market=market,
            book=book,
            price=price / spec.underlying_multiplier,
            width=best[1] / best[0] - ONE if best else None,
            at=told,
            kept=basis == "cached",
            live=read_live and abs(at - told) <= RECENT,
            read_live=read_live,
            resized=data.resized.get(spec.symbol, ""),
            fee=schedule.tiers[0] if schedule else None,
            fee_evident=data.origin("fees", spec.fee_schedule).basis != "live",
        )


def read_together(quotes: Sequence[Quote]) -> list[Quote]:
    """`quotes` of which those of one earlier run count as live, where none was read in this one.

    What was kept together is held together: a saved answer is no less exact than a fresh one.
    """
    kept = [quote.at for quote in quotes if quote.kept]
    if not kept or any(quote.read_live for quote in quotes):
        return list(quotes)
    newest = sorted(kept)[len(kept) // 2]  # the middle one: a clock may have been wrong
    return [
        structs.replace(quote, live=True)
        if quote.kept and abs(quote.at - newest) <= ONE_RUN
        else quote
        for quote in quotes
    ]


def best_prices(
    market: MarketSnapshot | None, book: OrderBook | None
) -> tuple[Decimal, Decimal] | None:
    """Best bid and ask of the quote, else of the book."""
    if market and market.bid is not None and market.ask is not None:
        return market.bid, market.ask
    return (book.bids[0][0], book.asks[0][0]) if book and book.bids and book.asks else None


def mid(best: tuple[Decimal, Decimal]) -> Decimal:
    """The middle of best bid and ask."""
    return (best[0] + best[1]) / 2


def _single(market: MarketSnapshot | None) -> Decimal | None:
    return (market.mark or market.last or market.index) if market else None


def apart(one: Decimal, other: Decimal) -> Decimal:
    """How many times the larger is the smaller, less 1; both are positive."""
    return max(one, other) / min(one, other) - ONE


def middle(values: Iterable[Decimal]) -> Decimal:
    """The median that is one of the values."""
    return median_low(values)


def figure(value: Decimal, digits: int = 6) -> str:
    """A number as a reason holds it: so many digits that count."""
    short = Context(prec=digits).plus(value).normalize()
    return f"{short:,f}"


def times(one: Decimal, other: Decimal) -> str:
    """`3 times as much`, `40 times less`, `5.2 % more`."""
    ratio = max(one, other) / min(one, other)
    more = one > other
    if ratio >= Decimal("1.5"):
        return f"{figure(ratio, 3)} times {'as much' if more else 'less'}"
    return f"{figure(100 * abs(one / other - 1), 3)} % {'more' if more else 'less'}"
