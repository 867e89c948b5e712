"""The map of who is best where, as SVG by hand: fields are a few hundred squares and letters.

Every venue has a letter beside its colour, so that nothing is said by colour alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from itertools import cycle, groupby
from string import ascii_uppercase

from comparator.answers.leaders import Leaders
from comparator.words import account, clean, hours, short_percent

COLOURS = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#b8860b",
    "#66ccee",
    "#aa3377",
    "#ee7733",
    "#44bb99",
    "#8866cc",
)
"""Told apart by most colour-blind readers (after P. Tol, Colour Schemes, 2021), on both grounds."""
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
CELL = (10, 12)
"""Width and height of a field: room for a letter."""
LEFT, RIGHT, TOP, BELOW, LINE = 52, 8, 8, 40, 17
LONG = 20
"""Signs of a name."""
LEAST = 3
"""Fields that hang together and carry a letter; a venue's largest stretch always has one."""
TICKS = {
    "account": tuple(map(Decimal, (20, 100, 500, 2000, 10_000, 100_000))),
    "stop": tuple(map(Decimal, ("0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2"))),
    "hold": tuple(map(Decimal, (1, 4, 8, 24, 72, 168, 720))),
}
NOUNS = {"stop": "distance of the stop", "hold": "holding time"}
Cells = Sequence[Sequence[str | None]]
Field = tuple[int, int]
"""Row and column."""


def picture(found: Leaders, names: Mapping[str, str], order: Sequence[str] = ()) -> str:
    """A file for a white page; the first venues of `order` have the same colours on every map."""
    return _svg(found, names, order, ink="#333333", paper="#ffffff")


def inline(found: Leaders, names: Mapping[str, str], order: Sequence[str] = ()) -> str:
    """The same within a page, in the page's own colours."""
    return _svg(found, names, order, ink="currentColor", paper="")


