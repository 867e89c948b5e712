"""Checks C20 to C23: what the plugin read against what was worked out by hand."""

from collections.abc import Iterator

from msgspec import Struct

from comparator.schema import ContractSpec, MarketSnapshot
from comparator.testing.evidence import Row, decimals, tier_row
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()


@CHECKS.add(
    "C20",
    "contracts are as worked out by hand",
    why="every other check can pass on figures that are consistently wrong",
    cause="a field of the answer read with another meaning; or the arithmetic in oracle.toml",
    proves="contracts",
)
def contracts(subject: Subject) -> Iterator[str]:
    """Every `[[contract]]` row, member by member."""
    found = {spec.symbol: spec for spec in subject.data.contracts}
    reasons = {row.symbol: f"rejected: {row.reason}" for row in subject.data.rejected}
    reasons |= dict.fromkeys(subject.data.closed, "not open for trading")
    for row in subject.oracle.contract:
        symbol = str(row.get("symbol"))
        if symbol not in found:
            yield f"{symbol} was not read ({reasons.get(symbol, 'it is in no answer')})"
        else:
            yield from _differences(symbol, row, found[symbol], ContractSpec)


@CHECKS.add(
    "C21",
    "quotes are as worked out by hand",
    why="sizes in contracts and rates in percent look plausible until somebody multiplies",
    cause="a size not converted to coins; a price that belongs to another field",
    proves="quotes",
)
def markets(subject: Subject) -> Iterator[str]:
    """Every `[[market]]` row, member by member."""
    for row in subject.oracle.market:
        symbol = str(row.get("symbol"))
        quote = subject.data.markets.get(symbol)
        if quote is None:
            yield f"{symbol} has no quote"
        else:
            yield from _differences(symbol, row, quote, MarketSnapshot)


@CHECKS.add(
    "C22",
    "margin tiers are as worked out by hand",
    why="one row too far down is twice the margin",
    cause="floor and cap in another unit, or the rate of the neighbouring tier",
    proves="depth and tiers",
    absent=lambda subject: "" if subject.oracle.tier else "oracle.toml works out no [[tier]]",
)
def tiers(subject: Subject) -> Iterator[str]:
    """Every `[[tier]]` row, member by member; with a `region`, of its own tables."""
    for row in subject.oracle.tier:
        symbol, number, expected = tier_row(row)
        rows, where = subject.data.tiers.get(symbol, ()), ""
        if name := row.get("region"):
            own = subject.data.regions.get(str(name))
            rows, where = own.tiers.get(symbol, ()) if own else (), f" in {name}"
        if not 1 <= number <= len(rows):
            yield f"{symbol} has no tier {number}{where}, but {len(rows)} tiers"
            continue
        for member, value in expected.items():
            actual = getattr(rows[number - 1], member)
            if actual != value:
                yield f"{symbol} tier {number}{where}: {member} must be {value}, was {actual}"


@CHECKS.add(
    "C23",
    "what is closed or rejected is exactly what the oracle names",
    why="an instrument that drops out unnoticed is a venue that seems not to list it",
    cause="a kind the plugin's table does not know yet",
    proves="contracts",
)
def left_out(subject: Subject) -> Iterator[str]:
    """`closed` and `rejected`."""
    data, oracle = subject.data, subject.oracle
    reasons = {row.symbol: row.reason for row in data.rejected}
    for name, expected, actual in (
        ("closed", set(oracle.closed), set(data.closed)),
        ("rejected", set(oracle.rejected), set(reasons)),
    ):
        yield from (f"{symbol} must be {name}, was not" for symbol in sorted(expected - actual))
        for symbol in sorted(actual - expected):
            why = f": {reasons[symbol]}" if name == "rejected" else ""
            yield f"{symbol} is {name}, and oracle.toml does not say so{why}"


def _differences(symbol: str, row: Row, found: Struct, shape: type[Struct]) -> Iterator[str]:
    for name, expected in decimals(row, shape).items():
        actual = getattr(found, name)
        if actual != expected:
            yield f"{symbol}: {name} must be {expected}, was {actual}"
