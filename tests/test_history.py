"""How figures moved, out of saved runs and of watch folders, with figures worked out by hand."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cli_market import Cli, snapshot, venue_data
from msgspec import structs
from samples import NOON, spec

from comparator.answers.history import History
from comparator.errors import DataError, PlanError
from comparator.library import history
from comparator.schema import Origin
from comparator.sources.snapshot import Failure, Snapshot, save_snapshot
from comparator.watching import watch

DAY = timedelta(days=1)


def on(day: int, *specs: dict[str, Any], **more: Any) -> Snapshot:
    """A saved run of one venue with these contracts on a day."""
    at = NOON + day * DAY
    contracts = tuple(spec(venue="fine", **one) for one in specs)
    data = structs.replace(venue_data("fine"), as_of=at, contracts=contracts, markets={}, tiers={})
    return snapshot(at=at, venues=(structs.replace(data, **more),), failed=())


BTC = {"symbol": "BTCUSDT"}
ETH = {"symbol": "ETHUSDT", "base": "ETH"}


def least(value: str) -> dict[str, Any]:
    return BTC | {"min_notional": Decimal(value)}


RUNS = (
    on(0, least("5"), ETH),
    on(1, least("5"), ETH),
    on(2, least("10"), ETH),
    on(3, least("10")),
    on(4, least("2.5"), closed=("ETHUSDT",)),
)


@pytest.fixture(params=["saved", "watched"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The same days as saved runs, and as a watch folder that took them in."""
    for number, run in enumerate(RUNS):
        if request.param == "watched":
            watch(tmp_path, snapshot=run)
        else:
            save_snapshot(tmp_path / f"{9 - number}.{'toml' if number % 2 else 'json'}", run)
    return tmp_path


def told(found: History) -> list[tuple[str, str | None, int, int | None]]:
    """Figure, value, and the days from and to."""
    return [
        (
            row.field,
            row.value,
            (row.since - NOON).days,
            (row.until - NOON).days if row.until else None,
        )
        for row in found.rows
    ]


def test_each_value_has_the_time_it_held(folder: Path) -> None:
    found = history("fine", "BTCUSDT", folder=folder, field="min_notional")
    assert told(found) == [
        ("min_notional", "5", 0, 2),
        ("min_notional", "10", 2, 4),
        ("min_notional", "2.5", 4, None),
    ]
    assert (found.moves, found.contracts, found.since) == (2, 1, NOON)
    assert [(row.first, row.was, row.unit) for row in found.rows] == [
        (True, None, "USDT"),
        (False, "5", "USDT"),
        (False, "10", "USDT"),
    ]


def test_without_a_field_all_that_moved_is_told(folder: Path) -> None:
    assert {row.field for row in history("btc", folder=folder).rows} == {"min_notional"}


def test_the_end_of_a_contract_is_the_end_of_its_figures(folder: Path) -> None:
    ends = [("qty_step", "0.001", 0, 4), ("qty_step", "not listed", 4, None)]
    assert told(history("ETH", folder=folder, field="qty_step")) == ends
    assert told(history("FINE", "ethusdt", folder=folder)) == [
        ("listing", "listed", 0, 4),
        ("listing", "not listed", 4, None),
    ]


def test_a_contract_missing_in_a_saved_run_ends_when_it_was_last_seen(tmp_path: Path) -> None:
    for number, run in enumerate(RUNS[:4]):
        save_snapshot(tmp_path / f"{number}.json", run)
    (row,) = history("ETH", folder=tmp_path, field="qty_step").rows
    assert (row.value, row.until) == ("0.001", NOON + 2 * DAY)


def test_what_was_used_instead_of_an_answer_is_no_reading(tmp_path: Path) -> None:
    failure = Failure(venue="fine", error="unreachable", message="", fallback="published")
    save_snapshot(tmp_path / "0.json", RUNS[0])
    save_snapshot(tmp_path / "1.json", structs.replace(RUNS[2], failed=(failure,)))
    found = history("BTC", folder=tmp_path, field="min_notional")
    assert told(found) == [("min_notional", "5", 0, None)]


def test_shipped_figures_count_from_their_own_day(tmp_path: Path) -> None:
    old = Origin(basis="published", source="page", as_of=NOON - 30 * DAY)
    (data,) = RUNS[0].venues
    data = structs.replace(data, origins={"contracts": old})
    save_snapshot(tmp_path / "0.json", structs.replace(RUNS[0], venues=(data,)))
    assert told(history("BTC", folder=tmp_path, field="min_notional")) == [
        ("min_notional", "5", -30, None)
    ]


def test_a_contract_that_came_later_was_not_listed_before(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=on(0, BTC))
    watch(tmp_path, snapshot=on(1, BTC, ETH))
    assert told(history("ETH", folder=tmp_path)) == [
        ("listing", "not listed", 0, 1),
        ("listing", "listed", 1, None),
    ]
    assert told(history("ETH", folder=tmp_path, field="qty_step")) == [
        ("qty_step", "0.001", 1, None)
    ]


