"""Sentences and figures that only reports write."""

from datetime import datetime
from decimal import Decimal

from comparator.answers.study import weakest
from comparator.pricing.result import Priced
from comparator.words import (
    NONE,
    money,
    origin,
)


def dollars(value: Decimal) -> str:
    """`$500`: whole dollars without cents, other amounts with them."""
    return f"${value:,.0f}" if value == value.to_integral_value() else money(value)


def data_note(row: Priced, at: datetime) -> str:
    """The least sure basis among a row's figures, with its day."""
    return NONE if row.inputs is None else origin(weakest(row), at)
