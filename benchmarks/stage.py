"""What the benchmarks share: the stand-in for the exchanges, full-size lists, a place for files."""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from simulator.venues import Recorded, World, world  # noqa: E402 - from tests/

from benchmarks.clients import NOW, Canned, ccxts, name_of, ours  # noqa: E402 - after the path

FULL = 800
"""Contracts a venue lists here; the larger exchanges list 600 to 1,000."""

__all__ = ["FULL", "NOW", "ROOT", "Recorded", "World", "canned", "world"]


def canned(recorded: Recorded) -> tuple[Canned, list[str]]:
    """A venue's answers to our plugin and to ccxt, and which of them our plugin asked for."""
    asked = dict[str, bytes]()

    class Remembering(Canned):
        """Asks the stand-in and keeps what it said."""

        def body(self, method: str, url: str, body: object) -> bytes:
            from urllib.parse import parse_qsl

            bare, _, text = url.partition("?")
            query = dict(parse_qsl(text))
            answer: Any = recorded(method, bare, query, body)
            found: bytes = answer[1] if isinstance(answer[1], bytes) else b"{}"
            asked[name_of(method, bare, query, body)] = found
            return found

    remembering = Remembering(recorded.venue.id, {})
    ours(remembering)()
    mine = list(asked)
    ccxts(remembering, whole=False)()
    return Canned(recorded.venue.id, asked), mine
