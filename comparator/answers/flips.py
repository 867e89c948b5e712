"""Where the best venue changes: along the account, the distance of the stop, the holding time."""

from collections.abc import Callable, Iterator
from decimal import Context, Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from comparator.answers.document import OfTrade, prices
from comparator.comparison import Comparison, Ready, ready
from comparator.pricing.result import Priced

Along = Literal["account", "stop", "hold"]
RANGES: dict[Along, tuple[Decimal, Decimal]] = {
    "account": (Decimal(20), Decimal(100_000)),
    "stop": (Decimal("0.002"), Decimal("0.2")),
    "hold": (Decimal(1), Decimal(720)),
}
"""What is looked through: USD, fraction of the price, hours."""
FIELDS: dict[Along, str] = {"account": "account", "stop": "stop", "hold": "hold_hours"}
STEP = Decimal("1.5")
"""From one point looked at to the next; a venue that is best only in between is not seen."""
CLOSE = Decimal("1.01")
"""A change between two points is then found to within 1 %."""
DIGITS = Context(prec=4)


class FlipRow(Struct, frozen=True, kw_only=True):
    """A stretch along which one venue stays best."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    along: Annotated[
        Along,
        Meta(description="what is changed, all else being as asked: account, stop or hold"),
    ]
    start: Annotated[
        Decimal,
        Meta(description="where it begins, to within 1 %: USD, fraction of the price, or hours"),
    ]
    end: Annotated[
        Decimal, Meta(description="where the next begins, or the end of what was looked through")
    ]
    venue: Annotated[str | None, Meta(description="the best venue; null: none can take the trade")]
    symbol: Annotated[str | None, Meta(description="its contract; null: none")]
    cost_r: Annotated[Decimal | None, Meta(description="total / risk where the stretch begins")]
    total: Annotated[Decimal | None, Meta(description="USD of all costs where it begins")]
    tied: Annotated[
        tuple[str, ...],
        Meta(description="venues that may be as cheap there: their bands overlap its own"),
    ]


class Flips(OfTrade, frozen=True, kw_only=True):
    """comparator.flips/1: who is best where."""

    rows: Annotated[tuple[FlipRow, ...], Meta(description="the records")]


class Point(Struct, frozen=True):
    """The answer for one value: the contracts that can take the trade, best first."""

    value: Decimal
    rows: tuple[Priced, ...]

    @property
    def best(self) -> str | None:
        """The best venue; None: no venue can take it."""
        return self.rows[0].venue if self.rows else None


def document(comparison: Comparison) -> Flips:
    """Every stretch along each of the three, for every asset; a trade without a stop has two."""
    judged = again(comparison)
    rows = (
        row
        for answer in comparison.answers
        for along in RANGES
        if along != "stop" or comparison.trade.stop is not None
        for row in _stretches(judged, answer.asset, along)
    )
    return Flips(
        schema="comparator.flips/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        trade=comparison.trade,
        rows=tuple(rows),
        references=prices(comparison),
        failed=comparison.failed,
    )


def again(comparison: Comparison) -> Ready:
    """What a comparison was priced from: what venues say is judged once, for any number of trades.

    Neither account nor stop nor holding time changes what is believed.
    """
    return ready(
        comparison.snapshot,
        comparison.trade,
        [answer.asset for answer in comparison.answers],
        choice=comparison.choice,
        only=[data.venue for data in comparison.venues],
    )


def _stretches(judged: Ready, asset: str, along: Along) -> Iterator[FlipRow]:
    def at(value: Decimal) -> Point:
        trade = structs.replace(judged.trade, **{FIELDS[along]: value})
        rows = structs.replace(judged, trade=trade).rows(asset)
        return Point(value, tuple(row for row in rows if row.status == "ok"))

    starts = list(_starts(at, *RANGES[along]))
    ends = [point.value for point in starts[1:]] + [RANGES[along][1]]
    for point, end in zip(starts, ends, strict=True):
        best = point.rows[0] if point.rows else None
        tied = dict.fromkeys(
            row.venue
            for row in point.rows
            if best and row.rank == best.rank and row.venue != best.venue
        )
        yield FlipRow(
            asset=asset,
            along=along,
            start=point.value,
            end=end,
            venue=best.venue if best else None,
            symbol=best.symbol if best else None,
            cost_r=best.costs.r if best and best.costs else None,
            total=best.costs.total if best and best.costs else None,
            tied=tuple(tied),
        )


def _starts(at: Callable[[Decimal], Point], low: Decimal, high: Decimal) -> Iterator[Point]:
    """The first point, and each at which another venue is best than before."""
    before = at(low)
    yield before
    while before.value < high:
        after = at(min(DIGITS.multiply(before.value, STEP), high))
        while after.best != before.best:
            found = _change(at, before, after)
            yield found
            before = found
        before = after


def _change(at: Callable[[Decimal], Point], before: Point, after: Point) -> Point:
    """The nearest point seen, within CLOSE, at which the venue best at `before` is so no longer."""
    # Halving on a scale of ratios: accounts and times span orders of magnitude
    while after.value > before.value * CLOSE:
        middle = at(DIGITS.sqrt(before.value * after.value))
        if middle.best == before.best:
            before = middle
        else:
            after = middle
    return after
