"""The conformance kit over every installed venue, and evidence for each of them."""

from functools import cache
from pathlib import Path

import pytest

from comparator.sources.discovery import discover
from comparator.testing import CHECKS, Check, Subject, judge, subject_of

CASSETTES = Path(__file__).parents[1] / "cassettes"
VENUES = [venue.id for venue in discover().venues]


@cache
def subject(venue: str) -> Subject:
    return subject_of(venue, CASSETTES / venue)


@pytest.mark.parametrize("check", CHECKS, ids=str)
@pytest.mark.parametrize("venue", VENUES)
def test_venue_conforms(venue: str, check: Check) -> None:
    judge(check, subject(venue))


def test_every_plugin_loads_and_every_evidence_folder_has_a_venue() -> None:
    assert discover().broken == ()
    assert sorted(VENUES) == sorted(path.name for path in CASSETTES.iterdir())


def test_every_recorded_book_that_is_asked_for_has_an_order_to_turn_round() -> None:
    """Where one level a side was kept, the order in which levels are sent was never tried."""
    asked = [name for name in VENUES if subject(name).venue.book and subject(name).interactions]
    flat = [
        name
        for name in asked
        if not any(len(book.bids) > 1 for book in subject(name).baseline.books.values())
    ]
    assert flat == []
