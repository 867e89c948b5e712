"""Warnings about contracts whose specification is old."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from comparator.schema import ContractSpec, FigureWarning, VenueData

YEAR = timedelta(days=365)
"""After so long a step or a tick may have been changed; younger ones rarely have."""


def aged(data: VenueData, spec: ContractSpec, at: datetime) -> Iterator[FigureWarning]:
    """A warning about a specification that was read more than a year before `at`."""
    origin = data.origin("contracts", spec.symbol)
    if at - origin.as_of > YEAR:
        yield FigureWarning(
            code="old_specification",
            message="the contract's size, step and tick were read more than a year ago",
        )
