"""A year of a watch folder: what a day costs to take in, and what a look back costs."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from msgspec import structs

from benchmarks import stage
from benchmarks.measuring import Row, child, cpu, python, side_by_side, told
from benchmarks.starting import COMMAND
from comparator.answers.changes import Changed, lines
from comparator.answers.watch import watched
from comparator.library import history
from comparator.render.changes import log
from comparator.render.feed import atom
from comparator.schema import ContractSpec, VenueData
from comparator.sources.folder import Folder
from comparator.sources.kept import Kept
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Snapshot, save_snapshot
from comparator.watching import watch

DAYS, CHANGES = 365, 60
"""Figures that change on a day, at all venues together."""
LISTED = 360
"""Contracts a venue lists at least: some 10,000 in all."""
SAVED = 10
"""Saved runs of the whole market; a year of them would be 365 times one."""
BEGUN = datetime(2026, 9, 28, 12, tzinfo=UTC)
FIELDS = ("min_notional", "max_leverage", "min_qty", "tick_size")


def market() -> list[VenueData]:
    """All recorded venues with long lists, margin tables included, without quotes."""
    return [
        structs.replace(recorded.read(), markets={}, books={}, as_of=BEGUN)
        for recorded in stage.world(LISTED).venues
    ]


def run(at: datetime, venues: list[VenueData]) -> Snapshot:
    """A saved run."""
    dated = tuple(structs.replace(data, as_of=at) for data in venues)
    return Snapshot(schema=SNAPSHOT_SCHEMA, comparator_version="", at=at, venues=dated)


def changed(venues: list[VenueData], chance: Random) -> list[VenueData]:
    """The market a day later."""
    lists = [list(data.contracts) for data in venues]
    for _ in range(CHANGES):
        specs = chance.choice(lists)
        place = chance.randrange(len(specs))
        specs[place] = other(specs[place], chance)
    return [
        structs.replace(data, contracts=tuple(specs))
        for data, specs in zip(venues, lists, strict=True)
    ]


def other(spec: ContractSpec, chance: Random) -> ContractSpec:
    """The contract with one figure halved or doubled."""
    field = chance.choice(FIELDS)
    was = getattr(spec, field) or Decimal(10)
    factor = Decimal(2) if chance.random() < 0.5 and was < 400 else Decimal("0.5")
    try:
        return structs.replace(spec, **{field: was * factor})
    except ValueError:  # a smallest order that is no multiple of its step
        return structs.replace(spec, max_leverage=Decimal(25 if spec.max_leverage == 20 else 20))


def year(folder: Path, venues: list[VenueData], chance: Random) -> list[VenueData]:
    """Fill the folder as a year of daily runs would, written once; the market on the last day."""
    states, every = dict[str, Kept](), list[Changed]()
    for day in range(DAYS):
        venues = changed(venues, chance) if day else venues
        at = BEGUN + timedelta(days=day)
        found = watched(states, run(at, venues), at)
        states |= found.states
        every += found.document.rows
    whole = Folder(folder)
    with whole.locked():
        mark, files = whole.begun(BEGUN)
        files["changes.md"] = log(every, mark.since).encode()
        files["changes.xml"] = atom(every, id=mark.id, since=mark.since)
        whole.write("", lines(every), states, files)
    return venues


def past() -> Iterator[Row]:
    """A year of a watch folder; CPU time."""
    chance, venues = Random(1), market()  # noqa: S311 - the same year every time
    count = sum(len(data.contracts) for data in venues)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "watched"
        first = run(BEGUN, venues)
        begun = cpu(lambda: watch(Path(name) / "first", snapshot=first))()
        venues = year(folder, venues, chance)
        number = (folder / "changes.jsonl").read_bytes().count(b"\n")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
        days = list[float]()
        for day in range(DAYS, DAYS + 3):
            venues = changed(venues, chance)
            snapshot = run(BEGUN + timedelta(days=day), venues)
            days.append(cpu(lambda s=snapshot: watch(folder, snapshot=s))())  # type: ignore[misc]
        last = run(BEGUN + timedelta(days=DAYS + 3), venues)
        idle = cpu(lambda: watch(folder, snapshot=last))()
        yield told(
            f"the folder after a year: {len(venues)} venues, {count:,} contracts",
            f"{size:.1f} MiB, {number:,} changes",
        )
        yield told("the first run", f"{begun:.2f} s")
        yield told(f"a day with {CHANGES} changes, after a year", f"{sum(days) / len(days):.2f} s")
        yield told("a day without changes", f"{idle:.2f} s")
        words = ("history", "BTC", "--in", str(folder), "--field", "min_notional")
        looks = side_by_side(
            {
                "field": cpu(lambda: history("BTC", folder=folder, field="min_notional")),
                "coin": cpu(lambda: history("BTC", folder=folder)),
                "command": lambda: child(python("-c", COMMAND, *words)),
            },
            3,
        )
        yield told("history of a coin, one figure", f"{looks['field'].middle:.2f} s")
        yield told("history of a coin, all that moved", f"{looks['coin'].middle:.2f} s")
        whole = looks["command"].middle
        yield told("the same as a command", f"{whole:.2f} s", "<= 1 s", met=whole <= 1)
        yield from saved(Path(name) / "saved", venues)


def saved(folder: Path, venues: list[VenueData]) -> Iterator[Row]:
    """The same out of saved runs, each of which holds the whole market."""
    folder.mkdir()
    for day in range(SAVED):
        save_snapshot(folder / f"{day}.json", run(BEGUN + timedelta(days=day), venues))
    size = sum(path.stat().st_size for path in folder.iterdir()) / SAVED / 2**20
    seconds = cpu(lambda: history("BTC", folder=folder, field="min_notional"))() / SAVED
    yield told(f"history out of saved runs of {size:.1f} MiB, each", f"{seconds:.2f} s")
