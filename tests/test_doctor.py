"""What `comparator doctor` finds, of venues that answer, refuse, are late or are left alone."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cli_market import Cli, Write
from msgspec import Struct
from samples import not_served, spec
from simulator import Exchanges
from simulator.venues import world

from comparator import api
from comparator.answers.doctor import Doctor, document
from comparator.schema import Rejected
from comparator.sources.cache import Cache
from comparator.sources.probe import probe


class Names(Struct):
    """What the made-up venue lists."""

    symbols: list[str]


async def contracts(http: api.Http) -> api.Listing:
    listed = await http.get("/list", Names)
    items = tuple(spec(venue="fine", symbol=name) for name in listed.symbols)
    odd = Rejected(symbol="ODD", field="tickSize", reason="ODD: tickSize must be positive, was 0")
    return api.Listing(api.Batch(items=items, rejected=(odd,)))


async def never(*_: Any) -> Any:
    raise AssertionError("asked for more than the list of contracts")


FINE = api.Venue(
    id="fine",
    name="Fine",
    base_url="https://fine.example",
    docs="https://fine.example/docs",
    contracts=contracts,
    markets=never,
    book=never,
    margin_tiers=never,
    fees=never,
)
SHEET = not_served()
Handler = Callable[[httpx.Request], httpx.Response]


def ask(handler: Handler, folder: Path) -> Doctor:
    cache = Cache(folder)
    transport = httpx.MockTransport(handler)
    probes = asyncio.run(probe([FINE], cache=cache, limit=1.0, transport=transport))
    return document(probes, [SHEET], cache, datetime.now(UTC))


def dated(at: datetime, **more: str) -> dict[str, str]:
    return {"date": format_datetime(at, usegmt=True), **more}


def test_one_request_is_made_and_contracts_are_counted(tmp_path: Path) -> None:
    asked = list[str]()

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"symbols": ["A", "B"]}, headers=dated(datetime.now(UTC)))

    (row,) = ask(handler, tmp_path).rows
    assert asked == ["https://fine.example/list"]
    assert (row.reached, row.contracts, row.rejected) == ("yes", 2, 1)
    assert row.rejections == ("ODD: ODD: tickSize must be positive, was 0",)
    assert row.clock is not None
    assert abs(row.clock) <= 1
    assert row.advice == ("1 contract left out: upgrade, or report it",)


@pytest.mark.parametrize(
    ("behind", "aged", "ahead"), [(3600, "0", 3600), (3600, "3600", 0), (-90, "0", -90)]
)
def test_clocks_are_compared_past_a_cache_on_the_way(
    behind: int, aged: str, ahead: int, tmp_path: Path
) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        at = datetime.now(UTC) - timedelta(seconds=behind)
        return httpx.Response(200, json={"symbols": ["A"]}, headers=dated(at, age=aged))

    (row,) = ask(handler, tmp_path).rows
    assert row.clock is not None
    assert abs(row.clock - ahead) <= 1
    assert any("time server" in line for line in row.advice) is (ahead != 0)


def test_a_venue_that_tells_no_time_leaves_the_clock_unknown(tmp_path: Path) -> None:
    (row,) = ask(lambda _: httpx.Response(200, json={"symbols": ["A"]}), tmp_path).rows
    assert row.clock is None


@pytest.mark.parametrize("status", [403, 451])
def test_a_refusal_here_says_whom_the_fact_sheet_excludes(status: int, tmp_path: Path) -> None:
    (row,) = ask(lambda _: httpx.Response(status), tmp_path).rows
    assert (row.reached, row.error, row.regions) == ("refused here", "geo-blocked", ("CA", "US"))
    assert (row.contracts, row.rejected) == (None, None)
    assert row.advice == ("ask from where it serves people; until then --source published answers",)


def test_a_venue_that_wants_to_be_left_alone_is(tmp_path: Path) -> None:
    asked = list[int]()

    def handler(_: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(429, headers={"retry-after": "600"})

    (first,) = ask(handler, tmp_path).rows
    (second,) = ask(handler, tmp_path).rows
    assert asked == [1]
    assert (first.error, second.error) == ("rate limited", "rate limited")
    assert second.seconds is None


def test_the_command_says_what_helps_and_never_a_password(
    cli: Cli, plugin: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://somebody:s3cret@127.0.0.1:9")
    path = plugin()
    code, out, err = cli("doctor", "--plugin", path)
    assert code == 0, err
    assert "0 of 1 venue answered." in out
    assert "refused here" in out
    assert "http://***@127.0.0.1:9" in out
    found = cli.document("doctor", "--plugin", path)
    assert found["rows"][0]["proxied"] is True
    assert not {"s3cret", "somebody"} & set(json.dumps(found).replace("@", ":").split(":"))
    assert "s3cret" not in out + err + json.dumps(found)
    assert cli("doctor", "--plugin", path, "--strict")[0] == 4
    assert cli("doctor", "fien", "--plugin", path)[0] == 2


def test_every_recorded_venue_is_reached_with_a_handful_of_requests(tmp_path: Path) -> None:
    whole = world()
    asked = [recorded.venue for recorded in whole.venues]
    with Exchanges(whole) as exchanges:
        probes = [  # a transport each: a client closes its own
            found
            for venue in asked
            for found in asyncio.run(
                probe([venue], cache=Cache(tmp_path), limit=10.0, transport=exchanges.transport())
            )
        ]
        requests = Counter(call.host for call in exchanges.asked)
    rows = document(probes, [], Cache(tmp_path), datetime.now(UTC)).rows
    assert [(row.venue, row.message) for row in rows if row.reached != "yes"] == []
    assert len(rows) == len(asked) > 20
    assert all(row.contracts for row in rows)
    assert max(requests.values()) <= 6  # pages of one list, never one request per contract
