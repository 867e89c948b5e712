"""Timing things against each other, turn by turn, and printing the ratios beside their budgets."""

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
    contenders: Mapping[str, Callable[[], float]], turns: int = TURNS
) -> dict[str, Series]:
    """The seconds each contender says it took, once per turn; the first turn does not count."""
    taken = {name: list[float]() for name in contenders}
    for turn in range(turns + 1):
        for name, run in contenders.items():
            seconds = run()
            if turn:
                taken[name].append(seconds)
    return {name: Series(seconds) for name, seconds in taken.items()}


def wall(run: Callable[[], object]) -> Callable[[], float]:
    """`run` as a contender, by the clock on the wall."""

    def timed() -> float:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start

    return timed


def cpu(run: Callable[[], object]) -> Callable[[], float]:
    """`run` as a contender, by what this process computed: other programs count for little."""

    def timed() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    return timed


def child(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """CPU seconds of a command, its output thrown away; SystemExit where it fails."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    whole = {**os.environ, **(environment or {})}
    pid = os.posix_spawn(command[0], command, whole, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime


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
