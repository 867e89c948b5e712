"""Which crypto-futures exchange can take a small trade, and what the trade really costs there.

    >>> from decimal import Decimal
    >>> import comparator
    >>> trade = comparator.Trade(account=Decimal(500))
    >>> answer = comparator.compare(trade, ["BTC"], source="published")

Names are imported when they are first used: `import comparator` alone loads nothing.
"""

TYPE_CHECKING = False  # type checkers know the name; typing alone costs as much as Python itself
if TYPE_CHECKING:
    from comparator.comparison import (
        Comparison,
        broken,
        compare,
        compare_async,
        fetch,
        fetch_async,
        venues,
    )
    from comparator.pricing.trade import Trade
    from comparator.schema import VenueData

__version__ = "0.1.0"
__all__ = [
    "Comparison",
    "Trade",
    "VenueData",
    "__version__",
    "broken",
    "compare",
    "compare_async",
    "fetch",
    "fetch_async",
    "venues",
]

_HOMES = {"Trade": "comparator.pricing.trade", "VenueData": "comparator.schema"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - see above: `import comparator` loads nothing

    return getattr(import_module(_HOMES.get(name, "comparator.comparison")), name)
