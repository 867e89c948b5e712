"""How a position grows with the account: the accounts at which each next lot is affordable."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from comparator.comparison import Answer, Comparison
from comparator.pricing.breakpoints import Rung, ladder
from comparator.pricing.trade import Trade
from comparator.render.documents import Document
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.render.words import NONE, account, amount, percent, short_percent
from comparator.sources.store import Failure


class RungRow(Struct, frozen=True, kw_only=True):
    """One milestone; money in USD, sizes in coins."""

    asset: str
    venue: str
    symbol: str
    step: int  # 1 is the smallest order
    account: Decimal
    size: Decimal
    notional: Decimal
    risk: Decimal
    cost: Decimal
    cost_r: Decimal  # cost / risk


class Ladder(Document, frozen=True, kw_only=True):
    """comparator.ladder/1: account milestones, per venue."""

    trade: Trade
    rows: tuple[RungRow, ...]
    failed: tuple[Failure, ...]


class Line(Struct, frozen=True):
    """One contract with its first milestones."""

    venue: str
    symbol: str
    rungs: tuple[RungRow, ...]


Row = Column[RungRow]
EVERY: tuple[Row, ...] = (
    Row("asset", "asset", lambda row: row.asset, left=True),
    Row("venue", "venue", lambda row: row.venue, left=True),
    Row("symbol", "contract", lambda row: row.symbol, left=True),
    Row("step", "step", lambda row: row.step),
    Row("account", "account\nfrom", lambda row: row.account, account),
    Row("size", "size", lambda row: row.size),
    Row("notional", "notional\nUSD", lambda row: row.notional, amount),
    Row("risk", "risk\nUSD", lambda row: row.risk, amount),
    Row("cost", "cost\nUSD", lambda row: row.cost, amount),
    Row("cost_r", "cost/\nrisk", lambda row: row.cost_r, percent),
)


def document(found: Comparison, steps: int) -> Ladder:
    """The first `steps` milestones of each venue's contract with the lowest one."""
    return Ladder(
        schema="comparator.ladder/1",
        generated_at=found.at,
        trade=found.trade,
        rows=tuple(row for answer in found.answers for row in _rows(answer, found, steps)),
        failed=found.failed,
    )


def sheet(found: Ladder) -> Sheet[RungRow]:
    """Every milestone."""
    return Sheet(name="ladder", columns=EVERY, rows=found.rows)


def page(found: Ladder, silent: list[tuple[str, str]]) -> Iterator[Block]:
    """All venues side by side, or every step of one; `silent`: venues without, and why."""
    lines = _lines(found.rows)
    empty = "No venue has a milestone for this plan."
    if len(lines) == 1:
        detail = (*EVERY[1:3], *EVERY[4:])
        yield Sheet(name="ladder", columns=detail, rows=found.rows, every=EVERY)
    else:
        yield Sheet(name="ladder", columns=_overview(lines), rows=tuple(lines), empty=empty)
    trade = found.trade
    rule = short_percent(trade.risk)
    stop = "" if trade.stop is None else f" and a stop {short_percent(trade.stop)} away"
    yield Words(
        f"Accounts from which the size can grow by one step, at {rule} risk{stop}."
        " Costs are those of the round trip.",
        "dim",
    )
    if silent:
        yield Items(title="no milestones", rows=tuple(silent))


def without(found: Comparison, rows: Ladder) -> list[tuple[str, str]]:
    """Venues that have no milestone, and why."""
    there = {row.venue for row in rows.rows}
    return [
        (row.venue, row.reason or "no account can hold this position safely, or no depth is known")
        for answer in found.answers
        for row in answer.rows
        if row.venue not in there
    ]


def _overview(lines: list[Line]) -> tuple[Column[Line], ...]:
    most = max((len(line.rungs) for line in lines), default=0)
    return (
        Column("venue", "venue", lambda line: line.venue, left=True),
        Column("symbol", "contract", lambda line: line.symbol, left=True, keep=1),
        Column("size", "first\nsize", lambda line: line.rungs[0].size),
        Column("next", "each\nnext", _growth, absent=NONE),
        *(_account(number, most) for number in range(most)),
    )


def _account(number: int, most: int) -> Column[Line]:
    def value(line: Line) -> Decimal | None:
        return line.rungs[number].account if number < len(line.rungs) else None

    head = "account" if number == 0 else f"step {number + 1}"
    return Column(f"step{number + 1}", head, value, account, NONE, keep=8 - number * 6 // most)


def _growth(line: Line) -> Decimal | None:
    return line.rungs[1].size - line.rungs[0].size if len(line.rungs) > 1 else None


def _lines(rows: tuple[RungRow, ...]) -> list[Line]:
    groups = dict[tuple[str, str], list[RungRow]]()
    for row in rows:
        groups.setdefault((row.venue, row.symbol), []).append(row)
    return [Line(venue, symbol, tuple(rungs)) for (venue, symbol), rungs in groups.items()]


def _rows(answer: Answer, found: Comparison, steps: int) -> Iterator[RungRow]:
    lines = list[list[RungRow]]()
    for data in found.venues:
        ladders = [
            [
                _row(row.venue, row.symbol, number, rung, answer.asset)
                for number, rung in enumerate(
                    ladder(found.trade, data, row.inputs.contract, found.at, steps), 1
                )
            ]
            for row in answer.candidates
            if row.venue == data.venue and row.inputs
        ]
        known = [rungs for rungs in ladders if rungs]
        if known:
            lines.append(min(known, key=lambda rungs: rungs[0].account))
    for rungs in sorted(lines, key=lambda rungs: (rungs[0].account, rungs[0].venue)):
        yield from rungs


def _row(venue: str, symbol: str, number: int, rung: Rung, asset: str) -> RungRow:
    return RungRow(
        asset=asset,
        venue=venue,
        symbol=symbol,
        step=number,
        account=rung.account,
        size=rung.base,
        notional=rung.notional,
        risk=rung.risk,
        cost=rung.cost,
        cost_r=rung.r,
    )
