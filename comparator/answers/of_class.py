"""What contracts of one class are priced from: gold is no coin called GOLD."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from comparator.agreement import Agreement, agreed
from comparator.answers.listing import Listing, Shared, listings
from comparator.answers.trusting import State, Trusting, trusting
from comparator.comparison import chosen_prices
from comparator.schema import AssetClass, Reference
from comparator.sources.snapshot import Snapshot


class Usual(Struct, frozen=True, kw_only=True):
    """What venues say that one of something costs."""

    asset: Annotated[str, Meta(description="the coin, or what else it is on")]
    price: Annotated[
        Decimal, Meta(description="USD; a price of the user's a thousand times off is refused")
    ]


class OfClass(Struct, frozen=True, kw_only=True):
    """Contracts on something else than coins, and their prices: instead of those on coins."""

    asset_class: Annotated[AssetClass, Meta(description="what they are on: stock, commodity, …")]
    contracts: Annotated[
        Mapping[str, tuple[Listing, ...]], Meta(description="by venue; absent: it lists none")
    ]
    references: Annotated[
        tuple[Reference, ...], Meta(description="the price of one, that quotes are moved to")
    ] = ()
    usual: Annotated[tuple[Usual, ...], Meta(description="what venues say they cost")] = ()
    trusting: Annotated[
        tuple[Trusting, ...],
        Meta(description="sets of venues that change anything when trusted, smallest first"),
    ] = ()


class Judged(NamedTuple):
    """The venues' figures of one class, held against each other, and what one of each costs."""

    asset_class: AssetClass
    agreement: Agreement
    references: tuple[Reference, ...]


def judged(snapshot: Snapshot, wanted: Collection[str], asset_class: AssetClass) -> Judged:
    """The contracts of a class on what is `wanted`, judged."""
    venues = [data.of_class(asset_class) for data in snapshot.venues]
    found = agreed(venues, sorted(wanted), snapshot.at)
    prices = chosen_prices(found, snapshot, asset_class)
    return Judged(
        asset_class, found, tuple(row for asset, row in prices.items() if asset in wanted)
    )


def of_class(snapshot: Snapshot, wanted: Collection[str], found: Judged, shared: Shared) -> OfClass:
    """What a document says of the contracts that were judged."""
    venues = found.agreement.venues
    contracts = {data.venue: listings(data, wanted, found.agreement, shared) for data in venues}
    sets = trusting(snapshot, wanted, State(found.asset_class, contracts, found.references), shared)
    return OfClass(
        asset_class=found.asset_class,
        contracts={venue: rows for venue, rows in contracts.items() if rows},
        references=found.references,
        usual=tuple(
            Usual(asset=asset, price=price)
            for asset in sorted(wanted)
            if (price := found.agreement.usual_price(asset)) is not None
        ),
        trusting=tuple(sets),
    )
