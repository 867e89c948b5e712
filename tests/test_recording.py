import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import samples
import vcr
from samples import NOON
from simulator import Exchanges
from simulator.faults import answers
from simulator.server import Answer

from comparator.api.body import MAX_BODY
from comparator.errors import DataError, Unreachable, VenueError, WireMismatch
from comparator.recording import MATCH_ON, record, record_requests, trimmed
from comparator.sources.fetch import fetch_venue


def posted(method: str, url: str, query: dict[str, str], body: object) -> Answer:
    """The toy exchange, with headers that name who asked, and a limit."""
    if url.endswith("/limit"):
        return 429, {"no": 9}, {"retry-after": "7", "set-cookie": "id=1", "x-trace": "2"}
    if method == "POST":
        return 200, {"asked": body}
    status, document = samples.answer(method, url, query, body)
    return status, document, {"set-cookie": "id=1"}


def btc(spec: Any) -> bool:
    return bool(spec.base == "BTC")


def test_a_recording_replays_as_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "fetch.yaml"
    with Exchanges(posted) as exchanges:
        transport = exchanges.transport()
        data = record(samples.venue(), ("BTC",), NOON, path, transport=transport)
    with vcr.VCR(record_mode="none", match_on=MATCH_ON).use_cassette(str(path)) as played:
        again = asyncio.run(fetch_venue(samples.venue(), btc, now=NOON))
    assert again == data
    assert played.all_played
    assert [spec.symbol for spec in data.contracts] == ["BTCUSDT", "ETHUSDT"]


def test_recording_again_changes_nothing_and_keeps_nothing_private(tmp_path: Path) -> None:
    seen = list[str]()
    with Exchanges(posted) as exchanges:
        for name in ("one.yaml", "two.yaml", "one.yaml"):
            transport = exchanges.transport()
            record(samples.venue(), ("BTC", "ETH"), NOON, tmp_path / name, transport=transport)
            seen.append((tmp_path / name).read_text("utf-8"))
    assert seen[0] == seen[1] == seen[2]
    for private in ("cookie", "user-agent", "trace", "127.0.0.1", "content-encoding"):
        assert private not in seen[0]
    uris = [line.strip() for line in seen[0].splitlines() if line.strip().startswith("uri:")]
    assert uris == sorted(uris)


def test_refusals_are_kept_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "refusals.yaml"
    host = samples.venue().base_url
    asked = [("POST", f"{host}/info", {"a": 1}), ("GET", f"{host}/limit", None)]
    with Exchanges(posted) as exchanges:
        record_requests(samples.venue(), asked, path, transport=exchanges.transport())
    with vcr.VCR(record_mode="none", match_on=MATCH_ON).use_cassette(str(path)) as cassette:
        limit, info = cassette.responses
    assert limit["status"] == {"code": 429, "message": "Too Many Requests"}
    assert limit["headers"] == {"content-type": ["application/json"], "retry-after": ["7"]}
    assert json.loads(info["body"]["string"]) == {"asked": {"a": 1}}


@pytest.mark.parametrize("name", ["fetch.yaml", "new.yaml"])
def test_a_venue_that_fails_leaves_the_old_recording(name: str, tmp_path: Path) -> None:
    (tmp_path / "fetch.yaml").write_text("old")
    with Exchanges(posted, {"*": answers("down", 404, b"")}) as exchanges:
        transport = exchanges.transport()
        with pytest.raises(VenueError):
            record(samples.venue(), ("BTC",), NOON, tmp_path / name, transport=transport)
    assert {entry.name: entry.read_text() for entry in tmp_path.iterdir()} == {"fetch.yaml": "old"}


def test_requests_that_get_no_answer_are_a_venue_error(tmp_path: Path) -> None:
    asked = [("GET", f"{samples.venue().base_url}/limit", None)]
    with Exchanges(posted) as exchanges:
        transport = exchanges.transport()
    with pytest.raises(Unreachable):
        record_requests(samples.venue(), asked, tmp_path / "refusals.yaml", transport=transport)


