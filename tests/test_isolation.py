"""A distribution full of broken plugins: each is named and bounded, and nobody else notices."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comparator import Trade
from comparator.api.venue import Venue
from comparator.comparison import Comparison, priced
from comparator.run import read_async
from comparator.schema import ContractSpec
from comparator.sources import fetch
from comparator.sources.collect import Outcome, Plan, collect
from comparator.sources.discovery import Installed, discover
from comparator.testing.evidence import Evidence, Replayed

CASSETTES = Path(__file__).parents[1] / "cassettes"
AT = datetime(2026, 11, 23, tzinfo=UTC)
OURS = discover()
"""What is there without them; found before they are."""

HEAD = """
import asyncio
from decimal import Decimal
from pathlib import Path
from comparator import api

SPEC = api.ContractSpec(venue="{id}", symbol="BTC", base="BTC", quote="USDT", settle="USDT",
    kind="perpetual", payoff="linear", contract_size=Decimal(1), qty_unit="base",
    qty_step=Decimal("0.001"), min_qty=Decimal("0.001"), tick_size=Decimal("0.1"),
    fee_schedule="x")

async def contracts(http):
    return api.Listing(api.Batch((SPEC,)))

async def nothing(http, specs):
    return {{}}

def venue(**more):
    return api.Venue(**{{"id": "{id}", "name": "Broken", "base_url": "https://broken.example",
        "docs": "https://broken.example", "contracts": contracts, **more}})

@api.hookimpl
def comparator_venues():
    return [venue()]
"""
NOT_LOADED = {
    "importerror": ("import nothing_of_that_name", "No module named 'nothing_of_that_name'"),
    "syntax": ("def (", "SyntaxError"),
    "exits": ("raise SystemExit(3)", "SystemExit: 3"),
    "misspelt": (
        "from comparator import api\n@api.hookimpl\ndef comparator_venue(): return []",
        "unknown hook 'comparator_venue'",
    ),
    "hookless": ("", "it has no hook comparator_venues"),
    "hookraises": (
        "def comparator_venues(): raise KeyError('gone')\n",
        "KeyError: 'gone'",
    ),
    "wrongtype": ("def comparator_venues(): return [42]\n", "must return Venue objects, gave 42"),
    "duplicate": (
        "def comparator_venues(): return [venue(id='binance')]\n",
        "venue id 'binance' is taken by plugin 'binance' of futures-comparator",
    ),
    "aaafirst": (
        "def comparator_venues(): return [venue(id='bybit')]\n",
        "venue id 'bybit' is taken by plugin 'bybit' of futures-comparator",
    ),
}
"""Plugin -> its code and what must be said of it."""
NOT_ASKED = {
    "hangs": ("async def contracts(http): await asyncio.Event().wait()", "still answering after"),
    "million": (
        "async def contracts(http): return api.Listing(api.Batch((SPEC,) * 1_000_000))",
        "1000000 items, more than 20000",
    ),
    "raises": ("async def contracts(http): return {}['x']", "KeyError: 'x'"),
    "returnslist": ("async def contracts(http): return [SPEC]", "must be a Listing, was list"),
    "listsodd": ("async def contracts(http): return api.Listing([SPEC])", "must be a Batch"),
    "itemsodd": (
        "async def contracts(http): return api.Listing(api.Batch((1,)))",
        "must be a ContractSpec, was int",
    ),
    "leaves": ("async def contracts(http): raise SystemExit('bye')", "SystemExit: bye"),
    "wanders": (
        "async def contracts(http): await http.get('http://10.0.0.1/', object)",
        "http://10.0.0.1 is refused",
    ),
    "plainquotes": ("def markets(http, specs): raise TypeError('no')", "TypeError: no"),
    "oddquotes": ("async def markets(http, specs): return {'BTC': 7}", "must be a MarketSnapshot"),
}
"""Venues that load and fail when they are asked."""
HALF = {
    "noquotes": ("async def markets(http, specs): return {}", ""),
    "plainbook": ("def book(http, spec): raise TypeError('not async')", "TypeError: not async"),
    "oddbook": ("async def book(http, spec): return None", "must be a OrderBook"),
}
"""Venues whose contracts are well and whose rest is not."""
EVIL = "\\x1b[31m\\x1b]0;owned\\x07|<script>alert(1)</script>\\n# x\\u202e"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the distribution, to be put on the path."""
    folder = tmp_path_factory.mktemp("broken")
    codes = {name: code for name, (code, _) in {**NOT_LOADED, **NOT_ASKED, **HALF}.items()}
    codes["evil"] = evil(folder / "evil.toml")
    for name, code in codes.items():
        (folder / f"broken_{name}.py").write_text(whole(name, code), "utf-8")
    info = folder / "broken_plugins-6.6.6.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugins\nVersion: 6.6.6\n")
    points = "".join(f"{name} = broken_{name}\n" for name in codes)
    (info / "entry_points.txt").write_text(f"[comparator]\n{points}")
    return folder


