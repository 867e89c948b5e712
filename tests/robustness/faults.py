"""What every fault of every venue costs, and what survives a kill.

`python -m tests.robustness.faults [SECTION...]`

Sections: venues (faults x venues, the whole comparison each time), hostile (memory a body may
take), honest (what looking for doubled members costs), kills and runs (kill -9 while files are
written, by a loop and by real commands), writers and pairs (two of them at once). Any other word
picks the faults whose names hold it. All of it takes about a quarter of an hour on two cores.
"""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cache
from multiprocessing import get_context

import msgspec

from benchmarks import stage
from benchmarks.clients import ours, peak
from benchmarks.measuring import Row, cpu, python, show, side_by_side, told
from benchmarks.stage import CASES, Case, Exchanges
from comparator.api.body import MAX_BODY
from comparator.api.strict import sent_twice
from comparator.api.venue import Venue
from comparator.schema import ContractSpec, VenueData
from comparator.sources import fetch as asking
from comparator.sources.collect import Outcome, Plan, collect
from tests.robustness.commands import pairs, runs
from tests.robustness.kills import kills, writers

logging.getLogger("asyncio").setLevel(logging.ERROR)  # a client that hangs up is no news

TIMEOUT, DEADLINE = 2.0, 8.0
"""Seconds, for one request and for one venue; 10 and 45 in daily use."""
SLACK = 4.0
"""Seconds beyond the deadline: this machine is shared."""
WAITED = 3 * TIMEOUT
"""Seconds that a hanging venue takes at least: who takes as long has waited for it."""
AT_ONCE = 4
"""Faults tried at a time, each in a process of its own: most of the time they wait."""


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


@cache
def standing() -> tuple[stage.World, Exchanges, dict[str, bytes]]:
    """A stand-in that this process is sent to for good, and what is read where nothing is wrong."""
    asking.DEADLINE = DEADLINE
    world = stage.world()
    exchanges = ExitStack().enter_context(Exchanges(world))
    os.environ.update(exchanges.environment)
    found = asked([recorded.venue for recorded in world.venues], world)
    assert all(one.failure is None for one in found.values()), found
    return world, exchanges, {name: said(one.data) for name, one in found.items()}


def venues() -> Iterator[Row]:
    """Every fault on every venue: class of the outcome, time to answer, the others unchanged."""
    numbers = [number for number, case in enumerate(CASES) if picked(case)]
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as processes:
        yield from processes.map(tried, numbers)


def tried(number: int) -> Row:
    """One fault on one venue after the other."""
    case, (world, exchanges, healthy) = CASES[number], standing()
    right, slowest, others, same, odd = 0, 0.0, 0.0, True, list[str]()
    for recorded in world.venues:
        name = recorded.venue.id
        exchanges.faults = dict.fromkeys(recorded.hosts, case.fault)
        found = asked([one.venue for one in world.venues], world)
        for key, outcome in found.items():
            if key == name:
                slowest = max(slowest, outcome.seconds)
            else:
                others = max(others, outcome.seconds)
                same &= said(outcome.data) == healthy[key]
        fits = judged(case, found[name], healthy[name])
        right += fits
        if not fits:
            failure = found[name].failure
            odd.append(f"{name}: {failure.error if failure else 'answered'}")
    wanted = case.error.kind if case.error else "as if nothing was wrong"
    return told(
        f"{case.name}: {wanted}",
        f"{right}/{len(world.venues)} venues{' (' + ', '.join(odd) + ')' if odd else ''} in"
        f" {slowest:.1f} s, others {'unchanged' if same else 'CHANGED'} in {others:.1f} s",
        "all, unchanged",
        met=right == len(world.venues) and same and slowest < DEADLINE + SLACK and others < WAITED,
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
    "endless",
    "gzip bomb of 100 MiB",
    "five million empty rows",
    "100,000 deep where nobody reads",
    "closed 100,000 deep",
    "100,000 deep",
    "every member twice",
    "lone surrogate",
    "not UTF-8",
    "number of 1e6 digits",
)


def hostile() -> Iterator[Row]:
    """Peak memory of a process that asks all venues while every host sends this body.

    A venue sends one large body at a time; with its small ones, and what a decoder makes of it
    before it gives up, that is less than one and a half times the longest body.
    """
    world = stage.world()
    with Exchanges(world) as exchanges:
        plain = 0.0
        for case in (None, *(case for case in CASES if case.name in HOSTILE)):
            exchanges.faults = {"*": case.fault} if case else {}
            child = subprocess.run(
                python("-m", "tests.robustness.faults", "ask", world.at.isoformat()),
                env={**os.environ, **exchanges.environment},
                capture_output=True,
                text=True,
                check=True,
            )
            errors, mebibytes = child.stdout.split("\n")[0], float(child.stdout.split("\n")[1])
            plain = plain or mebibytes
            limit = plain + 1.5 * MAX_BODY / 2**20 * len(world.venues)
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


# -- honest bodies ---------------------------------------------------------------------------------


def honest() -> Iterator[Row]:
    """CPU time of looking for members sent twice, over that of reading the same full-size list."""
    for recorded in stage.world(stage.FULL).venues:
        answers = stage.canned(recorded)
        bodies = [answers.bodies[key] for key in answers.mine]
        looked = cpu(lambda bodies=bodies: [sent_twice(body) for body in bodies])
        taken = side_by_side({"looked": looked, "read": cpu(ours(answers))}, 15)
        share = taken["looked"].over(taken["read"])
        size = sum(map(len, bodies)) / 2**20
        yield told(
            f"{recorded.venue.id}: {size:.1f} MiB",
            f"{taken['looked'].middle * 1000:.1f} ms, {share.middle:.0%} of reading",
        )


SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {
    "venues": venues,
    "hostile": hostile,
    "honest": honest,
    "kills": kills,
    "runs": runs,
    "writers": writers,
    "pairs": pairs,
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
