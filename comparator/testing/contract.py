"""The pytest face of the kit: one test per check."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from comparator.errors import DataError
from comparator.testing.evidence import Exempt
from comparator.testing.report import CHECKS, exemptions, result_of, subject_of
from comparator.testing.subject import Check, Subject

if TYPE_CHECKING:
    import pytest

_subject = cache(subject_of)


class VenueContract:
    """Subclass it with the venue's id and its evidence folder.

    `exempt` lists checks that cannot hold, with the reason; `[exempt]` of oracle.toml, which may
    also name a day, does the same for the command line.
    """

    venue: ClassVar[str] = ""
    evidence: ClassVar[Path]
    exempt: ClassVar[Mapping[str, str]] = {}

    def pytest_generate_tests(self, metafunc: "pytest.Metafunc") -> None:
        """One test per check."""
        if "check" in metafunc.fixturenames:
            metafunc.parametrize("check", CHECKS, ids=str)

    def test_conforms(self, check: Check) -> None:
        """The check holds, or its exemption says why not."""
        import pytest  # noqa: PLC0415 - the command line runs the checks without it

        try:
            subject = _subject(self.venue, self.evidence)
        except DataError as error:
            pytest.fail(str(error), pytrace=False)
        judge(check, subject, {key: Exempt(reason) for key, reason in self.exempt.items()})


def judge(check: Check, subject: Subject, exempt: Mapping[str, Exempt] | None = None) -> None:
    """Fail, skip or pass the running test as the check finds."""
    import pytest  # noqa: PLC0415 - see above

    today = datetime.now(UTC).date()
    result = result_of(check, subject, {**exemptions(subject), **(exempt or {})}, today)
    if result.outcome == "FAIL":
        pytest.fail("\n".join((f"{subject.venue.id}:", *result.lines())), pytrace=False)
    if result.outcome in ("exempt", "n/a"):
        pytest.skip(f"{result.outcome}: {result.reason}")
