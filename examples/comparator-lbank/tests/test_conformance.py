"""LBank keeps every promise of the conformance kit."""

from pathlib import Path

from comparator.testing import VenueContract


class TestLBank(VenueContract):
    """One test per numbered check."""

    venue = "lbank"
    evidence = Path(__file__).parents[1] / "cassettes" / "lbank"
