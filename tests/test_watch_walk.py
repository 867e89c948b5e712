"""Random days of two made-up exchanges that err: the folder comes to hold what is true, no more."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from atom_rules import violations
from cli_market import snapshot, venue_data
from msgspec import structs
from samples import NOON, spec
from watch_replay import figures, replayed

from comparator.answers import changes
from comparator.library import history
from comparator.schema import ContractSpec, VenueData
from comparator.sources.folder import Folder
from comparator.sources.snapshot import Failure, Snapshot
from comparator.watching import watch

DAYS, CONTRACTS = 24, 12
VENUES = ("fine", "other")
DAY = timedelta(days=1)
World = dict[str, dict[str, ContractSpec]]
"""What is true: contracts by venue and number."""


def begun() -> World:
    return {
        venue: {
            f"{n}": spec(venue=venue, symbol=f"C{n}", base=f"C{n}", min_notional=Decimal(5),
                         wire_id=f"{n}")
            for n in range(CONTRACTS)
        }
        for venue in VENUES
    }  # fmt: skip


def moved(world: World, chance: Random, day: int) -> str:
    """One thing that happens at a venue: a figure, a name, a new contract, one less; its kind."""
    venue = chance.choice(VENUES)
    contracts = world[venue]
    number = chance.choice(sorted(contracts))
    was = contracts[number]
    kind = chance.choice(("figure", "figure", "step", "name", "new", "gone"))
    if kind == "figure":
        contracts[number] = structs.replace(was, min_notional=Decimal(chance.randrange(1, 50)))
    elif kind == "step":
        contracts[number] = structs.replace(was, qty_step=was.min_qty / chance.choice((1, 2, 4, 5)))
    elif kind == "name":
        contracts[number] = structs.replace(was, symbol=f"N{day}", base=f"N{day}")
    elif kind == "new":
        one = structs.replace(was, symbol=f"D{day}", base=f"D{day}", wire_id=f"d{day}")
        contracts[f"d{day}"] = one
    elif len(contracts) > CONTRACTS - 3:
        del contracts[number]
    else:
        return "none"
    return kind


def said(world: World, chance: Random, at: int, *, honest: bool) -> Snapshot:
    """What the venues answer on a day: the truth, or part of it, or nothing."""
    when = NOON + at * DAY
    venues, failed = list[VenueData](), list[Failure]()
    for venue in VENUES:
        contracts = list(world[venue].values())
        wrong = "" if honest else chance.choice(("", "", "", "down", "cut", "figure"))
        if wrong == "down":
            failed.append(Failure(venue=venue, error="unreachable", message="", fallback="cached"))
            contracts = []  # the cache holds what is not true
        elif wrong == "cut":
            contracts = contracts[: len(contracts) // 2]
        elif wrong == "figure":
            contracts[0] = structs.replace(contracts[0], min_notional=None)
        data = structs.replace(
            venue_data(venue), as_of=when, contracts=tuple(contracts), markets={}, tiers={}
        )
        venues.append(data)
    return snapshot(at=when, venues=tuple(venues), failed=tuple(failed))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_told_is_what_happened(tmp_path: Path, seed: int) -> None:
    chance, world = Random(seed), begun()  # noqa: S311 - the same days every time
    watch(tmp_path, snapshot=said(world, chance, 0, honest=True))
    first, _ = Folder(tmp_path).states()
    happened = list[str]()
    for day in range(1, DAYS):
        happened.append(moved(world, chance, day))
        watch(tmp_path, snapshot=said(world, chance, 2 * day, honest=False))
        # An honest answer after it: what was held back is told now, or was never so
        watch(tmp_path, snapshot=said(world, chance, 2 * day + 1, honest=True))
        states, damaged = Folder(tmp_path).states()
        assert damaged == []
        told, lost = changes.read((tmp_path / "changes.jsonl").read_bytes())
        assert lost == 0
        for venue in VENUES:
            true = {spec.symbol: spec for spec in world[venue].values()}
            assert states[venue].contracts == true
            assert replayed(first[venue], told) == figures(states[venue])
    kinds = Counter(one.what for one in told)
    for kind, what in (("new", "listed"), ("gone", "closed"), ("name", "renamed")):
        assert kinds[what] == happened.count(kind) > 0
    assert violations((tmp_path / "changes.xml").read_bytes()) == []
    for venue in VENUES:
        for one in world[venue].values():
            past = history(venue, one.symbol, folder=tmp_path, field="min_notional").rows
            assert past[-1].value == str(one.min_notional)
            assert past[-1].until is None
