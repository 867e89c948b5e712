"""Checks C24 to C26: figures beside those of other venues, and of the venue's own published data.

They need no oracle: what a mistake makes a thousand times too large is seen by its neighbours.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from statistics import median

from comparator.errors import DataError
from comparator.schema import ZERO, ContractSpec, MarginTier, VenueData
from comparator.sources.discovery import discover
from comparator.sources.plausibility import DOLLARS
from comparator.sources.published import published
from comparator.sources.reference import coin_price
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

TIMES: Mapping[str, Decimal] = {
    "price of one coin": Decimal(5),
    "smallest order in USD": Decimal(2000),
    "tick as a part of the price": Decimal(2000),
    "highest leverage": Decimal(30),
    "end of the first margin tier in USD": Decimal(5000),
    "first maintenance rate": Decimal(30),
    "24 h volume in USD": Decimal(1_000_000),
    "taker fee": Decimal(5),
    "maker fee": Decimal(10),
}
"""How many times a figure may be larger or smaller than the middle of other venues' figures for the
same coin. Wide where venues differ by design, narrow where they compete."""
OWN = Decimal(5)
"""The same for a contract beside the published figures of its own venue."""
FEW = 3
REFUSED = (" must ", "(swapped?)")
"""How a value of ours says that a figure cannot be, in a warning."""
TRADED = Decimal(10_000_000)
"""USD a day from which a contract is traded much."""
AT_ONCE = Decimal("0.1")
"""Of a day's volume: the best price of a contract that is traded much never holds so much."""
UNREADABLE = Decimal("0.5")


@CHECKS.add(
    "C24",
    "figures are of the size of other venues'",
    why="a figure ten or a thousand times too large is right in every other respect",
    cause="size x10, a forgotten 1000x, percent for a fraction, contracts for coins",
    proves="contracts",
    live=True,
)
def beside_others(subject: Subject) -> Iterator[str]:
    """Each figure of each contract against the middle of the others' for the same coin."""
    usual = _usual(subject.venue.id)
    mine = _figures(subject.data)
    for (symbol, coin, name), value in mine.items():
        others = usual.get((coin, name), ())
        if len(others) < FEW:
            continue
        middle, most = median(others), TIMES[name]
        least = middle / most if value > ZERO else ZERO  # a rebate is no fee a hundred times lower
        if value and middle and not least <= abs(value) <= middle * most:
            told = f"{middle:.6g} in the middle of {len(others)} venues"
            yield f"{symbol}: {name} is {value:.6g}, {told}"
    rates = [
        quote.funding_rate
        for quote in subject.data.markets.values()
        if quote.funding_rate is not None
    ]
    if len(rates) >= FEW and not any(rates):
        yield f"the funding rate of all {len(rates)} contracts is 0: unknown is None"
    for spec in subject.data.contracts:
        if spec.min_notional == ZERO:
            yield f"{spec.symbol}: min_notional is 0: None where there is no such rule"


@CHECKS.add(
    "C25",
    "contracts are as the venue's own published figures say",
    why="a contract size that is off by ten moves neither price nor fee: only this shows it",
    cause="size or multiplier read from another field; or published data older than a change",
    proves="contracts",
    live=True,
    absent=lambda subject: "" if _own(subject) else "no published contracts",
)
def beside_published(subject: Subject) -> Iterator[str]:
    """Units, limits, tiers and fees of the contracts that the shipped figures hold too."""
    shipped = _own(subject)
    if shipped is None:
        return
    before = {spec.symbol: spec for spec in shipped.contracts}
    for spec in subject.data.contracts:
        old = before.get(spec.symbol)
        if old is None:
            continue
        for name in ("base", "payoff", "qty_unit", "settle"):
            now, was = getattr(spec, name), getattr(old, name)
            if now != was:
                yield f"{spec.symbol}: {name} is {now}, published {was}"
        for name in ("contract_size", "underlying_multiplier", "qty_step", "min_qty", "tick_size"):
            yield from _apart(spec.symbol, name, getattr(spec, name), getattr(old, name))
        for name in ("min_notional", "max_leverage", "funding_interval_hours"):
            yield from _apart(spec.symbol, name, getattr(spec, name), getattr(old, name))
        for name in ("maker_fee", "taker_fee"):
            yield from _apart(spec.symbol, name, getattr(spec, name), getattr(old, name))
        yield from _tier_apart(
            spec.symbol,
            subject.data.tiers.get(spec.symbol, ()),
            shipped.tiers.get(spec.symbol, ()),
        )


@CHECKS.add(
    "C26",
    "most of what is listed can be read",
    why="a venue whose contracts are rejected seems not to list them",
    cause="every row refused for one figure: see the reason",
    proves="contracts",
    live=True,
)
def readable(subject: Subject) -> Iterator[str]:
    """Half of the rows at least, and all that was refused because no such figure can be."""
    data = subject.data
    if len(data.rejected) > UNREADABLE * (len(data.rejected) + len(data.contracts)):
        count = f"{len(data.rejected)} rejected, {len(data.contracts)} read"
        yield f"{count}: {data.rejected[0].reason}"
    for row in data.rejected:
        if row.reason.startswith(f"{data.venue} ") and " must " in row.reason:
            yield f"refused: {row.reason}"
    for warning in data.warnings:
        refused = warning.code == "secondary_failed" and any(
            words in warning.message for words in REFUSED
        )
        if refused or warning.code in ("contracts_lost", "implausible_unit"):
            yield warning.message
    yield from _too_deep(data)


