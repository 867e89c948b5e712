"""Whole commands against bare Python, as one who installed the wheel runs them."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import stage
from benchmarks.measuring import Row, at_most, child, python, side_by_side, told
from benchmarks.stage import Exchanges
from comparator.api import client
from comparator.sources.cache import Cache
from comparator.sources.collect import Plan, collect

COMMAND = "from comparator.__main__ import main; main()"
UNSWEPT = "import gc; gc.disable(); import atexit; atexit.register(gc.freeze)"
"""Without search for garbage, as the command runs."""
FIRST_NINE = "binance,bingx,bybit,cme,hyperliquid,krakenfutures,mexc,okx,weex"
"""The plugins of the first day: what came since may not make every start slower."""


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

        def few(*arguments: str) -> Callable[[], float]:
            some = environment | {"COMPARATOR_PLUGINS": FIRST_NINE}
            return lambda: child([str(commands / "comparator"), *arguments], some)

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
                "nine": few("compare", "BTC", "--source", "published"),
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
    what = "compare BTC --source published, all plugins / the first nine"
    yield at_most(what, taken["published"].over(taken["nine"]), 1.3)
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
    client._ssl_context.cache_clear()
    try:
        yield
    finally:
        client._ssl_context.cache_clear()
        os.environ.clear()
        os.environ.update(before)


def fill(folder: Path) -> None:
    """Caches as a day's use with full-size lists leaves them."""
    world = stage.world(stage.FULL)
    venues = [recorded.venue for recorded in world.venues]
    with Exchanges(world) as exchanges, reachable(exchanges):
        plan = Plan(source="live", at=world.at, cache=Cache(folder))
        asyncio.run(collect(venues, lambda spec: spec.base in ("BTC", "ETH"), plan))


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
