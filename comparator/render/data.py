"""Documents and tables as data: JSON, CSV and TOML; nothing is rounded, unknown stays unknown."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import msgspec
from msgspec import Struct

from comparator.render.sheet import Sheet, Value
from comparator.sources.store import toml_document

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets run when a text begins with it."""


def json(document: Struct) -> str:
    """A document as JSON: decimals are strings without exponents, unknown is null."""
    plain = _plain(msgspec.to_builtins(document, builtin_types=(Decimal,)))
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


def toml(document: Struct) -> str:
    """A document as TOML: decimals are strings, what is unknown is absent."""
    import tomli_w  # noqa: PLC0415 - for this format alone

    return tomli_w.dumps(toml_document(document))


def table(sheet: Sheet[Any]) -> str:
    """A table as CSV with one header row; unknown figures are empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_cell(column.value(row)) for column in sheet.columns])
    return out.getvalue()


def _cell(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "; ".join(value) if isinstance(value, tuple) else str("" if value is None else value)
    return f"'{text}" if isinstance(value, str | tuple) and text.startswith(FORMULA) else text


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value).items()
        return {key: _plain(member) for key, member in members}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in cast("Sequence[object]", value)]
    return value
