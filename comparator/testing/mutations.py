"""Changes to recorded answers, as venues make them: leaves, rows and whole bodies."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import cast

import msgspec
from msgspec import Struct, structs

from comparator.testing.evidence import Interaction

Path = tuple[str | int, ...]

WORD = "comparator-unknown"
MOST_LEAVES = 80
"""Of one row; the rows of real venues have 20 to 60."""

HUGE = 10**30

_ENCODER = msgspec.json.Encoder(decimal_format="number")


class _Gone:
    """Stands for a member that is taken away."""


GONE = _Gone()


class Edit(Struct, frozen=True):
    """One way to spoil a leaf."""

    name: str
    value: object


EDITS = (
    Edit("wrong type", {"odd": []}),
    Edit("missing", GONE),
    Edit("unknown word", WORD),
    Edit("null", None),
    Edit("NaN", "NaN"),
    Edit("huge", "1e9999"),
)


def spoilt(leaf: object, edit: Edit) -> object:
    """What to put in place of a leaf: a huge figure is of the sort that stands there."""
    return HUGE if edit.name == "huge" and isinstance(leaf, int | Decimal) else edit.value


def parsed(body: bytes) -> object:
    """The body as plain JSON values, with exact numbers; None when it is no JSON."""
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        return None


def with_document(item: Interaction, document: object) -> Interaction:
    """The interaction answering something else."""
    return structs.replace(item, body=_ENCODER.encode(document))


def edited(document: object, path: Path, value: object) -> object:
    """A copy of the document with the value at `path` replaced or taken away."""
    if not path:
        return {} if value is GONE else value
    step, rest = path[0], path[1:]
    if isinstance(document, dict):
        copy = dict(cast("dict[str | int, object]", document))
        if not rest and value is GONE:
            del copy[step]
        else:
            copy[step] = edited(copy[step], rest, value)
        return copy
    items = list(cast("Sequence[object]", document))
    place = int(step)
    if not rest and value is GONE:
        del items[place]
    else:
        items[place] = edited(items[place], rest, value)
    return items


def rows(document: object, symbols: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Where the document speaks of one instrument: objects that name it, or are keyed by it.

    A list is a row where its first item alone is a name: its other places are the members.
    """
    # From the outside in: what names one instrument is its row, and is not looked into further
    stack: list[tuple[Path, object]] = [((), document)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            members = cast("dict[str, object]", value)
            names = [word for word in members.values() if isinstance(word, str) and word in symbols]
            if names:
                yield path, names[0]
                continue
            for key, member in members.items():
                if key in symbols and isinstance(member, dict | list):
                    yield (*path, key), key
                else:
                    stack.append(((*path, key), member))
        elif isinstance(value, list):
            items = cast("list[object]", value)
            names = [word for word in items if isinstance(word, str) and word in symbols]
            if len(items) > 1 and names == items[:1]:
                yield path, names[0]
                continue
            stack += [((*path, place), item) for place, item in enumerate(items)]


def leaves(row: object) -> Iterator[Path]:
    """Paths of everything in a row: members, and of lists of plain values the first.

    In a row that is a list every place is a member, and so it is in the lists within.
    """
    return _leaves(row, (), places=isinstance(row, list))


def _leaves(value: object, path: Path, *, places: bool) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, member in cast("dict[str, object]", value).items():
            yield (*path, key)
            yield from _leaves(member, (*path, key), places=places)
    elif isinstance(value, list):
        items = cast("list[object]", value)
        # A list of plain values (levels of a book) is alike throughout: its first stands for all
        records = places or all(isinstance(item, dict) for item in items)
        for place, item in enumerate(items if records else items[:1]):
            yield (*path, place)
            yield from _leaves(item, (*path, place), places=places)


def at(document: object, path: Path) -> object:
    """The value at `path`."""
    for step in path:
        document = cast("dict[str | int, object]", document)[step]
    return document


def everywhere(
    document: object, change: Callable[[dict[str, object]], dict[str, object]]
) -> object:
    """A copy of the document with `change` made to every object in it."""
    if isinstance(document, dict):
        members = cast("dict[str, object]", document)
        return change({key: everywhere(value, change) for key, value in members.items()})
    if isinstance(document, list):
        return [everywhere(item, change) for item in cast("list[object]", document)]
    return document


def emptied(document: object) -> object:
    """A copy of the document in which every list is empty."""
    if isinstance(document, dict):
        return {key: emptied(one) for key, one in cast("dict[str, object]", document).items()}
    return [] if isinstance(document, list) else document


def twice(document: object, symbols: Collection[str]) -> object:
    """A copy of the document in which every row of an instrument stands twice in its list."""
    if isinstance(document, dict):
        return {
            key: twice(one, symbols) for key, one in cast("dict[str, object]", document).items()
        }
    if not isinstance(document, list):
        return document
    doubled = list[object]()
    for item in cast("list[object]", document):
        named = any(path == () for path, _ in rows(item, symbols))
        doubled += [item, item] if named else [twice(item, symbols)]
    return doubled


def turned(document: object, sides: Sequence[Collection[Decimal]]) -> object:
    """A copy of the document in which the levels of each book's side stand in reverse order."""
    if isinstance(document, dict):
        return {k: turned(v, sides) for k, v in cast("dict[str, object]", document).items()}
    if not isinstance(document, list):
        return document
    items = cast("list[object]", document)
    if any(items and all(_figures(item) & set(side) for item in items) for side in sides):
        return items[::-1]
    return [turned(item, sides) for item in items]


def _figures(level: object) -> set[Decimal]:
    """The numbers of a level, an array or an object; of anything deeper none."""
    if isinstance(level, dict):
        level = list(cast("dict[str, object]", level).values())
    found = set[Decimal]()
    for value in cast("list[object]", level) if isinstance(level, list) else ():
        with suppress(ArithmeticError, TypeError, ValueError):
            found.add(Decimal(str(value)))
    return found
