"""A folder of saved runs, of each of which no more is read than what a look back asks for."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from comparator.errors import DataError
from comparator.schema import Basis, ContractSpec, FeeSchedule, MarginTier, Origin, VenueData
from comparator.sources.files import content
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Failure, Snapshot, load_snapshot


class Part(Struct, frozen=True, kw_only=True):
    """One venue of a saved run with its contracts and tables undecoded: there are thousands."""

    venue: str
    basis: Basis
    source: str
    as_of: datetime
    contracts: tuple[Raw, ...] = ()
    closed: tuple[str, ...] = ()
    tiers: Mapping[str, Raw] = {}
    fees: Mapping[str, FeeSchedule] = {}
    origins: Mapping[str, Raw] = {}


class Name(Struct, frozen=True, kw_only=True):
    """What a contract is asked for by."""

    base: str
    symbol: str


NAME = msgspec.json.Decoder(Name)


class Parts(Struct, frozen=True, kw_only=True):
    """A saved run, its contracts undecoded."""

    schema: str
    at: datetime
    venues: tuple[Part, ...]
    failed: tuple[Failure, ...] = ()


def saved_runs(folder: Path, word: str) -> tuple[list[VenueData], list[str]]:
    """What venues said in the saved runs of `folder`, and what is said of files that are none.

    Of contracts there are those whose coin or symbol is `word`, in capitals or not. What was used
    in the place of a venue that could not be asked is left out.
    """
    found, odd = list[VenueData](), list[str]()
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".json", ".toml") or not path.is_file():
            continue
        try:
            run = load_snapshot(path) if path.suffix == ".toml" else _partly(path, word)
        except DataError as error:
            odd.append(f"left out: {error}")
        else:
            lost = {row.venue for row in run.failed}
            found += [data for data in run.venues if data.venue not in lost]
    return found, odd


def _partly(path: Path, word: str) -> Snapshot:
    try:
        whole = msgspec.json.decode(content(path), type=Parts)
        if whole.schema != SNAPSHOT_SCHEMA:
            raise DataError(f"{path}: schema must be {SNAPSHOT_SCHEMA!r}, was {whole.schema!r}")
        venues = tuple(_venue(part, word.lower()) for part in whole.venues)
    except OSError as error:
        raise DataError(f"snapshot {path} cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not a snapshot of comparator: {error}") from error
    return Snapshot(
        schema=whole.schema,
        comparator_version="",
        at=whole.at,
        venues=venues,
        failed=whole.failed,
    )


def _venue(part: Part, word: str) -> VenueData:
    contracts = tuple(
        msgspec.json.decode(raw, type=ContractSpec)
        for raw in part.contracts
        if _called(NAME.decode(raw), word)
    )
    symbols = [spec.symbol for spec in contracts]
    parts = ("contracts", *(f"{name}/{s}" for s in symbols for name in ("contracts", "tiers")))
    parts = (*parts, *(f"fees/{key}" for key in part.fees))
    return VenueData(
        venue=part.venue,
        basis=part.basis,
        source=part.source,
        as_of=part.as_of,
        contracts=contracts,
        closed=part.closed,
        fees=part.fees,
        tiers={
            symbol: msgspec.json.decode(part.tiers[symbol], type=tuple[MarginTier, ...])
            for symbol in symbols
            if symbol in part.tiers
        },
        origins={
            name: msgspec.json.decode(part.origins[name], type=Origin)
            for name in parts
            if name in part.origins
        },
    )


def _called(name: Name, word: str) -> bool:
    return word in (name.base.lower(), name.symbol.lower())
