"""The recorded exchanges on another day: their answers with some figures changed."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from simulator.server import Answer
from simulator.venues import World

Edit = Callable[[str, Any], Any]
"""Given the path and the decoded answer to a request, the answer instead (None: HTTP 503)."""


class Day:
    """`world` with the answers of some venues edited; `edits` may be changed meanwhile."""

    def __init__(self, world: World, edits: Mapping[str, Edit] | None = None) -> None:
        self.world = world
        self.edits = dict(edits or {})
        self._by_host = {
            host: recorded.venue.id for recorded in world.venues for host in recorded.hosts
        }

    def __call__(self, method: str, url: str, query: dict[str, str], body: object) -> Answer:
        """What the host answers on this day."""
        answer = self.world(method, url, query, body)
        parts = urlsplit(url)
        edit = self.edits.get(self._by_host.get(parts.hostname or "", ""))
        if edit is None or answer[0] != 200:
            return answer
        content = answer[1]
        document = json.loads(content) if isinstance(content, bytes) else content
        changed = edit(parts.path, document)
        return (503, b"") if changed is None else (200, changed)
