"""Reading whole contract lists, beside ccxt and beside the bare decoder."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import stage
from benchmarks.clients import APART, save
from benchmarks.measuring import Row, at_least, at_most, python, side_by_side, told


class Worker:
    """A process that reads recorded answers when told to."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            python("-m", "benchmarks.clients", str(folder)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.count, self.peak = 0, 0.0

    def told(self, kind: str, venue: str) -> Callable[[], float]:
        """A contender: CPU seconds of one reading."""

        def read() -> float:
            assert self.process.stdin
            assert self.process.stdout
            print(kind, venue, file=self.process.stdin, flush=True)
            seconds, count, peak = self.process.stdout.readline().split()
            self.count, self.peak = int(count), float(peak)
            return float(seconds)

        return read


def decode() -> Iterator[Row]:
    """Reading whole contract lists, from bytes to values; CPU time, each client in its process."""
    kept = [stage.canned(recorded) for recorded in stage.world(stage.FULL).venues]
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder), kept)
        mine, theirs = Worker(Path(folder)), Worker(Path(folder))
        for answers in kept:
            name = answers.venue
            kinds = ("ours", "bare", "limit") if name in APART else ("ours", "limit")
            readers = {kind: mine.told(kind, name) for kind in kinds}
            readers |= {kind: theirs.told(kind, name) for kind in ("fetch", "load")}
            taken = side_by_side(readers)
            mine.told("ours", name)()
            size = sum(len(answers.bodies[key]) for key in answers.mine)
            yield told(
                f"{name}: instruments read by us / ccxt, bytes, per second",
                f"{mine.count} / {theirs.count}, {size:,}, "
                f"{mine.count / taken['ours'].middle:,.0f}",
            )
            ours = taken["ours"]
            yield at_least(f"{name}: ccxt fetch_markets / ours", taken["fetch"].over(ours), 4)
            yield at_least(f"{name}: ccxt load_markets / ours", taken["load"].over(ours), 10)
            for kind in ("fetch", "load") if name in APART else ():
                what = f"{name}: ccxt {kind}_markets / ours without margin tables"
                yield at_least(what, taken[kind].over(taken["bare"]), None)
            yield at_most(f"{name}: ours / untyped decode", ours.over(taken["limit"]), None)
        yield told(
            f"peak memory after reading {len(kept)} venues (ccxt: {theirs.peak:.0f} MiB)",
            f"{mine.peak:.0f} MiB",
            "<= 40 MiB",
            met=mine.peak <= 40,
        )
        for worker in (mine, theirs):
            worker.process.communicate()
