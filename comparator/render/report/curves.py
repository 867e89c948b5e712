"""Account-size curves: the exact steps of cost and feasibility, ready to be drawn."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from msgspec import structs

from comparator.pricing.frontier import Point, curve
from comparator.pricing.verdict import Verdict
from comparator.render.report.document import Block, Chart, Heading
from comparator.render.report.study import Study, rows_of
from comparator.render.sheet import Words
from comparator.render.words import STATUS, quantity

LOW, HIGH = Decimal(50), Decimal(10_000)
"""The accounts that are drawn, in USD."""
KINDS = {"ok": "yes", "over_budget": "over"}
GRID = 90
"""Accounts asked for; as many breakpoints come between them, further up they are finer than a line."""


def curves(study: Study) -> Iterator[Block]:
    """One chart per asset."""
    if study.trade.stop is None or study.trade.max_loss is not None or _sized(study):
        return  # the size does not follow from the account: there is no curve
    yield Heading(2, "How the answer changes with the account")
    yield Words(
        "On top the cost as a share of the risk really taken, from the account on that the plan"
        " needs. In the middle what the order puts at risk: it jumps at the exact accounts where the"
        " order grows by a lot, and falls behind the plan until the next. At the bottom from which"
        " account on an exchange takes the trade; lighter where it takes it only at a higher risk"
        " than planned."
    )
    for asset in study.assets:
        segments = tuple(
            segment
            for row in rows_of(study.main, asset)
            if row.inputs
            for segment in _segments(study, row)
        )
        if segments:
            yield Chart(
                name=asset.lower(),
                title=f"{asset}: cost and feasibility from $50 to $10,000",
                text=f"Cost, risk and feasibility by account for {asset}, one colour for each"
                " exchange",
                segments=segments,
                planned=float(study.trade.risk),
            )


def _sized(study: Study) -> bool:
    return study.trade.qty is not None or study.trade.notional is not None


def _segments(study: Study, row: Verdict) -> Iterator[Mapping[str, Any]]:
    """Stretches of accounts with one answer; money and shares as floats, for drawing."""
    if row.inputs is None:
        return
    data = next(data for data in study.venues if data.venue == row.venue)
    plan = structs.replace(study.trade, account=LOW)
    points = curve(plan, data, row.inputs.contract, study.main.at, _accounts())
    firsts = [next(group) for _, group in groupby(points, lambda point: (point.status, point.lots))]
    for point, following in pairwise([*firsts, None]):
        if point and point.account < HIGH:
            yield _segment(row, point, following)


def _segment(row: Verdict, point: Point, following: Point | None) -> Mapping[str, Any]:
    unit = row.minimum.base / row.minimum.lots if row.minimum else Decimal(0)
    return {
        "venue": row.venue,
        "from": float(round(point.account, 4)),
        "to": float(round(following.account if following else HIGH, 4)),
        "exact": following is None or following.breakpoint,
        "status": STATUS[point.status],
        "kind": KINDS.get(point.status, "no"),
        "lots": point.lots,
        "cost": None if point.cost is None else float(round(point.cost, 4)),
        "r": None if point.r is None else float(round(point.r, 4)),
        "risk": float(round(point.cost / point.r, 4)) if point.cost and point.r else None,
        "order": f"{quantity(point.lots * unit)} {row.asset}",
    }


def _accounts() -> Sequence[Decimal]:
    """Evenly spread on a logarithmic scale, in cents."""
    ratio = HIGH / LOW
    steps = (Decimal(number) / (GRID - 1) for number in range(GRID))
    return [round(LOW * ratio**step, 2) for step in steps]
