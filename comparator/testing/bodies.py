"""Answers kept by hand: a folder of saved bodies, and bodies.toml, which says what they answer."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, structs

from comparator.api.body import MAX_BODY
from comparator.api.venue import Venue
from comparator.errors import DataError, VenueError
from comparator.recording import Request, trimmed
from comparator.sources.files import content, toml
from comparator.testing.evidence import Interaction, Replayed
from comparator.testing.replay import Asking

BODIES = "bodies.toml"
EXAMPLE = """
captured_at = 2026-01-31T08:00:00Z
origin = "saved in a browser"
"""
USUAL = {"url": "https://api.example.com/v1/contracts?type=perp", "file": "contracts.json"}
ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?([/?][!-~]*)?")
HEADER = re.compile(r"[A-Za-z0-9-]+:[ -~]*")
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""What some editors and shells put before a text; no exchange sends it."""
MOST = 1000
"""Bodies of one folder; a cassette of as many is larger than the kit takes."""
MOST_SHOWN = 30
"""Requests of one message; the first ones explain the others."""


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[answer]]` or `[[refusal]]`: one saved body, and the request that it answers."""

    url: str  # with its query
    file: str  # within the folder
    method: Literal["GET", "POST"] = "GET"
    body: str = ""  # JSON of what was posted
    status: int = 200
    headers: Mapping[str, str] = {}  # of the answer, where they matter: retry-after
    captured_at: datetime | None = None  # None: as above all tables
    origin: str = ""  # the same


class Written(Struct, frozen=True, forbid_unknown_fields=True):
    """bodies.toml."""

    answer: tuple[Table, ...] = ()
    refusal: tuple[Table, ...] = ()
    captured_at: datetime | None = None
    origin: str = ""
    keep: tuple[str, ...] = ()  # instruments that lists are cut down to; none: all


class Saved(Struct, frozen=True):
    """One saved body with its request, as if it had been recorded."""

    file: str
    at: datetime
    origin: str
    item: Interaction

    def __str__(self) -> str:
        item = self.item
        return " ".join(filter(None, (item.method, item.url, item.asked.decode())))


class Bodies(Struct, frozen=True):
    """What one folder holds."""

    path: Path  # of bodies.toml
    answers: tuple[Saved, ...]
    refusals: tuple[Saved, ...]
    keep: frozenset[str]

    @property
    def at(self) -> datetime:
        """The instant of the newest answer: the clock that the plugin reads them with."""
        return max((saved.at for saved in self.answers), default=datetime.now(UTC))

    @property
    def requests(self) -> tuple[Request, ...]:
        """What `[[refusal]]` asks."""
        items = (saved.item for saved in self.refusals)
        return tuple(
            (item.method, item.url, msgspec.json.decode(item.asked) if item.asked else None)
            for item in items
        )


def over(saved: Iterable[Saved]) -> Replayed:
    """A transport that answers with these bodies."""
    return Replayed(one.item for one in saved)


# -- reading the folder ----------------------------------------------------------------------------


def bodies_in(folder: Path) -> Bodies:
    """What the folder holds, nothing without bodies.toml; DataError says what is wrong with it."""
    path = folder / BODIES
    try:
        written = msgspec.convert(toml(path) if path.is_file() else {}, Written)
    except msgspec.ValidationError as error:
        raise _wrong(path, str(error)) from error
    if len(written.answer) + len(written.refusal) > MOST:
        raise _wrong(path, f"it names more than {MOST} bodies")
    return Bodies(
        path=path,
        answers=tuple(_read(path, written, "answer")),
        refusals=tuple(_read(path, written, "refusal")),
        keep=frozenset(written.keep),
    )


def _read(path: Path, written: Written, sort: Literal["answer", "refusal"]) -> Iterator[Saved]:
    keep = frozenset(written.keep) if sort == "answer" else frozenset[str]()
    seen = dict[object, str]()
    for number, table in enumerate(getattr(written, sort), 1):
        where = f"[[{sort}]] {number}"
        at = table.captured_at or written.captured_at
        origin = (table.origin or written.origin).strip()
        if at is None or at.tzinfo is None:
            raise _wrong(
                path, f"{where}: captured_at must be the time of the answer, with its zone"
            )
        for problem in _problems(table, path.parent, at, origin):
            raise _wrong(path, f"{where}: {problem}")
        try:
            body = trimmed(content(path.parent / table.file, MAX_BODY), keep)
        except OSError as error:
            raise _wrong(path, f"{where}: {table.file}: {error.strerror}") from error
        except (msgspec.DecodeError, RecursionError) as error:
            raise _wrong(path, f"{where}: {table.file} cannot be cut down: {error}") from error
        if body.startswith(MARKS):
            raise _wrong(path, f"{where}: {table.file} must be UTF-8 without a byte order mark")
        item = Interaction(
            method=table.method,
            url=table.url,
            asked=table.body.encode(),
            sent={},
            status=table.status,
            headers={name: (value,) for name, value in table.headers.items()},
            body=body,
        )
        saved = Saved(table.file, at.astimezone(UTC), origin, item)
        if item.key in seen:
            raise _wrong(path, f"{seen[item.key]} and {table.file} both answer {saved}")
        seen[item.key] = table.file
        yield saved


def _problems(table: Table, folder: Path, at: datetime, origin: str) -> Iterator[str]:
    """What is wrong with one table."""
    if not ADDRESS.fullmatch(table.url):
        yield f"url must be a whole https address, was {table.url!r}"
    if not _is_within(folder, table.file):
        yield f"file must be one of the folder, was {table.file!r}"
    if bool(table.body) != (table.method == "POST"):
        yield 'a query that is posted has method = "POST" and body = its JSON, any other neither'
    try:
        msgspec.json.decode(table.body or "{}")
    except msgspec.DecodeError as error:
        yield f"body must be JSON, was {table.body!r}: {error}"
    if not 100 <= table.status <= 599:  # noqa: PLR2004 - what HTTP has
        yield f"status must be 100 to 599, was {table.status}"
    if not all(HEADER.fullmatch(":".join(header)) for header in table.headers.items()):
        yield f"headers must be printable ASCII, were {dict(table.headers)!r}"
    if at > datetime.now(UTC):
        yield f"captured_at must not be in the future, was {at:%Y-%m-%dT%H:%M:%S%z}"
    if not origin:
        yield "origin must say where the body is from"


def _is_within(folder: Path, name: str) -> bool:
    """Whether that is a file, no pipe, which the folder holds, wherever links lead."""
    try:
        path = (folder / name).resolve()
        return path.is_file() and path.is_relative_to(folder.resolve())
    except (OSError, ValueError):  # a name no file can have
        return False


def _wrong(path: Path, what: str) -> DataError:
    return DataError(f"{path}: {what}; for example:\n{_example(USUAL)}")


def _example(*tables: Mapping[str, str]) -> str:
    """A whole bodies.toml, of these answers."""
    import tomli_w  # noqa: PLC0415 - for what is wrong alone

    return EXAMPLE + "".join(f"\n[[answer]]\n{tomli_w.dumps(table)}" for table in tables)


# -- reading them with the plugin ------------------------------------------------------------------


def rehearsed(venue: Venue, bodies: Bodies, assets: tuple[str, ...]) -> list[str]:
    """Read the bodies as recording will; those that are never asked for.

    DataError names every request of the plugin that no body answers; VenueError is raised where
    all of them are answered and the venue fails none the less.
    """
    asking = Asking(venue=venue, at=bodies.at, assets=assets)
    passes = [asking, structs.replace(asking, lists_only=True)] if venue.all_markets else [asking]
    asked, missing, errors = set[object](), list[tuple[str, str, str]](), list[VenueError]()
    for one in passes:
        answers = over(bodies.answers)
        (found,) = one.through([answers])
        asked |= set(answers.turn)
        missing += answers.unanswered
        errors += [found.error] if found.error else []
    idle = [f"{saved.file}: {saved}" for saved in bodies.answers if saved.item.key not in asked]
    if missing:
        raise DataError(_told(bodies.path, list(dict.fromkeys(missing)), idle, first=bool(errors)))
    if errors:
        raise errors[0]
    return idle


def _told(path: Path, missing: list[tuple[str, str, str]], idle: list[str], *, first: bool) -> str:
    """What to save and to write down: tables that only want a file."""
    lines = [f"{path}: no body answers"]
    lines += _shown([" ".join(filter(None, request)) for request in missing])
    if first:
        lines.append("(once these are there, the plugin may ask for more)")
    if idle:
        lines += ["and these were not asked for", *_shown(idle)]
    lines.append("nothing was written. Save each answer and name it there, for example:")
    tables = [
        {"method": method, "url": url, "body": body} if body else {"url": url}
        for method, url, body in missing[:MOST_SHOWN]
    ]
    named = (table | {"file": f"{number}.json"} for number, table in enumerate(tables, 1))
    lines.append(_example(*named))
    lines.append("or, for fewer contracts, name above all tables those that lists are cut down to:")
    lines.append('keep = ["BTCUSDT", "ETHUSDT"]')
    return "\n".join(lines)


def _shown(lines: list[str]) -> list[str]:
    more = [f"  and {len(lines) - MOST_SHOWN} more"] if len(lines) > MOST_SHOWN else []
    return [*(f"  {line}" for line in lines[:MOST_SHOWN]), *more]


# -- saying where they are from --------------------------------------------------------------------


def rows(file: str, saved: Iterable[Saved], asked: Collection[object]) -> Iterator[str]:
    """Rows of PROVENANCE.md, one for each body that the cassette `file` holds."""
    for one in saved:
        if one.item.key in asked:
            what, origin = (_cell(text) for text in (str(one), f"{one.file}: {one.origin}"))
            yield f"| {file} | {what} | {origin} | {one.at:%Y-%m-%d %H:%M} UTC | kept by hand |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
