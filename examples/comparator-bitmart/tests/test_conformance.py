"""BitMart keeps every promise of the conformance kit."""

from pathlib import Path

from comparator.testing import VenueContract


class TestBitMart(VenueContract):
    """One test per numbered check."""

    venue = "bitmart"
    evidence = Path(__file__).parents[1] / "cassettes" / "bitmart"