def whole(name: str, code: str) -> str:
    """A module: the well-behaved beginning, then what is wrong with it."""
    if name in ("importerror", "syntax", "exits", "misspelt", "hookless"):
        return code
    code = code.replace("def comparator_venues", "@api.hookimpl\ndef comparator_venues")
    ending = ""
    for part in ("markets", "book"):
        if f"def {part}(" in code:
            ending = f"\n@api.hookimpl\ndef comparator_venues(): return [venue({part}={part})]\n"
    return HEAD.format(id=name) + code + ending


def evil(path: Path) -> str:
    """A venue all of whose strings carry terminal escapes, markdown and HTML."""
    path.write_text(
        f"""
venue = "evil"
source = "{EVIL}"
as_of = "2026-11-20"
[fees.x]
source = "{EVIL}"
as_of = "2026-11-20"
[[fees.x.tiers]]
name = "{EVIL}"
maker = "0.0001"
taker = "0.0002"
[[contracts]]
source = "{EVIL}"
as_of = "2026-11-20"
venue = "evil"
symbol = "{EVIL}"
base = "BTC"
quote = "USDT"
settle = "USDT"
kind = "perpetual"
payoff = "linear"
contract_size = "1"
qty_unit = "base"
qty_step = "0.001"
min_qty = "0.001"
tick_size = "0.1"
fee_schedule = "x"
[markets."{EVIL}"]
source = "{EVIL}"
as_of = "2026-11-20"
venue = "evil"
symbol = "{EVIL}"
at = "2026-11-20T00:00:00Z"
bid = "64999.9"
ask = "65000"
mark = "65000"
""".replace("\\x1b", "\\u001b").replace("\\x07", "\\u0007"),
        "utf-8",
    )
    return (
        "@api.hookimpl\ndef comparator_venues():\n"
        f'    return [venue(name="{EVIL}", published=Path({str(path)!r}))]\n'
    )


@pytest.fixture(scope="module")
def found(broken: Path) -> Iterator[Installed]:
    sys.path.insert(0, str(broken))
    try:
        yield discover.__wrapped__()
    finally:
        sys.path.remove(str(broken))


@pytest.mark.parametrize("name", NOT_LOADED)
def test_a_plugin_that_cannot_be_used_is_named_with_its_reason(found: Installed, name: str) -> None:
    said = [str(row) for row in found.broken if row.name == name]
    assert len(said) == 1
    assert said[0].startswith(f"plugin '{name}' of broken-plugins 6.6.6: ")
    assert NOT_LOADED[name][1] in said[0]


def test_every_other_plugin_is_still_there(found: Installed) -> None:
    own = {plugin.name: plugin.path for plugin in OURS.plugins}
    assert own.items() <= {plugin.name: plugin.path for plugin in found.plugins}.items()
    assert {row.name for row in found.broken} - {r.name for r in OURS.broken} == {*NOT_LOADED}


