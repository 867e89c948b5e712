"""Running the checks: one result each, and the mark a venue has earned."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct

from comparator.errors import DataError
from comparator.testing import evolution, faults, identity, meaning, truth
from comparator.testing.evidence import Evidence, Exempt
from comparator.testing.subject import Check, Mark, Subject

CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (c for part in (identity, meaning, truth, faults, evolution) for c in part.CHECKS.all),
        key=lambda check: check.id,
    )
)
MARKS: tuple[Mark, ...] = ("listed", "priced", "full")

Outcome = Literal["pass", "FAIL", "exempt", "n/a"]


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


class Report(Struct, frozen=True, kw_only=True):
    """All results of one venue."""

    venue: str
    mark: Mark | None
    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return all(result.outcome != "FAIL" for result in self.results)


def verdict(check: Check, subject: Subject, exempt: Mapping[str, Exempt], today: date) -> Result:
    """One check on one venue; an exemption that is out of date or not needed is a failure."""
    problems, reason, until = tuple[str, ...](), "", None
    outcome: Outcome
    if check.asks and subject.venue.data_only:
        outcome, reason = "n/a", "this venue is data only"
    elif reason := _absent(check, subject):
        outcome = "n/a"
    else:
        problems = tuple(_problems(check, subject))
        outcome = "FAIL" if problems else "pass"
    excuse = exempt.get(check.id)
    if excuse is not None:
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
    results = tuple(verdict(check, subject, excuses, today) for check in CHECKS)
    return Report(venue=subject.venue.id, mark=mark(results), results=results)


def exemptions(subject: Subject) -> dict[str, Exempt]:
    """`[exempt]` of oracle.toml; none where there is no oracle yet."""
    try:
        return dict(subject.oracle.exempt)
    except DataError:
        return {}


def mark(results: tuple[Result, ...]) -> Mark | None:
    """The highest mark all of whose checks, and those of the marks below, hold."""
    earned: Mark | None = None
    held = {result.id: result.outcome for result in results}
    for candidate in MARKS:
        needed = [check for check in CHECKS if check.mark == candidate]
        for check in needed:
            excused = check.asks and held[check.id] == "n/a"
            if held[check.id] not in ("pass", "exempt") and not excused:
                return earned
        earned = candidate
    return earned


def subject_of(venue_id: str, folder: Path) -> Subject:
    """The installed venue of that id with its evidence; DataError when there is none."""
    from comparator.sources.discovery import discover  # noqa: PLC0415 - loads every plugin

    found = discover()
    for plugin in found.plugins:
        for venue in plugin.venues:
            if venue.id == venue_id:
                return Subject(venue, Evidence(folder), plugin.path)
    broken = "; ".join(str(plugin) for plugin in found.broken)
    raise DataError(f"no installed plugin has a venue {venue_id!r}{broken and f' ({broken})'}")
