"""What goes wrong with small accounts, in the figures of this very report."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import structs

from comparator.answers.study import Study, rows_of, same_contract
from comparator.pricing.result import Priced
from comparator.pricing.score import score
from comparator.render.report.document import Block, Field, Heading, Line, entries, table
from comparator.render.report.figures import dollars
from comparator.render.sheet import Sheet, Words
from comparator.words import (
    STATUS,
    account,
    listed,
    money,
    percent,
    quantity,
    short_percent,
)

SETTINGS = tuple(Decimal(times) for times in (1, 5, 10, 25, 50, 100))
POSITIONS = (1, 2, 3, 5, 10)
HEAVY = Decimal("0.25")
"""Funding of more than a quarter of the risk deserves a warning; our own judgement."""
CAP = Decimal("0.06")
"""All open risk together: the six-percent rule (A. Elder, Come Into My Trading Room, 2002)."""


def beware(study: Study) -> Iterator[Block]:
    """Over-leverage, funding, spreading thin, and what this report does not know."""
    yield Heading(2, "What to beware of")
    first = next(
        (row for asset in study.assets for row in rows_of(study.main, asset) if row.status == "ok"),
        None,
    )
    yield Heading(3, "Leverage")
    yield Words(
        "A small contract makes a small position possible; leverage makes a large one out of it"
        " again. At 100x a move of about 1 % takes everything: $100 at 100x is a position of"
        " $10,000 that a move of 1 % wipes out. Contract size does not change that; only the"
        " position divided by the account does."
    )
    if first is not None and study.trade.stop is not None:
        yield Words(
            f"This report's {first.asset} position on {study.name(first.venue)} at other settings:"
            " the margin shrinks, the loss at the stop does not, and liquidation comes closer."
        )
        yield _leverage_table(study, first)
    heavy = list(_funding(study))
    yield Heading(3, "Funding")
    yield Words(
        "Fees are paid twice, funding at every settlement. A position that is left open for weeks"
        " can pay more in funding than it ever paid in fees, and a crowded market pays the most."
    )
    if heavy:
        yield entries(heavy)
    yield Heading(3, "Too many positions")
    yield Words(
        "Each position risks its own share. Where the smallest order is coarse, a small account"
        " cannot split its risk: it trades fewer coins, or risks more than planned. Open risk of"
        f" more than {short_percent(CAP)} in all is a common upper bound."
    )
    if study.trade.max_loss is None and study.trade.stop is not None:
        yield _positions_table(study)


def _leverage_table(study: Study, row: Priced) -> Sheet[Line]:
    """One position at several leverage settings of its venue."""
    if row.inputs is None or row.size is None:
        return table("leverage", (Field("leverage"),), ())
    data = study.data(row.venue)
    entry = row.size.notional / row.size.base * row.inputs.contract.underlying_multiplier
    lines = list[Line]()
    for setting in SETTINGS:
        pinned = structs.replace(study.trade, leverage=setting)
        there = score(pinned, data, row.inputs.contract, study.main.at)
        margin = there.margin
        if margin is None or there.risk is None:
            continue
        price = margin.liquidation_price
        never = "none" if margin.known else None
        away = never if price is None else abs(price / entry - 1)
        shown = f"{quantity(setting)}x"
        lines.append((shown, margin.initial, there.risk.actual, away, STATUS[there.status]))
    columns = (
        Field("leverage"),
        Field("margin", money),
        Field("loss at the stop", money),
        Field("liquidated after a move of", percent),
        Field("trade possible"),
    )
    return table("leverage", columns, lines)


def _funding(study: Study) -> Iterator[tuple[str, str]]:
    """Where a month of funding eats a good part of what the plan risks."""
    for asset in study.assets:
        found = list[str]()
        for row in rows_of(study.main, asset):
            there = same_contract(study.by_days[max(study.by_days)], row)
            if row.status != "ok" or not (there and there.costs and row.risk and row.risk.actual):
                continue
            share = there.costs.funding / row.risk.actual
            if share > HEAVY:
                found.append(f"{row.venue} {money(there.costs.funding)} ({percent(share)})")
        if found:
            yield f"{asset}, a month at today's rate and its share of the risk:", listed(found)


def _positions_table(study: Study) -> Sheet[Line]:
    """The risk of several positions, and the account that splits one risk over them."""
    trade = study.trade
    lines = list[Line]()
    for count in POSITIONS:
        together = trade.risk * count
        lines.append(
            (
                count,
                trade.account * together,
                together,
                "within" if together <= CAP else "above",
                *(_split(study, asset, count) for asset in study.assets),
            )
        )
    share = short_percent(trade.risk)
    columns = (
        Field("positions", quantity),
        Field("risk together", money),
        Field(f"of {dollars(trade.account)}", percent),
        Field(short_percent(CAP)),
        *(Field(f"{asset}, account to split {share}") for asset in study.assets),
    )
    return table("positions", columns, lines)


def _split(study: Study, asset: str, count: int) -> str | None:
    """The smallest account whose risk, divided by `count`, still pays for a smallest order."""
    needed = [
        (row.minimum.account, row.venue)
        for row in rows_of(study.main, asset)
        if row.minimum and row.minimum.account is not None
    ]
    if not needed:
        return None
    least = min(amount for amount, _ in needed)
    venues = [venue for amount, venue in needed if amount == least]
    return f"{account(least * count)} on {listed(venues, 'or')}"
