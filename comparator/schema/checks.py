"""Refusals shared by all values: each names where, the field and the value."""

from datetime import datetime, timedelta
from decimal import Decimal

ZERO, ONE = Decimal(0), Decimal(1)
MAX_FEE = Decimal("0.01")
"""No venue charges 1 % of notional; a larger rate is a percent figure taken for a fraction."""
MAX_EXPONENT = 40
"""Larger than any quantity or price; beyond it a figure of nine letters prints as a gigabyte."""


def finite(where: str, **figures: Decimal | None) -> None:
    """Raise ValueError naming `where`, the field and the value for NaN and absurd magnitudes."""
    for field, value in figures.items():
        if value is None:
            continue
        if not value.is_finite() or abs(value.adjusted()) > MAX_EXPONENT:
            raise ValueError(f"{where}: {field} must be finite and printable, was {value}")


def positive(where: str, **figures: Decimal | None) -> None:
    """Raise ValueError naming `where`, the field and the value unless each known figure is > 0."""
    finite(where, **figures)
    for field, value in figures.items():
        if value is not None and value <= ZERO:
            raise ValueError(f"{where}: {field} must be positive, was {value}")


def not_negative(where: str, **figures: Decimal | None) -> None:
    """Raise ValueError naming `where`, the field and the value unless each known figure is ≥ 0."""
    finite(where, **figures)
    for field, value in figures.items():
        if value is not None and value < ZERO:
            raise ValueError(f"{where}: {field} must not be negative, was {value}")


def in_utc(where: str, **times: datetime | None) -> None:
    """Raise ValueError naming `where`, the field and the value for a time that is not in UTC."""
    for field, value in times.items():
        if value is not None and value.utcoffset() != timedelta(0):
            raise ValueError(f"{where}: {field} must be a time in UTC, was {value}")


def fee_rate(where: str, **rates: Decimal | None) -> None:
    """Raise ValueError for a fee that looks like percent; negative rates are rebates."""
    finite(where, **rates)
    for field, value in rates.items():
        if value is not None and abs(value) >= MAX_FEE:
            raise ValueError(
                f"{where}: {field} must be a fraction below {MAX_FEE}, was {value} (percent?)"
            )
