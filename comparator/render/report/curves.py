"""Account-size curves: the exact steps of cost and feasibility, ready to be drawn."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise, zip_longest
from typing import Any

from msgspec import structs

from comparator.answers.study import Study, rows_of
from comparator.pricing.breakpoints import Point, curve
from comparator.pricing.result import Priced
from comparator.render.report.document import Block, Chart, Heading
from comparator.render.sheet import Words
from comparator.schema import ZERO
from comparator.words import STATUS, quantity

RANGES = ((50, 100, 5), (100, 500, 10), (500, 1000, 25), (1000, 5000, 100), (5000, 10_250, 250))
ACCOUNTS = tuple(account for span in RANGES for account in range(*span))
"""The accounts that are drawn, in USD, rounded the way people say them."""
LOW, HIGH = Decimal(ACCOUNTS[0]), Decimal(ACCOUNTS[-1])
KINDS = {"ok": "yes", "over_budget": "over"}
STEPS = 90
"""Steps that are drawn exactly; further up they are finer than a line."""
SPARSE = 2
"""Beyond those, every so many accounts are joined."""


def curves(study: Study) -> Iterator[Block]:
    """One chart per asset."""
    if study.trade.stop is None or study.trade.max_loss is not None or _sized(study):
        return  # the size does not follow from the account: there is no curve
    yield Heading(2, "How the answer changes with the account")
    yield Words(
        "On top the cost as a share of the risk really taken, from the account on that the plan"
        " needs. In the middle what the order puts at risk: it jumps at the exact accounts where"
        " the order grows by a lot, and falls behind the plan until the next. At the bottom from"
        " which account on a venue takes the trade; lighter where it takes it only at a higher"
        " risk than planned. The venues that lead have a colour each, the same in every"
        " chart; the others are grey."
    )
    for asset in study.assets:
        found = {
            row.venue: (row, points)
            for row in rows_of(study.main, asset)
            if (points := _points(study, row))
        }
        if found:
            yield Chart(
                name=asset.lower(),
                title=f"{asset}: cost and feasibility from $50 to $10,000",
                text=f"Cost, risk and feasibility by account for {asset}: the best venues in"
                " colours, the others grey",
                venues=best_first(study),
                segments=tuple(
                    segment for row, points in found.values() for segment in _segments(row, points)
                ),
                planned=float(study.trade.risk),
                accounts=ACCOUNTS,
                answers={venue: _answers(row, points) for venue, (row, points) in found.items()},
            )


def best_first(study: Study) -> tuple[str, ...]:
    """All venues, those that lead in any asset first: the first ones have colours of their own."""
    ranked = [[row.venue for row in rows_of(study.main, asset)] for asset in study.assets]
    places = zip_longest(*ranked)
    ordered = dict.fromkeys(venue for place in places for venue in place if venue)
    return tuple(ordered | dict.fromkeys(data.venue for data in study.venues))


def _sized(study: Study) -> bool:
    return study.trade.qty is not None or study.trade.notional is not None


def _points(study: Study, row: Priced) -> tuple[Point, ...]:
    """The answers at `ACCOUNTS` and at the first steps between them; empty without data."""
    if row.inputs is None or row.contradicted:
        return ()
    data = study.data(row.venue)
    return curve(
        structs.replace(study.trade, account=LOW),
        data,
        row.inputs.contract,
        study.main.at,
        map(Decimal, ACCOUNTS),
    )


def _segments(row: Priced, points: Sequence[Point]) -> Iterator[Mapping[str, Any]]:
    """Stretches with one answer, as many as can be seen."""
    steps = [point for point in points if point.breakpoint][:STEPS]
    sparse = {*map(Decimal, ACCOUNTS[::SPARSE]), *(point.account for point in steps)}
    drawn = [point for point in points if point.account in sparse]
    firsts = [next(group) for _, group in groupby(drawn, lambda point: (point.status, point.lots))]
    for point, following in pairwise([*firsts, None]):
        if point:
            yield _segment(row, point, following)


def _segment(row: Priced, point: Point, following: Point | None) -> Mapping[str, Any]:
    return {
        "venue": row.venue,
        "from": float(round(point.account, 4)),
        "to": float(round(following.account if following else HIGH, 4)),
        "exact": following is None or following.breakpoint,  # nothing left out in between
        "status": STATUS[point.status],
        "kind": KINDS.get(point.status, "no"),
        "r": None if point.r is None else float(round(point.r, 4)),
        "risk": float(round(point.cost / point.r, 4)) if point.cost and point.r else None,
    }


def _answers(row: Priced, points: Sequence[Point]) -> tuple[tuple[float, float, str] | str, ...]:
    by_account = {point.account: point for point in points}
    unit = row.minimum.base / row.minimum.lots if row.minimum else ZERO
    return tuple(_answer(by_account[Decimal(account)], unit, row.asset) for account in ACCOUNTS)


def _answer(point: Point, unit: Decimal, asset: str) -> tuple[float, float, str] | str:
    if point.status != "ok" or point.cost is None or point.r is None:
        return STATUS[point.status]
    order = f"{quantity(point.lots * unit)} {asset}"
    return float(round(point.r, 4)), float(round(point.cost, 4)), order
