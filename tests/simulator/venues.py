"""What every installed venue answers, from the recorded answers in cassettes/."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from comparator.api.venue import Venue
from comparator.schema import VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import Wanted, fetch_venue
from comparator.testing.evidence import FETCH, LISTS, ORACLE, Evidence, Interaction
from simulator.enlarge import COPY, enlarged, renamed, suffixes, word_of
from simulator.server import Answer

CASSETTES = Path(__file__).parents[2] / "cassettes"
COINS = ("BTC", "ETH", "SOL", "XRP", "DOGE")
"""Whose contracts are copied: their names are part of no other word in an answer."""


class Recorded:
    """The `answer` of one venue's exchange; `size` is how many contracts it lists at least.

    Beyond the recorded ones these are copies under other names: BTCZQAA beside BTC. Requests for
    a copy are answered as those for the original.
    """

    def __init__(self, venue: Venue, size: int = 0) -> None:
        self.venue = venue
        self.evidence = Evidence(CASSETTES / venue.id)
        self.as_of: datetime = self.evidence.oracle().as_of
        self.assets = self.evidence.oracle().assets
        self._by_path = dict[tuple[str, str], list[Interaction]]()
        for name in (FETCH, LISTS) if venue.all_markets else (FETCH,):
            self._keep(name)
        self._words = dict[str, str]()
        self._endings = list[str]()
        self._long = dict[tuple[str, str, int], bytes]()
        if size:
            contracts = self.read().contracts
            self._words = {
                spec.symbol: word_of(spec.symbol, spec.base)
                for spec in contracts
                if spec.base in COINS
            }
            self._endings = suffixes(-(-(size - len(contracts)) // len(self._words)))

    def _keep(self, name: str) -> None:
        for item in self.evidence.interactions(name):
            self._by_path.setdefault((item.method, _bare(item.url)), []).append(item)

    @property
    def hosts(self) -> set[str]:
        """The hosts that answer."""
        return {urlsplit(url).hostname or "" for _, url in self._by_path}

    def read(self, wanted: Wanted = lambda _: False) -> VenueData:
        """What the plugin reads from the answers as they are now."""

        def handle(request: httpx.Request) -> httpx.Response:
            body = json.loads(request.content) if request.content else None
            status, document, *_ = self(
                request.method, _bare(str(request.url)), dict(request.url.params), body
            )
            content = document if isinstance(document, bytes) else json.dumps(document).encode()
            return httpx.Response(status, content=content)

        transport = httpx.MockTransport(handle)
        return asyncio.run(fetch_venue(self.venue, wanted, now=self.as_of, transport=transport))

    def __call__(self, method: str, url: str, query: dict[str, str], body: object) -> Answer:
        """The recorded answer whose query and body have most in common with what is asked."""
        copy = COPY.search(json.dumps([url, query, body]))
        if copy:
            url, query, body = json.loads(COPY.sub("", json.dumps([url, query, body])))
        known = self._by_path.get((method, url))
        if not known:
            return 404, {"error": f"nothing recorded for {method} {url}"}
        place = max(range(len(known)), key=lambda i: _alike(known[i], query, body))
        if copy:
            word = next(w for s, w in self._words.items() if s in json.dumps([url, query, body]))
            document = json.loads(known[place].body)
            return known[place].status, renamed(document, word, copy[0])
        return known[place].status, self._body(method, url, place)

    def _body(self, method: str, url: str, place: int) -> bytes:
        body = self._by_path[method, url][place].body
        if not self._endings:
            return body
        if (method, url, place) not in self._long:
            long = enlarged(json.loads(body), self._words, self._endings)
            self._long[method, url, place] = json.dumps(long, separators=(",", ":")).encode()
        return self._long[method, url, place]


class World:
    """The `answer` of all exchanges at once, by host."""

    def __init__(self, venues: Iterable[Recorded]) -> None:
        self.venues = tuple(venues)
        self._by_host: Mapping[str, Recorded] = {
            host: recorded for recorded in self.venues for host in recorded.hosts
        }

    @property
    def at(self) -> datetime:
        """A clock at which no recorded quote is old and no contract has expired."""
        return min(recorded.as_of for recorded in self.venues)

    def __call__(self, method: str, url: str, query: dict[str, str], body: object) -> Answer:
        """What the host that is asked has recorded."""
        recorded = self._by_host.get(urlsplit(url).hostname or "")
        if recorded is None:
            return 404, {"error": f"no venue has the host of {url}"}
        return recorded(method, url, query, body)


def world(size: int = 0) -> World:
    """Every installed venue that has recorded answers."""
    return World(
        Recorded(venue, size)
        for venue in discover().venues
        if not venue.data_only
        and all((CASSETTES / venue.id / name).exists() for name in (FETCH, ORACLE))
    )


def _bare(url: str) -> str:
    return url.partition("?")[0]


def _alike(item: Interaction, query: Mapping[str, str], body: object) -> int:
    recorded = dict(parse_qsl(urlsplit(item.url).query, keep_blank_values=True))
    same = sum(recorded.get(name) == value for name, value in query.items())
    asked = json.loads(item.asked) if item.asked else None
    return 2 * same - len(recorded) + 1000 * (asked == body)
