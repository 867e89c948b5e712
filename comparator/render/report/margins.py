"""What a position ties up, where it would be liquidated, and what a month of them costs."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.study import Study, rows_of
from comparator.pricing.result import Priced
from comparator.render.figures import chosen
from comparator.render.report.document import Block, Heading
from comparator.render.sheet import Column, Sheet, Value, Words
from comparator.words import amount, listed, origin, percent

TRADES, MONTHS = 20, 6
"""A month of practice is one trade a working day; half a year of it shows whether a plan works."""


def margins(study: Study) -> Iterator[Block]:
    """Per asset: leverage really used, margin, what stays free, liquidation; then many trades."""
    yield Heading(2, "Margin, liquidation and break-even")
    yield Words(
        "The lowest leverage that affords the trade is used, unless one was asked for. The real"
        " leverage is the position divided by the account; raising the venue's setting above it"
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


def _margin_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Priced]:
    def away(row: Priced) -> Value:
        margin, size = row.margin, row.size
        if margin is None or size is None or row.inputs is None:
            return None
        price = margin.liquidation_price
        if price is None or row.inputs.contract.payoff == "inverse":
            return "never" if margin.known else None
        entry = size.notional / size.base * row.inputs.contract.underlying_multiplier
        return abs(price / entry - 1)

    def tiers(row: Priced) -> Value:
        known = row.margin and row.margin.known and row.inputs
        return origin(known.tiers_origin, study.main.at) if known else "approximate"

    return Sheet(
        name=f"margin-{asset.lower()}",
        columns=(
            *chosen("venue", "effective_leverage", "leverage", "margin", "free", "liquidation"),
            Column("away", "away", away, lambda far: far if far == "never" else percent(far)),
            *chosen("max_leverage", "safe_leverage"),
            Column("margin_tiers", "margin tiers", tiers, left=True),
        ),
        rows=tuple(row for row in rows if row.margin and row.size and row.inputs),
    )


def _practice_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Priced]:
    """Break-even, and what a month of such trades costs."""

    def month(row: Priced) -> Decimal | None:
        return row.costs.total * TRADES if row.costs else None

    def of_risk(row: Priced) -> Value:
        cost, risk = row.costs, row.risk
        return (
            (cost.entry_fee + cost.exit_fee) / risk.actual
            if cost and risk and risk.actual
            else None
        )

    def of_account(row: Priced) -> Value:
        cost = month(row)
        return None if cost is None else cost / study.trade.account

    def half_year(row: Priced) -> Value:
        cost = month(row)
        return None if cost is None else cost * MONTHS

    return Sheet(
        name=f"practice-{asset.lower()}",
        columns=(
            *chosen("venue", "break_even_move", "break_even_ticks"),
            Column("fees_of_risk", "fees of the risk", of_risk, percent),
            Column("month", f"{TRADES} trades", month, amount),
            Column("of_account", "of account", of_account, percent),
            Column("half_year", "six months of that", half_year, amount),
        ),
        rows=tuple(row for row in rows if row.costs and row.exits and row.risk),
    )
