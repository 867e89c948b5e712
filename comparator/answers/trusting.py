"""What `--trust` changes, said beside a market for readers who cannot judge the venues' figures."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Annotated

from msgspec import Meta, Struct, structs

from comparator.agreement import agreed
from comparator.answers.listing import Listing, Shared, listings
from comparator.comparison import chosen_prices
from comparator.schema import Reference, VenueData
from comparator.sources.snapshot import Snapshot

EVERY_SET = 4
"""Of so many venues that change anything every set is written; of more each, every two, and all."""


class Trusting(Struct, frozen=True, kw_only=True):
    """What is different when the figures of some venues are taken as they are."""

    venues: Annotated[tuple[str, ...], Meta(description="the venues that are trusted")]
    contracts: Annotated[
        Mapping[str, tuple[Listing, ...]],
        Meta(description="by venue the contracts that change, instead of those of their symbol"),
    ] = {}
    references: Annotated[
        tuple[Reference, ...] | None,
        Meta(description="all prices, instead of the others; absent: they do not change"),
    ] = None


def coins_of(snapshot: Snapshot) -> list[VenueData]:
    """The venues with their contracts on coins alone."""
    return [data.of_class("crypto") for data in snapshot.venues]


def trusting(
    snapshot: Snapshot,
    wanted: Collection[str],
    usual: Mapping[str, tuple[Listing, ...]],
    references: tuple[Reference, ...],
    shared: Shared,
) -> Iterator[Trusting]:
    """The sets of venues that change anything when they are trusted, smallest first.

    `usual` and `references` are the contracts by venue and the prices where nobody is trusted.
    """
    short = tuple(  # it is walked through once for each venue
        structs.replace(data, contracts=tuple(s for s in data.contracts if s.base in wanted))
        for data in coins_of(snapshot)
    )

    def changed(trusted: tuple[str, ...]) -> Trusting:
        judged = agreed(short, wanted, snapshot.at, trusted)
        prices = chosen_prices(judged, snapshot)
        others = tuple(row for asset, row in prices.items() if asset in wanted)
        found = {
            data.venue: tuple(
                one
                for one, was in zip(
                    listings(data, wanted, judged, shared), usual[data.venue], strict=True
                )
                if one != was
            )
            for data in judged.venues
        }
        return Trusting(
            venues=trusted,
            contracts={venue: rows for venue, rows in found.items() if rows},
            references=None if others == references else others,
        )

    alone = [changed((data.venue,)) for data in snapshot.venues]
    telling = [one for one in alone if one.contracts or one.references is not None]
    yield from telling
    count = len(telling)
    sizes = range(2, count + 1) if count <= EVERY_SET else (2, count)
    for size in sizes:
        for trusted in combinations([one.venues[0] for one in telling], size):
            yield changed(trusted)
