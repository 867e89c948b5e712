"""The first page: the verdict, who can trade what, and what each trade costs."""

from collections.abc import Iterator

from comparator.compare import Comparison
from comparator.pricing.verdict import Costs, Verdict
from comparator.render.report.document import Block, Cell, Field, Heading, Line, remarks, table
from comparator.render.report.figures import data_note, dollars, order, plan_text
from comparator.render.report.study import Study, row_of, rows_of, same_contract
from comparator.render.sheet import Sheet, Words
from comparator.render.words import (
    NONE,
    STATUS,
    account,
    listed,
    money,
    percent,
    quantity,
    times,
)


def opening(study: Study) -> Iterator[Block]:
    """Title, what was asked, and the verdict in two sentences."""
    accounts = listed(map(dollars, study.accounts))
    yield Heading(1, title(study))
    yield Words(" ".join(verdict(study)), "strong")
    loss = loss_sentence(study)
    if loss:
        yield Words(loss)
    yield Words(
        f"The plan: {plan_text(study.trade)}; accounts of {accounts}, the first one in detail."
        f" Data read on {study.main.at:%Y-%m-%d %H:%M} UTC; every table says how old its figures"
        " are and whether they are live, published or assumed. No referral links, no sponsors."
    )


def title(study: Study) -> str:
    """What the report is called."""
    return f"Where a small account can trade {listed(study.assets)} futures, and what it costs"


def verdict(study: Study) -> tuple[str, str]:
    """Who is cheapest for what; and who is out of reach."""
    best = dict[str, list[str]]()
    nowhere = list[str]()
    for asset in study.assets:
        first = rows_of(study.main, asset)[0]
        if first.status == "ok" and first.costs:
            best.setdefault(first.venue, []).append(f"{asset} ({_burden(first.costs)})")
        else:
            nowhere.append(asset)
    account = dollars(study.trade.account)
    if best:
        winners = "; ".join(f"{study.name(venue)} for {listed(of)}" for venue, of in best.items())
        said = f"With {account} the cheapest exchange that can take this trade: {winners}"
        said += f"; none can take {listed(nowhere, 'or')}." if nowhere else "."
    else:
        said = f"With {account} no exchange can take this trade in {listed(nowhere, 'or')}."
    return said, _reach(study)


def _burden(costs: Costs) -> str:
    if costs.r is None:
        return f"{money(costs.total)}, {times(costs.bps)} bp of the position"
    return f"{money(costs.total)}, {percent(costs.r)} of what is risked"


def _reach(study: Study) -> str:
    rows = [row for asset in study.assets for row in rows_of(study.main, asset)]
    traded = [row for row in rows if row.status != "no_market"]
    blind = [row for row in traded if row.status == "no_data"]
    out = [row for row in traded if row.status not in ("ok", "no_data")]
    known = [
        (row.minimum.account, row)
        for row in traded
        if row.minimum and row.minimum.account is not None
    ]
    said = f"Of {len(traded)} listed pairs of exchange and coin {len(out) or 'none'}"
    said += f" {'is' if len(out) < 2 else 'are'} out of reach"  # noqa: PLR2004 - grammar
    if blind:
        said += f", and for {len(blind)} there is not enough data"
    if not known:
        return said + "."
    low, small = min(known, key=lambda pair: pair[0])
    high, large = max(known, key=lambda pair: pair[0])
    said += (
        f": the plan needs an account of {account(low)} at the least"
        f" ({small.asset} on {study.name(small.venue)})"
    )
    if high > low:
        said += f" and {account(high)} at the most ({large.asset} on {study.name(large.venue)})"
    return said + "."


def loss_sentence(study: Study) -> str | None:
    """What a stopped-out trade loses at the cheapest venue; None where nothing is feasible."""
    for asset in study.assets:
        row = rows_of(study.main, asset)[0]
        risk = row.risk
        if row.status == "ok" and risk and risk.actual is not None and risk.all_in is not None:
            return (
                f"If the stop is hit on {study.name(row.venue)} ({asset}) you lose"
                f" {money(risk.actual)} by the price, and {money(risk.all_in)} with every cost:"
                f" {percent(risk.all_in / study.trade.account)} of the account."
            )
    return None


def matrix(study: Study) -> Iterator[Block]:
    """Which venue can take which asset, over all accounts."""
    yield Heading(2, "Who can trade what")
    sizes = [dollars(account) for account in study.accounts]
    yield Words(
        f"“yes”: the plan works with {listed(sizes)}. “from $X”: it takes an account of that size."
        " In brackets the smallest order the exchange accepts."
    )
    rows = [
        (data.venue, *(_reachable(study, asset, data.venue) for asset in study.assets))
        for data in study.venues
    ]
    columns = (Field("exchange"), *(Field(asset) for asset in study.assets))
    yield table("who-can-trade-what", columns, tuple(rows))


