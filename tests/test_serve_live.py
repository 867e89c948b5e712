"""The server with exchanges that answer on the loopback: refresh, one collection, failures."""

import asyncio
import json
import shutil
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import httpx
import pytest

pytest.importorskip("starlette", reason="extra `serve`")
uvicorn = pytest.importorskip("uvicorn", reason="extra `serve`")

from simulator import Exchanges  # noqa: E402 - skipped above
from simulator.faults import answers  # noqa: E402 - as above
from simulator.venues import World, world  # noqa: E402 - as above

from comparator.api import client as way  # noqa: E402 - as above
from comparator.cli import serving  # noqa: E402 - as above
from comparator.cli.live import Live  # noqa: E402 - as above
from comparator.cli.main import made, run  # noqa: E402 - as above
from comparator.cli.page import Everything  # noqa: E402 - as above
from comparator.sources.cache import Cache  # noqa: E402 - as above
from comparator.sources.collect import Plan  # noqa: E402 - as above
from comparator.sources.snapshot import save_snapshot  # noqa: E402 - as above

REFRESH = 2
"""Seconds between two collections; four venues take a tenth of that."""
VENUES = ("binance", "bybit", "okx", "hyperliquid")
PATIENCE = 30.0
"""Seconds within which a loaded machine has done what takes it one."""


class Running(NamedTuple):
    """The server, what it asks, and what it knows."""

    url: str
    exchanges: Exchanges
    hosts: dict[str, set[str]]
    live: Live


