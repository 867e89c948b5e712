"""What one contract is: units, smallest order, tick, expiry."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from comparator.schema.checks import (
    ONE,
    NonsenseError,
    fee_rate,
    in_utc,
    known,
    names,
    shown,
    within,
)
from comparator.schema.names import coin

Kind = Literal["perpetual", "future"]
Payoff = Literal["linear", "inverse", "quanto"]
QtyUnit = Literal["base", "contracts", "quote"]
AssetClass = Literal["crypto", "stock", "commodity", "forex", "index"]

WORDS: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "payoff": get_args(Payoff),
    "qty_unit": get_args(QtyUnit),
    "asset_class": get_args(AssetClass),
}
"""The words that say what a contract is; another one has no meaning here."""


class ContractSpec(Struct, frozen=True, kw_only=True):
    """One tradable contract of one venue.

    `qty_step` may be a fraction of a contract. `contract_size` is positive, whatever sign a venue
    gives it to mark an inverse contract, and counts quoted base where an inverse one does.
    `qty_step`, `min_qty`, `max_qty` and `max_market_qty` count order units; `min_notional` counts
    quote; `tick_size` is quote per quoted base. `maker_fee` and `taker_fee` are set only where the
    venue sends rates per contract that a customer really pays; otherwise `fee_schedule` decides.

    Tenths of a contract: `qty_unit="contracts", qty_step=Decimal("0.1")`. Inverse, sent with a
    multiplier of -1: `payoff="inverse", contract_size=abs(wire.multiplier)`. Shorts up to 8x alone:
    `max_leverage=Decimal(10), max_leverage_short=Decimal(8)`. Asked for by number:
    `symbol="LTC", wire_id="35"`.
    """

    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the venue's own string")]
    base: Annotated[str, Meta(description="of ONE coin: PEPE, never 1000PEPE; BTC, never XBT")]
    quote: Annotated[str, Meta(description="currency that prices are in")]
    settle: Annotated[str, Meta(description="currency of margin and profit")]
    kind: Annotated[Kind, Meta(description="perpetual or future")]
    payoff: Annotated[Payoff, Meta(description="linear, inverse or quanto")]
    contract_size: Annotated[
        Decimal,
        Meta(
            description="linear: quoted base per order unit; inverse: quote or base; quanto: settle"
        ),
    ]
    qty_unit: Annotated[QtyUnit, Meta(description="what order units are: base, contracts or quote")]
    qty_step: Annotated[Decimal, Meta(description="order units by which an order may grow")]
    min_qty: Annotated[Decimal, Meta(description="order units of the smallest order")]
    tick_size: Annotated[Decimal, Meta(description="step of the price, in quote per quoted base")]
    fee_schedule: Annotated[str, Meta(description="key into VenueData.fees")]
    expiry: Annotated[datetime | None, Meta(description="null exactly for perpetuals")] = None
    underlying_multiplier: Annotated[Decimal, Meta(description="coins per quoted base")] = ONE
    asset_class: Annotated[
        AssetClass, Meta(description="crypto, stock, commodity, forex or index")
    ] = "crypto"
    max_qty: Annotated[Decimal | None, Meta(description="of one limit order")] = None
    max_market_qty: Annotated[Decimal | None, Meta(description="of one market order")] = None
    min_notional: Annotated[Decimal | None, Meta(description="quote")] = None
    max_leverage: Annotated[
        Decimal | None, Meta(description="highest leverage the venue offers on it; null: unknown")
    ] = None
    max_leverage_short: Annotated[
        Decimal | None, Meta(description="of shorts, where it differs; null: the same")
    ] = None
    maker_fee: Annotated[
        Decimal | None,
        Meta(
            description=(
                "fraction that resting orders pay on this contract alone; null: the fee "
                "schedule decides"
            )
        ),
    ] = None
    taker_fee: Annotated[
        Decimal | None,
        Meta(
            description=(
                "fraction that taking orders pay on this contract alone; null: the fee "
                "schedule decides"
            )
        ),
    ] = None
    funding_interval_hours: Annotated[
        Decimal | None, Meta(description="null: unknown, or no funding (futures)")
    ] = None
    listed_at: Annotated[
        datetime | None, Meta(description="first day of trading; null: unknown")
    ] = None
    delisted_at: Annotated[
        datetime | None,
        Meta(description="when a perpetual ends, as its venue announced; null: nothing announced"),
    ] = None
    pre_market: Annotated[
        bool, Meta(description="whether it trades before its coin or share does")
    ] = False

    wire_id: Annotated[
        str | None, Meta(description="what requests call it, where that is not its symbol")
    ] = None

    @property
    def where(self) -> str:
        """Venue and symbol, as messages name a contract."""
        return f"{self.venue} {self.symbol}"

    @property
    def counts_quote(self) -> bool:
        """Whether an order unit is a fixed amount of quote: inverse, unless coins are counted."""
        return self.payoff == "inverse" and self.qty_unit != "base"

    @property
    def label(self) -> str:
        """What to call one quoted base: `BTC`, `1000 PEPE`."""
        many = self.underlying_multiplier
        return self.base if many == ONE else f"{many:f} {self.base}"

    def __post_init__(self) -> None:
        """Refuse nonsense: ValueError names contract, field and value."""
        where = self.where
        for field, known_words in WORDS.items():
            if (word := getattr(self, field)) not in known_words:
                some = ", ".join(known_words)
                raise NonsenseError(
                    where, f"{field} must be one of {some}, was {shown(repr(word))}"
                )
        names(
            where,
            venue=self.venue,
            symbol=self.symbol,
            base=self.base,
            quote=self.quote,
            settle=self.settle,
            fee_schedule=self.fee_schedule,
            wire_id=self.symbol if self.wire_id is None else self.wire_id,
        )
        known(
            where,
            contract_size=self.contract_size,
            qty_step=self.qty_step,
            min_qty=self.min_qty,
            tick_size=self.tick_size,
            underlying_multiplier=self.underlying_multiplier,
        )
        within(
            where,
            max_qty=self.max_qty,
            max_market_qty=self.max_market_qty,
            min_notional=self.min_notional,
            max_leverage=self.max_leverage,
            max_leverage_short=self.max_leverage_short,
            funding_interval_hours=self.funding_interval_hours,
        )
        fee_rate(where, maker_fee=self.maker_fee, taker_fee=self.taker_fee)
        in_utc(where, expiry=self.expiry, listed_at=self.listed_at, delisted_at=self.delisted_at)
        if (self.kind == "future") is (self.expiry is None):
            raise NonsenseError(where, f"expiry of a {self.kind} must not be {self.expiry}")
        if self.min_qty % self.qty_step:
            raise NonsenseError(
                where, f"min_qty must be a multiple of qty_step {self.qty_step}, was {self.min_qty}"
            )
        if self.qty_unit == "base" and self.payoff == "linear" and self.contract_size != ONE:
            raise NonsenseError(
                where,
                f"contract_size must be 1 where orders count the base,"
                f" was {self.contract_size} (they count contracts?)",
            )
        name, many = coin(self.base)
        if many != ONE:
            raise NonsenseError(
                where,
                f"base must name one coin, was {self.base!r}"
                f" (base {name}, underlying_multiplier {many:f})",
            )
