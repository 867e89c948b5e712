"""Sentences and figures that only reports write."""

from datetime import datetime
from decimal import Decimal

from comparator.answers.study import weakest
from comparator.pricing.result import Priced
from comparator.pricing.trade import Trade
from comparator.words import (
    NONE,
    counted,
    hours,
    money,
    origin,
    quantity,
    short_percent,
)

ORDER = {"taker": "market order", "maker": "resting order"}


def dollars(value: Decimal) -> str:
    """`$500`: whole dollars without cents, other amounts with them."""
    return f"${value:,.0f}" if value == value.to_integral_value() else money(value)


def data_note(row: Priced, at: datetime) -> str:
    """The least sure basis among a row's figures, with its day."""
    return NONE if row.inputs is None else origin(weakest(row), at)


def plan_text(trade: Trade) -> str:
    """The plan in words, without the account: `1 % of the account at risk, a stop …`."""
    if trade.qty is not None:
        size = f"{quantity(trade.qty)} coins"
    elif trade.notional is not None:
        size = f"a position of {dollars(trade.notional)}"
    elif trade.max_loss is not None:
        size = f"at most {dollars(trade.max_loss)} lost at the stop"
    else:
        size = f"{short_percent(trade.risk)} of the account at risk"
    stop = "no stop" if trade.stop is None else f"a stop {short_percent(trade.stop)} away"
    parts = [size, stop, trade.side, f"held {hours(trade.hold_hours)}"]
    parts.append(f"{ORDER[trade.entry]} in, {ORDER[trade.exit]} out")
    if trade.leverage is not None:
        parts.append(f"{quantity(trade.leverage)}x leverage")
    if trade.positions > 1:
        parts.append(f"{counted(trade.positions, 'such position')} at once")
    return ", ".join(parts)
