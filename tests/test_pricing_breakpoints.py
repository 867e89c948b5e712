"""Account milestones, curves, breakpoints and stop distances."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pricing_cases as cases
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from comparator.pricing.breakpoints import (
    breakpoints,
    curve,
    ladder,
    minimum_account,
    stop_for,
)
from comparator.pricing.explain import explain
from comparator.pricing.score import score
from comparator.pricing.trade import Trade

D = Decimal
AT = cases.AT
SPEC = cases.contract()
DATA = cases.venue(SPEC)
EMPTY = cases.venue(SPEC, markets={})


def test_the_smallest_account_is_the_smallest_order_times_stop_over_risk() -> None:
    # 0.001 BTC is $100: 100 x 1.5 % / 1 % = 150, with a stop of 0.5 % 50
    assert minimum_account(Trade(), DATA, SPEC, AT) == 150
    assert minimum_account(Trade(stop=D("0.005")), DATA, SPEC, AT) == 50
    assert minimum_account(Trade(), EMPTY, SPEC, AT) is None


def test_margin_raises_the_smallest_account_of_a_tight_stop() -> None:
    # 0.5 % of risk over a stop of 0.1 % is 5x; at the safe leverage of 161 nothing binds, at
    # a pinned 2x opening 100 takes 50
    tight = Trade(risk=D("0.005"), stop=D("0.001"))
    assert minimum_account(tight, DATA, SPEC, AT) == 20
    pinned = structs.replace(tight, leverage=D(2))
    # 50 affords the margin of one lot, but from 40 on it is two lots, from 60 on three
    assert minimum_account(pinned, DATA, SPEC, AT) is None
    assert minimum_account(structs.replace(pinned, stop=D("0.0024")), DATA, SPEC, AT) == 50


def test_several_positions_need_the_margin_of_all() -> None:
    pinned = Trade(leverage=D(1), positions=2, risk=D("0.01"), stop=D("0.015"))
    # 2 x $100 against 150, and the second lot begins at 300
    assert minimum_account(pinned, DATA, SPEC, AT) == 200
    assert score(structs.replace(pinned, account=D(200)), DATA, SPEC, AT).status == "ok"


def test_a_larger_position_may_outlive_its_stop_where_the_venue_sets_the_leverage() -> None:
    # To $500 at 100x liquidation comes before a stop of 1 %; beyond, at 25x, it does not
    tiers = (
        structs.replace(cases.PLAIN_TIERS[0], cap=D(500)),
        structs.replace(
            cases.PLAIN_TIERS[0],
            floor=D(500),
            initial_rate=D("0.04"),
            maintenance_rate=D("0.01"),
            max_leverage=D(25),
        ),
    )
    fixed = structs.replace(cases.KNOWN, leverage_step=None)
    data = cases.venue(SPEC, tiers={SPEC.symbol: tiers}, rules=fixed)
    trade = Trade(stop=D("0.01"))
    assert minimum_account(trade, data, SPEC, AT) == 600
    for account, status in ((500, "liquidation_before_stop"), (599, "liquidation_before_stop")):
        there = structs.replace(trade, account=D(account))
        assert score(there, data, SPEC, AT).status == status
    assert score(structs.replace(trade, account=D(600)), data, SPEC, AT).status == "ok"
    there = structs.replace(trade, account=D(600))
    said = explain(score(there, data, SPEC, AT), "minimum.account", there)
    assert said.numbers == "max(600·0.01 / 0.01, 24)"  # 600 / 25 of margin
    # Neither a stop that nothing outlives nor a depth that ends first leaves an account
    assert minimum_account(Trade(stop=D("0.2")), data, SPEC, AT) is None
    shallow = cases.quotes(SPEC, ask_size=D("0.0000001"))  # 5 % away: 0.005
    thin = structs.replace(data, markets={SPEC.symbol: shallow})
    assert minimum_account(trade, thin, SPEC, AT) is None
    # Where it can be chosen a lower one does at once
    free = cases.venue(SPEC, tiers={SPEC.symbol: tiers})
    assert minimum_account(trade, free, SPEC, AT) == 100


def test_a_given_size_needs_its_margin() -> None:
    # 30 lots at the safe 43x; a size below the smallest order needs a larger size instead
    assert minimum_account(Trade(notional=D(3000)), DATA, SPEC, AT) == D("69.76744187")
    assert minimum_account(Trade(notional=D(99)), DATA, SPEC, AT) is None
    assert minimum_account(Trade(max_loss=D("1.49")), DATA, SPEC, AT) is None
    assert minimum_account(Trade(max_loss=D("1.5")), DATA, SPEC, AT) == D("2.32558140")


def test_leverage_below_one_is_no_leverage() -> None:
    wide = Trade(side="short", stop=D("0.9"), account=D(9000))
    assert minimum_account(wide, DATA, SPEC, AT) is None


def test_the_ladder_names_every_next_lot() -> None:
    rungs = ladder(Trade(), DATA, SPEC, AT, 3)
    assert [rung.account for rung in rungs] == [150, 300, 450]
    assert [rung.lots for rung in rungs] == [1, 2, 3]
    assert [rung.base for rung in rungs] == [D("0.001"), D("0.002"), D("0.003")]
    assert [rung.notional for rung in rungs] == [100, 200, 300]
    assert [rung.risk for rung in rungs] == [D("1.5"), 3, D("4.5")]
    assert [rung.cost for rung in rungs] == [D("0.1302"), D("0.2604"), D("0.3906")]
    assert {rung.r for rung in rungs} == {D("0.0868")}


def test_the_ladder_starts_at_the_smallest_order() -> None:
    spec = cases.contract(min_qty=D("0.004"))
    rungs = ladder(Trade(), cases.venue(spec), spec, AT, 2)
    assert [(rung.account, rung.lots) for rung in rungs] == [(600, 4), (750, 5)]


def test_the_ladder_leaves_out_lots_that_no_account_affords() -> None:
    pinned = Trade(risk=D("0.005"), stop=D("0.0024"), leverage=D(2))
    # One lot from 48, with margin from 50; two from 96, 100; 24 lots would begin at 1,152, need
    # 1,200, and the 25th begins there
    rungs = ladder(pinned, DATA, SPEC, AT, 30)
    assert [rung.account for rung in rungs] == [50 * lots for lots in range(1, 24)]
    limited = cases.venue(SPEC, books=cases.book_of(SPEC))
    deep = ladder(Trade(), limited, cases.contract(min_qty=D("4.999")), AT, 4)
    assert [rung.lots for rung in deep] == [4999, 5000]
    assert len(ladder(Trade(all_in=True), limited, cases.contract(min_qty=D(5)), AT, 4)) == 1


def test_no_ladder_where_the_size_does_not_follow_from_the_account() -> None:
    for fixed in ({"qty": D(1)}, {"notional": D(500)}, {"max_loss": D(5)}):
        assert ladder(Trade(**fixed), DATA, SPEC, AT, 3) == ()
    assert ladder(Trade(), EMPTY, SPEC, AT, 3) == ()


def test_breakpoints_are_where_lots_or_status_change() -> None:
    # 1: opening takes 100 / 100; 2.33: at 43x; then every 150
    assert breakpoints(Trade(), DATA, SPEC, AT, D(0), D(450)) == (
        1,
        D("2.32558140"),
        150,
        300,
        450,
    )
    assert breakpoints(Trade(), DATA, SPEC, AT, D(150), D(449)) == (300,)
    assert breakpoints(Trade(), DATA, SPEC, AT, D(150), D(10**6), most=2) == (300, 450)
    assert breakpoints(Trade(notional=D(3000)), DATA, SPEC, AT, D(1), D(100)) == (
        30,
        D("69.76744187"),
    )
    assert breakpoints(Trade(), EMPTY, SPEC, AT, D(0), D(450)) == ()


def test_breakpoints_of_fixed_leverage_use_it() -> None:
    rules = structs.replace(cases.KNOWN, leverage_step=None)
    data = cases.venue(SPEC, rules=rules)
    assert breakpoints(Trade(leverage=D(3)), data, SPEC, AT, D(0), D(100)) == (1,)


def test_a_book_that_ends_ends_the_breakpoints_of_all_in_sizes() -> None:
    data = cases.venue(SPEC, books=cases.book_of(SPEC))
    spec = cases.contract(min_qty=D("4.999"))
    found = breakpoints(Trade(all_in=True), data, spec, AT, D(10**5), D(10**9))
    # 4,999 lots, 5,000, and one more than there is: that needs at least 5001 / 5000 of the account
    assert len(found) == 3
    assert abs(found[2] - found[1] * 5001 / 5000) < D("1e-7")
    assert [
        score(structs.replace(Trade(all_in=True), account=a), data, spec, AT).status for a in found
    ] == ["ok", "ok", "depth_short"]


def test_margin_counts_where_the_depth_is_too_short_for_costs() -> None:
    # 0.005 BTC at the least, 0.0005 within 5 %: $500 at 10x are short of margin below $50
    spec = cases.contract(min_qty=D("0.005"))
    data = cases.venue(spec, cases.quotes(spec, ask_size=D("1e-8")))
    trade = Trade(all_in=True, leverage=D(10))
    assert breakpoints(trade, data, spec, AT, D(5), D(500)) == (50,)
    points = curve(trade, data, spec, AT, [D(40), D(60)])
    assert [(point.account, point.status) for point in points] == [
        (40, "below_minimum"),
        (50, "depth_short"),
        (60, "depth_short"),
    ]


MARGIN_GATES = dict.fromkeys(
    ("leverage_not_offered", "margin_short", "below_minimum", "liquidation_before_stop"), "margin"
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=cases.venues(), trade=cases.trades(sized=True), low=cases.decimals("5", "900", 2))
def test_between_two_breakpoints_nothing_changes(found: Any, trade: Trade, low: Decimal) -> None:
    data, spec = found
    high = low * 3
    jumps = breakpoints(trade, data, spec, AT, low, high, most=12)
    assert list(jumps) == sorted(set(jumps))
    edges = [low, *jumps] if len(jumps) == 12 else [low, *jumps, high]

    def answer(account: Decimal) -> Any:
        verdict = score(structs.replace(trade, account=account), data, spec, AT)
        # Which of several margin gates fails first is not a breakpoint
        status = MARGIN_GATES.get(verdict.status, verdict.status)
        if verdict.costs is None:  # lots beyond the depth are not told apart
            return status
        return status, verdict.size and verdict.size.lots, verdict.costs.total

    for begin, end in pairwise(edges):
        before = end - max((end - begin) / 1000, D("1e-8"))  # accounts are rounded up to that
        inner = [begin, *(point for point in ((begin + before) / 2, before) if point > begin)]
        assert len({answer(account) for account in inner}) == 1, (begin, end)


def test_a_curve_holds_the_accounts_asked_for_and_the_steps_between() -> None:
    found = curve(Trade(), DATA, SPEC, AT, [D(400), D(100), D(200)])
    assert [(point.account, point.status, point.lots, point.breakpoint) for point in found] == [
        (100, "over_budget", 1, False),
        (150, "ok", 1, True),
        (200, "ok", 1, False),
        (300, "ok", 2, True),
        (400, "ok", 2, False),
    ]
    assert [point.cost for point in found][2:4] == [D("0.1302"), D("0.2604")]
    assert {point.r for point in found} == {D("0.0868")}


def test_a_curve_without_stop_or_depth_has_no_r_or_no_cost() -> None:
    (point,) = curve(Trade(stop=None, qty=D("0.01")), DATA, SPEC, AT, [D(5000)])
    assert (point.cost, point.r) == (D("1.302"), None)
    data = cases.venue(SPEC, books=cases.book_of(SPEC))
    (point,) = curve(Trade(qty=D(9)), data, SPEC, AT, [D(10**6)])
    assert (point.status, point.cost, point.r) == ("depth_short", None, None)


def test_a_size_that_is_affordable_where_the_next_begins_gives_one_breakpoint() -> None:
    # At 2x a lot of $100 takes $50, and a stop of 0.25 % lets two lots begin there
    pinned = Trade(leverage=D(2), stop=D("0.0025"))
    assert breakpoints(pinned, DATA, SPEC, AT, D(1), D(60)) == (25, 50)


def test_breakpoints_are_as_many_as_are_asked_for() -> None:
    # A curve shows no more steps than accounts, and a thousand are enough for anybody
    found = curve(Trade(), DATA, SPEC, AT, [D(100), D(10_000)])
    assert [point.account for point in found] == [100, 150, 300, 10_000]
    assert len(breakpoints(Trade(), DATA, SPEC, AT, D(0), D(10**6))) == 1000


def test_no_curve_without_data_or_accounts() -> None:
    assert curve(Trade(), EMPTY, SPEC, AT, [D(400)]) == ()
    assert curve(Trade(), DATA, SPEC, AT, []) == ()


def test_every_point_of_a_curve_is_the_verdict_there() -> None:
    for point in curve(Trade(), DATA, SPEC, AT, [D(3), D(70), D(500), D(5000)]):
        verdict = score(Trade(account=point.account), DATA, SPEC, AT)
        assert point.status == verdict.status
        assert verdict.costs
        assert (point.cost, point.r) == (verdict.costs.total, verdict.costs.r)


def test_a_plan_that_no_account_can_hold_has_no_milestone() -> None:
    pinned = Trade(risk=D("0.005"), stop=D("0.001"), leverage=D(2))
    assert ladder(pinned, DATA, SPEC, AT, 2) == ()


# -- stops -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["long", "short"])
@pytest.mark.parametrize("spec", [SPEC, cases.inverse()], ids=["linear", "inverse"])
def test_at_the_net_stop_the_loss_is_the_one_asked_for(side: Any, spec: Any) -> None:
    data, trade = cases.venue(spec), Trade(side=side)
    found = stop_for(trade, data, spec, AT, coins=D("0.01"), loss=D(20))
    assert found
    assert (found.lots, found.notional) == (10, 1000)
    assert found.gross == D("0.02")
    assert found.widest == D("0.2")
    assert found.net
    assert found.widest_net
    for coins, stop in ((D("0.01"), found.net), (found.smallest_base, found.widest_net)):
        sized = structs.replace(trade, qty=coins, stop=stop, account=D(5000))
        verdict = score(sized, data, spec, AT)
        assert verdict.risk
        assert verdict.risk.all_in
        assert abs(verdict.risk.all_in - 20) < D("1e-25")


def test_a_size_below_the_smallest_order_has_only_the_widest_stop() -> None:
    found = stop_for(Trade(), DATA, SPEC, AT, coins=D("0.0009"), loss=D(5))
    assert found
    assert (found.lots, found.base, found.gross, found.net) == (0, 0, None, None)
    assert found.widest == D("0.05")
    assert found.smallest_base == D("0.001")


def test_the_size_of_the_question_wins_over_the_plans() -> None:
    plain = stop_for(Trade(), DATA, SPEC, AT, coins=D("0.01"), loss=D(20))
    assert plain
    assert plain.base == D("0.01")
    for size in ({"notional": D(5000)}, {"max_loss": D(3)}, {"qty": D(7)}, {"all_in": True}):
        other = stop_for(Trade(**size), DATA, SPEC, AT, coins=D("0.01"), loss=D(20))
        assert other == plain


@pytest.mark.parametrize(("coins", "lots"), [("0.0049", 0), ("0.005", 5), ("0.0051", 5)])
def test_the_smallest_order_itself_may_be_stopped(coins: str, lots: int) -> None:
    spec = cases.contract(min_qty=D("0.005"))
    found = stop_for(Trade(), cases.venue(spec), spec, AT, coins=D(coins), loss=D(20))
    assert found
    assert (found.lots, found.base, found.smallest_base) == (lots, lots * D("0.001"), D("0.005"))


def test_a_loss_that_costs_take_up_to_the_last_cent_leaves_no_stop() -> None:
    # 1,000 long, 5 bp in and at once out, 0.002 for the spread, 0.3 for funding: 1.302
    for loss, some in (("1.302", False), ("1.3021", True)):
        found = stop_for(Trade(), DATA, SPEC, AT, coins=D("0.01"), loss=D(loss))
        assert found
        assert (found.net is not None) is some


def test_figures_along_the_account_are_those_of_the_verdict_to_the_last_digit() -> None:
    # A price of thirty digits, as quotes have that were moved to another day's
    middle = D("83946.7409437009816944391056213")
    market = cases.quotes(SPEC, bid=middle - D("0.1"), ask=middle + D("0.1"))
    data = cases.venue(SPEC, market)
    for rung in ladder(Trade(), data, SPEC, AT, 3):
        there = score(Trade(account=rung.account), data, SPEC, AT)
        assert there.size
        assert there.costs
        assert (rung.notional, rung.cost) == (there.size.notional, there.costs.total)
    for point in curve(Trade(), data, SPEC, AT, [D(500), D(900)]):
        there = score(Trade(account=point.account), data, SPEC, AT)
        assert there.costs
        assert (point.cost, point.r) == (there.costs.total, there.costs.r)
    stops = stop_for(Trade(), data, SPEC, AT, coins=D("0.01"), loss=D(20))
    assert stops
    sized = score(Trade(qty=D("0.01"), account=D(5000)), data, SPEC, AT)
    assert sized.size
    assert stops.notional == sized.size.notional


def test_costs_above_the_loss_leave_no_net_stop() -> None:
    found = stop_for(Trade(), DATA, SPEC, AT, coins=D("0.01"), loss=D("1.2"))
    assert found
    assert found.gross == D("0.0012")
    assert found.net is None
    assert found.widest_net


def test_stops_need_data_and_depth() -> None:
    assert stop_for(Trade(), EMPTY, SPEC, AT, coins=D(1), loss=D(5)) is None
    data = cases.venue(SPEC, books=cases.book_of(SPEC))
    found = stop_for(Trade(), data, SPEC, AT, coins=D(9), loss=D(5))
    assert found
    assert found.net is None


def test_a_curve_of_given_sizes_steps_where_margin_begins() -> None:
    found = curve(Trade(notional=D(3000)), DATA, SPEC, AT, [D(10), D(100)])
    steps = [point.account for point in found if point.breakpoint]
    assert steps == [30, D("69.76744187")]
