"""What is left on disk when a process is killed while it writes, or two write at the same time."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import msgspec

from benchmarks import stage
from benchmarks.measuring import Row, python, told
from comparator.errors import DataError
from comparator.schema import Rules, VenueData
from comparator.sources.cache import Cache
from comparator.sources.discovery import discover
from comparator.sources.files import write_atomically
from comparator.sources.published import published
from comparator.sources.shipped import Shipped, shipped
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Snapshot, load_snapshot, save_snapshot

KILLS = 240
WRITES = """
import sys
from pathlib import Path
from comparator.schema import Rules
from comparator.sources.shipped import shipped
from comparator.sources.cache import Cache
from comparator.sources.files import write_atomically
from comparator.sources.snapshot import load_snapshot, save_snapshot
folder, figures = Path(sys.argv[1]), Path(sys.argv[3])
cached = Cache(folder).load(sys.argv[2])
snapshot = load_snapshot(folder / "run.json")
text = b"x" * 400_000
print("ready", flush=True)
while True:
    Cache(folder).save(cached.data, cached.fetched_at)
    write_atomically(folder / "report.md", text)
    save_snapshot(folder / "run.json", snapshot)
    (folder / "published" / f"{figures.stem}.json").unlink(missing_ok=True)
    shipped(figures, Rules(), folder)
"""


class Written:
    """A cache, a report, a snapshot and a fast form of published data, to be written over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        recorded = next(r for r in stage.world(stage.FULL).venues if r.venue.published)
        assert recorded.venue.published
        self.data, self.figures = recorded.read(), recorded.venue.published
        self.write()

    def write(self) -> None:
        """Each of them once."""
        data = self.data
        Cache(self.folder).save(data, data.as_of)
        write_atomically(self.folder / "report.md", b"x" * 400_000)
        run = Snapshot(schema=SNAPSHOT_SCHEMA, comparator_version="", at=data.as_of, venues=(data,))
        save_snapshot(self.folder / "run.json", run)
        (self.folder / "published" / f"{self.figures.stem}.json").unlink(missing_ok=True)
        shipped(self.figures, Rules(), self.folder)

    def child(self) -> "subprocess.Popen[str]":
        """A process that writes them for ever."""
        words = (str(self.folder), self.data.venue, str(self.figures))
        child = subprocess.Popen(python("-c", WRITES, *words), stdout=subprocess.PIPE, text=True)
        assert child.stdout
        child.stdout.readline()
        return child

    def broken(self) -> list[str]:
        """Which of them cannot be read back."""
        wrong = list[str]()
        for what, read in (
            ("cache", lambda: Cache(self.folder).load(self.data.venue)),
            ("snapshot", lambda: load_snapshot(self.folder / "run.json")),
        ):
            try:
                read()
            except DataError as error:
                wrong.append(f"{what}: {error}")
        if (self.folder / "report.md").read_bytes() != b"x" * 400_000:
            wrong.append("report")
        return wrong + unlike_shipped(self.folder)


def unlike_shipped(folder: Path) -> list[str]:
    """Files of the fast form that do not say what the published file says."""
    wrong = list[str]()
    for name, figures in shipped_figures().items():
        kept = folder / "published" / f"{name}.json"
        try:
            found = msgspec.json.decode(kept.read_bytes(), type=Shipped).data
        except FileNotFoundError:
            continue
        except ValueError as error:
            wrong.append(f"{kept.name}: {error}")
        else:
            if msgspec.structs.replace(found, rules=figures.rules) != figures:
                wrong.append(f"{kept.name}: another content")
    return wrong


@cache
def shipped_figures() -> dict[str, VenueData]:
    """What the published files say, by the name of their fast form."""
    return {
        venue.published.stem: published(venue.published, venue.rules)
        for venue in discover().venues
        if venue.published
    }


def parts(folder: Path) -> list[Path]:
    """What killed writes left behind."""
    return [path for path in folder.rglob(".*.part") if path.is_file()]


def kills() -> Iterator[Row]:
    """Kill -9 at a random moment of writing cache, report, snapshot and fast form."""
    chance, wrong = Random(7), list[str]()  # noqa: S311 - the same moments every time
    with tempfile.TemporaryDirectory() as name:
        written = Written(Path(name))
        size = sum(path.stat().st_size for path in Path(name).rglob("*.*"))
        for _ in range(KILLS):
            child = written.child()
            time.sleep(chance.uniform(0, 0.05))
            child.send_signal(signal.SIGKILL)
            child.communicate()
            wrong += written.broken()
        left = parts(Path(name))
        for part in left:
            os.utime(part, (0, 0))
        written.write()
        kept = [part for part in parts(Path(name)) if not part.stat().st_mtime]
    yield told(
        f"{KILLS} kills of a process that only writes, {size / 2**20:.1f} MiB in four files",
        f"{len(wrong)} files broken; {len(left)} kills in the middle of a write",
        "0 broken",
        met=not wrong,
    )
    yield told(
        "parts left behind, once the next write came by later",
        f"{len(kept)} of {len(left)}",
        "0",
        met=not kept,
    )


def writers() -> Iterator[Row]:
    """Two processes that write the same files at once, while a third reads them."""
    with tempfile.TemporaryDirectory() as name:
        written = Written(Path(name))
        pair = [written.child(), written.child()]
        wrong, reads, end = list[str](), 0, time.monotonic() + 10
        while time.monotonic() < end:
            wrong += written.broken()
            reads += 4
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
