"""Files as they are written and read here: whole or not at all, bounded, sealed against damage."""

import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import msgspec
from msgspec import Struct, structs

from comparator.errors import DataError

LARGEST = 2**28
"""Bytes; no file of ours comes near it."""
LEFT_BEHIND = 600.0
"""Seconds after which nobody is still writing a file."""


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


def sealed(content: bytes) -> bytes:
    """`content` below a line with its length and checksum: damage is noticed, not read."""
    return b"%d-%08x\n" % (len(content), crc32(content)) + content


def unsealed(kept: bytes) -> bytes:
    """What was sealed; ValueError where it is not what was written."""
    _, _, content = kept.partition(b"\n")
    if sealed(content) != kept:
        raise ValueError("its content does not fit the checksum in its first line")
    return content


def content(path: Path, most: int = LARGEST) -> bytes:
    """The whole file; DataError for one that is larger than any of ours, or never ends."""
    with path.open("rb") as file:
        # Room for what it holds; room for all that it may hold takes longer to get than to fill
        held = min(os.fstat(file.fileno()).st_size, most)
        content = file.read(held + 1)
        if len(content) > held:  # it is larger, grows, or is a pipe, which says nothing of its size
            content += file.read(most - held)
    if len(content) > most:
        size = f"{most // 2**20} MiB" if most >= 2**20 else f"{most // 2**10} KiB"
        raise DataError(f"{path} is larger than {size}, more than a run writes")
    return content


def toml(path: Path) -> dict[str, Any]:
    """A TOML file as plain values; DataError where it cannot be read."""
    import tomllib  # noqa: PLC0415 - JSON is what is mostly read

    try:
        return tomllib.loads(content(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error


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


def lean(value: object, number: Callable[[Decimal], object] = lambda value: value) -> object:
    """`value` as plain JSON values, without members that have their default, at any depth.

    `number` says how a decimal is written; default: as JSON has it.
    """
    if isinstance(value, Struct):
        return {
            encoded: lean(content, number)
            for name, encoded, usual in _members(type(value))
            if (content := getattr(value, name)) != usual
        }
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value)
        return {key: lean(content, number) for key, content in entries.items()}
    if isinstance(value, (tuple, list)):
        return [lean(content, number) for content in cast("Sequence[object]", value)]
    return number(value) if isinstance(value, Decimal) else value


@cache
def _members(shape: type[Struct]) -> tuple[tuple[str, str, object], ...]:
    """Name, encoded name and default of each member; to find them takes longer than to use them."""
    return tuple((one.name, one.encode_name, _default(one)) for one in structs.fields(shape))


def _default(field: structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
