"""How figures and sentences are written for people, the same in every output but the data ones.

Money has cents, percent two places, quantities every digit; thousands are set apart by commas and
the decimal sign is a point. `unknown` is a figure nobody knows, a dash one that has no meaning.
"""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from comparator.schema import Origin

UNKNOWN = "unknown"
NONE = "-"
SIX_PLACES = Decimal("0.000001")
CENT, TINY = Decimal("0.01"), Decimal("0.00005")
PRICE_DIGITS = 7
"""Significant digits of a price: a tick of BTC, a tick of PEPE."""
MOST_DIGITS = 15
"""A figure of more digits is a quotient, not what anybody sent."""

STATUS = {
    "ok": "yes",
    "over_budget": "over budget",
    "below_minimum": "below the minimum",
    "margin_short": "margin short",
    "leverage_not_offered": "leverage not offered",
    "liquidation_before_stop": "liquidated before the stop",
    "depth_short": "depth short",
    "no_market": "not listed",
    "not_served": "not served",
    "no_data": "no data",
    "unpriceable": "cannot be priced",
    "implausible_price": "price contradicted",
    "implausible_size": "size contradicted",
    "implausible_basis": "basis contradicted",
    "implausible_funding": "funding contradicted",
    "implausible_fee": "fee contradicted",
    "implausible_clock": "clock contradicted",
}
"""What the status of a row is called."""


def bounded(what: str, bound: str, value: Decimal) -> str:
    """`account ≥ $128.00`, `stop ≤ 0.38 %`, `leverage ≤ 43`: a bound, rounded to its safe side."""
    rounding = ROUND_CEILING if bound == ">=" else ROUND_FLOOR
    if what == "leverage":
        figure = plain(value)
    elif what in ("stop", "risk"):
        figure = percent(value, rounding)
    else:
        figure = money(value, rounding)
    return f"{what.replace('_', ' ')} {'≥' if bound == '>=' else '≤'} {figure}"


def clean(text: str) -> str:
    """`text` on one line, without control, formatting or unpaired characters."""
    kept = (" " if char in "\t\n\r\u2028\u2029" else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char)[0] != "C")


def clean_lines(text: str) -> str:
    """`text` with its line breaks, and otherwise as `clean` leaves it: for a terminal."""
    return "\n".join(map(clean, text.split("\n")))


def money(value: Decimal, rounding: str = ROUND_HALF_EVEN) -> str:
    """`$1,234.50`; below one cent as many places as it takes to show two digits."""
    step = CENT if abs(value) >= CENT or not value else Decimal(1).scaleb(value.adjusted() - 1)
    sign, shown = "-" if value < 0 else "", abs(value.quantize(step, rounding=rounding))
    return f"{sign}${shown:,f}"


def percent(fraction: Decimal, rounding: str = ROUND_HALF_EVEN) -> str:
    """`1.50 %` of a fraction 0.015; below 0.01 % two digits. Rounded once: 15.7399… is no 15.74."""
    step = CENT.scaleb(-2)
    if fraction and abs(fraction) < step:
        step = Decimal(1).scaleb(fraction.adjusted() - 1)
    return f"{fraction.quantize(step, rounding=rounding).scaleb(2):f} %"


def plain(value: Decimal) -> str:
    """A number with no exponent and no trailing zeros, at most six places below one digit."""
    if value and abs(value) < SIX_PLACES:
        return f"{value.normalize():f}"
    return f"{value:.6f}".rstrip("0").rstrip(".")


def at_least(value: Decimal) -> str:
    """Money rounded up to the cent: a floor the reader can rely on."""
    return money(value, ROUND_CEILING)


def amount(value: Decimal) -> str:
    """`1,234.50`: dollars in a column; below one cent with four places."""
    places = 2 if abs(value) >= CENT or not value else 4
    if 0 < abs(value) < TINY:
        return "<0.0001" if value > 0 else ">-0.0001"
    return f"{value:,.{places}f}"


def account(value: Decimal) -> str:
    """`$1,950`: what an account must hold, rounded up to the dollar, below $10 to the cent."""
    step = CENT if value < 10 else Decimal(1)  # noqa: PLR2004 - as the docstring says
    return f"${value.quantize(step, ROUND_CEILING):,f}"


def quantity(value: Decimal) -> str:
    """`12,000` or `0.0048`: every digit, thousands apart; of an endless quotient seven."""
    text = f"{value:,f}" if len(value.as_tuple().digits) <= MOST_DIGITS else _rounded(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal) -> str:
    """`65,000` or `0.000009123`: a price to seven significant digits."""
    text = _rounded(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal) -> str:
    return f"{value:,.{max(0, PRICE_DIGITS - 1 - value.adjusted())}f}"


def points(value: Decimal) -> str:
    """`92.9`: a score or basis points, to a tenth."""
    return f"{value:,.1f}"


def times(value: Decimal) -> str:
    """`1.17`: a ratio."""
    return f"{value:,.2f}"


def signed_percent(fraction: Decimal) -> str:
    """`+0.0100 %`: a rate that may have either sign, to a hundredth of a basis point."""
    return f"{fraction * 100:+.4f} %"


def short_percent(fraction: Decimal) -> str:
    """`1.5 %`: as many digits as the fraction has."""
    return f"{quantity(fraction * 100)} %"


def hours(value: Decimal) -> str:
    """`24 h`, `3 days`, `90 min`: a span the way people say it."""
    if value and value < 1:
        return f"{quantity(value * 60)} min"
    if value > 24 and value % 24 == 0:  # noqa: PLR2004 - hours of a day
        return f"{quantity(value / 24)} days"
    return f"{quantity(value)} h"


def day(at: datetime) -> str:
    """`2026-11-23`."""
    return f"{at:%Y-%m-%d}"


def instant(at: datetime) -> str:
    """`2026-11-23 12:05 UTC`."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def age(span: timedelta) -> str:
    """`41 s`, `5 min`, `3 h`, `37 d`: the largest unit alone."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds >= 2 * 86_400:
        return f"{seconds // 86_400} d"
    for length, name in ((3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds // length} {name}"
    return f"{seconds} s"


def span(length: timedelta) -> str:
    """`13 minutes`, `2 hours`, `3 days`: in words, the unit of which there are two at least."""
    minutes = int(length.total_seconds() // 60)
    for unit, name in ((1440, "days"), (60, "hours")):
        if minutes >= 2 * unit:
            return f"{minutes // unit} {name}"
    return f"{minutes} minutes"


def origin(figure: Origin | None, at: datetime) -> str:
    """`live`, `cached 3 h`, `published 37 d`, `user`: basis and age of a figure."""
    if figure is None:
        return UNKNOWN
    if figure.basis in ("live", "user"):
        return figure.basis
    return f"{figure.basis} {age(at - figure.as_of)}"


def listed(names: Iterable[str], link: str = "and") -> str:
    """`a, b and c`; empty for none."""
    *rest, last = [*names] or [""]
    return f"{', '.join(rest)} {link} {last}" if rest else last


def trust(venues: Iterable[str]) -> str:
    """What every output says of venues whose figures the user took as they are."""
    return f"taken as they are, whatever the others say (--trust): {', '.join(venues)}."


def counted(count: int, one: str, many: str = "") -> str:
    """`1 venue`, `2,000 venues`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
