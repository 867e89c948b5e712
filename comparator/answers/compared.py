"""Two readings of the same figures held side by side: what differs, figure by figure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

Figures = Mapping[str, object]
LISTING = "listing"
"""The figure that differs where the other reading has nothing of that name."""
LISTED = "listed"


class Difference(NamedTuple):
    """One figure that differs; None: not there, or unknown."""

    key: str
    field: str
    was: object
    now: object


def members(value: Struct) -> Figures:
    """A value's figures by name."""
    return {name: getattr(value, name) for name in value.__struct_fields__}


def differing(old: Mapping[str, Figures], new: Mapping[str, Figures]) -> Iterator[Difference]:
    """What differs, sorted by key; a key that one side lacks is one difference, its listing."""
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            was, now = (None, LISTED) if before is None else (LISTED, None)
            yield Difference(key, LISTING, was, now)
            continue
        for field, figure in before.items():
            if figure != after.get(field):
                yield Difference(key, field, figure, after.get(field))
