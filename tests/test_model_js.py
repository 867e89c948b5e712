"""The page's JavaScript model says what comparator.pricing says, trade by trade."""

import os
from collections import Counter
from decimal import Decimal

import pytest
from msgspec import structs
from samples import spec

from comparator.answers.depth import LIMITS, PART, limit, sides
from comparator.answers.document import compact
from comparator.answers.priceable import priceable
from comparator.schema import Level, OrderBook, VenueData
from comparator.sources.snapshot import Snapshot

pytest.importorskip("py_mini_racer", reason="no JavaScript engine (extra `test`: mini-racer)")

from model_js import AT, Dice, Engine, disagreements, market_of, snapshot, trades_on

TRADES = int(os.environ.get("COMPARATOR_TRADES", "2000"))
PER_MARKET = 20
STATUSES = {
    "ok",
    "over_budget",
    "below_minimum",
    "margin_short",
    "leverage_not_offered",
    "liquidation_before_stop",
    "depth_short",
    "no_market",
    "no_data",
    "not_served",
}


def test_random_and_boundary_trades_agree() -> None:
    engine, seen, classes, wrong = Engine(), Counter[str](), Counter[str](), list[str]()
    for seed in range(-(-TRADES // PER_MARKET)):
        dice = Dice(seed)
        read, document = market_of(dice)
        if not any(spec.base == "BTC" for data in read.venues for spec in data.contracts):
            continue
        answers = trades_on(dice, read, document, PER_MARKET)
        theirs = engine.answers(document, "BTC", [request for _, request in answers])
        for (ours, request), other in zip(answers, theirs, strict=True):
            seen.update(row.status for row in ours.answers[0].rows)
            if ours.choice.asset_class != "crypto":
                classes.update(row.status for row in ours.answers[0].rows)
            wrong += [f"seed {seed}: {text} for {request}" for text in disagreements(ours, other)]
        assert len(wrong) < 30, "\n".join(wrong)
    assert not wrong, "\n".join(wrong)
    assert seen.keys() >= STATUSES, seen
    assert classes.keys() >= {"ok", "no_market"}, classes


def deep(dice: Dice, read: Snapshot) -> Snapshot:
    """The same market with a hundred levels more on each side of every book."""

    def side(levels: tuple[Level, ...], sign: int, tick: Decimal) -> tuple[Level, ...]:
        further = list(levels)
        for _ in range(100):
            price = further[-1][0] + sign * tick * dice.random.randint(1, 3) / 100
            if price <= 0:
                break
            further.append((price, dice.number("0.05", "400", 2)))
        return tuple(further)

    def deeper(data: VenueData) -> VenueData:
        ticks = {spec.symbol: spec.tick_size for spec in data.contracts}
        books = {
            symbol: structs.replace(
                book,
                bids=side(book.bids, -1, ticks[symbol]),
                asks=side(book.asks, 1, ticks[symbol]),
            )
            for symbol, book in data.books.items()
        }
        return structs.replace(data, books=books)

    return structs.replace(read, venues=tuple(map(deeper, read.venues)))


def test_a_book_that_was_cut_answers_orders_of_a_fifth_of_it_like_the_whole() -> None:
    engine, wrong, cut, priced_from_it = Engine(), list[str](), 0, 0
    most = LIMITS[0] / PART
    for seed in range(40):
        dice = Dice(seed)
        read = deep(dice, snapshot(dice))
        document = priceable(read, ["BTC"], names={})
        books = [one.book for venue in document.venues for one in venue.contracts if one.book]
        cut += sum(book.cut for book in books)
        text = compact(document)
        asked = [
            (ours, request)
            for ours, request in trades_on(dice, read, text, PER_MARKET)
            if "BTC" not in ours.trade.prices  # a user's price is worth another depth
            and ours.choice.oldest_hours is None  # which hides how large an order was
            and all(
                row.size is None or row.size.notional <= most for row in ours.answers[0].candidates
            )
        ]
        theirs = engine.answers(text, "BTC", [request for _, request in asked])
        for (ours, request), other in zip(asked, theirs, strict=True):
            priced_from_it += len(ours.answers[0].rows)
            wrong += [f"seed {seed}: {text} for {request}" for text in disagreements(ours, other)]
    assert not wrong, "\n".join(wrong[:20])
    assert cut > 20
    assert priced_from_it > 1000


def test_books_are_cut_further_where_there_are_many() -> None:
    """By hand: $100 a level; 250 levels hold $25,000, a side of $1,000,000 is never reached."""
    one = spec()
    level = [(Decimal(100) + Decimal(number) / 10, Decimal(1)) for number in range(2000)]
    book = OrderBook(
        venue=one.venue,
        symbol=one.symbol,
        at=AT,
        bids=tuple((Decimal(200) - price, coins) for price, coins in level[1:900]),
        asks=tuple(level),
    )
    assert limit([(one, book, None)] * 2) == LIMITS[0]
    bids, asks = sides(one, book, None, Decimal(1000))
    assert len(asks) == 10  # 100 + 100.1 + … + 100.9 = 1,004.5
    assert len(bids) == 11  # 99.9 + 99.8 + … + 98.9 = 1,093.4; ten hold 994.5
    assert len(sides(one, book, Decimal(50), Decimal(1000))[1]) == 20  # when it is moved to $50
    assert limit([(one, book, None)] * 2000) == LIMITS[-1]
