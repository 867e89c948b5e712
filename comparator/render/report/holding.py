"""Funding over a day, a week and a month, and how it compares with the fees."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import structs

from comparator.answers.study import DAYS, Study, rows_of, same_contract
from comparator.pricing.result import Priced
from comparator.render.figures import BY_NAME, chosen
from comparator.render.report.document import Block, Heading
from comparator.render.report.figures import dollars
from comparator.render.sheet import Column, Sheet, Value, Words
from comparator.words import (
    NONE,
    counted,
    listed,
    money,
    origin,
    percent,
    quantity,
    signed_percent,
)

DAY, YEAR = Decimal(24), Decimal(8760)
"""Hours; annual rates are without compounding."""


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


def _table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Priced]:
    """The figures of `compare` for longer times, and the rate and interval they follow from."""

    def rate(row: Priced) -> Value:
        return NONE if _dated(row) else current(row)[0]

    def interval(row: Priced) -> Value:
        return NONE if _dated(row) else current(row)[1]

    def quoted(row: Priced) -> Value:
        return origin(row.inputs.market_origin, study.main.at) if row.inputs else None

    def over(span: Decimal) -> Callable[[Priced], Value]:
        def value(row: Priced) -> Value:
            there, hours = current(row)
            return NONE if _dated(row) else there and hours and there * span / hours

        return value

    def of_account(row: Priced) -> Value:
        last = _held(study, row, DAYS[-1])
        return None if last is None else last / study.trade.account

    def text(show: Callable[[Decimal], str]) -> Callable[[Decimal | str], str]:
        return lambda value: value if isinstance(value, str) else show(value)

    return Sheet(
        name=f"funding-{asset.lower()}",
        columns=(
            *chosen("venue", "symbol"),
            Column("funding_rate", "rate", rate, text(signed_percent)),
            Column("funding_hours", "every h", interval, text(quantity)),
            Column("funding_day", "a day", over(DAY), text(signed_percent)),
            Column("funding_year", "a year", over(YEAR), text(percent)),
            *chosen("notional"),
            *(_days(study, days) for days in DAYS),
            Column("of_account", f"of {dollars(study.trade.account)}", of_account, percent),
            Column("data", "data", quoted, left=True),
        ),
        rows=tuple(row for row in rows if row.inputs and row.size),
    )


def _days(study: Study, days: int) -> Column[Priced]:
    """The column `holding` of `compare`, for so many days instead of those of the trade."""

    def held(row: Priced) -> Value:
        return _held(study, row, days)

    name, head = f"holding_{days}d", counted(days, "day")
    return structs.replace(BY_NAME["holding"], name=name, head=head, value=held)


def _dated(row: Priced) -> bool:
    """Whether it carries the basis of a dated contract instead of funding."""
    return row.inputs is not None and row.inputs.contract.kind == "future"


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