def test_without_vcrpy_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vcr", None)
    with pytest.raises(DataError, match=r"pip install 'futures-comparator\[record\]'"):
        record_requests(samples.venue(), [], tmp_path / "x.yaml")


def test_lists_of_instruments_are_cut_to_the_chosen_ones(tmp_path: Path) -> None:
    path = tmp_path / "fetch.yaml"
    with Exchanges(posted) as exchanges:
        record(
            samples.venue(),
            ("BTC",),
            NOON,
            path,
            transport=exchanges.transport(),
            keep=lambda data: [spec.symbol for spec in data.contracts if spec.base == "BTC"],
        )
    assert "BTCUSDT" in path.read_text()
    assert "ETHUSDT" not in path.read_text()


def cut(document: object, *names: str) -> object:
    return json.loads(trimmed(json.dumps(document).encode(), frozenset(names)))


def test_what_surrounds_a_cut_list_stays() -> None:
    coins = [{"asset": "BTC"}, {"asset": "ETH"}]
    rows = [{"symbol": name, "filters": [{"type": "LOT"}]} for name in ("A", "B", "C")]
    document = {"zone": "UTC", "assets": coins, "result": {"list": rows, "cursor": ""}}
    assert cut(document, "B") == {
        "zone": "UTC",
        "assets": coins,
        "result": {"list": [rows[1]], "cursor": ""},
    }


def test_columns_of_a_cut_list_are_cut_alike() -> None:
    universe = [{"name": f"C{n}", "n": n} for n in range(30)]
    contexts = [{"mark": str(n)} for n in range(30)]
    assert cut([{"universe": universe}, contexts], "C3", "C7") == [
        {"universe": [universe[3], universe[7]]},
        [contexts[3], contexts[7]],
    ]


def test_members_and_arrays_that_are_named_are_cut_too() -> None:
    assert cut({"A": {"x": 1}, "B": {"x": 2}}, "A") == {"A": {"x": 1}}
    assert cut([["A", 1], ["B", 2], []], "B") == [["B", 2]]
    assert cut({"A": "not a table", "B": {}}, "A") == {"A": "not a table", "B": {}}


def test_numbers_keep_every_digit_and_other_bodies_stay() -> None:
    exact = b'[{"s": "A", "x": 1.50e-07}, {"s": "B"}]'
    assert trimmed(exact, frozenset({"A"})) == b'[{"s":"A","x":1.50e-07}]'
    for body in (b"<html>", b"", b"3"):
        assert trimmed(body, frozenset({"A"})) == body
    assert trimmed(exact, frozenset()) == exact


class Pieces(httpx.AsyncByteStream):
    """A body in pieces, as many as are asked for; `sent` says how many were."""

    def __init__(self, piece: bytes, count: int) -> None:
        self.piece, self.count, self.sent = piece, count, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.sent < self.count:
            self.sent += 1
            yield self.piece


def test_a_bomb_is_not_recorded(tmp_path: Path) -> None:
    packed = gzip.compress(b" " * (MAX_BODY + 1))

    def answer(_: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json", "content-encoding": "gzip"}
        return httpx.Response(200, stream=Pieces(packed, 1), headers=headers)

    transport = httpx.MockTransport(answer)
    with pytest.raises(WireMismatch, match="the answer is larger than 16 MiB"):
        record(samples.venue(), ("BTC",), NOON, tmp_path / "x.yaml", transport=transport)
    asked = [("GET", f"{samples.venue().base_url}/limit", None)]
    with pytest.raises(WireMismatch, match="the answer is larger than 16 MiB"):
        record_requests(samples.venue(), asked, tmp_path / "y.yaml", transport=transport)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_without_end_is_left_when_it_is_too_large(tmp_path: Path) -> None:
    endless = Pieces(b" " * 2**20, 10**9)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=endless))
    asked = [("GET", f"{samples.venue().base_url}/limit", None)]
    with pytest.raises(WireMismatch, match="the answer is larger than 16 MiB"):
        record_requests(samples.venue(), asked, tmp_path / "y.yaml", transport=transport)
    assert endless.sent == MAX_BODY // 2**20 + 1
