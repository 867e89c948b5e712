"""How minimums read: one table for one coin; for several a table with a column per coin."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from comparator.answers.minimum import Minimum, MinimumRow
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words, reasons
from comparator.words import NONE, STATUS, UNKNOWN, account, amount, short_percent

Row = Column[MinimumRow]
figure = Figures(MinimumRow)
EVERY: tuple[Row, ...] = (
    figure("asset", "asset", "asset", left=True),
    figure("venue", "venue", "venue", left=True),
    figure("symbol", "contract", "symbol", absent="not listed", left=True),
    figure("size", "smallest\norder", "size"),
    figure("notional", "worth\nUSD", "notional", amount),
    figure("account", "smallest\naccount", "account", account),
    figure("estimated", "estimated", "estimated", keep=5),
    figure("affordable", "within\nyours", "affordable"),
    figure("status", "possible", "status", lambda value: STATUS[value], left=True),
    figure("reason", "reason", "reason", left=True),
)


class Line(Struct, frozen=True):
    """One venue with its row for each coin."""

    venue: str
    by_asset: dict[str, MinimumRow]


def sheet(document: Minimum) -> Sheet[MinimumRow]:
    """The long table, for data."""
    return Sheet(name="minimum", columns=EVERY, rows=document.rows)


def page(minimum: Minimum) -> Iterator[Block]:
    """One table for one coin, two with a column per coin for several, and what is contradicted."""
    trade = minimum.trade
    assets = list(dict.fromkeys(row.asset for row in minimum.rows))
    stop = "no stop" if trade.stop is None else f"a stop {short_percent(trade.stop)} away"
    if len(assets) == 1:
        guessed = any(row.estimated for row in minimum.rows)
        columns = EVERY[1 : 7 if guessed else 6]
        there = tuple(row for row in minimum.rows if row.symbol and not row.shut)
        empty = f"No venue lists {assets[0]}."
        yield Sheet(name="minimum", columns=columns, rows=there, every=EVERY, empty=empty)
        without = [
            (row.venue, row.reason) for row in minimum.rows if not row.symbol and not row.shut
        ]
        if without:
            yield from reasons("no such contract", without)
    else:
        yield _matrix(minimum, assets, "smallest account", "account")
        yield _matrix(minimum, assets, "smallest order in USD", "notional")
    odd = [row for row in minimum.rows if row.contradicted]
    if odd:
        yield Items(
            title="contradicted: not to be relied on",
            rows=tuple((f"{row.venue} {row.symbol}", row.reason) for row in odd),
        )
    shut = dict.fromkeys((row.venue, row.reason) for row in minimum.rows if row.shut)
    if shut:
        yield from reasons("not open to you", [*shut])
    yield Words(
        f"smallest account: what it takes to risk {short_percent(trade.risk)} with {stop}."
        " A wider stop or a smaller risk needs a larger account; leverage does not lower it."
        " -: no such contract is known; ~: estimated, as there is no quote.",
        "dim",
    )


def _matrix(minimum: Minimum, assets: list[str], title: str, field: str) -> Sheet[Line]:
    lines = dict[str, Line]()
    for row in minimum.rows:
        if row.shut:
            continue
        lines.setdefault(row.venue, Line(row.venue, {})).by_asset[row.asset] = row

    def column(asset: str) -> Column[Line]:
        def text(line: Line) -> str:
            row = line.by_asset.get(asset)
            if row is None or row.symbol is None:
                return NONE
            value: Decimal | None = getattr(row, field)
            if value is None:
                return UNKNOWN
            about = "~" if row.estimated else ""
            return about + (account(value) if field == "account" else amount(value))

        return Column(asset, asset, text, keep=max(1, 8 - assets.index(asset)))

    venue = Column[Line]("venue", "venue", lambda line: line.venue, left=True)
    return Sheet(
        name=f"minimum-{field}",
        columns=(venue, *map(column, assets)),
        rows=tuple(lines[name] for name in sorted(lines)),
        title=title,
    )
