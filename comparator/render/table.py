"""Pages for a terminal: tables that fit its width, colour where it is wanted, no foreign codes."""

import shutil
import textwrap
from itertools import zip_longest
from typing import NamedTuple

from tabulate import DataRow, TableFormat, tabulate
from wcwidth import wcswidth

from comparator.render.sheet import Column, Items, Page, Sheet, Tone, Words
from comparator.words import clean

GAPS = (2, 1)
"""Blanks between two columns: one where two would cost a column."""
FOLD = 13
"""Signs of a name before it goes on in the next line, where a longer one would cost a column."""
NARROWEST, MOST = 40, 120
"""Columns of a screen, and of a sentence that can still be read."""
ALWAYS = 9
"""`keep` of columns that stay however narrow it gets."""
SHORTEST = 20
"""Columns of a line beside a label that can still be read."""
CODES: dict[Tone, str] = {"strong": "1", "plain": "", "dim": "2", "warn": "33"}


def screen_width() -> int:
    """Columns of the terminal, or of COLUMNS; 100 where there is no terminal."""
    return max(shutil.get_terminal_size((100, 24)).columns, NARROWEST)


def render(page: Page, *, width: int | None, color: bool = False) -> str:
    """A whole page; `width` None: tables as wide as they are, sentences at 100 columns."""
    return "\n".join(_block(block, width, color=color) for block in page)


def _block(block: Words | Items | Sheet[object], width: int | None, *, color: bool) -> str:
    room = min(width or MOST, MOST)
    if isinstance(block, Words):
        return "".join(
            _toned(line, block.tone, color=color) + "\n" for line in _wrapped(block.text, room)
        )
    title = _toned(clean(block.title), "strong", color=color) + "\n" if block.title else ""
    if isinstance(block, Items):
        return title + "".join(_item(label, text, block, room) for label, text in block.rows)
    return title + _table(block, width, color=color)


def _item(label: str, text: str, block: Items, room: int) -> str:
    size = max(len(clean(label)) for label, _ in block.rows)
    head = f"  {clean(label):<{size}}  " if size else "  "
    if room - len(head) < SHORTEST:  # a label that leaves no room stands on lines of its own
        label_lines = [f"  {line}" for line in _wrapped(label, room - 2)]
        return (
            "\n".join([*label_lines, *(f"    {line}" for line in _wrapped(text, room - 4))]) + "\n"
        )
    lines = _wrapped(text, room - len(head))
    return "".join(
        f"{head if number == 0 else ' ' * len(head)}{line}\n" for number, line in enumerate(lines)
    )


def _wrapped(text: str, room: int) -> list[str]:
    """Lines of at most `room`, with a number never parted from its percent sign."""
    text = clean(text).replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(text, max(room, SHORTEST), break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _table(sheet: Sheet[object], width: int | None, *, color: bool) -> str:
    if not sheet.rows:
        return f"{clean(sheet.empty)}\n" if sheet.empty else ""
    cells = {
        column.name: [clean(column.cell(row)) for row in sheet.rows] for column in sheet.columns
    }
    columns, hidden, cells, gap = _layout(sheet.columns, cells, width)
    heads = [column.head.split("\n") for column in columns]
    height = max(map(len, heads))
    widths = [_width(column, cells) for column in columns]
    # Heads go in as rows: tabulate widens real ones by two blanks a column
    lines = tabulate(
        [
            *zip(*([""] * (height - len(head)) + head for head in heads), strict=True),
            ["-" * width for width in widths],
            *(
                line
                for row in zip(*(cells[column.name] for column in columns), strict=True)
                for line in zip_longest(*(cell.split("\n") for cell in row), fillvalue="")
            ),
        ],
        tablefmt=_plain(gap),
        colalign=["left" if column.left else "right" for column in columns],
        disable_numparse=True,
    )
    text = "\n".join(line.rstrip() for line in lines.splitlines()) + "\n"
    if hidden:
        names = ", ".join(column.name for column in hidden)
        said = f"not shown for want of room: {names} (--wide)"
        room = min(width or MOST, MOST)
        text += "".join(_toned(one, "dim", color=color) + "\n" for one in _wrapped(said, room))
    return text


def _folded(
    columns: tuple[Column[object], ...], cells: dict[str, list[str]]
) -> dict[str, list[str]]:
    """`cells` with long names going on in the next line: of the column that says whose a row is."""

    def fold(text: str) -> str:
        return "\n".join(text[at : at + FOLD] for at in range(0, len(text), FOLD))

    lead = next((c.name for c in columns if c.left and c.keep >= ALWAYS), None)
    return {
        name: [fold(text) for text in column] if name == lead else column
        for name, column in cells.items()
    }


def _plain(gap: int) -> TableFormat:
    row = DataRow("", " " * gap, "")
    return TableFormat(None, None, None, None, row, row, 0, None)


def on_screen(text: str) -> int:
    """Columns that `text` takes on a screen: Chinese signs take two, accents that combine none."""
    return len(text) if text.isascii() else max(wcswidth(text), 0)


class Layout(NamedTuple):
    """One way to lay a table out."""

    columns: list[Column[object]]
    hidden: list[Column[object]]
    cells: dict[str, list[str]]
    gap: int

    def size(self) -> int:
        """Columns of the screen that it takes."""
        widths = [_width(column, self.cells) for column in self.columns]
        return sum(widths) + self.gap * (len(widths) - 1)


def _layout(
    columns: tuple[Column[object], ...], cells: dict[str, list[str]], width: int | None
) -> Layout:
    """As it is, or with narrower gaps, or with long names folded: what hides the fewest columns."""
    ways = [
        fitting(columns, shown, width, gap)
        for shown in (cells, _folded(columns, cells))
        for gap in GAPS
    ]
    return min(ways, key=lambda way: (len(way.hidden), max(0, way.size() - (width or way.size()))))


def fitting(
    columns: tuple[Column[object], ...], cells: dict[str, list[str]], width: int | None, gap: int
) -> Layout:
    """The columns that fit into `width`, and those left out: the least important first."""
    way = Layout(list(columns), [], cells, gap)
    while width is not None and way.size() > width:
        least = min(way.columns, key=lambda column: column.keep)
        if least.keep >= ALWAYS:
            break
        way.columns.remove(least)
        way.hidden.append(least)
    return way._replace(hidden=[column for column in columns if column in way.hidden])


def _width(column: Column[object], cells: dict[str, list[str]]) -> int:
    texts = (column.head, *cells[column.name])
    return max(on_screen(line) for text in texts for line in text.split("\n"))


def _toned(text: str, tone: Tone, *, color: bool) -> str:
    code = CODES[tone]
    return f"\x1b[{code}m{text}\x1b[0m" if color and code and text else text
