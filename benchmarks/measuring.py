"""Timing things against each other, turn by turn, and printing the ratios beside their budgets."""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

TURNS = 7


class Row(NamedTuple):
    """One line of the table; `budget` empty: reported, not promised."""

    what: str
    figure: str
    budget: str
    met: bool | None


class Series(NamedTuple):
    """Seconds of each turn."""

    seconds: list[float]

    @property
    def middle(self) -> float:
        """The median."""
        return statistics.median(self.seconds)

    def over(self, other: "Series") -> "Ratio":
        """How many times `other` this takes, turn by turn."""
        return Ratio([a / b for a, b in zip(self.seconds, other.seconds, strict=True)])


class Ratio(NamedTuple):
    """One quotient per turn."""

    turns: list[float]

    @property
    def middle(self) -> float:
        """The median."""
        return statistics.median(self.turns)

    def __str__(self) -> str:
        return f"{self.middle:.1f}x ({min(self.turns):.1f}-{max(self.turns):.1f})"


def side_by_side(
    contenders: Mapping[str, Callable[[], object]], turns: int = TURNS
) -> dict[str, Series]:
    """Each contender once per turn, after one turn that does not count."""
    taken = {name: list[float]() for name in contenders}
    for turn in range(turns + 1):
        for name, run in contenders.items():
            gc.collect()
            start = time.perf_counter()
            run()
            if turn:
                taken[name].append(time.perf_counter() - start)
    return {name: Series(seconds) for name, seconds in taken.items()}


class Finished(NamedTuple):
    """What a child process cost."""

    seconds: float
    mebibytes: float  # peak of its resident memory
    status: int


def child(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Finished:
    """Run a command with its output thrown away."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(
        command[0], command, {**os.environ, **(environment or {})}, file_actions=quiet
    )
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    return Finished(seconds, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))


def python(*arguments: str) -> list[str]:
    """A command for this interpreter."""
    return [sys.executable, *arguments]


def at_most(what: str, ratio: Ratio, limit: float | None) -> Row:
    """A ratio that should be small."""
    budget = "" if limit is None else f"<= {limit:g}x"
    return Row(what, str(ratio), budget, None if limit is None else ratio.middle <= limit)


def at_least(what: str, ratio: Ratio, limit: float | None) -> Row:
    """A ratio that should be large."""
    budget = "" if limit is None else f">= {limit:g}x"
    return Row(what, str(ratio), budget, None if limit is None else ratio.middle >= limit)


def told(what: str, figure: str, budget: str = "", *, met: bool | None = None) -> Row:
    """Any other figure."""
    return Row(what, figure, budget, met)


def show(title: str, rows: Sequence[Row]) -> None:
    """The table, as markdown."""
    verdict = {None: "", True: "met", False: "MISSED"}
    print(f"\n### {title}\n\n| what | figure | budget | |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.figure} | {row.budget} | {verdict[row.met]} |")
    sys.stdout.flush()
