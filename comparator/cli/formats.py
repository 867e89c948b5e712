"""The formats of `--format`, each a function from an answer to its text.

A new one is a renderer in `render/` and an entry in FORMATS; options and help follow.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from msgspec import Struct

    from comparator.render.sheet import Block, Page, Sheet


class Shown(NamedTuple):
    """An answer in the three shapes that formats need; each is made only when it is asked for."""

    page: Callable[[], "Page"]
    """What people read."""
    sheet: Callable[[], "Sheet[Any]"]
    """Its long table."""
    document: Callable[[], "Struct"]
    """All of it as data."""
    fields: tuple[str, ...] = ()
    """Columns asked for; empty: as they are."""
    sort: str = ""
    """The column to sort by, with a minus for descending; empty: as it is."""
    wide: bool = False
    """Whether a table may be wider than the screen."""
    color: bool = False
    """Whether a table may have colours."""
    trusted: tuple[str, ...] = ()
    """Venues whose figures were taken as they are."""
    bom: bool = False
    """Whether CSV begins with a byte-order mark."""


def _table(shown: Shown) -> str:
    from comparator.render import table  # noqa: PLC0415 - for this format alone, as below

    width = None if shown.wide else table.screen_width()
    return table.render(_blocks(shown), width=width, color=shown.color)


def _markdown(shown: Shown) -> str:
    from comparator.render import markdown  # noqa: PLC0415

    return markdown.render(_blocks(shown))


def _html(shown: Shown) -> str:
    """A page of its own, whose tables have headings, so that the page has a list of contents."""
    from msgspec import structs  # noqa: PLC0415

    from comparator.render import html  # noqa: PLC0415
    from comparator.render.report.document import Block, Document, Heading  # noqa: PLC0415
    from comparator.render.sheet import Sheet  # noqa: PLC0415
    from comparator.schema import ZERO  # noqa: PLC0415

    title = click.get_current_context().command_path
    whole: list[Block] = [Heading(1, title)]
    for block in _blocks(shown):
        if isinstance(block, Sheet) and block.title:
            whole += [Heading(2, block.title), structs.replace(block, title="")]
        else:
            whole.append(block)
    return html.render(Document(title=title, blocks=tuple(whole)), account=ZERO, charts=False)


def _csv(shown: Shown) -> str:
    """All columns, unless some are asked for."""
    from comparator.render.sheet import arranged, fitting  # noqa: PLC0415

    whole = fitting(shown.sheet(), shown.fields, shown.sort)
    names = shown.fields or [column.name for column in whole.all_columns]
    return csv(arranged(whole, names, shown.sort), trusted=shown.trusted, bom=shown.bom)


def csv(sheet: "Sheet[Any]", *, trusted: tuple[str, ...] = (), bom: bool = False) -> str:
    """A table as CSV; a last column names the venues of --trust, which stands in every output."""
    from msgspec import structs  # noqa: PLC0415

    from comparator.render import data  # noqa: PLC0415
    from comparator.render.sheet import Column  # noqa: PLC0415

    if trusted:
        said = Column[Any]("trusted", "trusted", lambda _: trusted, left=True)
        sheet = structs.replace(sheet, columns=(*sheet.columns, said))
    return data.table(sheet, bom=bom)


def _json(shown: Shown) -> str:
    from comparator.render import data  # noqa: PLC0415

    return data.json(shown.document())


def _toml(shown: Shown) -> str:
    from comparator.render import data  # noqa: PLC0415

    return data.toml(shown.document())


FORMATS: dict[str, Callable[[Shown], str]] = {
    "table": _table,
    "markdown": _markdown,
    "html": _html,
    "csv": _csv,
    "json": _json,
    "toml": _toml,
}
"""By the word that `--format` takes."""


def _blocks(shown: Shown) -> "Page":
    """The page, with the columns and the order asked for.

    Where none of its tables has these columns (it may be a list, or have a column per coin), the
    long table of the answer stands in their place, or says which columns there are.
    """
    from comparator.render.sheet import Sheet, Words, arranged, fitting  # noqa: PLC0415

    page, fields, sort = shown.page(), shown.fields, shown.sort
    if not fields and not sort:
        return page
    if any(_takes(block, shown) for block in page):
        return [
            arranged(block, fields, sort)
            if isinstance(block, Sheet) and _takes(block, shown)
            else block
            for block in page
        ]
    whole = arranged(fitting(shown.sheet(), fields, sort), fields, sort)
    return [whole, *(block for block in page if isinstance(block, Words))]


def _takes(block: "Block", shown: Shown) -> bool:
    """Whether it can be rearranged: only tables that offer more fields than they show can."""
    from comparator.render.sheet import Sheet, has  # noqa: PLC0415

    return isinstance(block, Sheet) and bool(block.every) and has(block, shown.fields, shown.sort)
