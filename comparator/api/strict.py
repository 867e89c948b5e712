"""Decoding answers from outside, in which no object may have a member twice."""

from typing import TypeVar

import msgspec

from comparator.api.wire import decode
from comparator.errors import WireMismatch

T = TypeVar("T")


def strict(body: bytes, shape: type[T]) -> T:
    """As `decode`; WireMismatch also for an object with two members of one name.

    Which of them is true is unknown, and every decoder quietly takes the last.
    """
    value = decode(body, shape)
    name = sent_twice(body)
    if name is not None:
        raise WireMismatch(f"{name[:80]!r} is sent twice in one object: which is true is unknown")
    return value


def sent_twice(body: bytes) -> str | None:
    """The name of the first member that an object has twice; WireMismatch where none can tell."""
    if not _doubtful(body):
        return None
    import json  # noqa: PLC0415 - for the unlucky

    found = list[str]()

    def look(members: list[tuple[str, object]]) -> None:
        names = set[str]()
        for name, _ in members:
            if name in names:
                found.append(name)
            names.add(name)

    try:
        json.loads(body, object_pairs_hook=look)
    except (ValueError, RecursionError) as error:
        raise WireMismatch(f"whether a member is sent twice cannot be seen: {error}") from error
    return found[0] if found else None


def _doubtful(body: bytes) -> bool:
    r"""Whether reading and writing changes the number of colons, as it does with a doubled member.

    Much cheaper than looking at the names of every object. (`\u003a` is a colon too, but not
    counted as one.)
    """
    if b"\\u003" in body:
        return True
    try:
        once = msgspec.json.encode(msgspec.json.decode(body))
    except (ValueError, RecursionError):  # of a member that nobody had decoded
        return True
    return once.count(b":") != body.count(b":")
