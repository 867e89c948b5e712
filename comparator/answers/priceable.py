"""`comparator.market/1`: what is known of contracts whatever the trade, to price from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from comparator.agreement import agreed
from comparator.answers.document import Document
from comparator.answers.listing import Listing, Shared, listing
from comparator.answers.region import TOPIC
from comparator.comparison import chosen_prices
from comparator.schema import (
    Basis,
    FeeSchedule,
    FigureWarning,
    MarginTier,
    Origin,
    Reference,
    Rejected,
    Rules,
    VenueFacts,
)
from comparator.sources.assumed import with_assumed_quotes
from comparator.sources.snapshot import Failure, Snapshot

MARKET_SCHEMA = "comparator.market/1"


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
    failed: Annotated[tuple[Failure, ...], Meta(description="venues that could not be asked")] = ()


def priceable(
    snapshot: Snapshot,
    assets: Iterable[str],
    *,
    names: Mapping[str, str],
    sheets: Sequence[VenueFacts] = (),
    only: Iterable[str] | None = None,
    trusted: tuple[str, ...] = (),
) -> Priceable:
    """What `snapshot` knows of `assets` on its venues (or `only` those), for pricing elsewhere.

    `names` are the venues' names by id, `sheets` their fact sheets where the snapshot has none,
    `trusted` the venues whose figures are taken as they are.
    """
    wanted, sources, tables = set(assets), Shared(), Shared()
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
                listing(data, spec, judged, sources, tables)
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
    return Priceable(
        schema=MARKET_SCHEMA,
        generated_at=snapshot.at,
        comparator_version=snapshot.comparator_version,
        venues=venues,
        sources=tuple(sources.index),
        tier_tables=tuple(tables.index),
        references=tuple(row for asset, row in prices.items() if asset in wanted),
        failed=tuple(one for one in snapshot.failed if chosen is None or one.venue in chosen),
    )


def _restricted(sheet: VenueFacts | None) -> tuple[Restriction, ...]:
    """What `--region` looks at: whole countries, without a narrower scope."""
    return tuple(
        Restriction(countries=fact.value, basis=fact.basis, as_of=fact.as_of)
        for fact in (sheet.facts if sheet else ())
        if fact.topic == TOPIC and not fact.scope and isinstance(fact.value, tuple)
    )
