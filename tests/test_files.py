"""What is written where, and what a profile or a folder may be."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from comparator.cli.main import run
from comparator.errors import DataError
from comparator.sources.files import content, write_atomically

COMMAND = ["compare", "BTC", "--source", "published", "--venue", "okx", "--format", "markdown"]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


def test_a_link_is_followed_and_the_mode_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    assert run([*COMMAND, "--output", str(link)]) == 0
    assert link.is_symlink()
    assert "okx" in real.read_text("utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = Thread(target=lambda: got.append(pipe.read_text("utf-8")))
    reader.start()
    assert run([*COMMAND, "--output", str(pipe)]) == 0
    reader.join(10)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert "okx" in got[0]


def test_a_device_stays_one() -> None:
    assert run([*COMMAND, "--output", os.devnull]) == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_link_to_nothing_makes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "new")
    write_atomically(tmp_path / "link", b"x")
    assert (tmp_path / "new").read_bytes() == b"x"


@pytest.mark.parametrize("name", ["", "."])
def test_a_folder_is_no_output(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, "--output", name]) == 2
    assert "--output" in capsys.readouterr().err


def test_a_page_does_not_overwrite_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["report", "BTC", "--source", "published", "--output", "y.html", "--html"]
    assert run(words) == 2
    assert "--output y.html is where --html writes its page" in capsys.readouterr().err
    assert not (tmp_path / "y.html").exists()


@pytest.mark.parametrize(
    ("redirection", "says"),
    [("> /dev/full", "stdout cannot be written"), (">&-", "stdout is closed")],
)
def test_stdout_that_takes_nothing_is_a_user_error(redirection: str, says: str) -> None:
    words = " ".join([sys.executable, "-m", "comparator", *COMMAND, redirection])
    done = subprocess.run(["sh", "-c", words], capture_output=True, text=True, check=False)  # noqa: S607 - our own words
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


# -- the profile -----------------------------------------------------------------------------------


def test_a_byte_order_mark_is_no_setting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "comparator.toml").write_bytes(b"\xef\xbb\xbfaccount = 750\n")
    assert run(COMMAND) == 0
    assert "$750" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("all_in = 1", "all_in must be true or false, was 1; for example all_in = true"),
        ("quiet = 1", "quiet must be true or false, was 1"),
        ('strict = "yes"', "strict must be true or false, was 'yes'"),
    ],
)
def test_a_flag_is_true_or_false(
    line: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "comparator.toml").write_text(line, "utf-8")
    assert run(COMMAND) == 2
    assert says in capsys.readouterr().err


def test_a_profile_without_an_end_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, "--profile", "/dev/zero"]) == 2
    assert "is larger than 1 MiB" in capsys.readouterr().err


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11])
@pytest.mark.parametrize("piped", [False, True])
def test_a_file_is_read_whole_up_to_its_bound(length: int, *, piped: bool, tmp_path: Path) -> None:
    """A pipe says nothing of its size beforehand."""
    path, text = tmp_path / "file", b"0123456789a"[:length]
    writer = Thread(target=path.write_bytes, args=(text,))
    if piped:
        os.mkfifo(path)
    writer.start()
    if not piped:
        writer.join(10)
    if length > 10:
        with pytest.raises(DataError, match="is larger than 0 KiB"):
            content(path, 10)
    else:
        assert content(path, 10) == text
    writer.join(10)


def test_a_folder_that_may_not_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def forbidden(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", forbidden)
    assert run(COMMAND) == 2
    assert "cannot be looked for: Permission denied" in capsys.readouterr().err
