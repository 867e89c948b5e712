"""How far a stop may be for a maximum loss, by price alone and after costs."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from comparator.comparison import Comparison
from comparator.pricing.breakpoints import stop_for
from comparator.pricing.result import Priced
from comparator.render.documents import Document
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.render.words import NONE, amount, money, percent, quantity
from comparator.schema import ONE
from comparator.sources.store import Failure


class StopRow(Struct, frozen=True, kw_only=True):
    """One contract; distances are fractions of the price, null: costs alone take the loss."""

    asset: str
    venue: str
    symbol: str
    size: Decimal  # coins, in whole lots; 0: below the smallest order
    notional: Decimal
    gross: Decimal | None  # by price alone
    net: Decimal | None  # costs included
    smallest: Decimal  # coins of the smallest order
    widest: Decimal  # stop of the smallest order, by price alone
    widest_net: Decimal | None


class Stop(Document, frozen=True, kw_only=True):
    """comparator.stop/1: stop distances for a size and a loss."""

    size: Decimal
    max_loss: Decimal
    rows: tuple[StopRow, ...]
    failed: tuple[Failure, ...]


def distance(fraction: Decimal) -> str:
    """`1.19 %`; `any` where even the whole price is less than the loss allows."""
    return "any" if fraction >= ONE else percent(fraction)


Row = Column[StopRow]
EVERY: tuple[Row, ...] = (
    Row("asset", "asset", lambda row: row.asset, left=True),
    Row("venue", "venue", lambda row: row.venue, left=True),
    Row("symbol", "contract", lambda row: row.symbol, left=True, keep=5),
    Row("size", "size", lambda row: row.size),
    Row("notional", "notional\nUSD", lambda row: row.notional, amount),
    Row("gross", "stop\nby price", lambda row: row.gross, distance, NONE),
    Row("net", "stop\nwith costs", lambda row: row.net, distance, NONE),
    Row("smallest", "smallest\norder", lambda row: row.smallest, keep=6),
    Row("widest", "its stop\nby price", lambda row: row.widest, distance, keep=6),
    Row("widest_net", "its stop\nwith costs", lambda row: row.widest_net, distance, NONE, keep=7),
)


def document(found: Comparison, size: Decimal, loss: Decimal) -> Stop:
    """One row per venue: its contract with the widest stop for this size."""
    rows = list[StopRow]()
    for answer in found.answers:
        for best in answer.rows:
            candidates = [row for row in answer.candidates if row.venue == best.venue]
            known = [row for one in candidates if (row := _row(one, found, size, loss))]
            if known:
                rows.append(max(known, key=lambda row: (row.net or 0, row.widest_net or 0)))
    rows.sort(key=lambda row: (-(row.net or 0), -(row.widest_net or 0), row.venue))
    return Stop(
        schema="comparator.stop/1",
        generated_at=found.at,
        size=size,
        max_loss=loss,
        rows=tuple(rows),
        failed=found.failed,
    )


def sheet(found: Stop) -> Sheet[StopRow]:
    """The table."""
    return Sheet(
        name="stop",
        columns=EVERY[1:],
        rows=found.rows,
        every=EVERY,
        empty="No venue has the quotes and depth to say.",
    )


def page(found: Stop, silent: list[tuple[str, str]]) -> Iterator[Block]:
    """A sentence, the table, and who is missing."""
    able = [row for row in found.rows if row.net is not None]
    if able:
        best = able[0]
        yield Words(
            f"Losing {money(found.max_loss)} at most with {quantity(best.size)} {best.asset}: the"
            f" stop may be {percent(best.net or Decimal(0))} away on {best.venue}, costs included"
            f" ({percent(best.gross or Decimal(0))} by price alone).",
            "strong",
        )
    elif found.rows:
        yield Words(
            f"No venue leaves room for a stop: {quantity(found.size)} coins are below the smallest"
            f" order, or costs alone come to {money(found.max_loss)}.",
            "strong",
        )
    yield sheet(found)
    yield Words(
        "The smallest order allows the widest stop for the same loss; a size of 0 is below it."
        " Whether liquidation comes first depends on the leverage: comparator compare says.",
        "dim",
    )
    if silent:
        yield Items(title="no answer", rows=tuple(silent))


def without(found: Comparison, rows: Stop) -> list[tuple[str, str]]:
    """Venues that have no row, and why."""
    there = {row.venue for row in rows.rows}
    return [
        (row.venue, row.reason or "the known depth is short")
        for answer in found.answers
        for row in answer.rows
        if row.venue not in there
    ]


def _row(row: Priced, found: Comparison, size: Decimal, loss: Decimal) -> StopRow | None:
    if row.inputs is None:
        return None
    data = next(data for data in found.venues if data.venue == row.venue)
    spec = row.inputs.contract
    stops = stop_for(found.trade, data, spec, found.at, coins=size, loss=loss)
    if stops is None:
        return None
    return StopRow(
        asset=spec.base,
        venue=spec.venue,
        symbol=spec.symbol,
        size=stops.base,
        notional=stops.notional,
        gross=stops.gross,
        net=stops.net,
        smallest=stops.smallest_base,
        widest=stops.widest,
        widest_net=stops.widest_net,
    )
