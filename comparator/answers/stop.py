"""How far a stop may be for a maximum loss, by price alone and after costs."""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from comparator.answers.document import OfRun, Silent, prices, silent
from comparator.comparison import Comparison
from comparator.pricing.breakpoints import stop_for
from comparator.pricing.result import Priced


class StopRow(Struct, frozen=True, kw_only=True):
    """One contract; distances are fractions of the price.

    Null: costs alone take the loss, or the size is below the smallest order.
    """

    asset: Annotated[str, Meta(description="the coin, as BTC")]
    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    size: Annotated[Decimal, Meta(description="coins, in whole lots; 0: below the smallest order")]
    notional: Annotated[Decimal, Meta(description="USD of that size")]
    gross: Annotated[
        Decimal | None, Meta(description="fraction of the price, by price alone; null: no room")
    ]
    net: Annotated[Decimal | None, Meta(description="the same, costs included; null: no room")]
    smallest: Annotated[Decimal, Meta(description="coins of the smallest order")]
    widest: Annotated[
        Decimal, Meta(description="fraction of the price for the smallest order, by price alone")
    ]
    widest_net: Annotated[
        Decimal | None, Meta(description="the same with costs; null: costs alone take the loss")
    ]


SHORT = "the known depth is short"


class Stop(OfRun, frozen=True, kw_only=True):
    """comparator.stop/1: stop distances for a size and a loss."""

    size: Annotated[Decimal, Meta(description="coins asked for")]
    max_loss: Annotated[Decimal, Meta(description="USD that may be lost at the stop")]
    rows: Annotated[tuple[StopRow, ...], Meta(description="the records")]
    silent: Annotated[tuple[Silent, ...], Meta(description="venues without a row")]


def document(comparison: Comparison, *, size: Decimal, max_loss: Decimal) -> Stop:
    """One row per venue: its contract with the widest stop for `size` coins.

    `max_loss` is what may be lost at the stop, in USD.
    """
    rows = list[StopRow]()
    for answer in comparison.answers:
        for best in answer.rows:
            candidates = [row for row in answer.candidates if row.venue == best.venue]
            known = [row for one in candidates if (row := _row(one, comparison, size, max_loss))]
            if known:
                rows.append(max(known, key=lambda row: (row.net or 0, row.widest_net or 0)))
    rows.sort(key=lambda row: (-(row.net or 0), -(row.widest_net or 0), row.venue))
    there = {(row.asset, row.venue) for row in rows}
    return Stop(
        schema="comparator.stop/1",
        generated_at=comparison.at,
        trusted=comparison.choice.trusted,
        size=size,
        max_loss=max_loss,
        rows=tuple(rows),
        references=prices(comparison),
        failed=comparison.failed,
        silent=silent(comparison, there, SHORT),
    )


def _row(row: Priced, comparison: Comparison, size: Decimal, loss: Decimal) -> StopRow | None:
    if row.inputs is None or row.contradicted:
        return None
    data = next(data for data in comparison.venues if data.venue == row.venue)
    spec = row.inputs.contract
    stops = stop_for(comparison.trade, data, spec, comparison.at, coins=size, loss=loss)
    if stops is None:
        return None
    return StopRow(
        asset=spec.base,
        venue=spec.venue,
        symbol=spec.symbol,
        size=stops.base,
        notional=stops.notional,
        gross=stops.gross,
        net=stops.net,
        smallest=stops.smallest_base,
        widest=stops.widest,
        widest_net=stops.widest_net,
    )
