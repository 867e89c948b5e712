"""Checks C10 to C19: whether the figures can mean what they say."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from comparator.schema import ContractSpec, MarketSnapshot, OrderBook
from comparator.sources.plausibility import DOLLARS, implausible
from comparator.testing import bounds
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

BUNDLE = r"(?<!\d)10{{3,8}}{base}|(?<![A-Z]){base}10{{3,8}}(?!\d)"
LEVERAGE = (Decimal(1), Decimal(1001))
INTERVAL = (Decimal("0.25"), Decimal(24))
"""Hours between fundings."""
FUNDING = Decimal("0.05")
"""No venue caps one funding payment above 5 %."""
APART = Decimal("0.05")
"""How far mark and mid, or one coin's price in two contracts, may be apart."""
SIZES_APART = 10
"""Sizes of the same level, told twice: more is a unit taken for another."""


@CHECKS.add(
    "C10",
    "every symbol is one contract, and open or closed, not both",
    why="a row of the report must be something one can order",
    cause="the normaliser returns a contract for an instrument that does not trade",
    proves="contracts",
    live=True,
)
def symbols(subject: Subject) -> Iterator[str]:
    """Unique symbols, this venue's; what requests call a contract is another's neither."""
    data = subject.data
    seen, asked = set[str](), dict[str, str]()
    for spec in data.contracts:
        if spec.venue != subject.venue.id:
            yield f"{spec.symbol}: venue must be {subject.venue.id!r}, was {spec.venue!r}"
        if spec.symbol in seen:
            yield f"{spec.symbol} is there twice"
        seen.add(spec.symbol)
        if spec.wire_id is None:
            continue
        if asked.setdefault(spec.wire_id, spec.symbol) != spec.symbol:
            yield f"{spec.symbol}: wire_id {spec.wire_id!r} is {asked[spec.wire_id]}'s too"
        if spec.wire_id == spec.symbol:
            yield f"{spec.symbol}: wire_id is its symbol: leave it out"
    for row in data.rejected:
        if row.reason.endswith("is listed twice") or row.field == "venue":
            yield row.reason
    yield from (f"{symbol} is open and closed" for symbol in sorted(seen & set(data.closed)))
    if not data.contracts:
        yield "there are no contracts"


@CHECKS.add(
    "C11",
    "sizes and limits fit together",
    why="an order of the stated minimum must be one the venue takes",
    cause="minimum, step or maximum taken from a field that counts something else",
    proves="contracts",
    live=True,
)
def sizes(subject: Subject) -> Iterator[str]:
    """Step, minimum, maxima and leverage of every contract."""
    for spec in subject.data.contracts:
        for name, most in (("max_qty", spec.max_qty), ("max_market_qty", spec.max_market_qty)):
            if most is not None and most < spec.min_qty:
                yield f"{spec.symbol}: {name} {most} is below min_qty {spec.min_qty}"
        low, high = LEVERAGE
        most, shorts = spec.max_leverage, spec.max_leverage_short
        for name, value in (("max_leverage", most), ("max_leverage_short", shorts)):
            if value is not None and not low <= value <= high:
                yield f"{spec.symbol}: {name} {value} is not within {low} to {high}"
        if spec.payoff == "inverse" and spec.settle != spec.base:
            yield f"{spec.symbol}: inverse, but settles in {spec.settle}, not in {spec.base}"
        if spec.payoff == "linear" and spec.settle == spec.base:
            yield f"{spec.symbol}: linear, but settles in its own base {spec.settle}"
        if spec.expiry is not None and spec.expiry <= subject.oracle.as_of:
            yield f"{spec.symbol}: expired on {spec.expiry:%Y-%m-%d}, and still open"


