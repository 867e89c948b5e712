"""The trade a person wants to take, and the account it is taken with."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comparator.errors import PlanError
from comparator.schema import ONE, ZERO, Channel

Side = Literal["long", "short"]
Liquidity = Literal["maker", "taker"]


SMALLEST, LARGEST = Decimal("1e-12"), Decimal("1e15")
"""Beyond these no plan makes sense, and 34 digits would not hold what follows from it."""


class Trade(Struct, frozen=True, kw_only=True):
    """One trade on one account; money in USD, rates and distances as fractions.

    The size follows from the risk unless `qty`, `notional` or `max_loss` says otherwise (at most
    one of them). PlanError names the field and the value that make no sense.
    """

    account: Annotated[Decimal, Meta(description="USD that the account holds")] = Decimal(500)
    risk: Annotated[Decimal, Meta(description="fraction of the account lost at the stop")] = (
        Decimal("0.01")
    )
    stop: Annotated[
        Decimal | None, Meta(description="distance from entry; null: no stop, no score")
    ] = Decimal("0.015")
    side: Annotated[Side, Meta(description="long or short")] = "long"
    hold_hours: Annotated[Decimal, Meta(description="hours between entry and exit")] = Decimal(24)
    entry: Annotated[
        Liquidity, Meta(description="maker: a limit order in the book; taker: a market order")
    ] = "taker"
    exit: Annotated[Liquidity, Meta(description="the same on the way out")] = "taker"
    leverage: Annotated[
        Decimal | None, Meta(description="null: the lowest that affords the trade")
    ] = None
    qty: Annotated[Decimal | None, Meta(description="coins")] = None
    notional: Annotated[
        Decimal | None, Meta(description="USD of the position; null: it follows from the risk")
    ] = None
    max_loss: Annotated[
        Decimal | None, Meta(description="USD at the stop, instead of account x risk")
    ] = None
    all_in: Annotated[bool, Meta(description="the loss at the stop includes the costs")] = False
    volume_30d: Annotated[Decimal, Meta(description="USD traded in 30 days, for fee tiers")] = ZERO
    assets: Annotated[Decimal, Meta(description="USD held on the venue, for fee tiers")] = ZERO
    token: Annotated[
        Decimal, Meta(description="units of the venue's token held, for fee tiers")
    ] = ZERO
    token_discount: Annotated[
        bool, Meta(description="whether fees are paid in the venue's token")
    ] = False
    with_promos: Annotated[
        bool, Meta(description="whether dated offers are taken into account")
    ] = False
    channel: Annotated[Channel, Meta(description="web or api: where orders come from")] = "web"
    stop_slippage: Annotated[
        Decimal, Meta(description="fraction of price lost at the exit beyond the book")
    ] = ZERO
    buffer: Annotated[
        Decimal | None,
        Meta(description="liquidation stays this fraction beyond the stop; null: stop / 5"),
    ] = None
    positions: Annotated[int, Meta(description="open at once, each with this risk")] = 1
    prices: Annotated[
        Mapping[str, Decimal], Meta(description="reference price of one coin, by asset")
    ] = {}

    @property
    def sign(self) -> int:
        """+1 for a long, -1 for a short."""
        return 1 if self.side == "long" else -1

    @property
    def risk_budget(self) -> Decimal:
        """USD that may be lost at the stop."""
        return self.account * self.risk if self.max_loss is None else self.max_loss

    def __post_init__(self) -> None:
        positive = {
            "account": self.account,
            "risk": self.risk,
            "stop": self.stop,
            "leverage": self.leverage,
            "qty": self.qty,
            "notional": self.notional,
            "max_loss": self.max_loss,
            **{f"price of {asset}": price for asset, price in self.prices.items()},
        }
        not_negative = {
            "hold_hours": self.hold_hours,
            "volume_30d": self.volume_30d,
            "assets": self.assets,
            "token": self.token,
            "stop_slippage": self.stop_slippage,
            "buffer": self.buffer,
        }
        for field, value in {**positive, **not_negative}.items():
            if value is not None:
                check(field, value, positive=field in positive)
        fractions = {
            "risk": self.risk,
            "stop": self.stop,
            "stop_slippage": self.stop_slippage,
            "buffer": self.buffer,
        }
        for field, value in fractions.items():
            if value is not None and value >= ONE:
                raise PlanError(f"{field} must be a fraction below 1, was {value}")
        if self.leverage is not None and self.leverage < ONE:
            raise PlanError(f"leverage must be 1 or more, was {self.leverage}")
        if self.positions < 1:
            raise PlanError(f"positions must be 1 or more, was {self.positions}")
        sizes = [self.qty, self.notional, self.max_loss]
        if sum(size is not None for size in sizes) > 1:
            raise PlanError("give only one of qty, notional and max_loss")
        if self.stop is None and self.qty is None and self.notional is None:
            raise PlanError("without a stop the size must be given: qty or notional")


def check(field: str, value: Decimal, *, positive: bool) -> None:
    """Raise PlanError naming the field and the value unless it is a sensible number."""
    if not (value.is_finite() and value >= ZERO):
        raise PlanError(f"{field} must be a number of 0 or more, was {value}")
    if value == ZERO and positive:
        raise PlanError(f"{field} must be above 0, was {value}")
    if value and not SMALLEST <= value < LARGEST:
        raise PlanError(f"{field} must lie within 1e-12 and 1e15, was {value}")
