"""Check C28: what is offered is in one state, by the venue's own words."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import msgspec

from comparator.testing.evidence import Interaction
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

STATE = re.compile(
    r"(is|in)?_?(\w*(status|state)|delist(ed|ing)|trad(e|ing)|trade?able|hidden|suspended|expired"
    r"|post_?only|enabled?|active|visible)",
    re.IGNORECASE,
)
"""Names of members that say whether a contract can be traded."""
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
