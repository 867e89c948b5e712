"""Where results go: stdout or a file, in the format asked for, coloured only on a terminal."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comparator.cli.formats import FORMATS, Shown
from comparator.errors import PlanError

if TYPE_CHECKING:
    from msgspec import Struct

    from comparator.render.sheet import Page, Sheet

ASCII = str.maketrans({"≥": ">=", "≤": "<=", "·": "|", "–": "-", "×": "x", "…": "...", "→": "->"})  # noqa: RUF001 - what the output may hold


def emit(
    options: dict[str, Any],
    *,
    page: Callable[[], "Page"],
    sheet: Callable[[], "Sheet[Any]"],
    document: Callable[[], "Struct"],
) -> None:
    """Write an answer as --format says, with the columns of --fields, ordered by --sort."""
    shown = Shown(
        page=page,
        sheet=sheet,
        document=document,
        fields=tuple(options.get("fields", ())),
        sort=options.get("sort", ""),
        wide=options["wide"],
        color=_coloured(options),
        trusted=tuple(options.get("trust") or ()),
        bom=options.get("bom", False),
    )
    write(FORMATS[options["format"]](shown), options["output"])


def write(text: str, path: Path | None) -> None:
    """Text to stdout, or to a file that is whole or not there."""
    if path is None:
        if sys.stdout is None:  # closed by whoever started us: >&-
            raise PlanError("stdout is closed: name a file with --output")
        encoding = sys.stdout.encoding or "utf-8"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            text = text.translate(ASCII).encode(encoding, "replace").decode(encoding)
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:  # whoever read our output has read enough
            _drop_stdout()
        except OSError as error:
            _drop_stdout()
            raise PlanError(f"stdout cannot be written: {error.strerror or error}") from error
        return
    from comparator.sources.files import write_atomically  # noqa: PLC0415 - for files alone

    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise PlanError(f"--output {path} cannot be written: {error.strerror or error}") from error


def _drop_stdout() -> None:
    """What is still buffered must not fail again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _coloured(options: dict[str, Any]) -> bool:
    if options["color"] != "auto":
        return bool(options["color"] == "always")
    if options["output"] or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(getattr(sys.stdout, "isatty", bool)())  # a closed stdout is None
