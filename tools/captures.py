"""Answers that real exchanges gave, served in place of the network.

A folder of captures holds bodies and a `routes.toml`: sets of answers, each with the instant
(`as_of`) at which they were true.
"""

import os
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec


def captures_folder() -> Path:
    """Where the captures are: `COMPARATOR_CAPTURES`, or beside the project."""
    default = Path(__file__).parents[2] / "shared" / "wire"
    return Path(os.environ.get("COMPARATOR_CAPTURES", default))


class Captures(httpx.AsyncBaseTransport):
    """One set of one venue's captures; a request with no stored answer gets HTTP 404."""

    def __init__(self, folder: Path, label: str) -> None:
        with (folder / "routes.toml").open("rb") as file:
            routes = tomllib.load(file)
        self.folder, self.label = folder, label
        self.as_of = datetime.fromisoformat(routes["sets"][label]["as_of"])
        self.routes = [route for route in routes["route"] if route["set"] in (label, "*")]
        self.unanswered = list[str]()

    @classmethod
    def all_of(cls, folder: Path) -> "Iterator[Captures]":
        """Every set of one venue, in the order of the file."""
        with (folder / "routes.toml").open("rb") as file:
            for label in tomllib.load(file)["sets"]:
                yield cls(folder, label)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The stored answer whose query and body are in the request's; the most exact wins."""
        body = await request.aread()
        asked: dict[str, Any] = msgspec.json.decode(body) if body else {}
        fitting = [route for route in self.routes if _fits(route, request, asked)]
        if not fitting:
            self.unanswered.append(f"{request.method} {request.url}")
            return _response(404, b'{"error":"no capture"}')
        best = max(
            fitting,
            key=lambda route: (len(route["query"]) + len(route["json"]), route["set"] != "*"),
        )
        return _response(best["status"], (self.folder / best["file"]).read_bytes())


def _response(status: int, content: bytes) -> httpx.Response:
    """An answer not yet read, as the network gives them."""
    return httpx.Response(status, stream=httpx.ByteStream(content))


def _fits(route: dict[str, Any], request: httpx.Request, asked: dict[str, Any]) -> bool:
    query = dict(request.url.params)
    return (
        route["method"] == request.method
        and route["host"] == request.url.host
        and route["path"] == request.url.path
        and all(query.get(key) == str(value) for key, value in route["query"].items())
        and all(asked.get(key) == value for key, value in route["json"].items())
    )
