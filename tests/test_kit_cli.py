"""`comparator plugin list` and `check`, as authors type them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from simulator import Exchanges
from simulator.bodies import binance

from comparator.cli.main import run

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "comparator-bitmart"
MODULE = EXAMPLE / "comparator_bitmart" / "__init__.py"


def check(*arguments: str) -> int:
    return run(["plugin", "check", *arguments])


def test_the_example_passes_from_its_file_with_no_packaging(
    capsys: pytest.CaptureFixture[str],
) -> None:
    evidence = EXAMPLE / "cassettes" / "bitmart"
    assert check("bitmart", "--plugin", str(MODULE), "--cassettes", str(evidence), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["proven"] == ["contracts", "quotes"]
    outcomes = {row["id"]: row["outcome"] for row in report["results"]}
    assert outcomes.pop("C18") == "n/a", "no margin tiers are known"
    assert outcomes.pop("C22") == "n/a", "none is worked out"
    assert set(outcomes.values()) == {"pass"}
    assert {row["id"]: row["mutations"] for row in report["results"]}["C42"] > 100


def test_a_failure_is_explained_and_is_exit_code_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    evidence = shutil.copytree(EXAMPLE / "cassettes" / "bitmart", tmp_path / "bitmart")
    oracle = evidence / "oracle.toml"
    text = oracle.read_text("utf-8").replace('tick_size = "0.000001"', 'tick_size = "7"')
    oracle.write_text(text, "utf-8")
    assert check("bitmart", "--plugin", str(MODULE), "--cassettes", str(evidence)) == 1
    shown = capsys.readouterr().out
    assert "C20 FAIL   contracts are as worked out by hand" in shown
    assert "1000PEPEUSDT: tick_size must be 7, was 0.000001" in shown
    assert "why it matters: " in shown
    assert "likely cause: " in shown
    assert shown.splitlines()[-1].endswith("proven: nothing")


def test_an_unknown_venue_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check("binanse") == 2
    said = capsys.readouterr().err
    assert "no plugin has a venue 'binanse'" in said
    assert "binance" in said
    assert "install its distribution here, or give --plugin FILE.py" in said


def test_live_asks_the_exchange_itself(tmp_path: Path) -> None:
    code = "import sys; from comparator.cli.main import run; sys.exit(run(sys.argv[1:]))"
    arguments = ["plugin", "check", "binance", "DOGE", "--live", "--json"]
    with Exchanges(binance.answer) as exchanges:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=os.environ | exchanges.environment | {"HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        asked = {request.url for request in exchanges.asked}
    assert "https://fapi.binance.com/fapi/v1/exchangeInfo" in asked
    outcomes = {row["id"]: row["outcome"] for row in json.loads(done.stdout)["results"]}
    assert outcomes["C14"] == "pass"
    assert outcomes["C16"] == "FAIL", "these answers are of September: the settlement is past"
    assert outcomes["C20"] == outcomes["C42"] == "n/a"
    assert done.returncode == 1


def test_the_list_names_file_and_abilities(capsys: pytest.CaptureFixture[str]) -> None:
    run(["plugin", "list", "--plugin", str(MODULE)])
    shown = capsys.readouterr().out
    assert f"comparator_bitmart (file) {MODULE}" in shown
    assert "  bitmart: BitMart: contracts, markets, book, published data" in shown


def test_a_plain_install_is_told_what_checking_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """vcrpy, and the reader of its files that comes with it, are not there."""
    monkeypatch.setitem(sys.modules, "vcr", None)
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert check("okx", "--cassettes", str(ROOT / "cassettes" / "okx")) == 2
    said = capsys.readouterr().err
    assert "needs vcrpy: pip install 'futures-comparator[record]'" in said
    assert "mistake of ours" not in said
