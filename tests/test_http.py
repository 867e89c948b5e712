import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any

import httpx
import pytest
import samples
import stamina
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw
from samples import NOON
from simulator import Exchanges
from simulator.faults import CASES, Case, bomb_of

from comparator.api import body, breaker, retries, sender
from comparator.api import client as way
from comparator.api.body import MAX_BODY, MOST_VALUES, SMALL, body_of
from comparator.api.client import client
from comparator.api.http import Http
from comparator.api.status import NoRoute, status_error
from comparator.errors import (
    GeoBlocked,
    RateLimited,
    Refused,
    Unreachable,
    VenueError,
    WireMismatch,
)
from comparator.sources import fetch as asking
from comparator.sources.fetch import fetch_venue

Says = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Attempts are made as ever, with no pause between them."""
    monkeypatch.setattr(breaker, "UNSAID", 0.0)
    with stamina.set_testing(True, attempts=retries.ATTEMPTS):
        yield


def asked(
    says: Says | httpx.AsyncBaseTransport, ask_for: Callable[[Http], Awaitable[Any]], **changes: Any
) -> Any:
    """What the request comes back with, over a transport that answers with `says`."""
    transport = says if isinstance(says, httpx.AsyncBaseTransport) else httpx.MockTransport(says)

    async def run() -> Any:
        async with client(transport) as opened:
            sound = {
                "venue": "toy",
                "base_url": "https://api.toy.example",
                "client": opened,
                "now": NOON,
                "published": samples.data,
                "hosts": ("other.toy.example",),
                "refusal": samples.refusal,
            }
            return await ask_for(Http(**(sound | changes)))

    return asyncio.run(run())


def list_of(http: Http) -> Awaitable[list[int]]:
    return http.get("/list", list[int])


def replies(*answers: httpx.Response) -> tuple[Says, list[httpx.Request]]:
    """A server that gives these answers in turn, and the requests it saw."""
    left, seen = list(answers), list[httpx.Request]()

    def says(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return left.pop(0)

    return says, seen


# -- requests --------------------------------------------------------------------------------------


def test_get_sends_known_parameters_and_asks_for_gzip_alone() -> None:
    says, seen = replies(httpx.Response(200, json=[1, 2]))
    answer = asked(
        says, lambda http: http.get("/list", list[int], symbol="A&B", limit=5, after=None)
    )
    assert answer == [1, 2]
    assert str(seen[0].url) == "https://api.toy.example/list?symbol=A%26B&limit=5"
    assert seen[0].headers["accept-encoding"] == "gzip"
    assert seen[0].headers["user-agent"].startswith("comparator/")
    assert "cookie" not in seen[0].headers


def test_post_sends_json() -> None:
    says, seen = replies(httpx.Response(200, json={"a": 1}))
    assert asked(says, lambda http: http.post("/info", dict[str, int], {"type": "meta"})) == {
        "a": 1
    }
    assert (seen[0].method, seen[0].content) == ("POST", b'{"type":"meta"}')


def test_a_further_host_of_the_venue_may_be_asked() -> None:
    says, seen = replies(httpx.Response(200, json=[]))
    assert asked(says, lambda http: http.get("https://other.toy.example/x", list[int])) == []
    assert seen[0].url.host == "other.toy.example"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/x",
        "//evil.example/x",
        "http://api.toy.example/x",
        "https://api.toy.example@evil.example/x",
        "https://api.toy.example.evil.example/",
        "ftp://api.toy.example/x",
    ],
)
def test_no_other_host_is_ever_asked(path: str) -> None:
    says, seen = replies()
    with pytest.raises(NoRoute):
        asked(says, lambda http: http.get(path, Raw))
    assert seen == []


@settings(max_examples=50)
@given(st.text(max_size=30), st.sampled_from(["", "https://", "//", "https://api.toy.example"]))
def test_whatever_a_redirect_says_only_hosts_of_the_venue_are_asked(tail: str, head: str) -> None:
    hosts = set[str]()

    def says(request: httpx.Request) -> httpx.Response:
        hosts.add(request.url.host)
        return httpx.Response(302, headers={"location": (head + tail).encode("utf-8")})

    with pytest.raises(VenueError):
        asked(says, list_of)
    assert hosts == {"api.toy.example"}


@pytest.mark.parametrize("location", ["https://api.toy.example:port/", "https://[/", "/\x7f"])
def test_a_redirect_to_no_address_is_unreachable(location: str) -> None:
    moved = httpx.Response(302, headers={"location": location})
    with pytest.raises(Unreachable):
        asked(lambda _: moved, list_of)


def test_a_redirect_within_the_venue_is_followed_without_the_query_twice() -> None:
    moved = httpx.Response(301, headers={"location": "https://other.toy.example/new?symbol=A"})
    says, seen = replies(moved, httpx.Response(200, json=[7]))
    assert asked(says, lambda http: http.get("/list", list[int], symbol="A")) == [7]
    assert str(seen[1].url) == "https://other.toy.example/new?symbol=A"


def test_no_more_than_the_allowed_requests_are_under_way_at_once() -> None:
    under_way, most = 0, 0

    async def says(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        return httpx.Response(200, json=[])

    async def many(http: Http) -> None:
        await asyncio.gather(*(list_of(http) for _ in range(30)))

    asked(httpx.MockTransport(says), many)
    assert most == sender.AT_ONCE


def test_a_venue_that_is_data_only_is_never_asked() -> None:
    says, seen = replies()
    with pytest.raises(Unreachable, match="data only"):
        asked(says, list_of, client=None)
    assert seen == []


def test_a_transport_must_be_one() -> None:
    async def run() -> None:
        async with client("proxy"):
            pass

    with pytest.raises(TypeError, match=r"transport must be an httpx\.AsyncBaseTransport"):
        asyncio.run(run())


# -- status codes and the venue's own refusals -----------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "error", "says"),
    [
        (429, b"", RateLimited, "HTTP 429"),
        (418, b"<html>", RateLimited, "HTTP 418"),
        (403, b"<html>", GeoBlocked, "HTTP 403: the venue does not serve this address"),
        (403, b"403, access too frequent", RateLimited, "HTTP 403: asked too often"),
        (429, b'{"no": 7}', RateLimited, "HTTP 429: said no (code 7)"),
        (451, b"{}", GeoBlocked, "HTTP 451"),
        (500, b"", Unreachable, "HTTP 500"),
        (502, b"<html>", Unreachable, "HTTP 502"),
        (404, b"not\n here", Refused, "HTTP 404 not here (code 404)"),
        (304, b"", Refused, "HTTP 304"),
        (200, b'{"no": 7}', Refused, "said no (code 7)"),
        (400, b'{"no": 7}', Refused, "said no (code 7)"),
        (200, b'{"no": 9}', RateLimited, "slow down"),
        (500, b'{"no": 7}', Refused, "said no (code 7)"),
        (400, b'{"no"', Refused, 'HTTP 400 {"no" (code 400)'),
        (200, b'{"no"', WireMismatch, "text that is not JSON"),
        (200, b"<html>", WireMismatch, "HTML instead of JSON"),
        (200, b"", WireMismatch, "nothing instead of JSON"),
        (200, b"{}", WireMismatch, "Expected `array`, got `object`"),
    ],
)
def test_each_answer_ends_in_its_class_and_says_where(
    status: int, body: bytes, error: type[VenueError], says: str
) -> None:
    with pytest.raises(error) as raised:
        asked(lambda _: httpx.Response(status, content=body), list_of)
    assert type(raised.value) is error
    assert says in str(raised.value)
    assert str(raised.value).startswith("toy GET /list: ")


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_list_may_refuse_where_the_status_is_no_success(status: int) -> None:
    """As `["error", 10020, "symbol: invalid"]` does at one exchange, with HTTP 500."""

    def refusal(body: bytes) -> VenueError | None:
        word, code, text = json.loads(body)
        return Refused(code, text) if word == "error" else None

    answer = httpx.Response(status, content=b'["error", 10020, "symbol: invalid"]')

    def ask() -> Any:
        return asked(lambda _: answer, lambda h: h.get("/x", list[Any]), refusal=refusal)

    if status == 200:
        assert ask() == ["error", 10020, "symbol: invalid"]
    else:
        with pytest.raises(Refused, match=r"symbol: invalid \(code 10020\)"):
            ask()


def test_a_list_that_the_refusal_function_cannot_read_leaves_the_status() -> None:
    def refusal(body: bytes) -> VenueError | None:
        raise WireMismatch(f"Expected `object`, was {body!r}")

    answer = httpx.Response(500, content=b"[]")
    with pytest.raises(Unreachable, match="HTTP 500"):
        asked(lambda _: answer, list_of, refusal=refusal)


def test_without_a_refusal_function_the_status_alone_decides() -> None:
    answer = httpx.Response(200, content=b'{"no": 7}')
    assert asked(lambda _: answer, lambda h: h.get("/x", dict[str, int]), refusal=None) == {"no": 7}


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("-3", 0),
        ("1.5", 1.5),
        ("", None),
        ("soon", None),
        ("inf", float("inf")),
    ],
)
def test_retry_after_is_read_in_seconds(sent: str, seconds: float | None) -> None:
    error = status_error(429, {"retry-after": sent}, b"")
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


def test_retry_after_may_be_a_date() -> None:
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(minutes=1), usegmt=True)
    error = status_error(429, {"retry-after": in_a_minute}, b"")
    assert isinstance(error, RateLimited)
    assert error.retry_after == pytest.approx(60, abs=3)


@settings(max_examples=50)
@given(st.text(max_size=40) | st.from_regex(r"\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\w+"))
def test_any_retry_after_is_seconds_or_unknown(sent: str) -> None:
    error = status_error(429, {"retry-after": sent}, b"")
    assert isinstance(error, RateLimited)
    assert error.retry_after is None or error.retry_after >= 0


@given(st.integers(100, 599), st.binary(max_size=300))
def test_any_status_and_body_end_in_a_venue_error_or_an_answer(status: int, body: bytes) -> None:
    error = status_error(status, {}, body)
    assert (error is None) == (status < 300)
    assert error is None or len(str(error)) < 300


# -- trying again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [500, 503, 429])
def test_a_passing_failure_is_tried_again(first: int) -> None:
    says, seen = replies(httpx.Response(first), httpx.Response(200, json=[1]))
    assert asked(says, list_of) == [1]
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (httpx.Response(500), 3),
        (httpx.Response(429, headers={"retry-after": "0"}), 2),
        (httpx.Response(429, headers={"retry-after": "3600"}), 1),
        (httpx.Response(418, headers={"retry-after": "11"}), 1),
        (httpx.Response(404), 1),
        (httpx.Response(451), 1),
        (httpx.Response(200, content=b"<html>"), 1),
        (httpx.Response(302, headers={"location": "https://evil.example"}), 1),
    ],
)
def test_only_what_may_pass_is_tried_again_and_only_so_often(
    answer: httpx.Response, tries: int
) -> None:
    says, seen = replies(*[answer] * 5)
    with pytest.raises(VenueError):
        asked(says, list_of)
    assert len(seen) == tries


@pytest.mark.parametrize(
    ("raised", "error", "tries"),
    [
        (httpx.ConnectError("no such host"), NoRoute, 1),
        (httpx.ConnectTimeout(""), NoRoute, 1),
        (httpx.ReadTimeout(""), Unreachable, 3),
        (httpx.PoolTimeout(""), Unreachable, 3),
        (httpx.ReadError(""), Unreachable, 3),
        (httpx.RemoteProtocolError("cut"), Unreachable, 3),
        (httpx.ProxyError("502"), Unreachable, 3),
    ],
)
def test_failing_connections_are_unreachable(
    raised: httpx.TransportError, error: type[VenueError], tries: int
) -> None:
    seen = list[httpx.Request]()

    def says(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        raise raised

    with pytest.raises(error):
        asked(says, list_of)
    assert len(seen) == tries


# -- secondary figures -----------------------------------------------------------------------------


def test_a_secondary_failure_is_a_warning_and_kept() -> None:
    async def look(http: Http) -> None:
        assert await http.get_or_none("funding interval", "/x", list[int]) is None
        assert [warning.code for warning in http.warnings] == ["secondary_failed"]
        assert http.warnings[0].message.startswith("funding interval unknown: toy GET /x: HTTP 404")
        assert [type(error) for error in http.failures] == [Refused]

    asked(lambda _: httpx.Response(404), look)


def test_of_many_contracts_only_the_failing_ones_are_unknown() -> None:
    async def one(contract: Any) -> str:
        if contract.symbol == "B":
            raise KeyError("lastPrice")
        if contract.symbol == "C":
            raise WireMismatch("odd")
        return str(contract.symbol)

    async def look(http: Http) -> None:
        specs = [samples.spec(symbol=symbol) for symbol in "ABC"]
        assert await http.each("quote", specs, one) == {"A": "A"}
        assert [warning.message for warning in http.warnings] == [
            "B: quote unknown: 'lastPrice' is not there",
            "C: quote unknown: odd",
        ]
        assert len(http.failures) == 1

    asked(replies()[0], look)


def test_rows_of_a_list_are_read_for_the_wanted_contracts_alone() -> None:
    rows = [("A", Raw(b"1")), ("B", Raw(b'"x"')), ("ODD", Raw(b"[]"))]

    async def look(http: Http) -> None:
        specs = [samples.spec(symbol=symbol) for symbol in ("A", "B", "C")]
        assert http.read_each("tick", specs, rows, int, lambda _, row: row + 1) == {"A": 2}
        assert [warning.message for warning in http.warnings] == [
            "B: tick unknown: Expected `int`, got `str`",
            "C: tick unknown: 'C' is not there",
        ]

    asked(replies()[0], look)


def test_a_list_that_cannot_be_had_is_one_warning() -> None:
    async def rows(http: Http) -> list[tuple[str, Raw]]:
        return [("A", await http.get("/x", Raw))]

    async def look(http: Http) -> None:
        specs = [samples.spec(symbol=symbol) for symbol in ("A", "B")]
        found = await http.read_all("tick", specs[:1], rows(http), int, lambda _, row: row + 1)
        assert found == {"A": 2}
        assert await http.read_all("tick", specs, rows(http), int, lambda _, row: row) == {}
        assert [warning.message.split(":")[0] for warning in http.warnings] == ["tick unknown"]

    asked(replies(httpx.Response(200, json=1), httpx.Response(404))[0], look)


# -- bodies ----------------------------------------------------------------------------------------


class Body(httpx.AsyncByteStream):
    """Arrives in pieces; `ending` is how many seconds it takes to be closed."""

    def __init__(self, pieces: list[bytes], ending: float = 0) -> None:
        self.pieces, self.ending, self.sent = pieces, ending, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.sent += 1
            await asyncio.sleep(0)
            yield piece

    async def aclose(self) -> None:
        await asyncio.sleep(self.ending)


class Streamed(httpx.AsyncBaseTransport):
    """Sends a body in pieces, as the network does."""

    def __init__(
        self, pieces: list[bytes], encoding: str = "gzip", said: str = "", ending: float = 0
    ) -> None:
        self.pieces, self.ending = pieces, ending
        self.headers = {"content-encoding": encoding} if encoding else {}
        self.headers |= {"content-length": said} if said else {}
        self.sent = list[Body]()

    async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
        self.sent.append(Body(self.pieces, self.ending))
        return httpx.Response(200, headers=self.headers, stream=self.sent[-1])


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_gzip_is_unpacked_however_it_is_cut(size: int) -> None:
    packed = gzip.compress(b"[1, 2, 3]" + b" " * 500, mtime=0)
    assert asked(Streamed(pieces(packed, size)), list_of) == [1, 2, 3]
    assert asked(Streamed(pieces(b"[4]", size), ""), list_of) == [4]
    assert asked(Streamed(pieces(b"[4]", size), "identity"), list_of) == [4]


@pytest.mark.parametrize(
    ("body", "encoding", "says"),
    [
        (b"[1]", "gzip", "could not be decompressed"),
        (gzip.compress(b"[1]", mtime=0)[:-1], "gzip", "ends too early"),
        (b"", "gzip", "ends too early"),
        (zlib.compress(b"[1]"), "deflate", "compressed as 'deflate', which was not asked for"),
        (b"[1]", "br", "compressed as 'br'"),
        (b"1" * (MAX_BODY + 1), "", "larger than 16 MiB"),
        (gzip.compress(b" " * (MAX_BODY + 1)), "gzip", "larger than 16 MiB"),
        (gzip.compress(b"[1]", mtime=0) + b"x", "gzip", "ends too early"),
        (b"[" + b"1," * MOST_VALUES + b"1]", "", "holds more than 500,000 values"),
        (gzip.compress(b"[" + b"{}," * 300_000 + b"{}]"), "gzip", "more than 500,000 values"),
    ],
)
def test_bodies_that_cannot_be_unpacked_are_refused(body: bytes, encoding: str, says: str) -> None:
    with pytest.raises(WireMismatch, match=says):
        asked(Streamed(pieces(body, 2**16), encoding), list_of)


@given(data=st.data())
def test_a_spoilt_compressed_answer_is_whole_or_refused(data: st.DataObject) -> None:
    packed = bytearray(gzip.compress(b"[1, 2, 3]" * 9, mtime=0))
    at = data.draw(st.integers(0, len(packed)))
    packed[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    size = data.draw(st.integers(1, len(packed) + 1))
    answer = httpx.Response(
        200,
        headers={"content-encoding": "gzip"},
        stream=Body(pieces(bytes(packed), size)),
    )
    try:
        read = asyncio.run(body_of(answer, asyncio.Lock()))
    except WireMismatch:
        return
    assert read == gzip.decompress(packed)


@pytest.mark.parametrize("said", [str(MAX_BODY + 1), "9" * 5_000])
def test_what_calls_itself_too_large_is_not_read_at_all(said: str) -> None:
    server = Streamed([b"[1]"], "", said)
    with pytest.raises(WireMismatch, match="larger than 16 MiB"):
        asked(server, list_of)
    assert [body.sent for body in server.sent] == [0]


@pytest.mark.parametrize("said", ["3", "many", "-1"])
def test_what_a_header_says_of_the_length_is_not_believed_otherwise(said: str) -> None:
    assert asked(Streamed([b"[1", b"]"], "", said), list_of) == [1]


def test_an_honest_body_of_many_megabytes_is_read() -> None:
    row = b'{"symbol": "' + b"x" * 100 + b'"}'
    body = b"[" + row + (b"," + row) * 80_000 + b"]"
    assert 9_000_000 < len(body) < MAX_BODY
    packed = gzip.compress(body, 1)
    assert len(asked(Streamed(pieces(packed, 2**16)), lambda http: http.get("/x", list[Raw]))) == (
        80_001
    )


def test_memory_is_bounded_however_many_answers_are_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Six large bodies at once take the room of one, whether they are believed or not."""
    longest = 4 * 2**20
    monkeypatch.setattr(body, "MAX_BODY", longest)
    monkeypatch.setattr(body, "SMALL", 2**16)
    honest = b"[" + b" " * (longest - 2**16) + b"1]"
    hostile = b" " * longest + b"[1]"

    async def six(http: Http) -> list[Any]:
        asking = (http.get_or_none("figure", "/x", list[int]) for _ in range(6))
        return list(await asyncio.gather(*asking))

    for sent, answer in ((honest, [1]), (hostile, None), (b"{" + honest, None)):
        server = Streamed(pieces(sent, 2**16), "", ending=0.1)
        tracemalloc.start()
        try:
            assert asked(server, six) == [answer] * 6
            assert tracemalloc.get_traced_memory()[1] < len(sent) + 1.5 * longest + 6 * 2**16
        finally:
            tracemalloc.stop()


