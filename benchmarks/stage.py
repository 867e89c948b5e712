"""What the benchmarks share: the stand-in for the exchanges, full-size lists, a place for files."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from simulator import Exchanges, Fault, Reply
from simulator.faults import CASES, Case
from simulator.venues import Recorded, World, world

from benchmarks.clients import NOW, Canned, ccxts, name_of, ours

FULL = 800
"""Contracts a venue lists here; the larger exchanges list 600 to 1,000."""

__all__ = [
    "CASES",
    "FULL",
    "NOW",
    "ROOT",
    "Case",
    "Exchanges",
    "Fault",
    "Recorded",
    "Reply",
    "World",
    "canned",
    "world",
]


def canned(recorded: Recorded) -> Canned:
    """A venue's answers to our plugin and to ccxt."""
    asked = dict[str, bytes]()

    class Remembering(Canned):
        """Asks the stand-in and keeps what it said."""

        def body(self, method: str, url: str, asked_with: object) -> bytes:
            bare, _, text = url.partition("?")
            query = dict(parse_qsl(text))
            answer: Any = recorded(method, bare, query, asked_with)
            found: bytes = answer[1] if isinstance(answer[1], bytes) else b"{}"
            asked[name_of(method, bare, query, asked_with)] = found
            return found

    remembering = Remembering(recorded.venue.id, {}, [])
    ours(remembering)()
    mine = list(asked)
    ccxts(remembering, whole=False)()
    return Canned(recorded.venue.id, asked, mine)
