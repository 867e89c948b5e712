"""What one contract is: units, smallest order, tick, expiry."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from comparator.schema.checks import ONE, NonsenseError, fee_rate, in_utc, known, names, within

Kind = Literal["perpetual", "future"]
Payoff = Literal["linear", "inverse", "quanto"]
QtyUnit = Literal["base", "contracts", "quote"]
AssetClass = Literal["crypto", "stock", "commodity", "forex", "index"]


class ContractSpec(Struct, frozen=True, kw_only=True):
    """One tradable contract of one venue.

    `qty_step`, `min_qty`, `max_qty` and `max_market_qty` count order units; `min_notional` counts
    quote; `tick_size` is quote per quoted base. `maker_fee` and `taker_fee` are set only where the
    venue sends rates per contract that a customer really pays; otherwise `fee_schedule` decides.
    """

    venue: str
    symbol: str  # the venue's own string
    base: str  # of ONE coin: PEPE, never 1000PEPE; BTC, never XBT
    quote: str
    settle: str
    kind: Kind
    payoff: Payoff
    contract_size: (
        Decimal  # linear: quoted base per order unit; inverse: quote or base; quanto: settle
    )
    qty_unit: QtyUnit
    qty_step: Decimal
    min_qty: Decimal
    tick_size: Decimal
    fee_schedule: str  # key into VenueData.fees
    expiry: datetime | None = None  # None exactly for perpetuals
    underlying_multiplier: Decimal = ONE  # coins per quoted base
    asset_class: AssetClass = "crypto"
    max_qty: Decimal | None = None  # of one limit order
    max_market_qty: Decimal | None = None  # of one market order
    min_notional: Decimal | None = None  # quote
    max_leverage: Decimal | None = None
    max_leverage_short: Decimal | None = None  # of shorts, where it differs; None: the same
    maker_fee: Decimal | None = None
    taker_fee: Decimal | None = None
    funding_interval_hours: Decimal | None = None  # None: unknown, or no funding (futures)
    listed_at: datetime | None = None
    wire_id: str | None = None  # what requests call it, where that is not its symbol

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
        in_utc(where, expiry=self.expiry, listed_at=self.listed_at)
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
        if self.base.startswith("1000") or self.base.endswith("1000"):
            raise NonsenseError(
                where,
                f"base must name one coin, was {self.base!r}"
                " (the 1000 belongs in underlying_multiplier)",
            )
