"""The same recorded bytes read by our plugins, by ccxt and by the bare JSON decoder.

Each runs in a process of its own (`python -m benchmarks.clients FOLDER`), because the garbage
collector pays for whatever else is loaded. It is told what to read line by line on stdin.

What is unlike: ccxt makes every figure a float, checks none and keeps each instrument as it was
sent; ours are exact and checked. Where margin tables come with the contracts (hyperliquid,
krakenfutures, mexc) ours reads them all and ccxt leaves them: `bare` leaves them, too, where it
can. The lists are copies of a few recorded instruments, so tables recur word for word: that spares
krakenfutures, which reads each once, more than the exchange's own list would. The collector is at
its usual settings; without it ccxt takes a few percent less, and ours as long.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec

READERS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "bybit": (
        ("fetch_future_markets", {"category": "linear"}),
        ("fetch_future_markets", {"category": "inverse"}),
    ),
    "bingx": (("fetch_swap_markets", {}), ("fetch_inverse_swap_markets", {})),
    "mexc": (("fetch_swap_markets", {}),),
    "hyperliquid": (("fetch_swap_markets", {}),),
}
"""What of ccxt reads futures alone; `fetch_markets` of the others can be told what to fetch."""
APART = ("hyperliquid", "mexc")
"""Venues whose plugins take margin tables from the contracts' answer with `Http.read_each`."""
TYPES = {"binance": ["linear", "inverse"], "okx": ["swap", "future"]}
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Canned:
    """One venue's answers: `bodies` maps method, URL without query, query and body to bytes.

    `mine` names those that our plugin asks for.
    """

    def __init__(self, venue: str, bodies: dict[str, bytes], mine: list[str]) -> None:
        self.venue, self.bodies, self.mine = venue, bodies, mine

    def body(self, method: str, url: str, asked: object) -> bytes:
        """The stored answer; the one of the same path and most equal parameters otherwise."""
        bare, _, query = url.partition("?")
        key = name_of(method, bare, dict(parse_qsl(query)), asked)
        if key not in self.bodies:
            like = [name for name in self.bodies if name.startswith(f"{method} {bare} ")]
            if not like:
                return b"{}"
            self.bodies[key] = self.bodies[max(like, key=lambda name: _shared(name, key))]
        return self.bodies[key]

    @classmethod
    def all_in(cls, folder: Path) -> "dict[str, Canned]":
        """What `save` wrote."""
        found = msgspec.msgpack.decode((folder / "bodies").read_bytes())
        return {venue: cls(venue, *parts) for venue, parts in found.items()}


def name_of(method: str, url: str, query: dict[str, str], asked: object) -> str:
    """What tells requests apart."""
    return f"{method} {url} {sorted(query.items())} {msgspec.json.encode(asked).decode()}"


def _shared(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))


def save(folder: Path, venues: "list[Canned]") -> None:
    """Keep the answers of all venues for another process."""
    whole = {canned.venue: (canned.bodies, canned.mine) for canned in venues}
    (folder / "bodies").write_bytes(msgspec.msgpack.encode(whole))


# -- readers ---------------------------------------------------------------------------------------


def ours(canned: Canned, *, tables: bool = True) -> Callable[[], int]:
    """A function that reads all contracts with our plugin and says how many items it judged.

    Without `tables` it leaves the margin tables of the venues in APART unread.
    """
    from comparator.api.http import Http
    from comparator.api.wire import decode
    from comparator.sources.discovery import discover
    from comparator.sources.published import shipped_by

    venue = next(venue for venue in discover().venues if venue.id == canned.venue)

    class Stored(Http):
        """Everything but the network: the plugin, the decoding, the normalising."""

        async def _ask(
            self,
            method: str,
            path: str,
            shape: Any,
            *,
            query: dict[str, str] | None = None,
            body: object = None,
        ) -> Any:
            url = path if path.startswith("https:") else self.base_url + path
            text = "&".join(f"{name}={value}" for name, value in (query or {}).items())
            answer = canned.body(method, f"{url}?{text}", body)
            error = self._refused(200, answer)
            if error:
                raise error
            return decode(answer, shape)

    class Bare(Stored):
        def read_each(self, *_: object, **__: object) -> Any:
            return {}

    kind = Stored if tables else Bare

    def read() -> int:
        http = kind(
            venue.id,
            venue.base_url,
            client=None,
            now=NOW,
            published=partial(shipped_by, venue),
            refusal=venue.refusal,
        )
        found = loop.run_until_complete(venue.contracts(http)).batch
        return len(found.items) + len(found.rejected) + len(found.closed)

    loop = asyncio.new_event_loop()
    return read


def ccxts(canned: Canned, *, whole: bool) -> Callable[[], int]:
    """The same with ccxt: what `fetch_markets` does, or with `whole` all of `load_markets`."""
    import ccxt

    types = {"fetchMarkets": {"types": TYPES[canned.venue]}} if canned.venue in TYPES else {}
    client = getattr(ccxt, canned.venue)({"options": types})

    def stored(url: str, method: str = "GET", _: object = None, body: str | None = None) -> Any:
        asked = msgspec.json.decode(body) if body else None
        return client.on_json_response(canned.body(method, url, asked).decode())

    client.fetch = stored

    def read() -> int:
        rows = list[Any]()
        for name, params in READERS.get(canned.venue, (("fetch_markets", {}),)):
            rows += getattr(client, name)(params)
        if whole:
            client.set_markets(rows)
        return len(rows)

    return read


def decoded(canned: Canned) -> Callable[[], int]:
    """The least that any reader must do: turn the bytes into Python objects."""
    bodies = [canned.bodies[key] for key in canned.mine]

    def read() -> int:
        return len([msgspec.json.decode(body) for body in bodies])

    return read


MAKERS: dict[str, Callable[[Canned], Callable[[], int]]] = {
    "ours": ours,
    "bare": partial(ours, tables=False),
    "limit": decoded,
    "fetch": partial(ccxts, whole=False),
    "load": partial(ccxts, whole=True),
}


def peak() -> float:
    """MiB of resident memory at most; `getrusage` would count the parent's as well."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def work(folder: Path) -> None:
    """Answer each line, `ours binance`, with CPU seconds, items read and the peak of memory."""
    venues, readers = Canned.all_in(folder), dict[str, Callable[[], int]]()
    for line in sys.stdin:
        kind, venue = line.split()
        if line not in readers:
            readers[line] = MAKERS[kind](venues[venue])
        start = time.process_time()
        count = readers[line]()
        print(time.process_time() - start, count, peak(), flush=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]))
