"""A watch folder through kills, other watchers, damage and strangers' files."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from atom_rules import ATOM, violations
from cli_market import Cli, Write, snapshot, venue_data
from filelock import FileLock
from msgspec import structs
from samples import NOON, schedule, spec, tier

from comparator import api
from comparator.answers import changes
from comparator.errors import DataError, PlanError
from comparator.render.changes import groups
from comparator.schema import ContractSpec, Rejected
from comparator.sources.collect import Plan
from comparator.sources.folder import Folder
from comparator.sources.kept import Kept, written
from comparator.sources.snapshot import Failure, Snapshot, save_snapshot
from comparator.watching import watch

VENUES = ("fine", "other")
KILLS = 30
DAY = timedelta(days=1)
LATER = Plan(at=NOON + 900 * DAY)
"""A clock by which all that is read here lies in the past."""


def listed(venue: str, **more: Any) -> api.ContractSpec:
    return spec(venue=venue, **more)


def run(at: datetime, contracts: Callable[[str], tuple[ContractSpec, ...]]) -> Snapshot:
    """A saved run of two venues at `at`."""
    venues = tuple(
        structs.replace(
            venue_data(venue), as_of=at, contracts=contracts(venue), markets={}, tiers={}
        )
        for venue in VENUES
    )
    return snapshot(at=at, venues=venues, failed=())


def counting(day: int) -> Snapshot:
    """The smallest order value is the number of the day, at both venues."""
    least = Decimal(day)
    return run(NOON + day * DAY, lambda venue: (listed(venue, min_notional=least),))


def states(folder: Path) -> dict[str, Kept]:
    found, damaged = Folder(folder).states()
    assert damaged == []
    return found


def recorded(folder: Path) -> list[changes.Changed]:
    found, damaged = changes.read((folder / "changes.jsonl").read_bytes())
    assert damaged == 0
    return found


def agree(folder: Path) -> None:
    """Every change follows on the one before, and the last is the state; feed and log tell them."""
    every = recorded(folder)
    assert len({one.id for one in every}) == len(every)
    for venue, state in states(folder).items():
        chain = [one for one in every if one.venue == venue]
        for one, following in pairwise(chain):
            assert one.now == following.was
        assert chain[-1].now == str(state.contracts["BTCUSDT"].min_notional)
    feed = (folder / "changes.xml").read_bytes()
    assert violations(feed) == []
    entries = ET.fromstring(feed).findall(f"{ATOM}entry")  # noqa: S314 - our own document
    assert len(entries) == min(200, len({(one.id.partition("/")[0], one.venue) for one in every}))
    log = (folder / "changes.md").read_text("utf-8")
    assert f"{every[-1].was} USDT → {every[-1].now} USDT" in log


def forked(work: Callable[[], None]) -> int:
    """The number of a child process that does `work` and ends."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def kill_after(lines: int) -> None:
    """Kill this process when it has run so many lines of what writes the folder."""
    left, write = lines, Folder.write

    def line(_: FrameType, event: str, __: object) -> Any:
        nonlocal left
        left -= event == "line"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return line

    def call(frame: FrameType, _: str, __: object) -> Any:
        code = frame.f_code
        file = Path(code.co_filename).name
        return line if file == "folder.py" or code.co_name == "write_atomically" else None

    def traced(*given: Any) -> None:
        sys.settrace(call)
        write(*given)
        sys.settrace(None)

    Folder.write = traced  # type: ignore[method-assign] # in a child process of its own


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
def test_killed_at_any_moment_no_change_is_lost_or_doubled(tmp_path: Path) -> None:
    folder, chance = tmp_path / "watched", Random(3)  # noqa: S311 - the same moments every time
    watch(folder, snapshot=counting(1))
    day, unfinished, parts = 1, 0, 0
    for _ in range(KILLS):
        lines = chance.randrange(1, 400)

        def days(start: int = day, lines: int = lines) -> None:
            kill_after(lines)
            for number in range(start + 1, start + 100):
                watch(folder, snapshot=counting(number))

        _, status = os.waitpid(forked(days), 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        unfinished += Folder(folder).unfinished
        parts += bool([*folder.rglob(".*.part")])
        day = int(states(folder)["other"].contracts["BTCUSDT"].min_notional or 0) + 2
        watch(folder, snapshot=counting(day))
        assert not Folder(folder).unfinished
        agree(folder)
    assert recorded(folder)[-1].now == str(day)
    assert min(unfinished, parts) > KILLS / 4  # most were in the middle of a write


@needs_fork
@pytest.mark.parametrize("step", range(1, 7))
def test_a_run_killed_at_each_of_its_steps_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    folder = tmp_path / "watched"
    watch(folder, snapshot=counting(1))
    watch(folder, snapshot=counting(2))
    writes = 0

    def killed(path: Path, content: bytes) -> None:
        nonlocal writes
        writes += 1
        if writes == step:
            os.kill(os.getpid(), signal.SIGKILL)
        path.write_bytes(content)

    def dies() -> None:
        monkeypatch.setattr("comparator.sources.folder.write_atomically", killed)
        watch(folder, snapshot=counting(3))

    _, status = os.waitpid(forked(dies), 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert Folder(folder).unfinished is (step > 1)
    watch(folder, snapshot=counting(3))
    agree(folder)
    assert [one.now for one in recorded(folder) if one.venue == "fine"] == ["2", "3"]
    before = (folder / "changes.jsonl").read_bytes()
    watch(folder, snapshot=counting(3))
    assert (folder / "changes.jsonl").read_bytes() == before


@needs_fork
def test_two_watchers_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    folder, days = tmp_path / "watched", 24

    def world(day: int) -> Snapshot:
        """On each day one more contract doubles its smallest value, and keeps it."""
        return run(
            NOON + day * DAY,
            lambda venue: tuple(
                listed(venue, symbol=f"C{n}", min_notional=Decimal(2 if n <= day else 1))
                for n in range(1, days + 1)
            ),
        )

    watch(folder, snapshot=world(0))

    def every(start: int) -> Callable[[], None]:
        def work() -> None:
            for day in range(start, days + 1, 2):
                watch(folder, snapshot=world(day), plan=LATER)

        return work

    pair = [forked(every(1)), forked(every(2))]
    assert [os.waitpid(pid, 0)[1] for pid in pair] == [0, 0]
    found = sorted((one.venue, one.symbol, one.was, one.now) for one in recorded(folder))
    assert found == sorted((v, f"C{n}", "1", "2") for v in VENUES for n in range(1, days + 1))


@needs_fork
def test_the_lock_of_a_killed_process_holds_nobody_up(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    lock = tmp_path / ".lock"

    def holds() -> None:
        FileLock(lock).acquire()
        (tmp_path / "held").touch()
        time.sleep(60)

    child = forked(holds)
    while not (tmp_path / "held").exists():
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert len(watch(tmp_path, snapshot=counting(2)).rows) == len(VENUES)


def test_who_cannot_have_the_lock_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch(tmp_path, snapshot=counting(1))
    monkeypatch.setattr("comparator.sources.folder.PATIENCE", 0.05)
    with FileLock(tmp_path / ".lock"), pytest.raises(PlanError, match="written by another run"):
        watch(tmp_path, snapshot=counting(2))
    assert states(tmp_path)["fine"].contracts["BTCUSDT"].min_notional == 1


def test_older_figures_are_no_news(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    watch(tmp_path, snapshot=counting(3))
    found = watch(tmp_path, snapshot=counting(2), plan=LATER)
    assert found.rows == ()
    assert [(one.venue, one.code) for one in found.warnings] == [
        ("fine", "older"),
        ("other", "older"),
    ]


def test_what_was_used_instead_of_a_venue_is_not_read(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    failure = Failure(venue="fine", error="unreachable", message="no route", fallback="cached")
    found = watch(tmp_path, snapshot=structs.replace(counting(2), failed=(failure,)))
    assert {row.venue for row in found.rows} == {"other"}
    assert found.failed == (failure,)


# -- damage ----------------------------------------------------------------------------------------


def test_a_damaged_state_is_named_left_alone_and_the_others_go_on(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    path = tmp_path / "venues" / "fine.jsonl"
    merged = path.read_text("utf-8").replace('{"symbol"', '<<<<<<< HEAD\n{"symbol"')
    path.write_text(merged, "utf-8")
    found = watch(tmp_path, snapshot=counting(2))
    assert {row.venue for row in found.rows} == {"other"}
    (failure,) = found.failed
    assert (failure.venue, failure.error) == ("fine", "damaged")
    assert "venues/fine.jsonl, line 3: it begins like no line of ours" in failure.message
    assert "git checkout venues/fine.jsonl" in failure.message
    assert path.read_text("utf-8") == merged


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"symbol":"BTCUSDT","base":"BTC"}', "missing required field"),
        (b'{"symbol":"X', "truncated"),
        (b'{"fees":"all","basis":"live"}', "missing required field `schedule`"),
    ],
)
def test_each_kind_of_line_that_cannot_be_read_is_named(
    tmp_path: Path, line: bytes, said: str
) -> None:
    watch(tmp_path, snapshot=counting(1))
    path = tmp_path / "venues" / "fine.jsonl"
    path.write_bytes(path.read_bytes() + line + b"\n")
    _, (failure,) = Folder(tmp_path).states()
    assert "fine.jsonl, line 4: " in failure.message
    assert said in failure.message


def test_earlier_changes_that_cannot_be_read_are_kept_as_they_are(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    watch(tmp_path, snapshot=counting(2))
    path = tmp_path / "changes.jsonl"
    odd = path.read_bytes() + b"<<<<<<< HEAD\n" + b'{"id":"x'  # and without its end
    path.write_bytes(odd)
    found = watch(tmp_path, snapshot=counting(3))
    assert path.read_bytes().startswith(odd + b"\n")
    assert [(one.code, one.message) for one in found.warnings] == [
        ("damaged_lines", "2 lines of changes.jsonl cannot be read: kept as they are")
    ]
    assert "3 USDT" in (tmp_path / "changes.md").read_text("utf-8")


def test_a_damaged_journal_is_named_and_never_written_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    watch(folder, snapshot=counting(1))
    journal = folder / ".journal"
    journal.write_bytes(b"nonsense")
    with pytest.raises(DataError, match=r"\.journal cannot be read: .*; remove it, and run again"):
        watch(folder, snapshot=counting(2))
    from comparator.sources.files import sealed  # noqa: PLC0415 - for this test alone

    foreign = {"run": "", "lines": "", "files": {"../stolen": "x"}}
    journal.write_bytes(sealed(json.dumps(foreign).encode()))
    with pytest.raises(DataError, match=r"'\.\./stolen' is no file of a watch folder"):
        watch(folder, snapshot=counting(2))
    assert not (tmp_path / "stolen").exists()


def test_foreign_files_stay_and_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitignore").write_text("mine")
    watch(tmp_path, snapshot=counting(1))
    (tmp_path / "venues" / "notes.txt").write_text("mine")
    watch(tmp_path, snapshot=counting(2))
    for name in ("README.md", ".gitignore", "venues/notes.txt"):
        assert (tmp_path / name).read_text() == "mine"
    other = tmp_path / "other"
    other.mkdir()
    (other / "changes.md").write_text("my diary")
    with pytest.raises(PlanError, match=r"has changes\.md, but no watch\.json"):
        watch(other, snapshot=counting(1))
    assert (other / "changes.md").read_text() == "my diary"
    with pytest.raises(PlanError, match="is no folder; name one, for example watched"):
        watch(tmp_path / "README.md", snapshot=counting(1))


@pytest.mark.parametrize("name", [".lock", ".journal", "changes.md", "venues", "venues/fine.jsonl"])
def test_a_link_is_never_followed_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder, elsewhere = tmp_path / "watched", tmp_path / "elsewhere"
    watch(folder, snapshot=counting(1))
    link = folder / name
    if link.exists():
        link.rename(elsewhere)
    else:
        elsewhere.write_text("mine")
    link.symlink_to(elsewhere)
    before = touched(tmp_path, elsewhere)
    with pytest.raises((PlanError, DataError), match=r"is a link, or lies behind one|journal"):
        watch(folder, snapshot=counting(2))
    assert touched(tmp_path, elsewhere) == before
    assert (name == ".journal") is Folder(folder).unfinished  # nothing was begun


def touched(folder: Path, *places: Path) -> dict[str, tuple[int, bytes]]:
    """Times and contents of all that lies at these places below a folder."""
    paths = [one for place in places for one in (place, *place.rglob("*"))]
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in paths
    }


# -- what is held back, noted, ranked --------------------------------------------------------------


def test_a_figure_not_said_any_more_is_held_until_a_second_run(tmp_path: Path) -> None:
    def without(day: int) -> Snapshot:
        return run(NOON + day * DAY, lambda venue: (listed(venue),))

    watch(tmp_path, snapshot=counting(1))
    found = watch(tmp_path, snapshot=without(2))
    assert (found.rows, {one.code for one in found.warnings}) == ((), {"figures_missing"})
    assert states(tmp_path)["fine"].contracts["BTCUSDT"].min_notional == 1
    again = watch(tmp_path, snapshot=without(3))
    assert {(row.field, row.was, row.now) for row in again.rows} == {("min_notional", "1", None)}
    assert states(tmp_path)["fine"].contracts["BTCUSDT"].min_notional is None


def test_two_readings_at_once_do_not_agree_with_each_other(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    gone = run(NOON + 2 * DAY, lambda _: ())
    watch(tmp_path, snapshot=gone)
    overlapping = structs.replace(
        gone,
        at=NOON + 2 * DAY + timedelta(seconds=9),
        venues=tuple(
            structs.replace(data, as_of=NOON + 2 * DAY - timedelta(seconds=1))
            for data in gone.venues
        ),
    )
    assert watch(tmp_path, snapshot=overlapping).rows == ()
    later = run(NOON + 3 * DAY, lambda _: ())
    assert {row.now for row in watch(tmp_path, snapshot=later).rows} == {"gone"}


def test_a_contract_that_cannot_be_read_keeps_its_state(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    lost = run(NOON + 2 * DAY, lambda _: ())
    odd = (Rejected(symbol="BTCUSDT", field="min_qty", reason="was 0"),)
    found = watch(
        tmp_path,
        snapshot=structs.replace(
            lost, venues=tuple(structs.replace(data, rejected=odd) for data in lost.venues)
        ),
    )
    assert (found.rows, {one.code for one in found.warnings}) == ((), {"unreadable"})
    assert states(tmp_path)["fine"].contracts


def test_what_other_venues_contradict_is_recorded_with_a_word(tmp_path: Path) -> None:
    def day(at: datetime, size: str, *, bid: str) -> Snapshot:
        """Four venues; `odd` counts contracts, of another size and at another price."""
        normal = [venue_data(name) for name in ("fine", "good", "sound")]
        odd = venue_data("odd", qty_unit="contracts", contract_size=Decimal(size))
        quote = structs.replace(
            odd.markets["BTCUSDT"],
            bid=Decimal(bid), ask=Decimal(bid) + 2, mark=None, index=None,
        )  # fmt: skip
        odd = structs.replace(odd, markets={"BTCUSDT": quote})
        every = [
            structs.replace(
                data,
                as_of=at,
                markets={s: structs.replace(m, at=at) for s, m in data.markets.items()},
            )
            for data in (*normal, odd)
        ]
        return snapshot(at=at, venues=tuple(every), failed=())

    watch(tmp_path, snapshot=day(NOON, "0.001", bid="64999"))
    (row,) = watch(tmp_path, snapshot=day(NOON + DAY, "0.004", bid="6499900")).rows
    assert (row.venue, row.field, row.was, row.now) == ("odd", "contract_size", "0.001", "0.004")
    assert row.note.startswith("contradicted: ")
    assert "100 times" in row.note
    assert row.note in (tmp_path / "changes.jsonl").read_text("utf-8")


def test_shipped_figures_are_told_as_such_and_never_replace_said_ones(tmp_path: Path) -> None:
    def day(number: int, taker: str, basis: str, as_of: Any) -> Snapshot:
        at = NOON + number * DAY
        fees = schedule(
            tiers=(api.FeeTier(name="base", maker=Decimal(0), taker=Decimal(taker)),), as_of=as_of
        )
        from comparator.schema import Origin  # noqa: PLC0415 - for this market alone

        origin = Origin(basis=basis, source="page", as_of=at)  # type: ignore[arg-type]
        data = structs.replace(
            venue_data("fine"), as_of=at, fees={"all": fees}, origins={"fees/all": origin}
        )
        return snapshot(at=at, venues=(data,), failed=())

    old, new = NOON.date(), (NOON + DAY).date()
    watch(tmp_path, snapshot=day(0, "0.0005", "published", old))
    (row,) = watch(tmp_path, snapshot=day(1, "0.0006", "published", new)).rows
    assert (row.what, row.key, row.was, row.now) == ("fee", "all, first tier", "0.0005", "0.0006")
    assert row.note == "figures shipped with the plugin, of 2026-11-21"
    assert watch(tmp_path, snapshot=day(2, "0.0005", "published", old)).rows == ()
    (row,) = watch(tmp_path, snapshot=day(3, "0.0004", "live", new)).rows
    assert row.note == "before: figures shipped with the plugin, of 2026-11-21"
    assert watch(tmp_path, snapshot=day(4, "0.0006", "published", new)).rows == ()


def test_another_version_of_the_program_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comparator.answers.observed.__version__", "0.0.9")
    watch(tmp_path, snapshot=counting(1))
    found = watch(tmp_path, snapshot=counting(2))
    assert {row.note for row in found.rows} == {
        "last read by comparator 0.0.9, which may have read otherwise"
    }


def test_only_the_venues_named_are_taken_from_a_saved_run(tmp_path: Path) -> None:
    assert watch(tmp_path, snapshot=counting(1), venues=["fine"]).venues == 1
    assert set(states(tmp_path)) == {"fine"}
    with pytest.raises(PlanError, match="unknown venue 'fien'"):
        watch(tmp_path, snapshot=counting(2), venues=["fien"])


def test_a_clock_that_was_ahead_once_holds_nothing_up(tmp_path: Path) -> None:
    ahead = counting(1)
    late = tuple(structs.replace(data, as_of=NOON + 900 * DAY) for data in ahead.venues)
    watch(tmp_path, snapshot=structs.replace(ahead, venues=late))
    assert states(tmp_path)["fine"].at == NOON + DAY
    watch(tmp_path / "b", snapshot=counting(900))  # our own clock
    found = watch(tmp_path / "b", snapshot=counting(2), plan=Plan(at=NOON + 3 * DAY))
    assert [row.now for row in found.rows] == ["2", "2"]


def test_an_announced_end_and_a_figure_said_for_the_first_time(tmp_path: Path) -> None:
    def day(number: int, **more: Any) -> Snapshot:
        return run(NOON + number * DAY, lambda venue: (listed(venue, **more),))

    watch(tmp_path, snapshot=day(0))
    ends = datetime(2026, 12, 1, 8, tzinfo=UTC)
    found = watch(
        tmp_path,
        snapshot=day(1, delisted_at=ends, funding_interval_hours=Decimal(8)),
        venues=["fine"],
    )
    assert [(group.first.what, group.sentence) for group in groups(found.rows)] == [
        (
            "ending",
            "BTCUSDT: last moment of trading unknown → 2026-12-01 08:00 UTC (not said before)",
        ),
        ("other", "BTCUSDT: funding interval unknown → 8 h (not said before)"),
    ]
    over = run(ends, lambda venue: (listed(venue, symbol="ETHUSDT", base="ETH"),))
    told = watch(tmp_path, snapshot=over, venues=["fine"]).rows
    assert [(row.what, row.symbol, row.now) for row in told] == [
        ("listed", "ETHUSDT", "listed"),
        ("closed", "BTCUSDT", "gone"),  # as announced: nothing is held back
    ]


def test_margin_tables_are_told_by_their_first_step(tmp_path: Path) -> None:
    def day(number: int, *rows: tuple[str, str | None, str, str]) -> Snapshot:
        tiers = tuple(
            tier(
                floor=Decimal(floor),
                cap=Decimal(cap) if cap else None,
                initial_rate=Decimal(rate),
                maintenance_rate=Decimal(rate) / 2,
                max_leverage=Decimal(leverage),
            )
            for floor, cap, rate, leverage in rows
        )
        at = NOON + number * DAY
        data = structs.replace(venue_data("fine"), as_of=at, tiers={"BTCUSDT": tiers})
        return snapshot(at=at, venues=(data,), failed=())

    watch(tmp_path, snapshot=day(0, ("0", "1000", "0.01", "100"), ("1000", None, "0.02", "50")))
    found = watch(
        tmp_path,
        snapshot=day(
            1,
            ("0", "500", "0.01", "100"),
            ("500", "2000", "0.02", "50"),
            ("2000", None, "0.04", "25"),
        ),
    )
    assert [(group.first.what, group.sentence) for group in groups(found.rows)] == [
        ("tier", "BTCUSDT: end, tier 1 1,000 USDT → 500 USDT (-50 %)"),
        ("other", "BTCUSDT: further margin tiers changed: 1 tier before, 2 tiers now"),
    ]
    assert found.rows[1].now == "from 500 50x 0.02/0.01; from 2000 25x 0.04/0.02"
    lost = structs.replace(day(2).venues[0], tiers={})
    later = snapshot(at=NOON + 2 * DAY, venues=(lost,), failed=())
    assert watch(tmp_path, snapshot=later).rows == ()
    assert len(states(tmp_path)["fine"].tiers["BTCUSDT"].tiers) == 3


def test_many_equal_changes_are_one_line(tmp_path: Path) -> None:
    def day(number: int, least: int) -> Snapshot:
        names = [f"C{n:02}" for n in range(12)]
        return run(
            NOON + number * DAY,
            lambda venue: tuple(
                listed(venue, symbol=s, min_notional=Decimal(least)) for s in names
            ),
        )

    watch(tmp_path, snapshot=day(0, 5), venues=["fine"])
    found = watch(tmp_path, snapshot=day(1, 10), venues=["fine"])
    assert len(found.rows) == 12
    assert [group.sentence for group in groups(found.rows)] == [
        "C00, C01, C02 and 9 more: smallest order value 5 USDT → 10 USDT (+100 %)"
    ]


def test_the_same_figures_are_the_same_bytes(tmp_path: Path) -> None:
    def day(step: str, *symbols: str) -> Snapshot:
        return run(
            NOON, lambda venue: tuple(listed(venue, symbol=s, qty_step=Decimal(step),
                                             min_qty=Decimal(1)) for s in symbols)
        )  # fmt: skip

    watch(tmp_path / "a", snapshot=day("0.10", "A", "B"))
    watch(tmp_path / "b", snapshot=day("1E-1", "B", "A"))
    one, other = (tmp_path / name / "venues" / "fine.jsonl" for name in "ab")
    assert one.read_bytes() == other.read_bytes()
    assert written(states(tmp_path / "a")["fine"]) == one.read_bytes()
    lines = one.read_text("utf-8").splitlines()
    assert [line[:13] for line in lines] == [
        '{"schema":"co', '{"fees":"all"', '{"symbol":"A"', '{"symbol":"B"'
    ]  # fmt: skip
    assert '"qty_step":"0.1"' in lines[2]


def test_a_table_known_for_the_first_time_is_kept_and_no_news(tmp_path: Path) -> None:
    watch(tmp_path, snapshot=counting(1))
    found = counting(2)
    data = structs.replace(
        venue_data("fine"),
        as_of=found.at,
        contracts=counting(1).venues[0].contracts,
        markets={},
    )
    assert watch(tmp_path, snapshot=structs.replace(found, venues=(data,))).rows == ()
    assert states(tmp_path)["fine"].tiers["BTCUSDT"].tiers == data.tiers["BTCUSDT"]


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "renamed"),
    [
        ({"symbol": "A", "wire_id": "7"}, {"symbol": "B", "base": "NEW", "wire_id": "7"}, True),
        ({"symbol": "BTCUSDT"}, {"symbol": "BTC-USDT"}, True),
        ({"symbol": "BTCUSDT"}, {"symbol": "BTCUSDC", "quote": "USDC", "settle": "USDC"}, False),
        ({"symbol": "FOOUSDT", "base": "FOO"}, {"symbol": "BARUSDT", "base": "BAR"}, False),
        (
            {"symbol": "FOOUSDT", "base": "FOO", "listed_at": NOON},
            {"symbol": "BARUSDT", "base": "BAR", "listed_at": NOON},
            True,
        ),
        (
            {"symbol": "1000PEPEUSDT", "base": "PEPE", "underlying_multiplier": Decimal(1000)},
            {"symbol": "PEPEUSDT", "base": "PEPE"},
            False,
        ),
    ],
)
def test_a_new_name_is_told_from_a_new_contract(
    tmp_path: Path, before: dict[str, Any], after: dict[str, Any], renamed: bool
) -> None:
    others = [{"symbol": f"X{n}", "base": f"X{n}", "listed_at": NOON + n * DAY} for n in range(9)]

    def of(*some: dict[str, Any]) -> Callable[[str], tuple[ContractSpec, ...]]:
        return lambda venue: tuple(listed(venue, **one) for one in (*others, *some))

    watch(tmp_path, snapshot=run(NOON, of(before)))
    found = watch(tmp_path, snapshot=run(NOON + DAY, of(after)))
    kinds = sorted({row.what for row in found.rows if row.what != "other"})
    assert kinds == (["renamed"] if renamed else ["closed", "listed"])


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def days(tmp_path: Path) -> list[str]:
    """Saved runs of three days; on the second nothing happened."""
    paths = []
    for number, day in enumerate((1, 1, 2)):
        path = tmp_path / f"day{number}.json"
        save_snapshot(path, structs.replace(counting(day), at=NOON + number * DAY + 9 * DAY))
        paths.append(str(path))
    return paths


def test_the_command_ends_as_the_page_says(cli: Cli, days: list[str]) -> None:
    code, out, _ = cli("watch", "w", "--snapshot", days[0], "--fail-on-change")
    assert code == 0
    assert out.startswith("Begun at 2026-11-29 12:00 UTC with 2 contracts of 2 venues")
    code, out, _ = cli("watch", "w", "--snapshot", days[1], "--fail-on-change")
    assert (code, out) == (
        0,
        "Nothing changed since 2026-11-21 12:00 UTC: 2 contracts of 2 venues read.\n",
    )
    code, out, _ = cli("watch", "w", "--snapshot", days[2], "--fail-on-change")
    assert code == 1
    assert "2 changes at 2 venues since 2026-11-21 12:00 UTC; 2 contracts of 2 venues read." in out
    assert cli("watch", days[0], "--snapshot", days[0])[0] == 2


def test_every_format_tells_the_changes(cli: Cli, days: list[str]) -> None:
    for number, form in enumerate(("table", "markdown", "html", "csv", "json", "toml")):
        cli("watch", f"w{number}", "--snapshot", days[0])
        code, out, err = cli("watch", f"w{number}", "--snapshot", days[2], "--format", form)
        assert code == 0, err
        assert "fine" in out
    cli("watch", "w", "--snapshot", days[0])
    found = cli.document("watch", "w", "--snapshot", days[2])
    assert [(row["was"], row["now"]) for row in found["rows"]] == [("1", "2"), ("1", "2")]
    past = cli.document("history", "BTC", "--in", "w")
    assert [row["value"] for row in past["rows"]] == ["1", "2", "1", "2"]


def test_a_live_run_of_a_plugin_begins_a_folder(cli: Cli, plugin: Write) -> None:
    path = plugin("return api.Listing(api.Batch(items=http.published().contracts))")
    code, out, err = cli("watch", "w", "--plugin", path, "--strict", "--quiet")
    assert (code, err) == (0, "")
    assert "with 1 contract of 1 venue" in out
    state = states(Path("w"))["fine"]
    assert state.contracts["BTCUSDT"].qty_step == Decimal("0.001")
    assert state.fees["all"].basis == "published"
    assert cli("watch", "w", "--plugin", path, "--venue", "fien")[0] == 2


def test_what_cannot_be_written_is_an_error_and_is_made_up_for_later(
    cli: Cli, days: list[str]
) -> None:
    cli("watch", "w", "--snapshot", days[0])
    log = Path("w", "changes.md")
    log.unlink()
    log.mkdir()
    (log / "x").touch()
    code, _, err = cli("watch", "w", "--snapshot", days[2])
    assert code == 2
    assert err.startswith("error: w cannot be written: ")
    (log / "x").unlink()
    log.rmdir()
    assert cli("watch", "w", "--snapshot", days[2])[0] == 0
    assert [one.now for one in recorded(Path("w"))] == ["2", "2"]
    assert "2 USDT" in log.read_text("utf-8")


def test_nothing_reached_is_an_error_of_its_own(cli: Cli) -> None:
    code, out, err = cli("watch", "w")
    assert code == 5
    assert "no venue has any data" in err
    assert not Path("w").exists()
    assert out == "No venue could be read: the folder stays as it is.\n"
