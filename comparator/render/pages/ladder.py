"""How a ladder reads: all venues side by side, or every step of one."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from comparator.answers.ladder import Ladder, RungRow
from comparator.pricing.trade import Trade
from comparator.render.sheet import Block, Column, Figures, Sheet, Words, reasons, with_reasons
from comparator.words import NONE, account, amount, percent, short_percent


class Line(Struct, frozen=True):
    """One contract with its first milestones."""

    venue: str
    symbol: str
    rungs: tuple[RungRow, ...]


Row = Column[RungRow]
figure = Figures(RungRow)
EVERY: tuple[Row, ...] = (
    figure("asset", "asset", "asset", left=True),
    figure("venue", "venue", "venue", left=True),
    figure("symbol", "contract", "symbol", left=True),
    figure("step", "step", "step"),
    figure("account", "account\nfrom", "account", account),
    figure("size", "size", "size"),
    figure("notional", "notional\nUSD", "notional", amount),
    figure("risk", "risk\nUSD", "risk", amount),
    figure("cost", "cost\nUSD", "cost", amount),
    figure("cost_r", "cost/\nrisk", "cost_r", percent),
)


def sheet(ladder: Ladder) -> Sheet[RungRow]:
    """Every milestone, and the venues without any."""
    return with_reasons(Sheet(name="ladder", columns=EVERY, rows=ladder.rows), ladder.silent)


def page(ladder: Ladder) -> Iterator[Block]:
    """All venues side by side, or every step of one, and the venues without."""
    lines = _lines(ladder.rows)
    if len(lines) == 1:
        detail = (*EVERY[1:3], *EVERY[4:])
        yield Sheet(name="ladder", columns=detail, rows=ladder.rows, every=EVERY)
    else:
        yield overview(ladder.rows)
    yield Words(f"{explained(ladder.trade)} Costs are those of the round trip.", "dim")
    if ladder.silent:
        yield from reasons("no milestones", ((row.venue, row.reason) for row in ladder.silent))


def explained(trade: Trade) -> str:
    """What the accounts of a ladder mean."""
    stop = "" if trade.stop is None else f" and a stop {short_percent(trade.stop)} away"
    risk = short_percent(trade.risk)
    return f"Accounts from which the size can grow by one step, at {risk} risk{stop}."


def overview(rows: Sequence[RungRow]) -> Sheet[Line]:
    """The milestones of one coin, all venues side by side."""
    lines = tuple(_lines(rows))
    empty = "No venue has a milestone for this plan."
    return Sheet(name="ladder", columns=_side_by_side(lines), rows=lines, empty=empty)


def _side_by_side(lines: Sequence[Line]) -> tuple[Column[Line], ...]:
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
    return Column(
        f"step{number + 1}", head, value, account, absent=NONE, keep=8 - number * 6 // most
    )


def _growth(line: Line) -> Decimal | None:
    return line.rungs[1].size - line.rungs[0].size if len(line.rungs) > 1 else None


def _lines(rows: Sequence[RungRow]) -> list[Line]:
    groups = dict[tuple[str, str], list[RungRow]]()
    for row in rows:
        groups.setdefault((row.venue, row.symbol), []).append(row)
    return [Line(venue, symbol, tuple(rungs)) for (venue, symbol), rungs in groups.items()]
