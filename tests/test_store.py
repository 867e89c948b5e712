import os
import subprocess
import sys
import tomllib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
import samples
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from samples import NOON

from comparator.cli.folders import cache_folder
from comparator.cli.main import run
from comparator.errors import DataError
from comparator.schema import FigureWarning, Origin, Rejected, Rules, VenueData
from comparator.sources.cache import CACHE_VERSION, Cache, Cached
from comparator.sources.files import sealed, write_atomically
from comparator.sources.published import facts, publish, published
from comparator.sources.refusals import left_alone
from comparator.sources.snapshot import (
    SNAPSHOT_SCHEMA,
    Failure,
    Snapshot,
    load_snapshot,
    save_snapshot,
)


def everything() -> VenueData:
    """Data with a figure in every table."""
    own = Origin(basis="assumed", source="a page", as_of=NOON)
    return samples.data(
        books={"BTCUSDT": samples.book()},
        tiers={"BTCUSDT": (samples.tier(), samples.tier(floor=Decimal(10_000), cap=None))},
        fees={"all": samples.schedule()},
        rejected=(Rejected(symbol="X", field="f", reason="r"),),
        closed=("OLD",),
        warnings=(FigureWarning(code="c", message="m"),),
        origins={"markets/BTCUSDT": own},
        rules=Rules(maintenance_on="mark"),
    )


# -- writing ---------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.md"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in path.parent.iterdir()] == ["report.md"]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    write_atomically(tmp_path / "ours", b"")
    (tmp_path / "theirs").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]


def test_what_a_killed_process_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    for name, age in ((".x.1.part", 3600), (".x.2.part", 0), (".y.1.part", 3600)):
        (tmp_path / name).write_bytes(b"")
        then = datetime.now(UTC).timestamp() - age
        os.utime(tmp_path / name, (then, then))
    write_atomically(tmp_path / "x", b"")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".x.2.part", ".y.1.part", "x"]


KILLED = """
import sys
from pathlib import Path
from comparator.sources.files import write_atomically
path, size = Path(sys.argv[1]), 300_000
write_atomically(path, b"0" * size)
print("ready", flush=True)
for letter in b"abcdefgh" * 1000:
    write_atomically(path, bytes([letter]) * size)
"""


def test_a_process_killed_while_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for number in range(5):
        child = subprocess.Popen([sys.executable, "-c", KILLED, path], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(0.01 + number * 0.007)
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()
        content = path.read_bytes()
        assert len(content) == 300_000
        assert len(set(content)) == 1


# -- cache -----------------------------------------------------------------------------------------


def test_what_is_cached_comes_back_equal(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "not" / "yet")
    assert cache.load("toy") is None
    cache.save(everything(), NOON)
    assert cache.load("toy") == Cached(version=CACHE_VERSION, fetched_at=NOON, data=everything())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is damaged and will be rewritten"),
        (b"\xff\xfe", "is damaged"),
        (b'{"x":' * 100_000, "is damaged"),
        (b'{"version": 1}', "is damaged"),
    ],
)
def test_a_damaged_cache_is_named(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "toy.json").write_bytes(content)
    with pytest.raises(DataError, match=says) as raised:
        Cache(tmp_path).load("toy")
    assert str(tmp_path / "toy.json") in str(raised.value)


def test_bytes_of_a_damaged_cache_are_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "toy.json").write_bytes(b"W\xfa\x1b[31md\x00z)@")
    with pytest.raises(DataError) as raised:
        Cache(tmp_path).load("toy")
    assert str(raised.value).endswith("its content does not fit the checksum in its first line")


def test_a_cache_of_another_version_is_not_read(tmp_path: Path) -> None:
    other = Cached(version=CACHE_VERSION + 1, fetched_at=NOON, data=everything())
    (tmp_path / "toy.json").write_bytes(sealed(msgspec.json.encode(other)))
    with pytest.raises(DataError, match="is of version 2 and will be rewritten"):
        Cache(tmp_path).load("toy")


WHOLE = sealed(
    msgspec.json.encode(Cached(version=CACHE_VERSION, fetched_at=NOON, data=everything()))
)


def test_no_bit_of_a_cache_flips_unnoticed(tmp_path: Path) -> None:
    for place in range(0, len(WHOLE) * 8, 7):
        damaged = bytearray(WHOLE)
        damaged[place // 8] ^= 1 << place % 8
        (tmp_path / "toy.json").write_bytes(damaged)
        with pytest.raises(DataError, match="is damaged and will be rewritten"):
            Cache(tmp_path).load("toy")


@given(st.integers(0, len(WHOLE)), st.integers(0, 20), st.binary(max_size=20))
def test_a_cache_with_any_bytes_changed_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, at: int, gone: int, instead: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "toy.json").write_bytes(WHOLE[:at] + instead + WHOLE[at + gone :])
    with suppress(DataError):
        assert Cache(folder).load("toy") is not None