def test_a_contract_that_went_and_came_back(tmp_path: Path) -> None:
    others = [{"symbol": f"X{n}", "base": f"X{n}"} for n in range(9)]
    watch(tmp_path, snapshot=on(0, *others, ETH | {"qty_step": Decimal("0.0005")}))
    watch(tmp_path, snapshot=on(1, *others))
    watch(tmp_path, snapshot=on(2, *others, ETH))
    assert told(history("ETH", folder=tmp_path, field="qty_step")) == [
        ("qty_step", "0.0005", 0, 1),
        ("qty_step", "not listed", 1, 2),
        ("qty_step", "0.001", 2, None),
    ]


def test_a_name_that_is_used_again_is_another_contract(tmp_path: Path) -> None:
    others = [{"symbol": f"X{n}", "base": f"X{n}"} for n in range(9)]
    first = {"symbol": "FOO", "base": "FOO", "wire_id": "1"}
    second = {"symbol": "FOO", "base": "FOO", "wire_id": "2", "tick_size": Decimal(1)}
    renamed = first | {"symbol": "BAR", "base": "BAR"}
    watch(tmp_path, snapshot=on(0, *others, first))
    watch(tmp_path, snapshot=on(1, *others, renamed))
    watch(tmp_path, snapshot=on(2, *others, renamed, second))
    watch(tmp_path, snapshot=on(3, *others, renamed | {"tick_size": Decimal("0.2")}, second))

    def ticks(symbol: str) -> list[tuple[str, str | None, int]]:
        rows = history("fine", symbol, folder=tmp_path, field="tick_size").rows
        return [(row.symbol, row.value, (row.since - NOON).days) for row in rows]

    assert ticks("BAR") == [("BAR", "0.1", 0), ("BAR", "0.2", 3)]
    assert ticks("FOO") == [("BAR", "0.1", 0), ("BAR", "0.2", 3), ("FOO", "1", 2)]


def test_own_rates_of_a_contract_stand_for_its_schedule(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=on(0, BTC))
    watch(tmp_path, snapshot=on(1, BTC | {"taker_fee": Decimal("0.0003")}))
    assert told(history("BTC", folder=tmp_path, field="taker")) == [
        ("taker", "0.0005", 0, 1),  # of the schedule
        ("taker", "0.0003", 1, None),
    ]


def test_the_page_tells_what_moved_before_what_did_not(cli: Cli, tmp_path: Path) -> None:
    other = {"symbol": "BTCUSDC", "settle": "USDC", "quote": "USDC", "min_notional": Decimal(1)}
    blank = {"symbol": "BTCUSD", "quote": "USD"}
    for day, value in enumerate(("5", "10")):
        watch(tmp_path / "w", snapshot=on(day, least(value), other, blank))
    code, out, _ = cli("history", "BTC", "--in", str(tmp_path / "w"), "--field", "min_notional")
    assert code == 0
    assert out.splitlines() == [
        "BTC: 3 contracts since 2026-11-20; smallest order value changed once.",
        "",
        "venue  contract  figure                  value  from        to",
        "-----  --------  --------------------  -------  ----------  ----------",
        "fine   BTCUSDT   smallest order value   5 USDT  2026-11-20  2026-11-21",
        "fine   BTCUSDT   smallest order value  10 USDT  2026-11-21  now",
        "",
        "the same all the time",
        "venue  contract   value  from",
        "-----  --------  ------  ----------",
        "fine   BTCUSDC   1 USDC  2026-11-20",
        "",
        "Unknown of 1 contract all the time.",
    ]


def test_what_cannot_be_answered_says_what_can(tmp_path: Path) -> None:
    watch(tmp_path / "w", snapshot=RUNS[0])
    with pytest.raises(
        PlanError, match=r"no figure 'min_notion' \(did you mean 'min_notional'\?\)"
    ):
        history("BTC", folder=tmp_path / "w", field="min_notion")
    with pytest.raises(PlanError, match="DOGE: no such contract in this folder"):
        history("DOGE", folder=tmp_path / "w")
    with pytest.raises(PlanError, match="name a coin, or a venue and its contract; for example"):
        history("a", "b", "c", folder=tmp_path / "w")
    with pytest.raises(PlanError, match="is no folder; for example: history BTC --in watched"):
        history("BTC", folder=tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(PlanError, match="holds neither what `watch` keeps nor saved runs"):
        history("BTC", folder=tmp_path / "empty")
    (tmp_path / "w" / "watch.json").write_text("{}")
    with pytest.raises(DataError, match=r"watch\.json cannot be read"):
        history("BTC", folder=tmp_path / "w")


def test_files_that_are_no_runs_are_named(tmp_path: Path) -> None:
    save_snapshot(tmp_path / "0.json", RUNS[0])
    (tmp_path / "odd.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")
    (text,) = history("BTC", folder=tmp_path).warnings
    assert text.startswith("left out: ")
    assert "odd.json is not a snapshot of comparator" in text
