"""What `--trust` changes, said beside a market for readers who cannot judge the venues' figures."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct, structs

from comparator.agreement import agreed
from comparator.answers.listing import Listing, Shared, listings
from comparator.comparison import chosen_prices
from comparator.schema import AssetClass, Reference
from comparator.sources.snapshot import Snapshot

EVERY_SET, EVERY_PAIR = 4, 8
"""Of so many venues that change anything every set is written, or every two; of more each and
all."""


class Trusting(Struct, frozen=True, kw_only=True):
    """What is different when the figures of some venues are taken as they are.

    Of several venues: what is different from what trusting each of them alone changes together.
    """

    venues: Annotated[tuple[str, ...], Meta(description="the venues that are trusted")]
    contracts: Annotated[
        Mapping[str, tuple[Listing, ...]],
        Meta(description="by venue the contracts instead of those of their symbol, but for books"),
    ] = {}
    references: Annotated[
        tuple[Reference, ...] | None,
        Meta(description="all prices, instead of the others; absent: they do not change"),
    ] = None


class State(NamedTuple):
    """The contracts of a class by venue, and the prices."""

    asset_class: AssetClass
    contracts: Mapping[str, tuple[Listing, ...]]
    references: tuple[Reference, ...]


def trusting(
    snapshot: Snapshot, wanted: Collection[str], usual: State, shared: Shared
) -> Iterator[Trusting]:
    """The sets of venues that change anything when they are trusted, smallest first.

    `usual` is what holds where nobody is trusted.
    """
    short = tuple(  # it is walked through once for each venue
        structs.replace(
            data,
            contracts=tuple(
                spec
                for spec in data.contracts
                if spec.base in wanted and spec.asset_class == usual.asset_class
            ),
        )
        for data in snapshot.venues
    )

    def state(trusted: tuple[str, ...]) -> State:
        judged = agreed(short, wanted, snapshot.at, trusted)
        prices = chosen_prices(judged, snapshot, usual.asset_class)
        return State(
            usual.asset_class,
            {data.venue: listings(data, wanted, judged, shared) for data in judged.venues},
            tuple(row for asset, row in prices.items() if asset in wanted),
        )

    alone = [_beyond((data.venue,), state((data.venue,)), usual) for data in snapshot.venues]
    telling = {one.venues[0]: one for one in alone if one.contracts or one.references is not None}
    yield from telling.values()
    count = len(telling)
    sizes = {2, count} if count <= EVERY_PAIR else {count}
    for size in range(2, count + 1) if count <= EVERY_SET else sorted(sizes):
        for trusted in combinations(telling, size):
            together = _together(usual, [telling[venue] for venue in trusted])
            yield _beyond(trusted, state(trusted), together)


def _beyond(trusted: tuple[str, ...], found: State, before: State) -> Trusting:
    """What `found` has other than `before`."""
    contracts = {
        venue: tuple(
            structs.replace(one, book=None)  # the book is as it was
            for one, was in zip(rows, before.contracts[venue], strict=True)
            if one != was
        )
        for venue, rows in found.contracts.items()
    }
    return Trusting(
        venues=trusted,
        contracts={venue: rows for venue, rows in contracts.items() if rows},
        references=None if found.references == before.references else found.references,
    )


def _together(usual: State, changes: Sequence[Trusting]) -> State:
    """What several changes make of what is usual, one after the other."""
    contracts, references = dict(usual.contracts), usual.references
    for change in changes:
        references = references if change.references is None else change.references
        for venue, rows in change.contracts.items():
            other = {one.symbol: one for one in rows}
            contracts[venue] = tuple(
                structs.replace(other[was.symbol], book=was.book) if was.symbol in other else was
                for was in contracts[venue]
            )
    return State(usual.asset_class, contracts, references)
