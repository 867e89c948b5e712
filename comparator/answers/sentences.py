"""Whole sentences about an answer: the verdict, the plan it is for, and venues that were silent."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby

from comparator.comparison import Answer, Comparison
from comparator.pricing.result import Priced
from comparator.pricing.trade import Trade
from comparator.sources.snapshot import Failure
from comparator.words import (
    account,
    counted,
    day,
    hours,
    listed,
    money,
    percent,
    points,
    price,
    quantity,
    short_percent,
)

NEEDS_MORE = ("over_budget", "below_minimum", "margin_short")
"""What a larger account would mend."""
ORDER = {"maker": "limit", "taker": "market"}


def verdict(answer: Answer, trade: Trade) -> str:
    """The answer in one sentence."""
    able = [row for row in answer.rows if row.status == "ok" and row.costs]
    if not able:
        return _impossible(answer, trade)
    best, *others = able
    equal = [row.venue for row in others if row.rank == best.rank]
    count = f"{len(able)} of {counted(len(answer.rows), 'venue')} can take it"
    head = f"{answer.asset}: {best.venue} is the cheapest venue for this trade"
    if len(answer.rows) == 1:
        head, count = f"{answer.asset}: {best.venue} can take this trade", ""
    text = f"{head}: {_price_of(best, trade)}"
    if best.assumed:
        text += ", at an assumed quote"
    if equal:
        text += f"; {listed(equal)} may be as cheap"
    return f"{text}; {count}." if count else f"{text}."


def freshness(answer: Answer, at: datetime) -> str:
    """How old the contracts and quotes are that the possible rows rest on; empty within a day.

    Fees are left out: a schedule holds until it is changed, however long ago it was read.
    """
    inputs = [row.inputs for row in answer.rows if row.able and row.inputs]
    quotes = [one.market_origin or one.book_origin for one in inputs]
    prices = span_of((at - origin.as_of).days for origin in quotes if origin)
    contracts = span_of((at - one.contract_origin.as_of).days for one in inputs)
    if prices and contracts:
        return f"Its prices are {prices} old, its contracts {contracts}."
    if prices or contracts:
        return f"Its {'prices' if prices else 'contracts'} are {prices or contracts} old."
    return ""


def span_of(days: Iterable[int]) -> str:
    """`69 days`, `51 days to 4 years`, `up to 3 days`; empty where none is a day old."""
    found = sorted(days)
    if not found or not found[-1]:
        return ""
    newest, oldest = _age(found[0]), _age(found[-1])
    if newest == oldest:
        return oldest
    if not found[0]:
        return f"up to {oldest}"
    one, unit = newest.split()
    return f"{one if oldest.split()[1] == unit else newest} to {oldest}"


def _age(days: int) -> str:
    years = days // 365
    return counted(days, "day") if years < 2 else counted(years, "year")  # noqa: PLR2004 - as said


def _price_of(row: Priced, trade: Trade) -> str:
    """`$0.35 in costs, 7.08 % of the $4.93 at risk`."""
    costs, risk, size = row.costs, row.risk, row.size
    if costs is None or size is None:
        return "unknown costs"
    if costs.total >= 0:
        text = f"{money(costs.total)} in costs"
    else:
        text = f"it pays you {money(-costs.total)}"
    if trade.stop is None or risk is None or risk.actual is None or costs.r is None:
        return f"{text}, {points(costs.bps)} basis points of {money(size.notional)}"
    if costs.total < 0:
        return f"{text} on {money(risk.actual)} at risk"
    return f"{text}, {percent(costs.r)} of the {money(risk.actual)} at risk"


def _impossible(answer: Answer, trade: Trade) -> str:
    """No venue can take it; the one that needs the least is named."""
    if not answer.rows:
        return f"{answer.asset}: nothing can be said, as no venue has any data."
    text = f"{answer.asset}: no venue can take this trade"
    needing = [
        (row.minimum.account, row.venue)
        for row in answer.rows
        if row.status in NEEDS_MORE
        and row.minimum
        and row.minimum.account
        and row.minimum.account > trade.account
    ]
    listing = [row for row in answer.rows if row.inputs]
    if needing:
        least, venue = min(needing)
        return f"{text}; {venue} comes nearest and takes it from an account of {account(least)}."
    if not listing:
        return f"{text}: none of {counted(len(answer.rows), 'venue')} lists such a contract."
    return f"{text}; the reasons are below."


def plan(answer: Answer, comparison: Comparison) -> str:
    """The coin and its price, the account and the trade in one line, defaults included."""
    trade, coin = comparison.trade, answer.asset
    if answer.reference:
        coin += f" at {price(answer.reference.price)}"
    return " · ".join([coin, f"account {money(trade.account)}", plan_of(trade)])


def plan_of(trade: Trade) -> str:
    """The trade in one line, whatever the coin and the account, defaults included."""
    parts = [_size(trade)]
    parts.append("no stop" if trade.stop is None else f"stop {short_percent(trade.stop)} away")
    parts.append(
        f"{trade.side}, {ORDER[trade.entry]} order in, {ORDER[trade.exit]} order out,"
        f" held {hours(trade.hold_hours)}"
    )
    if trade.leverage is not None:
        parts.append(f"{quantity(trade.leverage)}x")
    if trade.positions > 1:
        parts.append(f"{trade.positions} such positions")
    parts.append(f"{trade.channel} fees")
    return " · ".join(parts)


def _size(trade: Trade) -> str:
    if trade.qty is not None:
        return f"size {quantity(trade.qty)} coins"
    if trade.notional is not None:
        return f"size {money(trade.notional)}"
    costs = ", costs included" if trade.all_in else ""
    if trade.max_loss is not None:
        return f"loses at most {money(trade.max_loss)} at the stop{costs}"
    return f"risks {short_percent(trade.risk)} = {money(trade.risk_budget)}{costs}"


def failures(failed: Iterable[Failure], as_of: Mapping[str, datetime]) -> Iterator[tuple[str, str]]:
    """Venues that could not be asked, one line for those with the same fate, and what was used.

    `as_of`: by venue, of when that is.
    """
    dates = {venue: day(at) for venue, at in as_of.items()}

    def reason(failure: Failure) -> str:
        return failure.message.removeprefix(failure.venue).strip().split(": ", 1)[-1]

    def fate(failure: Failure) -> tuple[str, str, str]:
        return failure.error, failure.fallback, reason(failure)

    ordered = sorted(failed, key=lambda row: (*fate(row), row.venue))
    for (error, fallback, why), group in groupby(ordered, fate):
        names = [failure.venue for failure in group]
        used = f"{fallback} figures used instead" if fallback else "left out"
        if fallback and len(names) == 1 and names[0] in dates:
            used += f", newest of {dates[names[0]]}"
        told = f"{error} ({why}), {used}"
        yield (names[0], told) if len(names) == 1 else ("", f"{listed(names)}: {told}")
