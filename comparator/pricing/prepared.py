"""What is worked out once for a contract: all that does not depend on the size of a trade."""

from decimal import Decimal

from msgspec import Struct

from comparator.pricing.costs import Depth
from comparator.pricing.funding import Holding
from comparator.pricing.margin_rules import MarginRules
from comparator.pricing.result import Inputs, Status
from comparator.pricing.sizing import Smallest, Unit
from comparator.schema import FigureWarning


class Prepared(Struct, frozen=True, kw_only=True):
    """One contract for trades that differ only in account, risk and size; rates of notional."""

    inputs: Inputs
    price: Decimal  # quote per quoted base: the middle of the best prices
    unit: Unit
    smallest: Smallest
    exempt: bool | None  # closing orders may be worth less
    cap: Decimal | None  # order units of one entry order
    entry_fee: Decimal
    exit_fee: Decimal
    stop_fee: Decimal  # the stop is a market order
    flat_fee: Decimal  # USD per lot and side
    half_spread: Decimal
    entry_depth: Depth
    exit_depth: Depth
    taken: tuple[Depth, ...]  # those of the two that the plan takes from
    holding: Holding
    margin: MarginRules
    margin_floor: Decimal | None  # USD: account that opens the smallest order; None: none can
    stale: bool
    assumed: bool  # the best prices are
    warnings: tuple[FigureWarning, ...]  # about what is known, whatever the size

    @property
    def wide(self) -> bool:
        """Whether the spread may be twice what it seems: the quote is old, or assumed."""
        return self.stale or self.assumed


class Missing(Struct, frozen=True, kw_only=True):
    """Why a contract cannot be priced."""

    status: Status
    reason: str
    inputs: Inputs
