"""Every figure of the project beside its budget: `python -m benchmarks.run [SECTION...]`.

Figures are ratios of things measured turn by turn in one run, with their smallest and largest; a
second of this machine says little about a second of another. Sections: decode, start, live,
matrix, report.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec import structs

from benchmarks import stage
from benchmarks.clients import APART, save
from benchmarks.measuring import (
    Row,
    at_least,
    at_most,
    child,
    cpu,
    python,
    show,
    side_by_side,
    told,
)
from benchmarks.stage import Exchanges, Fault, Reply
from comparator.pricing.score import price
from comparator.pricing.terms import terms
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, MarketSnapshot, VenueData
from comparator.sources import http
from comparator.sources.collect import Plan, collect
from comparator.sources.discovery import discover
from comparator.sources.guards import DOLLARS
from comparator.sources.store import Cache, published

COMMAND = "from comparator.__main__ import main; main()"
UNSWEPT = "import gc; gc.disable(); import atexit; atexit.register(gc.freeze)"
"""Without search for garbage, as the command runs."""

# -- decode ----------------------------------------------------------------------------------------


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


# -- start -----------------------------------------------------------------------------------------


def plain() -> tuple[str, dict[str, str]]:
    """An interpreter as a plain installation has it: compiled files, no editable hooks."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    environment = {
        "PYTHONPATH": os.pathsep.join((str(stage.ROOT), str(stage.ROOT / "plugins"), packages)),
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "comparator-benchmarks"),
        "PYTHONDONTWRITEBYTECODE": "",
        "COLUMNS": "100",
    }
    return str(getattr(sys, "_base_executable", sys.executable)), environment


def lean(folder: Path) -> Path:
    """Where the commands of a new environment lie that holds the wheel alone, as a user has it."""
    subprocess.run(python("-m", "venv", str(folder)), check=True)
    commands = folder / "bin"
    subprocess.run([commands / "python", "-m", "pip", "install", "-q", str(stage.ROOT)], check=True)
    return commands


def start() -> Iterator[Row]:
    """Whole commands of an installed wheel against bare Python; CPU time."""
    with tempfile.TemporaryDirectory() as folder:
        commands = lean(Path(folder) / "environment")
        environment = {"XDG_CACHE_HOME": folder, "COLUMNS": "100", "PYTHONPATH": ""}
        fill(Path(folder) / "comparator")
        size = sum(path.stat().st_size for path in (Path(folder) / "comparator").glob("*.json"))
        packages = next(path for path in sys.path if path.endswith("site-packages"))

        def comparator(*arguments: str) -> Callable[[], float]:
            return lambda: child([str(commands / "comparator"), *arguments], environment)

        def code(text: str, **more: str) -> Callable[[], float]:
            return lambda: child([str(commands / "python"), "-c", text], environment | more)

        taken = side_by_side(
            {
                "bare": code("pass"),
                "import": code("import comparator"),
                "click": code(f"{UNSWEPT}; import click"),
                "help": comparator("--help"),
                "others": code(f"{UNSWEPT}; import click, msgspec, pathlib, pluggy, tabulate"),
                "published": comparator("compare", "BTC", "--source", "published"),
                "cached": comparator("compare", "BTC", "--source", "cached"),
                "minimum": comparator("minimum", "BTC", "ETH", "SOL", "--source", "published"),
                "ccxt": code("import ccxt", PYTHONPATH=packages),
            }
        )
    bare = taken["bare"]
    yield told("bare Python", f"{bare.middle * 1000:.0f} ms")
    yield at_most("import comparator", taken["import"].over(bare), None)
    yield at_most("--help", taken["help"].over(bare), 3)
    yield at_most("of it, importing click", taken["click"].over(bare), None)
    yield at_most("compare BTC --source published", taken["published"].over(bare), 6)
    what = "of it, importing click, msgspec, pathlib, pluggy and tabulate"
    yield at_most(what, taken["others"].over(bare), None)
    yield at_most("minimum BTC ETH SOL --source published", taken["minimum"].over(bare), None)
    what = f"compare BTC --source cached, {size / 2**20:.1f} MiB of caches"
    yield at_most(what, taken["cached"].over(bare), None)
    yield at_most("import ccxt, for comparison", taken["ccxt"].over(bare), None)


