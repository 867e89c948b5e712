"""Warnings about what is known of a contract, whatever the size of the trade."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from comparator.pricing.fees import Charge
from comparator.pricing.rulebook import MarginBook
from comparator.pricing.verdict import Inputs
from comparator.schema import Notice

FRESH = 10
"""Seconds after which a quote's half-spread may have doubled; our own judgement."""
NEW = timedelta(days=30)


def doubts(
    inputs: Inputs, charged: Charge, margin: MarginBook, age: int, at: datetime
) -> Iterator[Notice]:
    """`age` is that of the quote in seconds."""
    spec = inputs.contract
    if age > FRESH:
        yield Notice(code="stale_quote", message=f"the quote is {_age(age)} old")
    origin = inputs.fee_origin
    if origin and origin.basis in ("published", "assumed"):
        yield Notice(
            code="assumed_fee",
            message=f"fees are {origin.basis} ones of {origin.as_of:%Y-%m-%d}; yours may differ",
        )
    for applied in charged.applied:
        yield Notice(code="discount_applied", message=f"fees are net of the {applied}")
    if margin.unknown:
        names = ", ".join(margin.unknown)
        yield Notice(
            code="margin_approximate",
            message=f"liquidation is an approximation on the safe side; not known: {names}",
        )
    if margin.max_leverage is None and not margin.tiers:
        yield Notice(
            code="leverage_unknown", message="which leverage the venue offers is not known"
        )
    if spec.payoff == "inverse":
        yield Notice(
            code="coin_collateral",
            message=f"margin is held in {spec.settle}: the account itself moves with its price",
        )
    elif spec.payoff == "quanto":
        yield Notice(
            code="coin_collateral",
            message=f"gains and losses are paid in {spec.settle}, whose price moves too",
        )
    if spec.listed_at and at - spec.listed_at < NEW:
        yield Notice(code="new_listing", message=f"listed on {spec.listed_at:%Y-%m-%d}")


def _age(seconds: int) -> str:
    for length, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        count = seconds // length
        if count:
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"{seconds} seconds"
