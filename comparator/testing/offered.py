"""Checks C28 and C29: what is offered is in one state, by the venue's own, known words."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import msgspec

from comparator.testing.evidence import Interaction
from comparator.testing.mutations import WORD, at, edited, parsed, rows, with_document
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

STATE = re.compile(
    r"(is|in)?_?(\w*(status|state)|delist(ed|ing)|trad(e|ing)|trade?able|hidden|suspended|expired"
    r"|post_?only|enabled?|active|visible)",
    re.IGNORECASE,
)
"""Names of members that say whether a contract can be traded."""
NUMBER = 987
"""No state of any exchange."""
RARE = 4
"""A value that a quarter of the offered contracts have, or more, is a kind of contract."""


@CHECKS.add(
    "C28",
    "what is offered is in one state",
    why="a contract that is delisted, suspended or not yet open has a price and no orders",
    cause="the status word is not looked at, or only one of two members that say it",
    proves="contracts",
    asks=True,
)
def in_one_state(subject: Subject) -> Iterator[str]:
    """A state that few of the offered contracts are in, beside one that nearly all are in."""
    names = {
        name: spec.symbol
        for spec in subject.data.contracts
        for name in (spec.symbol, spec.wire_id or spec.symbol)
    }
    told = dict[tuple[str, str], dict[str, str]]()
    there = dict[str, set[str]]()  # who has a row, by list
    for item in subject.interactions:
        for row in _rows(item) if item.key in subject.first else ():
            symbol = next((names[v] for v in row.values() if isinstance(v, str) and v in names), "")
            there.setdefault(item.endpoint, set()).add(symbol)
            for member in filter(STATE.fullmatch, row):
                if not isinstance(row[member], dict | list):
                    told.setdefault((item.endpoint, member), {})[symbol] = repr(row[member])
    for (endpoint, member), values in told.items():
        if set(values.values()) <= {"True", "False"}:  # a flag may be sent where it holds alone
            values = {name: values.get(name, "not sent") for name in there[endpoint]}  # noqa: PLW2901
        yield from _few(member, values)


def _few(member: str, values: dict[str, str]) -> Iterator[str]:
    """The values that few contracts have; those of rows that nobody offers are named ""."""
    offered = {symbol: value for symbol, value in values.items() if symbol}
    counts = Counter(offered.values())
    usual, most = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    for value, count in counts.items():
        if value != usual and count * RARE <= most:
            few = min(symbol for symbol, said in offered.items() if said == value)
            yield f"{few}: {member} is {value}, and {usual} of {most} others: both are offered"


def _rows(item: Interaction) -> Iterator[dict[str, Any]]:
    """Every object of an answer, at any depth."""
    try:
        left: list[object] = [msgspec.json.decode(item.body)]
    except msgspec.DecodeError:
        return
    while left:
        value = left.pop()
        if isinstance(value, dict):
            row = cast("dict[str, Any]", value)
            yield row
            left.extend(row.values())
        elif isinstance(value, list):
            left.extend(cast("list[object]", value))


@CHECKS.add(
    "C29",
    "a contract in a state that nobody knew is rejected, not taken for closed",
    why="when an exchange renames a state, its contracts would be gone without a word",
    cause='`if wire.state != "live"` instead of a table of all known words: OPEN[wire.state]',
    proves="contracts",
    asks=True,
)
def known_states(subject: Subject) -> Iterator[str]:
    """Of an open contract every member that says a state in a word or a number, with another."""
    offered = {spec.symbol for spec in subject.baseline.contracts}
    tried = set[tuple[str, str]]()
    for number, item in enumerate(subject.interactions):
        if item.key not in subject.first:
            continue
        document = parsed(item.body)
        for path, symbol in rows(document, offered):
            row = at(document, path)
            members = cast("dict[str, object]", row) if isinstance(row, dict) else {}
            for member, value in members.items():
                if (item.endpoint, member) in tried or not _says_a_state(member, value):
                    continue
                tried.add((item.endpoint, member))
                new = WORD if isinstance(value, str) else NUMBER
                changed = list(subject.interactions)
                changed[number] = with_document(item, edited(document, (*path, member), new))
                found = subject.asking.over(changed).data
                if found is not None and symbol in found.closed:
                    yield f"{symbol}: {member} {new!r} instead of {value!r} closes it"
    subject.tried["C29"] += len(tried)


def _says_a_state(member: str, value: object) -> bool:
    """Whether it does in a word or a number: true and false have no third."""
    worded = isinstance(value, str | int) and str(value).lower() not in ("true", "false", "")
    return worded and STATE.fullmatch(member) is not None
