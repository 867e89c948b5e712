"""Guards on load: figures in the wrong unit, and venues that answer but do not trade."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import structs

from comparator.schema import (
    ONE,
    ZERO,
    ContractSpec,
    FigureWarning,
    MarketSnapshot,
    OrderBook,
    Rejected,
    VenueData,
)
from comparator.words import hours

DOLLARS = ("USD", "USDT", "USDC")
SMALLEST, LARGEST = Decimal("0.001"), Decimal(1_000_000)
"""USD that the smallest order of a contract is plausibly worth."""
FROZEN = timedelta(hours=6)
"""A book older than this on a venue that trades around the clock is no market."""


def implausible(data: VenueData) -> VenueData:
    """`data` without contracts whose smallest order is worth more than anybody could mean.

    One worth next to nothing may be a venue without a real minimum: it stays, with a warning.
    """
    rejected, warnings = dict[str, Rejected](), list[FigureWarning]()
    for spec in data.contracts:
        value = _smallest_order(spec, data.markets.get(spec.symbol))
        if value is None or SMALLEST <= value <= LARGEST:
            continue
        text = (
            f"{spec.where}: contract_size must make the smallest order worth {SMALLEST:f} to"
            f" {LARGEST:f} {spec.quote}, was {value:f} (multiplier or unit wrong?)"
        )
        if value > LARGEST:
            rejected[spec.symbol] = Rejected(symbol=spec.symbol, field="contract_size", reason=text)
        else:
            warnings.append(FigureWarning(code="implausible_unit", message=text))
    if not rejected and not warnings:
        return data
    return structs.replace(
        data,
        contracts=tuple(spec for spec in data.contracts if spec.symbol not in rejected),
        rejected=(*data.rejected, *rejected.values()),
        warnings=(*data.warnings, *warnings),
    )


def _smallest_order(spec: ContractSpec, market: MarketSnapshot | None) -> Decimal | None:
    """In quote; None where there is no price, or the quote is no dollar."""
    price = market and (market.mark or market.bid or market.last)
    if not price or spec.quote not in DOLLARS:
        return None
    value = spec.min_qty * spec.contract_size * (ONE if spec.counts_quote else price)
    return max(value, spec.min_notional or ZERO)


def jumps(new: VenueData, old: VenueData) -> Iterator[FigureWarning]:
    """A warning for every unit figure that changed by ten times or more since the last run.

    And for each funding interval that is another now, of contracts that were asked for.
    """
    before = {spec.symbol: spec for spec in old.contracts}
    for spec in new.contracts:
        last = before.get(spec.symbol)
        if last is None or last is spec:  # not asked again: it is the kept one itself
            continue
        for field in ("contract_size", "underlying_multiplier", "qty_step", "min_qty", "tick_size"):
            was, now = getattr(last, field), getattr(spec, field)
            if was != now and not was / 10 < now < was * 10:
                yield FigureWarning(
                    code="figure_jumped",
                    message=f"{spec.where}: {field} was {was:f} in the last run and is {now:f} now",
                )
        was, now = last.funding_interval_hours, spec.funding_interval_hours
        if was and now and was != now and spec.symbol in new.markets:
            yield FigureWarning(
                code="interval_changed",
                message=f"{spec.symbol}: funding was every {hours(was)}"
                f" and is every {hours(now)} now",
            )


def resized(
    new: VenueData, shipped: VenueData | None, kept: VenueData | None
) -> Iterator[tuple[str, str]]:
    """Contracts of ten times the size they had before, or a tenth, and the words for it.

    Before: in the figures shipped with the plugin, or where they do not hold it in the last run. A
    venue that wants another size lists another contract: one of the two was read wrongly.
    """
    before = dict[str, tuple[ContractSpec, str]]()
    for data, when in ((kept, "in the last run"), (shipped, "in the figures shipped with it")):
        before |= {spec.symbol: (spec, when) for spec in data.contracts} if data else {}
    for spec in new.contracts:
        last, when = before.get(spec.symbol, (spec, ""))
        if last is spec:
            continue
        same = (last.payoff, last.qty_unit) == (spec.payoff, spec.qty_unit)
        was, now = last.contract_size, spec.contract_size
        if same and not was / 10 < now < was * 10:
            yield spec.symbol, f"contract_size is {now:f} and was {was:f} {when}"


def deep(data: VenueData) -> Iterator[FigureWarning]:
    """A warning for every book with more within 1 % of its best price than a day's volume."""
    for symbol, book in data.books.items():
        market = data.markets.get(symbol)
        volume = market.volume_24h if market else None
        near = max(_near(book.bids), _near(book.asks))
        if volume is not None and near > volume:
            yield FigureWarning(
                code="depth_exceeds_volume",
                message=f"{data.venue} {symbol}: {near:f} coins within 1 % of the best price,"
                f" but {volume:f} traded in a day (depth in another unit?)",
            )


def _near(levels: tuple[tuple[Decimal, Decimal], ...]) -> Decimal:
    if not levels:
        return ZERO
    best = levels[0][0]
    return sum((size for price, size in levels if abs(price - best) <= best / 100), ZERO)


def unexpired(data: VenueData, now: datetime) -> VenueData:
    """`data` with contracts that have expired, or were delisted as announced, moved to `closed`."""
    ends = ((spec.symbol, spec.expiry or spec.delisted_at) for spec in data.contracts)
    return _without(data, {symbol for symbol, end in ends if end and end <= now})


def trading(data: VenueData, now: datetime) -> VenueData:
    """`data` with contracts that are listed but not traded moved to `closed`, with a warning.

    For answers of this moment only: what was read earlier is old, not frozen.
    """
    dead = dict[str, str]()
    for spec in data.contracts:
        problem = _dead(data.markets.get(spec.symbol), data.books.get(spec.symbol), now)
        if problem:
            dead[spec.symbol] = f"{spec.where}: {problem}"
    warnings = tuple(FigureWarning(code="no_market", message=text) for text in dead.values())
    data = structs.replace(data, warnings=(*data.warnings, *warnings))
    return _without(data, set(dead))


def _without(data: VenueData, symbols: set[str]) -> VenueData:
    if not symbols:
        return data
    return structs.replace(
        data,
        contracts=tuple(spec for spec in data.contracts if spec.symbol not in symbols),
        closed=(*data.closed, *sorted(symbols)),
    )


def _dead(market: MarketSnapshot | None, book: OrderBook | None, now: datetime) -> str | None:
    if book is not None and not book.bids and not book.asks:
        return "listed, but its book is empty"
    if book is not None and now - book.at > FROZEN:
        return f"listed, but its book has not moved since {book.at:%Y-%m-%d %H:%M} UTC"
    if market is None or book is not None:
        return None
    if market.bid or market.ask or market.mark or market.last:
        return None
    return "listed, but it has no price"
