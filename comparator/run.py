"""Step one of an answer, reading: what one run reads, from the venues or from a file."""

import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from msgspec import structs

from comparator import __version__
from comparator.api.aio import finished, unwaited
from comparator.api.http import CLOCKS_DIFFER
from comparator.api.venue import Venue
from comparator.assets import asset_name, coins
from comparator.comparison import LINEAR_DOLLARS, Choice
from comparator.errors import must_know
from comparator.schema import VenueData
from comparator.sources.collect import Outcome, Plan, SourceName, collect
from comparator.sources.discovery import BrokenPlugin, discover
from comparator.sources.fetch import Wanted, fetch_venue
from comparator.sources.merge import filled
from comparator.sources.published import published
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Snapshot, load_snapshot

T = TypeVar("T")


def read(
    assets: str | Iterable[str] | None = (),
    *,
    venues: Iterable[str] | None = None,
    source: SourceName = "auto",
    choice: Choice = LINEAR_DOLLARS,
    plan: Plan | None = None,
) -> Snapshot:
    """Everything one run reads; see `read_async`."""
    plan = plan or Plan(source=source)
    work = read_async(assets, venues=venues, choice=choice, plan=plan)
    return finish(work, offline=plan.offline)


async def read_async(
    assets: str | Iterable[str] | None = (),
    *,
    venues: Iterable[str] | None = None,
    source: SourceName = "auto",
    choice: Choice = LINEAR_DOLLARS,
    plan: Plan | None = None,
    installed: Sequence[Venue] | None = None,
    done: Callable[[Outcome], None] = lambda _: None,
) -> Snapshot:
    """Everything one run reads: of every venue its contracts and fees, of `assets` quotes too.

    `assets` None: quotes of all contracts that `choice` allows, by lists alone, however many there
    are; no order books and no margin tables then. `venues` names some of the installed ones (None:
    all). `plan` says more about how to ask than `source`; `done` is called for each venue as it
    answers. Raises PlanError for an unknown venue; a venue that could not be asked is in `failed`.
    """
    asked = chosen(discover().venues if installed is None else installed, venues)
    plan = plan or Plan(source=source)
    if assets is None:
        plan = structs.replace(plan, lists_only=True)
    return await collected(asked, _wanted(assets, choice), plan, done)


async def collected(
    venues: Sequence[Venue],
    wanted: Wanted,
    plan: Plan,
    done: Callable[[Outcome], None] = lambda _: None,
) -> Snapshot:
    """What came of asking these venues, with quotes of the contracts that are `wanted`."""
    outcomes = await collect(venues, wanted, plan, done)
    return Snapshot(
        schema=SNAPSHOT_SCHEMA,
        comparator_version=__version__,
        at=_clock([found.data for found in outcomes if found.data], plan.now),
        venues=tuple(found.data for found in outcomes if found.data),
        failed=tuple(found.failure for found in outcomes if found.failure),
    )


def _clock(read: Sequence[VenueData], now: datetime) -> datetime:
    """When the run was: by the venues' clocks where most of them say that this one is wrong."""
    heard = [data.as_of for data in read if data.basis == "live"]
    other = sorted(at for at in heard if abs(at - now) > CLOCKS_DIFFER)
    return other[len(other) // 2] if 2 * len(other) > len(heard) else now


def saved(snapshot: Snapshot | Path, venues: Iterable[str] | None = None) -> Snapshot:
    """A run that was read before, from its file where it is one.

    Raises DataError for a file that is no snapshot, PlanError for a venue that is not in it.
    """
    found = load_snapshot(snapshot) if isinstance(snapshot, Path) else snapshot
    there = [*(data.venue for data in found.venues), *(row.venue for row in found.failed)]
    must_know(venues, there, "in the file")
    return found


def _wanted(assets: str | Iterable[str] | None, choice: Choice) -> Wanted:
    if assets is None:
        return choice.allows
    names = coins(assets)
    return lambda spec: spec.base in names and choice.allows(spec)


def finish(work: Coroutine[Any, Any, T], *, offline: bool) -> T:
    """What `work` returns, also where an event loop runs already, as in a notebook.

    `offline`: nobody is asked, so that no loop is needed.
    """
    if offline:
        return unwaited(work)
    if not _looping():
        return finished(work)
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for notebooks alone

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(finished, work).result()


def _looping() -> bool:
    """Whether an event loop runs in this thread; without asyncio imported none does."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def venues() -> tuple[Venue, ...]:
    """All venues of the installed plugins, sorted by id."""
    return discover().venues


def broken() -> tuple[BrokenPlugin, ...]:
    """Plugins that could not be used, and why."""
    return discover().broken


def fetch(
    venue_id: str,
    assets: Iterable[str] | None = None,
    *,
    transport: object = None,
    at: datetime | None = None,
) -> VenueData:
    """Ask one venue now; see `fetch_async`."""
    return finish(fetch_async(venue_id, assets, transport=transport, at=at), offline=False)


async def fetch_async(
    venue_id: str,
    assets: Iterable[str] | None = None,
    *,
    transport: object = None,
    at: datetime | None = None,
) -> VenueData:
    """Ask one venue now: all contracts, and for `assets` also quotes, depth, funding and tiers.

    `transport` is an httpx.AsyncBaseTransport that answers instead of the network; `at` is the
    clock to use instead of now, for replays. What the venue does not publish without a key (fees,
    some margin tiers) comes from the plugin's published data, each with its own origin. Raises
    PlanError for an unknown venue and VenueError when the contracts could not be had.
    """
    venue = chosen(venues(), [venue_id])[0]
    plan = Plan(transport=transport, at=at)
    names = {asset_name(asset) for asset in assets} if assets is not None else set[str]()
    data = await fetch_venue(
        venue, lambda spec: spec.base in names, now=plan.now, transport=plan.transport
    )
    return filled(data, published(venue.published, venue.rules) if venue.published else None)


def chosen(installed: Sequence[Venue], names: Iterable[str] | None) -> list[Venue]:
    """The venues of these names, each once, all for None; PlanError for an unknown one."""
    by_id = {venue.id: venue for venue in installed}
    wanted = list(by_id) if names is None else list(dict.fromkeys(names))
    must_know(wanted, by_id, "installed")
    return [by_id[name] for name in wanted]
