"""How much of an order book a document carries: what answers need, and no more."""

from collections.abc import Iterable
from decimal import Decimal

from comparator.schema import ZERO, ContractSpec, OrderBook

Level = tuple[Decimal, Decimal]
LIMITS = tuple(map(Decimal, (1_000_000, 500_000, 250_000, 100_000, 50_000)))
"""Dollars a side that are kept; the first with which there are at most MOST_LEVELS is taken."""
PART = 5
"""An order is called large from a fifth of the known depth on (warning `thin_book`), so that every
answer for an order of a fifth of the limit is that of the whole book."""
MOST_LEVELS = 30_000
"""Of all books of a document: about 700 kB."""


def limit(books: Iterable[tuple[ContractSpec, OrderBook, Decimal | None]]) -> Decimal:
    """Dollars a side to keep of each of these books, so that all have room in one document.

    With each book goes the price of its coin that the quote may be moved to; None: none is known.
    """
    known = list(books)
    for dollars in LIMITS[:-1]:
        kept = (side for one in known for side in sides(*one, dollars))
        if sum(map(len, kept)) <= MOST_LEVELS:
            return dollars
    return LIMITS[-1]


def sides(
    spec: ContractSpec, book: OrderBook, coin: Decimal | None, dollars: Decimal
) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
    """Bids and asks down to the level with which a side holds so many dollars, also when moved."""
    many = spec.underlying_multiplier

    def kept(levels: tuple[Level, ...]) -> tuple[Level, ...]:
        held = ZERO
        for number, (price, coins) in enumerate(levels, 1):
            held += coins * (price / many if coin is None else min(price / many, coin))
            if held >= dollars:
                return levels[:number]
        return levels

    return kept(book.bids), kept(book.asks)
