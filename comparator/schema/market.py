"""What the market says at one instant: best prices, depth, funding."""

from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct, structs

from comparator.schema.checks import MOST_LEVELS, ONE, NonsenseError, few, finite, in_utc, within

Level = tuple[Decimal, Decimal]
"""Price in quote per quoted base, size in coins."""


class MarketSnapshot(Struct, frozen=True, kw_only=True):
    """Best prices, mark and funding of one contract at one instant."""

    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    at: Annotated[datetime, Meta(description="when the venue said so")]
    bid: Annotated[Decimal | None, Meta(description="quote per quoted base")] = None
    ask: Annotated[
        Decimal | None, Meta(description="best price to buy at, quote per quoted base")
    ] = None
    bid_size: Annotated[Decimal | None, Meta(description="coins")] = None
    ask_size: Annotated[Decimal | None, Meta(description="coins offered at the best ask")] = None
    mark: Annotated[
        Decimal | None, Meta(description="the venue's fair price, quote per quoted base")
    ] = None
    index: Annotated[
        Decimal | None, Meta(description="price of the underlying, quote per quoted base")
    ] = None
    last: Annotated[
        Decimal | None, Meta(description="price of the last trade, quote per quoted base")
    ] = None
    funding_rate: Annotated[
        Decimal | None, Meta(description="fraction per interval; positive: longs pay")
    ] = None
    funding_interval_hours: Annotated[
        Decimal | None, Meta(description="wins over the contract's where sent")
    ] = None
    next_funding_time: Annotated[
        datetime | None, Meta(description="when funding is paid next; null: unknown")
    ] = None
    volume_24h: Annotated[Decimal | None, Meta(description="coins; for sanity checks alone")] = None
    assumed: Annotated[
        bool, Meta(description="bid and ask are assumed, as the venue's are not known; never read")
    ] = False

    def __post_init__(self) -> None:
        where = f"{self.venue} {self.symbol}"
        within(
            where,
            bid=self.bid,
            ask=self.ask,
            mark=self.mark,
            index=self.index,
            last=self.last,
            bid_size=self.bid_size,
            ask_size=self.ask_size,
            volume_24h=self.volume_24h,
            funding_interval_hours=self.funding_interval_hours,
        )
        finite(where, funding_rate=self.funding_rate)
        in_utc(where, at=self.at, next_funding_time=self.next_funding_time)
        if self.bid is not None and self.ask is not None and self.bid > self.ask:
            raise NonsenseError(where, f"bid {self.bid} must not exceed ask {self.ask}")
        if self.funding_rate is not None and abs(self.funding_rate) >= ONE:
            raise NonsenseError(where, f"funding_rate must be a fraction, was {self.funding_rate}")

    def __or__(self, other: "MarketSnapshot") -> "MarketSnapshot":
        """This snapshot with its unknown figures filled from `other`; as old as the older one."""
        known = {
            field: value
            for field in self.__struct_fields__
            if field != "at" and (value := getattr(self, field)) is not None
        }
        return structs.replace(other, at=min(self.at, other.at), **known)


class OrderBook(Struct, frozen=True, kw_only=True):
    """Levels of one contract as (price per quoted base, size in coins), best first.

    `order_book` and `best_first` sort what a venue sends with the best level last.
    """

    venue: Annotated[str, Meta(description="id of the venue")]
    symbol: Annotated[str, Meta(description="the contract, in the venue's own spelling")]
    at: Annotated[datetime, Meta(description="when the venue said so")]
    bids: Annotated[
        tuple[tuple[Decimal, Decimal], ...],
        Meta(description="levels as [price per quoted base, size in coins], best first"),
    ]
    asks: Annotated[
        tuple[tuple[Decimal, Decimal], ...],
        Meta(description="levels as [price per quoted base, size in coins], best first"),
    ]

    def __post_init__(self) -> None:
        where = f"{self.venue} {self.symbol}"
        in_utc(where, at=self.at)
        for side, levels, sign in (("bids", self.bids, -1), ("asks", self.asks, 1)):
            few(where, side, len(levels), MOST_LEVELS)
            for price, size in levels:
                within(f"{where} {side}", price=price, size=size)
            if any(sign * low[0] >= sign * high[0] for low, high in pairwise(levels)):
                raise NonsenseError(where, f"{side} must be sorted best first, each price once")
        if self.bids and self.asks and self.bids[0][0] > self.asks[0][0]:
            raise NonsenseError(
                where, f"bid {self.bids[0][0]} must not exceed ask {self.asks[0][0]}"
            )
