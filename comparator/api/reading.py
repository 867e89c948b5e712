"""Quotes, books and order units of contracts: sizes in coins, parts joined."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypedDict, TypeVar, Unpack, overload

from comparator.schema import ZERO, ContractSpec, Level, MarketSnapshot, OrderBook

K = TypeVar("K")
W = TypeVar("W")


def grouped(
    specs: Iterable[ContractSpec], key: Callable[[ContractSpec], K]
) -> dict[K, list[ContractSpec]]:
    """The contracts that one request can ask for, by what it must name: `key` of each."""
    groups = defaultdict[K, list[ContractSpec]](list)
    for spec in specs:
        groups[key(spec)].append(spec)
    return dict(groups)


class Figures(TypedDict, total=False):
    """What a snapshot may say beside sizes."""

    bid: Decimal | None
    ask: Decimal | None
    mark: Decimal | None
    index: Decimal | None
    last: Decimal | None
    funding_rate: Decimal | None
    funding_interval_hours: Decimal | None
    next_funding_time: datetime | None
    volume_24h: Decimal | None


PRICES: tuple[Literal["bid", "ask", "mark", "index", "last"], ...] = (
    "bid",
    "ask",
    "mark",
    "index",
    "last",
)


def snapshot(
    spec: ContractSpec,
    at: datetime,
    *,
    bid_qty: Decimal | None = None,
    ask_qty: Decimal | None = None,
    **figures: Unpack[Figures],
) -> MarketSnapshot:
    """The snapshot of a contract from sizes in order units; `figures` as in MarketSnapshot.

    A price of 0 is how venues say that there is none: no bid, no trade yet, no index.
    """
    for name in PRICES:
        figures[name] = figures.get(name) or None
    return MarketSnapshot(
        venue=spec.venue,
        symbol=spec.symbol,
        at=at,
        bid_size=coins_at(spec, bid_qty, figures.get("bid")),
        ask_size=coins_at(spec, ask_qty, figures.get("ask")),
        **figures,
    )


def joined(*parts: Mapping[str, MarketSnapshot]) -> dict[str, MarketSnapshot]:
    """Snapshots of several answers as one per symbol; the first that knows a figure wins."""
    whole = dict[str, MarketSnapshot]()
    for part in parts:
        for symbol, snapshot in part.items():
            whole[symbol] = whole[symbol] | snapshot if symbol in whole else snapshot
    return whole


def stacked(rows: Iterable[W], cap: Callable[[W], Decimal]) -> Iterator[tuple[W, Decimal, Decimal]]:
    """Rows of a margin table, lowest `cap` first, each with its floor and its cap.

    For venues that send where each tier ends alone: it begins where the one before ends.
    """
    floor = ZERO
    for row in sorted(rows, key=cap):
        yield row, floor, cap(row)
        floor = cap(row)


def best_first(
    levels: Iterable[Level], *, bids: bool, coins: Callable[[Level], Decimal] = lambda row: row[1]
) -> tuple[Level, ...]:
    """Levels sorted best first with sizes in coins; empty levels are left out.

    `coins` converts one level's wire size: contracts x size for linear, value / price for inverse.
    """
    rows = ((row[0], coins(row)) for row in levels if row[1] > 0)
    return tuple(sorted(rows, key=lambda row: row[0], reverse=bids))


def order_book(
    spec: ContractSpec,
    at: datetime,
    bids: Iterable[tuple[Decimal, ...]],
    asks: Iterable[tuple[Decimal, ...]],
) -> OrderBook:
    """The book from levels as a venue sends them: price, order units, more or not, in any order."""

    def side(levels: Iterable[tuple[Decimal, ...]], *, bids: bool) -> tuple[Level, ...]:
        pairs = ((level[0], level[1]) for level in levels)
        return best_first(pairs, bids=bids, coins=lambda level: coins_at(spec, level[1], level[0]))

    return OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=at,
        bids=side(bids, bids=True),
        asks=side(asks, bids=False),
    )


@overload
def coins_at(spec: ContractSpec, qty: Decimal, price: Decimal) -> Decimal: ...


@overload
def coins_at(spec: ContractSpec, qty: Decimal | None, price: Decimal | None) -> Decimal | None: ...


def coins_at(spec: ContractSpec, qty: Decimal | None, price: Decimal | None) -> Decimal | None:
    """How many coins `qty` order units are, at `price` where they count quote (inverse contracts).

    None where quantity or price is unknown.
    """
    if qty is None or price is None:
        return None
    units = qty * spec.contract_size
    if spec.counts_quote:
        units /= price
    return units * spec.underlying_multiplier
