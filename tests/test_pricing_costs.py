"""Spread, depth, funding, basis and break-even, worked out by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pricing_cases as cases
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from comparator.pricing import costs
from comparator.pricing.explain import explain
from comparator.pricing.result import Priced
from comparator.pricing.score import score
from comparator.pricing.sizing import CONTEXT
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, VenueData

D = Decimal
AT = cases.AT


def verdict(
    spec: ContractSpec | None = None, data: VenueData | None = None, **trade: Any
) -> Priced:
    spec = spec or cases.contract()
    return score(Trade(**trade), data or cases.venue(spec), spec, AT)


def codes(found: Priced) -> list[str]:
    return [warning.code for warning in found.warnings]


BOOK = costs.book_depth(
    ((D(10), D(2)), (D(11), D(3)), (D(13), D(5))), sign=1, mid=D("9.5"), tick=D(1)
)


@pytest.mark.parametrize(
    ("coins", "price"),
    [("1", "10"), ("2", "10"), ("4", "10.5"), ("5", "10.6"), ("10", "11.8")],
)
def test_the_average_price_walks_the_levels(coins: str, price: str) -> None:
    # 2 at 10; 2 more at 11; 3 at 11: 53 / 5; all: 118 / 10
    assert costs.average_price(BOOK, D(coins)) == D(price)


def test_an_order_beyond_the_book_has_no_price() -> None:
    assert costs.average_price(BOOK, D("10.01")) is None
    assert costs.beyond_best(BOOK, D("10.01")) is None
    assert BOOK.known == 10


def test_what_lies_beyond_the_best_price_is_a_share_of_the_middle() -> None:
    assert costs.beyond_best(BOOK, D(2)) == 0
    assert costs.beyond_best(BOOK, D(10)) == D("1.8") / D("9.5")


FLAT = costs.quote_depth(D(100), D(4), sign=-1, mid=D(101), tick=D(1))


@pytest.mark.parametrize(
    ("coins", "price"),
    [("4", "100"), ("5", "99.8"), ("8", "99.5"), ("10", "99.2"), ("12", "99"), ("24", "97.5")],
)
def test_a_best_price_with_a_size_repeats_at_every_tick(coins: str, price: str) -> None:
    # 10 sold: 4 at 100, 4 at 99, 2 at 98
    assert costs.average_price(FLAT, D(coins)) == D(price)


def test_the_assumed_depth_ends_five_percent_away() -> None:
    assert FLAT.known == 24  # 100 down to 95, six times 4
    assert costs.average_price(FLAT, D("24.1")) is None


def test_without_sizes_only_the_spread_is_known() -> None:
    bare = costs.quote_depth(D(100), None, sign=1, mid=D(99), tick=D(1))
    assert bare.known is None
    assert costs.average_price(bare, D(10**9)) == 100
    assert costs.beyond_best(bare, D(10**9)) == 0
    empty = costs.quote_depth(D(100), D(0), sign=1, mid=D(99), tick=D(1))
    assert (FLAT.model, bare.model, empty.model) == ("flat-depth", "top-of-book", "top-of-book")


def test_the_model_in_use_is_named() -> None:
    spec = cases.contract()
    market = cases.quotes(spec, ask_size=None, bid_size=None)
    found = verdict(spec, cases.venue(spec, market))
    assert found.costs
    assert found.costs.slippage_model == "top-of-book"


def test_flat_depth_in_a_whole_trade() -> None:
    # 0.003 in from 0.002 at the ask: 0.001 one tick (0.1) beyond; out at the bid, which has 5
    spec = cases.contract()
    market = cases.quotes(spec, ask_size=D("0.002"))
    found = verdict(spec, cases.venue(spec, market))
    assert found.costs
    assert round(found.costs.slippage, 25) == D("0.0001")
    short = verdict(spec, cases.venue(spec, market), side="short")
    assert short.costs
    assert round(short.costs.slippage, 25) == D("0.0001")
    gone = verdict(spec, cases.venue(spec, market), stop_slippage=D("0.001"))
    assert gone.costs
    assert round(gone.costs.slippage, 25) == D("0.3001")


# -- funding ---------------------------------------------------------------------------------------


@given(
    minutes=st.integers(-5000, 5000),
    hours=st.integers(0, 300),
    interval=st.sampled_from([1, 2, 4, 8]),
)
def test_settlements_are_those_a_clock_would_count(minutes: int, hours: int, interval: int) -> None:
    first, step = AT + timedelta(minutes=minutes), timedelta(hours=interval)
    moment, count = first, 0
    while moment <= AT:
        moment += step
    while moment <= AT + timedelta(hours=hours):
        moment, count = moment + step, count + 1
    assert costs.settlements(AT, D(hours), first, D(interval)) == count


@given(minutes=st.integers(-480, 480), periods=st.integers(0, 40))
def test_holding_whole_intervals_counts_the_same_at_any_minute(minutes: int, periods: int) -> None:
    first = AT + timedelta(minutes=minutes)
    assert costs.settlements(AT, D(8 * periods), first, D(8)) == periods


@pytest.mark.parametrize(
    ("seconds", "near"),
    [
        (0, True),
        (59, True),
        (60, False),
        (-59, True),
        (-60, False),
        (28_740, False),
        (28_741, True),
    ],
)
def test_a_minute_around_a_settlement_is_near_it(seconds: int, near: bool) -> None:
    first = cases.NEXT + timedelta(seconds=seconds)
    assert costs.near_settlement(cases.NEXT, D(4), first, D(8)) is near
    assert costs.near_settlement(cases.NEXT, D(4), first + timedelta(hours=4), D(8)) is near
    assert costs.near_settlement(cases.NEXT, D(4), first + timedelta(hours=800), D(8)) is near


def test_a_settlement_at_the_very_exit_is_paid_and_one_at_the_entry_is_not() -> None:
    assert costs.settlements(AT, D(7), cases.NEXT, D(8)) == 1
    assert costs.settlements(AT, D("6.999"), cases.NEXT, D(8)) == 0
    assert costs.settlements(cases.NEXT, D(8), cases.NEXT, D(8)) == 1
    assert costs.settlements(cases.NEXT, D("7.9"), cases.NEXT, D(8)) == 0


def test_the_last_hundredth_of_a_minute_is_near_too() -> None:
    first = cases.NEXT + timedelta(seconds=59.99)
    assert costs.near_settlement(cases.NEXT, D(4), first, D(8))


def test_funding_is_side_times_notional_times_rate_times_count() -> None:
    assert costs.funding_cost(1, D(300), D("0.0001"), 3) == D("0.09")
    assert costs.funding_cost(-1, D(300), D("0.0001"), D("0.5")) == D("-0.015")
    assert not costs.funding_cost(-1, D(300), D("0.0"), 3).is_signed()  # nothing, and not -0


def test_warnings_about_funding_come_in_order_and_in_words() -> None:
    spec = cases.contract(funding_interval_hours=None)
    found = verdict(spec, hold_hours=D("6.99"))
    assert [warning.message for warning in found.warnings] == [
        "funding is not fully known; assumed: an interval of 8 hours",
        (
            "entry or exit is within a minute of a funding settlement:"
            " one more or one fewer may be paid"
        ),
    ]


def test_longs_pay_a_positive_rate_and_shorts_receive_it() -> None:
    long, short = verdict(), verdict(side="short")
    assert long.costs
    assert short.costs
    assert (long.costs.funding, short.costs.funding) == (D("0.09"), D("-0.09"))
    assert long.costs.settlements == 3


def test_the_interval_of_the_quote_wins_over_the_contracts() -> None:
    spec = cases.contract()
    market = cases.quotes(spec, funding_interval_hours=D(4))
    found = verdict(spec, cases.venue(spec, market), hold_hours=D(8))
    assert found.costs
    assert found.costs.settlements == 1  # 08:00 is next whatever the interval
    assert verdict(spec, cases.venue(spec, market), hold_hours=D(24)).costs.settlements == 5


def test_funding_is_charged_on_the_price_that_the_venue_names() -> None:
    spec, coin = cases.contract(), cases.inverse()
    at_index = structs.replace(cases.KNOWN, funding_price="index")
    far = {"mark": D(101_000), "index": D(98_000)}
    # 0.003 BTC at 101,000 and at 98,000; $300 are 0.003 BTC at 100,000 but less at 101,000
    for one, rules, paid in (
        (spec, cases.KNOWN, D(303)),
        (spec, at_index, D(294)),
        (coin, cases.KNOWN, D(300) / D(101_000) * 100_000),
    ):
        market = cases.quotes(one, **far)
        found = verdict(one, cases.venue(one, market, rules=rules))
        assert found.costs
        assert abs(found.costs.funding - 3 * paid / 10_000) < D("1e-25")
        assert "funding_assumed" not in codes(found)


def test_without_that_price_funding_is_charged_on_the_quote_and_explained_so() -> None:
    spec = cases.contract()
    market = cases.quotes(spec, mark=None)
    trade = Trade()
    found = verdict(spec, cases.venue(spec, market))
    assert found.costs
    assert found.costs.funding == D("0.09")
    assert explain(found, "costs.funding", trade).notes == (
        "0.0003 of notional a day, 0.1095 a year",
        "the mark is not known: counted on the price of the quote",
    )


def test_unknown_funding_is_assumed_as_a_cost_to_either_side_and_said() -> None:
    spec = cases.contract(funding_interval_hours=None)
    market = cases.quotes(spec, funding_rate=None, next_funding_time=None)
    for side in ("long", "short"):
        found = verdict(spec, cases.venue(spec, market), side=side)
        assert found.costs
        assert found.costs.funding == D("0.09")
        (warning,) = found.warnings
        assert (warning.code, warning.message) == (
            "funding_assumed",
            (
                "funding is not fully known; assumed: an interval of 8 hours,"
                " a rate of 0.01 % per 8 hours, paid, settlements counted from midnight UTC"
            ),
        )
    hourly = cases.contract(funding_interval_hours=D(1))
    found = verdict(hourly, cases.venue(hourly, market))
    assert found.costs
    assert found.costs.funding == D("0.09")  # the same a day


def test_funding_that_accrues_counts_fractions_and_has_no_boundary() -> None:
    spec = cases.contract()
    rules = structs.replace(cases.KNOWN, funding_continuous=True)
    found = verdict(spec, cases.venue(spec, rules=rules), hold_hours=D("7.0"))
    assert found.costs
    assert found.costs.settlements == D("0.875")
    assert found.costs.funding == D("0.02625")
    assert codes(found) == []


def test_the_band_grows_with_the_root_of_the_settlements_and_never_vanishes() -> None:
    # 300 x max(2 bp, 1 bp) x root of 4 = 0.12; with a rate of 0 the usual 1 bp
    spec = cases.contract()
    for rate, width in (("0.0002", "0.12"), ("-0.0002", "0.12"), ("0", "0.06")):
        market = cases.quotes(spec, funding_rate=D(rate))
        found = verdict(spec, cases.venue(spec, market), hold_hours=D(32))
        assert found.costs
        assert found.costs.high - found.costs.total == D(width)
        assert found.costs.total - found.costs.low == D(width)


def test_rates_are_compared_per_day() -> None:
    assert costs.per_day(D("0.0001"), D(8)) == D("0.0003")
    assert costs.per_day(D("0.0000125"), D(1)) == D("0.0003")


# -- dated contracts -------------------------------------------------------------------------------


def dated(**changes: Any) -> ContractSpec:
    return cases.contract(
        kind="future",
        expiry=AT + timedelta(hours=96),
        funding_interval_hours=None,
        **changes,
    )


def test_a_basis_melts_over_the_time_to_expiry() -> None:
    # (100,000 - 99,000) / 99,000 x 24 / 96 of 300
    spec = dated()
    market = cases.quotes(spec, index=D(99_000), funding_rate=None, next_funding_time=None)
    found = verdict(spec, cases.venue(spec, market))
    assert found.costs
    assert round(found.costs.carry, 12) == round(D(300) / 99 / 4, 12)
    assert found.costs.funding == 0
    assert found.costs.settlements == 0
    assert found.costs.low == found.costs.total == found.costs.high
    short = verdict(spec, cases.venue(spec, market), side="short")
    assert short.costs
    assert round(short.costs.carry + found.costs.carry, 25) == 0
    assert codes(found) == []


def test_the_basis_belongs_to_the_loss_at_the_stop_and_to_the_total() -> None:
    spec = dated()
    market = cases.quotes(spec, index=D(80_000), funding_rate=None, next_funding_time=None)
    found = verdict(spec, cases.venue(spec, market))
    # 20,000 / 80,000 x 24 / 96 of 300 = 18.75; fees 0.15 + 0.14775, spread 0.0006, price 4.5
    assert found.costs
    assert found.costs.carry == D("18.75")
    assert found.costs.total == D("18.75") + D("0.3006")
    assert found.risk
    assert found.risk.all_in == D("18.75") + D("4.5") + D("0.15") + D("0.14775") + D("0.0006")


def test_slippage_belongs_to_the_loss_at_the_stop_and_to_the_total() -> None:
    # 0.1 % of 300 at the exit
    found = verdict(stop_slippage=D("0.001"))
    assert found.costs
    assert found.costs.total == D("0.3906") + D("0.3")
    assert found.risk
    assert found.risk.all_in == D("4.5") + D("0.15") + D("0.14775") + D("0.0906") + D("0.3")


def test_without_an_index_the_basis_is_said_to_be_missing() -> None:
    spec = dated()
    market = cases.quotes(spec, index=None)
    found = verdict(spec, cases.venue(spec, market))
    assert found.costs
    assert found.costs.carry == 0
    assert codes(found) == ["carry_unknown"]
    assert found.warnings[0].message == "no index price: the basis is not in the costs"
    bare = cases.venue(spec, markets={}, books=cases.book_of(spec))
    assert codes(verdict(spec, bare)) == ["carry_unknown"]


def test_held_to_expiry_a_contract_is_settled_not_sold() -> None:
    spec = dated()
    plan = cases.schedule(settlement=D("0.0001"))
    data = cases.venue(spec, fees={"standard": plan})
    found = verdict(spec, data, hold_hours=D(96), stop_slippage=D("0.001"))
    assert found.costs
    assert found.costs.exit_fee == D("0.03")
    assert found.costs.spread == D("0.0003")
    assert found.costs.slippage == 0
    assert found.costs.carry == 0  # the quote is at the index
    (warning,) = found.warnings
    assert (warning.code, warning.message) == (
        "expires_first",
        "expires in 96.0 hours, before the exit: it is settled, not sold",
    )
    assert codes(verdict(spec, data, hold_hours=D("95.9"))) == []
    unnamed = verdict(spec, hold_hours=D(100))
    assert unnamed.costs
    assert unnamed.costs.exit_fee == D("0.15")


def test_a_basis_melts_no_further_than_expiry() -> None:
    with localcontext(CONTEXT):
        assert costs.carry(1, D(110), D(100), D(50), D(40)) == D("0.1")
        assert costs.carry(1, D(110), D(100), D(10), D(40)) == D("0.025")


# -- break-even ------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("inverse", [False, True])
def test_at_the_break_even_price_nothing_is_won_or_lost(side: int, inverse: bool) -> None:
    entry, leave, other, price = D("0.0005"), D("0.0002"), D("0.0003"), D(100)
    with localcontext(CONTEXT):
        even = costs.break_even(side, price, entry, leave, other, inverse=inverse)
        assert even is not None
        if inverse:  # 100 USD in coin
            won = side * 100 * (1 / price - 1 / even) - 100 * (entry + other) / price
            won -= 100 * leave / even
        else:  # 1 coin
            won = side * (even - price) - price * (entry + other) - even * leave
        assert abs(won) < D("1e-30")
        assert side * (even - price) > 0


def test_a_cost_beyond_the_whole_price_never_breaks_even() -> None:
    assert costs.break_even(-1, D(100), D("0.5"), D(0), D("0.5"), inverse=False) is None
    assert costs.break_even(1, D(100), D("0.5"), D(0), D("0.5"), inverse=True) is None


def test_ticks_round_up_and_income_counts_below_zero() -> None:
    assert costs.ticks(1, D(100), D("100.11"), D("0.1")) == 2
    assert costs.ticks(-1, D(100), D("99.9"), D("0.1")) == 1
    assert costs.ticks(1, D(100), D("99.75"), D("0.1")) == -2


def test_break_even_of_a_whole_trade() -> None:
    # Fees 5 bp each way, spread 0.02 bp, funding 3 bp: 100,000 x 1.000802 / 0.9995
    found = verdict()
    assert found.exits
    assert found.exits.break_even_price
    assert found.exits.break_even_fraction
    assert round(found.exits.break_even_price, 4) == D("100130.2651")
    assert round(found.exits.break_even_fraction, 8) == D("0.00130265")
    assert found.exits.break_even_ticks == 1303


def test_costs_that_no_price_makes_good_have_no_break_even() -> None:
    spec = cases.contract()
    market = cases.quotes(spec, funding_rate=D("-0.5"))
    found = verdict(spec, cases.venue(spec, market), side="short")
    assert found.costs
    assert found.costs.funding == 450
    assert found.exits
    assert found.exits.break_even_price is None
    assert found.exits.break_even_ticks is None


def test_a_moment_is_measured_exactly() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with localcontext(CONTEXT):
        assert costs.hours(start + timedelta(hours=1, microseconds=36) - start) == D("1.00000001")
