"""Pages for a terminal: tables that fit its width, colour where it is wanted, no foreign codes."""

import shutil
import textwrap
from itertools import product, zip_longest

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
    # As it is, or with narrower gaps, or with long names folded: what hides the fewest columns
    (columns, hidden), gap, cells = min(
        (
            (fitting(sheet.columns, shown, width, gap), gap, shown)
            for shown, gap in product((cells, _folded(sheet.columns, cells)), GAPS)
        ),
        key=lambda found: len(found[0][1]),
    )
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
    """`cells` with the long names of columns that always stay on lines of their own."""

    def fold(text: str) -> str:
        return "\n".join(text[at : at + FOLD] for at in range(0, len(text), FOLD))

    names = {column.name for column in columns if column.left and column.keep >= ALWAYS}
    return {
        name: [fold(text) for text in column] if name in names else column
        for name, column in cells.items()
    }


def _plain(gap: int) -> TableFormat:
    row = DataRow("", " " * gap, "")
    return TableFormat(None, None, None, None, row, row, 0, None)


def on_screen(text: str) -> int:
    """Columns that `text` takes on a screen: Chinese signs take two, accents that combine none."""
    return len(text) if text.isascii() else max(wcswidth(text), 0)


def fitting(
    columns: tuple[Column[object], ...], cells: dict[str, list[str]], width: int | None, gap: int
) -> tuple[list[Column[object]], list[Column[object]]]:
    """The columns that fit into `width`, and those left out: the least important first."""
    kept, hidden = list(columns), list[Column[object]]()

    def size() -> int:
        return sum(_width(column, cells) for column in kept) + gap * (len(kept) - 1)

    while width is not None and size() > width:
        least = min(kept, key=lambda column: column.keep)
        if least.keep >= ALWAYS:
            break
        kept.remove(least)
        hidden.append(least)
    return kept, [column for column in columns if column in hidden]


def _width(column: Column[object], cells: dict[str, list[str]]) -> int:
    texts = (column.head, *cells[column.name])
    return max(on_screen(line) for text in texts for line in text.split("\n"))


def _toned(text: str, tone: Tone, *, color: bool) -> str:
    code = CODES[tone]
    return f"\x1b[{code}m{text}\x1b[0m" if color and code and text else text