def test_margin_tables_from_a_file_are_checked(tmp_path: Path) -> None:
    odd = samples.data(tiers={"BTCUSDT": (samples.tier(floor=Decimal(1)),)})
    Cache(tmp_path).save(odd, NOON)
    save_snapshot(tmp_path / "run.json", snapshot(venues=(odd,)))
    (tmp_path / "odd.toml").write_text(tomli_w.dumps(publish(odd)), "utf-8")
    says = "toy BTCUSDT: margin tier 1: floor must be 0, was 1"
    with pytest.raises(DataError, match=says):
        Cache(tmp_path).load("toy")
    with pytest.raises(DataError, match=says):
        load_snapshot(tmp_path / "run.json")
    with pytest.raises(DataError, match=says):
        published(tmp_path / "odd.toml", Rules())


def test_a_cache_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "toy.json").mkdir()
    with pytest.raises(DataError, match=r"toy\.json cannot be read"):
        Cache(tmp_path).load("toy")
    with pytest.raises(DataError, match=r"toy\.json cannot be written"):
        Cache(tmp_path).save(everything(), NOON)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match="cannot be written"):
        Cache(tmp_path / "file").save(everything(), NOON)


# -- published data --------------------------------------------------------------------------------


def test_published_data_come_back_with_the_origin_of_every_table(tmp_path: Path) -> None:
    path = tmp_path / "toy.toml"
    path.write_text(tomli_w.dumps(publish(everything())), "utf-8")
    read = published(path, Rules(maintenance_on="mark"))
    assert read.basis == "published"
    assert read.contracts == everything().contracts
    for part in ("markets", "books", "tiers", "fees", "rules"):
        assert getattr(read, part) == getattr(everything(), part), part
    assert read.origin("markets", "BTCUSDT") == Origin(basis="assumed", source="a page", as_of=NOON)
    assert read.origin("books", "BTCUSDT") == Origin(
        basis="published", source="https://toy.example", as_of=NOON
    )
    assert (read.rejected, read.closed, read.warnings) == ((), (), ())


def test_publishing_what_was_published_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "toy.toml"
    path.write_text(tomli_w.dumps(publish(everything())), "utf-8")
    assert publish(published(path, Rules())) == tomllib.loads(path.read_text("utf-8"))


HEAD = 'venue = "toy"\nsource = "s"\nas_of = 2026-11-20\n'
QUOTE = 'venue = "toy"\nsymbol = "X"\nat = 2026-11-20T12:00:00Z\nbid = "1"\n'


def test_a_day_stands_for_its_first_instant(tmp_path: Path) -> None:
    path = tmp_path / "toy.toml"
    path.write_text(f'{HEAD}[markets.X]\n{QUOTE}source = "a page"\nas_of = 2026-11-19\n')
    read = published(path, Rules())
    assert read.as_of == datetime(2026, 11, 20, tzinfo=UTC)
    assert read.origin("markets", "X").as_of == datetime(2026, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "venue = ",
        'venue = "toy"',
        f"{HEAD}contracts = 3",
        f"{HEAD}contracts = [3]",
        f'{HEAD}contracts = "ab"',
        f"{HEAD}markets = 3",
        f"{HEAD}[markets]\nX = 3",
        f"{HEAD}[markets.X]\n{QUOTE}",
        f'{HEAD}[markets.X]\n{QUOTE}source = "s"',
        f"{HEAD}[markets.X]\n{QUOTE}source = 's'\nas_of = 'soon'",
        f"{HEAD}[markets.X]\n{QUOTE}source = 's'\nas_of = 2026-11-19\nbasis = 'guessed'",
        f"{HEAD}[markets.X]\n{QUOTE.replace('1', '-1')}source = 's'\nas_of = 2026-11-19",
        f"{HEAD}[tiers.X]\nsource = 's'\nas_of = 2026-11-19",
        f"{HEAD}tiers = 3",
        f"{HEAD}[tiers]\nX = 3",
        f"{HEAD}x = " + "[" * 5_000,
        "venue = 'toy'\nsource = 's'\nas_of = 2026-11-20T12:00:00",
    ],
)
def test_a_published_file_that_cannot_be_read_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "toy.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as raised:
        published(path, Rules())
    assert "toy.toml" in str(raised.value)


