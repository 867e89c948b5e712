"""What documents share: how each begins, the venues without a row, the price of each coin."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from comparator import __version__
from comparator.comparison import Comparison
from comparator.pricing.trade import Trade
from comparator.schema import Basis, Reference
from comparator.sources.files import lean
from comparator.sources.snapshot import Failure
from comparator.words import origin, price


class Document(Struct, frozen=True, kw_only=True):
    """What every document begins with."""

    schema: Annotated[str, Meta(description='"comparator.<command>/<version>"')]
    generated_at: Annotated[datetime, Meta(description="when the figures were read")]
    comparator_version: Annotated[str, Meta(description="the program that wrote it")] = __version__
    trusted: Annotated[
        tuple[str, ...], Meta(description="venues whose figures were taken as they are")
    ] = ()


class Price(Struct, frozen=True, kw_only=True):
    """The one price of a coin in a run: other quotes that are not live were moved to it."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    price: Annotated[Decimal, Meta(description="USD of one coin")]
    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[datetime, Meta(description="when the figures were true")]
    venue: Annotated[str, Meta(description="whose quote it is; empty: the user said so")]
    symbol: Annotated[str, Meta(description="the contract of that quote; empty: the user said so")]
    figure: Annotated[str, Meta(description='"index", "mark" or "mid" of that quote')]
    spread: Annotated[
        Decimal | None,
        Meta(description="widest of the coin's quotes, as a fraction of the price; null: unknown"),
    ]
    rule: Annotated[str, Meta(description="how it was chosen")]


class OfRun(Document, frozen=True, kw_only=True):
    """What answers from one run hold besides: its prices, and the venues that were silent."""

    references: Annotated[
        tuple[Price, ...], Meta(description="the one price of each coin, and how it was chosen")
    ]
    failed: Annotated[
        tuple[Failure, ...],
        Meta(description="venues that could not be asked, and what was used instead"),
    ]


class OfTrade(OfRun, frozen=True, kw_only=True):
    """What answers about a trade hold besides."""

    trade: Annotated[
        Trade, Meta(description="the trade that was asked for, every default included")
    ]


class Silent(Struct, frozen=True, kw_only=True):
    """A venue that has no row, and why."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="its contract; empty: it lists none")]
    reason: Annotated[str, Meta(description="why there is no row")]


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
            spread=found.spread,
            rule=USER if found.origin.basis == "user" else NEWEST,
        )
        for answer in comparison.answers
        if (found := answer.reference)
    )


def price_of(reference: Reference, at: datetime) -> str:
    """`83,876.1 (the index of bybit BTCUSD, published 59 d)`: a price and whose it is."""
    known = origin(reference.origin, at)
    whose = (
        f"the {reference.figure} of {reference.venue} {reference.symbol}, {known}"
        if reference.venue
        else known
    )
    return f"{price(reference.price)} ({whose})"


def silent(comparison: Comparison, venues: set[tuple[str, str]], why: str) -> tuple[Silent, ...]:
    """The venues that are not among `venues` (asset, venue); `why`: where no gate says so."""
    return tuple(
        Silent(asset=row.asset, venue=row.venue, symbol=row.symbol, reason=row.reason or why)
        for answer in comparison.answers
        for row in answer.rows
        if (answer.asset, row.venue) not in venues
    )


def compact(document: Struct) -> str:
    """A document as JSON on one line, without the members that have their default."""
    return msgspec.json.encode(lean(document)).decode() + "\n"
