"""What each trade costs: per asset the answer, the orders behind it, who refuses and why."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.study import Study, row_of, rows_of, same_contract
from comparator.comparison import Comparison
from comparator.pricing.result import Priced
from comparator.render.figures import chosen
from comparator.render.report.document import Block, Cell, Field, Heading, Line, entries, table
from comparator.render.report.figures import data_note, dollars
from comparator.render.report.sizes import exposure
from comparator.render.sheet import Column, Sheet, Value, Words
from comparator.words import (
    NONE,
    STATUS,
    amount,
    listed,
    percent,
    times,
)


def costs(study: Study) -> Iterator[Block]:
    """Per asset: the cost table of the first account, then all accounts side by side."""
    yield Heading(2, "What the trade costs")
    trade = study.trade
    ranked = (
        "Venues are ranked by cost per dollar of the position."
        if trade.stop is None
        else "Venues are ranked by cost per unit of risk really taken, not by dollars: one that"
        " rounds the order down looks cheap because it trades less."
    )
    taken_off = (
        "Discounts asked for are taken off."
        if trade.with_promos or trade.token_discount
        else "No promotions, no token discounts."
    )
    yield Words(
        f"{ranked} Those whose cost ranges overlap share a rank. Base fee tier unless a volume was"
        f" given. {taken_off}"
    )
    for asset in study.assets:
        yield from _asset_costs(study, asset)


def _asset_costs(study: Study, asset: str) -> Iterator[Block]:
    rows = rows_of(study.main, asset)
    fine = [row for row in rows if row.status == "ok"]
    yield Heading(3, f"{asset} with {dollars(study.trade.account)}")
    if fine:
        yield _cost_table(study, asset, fine)
        yield _order_table(study, asset, fine)
    else:
        yield Words("No venue can take this trade.")
    refused = [row for row in rows if row.status not in ("ok", "no_market")]
    absent = [row for row in rows if row.status == "no_market"]
    said = [_refusal(row) for row in refused]
    for words in sorted({study.status(row) for row in absent}, reverse=True):
        venues = [row.venue for row in absent if study.status(row) == words]
        said.append((f"{words}:", f"{listed(venues)}."))
    said += _notes(fine)
    if said:
        yield entries(said)
    if len(study.accounts) > 1:
        share = "the account" if study.trade.stop is None else "the risk taken"
        yield Words(f"{asset}, cost as a share of {share}, by account:")
        yield _account_table(study, asset)


def _cost_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Priced]:
    """One line per feasible venue: the columns of `comparator compare`, and what compares them."""
    stopped = study.trade.stop is not None
    best = rows[0].costs

    def against_best(row: Priced) -> Value:
        return row.costs.bps / best.bps if row.costs and best and best.bps > 0 else None

    def resting(row: Priced) -> Value:
        maker = same_contract(study.maker, row)
        return maker.costs.total if maker and maker.costs and maker.status == "ok" else None

    return Sheet(
        name=f"cost-{asset.lower()}",
        columns=(
            *chosen("venue", "rank", "cost_r" if stopped else "cost_bps"),
            Column("vs_best", "vs best", against_best, times, NONE),
            *chosen("total", "fees", "spread", "slippage", "holding"),
            Column("if_entry_rests", "total if entry rests", resting, amount),
            _data(study),
        ),
        rows=tuple(row for row in rows if row.costs),
    )


def _order_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Priced]:
    """The orders behind the costs: size, what the stop loses, what one percent is worth."""
    account = study.trade.account

    def move(row: Priced) -> Decimal | None:
        return exposure(row.size.notional)[2] if row.size else None

    def share(row: Priced) -> Value:
        moved = move(row)
        return None if moved is None else moved / account

    return Sheet(
        name=f"order-{asset.lower()}",
        columns=(
            *chosen("venue", "symbol", "size", "qty", "qty_unit", "notional", "risk"),
            *chosen("risk_fraction"),
            Column("per_percent", "1 % move", move, amount),
            Column("move_of_account", "move of account", share, percent),
        ),
        rows=tuple(row for row in rows if row.size and row.risk and row.inputs),
    )


def _data(study: Study) -> Column[Priced]:
    return Column("data", "data", lambda row: data_note(row, study.main.at), left=True)


def _refusal(row: Priced) -> tuple[str, str]:
    repair = f" It works with {listed(row.repair, 'or')}." if row.repair else ""
    return f"{row.venue} {row.symbol}:", f"{STATUS[row.status]}: {row.reason}.{repair}"


def _notes(rows: list[Priced]) -> Iterator[tuple[str, str]]:
    """What the rows' warnings say, one line each; the age of data stands in the table already."""
    for row in rows:
        said = [
            one.message for one in row.warnings if one.code not in ("stale_quote", "assumed_fee")
        ]
        limits = list[str]()
        if row.exits and row.exits.half_take_profit is False:
            limits.append("the position cannot be closed in two halves")
        if row.exits and row.exits.stop is False:
            limits.append("a stop order of this size would be refused")
        if said or limits:
            yield f"{row.venue}:", f"{'; '.join([*said, *limits])}."


def _account_table(study: Study, asset: str) -> Sheet[Line]:
    order = [row.venue for row in rows_of(study.by_account[-1], asset)]
    rows = tuple(
        (venue, *(_by_account(comparison, asset, venue) for comparison in study.by_account))
        for venue in order
        if row_of(study.main, asset, venue).status != "no_market"
    )
    columns = (
        Field("venue"),
        *(Field(dollars(account), percent) for account in study.accounts),
    )
    return table(f"accounts-{asset.lower()}", columns, rows)


def _by_account(comparison: Comparison, asset: str, venue: str) -> Cell:
    row = row_of(comparison, asset, venue)
    if row.status != "ok" or row.costs is None:
        return STATUS[row.status]
    return row.costs.account_fraction if row.costs.r is None else row.costs.r
