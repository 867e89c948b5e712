"""How contracts read: one table, and what its words mean."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.contracts import (
    ContractRow,
    Contracts,
)
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words
from comparator.schema import ONE
from comparator.words import STATUS, amount, listed, price, quantity


def one_in(ratio: Decimal) -> str:
    """`1/100` of a hundredth; `1` of the whole."""
    parts = (ONE / ratio).quantize(Decimal("0.1")) if ratio else ratio
    return "1" if parts == ONE else f"1/{quantity(parts)}"


Row = Column[ContractRow]
figure = Figures(ContractRow)
SHOWN: tuple[Row, ...] = (
    figure("asset", "asset", "asset", left=True),
    figure("venue", "venue", "venue", left=True),
    figure("symbol", "contract", "symbol", left=True),
    figure("size", "size", "size"),
    figure("notional", "worth\nUSD", "notional", amount),
    figure(
        "leverage",
        "lever-\nage",
        "leverage",
        lambda value: f"{quantity(round(value, 1))}x",
        keep=5,
    ),
    figure("margin", "margin\nUSD", "margin", amount),
    figure("per_percent", "USD per\n1 % move", "per_percent", amount),
    figure("ratio", "of the\nlargest", "ratio", one_in, keep=6),
    figure("micro", "how it is small", "micro", left=True, keep=7),
)
EVERY: tuple[Row, ...] = (
    *SHOWN,
    figure("estimated", "estimated", "estimated"),
    figure("status", "possible", "status", STATUS.__getitem__, left=True),
    figure("reason", "reason", "reason", left=True),
    figure("kind", "kind", "kind", left=True),
    figure("expiry", "expiry", "expiry", absent="-", left=True),
    figure("payoff", "payoff", "payoff", left=True),
    figure("settle", "settled in", "settle", left=True),
    figure("unit", "quantity counts", "unit", left=True),
    figure("step", "step", "step"),
    figure("price", "price", "price", price),
    figure("basis", "basis", "basis", left=True),
    figure("as_of", "as of", "as_of", left=True),
    figure("source", "source", "source", left=True),
)


def sheet(contracts: Contracts) -> Sheet[ContractRow]:
    """The table of contracts."""
    columns = SHOWN if len({row.asset for row in contracts.rows}) > 1 else SHOWN[1:]
    return Sheet(
        name="contracts",
        columns=columns,
        rows=contracts.rows,
        every=EVERY,
        empty="No venue lists such a contract.",
    )


def page(contracts: Contracts) -> Iterator[Block]:
    """The table, and what its words mean."""
    yield sheet(contracts)
    size = contracts.size
    what = f"{quantity(size)} coins, in whole lots" if size else "the smallest order, in coins"
    yield Words(
        f"size: {what}. Margin at {quantity(contracts.leverage)}x, or at the most the"
        " venue offers. Leverage changes the margin, never the dollars per percent.",
        "dim",
    )
    odd = [row for row in contracts.rows if row.status.startswith("implausible")]
    if odd:
        yield Items(
            title="contradicted: not to be relied on",
            rows=tuple((f"{row.venue} {row.symbol}", row.reason) for row in odd),
        )
    guessed = [row for row in contracts.rows if row.estimated]
    if guessed:
        names = listed(f"{row.venue} {row.symbol}" for row in guessed)
        yield Words(
            f"Estimated at the price of the coin elsewhere, for want of a quote: {names}.", "dim"
        )
    if any(row.payoff == "inverse" for row in contracts.rows):
        yield Words("Inverse contracts are margined in the coin: the account moves with it.", "dim")
