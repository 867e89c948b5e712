"""How a question is asked from Python: where figures come from, which contracts, what you pay."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypedDict, TypeVar, cast

from comparator.comparison import LINEAR_DOLLARS, Choice
from comparator.own_fees import UserFees, of_venues, with_own_fees
from comparator.run import chosen, finish, read_async, saved, venues
from comparator.schema import VenueFacts
from comparator.sources.collect import Plan, SourceName
from comparator.sources.published import facts as fact_sheet
from comparator.sources.snapshot import Snapshot

Given = ParamSpec("Given")
Document = TypeVar("Document")


class How(TypedDict, total=False):
    """What every question takes besides the trade; the same as the command line's options."""

    venues: Iterable[str] | None
    """Only these; None: all that are installed, or all of the snapshot."""
    source: SourceName
    """"auto" (cached contracts and live quotes, else what is known), "live" or "published"."""
    snapshot: Snapshot | Path | None
    """Answer from a run that was read before: nobody is asked."""
    choice: Choice
    """Which contracts are candidates; default: linear ones in dollars."""
    own_fees: Mapping[str, UserFees]
    """What you pay, by venue, instead of what the venue publishes."""
    region: str
    """Your country as two letters: own tables of clients there, and what is not open to you."""
    plan: Plan
    """How to ask, in more detail than `source` says: cache, time limits, clock."""


def blocking(work: Callable[Given, Coroutine[Any, Any, Document]]) -> Callable[Given, Document]:
    """`work` as a function that returns when it is done, also inside a running event loop."""

    @wraps(work)
    def twin(*args: Given.args, **how: Given.kwargs) -> Document:
        return finish(work(*args, **how), offline=offline(cast("How", how)))

    twin.__name__ = twin.__qualname__ = work.__name__.removesuffix("_async")
    return twin


def offline(how: How) -> bool:
    """Whether nobody is asked, so that no event loop is needed."""
    plan = how.get("plan") or Plan(source=how.get("source", "auto"))
    return how.get("snapshot") is not None or plan.offline


async def snapshot_of(assets: str | Iterable[str] | None, how: How) -> Snapshot:
    """What is read, with the user's own fees.

    All of it where nobody is asked: venues that are not compared judge the others.
    """
    given, names = how.get("snapshot"), how.get("venues")
    if given is not None:
        found = saved(given, names)
    else:
        if offline(how) and assets != ():  # without assets nothing is priced
            chosen(venues(), names)  # an unknown one is refused
            names = None
        found = await read_async(
            assets,
            venues=names,
            source=how.get("source", "auto"),
            choice=how.get("choice", LINEAR_DOLLARS),
            plan=how.get("plan"),
        )
    region = how.get("region")
    if region:
        from comparator.region import in_region  # noqa: PLC0415 - seldom asked for

        found = in_region(found, region, sheets_of(found))
    own = how.get("own_fees")
    if not own:
        return found
    known = {venue.id for venue in venues()} | {data.venue for data in found.venues}
    return with_own_fees(found, of_venues(own, known))


def sheets_of(snapshot: Snapshot) -> Iterable[VenueFacts]:
    """The fact sheets of the venues that were read."""
    shown = {data.venue for data in snapshot.venues}
    return snapshot.facts or [
        fact_sheet(venue.id, venue.published)
        for venue in venues()
        if venue.published and venue.id in shown
    ]
