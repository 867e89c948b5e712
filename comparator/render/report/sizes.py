"""Contracts and sizes: what one order is worth, which account it takes, how positions grow."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.study import Study, answer_of, rows_of
from comparator.pricing.breakpoints import Rung, growth, stop_for
from comparator.pricing.result import Priced
from comparator.render.report.document import Block, Cell, Field, Heading, Line, table
from comparator.render.report.figures import data_note, dollars
from comparator.render.sheet import Sheet, Words
from comparator.schema import ONE, ContractSpec
from comparator.words import (
    NONE,
    account,
    money,
    percent,
    quantity,
    short_percent,
)

TEN = Decimal(10)
"""The leverage that contract tables are usually shown at."""
MOVE = Decimal("0.01")
RULER = (Decimal(5), Decimal(10_000))
"""USD between which a round number of coins is worth showing."""
MULTIPLES = (1, 2, 3, 5, 10)
"""Multiples of the smallest order that the ladder shows."""


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
        table = _contract_table(study, asset, leverage)
        if table.rows:
            yield Heading(3, asset)
            yield Words("The smallest order of each exchange, and round sizes for comparison.")
            yield table


def _contract_table(study: Study, asset: str, leverage: Decimal) -> Sheet[Line]:
    found = list[tuple[Decimal, Line]]()
    for row in rows_of(study.main, asset):
        if row.minimum is None or row.inputs is None or row.contradicted:
            continue
        base, most = row.minimum.base, row.inputs.contract.max_leverage
        notional, margin, move = exposure(row.minimum.notional, leverage)
        offered: Cell = margin
        if most is not None and most < leverage:
            offered = f"not offered (at most {quantity(most)}x)"
        found.append(
            (
                base,
                (
                    row.venue,
                    row.symbol,
                    micro(row.inputs.contract),
                    f"{quantity(base)} {asset}",
                    ratio(base),
                    notional,
                    offered,
                    move,
                    move / study.trade.account,
                    data_note(row, study.main.at),
                ),
            )
        )
    found += [_round_size(study, asset, size, leverage) for size in _ruler(study, asset)]
    columns = (
        Field("exchange"),
        Field("contract"),
        Field("kind"),
        Field("smallest order"),
        Field("of one coin"),
        Field("notional", money),
        Field(f"margin at {quantity(leverage)}x", money),
        Field("1 % move", money),
        Field(f"of {dollars(study.trade.account)}", percent),
        Field("data"),
    )
    rows = tuple(cells for _, cells in sorted(found, key=lambda line: (line[0], str(line[1][0]))))
    return table(f"contracts-{asset.lower()}", columns, rows)


def _round_size(study: Study, asset: str, size: Decimal, leverage: Decimal) -> tuple[Decimal, Line]:
    reference = answer_of(study.main, asset).reference
    value = size * (reference.price if reference else ONE)
    notional, margin, move = exposure(value, leverage)
    share = move / study.trade.account
    name = f"{quantity(size)} {asset}"
    return size, (NONE, NONE, "round size", name, ratio(size), notional, margin, move, share, NONE)


def _ruler(study: Study, asset: str) -> list[Decimal]:
    """Powers of ten of the coin that are worth between $5 and $10,000."""
    reference = answer_of(study.main, asset).reference
    if reference is None:
        return []
    sizes = (ONE.scaleb(power) for power in range(-8, 13))
    return [size for size in sizes if RULER[0] <= size * reference.price <= RULER[1]]


def micro(spec: ContractSpec) -> str:
    """Which way the venue lets one trade small."""
    if spec.qty_unit == "base":
        return f"steps of {quantity(spec.qty_step * spec.underlying_multiplier)} {spec.base}"
    if spec.qty_unit == "quote":
        return "by value"
    size = (
        f"{quantity(spec.contract_size)} {spec.quote if spec.payoff == 'inverse' else spec.label}"
    )
    return f"contracts of {size}"


def ratio(base: Decimal) -> str:
    """`1/1,000`: which part of one coin; `10,000` where it is many."""
    return quantity(base) if base >= ONE else f"1/{quantity(Decimal(round(1 / base)))}"


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
        steps = _ladder_table(study, asset, rows)
        if steps.rows:
            yield Words(
                f"Each cell: the position, and the account from which"
                f" {short_percent(trade.risk)} of it pays for that size."
            )
            yield steps


def _by_account(row: Priced) -> tuple[bool, Decimal, str]:
    account = row.minimum.account if row.minimum else None
    return account is None, account or Decimal(0), row.venue


def _minimum_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Line]:
    lines = list[Line]()
    for row in rows:
        minimum, size = row.minimum, row.size
        if minimum is None or row.inputs is None or size is None:
            continue
        stops = stop_for(
            study.trade,
            study.data(row.venue),
            row.inputs.contract,
            study.main.at,
            coins=minimum.base,
            loss=study.trade.risk_budget,
        )
        step = size.notional / size.lots
        lines.append(
            (
                row.venue,
                minimum.notional,
                minimum.account,
                _wide(stops.widest) if stops else None,
                _wide(stops.widest_net) if stops else None,
                step,
                None if study.trade.stop is None else step * study.trade.stop,
                size.lots // minimum.lots if row.status == "ok" else NONE,
                data_note(row, study.main.at),
            )
        )
    columns = (
        Field("exchange"),
        Field("smallest order", money),
        Field("smallest account", account),
        Field("widest stop", percent),
        Field("after costs", percent),
        Field("one step more", money),
        Field("risks", money),
        Field(f"parts at {dollars(study.trade.account)}", quantity),
        Field("data"),
    )
    return table(f"minimum-{asset.lower()}", columns, tuple(lines))


def _wide(distance: Decimal | None) -> Cell:
    """A stop beyond the whole price can be anywhere."""
    return "any" if distance is not None and distance >= ONE else distance


def _ladder_table(study: Study, asset: str, rows: list[Priced]) -> Sheet[Line]:
    lines = list[Line]()
    for row in rows:
        if row.inputs is None:
            continue
        data = study.data(row.venue)
        rungs = growth(study.trade, data, row.inputs.contract, study.main.at, MULTIPLES)
        if rungs:
            lines.append((row.venue, *(_rung(rung, asset) for rung in rungs)))
    columns = (
        Field("exchange"),
        *(Field(f"{many} times that" if many > 1 else "smallest order") for many in MULTIPLES),
    )
    return table(f"ladder-{asset.lower()}", columns, tuple(lines))


def _rung(rung: Rung | None, asset: str) -> str:
    if rung is None:
        return NONE
    return f"{quantity(rung.base)} {asset} from {account(rung.account)}"
