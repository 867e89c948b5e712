"""`comparator plugin new`: clean as generated, and its tests say what to fill in."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from msgspec import Raw

from comparator import api
from comparator.cli.main import run
from comparator.cli.plugin_new import distribution

ROOT = Path(__file__).parents[1]
SHAPES = (api.ContractSpec, api.FeeTier, api.MarginTier, api.MarketSnapshot, api.Venue)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new distribution, made visible as an installed one is."""
    folder = tmp_path_factory.mktemp("new") / "comparator-foo"
    arguments = ["foo", "--from-url", "https://api.foo.example/v2", "--directory", str(folder)]
    assert run(["plugin", "new", *arguments]) == 0
    info = folder / "comparator_foo-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: comparator-foo\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[comparator]\nfoo = comparator_foo\n")
    return folder


def tool(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("arguments", [("ruff", "check", "."), ("ruff", "format", "--check", ".")])
def test_the_generated_files_are_clean(generated: Path, arguments: tuple[str, ...]) -> None:
    done = tool(generated, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_generated_files_are_typed(generated: Path) -> None:
    environment = os.environ | {"MYPYPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "mypy"],
        cwd=generated,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_its_tests_fail_with_a_list_of_what_to_fill_in(generated: Path) -> None:
    done = tool(generated, "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "comparator_foo/__init__.py:3: TODO what one unit of an order quantity is" in done.stdout
    assert "oracle.toml" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_status_word_nobody_knew_is_told_of_and_not_taken_for_closed(generated: Path) -> None:
    plugin = run_path(str(generated / "comparator_foo" / "__init__.py"))
    (kind,) = plugin["KINDS"]
    trading, shut = plugin["OPEN"]
    same = {"kind": kind, "base": "BTC", "quote": "USDT", "settle": "USDT"}
    same |= {"quantityStep": "0.1", "minimumQuantity": "0.1", "tickSize": "0.5"}
    rows = [
        Raw(json.dumps({"symbol": symbol, "status": status, **same}).encode())
        for symbol, status in (("A", trading), ("B", shut), ("C", "SETTLING"))
    ]
    found = api.normalise_each(rows, plugin["Instrument"], plugin["contract"])
    assert [spec.symbol for spec in found.items] == ["A"]
    assert found.closed == ("B",)
    assert [(row.symbol, row.reason) for row in found.rejected] == [
        ("C", "unknown word 'SETTLING'")
    ]


def test_the_entry_point_is_the_one_that_discovery_reads() -> None:
    texts = distribution("foo", "https://api.foo.example", datetime(2026, 1, 31, tzinfo=UTC))
    assert '[project.entry-points.comparator]\nfoo = "comparator_foo"' in texts["pyproject.toml"]
    assert 'base_url="https://api.foo.example"' in texts["comparator_foo/__init__.py"]


@pytest.mark.parametrize(
    ("file", "fields"),
    [
        (
            "comparator_foo/__init__.py",
            "wire_id max_leverage_short margin_tiers initial_root maintenance_root pace headers",
        ),
        (
            "comparator_foo/published.toml",
            "per_contract least_per_contract initial_root maintenance_root qty_unit bid_size",
        ),
        ("oracle.toml", "max_leverage_short wire_id initial_root maintenance_root"),
    ],
)
def test_what_few_exchanges_have_is_named_where_it_goes(file: str, fields: str) -> None:
    texts = distribution("foo", "https://api.foo.example", datetime(2026, 1, 31, tzinfo=UTC))
    (text,) = [text for name, text in texts.items() if name.endswith(file)]
    assert [field for field in fields.split() if field not in text] == []
    known = {field for shape in SHAPES for field in shape.__struct_fields__}
    assert set(fields.split()) <= known


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["Foo"], "lower-case letters and digits"),
        (["../foo"], "lower-case letters and digits"),
        (["foo", "--from-url", "http://foo.example"], "https"),
    ],
)
def test_nonsense_is_refused(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plugin", "new", *arguments]) == 2
    assert problem in capsys.readouterr().err


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plugin", "new", "foo", "--directory", str(tmp_path)]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize("files", [0, 1, 4, 8])
def test_killed_half_way_it_leaves_no_folder_and_can_be_run_again(
    files: int, tmp_path: Path
) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
from typing import Any
from comparator.cli.main import run
write, left = Path.write_text, [{files}]
def killed(self, *args):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return write(self, *args)
Path.write_text = killed
run(["plugin", "new", "foo"])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == -9
    assert not (tmp_path / "comparator-foo").exists()
    again = [sys.executable, "-m", "comparator", "plugin", "new", "foo"]
    subprocess.run(again, cwd=tmp_path, check=True, capture_output=True)
    made = {
        str(path.relative_to(tmp_path / "comparator-foo"))
        for path in tmp_path.glob("comparator-foo/**/*")
        if path.is_file()
    }
    assert made == set(distribution("foo", "https://api.example.com", datetime.now(UTC)))


def test_interrupted_it_leaves_nothing_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, left = Path.write_text, [3]

    def interrupted(self: Path, *args: Any) -> int:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return write(self, *args)

    monkeypatch.setattr(Path, "write_text", interrupted)
    assert run(["plugin", "new", "foo", "--directory", str(tmp_path / "foo")]) == 130
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_user_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    assert run(["plugin", "new", "foo", "--directory", str(tmp_path / "file" / "foo")]) == 2
    assert "cannot be written" in capsys.readouterr().err
