"""What pricing says of one trade on one contract; money in USD; None is unknown or meaningless."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from comparator.schema import (
    ContractSpec,
    FeeTier,
    FigureWarning,
    MarginTier,
    MarketSnapshot,
    OrderBook,
    Origin,
    QtyUnit,
    Rules,
)

Status = Literal[
    "ok",
    "over_budget",
    "below_minimum",
    "margin_short",
    "leverage_not_offered",
    "liquidation_before_stop",
    "depth_short",
    "no_market",
    "no_data",
    "unpriceable",
    "implausible_price",
    "implausible_size",
    "implausible_basis",
    "implausible_funding",
    "implausible_fee",
    "implausible_clock",
]


class Size(Struct, frozen=True, kw_only=True):
    """The order: whole lots, rounded down."""

    lots: int
    qty: Decimal  # order units
    qty_unit: QtyUnit
    base: Decimal  # coins
    notional: Decimal
    target: Decimal  # notional that was asked for, before rounding
    granularity: Decimal  # fraction of the target lost by rounding down


class Risk(Struct, frozen=True, kw_only=True):
    """What is lost at the stop."""

    target: Decimal | None
    actual: Decimal | None  # by price alone
    account_fraction: Decimal | None  # actual / account
    all_in: Decimal | None  # with every cost


class Costs(Struct, frozen=True, kw_only=True):
    """Cost lines of the round trip; positive is paid, negative is income."""

    entry_fee: Decimal
    exit_fee: Decimal
    spread: Decimal
    slippage: Decimal
    funding: Decimal
    carry: Decimal
    total: Decimal
    low: Decimal
    high: Decimal
    normalised: Decimal  # the dollars for the exposure that was asked for
    bps: Decimal  # of notional
    account_fraction: Decimal
    r: Decimal | None  # total / risk actually taken; None without a stop
    settlements: Decimal  # funding payments while held; fractional where it accrues
    slippage_model: str  # "book", "flat-depth", "top-of-book"


class Margin(Struct, frozen=True, kw_only=True):
    """What the position ties up and where it would be liquidated (isolated)."""

    leverage: Decimal
    initial: Decimal
    free: Decimal
    maintenance: Decimal | None
    liquidation_price: Decimal | None  # None: never, or unknown (`known` tells)
    max_leverage: Decimal | None
    safe_leverage: Decimal | None  # highest that keeps liquidation beyond stop and buffer
    effective_leverage: Decimal  # notional / account
    known: bool  # False: no tier table; maintenance is an approximation or unknown


class Minimum(Struct, frozen=True, kw_only=True):
    """The smallest order the venue takes, and the smallest account that may take it."""

    lots: int
    qty: Decimal
    base: Decimal  # coins
    notional: Decimal
    account: Decimal | None  # for this risk and stop; None without a stop
    marginal: bool  # within 0.5 % of the venue's threshold: a small move flips it


class Exits(Struct, frozen=True, kw_only=True):
    """Whether the way out can be placed, and where it breaks even."""

    stop: bool | None
    half_take_profit: bool | None
    break_even_price: Decimal | None
    break_even_fraction: Decimal | None
    break_even_ticks: int | None


class Inputs(Struct, frozen=True, kw_only=True):
    """Everything the figures were computed from."""

    contract: ContractSpec
    contract_origin: Origin
    fee: FeeTier | None  # what is paid, discounts taken off
    next_fee: FeeTier | None  # the tier that more volume would open; None: nothing cheaper
    fee_window_days: int | None  # days within which a tier's volume has to be traded
    fee_requires: str | None  # "any" or "all" of a tier's thresholds
    fee_origin: Origin | None
    market: MarketSnapshot | None
    market_origin: Origin | None
    book: OrderBook | None
    book_origin: Origin | None
    tiers: tuple[MarginTier, ...]
    tiers_origin: Origin | None
    rules: Rules
    settlement: Decimal | None  # fraction charged when the contract is held to its expiry
    at: datetime  # the clock the trade was priced at


class Priced(Struct, frozen=True, kw_only=True):
    """One contract's answer; a gate that failed is a status with a reason, never an exception.

    Groups are None where the status leaves them without meaning (no quote: no costs).
    """

    asset: str
    venue: str
    symbol: str
    status: Status
    reason: str  # empty when ok; plain words otherwise
    repair: tuple[str, ...] = ()  # what would make it feasible: "account ≥ $128"
    rank: int | None = None
    score: Decimal | None = None
    size: Size | None = None
    risk: Risk | None = None
    costs: Costs | None = None
    margin: Margin | None = None
    minimum: Minimum | None = None
    exits: Exits | None = None
    inputs: Inputs | None = None  # None: the venue has no such contract
    warnings: tuple[FigureWarning, ...] = ()

    @property
    def contradicted(self) -> bool:
        """Whether others, or the venue's own figures, contradict it: shown, and not ranked."""
        return self.status.startswith("implausible")
