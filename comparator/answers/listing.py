"""One contract as `comparator.market/1` writes it: specification, quote, depth, margin tiers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta, Struct

from comparator.agreement import Agreement
from comparator.answers.depth import sides
from comparator.pricing.result import Status
from comparator.schema import (
    AssetClass,
    FigureWarning,
    Kind,
    OrderBook,
    Part,
    Payoff,
    QtyUnit,
    VenueData,
)
from comparator.schema import ContractSpec as Spec

Level = tuple[Decimal, Decimal]
Named = tuple[AssetClass, str]
"""Class and asset."""


class Quote(Struct, frozen=True, kw_only=True):
    """Best prices, mark and funding as read: quotes of different days are not moved yet (MOVE)."""

    at: Annotated[datetime, Meta(description="when it was read")]
    bid: Annotated[
        Decimal | None, Meta(description="best bid, quote per quoted base; absent: unknown")
    ] = None
    ask: Annotated[Decimal | None, Meta(description="best ask")] = None
    bid_size: Annotated[Decimal | None, Meta(description="coins at the best bid")] = None
    ask_size: Annotated[Decimal | None, Meta(description="coins at the best ask")] = None
    mark: Annotated[Decimal | None, Meta(description="mark price")] = None
    index: Annotated[Decimal | None, Meta(description="index price")] = None
    last: Annotated[Decimal | None, Meta(description="last price traded")] = None
    funding_rate: Annotated[
        Decimal | None,
        Meta(description="fraction of notional per interval; positive is paid by longs"),
    ] = None
    funding_interval_hours: Annotated[
        Decimal | None, Meta(description="hours between payments, where the quote says them")
    ] = None
    next_funding_time: Annotated[datetime | None, Meta(description="of the next payment")] = None


class Depth(Struct, frozen=True, kw_only=True):
    """Levels as (price, size in coins), best first, down to `depth_usd` of the document."""

    at: Annotated[datetime, Meta(description="when it was read")]
    bids: Annotated[tuple[Level, ...], Meta(description="price and coins, best first")]
    asks: Annotated[tuple[Level, ...], Meta(description="price and coins, best first")]
    cut: Annotated[bool, Meta(description="whether further levels were known and left out")] = False


class Contradicted(Struct, frozen=True, kw_only=True):
    """Why a contract that can be priced is shown and not ranked, whatever the trade."""

    status: Annotated[Status, Meta(description="implausible_…")]
    reason: Annotated[str, Meta(description="what contradicts it, and by how much")]


class Listing(Struct, frozen=True, kw_only=True):
    """One contract with its quote, depth, margin tiers, and where each comes from."""

    symbol: Annotated[str, Meta(description="the venue's own name")]
    base: Annotated[str, Meta(description="the coin")]
    quote: Annotated[str, Meta(description="what prices count in")]
    settle: Annotated[str, Meta(description="what margin and gains are paid in")]
    kind: Annotated[Kind, Meta(description="perpetual or future")]
    payoff: Annotated[Payoff, Meta(description="linear, inverse or quanto")]
    contract_size: Annotated[
        Decimal, Meta(description="coins of one order unit; quote value where inverse")
    ]
    qty_unit: Annotated[QtyUnit, Meta(description="what an order counts: base, contracts or quote")]
    qty_step: Annotated[Decimal, Meta(description="order units of one lot")]
    min_qty: Annotated[Decimal, Meta(description="order units of the smallest order")]
    tick_size: Annotated[Decimal, Meta(description="smallest step of the price")]
    fee_schedule: Annotated[str, Meta(description="key of the venue's `fees`")]
    sources: Annotated[
        Mapping[str, int],
        Meta(description="by part (contracts, markets, books, tiers): index of `sources`"),
    ]
    expiry: Annotated[datetime | None, Meta(description="of a dated contract")] = None
    underlying_multiplier: Annotated[
        Decimal, Meta(description="coins that one quoted base stands for: 1000 of 1000PEPE")
    ] = Decimal(1)
    asset_class: Annotated[AssetClass, Meta(description="crypto, stock, …")] = "crypto"
    max_qty: Annotated[
        Decimal | None, Meta(description="order units of one order; absent: unknown")
    ] = None
    max_market_qty: Annotated[Decimal | None, Meta(description="the same of a market order")] = None
    min_notional: Annotated[
        Decimal | None, Meta(description="smallest value of an order, in quote")
    ] = None
    max_leverage: Annotated[
        Decimal | None, Meta(description="highest offered; absent: unknown")
    ] = None
    max_leverage_short: Annotated[
        Decimal | None, Meta(description="the same for shorts, where it differs")
    ] = None
    maker_fee: Annotated[
        Decimal | None,
        Meta(description="fraction of notional, where the row has the customer's rate"),
    ] = None
    taker_fee: Annotated[Decimal | None, Meta(description="the same of a taker")] = None
    funding_interval_hours: Annotated[
        Decimal | None, Meta(description="hours between payments")
    ] = None
    listed_at: Annotated[datetime | None, Meta(description="when trading began")] = None
    delisted_at: Annotated[
        datetime | None, Meta(description="when it ends, as announced; absent: nothing announced")
    ] = None
    pre_market: Annotated[bool, Meta(description="whether it trades before its coin does")] = False
    market: Annotated[Quote | None, Meta(description="its quote; absent: unknown")] = None
    book: Annotated[Depth | None, Meta(description="its depth; absent: unknown")] = None
    tiers: Annotated[int | None, Meta(description="index of `tier_tables`; absent: unknown")] = None
    implausible: Annotated[
        Contradicted | None, Meta(description="why it is shown and not ranked")
    ] = None
    warnings: Annotated[
        tuple[FigureWarning, ...], Meta(description="what comparing the venues' figures found")
    ] = ()


class Numbered:
    """Values that a document writes once: equal ones share an index."""

    def __init__(self) -> None:
        self.index = dict[Any, int]()

    def number(self, value: object) -> int:
        """The index of `value`, a new one where no equal value has one yet."""
        return self.index.setdefault(value, len(self.index))


class Shared:
    """What the contracts of a document share.

    `depth`: dollars a side of their books; `prices`: of one coin, by class and asset.
    """

    def __init__(self, depth: Decimal, prices: Mapping[Named, Decimal]) -> None:
        self.sources, self.tables = Numbered(), Numbered()
        self.depth, self.prices = depth, prices
        self.books = dict[tuple[str, str], Depth]()  # cut once: no judgement changes a book


def listings(
    data: VenueData, wanted: Collection[str], judged: Agreement, shared: Shared
) -> tuple[Listing, ...]:
    """The contracts of a venue on the coins `wanted`."""
    return tuple(
        listing(data, spec, judged, shared) for spec in data.contracts if spec.base in wanted
    )


def listing(data: VenueData, spec: Spec, judged: Agreement, shared: Shared) -> Listing:
    """One contract of a venue's `data`.

    `judged` says what comparing the venues' figures found of it.
    """
    symbol, key = spec.symbol, (spec.venue, spec.symbol)
    quote, book = data.markets.get(symbol), data.books.get(symbol)
    tiers, finding = data.tiers.get(symbol) or None, judged.findings.get(key)
    parts: dict[Part, object] = {
        "contracts": spec,
        "markets": quote,
        "books": book,
        "tiers": tiers,
    }
    return Listing(
        **{name: getattr(spec, name) for name in Listing.__struct_fields__ if hasattr(spec, name)},
        sources={
            part: shared.sources.number(data.origin(part, symbol))
            for part, value in parts.items()
            if value is not None
        },
        market=Quote(**{name: getattr(quote, name) for name in Quote.__struct_fields__})
        if quote
        else None,
        book=_depth(spec, book, shared) if book else None,
        tiers=None if tiers is None else shared.tables.number(tiers),
        implausible=Contradicted(status=finding.status, reason=finding.reason) if finding else None,
        warnings=tuple(judged.warnings.get(key, ())),
    )


def _depth(spec: Spec, book: OrderBook, shared: Shared) -> Depth:
    key = spec.venue, spec.symbol
    if key in shared.books:
        return shared.books[key]
    bids, asks = sides(spec, book, shared.prices.get((spec.asset_class, spec.base)), shared.depth)
    cut = len(bids) + len(asks) < len(book.bids) + len(book.asks)
    shared.books[key] = Depth(at=book.at, bids=bids, asks=asks, cut=cut)
    return shared.books[key]
