"""How the map of who is best where reads: one table for each of account, stop and holding time."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from comparator.answers.flips import Along, FlipRow, Flips
from comparator.render.sheet import Block, Column, Figures, Sheet, Words
from comparator.words import NONE, account, amount, hours, percent, quantity, short_percent

Row = Column[FlipRow]
figure = Figures(FlipRow)
EVERY: tuple[Row, ...] = (
    figure("asset", "asset", "asset", left=True),
    figure("along", "along", "along", left=True),
    figure("start", "from", "start"),
    figure("end", "to", "end"),
    figure("venue", "best venue", "venue", absent="none can", left=True),
    figure("symbol", "contract", "symbol", absent=NONE, left=True, keep=6),
    figure("cost_r", "cost/\nrisk", "cost_r", percent, absent=NONE),
    figure("total", "cost\nUSD", "total", amount, absent=NONE),
    figure("tied", "may be as cheap", "tied", left=True, keep=4),
)
TITLES: dict[Along, str] = {
    "account": "account in USD",
    "stop": "distance of the stop",
    "hold": "holding time",
}


def sheet(flips: Flips) -> Sheet[FlipRow]:
    """Every stretch."""
    return Sheet(name="flips", columns=EVERY, rows=flips.rows)


def page(flips: Flips) -> Iterator[Block]:
    """A table for each of the three, of each asset."""
    assets = list(dict.fromkeys(row.asset for row in flips.rows))
    for asset in assets:
        for along, title in TITLES.items():
            rows = tuple(row for row in flips.rows if (row.asset, row.along) == (asset, along))
            if rows:
                yield Sheet(
                    name=f"flips-{asset}-{along}".lower(),
                    columns=(*_ends(along), *EVERY[4:]),
                    rows=rows,
                    every=EVERY,
                    title=f"{asset}: {title}",
                )
    trade = flips.trade
    stop = "no stop" if trade.stop is None else f"a stop {short_percent(trade.stop)} away"
    yield Words(
        f"All else as asked: ${quantity(trade.account)}, {stop}, held {hours(trade.hold_hours)}."
        " Found to within 1 %; a venue that is best only between two points looked at, half as far"
        " again apart, is not seen. Costs are those where the stretch begins.",
        "dim",
    )


def _ends(along: Along) -> tuple[Row, Row]:
    texts: dict[Along, Callable[[Decimal], str]] = {
        "account": account,
        "stop": percent,
        "hold": hours,
    }
    text = texts[along]
    return (
        figure("start", "from", "start", text),
        figure("end", "to", "end", text),
    )
