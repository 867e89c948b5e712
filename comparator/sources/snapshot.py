"""All that one run read: a value, and the file it is kept in."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from comparator.errors import DataError
from comparator.schema import Reference, VenueData, VenueFacts
from comparator.schema.checks import in_utc
from comparator.sources.files import content, toml, toml_document, write_atomically

SNAPSHOT_SCHEMA = "comparator.snapshot/1"


class Failure(Struct, frozen=True, kw_only=True):
    """One venue that could not be asked, and what was used instead."""

    venue: Annotated[str, Meta(description="id of the venue")]
    error: Annotated[str, Meta(description='the kind: "geo-blocked"')]
    message: Annotated[str, Meta(description="what happened, in plain words")]
    fallback: Annotated[str, Meta(description='"cached", "published", or empty: nothing')]


class Snapshot(Struct, frozen=True, kw_only=True):
    """All that one run read; rendering it twice gives the same bytes."""

    schema: Annotated[str, Meta(description="comparator.snapshot/1")]
    comparator_version: Annotated[str, Meta(description="the program that wrote it")]
    at: Annotated[datetime, Meta(description="when the figures were read")]
    venues: Annotated[
        tuple[VenueData, ...],
        Meta(description="what each venue said, or what was used instead"),
    ]
    failed: Annotated[
        tuple[Failure, ...],
        Meta(description="venues that could not be asked, and what was used instead"),
    ] = ()
    facts: Annotated[
        tuple[VenueFacts, ...],
        Meta(description="fact sheets, where the run showed any"),
    ] = ()
    references: Annotated[
        tuple[Reference, ...],
        Meta(description="prices chosen from the whole run, where this is a part of it"),
    ] = ()

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
    """A saved run; DataError names a file that cannot be read or is no snapshot."""
    try:
        if path.suffix == ".toml":
            snapshot = msgspec.convert(toml(path), Snapshot)
        else:
            snapshot = msgspec.json.decode(content(path), type=Snapshot)
        for data in snapshot.venues:
            data.check_tiers()
    except OSError as error:
        raise DataError(f"snapshot {path} cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not a snapshot of comparator: {error}") from error
    if snapshot.schema != SNAPSHOT_SCHEMA:
        raise DataError(f"{path}: schema must be {SNAPSHOT_SCHEMA!r}, was {snapshot.schema!r}")
    return snapshot