@contextmanager
def reachable(exchanges: Exchanges) -> Iterator[None]:
    """This process sent to the stand-in, with nothing kept from before."""
    before = dict(os.environ)
    os.environ.update(exchanges.environment)
    http._ssl_context.cache_clear()
    try:
        yield
    finally:
        http._ssl_context.cache_clear()
        os.environ.clear()
        os.environ.update(before)


def fill(folder: Path) -> None:
    """Caches as a day's use with full-size lists leaves them."""
    world = stage.world(stage.FULL)
    venues = [recorded.venue for recorded in world.venues]
    with Exchanges(world) as exchanges, reachable(exchanges):
        plan = Plan(source="live", at=world.at, cache=Cache(folder))
        asyncio.run(collect(venues, lambda spec: spec.base in ("BTC", "ETH"), plan))


# -- live ------------------------------------------------------------------------------------------


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


# -- matrix ----------------------------------------------------------------------------------------

ACCOUNTS = (50, 100, 250, 500, 1_000, 5_000, 25_000)


def whole_market() -> list[VenueData]:
    """Full-size lists in which every contract has the quote and tiers of its venue's first."""
    market = list[VenueData]()
    for recorded in stage.world(stage.FULL).venues:
        data = recorded.read(lambda spec: spec.base == "BTC")
        quote = next(iter(data.markets.values()))
        venue = next(venue for venue in discover().venues if venue.id == data.venue)
        fees = published(venue.published, venue.rules).fees if venue.published else {}
        market.append(
            structs.replace(
                data,
                fees={**fees, **data.fees},
                markets={spec.symbol: quoted(spec, quote) for spec in data.contracts},
            )
        )
    return market


def quoted(spec: ContractSpec, quote: MarketSnapshot) -> MarketSnapshot:
    """A quote of the same figures for another contract."""
    return structs.replace(quote, symbol=spec.symbol)


def matrix() -> Iterator[Row]:
    """Every contract of every venue x 7 accounts, each fully priced and gated; CPU time."""
    market = whole_market()
    specs = [
        (data, spec)
        for data in market
        for spec in data.contracts
        if spec.quote in DOLLARS and spec.asset_class == "crypto"
    ]
    trades = [Trade(account=Decimal(account)) for account in ACCOUNTS]

    def run() -> None:
        for data, spec in specs:
            known = terms(trades[0], data, spec, data.as_of)
            for trade in trades:
                price(trade, known)

    taken = side_by_side({"all": cpu(run)}, 2)["all"]
    trades_a_second = len(specs) * len(ACCOUNTS) / taken.middle
    yield told(
        f"{len(specs):,} contracts x {len(ACCOUNTS)} accounts",
        f"{taken.middle:.1f} s",
        "<= 3 s for 8,000 contracts",
        met=taken.middle * 8000 / len(specs) <= 3,
    )
    yield told(
        "trades fully priced per second and core",
        f"{trades_a_second:,.0f}",
        ">= 20,000",
        met=trades_a_second >= 20_000,
    )


# -- report ----------------------------------------------------------------------------------------


def report() -> Iterator[Row]:
    """A markdown report with its charts from published data, against bare Python; CPU time."""
    interpreter, environment = plain()
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "report.md")
        arguments = ("report", "BTC", "ETH", "--source", "published", "-o", target)
        taken = side_by_side(
            {
                "bare": lambda: child([interpreter, "-c", "pass"], environment),
                "report": lambda: child([interpreter, "-c", COMMAND, *arguments], environment),
            },
            3,
        )
        files = sum(1 for path in Path(folder).rglob("*") if path.is_file())
    yield told("report BTC ETH", f"{taken['report'].middle:.1f} s, {files} files")
    yield at_most("report BTC ETH / bare Python", taken["report"].over(taken["bare"]), None)


SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {
    "decode": decode,
    "start": start,
    "live": live,
    "matrix": matrix,
    "report": report,
}


def main() -> None:
    """Run the sections named on the command line, or all."""
    for name in sys.argv[1:] or SECTIONS:
        section = SECTIONS[name]
        show(str(section.__doc__).rstrip("."), list(section()))


if __name__ == "__main__":
    main()
