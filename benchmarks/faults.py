"""What every fault of every venue costs, and what survives a kill: `python -m benchmarks.faults`.

Sections: venues (faults x venues, the whole comparison each time), hostile (memory a body may
take), kills (kill -9 while files are written), writers (two processes on one cache). Any other
word picks the faults whose names hold it.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec

from benchmarks import stage
from benchmarks.clients import peak
from benchmarks.measuring import Row, python, show, told
from benchmarks.run import reachable
from benchmarks.stage import CASES, Case, Exchanges
from comparator.errors import DataError
from comparator.schema import ContractSpec, VenueData
from comparator.sources import ask as asking
from comparator.sources.body import MAX_BODY
from comparator.sources.collect import Outcome, Plan, collect
from comparator.sources.store import Cache
from comparator.sources.venue import Venue

TIMEOUT, DEADLINE = 2.0, 8.0
"""Seconds, for one request and for one venue; 10 and 45 in daily use."""
SLACK = 4.0
"""Seconds beyond the deadline: this machine is shared."""
KILLS = 240


def btc(spec: ContractSpec) -> bool:
    """What is asked for."""
    return spec.base == "BTC"


def asked(venues: Sequence[Venue], world: stage.World) -> dict[str, Outcome]:
    """One live run over all venues."""
    plan = Plan(source="live", at=world.at, timeout=TIMEOUT)
    return {found.venue: found for found in asyncio.run(collect(venues, btc, plan))}


def said(data: VenueData | None) -> bytes:
    """All that a venue is read as, to the byte."""
    return msgspec.json.encode(data, order="deterministic")


def venues() -> Iterator[Row]:
    """Every fault on every venue: class of the outcome, time to answer, the others unchanged."""
    asking.DEADLINE = DEADLINE
    world = stage.world()
    ours = [recorded.venue for recorded in world.venues]
    hosts = {recorded.venue.id: recorded.hosts for recorded in world.venues}
    with Exchanges(world) as exchanges, reachable(exchanges):
        healthy = {name: said(found.data) for name, found in asked(ours, world).items()}
        for case in filter(picked, CASES):
            right, slowest, same, odd = 0, 0.0, True, list[str]()
            for name, theirs in hosts.items():
                exchanges.faults = dict.fromkeys(theirs, case.fault)
                start = time.monotonic()
                found = asked(ours, world)
                slowest = max(slowest, time.monotonic() - start)
                others = {key: said(one.data) for key, one in found.items() if key != name}
                same &= all(healthy[key] == bytes_ for key, bytes_ in others.items())
                fits = judged(case, found[name], healthy[name])
                right += fits
                if not fits:
                    failure = found[name].failure
                    odd.append(f"{name}: {failure.error if failure else 'answered'}")
            good = right == len(hosts) and same and slowest < DEADLINE + SLACK
            wanted = case.error.kind if case.error else "as if nothing was wrong"
            yield told(
                f"{case.name}: {wanted}",
                f"{right}/{len(hosts)} venues{' (' + ', '.join(odd) + ')' if odd else ''},"
                f" at most {slowest:.1f} s, others {'unchanged' if same else 'CHANGED'}",
                "all, unchanged",
                met=good,
            )


def picked(case: Case) -> bool:
    """Whether the command line asks for this fault."""
    words = [word for word in sys.argv[1:] if word not in SECTIONS]
    return not words or any(word in case.name for word in words)


def judged(case: Case, found: Outcome, healthy: bytes) -> bool:
    """Whether the outcome is of the class that the fault should end in."""
    if case.error is None:
        return said(found.data) == healthy
    return found.failure is not None and found.failure.error == case.error.kind


# -- hostile bodies --------------------------------------------------------------------------------

HOSTILE = (
    "100 MiB",
    "gzip bomb of 100 MiB",
    "closed 100,000 deep",
    "100,000 deep",
    "every member twice",
    "lone surrogate",
    "not UTF-8",
    "number of 1e6 digits",
)


def hostile() -> Iterator[Row]:
    """Peak memory of a process that asks all venues while every host sends this body.

    A body may be MAX_BODY bytes long, is held in pieces and whole, and a venue has a few under way.
    """
    world = stage.world()
    with Exchanges(world) as exchanges:
        plain = 0.0
        for case in (None, *(case for case in CASES if case.name in HOSTILE)):
            exchanges.faults = {"*": case.fault} if case else {}
            child = subprocess.run(
                python("-m", "benchmarks.faults", "ask", world.at.isoformat()),
                env={**os.environ, **exchanges.environment},
                capture_output=True,
                text=True,
                check=True,
            )
            errors, mebibytes = child.stdout.split("\n")[0], float(child.stdout.split("\n")[1])
            plain = plain or mebibytes
            limit = plain + 3 * MAX_BODY / 2**20 * len(world.venues)
            yield told(
                case.name if case else "nothing wrong",
                f"{mebibytes:.0f} MiB ({errors})",
                f"<= {limit:.0f} MiB",
                met=mebibytes <= limit,
            )


def ask_all(at: str) -> None:
    """In a process of its own: ask all venues, say which errors came of it and the memory."""
    from datetime import datetime

    from comparator.sources.discovery import discover

    wanted = [venue for venue in discover().venues if not venue.data_only]
    plan = Plan(source="live", at=datetime.fromisoformat(at), timeout=5)
    found = asyncio.run(collect(wanted, btc, plan))
    kinds = [one.failure.error if one.failure else "answered" for one in found]
    print(", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds))))
    print(peak())


# -- kills and writers -----------------------------------------------------------------------------

WRITES = """
import sys
from pathlib import Path
from comparator.sources.store import Cache, load_snapshot, save_snapshot, write_atomically
folder = Path(sys.argv[1])
cached = Cache(folder).load(sys.argv[2])
snapshot = load_snapshot(folder / "run.json")
text = b"x" * 400_000
print("ready", flush=True)
while True:
    Cache(folder).save(cached.data, cached.fetched_at)
    write_atomically(folder / "report.md", text)
    save_snapshot(folder / "run.json", snapshot)
