"""Running the checks: one result each, and which of a venue's figures its evidence proves."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct

from comparator.api.venue import Venue
from comparator.errors import DataError
from comparator.sources.discovery import discover
from comparator.testing import evolution, faults, identity, likeness, meaning, offered, truth, whole
from comparator.testing.evidence import Evidence, Exempt, reader
from comparator.testing.subject import Check, Proven, Subject

PARTS = (identity, meaning, truth, likeness, whole, offered, faults, evolution)
CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (check for part in PARTS for check in part.CHECKS.all),
        key=lambda check: check.id,
    )
)
FIRST = CHECKS[0].id
UNFINISHED = f"first fill in what {FIRST} lists"
MENDED_FIRST = "first mend what {} names"
SPOILING = {check.id for part in (faults, evolution) for check in part.CHECKS.all} - {"C35"}
"""Checks that spoil recorded answers: they show nothing where one of these is missing."""
NEEDED: tuple[tuple[str, Callable[[Subject], object]], ...] = (
    ("C03", lambda subject: subject.oracle),
    ("C05", lambda subject: () if subject.venue.data_only else subject.interactions),
    ("C06", lambda subject: subject.published),
    ("C05", lambda subject: subject.data),
)
"""What most checks need, and the check that says why it cannot be read: the others wait for it."""
STEPS: tuple[Proven, ...] = ("contracts", "quotes", "depth and tiers")
"""What can be proven, in the order in which each builds upon the one before."""

Outcome = Literal["pass", "FAIL", "exempt", "n/a"]
OUTCOMES = get_args(Outcome)
MOST_SHOWN = 30
"""Breaches of one check; the first ones explain the others."""


class Result(Struct, frozen=True, kw_only=True):
    """What one check found; `problems` hold one line per breach."""

    id: str
    title: str
    outcome: Outcome
    why: str
    cause: str
    problems: tuple[str, ...] = ()
    reason: str = ""  # of an exemption, or why it does not apply
    until: date | None = None
    mutations: int = 0

    def lines(self) -> Iterator[str]:
        """As printed."""
        until = f" until {self.until}" if self.until else ""
        reason = f" ({self.reason}{until})" if self.reason else ""
        yield f"{self.id} {self.outcome:<6} {self.title}{reason}"
        if self.outcome == "FAIL":
            yield from (f"      - {problem}" for problem in self.problems[:MOST_SHOWN])
            if len(self.problems) > MOST_SHOWN:
                yield f"      - and {len(self.problems) - MOST_SHOWN} more"
            yield f"      why it matters: {self.why}"
            yield f"      likely cause: {self.cause}"


class Report(Struct, frozen=True, kw_only=True):
    """All results of one venue."""

    venue: str
    proven: tuple[Proven, ...] | None  # None: asked live, where nothing is proven
    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return all(result.outcome != "FAIL" for result in self.results)

    def lines(self) -> Iterator[str]:
        """As printed: a line per check, under a failure what broke and its likely cause.

        What waits for another check is counted alone: what that one says would scroll away.
        """
        waiting = Counter(
            result.reason
            for result in self.results
            if result.reason in (UNFINISHED, *(MENDED_FIRST.format(name) for name, _ in NEEDED))
        )
        for result in self.results:
            if result.reason not in waiting:
                yield from result.lines()
        yield from (f"{count} checks wait: {reason}" for reason, count in waiting.items())
        counts = Counter(result.outcome for result in self.results)
        told = ", ".join(f"{counts[name]} {name}" for name in OUTCOMES if counts[name])
        spoilt = sum(result.mutations for result in self.results)
        end = "" if self.proven is None else f"; proven: {', '.join(self.proven) or 'nothing'}"
        yield f"{self.venue}: {told}; {spoilt} spoilt answers{end}"


def result_of(check: Check, subject: Subject, exempt: Mapping[str, Exempt], today: date) -> Result:
    """One check on one venue; an exemption that is out of date or not needed is a failure."""
    problems, reason, until = tuple[str, ...](), "", None
    outcome: Outcome
    if subject.live and not check.live:
        outcome, reason = "n/a", "it is about the evidence, not about what the venue answers now"
    elif check.id != FIRST and not subject.live and unfinished(subject):
        outcome, reason = "n/a", UNFINISHED
    elif check.asks and subject.venue.data_only:
        outcome, reason = "n/a", "this venue is data only"
    elif check.id in SPOILING and _unanswered(subject):
        outcome, reason = "n/a", "first record what C05 names"
    elif reason := _absent(check, subject):
        outcome = "n/a"
    elif (needed := _waits(check, subject)) and needed not in exempt:
        outcome, reason = "n/a", MENDED_FIRST.format(needed)
    else:
        problems = tuple(_problems(check, subject))
        outcome = "FAIL" if problems else "pass"
    excuse = exempt.get(check.id)
    if excuse is not None and outcome != "n/a":
        reason, until = excuse.reason, excuse.until
        if until is not None and until < today:
            problems = (*problems, f"the exemption ran until {until}: {reason}")
            outcome = "FAIL"
        elif outcome == "FAIL":
            outcome = "exempt"
        else:
            problems = (f"the exemption is not needed any more: {reason}",)
            outcome = "FAIL"
    return Result(
        id=check.id,
        title=check.title,
        outcome=outcome,
        why=check.why,
        cause=check.cause,
        problems=problems,
        reason=reason,
        until=until,
        mutations=subject.tried[check.id],
    )


@cache
def unfinished(subject: Subject) -> bool:
    """Whether something is left to fill in."""
    return any(_problems(CHECKS[0], subject))


def _unanswered(subject: Subject) -> bool:
    try:
        return subject.unanswered
    except DataError:
        return False  # running the check says what is missing


@cache
def _unread(subject: Subject) -> dict[str, str]:
    """Why something that most checks need cannot be read, and the check that names it."""
    found = dict[str, str]()
    for name, read in () if subject.live else NEEDED:
        try:
            read(subject)
        except DataError as error:
            found.setdefault(str(error), name)
    return found


def _waits(check: Check, subject: Subject) -> str:
    """The other check that names why this one cannot be run; empty: it can."""
    if not _unread(subject):
        return ""
    try:
        list(check.run(subject))
    except DataError as error:
        name = _unread(subject).get(str(error), check.id)
        return "" if name == check.id else name
    return ""


def _problems(check: Check, subject: Subject) -> Iterator[str]:
    try:
        yield from check.run(subject)
    except DataError as error:
        yield f"cannot be checked: {error}"


def _absent(check: Check, subject: Subject) -> str:
    try:
        return check.absent(subject)
    except DataError:
        return ""  # running the check says what is missing


def check_venue(
    subject: Subject, *, today: date, exempt: Mapping[str, Exempt] | None = None
) -> Report:
    """Every check on one venue; exemptions come from oracle.toml and from `exempt`."""
    excuses = {**exemptions(subject), **(exempt or {})}
    results = tuple(result_of(check, subject, excuses, today) for check in CHECKS)
    earned = None if subject.live else proven(results)
    return Report(venue=subject.venue.id, proven=earned, results=results)


def exemptions(subject: Subject) -> dict[str, Exempt]:
    """`[exempt]` of oracle.toml; none where there is no oracle yet."""
    try:
        return dict(subject.oracle.exempt)
    except DataError:
        return {}


def proven(results: tuple[Result, ...]) -> tuple[Proven, ...]:
    """What the evidence proves: every check of it holds, and of what it builds upon."""
    earned = list[Proven]()
    held = {result.id: result.outcome for result in results}
    for step in STEPS:
        for check in CHECKS:
            if check.proves != step:
                continue
            excused = check.asks and held[check.id] == "n/a"  # data only
            if held[check.id] not in ("pass", "exempt") and not excused:
                return tuple(earned)
        earned.append(step)
    return tuple(earned)


def found(venue_id: str, files: tuple[Path, ...] = ()) -> tuple[Venue, str]:
    """The venue of that id and its plugin's file; DataError names what is broken instead."""
    installed = discover(files)
    for plugin in installed.plugins:
        for venue in plugin.venues:
            if venue.id == venue_id:
                return venue, plugin.path
    broken = "; ".join(str(plugin) for plugin in installed.broken)
    known = ", ".join(venue.id for venue in installed.venues) or "none"
    raise DataError(
        f"no plugin has a venue {venue_id!r} (installed: {known})"
        + (f"; {broken}" if broken else "; install its distribution here, or give --plugin FILE.py")
    )


def subject_of(venue_id: str, folder: Path, files: tuple[Path, ...] = ()) -> Subject:
    """The venue of that id with its evidence; DataError when there is none, or no reader of it."""
    venue, path = found(venue_id, files)
    reader()
    return Subject(venue, Evidence(folder), path)


def subject_now(
    venue_id: str, at: datetime, assets: tuple[str, ...], files: tuple[Path, ...] = ()
) -> Subject:
    """The venue of that id as it answers now; DataError when there is none."""
    venue, path = found(venue_id, files)
    return Subject.now(venue, path, at, assets)
