"""What a venue charges: fee tiers, discounts, promotions."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comparator.schema.checks import (
    MOST_TIERS,
    ONE,
    ZERO,
    NonsenseError,
    fee_rate,
    few,
    known,
    number_of,
    within,
)

Channel = Literal["web", "api"]


class FeeTier(Struct, frozen=True, kw_only=True):
    """Rates of one level, as fractions of notional; a negative rate is a rebate.

    `per_contract` is a flat charge per contract and side in quote, `commission` the part of it that
    the broker takes and may differ. A threshold of None does not exist on this venue; a tier with
    no threshold at all is by invitation and never chosen.

    0.02 %, but 0.15 USD a contract at least: `taker=Decimal("0.0002"),
    least_per_contract=Decimal("0.15")`.
    """

    name: Annotated[str, Meta(description="what the venue calls the tier")]
    maker: Annotated[
        Decimal, Meta(description="fraction of notional for orders that rest; negative is a rebate")
    ]
    taker: Annotated[Decimal, Meta(description="fraction of notional for orders that take")]
    per_contract: Annotated[
        Decimal, Meta(description="flat charge per contract and side in quote, beside the rates")
    ] = ZERO
    least_per_contract: Annotated[
        Decimal, Meta(description="quote that a contract and side pays by its rate at the least")
    ] = ZERO
    commission: Annotated[
        Decimal | None, Meta(description="null: nobody but the venue charges, or unknown")
    ] = None
    min_volume: Annotated[
        Decimal | None, Meta(description="USD traded within the schedule's window")
    ] = None
    min_assets: Annotated[Decimal | None, Meta(description="USD held on the venue")] = None
    min_token: Annotated[Decimal | None, Meta(description="units of the venue's token held")] = None
    min_spot_volume: Annotated[
        Decimal | None, Meta(description="USD of spot traded within 30 days; shown, never tested")
    ] = None


class TokenDiscount(Struct, frozen=True, kw_only=True):
    """Part of a positive fee that falls away when it is paid in the venue's token."""

    token: Annotated[str, Meta(description="what the fee is paid in")]
    fraction: Annotated[Decimal, Meta(description="of a positive fee that falls away")]
    condition: Annotated[str, Meta(description="when it does")]


class Promotion(Struct, frozen=True, kw_only=True):
    """A dated, conditional offer; never applied unless the user asks."""

    text: Annotated[str, Meta(description="the offer")]
    source: Annotated[str, Meta(description="where it is said")]
    as_of: Annotated[str, Meta(description="as the source dates itself")]
    fraction: Annotated[
        Decimal | None, Meta(description="taken off the fee; absent: no fee discount")
    ] = None
    first_day: Annotated[date | None, Meta(description="on which it holds")] = None
    last_day: Annotated[date | None, Meta(description="on which it holds")] = None
    days: Annotated[int | None, Meta(description="from registration")] = None


class FeeSchedule(Struct, frozen=True, kw_only=True):
    """The tiers of one group of contracts; the first tier is what a new small account pays."""

    tiers: Annotated[
        tuple[FeeTier, ...], Meta(description="the first is what a new small account pays")
    ]
    source: Annotated[str, Meta(description="where they were read")]
    as_of: Annotated[date, Meta(description="the day they were read")]
    base_as_of: Annotated[
        date | None, Meta(description="later day on which the first tier alone was confirmed")
    ] = None
    quality: Annotated[str, Meta(description="how the figures were read")] = ""
    applies_to: Annotated[str, Meta(description="which contracts, in words")] = ""
    volume_window_days: Annotated[
        int, Meta(description="days within which a tier's volume is traded")
    ] = 30
    requires: Annotated[
        Literal["any", "all"], Meta(description="any or all of a tier's thresholds")
    ] = "any"
    api_tiers: Annotated[tuple[FeeTier, ...], Meta(description="what API orders pay instead")] = ()
    settlement: Annotated[
        Decimal | None, Meta(description="fraction charged at expiry instead of the exit fee")
    ] = None
    token_discount: Annotated[
        TokenDiscount | None,
        Meta(description="part that falls away when paid in the venue's token"),
    ] = None
    promotions: Annotated[
        tuple[Promotion, ...], Meta(description="dated offers, applied on request alone")
    ] = ()
    notes: Annotated[str, Meta(description="what else is said")] = ""

    def __post_init__(self) -> None:
        if not self.tiers:
            raise ValueError(f"fees of {self.source}: tiers must not be empty")
        for tiers in (self.tiers, self.api_tiers):
            few(f"fees of {self.source}", "tiers", len(tiers), MOST_TIERS)
            check_fee_tiers(f"fees of {self.source}", tiers)
        known(f"fees of {self.source}", volume_window_days=self.volume_window_days)
        fee_rate(f"fees of {self.source}", settlement=self.settlement)
        if self.token_discount and not ZERO < self.token_discount.fraction < ONE:
            raise ValueError(
                f"fees of {self.source}: token discount must be a fraction,"
                f" was {self.token_discount.fraction}"
            )
        for offer in self.promotions:
            within(f"fees of {self.source}, {offer.text}", days=offer.days)
            if offer.fraction is not None and not ZERO < offer.fraction <= ONE:
                raise ValueError(
                    f"fees of {self.source}: promotion must be a fraction, was {offer.fraction}"
                )


def check_fee_tiers(where: str, tiers: tuple[FeeTier, ...]) -> None:
    """Raise NonsenseError for percent figures, a swapped base tier, or tiers that get dearer."""
    volume, dearest = ZERO, None
    for tier in tiers:
        here = f"{where}, tier {tier.name}"
        known_rates(here, tier)
        known(here, per_contract=tier.per_contract, least_per_contract=tier.least_per_contract)
        within(
            here,
            min_volume=tier.min_volume,
            min_assets=tier.min_assets,
            min_token=tier.min_token,
            min_spot_volume=tier.min_spot_volume,
        )
        if tier.commission is not None and not ZERO <= tier.commission <= tier.per_contract:
            raise NonsenseError(
                here,
                f"commission must be part of per_contract {tier.per_contract},"
                f" was {tier.commission}",
            )
        if tier.maker > tier.taker:
            raise NonsenseError(here, f"maker {tier.maker} above taker {tier.taker} (swapped?)")
        if tier.min_volume is None:
            continue
        if tier.min_volume < volume:
            raise NonsenseError(here, f"min_volume must rise, was {tier.min_volume}")
        if dearest is not None and tier.taker > dearest:
            raise NonsenseError(here, f"taker must not rise with volume, was {tier.taker}")
        volume, dearest = tier.min_volume, tier.taker


def known_rates(where: str, tier: FeeTier) -> None:
    """Raise NonsenseError unless both rates of a tier are known fractions."""
    for name, rate in (("maker", tier.maker), ("taker", tier.taker)):
        number_of(where, name, rate)
    fee_rate(where, maker=tier.maker, taker=tier.taker)


FeeSchedules = Mapping[str, FeeSchedule]
