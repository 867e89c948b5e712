"""Asking all exchanges, in a process of its own: `python -m benchmarks.asking FOLDER CLOCK`.

It is told what to do line by line on stdin (`live binance,okx`, `auto all`, `ccxt all`) and says
how many seconds that took. FOLDER holds the cache, and in `calls` the requests that ccxt repeats.
"""

import asyncio
import gc
import os
import ssl
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from comparator.__main__ import SEARCHED_AFTER
from comparator.api import client
from comparator.api.venue import Venue
from comparator.schema import ContractSpec
from comparator.sources.cache import Cache
from comparator.sources.collect import Plan, SourceName, collect
from comparator.sources.discovery import discover


class Call(msgspec.Struct, frozen=True):
    """One request that was made."""

    method: str
    host: str
    url: str
    query: dict[str, str]
    body: Any


def btc(spec: ContractSpec) -> bool:
    """What is wanted."""
    return spec.base == "BTC"


async def by_us(venues: Sequence[Venue], source: SourceName, at: datetime, folder: Path) -> None:
    """One comparison's worth of answers; `live` starts with nothing but imports."""
    if source == "live":
        client._ssl_context.cache_clear()
    plan = Plan(source=source, at=at, cache=Cache(folder))
    failed = [found.failure for found in await collect(venues, btc, plan) if found.failure]
    assert not failed, failed


async def by_ccxt(calls: Sequence[Call]) -> None:
    """The same requests through ccxt's asynchronous client, one client a host, all at once."""
    import ccxt.async_support as ccxt

    clients = dict[str, Any]()
    for host in {call.host for call in calls}:
        client = ccxt.Exchange({"enableRateLimit": False})
        client.https_proxy = os.environ["HTTPS_PROXY"]
        client.ssl_context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
        clients[host] = client

    async def one(call: Call) -> None:
        body = None if call.body is None else msgspec.json.encode(call.body).decode()
        headers = {"Content-Type": "application/json"} if body else None
        url = f"{call.url}?{urlencode(call.query)}" if call.query else call.url
        await clients[call.host].fetch(url, call.method, headers, body)

    try:
        await asyncio.gather(*map(one, calls))
    finally:
        for client in clients.values():
            await client.close()


def main() -> None:
    """Do what the lines say, with as few searches for garbage as the command makes."""
    gc.set_threshold(SEARCHED_AFTER)
    folder, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    installed = {venue.id: venue for venue in discover().venues if not venue.data_only}
    for line in sys.stdin:
        how, names = line.split()
        chosen = [v for name, v in installed.items() if names == "all" or name in names.split(",")]
        if how == "ccxt":
            calls = msgspec.json.decode((folder / "calls").read_bytes(), type=list[Call])
            work = by_ccxt(calls)
        else:
            work = by_us(chosen, "live" if how == "live" else "auto", at, folder / "cache")
        start, used = time.perf_counter(), time.process_time()
        asyncio.run(work)
        print(time.perf_counter() - start, time.process_time() - used, flush=True)


if __name__ == "__main__":
    main()
