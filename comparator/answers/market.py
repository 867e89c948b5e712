"""`comparator.market/1`: what is known of contracts whatever the trade, to price from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct, structs

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
from comparator.sources.store import Failure, Snapshot

MARKET_SCHEMA = "comparator.market/1"
Level = tuple[Decimal, Decimal]


class Quote(Struct, frozen=True, kw_only=True):
    """Best prices, mark and funding as read: quotes of different days are not moved yet (MOVE)."""

    at: datetime
    bid: Decimal | None = None  # quote per quoted base
    ask: Decimal | None = None
    bid_size: Decimal | None = None  # coins
    ask_size: Decimal | None = None
    mark: Decimal | None = None
    index: Decimal | None = None
    last: Decimal | None = None
    funding_rate: Decimal | None = None  # fraction per interval; positive: longs pay
    funding_interval_hours: Decimal | None = None
    next_funding_time: datetime | None = None


class Depth(Struct, frozen=True, kw_only=True):
    """Levels as (price, size in coins), best first."""

    at: datetime
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class Contradicted(Struct, frozen=True, kw_only=True):
    """Why a contract that can be priced is shown and not ranked, whatever the trade."""

    status: Status
    reason: str


class Listing(Struct, frozen=True, kw_only=True):
    """One contract with its quote, depth, margin tiers, and where each comes from."""

    symbol: str
    base: str
    quote: str
    settle: str
    kind: Kind
    payoff: Payoff
    contract_size: Decimal
    qty_unit: QtyUnit
    qty_step: Decimal
    min_qty: Decimal
    tick_size: Decimal
    fee_schedule: str  # key of the venue's `fees`
    sources: Mapping[str, int]  # by part (contracts, markets, books, tiers): index of `sources`
    expiry: datetime | None = None
    underlying_multiplier: Decimal = Decimal(1)
    asset_class: AssetClass = "crypto"
    max_qty: Decimal | None = None
    max_market_qty: Decimal | None = None
    min_notional: Decimal | None = None
    max_leverage: Decimal | None = None
    max_leverage_short: Decimal | None = None
    maker_fee: Decimal | None = None
    taker_fee: Decimal | None = None
    funding_interval_hours: Decimal | None = None
    listed_at: datetime | None = None
    market: Quote | None = None
    book: Depth | None = None
    tiers: int | None = None  # index of `tier_tables`
    implausible: Contradicted | None = None
    remarks: tuple[FigureWarning, ...] = ()  # what comparing the venues' figures found


class Restriction(Struct, frozen=True, kw_only=True):
    """A statement that a venue does not serve some countries."""

    countries: tuple[str, ...]  # ISO 3166-1
    basis: str
    as_of: str


class VenueMarket(Struct, frozen=True, kw_only=True):
    """One venue: its rule book, what it charges, and its contracts."""

    venue: str
    name: str
    basis: Basis
    contracts: tuple[Listing, ...]
    listed: int = 0  # contracts that could be read, of whatever asset
    fees: Mapping[str, FeeSchedule] = {}
    fee_sources: Mapping[str, int] = {}  # by schedule: index of `sources`
    rules: Rules = Rules()
    warnings: tuple[FigureWarning, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    restricted: tuple[Restriction, ...] = ()


class Market(Document, frozen=True, kw_only=True):
    """All that a trade on any of the assets is priced from; members of their default are left out.

    Tables and sources that several contracts share are written once and named by their index.
    """

    venues: tuple[VenueMarket, ...]
    sources: tuple[Origin, ...]
    tier_tables: tuple[tuple[MarginTier, ...], ...]
    references: tuple[Reference, ...] = ()  # the price of one coin that quotes are moved to (MOVE)
    failed: tuple[Failure, ...] = ()


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
        for data in judged.venues
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
        return {key: _lean(content) for key, content in value.items()}
    if isinstance(value, (tuple, list)):
        return [_lean(content) for content in value]
    return value


def _default(field: structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
