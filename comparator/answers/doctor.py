"""Whether this machine reaches the venues, what they answer, and what to do where they do not."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from comparator.answers.document import Document
from comparator.api.environment import masked, proxy, without_proxy
from comparator.errors import DataError
from comparator.region import restrictions
from comparator.schema import VenueFacts
from comparator.sources.cache import Cache
from comparator.sources.probe import Probe
from comparator.sources.published import shipped_by
from comparator.words import counted

Reached = Literal["yes", "no", "refused here", "never asked"]
CLOCK = Decimal(2)
"""Seconds a clock may be off: `Date` has whole seconds, and the way back takes its time."""
OLD = timedelta(days=60)
"""Published figures older than this are worth an upgrade."""
TENTH = Decimal("0.1")
ADVICE = {
    "geo-blocked": "ask from where it serves people; until then --source published answers",
    "unreachable": "check network, proxy and firewall, or give it longer: --timeout 30",
    "rate limited": "leave it alone for a while; until then cached figures answer",
    "refused": "try again later; if it stays, report it",
    "unexpected shape": "its answers changed: upgrade, or report it",
    "plugin fault": "its plugin is at fault: upgrade, or report it",
}


class DoctorRow(Struct, frozen=True, kw_only=True):
    """One venue; null is unknown, or was not asked."""

    venue: Annotated[str, Meta(description="id of the venue")]
    reached: Annotated[
        Reached,
        Meta(
            description='yes, no, or "refused here": HTTP 451 or 403, or its own sign for a region'
        ),
    ]
    seconds: Annotated[
        Decimal | None,
        Meta(description="seconds until its list of contracts was read; null: no request"),
    ]
    clock: Annotated[
        Decimal | None,
        Meta(description="seconds this clock is ahead of the venue's; null: it told no time"),
    ]
    proxied: Annotated[bool, Meta(description="whether requests to it go through the proxy")]
    contracts: Annotated[
        int | None, Meta(description="how many contracts were read; null: none could be asked")
    ]
    rejected: Annotated[int | None, Meta(description="how many contracts could not be read")]
    rejections: Annotated[tuple[str, ...], Meta(description="symbol and reason of each of those")]
    published: Annotated[
        datetime | None, Meta(description="newest figure that ships with the plugin")
    ]
    cached_bytes: Annotated[int, Meta(description="bytes of its cache file; 0: none")]
    error: Annotated[str, Meta(description='the kind: "geo-blocked"; empty: none')]
    message: Annotated[str, Meta(description="what happened, in plain words; empty: nothing")]
    regions: Annotated[
        tuple[str, ...],
        Meta(description="countries its fact sheet says it does not serve, where it refused"),
    ]
    advice: Annotated[tuple[str, ...], Meta(description="one line for each problem")]


class Doctor(Document, frozen=True, kw_only=True):
    """comparator.doctor/1: which venues this machine reaches, and what to do about the others."""

    proxy: Annotated[
        str | None, Meta(description="address of the proxy, name and password masked; null: none")
    ]
    cache: Annotated[str, Meta(description="folder of the cache")]
    cache_bytes: Annotated[int, Meta(description="bytes of all files in it")]
    rows: Annotated[tuple[DoctorRow, ...], Meta(description="the records")]


def document(
    probes: Sequence[Probe], sheets: Iterable[VenueFacts], cache: Cache, at: datetime
) -> Doctor:
    """What the probes found, and one line of advice for each problem."""
    address = proxy()
    regions = {sheet.venue: _regions(sheet) for sheet in sheets}
    rows = [
        _row(found, regions.get(found.venue.id, ()), cache, at, proxied=address is not None)
        for found in probes
    ]
    files = [path for path in cache.folder.rglob("*") if path.is_file()]
    return Doctor(
        schema="comparator.doctor/1",
        generated_at=at,
        proxy=None if address is None else masked(address),
        cache=str(cache.folder),
        cache_bytes=sum(path.stat().st_size for path in files),
        rows=tuple(sorted(rows, key=lambda row: row.venue)),
    )


def _row(
    probe: Probe, regions: tuple[str, ...], cache: Cache, at: datetime, *, proxied: bool
) -> DoctorRow:
    venue, error, data = probe.venue, probe.error, probe.data
    published, problems = None, list(probe.problems)
    try:
        if venue.published:
            shipped = shipped_by(venue)
            published = max((one.as_of for one in shipped.origins.values()), default=shipped.as_of)
    except DataError as damaged:
        problems.append(str(damaged))
    refused = error is not None and error.kind == "geo-blocked"
    rejections = tuple(f"{row.symbol}: {row.reason}" for row in data.rejected) if data else ()
    clock = None if probe.skew is None else Decimal(probe.skew).quantize(TENTH)
    kept = cache.folder / f"{venue.id}.json"
    reached: Reached = "no"
    if venue.data_only:
        reached = "never asked"
    elif data:
        reached = "yes"
    elif refused:
        reached = "refused here"
    if error:
        problems.append(ADVICE.get(error.kind, "try again later"))
    if clock is not None and abs(clock) > CLOCK:
        side = "ahead of" if clock > 0 else "behind"
        problems.append(f"this clock is {abs(clock)} s {side} the venue's: set it by a time server")
    if rejections:
        count = counted(len(rejections), "contract")
        problems.append(f"{count} left out: upgrade, or report it")
    if published and at - published > OLD:
        problems.append(f"its published figures are older than {OLD.days} days: upgrade")
    return DoctorRow(
        venue=venue.id,
        reached=reached,
        seconds=None if probe.seconds is None else Decimal(probe.seconds).quantize(TENTH),
        clock=clock,
        proxied=proxied
        and not venue.data_only
        and not without_proxy(urlsplit(venue.base_url).hostname or ""),
        contracts=len(data.contracts) if data else None,
        rejected=len(rejections) if data else None,
        rejections=rejections,
        published=published,
        cached_bytes=kept.stat().st_size if kept.exists() else 0,
        error=error.kind if error else "",
        message=str(error) if error else "",
        regions=regions if refused else (),
        advice=tuple(problems),
    )


def _regions(sheet: VenueFacts) -> tuple[str, ...]:
    """Every country that an unscoped fact names as not served."""
    named = {code for fact in restrictions(sheet.facts) for code in fact.value}
    return tuple(sorted(named))
