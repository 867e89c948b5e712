"""Making a short recorded list as long as the exchange's own, with symbols that all differ."""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from string import ascii_uppercase

MARK = "ZQ"
"""No coin's name holds it, so that a request for a copy can be told from one for an original."""
OLD_NAMES = {"BTC": "XBT", "DOGE": "XDG"}
COPY = re.compile(rf"{MARK}[A-Z]{{2}}", re.IGNORECASE)


def suffixes(count: int) -> list[str]:
    """`count` endings for the coins' names, at most 676."""
    return [f"{MARK}{first}{second}" for first, second in product(ascii_uppercase, repeat=2)][
        :count
    ]


def word_of(symbol: str, base: str) -> str:
    """A pattern of how the venue spells the symbol's coin; where it does not, of its first word."""
    words = {base, OLD_NAMES.get(base, base)}
    if not any(word.lower() in symbol.lower() for word in words):
        words |= set(re.findall(r"^[A-Za-z]+", symbol))
    return "|".join(sorted(words))


def renamed(node: object, word: str, ending: str) -> object:
    """A document with `ending` put behind what fits `word`, in strings and names of members."""
    if isinstance(node, str):
        return re.sub(word, lambda found: _like(found[0], ending), node, flags=re.IGNORECASE)
    if isinstance(node, list):
        return [renamed(item, word, ending) for item in node]
    if isinstance(node, dict):
        return {
            renamed(name, word, ending): renamed(item, word, ending) for name, item in node.items()
        }
    return node


def _like(word: str, ending: str) -> str:
    return word + (ending.lower() if word.islower() else ending)


def enlarged(document: object, words: Mapping[str, str], endings: Sequence[str]) -> object:
    """`document` with every list of instruments extended by renamed copies.

    `words` maps symbols, as the wire has them, to a pattern that names the coin. A list of objects
    as long as an extended one, whose items carry no symbol, holds its columns and is extended
    alike.
    """
    places = dict[int, list[int]]()
    _look(document, words, places)
    return _grow(document, words, endings, places)


def _symbol(item: object, words: Mapping[str, str]) -> str | None:
    """The known symbol that a list's item is about."""
    if isinstance(item, dict):
        members = item.values()
    else:
        members = item[:1] if isinstance(item, list) else []
    return next((text for text in members if isinstance(text, str) and text in words), None)


def _look(node: object, words: Mapping[str, str], places: dict[int, list[int]]) -> None:
    if isinstance(node, list):
        found = [place for place, item in enumerate(node) if _symbol(item, words)]
        if found:
            places[len(node)] = found
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            _look(child, words, places)


def _grow(
    node: object,
    words: Mapping[str, str],
    endings: Sequence[str],
    places: Mapping[int, list[int]],
) -> object:
    if isinstance(node, dict):
        grown = {name: _grow(item, words, endings, places) for name, item in node.items()}
        named = [name for name, item in node.items() if name in words and isinstance(item, dict)]
        return grown | {
            renamed(name, words[name], ending): renamed(node[name], words[name], ending)
            for ending in endings
            for name in named
        }
    if not isinstance(node, list):
        return node
    listed = {place: s for place, item in enumerate(node) if (s := _symbol(item, words))}
    whole = [_grow(item, words, endings, places) for item in node]
    if listed:
        return whole + [
            renamed(node[place], words[symbol], ending)
            for ending in endings
            for place, symbol in listed.items()
        ]
    if len(node) in places and all(isinstance(item, dict) for item in node):
        return whole + [node[place] for _ in endings for place in places[len(node)]]
    return whole
