"""Recorded answers of venues served again, with a part of them changed: no network, no plugin."""

import asyncio
import json
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import yaml

import comparator
from comparator import Comparison, Plan, Trade, VenueData
from comparator.comparison import LINEAR_DOLLARS, Choice
from comparator.library import answer_async
from comparator.sources.cache import Cache

CASSETTES = Path(__file__).parent.parent / "cassettes"
DAY_TRADE = Trade(
    account=Decimal(500), risk=Decimal("0.01"), stop=Decimal("0.015"), hold_hours=Decimal(24)
)

Change = Callable[[Any], None]
Make = Callable[[httpx.Request], httpx.Response | None]


def moment(venue: str) -> datetime:
    """When the answers of a venue were recorded."""
    text = (CASSETTES / venue / "oracle.toml").read_text("utf-8")
    at: datetime = tomllib.loads(text)["as_of"]
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def ms(at: datetime) -> int:
    """A time as most venues send it."""
    return int(at.timestamp() * 1000)


class Served:
    """What one venue answers; `asked` lists the requests."""

    def __init__(self, venue: str) -> None:
        self.venue, self.at = venue, moment(venue)
        self.asked = list[str]()
        self.changes = list[tuple[str, Change]]()
        self.instead = list[tuple[str, Make]]()
        self.clock: datetime | None = None
        whole = yaml.safe_load((CASSETTES / venue / "fetch.yaml").read_text("utf-8"))
        self.answers = {
            _key(one["request"]["method"], one["request"]["uri"], one["request"].get("body")): one[
                "response"
            ]
            for one in whole["interactions"]
        }

    def alter(self, path: str, change: Change) -> "Served":
        """`change` the document that answers `path`."""
        self.changes.append((path, change))
        return self

    def reply(self, path: str, make: Make) -> "Served":
        """Answer `path` otherwise, where `make` gives something."""
        self.instead.append((path, make))
        return self

    def dated(self, at: datetime) -> "Served":
        """Give every answer this date."""
        self.clock = at
        return self

    def __call__(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append(f"{request.method} {url}")
        for path, make in self.instead:
            made = make(request) if path in url else None
            if made is not None:
                return made
        key = _key(request.method, url, request.content)
        found = self.answers.get(key)
        if found is None:  # a contract that a test added is answered as another one
            like = [
                kept
                for other, kept in self.answers.items()
                if (other[0], other[1], other[2]) == (key[0], key[1], key[2])
            ]
            if not like:
                return httpx.Response(404, json={"code": -1, "msg": "not recorded"})
            found = like[-1]
        document = json.loads(found["body"]["string"])
        for path, change in self.changes:
            if path in url:
                change(document)
        headers = {"date": format_datetime(self.clock, usegmt=True)} if self.clock else {}
        return httpx.Response(found["status"]["code"], json=document, headers=headers)


def _key(method: str, url: str, body: str | bytes | None) -> tuple[Any, ...]:
    parts = urlsplit(url)
    said = json.dumps(json.loads(body), sort_keys=True) if body else ""
    return method, parts.netloc, parts.path, tuple(sorted(parse_qsl(parts.query))), said


def fetched(served: Served, *assets: str) -> VenueData:
    """What is read of these coins, of one venue."""
    transport = httpx.MockTransport(served)
    return comparator.fetch(served.venue, assets, transport=transport, at=served.at)


def compared(
    *served: Served,
    assets: Sequence[str] = ("BTC",),
    at: datetime | None = None,
    cache: Path | None = None,
    max_age: timedelta = timedelta(hours=24),
    trade: Trade = DAY_TRADE,
    choice: Choice = LINEAR_DOLLARS,
) -> Comparison:
    """The answer on these venues."""
    hosts = {key[1]: one for one in served for key in one.answers}
    transport = httpx.MockTransport(lambda request: hosts[request.url.netloc.decode()](request))
    plan = Plan(
        transport=transport,
        at=at or served[0].at,
        cache=Cache(cache) if cache else None,
        max_age=max_age,
    )
    names = [one.venue for one in served]
    work = answer_async(trade, assets, venues=names, plan=plan, choice=choice)
    return asyncio.run(work)


def codes(found: Comparison, symbol: str) -> dict[str, str]:
    """What is said of one contract, by its code."""
    rows = [row for answer in found.answers for row in answer.candidates if row.symbol == symbol]
    assert rows, f"{symbol} is not priced"
    return {warning.code: warning.message for warning in rows[0].warnings}