def test_errors_that_are_kept_do_not_keep_the_answer() -> None:
    body = b" " * (8 * SMALL) + b"{"

    async def look(http: Http) -> None:
        for _ in range(3):
            assert await http.get_or_none("figure", "/x", list[int]) is None
        assert [type(error) for error in http.failures] == [WireMismatch] * 3
        assert tracemalloc.get_traced_memory()[0] - before < SMALL

    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        asked(Streamed([body], ""), look)
    finally:
        tracemalloc.stop()


def test_a_bomb_is_defused_in_bounded_memory() -> None:
    bomb = bomb_of(500)
    tracemalloc.start()
    try:
        with pytest.raises(WireMismatch, match="larger than 16 MiB"):
            asked(Streamed([bomb]), list_of)
        assert tracemalloc.get_traced_memory()[1] < 1.5 * MAX_BODY
    finally:
        tracemalloc.stop()


def test_a_member_sent_twice_is_refused() -> None:
    body = b'{"size": 1, "size": 2}'
    with pytest.raises(WireMismatch, match="toy GET /x: 'size' is sent twice in one object"):
        asked(replies(httpx.Response(200, content=body))[0], lambda h: h.get("/x", dict[str, int]))


# -- the whole way, over TLS, with everything that goes wrong --------------------------------------


