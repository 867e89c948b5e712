"""The least one can trade: smallest order and smallest account, asset by venue."""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from comparator.answers.document import OfTrade, prices
from comparator.comparison import Comparison
from comparator.pricing.result import Priced, Status


class MinimumRow(Struct, frozen=True, kw_only=True):
    """One venue's contract with the lowest entry for one asset; money in USD, null is unknown."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[
        str | None, Meta(description="the contract, in the venue's own spelling; null: none")
    ]
    size: Annotated[Decimal | None, Meta(description="coins of the smallest order")]
    notional: Annotated[Decimal | None, Meta(description="USD of the smallest order")]
    account: Annotated[
        Decimal | None,
        Meta(description="USD of the smallest that may follow the rule; null: unknown"),
    ]
    affordable: Annotated[bool, Meta(description="whether the account given is enough")]
    estimated: Annotated[
        bool,
        Meta(
            description="whether there is no quote, so that the price of the coin elsewhere is used"
        ),
    ]
    status: Annotated[Status, Meta(description="ok, or the gate that failed")]
    reason: Annotated[str, Meta(description="why, in plain words; empty where it is possible")]

    @property
    def contradicted(self) -> bool:
        """Whether others, or the venue's own figures, contradict it."""
        return self.status.startswith("implausible")

    @property
    def shut(self) -> bool:
        """Whether the reader may not trade it."""
        return self.status == "not_served"


class Minimum(OfTrade, frozen=True, kw_only=True):
    """comparator.minimum/1: who can trade what, and from which account."""

    rows: Annotated[tuple[MinimumRow, ...], Meta(description="the records")]


def document(comparison: Comparison) -> Minimum:
    """The lowest entry of every venue, for every asset."""
    owned = comparison.trade.account
    rows = [
        _least([row for row in answer.candidates if row.venue == best.venue] or [best], owned)
        for answer in comparison.answers
        for best in answer.rows
    ]
    place = {answer.asset: number for number, answer in enumerate(comparison.answers)}
    return Minimum(
        schema="comparator.minimum/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        trade=comparison.trade,
        rows=tuple(sorted(rows, key=lambda row: (place[row.asset], _entry(row), row.venue))),
        references=prices(comparison),
        failed=comparison.failed,
    )


def _least(rows: list[Priced], owned: Decimal) -> MinimumRow:
    return min((_row(row, owned) for row in rows), key=_entry)


def _entry(row: MinimumRow) -> tuple[bool, bool, bool, Decimal, Decimal]:
    """Believed before contradicted, known before unknown, quoted before estimated, then low."""
    zero, odd = Decimal(0), row.contradicted
    return odd, row.account is None, row.estimated, row.account or zero, row.notional or zero


def _row(row: Priced, owned: Decimal) -> MinimumRow:
    least = row.minimum
    needed = least.account if least else None
    return MinimumRow(
        asset=row.asset,
        venue=row.venue,
        symbol=row.symbol or None,
        size=least.base if least else None,
        notional=least.notional if least else None,
        account=needed,
        affordable=needed is not None and needed <= owned and not row.contradicted,
        estimated=row.assumed,
        status=row.status,
        reason=row.reason,
    )
