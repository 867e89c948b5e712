"""Real command lines that are killed while they write, or fill one cache at the same time."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

import msgspec

from benchmarks import stage
from benchmarks.measuring import Row, python, told
from benchmarks.stage import Exchanges
from benchmarks.starting import COMMAND
from comparator.errors import DataError
from comparator.sources.cache import Cache
from tests.robustness.kills import parts, unlike_shipped

RUNS = 120
"""Of each command."""
PAIRS = 20


class Command:
    """A real command line in a folder of its own: `cache` and `out` lie in it."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *words: str) -> None:
        self.folder, self.words = folder, words
        self.environment = {
            **os.environ,
            **environment,
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }

    def start(self) -> "subprocess.Popen[str]":
        """The process."""
        return subprocess.Popen(
            python("-c", COMMAND, *self.words),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self) -> None:
        """Run it to its end."""
        child = self.start()
        _, said = child.communicate()
        assert child.returncode == 0, said

    def killed(self, writes: int, delay: float) -> bool:
        """Kill it when so many files were begun, and a moment later; whether it was under way."""
        before = {path: path.stat().st_mtime_ns for path in files(self.folder)}
        child, begun = self.start(), set[Path]()
        while child.poll() is None and len(begun) < writes:
            for path in files(self.folder):
                target = path.with_name(path.name[1:-14]) if path.suffix == ".part" else path
                try:
                    if before.get(path) != path.stat().st_mtime_ns:
                        begun.add(target)
                except FileNotFoundError:  # renamed meanwhile
                    begun.add(target)
        time.sleep(delay)
        child.kill()
        child.communicate()
        return child.returncode == -signal.SIGKILL


def files(folder: Path) -> list[Path]:
    """Everything in the cache and among the results, parts included."""
    found = list[Path]()
    for place in (folder / "cache", folder / "out"):
        for root, _, names in os.walk(place):
            found += [Path(root) / name for name in names]
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every whole file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".part"
    }


def damaged_caches(folder: Path) -> list[str]:
    """What of a cache folder is not whole."""
    wrong = list[str]()
    for path in folder.glob("*.json"):
        try:
            Cache(folder).load(path.stem)
        except DataError as error:
            wrong.append(str(error))
    return wrong + unlike_shipped(folder)


def counted(command: Command, wrong: Callable[[], list[str]], before: Callable[[], None]) -> Row:
    """Many kills of one command, each while a file of its choice is under way."""
    chance = Random(11)  # noqa: S311 - the same moments every time
    before()
    stamp = time.time_ns()
    command.finish()
    writes = sum(path.stat().st_mtime_ns >= stamp for path in files(command.folder))
    under_way, middle, found = 0, 0, list[str]()
    for _ in range(RUNS):
        for part in parts(command.folder):
            part.unlink()
        before()
        under_way += command.killed(chance.randint(1, writes), chance.uniform(0, 0.003))
        middle += bool(parts(command.folder))
        found += wrong()
    command.finish()
    found += wrong()
    return told(
        f"{RUNS} kills of `comparator {' '.join(command.words[:2])}`, which writes {writes} files",
        f"{len(found)} files broken{': ' + found[0] if found else ''};"
        f" {under_way} before its end, {middle} in the middle of a write",
        "0 broken",
        met=not found and under_way > RUNS / 2,
    )


def runs() -> Iterator[Row]:
    """Kill -9 of real commands while they write: a comparison its caches, a report its files."""
    world = stage.world(stage.FULL)
    with Exchanges(world) as exchanges, tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "compare"
        (folder / "out").mkdir(parents=True)
        answers = folder / "cache" / "comparator"
        compare = Command(
            folder,
            exchanges.environment,
            *("compare", "BTC", "--source", "live", "--format", "json", "-o", "out/answer.json"),
        )

        def damaged() -> list[str]:
            answer = folder / "out" / "answer.json"
            if answer.exists():
                msgspec.json.decode(answer.read_bytes())  # raises where it is not whole
            return damaged_caches(answers)

        yield counted(
            compare, damaged, lambda: shutil.rmtree(answers / "published", ignore_errors=True)
        )
        yield from reports(Path(name) / "report")


def reports(folder: Path) -> Iterator[Row]:
    """A report that is written over another one: every file is of the one or of the other."""
    out = folder / "out"
    out.mkdir(parents=True)
    saved = ("snapshot", "BTC", "--source", "published", "-o", "run.json")
    Command(folder, {}, *saved).finish()
    made = list[dict[str, bytes]]()
    for account in ("300", "500"):
        words = ("--snapshot", "run.json", "--account", account, "--html", "--with-data")
        report = Command(folder, {}, "report", "BTC", *words, "-o", "out/report.md")
        shutil.rmtree(out)
        out.mkdir()
        report.finish()
        made.append(contents(out))
    old, new = made

    def restored() -> None:
        shutil.rmtree(out)
        for path, content in old.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)

    def mixed() -> list[str]:
        found = contents(out)
        return [
            path for path, content in found.items() if content not in (old.get(path), new[path])
        ]

    yield counted(report, mixed, restored)


def pairs() -> Iterator[Row]:
    """Two real comparisons that fill one empty cache at once, again and again."""
    wrong = list[str]()
    with Exchanges(stage.world()) as exchanges, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(PAIRS):
            shutil.rmtree(folder / "cache", ignore_errors=True)
            compare = Command(folder, exchanges.environment, "compare", "BTC", "--strict")
            pair = [compare.start(), compare.start()]
            for child in pair:
                _, said = child.communicate()
                if child.returncode or "cache" in said:
                    wrong.append(f"exit {child.returncode}: {said}")
            answers = folder / "cache" / "comparator"
            wrong += damaged_caches(answers) + [str(part) for part in parts(folder)]
            kept = [len(list(answers.glob(name))) for name in ("*.json", "published/*.json")]
    yield told(
        f"{PAIRS} pairs of `comparator compare`, {kept[0]} + {kept[1]} files in one empty cache",
        f"{len(wrong)} broken or failed{': ' + wrong[0] if wrong else ''}",
        "0",
        met=not wrong,
    )