def _too_deep(data: VenueData) -> Iterator[str]:
    for spec in data.contracts:
        book, market = data.books.get(spec.symbol), data.markets.get(spec.symbol)
        worth = _volume(data, spec)
        if not book or not market or not market.volume_24h or not worth or worth < TRADED:
            continue
        for price, size in (*book.bids[:1], *book.asks[:1]):
            if size > AT_ONCE * market.volume_24h:
                yield (
                    f"{spec.symbol}: {size:f} coins at {price}, and {market.volume_24h:f} traded in"
                    " a day (depth in contracts?)"
                )


def _apart(symbol: str, name: str, now: Decimal | None, was: Decimal | None) -> Iterator[str]:
    if now and was and not was / OWN < now < was * OWN:
        yield f"{symbol}: {name} is {now}, published {was}"


def _tier_apart(
    symbol: str, now: tuple[MarginTier, ...], was: tuple[MarginTier, ...]
) -> Iterator[str]:
    if not now or not was:
        return
    if now[0].unit != was[0].unit:
        yield f"{symbol}: margin tiers count {now[0].unit}, published {was[0].unit}"
    for name in ("cap", "initial_rate", "maintenance_rate", "max_leverage"):
        yield from _apart(f"{symbol}, tier 1", name, getattr(now[0], name), getattr(was[0], name))


def _own(subject: Subject) -> VenueData | None:
    if subject.venue.data_only:
        return None
    shipped = subject.published
    return shipped if shipped and shipped.contracts else None


Key = tuple[str, str, str]
"""Symbol, coin and name of a figure."""


@cache
def _usual(but: str) -> dict[tuple[str, str], tuple[Decimal, ...]]:
    """The published figures of all other venues, one of each: coin and name → values."""
    found = dict[tuple[str, str], list[Decimal]]()
    for venue in discover().venues:
        if venue.id == but or venue.published is None:
            continue
        try:
            data = published(venue.published, venue.rules)
        except DataError:
            continue  # its own checks say so
        mine = dict[tuple[str, str], list[Decimal]]()
        for (_, coin, name), value in _figures(data).items():
            mine.setdefault((coin, name), []).append(value)
        for key, values in mine.items():
            found.setdefault(key, []).append(median(values))
    return {key: tuple(values) for key, values in found.items()}


def _figures(data: VenueData) -> dict[Key, Decimal]:
    """What can be compared of each linear or inverse perpetual in dollars."""
    found = dict[Key, Decimal]()
    for spec in data.contracts:
        if spec.quote not in DOLLARS or spec.asset_class != "crypto" or spec.kind != "perpetual":
            continue
        for name, read in READ.items():
            try:
                value = read(data, spec)
            except ArithmeticError:
                continue
            if value is not None:
                found[spec.symbol, spec.base, name] = value
    return found


def _price(data: VenueData, spec: ContractSpec) -> Decimal | None:
    market = data.markets.get(spec.symbol)
    return coin_price(spec, market) if market else None


def _least(data: VenueData, spec: ContractSpec) -> Decimal | None:
    price, size = _price(data, spec), spec.min_qty * spec.contract_size
    if spec.payoff == "inverse":
        return max(size, spec.min_notional or ZERO)
    if price is None:
        return None
    return max(size * spec.underlying_multiplier * price, spec.min_notional or ZERO)


def _tick(data: VenueData, spec: ContractSpec) -> Decimal | None:
    price = _price(data, spec)
    return None if price is None else spec.tick_size / (price * spec.underlying_multiplier)


def _first(data: VenueData, spec: ContractSpec) -> MarginTier | None:
    return next(iter(data.tiers.get(spec.symbol, ())), None)


def _first_cap(data: VenueData, spec: ContractSpec) -> Decimal | None:
    tier, price = _first(data, spec), _price(data, spec)
    if tier is None or tier.cap is None or price is None:
        return None
    if tier.unit == "quote":
        return tier.cap
    if tier.unit == "coins":
        return tier.cap * price
    worth = tier.cap * spec.contract_size
    return worth if spec.payoff == "inverse" else worth * spec.underlying_multiplier * price


def _kept(data: VenueData, spec: ContractSpec) -> Decimal | None:
    tier = _first(data, spec)
    return tier.maintenance_rate if tier else None


def _volume(data: VenueData, spec: ContractSpec) -> Decimal | None:
    market, price = data.markets.get(spec.symbol), _price(data, spec)
    if market is None or market.volume_24h is None or price is None:
        return None
    return market.volume_24h * price


def _fee(name: str) -> Callable[[VenueData, ContractSpec], Decimal | None]:
    def read(data: VenueData, spec: ContractSpec) -> Decimal | None:
        own: Decimal | None = getattr(spec, f"{name}_fee")
        schedule = data.fees.get(spec.fee_schedule)
        if own is None and schedule:
            own = getattr(schedule.tiers[0], name)
        return own

    return read


READ: Mapping[str, Callable[[VenueData, ContractSpec], Decimal | None]] = {
    "price of one coin": _price,
    "smallest order in USD": _least,
    "tick as a part of the price": _tick,
    "highest leverage": lambda _, spec: spec.max_leverage,
    "end of the first margin tier in USD": _first_cap,
    "first maintenance rate": _kept,
    "24 h volume in USD": _volume,
    "taker fee": _fee("taker"),
    "maker fee": _fee("maker"),
}
