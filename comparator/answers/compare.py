"""The ranked answer as a document: every row with all it was computed from."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta, Struct

from comparator.answers.deciding import Deciding
from comparator.answers.document import OfTrade, prices
from comparator.answers.sentences import freshness, verdict
from comparator.comparison import Choice, Comparison
from comparator.pricing.result import (
    Costs,
    Exits,
    Inputs,
    Margin,
    Minimum,
    Priced,
    Repair,
    Risk,
    Size,
    Status,
)
from comparator.schema import (
    Basis,
    ContractSpec,
    FeeTier,
    FigureWarning,
    MarginTier,
    MarketSnapshot,
    OrderBook,
    Origin,
    Rejected,
    Rules,
    VenueWarning,
)


class Contract(ContractSpec, frozen=True, kw_only=True):
    """A contract and where its figures come from."""

    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[datetime, Meta(description="when the figures were true")]


class Fee(FeeTier, frozen=True, kw_only=True):
    """The fee tier that applies, and where it comes from."""

    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[datetime, Meta(description="when the figures were true")]


class Market(MarketSnapshot, frozen=True, kw_only=True):
    """A quote and where it comes from."""

    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[datetime, Meta(description="when the figures were true")]


class Book(OrderBook, frozen=True, kw_only=True):
    """An order book and where it comes from."""

    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[datetime, Meta(description="when the figures were true")]


class Tiers(Struct, frozen=True, kw_only=True):
    """Margin tiers and where they come from."""

    rows: Annotated[tuple[MarginTier, ...], Meta(description="the margin tiers, from 0 upward")]
    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[datetime, Meta(description="when the figures were true")]


class Read(Struct, frozen=True, kw_only=True):
    """Everything one row was computed from; null is unknown."""

    contract: Annotated[Contract, Meta(description="what the contract is")]
    fee: Annotated[Fee | None, Meta(description="what is paid, discounts taken off")]
    next_fee: Annotated[
        FeeTier | None,
        Meta(description="opened by more volume within `fee_window_days`; null: nothing cheaper"),
    ]
    fee_window_days: Annotated[
        int | None, Meta(description="days within which a tier's volume has to be traded")
    ]
    fee_requires: Annotated[str | None, Meta(description='"any" or "all" of a tier\'s thresholds')]
    settlement: Annotated[
        Decimal | None,
        Meta(description="fraction charged instead of the exit fee when held to expiry"),
    ]
    rules: Annotated[
        Rules, Meta(description="how the venue margins, liquidates and tests an order's value")
    ]
    market: Annotated[Market | None, Meta(description="the quote; null: none is known")]
    book: Annotated[Book | None, Meta(description="the order book; null: none is known")]
    tiers: Annotated[Tiers | None, Meta(description="the margin tiers; null: none are known")]


class Row(Struct, frozen=True, kw_only=True):
    """One contract's answer; groups are null where the status leaves them without meaning."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    status: Annotated[Status, Meta(description="ok, or the gate that failed")]
    reason: Annotated[str, Meta(description="why, in plain words; empty where it is possible")]
    repair: Annotated[
        tuple[str, ...],
        Meta(description="what would make it possible, each alone: account ≥ $128.00"),
    ]
    repairs: Annotated[
        tuple[Repair, ...], Meta(description="the same as values: what, bound, value")
    ]
    rank: Annotated[
        int | None,
        Meta(description="1 is cheapest; bands that overlap share it; null where not possible"),
    ]
    score: Annotated[
        Decimal | None,
        Meta(description="100 x (1 - cost_r); null where not possible or without a stop"),
    ]
    size: Annotated[Size | None, Meta(description="the order")]
    risk: Annotated[Risk | None, Meta(description="what is lost at the stop")]
    costs: Annotated[Costs | None, Meta(description="cost lines of the round trip")]
    margin: Annotated[
        Margin | None, Meta(description="what is tied up, and where it would be liquidated")
    ]
    minimum: Annotated[Minimum | None, Meta(description="the smallest order and account")]
    exits: Annotated[
        Exits | None,
        Meta(description="whether the way out can be placed, and where it breaks even"),
    ]
    inputs: Annotated[Read | None, Meta(description="everything the row was computed from")]
    warnings: Annotated[tuple[FigureWarning, ...], Meta(description="what the reader should know")]


class Dropped(Rejected, frozen=True, kw_only=True):
    """A contract that could not be read, where those of several venues stand together."""

    venue: Annotated[str, Meta(description="id of the venue")]


class Compare(OfTrade, frozen=True, kw_only=True):
    """comparator.compare/1: the ranked answer."""

    choice: Annotated[Choice, Meta(description="which contracts were candidates")]
    verdict: Annotated[str, Meta(description="the answer in one sentence per asset")]
    rows: Annotated[tuple[Row, ...], Meta(description="the records")]
    deciding: Annotated[
        tuple[Deciding, ...],
        Meta(description="what decides beside the costs, of every venue with a place; not scored"),
    ]
    rejected: Annotated[tuple[Dropped, ...], Meta(description="contracts that could not be read")]
    warnings: Annotated[tuple[VenueWarning, ...], Meta(description="what the reader should know")]


def document(
    comparison: Comparison,
    *,
    all_contracts: bool = False,
    decisive: tuple[Deciding, ...] = (),
) -> Compare:
    """The document of a comparison; `all_contracts`: all contracts instead of each venue's best."""
    answers = comparison.answers
    return Compare(
        schema="comparator.compare/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        trade=comparison.trade,
        choice=comparison.choice,
        verdict=" ".join(
            said
            for answer in answers
            for said in (verdict(answer, comparison.trade), freshness(answer, comparison.at))
            if said
        ),
        rows=tuple(
            _row(row)
            for answer in answers
            for row in (answer.candidates if all_contracts else answer.rows)
        ),
        deciding=decisive,
        references=prices(comparison),
        failed=comparison.failed,
        rejected=dropped(comparison),
        warnings=warnings(comparison),
    )


def dropped(comparison: Comparison) -> tuple[Dropped, ...]:
    """Every contract that could not be read."""
    return tuple(
        Dropped(venue=data.venue, symbol=row.symbol, field=row.field, reason=row.reason)
        for data in comparison.venues
        for row in data.rejected
    )


def warnings(comparison: Comparison) -> tuple[VenueWarning, ...]:
    """Every warning about a venue's data."""
    return tuple(
        VenueWarning(venue=data.venue, code=row.code, message=row.message)
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