def _svg(
    found: Leaders, names: Mapping[str, str], order: Sequence[str], *, ink: str, paper: str
) -> str:
    paints = _paints(found, order)
    wide, high = len(found.accounts) * CELL[0], len(found.values) * CELL[1]
    key = list(_key(found, names, paints, TOP + high + BELOW))
    width, height = LEFT + wide + RIGHT, TOP + high + BELOW + len(key) * LINE + 2
    begin = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" font-family="{FONT}" font-size="13" fill="{ink}">'
    )
    parts = [
        begin,
        f"<title>{_text(said(found, names))}</title>",
        f'<rect width="{width}" height="{height}" fill="{paper}"/>' if paper else "",
        '<g shape-rendering="crispEdges">',
        *_fields(found, paints),
        "</g>",
        f'<path d="{_borders(found.cells)}" fill="none" stroke="{ink}" stroke-width="0.8"/>',
        *_letters(found),
        _own(found, ink),
        *_axes(found),
        *key,
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def said(found: Leaders, names: Mapping[str, str]) -> str:
    """What is to be seen, in words."""
    who = [f"{names.get(venue, venue)} {part * 100:.0f} %" for venue, part in found.shares]
    if found.nobody:
        who.append(f"nobody {found.nobody * 100:.0f} %")
    return f"{title(found)}: {', '.join(who)}"


def title(found: Leaders) -> str:
    """What it is a map of."""
    return f"{found.asset}, the cheapest venue by account and {NOUNS[found.up]}"


def _fields(found: Leaders, paints: Mapping[str, str]) -> Iterator[str]:
    """Neighbours of one venue as one strip."""
    for number, row in enumerate(found.cells):
        column = 0
        for venue, run in groupby(row):
            count = len(list(run))
            if venue:
                x, y = _corner(found.cells, (number, column))
                yield (
                    f'<rect x="{x}" y="{y}" width="{count * CELL[0]}" height="{CELL[1]}"'
                    f' fill="{paints[venue]}" fill-opacity="0.5"/>'
                )
            column += count


def _paints(found: Leaders, order: Sequence[str]) -> dict[str, str]:
    """The colour of each venue: its own by `order`, or one that nobody has on this map."""
    reserved = dict(zip(order, COLOURS, strict=False))
    own = {venue: reserved[venue] for venue, _ in found.shares if venue in reserved}
    free = cycle([colour for colour in COLOURS if colour not in own.values()] or COLOURS)
    return {venue: own.get(venue) or next(free) for venue, _ in found.shares}


def _corner(cells: Cells, field: Field) -> tuple[int, int]:
    """Left and top: the smallest value lies at the bottom."""
    row, column = field
    return LEFT + column * CELL[0], TOP + (len(cells) - 1 - row) * CELL[1]


def _borders(cells: Cells) -> str:
    """Lines between fields of different venues, and around the whole."""
    wide, high = len(cells[0]) * CELL[0], len(cells) * CELL[1]
    lines = [f"M{LEFT} {TOP}h{wide}v{high}h-{wide}z"]
    for row, column in _each(cells):
        x, y = _corner(cells, (row, column))
        if column and cells[row][column - 1] != cells[row][column]:
            lines.append(f"M{x} {y}v{CELL[1]}")
        if row and cells[row - 1][column] != cells[row][column]:
            lines.append(f"M{x} {y + CELL[1]}h{CELL[0]}")
    return "".join(lines)


def _each(cells: Cells) -> Iterator[Field]:
    return ((row, column) for row, line in enumerate(cells) for column in range(len(line)))


def _letters(found: Leaders) -> Iterator[str]:
    letters = {venue: _letter(number) for number, (venue, _) in enumerate(found.shares)}
    for row, column in spots(found.cells):
        venue = found.cells[row][column]
        if venue:
            x, y = _corner(found.cells, (row, column))
            yield (
                f'<text x="{x + CELL[0] / 2:g}" y="{y + CELL[1] - 2:g}" font-size="11"'
                f' font-weight="bold" text-anchor="middle">{letters[venue]}</text>'
            )


def spots(cells: Cells) -> list[Field]:
    """Where letters stand: in each stretch of one venue, at the middle of its largest square."""
    squares = dict[Field, int]()
    for row, column in _each(cells):
        around = [(row - 1, column), (row, column - 1), (row - 1, column - 1)]
        alike = all(
            min(field) >= 0 and cells[field[0]][field[1]] == cells[row][column] for field in around
        )
        squares[row, column] = 1 + (min(squares[field] for field in around) if alike else 0)
    found = dict[str | None, list[tuple[int, Field]]]()
    for stretch in _stretches(cells):
        row, column = max(stretch, key=lambda field: (squares[field], field))
        half = squares[row, column] // 2
        own = found.setdefault(cells[row][column], [])
        own.append((len(stretch), (row - half, column - half)))
    return sorted(
        spot for own in found.values() for size, spot in own if size >= LEAST or size == max(own)[0]
    )


def _stretches(cells: Cells) -> Iterator[set[Field]]:
    """Fields of one venue that hang together by their sides."""
    left = set(_each(cells))
    while left:
        stretch, edge = set[Field](), [min(left)]
        while edge:
            row, column = edge.pop()
            stretch.add((row, column))
            left.discard((row, column))
            around = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
            edge += [
                near
                for near in around
                if near in left and cells[near[0]][near[1]] == cells[row][column]
            ]
        yield stretch


def _own(found: Leaders, ink: str) -> str:
    """A frame around the field that was asked for."""
    field = found.values.index(found.value), found.accounts.index(found.account)
    x, y = _corner(found.cells, field)
    return (
        f'<rect x="{x - 1}" y="{y - 1}" width="{CELL[0] + 2}" height="{CELL[1] + 2}" fill="none"'
        f' stroke="{ink}" stroke-width="2"/>'
    )


def _axes(found: Leaders) -> Iterator[str]:
    base = TOP + len(found.values) * CELL[1]
    for column, value in enumerate(found.accounts):
        if value in TICKS["account"]:
            x, anchor = LEFT + (column + 0.5) * CELL[0], "middle"
            if value == found.accounts[-1]:
                x, anchor = LEFT + (column + 1) * CELL[0], "end"
            yield f'<text x="{x:g}" y="{base + 15}" text-anchor="{anchor}">{account(value)}</text>'
    write = short_percent if found.up == "stop" else hours
    for row, value in enumerate(found.values):
        if value in TICKS[found.up]:
            y = base - (row + 0.5) * CELL[1] + 4
            yield f'<text x="{LEFT - 5}" y="{y:g}" text-anchor="end">{write(value)}</text>'
    yield f'<text x="{LEFT}" y="{base + 31}">up: {NOUNS[found.up]}; right: account</text>'


def _key(
    found: Leaders, names: Mapping[str, str], paints: Mapping[str, str], top: int
) -> Iterator[str]:
    """Letter, colour and name of each venue, two to a line; last what is nobody's."""
    entries = [
        (f'fill="{paints[venue]}" fill-opacity="0.5"', _letter(number), _name(names, venue), part)
        for number, (venue, part) in enumerate(found.shares)
    ]
    if found.nobody:
        entries.append(('fill="none" stroke="#888888"', "", "nobody can", found.nobody))
    half = len(found.accounts) * CELL[0] // 2
    for start in range(0, len(entries), 2):
        line = list[str]()
        for place, (paint, letter, name, part) in enumerate(entries[start : start + 2]):
            x, y = LEFT + place * half, top + (start // 2) * LINE
            line.append(
                f'<rect x="{x}" y="{y}" width="13" height="13" {paint}/>'
                f'<text x="{x + 6.5}" y="{y + 11}" font-size="11" font-weight="bold"'
                f' text-anchor="middle">{letter}</text>'
                f'<text x="{x + 18}" y="{y + 11}">{_text(name)}, {part * 100:.0f} %</text>'
            )
        yield "".join(line)


def _letter(number: int) -> str:
    return ascii_uppercase[number % len(ascii_uppercase)]


def _name(names: Mapping[str, str], venue: str) -> str:
    """As long as there is room for."""
    name = clean(names.get(venue, venue))
    return name if len(name) <= LONG else f"{name[: LONG - 1]}…"


def _text(text: str) -> str:
    return escape(clean(text), quote=True)
