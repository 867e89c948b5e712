"""The command itself: start, completion, interruption, pipes, mistakes of ours."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_market import Cli, Write, snapshot

from comparator.cli import session
from comparator.cli.main import LISTED
from comparator.sources.discovery import discover
from comparator.sources.files import sealed
from comparator.sources.snapshot import save_snapshot

PROGRAM = [sys.executable, "-m", "comparator"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "COMPARATOR_PLUGINS": "",
        **more,
    }


def imported(folder: Path, code: str, *names: str, **more: str) -> tuple[list[str], list[str]]:
    """The lines that `code` prints, and which modules of these names it has then imported."""
    script = (
        f"import sys; before = set(sys.modules); {code}; print();"
        f"print(*sorted(m for m in set(sys.modules) - before if (m + '.').startswith({names!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=environment(folder, **more),
    )
    *lines, last = done.stdout.splitlines()
    return lines, last.split()


def test_help_lists_every_command_without_importing_any(tmp_path: Path) -> None:
    code = "from comparator.cli.main import run; run(['--help'])"
    names = ("comparator.", "asyncio.", "httpx.", "importlib.metadata.", "msgspec.")
    lines, modules = imported(tmp_path, code, *names)
    for command in LISTED:
        assert f"  {command} " in "\n".join(lines)
    assert modules == [
        "comparator",
        "comparator.cli",
        "comparator.cli.declared",
        "comparator.cli.followed",
        "comparator.cli.installed",
        "comparator.cli.main",
        "comparator.cli.published",
        "comparator.cli.questions",
        "comparator.errors",
    ]


def test_an_answer_from_published_data_imports_nothing_that_asks_or_parses(tmp_path: Path) -> None:
    code = "from comparator.cli.main import run; run(['compare', 'BTC', '--source', 'published'])"
    names = ("asyncio.", "difflib.", "httpx.", "logging.", "ssl.", "stamina.", "tomllib.")
    plugins = ",".join(plugin.name for plugin in discover().plugins)
    first, modules = imported(tmp_path, code, *names, COMPARATOR_PLUGINS=plugins)
    assert modules == ["tomllib", "tomllib._parser", "tomllib._re", "tomllib._types"]
    again, modules = imported(tmp_path, code, *names, COMPARATOR_PLUGINS=plugins)
    assert modules == []
    assert again == first


def test_the_package_alone_imports_nothing(tmp_path: Path) -> None:
    assert imported(tmp_path, "import comparator", "")[1] == ["comparator"]


def test_version_and_help_are_exit_code_0(cli: Cli) -> None:
    assert cli("--version")[:2] == (0, "comparator, version 0.1.0\n")
    assert cli("--help")[0] == 0


def test_an_unknown_command_is_named(cli: Cli) -> None:
    code, _, err = cli("compere", "BTC")
    assert code == 2
    assert "'compere'" in err


def test_a_missing_asset_is_named(cli: Cli) -> None:
    code, _, err = cli("compare")
    assert code == 2
    assert "ASSETS: is missing" in err
    assert "comparator compare --help" in err


def test_a_mistake_of_ours_is_exit_code_70_without_a_traceback(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("by a test")

    monkeypatch.setattr(session.Session, "compare", broken)
    monkeypatch.setattr(session.Session, "compare", lambda *_: broken(_))
    code, _, err = cli("compare", "BTC")
    assert code == 70
    assert "ZeroDivisionError: by a test" in err
    assert "report" in err
    assert "Traceback" not in err
    monkeypatch.setenv("COMPARATOR_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli("compare", "BTC")


def test_a_venue_that_answers_shows_its_time_on_stderr_alone(cli: Cli, plugin: Write) -> None:
    code, out, err = cli("compare", "BTC", "--plugin", plugin())
    assert code == 0
    assert re.search(r"asked: fine \d\.\d s \(geo-blocked\)", err)
    assert "asked:" not in out
    assert "fine  geo-blocked (HTTP 451), published figures used instead" in out


def test_quiet_is_quiet(cli: Cli, plugin: Write) -> None:
    assert cli("compare", "BTC", "--quiet", "--plugin", plugin())[2] == ""


def test_a_broken_plugin_is_a_warning(cli: Cli, plugin: Write, tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("1 / 0")
    plug = ("--plugin", plugin(), "--plugin", str(bad), "--source", "published")
    code, out, err = cli("compare", "BTC", *plug)
    assert code == 0
    assert "warning: plugin 'bad' of file: ZeroDivisionError" in err
    assert "BTC: fine can take this trade" in out


def test_ctrl_c_ends_with_130_and_leaves_no_file(tmp_path: Path, plugin: Write) -> None:
    path = plugin("await asyncio.sleep(60)")
    target = tmp_path / "out" / "answer.json"
    running = subprocess.Popen(
        [*PROGRAM, "compare", "BTC", "--plugin", path, "--output", str(target)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    time.sleep(2)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert not target.parent.exists()


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    save_snapshot(saved, snapshot())
    with subprocess.Popen(
        [*PROGRAM, "render", str(saved), "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.wait(timeout=30) == 0
        assert running.stderr.read() == ""


def test_a_terminal_without_unicode_gets_plain_signs(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    save_snapshot(saved, snapshot())
    done = subprocess.run(
        [*PROGRAM, "render", str(saved)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONIOENCODING="ascii"),
    )
    assert b"account >= $1,950.00" in b" ".join(done.stdout.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_a_completion_script(tmp_path: Path, shell: str) -> None:
    done = subprocess.run(
        PROGRAM,
        capture_output=True,
        text=True,
        check=True,
        env=environment(tmp_path, _COMPARATOR_COMPLETE=f"{shell}_source"),
    )
    assert "comparator" in done.stdout


def test_assets_complete_from_the_cache(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "comparator"
    cache.mkdir(parents=True)
    kept = {"data": {"contracts": [{"base": "BTC"}, {"base": "ETH"}, {"base": "BNB"}]}}
    (cache / "fine.json").write_bytes(sealed(json.dumps(kept).encode()))
    (cache / "damaged.json").write_text("{")
    done = subprocess.run(
        PROGRAM,
        capture_output=True,
        text=True,
        check=True,
        env=environment(
            tmp_path,
            _COMPARATOR_COMPLETE="bash_complete",
            COMP_WORDS="comparator compare b",
            COMP_CWORD="2",
        ),
    )
    assert done.stdout.split() == ["plain,BNB", "plain,BTC"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["comparator", "fees", "fi"], {"fine"}),
        (["comparator", "compare", "BTC", "--venue", "other,f"], {"other,fine"}),
        (["comparator", "explain", "fi"], {"fine."}),
        (["comparator", "explain", "fine.cost_b"], {"fine.cost_bps"}),
        (["comparator", "compare", "b"], {"BTC"}),
    ],
    ids=str,
)
def test_words_are_completed(
    cli: Cli, plugin: Write, words: list[str], offered: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.shell_completion import BashComplete  # noqa: PLC0415 - for this test alone

    from comparator.cli import main  # noqa: PLC0415 - the same
    from comparator.sources import discovery  # noqa: PLC0415 - the same

    assert cli("--help")[0] == 0
    found = discovery.discover((Path(plugin()),))
    monkeypatch.setattr(discovery, "discover", lambda: found)
    shell = BashComplete(main.cli, {}, "comparator", "_COMPARATOR_COMPLETE")
    items = shell.get_completions(words[1:-1], words[-1])
    assert {item.value for item in items} == offered


def test_progress_wraps_before_the_edge(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from comparator.cli.progress import Progress  # noqa: PLC0415 - for this test alone
    from comparator.sources.collect import Outcome  # noqa: PLC0415 - the same

    monkeypatch.setenv("COLUMNS", "40")
    with Progress(quiet=False) as progress:
        for name in ("one", "two", "three", "four", "five"):
            progress.done(Outcome(venue=name, data=None, failure=None, seconds=1.24))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 40
    assert " ".join(" ".join(lines).split()) == (
        "asked: one 1.2 s, two 1.2 s, three 1.2 s, four 1.2 s, five 1.2 s"
    )


def test_no_message_controls_the_terminal(cli: Cli) -> None:
    code, _, err = cli("compare", "BTC", "--venue", "a\x1b[31m\x9b1m\x7f\udc80b")
    assert code == 2
    assert "unknown venue" in err
    assert not [char for char in err if not char.isprintable() and char != "\n"]


def test_an_option_that_is_no_text_is_a_user_error(cli: Cli) -> None:
    odd = "\udced\udca0\udc80"  # what the bytes ed a0 80 are as an argument
    code, _, err = cli("facts", "--topic", odd, "--show-config", "--format", "json")
    assert code == 2
    assert "'\\udced\\udca0\\udc80' holds bytes that are no UTF-8" in err
