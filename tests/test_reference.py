from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import samples
from samples import NOON

from comparator.schema import Origin, VenueData
from comparator.sources.reference import at_one_price, coin_price, references, said_by_user

DAY = timedelta(days=1)


def old(**changes: Any) -> VenueData:
    """Published figures of yesterday: BTC at 50,000."""
    quote = samples.market(
        bid=Decimal(49_990),
        ask=Decimal(50_010),
        mark=Decimal(50_000),
        at=NOON - DAY,
        index=Decimal(50_000),
        last=Decimal(50_005),
    )
    sound = {
        "venue": "old",
        "basis": "published",
        "source": "a page",
        "as_of": NOON - DAY,
        "markets": {"BTCUSDT": quote},
    }
    return samples.data(**(sound | changes))


def test_the_newest_quote_of_a_perpetual_is_the_price() -> None:
    found = references([old(), samples.data()])
    assert found["BTC"].price == Decimal(65000)
    assert found["BTC"].origin.basis == "live"
    assert references([samples.data(), old()]) == found


def test_the_users_price_wins() -> None:
    found = references([samples.data()]) | said_by_user(
        {"BTC": Decimal(1), "NEW": Decimal(2)}, NOON
    )
    assert (found["BTC"].price, found["NEW"].price) == (Decimal(1), Decimal(2))
    assert found["BTC"].origin == Origin(basis="user", source="--price", as_of=NOON)


@pytest.mark.parametrize(
    "changes",
    [
        {"contracts": (samples.spec(quote="EUR"),)},
        {"contracts": (samples.spec(kind="future", expiry=NOON + DAY),)},
        {"markets": {}},
        {"markets": {"BTCUSDT": samples.market(bid=None, ask=None, mark=None)}},
    ],
)
def test_what_is_no_dollar_perpetual_with_a_price_is_no_reference(changes: dict[str, Any]) -> None:
    assert references([samples.data(**changes)]) == {}


def test_price_of_a_coin_is_index_then_mark_then_the_middle_per_coin() -> None:
    bundle = samples.spec(base="PEPE", underlying_multiplier=Decimal(1000))
    quote = {"bid": Decimal(8), "ask": Decimal(10), "mark": Decimal(11), "index": Decimal(12)}
    assert coin_price(bundle, samples.market(**quote)) == Decimal("0.012")
    assert coin_price(bundle, samples.market(**(quote | {"index": None}))) == Decimal("0.011")
    no_mark = quote | {"index": None, "mark": None}
    assert coin_price(bundle, samples.market(**no_mark)) == Decimal("0.009")
    assert coin_price(bundle, samples.market(**(no_mark | {"bid": None}))) is None


def test_old_quotes_move_to_the_reference_and_keep_spread_and_depth() -> None:
    book = samples.book(
        bids=((Decimal(49_990), Decimal(2)),), asks=((Decimal(50_010), Decimal(3)),)
    )
    data = old(books={"BTCUSDT": book})
    moved = at_one_price([data], said_by_user({"BTC": Decimal(60_000)}, NOON), NOON)[0]
    market = moved.markets["BTCUSDT"]
    # 60,000 / 50,000 = 1.2: 49,990 x 1.2 = 59,988 and 50,010 x 1.2 = 60,012
    assert (market.bid, market.ask) == (Decimal(59_988), Decimal(60_012))
    assert (market.mark, market.index, market.last) == (60_000, 60_000, 60_006)
    assert (market.bid_size, market.ask_size) == (Decimal(2), Decimal(2))
    assert moved.books["BTCUSDT"].asks == ((Decimal(60_012), Decimal(3)),)
    origin = moved.origin("markets", "BTCUSDT")
    assert origin == moved.origin("books", "BTCUSDT")
    assert origin.basis == "assumed"
    assert origin.source == "a page; moved to BTC = 60000"
    assert origin.as_of == NOON - DAY


def test_a_shipped_quote_that_was_reckoned_moves_as_well() -> None:
    reckoned = Origin(basis="assumed", source="one tick around the mark", as_of=NOON - DAY)
    data = old(origins={"markets/BTCUSDT": reckoned})
    (moved,) = at_one_price([data], said_by_user({"BTC": Decimal(60_000)}, NOON), NOON)
    market = moved.markets["BTCUSDT"]
    # 60,000 / 50,000 = 1.2
    assert (market.bid, market.ask, market.index) == (59_988, 60_012, 60_000)
    assert moved.origin("markets", "BTCUSDT").as_of == NOON - DAY
    (again,) = at_one_price([moved], said_by_user({"BTC": Decimal(60_000)}, NOON), NOON)
    assert again.markets == moved.markets


def test_inverse_depth_is_worth_the_same_dollars_after_the_move() -> None:
    hundred = samples.spec(payoff="inverse", contract_size=Decimal(100), qty_unit="contracts")
    data = old(contracts=(hundred,))
    moved = at_one_price([data], said_by_user({"BTC": Decimal(100_000)}, NOON), NOON)[0]
    # 2 coins at 50,000 are 100,000 USD, which is 1 coin at 100,000
    assert moved.markets["BTCUSDT"].bid_size == Decimal(1)


@pytest.mark.parametrize(
    "data",
    [
        samples.data(),  # live
        old(contracts=(samples.spec(quote="EUR"),)),
        old(contracts=(samples.spec(base="OTHER"),)),
        old(markets={}),
        old(markets={"BTCUSDT": samples.market(bid=None, ask=None, mark=None)}),
    ],
)
def test_live_quotes_and_what_has_no_dollar_price_stay(data: VenueData) -> None:
    moved = at_one_price([data], said_by_user({"BTC": Decimal(60_000)}, NOON), NOON)[0]
    assert moved.markets == data.markets


@pytest.mark.parametrize(
    ("was", "hours", "then"),
    [
        (None, Decimal(8), None),
        (NOON - DAY, None, NOON - DAY),
        (NOON + DAY, Decimal(8), NOON + DAY),
        (NOON - timedelta(hours=1), Decimal(8), NOON + timedelta(hours=7)),
        (NOON - timedelta(hours=8), Decimal(8), NOON + timedelta(hours=8)),
        (NOON - timedelta(minutes=90), Decimal(1), NOON + timedelta(minutes=30)),
        (NOON - timedelta(minutes=10), Decimal("0.25"), NOON + timedelta(minutes=5)),
    ],
)
def test_funding_moves_to_the_next_settlement_on_its_own_clock(
    was: Any, hours: Decimal | None, then: Any
) -> None:
    quote = samples.market(next_funding_time=was, funding_interval_hours=hours)
    data = old(markets={"BTCUSDT": quote})
    moved = at_one_price([data], said_by_user({"BTC": Decimal(60_000)}, NOON), NOON)[0]
    assert moved.markets["BTCUSDT"].next_funding_time == then


def test_interval_of_the_contract_counts_where_the_quote_has_none() -> None:
    data = old(
        contracts=(samples.spec(funding_interval_hours=Decimal(4)),),
        markets={"BTCUSDT": samples.market(next_funding_time=NOON - timedelta(hours=5))},
    )
    moved = at_one_price([data], said_by_user({"BTC": Decimal(60_000)}, NOON), NOON)[0]
    assert moved.markets["BTCUSDT"].next_funding_time == NOON + timedelta(hours=3)
