"""What one contract is: units, smallest order, tick, expiry."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from msgspec import Struct

from comparator.schema.checks import (
    HUGE,
    ONE,
    TINY,
    fee_rate,
    in_utc,
    is_fee,
    not_negative,
    positive,
)

Kind = Literal["perpetual", "future"]
Payoff = Literal["linear", "inverse", "quanto"]
QtyUnit = Literal["base", "contracts", "quote"]
AssetClass = Literal["crypto", "stock", "commodity", "forex", "index"]

TEXTS = ("venue", "symbol", "base", "quote", "settle", "fee_schedule")


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
        Decimal  # linear: quoted base per order unit; inverse: quote value; quanto: settle
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
    maker_fee: Decimal | None = None
    taker_fee: Decimal | None = None
    funding_interval_hours: Decimal | None = None  # None: unknown, or no funding (futures)
    listed_at: datetime | None = None

    @property
    def where(self) -> str:
        """Venue and symbol, as messages name a contract."""
        return f"{self.venue} {self.symbol}"

    @property
    def label(self) -> str:
        """What to call one quoted base: `BTC`, `1000 PEPE`."""
        many = self.underlying_multiplier
        return self.base if many == ONE else f"{many:f} {self.base}"

    def __post_init__(self) -> None:
        """Refuse nonsense: a few comparisons clear nearly every contract, `_check` judges the rest.

        The comparisons must never clear what `_check` refuses; they may leave it more to judge.
        """
        try:
            if (
                TINY <= self.contract_size <= HUGE
                and TINY <= self.qty_step <= self.min_qty <= HUGE
                and TINY <= self.tick_size <= HUGE
                and ((many := self.underlying_multiplier) is ONE or TINY <= many <= HUGE)
                and ((most := self.max_qty) is None or TINY <= most <= HUGE)
                and ((most := self.max_market_qty) is None or TINY <= most <= HUGE)
                and ((least := self.min_notional) is None or TINY <= least <= HUGE)
                and ((most := self.max_leverage) is None or TINY <= most <= HUGE)
                and ((hours := self.funding_interval_hours) is None or TINY <= hours <= HUGE)
                and ((fee := self.maker_fee) is None or is_fee(fee))
                and ((fee := self.taker_fee) is None or is_fee(fee))
                and not self.min_qty % self.qty_step
                and ((at := self.listed_at) is None or at.tzinfo is UTC)
                and ((at := self.expiry) is None or at.tzinfo is UTC)
                and (self.kind == "future") is not (at is None)
                and "1000" not in self.base
                and self.venue
                and self.symbol
                and self.base
                and self.quote
                and self.settle
                and self.fee_schedule
            ):
                return
        except (InvalidOperation, TypeError):  # NaN compares with nothing
            pass
        self._check()

    def _check(self) -> None:
        where = self.where
        texts = (self.venue, self.symbol, self.base, self.quote, self.settle, self.fee_schedule)
        if not all(texts):
            raise ValueError(f"{where}: {TEXTS[texts.index('')]} must not be empty")
        positive(
            where,
            contract_size=self.contract_size,
            qty_step=self.qty_step,
            min_qty=self.min_qty,
            tick_size=self.tick_size,
            underlying_multiplier=self.underlying_multiplier,
            max_qty=self.max_qty,
            max_market_qty=self.max_market_qty,
            max_leverage=self.max_leverage,
            funding_interval_hours=self.funding_interval_hours,
        )
        not_negative(where, min_notional=self.min_notional)
        fee_rate(where, maker_fee=self.maker_fee, taker_fee=self.taker_fee)
        in_utc(where, expiry=self.expiry, listed_at=self.listed_at)
        if (self.kind == "future") is (self.expiry is None):
            raise ValueError(f"{where}: expiry of a {self.kind} must not be {self.expiry}")
        if self.min_qty % self.qty_step:
            raise ValueError(
                f"{where}: min_qty must be a multiple of qty_step {self.qty_step},"
                f" was {self.min_qty}"
            )
        if self.base.startswith("1000") or self.base.endswith("1000"):
            raise ValueError(
                f"{where}: base must name one coin, was {self.base!r}"
                " (the 1000 belongs in underlying_multiplier)"
            )
