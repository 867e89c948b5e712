"""What `comparator plugin list` shows of each plugin."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from comparator.api.venue import Venue
from comparator.sources.discovery import Plugin, discover
from comparator.testing import Evidence, Subject, check_venue
from comparator.words import clean

CAPABILITIES = ("contracts", "markets", "book", "margin_tiers", "fees")


class VenueRow(Struct, frozen=True, kw_only=True):
    """One venue of a plugin."""

    id: str
    name: str
    can: tuple[str, ...]  # what it asks the exchange for
    proven: tuple[str, ...] | None  # by its evidence; None: not checked


class Row(Struct, frozen=True, kw_only=True):
    """One plugin."""

    name: str
    distribution: str
    file: str
    venues: tuple[VenueRow, ...] = ()
    error: str = ""  # why it is not used

    def lines(self) -> Iterator[str]:
        """As printed: one line for the plugin, one for each venue or for what is wrong."""
        yield clean(f"{self.name} ({self.distribution}) {self.file}".rstrip())
        if self.error:
            yield clean(f"  BROKEN: {self.error}")
        for venue in self.venues:
            shown = "" if venue.proven is None else f" [{', '.join(venue.proven) or 'nothing'}]"
            yield clean(f"  {venue.id}: {venue.name}{shown}: {', '.join(venue.can)}")


def rows(files: tuple[Path, ...], today: date, cassettes: Path | None) -> tuple[Row, ...]:
    """Every plugin, the broken ones last; with `cassettes` each venue is checked first."""
    found = discover(files)
    working = (
        Row(
            name=plugin.name,
            distribution=plugin.distribution,
            file=plugin.path,
            venues=tuple(_venue(plugin, venue, today, cassettes) for venue in plugin.venues),
        )
        for plugin in found.plugins
    )
    broken = (
        Row(name=plugin.name, distribution=plugin.distribution, file="", error=plugin.error)
        for plugin in found.broken
    )
    return (*working, *broken)


def _venue(plugin: Plugin, venue: Venue, today: date, cassettes: Path | None) -> VenueRow:
    can = [name for name in CAPABILITIES if getattr(venue, name) is not None]
    can += ["published data"] if venue.published else []
    proven: tuple[str, ...] | None = None
    if cassettes is not None:
        subject = Subject(venue, Evidence(cassettes / venue.id), plugin.path)
        proven = check_venue(subject, today=today).proven or ()
    return VenueRow(id=venue.id, name=venue.name, can=tuple(can), proven=proven)
