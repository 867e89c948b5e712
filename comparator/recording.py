"""Recording what a venue answers, as cassettes that come out the same whenever nothing changed."""

import asyncio
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw

from comparator.api.body import body_of
from comparator.api.client import client, routed
from comparator.api.venue import Venue
from comparator.errors import DataError, Unreachable
from comparator.schema import VenueData
from comparator.sources.fetch import fetch_venue
from comparator.sources.files import write_atomically

MATCH_ON = ("method", "scheme", "host", "port", "path", "query", "body")
"""What makes two requests the same, when recording and when replaying."""
SENT = ("content-type",)
ANSWERED = ("content-type", "location", "retry-after")
"""Headers that are kept, beside those the venue declares: no cookie, no trace id, no clock."""
PARALLEL = 20
"""Lists of objects this long and as long as a cut one are its columns and are cut alike."""

if TYPE_CHECKING:
    import httpx

Request = tuple[str, str, object]
"""Method, whole URL, and the JSON body or None."""
Keep = Callable[[VenueData], Collection[str]]


def record(
    venue: Venue,
    assets: Collection[str],
    at: datetime,
    path: Path,
    *,
    transport: object = None,
    keep: Keep | None = None,
    lists_of: VenueData | None = None,
) -> VenueData:
    """Ask the venue for its contracts and for `assets` with the clock `at`; keep it all in `path`.

    Goes to the network, through whatever proxy the environment names, unless there is a
    `transport`. `keep` names the instruments, as the wire calls them, that lists of instruments are
    cut down to. `lists_of`: the quotes of all these contracts, by lists alone, instead. The file is
    the old one or the whole new one; VenueError and DataError (vcrpy is missing) leave the old one.
    """
    wanted = frozenset(assets)
    chosen = frozenset[str]()
    with _recorded(venue, path, lambda: chosen, transport) as over:
        data = asyncio.run(
            fetch_venue(
                venue,
                lambda spec: lists_of is not None or spec.base in wanted,
                now=at,
                transport=over,
                known=lists_of,
                lists_only=lists_of is not None,
            )
        )
        chosen = frozenset(keep(data)) if keep else chosen
    return data


def record_requests(
    venue: Venue, requests: Iterable[Request], path: Path, *, transport: object = None
) -> None:
    """Keep in `path` what the venue answers to the given requests, refusals as they come.

    Raises Unreachable, and leaves the old file, where there is no answer at all.
    """
    import httpx  # noqa: PLC0415 - see http.py

    async def every(over: httpx.AsyncBaseTransport) -> None:
        async with client(over, headers=venue.headers) as opened:
            for method, url, body in requests:
                try:
                    await opened.request(method, url, json=body)
                except httpx.TransportError as error:
                    raise Unreachable(f"{method} {url}: {error}") from error

    with _recorded(venue, path, frozenset, transport) as over:
        asyncio.run(every(over))


