"""What a person types for an amount, and what it means: `$500`, `5M`, `1.5%`, `24h`, `3d`, `10x`.

Nonsense is refused with the value and an example; click adds the name of the option.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

import click

from comparator.schema import ONE
from comparator.schema.names import coin

if TYPE_CHECKING:  # generic for type checkers alone: older click runs too
    DecimalType = click.ParamType[Decimal]
    PriceType = click.ParamType[tuple[str, Decimal]]
else:
    DecimalType = PriceType = click.ParamType

NUMBER = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,2}))?", re.ASCII
)
MONEY = {"": ONE, "k": Decimal(1000), "m": Decimal(10) ** 6, "b": Decimal(10) ** 9}
HOURS = {"": ONE, "h": ONE, "min": ONE / 60, "d": Decimal(24), "w": Decimal(168)}
FRACTIONS = {"": ONE, "%": Decimal("0.01"), "bp": Decimal("0.0001")}
MOST = Decimal(10) ** 15
"""Larger amounts are typing errors, and their products would leave exact arithmetic."""
YEARS, HOUR = Decimal(24 * 366 * 10), Decimal(3600)
"""Ten years in hours, and an hour in seconds: nobody holds or waits longer."""


class Amount(DecimalType):
    """A number above 0, at most `most`, with a unit; `zero`: 0 will do."""

    def __init__(
        self,
        name: str,
        example: str,
        units: Mapping[str, Decimal],
        *,
        zero: bool = False,
        most: Decimal = MOST,
    ) -> None:
        self.name = name
        self.example = example
        self.units = units
        self.zero = zero
        self.most = most

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """The amount in its plain unit; click's BadParameter for anything else."""
        if isinstance(value, Decimal):
            return value
        text = str(value).strip()
        bare = text.lower().replace("_", "").removeprefix("$").lstrip()
        sign, digits = bare[:1], bare.lstrip("+-").removeprefix("$").lstrip()
        match = NUMBER.match(digits)
        unit = digits[match.end() :].strip() if match else ""
        if not match or unit not in self.units:
            self.refuse(f"{text!r} is not {self.name}", param, ctx)
        amount = Decimal(match[1].replace(",", "")).scaleb(int(match[2] or 0)) * self.units[unit]
        if sign == "-":
            self.refuse(f"{text!r} is below zero", param, ctx)
        if not amount and not self.zero:
            self.refuse(f"{text!r} is zero, and must be more", param, ctx)
        if amount > self.most:
            self.refuse(f"{text!r} is too large", param, ctx)
        return amount

    def refuse(
        self, problem: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> NoReturn:
        """Refuse, with an example."""
        option = f"{param.opts[-1]} " if isinstance(param, click.Option) else ""
        self.fail(f"{problem}; for example: {option}{self.example}", param, ctx)


class Share(Amount):
    """A fraction below 1, typed as `1.5%` or `0.015`."""

    def __init__(self, name: str, example: str, *, zero: bool = False, bare: Decimal = ONE) -> None:
        """`bare`: the largest fraction that needs no percent sign."""
        super().__init__(name, example, FRACTIONS, zero=zero)
        self.bare = bare

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """The fraction; 5 is refused with the question whether 5% was meant."""
        fraction = super().convert(value, param, ctx)
        if fraction >= ONE:
            text = str(value).strip()
            problem = f"{text!r} is {fraction * 100:f} %, and must be below 100 %"
            if text.isdigit() and int(text) < 100:  # noqa: PLR2004 - percent
                problem += f" (did you mean {text}%?)"
            self.refuse(problem, param, ctx)
        if fraction > self.bare and isinstance(value, str) and value.strip()[-1] in ".0123456789":
            share = f"{(fraction * 100).normalize():f}"
            problem = f"{value.strip()!r} is {share} %; if so much is meant, write {share}%"
            self.refuse(problem, param, ctx)
        return fraction


class Price(PriceType):
    """`BTC=65000`: what one coin, or one unit of a currency, is worth in USD."""

    name = "ASSET=USD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Decimal]:
        """The asset and its price; click's BadParameter for anything else."""
        asset, sign, price = str(value).partition("=")
        if not sign or not asset.strip():
            self.fail(f"{value!r} is not a price; for example: --price BTC=65000", param, ctx)
        base, many = coin(asset.strip())  # as a venue writes it: XBT, kPEPE
        name, more = coin(base.upper())
        return name, PLAIN_PRICE.convert(price, param, ctx) / (many * more)


USD = Amount("an amount of dollars", "500", {**MONEY, "usd": ONE, "usdt": ONE, "usdc": ONE})
USD_OR_NONE = Amount("an amount of dollars", "5M", USD.units, zero=True)
COINS = Amount("a number of coins", "0.01", MONEY)
TOKENS = Amount("a number of tokens", "25", MONEY, zero=True)
PLAIN_PRICE = Amount("a price", "BTC=65000", MONEY)
PRICE = Price()
RISK = Share("a share of the account", "1%", bare=Decimal("0.1"))
DISTANCE = Share("a distance from the price", "1.5%")
DISTANCE_OR_NONE = Share("a distance from the price", "0.1%", zero=True)
SPAN = Amount("a span of time", "24h", HOURS, zero=True, most=YEARS)
SECONDS = Amount("a number of seconds", "10", {"": ONE, "s": ONE, "min": Decimal(60)}, most=HOUR)
LEVERAGE = Amount("a leverage", "10", {"": ONE, "x": ONE}, most=Decimal(1000))
