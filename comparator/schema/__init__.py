"""Frozen values that all parts exchange; construction refuses nonsense.

Units, everywhere in the package:

- One *order unit* is what the venue's order quantity counts (`qty_unit`). `contract_size` turns it
  into quoted base (linear), quote value (inverse) or settle per point (quanto). An inverse contract
  whose `qty_unit` is "base" counts quoted base, too, and is worth it at the price of its entry.
- *Quoted base* is what the price is for: 1000PEPE is a bundle of `underlying_multiplier` = 1000
  coins. Prices and ticks are per quoted base; sizes of books and markets are in COINS.
- Rates are fractions (0.0005 is 5 bp). Times are aware datetimes in UTC. None means unknown.
"""

from comparator.schema.checks import BOUNDS, MAX_FEE, ONE, ZERO, Bound, NonsenseError
from comparator.schema.contract import AssetClass, ContractSpec, Kind, Payoff, QtyUnit
from comparator.schema.data import (
    Basis,
    Fact,
    FigureWarning,
    Origin,
    Part,
    Reference,
    Rejected,
    VenueData,
    VenueFacts,
    VenueWarning,
)
from comparator.schema.fees import Channel, FeeSchedule, FeeTier, Promotion, TokenDiscount
from comparator.schema.filenames import file_stem
from comparator.schema.margin import MarginTier, PriceReference, Rules, TierUnit, check_tiers
from comparator.schema.market import Level, MarketSnapshot, OrderBook
from comparator.schema.region import EEA, Region, check_region

__all__ = [
    "BOUNDS",
    "EEA",
    "MAX_FEE",
    "ONE",
    "ZERO",
    "AssetClass",
    "Basis",
    "Bound",
    "Channel",
    "ContractSpec",
    "Fact",
    "FeeSchedule",
    "FeeTier",
    "FigureWarning",
    "Kind",
    "Level",
    "MarginTier",
    "MarketSnapshot",
    "NonsenseError",
    "OrderBook",
    "Origin",
    "Part",
    "Payoff",
    "PriceReference",
    "Promotion",
    "QtyUnit",
    "Reference",
    "Region",
    "Rejected",
    "Rules",
    "TierUnit",
    "TokenDiscount",
    "VenueData",
    "VenueFacts",
    "VenueWarning",
    "check_region",
    "check_tiers",
    "file_stem",
]
