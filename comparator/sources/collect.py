"""All venues at once: live, cached or published data for each, one outcome per venue kept."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Literal

from msgspec import Struct, structs

from comparator.api.aio import gather
from comparator.api.breaker import Breaker
from comparator.api.venue import Venue
from comparator.errors import DataError, PlanError, Unreachable, VenueError
from comparator.schema import FigureWarning, VenueData
from comparator.sources.cache import Cache
from comparator.sources.fetch import Wanted, fetch_venue
from comparator.sources.merge import as_cached, filled
from comparator.sources.plausibility import deep, jumps, resized, trading, unexpired
from comparator.sources.published import published
from comparator.sources.refusals import left_alone, remember
from comparator.sources.shipped import shipped
from comparator.sources.snapshot import Failure

SourceName = Literal["auto", "live", "cached", "published"]

DAY = timedelta(hours=24)
CLOCKS_DIFFER = timedelta(minutes=1)
"""By so much a cache may be ahead of this clock: two machines may write one folder."""


class Plan(Struct, frozen=True, kw_only=True):
    """How venues are asked: from where figures may come, how old, within which time."""

    source: SourceName = "auto"
    max_age: timedelta = DAY  # of cached contracts that are used without asking again
    timeout: float = 10.0  # seconds for one request
    every_listed: bool = False  # contracts without a price too: what is listed is the question
    lists_only: bool = False  # ask for lists, never for one contract: no books, no margin tables
    cache: Cache | None = None
    transport: object = None  # an httpx.AsyncBaseTransport that answers instead of the network
    at: datetime | None = None  # the clock, for replays; None: now

    @property
    def now(self) -> datetime:
        """The clock of this run."""
        return self.at or datetime.now(UTC)

    @property
    def offline(self) -> bool:
        """Whether nobody is asked, so that nothing waits."""
        return self.source in ("published", "cached")


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of one venue: data, or a failure, or data and what had to be used instead."""

    venue: str
    data: VenueData | None
    failure: Failure | None
    seconds: float


async def collect(
    venues: Sequence[Venue],
    wanted: Wanted,
    plan: Plan,
    done: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """One outcome per venue, in their order; `done` is called with each as it arrives."""

    async def one(venue: Venue) -> Outcome:
        start = monotonic()
        data, failure = await _decide(venue, wanted, plan)
        data = data and unexpired(data, plan.now)
        outcome = Outcome(venue=venue.id, data=data, failure=failure, seconds=monotonic() - start)
        done(outcome)
        return outcome

    if plan.offline:
        return [await one(venue) for venue in venues]
    return await gather(*map(one, venues))


async def _decide(
    venue: Venue, wanted: Wanted, plan: Plan
) -> tuple[VenueData | None, Failure | None]:
    # Three sources: `shipped` with the plugin, `kept` in the cache, and what the venue says now.
    # A venue that cannot be asked falls back to the first two, each table with its own origin
    shipped, warnings = _shipped(venue, plan.cache)
    kept, fetched_at = None, None
    if plan.cache and plan.source in ("auto", "live", "cached"):
        try:
            cached = plan.cache.load(venue.id)
        except DataError as error:
            warnings.append(FigureWarning(code="cache_damaged", message=str(error)))
        else:
            if cached and max(cached.fetched_at, cached.data.as_of) > plan.now + CLOCKS_DIFFER:
                day = f"{cached.fetched_at:%Y-%m-%d %H:%M}"
                text = f"the cache of {venue.id} is of {day} UTC, still to"
                text += " come (was a clock wrong?): it is not used, and will be rewritten"
                warnings.append(FigureWarning(code="cache_of_the_future", message=text))
            elif cached:
                kept, fetched_at = as_cached(cached.data), cached.fetched_at
    if plan.offline and not venue.data_only:
        found = filled(kept, shipped) if plan.source == "cached" and kept else shipped
        usable = kept if plan.source == "cached" else shipped
        return _result(venue, usable and found, f"no {plan.source} data", warnings)
    young = fetched_at is not None and plan.now - fetched_at <= plan.max_age
    known = kept if young and plan.source == "auto" else None
    try:
        data = await _fetched(venue, wanted, plan, warnings, known=known, shipped=shipped)
    except VenueError as error:
        fallback = filled(kept, shipped) if kept else shipped
        return _fallback(error, fallback if plan.source == "auto" else None, warnings)
    changed = {**data.resized, **dict(resized(data, shipped, kept))}
    odd = [*deep(data), *(jumps(data, kept) if kept else ())]
    data = structs.replace(data, warnings=(*data.warnings, *odd), resized=changed)
    if plan.cache and not venue.data_only:
        try:
            since = fetched_at if known and fetched_at else data.as_of
            plan.cache.save(filled(data, kept), since)
        except DataError as error:
            warnings.append(FigureWarning(code="cache_unwritable", message=str(error)))
    # Only now: what does not trade at this moment may trade when the cache is read
    data = data if plan.every_listed else trading(data, data.as_of)
    return _result(venue, filled(data, shipped), "", warnings)


async def _fetched(
    venue: Venue,
    wanted: Wanted,
    plan: Plan,
    warnings: list[FigureWarning],
    *,
    known: VenueData | None,
    shipped: VenueData | None,
) -> VenueData:
    """What the venue says now, unless it wants to be left alone, which later runs hear of."""
    folder = plan.cache.folder if plan.cache and not venue.data_only else None
    breaker = Breaker(max((pace.seconds for pace in venue.pace), default=0.0))
    if folder:
        try:
            refused = left_alone(folder, venue.id, plan.now)
        except DataError as error:
            warnings.append(FigureWarning(code="refusal_damaged", message=str(error)))
        else:
            if refused:
                raise refused
    try:
        return await fetch_venue(
            venue,
            wanted,
            now=plan.now,
            timeout=plan.timeout,
            lists_only=plan.lists_only,
            transport=plan.transport,
            known=known,
            shipped=shipped,
            breaker=breaker,
        )
    except PlanError as error:  # a proxy or certificate variable that cannot be used
        if plan.source != "auto":
            raise
        raise Unreachable(str(error), venue=venue.id) from error
    finally:
        if folder:
            try:
                remember(folder, venue.id, breaker, plan.now)
            except DataError as error:
                warnings.append(FigureWarning(code="cache_unwritable", message=str(error)))


def _shipped(venue: Venue, cache: Cache | None) -> tuple[VenueData | None, list[FigureWarning]]:
    if venue.published is None:
        return None, []
    try:
        if cache is None:
            return published(venue.published, venue.rules), []
        said = list[str]()
        data = shipped(venue.published, venue.rules, cache.folder, said.append)
        return data, [FigureWarning(code="cache_damaged", message=text) for text in said]
    except DataError as error:
        return None, [FigureWarning(code="published_damaged", message=str(error))]


def _result(
    venue: Venue, data: VenueData | None, problem: str, warnings: list[FigureWarning]
) -> tuple[VenueData | None, Failure | None]:
    if data is None:
        said = "; ".join([problem, *(one.message for one in warnings)])
        return None, Failure(venue=venue.id, error="no data", message=said, fallback="")
    return structs.replace(data, warnings=(*data.warnings, *warnings)), None


def _fallback(
    error: VenueError, instead: VenueData | None, warnings: list[FigureWarning]
) -> tuple[VenueData | None, Failure | None]:
    failure = Failure(
        venue=error.venue,
        error=error.kind,
        message=str(error),
        fallback=instead.basis if instead else "",
    )
    if instead is None:
        return None, failure
    return structs.replace(instead, warnings=(*instead.warnings, *warnings)), failure
