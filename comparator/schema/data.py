"""What one venue told us, with the origin of every figure."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from comparator.schema.checks import in_utc
from comparator.schema.contract import AssetClass, ContractSpec
from comparator.schema.fees import FeeSchedule
from comparator.schema.margin import MarginTier, Rules, check_tiers
from comparator.schema.market import MarketSnapshot, OrderBook
from comparator.schema.region import Region, check_region

Basis = Literal["live", "cached", "published", "user", "assumed"]
Part = Literal["contracts", "markets", "books", "tiers", "fees", "regions"]


class Origin(Struct, frozen=True, kw_only=True):
    """Where a figure comes from and when it was true."""

    basis: Annotated[Basis, Meta(description="live, cached, published, user or assumed")]
    source: Annotated[str, Meta(description="where it was read")]
    as_of: Annotated[datetime, Meta(description="when it was true")]

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("source must not be empty")
        in_utc(self.source, as_of=self.as_of)


class Reference(Struct, frozen=True, kw_only=True):
    """The one price of a coin in a run, and the quote it was taken from."""

    asset: Annotated[str, Meta(description="the coin")]
    price: Annotated[Decimal, Meta(description="USD of one coin")]
    origin: Annotated[Origin, Meta(description="where it comes from")]
    venue: Annotated[str, Meta(description="whose quote it is; empty: given by the user")] = ""
    symbol: Annotated[str, Meta(description="of which contract")] = ""
    figure: Annotated[str, Meta(description="mark, middle, index or last")] = ""
    spread: Annotated[
        Decimal | None,
        Meta(description="widest of the coin's quotes, as a fraction of the price; null: unknown"),
    ] = None


class Rejected(Struct, frozen=True, kw_only=True):
    """One instrument that could not be read; the others go on."""

    symbol: Annotated[str, Meta(description="the venue's own name")]
    field: Annotated[str, Meta(description="the member that made no sense")]
    reason: Annotated[str, Meta(description="why")]


class FigureWarning(Struct, frozen=True, kw_only=True):
    """Something the reader should know; `code` is stable."""

    code: Annotated[str, Meta(description="stable name of the warning")]
    message: Annotated[str, Meta(description="the warning in plain words")]


class VenueWarning(FigureWarning, frozen=True, kw_only=True):
    """The same of a whole venue's data, where several venues' warnings stand together."""

    venue: Annotated[str, Meta(description="id of the venue")]


class VenueData(Struct, frozen=True, kw_only=True):
    """All that is known of one venue.

    Mappings are keyed by symbol, `fees` by schedule key, `regions` by name.

    Margin tables are checked once, where they enter (`check_tiers`): there are thousands of them.

    `origins` holds what differs from the venue's own basis, source and as_of, under a part
    (`markets`) or one of its keys (`markets/BTCUSDT`); ask `origin()`.
    """

    venue: Annotated[str, Meta(description="id of the venue")]
    basis: Annotated[
        Basis,
        Meta(description="where its figures come from, but for those that `origins` names"),
    ]
    source: Annotated[str, Meta(description="where these were read")]
    as_of: Annotated[datetime, Meta(description="when these were true")]
    contracts: Annotated[
        tuple[ContractSpec, ...],
        Meta(description="all that could be read and trades"),
    ] = ()
    rejected: Annotated[
        tuple[Rejected, ...],
        Meta(description="instruments that could not be read"),
    ] = ()
    closed: Annotated[
        tuple[str, ...],
        Meta(description="symbols that are listed and not open for trading"),
    ] = ()
    markets: Annotated[Mapping[str, MarketSnapshot], Meta(description="quotes by symbol")] = {}
    books: Annotated[Mapping[str, OrderBook], Meta(description="order books by symbol")] = {}
    tiers: Annotated[
        Mapping[str, tuple[MarginTier, ...]],
        Meta(description="margin tables by symbol"),
    ] = {}
    fees: Annotated[Mapping[str, FeeSchedule], Meta(description="fee schedules by key")] = {}
    rules: Annotated[Rules, Meta(description="how the venue margins and liquidates")] = Rules()
    regions: Annotated[
        Mapping[str, Region],
        Meta(description="by name: tables of its own for clients of some countries"),
    ] = {}
    origins: Annotated[
        Mapping[str, Origin],
        Meta(description="by part (`markets`) or part and key (`markets/BTCUSDT`): what differs"),
    ] = {}
    warnings: Annotated[
        tuple[FigureWarning, ...],
        Meta(description="what the reader should know of the venue's data"),
    ] = ()
    resized: Annotated[
        Mapping[str, str],
        Meta(description="contracts whose size was another before, and what it was"),
    ] = {}
    shut: Annotated[
        Mapping[str, str],
        Meta(description="contracts that the reader may not trade, and why; empty: it is not told"),
    ] = {}

    def __post_init__(self) -> None:
        in_utc(self.venue, as_of=self.as_of)

    def check_tiers(self) -> None:
        """Raise NonsenseError for a margin table or a region that makes no sense."""
        for symbol, tiers in self.tiers.items():
            check_tiers(f"{self.venue} {symbol}", tiers)
        for name, region in self.regions.items():
            check_region(f"{self.venue} {name}", region)

    def of_class(self, asset_class: AssetClass) -> "VenueData":
        """The same with the contracts of one class alone: gold is no coin called GOLD."""
        kept = tuple(spec for spec in self.contracts if spec.asset_class == asset_class)
        if len(kept) == len(self.contracts):
            return self
        return structs.replace(self, contracts=kept)

    def origin(self, part: Part, key: str = "") -> Origin:
        """Where one figure comes from: its own origin, else its part's, else the venue's."""
        return (
            self.origins.get(f"{part}/{key}")
            or self.origins.get(part)
            or Origin(basis=self.basis, source=self.source, as_of=self.as_of)
        )


class Fact(Struct, frozen=True, kw_only=True):
    """One statement about a venue that is no price: access, regulation, reserves, offers."""

    topic: Annotated[
        str,
        Meta(description="what the statement is on: regulation, restricted_regions, …"),
    ]
    statement: Annotated[str, Meta(description="what the source says")]
    source: Annotated[str, Meta(description="page, file or person it was read from")]
    as_of: Annotated[
        str,
        Meta(description="the date the source gives itself: a day, a month, or undated"),
    ]
    basis: Annotated[str, Meta(description="how it is known: official page, third party, …")]
    value: Annotated[
        str | tuple[str, ...],
        Meta(description="a short label, or ISO 3166-1 codes"),
    ] = ""
    subdivisions: Annotated[
        tuple[str, ...],
        Meta(description="ISO 3166-2 codes that a list of regions also names"),
    ] = ()
    scope: Annotated[
        str,
        Meta(description="what it is about, where narrower than futures in general"),
    ] = ""


class VenueFacts(Struct, frozen=True, kw_only=True):
    """The fact sheet of one venue; a topic that is absent was not found, which is not "none"."""

    venue: Annotated[str, Meta(description="id of the venue")]
    facts: Annotated[tuple[Fact, ...], Meta(description="its statements")] = ()
