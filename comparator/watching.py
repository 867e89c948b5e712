"""Keeping a watch folder: read the venues, compare, write what changed, all or nothing.

>>> from pathlib import Path
>>> import comparator
>>> found = comparator.watch(Path("watched"), "BTC")
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import structs

from comparator.answers import changes
from comparator.answers.watch import Watch, Watched, watched
from comparator.api.http import Http
from comparator.api.venue import Venue
from comparator.assets import coins
from comparator.how import blocking
from comparator.render import feed
from comparator.render.changes import log
from comparator.run import chosen, collected, saved, venues
from comparator.schema import ContractSpec, MarginTier, MarketSnapshot, VenueWarning
from comparator.sources import kept
from comparator.sources.collect import Outcome, Plan
from comparator.sources.folder import CHANGES, Folder
from comparator.sources.snapshot import Snapshot
from comparator.words import counted

COINS = ("BTC", "ETH", "SOL")
"""Whose margin tiers are asked for, where a venue sends them for one contract at a time."""


async def watch_async(
    folder: Path,
    assets: str | Iterable[str] = COINS,
    *,
    venues: Iterable[str] | None = None,
    quotes: bool = False,
    url: str = "",
    snapshot: Snapshot | Path | None = None,
    plan: Plan | None = None,
    installed: Sequence[Venue] | None = None,
    done: Callable[[Outcome], None] = lambda _: None,
) -> Watch:
    """Ask the venues, and write into `folder` what changed since it was last written.

    Read are all contracts and fees, and quotes, which other venues' are held against, by lists; and
    margin tiers, of `assets` alone where a venue sends them for one contract at a time. `quotes`
    keeps the quotes as well. `url` is where the feed will be published. With `snapshot` nobody is
    asked: the folder takes in a run that was saved, later than what it holds. A run that finds
    nothing new touches no file. Raises PlanError for what is no watch folder or cannot be written,
    DataError for a damaged one; a venue that could not be asked is in `failed` and keeps its last
    state.
    """
    there = Folder(folder)
    there.mark()
    there.repair()
    if snapshot is None:
        snapshot = await _read(assets, venues, plan, installed, done)
    else:
        snapshot = saved(snapshot, venues)
        if venues is not None:
            names = set(venues)
            some = tuple(data for data in snapshot.venues if data.venue in names)
            snapshot = structs.replace(snapshot, venues=some)
    found, files = _judged(there, snapshot, plan, quotes=quotes)
    if found.states or files:
        with there.locked():  # somebody may have written meanwhile
            found, files = _judged(there, snapshot, plan, quotes=quotes)
            if found.states or files:
                return _write(there, found, files, url)
    return found.document


watch = blocking(watch_async)


async def _read(
    assets: str | Iterable[str],
    names: Iterable[str] | None,
    plan: Plan | None,
    installed: Sequence[Venue] | None,
    done: Callable[[Outcome], None],
) -> Snapshot:
    asked = chosen(venues() if installed is None else installed, names)
    of = frozenset(coins(assets))
    whole = [_by_lists(venue, of) for venue in asked]
    plan = structs.replace(plan or Plan(source="live"), every_listed=True)
    return await collected(whole, lambda _: True, plan, done)


def _by_lists(venue: Venue, of: frozenset[str]) -> Venue:
    """`venue` asked for lists of everything, and for margin tables of the coins `of`."""
    quotes, tables = venue.all_markets or venue.markets, venue.margin_tiers

    async def markets(http: Http, specs: Sequence[ContractSpec]) -> Mapping[str, MarketSnapshot]:
        return await quotes(http.by_lists(), specs) if quotes else {}

    async def tiers(
        http: Http, specs: Sequence[ContractSpec]
    ) -> Mapping[str, tuple[MarginTier, ...]]:
        few = [spec for spec in specs if spec.base in of]
        return await tables(http, few) if tables and few else {}

    return structs.replace(
        venue,
        book=None,
        markets=quotes and markets,
        all_markets=None,
        margin_tiers=tables and tiers,
    )


def _judged(
    there: Folder, snapshot: Snapshot, plan: Plan | None, *, quotes: bool
) -> tuple[Watched, dict[str, bytes]]:
    """What changed, and the files of quotes that are to be written."""
    states, damaged = there.states()
    clock = plan.now if plan else datetime.now(UTC)  # now that nobody else writes
    found = watched(states, snapshot, clock, damaged)
    files = dict[str, bytes]()
    if quotes:
        lost = {row.venue for row in found.document.failed}
        for data in snapshot.venues:
            text, name = kept.quotes(data.markets), f"quotes/{data.venue}.jsonl"
            if data.markets and data.venue not in lost and there.content(name) != text:
                files[name] = text
    return found, files


def _write(there: Folder, found: Watched, files: dict[str, bytes], url: str) -> Watch:
    """Write it all; the document, which says what is damaged among the earlier changes."""
    document = found.document
    mark, first = there.begun(document.generated_at)
    files |= first
    if document.rows or first:
        earlier, damaged = changes.read(there.content(CHANGES))
        every = [*earlier, *document.rows]
        files["changes.md"] = log(every, mark.since).encode()
        files["changes.xml"] = feed.atom(every, id=mark.id, since=mark.since, url=url)
        if damaged:
            text = f"{counted(damaged, 'line')} of {CHANGES} cannot be read: kept as they are"
            warning = VenueWarning(venue="", code="damaged_lines", message=text)
            document = structs.replace(document, warnings=(*document.warnings, warning))
    there.write(document.run, changes.lines(document.rows), found.states, files)
    return document
