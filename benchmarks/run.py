"""Every figure of the project beside its budget: `python -m benchmarks.run [SECTION...]`.

Figures are ratios of things measured turn by turn in one run, with their smallest and largest; a
second of this machine says little about a second of another.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import stage
from benchmarks.clients import ccxts, decoded, ours, save
from benchmarks.measuring import (
    Row,
    at_least,
    at_most,
    child,
    python,
    show,
    side_by_side,
    told,
)


def decode() -> Iterator[Row]:
    """Reading the contract lists of all venues, from bytes to values."""
    kept = list[stage.Canned]()
    for recorded in stage.world(stage.FULL).venues:
        answers, mine = stage.canned(recorded)
        kept.append(answers)
        name = recorded.venue.id
        contenders = {
            "ours": ours(answers),
            "fetch": ccxts(answers, whole=False),
            "load": ccxts(answers, whole=True),
            "limit": decoded(answers, mine),
        }
        counts = {key: contenders[key]() for key in ("ours", "fetch")}
        taken = side_by_side(contenders)
        size = sum(len(answers.bodies[key]) for key in mine)
        speed = counts["ours"] / taken["ours"].middle
        yield told(
            f"{name}: instruments, bytes, per second",
            f"{counts['ours']} (ccxt {counts['fetch']}), {size:,}, {speed:,.0f}",
        )
        yield at_least(f"{name}: ccxt fetch_markets over ours", taken["fetch"].over(taken["ours"]), 4)
        yield at_least(f"{name}: ccxt load_markets over ours", taken["load"].over(taken["ours"]), 10)
        yield at_most(f"{name}: ours over untyped decode", taken["ours"].over(taken["limit"]), None)
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder), kept)
        mine_, theirs, bare = (
            child(python(*command))
            for command in (
                ("-m", "benchmarks.clients", "ours", folder),
                ("-m", "benchmarks.clients", "ccxt", folder),
                ("-c", "pass"),
            )
        )
    for what, done in (("ours", mine_), ("ccxt", theirs)):
        if done.status:
            raise SystemExit(f"{what} failed in its own process")
    yield told(
        f"peak memory of a process that reads {len(kept)} venues",
        f"{mine_.mebibytes:.0f} MiB (ccxt {theirs.mebibytes:.0f}, bare {bare.mebibytes:.0f})",
        "<= 40 MiB",
        met=mine_.mebibytes <= 40,
    )


SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {"decode": decode}


def main() -> None:
    """Run the sections named on the command line, or all."""
    for name in sys.argv[1:] or SECTIONS:
        section = SECTIONS[name]
        show(str(section.__doc__).rstrip("."), list(section()))


if __name__ == "__main__":
    main()
