"""`comparator.market/1`: what is known of contracts whatever the trade, to price from elsewhere."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, get_args

from msgspec import Meta, Struct

from comparator.answers.deciding import deciding
from comparator.answers.depth import limit
from comparator.answers.document import Document
from comparator.answers.facts import FactRow
from comparator.answers.listing import Listing, Named, Shared
from comparator.answers.of_class import OfClass, Usual, judged, of_class
from comparator.answers.trusting import Trusting
from comparator.region import restrictions
from comparator.schema import (
    AssetClass,
    Basis,
    ContractSpec,
    FeeSchedule,
    FigureWarning,
    MarginTier,
    OrderBook,
    Origin,
    Reference,
    Rejected,
    Rules,
    VenueData,
    VenueFacts,
)
from comparator.sources.snapshot import Failure, Snapshot

MARKET_SCHEMA = "comparator.market/1"


class Restriction(Struct, frozen=True, kw_only=True):
    """A statement that a venue does not serve some countries."""

    countries: Annotated[tuple[str, ...], Meta(description="ISO 3166-1 codes")]
    basis: Annotated[str, Meta(description="how well it is known")]
    as_of: Annotated[str, Meta(description="as the source dates itself")]
    source: Annotated[str, Meta(description="page, file or person it was read from")]


class OwnTables(Struct, frozen=True, kw_only=True):
    """What a venue does otherwise for clients of some countries; what is absent is as everywhere.

    Where it has any margin table, a contract without one has no known table there.
    """

    countries: Annotated[tuple[str, ...], Meta(description="ISO 3166-1 codes")]
    source: Annotated[int, Meta(description="index of `sources`")]
    served: Annotated[bool, Meta(description="false: nothing is open to clients there")] = True
    barred: Annotated[
        tuple[str, ...], Meta(description="contracts here that are not open to them")
    ] = ()
    max_leverage: Annotated[
        Decimal | None, Meta(description="most that is offered on any contract")
    ] = None
    tiers: Annotated[
        Mapping[str, int], Meta(description="margin tables by symbol: index of `tier_tables`")
    ] = {}
    fees: Annotated[
        Mapping[str, FeeSchedule], Meta(description="fee schedules, by the venue's own keys")
    ] = {}


class VenueMarket(Struct, frozen=True, kw_only=True):
    """One venue: its rule book, what it charges, and its contracts."""

    venue: Annotated[str, Meta(description="its id")]
    name: Annotated[str, Meta(description="its name")]
    basis: Annotated[
        Basis, Meta(description="where its figures come from: live, cached, published")
    ]
    contracts: Annotated[tuple[Listing, ...], Meta(description="those of the assets asked for")]
    always_shown: Annotated[
        bool, Meta(description="whether a short table shows it, however many venues do better")
    ] = False
    listed: Annotated[int, Meta(description="contracts that could be read, of whatever asset")] = 0
    fees: Annotated[Mapping[str, FeeSchedule], Meta(description="fee schedules, by key")] = {}
    fee_sources: Annotated[
        Mapping[str, int], Meta(description="by schedule: index of `sources`")
    ] = {}
    rules: Annotated[Rules, Meta(description="how it margins and liquidates")] = Rules()
    regions: Annotated[
        Mapping[str, OwnTables], Meta(description="what differs for clients of some countries")
    ] = {}
    warnings: Annotated[tuple[FigureWarning, ...], Meta(description="about its data")] = ()
    rejected: Annotated[
        tuple[Rejected, ...], Meta(description="contracts that could not be read")
    ] = ()
    facts: Annotated[
        tuple[FactRow, ...],
        Meta(description="what decides beside the costs: identity papers, deposits, funding caps"),
    ] = ()
    restricted: Annotated[
        tuple[Restriction, ...], Meta(description="countries it is said not to serve")
    ] = ()


class Priceable(Document, frozen=True, kw_only=True):
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
    usual: Annotated[tuple[Usual, ...], Meta(description="what venues say coins cost")] = ()
    trusting: Annotated[
        tuple[Trusting, ...],
        Meta(description="sets of venues that change anything when trusted, smallest first"),
    ] = ()
    classes: Annotated[
        tuple[OfClass, ...],
        Meta(description="the same of contracts on something else than coins, by what they are on"),
    ] = ()
    coins: Annotated[
        tuple[str, ...],
        Meta(description="all that a venue lists, also where its contracts are not here"),
    ] = ()
    currencies: Annotated[
        tuple[str, ...], Meta(description="what else contracts are quoted in, or paid in")
    ] = ()
    depth_usd: Annotated[
        Decimal | None,
        Meta(description="USD that a side of a `cut` book holds; absent: none is cut"),
    ] = None
    failed: Annotated[tuple[Failure, ...], Meta(description="venues that could not be asked")] = ()


def priceable(
    snapshot: Snapshot,
    assets: Iterable[str],
    *,
    names: Mapping[str, str],
    sheets: Sequence[VenueFacts] = (),
    always_shown: Collection[str] = (),
    depth_usd: Decimal | None = None,
) -> Priceable:
    """What `snapshot` knows of `assets`, for pricing elsewhere.

    `names` are the venues' names by id, `sheets` their fact sheets where the snapshot has none,
    `always_shown` the venues that no short table leaves out. Books end with the level at which a
    side holds `depth_usd` (None: as many as have room, see `depth.limit`).
    """
    wanted = frozenset(assets)
    specs = [spec for data in snapshot.venues for spec in data.contracts]
    there = {spec.asset_class for spec in specs if spec.base in wanted}
    classes: tuple[AssetClass, ...] = get_args(AssetClass)
    found = [
        judged(snapshot, wanted, name) for name in classes if name == "crypto" or name in there
    ]
    costing = dict[Named, Decimal]()
    for one in found:
        costing |= {(one.asset_class, row.asset): row.price for row in one.references}
    shared = Shared(depth_usd or limit(_books(snapshot, wanted, costing)), costing)
    coins, *others = (of_class(snapshot, wanted, one, shared) for one in found)
    facts = {sheet.venue: sheet for sheet in snapshot.facts or sheets}
    venues = tuple(
        VenueMarket(
            venue=data.venue,
            name=names.get(data.venue, data.venue),
            basis=data.basis,
            contracts=coins.contracts.get(data.venue, ()),
            always_shown=data.venue in always_shown,
            listed=len(data.contracts),
            fees=data.fees,
            fee_sources={key: shared.sources.number(data.origin("fees", key)) for key in data.fees},
            rules=data.rules,
            regions={name: _own_tables(data, name, wanted, shared) for name in data.regions},
            warnings=data.warnings,
            rejected=data.rejected,
            facts=deciding([data.venue], facts.values())[0].facts,
            restricted=_restricted(facts.get(data.venue)),
        )
        for data in snapshot.venues
    )
    bases = {spec.base for spec in specs}
    held = [row for one in (coins, *others) for rows in one.contracts.values() for row in rows]
    names_of = {name for spec in specs for name in (spec.base, spec.quote, spec.settle)}
    return Priceable(
        schema=MARKET_SCHEMA,
        generated_at=snapshot.at,
        comparator_version=snapshot.comparator_version,
        venues=venues,
        sources=tuple(shared.sources.index),
        tier_tables=tuple(shared.tables.index),
        references=coins.references,
        usual=coins.usual,
        trusting=coins.trusting,
        classes=tuple(others),
        coins=tuple(sorted(bases)),
        currencies=tuple(sorted(names_of - bases)),
        depth_usd=shared.depth if any(row.book and row.book.cut for row in held) else None,
        failed=snapshot.failed,
    )


def _books(
    snapshot: Snapshot, wanted: Collection[str], costing: Mapping[Named, Decimal]
) -> Iterator[tuple[ContractSpec, OrderBook, Decimal | None]]:
    for data in snapshot.venues:
        for spec in data.contracts:
            if spec.base in wanted and spec.symbol in data.books:
                yield spec, data.books[spec.symbol], costing.get((spec.asset_class, spec.base))


def _restricted(sheet: VenueFacts | None) -> tuple[Restriction, ...]:
    """What `--region` looks at: whole countries, without a narrower scope."""
    return tuple(
        Restriction(
            countries=tuple(fact.value),
            basis=fact.basis,
            as_of=fact.as_of,
            source=fact.source,
        )
        for fact in (restrictions(sheet.facts) if sheet else ())
    )


def _own_tables(data: VenueData, name: str, wanted: Collection[str], shared: Shared) -> OwnTables:
    """A region's tables of the contracts that the document holds."""
    region = data.regions[name]
    here = [spec.symbol for spec in data.contracts if spec.base in wanted]
    own = {symbol: region.tiers.get(symbol, ()) for symbol in here} if region.tiers else {}
    return OwnTables(
        countries=region.countries,
        source=shared.sources.number(data.origin("regions", name)),
        served=region.served,
        barred=tuple(symbol for symbol in here if symbol in region.barred),
        max_leverage=region.max_leverage,
        tiers={symbol: shared.tables.number(rows) for symbol, rows in own.items()},
        fees=region.fees,
    )