@CHECKS.add(
    "C12",
    "units: the smallest order is worth something sensible, one coin has one price",
    why="a multiplier or contract size that is off by 10 or 1000 is the costliest mistake",
    cause="contract_size or underlying_multiplier applied twice, or not at all",
    proves="contracts",
    live=True,
)
def units(subject: Subject) -> Iterator[str]:
    """Worth of the smallest order; price of one coin across contracts."""
    data = subject.data
    kept = {spec.symbol for spec in implausible(data).contracts}
    guarded = [row for row in data.rejected if "multiplier or unit wrong" in row.reason]
    yield from (row.reason for row in guarded)
    yield from (
        f"{spec.symbol}: its smallest order" for spec in data.contracts if spec.symbol not in kept
    )
    for spec in data.contracts:
        bundle = BUNDLE.format(base=re.escape(spec.base.upper()))
        if spec.underlying_multiplier == 1 and re.search(bundle, spec.symbol.upper()):
            yield f"{spec.symbol}: underlying_multiplier is 1, and its name says a thousand or more"
    prices = dict[str, tuple[str, Decimal]]()
    for spec in data.contracts:
        price = _price(data.markets.get(spec.symbol))
        if price is None or spec.quote not in (*DOLLARS, "USD1"):
            continue
        coin = price / spec.underlying_multiplier
        other, first = prices.setdefault(f"{spec.base} {spec.asset_class}", (spec.symbol, coin))
        if abs(coin - first) > 2 * APART * first:
            yield f"one {spec.base} costs {coin:f} in {spec.symbol}, but {first:f} in {other}"


def _price(market: MarketSnapshot | None) -> Decimal | None:
    return (market.mark or market.last or market.bid) if market else None


@CHECKS.add(
    "C13",
    "every contract has fees with a source and a date",
    why="fees are most of what a small trade costs",
    cause="fee_schedule names a key that neither fees() nor the published data holds",
    proves="contracts",
    live=True,
)
def fees(subject: Subject) -> Iterator[str]:
    """Schedules that contracts name; base tier sane."""
    data = subject.data
    for key in sorted({spec.fee_schedule for spec in data.contracts} - set(data.fees)):
        yield f"there is no fee schedule {key!r}"
    for key, schedule in data.fees.items():
        base = schedule.tiers[0]
        if base.min_volume or base.min_assets or base.min_token:
            yield f"{key}: the first tier {base.name!r} asks for volume or assets"
        if not schedule.source:
            yield f"{key}: source is empty"
        if schedule.as_of.year < 2020:  # noqa: PLR2004 - before the oldest venue's present fees
            yield f"{key}: as_of is {schedule.as_of}"
    for spec in data.contracts:
        maker, taker = spec.maker_fee, spec.taker_fee
        if maker is not None and taker is not None and maker > taker:
            yield f"{spec.symbol}: maker {maker} above taker {taker}"
        price, rates = _price(data.markets.get(spec.symbol)), data.fees.get(spec.fee_schedule)
        yield from (f"{spec.symbol}: {text}" for text in bounds.least_fees(spec, price, rates))


@CHECKS.add(
    "C14",
    "wanted contracts have quotes",
    why="a contract without a price cannot be compared",
    cause="the quotes answer names symbols differently from the contracts answer",
    proves="quotes",
    live=True,
    absent=lambda subject: (
        "" if subject.venue.markets or subject.data.markets else "no quotes are known"
    ),
)
def quoted(subject: Subject) -> Iterator[str]:
    """Bid, ask or mark for every contract of the recorded assets."""
    data = subject.data
    if not subject.wanted:
        yield f"no contract of the assets {', '.join(subject.oracle.assets)}"
    for spec in subject.wanted:
        market = data.markets.get(spec.symbol)
        if market is None:
            yield f"{spec.symbol}: no quote"
        elif market.mark is None and (market.bid is None or market.ask is None):
            yield f"{spec.symbol}: neither mark nor both bid and ask"


@CHECKS.add(
    "C15",
    "quotes are of this market at this time",
    why="prices of another contract, another unit or another day look just as good",
    cause="bid and ask swapped, milliseconds read as seconds, price of another contract",
    proves="quotes",
    live=True,
)
def market(subject: Subject) -> Iterator[str]:
    """Bid below ask, mark near mid, on the tick, in time."""
    specs = {spec.symbol: spec for spec in subject.data.contracts}
    for symbol, quote in subject.data.markets.items():
        if symbol not in specs:
            continue
        if quote.bid is not None and quote.ask is not None:
            mid = (quote.bid + quote.ask) / 2
            if quote.bid >= quote.ask:
                yield f"{symbol}: bid {quote.bid} is not below ask {quote.ask}"
            if quote.mark is not None and abs(quote.mark - mid) > APART * mid:
                yield f"{symbol}: mark {quote.mark} is far from mid {mid}"
        for name, price in (("bid", quote.bid), ("ask", quote.ask)):
            if price is not None and price % specs[symbol].tick_size:
                yield f"{symbol}: {name} {price} is not on tick {specs[symbol].tick_size}"
        if quote.at > subject.oracle.as_of + timedelta(days=1):
            yield f"{symbol}: it is of {quote.at}, after the recording"


