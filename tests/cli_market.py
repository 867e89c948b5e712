"""A made-up market for the command line: three venues at 65,000, one of them hostile.

fine:   0.001 BTC steps, 5 bp a side, 2 wide, funding 1 bp per 8 hours
coarse: contracts of 0.02 BTC
odd:    as fine, dearer, and its symbol holds everything that may break an output
"""

import json
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli_w
from msgspec import structs
from samples import NOON, market, not_served, rules, schedule, spec, tier

from comparator import api
from comparator.answers.schemas import json_schema
from comparator.cli.main import run
from comparator.schema import Origin, Rejected, VenueData
from comparator.sources.discovery import discover
from comparator.sources.published import publish
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Failure, Snapshot, save_snapshot

RULES = rules()
HOSTILE = "BTC|\x1b[31m<b>*_`\u202e\nX"


def venue_data(name: str, fee: str = "0.0005", **changes: Any) -> VenueData:
    contract = spec(
        venue=name, max_leverage=Decimal(100), funding_interval_hours=Decimal(8), **changes
    )
    quote = market(
        venue=name,
        symbol=contract.symbol,
        bid=Decimal(64999),
        ask=Decimal(65001),
        mark=Decimal(65000),
        index=Decimal(65000),
        bid_size=Decimal(100),
        ask_size=Decimal(100),
        funding_rate=Decimal("0.0001"),
        next_funding_time=NOON.replace(hour=16),
    )
    return VenueData(
        venue=name,
        basis="live",
        source="https://example.org",
        as_of=NOON,
        contracts=(contract,),
        markets={contract.symbol: quote},
        tiers={contract.symbol: (tier(cap=None),)},
        rules=RULES,
        fees={
            "all": schedule(
                tiers=(api.FeeTier(name="base", maker=Decimal("0.0002"), taker=Decimal(fee)),)
            )
        },
    )


def snapshot(**changes: Any) -> Snapshot:
    whole = {
        "schema": SNAPSHOT_SCHEMA,
        "comparator_version": "0.1.0",
        "at": NOON,
        "venues": (
            venue_data(
                "coarse",
                qty_unit="contracts",
                contract_size=Decimal("0.02"),
                qty_step=Decimal(1),
                min_qty=Decimal(1),
            ),
            venue_data("fine"),
            structs.replace(
                venue_data("odd", "0.002", symbol=HOSTILE),
                rejected=(Rejected(symbol="Z|", field="tickSize", reason="not a number"),),
            ),
        ),
        "failed": (
            Failure(venue="away", error="unreachable", message="away: no route", fallback=""),
        ),
        "facts": (not_served(),),
    }
    return Snapshot(**(whole | changes))


Write = Callable[..., str]
"""Writes a plugin file, returns its path."""


class Cli:
    """The command line as a user sees it: exit code, stdout and stderr of a run."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.saved = folder / "saved.json"
        save_snapshot(self.saved, snapshot())

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = run(arguments)
        out, err = self.capsys.readouterr()
        return code, out, err

    def on_saved(self, *arguments: str) -> tuple[int, str, str]:
        return self(*arguments, "--snapshot", str(self.saved))

    def document(self, *arguments: str) -> dict[str, Any]:
        """The JSON of a run, checked against its schema."""
        _, out, _ = self(*arguments, "--format", "json")
        found: dict[str, Any] = json.loads(out)
        jsonschema.validate(found, json_schema(found["schema"]))
        return found


@pytest.fixture
def cli(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cli]:
    """A command line of its own: no plugin, no profile, no cache, 100 columns."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COMPARATOR_PLUGINS", "")
    monkeypatch.setenv("COLUMNS", "100")
    discover.cache_clear()
    yield Cli(work, capsys)
    discover.cache_clear()  # others have plugins


PLUGIN = '''
"""A venue for tests; it answers from its own published data, or as CONTRACTS says."""
import asyncio
from pathlib import Path
from comparator import api

async def contracts(http):
    {body}

@api.hookimpl
def comparator_venues():
    return [api.Venue(id="fine", name="Fine", base_url="https://fine.example",
                      docs="https://fine.example/docs", contracts=contracts,
                      published=Path(__file__).with_name("fine.toml"))]
'''


@pytest.fixture
def plugin(tmp_path: Path) -> Iterator[Write]:
    """Writes a plugin file with published data whose venue does what `body` says when asked."""

    def write(body: str = "raise api.GeoBlocked('HTTP 451')") -> str:
        path = tmp_path / f"toy_{abs(hash(body))}.py"
        path.write_text(PLUGIN.format(body=body))
        data = venue_data("fine")
        origin = Origin(basis="published", source="a page of 2026", as_of=NOON)
        parts = ("contracts", "markets", "tiers", "fees")
        data = structs.replace(data, origins=dict.fromkeys(parts, origin))
        path.with_name("fine.toml").write_text(tomli_w.dumps(publish(data)))
        discover.cache_clear()
        return str(path)

    yield write
    for name in [name for name in sys.modules if name.startswith("comparator_file_toy")]:
        del sys.modules[name]
    discover.cache_clear()
