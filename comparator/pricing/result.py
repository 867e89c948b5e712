"""What pricing says of one trade on one contract; money in USD; None is unknown or meaningless."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

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
from comparator.words import bounded

Status = Literal[
    "ok",
    "over_budget",
    "below_minimum",
    "margin_short",
    "leverage_not_offered",
    "liquidation_before_stop",
    "depth_short",
    "no_market",
    "not_served",
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

    lots: Annotated[int, Meta(description="steps of the quantity that the order has")]
    qty: Annotated[Decimal, Meta(description="size in the order units of the venue")]
    qty_unit: Annotated[
        QtyUnit, Meta(description="what order units are: base (coins), contracts or quote")
    ]
    base: Annotated[Decimal, Meta(description="size in coins")]
    notional: Annotated[Decimal, Meta(description="USD that the position is worth")]
    target: Annotated[
        Decimal, Meta(description="USD asked for, before rounding down to whole lots")
    ]
    granularity: Annotated[Decimal, Meta(description="fraction of the size lost by rounding down")]


class Risk(Struct, frozen=True, kw_only=True):
    """What is lost at the stop."""

    target: Annotated[
        Decimal | None, Meta(description="USD that the plan allows to lose at the stop")
    ]
    actual: Annotated[Decimal | None, Meta(description="USD lost at the stop, by price alone")]
    account_fraction: Annotated[Decimal | None, Meta(description="risk / account, as a fraction")]
    all_in: Annotated[Decimal | None, Meta(description="USD lost at the stop, every cost included")]


class Costs(Struct, frozen=True, kw_only=True):
    """Cost lines of the round trip; positive is paid, negative is income."""

    entry_fee: Annotated[Decimal, Meta(description="USD paid to get in")]
    exit_fee: Annotated[Decimal, Meta(description="USD paid to get out")]
    spread: Annotated[Decimal, Meta(description="USD lost between bid and ask, half each way")]
    slippage: Annotated[Decimal, Meta(description="USD lost beyond the best prices, by the depth")]
    funding: Annotated[
        Decimal, Meta(description="USD of funding while the position is held; negative is received")
    ]
    carry: Annotated[
        Decimal,
        Meta(description="USD by which a dated contract nears spot; negative is received"),
    ]
    total: Annotated[Decimal, Meta(description="USD of all costs together")]
    low: Annotated[Decimal, Meta(description="USD of all costs at the best, by what is uncertain")]
    high: Annotated[Decimal, Meta(description="USD of all costs at the worst")]
    normalised: Annotated[
        Decimal, Meta(description="USD the size asked for would cost at the same rate")
    ]
    bps: Annotated[Decimal, Meta(description="total / notional, in basis points")]
    account_fraction: Annotated[Decimal, Meta(description="total / account, as a fraction")]
    r: Annotated[Decimal | None, Meta(description="total / risk: 0.07 is 7 % of the money at risk")]
    settlements: Annotated[
        Decimal, Meta(description="funding payments while held; fractional where it accrues")
    ]
    slippage_model: Annotated[
        str, Meta(description="book, flat-depth or top-of-book: what slippage was worked out from")
    ]


class Margin(Struct, frozen=True, kw_only=True):
    """What the position ties up and where it would be liquidated (isolated)."""

    leverage: Annotated[Decimal, Meta(description="leverage setting used, as a ratio")]
    initial: Annotated[Decimal, Meta(description="USD of margin tied up")]
    free: Annotated[Decimal, Meta(description="USD of the account that stay free")]
    maintenance: Annotated[
        Decimal | None, Meta(description="USD of margin below which the position is liquidated")
    ]
    liquidation_price: Annotated[
        Decimal | None,
        Meta(
            description=(
                "price at which the position is closed by the venue; null: never, or unknown "
                "(`known` tells)"
            )
        ),
    ]
    max_leverage: Annotated[
        Decimal | None, Meta(description="highest leverage offered at this size; null: unknown")
    ]
    safe_leverage: Annotated[
        Decimal | None, Meta(description="highest leverage that keeps liquidation beyond the stop")
    ]
    effective_leverage: Annotated[Decimal, Meta(description="notional / account, as a ratio")]
    known: Annotated[
        bool, Meta(description="whether margin tiers are known; else liquidation is approximate")
    ]


class Minimum(Struct, frozen=True, kw_only=True):
    """The smallest order the venue takes, and the smallest account that may take it."""

    lots: Annotated[int, Meta(description="steps of the smallest order")]
    qty: Annotated[Decimal, Meta(description="order units of the smallest order")]
    base: Annotated[Decimal, Meta(description="coins of the smallest order")]
    notional: Annotated[Decimal, Meta(description="USD of the smallest order")]
    account: Annotated[
        Decimal | None,
        Meta(description="USD of the smallest account that may follow the plan here; null: none"),
    ]
    marginal: Annotated[
        bool, Meta(description="whether a small move of the price changes the smallest order")
    ]


class Exits(Struct, frozen=True, kw_only=True):
    """Whether the way out can be placed, and where it breaks even."""

    stop: Annotated[bool | None, Meta(description="whether a stop order of this size is accepted")]
    half_take_profit: Annotated[
        bool | None, Meta(description="whether the position can be closed in two halves")
    ]
    break_even_price: Annotated[
        Decimal | None, Meta(description="price at which costs are earned back")
    ]
    break_even_fraction: Annotated[
        Decimal | None, Meta(description="the same as a fraction of the entry price")
    ]
    break_even_ticks: Annotated[int | None, Meta(description="the same in ticks")]


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


class Repair(Struct, frozen=True, kw_only=True):
    """One change of the plan, or of its leverage, that would make the trade possible."""

    what: Annotated[
        Literal["account", "stop", "risk", "max_loss", "notional", "leverage"],
        Meta(description="what to change"),
    ]
    bound: Annotated[Literal[">=", "<="], Meta(description="at least or at most `value`")]
    value: Annotated[
        Decimal,
        Meta(description="USD; of stop and risk a fraction; of leverage a ratio; unrounded"),
    ]


class Priced(Struct, frozen=True, kw_only=True):
    """One contract's answer; a gate that failed is a status with a reason, never an exception.

    Groups are None where the status leaves them without meaning (no quote: no costs).
    """

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    status: Annotated[Status, Meta(description="ok, or the gate that failed")]
    reason: Annotated[str, Meta(description="why, in plain words; empty where it is possible")]
    repairs: Annotated[
        tuple[Repair, ...], Meta(description="what would make it possible, each alone")
    ] = ()
    rank: Annotated[
        int | None, Meta(description="1 is cheapest; those whose bands overlap share one")
    ] = None
    score: Annotated[
        Decimal | None,
        Meta(description="100 x (1 - cost_r); null where not possible, or without a stop"),
    ] = None
    size: Size | None = None
    risk: Risk | None = None
    costs: Costs | None = None
    margin: Margin | None = None
    minimum: Minimum | None = None
    exits: Exits | None = None
    inputs: Inputs | None = None  # None: the venue has no such contract
    warnings: tuple[FigureWarning, ...] = ()

    @property
    def able(self) -> bool:
        """Whether the venue takes the trade, if need be with more risk than was planned."""
        return self.status in ("ok", "over_budget") and self.costs is not None

    @property
    def assumed(self) -> bool:
        """Whether its best prices are assumed, as the venue's are not known."""
        return bool(self.inputs and self.inputs.market and self.inputs.market.assumed)

    @property
    def contradicted(self) -> bool:
        """Whether others, or the venue's own figures, contradict it: shown, and not ranked."""
        return self.status.startswith("implausible")

    @property
    def repair(self) -> tuple[str, ...]:
        """The repairs in words, rounded to the safe side: `account ≥ $128.00`."""
        return tuple(bounded(one.what, one.bound, one.value) for one in self.repairs)
