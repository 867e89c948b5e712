"""One contract that cannot be priced costs itself alone: what is then said, and what is too odd."""

from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

from comparator.pricing.result import Inputs
from comparator.pricing.sizing import CONTEXT, Unit
from comparator.schema import BOUNDS, ContractSpec

P = ParamSpec("P")
T = TypeVar("T")
E = TypeVar("E")

LEAST_LOT, LARGEST_LOT = Decimal("1e-9"), Decimal("1e12")
"""USD of one step of an order. The smallest in use is 1e-6 (a coin of 1e-9 in whole coins), the
largest 1e5 (five bitcoin). Within it 34 digits hold every figure of every trade there is."""


def odd_lot(spec: ContractSpec, price: Decimal, one: Unit) -> str:
    """Why a step of an order is worth nothing anybody could mean; empty where it is not."""
    if LEAST_LOT <= one.lot <= LARGEST_LOT:
        return ""
    return (
        f"one qty_step of {spec.qty_step} is worth {one.lot:.3g} USD (contract_size"
        f" {spec.contract_size}, price {price}); priced are steps of {LEAST_LOT} to {LARGEST_LOT}"
    )


def contained(empty: E) -> Callable[[Callable[P, T]], Callable[P, T | E]]:
    """Decorate what prices one contract: exact to 34 digits, `empty` where arithmetic fails.

    Why it fails is in the row that `score` makes of the same contract.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T | E]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> T | E:
            try:
                with localcontext(CONTEXT):
                    return function(*args, **kwargs)
            except ArithmeticError:
                return empty

        return run

    return decorate


def unpriceable(inputs: Inputs, error: ArithmeticError) -> str:
    """The reason of a row whose arithmetic failed: the figure farthest from what figures are."""
    field, value = max(_figures(inputs), key=lambda item: abs(item[1].adjusted()))
    return f"cannot be priced ({type(error).__name__}): {field} is {value}"


def _figures(inputs: Inputs) -> Iterator[tuple[str, Decimal]]:
    tiers = inputs.tiers[:1]
    for holder in (inputs.contract, inputs.market, inputs.fee, *tiers):
        for field in BOUNDS:
            value = getattr(holder, field, None)
            if isinstance(value, Decimal) and value:
                yield field, value
