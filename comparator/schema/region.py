"""What a venue does otherwise for clients of some countries."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct, structs

from comparator.schema.checks import NonsenseError, names, within
from comparator.schema.fees import FeeSchedule
from comparator.schema.margin import MarginTier, check_tiers

EEA = (
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV",
    "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO",
)  # fmt: skip
"""The European Economic Area as ISO 3166-1 codes: the 27 members of the EU, and three more."""
COUNTRY = re.compile("[A-Z]{2}")


class Region(Struct, frozen=True, kw_only=True):
    """A venue's own tables for clients of some countries; what is empty is as everywhere.

    Margin tables come all or none: where a region has any, a contract without one, or with an empty
    one, has no known table there. A country may be in several regions; they apply in the order of
    their names.
    """

    countries: Annotated[tuple[str, ...], Meta(description="ISO 3166-1 codes")]
    served: Annotated[bool, Meta(description="false: nothing is open to clients there")] = True
    barred: Annotated[tuple[str, ...], Meta(description="contracts that are not open there")] = ()
    max_leverage: Annotated[
        Decimal | None, Meta(description="most that is offered on any contract; null: no such cap")
    ] = None
    tiers: Annotated[
        Mapping[str, tuple[MarginTier, ...]], Meta(description="margin tables, by symbol")
    ] = {}
    fees: Annotated[
        Mapping[str, FeeSchedule], Meta(description="fee schedules, by the venue's own keys")
    ] = {}

    def of(self, symbols: Collection[str]) -> "Region":
        """What it says of these contracts alone: empty tables where others have some."""
        return structs.replace(
            self,
            barred=tuple(symbol for symbol in self.barred if symbol in symbols),
            tiers={symbol: self.tiers.get(symbol, ()) for symbol in sorted(symbols)}
            if self.tiers
            else {},
        )


def check_region(where: str, region: Region) -> None:
    """Raise NonsenseError for a region without countries, or with tables that make no sense."""
    if not region.countries:
        raise NonsenseError(where, "countries must not be empty")
    for code in region.countries:
        names(where, countries=code)
        if not COUNTRY.fullmatch(code):
            raise NonsenseError(where, f"countries must be codes such as 'DE', was {code!r}")
    for symbol in region.barred:
        names(where, barred=symbol)
    within(where, max_leverage=region.max_leverage)
    checked = set[int]()
    for symbol, rows in region.tiers.items():
        if id(rows) not in checked:  # contracts may share a table
            check_tiers(f"{where}: {symbol}", rows)
            checked.add(id(rows))