"""


def prepared(folder: Path) -> str:
    """A cache, a report and a snapshot to write over; the venue's id."""
    from comparator.sources.store import SNAPSHOT_SCHEMA, Snapshot, save_snapshot, write_atomically

    recorded = stage.world(stage.FULL).venues[0]
    data = recorded.read()
    Cache(folder).save(data, data.as_of)
    write_atomically(folder / "report.md", b"x" * 400_000)
    whole = Snapshot(schema=SNAPSHOT_SCHEMA, comparator_version="", at=data.as_of, venues=(data,))
    save_snapshot(folder / "run.json", whole)
    return data.venue


def broken(folder: Path, venue: str) -> list[str]:
    """Which of the three files cannot be read back."""
    from comparator.sources.store import load_snapshot

    wrong = list[str]()
    for what, read in (
        ("cache", lambda: Cache(folder).load(venue)),
        ("snapshot", lambda: load_snapshot(folder / "run.json")),
    ):
        try:
            read()
        except DataError as error:
            wrong.append(f"{what}: {error}")
    if (folder / "report.md").read_bytes() != b"x" * 400_000:
        wrong.append("report")
    return wrong


def writing(folder: Path, venue: str) -> "subprocess.Popen[str]":
    """A child that writes the three files for ever."""
    command = python("-c", WRITES, str(folder), venue)
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    child.stdout.readline()
    return child


def kills() -> Iterator[Row]:
    """Kill -9 at a random moment of writing cache, report and snapshot, again and again."""
    chance, wrong = Random(7), list[str]()  # noqa: S311 - the same moments every time
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venue = prepared(folder)
        size = sum(path.stat().st_size for path in folder.iterdir())
        for _ in range(KILLS):
            child = writing(folder, venue)
            time.sleep(chance.uniform(0, 0.05))
            child.send_signal(signal.SIGKILL)
            child.communicate()
            wrong += broken(folder, venue)
        parts = [path for path in folder.iterdir() if path.name.endswith(".part")]
        for part in parts:
            os.utime(part, (0, 0))
        prepared(folder)
        left = [path for path in folder.iterdir() if path.name.endswith(".part")]
    yield told(
        f"{KILLS} kills, {size / 2**20:.1f} MiB in three files",
        f"{len(wrong)} files broken",
        "0",
        met=not wrong,
    )
    yield told(
        "killed writes that left a part behind",
        f"{len(parts)}, {len(left)} after the next write swept",
        "0 after",
        met=not left,
    )


def writers() -> Iterator[Row]:
    """Two processes that write the same three files while a third reads them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venue = prepared(folder)
        pair = [writing(folder, venue), writing(folder, venue)]
        wrong, reads, end = list[str](), 0, time.monotonic() + 10
        while time.monotonic() < end:
            wrong += broken(folder, venue)
            reads += 3
        died = [child.poll() for child in pair if child.poll() is not None]
        for child in pair:
            child.kill()
            child.communicate()
    yield told(
        "reads in 10 seconds",
        f"{reads}, {len(wrong)} broken, {len(died)} writers failed",
        "0 broken",
        met=not wrong and not died,
    )


SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {
    "venues": venues,
    "hostile": hostile,
    "kills": kills,
    "writers": writers,
}


def main() -> None:
    """Run the sections named on the command line, or all."""
    if sys.argv[1:2] == ["ask"]:
        ask_all(sys.argv[2])
        return
    for name in [word for word in sys.argv[1:] if word in SECTIONS] or SECTIONS:
        section = SECTIONS[name]
        show(str(section.__doc__).splitlines()[0].rstrip("."), list(section()))


if __name__ == "__main__":
    main()
