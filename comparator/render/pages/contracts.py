"""How contracts read: one table, and what its words mean."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.contracts import (
    ContractRow,
    Contracts,
)
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.schema import ONE
from comparator.words import amount, listed, price, quantity


def one_in(ratio: Decimal) -> str:
    """`1/100` of a hundredth; `1` of the whole."""
    parts = (ONE / ratio).quantize(Decimal("0.1")) if ratio else ratio
    return "1" if parts == ONE else f"1/{quantity(parts)}"


Row = Column[ContractRow]
COLUMNS: tuple[Row, ...] = (
    Row("asset", "asset", lambda row: row.asset, left=True),
    Row("venue", "venue", lambda row: row.venue, left=True),
    Row("symbol", "contract", lambda row: row.symbol, left=True),
    Row("size", "size", lambda row: row.size),
    Row("notional", "worth\nUSD", lambda row: row.notional, amount),
    Row(
        "leverage",
        "lever-\nage",
        lambda row: row.leverage,
        lambda value: f"{quantity(round(value, 1))}x",
        keep=5,
    ),
    Row("margin", "margin\nUSD", lambda row: row.margin, amount),
    Row("per_percent", "USD per\n1 % move", lambda row: row.per_percent, amount),
    Row("ratio", "of the\nlargest", lambda row: row.ratio, one_in, keep=6),
    Row("micro", "how it is small", lambda row: row.micro, left=True, keep=7),
)
EVERY: tuple[Row, ...] = (
    *COLUMNS,
    Row("estimated", "estimated", lambda row: row.estimated),
    Row("kind", "kind", lambda row: row.kind, left=True),
    Row("expiry", "expiry", lambda row: row.expiry, absent="-", left=True),
    Row("payoff", "payoff", lambda row: row.payoff, left=True),
    Row("settle", "settled in", lambda row: row.settle, left=True),
    Row("unit", "quantity counts", lambda row: row.unit, left=True),
    Row("step", "step", lambda row: row.step),
    Row("price", "price", lambda row: row.price, price),
    Row("basis", "basis", lambda row: row.basis, left=True),
    Row("as_of", "as of", lambda row: row.as_of, left=True),
    Row("source", "source", lambda row: row.source, left=True),
)


def sheet(contracts: Contracts) -> Sheet[ContractRow]:
    """The table of contracts."""
    columns = COLUMNS if len({row.asset for row in contracts.rows}) > 1 else COLUMNS[1:]
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
