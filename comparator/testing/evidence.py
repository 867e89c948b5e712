"""A venue's evidence folder: recorded answers, and what a correct plugin must read from them."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec
from msgspec import Struct

from comparator.errors import DataError
from comparator.schema import MarginTier

FETCH, REFUSALS, ORACLE, PROVENANCE = "fetch.yaml", "refusals.yaml", "oracle.toml", "PROVENANCE.md"
LISTS = "lists.yaml"
"""What `Venue.all_markets` asks for, where there is one."""

Row = dict[str, Any]


class Exempt(Struct, frozen=True):
    """Why a check need not hold, and until when; None: until somebody removes it."""

    reason: str
    until: date | None = None


class CcxtClient(Struct, frozen=True, forbid_unknown_fields=True):
    """`[ccxt]`: the independent client that reads the same answers."""

    id: str
    exempt: Mapping[str, str] = {}  # "<symbol> <field>" -> the client's known flaw


class Refusal(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[refusal]]`: one answer of refusals.yaml and the error it must become."""

    url: str
    error: str  # name of a class: "Refused", "RateLimited", "GeoBlocked"
    method: str = "GET"
    body: str = ""  # JSON of what was posted

    @property
    def key(self) -> object:
        """Equal to the key of the interaction it speaks of."""
        return request_key(self.method, self.url, self.body.encode())

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method, self.url, self.body)))


class Oracle(Struct, frozen=True, forbid_unknown_fields=True):
    """oracle.toml: worked out by hand from the recorded answers; decimals are strings."""

    as_of: datetime  # the clock to replay with
    assets: tuple[str, ...]  # whose quotes, depth and tiers were recorded
    contract: tuple[Row, ...] = ()  # fields as ContractSpec
    market: tuple[Row, ...] = ()  # fields as MarketSnapshot; sizes in coins
    tier: tuple[Row, ...] = ()  # symbol, number (from 1), fields as MarginTier, perhaps region
    closed: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    refusal: tuple[Refusal, ...] = ()
    ccxt: CcxtClient | None = None
    exempt: Mapping[str, Exempt] = {}  # check id -> why it need not hold


class Interaction(Struct, frozen=True):
    """One recorded request and its answer."""

    method: str
    url: str
    asked: bytes
    sent: Mapping[str, tuple[str, ...]]  # request headers
    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes

    @property
    def endpoint(self) -> str:
        """Method, host, path and posted query: what belongs together when a venue changes."""
        parts = urlsplit(self.url)
        return f"{self.method} {parts.hostname}{parts.path} {self.asked.decode()}".rstrip()

    @property
    def key(self) -> object:
        """What makes two requests the same, whatever the order of their parameters."""
        return request_key(self.method, self.url, self.asked)


class Evidence:
    """The folder of one venue; DataError names the file that is missing or cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def oracle(self) -> Oracle:
        """What must be read, by hand."""
        path = self.folder / ORACLE
        try:
            found = msgspec.convert(tomllib.loads(self._text(ORACLE)), Oracle)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise DataError(f"{path}: {error}") from error
        if found.as_of.tzinfo is None:
            raise DataError(f"{path}: as_of must say its zone, for example 2026-01-31T08:00:00Z")
        return found

    def interactions(self, name: str = FETCH) -> tuple[Interaction, ...]:
        """The recorded requests and answers of one cassette, in its order."""
        yaml = reader()
        try:
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster in C
            document = yaml.load(self._text(name), Loader=loader)
            return tuple(_interaction(item) for item in document["interactions"])
        except KeyError as error:
            raise DataError(f"{self.folder / name} is not a cassette: no member {error}") from error
        except (yaml.YAMLError, TypeError, AttributeError) as error:
            raise DataError(f"{self.folder / name} is not a cassette: {error!r}") from error

    def provenance(self) -> str:
        """Where the recorded answers come from."""
        return self._text(PROVENANCE)

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{self.folder / name} cannot be read: {error}") from error


def reader() -> Any:  # noqa: ANN401 - it has no types
    """What reads cassettes; DataError says what to install where it is missing."""
    try:
        import_module("vcr")
        return import_module("yaml")  # comes with it
    except ImportError as error:
        raise DataError(
            "checking recorded answers needs vcrpy: pip install 'futures-comparator[record]'"
        ) from error


class Replayed(httpx.AsyncBaseTransport):
    """Answers from recorded interactions; equal requests get them in turn, the last one again."""

    def __init__(self, interactions: Iterable[Interaction]) -> None:
        self.answers = dict[object, list[Interaction]]()
        for item in interactions:
            self.answers.setdefault(item.key, []).append(item)
        self.turn = dict[object, int]()  # how often each was asked for
        self.asked = list[str]()  # every address, also of what was not recorded
        self.unanswered = list[tuple[str, str, str]]()  # these alone: method, address, body

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The recorded answer; ConnectError when nothing like this was recorded."""
        self.asked.append(str(request.url))
        said = await request.aread()
        key = request_key(request.method, str(request.url), said)
        if key not in self.answers:
            self.unanswered.append((request.method, str(request.url), said.decode()))
            raise httpx.ConnectError(f"nothing recorded for {request.method} {request.url}")
        recorded, turn = self.answers[key], self.turn.get(key, 0)
        self.turn[key] = turn + 1
        item = recorded[min(turn, len(recorded) - 1)]
        headers = [
            (name, value)
            for name, values in item.headers.items()
            if name.lower() not in ("content-encoding", "transfer-encoding", "content-length")
            for value in values
        ]
        return httpx.Response(item.status, headers=headers, stream=httpx.ByteStream(item.body))


def request_key(method: str, url: str, body: bytes) -> object:
    """Method, address, sorted query and JSON body, as one comparable value."""
    parts = urlsplit(url)
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    try:
        asked = msgspec.json.encode(msgspec.json.decode(body), order="sorted") if body else b""
    except msgspec.DecodeError:
        asked = body
    return (method, parts.scheme, parts.hostname, parts.path or "/", tuple(query), asked)


def decimals(row: Row, shape: type[Struct]) -> Row:
    """An oracle row with each member as the type it has in `shape`; DataError names the member."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(shape)}
    values = Row()
    for name, value in row.items():
        if name not in kinds:
            raise DataError(f"oracle row {row.get('symbol')}: {shape.__name__} has no {name!r}")
        try:
            values[name] = msgspec.convert(value, kinds[name], strict=False)
        except msgspec.ValidationError as error:
            raise DataError(f"oracle row {row.get('symbol')}: {name}: {error}") from error
    return values


def tier_row(row: Row) -> tuple[str, int, Row]:
    """A `[[tier]]` row as symbol, number from 1, and what the tier must hold."""
    apart = ("symbol", "number", "region")
    rest = {name: value for name, value in row.items() if name not in apart}
    return str(row.get("symbol")), int(row.get("number", 0)), decimals(rest, MarginTier)


def _interaction(item: Mapping[str, Any]) -> Interaction:
    request, response = item["request"], item["response"]
    return Interaction(
        method=request["method"],
        url=request["uri"],
        asked=_bytes(request.get("body")),
        sent=_headers(request.get("headers")),
        status=int(response["status"]["code"]),
        headers=_headers(response.get("headers")),
        body=_bytes(response["body"]["string"]),
    )


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else str(value).encode()


def _headers(found: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(map(str, cast("list[object]", value)))
        if isinstance(value, list)
        else (str(value),)
        for name, value in (found or {}).items()
    }
