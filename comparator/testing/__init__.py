"""The conformance kit: numbered checks that every exchange plugin, ours and anybody's, must pass.

    from pathlib import Path
    from comparator.testing import VenueContract, judge

    class TestFoo(VenueContract):
        venue = "foo"
        evidence = Path("cassettes/foo")

`comparator plugin check foo` runs the same checks; docs/adding-an-exchange.md leads there.
"""

from comparator.testing.contract import VenueContract, judge
from comparator.testing.evidence import Evidence, Exempt
from comparator.testing.report import CHECKS, Report, Result, check_venue, subject_now, subject_of
from comparator.testing.subject import Check, Subject

__all__ = [
    "CHECKS",
    "Check",
    "Evidence",
    "Exempt",
    "Report",
    "Result",
    "Subject",
    "VenueContract",
    "check_venue",
    "judge",
    "subject_now",
    "subject_of",
]
