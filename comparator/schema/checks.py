"""Refusals shared by all values: what each figure can be at all, and what is said when it is not.

A figure outside its bound is a mistake of somebody's, whatever the market does: one that is kept
costs the run its arithmetic, or wins a ranking it has no place in. What is merely unlikely is
judged against other figures, not here (docs/trust.md).
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

ZERO, ONE = Decimal(0), Decimal(1)


class Bound(NamedTuple):
    """The smallest and largest value of a figure, and why."""

    low: Decimal
    high: Decimal
    why: str


def _bound(low: str, high: str, why: str) -> Bound:
    return Bound(Decimal(low), Decimal(high), why)


_QTY = _bound("1e-12", "1e15", "coins have 18 decimals at most, orders 8; SHIB has 6e14 coins")
_SIZE = _bound("0", "1e20", "all coins of the most plentiful coin many times over")
_PRICE = _bound("1e-15", "1e12", "BTC in the smallest currency is 3e9; a coin of 1e18 units 1e-12")
_LEVERAGE = _bound("0.1", "1000", "no venue offers more than 1000x; CME's margins begin at 2.5x")
_RATE = _bound("0.0001", "10", "margin of a thousandth is 1000x; ten times the value is too much")
_HOURS = _bound("0.016", "168", "funding settles every minute at the most often, else within days")
_USD = _bound("0", "1e15", "more than all that is traded on all venues in a month")

BOUNDS = {
    "contract_size": _bound("1e-12", "1e12", "one contract of the listed venues is 1e-4 to 1e7"),
    "underlying_multiplier": _bound("1e-3", "1e9", "the largest bundle in use is 1e7 coins"),
    "qty_step": _QTY,
    "min_qty": _QTY,
    "max_qty": _QTY,
    "max_market_qty": _QTY,
    "min_notional": _bound("0", "1e9", "the largest smallest order is a few hundred dollars"),
    "tick_size": _bound("1e-18", "1000000", "finer than any price, coarser than none"),
    "max_leverage": _LEVERAGE,
    "max_leverage_short": _LEVERAGE,
    "leverage_step": _bound("1e-6", "1000", "finer than anybody sets leverage"),
    "funding_interval_hours": _HOURS,
    "bid": _PRICE,
    "ask": _PRICE,
    "mark": _PRICE,
    "index": _PRICE,
    "last": _PRICE,
    "price": _PRICE,
    "size": _bound("1e-20", "1e20", _SIZE.why),
    "bid_size": _SIZE,
    "ask_size": _SIZE,
    "volume_24h": _SIZE,
    "floor": _SIZE,
    "cap": _SIZE,
    "initial_rate": _RATE,
    "maintenance_rate": _bound("0.00001", "10", "half of the smallest initial rate, and less"),
    "slope": _bound("0", "1", "added to a rate for each coin"),
    "initial_root": _bound("0", "1", "a rate of 1 for a position worth one"),
    "maintenance_root": _bound("0", "1", "a rate of 1 for a position worth one"),
    "per_contract": _bound("0", "1000", "the dearest futures contract costs a few dollars a side"),
    "least_per_contract": _bound("0", "1000", "as the flat charge of a contract"),
    "min_volume": _USD,
    "min_assets": _USD,
    "min_token": _USD,
    "min_spot_volume": _USD,
    "volume_window_days": _bound("1", "366", "fee levels are set by the month, or the year"),
    "days": _bound("0", "3660", "a promotion of ten years is a price"),
}
"""What each figure can be, by its name; both ends are allowed."""

MAX_FEE = Decimal("0.01")
"""No venue charges 1 % of notional; a larger rate is a percent figure taken for a fraction."""
MAX_EXPONENT = 40
"""Digits of a figure without a bound: beyond it one of nine letters prints as a gigabyte."""
FIRST_YEAR, LAST_YEAR = 2009, 2100
"""Bitcoin began in 2009: an earlier time is seconds taken for milliseconds, or a zero."""
MOST_LEVELS = 10_000
"""Of one side of a book: the deepest public answer has 5,000."""
MOST_TIERS = 1_000
"""Of one margin table or fee schedule: ten times the longest."""
MOST_LETTERS = 200
"""Of a name: ten times the longest symbol."""


class NonsenseError(ValueError):
    """A value that cannot be one; `where` names its contract, as `venue symbol`."""

    def __init__(self, where: str, text: str) -> None:
        super().__init__(f"{where}: {text}")
        self.where, self.text = where, text


def within(where: str, **figures: Decimal | int | None) -> None:
    """Raise NonsenseError naming `where`, field and value of what is outside its bound.

    Each figure is named as in BOUNDS; None is unknown.
    """
    for field, value in figures.items():
        if value is None:
            continue
        bound = BOUNDS[field]
        number = value if type(value) is Decimal else Decimal(number_of(where, field, value))
        if not number.is_finite() or not bound.low <= number <= bound.high:
            raise NonsenseError(where, outside(field, number, bound))


def known(where: str, **figures: Decimal | int | None) -> None:
    """As `within`, for figures that must be known: None is refused too."""
    for field, value in figures.items():
        if value is None:
            raise NonsenseError(where, f"{field} must be known, was None")
    within(where, **figures)


def number_of(where: str, field: str, value: object) -> Decimal | int:
    """`value` where it is an exact number; NonsenseError for what a plugin should not have made."""
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise NonsenseError(where, f"{field} must be a Decimal, was {shown(repr(value))}")


def outside(field: str, value: Decimal, bound: Bound) -> str:
    """What is wrong with a figure that is not within its bound."""
    if value.is_finite() and value <= ZERO < bound.low:
        return f"{field} must be positive, was {shown(value)}"
    if value.is_finite() and value < ZERO == bound.low:
        return f"{field} must not be negative, was {shown(value)}"
    return f"{field} must be {bound.low} to {bound.high}, was {shown(value)} ({bound.why})"


def shown(value: object) -> str:
    """A refused value as a message may hold it: it can be of any length."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004 - what a line holds


