"""The library does what the command line does; docs/python.md shows each, and runs."""

import asyncio
import json
import re
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli_market import Cli, snapshot

import comparator
from comparator.render import data
from comparator.run import finish

PAGE = (Path(__file__).parents[1] / "docs" / "python.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
QUESTIONS = (
    "compare", "contracts", "minimum", "ladder", "stop", "explain", "fees", "facts", "diff",
    "market", "flips",
)  # fmt: skip
TRADE = comparator.Trade(account=Decimal(500))
SIZE = {"size": Decimal("0.01"), "max_loss": Decimal(10)}
SAVED = snapshot()

CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any], tuple[str, ...]]] = {
    "compare": ((TRADE, "BTC"), {}, ("BTC",)),
    "contracts": (("btc",), {"leverage": Decimal(5)}, ("BTC", "--leverage", "5")),
    "minimum": ((TRADE, ["BTC"]), {}, ("BTC",)),
    "ladder": ((TRADE, "BTC"), {"steps": 3}, ("BTC", "--steps", "3")),
    "stop": ((comparator.Trade(max_loss=Decimal(10)), "BTC"), SIZE,
             ("BTC", "--size", "0.01", "--max-loss", "10")),
    "explain": (("fine.total", TRADE, "BTC"), {}, ("fine.total", "BTC")),
    "market": ((TRADE,), {"by": "contract"}, ("--by", "contract")),
    "flips": ((TRADE, "BTC"), {}, ("BTC",)),
    "fees": ((TRADE,), {"all_tiers": True}, ("--all-tiers",)),
}  # fmt: skip
"""What is asked of the library, and the same of the command line."""


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMPARATOR_PLUGINS", raising=False)


@pytest.mark.usefixtures("outside")
def test_the_examples_of_the_page_run_one_after_the_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names: dict[str, Any] = {}
    for block in BLOCKS:
        exec(compile(block, "docs/python.md", "exec"), names)  # noqa: S102 - our own page
        assert capsys.readouterr().out.strip()
    assert len(BLOCKS) > 5


@pytest.mark.usefixtures("outside")
def test_the_examples_run_in_a_notebook_too() -> None:
    async def cells() -> None:
        names: dict[str, Any] = {}
        for block in BLOCKS:
            if "asyncio.run" not in block:
                exec(compile(block, "docs/python.md", "exec"), names)  # noqa: S102 - as above

    asyncio.run(cells())


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_on_the_page_and_has_a_twin(question: str) -> None:
    assert re.search(rf"^\| `{question}\(", PAGE, re.MULTILINE)
    assert any(f"comparator.{question}(" in block for block in BLOCKS)
    for name in (question, f"{question}_async"):
        assert name in comparator.__all__
        assert getattr(comparator, name).__doc__


@pytest.mark.parametrize("question", CALLS)
def test_the_library_returns_what_the_command_line_writes(cli: Cli, question: str) -> None:
    given, own, words = CALLS[question]
    found = getattr(comparator, question)(*given, **own, snapshot=SAVED)
    twin = asyncio.run(getattr(comparator, f"{question}_async")(*given, **own, snapshot=SAVED))
    assert twin == found
    assert isinstance(found, msgspec.Struct)
    code, out, err = cli.on_saved(question, *words, "--format", "json")
    assert code == 0, err
    assert json.loads(data.json(found)) == json.loads(out)


def test_two_runs_are_compared() -> None:
    assert comparator.diff(SAVED, SAVED).rows == ()
    assert asyncio.run(comparator.diff_async(SAVED, SAVED)) == comparator.diff(SAVED, SAVED)


@pytest.mark.usefixtures("outside")
def test_facts_name_their_source() -> None:
    found = comparator.facts(["binance"]).rows
    assert {row.venue for row in found} == {"binance"}
    assert all(row.source for row in found)
    twin = asyncio.run(comparator.facts_async(["binance"])).rows
    assert twin == found


def test_own_fees_and_region_are_those_of_the_command_line() -> None:
    mine = {"odd": comparator.UserFees(maker="0", taker="0")}
    rows = comparator.compare(TRADE, "BTC", snapshot=SAVED, own_fees=mine, region="US").rows
    assert (rows[0].venue, rows[0].costs and rows[0].costs.entry_fee) == ("odd", 0)
    assert {row.venue for row in rows if row.status == "not_served"} == {"fine"}


REFUSED: dict[str, Callable[[], object]] = {
    "venue": lambda: comparator.compare(TRADE, "BTC", snapshot=SAVED, venues=["fien"]),
    "no asset": lambda: comparator.compare(TRADE, [], snapshot=SAVED),
    "asset": lambda: comparator.compare(TRADE, "NOPE", snapshot=SAVED),
    "region": lambda: comparator.compare(TRADE, "BTC", snapshot=SAVED, region="Germany"),
    "figure": lambda: comparator.explain("fine", TRADE, "BTC", snapshot=SAVED),
    "facts": lambda: comparator.facts(["bynance"]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_nonsense_raises_a_plan_error(what: str) -> None:
    with pytest.raises(comparator.PlanError):
        REFUSED[what]()


def test_a_file_that_is_no_snapshot_raises_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(comparator.DataError, match=r"nothing\.json"):
        comparator.minimum(TRADE, "BTC", snapshot=tmp_path / "nothing.json")


def test_what_waits_is_done_beside_a_running_loop() -> None:
    async def waits() -> int:
        await asyncio.sleep(0)
        return threading.get_ident()

    async def cell() -> tuple[int, int]:
        return finish(waits(), offline=False), threading.get_ident()

    beside, here = asyncio.run(cell())
    assert beside != here
    assert finish(waits(), offline=False) == threading.get_ident()
