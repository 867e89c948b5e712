"""Asking a venue for its list of contracts alone, to see whether and how it answers."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from comparator.api.aio import gather
from comparator.api.breaker import Breaker
from comparator.api.client import client
from comparator.api.http import Http
from comparator.api.pace import Pacer
from comparator.api.venue import Venue
from comparator.errors import DataError, Unreachable, VenueError
from comparator.schema import VenueData
from comparator.sources.cache import Cache
from comparator.sources.fetch import DEADLINE, answer
from comparator.sources.published import shipped_by
from comparator.sources.refusals import left_alone, remember

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import httpx


class Probe(Struct, frozen=True, kw_only=True):
    """What came of asking one venue; `data` and `error` are None for one that is never asked."""

    venue: Venue
    data: VenueData | None
    error: VenueError | None
    seconds: float | None  # of the whole answer; None: no request was made
    skew: float | None  # seconds this clock is ahead of the venue's; None: it told no time
    problems: tuple[str, ...] = ()  # what is wrong with our own files


async def probe(
    venues: "Sequence[Venue]", *, cache: Cache, limit: float, transport: object = None
) -> list[Probe]:
    """One probe per venue, in their order, all at once; venues that want to be left alone are.

    `limit`: seconds for one request; `transport` answers instead of the network.
    """
    ask = partial(_one, folder=cache.folder, limit=limit, transport=transport)
    return await gather(*map(ask, venues))


async def _one(venue: Venue, *, folder: "Path", limit: float, transport: object) -> Probe:
    import asyncio  # noqa: PLC0415 - with the first request

    if venue.data_only:
        return Probe(venue=venue, data=None, error=None, seconds=None, skew=None)
    now, problems, skews = datetime.now(UTC), list[str](), list[float]()
    try:
        if refused := left_alone(folder, venue.id, now):
            return Probe(venue=venue, data=None, error=refused, seconds=None, skew=None)
    except DataError as error:
        problems.append(str(error))
    breaker = Breaker(max((pace.seconds for pace in venue.pace), default=0.0))
    listed = structs.replace(venue, markets=None, book=None, margin_tiers=None, fees=None)
    start, data = monotonic(), None
    failure: VenueError | None = None
    try:
        async with (
            client(transport, headers=venue.headers, timeout=limit) as opened,
            asyncio.timeout(DEADLINE),
        ):
            opened.event_hooks = {"response": [partial(_heard, skews)]}
            http = Http(
                venue.id,
                venue.base_url,
                client=opened,
                now=now,
                published=partial(shipped_by, venue),
                hosts=venue.hosts,
                refusal=venue.refusal,
                firewall=venue.firewall,
                pacer=Pacer(venue.pace),
                breaker=breaker,
            )
            data = await answer(listed, http, lambda _: False)
    except TimeoutError:
        text = f"still answering after {DEADLINE:g} seconds"
        failure = Unreachable(text, venue=venue.id)
    except VenueError as error:
        failure = error
    seconds = monotonic() - start
    try:
        remember(folder, venue.id, breaker, now)
    except DataError as error:
        problems.append(str(error))
    return Probe(
        venue=venue,
        data=data,
        error=failure,
        seconds=seconds,
        skew=min(skews, key=abs, default=None),
        problems=tuple(problems),
    )


async def _heard(skews: list[float], answered: "httpx.Response") -> None:
    """Keep how far this clock is from the venue's: `Date` is cut to the second, `Age` is a cache's.

    The error is half a second either way, and the way back; of several answers the closest counts.
    """
    headers = answered.headers
    try:
        said = parsedate_to_datetime(headers["date"])
        aged = float(headers.get("age", 0)) + 0.5
        skews.append(datetime.now(UTC).timestamp() - said.timestamp() - aged)
    except (KeyError, ValueError, TypeError, OverflowError):
        return  # it tells no time: unknown
