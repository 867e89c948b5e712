"""Documents and tables as data: JSON, CSV and TOML; nothing is rounded, unknown stays unknown."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import msgspec
from msgspec import Struct

from comparator.render.sheet import Sheet, Value
from comparator.sources.files import toml_document

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets run when a text begins with it."""
CONTROL = re.compile("[\x7f-\x9f]")
"""What terminals may obey, and neither JSON nor TOML must escape."""
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What CSV, which has no escapes, leaves out: control characters but tabs and line breaks."""


def json(document: Struct) -> str:
    """A document as JSON: decimals are strings without exponents, unknown is null."""
    plain = _plain(msgspec.to_builtins(document, builtin_types=(Decimal,)))
    text = msgspec.json.format(msgspec.json.encode(plain), indent=2).decode()
    return escaped(text) + "\n"


def escaped(text: str) -> str:
    """JSON or TOML in which no control character is left: they stand in strings alone."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def toml(document: Struct) -> str:
    """A document as TOML: decimals are strings, what is unknown is absent."""
    import tomli_w  # noqa: PLC0415 - for this format alone

    return escaped(tomli_w.dumps(toml_document(document)))


def table(sheet: Sheet[Any], *, bom: bool = False) -> str:
    """A table as CSV with one header row; unknown figures are empty.

    `bom`: begins with the mark by which spreadsheets know UTF-8.
    """
    out = io.StringIO()
    if bom:
        out.write("\ufeff")
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
    text = UNPRINTED.sub("", text)
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