@CHECKS.add(
    "C16",
    "funding is a fraction for an interval, and about to be paid",
    why="a rate for a year or a wrong interval multiplies the cost of holding",
    cause="an annual or percent rate, minutes read as hours, the last rate taken for the next",
    proves="quotes",
    live=True,
)
def funding(subject: Subject) -> Iterator[str]:
    """Interval, size of the rate and next time of every wanted contract."""
    low, high = INTERVAL
    for spec in subject.wanted:
        hours, quote = spec.funding_interval_hours, subject.data.markets.get(spec.symbol)
        if spec.kind == "future":
            # One quoted at the spot price pays for financing, at an interval of the quote's own
            rate = quote.funding_rate if quote else None
            own = quote.funding_interval_hours if quote else None
            if (hours is not None or rate is not None) and (rate is None or own is None):
                yield f"{spec.symbol}: a dated contract has no funding"
            continue
        if hours is not None and not low <= hours <= high:
            yield f"{spec.symbol}: funding every {hours} hours"
        if quote is None:
            continue
        if quote.funding_rate is not None and abs(quote.funding_rate) > FUNDING:
            yield f"{spec.symbol}: funding_rate {quote.funding_rate} (percent, or annual?)"
        if quote.next_funding_time is not None:
            ahead = quote.next_funding_time - quote.at
            if ahead < timedelta(0) or ahead > timedelta(hours=float(hours or high) + 1):
                yield f"{spec.symbol}: next funding is {ahead} after the quote"


@CHECKS.add(
    "C17",
    "depth is sorted, on the tick, and in the unit of the quote",
    why="depth in contracts instead of coins hides or invents slippage",
    cause="api.coins_at left out for the book, or used twice",
    proves="depth and tiers",
    live=True,
    absent=lambda subject: "" if subject.venue.book else "the venue has no book()",
)
def depth(subject: Subject) -> Iterator[str]:
    """Books of every wanted contract."""
    data = subject.data
    for spec in subject.wanted:
        book = data.books.get(spec.symbol)
        if book is None:
            yield f"{spec.symbol}: no depth"
            continue
        yield from (f"{spec.symbol}: {text}" for text in _book(spec, book))
        quote = data.markets.get(spec.symbol)
        if quote is None:
            continue
        told = ((quote.bid, quote.bid_size, book.bids), (quote.ask, quote.ask_size, book.asks))
        for price, size, levels in told:
            if not levels or not size or price != levels[0][0]:
                continue
            if not size / SIZES_APART <= levels[0][1] <= size * SIZES_APART:
                yield f"{spec.symbol}: {levels[0][1]:f} coins in the book, {size:f} in the quote"


def _book(spec: ContractSpec, book: OrderBook) -> Iterator[str]:
    if not book.bids or not book.asks:
        yield "one side of the book is empty"
    for price, _ in (*book.bids, *book.asks):
        if price % spec.tick_size:
            yield f"level {price} is not on tick {spec.tick_size}"
            return


@CHECKS.add(
    "C18",
    "wanted contracts have margin tiers",
    why="without them nobody knows where a position is liquidated",
    cause="no public answer holds them: put the figures into the published data",
    proves="depth and tiers",
    live=True,
    absent=lambda subject: "" if subject.data.tiers else "no margin tiers are known",
)
def tiers(subject: Subject) -> Iterator[str]:
    """Tiers of every wanted linear contract; their shape is checked when they are read."""
    for spec in subject.wanted:
        if spec.payoff != "linear" or spec.asset_class != "crypto":
            continue  # no default candidate of a comparison
        rows = subject.data.tiers.get(spec.symbol)
        if not rows:
            yield f"{spec.symbol}: no margin tiers"
        elif spec.max_leverage is not None and rows[0].max_leverage > spec.max_leverage:
            yield (
                f"{spec.symbol}: tier 1 allows leverage {rows[0].max_leverage},"
                f" the contract {spec.max_leverage}"
            )
        yield from (f"{spec.symbol}: {text}" for text in bounds.roots(rows or ()))
