"""Funding over a day, a week and a month, and how it compares with the fees."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.study import DAYS, Study, rows_of, same_contract
from comparator.pricing.result import Priced
from comparator.render.report.document import Block, Field, Heading, Line, table
from comparator.render.report.figures import dollars
from comparator.render.sheet import Sheet, Words
from comparator.words import (
    NONE,
    listed,
    money,
    origin,
    percent,
    quantity,
    signed_percent,
)

YEAR = Decimal(8760)
"""Hours, for annual rates without compounding."""


def funding(study: Study) -> Iterator[Block]:
    """Per asset: rate and interval, and what holding costs over 1, 7 and 30 days."""
    yield Heading(2, f"Holding costs over {listed([f'{days}' for days in DAYS])} days")
    yield Words(
        "A perpetual contract pays funding between longs and shorts at fixed hours; a positive rate"
        f" is paid by longs. This plan is {study.trade.side}, so positive amounts are costs and"
        " negative ones income. Today's rate is taken for the whole time: the sign may change at"
        " any settlement. Contracts with an expiry pay no funding but carry the difference between"
        " future and spot price."
    )
    for asset in study.assets:
        rows = [row for row in rows_of(study.main, asset) if row.costs and not row.contradicted]
        if rows:
            yield Heading(3, asset)
            yield _table(study, asset, rows)
            heavy = _heavy(study, rows)
            if heavy:
                yield Words(heavy)


def _table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Line]:
    lines = list[Line]()
    for row in rows:
        if row.inputs is None or row.size is None:
            continue
        rate, hours = current(row)
        dated = row.inputs.contract.kind == "future"
        held = [_held(study, row, days) for days in DAYS]
        last = held[-1]
        lines.append(
            (
                row.venue,
                row.symbol,
                NONE if dated else rate,
                NONE if dated else hours,
                NONE if dated else rate and hours and rate * 24 / hours,
                NONE if dated else rate and hours and rate * YEAR / hours,
                row.size.notional,
                *held,
                None if last is None else last / study.trade.account,
                origin(row.inputs.market_origin, study.main.at),
            )
        )
    columns = (
        Field("venue"),
        Field("contract"),
        Field("rate", signed_percent),
        Field("every h", quantity),
        Field("a day", signed_percent),
        Field("a year", percent),
        Field("position", money),
        *(Field(f"{days} day{'s' * (days > 1)}", money) for days in DAYS),
        Field(f"of {dollars(study.trade.account)}", percent),
        Field("data"),
    )
    return table(f"funding-{asset.lower()}", columns, tuple(lines))


def current(row: Priced) -> tuple[Decimal | None, Decimal | None]:
    """Funding rate per interval as a fraction, and the interval in hours; None: unknown."""
    if row.inputs is None or row.inputs.market is None:
        return None, None
    market, spec = row.inputs.market, row.inputs.contract
    return market.funding_rate, market.funding_interval_hours or spec.funding_interval_hours


def _held(study: Study, row: Priced, days: int) -> Decimal | None:
    """Funding and carry of the position in USD over some days."""
    there = same_contract(study.by_days[days], row)
    return there.costs.funding + there.costs.carry if there and there.costs else None


def _heavy(study: Study, rows: list[Priced]) -> str | None:
    """Where a week of holding costs more than getting in and out; None: nowhere."""
    found = list[str]()
    for row in rows:
        week = _held(study, row, 7)
        if row.costs is None or week is None:
            continue
        fees = row.costs.entry_fee + row.costs.exit_fee
        if week > fees > 0:
            found.append(f"{row.venue} ({money(week)} against {money(fees)})")
    return f"A week costs more than both fees on {listed(found)}." if found else None
