"""Which crypto-futures exchange can take a small trade, and what the trade really costs there.

    >>> from decimal import Decimal
    >>> import comparator
    >>> trade = comparator.Trade(account=Decimal(500))
    >>> answer = comparator.compare(trade, "BTC", source="published")

Names are imported when they are first used: `import comparator` alone loads nothing.
"""

TYPE_CHECKING = False  # type checkers know the name; typing alone costs as much as Python itself
if TYPE_CHECKING:
    from comparator.answers.compare import Compare
    from comparator.answers.contracts import Contracts
    from comparator.answers.diff import Diff
    from comparator.answers.explain import Explain
    from comparator.answers.facts import Facts
    from comparator.answers.fees import Fees
    from comparator.answers.flips import Flips
    from comparator.answers.history import History
    from comparator.answers.ladder import Ladder
    from comparator.answers.market import Market
    from comparator.answers.minimum import Minimum
    from comparator.answers.stop import Stop
    from comparator.answers.watch import Watch
    from comparator.comparison import Answer, Choice, Comparison, priced
    from comparator.errors import ComparatorError, DataError, PlanError, PluginError, VenueError
    from comparator.library import (
        answer,
        answer_async,
        compare,
        compare_async,
        contracts,
        contracts_async,
        diff,
        diff_async,
        explain,
        explain_async,
        facts,
        facts_async,
        fees,
        fees_async,
        flips,
        flips_async,
        history,
        history_async,
        ladder,
        ladder_async,
        market,
        market_async,
        minimum,
        minimum_async,
        stop,
        stop_async,
    )
    from comparator.own_fees import UserFees
    from comparator.pricing.result import Priced
    from comparator.pricing.trade import Trade
    from comparator.run import broken, fetch, fetch_async, read, read_async, venues
    from comparator.schema import VenueData
    from comparator.sources.collect import Plan
    from comparator.sources.snapshot import Snapshot, load_snapshot, save_snapshot
    from comparator.watching import watch, watch_async

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Choice",
    "ComparatorError",
    "Compare",
    "Comparison",
    "Contracts",
    "DataError",
    "Diff",
    "Explain",
    "Facts",
    "Fees",
    "Flips",
    "History",
    "Ladder",
    "Market",
    "Minimum",
    "Plan",
    "PlanError",
    "PluginError",
    "Priced",
    "Snapshot",
    "Stop",
    "Trade",
    "UserFees",
    "VenueData",
    "VenueError",
    "Watch",
    "__version__",
    "answer",
    "answer_async",
    "broken",
    "compare",
    "compare_async",
    "contracts",
    "contracts_async",
    "diff",
    "diff_async",
    "explain",
    "explain_async",
    "facts",
    "facts_async",
    "fees",
    "fees_async",
    "fetch",
    "fetch_async",
    "flips",
    "flips_async",
    "history",
    "history_async",
    "ladder",
    "ladder_async",
    "load_snapshot",
    "market",
    "market_async",
    "minimum",
    "minimum_async",
    "priced",
    "read",
    "read_async",
    "save_snapshot",
    "stop",
    "stop_async",
    "venues",
    "watch",
    "watch_async",
]

_HOMES = {
    "comparator.answers.compare": "Compare",
    "comparator.answers.contracts": "Contracts",
    "comparator.answers.diff": "Diff",
    "comparator.answers.explain": "Explain",
    "comparator.answers.facts": "Facts",
    "comparator.answers.fees": "Fees",
    "comparator.answers.flips": "Flips",
    "comparator.answers.history": "History",
    "comparator.answers.ladder": "Ladder",
    "comparator.answers.market": "Market",
    "comparator.answers.minimum": "Minimum",
    "comparator.answers.stop": "Stop",
    "comparator.answers.watch": "Watch",
    "comparator.comparison": "Answer Choice Comparison priced",
    "comparator.errors": "ComparatorError DataError PlanError PluginError VenueError",
    "comparator.library": (
        "answer answer_async compare compare_async contracts contracts_async diff diff_async "
        "explain explain_async facts facts_async fees fees_async flips flips_async history "
        "history_async ladder ladder_async market market_async minimum minimum_async stop "
        "stop_async"
    ),
    "comparator.own_fees": "UserFees",
    "comparator.pricing.result": "Priced",
    "comparator.pricing.trade": "Trade",
    "comparator.run": "broken fetch fetch_async read read_async venues",
    "comparator.schema": "VenueData",
    "comparator.sources.collect": "Plan",
    "comparator.sources.snapshot": "Snapshot load_snapshot save_snapshot",
    "comparator.watching": "watch watch_async",
}
"""Which names are defined where."""


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 - as the module says

    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
