"""A watch folder's changes done over again, from its first state on."""

from collections.abc import Iterable

from comparator.answers.changes import Changed, text_of
from comparator.schema import ContractSpec
from comparator.sources.kept import Kept

Figures = dict[str, dict[str, str | None]]
"""The figures of contracts as texts, by symbol."""


def figures(state: Kept) -> Figures:
    """The contracts of a state."""
    return {symbol: _texts(spec) for symbol, spec in state.contracts.items()}


def replayed(first: Kept, changes: Iterable[Changed]) -> Figures:
    """What the contracts of `first` have become; AssertionError where a change does not fit."""
    state = figures(first)
    for one in changes:
        if one.venue != first.venue or one.part != "contract":
            continue
        if one.what == "closed":
            assert one.contract
            assert _texts(one.contract) == state.pop(one.symbol)
        elif one.what == "listed":
            assert one.contract
            assert one.symbol not in state
            state[one.symbol] = _texts(one.contract)
        elif one.what == "renamed":
            assert one.was
            state[one.symbol] = state.pop(one.was) | {"symbol": one.symbol}
        else:
            assert state[one.symbol][one.field] == one.was
            state[one.symbol] = state[one.symbol] | {one.field: one.now}
    return state


def _texts(spec: ContractSpec) -> dict[str, str | None]:
    hidden = ("wire_id",)  # no figure: it may change without a word
    return {
        name: text_of(getattr(spec, name)) for name in spec.__struct_fields__ if name not in hidden
    }
