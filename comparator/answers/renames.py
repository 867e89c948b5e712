"""Contracts that go on under another name: never guessed from figures that many contracts share."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from comparator.schema import ContractSpec


def renames(gone: Iterable[ContractSpec], new: Iterable[ContractSpec]) -> dict[str, str]:
    """New symbols by old ones, of contracts that went and came in one reading of one venue.

    What says that two are one: the number requests know it by; else the same coin, currencies, kind
    and size; else the moment of its listing beside the same currencies and sizes. Where two fit
    equally well neither is taken.
    """
    left, came = {s.symbol: s for s in gone}, {s.symbol: s for s in new}
    found = dict[str, str]()
    for sign in (_number, _coin, _birth):
        old, others = _by(sign, left.values()), _by(sign, came.values())
        for key in old.keys() & others.keys():
            before, after = old[key], others[key]
            found[before] = after
            del left[before], came[after]
    return found


def _by(sign: Callable[[ContractSpec], Any], specs: Iterable[ContractSpec]) -> dict[Any, str]:
    """Symbols by a sign that no other contract has."""
    signs = [(key, spec.symbol) for spec in specs if (key := sign(spec)) is not None]
    times = Counter(key for key, _ in signs)
    return {key: symbol for key, symbol in signs if times[key] == 1}


def _number(spec: ContractSpec) -> object:
    return spec.wire_id


def _coin(spec: ContractSpec) -> object:
    return (spec.base, spec.underlying_multiplier, *_shape(spec))


def _birth(spec: ContractSpec) -> object:
    if spec.listed_at is None:
        return None
    return (spec.listed_at, spec.qty_step, spec.min_qty, spec.tick_size, *_shape(spec))


def _shape(spec: ContractSpec) -> tuple[object, ...]:
    return (
        spec.quote,
        spec.settle,
        spec.kind,
        spec.payoff,
        spec.expiry,
        spec.contract_size,
        spec.qty_unit,
    )
