"""What no exchange asks of anybody: figures beyond it are of another unit."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from comparator.schema import ContractSpec, FeeSchedule, MarginTier

TAKES_OVER = (Decimal(1000), Decimal(1_000_000_000))
"""Quote from which on a margin that grows with the root of the value exceeds the tier's rate."""
LEAST = Decimal("0.01")
"""Of what a contract is worth: no venue's least fee for it is more."""


def least_fees(
    spec: ContractSpec, price: Decimal | None, schedule: FeeSchedule | None
) -> Iterator[str]:
    """Tiers whose least fee per contract is beyond the worth of one contract of known price."""
    if price is None or schedule is None or spec.payoff != "linear":
        return
    worth = price * spec.contract_size
    for tier in (*schedule.tiers, *schedule.api_tiers):
        if tier.least_per_contract > LEAST * worth:
            yield (
                f"tier {tier.name}: least_per_contract {tier.least_per_contract} is more than"
                f" {LEAST:.0%} of a contract of {worth:f} (of the whole order, or in cents?)"
            )


def roots(rows: Iterable[MarginTier]) -> Iterator[str]:
    """Where margin begins to rise with the root of the value: at no sum that nobody holds."""
    low, high = TAKES_OVER
    for tier in rows:
        for name, rate, root in (
            ("initial_root", tier.initial_rate, tier.initial_root),
            ("maintenance_root", tier.maintenance_rate, tier.maintenance_root),
        ):
            if root and not low <= (worth := (rate / root) ** 2) <= high:
                yield f"{name} {root} counts from {worth:.3g} of quote on (per coin, or percent?)"
