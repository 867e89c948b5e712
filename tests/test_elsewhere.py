"""Other consoles, other starts: whatever is there, an answer and no traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    ("compare", "BTC", "--source", "published"),
    ("minimum", "BTC", "PEPE", "--source", "published"),
    ("ladder", "BTC", "--source", "published"),
    ("contracts", "BTC", "--source", "published"),
    ("fees", "binance", "--source", "published"),
    ("facts", "binance"),
)


WITHOUT_RIGHTS = (
    ()
    if not hasattr(os, "geteuid") or os.geteuid()
    else ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
)
"""How root becomes somebody whom the modes of files bind as well."""
needs_modes = pytest.mark.skipif(
    os.name == "nt" or (bool(WITHOUT_RIGHTS) and not shutil.which("setpriv")),
    reason="no modes of files, or no way to be bound by them here",
)


def run(
    arguments: tuple[str, ...], cache: Path, *flags: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    keep = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(cache)}
    return subprocess.run(
        [sys.executable, *flags, "-m", "comparator", *arguments],
        env={**keep, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


@pytest.fixture
def saved(tmp_path: Path) -> tuple[str, ...]:
    """The command that answers from a saved run: at another hour, other fundings are paid."""
    file = str(tmp_path / "saved.json")
    made = run(
        ("snapshot", "BTC", "--source", "published", "-o", file), tmp_path, HOME=str(tmp_path)
    )
    assert made.returncode == 0
    return ("compare", "BTC", "--snapshot", file)


@pytest.mark.parametrize("flag", ["-O", "-OO", "-Werror"])
def test_other_ways_to_start_give_the_same_bytes(
    flag: str, saved: tuple[str, ...], tmp_path: Path
) -> None:
    plain = run(saved, tmp_path, HOME=str(tmp_path))
    other = run(saved, tmp_path, flag, HOME=str(tmp_path))
    assert plain.returncode == 0
    assert plain.stdout
    assert (other.returncode, other.stdout) == (0, plain.stdout)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_a_console_of_few_signs_gets_stand_ins(
    encoding: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    done = run(command, tmp_path, HOME=str(tmp_path), PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    text = done.stdout.decode(encoding)  # no byte of another encoding
    assert len(text) > 100
    assert "\\u" not in text
    assert "Traceback" not in done.stderr.decode(encoding)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"HOME": "/nonexistent"},
        {"HOME": "/", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["no home", "no such home", "plain C"],
)
def test_an_odd_home_or_language_changes_no_answer(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = run(COMMANDS[0], tmp_path, **environment)
    assert done.returncode == 0
    assert b"BTC" in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("columns", [80, 100])
def test_a_table_keeps_to_the_columns_there_are(columns: int, tmp_path: Path) -> None:
    done = run(COMMANDS[0], tmp_path, HOME=str(tmp_path), COLUMNS=str(columns))
    assert done.returncode == 0
    widest = max(done.stdout.decode().splitlines(), key=len)
    assert len(widest) <= columns, widest


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_a_narrow_terminal_gets_an_answer(columns: int, tmp_path: Path) -> None:
    done = run(COMMANDS[0], tmp_path, HOME=str(tmp_path), COLUMNS=str(columns))
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"BTC" in done.stdout


@needs_modes
def test_a_home_that_takes_nothing_changes_no_answer(
    saved: tuple[str, ...], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    keep = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [*WITHOUT_RIGHTS, sys.executable, "-m", "comparator"]
    done = subprocess.run([*command, *saved], env=keep, cwd=home, capture_output=True, check=False)
    plain = run(saved, tmp_path / "cache", HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, plain.stdout)
    assert list(home.iterdir()) == []
    report = [*command, "report", "BTC", "--source", "published"]
    refused = subprocess.run(report, env=keep, cwd=home, capture_output=True, check=False)
    assert refused.returncode == 2
    assert b"cannot be written: Permission denied" in refused.stderr
    assert b"Traceback" not in refused.stderr


@pytest.mark.skipif(os.name == "nt", reason="no umask")
def test_what_others_may_not_read_is_written_all_the_same(tmp_path: Path) -> None:
    command = [
        "report",
        "BTC",
        "--source",
        "published",
        "--html",
        "--with-data",
        "--output",
        "new/r.md",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "comparator", *command, "--output", "new/r.md"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        cwd=tmp_path,
        umask=0o077,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
    assert len(written) > 3
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    again = run(COMMANDS[0], tmp_path / ".cache", HOME=str(tmp_path))
    assert again.returncode == 0
