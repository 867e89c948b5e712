import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
import samples
import stamina
from samples import NOON
from simulator import Exchanges

from comparator.recording import record, record_requests
from comparator.sources.fetch import fetch_venue
from comparator.testing import Evidence
from comparator.testing.identity import anonymous
from comparator.testing.replay import Asking, from_cassette
from comparator.testing.subject import Subject

DECLARED = {"X-Size-Decimal": "1", "User-Agent": "somebody/1.0"}


def declaring(headers: Any = DECLARED) -> Any:
    return samples.venue(headers=headers)


def test_every_request_carries_them_also_when_asked_again_or_sent_elsewhere() -> None:
    seen = list[httpx.Request]()

    def says(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path == "/contracts" and len(seen) == 1:
            return httpx.Response(503)
        if request.url.path == "/contracts":
            return httpx.Response(302, headers={"location": "/list"})
        return httpx.Response(200, json=samples.LISTED)

    transport = httpx.MockTransport(says)
    with stamina.set_testing(True, attempts=2):
        asyncio.run(fetch_venue(declaring(), lambda _: False, now=NOON, transport=transport))
    assert [request.url.path for request in seen] == ["/contracts", "/contracts", "/list"]
    for request in seen:
        assert request.headers["x-size-decimal"] == "1"
        assert request.headers["user-agent"] == "somebody/1.0"
        assert request.headers["accept-encoding"] == "gzip"


def test_a_venue_that_declares_none_is_asked_in_our_name() -> None:
    seen = list[httpx.Request]()

    def says(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=samples.LISTED)

    transport = httpx.MockTransport(says)
    asyncio.run(fetch_venue(samples.venue(), lambda _: False, now=NOON, transport=transport))
    assert seen[0].headers["user-agent"].startswith("comparator/")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("Authorization", "Basic x", "says who asks"),
        ("Cookie", "a=b", "says who asks"),
        ("X-MBX-APIKEY", "abc", "says who asks"),
        ("OK-ACCESS-SIGN", "abc", "says who asks"),
        ("X-BAPI-TOKEN", "abc", "says who asks"),
        ("X-Forwarded-For", "1.2.3.4", "says who asks"),
        ("Host", "elsewhere.example", "follows from the request"),
        ("accept-encoding", "br", "follows from the request"),
        ("Content-Length", "1", "follows from the request"),
        ("X Y", "1", "letters, digits and hyphens"),
        ("", "1", "letters, digits and hyphens"),
        ("X-Ünicode", "1", "letters, digits and hyphens"),
        ("X-A", "", "printable ASCII"),
        ("X-A", "é", "printable ASCII"),
        ("X-A", "1\r\nX-B: 2", "printable ASCII"),
        ("X-A", " 1", "printable ASCII"),
        ("X-A", "1" * 201, "at most 200 characters"),
    ],
)
def test_what_may_not_be_sent_is_refused(name: str, value: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"toy: header .* is not sent: .*{why}"):
        declaring({name: value})


def test_they_are_recorded_and_sent_when_replayed(tmp_path: Path) -> None:
    kept = tmp_path / "fetch.yaml"

    with Exchanges(samples.answer) as exchanges:
        record(declaring(), ("BTC",), NOON, kept, transport=exchanges.transport())
        asked = [("GET", "https://api.toy.example/no", None)]
        refused = tmp_path / "refusals.yaml"
        record_requests(declaring(), asked, refused, transport=exchanges.transport())
    for item in (
        *Evidence(tmp_path).interactions(),
        *Evidence(tmp_path).interactions(refused.name),
    ):
        assert item.sent == {"x-size-decimal": ("1",), "user-agent": ("somebody/1.0",)}
    found, idle = from_cassette(Asking(venue=declaring(), at=NOON, assets=("BTC",)), kept)
    assert found.error is None
    assert idle == []


def test_the_kit_names_a_recording_without_them(tmp_path: Path) -> None:
    with Exchanges(samples.answer) as exchanges:
        for name in ("fetch.yaml", "refusals.yaml"):
            path = tmp_path / name
            record(samples.venue(), ("BTC",), NOON, path, transport=exchanges.transport())
    evidence = Evidence(tmp_path)
    problems = list(anonymous(Subject(declaring({"X-Size-Decimal": "1"}), evidence, "toy.py")))
    assert problems
    for problem in problems:
        assert "recorded without the header X-Size-Decimal: 1; record it again" in problem
    assert list(anonymous(Subject(samples.venue(), evidence, "toy.py"))) == []