@pytest.fixture(scope="module")
def exchanges() -> Generator[Exchanges]:
    with Exchanges(samples.answer) as running:
        yield running


def test_proxy_and_authority_come_from_the_environment(
    exchanges: Exchanges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way, "_ssl_context", cache(way._ssl_context.__wrapped__))
    for name, value in exchanges.environment.items():
        monkeypatch.setenv(name, value)
    exchanges.faults = {}
    for _ in range(2):
        read = asyncio.run(fetch_venue(samples.venue(), lambda _: False, now=NOON))
        assert [spec.symbol for spec in read.contracts] == ["BTCUSDT", "ETHUSDT"]
    assert way._ssl_context.cache_info()[:2] == (1, 1)  # hits, misses


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_fault_ends_in_its_class_within_its_time(
    case: Case, exchanges: Exchanges, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What ends by itself has all the time it needs, however loaded the machine is
    deadline, timeout = (1.0, 0.4) if case.hangs else (60.0, 30.0)
    monkeypatch.setattr(asking, "DEADLINE", deadline)
    exchanges.faults = {"*": case.fault}
    found: type[VenueError] | None = None
    try:
        read = asyncio.run(
            fetch_venue(
                samples.venue(),
                lambda spec: spec.base == "BTC",
                now=NOON,
                timeout=timeout,
                transport=exchanges.transport(),
            )
        )
        assert (list(read.markets), list(read.books)) == (["BTCUSDT"], ["BTCUSDT"])
        assert len(read.contracts) == 2
    except VenueError as error:
        found = type(error)
    assert exchanges.errors == []
    if case.error is None:
        assert found is None
    else:
        assert found is not None
        assert issubclass(found, case.error)


def test_members_of_gzip_are_unpacked_one_after_another() -> None:
    whole = b"[1, 2, 3]"
    for packed in (
        gzip.compress(whole[:4]) + gzip.compress(whole[4:]),
        gzip.compress(whole) + gzip.compress(b""),
    ):
        for cut in range(1, len(packed)):
            pieces = Streamed([packed[:cut], packed[cut:]])
            assert asked(pieces, list_of) == [1, 2, 3]


def test_members_that_hold_nothing_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MAX_BODY", 2**20)
    empty = gzip.compress(b"") * 1000
    with pytest.raises(WireMismatch, match="the answer is larger than"):
        asked(Streamed([empty] * 100), list_of)


def test_an_address_that_is_none_costs_that_request_alone() -> None:
    says, seen = replies()
    with pytest.raises(NoRoute, match="is no address"):
        asked(says, lambda http: http.get("/depth/\x00", Raw))
    assert seen == []


@pytest.mark.parametrize(
    "place",
    [
        "https://api.toy.example:8443/x",
        "https://me:s3cret@api.toy.example/x",
        "https://@api.toy.example/",
    ],
)
def test_a_redirect_to_another_port_or_with_a_name_is_refused(place: str) -> None:
    says, seen = replies(httpx.Response(302, headers={"location": place}))
    with pytest.raises(NoRoute) as raised:
        asked(says, list_of)
    assert "s3cret" not in str(raised.value)
    assert len(seen) == 1
