"""Decoding what comes from outside, where nothing may be said twice."""

from typing import TypeVar

import msgspec

from comparator.errors import WireMismatch
from comparator.sources.wire import decode

T = TypeVar("T")


def strict(body: bytes, shape: type[T]) -> T:
    """As `decode`; WireMismatch also for an object with two members of one name.

    Which of them is true is unknown, and every decoder quietly takes the last.
    """
    value = decode(body, shape)
    if _doubtful(body):
        _sent_once(body)
    return value


def _doubtful(body: bytes) -> bool:
    r"""Whether reading and writing loses a colon, as it does with a member that was sent twice.

    Much cheaper than looking at every object's names; `\u003a` is a colon too, but not counted.
    """
    if b"\\u003" in body:
        return True
    try:
        once = msgspec.json.encode(msgspec.json.decode(body))
    except (ValueError, RecursionError):  # a member that was not decoded before
        return True
    return once.count(b":") != body.count(b":")


def _sent_once(body: bytes) -> None:
    """WireMismatch naming the first member that an object has twice."""
    import json  # noqa: PLC0415 - for the unlucky

    try:
        json.loads(body, object_pairs_hook=_named_once)
    except (ValueError, RecursionError) as error:
        raise WireMismatch(
            f"the answer cannot be checked for members sent twice: {error}"
        ) from error


def _named_once(pairs: list[tuple[str, object]]) -> None:
    names = set[str]()
    for name, _ in pairs:
        if name in names:
            raise WireMismatch(
                f"{name[:80]!r} is sent twice in one object: which is true is unknown"
            )
        names.add(name)
