"""How figures of one row were worked out, and from what."""

from typing import Annotated

from msgspec import Meta

from comparator.answers.document import Document
from comparator.comparison import Comparison
from comparator.errors import PlanError
from comparator.pricing.explain import Explanation, explain, fields
from comparator.pricing.result import Priced

ALIASES = {
    "size": ("size.base",),
    "target_notional": ("size.target",),
    "rounding": ("size.granularity",),
    "risk": ("risk.actual",),
    "risk_fraction": ("risk.account_fraction",),
    "risk_all_in": ("risk.all_in",),
    "risk_target": ("risk.target",),
    "fees": ("costs.entry_fee", "costs.exit_fee"),
    "holding": ("costs.funding", "costs.carry"),
    "band": ("costs.low", "costs.high"),
    "cost_bps": ("costs.bps",),
    "cost_fraction": ("costs.account_fraction",),
    "cost_r": ("costs.r",),
    "margin": ("margin.initial",),
    "liquidation": ("margin.liquidation_price",),
    "margin_known": ("margin.known",),
    "min_size": ("minimum.base",),
    "min_notional": ("minimum.notional",),
    "min_account": ("minimum.account",),
    "min_lots": ("minimum.lots",),
    "min_qty": ("minimum.qty",),
    "min_marginal": ("minimum.marginal",),
    "exit_stop": ("exits.stop",),
    "exit_half": ("exits.half_take_profit",),
    "break_even": ("exits.break_even_price",),
    "break_even_move": ("exits.break_even_fraction",),
}
"""What a column is called where the row has another name for it; others are found by their end."""


class Explain(Document, frozen=True, kw_only=True):
    """comparator.explain/1: how figures of one row were worked out."""

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    explanations: Annotated[tuple[Explanation, ...], Meta(description="one figure each")]


def document(comparison: Comparison, *, figure: str) -> Explain:
    """The explanation of `VENUE.FIELD`; PlanError when there is no such row or field."""
    venue, dot, field = figure.partition(".")
    rows = [row for answer in comparison.answers for row in answer.rows]
    row = next((row for row in rows if row.venue == venue), None)
    if not dot or row is None:
        names = ", ".join(dict.fromkeys(row.venue for row in rows))
        raise PlanError(f"{figure!r} names no figure: VENUE.FIELD is wanted; venues: {names}")
    return Explain(
        schema="comparator.explain/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        asset=row.asset,
        venue=row.venue,
        symbol=row.symbol,
        explanations=tuple(
            explain(row, name, comparison.trade) for name in _meant(field.replace("-", "_"), row)
        ),
    )


def _meant(field: str, row: Priced) -> tuple[str, ...]:
    known = fields(row)
    if field in known:
        return (field,)
    if field in ALIASES and set(ALIASES[field]) <= set(known):
        return ALIASES[field]
    by_end = [name for name in known if name.rpartition(".")[2] == field]
    if by_end:
        return (by_end[0],)
    reason = f" ({row.reason})" if row.reason else ""
    raise PlanError(f"nothing to explain as {field!r}{reason}; known: {', '.join(known)}")
