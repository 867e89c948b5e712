"""The dated figures and fact sheets that ship beside a plugin, read and written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from comparator.api.venue import Venue
from comparator.errors import DataError
from comparator.schema import Fact, Origin, Rules, VenueData, VenueFacts
from comparator.sources.files import toml, toml_document

PARTS = ("contracts", "markets", "books", "tiers", "fees", "regions")
USUAL: dict[str, dict[str, object]] = {
    "contracts": {"underlying_multiplier": "1", "asset_class": "crypto", "pre_market": False},
    "markets": {"assumed": False},
    "regions": {"served": True, "barred": [], "tiers": {}, "fees": {}},
}
"""What is not written, as it is what is read where nothing stands."""


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
    regions: dict[str, dict[str, object]] = {}


def shipped_by(venue: Venue) -> VenueData:
    """The published figures of a plugin; DataError when it ships none that can be read."""
    if venue.published is None:
        raise DataError("the plugin ships no published figures")
    return published(venue.published, venue.rules)


def published(path: Path, rules: Rules) -> VenueData:
    """The dated figures shipped beside a plugin; every table carries `source` and `as_of`.

    DataError names the file and the table that cannot be read.
    """
    document = toml(path)
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
        data.check_tiers()
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
        for name, usual in USUAL.get(part, {}).items():
            if table.get(name) == usual:
                del table[name]
    return {name: value for name, value in document.items() if value not in ({}, [])}


def facts(venue: str, path: Path) -> VenueFacts:
    """The fact sheet beside a published file (`<name>.facts.toml`); empty when there is none."""
    path = path.with_suffix(".facts.toml")
    if not path.exists():
        return VenueFacts(venue=venue)
    try:
        found = msgspec.convert(toml(path).get("facts", []), tuple[Fact, ...])
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    return VenueFacts(venue=venue, facts=found)


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
