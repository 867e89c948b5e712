"""How a position grows with the account: the accounts at which each next lot is affordable."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from comparator.answers.document import OfTrade, Silent, prices, silent
from comparator.comparison import Answer, Comparison
from comparator.pricing.breakpoints import Rung, ladder


class RungRow(Struct, frozen=True, kw_only=True):
    """One milestone of one venue's contract; money in USD, sizes in coins, cost_r a fraction."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    step: Annotated[int, Meta(description="number of the milestone: 1 is the smallest order")]
    account: Annotated[Decimal, Meta(description="USD from which this size is affordable")]
    size: Annotated[Decimal, Meta(description="coins of that size")]
    notional: Annotated[Decimal, Meta(description="USD of that size")]
    risk: Annotated[Decimal, Meta(description="USD lost at the stop, by price alone")]
    cost: Annotated[Decimal, Meta(description="USD of the round trip")]
    cost_r: Annotated[Decimal, Meta(description="cost / risk, as a fraction")]


UNAFFORDABLE = "no account can hold this position safely, or no depth is known"


class Ladder(OfTrade, frozen=True, kw_only=True):
    """comparator.ladder/1: account milestones, per venue."""

    rows: Annotated[tuple[RungRow, ...], Meta(description="the records")]
    silent: Annotated[tuple[Silent, ...], Meta(description="venues without a row")]


def document(comparison: Comparison, *, steps: int = 6) -> Ladder:
    """The first `steps` milestones of each venue's contract with the lowest one."""
    rows = tuple(row for answer in comparison.answers for row in _rows(answer, comparison, steps))
    there = {(row.asset, row.venue) for row in rows}
    return Ladder(
        schema="comparator.ladder/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        trade=comparison.trade,
        rows=rows,
        references=prices(comparison),
        failed=comparison.failed,
        silent=silent(comparison, there, UNAFFORDABLE),
    )


def _rows(answer: Answer, comparison: Comparison, steps: int) -> Iterator[RungRow]:
    lines = list[list[RungRow]]()
    for data in comparison.venues:
        ladders = [
            [
                _row(row.venue, row.symbol, number, rung, answer.asset)
                for number, rung in enumerate(
                    ladder(comparison.trade, data, row.inputs.contract, comparison.at, steps), 1
                )
            ]
            for row in answer.candidates
            if row.venue == data.venue and row.inputs and not row.contradicted
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
