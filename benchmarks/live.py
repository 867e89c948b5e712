"""All venues at once over loopback TLS, beside the slowest alone and beside ccxt."""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import structs

from benchmarks import stage
from benchmarks.measuring import Row, at_least, at_most, python, side_by_side, told
from benchmarks.stage import Exchanges, Fault, Reply


def late(seconds: float) -> Fault:
    """A host that thinks before every answer, then keeps the connection."""

    async def send(reply: Reply, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(reply.head() + reply.content)

    return Fault(name="late", send=send, keeps=True)


def live() -> Iterator[Row]:
    """All venues at once over loopback TLS, 50 to 300 ms before every answer, by the wall clock."""
    world = stage.world(stage.FULL)
    names = [recorded.venue.id for recorded in world.venues]
    hosts = sorted(host for recorded in world.venues for host in recorded.hosts)
    step = 0.25 / max(1, len(hosts) - 1)
    faults = {host: late(0.05 + step * place) for place, host in enumerate(hosts)}
    with Exchanges(world, faults) as exchanges, tempfile.TemporaryDirectory() as folder:
        asker = subprocess.Popen(
            python("-m", "benchmarks.asking", folder, world.at.isoformat()),
            env={**os.environ, **exchanges.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        computed = dict[str, float]()

        def ask(how: str, whom: str) -> Callable[[], float]:
            def run() -> float:
                assert asker.stdin
                assert asker.stdout
                print(how, whom, file=asker.stdin, flush=True)
                seconds, computing = asker.stdout.readline().split()
                computed[f"{how} {whom}"] = float(computing)
                return float(seconds)

            return run

        everybody = ",".join(names)
        ask("live", everybody)()
        calls = [structs.asdict(call) | {"host": call.host} for call in exchanges.asked]
        (Path(folder) / "calls").write_bytes(msgspec.json.encode(calls))
        for how, words in (("live", "cold"), ("auto", "warm (contracts cached)")):
            whom = {"all": ask(how, everybody)} | {name: ask(how, name) for name in names}
            taken = side_by_side(whom, 3)
            alone = {key: series for key, series in taken.items() if key != "all"}
            slowest = max(alone, key=lambda key: alone[key].middle)
            yield told(
                f"{words}: {len(names)} venues",
                f"{taken['all'].middle:.2f} s, {computed[f'{how} {everybody}']:.2f} s of CPU"
                f" (slowest alone: {slowest}, {alone[slowest].middle:.2f} s)",
            )
            yield at_most(f"{words}: all / slowest alone", taken["all"].over(alone[slowest]), 2.2)
        taken = side_by_side({"ours": ask("live", everybody), "ccxt": ask("ccxt", "all")}, 3)
        yield at_least(
            f"ccxt.async_support fetching the same {len(calls)} URLs, nothing parsed / ours, cold",
            taken["ccxt"].over(taken["ours"]),
            None,
        )
        asker.communicate()
