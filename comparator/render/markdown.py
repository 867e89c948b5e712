"""Pages as markdown: CommonMark with GitHub's pipe tables; every text is escaped."""

import re
from collections.abc import Iterable, Sequence

from comparator.render.sheet import Items, Page, Sheet, Words
from comparator.words import clean

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
"""Two `$` of one paragraph would be a formula where mathematics is read, as on GitHub."""
BLOCK = re.compile(r"^(\d*)([-+=.)])")


def escape(text: str) -> str:
    r"""`text` on one line, with nothing in it that markdown or HTML would read: `\|`."""
    text = SPECIAL.sub(r"\\\1", clean(text).strip())
    return text.replace("://", "&#58;//").replace("www.", "www&#46;")


def paragraph(text: str) -> str:
    """`text` escaped to begin a line: no list, no heading."""
    return BLOCK.sub(r"\1\\\2", escape(text))


def code(text: str) -> str:
    """`text` as it is, in a code span; not for tables, whose bars would end the cell."""
    text = clean(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"{fence}{text}{fence}"


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, left: Iterable[int] = (0,)
) -> str:
    """A pipe table of plain texts; the columns numbered in `left` stand on the left."""
    on_left = set(left)
    rule = [":--" if number in on_left else "--:" for number in range(len(heads))]
    lines = [[escape(head) for head in heads], rule]
    lines += [[escape(cell) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def sheet_table(sheet: Sheet[object]) -> str:
    """A sheet as a pipe table, or what it says when it is empty."""
    if not sheet.rows:
        return f"{escape(sheet.empty)}\n"
    columns = sheet.columns
    return table(
        [column.title for column in columns],
        [[column.cell(row) for column in columns] for row in sheet.rows],
        left=[number for number, column in enumerate(columns) if column.left],
    )


def render(page: Page) -> str:
    """A whole page."""
    return "\n".join(_block(block) for block in page)


def _block(block: Words | Items | Sheet[object]) -> str:
    if isinstance(block, Words):
        strong = block.tone == "strong"
        return f"**{escape(block.text)}**\n" if strong else f"{paragraph(block.text)}\n"
    title = f"**{escape(block.title)}**\n\n" if block.title else ""
    if isinstance(block, Items):
        return title + "".join(f"- {_item(label, text)}\n" for label, text in block.rows)
    return title + sheet_table(block)


def _item(label: str, text: str) -> str:
    return f"**{escape(label)}** {escape(text)}" if label else paragraph(text)
