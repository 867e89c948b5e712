"""Assumed quotes: contracts without one are priced like their coin elsewhere."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import structs

from comparator.schema import (
    ONE,
    ContractSpec,
    MarketSnapshot,
    OrderBook,
    Origin,
    Reference,
    VenueData,
)
from comparator.sources.plausibility import DOLLARS

UNSEEN = Decimal("0.002")
"""The spread of a coin whose price is known and no venue's spread: our own judgement, wider than
the widest quote of each of ten coins among the figures shipped in 2026-11 (BTC: 0.19 %)."""


def with_assumed_quotes(
    venues: Iterable[VenueData], references: Mapping[str, Reference]
) -> list[VenueData]:
    """`venues` with a quote for every contract in dollars that has none and whose coin has a price.

    Around the venue's own mark or index, else the reference price; as wide as the widest quote that
    any venue has for the coin (UNSEEN where none has one), at least one tick; of no known size. Its
    basis is `assumed`. A side that is known alone says that the other is empty: it stays as it is.
    """
    return [_filled(data, references) for data in venues]


def _filled(data: VenueData, references: Mapping[str, Reference]) -> VenueData:
    markets, origins = dict(data.markets), dict(data.origins)
    for spec in data.contracts:
        reference = references.get(spec.base)
        market = data.markets.get(spec.symbol)
        if reference is None or not _unquoted(spec, market, data.books.get(spec.symbol)):
            continue
        quote = _assumed(spec, market, reference)
        if quote is None:
            continue
        markets[spec.symbol] = quote
        origins[f"markets/{spec.symbol}"] = _origin(data, spec, market, reference)
    return structs.replace(data, markets=markets, origins=origins)


def _unquoted(spec: ContractSpec, market: MarketSnapshot | None, book: OrderBook | None) -> bool:
    told = market is not None and (market.bid is not None or market.ask is not None)
    deep = book is not None and bool(book.bids or book.asks)
    return spec.quote in DOLLARS and not told and not deep


def _assumed(
    spec: ContractSpec, market: MarketSnapshot | None, reference: Reference
) -> MarketSnapshot | None:
    """None where a tick is as large as the price: that is no price of this contract."""
    usual = reference.price * spec.underlying_multiplier
    tick = spec.tick_size / usual
    if tick >= ONE:
        return None
    middle = (market.mark or market.index if market else None) or usual
    spread = UNSEEN if reference.spread is None else reference.spread
    half = middle * max(spread, tick) / 2
    known = market or MarketSnapshot(
        venue=spec.venue, symbol=spec.symbol, at=reference.origin.as_of, mark=usual
    )
    return structs.replace(
        known, bid=middle - half, ask=middle + half, bid_size=None, ask_size=None, assumed=True
    )


def _origin(
    data: VenueData, spec: ContractSpec, market: MarketSnapshot | None, reference: Reference
) -> Origin:
    told = data.origin("markets", spec.symbol) if market else reference.origin
    source = f"best prices assumed, as {spec.venue} has none; {told.source}"
    return Origin(basis="assumed", source=source, as_of=told.as_of)
