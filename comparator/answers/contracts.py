"""What one contract is: smallest order, worth, margin, dollars per percent, kind of micro."""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct, structs

from comparator.answers.document import OfRun, prices
from comparator.comparison import Answer, Comparison
from comparator.pricing.result import Priced, Status
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import ONE, Basis, ContractSpec, Kind, Payoff
from comparator.words import day, quantity

PERCENT = Decimal("0.01")
TEN = Decimal(10)
"""The leverage that contracts are usually shown at."""


class ContractRow(Struct, frozen=True, kw_only=True):
    """One contract; money in USD, null is unknown."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    kind: Annotated[Kind, Meta(description="perpetual or future")]
    expiry: Annotated[str | None, Meta(description="day of expiry; null: none")]
    payoff: Annotated[Payoff, Meta(description="linear, inverse or quanto")]
    settle: Annotated[str, Meta(description="currency of margin and profit")]
    unit: Annotated[str, Meta(description="what the order quantity counts, in words")]
    step: Annotated[
        Decimal | None,
        Meta(
            description="coins of one step of the quantity; for inverse contracts at today's price"
        ),
    ]
    size: Annotated[
        Decimal | None, Meta(description="coins of the smallest order, or of the size asked for")
    ]
    notional: Annotated[Decimal | None, Meta(description="USD of that size")]
    price: Annotated[Decimal | None, Meta(description="USD of one coin")]
    leverage: Annotated[
        Decimal | None,
        Meta(description="ratio used for the margin: what was asked for, or the most offered"),
    ]
    margin: Annotated[Decimal | None, Meta(description="USD of margin for that size")]
    per_percent: Annotated[
        Decimal | None, Meta(description="USD gained or lost when the price moves 1 %")
    ]
    estimated: Annotated[
        bool,
        Meta(
            description="whether there is no quote, so that the price of the coin elsewhere is used"
        ),
    ]
    status: Annotated[
        Status, Meta(description="of the trade that was asked for; implausible_…: contradicted")
    ]
    reason: Annotated[str, Meta(description="why, in plain words; empty where it is possible")]
    micro: Annotated[str, Meta(description="how a small position is possible here, in words")]
    ratio: Annotated[Decimal | None, Meta(description="size / the largest contract of the list")]
    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[str, Meta(description="day the specification was read")]


class Contracts(OfRun, frozen=True, kw_only=True):
    """comparator.contracts/1: the contracts of some assets."""

    leverage: Annotated[Decimal, Meta(description="leverage asked for, for the margins")]
    size: Annotated[
        Decimal | None, Meta(description="coins asked for; null: each venue's smallest order")
    ]
    rows: Annotated[tuple[ContractRow, ...], Meta(description="the records")]


def document(
    comparison: Comparison,
    *,
    leverage: Decimal = TEN,
    size: Decimal | None = None,
    standard: Decimal | None = None,
) -> Contracts:
    """Every candidate contract, the smallest worth first.

    `size` in coins instead of each venue's smallest order; `standard`: the contract that sizes are
    compared with, in coins (None: the largest listed).
    """
    rows = [
        row
        for answer in comparison.answers
        for row in _ranked(comparison, answer, leverage, size, standard)
    ]
    return Contracts(
        schema="comparator.contracts/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        leverage=leverage,
        size=size,
        rows=tuple(rows),
        references=prices(comparison),
        failed=comparison.failed,
    )


def _ranked(
    comparison: Comparison,
    answer: Answer,
    leverage: Decimal,
    size: Decimal | None,
    standard: Decimal | None,
) -> list[ContractRow]:
    candidates = answer.candidates
    rows = [
        (row, _at_size(comparison, row, leverage, size))
        for row in candidates
        if row.inputs is not None
    ]
    coins = [
        spec.qty_step * spec.contract_size * spec.underlying_multiplier
        for row, _ in rows
        if row.inputs and (spec := row.inputs.contract).payoff == "linear"
    ]
    largest = standard or max(coins, default=None)
    built = [_row(row, sized, largest, candidates) for row, sized in rows]
    return sorted(built, key=_order)


def _order(row: ContractRow) -> tuple[bool, bool, Decimal, str]:
    """Believed before contradicted, known before unknown, the smallest worth first."""
    odd = row.status.startswith("implausible")
    return odd, row.notional is None, row.notional or Decimal(0), row.venue


def _at_size(
    comparison: Comparison, row: Priced, leverage: Decimal, size: Decimal | None
) -> Priced | None:
    """The same contract at its smallest order, or at the size asked for."""
    if row.minimum is None or row.inputs is None:
        return None
    spec = row.inputs.contract
    data = next(data for data in comparison.venues if data.venue == row.venue)
    coins, worth = size, None
    if size is None and spec.payoff == "linear":
        coins = row.minimum.base
    elif size is None:  # a value of inverse contracts is exact, their coins are not
        worth = row.minimum.notional
    trade: Trade = structs.replace(
        comparison.trade, qty=coins, notional=worth, max_loss=None, stop=None, leverage=leverage
    )
    sized = score(trade, data, spec, comparison.at)
    most = sized.margin.max_leverage if sized.margin else None
    if most is not None and most < leverage:
        sized = score(structs.replace(trade, leverage=max(most, ONE)), data, spec, comparison.at)
    return sized


def _row(
    row: Priced, sized: Priced | None, largest: Decimal | None, siblings: tuple[Priced, ...]
) -> ContractRow:
    if row.inputs is None:
        raise ValueError("a contract without inputs")
    spec, origin = row.inputs.contract, row.inputs.contract_origin
    size = sized.size if sized else None
    margin = sized.margin if sized else None
    step: Decimal | None = spec.qty_step * spec.contract_size * spec.underlying_multiplier
    if spec.payoff != "linear":
        least = row.minimum
        step = least.base / least.lots if least else None
    return ContractRow(
        asset=spec.base,
        venue=spec.venue,
        symbol=spec.symbol,
        kind=spec.kind,
        expiry=day(spec.expiry) if spec.expiry else None,
        payoff=spec.payoff,
        settle=spec.settle,
        unit=counted(spec),
        step=step,
        size=size.base if size else None,
        notional=size.notional if size else None,
        price=size.notional / size.base if size and size.base else None,
        leverage=margin.leverage if margin else None,
        margin=margin.initial if margin else None,
        per_percent=size.notional * PERCENT if size else None,
        estimated=row.assumed and size is not None,
        status=row.status,
        reason=row.reason,
        micro=micro(spec, [other.inputs.contract for other in siblings if other.inputs]),
        ratio=size.base / largest if size and largest else None,
        basis=origin.basis,
        source=origin.source,
        as_of=day(origin.as_of),
    )


def counted(spec: ContractSpec) -> str:
    """What the order quantity counts."""
    if spec.qty_unit == "base":
        return spec.label if spec.underlying_multiplier != ONE else spec.base
    if spec.qty_unit == "quote":
        return spec.quote
    worth = (
        f"{quantity(spec.contract_size)} {spec.quote if spec.payoff == 'inverse' else spec.label}"
    )
    return f"contracts of {worth}"


def micro(spec: ContractSpec, siblings: list[ContractSpec]) -> str:
    """How a small position is possible here: by a step, a small contract, or a micro of its own."""
    same = [
        other.contract_size * other.underlying_multiplier
        for other in siblings
        if (other.venue, other.qty_unit, other.payoff) == (spec.venue, "contracts", spec.payoff)
    ]
    own = spec.contract_size * spec.underlying_multiplier
    if spec.qty_unit != "contracts":
        small = spec.qty_step < ONE
        return "fractions of a coin" if small and spec.qty_unit == "base" else "whole units"
    if spec.qty_step < ONE:
        return "fractions of a contract"
    if same and own < max(same):
        return "a micro contract of its own"
    return f"a contract of {counted_size(spec)}"


def counted_size(spec: ContractSpec) -> str:
    """`0.01 BTC`, `100 USD`."""
    if spec.payoff == "inverse":
        return f"{quantity(spec.contract_size)} {spec.quote}"
    return f"{quantity(spec.contract_size * spec.underlying_multiplier)} {spec.base}"
