"""Other consoles, other starts: whatever is there, an answer and no traceback."""

import os
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


@pytest.mark.parametrize("flag", ["-O", "-OO", "-Werror"])
def test_other_ways_to_start_give_the_same_bytes(flag: str, tmp_path: Path) -> None:
    plain = run(COMMANDS[0], tmp_path, HOME=str(tmp_path))
    other = run(COMMANDS[0], tmp_path, flag, HOME=str(tmp_path))
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
