"""What each trade costs: per asset the answer, the orders behind it, who refuses and why."""

from collections.abc import Iterator

from comparator.answers.study import Study, row_of, rows_of, same_contract
from comparator.comparison import Comparison
from comparator.pricing.result import Priced
from comparator.render.report.document import Block, Cell, Field, Heading, Line, remarks, table
from comparator.render.report.figures import data_note, dollars, order
from comparator.render.report.sizes import exposure
from comparator.render.sheet import Sheet, Words
from comparator.words import (
    NONE,
    STATUS,
    listed,
    money,
    percent,
    quantity,
    times,
)


def costs(study: Study) -> Iterator[Block]:
    """Per asset: the cost table of the first account, then all accounts side by side."""
    yield Heading(2, "What the trade costs")
    trade = study.trade
    ranked = (
        "Exchanges are ranked by cost per dollar of the position."
        if trade.stop is None
        else "Exchanges are ranked by cost per unit of risk really taken, not by dollars: one that"
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
        yield Words("No exchange can take this trade.")
    refused = [row for row in rows if row.status not in ("ok", "no_market")]
    absent = [row for row in rows if row.status == "no_market"]
    said = [_refusal(row) for row in refused]
    for words in sorted({study.status(row) for row in absent}, reverse=True):
        venues = [row.venue for row in absent if study.status(row) == words]
        said.append((f"{words}:", f"{listed(venues)}."))
    said += _notes(fine)
    if said:
        yield remarks(said)
    if len(study.accounts) > 1:
        share = "the account" if study.trade.stop is None else "the risk taken"
        yield Words(f"{asset}, cost as a share of {share}, by account:")
        yield _account_table(study, asset)


def _cost_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Line]:
    """One line per feasible venue: the answer first, then what it is made of."""
    stopped = study.trade.stop is not None
    best = rows[0].costs
    lines = list[Line]()
    for row in rows:
        cost = row.costs
        if cost is None or best is None:
            continue
        maker = same_contract(study.maker, row)
        lines.append(
            (
                row.venue,
                row.rank,
                cost.r if stopped else cost.bps,
                cost.bps / best.bps if best.bps > 0 else NONE,
                cost.total,
                cost.entry_fee + cost.exit_fee,
                cost.spread + cost.slippage,
                cost.funding + cost.carry,
                maker.costs.total if maker and maker.costs and maker.status == "ok" else None,
                data_note(row, study.main.at),
            )
        )
    columns = (
        Field("exchange"),
        Field("rank", quantity),
        Field("of the risk", percent) if stopped else Field("bp", times),
        Field("vs best", times),
        Field("total", money),
        Field("fees", money),
        Field("spread", money),
        Field("funding or carry", money),
        Field("if entry rests", money),
        Field("data"),
    )
    return table(f"cost-{asset.lower()}", columns, lines)


def _order_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Line]:
    """The orders behind the costs: size, what the stop loses, what one percent is worth."""
    account = study.trade.account
    lines = list[Line]()
    for row in rows:
        size, risk, inputs = row.size, row.risk, row.inputs
        if not (size and risk and inputs):
            continue
        _, _, move = exposure(size.notional)
        shown = order(size, inputs.contract)
        lost = (risk.actual, risk.account_fraction)
        lines.append((row.venue, row.symbol, shown, size.notional, *lost, move, move / account))
    columns = (
        Field("exchange"),
        Field("contract"),
        Field("size"),
        Field("notional", money),
        Field("at risk", money),
        Field("risk of account", percent),
        Field("1 % move", money),
        Field("move of account", percent),
    )
    return table(f"order-{asset.lower()}", columns, lines)


def _refusal(row: Priced) -> tuple[str, str]:
    repair = f" It works with {listed(row.repair, 'or')}." if row.repair else ""
    return f"{row.venue} {row.symbol}:", f"{STATUS[row.status]}: {row.reason}.{repair}"


def _notes(rows: list[Priced]) -> Iterator[tuple[str, str]]:
    """What the rows' warnings say, one line each; the age of data stands in the table already."""
    for row in rows:
        said = [
            notice.message
            for notice in row.warnings
            if notice.code not in ("stale_quote", "assumed_fee")
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
        Field("exchange"),
        *(Field(dollars(account), percent) for account in study.accounts),
    )
    return table(f"accounts-{asset.lower()}", columns, rows)


def _by_account(comparison: Comparison, asset: str, venue: str) -> Cell:
    row = row_of(comparison, asset, venue)
    if row.status != "ok" or row.costs is None:
        return STATUS[row.status]
    return row.costs.account_fraction if row.costs.r is None else row.costs.r
