"""What a venue does otherwise for clients of some countries."""

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
ISO_3166 = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(ISO_3166.split())
"""The 249 codes of ISO 3166-1, and XK for Kosovo; UK and EU are none of them."""


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
        if code not in COUNTRIES:
            raise NonsenseError(
                where, f"countries must be ISO 3166-1 codes such as 'DE', was {code!r}"
            )
    for symbol in region.barred:
        names(where, barred=symbol)
    within(where, max_leverage=region.max_leverage)
    checked = set[int]()
    for symbol, rows in region.tiers.items():
        if id(rows) not in checked:  # contracts may share a table
            check_tiers(f"{where}: {symbol}", rows)
            checked.add(id(rows))