def everybody(venues: list[Venue]) -> dict[str, Outcome]:
    """All of them at once over the recorded answers of Binance."""
    oracle = Evidence(CASSETTES / "binance").oracle()
    recorded = Replayed(Evidence(CASSETTES / "binance").interactions())

    def wanted(spec: ContractSpec) -> bool:
        return spec.base == "BTC"

    plan = Plan(source="live", transport=recorded, at=oracle.as_of)
    outcomes = asyncio.run(collect(venues, wanted, plan))
    return {outcome.venue: outcome for outcome in outcomes}


@pytest.fixture(scope="module")
def asked(found: Installed) -> Iterator[dict[str, Outcome]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetch, "DEADLINE", 2.0)
        names = {"binance", *NOT_ASKED, *HALF}
        yield everybody([venue for venue in found.venues if venue.id in names])


@pytest.mark.parametrize("name", NOT_ASKED)
def test_a_venue_that_fails_is_one_row_with_its_reason(
    asked: dict[str, Outcome], name: str
) -> None:
    outcome = asked[name]
    assert outcome.data is None
    assert outcome.failure is not None
    assert outcome.failure.message.startswith(name)
    assert NOT_ASKED[name][1] in outcome.failure.message
    assert outcome.seconds < 10


@pytest.mark.parametrize("name", HALF)
def test_a_venue_that_fails_in_part_keeps_its_contracts(
    asked: dict[str, Outcome], name: str
) -> None:
    data = asked[name].data
    assert data is not None
    assert [spec.symbol for spec in data.contracts] == ["BTC"]
    assert HALF[name][1] in " ".join(warning.message for warning in data.warnings)


def test_the_others_answer_as_if_they_were_alone(asked: dict[str, Outcome]) -> None:
    alone = everybody([venue for venue in OURS.venues if venue.id == "binance"])
    assert alone["binance"].data is not None
    assert asked["binance"].data == alone["binance"].data


def test_a_comparison_of_published_data_is_the_same_for_everybody_else(found: Installed) -> None:
    def compared(venues: tuple[Venue, ...]) -> Comparison:
        plan = Plan(source="published", at=AT)
        read = asyncio.run(read_async(["BTC"], plan=plan, installed=venues))
        return priced(read, Trade(), ["BTC"])

    with_them, without = compared(found.venues), compared(OURS.venues)
    known = {data.venue: data for data in without.snapshot.venues}
    assert known.items() <= {data.venue: data for data in with_them.snapshot.venues}.items()
    assert {*NOT_ASKED} <= {failure.venue for failure in with_them.failed}


def command(broken: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from comparator.cli.main import run; sys.exit(run(sys.argv[1:]))"
    environment = os.environ | {"PYTHONPATH": str(broken), "COLUMNS": "200", "HOME": str(broken)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


SHOWN: dict[str, Callable[[str], bool]] = {
    "table": lambda text: "alert(1)" in text,
    "markdown": lambda text: "<script>" not in text,
    "json": lambda text: json.loads(text)["schema"] == "comparator.compare/1",
}


@pytest.mark.parametrize("form", SHOWN)
def test_no_escape_of_a_venue_reaches_the_terminal(broken: Path, form: str) -> None:
    done = command(broken, "compare", "BTC", "--source", "published", "--wide", "--format", form)
    assert done.returncode == 0, done.stderr
    assert "evil" in done.stdout
    for text in (done.stdout, done.stderr):
        shown = text if form != "json" else text.replace("\u202e", "")  # JSON keeps what is text
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert SHOWN[form](done.stdout)


def test_the_list_of_plugins_shows_the_broken_ones_and_fails(broken: Path) -> None:
    done = command(broken, "plugin", "list")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    for name, (_, reason) in NOT_LOADED.items():
        assert f"{name} (broken-plugins 6.6.6)" in done.stdout
        assert reason in done.stdout
