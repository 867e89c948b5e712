"""One figure that changed at an exchange, as a watch folder keeps it, and how much it matters."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from comparator.schema import ContractSpec
from comparator.sources.kept import Known, line, members, plain

What = Literal[
    "minimum order",
    "step",
    "multiplier",
    "fee",
    "leverage",
    "tier",
    "interval",
    "listed",
    "ending",
    "closed",
    "renamed",
    "other",
]
ORDER: tuple[What, ...] = get_args(What)
"""What matters to a small account first."""
MATTERS: dict[str, What] = {
    "min_qty": "minimum order",
    "min_notional": "minimum order",
    "qty_step": "step",
    "contract_size": "multiplier",
    "underlying_multiplier": "multiplier",
    "qty_unit": "multiplier",
    "maker_fee": "fee",
    "taker_fee": "fee",
    "fee_schedule": "fee",
    "max_leverage": "leverage",
    "max_leverage_short": "leverage",
    "funding_interval_hours": "interval",
    "delisted_at": "ending",
    "symbol": "renamed",
}
"""Of a contract's figures; the others are "other"."""
UNITS = ("contract_size", "underlying_multiplier", "qty_step", "min_qty", "tick_size")
"""Figures that a misread unit shifts by powers of ten."""
FIRST = "first tier"
"""The key of a margin tier, and the end of a fee tier's, that a small account is in."""
OrderPart = Literal["contract", "fee", "margin tier"]


class Changed(Struct, frozen=True, kw_only=True):
    """One figure that changed; was and now are plain values: decimals without exponents."""

    id: Annotated[str, Meta(description="of the run, a slash, and its number in the run")]
    at: Annotated[datetime, Meta(description="when it was first read so")]
    venue: Annotated[str, Meta(description="id of the venue")]
    asset: Annotated[str, Meta(description="the coin; empty: a fee of many")] = ""
    symbol: Annotated[str, Meta(description="the contract; empty: a fee of many")] = ""
    part: Annotated[
        OrderPart, Meta(description="what it is a figure of: contract, fee or margin tier")
    ] = "contract"
    what: Annotated[What, Meta(description="what it means, what matters most first")]
    key: Annotated[
        str, Meta(description='of a fee "SCHEDULE, TIER", of a margin tier "first tier"')
    ] = ""
    field: Annotated[str, Meta(description='the figure; "listing": the contract itself')]
    was: Annotated[str | None, Meta(description="before; null: not there, or unknown")] = None
    now: Annotated[
        str | None,
        Meta(
            description=(
                "after; null: no longer said. Of a closed contract: gone, expired or not trading"
            )
        ),
    ] = None
    unit: Annotated[str, Meta(description="what was and now count; empty: see the figure")] = ""
    basis: Annotated[
        Known, Meta(description="live: the venue said so; published: figures shipped with a plugin")
    ] = "live"
    note: Annotated[
        str, Meta(description="why it may be no change, or a mistake; empty: nothing")
    ] = ""
    contract: Annotated[
        ContractSpec | None, Meta(description="what was listed or closed, whole; else null")
    ] = None


def ranked(changes: Iterable[Changed]) -> list[Changed]:
    """What matters to a small account first."""
    return sorted(
        changes, key=lambda one: (ORDER.index(one.what), one.venue, one.symbol, one.key, one.field)
    )


def lines(changes: Iterable[Changed]) -> bytes:
    """Changes as the folder keeps them."""
    return b"".join(line(members(one)) for one in changes)


def read(content: bytes) -> tuple[list[Changed], int]:
    """What `lines` wrote, oldest first, and how many lines cannot be read."""
    found, damaged = list[Changed](), 0
    for text in content.splitlines():
        try:
            found.append(msgspec.json.decode(text, type=Changed))
        except (ValueError, RecursionError):
            damaged += bool(text.strip())
    return found, damaged


def text_of(value: object) -> str | None:
    """A figure as a change holds it."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def unit_of(spec: ContractSpec, field: str) -> str:
    """What a figure of a contract counts; empty where its name says so."""
    if field in ("min_qty", "qty_step", "max_qty", "max_market_qty"):
        units = {"base": spec.label, "contracts": "contracts", "quote": spec.quote}
        return units[spec.qty_unit]
    if field == "contract_size" and spec.payoff == "linear":
        return spec.label
    return spec.quote if field in ("min_notional", "tick_size") else ""


def jumped(field: str, was: object, now: object) -> str:
    """Why a change may be a mistake of reading; empty: it need not be."""
    if field in UNITS and isinstance(was, Decimal) and isinstance(now, Decimal):
        times = max(was, now) / min(was, now)
        if times >= 10:  # noqa: PLR2004 - a digit
            return "tenfold or more at once: it may have been read wrongly"
    return ""
