"""A whole recording: cassettes of what a venue answers or somebody saved, and what goes with them.

Each file is the old one or the whole new one, and where the venue fails none is touched.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec
import tomli_w
from msgspec import Struct, structs

from comparator import __version__
from comparator.api.venue import Venue
from comparator.recording import Request, record, record_requests
from comparator.schema import VenueData
from comparator.sources.files import write_atomically
from comparator.testing.bodies import bodies_in, over, rehearsed, rows
from comparator.testing.evidence import FETCH, LISTS, ORACLE, PROVENANCE, REFUSALS
from comparator.testing.identity import FEWEST_CONTRACTS

CASSETTES = (FETCH, LISTS, REFUSALS)
OTHERS = 2
"""How many instruments of every further kind, closed or rejected, are kept."""
BY_HAND = """\
Kept by hand means: somebody saved these bodies and wrote down what they answer; comparator never
asked for them. `comparator plugin record {}` records them from the exchange itself."""


class Recorded(Struct, frozen=True, kw_only=True):
    """What was recorded: when, what of it is kept, its refusals, and where it is from."""

    data: VenueData
    at: datetime
    keep: Collection[str]
    refusals: tuple[Request, ...]
    rows: tuple[str, ...]  # of PROVENANCE.md
    note: str = ""  # below them
    idle: tuple[str, ...] = ()  # saved bodies that were never asked for


def from_venue(
    venue: Venue, assets: tuple[str, ...], refusals: tuple[str, ...], folder: Path
) -> Recorded:
    """What the venue answers now; VenueError where it does not."""
    now = datetime.now(UTC).replace(microsecond=0)
    requests: tuple[Request, ...] = tuple(("GET", url, None) for url in refusals)
    data = record(venue, assets, now, folder / FETCH, keep=lambda data: kept(data, assets))
    keep = kept(data, assets)
    if venue.all_markets:
        record(venue, assets, now, folder / LISTS, keep=lambda _: keep, lists_of=data)
    if requests:
        record_requests(venue, requests, folder / REFUSALS)
    hosts = ", ".join([venue.base_url, *(f"https://{host}" for host in venue.hosts)])
    end = f"{hosts} | {now:%Y-%m-%d %H:%M} UTC | captured by comparator {__version__}"
    lines = [f"| {FETCH} | contracts, quotes, depth | {end}, lists cut down |"]
    if venue.all_markets:
        lines.append(f"| {LISTS} | quotes of all | {end}, lists cut down |")
    if requests:
        lines.append(f"| {REFUSALS} | {len(requests)} refusals | {end} |")
    return Recorded(data=data, at=now, keep=keep, refusals=requests, rows=tuple(lines))


def from_bodies(venue: Venue, bodies: Path, assets: tuple[str, ...], folder: Path) -> Recorded:
    """What the plugin makes of answers that somebody saved.

    DataError for a folder that cannot be read, or with no body for a request of the plugin.
    """
    venue = structs.replace(venue, pace=())  # nobody is asked
    saved = bodies_in(bodies)
    idle = rehearsed(venue, saved, assets)
    played = {file: over(saved.answers) for file in (FETCH, LISTS)}
    played[REFUSALS] = over(saved.refusals)
    data = record(
        venue,
        assets,
        saved.at,
        folder / FETCH,
        transport=played[FETCH],
        keep=lambda data: saved.keep or kept(data, assets),
    )
    keep = saved.keep or kept(data, assets)
    if venue.all_markets:
        record(
            venue,
            assets,
            saved.at,
            folder / LISTS,
            transport=played[LISTS],
            keep=lambda _: keep,
            lists_of=data,
        )
    if saved.refusals:
        record_requests(venue, saved.requests, folder / REFUSALS, transport=played[REFUSALS])
    lines = [
        row
        for file, answers in played.items()
        for row in rows(file, (*saved.answers, *saved.refusals), answers.turn)
    ]
    return Recorded(
        data=data,
        at=saved.at,
        keep=keep,
        refusals=saved.requests,
        rows=tuple(lines),
        note=BY_HAND.format(venue.id),
        idle=tuple(idle),
    )


def finish(recorded: Recorded, assets: tuple[str, ...], folder: Path) -> bool:
    """Write PROVENANCE.md and a draft of oracle.toml; False where one was worked out already."""
    write_atomically(folder / PROVENANCE, provenance(recorded).encode())
    oracle = folder / ORACLE
    if oracle.exists() and "\n[[contract]]" in oracle.read_text("utf-8"):
        return False
    write_atomically(oracle, draft(recorded, assets).encode())
    return True


def kept(data: VenueData, assets: Iterable[str]) -> set[str]:
    """The instruments worth keeping: those of the assets, some of every odd sort, and enough."""
    bases = set(assets)
    chosen = {spec.symbol for spec in data.contracts if spec.base in bases}
    sorts = {(spec.kind, spec.payoff, spec.asset_class) for spec in data.contracts}
    for sort in sorted(sorts):
        alike = (
            one.symbol for one in data.contracts if (one.kind, one.payoff, one.asset_class) == sort
        )
        chosen |= set(islice(alike, OTHERS))
    bundled = (one.symbol for one in data.contracts if one.underlying_multiplier != 1)
    chosen |= set(islice(bundled, OTHERS))
    others = [one.symbol for one in data.contracts if one.symbol not in chosen]
    chosen |= set(others[: max(0, FEWEST_CONTRACTS - len(chosen))])
    named = (one.wire_id for one in data.contracts if one.symbol in chosen)
    return {
        *chosen,
        *(name for name in named if name and not name.isdigit()),  # a number may be anything
        *data.closed[:OTHERS],
        *(row.symbol for row in data.rejected[:OTHERS]),
    }


def provenance(recorded: Recorded) -> str:
    """PROVENANCE.md of a recording."""
    head = ["# Where these answers come from", ""]
    table = ["| file | what | origin | date | captured or rebuilt |", "|---|---|---|---|---|"]
    day = f"{recorded.at:%Y-%m-%d %H:%M} UTC"
    oracle = f"| oracle.toml | what must be read | worked out by hand | {day} | - |"
    note = ["", recorded.note] if recorded.note else []
    return "\n".join([*head, *table, *recorded.rows, oracle, *note, ""])


def draft(recorded: Recorded, assets: tuple[str, ...]) -> str:
    """oracle.toml with the names filled in and every derived value left to be worked out."""
    data, names = recorded.data, recorded.keep
    rejected = _names(row.symbol for row in data.rejected if row.symbol in names)
    lines = [
        "# Worked out BY HAND from the answers in fetch.yaml, with the arithmetic in comments.",
        "# What they do not say is left out.",
        "",
        f"as_of = {recorded.at:%Y-%m-%dT%H:%M:%SZ}",
        f"assets = {_names(assets)}",
        "",
        f"closed = {_names(symbol for symbol in data.closed if symbol in names)}",
        f"rejected = {rejected}" + (" # TODO why" if rejected != "[]" else ""),
    ]
    blank = ("base", "quote", "settle", "kind", "payoff", "contract_size", "underlying_multiplier",
             "qty_unit", "qty_step", "min_qty", "tick_size", "funding_interval_hours")  # fmt: skip
    for spec in data.contracts:
        if spec.symbol in names:
            lines += ["", "[[contract]]", f"symbol = {_text(spec.symbol)}"]
            lines += [f'{field} = "" # TODO' for field in blank]
    for symbol in sorted(data.markets):
        lines += ["", "[[market]]", f"symbol = {_text(symbol)}"]
        quoted = ("bid", "ask", "bid_size", "ask_size", "mark", "funding_rate")
        lines += [f'{field} = "" # TODO' for field in quoted]
    for method, url, body in recorded.refusals:
        posted = [] if body is None else [f"body = {_text(msgspec.json.encode(body).decode())}"]
        asked = [] if method == "GET" else [f"method = {_text(method)}", *posted]
        lines += ["", "[[refusal]]", f"url = {_text(url)}", *asked, 'error = "Refused" # TODO']
    return "\n".join([*lines, ""])


def _names(symbols: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, symbols))}]"


def _text(word: str) -> str:
    return tomli_w.dumps({"x": word}).removeprefix("x = ").rstrip("\n")
