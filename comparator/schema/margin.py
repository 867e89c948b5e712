"""How a venue margins and liquidates: its tier tables and its rules."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comparator.schema.checks import (
    MOST_TIERS,
    ONE,
    ZERO,
    NonsenseError,
    few,
    finite,
    known,
    within,
)

TierUnit = Literal["quote", "coins", "contracts"]
PriceReference = Literal["limit", "mark", "last", "unknown"]


class MarginTier(Struct, frozen=True, kw_only=True):
    """One step of a venue's margin table: positions from `floor` up to `cap`, counted in `unit`.

    `deduction` (maintenance amount) is in quote for linear and in coins for inverse contracts;
    None: the venue does not publish one.

    Margin that grows with the root of the value, max(0.02, 0.00007 x √value): one tier without a
    cap, `initial_rate=Decimal("0.02"), initial_root=Decimal("0.00007")`.
    """

    floor: Annotated[Decimal, Meta(description="where the tier begins, in `unit`")]
    initial_rate: Annotated[Decimal, Meta(description="fraction of notional needed to open")]
    maintenance_rate: Annotated[
        Decimal, Meta(description="fraction of notional below which the position is liquidated")
    ]
    max_leverage: Annotated[Decimal, Meta(description="highest leverage offered")]
    unit: Annotated[
        TierUnit, Meta(description="what floor and cap count: quote, coins or contracts")
    ] = "quote"
    cap: Annotated[Decimal | None, Meta(description="null: no upper end published")] = None
    deduction: Annotated[
        Decimal | None,
        Meta(
            description="maintenance amount taken off, in quote (inverse: coins); null: unpublished"
        ),
    ] = None
    slope: Annotated[
        Decimal,
        Meta(description="added to both rates per coin of size, where margin grows with size"),
    ] = ZERO
    initial_root: Annotated[
        Decimal,
        Meta(description="the initial rate is at least this times the root of the value in quote"),
    ] = ZERO
    maintenance_root: Annotated[Decimal, Meta(description="the same of the maintenance rate")] = (
        ZERO
    )


def check_tiers(where: str, tiers: Iterable[MarginTier]) -> None:
    """Raise NonsenseError unless the tiers run from 0 without gaps, with leverage never rising."""
    floor: Decimal | None = ZERO
    leverage: Decimal | None = None
    unit: TierUnit | None = None
    rows = tuple(tiers)
    few(where, "margin tiers", len(rows), MOST_TIERS)
    for number, tier in enumerate(rows, 1):
        here = f"{where}: margin tier {number}"
        finite(here, deduction=tier.deduction)
        within(here, cap=tier.cap)
        known(
            here,
            floor=tier.floor,
            slope=tier.slope,
            initial_root=tier.initial_root,
            maintenance_root=tier.maintenance_root,
            initial_rate=tier.initial_rate,
            maintenance_rate=tier.maintenance_rate,
            max_leverage=tier.max_leverage,
        )
        if floor is None or tier.floor != floor:
            raise NonsenseError(here, f"floor must be {floor}, was {tier.floor}")
        if tier.cap is not None and tier.cap <= tier.floor:
            raise NonsenseError(here, f"cap must exceed floor {tier.floor}, was {tier.cap}")
        if tier.maintenance_rate >= ONE or tier.maintenance_rate > tier.initial_rate:
            raise NonsenseError(
                here,
                f"maintenance_rate must not exceed initial_rate {tier.initial_rate},"
                f" was {tier.maintenance_rate}",
            )
        if tier.maintenance_root > tier.initial_root:
            raise NonsenseError(
                here,
                f"maintenance_root must not exceed initial_root {tier.initial_root},"
                f" was {tier.maintenance_root}",
            )
        if leverage is not None and tier.max_leverage > leverage:
            raise NonsenseError(here, f"max_leverage must not rise, was {tier.max_leverage}")
        if unit is not None and tier.unit != unit:
            raise NonsenseError(here, f"unit must stay {unit}, was {tier.unit}")
        floor, leverage, unit = tier.cap, tier.max_leverage, tier.unit


class Rules(Struct, frozen=True, kw_only=True):
    """What a venue's rule book adds to its tables; formula ids are those of docs/cost-model.md.

    `None` in `reduce_only_exempt` is unknown: the exit is then held to the opening minimum.
    `reserved_fee` is held back at opening: "entry" one taker fee on the entry value, "closing" one
    on the value at the bankruptcy price, "round trip" both.

    Funding that accrues by the second: `Rules(funding_continuous=True)`; rates stay those of one
    `funding_interval_hours`.
    """

    min_notional_reference: Annotated[
        PriceReference, Meta(description="the price `min_notional` multiplies with")
    ] = "unknown"
    reduce_only_exempt: Annotated[
        bool | None, Meta(description="closing orders may be below the minimum")
    ] = None
    maintenance_on: Annotated[
        Literal["mark", "entry", "unknown"], Meta(description="L1/I1 or L2/I2")
    ] = "unknown"
    liquidation_fee: Annotated[
        Literal["none", "taker", "unknown"], Meta(description="added to maintenance rate")
    ] = "unknown"
    reserved_fee: Annotated[
        Literal["none", "entry", "closing", "round trip", "unknown"],
        Meta(description="fee held back at opening: none, entry, closing, round trip or unknown"),
    ] = "unknown"
    slices: Annotated[
        bool,
        Meta(
            description="a tier's rate is for the part above its floor: deductions follow from it"
        ),
    ] = False
    open_loss: Annotated[
        bool, Meta(description="opening also takes the distance from mark to a worse order price")
    ] = False
    leverage_step: Annotated[
        Decimal | None, Meta(description="null: leverage is not the user's to set")
    ] = ONE
    funding_price: Annotated[
        Literal["mark", "index"],
        Meta(description="the price that funding is charged on: mark or index"),
    ] = "mark"
    funding_continuous: Annotated[
        bool, Meta(description="accrues by the second instead of settling")
    ] = False
    contract_fees: Annotated[
        str, Meta(description="evidence, dated, that rates sent with contracts are the customer's")
    ] = ""
    source: Annotated[str, Meta(description="where these rules are written, with the date")] = ""

    def __post_init__(self) -> None:
        within("rules", leverage_step=self.leverage_step)
