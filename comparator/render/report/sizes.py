"""Contracts and sizes: what one order is worth, which account it takes, how positions grow."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from msgspec import structs

from comparator.answers.contracts import document
from comparator.answers.ladder import document as milestones
from comparator.answers.study import Study, answer_of, rows_of
from comparator.pricing.breakpoints import Stops, stop_for
from comparator.pricing.result import Priced
from comparator.render.figures import chosen
from comparator.render.pages.contracts import sheet as contract_sheet
from comparator.render.pages.ladder import explained, overview
from comparator.render.pages.stop import distance
from comparator.render.report.document import Block, Field, Heading, Line, table
from comparator.render.report.figures import data_note, dollars
from comparator.render.sheet import Column, Sheet, Value, Words
from comparator.schema import ONE
from comparator.words import (
    NONE,
    amount,
    money,
    percent,
    quantity,
)

TEN = Decimal(10)
"""The leverage that contract tables are usually shown at."""
MOVE = Decimal("0.01")
RULER = (Decimal(5), Decimal(10_000))
"""USD between which a round number of coins is worth showing."""


def exposure(notional: Decimal, leverage: Decimal = TEN) -> tuple[Decimal, Decimal, Decimal]:
    """What a position is: notional, margin at `leverage`, and what a 1 % move is worth.

    0.01 BTC at 65,000 is $650, holds $65 at 10x and moves $6.50 per percent.
    """
    return notional, notional / leverage, notional * MOVE


def contracts(study: Study) -> Iterator[Block]:
    """Per asset: what the smallest order of each venue is, beside round numbers of coins."""
    leverage = study.trade.leverage or TEN
    yield Heading(2, "Contract sizes")
    yield Words(
        "The notional is size times price, the margin is notional divided by leverage, and a 1 %"
        " move gains or loses a hundredth of the notional, whatever the leverage. For example"
        " 0.01 BTC at $65,000 is a position of $650: $65 of margin at 10x, $6.50 for each percent."
    )
    for asset in study.assets:
        sheet = _contract_table(study, asset, leverage)
        if not sheet.rows:
            continue
        yield Heading(3, asset)
        yield Words(
            "The smallest order of each venue; margin at the leverage named, or at the most that is"
            " offered."
        )
        yield sheet
        if sizes := _ruler(study, asset):
            yield Words("Round sizes for comparison:")
            yield _round_table(study, asset, sizes, leverage)


def _contract_table(study: Study, asset: str, leverage: Decimal) -> Sheet[Any]:
    """The table of `comparator contracts`: each venue's contract that this report is about."""
    rows = [row for row in rows_of(study.main, asset) if not row.contradicted]
    best = {(row.venue, row.symbol) for row in rows}
    whole = document(study.main, leverage=leverage)
    shown = [row for row in whole.rows if row.asset == asset and (row.venue, row.symbol) in best]
    sheet = contract_sheet(structs.replace(whole, rows=tuple(shown)))
    return structs.replace(sheet, name=f"contracts-{asset.lower()}", every=())


def _round_table(study: Study, asset: str, sizes: list[Decimal], leverage: Decimal) -> Sheet[Line]:
    reference = answer_of(study.main, asset).reference
    lines = list[Line]()
    for size in sizes:
        notional, margin, move = exposure(size * (reference.price if reference else ONE), leverage)
        lines.append(
            (f"{quantity(size)} {asset}", notional, margin, move, move / study.trade.account)
        )
    columns = (
        Field("size"),
        Field("worth", money),
        Field(f"margin at {quantity(leverage)}x", money),
        Field("1 % move", money),
        Field(f"of {dollars(study.trade.account)}", percent),
    )
    return table(f"round-{asset.lower()}", columns, lines)


def _ruler(study: Study, asset: str) -> list[Decimal]:
    """Powers of ten of the coin that are worth between $5 and $10,000."""
    reference = answer_of(study.main, asset).reference
    if reference is None:
        return []
    sizes = (ONE.scaleb(power) for power in range(-8, 13))
    return [size for size in sizes if RULER[0] <= size * reference.price <= RULER[1]]


def minimums(study: Study) -> Iterator[Block]:
    """The smallest account per venue and asset, what it allows, and the ladder upward."""
    trade = study.trade
    yield Heading(2, "Smallest account, and the ladder upward")
    yield Words(
        "The smallest account is the one whose risk budget covers the smallest order down to the"
        " stop, and whose money covers its margin. The widest stop is what the smallest order"
        f" leaves for {money(trade.risk_budget)} at risk, by price and after all costs. Loss"
        " divided by notional is the stop distance: $10 on a position of $650 is 1.54 %."
    )
    ladder = milestones(study.main)
    for asset in study.assets:
        rows = [
            row
            for row in rows_of(study.main, asset)
            if row.minimum and row.inputs and not row.contradicted
        ]
        if not rows:
            continue
        rows.sort(key=_by_account)
        yield Heading(3, asset)
        yield _minimum_table(study, asset, rows)
        steps = overview([row for row in ladder.rows if row.asset == asset])
        if steps.rows:
            yield structs.replace(steps, name=f"ladder-{asset.lower()}")
    if ladder.rows:
        yield Words(explained(trade), "dim")


def _by_account(row: Priced) -> tuple[bool, Decimal, str]:
    account = row.minimum.account if row.minimum else None
    return account is None, account or Decimal(0), row.venue


def _minimum_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Priced]:
    """The smallest order and account of each venue, and how far its stop may be."""
    stops = {row.venue: _stops(study, row) for row in rows}

    def step(row: Priced) -> Decimal | None:
        return row.size.notional / row.size.lots if row.size else None

    def step_risk(row: Priced) -> Value:
        more = step(row)
        return None if more is None or study.trade.stop is None else more * study.trade.stop

    def parts(row: Priced) -> Value:
        if row.status != "ok" or row.size is None or row.minimum is None:
            return NONE
        return row.size.lots // row.minimum.lots

    def wide(pick: Callable[[Stops], Decimal | None]) -> Callable[[Priced], Value]:
        return lambda row: pick(known) if (known := stops[row.venue]) else None

    return Sheet(
        name=f"minimum-{asset.lower()}",
        columns=(
            *chosen("venue", "min_notional", "min_account"),
            Column("widest", "its stop by price", wide(lambda found: found.widest), distance),
            Column(
                "widest_net", "its stop with costs", wide(lambda found: found.widest_net), distance
            ),
            Column("step", "one step more", step, amount),
            Column("step_risk", "risks", step_risk, amount),
            Column("parts", f"parts at {dollars(study.trade.account)}", parts),
            Column("data", "data", lambda row: data_note(row, study.main.at), left=True),
        ),
        rows=tuple(row for row in rows if row.minimum and row.inputs and row.size),
    )


def _stops(study: Study, row: Priced) -> Stops | None:
    if row.minimum is None or row.inputs is None:
        return None
    return stop_for(
        study.trade,
        study.data(row.venue),
        row.inputs.contract,
        study.main.at,
        coins=row.minimum.base,
        loss=study.trade.risk_budget,
    )