@contextmanager
def _recorded(
    venue: Venue, path: Path, keep: Callable[[], frozenset[str]], transport: object
) -> Generator["httpx.AsyncBaseTransport"]:
    """A transport whose answers are written to `path` when all went well.

    They are read within the bounds of any run: what is larger is refused, not kept.
    """
    import httpx  # noqa: PLC0415 - see http.py

    try:
        names = ("vcr", "vcr.serialize", "vcr.serializers.yamlserializer", "vcr.request")
        _, wire, yaml, asked = map(import_module, names)
    except ImportError as error:
        raise DataError(
            "recording needs vcrpy: pip install 'futures-comparator[record]'"
        ) from error
    if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
        raise TypeError(f"transport must be an httpx.AsyncBaseTransport, was {transport!r}")
    inner: httpx.AsyncBaseTransport = transport or routed()
    sent = {*SENT, *map(str.lower, venue.headers)}
    heard = list[tuple[Any, dict[str, Any]]]()

    class Recording(httpx.AsyncBaseTransport):
        """Keeps every answer, unpacked, without cookies, trace ids and clocks."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            said = await request.aread()
            answer = await inner.handle_async_request(request)
            try:
                body = await body_of(answer, asyncio.Lock())
            finally:
                await answer.aclose()
            names = {name: text for name, text in request.headers.items() if name.lower() in sent}
            told = dict[str, list[str]]()
            for name, value in answer.headers.multi_items():
                if name.lower() in ANSWERED:
                    told.setdefault(name, []).append(value)
            heard.append(
                (
                    asked.Request(request.method, str(request.url), said, names),
                    {
                        "status": {"code": answer.status_code, "message": answer.reason_phrase},
                        "headers": told,
                        "body": {"string": body},
                    },
                )
            )
            kept = [(name, value) for name, values in told.items() for value in values]
            return httpx.Response(answer.status_code, headers=kept, content=body)

        async def aclose(self) -> None:
            await inner.aclose()

    yield Recording()
    heard.sort(key=lambda pair: _key(pair[0]))
    for _, response in heard:
        response["body"]["string"] = trimmed(response["body"]["string"], keep())
    document = {
        "requests": [request for request, _ in heard],
        "responses": [response for _, response in heard],
    }
    write_atomically(path, wire.serialize(document, yaml).encode())


def _key(request: Any) -> tuple[str, str, bytes]:  # noqa: ANN401 - vcrpy has no types
    return request.method, request.uri, bytes(request.body or b"")


# -- cutting lists of instruments ------------------------------------------------------------------


def trimmed(body: bytes, keep: frozenset[str]) -> bytes:
    """A JSON answer with every list of instruments cut down to those in `keep`, all else intact.

    An instrument is an object with a member, or an array with a first item, that is one of the
    names; or the value of a member of that name. A list with none of them is not of instruments.
    """
    if not keep or body.lstrip()[:1] not in (b"{", b"["):
        return body
    names = {msgspec.json.encode(name) for name in keep}
    cuts = dict[int, list[int]]()
    _find(body, names, cuts)
    return _cut(body, names, cuts)


def _find(raw: bytes, names: set[bytes], cuts: dict[int, list[int]]) -> None:
    """Note for the length of each list of instruments which of them are kept."""
    if raw[:1] == b"[":
        items = _items(raw)
        chosen = [place for place, item in enumerate(items) if _named(item, names)]
        if chosen:
            cuts[len(items)] = chosen
        children = [items[place] for place in chosen] or items
    else:
        children = list(_members(raw).values())
    for child in children:
        if child[:1] in (b"[", b"{"):
            _find(child, names, cuts)


def _cut(raw: bytes, names: set[bytes], cuts: Mapping[int, list[int]]) -> bytes:
    if raw[:1] == b"{":
        members = _members(raw)
        named = {name: member for name, member in members.items() if name in names}
        if named and all(member[:1] in (b"{", b"[") for member in members.values()):
            members = named
        parts = (name + b":" + _cut(member, names, cuts) for name, member in members.items())
        return b"{" + b",".join(parts) + b"}"
    if raw[:1] != b"[":
        return raw
    items = _items(raw)
    chosen = [place for place, item in enumerate(items) if _named(item, names)]
    if not chosen and len(items) >= PARALLEL and all(item[:1] == b"{" for item in items):
        chosen = cuts.get(len(items), [])
    kept = [items[place] for place in chosen] or items
    return b"[" + b",".join(_cut(item, names, cuts) for item in kept) + b"]"


def _named(item: bytes, names: set[bytes]) -> bool:
    if item[:1] == b"{":
        return not names.isdisjoint(_members(item).values())
    return item[:1] == b"[" and _items(item)[:1] != [] and _items(item)[0] in names


def _items(raw: bytes) -> list[bytes]:
    return [bytes(item).strip() for item in msgspec.json.decode(raw, type=list[Raw])]


def _members(raw: bytes) -> dict[bytes, bytes]:
    members = msgspec.json.decode(raw, type=dict[str, Raw])
    return {msgspec.json.encode(name): bytes(member).strip() for name, member in members.items()}
