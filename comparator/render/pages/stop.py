"""How stop distances read: a sentence, the table, and who is missing."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.stop import Stop, StopRow
from comparator.render.sheet import Block, Column, Figures, Sheet, Words, reasons, with_reasons
from comparator.schema import ONE
from comparator.words import NONE, amount, money, percent, quantity


def distance(fraction: Decimal) -> str:
    """`1.19 %`; `any` where even the whole price is less than the loss allows."""
    return "any" if fraction >= ONE else percent(fraction)


Row = Column[StopRow]
figure = Figures(StopRow)
EVERY: tuple[Row, ...] = (
    figure("asset", "asset", "asset", left=True),
    figure("venue", "venue", "venue", left=True),
    figure("symbol", "contract", "symbol", left=True, keep=5),
    figure("size", "size", "size"),
    figure("notional", "notional\nUSD", "notional", amount),
    figure("gross", "stop\nby price", "gross", distance, absent=NONE),
    figure("net", "stop\nwith costs", "net", distance, absent=NONE),
    figure("smallest", "smallest\norder", "smallest", keep=6),
    figure("widest", "its stop\nby price", "widest", distance, keep=6),
    figure("widest_net", "its stop\nwith costs", "widest_net", distance, absent=NONE, keep=7),
)


def sheet(stop: Stop) -> Sheet[StopRow]:
    """Every row, and the venues without one."""
    return with_reasons(_table(stop), stop.silent)


def _table(stop: Stop) -> Sheet[StopRow]:
    return Sheet(
        name="stop",
        columns=EVERY[1:],
        rows=stop.rows,
        every=EVERY,
        empty="No venue has the quotes and depth to say.",
    )


def _widest(stop: Stop, best: StopRow) -> str:
    """Where the stop may be on the venue that allows the widest."""
    text = (
        f"Losing {money(stop.max_loss)} at most with {quantity(best.size)} {best.asset}: the stop"
    )
    net, gross = best.net or Decimal(0), best.gross or Decimal(0)
    if net >= ONE:
        worth = money(best.notional)
        return f"{text} may be farther away than the whole price: on {best.venue} it is {worth}."
    return (
        f"{text} may be {percent(net)} away on {best.venue}, costs included"
        f" ({distance(gross)} by price alone)."
    )


def page(stop: Stop) -> Iterator[Block]:
    """A sentence, the table, and who is missing."""
    able = [row for row in stop.rows if row.net is not None]
    if able:
        yield Words(_widest(stop, able[0]), "strong")
    elif stop.rows:
        yield Words(
            f"No venue leaves room for a stop: {quantity(stop.size)} coins are below the smallest"
            f" order, or costs alone come to {money(stop.max_loss)}.",
            "strong",
        )
    yield _table(stop)
    yield Words(
        "The smallest order allows the widest stop for the same loss; a size of 0 is below it."
        " Whether liquidation comes first depends on the leverage: comparator compare says.",
        "dim",
    )
    if stop.silent:
        yield from reasons("no answer", ((row.venue, row.reason) for row in stop.silent))
