"""What is kept on disk: the cache, snapshots of a run, and the published data of a plugin."""

import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, cast
from zlib import crc32

import msgspec
from msgspec import Meta, Struct

from comparator.api.venue import Venue
from comparator.errors import DataError
from comparator.schema import Fact, Origin, Reference, Rules, VenueData, VenueFacts, check_tiers
from comparator.schema.checks import in_utc

CACHE_VERSION = 1
SNAPSHOT_SCHEMA = "comparator.snapshot/1"
LARGEST = 2**28
"""Bytes; no file of ours comes near it."""
LEFT_BEHIND = 600.0
"""Seconds after which nobody is still writing a file."""
PARTS = ("contracts", "markets", "books", "tiers", "fees")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is either the old one or the whole new one, whatever happens meanwhile.

    Links are followed, the mode of the old file is kept, devices and pipes are written to.
    A process killed half-way leaves a `.part` beside the file, which a later write removes.
    """
    path = path.resolve() if path.is_symlink() else path  # what a link leads to is written
    mode = None
    if path.exists():
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a device or a pipe takes what it is given
            with path.open("wb") as file:
                file.write(content)
            return
        mode = stat.S_IMODE(found.st_mode)
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            if mode is not None:
                part.chmod(mode)
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)  # gone already where the rename was reached


def _sweep(path: Path) -> None:
    for part in path.parent.iterdir():
        if part.name.startswith(f".{path.name}.") and part.name.endswith(".part"):
            with suppress(FileNotFoundError):  # somebody else was faster
                if time.time() - part.stat().st_mtime > LEFT_BEHIND:
                    part.unlink()


def _check(data: VenueData) -> None:
    for symbol, tiers in data.tiers.items():
        check_tiers(f"{data.venue} {symbol}", tiers)


def sealed(content: bytes) -> bytes:
    """`content` below a line with its length and checksum: damage is noticed, not read."""
    return b"%d-%08x\n" % (len(content), crc32(content)) + content


def unsealed(kept: bytes) -> bytes:
    """What was sealed; ValueError where it is not what was written."""
    seal, _, content = kept.partition(b"\n")
    if sealed(content) != kept:
        raise ValueError(f"its checksum is not {seal[:30].decode('ascii', 'replace')}")
    return content


# -- cache -----------------------------------------------------------------------------------------


class Cached(Struct, frozen=True, kw_only=True):
    """One cache file."""

    version: int
    fetched_at: datetime  # of the contracts; markets and books carry their own times
    data: VenueData

    def __post_init__(self) -> None:
        in_utc("cache", fetched_at=self.fetched_at)


class Cache:
    """One file per venue under `folder`; a file that cannot be read is as good as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, venue: str) -> Cached | None:
        """The last data of a venue, or None; DataError for a damaged or foreign-version file."""
        path = self._path(venue)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DataError(f"cache {path} cannot be read: {error}") from error
        try:
            cached = msgspec.json.decode(unsealed(content), type=Cached)
            _check(cached.data)
        except (ValueError, RecursionError) as error:
            raise DataError(f"cache {path} is damaged and will be rewritten: {error}") from error
        if cached.version != CACHE_VERSION:
            raise DataError(f"cache {path} is of version {cached.version} and will be rewritten")
        return cached

    def save(self, data: VenueData, fetched_at: datetime) -> None:
        """Keep the data of a venue; DataError when the folder cannot be written."""
        cached = Cached(version=CACHE_VERSION, fetched_at=fetched_at, data=data)
        try:
            write_atomically(self._path(data.venue), sealed(msgspec.json.encode(cached)))
        except OSError as error:
            raise DataError(f"cache {self._path(data.venue)} cannot be written: {error}") from error

    def _path(self, venue: str) -> Path:
        return self.folder / f"{venue}.json"


# -- published data --------------------------------------------------------------------------------


class Rows(Struct):
    """The tier table of one symbol, which carries its source and date."""

    rows: list[object]


class Outline(Struct):
    """Where a published file has its tables, before any is read."""

    contracts: list[dict[str, object]] = []
    markets: dict[str, dict[str, object]] = {}
    books: dict[str, dict[str, object]] = {}
    tiers: dict[str, Rows] = {}
    fees: dict[str, dict[str, object]] = {}


def shipped_by(venue: Venue) -> VenueData:
    """The published figures of a plugin; DataError when it ships none that can be read."""
    if venue.published is None:
        raise DataError("the plugin ships no published figures")
    return published(venue.published, venue.rules)


