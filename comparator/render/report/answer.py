"""The first page: the verdict, and who can trade what."""

from collections.abc import Iterator

from comparator.answers.study import Study, row_of, rows_of
from comparator.pricing.result import Costs
from comparator.render.report.document import Block, Field, Heading, table
from comparator.render.report.figures import dollars, plan_text
from comparator.render.sheet import Words
from comparator.words import (
    STATUS,
    account,
    listed,
    money,
    percent,
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
        said = f"With {account} the cheapest venue that can take this trade: {winners}"
        said += f"; none can take {listed(nowhere, 'or')}." if nowhere else "."
    else:
        said = f"With {account} no venue can take this trade in {listed(nowhere, 'or')}."
    return said, _reach(study)


def _burden(costs: Costs) -> str:
    if costs.r is None:
        return f"{money(costs.total)}, {times(costs.bps)} bp of the position"
    return f"{money(costs.total)}, {percent(costs.r)} of what is risked"


def _reach(study: Study) -> str:
    rows = [row for asset in study.assets for row in rows_of(study.main, asset)]
    traded = [row for row in rows if row.status != "no_market" and not row.contradicted]
    blind = [row for row in traded if row.status == "no_data"]
    out = [row for row in traded if row.status not in ("ok", "no_data")]
    known = [
        (row.minimum.account, row)
        for row in traded
        if row.minimum and row.minimum.account is not None
    ]
    said = f"Of {len(traded)} listed pairs of venue and coin {len(out) or 'none'}"
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
        " In brackets the smallest order the venue accepts."
    )
    rows = [
        (data.venue, *(_reachable(study, asset, data.venue) for asset in study.assets))
        for data in study.venues
    ]
    columns = (Field("venue"), *(Field(asset) for asset in study.assets))
    yield table("who-can-trade-what", columns, tuple(rows))


def _reachable(study: Study, asset: str, venue: str) -> str:
    rows = [row_of(comparison, asset, venue) for comparison in study.by_account]
    first = rows[0]
    if first.minimum is None:
        return study.status(first)
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
