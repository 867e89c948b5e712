"""The ranked answer as a document: every row with all it was computed from."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from comparator.answers.document import Document, Price, prices
from comparator.answers.sentences import verdict
from comparator.comparison import Choice, Comparison
from comparator.pricing.result import (
    Costs,
    Exits,
    Inputs,
    Margin,
    Minimum,
    Priced,
    Risk,
    Size,
    Status,
)
from comparator.pricing.trade import Trade
from comparator.schema import (
    Basis,
    ContractSpec,
    FeeTier,
    FigureWarning,
    MarginTier,
    MarketSnapshot,
    OrderBook,
    Origin,
    Rules,
)
from comparator.sources.store import Failure


class Contract(ContractSpec, frozen=True, kw_only=True):
    """A contract and where its figures come from."""

    basis: Basis
    source: str
    as_of: datetime


class Fee(FeeTier, frozen=True, kw_only=True):
    """The fee tier that applies, and where it comes from."""

    basis: Basis
    source: str
    as_of: datetime


class Market(MarketSnapshot, frozen=True, kw_only=True):
    """A quote and where it comes from."""

    basis: Basis
    source: str
    as_of: datetime


class Book(OrderBook, frozen=True, kw_only=True):
    """An order book and where it comes from."""

    basis: Basis
    source: str
    as_of: datetime


class Tiers(Struct, frozen=True, kw_only=True):
    """Margin tiers and where they come from."""

    rows: tuple[MarginTier, ...]
    basis: Basis
    source: str
    as_of: datetime


class Read(Struct, frozen=True, kw_only=True):
    """Everything one row was computed from; null is unknown."""

    contract: Contract
    fee: Fee | None  # what is paid, discounts taken off
    next_fee: (
        FeeTier | None
    )  # opened by more volume within `fee_window_days`; None: nothing cheaper
    fee_window_days: int | None
    fee_requires: str | None  # "any" or "all" of a tier's thresholds
    settlement: Decimal | None  # fraction charged instead of the exit fee when held to expiry
    rules: Rules  # how the venue margins, liquidates and tests an order's value
    market: Market | None
    book: Book | None
    tiers: Tiers | None


class Row(Struct, frozen=True, kw_only=True):
    """One contract's answer."""

    asset: str
    venue: str
    symbol: str
    status: Status
    reason: str
    repair: tuple[str, ...]
    rank: int | None
    score: Decimal | None
    size: Size | None
    risk: Risk | None
    costs: Costs | None
    margin: Margin | None
    minimum: Minimum | None
    exits: Exits | None
    inputs: Read | None
    warnings: tuple[FigureWarning, ...]


class Dropped(Struct, frozen=True, kw_only=True):
    """A contract that could not be read."""

    venue: str
    symbol: str
    field: str
    reason: str


class Remark(Struct, frozen=True, kw_only=True):
    """A warning about one venue's data."""

    venue: str
    code: str
    message: str


class Compare(Document, frozen=True, kw_only=True):
    """comparator.compare/1: the ranked answer."""

    trade: Trade
    choice: Choice
    verdict: str
    rows: tuple[Row, ...]
    references: tuple[Price, ...]
    failed: tuple[Failure, ...]
    rejected: tuple[Dropped, ...]
    warnings: tuple[Remark, ...]


def document(comparison: Comparison, *, all_contracts: bool = False) -> Compare:
    """The document of a comparison; `all_contracts`: all contracts instead of each venue's best."""
    answers = comparison.answers
    return Compare(
        schema="comparator.compare/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        trade=comparison.trade,
        choice=comparison.choice,
        verdict=" ".join(verdict(answer, comparison.trade) for answer in answers),
        rows=tuple(
            _row(row)
            for answer in answers
            for row in (answer.candidates if all_contracts else answer.rows)
        ),
        references=prices(comparison),
        failed=comparison.failed,
        rejected=dropped(comparison),
        warnings=remarks(comparison),
    )


def dropped(comparison: Comparison) -> tuple[Dropped, ...]:
    """Every contract that could not be read."""
    return tuple(
        Dropped(venue=data.venue, symbol=row.symbol, field=row.field, reason=row.reason)
        for data in comparison.venues
        for row in data.rejected
    )


def remarks(comparison: Comparison) -> tuple[Remark, ...]:
    """Every warning about a venue's data."""
    return tuple(
        Remark(venue=data.venue, code=row.code, message=row.message)
        for data in comparison.venues
        for row in data.warnings
    )


def _row(row: Priced) -> Row:
    known: dict[str, Any] = {name: getattr(row, name) for name in Row.__struct_fields__}
    known["inputs"] = _read(row.inputs) if row.inputs else None
    return Row(**known)


def _read(inputs: Inputs) -> Read:
    fee, market, book = inputs.fee, inputs.market, inputs.book
    return Read(
        contract=Contract(**_members(inputs.contract), **_from(inputs.contract_origin)),
        fee=Fee(**_members(fee), **_from(inputs.fee_origin)) if fee else None,
        next_fee=inputs.next_fee,
        fee_window_days=inputs.fee_window_days,
        fee_requires=inputs.fee_requires,
        settlement=inputs.settlement,
        rules=inputs.rules,
        market=Market(**_members(market), **_from(inputs.market_origin)) if market else None,
        book=Book(**_members(book), **_from(inputs.book_origin)) if book else None,
        tiers=Tiers(rows=inputs.tiers, **_from(inputs.tiers_origin)) if inputs.tiers else None,
    )


def _members(value: Struct) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def _from(origin: Origin | None) -> dict[str, Any]:
    if origin is None:
        raise ValueError("a figure without an origin")
    return {"basis": origin.basis, "source": origin.source, "as_of": origin.as_of}