def published(path: Path, rules: Rules) -> VenueData:
    """The dated figures shipped beside a plugin; every table carries `source` and `as_of`.

    DataError names the file and the table that cannot be read.
    """
    document = _toml(path)
    try:
        msgspec.convert(document, Outline)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    origins = dict[str, Origin]()
    for part, key, table in _tables(document):
        source, as_of = table.get("source"), table.get("as_of")
        if part != "fees":  # a fee schedule has these members itself
            table.pop("source", None)
            table.pop("as_of", None)
        try:
            basis = table.pop("basis", "published")
            origins[f"{part}/{key}"] = msgspec.convert(
                {"basis": basis, "source": source, "as_of": _instant(as_of)}, Origin
            )
        except msgspec.ValidationError as error:
            raise DataError(
                f"{path}: {part} {key}: source and as_of are wanted: {error}"
            ) from error
    document["tiers"] = {key: table["rows"] for key, table in document.get("tiers", {}).items()}
    document["as_of"] = _instant(document.get("as_of"))
    try:
        whole = {**document, "basis": "published", "origins": origins, "rules": rules}
        data = msgspec.convert(whole, VenueData)
        _check(data)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from error
    return data


def publish(data: VenueData) -> dict[str, Any]:
    """The TOML document that `published` reads back as `data`."""
    document = toml_document(data)
    for name in ("basis", "origins", "warnings", "rejected", "closed", "rules"):
        document.pop(name, None)
    document["tiers"] = {key: {"rows": rows} for key, rows in document.get("tiers", {}).items()}
    for part, key, table in _tables(document):
        origin = data.origin(part, key)  # type: ignore[arg-type] # one of PARTS
        if part != "fees":
            table |= {"source": origin.source, "as_of": origin.as_of}
        if origin.basis not in ("live", "cached", "published"):
            table["basis"] = origin.basis
    return {name: value for name, value in document.items() if value not in ({}, [])}


def facts(venue: str, path: Path) -> VenueFacts:
    """The fact sheet beside a published file (`<name>.facts.toml`); empty when there is none."""
    path = path.with_suffix(".facts.toml")
    if not path.exists():
        return VenueFacts(venue=venue)
    try:
        found = msgspec.convert(_toml(path).get("facts", []), tuple[Fact, ...])
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    return VenueFacts(venue=venue, facts=found)


def toml_document(value: Struct) -> dict[str, Any]:
    """A value as TOML holds it: no unknown members (there is no null), decimals as plain text."""
    document = msgspec.to_builtins(value, builtin_types=(Decimal, datetime, date))
    return cast("dict[str, Any]", _plain(document))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {key: _plain(item) for key, item in items if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("list[object]", value)]
    return value


def _tables(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for part in PARTS:
        found = document.get(part, {})
        if part == "contracts":
            yield from ((part, str(table.get("symbol")), table) for table in found)
        else:
            yield from ((part, key, table) for key, table in found.items())


def _instant(value: object) -> object:
    """A day stands for its first instant, in UTC."""
    text = str(value)
    return f"{text}T00:00:00Z" if len(text) == len("2026-11-23") else value


def _content(path: Path) -> bytes:
    """The whole file; DataError for one that is larger than any of ours, or never ends."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise DataError(f"{path} is larger than {LARGEST // 2**20} MiB, more than a run writes")
    return content


def _toml(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - JSON is what is mostly read

    try:
        return tomllib.loads(_content(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error


# -- snapshots -------------------------------------------------------------------------------------


class Failure(Struct, frozen=True, kw_only=True):
    """One venue that could not be asked, and what was used instead."""

    venue: Annotated[str, Meta(description="id of the venue")]
    error: Annotated[str, Meta(description='the kind: "geo-blocked"')]
    message: Annotated[str, Meta(description="what happened, in plain words")]
    fallback: Annotated[str, Meta(description='"cached", "published", or empty: nothing')]


class Snapshot(Struct, frozen=True, kw_only=True):
    """All that one run read; rendering it twice gives the same bytes."""

    schema: str
    comparator_version: str
    at: datetime
    venues: tuple[VenueData, ...]
    failed: tuple[Failure, ...] = ()
    facts: tuple[VenueFacts, ...] = ()  # fact sheets, where the run showed any
    references: tuple[Reference, ...] = ()  # chosen from the whole run, where this is a part of it

    def __post_init__(self) -> None:
        in_utc("snapshot", at=self.at)


def save_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Write a snapshot as JSON, or as TOML where the name ends so."""
    if path.suffix == ".toml":
        import tomli_w  # noqa: PLC0415 - for writing alone

        document = toml_document(snapshot)
        write_atomically(path, tomli_w.dumps(document).encode())
    else:
        write_atomically(path, msgspec.json.format(msgspec.json.encode(snapshot), indent=1) + b"\n")


def load_snapshot(path: Path) -> Snapshot:
    """A saved run; DataError names the file when it is none of ours."""
    try:
        if path.suffix == ".toml":
            snapshot = msgspec.convert(_toml(path), Snapshot)
        else:
            snapshot = msgspec.json.decode(_content(path), type=Snapshot)
        for data in snapshot.venues:
            _check(data)
    except OSError as error:
        raise DataError(f"snapshot {path} cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not a snapshot of comparator: {error}") from error
    if snapshot.schema != SNAPSHOT_SCHEMA:
        raise DataError(f"{path}: schema must be {SNAPSHOT_SCHEMA!r}, was {snapshot.schema!r}")
    return snapshot
