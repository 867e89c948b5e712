"""Days of recorded exchanges with known differences: what is told of them, and what is kept.

Expected texts are worked out by hand from the figures that the edits below put into the answers.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from atom_rules import violations
from simulator import Exchanges
from simulator.days import Day, Edit
from simulator.venues import Recorded, World
from watch_replay import figures, replayed

from comparator.answers import changes
from comparator.answers.watch import Watch
from comparator.library import history
from comparator.render.changes import groups
from comparator.sources.collect import Plan
from comparator.sources.discovery import discover
from comparator.sources.kept import Kept, read
from comparator.watching import watch

NAMES = ("binance", "bybit", "dydx", "kucoin", "lighter", "mexc")
FIRST = datetime(2026, 9, 12, 6, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)  # BTCUSDT-18SEP26 of bybit ends on the way


def bybit(path: str, document: Any) -> Any:
    if path.endswith("/instruments-info"):
        rows = document["result"]["list"]
        document["result"]["list"] = [row for row in rows if row["symbol"] != "AVNTUSDT"]
        for row in rows:
            if row["symbol"] == "BTCUSDT":
                row["lotSizeFilter"]["minNotionalValue"] = "2.5"
            if row["symbol"] == "ETHUSDT":
                row["fundingInterval"] = 240
            if row["symbol"] == "0GUSDT":
                row["leverageFilter"]["maxLeverage"] = "25.00"
    if path.endswith("/risk-limit"):
        for row in document["result"]["list"]:
            if (row["symbol"], row["riskLimitValue"]) == ("BTCUSDT", "300000"):
                row["initialMargin"], row["maxLeverage"] = "0.01", "100.00"
    return document


def mexc(path: str, document: Any) -> Any:
    if path.endswith("/detail"):
        for row in document["data"]:
            if row["symbol"] == "PEPE_USDT":
                row["contractSize"] *= 2
            if row["symbol"] == "CLO_USDT":
                row["contractSize"] *= 100
    return document


def dydx(path: str, document: Any) -> Any:
    if path.endswith("/perpetual_fee_params"):
        document["params"]["tiers"][0]["taker_fee_ppm"] = 450
    return document


def down(_: str, __: Any) -> Any:
    return None


def short(path: str, document: Any) -> Any:
    """The venue forgets all but the first ten of its contracts in USDT and USDC."""
    if path == "/fapi/v1/exchangeInfo":
        document["symbols"] = document["symbols"][:10]
    return document


def renamed(_: str, document: Any) -> Any:
    return json.loads(json.dumps(document).replace('"LTC"', '"LITE"'))


SECOND: dict[str, Edit] = {
    "bybit": bybit,
    "mexc": mexc,
    "dydx": dydx,
    "kucoin": down,
    "binance": short,
    "lighter": renamed,
}


class Stage:
    """Six exchanges on some day, and a folder that watches them."""

    def __init__(self, folder: Path) -> None:
        venues = [venue for venue in discover().venues if venue.id in NAMES]
        recorded = [Recorded(v, 40 if v.id == "binance" else 0) for v in venues]
        self.venues, self.folder = venues, folder
        self.day = Day(World(recorded))

    def watch(self, at: datetime, **more: Any) -> Watch:
        plan = Plan(source="live", transport=httpx.MockTransport(self._answer), at=at)
        return watch(self.folder, "BTC", plan=plan, installed=self.venues, **more)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        url = str(request.url).partition("?")[0]
        status, document, *_ = self.day(request.method, url, dict(request.url.params), body)
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        return httpx.Response(status, content=content)

    def state(self, venue: str) -> Kept:
        path = self.folder / "venues" / f"{venue}.jsonl"
        return read(path.read_bytes(), path.name)

    def feed(self) -> bytes:
        return (self.folder / "changes.xml").read_bytes()


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Stage]]:
    """New stages; the recordings are read once."""
    discover.cache_clear()
    made = Stage(tmp_path_factory.mktemp("none"))
    count = iter(range(1000))

    def stage() -> Stage:
        new = object.__new__(Stage)
        new.venues, new.day = made.venues, Day(made.day.world)
        new.folder = tmp_path_factory.mktemp("watched") / str(next(count))
        return new

    yield stage
    discover.cache_clear()


def touched(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its time and content, and the times of the folders."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in [folder, *folder.rglob("*")]
    }


def test_two_days_with_known_differences(staged: Callable[[], Stage]) -> None:
    stage = staged()
    begun = stage.watch(FIRST)
    assert (begun.rows, begun.failed, begun.since) == ((), (), None)
    assert [one.venue for one in begun.warnings if one.code == "first_read"] == list(NAMES)
    assert violations(stage.feed()) == []
    stage.day.edits = dict(SECOND)
    found = stage.watch(FIRST + WEEK)
    said = [f"{group.first.venue} {group.sentence}" for group in groups(found.rows)]
    assert said == [
        "bybit BTCUSDT: smallest order value 5 USDT → 2.5 USDT (-50 %)",
        "mexc CLO_USDT: size of a contract 10 CLO → 1,000 CLO (100 times)"  # noqa: ISC004 - one
        " (tenfold or more at once: it may have been read wrongly)",
        "mexc PEPE_USDT: size of a contract 10,000,000 PEPE → 20,000,000 PEPE (+100 %)",
        "dydx fees perpetual: taker fee, tier 1 0.05 % → 0.045 % (-10 %)",
        "bybit 0GUSDT: highest leverage 50x → 25x",
        "bybit BTCUSDT: initial margin, tier 1 0.66 % → 1 % (+51.5 %)",
        "bybit BTCUSDT: highest leverage, tier 1 150x → 100x",
        "bybit ETHUSDT: funding interval 8 h → 4 h (-50 %)",
        "bybit AVNTUSDT closed: no longer listed",
        "bybit BTCUSDT-18SEP26 closed: expired",
        "lighter LTC is called LITE now",
    ]
    assert [(row.venue, row.error) for row in found.failed] == [("kucoin", "unreachable")]
    assert [(one.venue, one.code) for one in found.warnings] == [("binance", "list_cut")]
    assert violations(stage.feed()) == []


def test_a_venue_that_is_down_keeps_its_state_to_the_byte(staged: Callable[[], Stage]) -> None:
    stage = staged()
    stage.watch(FIRST)
    before = touched(stage.folder)
    stage.day.edits = {"kucoin": down}
    found = stage.watch(FIRST + DAY)
    assert (found.rows, [row.venue for row in found.failed]) == ((), ["kucoin"])
    assert touched(stage.folder) == before


def test_a_run_without_changes_touches_nothing(staged: Callable[[], Stage]) -> None:
    stage = staged()
    stage.watch(FIRST)
    stage.day.edits = dict(SECOND)
    stage.watch(FIRST + DAY)
    stage.watch(FIRST + 2 * DAY)
    before = touched(stage.folder)
    assert stage.watch(FIRST + 3 * DAY).rows == ()
    assert touched(stage.folder) == before


def test_a_list_cut_short_is_believed_the_second_time(staged: Callable[[], Stage]) -> None:
    stage = staged()
    stage.watch(FIRST)
    whole = stage.state("binance").contracts
    stage.day.edits = {"binance": short}
    assert stage.watch(FIRST + DAY).rows == ()
    held = stage.state("binance")
    assert held.contracts == whole
    assert held.held
    lost = set(held.held.missing)
    assert len(lost) > len(whole) / 5
    again = stage.watch(FIRST + 2 * DAY)
    assert {row.symbol for row in again.rows} == lost
    assert {(row.what, row.now) for row in again.rows} == {("closed", "gone")}
    after = stage.state("binance")
    assert (set(after.contracts), after.held) == (set(whole) - lost, None)


def test_a_list_that_is_whole_again_was_never_cut(staged: Callable[[], Stage]) -> None:
    stage = staged()
    stage.watch(FIRST)
    whole = stage.state("binance").contracts
    stage.day.edits = {"binance": short}
    stage.watch(FIRST + DAY)
    stage.day.edits = {}
    assert stage.watch(FIRST + 2 * DAY).rows == ()
    assert (stage.state("binance").contracts, stage.state("binance").held) == (whole, None)
    stage.day.edits = {"binance": short}
    assert stage.watch(FIRST + 3 * DAY).rows == ()


def test_the_changes_lead_from_the_first_state_to_the_last(staged: Callable[[], Stage]) -> None:
    stage = staged()
    stage.watch(FIRST)
    was = {venue: stage.state(venue) for venue in NAMES}
    stage.day.edits = dict(SECOND)
    found = stage.watch(FIRST + WEEK)
    kept, damaged = changes.read((stage.folder / "changes.jsonl").read_bytes())
    assert (kept, damaged) == (list(found.rows), 0)
    for venue in NAMES:
        assert replayed(was[venue], kept) == figures(stage.state(venue))


def test_the_history_of_what_changed(staged: Callable[[], Stage]) -> None:
    stage = staged()
    stage.watch(FIRST)
    stage.day.edits = dict(SECOND)
    then = FIRST + WEEK
    stage.watch(then)

    def steps(*words: str, field: str = "") -> list[tuple[str, str | None, datetime]]:
        rows = history(*words, folder=stage.folder, field=field).rows
        return [(row.field, row.value, row.since) for row in rows]

    assert steps("bybit", "BTCUSDT", field="min_notional") == [
        ("min_notional", "5", FIRST),
        ("min_notional", "2.5", then),
    ]
    # The fee of a whole schedule is a figure of each of its contracts
    assert steps("dydx", "BTC-USD", field="taker") == [
        ("taker", "0.0005", FIRST),
        ("taker", "0.00045", then),
    ]
    # A contract is found by each of its names, a coin by each of its
    named = [("base", "LTC", FIRST), ("base", "LITE", then)]
    named += [("symbol", "LTC", FIRST), ("symbol", "LITE", then)]
    assert steps("lighter", "LTC") == steps("lighter", "LITE") == steps("LITE") == named
    assert steps("bybit", "AVNTUSDT") == [
        ("listing", "listed", FIRST),
        ("listing", "not listed", then),
    ]
    assert steps("bybit", "AVNTUSDT", field="qty_step") == [
        ("qty_step", "0.1", FIRST),
        ("qty_step", "not listed", then),
    ]
    assert steps("bybit", "BTCUSD", field="tick_size") == [("tick_size", "0.1", FIRST)]


def test_quotes_are_kept_on_request_beside_the_history(staged: Callable[[], Stage]) -> None:
    stage = staged()
    stage.watch(FIRST)
    assert not (stage.folder / "quotes").exists()
    assert stage.watch(FIRST + DAY, quotes=True).rows == ()
    lines = (stage.folder / "quotes" / "bybit.jsonl").read_text("utf-8").splitlines()
    btc = next(row for row in map(json.loads, lines) if row["symbol"] == "BTCUSDT")
    assert (btc["bid"], btc["ask"], btc["index"]) == ("77766.7", "77766.8", "77797.59")


def test_the_command_itself_asks_over_tls_and_tells(
    staged: Callable[[], Stage], tmp_path: Path
) -> None:
    stage = staged()
    words = ("watch", str(stage.folder), "--venue", "bybit,dydx", "--quiet", "--fail-on-change")
    with Exchanges(stage.day) as exchanges:
        environment = {
            **os.environ,
            **exchanges.environment,
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "COLUMNS": "100",
        }

        def told() -> tuple[int, list[str]]:
            command = [sys.executable, "-m", "comparator", *words]
            done = subprocess.run(
                command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert done.stderr == ""
            return done.returncode, done.stdout.splitlines()

        code, lines = told()
        assert code == 0
        assert lines[0].startswith("Begun at ")
        stage.day.edits = {"bybit": bybit, "dydx": dydx}
        code, lines = told()
        assert code == 1
        assert " ".join(lines[4].split()) == (
            "bybit BTCUSDT minimum order smallest order value 5 USDT 2.5 USDT -50 %"
        )
        assert (
            " ".join(lines[5].split())
            == "dydx fees perpetual fee taker fee, tier 1 0.05 % 0.045 % -10 %"
        )
        code, lines = told()
        assert code == 0
        assert lines[0].startswith("Nothing changed since ")
