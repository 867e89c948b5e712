"""The page stays below 1.5 MB: twenty coins on every venue, each with a book of 50 levels."""

from datetime import UTC, datetime
from decimal import Decimal

from msgspec import structs

from comparator.answers.priceable import priceable
from comparator.comparison import Choice
from comparator.render.page import render
from comparator.run import read
from comparator.schema import MarketSnapshot, OrderBook, VenueData

COINS = [f"COIN{number}" for number in range(20)]
AT = datetime(2026, 11, 26, tzinfo=UTC)
LEVELS = range(1, 51)


def deep(data: VenueData, dollars: int) -> VenueData:
    """The venue's contracts of one coin under the names of twenty, each side worth so much."""
    own = [spec for spec in data.contracts if spec.base == "BTC" and spec.payoff == "linear"][:1]
    specs = tuple(
        structs.replace(spec, base=coin, symbol=f"{spec.symbol}{coin}", underlying_multiplier=1)
        for spec in own
        for coin in COINS
    )
    price, tick, coins = Decimal("123.45"), Decimal("0.01"), Decimal(dollars) / 50 / 123

    def book(symbol: str) -> OrderBook:
        sizes = [round(coins + level, 3) for level in LEVELS]
        return OrderBook(
            venue=data.venue,
            symbol=symbol,
            at=AT,
            bids=tuple((price - tick * n, size) for n, size in zip(LEVELS, sizes, strict=True)),
            asks=tuple((price + tick * n, size) for n, size in zip(LEVELS, sizes, strict=True)),
        )

    known = dict.fromkeys(("mark", "index", "last"), price) | {
        "bid": price - tick,
        "ask": price + tick,
    }
    markets = {
        spec.symbol: MarketSnapshot(venue=data.venue, symbol=spec.symbol, at=AT, **known)
        for spec in specs
    }
    books = {spec.symbol: book(spec.symbol) for spec in specs}
    return structs.replace(data, contracts=specs, markets=markets, books=books, tiers={})


def test_twenty_deep_coins_on_every_venue_fit_in_a_page() -> None:
    shipped = read((), source="published", choice=Choice(payoff=None))
    for dollars in (100_000, 1_000_000, 50_000_000):
        venues = tuple(deep(data, dollars) for data in shipped.venues)
        document = priceable(structs.replace(shipped, venues=venues), COINS, names={})
        held = [one for venue in document.venues for one in venue.contracts]
        assert len(held) >= 25 * len(COINS)
        assert all(one.book for one in held)
        assert len(render(document).encode()) < 1_500_000
