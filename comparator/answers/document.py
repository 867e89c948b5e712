"""What documents share: how each begins, the venues without a row, the price of each coin."""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from comparator import __version__
from comparator.comparison import Comparison
from comparator.schema import Basis, Reference
from comparator.words import origin, price


class Document(Struct, frozen=True, kw_only=True):
    """What every document begins with."""

    schema: str  # "comparator.<command>/<version>"
    generated_at: datetime  # when the figures were read
    comparator_version: str = __version__
    trusted: tuple[str, ...] = ()  # venues whose figures were taken as they are


class Price(Struct, frozen=True, kw_only=True):
    """The one price of a coin in a run: other quotes that are not live were moved to it."""

    asset: str
    price: Decimal
    basis: Basis
    source: str
    as_of: datetime
    venue: str  # whose quote it is; empty: the user said so
    symbol: str
    figure: str  # "index", "mark" or "mid" of that quote
    rule: str  # how it was chosen


class Silent(Struct, frozen=True, kw_only=True):
    """A venue that has no row, and why."""

    asset: str
    venue: str
    symbol: str
    reason: str


NEWEST = "the newest quote of a perpetual contract in dollars, of all contracts read"
USER = "said by the user"


def prices(comparison: Comparison) -> tuple[Price, ...]:
    """The price of every coin asked for, and how it was chosen."""
    return tuple(
        Price(
            asset=answer.asset,
            price=found.price,
            basis=found.origin.basis,
            source=found.origin.source,
            as_of=found.origin.as_of,
            venue=found.venue,
            symbol=found.symbol,
            figure=found.figure,
            rule=USER if found.origin.basis == "user" else NEWEST,
        )
        for answer in comparison.answers
        if (found := answer.reference)
    )


def price_of(found: Reference, at: datetime) -> str:
    """`83,876.1 (the index of bybit BTCUSD, published 59 d)`: a price and whose it is."""
    known = origin(found.origin, at)
    whose = f"the {found.figure} of {found.venue} {found.symbol}, {known}" if found.venue else known
    return f"{price(found.price)} ({whose})"


def silent(comparison: Comparison, venues: set[tuple[str, str]], why: str) -> tuple[Silent, ...]:
    """The venues that are not among `venues` (asset, venue); `why`: where no gate says so."""
    return tuple(
        Silent(asset=row.asset, venue=row.venue, symbol=row.symbol, reason=row.reason or why)
        for answer in comparison.answers
        for row in answer.rows
        if (answer.asset, row.venue) not in venues
    )
