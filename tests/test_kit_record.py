"""`comparator plugin record` over TLS, at the exchange's real addresses."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from simulator import Exchanges
from simulator.bodies import binance

from comparator.testing import Evidence

REFUSAL = "https://fapi.binance.com/fapi/v1/depth?symbol=NOSUCHUSDT&limit=50"


@pytest.fixture(scope="module")
def exchanges() -> Iterator[Exchanges]:
    with Exchanges(binance.answer) as found:
        yield found


def command(exchanges: Exchanges, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from comparator.cli.main import run; sys.exit(run(sys.argv[1:]))"
    arguments = ["plugin", "record", "binance", "DOGE", "--cassettes", str(folder), *more]
    environment = os.environ | exchanges.environment
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(exchanges: Exchanges, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("recorded")
    done = command(exchanges, found, "--refusal", REFUSAL)
    assert done.returncode == 0, done.stderr
    return found


def test_recording_keeps_real_addresses_and_nothing_private(folder: Path) -> None:
    recorded = Evidence(folder).interactions()
    assert {item.url.split("/")[2] for item in recorded} == {"fapi.binance.com", "dapi.binance.com"}
    assert "https://fapi.binance.com/fapi/v1/exchangeInfo" in {item.url for item in recorded}
    names = {name.lower() for item in recorded for name in (*item.sent, *item.headers)}
    assert names <= {"content-type", "location", "retry-after"}
    refused = Evidence(folder).interactions("refusals.yaml")
    assert [(item.url, item.status) for item in refused] == [(REFUSAL, 400)]


def test_recording_writes_provenance_and_a_draft_with_nothing_worked_out(folder: Path) -> None:
    provenance = (folder / "PROVENANCE.md").read_text()
    assert "https://fapi.binance.com" in provenance
    assert "captured by comparator" in provenance
    oracle = tomllib.loads((folder / "oracle.toml").read_text())
    assert oracle["assets"] == ["DOGE"]
    assert "DOGEUSDT" in {row["symbol"] for row in oracle["contract"]}
    assert {
        value for row in oracle["contract"] for key, value in row.items() if key != "symbol"
    } == {""}
    assert oracle["refusal"] == [{"url": REFUSAL, "error": "Refused"}]


def test_recording_again_wants_a_word(exchanges: Exchanges, folder: Path) -> None:
    before = (folder / "fetch.yaml").read_bytes()
    refused = command(exchanges, folder)
    assert refused.returncode == 2
    assert "--rewrite" in refused.stderr
    assert command(exchanges, folder, "--rewrite", "--refusal", REFUSAL).returncode == 0
    assert (folder / "fetch.yaml").read_bytes() == before, "the same answers, the same bytes"


def test_a_venue_that_is_down_leaves_nothing_behind(tmp_path: Path) -> None:
    with Exchanges(lambda *_: (503, {})) as down:
        done = command(down, tmp_path)
    assert done.returncode == 5
    assert "HTTP 503" in done.stderr
    assert "read with --bodies DIR: docs/adding-an-exchange.md" in done.stderr
    assert list(tmp_path.iterdir()) == []