def test_a_missing_published_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"toy\.toml cannot be read"):
        published(tmp_path / "toy.toml", Rules())


def test_fact_sheets_are_optional_and_checked(tmp_path: Path) -> None:
    assert facts("toy", tmp_path / "toy.toml").facts == ()
    sheet = tmp_path / "toy.facts.toml"
    sheet.write_text(
        '[[facts]]\ntopic = "reserves"\nstatement = "none published"\nsource = "s"\n'
        'as_of = "2026-11"\nbasis = "official"\n'
    )
    assert [fact.topic for fact in facts("toy", tmp_path / "toy.toml").facts] == ["reserves"]
    sheet.write_text("[[facts]]\ntopic = 3\n")
    with pytest.raises(DataError, match=r"toy\.facts\.toml"):
        facts("toy", tmp_path / "toy.toml")


# -- snapshots -------------------------------------------------------------------------------------


def snapshot(**changes: Any) -> Snapshot:
    sound = {
        "schema": SNAPSHOT_SCHEMA,
        "comparator_version": "1",
        "at": NOON + timedelta(seconds=1),
        "venues": (everything(),),
        "failed": (Failure(venue="x", error="geo-blocked", message="m", fallback=""),),
    }
    return Snapshot(**(sound | changes))


@pytest.mark.parametrize("name", ["run.json", "run.toml"])
def test_a_snapshot_comes_back_equal(name: str, tmp_path: Path) -> None:
    save_snapshot(tmp_path / name, snapshot())
    assert load_snapshot(tmp_path / name) == snapshot()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("run.json", b"", "is not a snapshot of comparator"),
        ("run.json", b"{}", "is not a snapshot of comparator"),
        ("run.json", b"\xff", "is not a snapshot of comparator"),
        ("run.json", b'{"x":' * 100_000, "is not a snapshot of comparator"),
        ("run.toml", b"x = ", "cannot be read"),
        ("run.toml", b"\xff", "cannot be read"),
        ("run.toml", b"x = 1", "is not a snapshot of comparator"),
    ],
)
def test_what_is_no_snapshot_is_named(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=says) as raised:
        load_snapshot(tmp_path / name)
    assert name in str(raised.value)


def test_a_missing_snapshot_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"run\.json cannot be read"):
        load_snapshot(tmp_path / "run.json")


def test_a_snapshot_of_another_schema_is_not_read(tmp_path: Path) -> None:
    save_snapshot(tmp_path / "run.json", snapshot(schema="comparator.snapshot/9"))
    with pytest.raises(DataError, match=r"schema must be 'comparator.snapshot/1', was"):
        load_snapshot(tmp_path / "run.json")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
@pytest.mark.parametrize("read", [load_snapshot, lambda path: published(path, Rules())])
def test_a_file_that_never_ends_is_refused(read: Any) -> None:
    with pytest.raises(DataError, match="/dev/zero is larger than 256 MiB"):
        read(Path("/dev/zero"))


def test_a_cache_that_never_ends_is_refused(tmp_path: Path) -> None:
    (tmp_path / "toy.json").symlink_to("/dev/zero")
    with pytest.raises(DataError, match=r"toy\.json is larger than 256 MiB"):
        Cache(tmp_path).load("toy")
    (tmp_path / "refused").mkdir()
    (tmp_path / "refused" / "toy.json").symlink_to("/dev/zero")
    with pytest.raises(DataError, match=r"toy\.json is larger than 64 KiB"):
        left_alone(tmp_path, "toy", NOON)


def test_a_mistake_of_ours_drops_what_the_run_had_in_its_hands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else an odd figure, kept once, would end every later run too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(Cache, "used", set())
    folder = cache_folder()
    for venue in ("okx", "bybit", "uninstalled"):
        Cache(folder).save(structs.replace(everything(), venue=venue), NOON)
    Cache.used.clear()

    def broken(*_: object) -> None:
        raise RuntimeError("no such figure was thought of")

    monkeypatch.setattr("comparator.comparison.score", broken)
    assert run(["compare", "BTC", "--venue", "okx", "--source", "cached"]) == 70
    said = capsys.readouterr().err
    assert "Dropped from the cache, as the cause may be there: bybit.json, okx.json." in said
    assert not (folder / "okx.json").exists()
    assert not (folder / "bybit.json").exists()  # not compared, and a judge of what is
    assert (folder / "uninstalled.json").exists()
