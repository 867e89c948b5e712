"""Refusals shared by all values: each names where, the field and the value."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

ZERO, ONE = Decimal(0), Decimal(1)
MAX_FEE = Decimal("0.01")
"""No venue charges 1 % of notional; a larger rate is a percent figure taken for a fraction."""
MAX_EXPONENT = 40
"""Larger than any quantity or price; beyond it a figure of nine letters prints as a gigabyte."""
TINY, HUGE = Decimal(10) ** -MAX_EXPONENT, Decimal(10) ** MAX_EXPONENT


def finite(where: str, **figures: Decimal | None) -> None:
    """Raise ValueError naming `where`, the field and the value for NaN and absurd magnitudes."""
    for field, value in figures.items():
        if value is None:
            continue
        if not value.is_finite() or not -MAX_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
            raise ValueError(f"{where}: {field} must be finite and printable, was {value}")


def positive(where: str, **figures: Decimal | None) -> None:
    """Raise ValueError naming `where`, the field and the value unless each known figure is > 0."""
    try:
        for value in figures.values():  # two comparisons tell nearly all: this runs most often
            if value is not None and not TINY <= value <= HUGE:
                break
        else:
            return
    except InvalidOperation:  # NaN compares with nothing
        pass
    finite(where, **figures)
    for field, value in figures.items():
        if value is not None and value <= ZERO:
            raise ValueError(f"{where}: {field} must be positive, was {value}")


def not_negative(where: str, **figures: Decimal | None) -> None:
    """Raise ValueError naming `where`, the field and the value unless each known figure is ≥ 0."""
    for field, value in figures.items():
        if value is not None:
            finite(where, **{field: value})
            if value < ZERO:
                raise ValueError(f"{where}: {field} must not be negative, was {value}")


def in_utc(where: str, **times: datetime | None) -> None:
    """Raise ValueError naming `where`, the field and the value for a time that is not in UTC."""
    for field, value in times.items():
        if value is not None and value.tzinfo is not UTC and value.utcoffset() != timedelta(0):
            raise ValueError(f"{where}: {field} must be a time in UTC, was {value}")


def is_fee(value: Decimal) -> bool:
    """Whether `fee_rate` would let it pass; InvalidOperation for NaN."""
    return -MAX_FEE < value < MAX_FEE and value.adjusted() >= -MAX_EXPONENT


def fee_rate(where: str, **rates: Decimal | None) -> None:
    """Raise ValueError for a fee that looks like percent; negative rates are rebates."""
    for field, value in rates.items():
        if value is not None:
            finite(where, **{field: value})
            if abs(value) >= MAX_FEE:
                raise ValueError(
                    f"{where}: {field} must be a fraction below {MAX_FEE}, was {value} (percent?)"
                )
