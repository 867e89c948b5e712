"""What is the least one can trade: smallest order and smallest account, asset by venue."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from comparator.comparison import Answer, Comparison
from comparator.pricing.result import Priced, Status
from comparator.pricing.trade import Trade
from comparator.render.documents import Document
from comparator.render.estimate import estimated
from comparator.render.sheet import Block, Column, Sheet, Words
from comparator.render.words import NONE, STATUS, UNKNOWN, account, amount, short_percent
from comparator.sources.store import Failure


class MinimumRow(Struct, frozen=True, kw_only=True):
    """One venue's contract with the lowest entry for one asset; money in USD, null is unknown."""

    asset: str
    venue: str
    symbol: str | None  # null: it lists none
    size: Decimal | None  # coins of the smallest order
    notional: Decimal | None
    account: Decimal | None  # smallest that may follow the rule
    affordable: bool  # for the account given
    estimated: bool  # there is no quote: worked out at the price of the coin elsewhere
    status: Status
    reason: str


class Minimum(Document, frozen=True, kw_only=True):
    """comparator.minimum/1: who can trade what, and from which account."""

    trade: Trade
    rows: tuple[MinimumRow, ...]
    failed: tuple[Failure, ...]


Row = Column[MinimumRow]
EVERY: tuple[Row, ...] = (
    Row("asset", "asset", lambda row: row.asset, left=True),
    Row("venue", "venue", lambda row: row.venue, left=True),
    Row("symbol", "contract", lambda row: row.symbol, absent="not listed", left=True),
    Row("size", "smallest\norder", lambda row: row.size),
    Row("notional", "worth\nUSD", lambda row: row.notional, amount),
    Row("account", "smallest\naccount", lambda row: row.account, account),
    Row("estimated", "estimated", lambda row: row.estimated, keep=5),
    Row("affordable", "within\nyours", lambda row: row.affordable),
    Row("status", "possible", lambda row: row.status, lambda value: STATUS[value], left=True),
    Row("reason", "reason", lambda row: row.reason, left=True),
)


class Line(Struct, frozen=True):
    """One venue of the matrix, its rows by asset."""

    venue: str
    by_asset: dict[str, MinimumRow]


def document(found: Comparison) -> Minimum:
    """The lowest entry of every venue, for every asset."""
    rows = [
        _least(
            [row for row in answer.candidates if row.venue == best.venue] or [best], answer, found
        )
        for answer in found.answers
        for best in answer.rows
    ]
    return Minimum(
        schema="comparator.minimum/1",
        generated_at=found.at,
        trade=found.trade,
        rows=tuple(sorted(rows, key=lambda row: (row.asset, _entry(row), row.venue))),
        failed=found.failed,
    )


def sheet(document: Minimum) -> Sheet[MinimumRow]:
    """The long table, for data."""
    return Sheet(name="minimum", columns=EVERY, rows=document.rows)


def page(found: Minimum) -> Iterator[Block]:
    """Two matrices for several assets, one table for one."""
    trade = found.trade
    assets = list(dict.fromkeys(row.asset for row in found.rows))
    stop = "no stop" if trade.stop is None else f"a stop {short_percent(trade.stop)} away"
    if len(assets) == 1:
        guessed = any(row.estimated for row in found.rows)
        columns = EVERY[1 : 7 if guessed else 6]
        yield Sheet(name="minimum", columns=columns, rows=found.rows, every=EVERY)
    else:
        yield _matrix(found, assets, "smallest account", "account")
        yield _matrix(found, assets, "smallest order in USD", "notional")
    yield Words(
        f"smallest account: what it takes to risk {short_percent(trade.risk)} with {stop}."
        " A wider stop or a smaller risk needs a larger account; leverage does not lower it."
        " -: not listed; ~: estimated, as there is no quote.",
        "dim",
    )


def _matrix(found: Minimum, assets: list[str], title: str, field: str) -> Sheet[Line]:
    lines = dict[str, Line]()
    for row in found.rows:
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


def _least(rows: list[Priced], answer: Answer, found: Comparison) -> MinimumRow:
    built = list[MinimumRow]()
    for row in rows:
        guess = None if row.minimum else estimated(row, answer, found)
        built.append(_row(row, guess, found.trade.account))
    return min(built, key=_entry)


def _entry(row: MinimumRow) -> tuple[bool, bool, Decimal, Decimal]:
    """Known before unknown, quoted before estimated, low before high."""
    zero = Decimal(0)
    return row.account is None, row.estimated, row.account or zero, row.notional or zero


def _row(row: Priced, guess: Priced | None, owned: Decimal) -> MinimumRow:
    least = guess.minimum if guess else row.minimum
    needed = least.account if least else None
    return MinimumRow(
        asset=row.asset,
        venue=row.venue,
        symbol=row.symbol or None,
        size=least.base if least else None,
        notional=least.notional if least else None,
        account=needed,
        affordable=needed is not None and needed <= owned,
        estimated=guess is not None,
        status=row.status,
        reason=row.reason,
    )
