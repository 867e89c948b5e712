"""Facts that decide whether a venue is for the reader: dated, with their sources, never scored."""

from collections.abc import Collection, Iterable
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comparator.answers.facts import FactRow, row_of
from comparator.comparison import Comparison
from comparator.region import restrictions
from comparator.schema import VenueFacts

TOPICS = ("kyc", "minimum_deposit", "withdrawal_cost", "funding_cap")
"""What is asked before an account is opened, beside where the reader lives."""

Served = Literal["excluded", "not named", "unknown"]


class Deciding(Struct, frozen=True, kw_only=True):
    """What is known of one venue before an account is opened there."""

    venue: Annotated[str, Meta(description="id of the venue")]
    served: Annotated[
        Served | None,
        Meta(
            description="whether a list of countries it does not serve names yours; unknown: no"
            " list was found; null: --region was not given"
        ),
    ]
    facts: Annotated[
        tuple[FactRow, ...],
        Meta(description="identity papers, smallest deposit, cost of withdrawing, funding caps"),
    ]


def deciding(
    venues: Collection[str], sheets: Iterable[VenueFacts], region: str = ""
) -> tuple[Deciding, ...]:
    """What the fact sheets say of `venues`, in their order; of those without a sheet nothing."""
    known = {sheet.venue: sheet for sheet in sheets}
    return tuple(
        _deciding(known.get(venue, VenueFacts(venue=venue)), region.strip().upper())
        for venue in venues
    )


def ranked(comparison: Comparison) -> tuple[str, ...]:
    """The venues that have a place in any of the answers, the best first."""
    return tuple({row.venue: None for one in comparison.answers for row in one.rows if row.rank})


def _deciding(sheet: VenueFacts, region: str) -> Deciding:
    ordered = sorted(
        (fact for fact in sheet.facts if fact.topic in TOPICS),
        key=lambda fact: (TOPICS.index(fact.topic), fact.as_of[:1].isdigit(), fact.as_of),
    )
    return Deciding(
        venue=sheet.venue,
        served=_served(sheet, region) if region else None,
        facts=tuple(row_of(sheet.venue, fact) for fact in ordered),
    )


def _served(sheet: VenueFacts, region: str) -> Served:
    lists = [fact.value for fact in restrictions(sheet.facts)]
    if not lists:
        return "unknown"
    return "excluded" if any(region in countries for countries in lists) else "not named"
