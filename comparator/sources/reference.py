"""Old quotes at one price: published quotes come from different days, and venues are compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import structs

from comparator.api.wire import rejection
from comparator.schema import (
    ContractSpec,
    MarketSnapshot,
    OrderBook,
    Origin,
    Reference,
    Rejected,
    VenueData,
)
from comparator.sources.plausibility import DOLLARS

STALE = ("cached", "published", "assumed")
"""Of another day; a published quote of which one figure was reckoned ships as assumed."""


def references(
    venues: Iterable[VenueData], doubtful: Callable[[ContractSpec], bool] = lambda _: False
) -> dict[str, Reference]:
    """One price per asset: that of the newest quote of a perpetual contract in dollars.

    With it goes the widest spread of such quotes, for contracts without one.

    Give it every contract of one class that was read: what is left out here must not change the
    price. A quote that is `doubtful` moves no other.
    """
    found, widest = dict[str, Reference](), dict[str, Decimal]()
    for data in venues:
        for spec in data.contracts:
            market = data.markets.get(spec.symbol)
            if spec.quote not in DOLLARS or spec.kind != "perpetual" or not market:
                continue
            figure, price = _figure(market)
            if not price or doubtful(spec):
                continue
            if (spread := _spread(market)) is not None:
                widest[spec.base] = max(spread, widest.get(spec.base, spread))
            origin = data.origin("markets", spec.symbol)
            old = found.get(spec.base)
            if old is None or origin.as_of > old.origin.as_of:
                found[spec.base] = Reference(
                    asset=spec.base,
                    price=price / spec.underlying_multiplier,
                    origin=origin,
                    venue=spec.venue,
                    symbol=spec.symbol,
                    figure=figure,
                )
    return {
        asset: structs.replace(reference, spread=widest.get(asset))
        for asset, reference in found.items()
    }


def said_by_user(prices: Mapping[str, Decimal], at: datetime) -> dict[str, Reference]:
    """The prices a user gave, by asset."""
    origin = Origin(basis="user", source="--price", as_of=at)
    return {
        asset: Reference(asset=asset, price=price, origin=origin) for asset, price in prices.items()
    }


def coin_price(spec: ContractSpec, market: MarketSnapshot) -> Decimal | None:
    """The price of ONE coin: index, else mark, else the middle of the quote; None when unknown."""
    _, price = _figure(market)
    return None if price is None else price / spec.underlying_multiplier


def _spread(market: MarketSnapshot) -> Decimal | None:
    """Best ask less best bid, over their middle; None: not both are known."""
    if not market.bid or not market.ask:
        return None
    return 2 * (market.ask - market.bid) / (market.ask + market.bid)


def _figure(market: MarketSnapshot) -> tuple[str, Decimal | None]:
    """The best known price of one quoted base, and which it is."""
    if market.index:
        return "index", market.index
    if market.mark:
        return "mark", market.mark
    if market.bid is not None and market.ask is not None:
        return "mid", (market.bid + market.ask) / 2
    return "", None


def at_one_price(
    venues: Sequence[VenueData], references: Mapping[str, Reference], now: datetime
) -> list[VenueData]:
    """`venues` with every quote that is not live moved to its asset's reference price.

    Relative spread, basis and depth stay; funding settlements are moved to the next one after
    `now`. The moved figures have basis `assumed`.
    """
    return [_moved(data, references, now) for data in venues]


def _moved(data: VenueData, references: Mapping[str, Reference], now: datetime) -> VenueData:
    markets, books, origins = dict(data.markets), dict(data.books), dict(data.origins)
    rejected = dict[str, Rejected]()
    for spec in data.contracts:
        market, reference = markets.get(spec.symbol), references.get(spec.base)
        price = market and coin_price(spec, market)
        if not market or not price or not reference:
            continue
        origin = data.origin("markets", spec.symbol)
        if origin.basis not in STALE and not market.assumed:
            continue
        if spec.quote not in DOLLARS:
            continue
        # All prices of the quote and its book are multiplied by one ratio, so that spread, basis
        # and depth stay what they were relative to the price
        move = _Move(reference.price, price, inverse=spec.counts_quote)
        moved = Origin(
            basis="assumed",
            source=f"{origin.source}; moved to {spec.base} = {reference.price:f}",
            as_of=origin.as_of,
        )
        hours = market.funding_interval_hours or spec.funding_interval_hours
        settles = _next(market.next_funding_time, hours, now)
        book = books.get(spec.symbol)
        try:
            there = structs.replace(move.market(market), next_funding_time=settles)
            deep = move.book(book) if book else None
        except (ValueError, ArithmeticError) as error:  # a price that no price can be moved to
            rejected[spec.symbol] = rejection(spec.symbol, error)
            continue
        markets[spec.symbol] = there
        origins[f"markets/{spec.symbol}"] = moved
        if deep:
            books[spec.symbol] = deep
            origins[f"books/{spec.symbol}"] = moved
    return structs.replace(
        data,
        contracts=tuple(spec for spec in data.contracts if spec.symbol not in rejected),
        rejected=(*data.rejected, *rejected.values()),
        markets=markets,
        books=books,
        origins=origins,
    )


class _Move:
    """From one price to another; multiplies before it divides, so that round prices stay round."""

    def __init__(self, to: Decimal, was: Decimal, *, inverse: bool) -> None:
        self.to, self.was, self.inverse = to, was, inverse

    def price(self, price: Decimal) -> Decimal:
        return price * self.to / self.was

    def size(self, coins: Decimal) -> Decimal:
        """The same contracts in coins: an inverse one holds fewer coins at a higher price."""
        return coins * self.was / self.to if self.inverse else coins

    def market(self, market: MarketSnapshot) -> MarketSnapshot:
        prices = {
            field: self.price(price)
            for field in ("bid", "ask", "mark", "index", "last")
            if (price := getattr(market, field)) is not None
        }
        sizes = {
            field: self.size(size)
            for field in ("bid_size", "ask_size")
            if (size := getattr(market, field)) is not None
        }
        return structs.replace(market, **prices, **sizes)

    def book(self, book: OrderBook) -> OrderBook:
        return structs.replace(
            book,
            bids=tuple((self.price(price), self.size(size)) for price, size in book.bids),
            asks=tuple((self.price(price), self.size(size)) for price, size in book.asks),
        )


def _next(was: datetime | None, hours: Decimal | None, now: datetime) -> datetime | None:
    """The first settlement after `now` on the clock that `was` belongs to."""
    if was is None or hours is None or was > now:
        return was
    interval = timedelta(seconds=int(hours * 3600))
    return was + interval * ((now - was) // interval + 1)
