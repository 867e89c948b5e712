"""Where results go: stdout or a file, in the format asked for, coloured only on a terminal."""

import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from msgspec import Struct, structs

from comparator.errors import PlanError
from comparator.render.sheet import Block, Column, Page, Sheet, Words, arranged, fitting, has

ASCII = str.maketrans({"≥": ">=", "≤": "<=", "·": "|", "–": "-", "×": "x", "…": "...", "→": "->"})  # noqa: RUF001 - what the output may hold


def emit(
    options: dict[str, Any],
    *,
    page: Callable[[], Page],
    sheet: Callable[[], Sheet[Any]],
    document: Callable[[], Struct],
) -> None:
    """Write a result as --format says; each form is made only when it is asked for."""
    form: str = options["format"]
    if form in ("json", "toml", "csv"):
        write(_data(options, sheet, document), options["output"])
        return
    fields, sort = options.get("fields", ()), options.get("sort", "")
    blocks = page()
    if fields or sort:
        blocks = _rearranged(blocks, sheet, fields, sort)
    write(_page(options, blocks), options["output"])


def _rearranged(
    blocks: Page, sheet: Callable[[], Sheet[Any]], fields: Sequence[str], sort: str
) -> Page:
    """The page with the columns and the order asked for.

    Where none of its tables has these columns (it may be a list, or have a column per coin), the
    long table of the answer stands in their place, or says which columns there are.
    """
    if any(_takes(block, fields, sort) for block in blocks):
        return [
            arranged(block, fields, sort)
            if isinstance(block, Sheet) and _takes(block, fields, sort)
            else block
            for block in blocks
        ]
    whole = arranged(fitting(sheet(), fields, sort), fields, sort)
    return [whole, *(block for block in blocks if isinstance(block, Words))]


def _takes(block: Block, fields: Sequence[str], sort: str) -> bool:
    """Only tables that offer more fields than they show can be rearranged."""
    return isinstance(block, Sheet) and bool(block.every) and has(block, fields, sort)


def _data(
    options: dict[str, Any], sheet: Callable[[], Sheet[Any]], document: Callable[[], Struct]
) -> str:
    from comparator.render import data  # noqa: PLC0415 - for these formats alone

    if options["format"] == "json":
        return data.json(document())
    if options["format"] == "toml":
        return data.toml(document())
    fields, sort = options.get("fields") or (), options.get("sort", "")
    whole = fitting(sheet(), fields, sort)
    names = fields or [column.name for column in whole.all_columns]
    return table(arranged(whole, names, sort), options)


def table(sheet: Sheet[Any], options: dict[str, Any]) -> str:
    """A table as CSV; a last column names the venues of --trust, which stands in every output."""
    from comparator.render import data  # noqa: PLC0415 - for this format alone

    if trusted := options.get("trust"):
        said = Column[Any]("trusted", "trusted", lambda _: trusted, left=True)
        sheet = structs.replace(sheet, columns=(*sheet.columns, said))
    return data.table(sheet, bom=options.get("bom", False))


def _page(options: dict[str, Any], blocks: Page) -> str:
    if options["format"] == "html":
        return _web_page(blocks)
    if options["format"] == "markdown":
        from comparator.render import markdown  # noqa: PLC0415 - for this format alone

        return markdown.render(blocks)
    from comparator.render.table import render, screen_width  # noqa: PLC0415 - the same

    width = None if options["wide"] else screen_width()
    return render(blocks, width=width, color=_coloured(options))


def _web_page(blocks: Page) -> str:
    from comparator.render import html  # noqa: PLC0415 - for this format alone
    from comparator.render.report.document import Block, Document, Heading  # noqa: PLC0415

    title = click.get_current_context().command_path
    whole: list[Block] = [Heading(1, title)]
    for one_block in blocks:
        block = one_block
        if isinstance(block, Sheet):
            if block.title:
                whole.append(Heading(2, block.title))
            if not block.rows:
                whole.append(Words(block.empty))
                continue
            flat = tuple(structs.replace(one, head=one.title) for one in block.columns)
            block = structs.replace(block, columns=flat)
        whole.append(block)
    return html.render(Document(title=title, blocks=tuple(whole)), account=Decimal(0), charts=False)


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
    return sys.stdout.isatty()
