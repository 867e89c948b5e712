"""Phemex keeps every promise of the conformance kit."""

from pathlib import Path

from comparator.testing import VenueContract


class TestPhemex(VenueContract):
    """One test per numbered check."""

    venue = "phemex"
    evidence = Path(__file__).parents[1] / "cassettes" / "phemex"
