"""Figures in sentences: money, percent and plain numbers, rounded to the safe side when asked."""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
SIX_PLACES = Decimal("0.000001")


def usd(value: Decimal, rounding: str = ROUND_HALF_EVEN) -> str:
    """`$1,234.50`; below one cent as many places as it takes to show two digits."""
    step = CENT if abs(value) >= CENT or not value else Decimal(1).scaleb(value.adjusted() - 1)
    sign, shown = "-" if value < 0 else "", abs(value.quantize(step, rounding=rounding))
    return f"{sign}${shown:,f}"


def percent(fraction: Decimal, rounding: str = ROUND_HALF_EVEN) -> str:
    """`1.50 %` of a fraction 0.015; below 0.01 % two digits."""
    hundredfold = fraction * 100
    step = CENT
    if hundredfold and abs(hundredfold) < CENT:
        step = Decimal(1).scaleb(hundredfold.adjusted() - 1)
    return f"{hundredfold.quantize(step, rounding=rounding):f} %"


def plain(value: Decimal) -> str:
    """A number with no exponent and no trailing zeros, at most six places below one digit."""
    if value and abs(value) < SIX_PLACES:
        return f"{value.normalize():f}"
    return f"{value:.6f}".rstrip("0").rstrip(".")


def at_least(value: Decimal) -> str:
    """Money rounded up to the cent: a floor the reader can rely on."""
    return usd(value, ROUND_CEILING)
