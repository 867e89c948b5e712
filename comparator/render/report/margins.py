"""What a position ties up, where it would be liquidated, and what a month of them costs."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.study import Study, rows_of
from comparator.pricing.result import Priced
from comparator.render.report.document import Block, Field, Heading, Line, table
from comparator.render.sheet import Sheet, Words
from comparator.words import listed, money, origin, percent, price, quantity

TRADES, MONTHS = 20, 6
"""A month of practice is one trade a working day; half a year of it shows whether a plan works."""


def margins(study: Study) -> Iterator[Block]:
    """Per asset: leverage really used, margin, what stays free, liquidation; then many trades."""
    yield Heading(2, "Margin, liquidation and break-even")
    yield Words(
        "The lowest leverage that affords the trade is used, unless one was asked for. The real"
        " leverage is the position divided by the account; raising the exchange's setting above it"
        " lowers the margin held, not the risk."
    )
    for asset in study.assets:
        rows = [row for row in rows_of(study.main, asset) if row.status == "ok"]
        if rows:
            yield Heading(3, asset)
            yield _margin_table(study, asset, rows)
            yield _practice_table(study, asset, rows)
    coins = [row.symbol for row in _inverse(study)]
    if coins:
        yield Words(
            f"Margin of {listed(coins)} is held in the coin: the account moves with its price."
        )


def _inverse(study: Study) -> Iterator[Priced]:
    for asset in study.assets:
        for row in rows_of(study.main, asset):
            if row.inputs and row.inputs.contract.payoff == "inverse":
                yield row


def _margin_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Line]:
    lines = list[Line]()
    for row in rows:
        margin, size = row.margin, row.size
        if margin is None or size is None or row.inputs is None:
            continue
        there = margin.liquidation_price
        reference = size.notional / size.base * row.inputs.contract.underlying_multiplier
        never = "never" if margin.known else None
        inverse = row.inputs.contract.payoff == "inverse"
        lines.append(
            (
                row.venue,
                margin.effective_leverage,
                margin.leverage,
                margin.initial,
                margin.free,
                never if there is None else price(there),
                never if there is None or inverse else abs(there / reference - 1),
                margin.max_leverage,
                margin.safe_leverage,
                origin(row.inputs.tiers_origin, study.main.at) if margin.known else "approximate",
            )
        )
    columns = (
        Field("exchange"),
        Field("real leverage", lambda value: f"{value:.2f}x"),
        Field("setting", _leverage),
        Field("margin", money),
        Field("free", money),
        Field("liquidation at"),
        Field("away", percent),
        Field("most leverage here", _leverage),
        Field("safe up to", _leverage),
        Field("margin tiers"),
    )
    return table(f"margin-{asset.lower()}", columns, tuple(lines))


def _leverage(value: Decimal) -> str:
    return f"{quantity(round(value, 2))}x"


def _practice_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Line]:
    """Break-even, and what a month of such trades costs."""
    lines = list[Line]()
    for row in rows:
        cost, exits, risk = row.costs, row.exits, row.risk
        if cost is None or exits is None or risk is None:
            continue
        fees = cost.entry_fee + cost.exit_fee
        lines.append(
            (
                row.venue,
                exits.break_even_fraction,
                exits.break_even_ticks,
                fees / risk.actual if risk.actual else None,
                cost.total * TRADES,
                cost.total * TRADES / study.trade.account,
                cost.total * TRADES * MONTHS,
            )
        )
    columns = (
        Field("exchange"),
        Field("break-even move", percent),
        Field("in ticks", quantity),
        Field("fees of the risk", percent),
        Field(f"{TRADES} trades", money),
        Field("of account", percent),
        Field("six months of that", money),
    )
    return table(f"practice-{asset.lower()}", columns, tuple(lines))
