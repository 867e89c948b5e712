"""The whole market from caches of full-size lists, and what else reads them."""

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import stage
from benchmarks.measuring import Row, python, told
from benchmarks.stage import Exchanges
from benchmarks.starting import COMMAND, reachable
from comparator.comparison import Choice
from comparator.run import read_async
from comparator.sources.cache import Cache
from comparator.sources.collect import Plan

PEAK = """
import atexit, pathlib
def peak():
    said = pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    pathlib.Path(r"{file}").write_text(said)
atexit.register(peak)
"""
"""Has a command leave its peak of memory in a file, in KiB; what `wait4` says counts ours too."""
SIZE = 460
"""Contracts each venue lists at least: together more than the exchanges of 2026 do."""
MOST_SECONDS, MOST_MIB, MOST_REQUESTS, LEAST = 3.0, 120.0, 30, 9_000
DRAWING = 300.0
"""MiB with the drawing library in memory."""
TURNS = 3


def market() -> Iterator[Row]:
    """The whole market from caches of full-size lists; CPU time and peak memory of the command."""
    with tempfile.TemporaryDirectory() as folder:
        asked, listed = filled(Path(folder) / "comparator")
        most, host = max((count, host) for host, count in asked.items())
        yield told(
            f"requests of a live run to {len(asked)} hosts",
            f"{sum(asked.values())}, at most {most} ({host})",
            f"<= {MOST_REQUESTS} a host",
            met=most <= MOST_REQUESTS,
        )
        environment = {"XDG_CACHE_HOME": folder, "COLUMNS": "100"}
        cached = ("--source", "cached")
        count, what = listed, f"market --source cached, {listed:,} contracts"
        seconds, memory = cost(["market", *cached], environment)
        met = seconds <= MOST_SECONDS and count >= LEAST
        yield told(f"{what}: CPU", f"{seconds:.2f} s", f"<= {MOST_SECONDS:g} s", met=met)
        met = memory <= MOST_MIB and count >= LEAST
        yield told(f"{what}: peak memory", f"{memory:.0f} MiB", f"<= {MOST_MIB:g} MiB", met=met)
        for asked, budget, room in (
            ("market --by contract --format csv", 3.5, MOST_MIB),
            ("flips BTC", 2.0, MOST_MIB),
            ("compare BTC", 1.2, MOST_MIB),
            (f"page BTC ETH SOL -o {folder}/page.html", 4.0, MOST_MIB),
            (f"page -o {folder}/all.html", 5.0, MOST_MIB),
            (f"report BTC ETH -o {folder}/r.md", 5.0, DRAWING),
        ):
            seconds, memory = cost([*asked.split(), *cached], environment)
            name, _, written = asked.partition(" -o ")
            size = f", {Path(written).stat().st_size / 1e6:.1f} MB" if written else ""
            yield told(
                f"{name}, on the same",
                f"{seconds:.2f} s, {memory:.0f} MiB{size}",
                f"<= {budget:g} s, {room:g} MiB",
                met=seconds <= budget and memory <= room,
            )


def filled(folder: Path) -> tuple[Counter[str], int]:
    """Caches as a live run leaves them: requests by host, and contracts that were read."""
    world = stage.world(SIZE)
    names = [recorded.venue.id for recorded in world.venues]
    plan = Plan(source="live", at=world.at, cache=Cache(folder))
    with Exchanges(world) as exchanges, reachable(exchanges):
        read = asyncio.run(read_async(None, venues=names, choice=Choice(payoff=None), plan=plan))
    assert not read.failed, read.failed
    asked = Counter(call.host for call in exchanges.asked)
    return asked, sum(len(data.contracts) for data in read.venues)


def cost(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """CPU seconds and peak MiB of a command: the median, and the most, of some turns."""
    seconds, memory = list[float](), list[float]()
    file = Path(environment["XDG_CACHE_HOME"]) / "peak"
    command = python("-c", PEAK.format(file=file) + COMMAND, *arguments)
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    for _ in range(TURNS):
        whole = {**os.environ, **environment}
        pid = os.posix_spawn(command[0], command, whole, file_actions=quiet)
        _, status, usage = os.wait4(pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0, arguments
        seconds.append(usage.ru_utime + usage.ru_stime)
        memory.append(int(file.read_text()) / 1024)
    return sorted(seconds)[TURNS // 2], max(memory)
