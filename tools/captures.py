"""Answers that real exchanges gave, served in place of the network.

A folder of captures holds bodies and a `routes.toml`: sets of answers, each with the instant
(`as_of`) at which they were true.
"""

import os
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec


def asked_for(parser: ArgumentParser, option: str, holds: str) -> None:
    """Add the option that names the folder a tool reads: it is no part of the repository."""
    parser.add_argument(option, type=Path, metavar="DIR", required=True, help=holds)


def captures_folder() -> Path:
    """Where tests look for captures: `COMPARATOR_CAPTURES`, or beside the project."""
    default = Path(__file__).parents[2] / "shared" / "wire"
    return Path(os.environ.get("COMPARATOR_CAPTURES", default))


CLOCKS = {  # of sets whose file names none: when their answers were given, as these say themselves
    "cryptocom": {"2023-06": "2023-06-23T10:00:00Z", "2024-10": "2024-10-02T07:11:13Z"},
    "htx": {
        "2021-07": "2021-07-22T00:00:00Z",
        "2021-11": "2021-11-21T13:51:10Z",
        "2022-02": "2022-02-19T16:49:43Z",
        "2024-dated": "2024-03-25T00:00:00Z",
        "2026-06": "2026-06-12T03:35:18Z",
        "doc-2020-10": "2020-10-26T06:52:42Z",
        "doc-2021-12": "2021-12-06T01:32:43Z",
        "doc-2022-04": "2022-04-24T09:21:23Z",
    },
    "gate": {
        "2021-10": "2021-10-16T00:00:00Z",
        "2023-05": "2023-05-24T12:09:23Z",
        "2024-12": "2024-12-05T12:00:00Z",
        "2025-02": "2025-02-25T12:00:00Z",
        "doc-decimal": "2025-07-31T00:00:00Z",
    },
    "kucoin": {
        "2023-11": "2023-11-01T00:00:00Z",
        "2023-11-inverse": "2023-11-01T00:00:00Z",
        "2025-08": "2025-08-26T08:10:50Z",
        "2025-09": "2025-09-17T09:00:00Z",
        "2026-01": "2026-01-26T05:51:21Z",
        "doc-2024-10": "2024-10-17T11:11:06Z",
        "doc-2024-10-depth": "2024-10-17T12:28:21Z",
    },
    "phemex": {
        "2020-06": "2020-06-18T09:57:21Z",
        "2021-07": "2021-07-03T00:00:00Z",
        "2024": "2024-06-01T00:00:00Z",
        "2025-12": "2025-12-04T05:04:31Z",
        "doc-2022-10": "2022-10-27T08:42:03Z",
        "doc-2023-04": "2023-04-13T01:29:27Z",
        "doc-2023-04-v2": "2023-04-13T01:20:14Z",
        "doc-2025-03": "2025-03-20T04:00:00Z",
    },
}


class Captures(httpx.AsyncBaseTransport):
    """One set of one venue's captures; a request with no stored answer gets HTTP 404."""

    def __init__(self, folder: Path, label: str) -> None:
        with (folder / "routes.toml").open("rb") as file:
            routes = tomllib.load(file)
        self.folder, self.label = folder, label
        self.as_of = _clocks(folder, routes)[label]
        self.routes = [route for route in routes["route"] if route["set"] in (label, "*")]
        self.unanswered = list[str]()

    @classmethod
    def all_of(cls, folder: Path) -> "Iterator[Captures]":
        """Every set of one venue, in the order of the file."""
        with (folder / "routes.toml").open("rb") as file:
            for label in _clocks(folder, tomllib.load(file)):
                yield cls(folder, label)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The stored answer whose query and body are in the request's; the most exact wins."""
        body = await request.aread()
        asked: dict[str, Any] = msgspec.json.decode(body) if body else {}
        fitting = [route for route in self.routes if _fits(route, request, asked)]
        if all(route["set"] == "*" for route in fitting):
            # Of one symbol this set has nothing but its list of all: a plugin reads both alike
            fitting = [
                route
                for route in self.routes
                if route["set"] != "*" and _fits(route, request, asked, ignoring="symbol")
            ] or fitting
        if not fitting:
            self.unanswered.append(f"{request.method} {request.url}")
            return _response(404, b'{"error":"no capture"}')
        best = max(
            fitting,
            key=lambda route: (len(route["query"]) + len(route["json"]), route["set"] != "*"),
        )
        return _response(best["status"], (self.folder / best["file"]).read_bytes())


def _clocks(folder: Path, routes: dict[str, Any]) -> dict[str, datetime]:
    """When the answers of each set were given."""
    told = {label: row["as_of"] for label, row in routes.get("sets", {}).items()}
    every = CLOCKS.get(folder.name, {}) | told
    return {label: datetime.fromisoformat(text) for label, text in every.items()}


def _response(status: int, content: bytes) -> httpx.Response:
    """An answer not yet read, as the network gives them."""
    return httpx.Response(status, stream=httpx.ByteStream(content))


def _fits(
    route: dict[str, Any], request: httpx.Request, asked: dict[str, Any], ignoring: str = ""
) -> bool:
    query = dict(request.url.params)
    return (
        route["method"] == request.method
        and route["host"] == request.url.host
        and route["path"] == request.url.path
        and all(query.get(key) == str(value) for key, value in route["query"].items())
        and all(asked.get(key) == value for key, value in route["json"].items())
        and not any(key in query and key != ignoring for key in route.get("absent", ()))
    )