def until(true: Callable[[], object]) -> None:
    """Wait for something that comes about."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    everybody = world()
    few = World(one for one in everybody.venues if one.venue.id in VENUES)
    command = made("serve")
    ctx = command.make_context("serve", ["BTC", "--quiet", "--venue", ",".join(VENUES)])
    with Exchanges(few) as exchanges, socket.create_server(("127.0.0.1", 0)) as listening:
        began = time.monotonic()
        monkeypatch.setattr(way, "_ssl_context", cache(way._ssl_context.__wrapped__))
        for name, value in exchanges.environment.items():
            monkeypatch.setenv(name, value)

        def plan() -> Plan:
            """The clock of the recorded answers, going on."""
            return Plan(
                source="auto",
                timeout=2,
                cache=Cache(tmp_path / "cache"),
                at=few.at + timedelta(seconds=time.monotonic() - began),
            )

        app = serving.application(Everything(ctx), "127.0.0.1", REFRESH, plan)
        config = uvicorn.Config(app, http=serving.Impatient, ws="none", log_level="error")
        server = uvicorn.Server(config)
        thread = Thread(target=lambda: server.run([listening]))
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        until(lambda: _ready(url))
        hosts = {one.venue.id: one.hosts for one in few.venues}
        yield Running(url, exchanges, hosts, app.state.live)
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def _ready(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    return False


def test_one_collection_serves_everybody(running: Running) -> None:
    def requests_of_one_collection() -> int:
        """From one collection's end to the next one's."""
        before = running.live.collected
        until(lambda: running.live.collected > before)
        asked, now = len(running.exchanges.asked), running.live.collected
        until(lambda: running.live.collected > now)
        return len(running.exchanges.asked) - asked

    requests_of_one_collection()  # the first asks for contracts, too
    alone = requests_of_one_collection()
    assert alone >= len(VENUES)
    asking, statuses = True, set[int]()

    def ask() -> None:
        with httpx.Client(base_url=running.url, timeout=PATIENCE, trust_env=False) as client:
            while asking:
                for path in ("/", "/api/market", "/api/compare?asset=BTC"):
                    statuses.add(client.get(path).status_code)

    tabs = [Thread(target=ask) for _ in range(4)]
    for tab in tabs:
        tab.start()
    try:
        assert requests_of_one_collection() == alone
    finally:
        asking = False
        for tab in tabs:
            tab.join(PATIENCE)
    assert statuses == {200}


def test_contracts_are_not_asked_for_again_and_quotes_are(running: Running) -> None:
    def lists() -> Counter[str]:
        seen = Counter(asked.url for asked in running.exchanges.asked)
        return Counter({u: n for u, n in seen.items() if "exchangeInfo" in u or "instruments" in u})

    first = lists()
    assert len(first) >= 3  # of Binance, Bybit and OKX
    until(lambda: running.live.collected >= 4)
    assert lists() == first
    quotes = Counter(asked.url for asked in running.exchanges.asked)
    assert max(quotes.values()) >= 4


def test_what_it_answers_is_what_the_command_line_prints(
    running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "asset=BTC&account=137&stop=4%25&side=short&trust=okx&known-only=yes"
    for _ in range(20):  # until no collection ends in between
        found = running.live.snapshot
        reply = httpx.get(f"{running.url}/api/compare?{query}", timeout=PATIENCE, trust_env=False)
        if running.live.snapshot is found:
            break
    assert found
    path = tmp_path / "run.json"
    save_snapshot(path, found)
    options = ["--account", "137", "--stop", "4%", "--side", "short", "--trust", "okx"]
    run(["compare", "BTC", *options, "--known-only", "--snapshot", str(path), "--format", "json"])
    assert reply.json() == json.loads(capsys.readouterr().out)
    assert {row["venue"] for row in reply.json()["rows"]} == set(VENUES)
    assert any(row["inputs"]["market"]["basis"] == "live" for row in reply.json()["rows"])


def fails(running: Running, venue: str) -> None:
    fault = answers("down", 503, b"down")
    running.exchanges.faults |= dict.fromkeys(running.hosts[venue], fault)


def test_a_venue_that_fails_is_said_with_what_is_used_instead(running: Running) -> None:
    assert running.live.snapshot
    assert running.live.snapshot.failed == ()
    fails(running, "okx")
    until(
        lambda: (
            httpx.get(f"{running.url}/healthz", timeout=PATIENCE, trust_env=False).json()["failed"]
            == ["okx"]
        )
    )
    said: dict[str, Any] = httpx.get(
        f"{running.url}/api/compare", timeout=PATIENCE, trust_env=False
    ).json()
    [failed] = said["failed"]
    assert (failed["venue"], failed["fallback"]) == ("okx", "cached")
    assert {row["venue"] for row in said["rows"]} == set(VENUES)
    running.exchanges.faults.clear()
    until(
        lambda: (
            not httpx.get(f"{running.url}/healthz", timeout=PATIENCE, trust_env=False).json()[
                "failed"
            ]
        )
    )


def test_tabs_see_new_figures_arrive_and_a_venue_fail(running: Running) -> None:
    """The recorded answers are of different days, so that only who is trusted has a rank."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        troubles = list[str]()
        tabs = [browser.new_page() for _ in range(2)]
        for tab in tabs:
            tab.on("console", lambda said: troubles.append(said.text))
            tab.on("pageerror", lambda error: troubles.append(str(error)))
            tab.goto(f"{running.url}/#asset=BTC&account=2000&trust={','.join(VENUES)}")
            tab.wait_for_selector("html[data-ready=yes]")
        first = [tab.evaluate("market.now") for tab in tabs]
        assert "live" in tabs[0].inner_text("#age")
        assert tabs[0].locator(".badge.live").count() > 0
        tabs[0].click("[data-open]")
        until(lambda: all(tab.evaluate("market.now") > first[0] for tab in tabs))
        assert tabs[0].locator(".details").count() == 1  # what was opened stays open
        fails(running, "okx")
        for tab in tabs:
            tab.bring_to_front()  # hidden ones ask for nothing
            tab.wait_for_selector("[data-failed=okx]", timeout=PATIENCE * 1000, state="attached")
            assert "okx (cached figures)" in tab.inner_text("#age")
            assert "cached figures used instead" in tab.inner_text("[data-failed=okx]")
            assert tab.locator("[data-venue=okx]").count() == 1
        running.live.snapshot = None  # as before the first collection
        tabs[0].evaluate("refresh()")
        until(lambda: "No newer figures" in tabs[0].inner_text("#age"))
        browser.close()
    assert [text for text in troubles if "503" not in text] == []


def test_a_collection_that_fails_leaves_the_last_figures(running: Running) -> None:
    before = running.live.market
    asyncio.run(_once(running.live))
    assert running.live.trouble == "no room left"
    assert running.live.market == before
    assert httpx.get(f"{running.url}/api/market", trust_env=False).status_code == 200


async def _once(live: Live) -> None:
    """One turn of the endless round, with a full disk."""

    def full() -> Plan:
        raise OSError("no room left")

    usual, live.plan = live.plan, full
    task = asyncio.create_task(live.keep())
    await asyncio.sleep(0.2)
    task.cancel()
    live.plan = usual
