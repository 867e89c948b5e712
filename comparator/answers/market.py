"""`comparator.market/1`: what is known of contracts whatever the trade, to price from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct, structs

from comparator.agreement import Agreement, agreed
from comparator.answers.document import Document
from comparator.answers.region import TOPIC
from comparator.comparison import chosen_prices
from comparator.pricing.result import Status
from comparator.schema import (
    AssetClass,
    Basis,
    FeeSchedule,
    FigureWarning,
    Kind,
    MarginTier,
    Origin,
    Part,
    Payoff,
    QtyUnit,
    Reference,
    Rejected,
    Rules,
    VenueData,
    VenueFacts,
)
from comparator.schema import ContractSpec as Spec
from comparator.sources.assumed import with_assumed_quotes
from comparator.sources.store import Failure, Snapshot

MARKET_SCHEMA = "comparator.market/1"
Level = tuple[Decimal, Decimal]


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
    assumed: Annotated[
        bool, Meta(description="bid and ask are not the venue's, but as wide as the coin's widest")
    ] = False


class Depth(Struct, frozen=True, kw_only=True):
    """Levels as (price, size in coins), best first."""

    at: Annotated[datetime, Meta(description="when it was read")]
    bids: Annotated[tuple[Level, ...], Meta(description="price and coins, best first")]
    asks: Annotated[tuple[Level, ...], Meta(description="price and coins, best first")]


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
    market: Annotated[Quote | None, Meta(description="its quote; absent: unknown")] = None
    book: Annotated[Depth | None, Meta(description="its depth; absent: unknown")] = None
    tiers: Annotated[int | None, Meta(description="index of `tier_tables`; absent: unknown")] = None
    implausible: Annotated[
        Contradicted | None, Meta(description="why it is shown and not ranked")
    ] = None
    remarks: Annotated[
        tuple[FigureWarning, ...], Meta(description="what comparing the venues' figures found")
    ] = ()


class Restriction(Struct, frozen=True, kw_only=True):
    """A statement that a venue does not serve some countries."""

    countries: Annotated[tuple[str, ...], Meta(description="ISO 3166-1 codes")]
    basis: Annotated[str, Meta(description="how well it is known")]
    as_of: Annotated[str, Meta(description="as the source dates itself")]


class VenueMarket(Struct, frozen=True, kw_only=True):
    """One venue: its rule book, what it charges, and its contracts."""

    venue: Annotated[str, Meta(description="its id")]
    name: Annotated[str, Meta(description="its name")]
    basis: Annotated[
        Basis, Meta(description="where its figures come from: live, cached, published")
    ]
    contracts: Annotated[tuple[Listing, ...], Meta(description="those of the assets asked for")]
    listed: Annotated[int, Meta(description="contracts that could be read, of whatever asset")] = 0
    fees: Annotated[Mapping[str, FeeSchedule], Meta(description="fee schedules, by key")] = {}
    fee_sources: Annotated[
        Mapping[str, int], Meta(description="by schedule: index of `sources`")
    ] = {}
    rules: Annotated[Rules, Meta(description="how it margins and liquidates")] = Rules()
    warnings: Annotated[tuple[FigureWarning, ...], Meta(description="about its data")] = ()
    rejected: Annotated[
        tuple[Rejected, ...], Meta(description="contracts that could not be read")
    ] = ()
    restricted: Annotated[
        tuple[Restriction, ...], Meta(description="countries it is said not to serve")
    ] = ()


class Market(Document, frozen=True, kw_only=True):
    """All that a trade on any of the assets is priced from; members of their default are left out.

    Tables and sources that several contracts share are written once and named by their index.
    """

    venues: Annotated[tuple[VenueMarket, ...], Meta(description="one for each venue that has data")]
    sources: Annotated[
        tuple[Origin, ...], Meta(description="basis, source and date, named by their index")
    ]
    tier_tables: Annotated[
        tuple[tuple[MarginTier, ...], ...], Meta(description="margin tiers, named by their index")
    ]
    references: Annotated[
        tuple[Reference, ...], Meta(description="the price of one coin that quotes are moved to")
    ] = ()
    failed: Annotated[tuple[Failure, ...], Meta(description="venues that could not be asked")] = ()


class _Shared:
    """Values written once; equal ones share an index."""

    def __init__(self) -> None:
        self.index = dict[Any, int]()

    def number(self, value: object) -> int:
        return self.index.setdefault(value, len(self.index))


def market(
    snapshot: Snapshot,
    assets: Iterable[str],
    *,
    names: Mapping[str, str],
    sheets: Sequence[VenueFacts] = (),
    only: Iterable[str] | None = None,
    trusted: tuple[str, ...] = (),
) -> Market:
    """What `snapshot` knows of `assets` on its venues (or `only` those), for pricing elsewhere.

    `names` are the venues' names by id, `sheets` their fact sheets where the snapshot has none,
    `trusted` the venues whose figures are taken as they are.
    """
    wanted, sources, tables = set(assets), _Shared(), _Shared()
    judged = agreed(snapshot.venues, sorted(wanted), snapshot.at, trusted)
    prices = chosen_prices(judged, snapshot)
    chosen = None if only is None else set(only)
    facts = {sheet.venue: sheet for sheet in snapshot.facts or sheets}
    venues = tuple(
        VenueMarket(
            venue=data.venue,
            name=names.get(data.venue, data.venue),
            basis=data.basis,
            contracts=tuple(
                _listing(data, spec, judged, sources, tables)
                for spec in data.contracts
                if spec.base in wanted and spec.asset_class == "crypto"
            ),
            listed=len(data.contracts),
            fees=data.fees,
            fee_sources={key: sources.number(data.origin("fees", key)) for key in data.fees},
            rules=data.rules,
            warnings=data.warnings,
            rejected=data.rejected,
            restricted=_restricted(facts.get(data.venue)),
        )
        for data in with_assumed_quotes(judged.venues, prices)
        if chosen is None or data.venue in chosen
    )
    return Market(
        schema=MARKET_SCHEMA,
        generated_at=snapshot.at,
        comparator_version=snapshot.comparator_version,
        venues=venues,
        sources=tuple(sources.index),
        tier_tables=tuple(tables.index),
        references=tuple(row for asset, row in prices.items() if asset in wanted),
        failed=tuple(one for one in snapshot.failed if chosen is None or one.venue in chosen),
    )


def compact(document: Struct) -> str:
    """A document as JSON on one line, without the members that have their default."""
    return msgspec.json.encode(_lean(document)).decode() + "\n"


def _listing(
    data: VenueData, spec: Spec, judged: Agreement, sources: _Shared, tables: _Shared
) -> Listing:
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
            part: sources.number(data.origin(part, symbol))
            for part, value in parts.items()
            if value is not None
        },
        market=Quote(**{name: getattr(quote, name) for name in Quote.__struct_fields__})
        if quote
        else None,
        book=Depth(at=book.at, bids=book.bids, asks=book.asks) if book else None,
        tiers=None if tiers is None else tables.number(tiers),
        implausible=Contradicted(status=finding.status, reason=finding.reason) if finding else None,
        remarks=tuple(judged.remarks.get(key, ())),
    )


def _restricted(sheet: VenueFacts | None) -> tuple[Restriction, ...]:
    """What `--region` looks at: whole countries, without a narrower scope."""
    return tuple(
        Restriction(countries=fact.value, basis=fact.basis, as_of=fact.as_of)
        for fact in (sheet.facts if sheet else ())
        if fact.topic == TOPIC and not fact.scope and isinstance(fact.value, tuple)
    )


def _lean(value: object) -> object:
    if isinstance(value, Struct):
        return {
            field.encode_name: _lean(content)
            for field in structs.fields(type(value))
            if (content := getattr(value, field.name)) != _default(field)
        }
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value)
        return {key: _lean(content) for key, content in entries.items()}
    if isinstance(value, (tuple, list)):
        return [_lean(content) for content in cast("Sequence[object]", value)]
    return value


def _default(field: structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