def finite(where: str, **figures: Decimal | None) -> None:
    """Raise NonsenseError naming `where`, the field and the value for NaN and absurd magnitudes."""
    for field, value in figures.items():
        if value is None:
            continue
        value = Decimal(number_of(where, field, value))  # noqa: PLW2901 - as an exact number
        if not value.is_finite() or not -MAX_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
            raise NonsenseError(where, f"{field} must be finite and printable, was {shown(value)}")


def in_utc(where: str, **times: object) -> None:
    """Raise NonsenseError naming `where`, the field and the value for a time that cannot be one."""
    for field, value in times.items():
        if value is None:
            continue
        if not isinstance(value, datetime):
            raise NonsenseError(where, f"{field} must be a time, was {shown(repr(value))}")
        if value.tzinfo is not UTC and value.utcoffset() != timedelta(0):
            raise NonsenseError(where, f"{field} must be a time in UTC, was {value}")
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise NonsenseError(
                where,
                f"{field} must lie in {FIRST_YEAR} to {LAST_YEAR}, was {value}"
                " (seconds for milliseconds?)",
            )


def fee_rate(where: str, **rates: Decimal | None) -> None:
    """Raise NonsenseError for a fee that looks like percent; negative rates are rebates."""
    for field, value in rates.items():
        if value is not None:
            finite(where, **{field: value})
            if abs(value) >= MAX_FEE:
                raise NonsenseError(
                    where,
                    f"{field} must be a fraction below {MAX_FEE}, was {shown(value)} (percent?)",
                )


def few(where: str, what: str, count: int, most: int) -> None:
    """Raise NonsenseError for more than `most` of something."""
    if count > most:
        raise NonsenseError(where, f"{what} must be at most {most}, were {count}")


def names(where: str, **texts: object) -> None:
    """Raise NonsenseError naming the text that is empty or longer than any name."""
    for field, text in texts.items():
        if not isinstance(text, str):
            raise NonsenseError(where, f"{field} must be a text, was {shown(repr(text))}")
        if not text:
            raise NonsenseError(where, f"{field} must not be empty")
        if len(text) > MOST_LETTERS:
            raise NonsenseError(
                where[:MOST_LETTERS],
                f"{field} must have at most {MOST_LETTERS} letters, was {shown(text)}",
            )