def _reachable(study: Study, asset: str, venue: str) -> str:
    rows = [row_of(comparison, asset, venue) for comparison in study.by_account]
    first = rows[0]
    if first.minimum is None:
        return STATUS[first.status]
    order = f" ({money(first.minimum.notional)})"
    if all(row.status == "ok" for row in rows):
        return f"yes{order}"
    needed = first.minimum.account
    works = [a for a, row in zip(study.accounts, rows, strict=True) if row.status == "ok"]
    if needed is not None and (not works or needed <= min(works)):
        return f"{'' if works else 'no, '}from {account(needed)}{order}"
    failing = next(row for row in rows if row.status != "ok")
    some = f"yes with {listed(map(dollars, works))}, else " if works else ""
    return f"{some}{STATUS[failing.status]}{order}"


def costs(study: Study) -> Iterator[Block]:
    """Per asset: the cost table of the first account, then all accounts side by side."""
    yield Heading(2, "What the trade costs")
    yield Words(
        "Exchanges are ranked by cost per unit of risk really taken, not by dollars: one that"
        " rounds the order down looks cheap because it trades less. Those whose cost ranges"
        " overlap share a rank. Base fee tier unless a volume was given; no promotions, no token"
        " discounts."
        if not (study.trade.with_promos or study.trade.token_discount)
        else "Exchanges are ranked by cost per unit of risk really taken. Discounts asked for are"
        " taken off."
    )
    for asset in study.assets:
        yield from _asset_costs(study, asset)


def _asset_costs(study: Study, asset: str) -> Iterator[Block]:
    rows = rows_of(study.main, asset)
    fine = [row for row in rows if row.status == "ok"]
    yield Heading(3, f"{asset} with {dollars(study.trade.account)}")
    if fine:
        yield _cost_table(study, asset, fine)
    else:
        yield Words("No exchange can take this trade.")
    refused = [row for row in rows if row.status not in ("ok", "no_market")]
    absent = [row.venue for row in rows if row.status == "no_market"]
    said = [_refusal(row) for row in refused]
    if absent:
        said.append(("", f"Not listed on {listed(absent)}."))
    said += _notes(fine)
    if said:
        yield remarks(said)
    if len(study.accounts) > 1:
        yield Words(f"{asset}, cost as a share of the risk taken, by account:")
        yield _account_table(study, asset)


def _cost_table(study: Study, asset: str, rows: list[Verdict]) -> Sheet[Line]:
    """One line per feasible venue; the last columns say what is paid per unit of risk."""
    stopped = study.trade.stop is not None
    best = rows[0].costs
    lines = list[Line]()
    for row in rows:
        cost, size, risk, inputs = row.costs, row.size, row.risk, row.inputs
        if not (cost and size and risk and inputs and best):
            continue
        ratio = cost.bps / best.bps if best.bps > 0 else NONE
        maker = same_contract(study.maker, row)
        lines.append(
            (
                row.venue,
                row.rank,
                row.symbol,
                order(size, inputs.contract),
                size.notional,
                *((risk.actual, risk.account_fraction) if stopped else ()),
                cost.entry_fee + cost.exit_fee,
                cost.spread + cost.slippage,
                cost.funding + cost.carry,
                cost.total,
                cost.r if stopped else cost.bps,
                ratio,
                maker.costs.total if maker and maker.costs and maker.status == "ok" else None,
                data_note(row, study.main.at),
            )
        )
    columns = (
        Field("exchange"),
        Field("rank", quantity),
        Field("contract"),
        Field("size"),
        Field("notional", money),
        *((Field("at risk", money), Field("of account", percent)) if stopped else ()),
        Field("fees", money),
        Field("spread", money),
        Field("funding or carry", money),
        Field("total", money),
        Field("of the risk", percent) if stopped else Field("bp", times),
        Field("vs best", times),
        Field("if entry rests", money),
        Field("data"),
    )
    return table(f"cost-{asset.lower()}", columns, tuple(lines))


def _refusal(row: Verdict) -> tuple[str, str]:
    repair = f" It works with {listed(row.repair, 'or')}." if row.repair else ""
    return f"{row.venue} {row.symbol}:", f"{STATUS[row.status]}: {row.reason}.{repair}"


def _notes(rows: list[Verdict]) -> Iterator[tuple[str, str]]:
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
