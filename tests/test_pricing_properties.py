"""What must hold for every trade on every contract."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import pricing_cases as cases
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from comparator.pricing.breakpoints import minimum_account
from comparator.pricing.explain import points
from comparator.pricing.result import Priced
from comparator.pricing.score import rank, score
from comparator.pricing.sizing import CONTEXT
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, VenueData

D = Decimal
AT = cases.AT
SLACK = D("1e-25")

quick = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
sides = st.sampled_from(["long", "short"])


@dataclass
class Case:
    trade: Trade
    data: VenueData
    spec: ContractSpec

    def verdict(self, **changes: Any) -> Priced:
        return score(structs.replace(self.trade, **changes), self.data, self.spec, AT)


@st.composite
def odd(draw: st.DrawFn, *, sized: bool = False) -> Case:
    data, spec = draw(cases.venues())
    return Case(draw(cases.trades(sized=sized)), data, spec)


@quick
@given(odd())
def test_rounding_never_exceeds_the_budget_unless_it_says_so(case: Case) -> None:
    found = case.verdict()
    if found.status != "ok":
        return
    assert found.risk
    actual, all_in, target = found.risk.actual, found.risk.all_in, found.risk.target
    assert actual is not None
    assert all_in is not None
    assert target is not None
    assert actual <= target
    assert not case.trade.all_in or all_in - target <= SLACK
    # One lot more would not fit
    assert found.size
    if not case.trade.all_in:
        assert actual * (found.size.lots + 1) > target * found.size.lots


@quick
@given(odd(), st.integers(1, 50))
def test_cost_never_falls_when_a_fee_rises(case: Case, steps: int) -> None:
    known = case.data.fees["standard"]
    (tier,) = known.tiers
    dearer = structs.replace(
        tier, maker=tier.maker + D(steps) / 100_000, taker=tier.taker + D(steps) / 100_000
    )
    fees = {"standard": structs.replace(known, tiers=(dearer,))}
    before = case.verdict(all_in=False)
    after = score(
        structs.replace(case.trade, all_in=False),
        structs.replace(case.data, fees=fees),
        case.spec,
        AT,
    )
    if before.costs and after.costs:
        # Below a minimum per contract a dearer rate changes nothing
        assert after.costs.total >= before.costs.total
        assert tier.least_per_contract or after.costs.total > before.costs.total
        assert after.costs.spread == before.costs.spread


@quick
@given(odd(), st.integers(1, 20))
def test_cost_never_falls_when_the_spread_widens_around_the_same_middle(
    case: Case, ticks: int
) -> None:
    market = case.data.markets[case.spec.symbol]
    assert market.bid
    assert market.ask
    wider = D(ticks) / 100
    assume(market.bid > wider)
    wide = structs.replace(market, bid=market.bid - wider, ask=market.ask + wider)
    flat = structs.replace(case.data, rules=structs.replace(case.data.rules, open_loss=False))
    spec = structs.replace(case.spec, min_notional=None)
    trade = structs.replace(case.trade, all_in=False)
    before = score(trade, flat, spec, AT)
    after = score(trade, structs.replace(flat, markets={spec.symbol: wide}), spec, AT)
    if before.costs and after.costs:
        assert after.costs.total - before.costs.total >= -SLACK
        assert after.costs.spread >= before.costs.spread


@quick
@given(side=sides, lots=st.integers(1, 400), stop=cases.decimals("0.005", "0.2", 3))
def test_linear_and_inverse_agree_at_equal_notional(side: Any, lots: int, stop: Decimal) -> None:
    linear, coin = cases.contract(), cases.inverse()
    one, other = (
        score(
            Trade(account=D(50_000), notional=D(100 * lots), side=side, stop=stop),
            cases.venue(spec, fees={"standard": cases.schedule()}),
            spec,
            AT,
        )
        for spec in (linear, coin)
    )
    assert one.size
    assert other.size
    assert one.costs
    assert other.costs
    assert one.size.notional == other.size.notional == 100 * lots
    assert one.risk
    assert other.risk
    assert one.risk.actual == other.risk.actual
    for line in ("entry_fee", "exit_fee", "spread", "funding", "total", "bps"):
        assert abs(getattr(one.costs, line) - getattr(other.costs, line)) < SLACK


@quick
@given(side=sides, account=cases.decimals("10", "9000", 2), stop=cases.decimals("0.003", "0.2", 3))
def test_doubling_account_and_lot_doubles_the_cost(
    side: Any, account: Decimal, stop: Decimal
) -> None:
    spec = cases.contract()
    double = cases.contract(qty_step=D("0.002"), min_qty=D("0.002"))
    one = score(Trade(account=account, stop=stop, side=side), cases.venue(spec), spec, AT)
    two = score(Trade(account=2 * account, stop=stop, side=side), cases.venue(double), double, AT)
    assert one.status == two.status
    assert one.size
    assert two.size
    assert one.size.lots == two.size.lots
    assert one.costs
    assert two.costs
    assert two.costs.total == 2 * one.costs.total
    assert two.costs.bps == one.costs.bps


@quick
@given(odd(sized=True))
def test_liquidation_lies_on_the_losing_side(case: Case) -> None:
    found = case.verdict()
    if found.status == "ok" and found.margin and found.margin.liquidation_price:
        market = case.data.markets[case.spec.symbol]
        assert market.bid
        assert market.ask
        entry = (market.bid + market.ask) / 2
        assert case.trade.sign * (entry - found.margin.liquidation_price) > 0


@quick
@given(odd())
def test_a_feasible_stop_comes_before_liquidation(case: Case) -> None:
    found = case.verdict()
    if found.status != "ok" or not found.margin or found.margin.liquidation_price is None:
        return
    market, sign, stop = case.data.markets[case.spec.symbol], case.trade.sign, case.trade.stop
    assert market.bid
    assert market.ask
    assert stop
    edge = (market.bid + market.ask) / 2 * (1 - sign * stop)
    buffer = stop / 5 if case.trade.buffer is None else case.trade.buffer
    edge *= 1 - sign * buffer
    assert sign * (edge - found.margin.liquidation_price) >= -SLACK


@quick
@given(odd())
def test_the_score_is_100_minus_the_points_of_every_cost(case: Case) -> None:
    found = case.verdict()
    taken = points(found)
    if found.status != "ok":
        assert found.score is None
        assert taken == {}
        return
    assert found.score is not None
    with localcontext(CONTEXT):
        assert abs(100 - sum(taken.values()) - found.score) < SLACK


@quick
@given(odd(), st.randoms(use_true_random=False))
def test_other_venues_change_neither_score_nor_cost(case: Case, random: Any) -> None:
    rows = [case.verdict()]
    for number in range(4):
        spec = structs.replace(case.spec, venue=f"other{number}")
        tier = cases.schedule().tiers[0]
        fees = {"standard": cases.schedule(structs.replace(tier, taker=D(number + 2) / 10_000))}
        rows.append(score(case.trade, structs.replace(case.data, fees=fees), spec, AT))
    ranked = rank(rows)
    random.shuffle(rows)
    assert rank(rows) == ranked
    for row in rows:
        assert structs.replace(row, rank=None) in [
            structs.replace(other, rank=None) for other in ranked
        ]
        alone = rank([row])[0]
        assert (alone.score, alone.costs) == (row.score, row.costs)
    ranks = [row.rank for row in ranked if row.rank]
    assert ranks == sorted(ranks)
    assert ranks[:1] in ([], [1])


@quick
@given(odd(sized=True))
def test_the_smallest_account_is_feasible_and_a_smaller_one_is_not(case: Case) -> None:
    least = minimum_account(case.trade, case.data, case.spec, AT)
    found = case.verdict()
    assert found.minimum
    assert found.minimum.account == least
    if least is None:
        assert found.status != "ok"
        return
    assert case.verdict(account=least).status == "ok"
    below = least - max(least / 10**5, D("2e-8"))  # accounts are rounded up to 1e-8
    if below > 0:
        assert case.verdict(account=below).status != "ok"
    if case.trade.account < least:
        assert found.status != "ok"


@quick
@given(odd(sized=True))
def test_an_account_repair_repairs(case: Case) -> None:
    found = case.verdict()
    for text in found.repair:
        name, sign, figure = text.split(maxsplit=2)
        if (name, sign) == ("account", "≥"):
            account = D(figure.replace("$", "").replace(",", ""))
            better = case.verdict(account=account).status
            # A cent above the smallest account may already be the next lot, which may not fit
            assert better == "ok" or account - D("0.01") < (
                minimum_account(case.trade, case.data, case.spec, AT) or D(0)
            )


@quick
@given(odd())
def test_a_leverage_repair_repairs_the_leverage(case: Case) -> None:
    found = case.verdict()
    for text in found.repair:
        name, _, figure = text.split(maxsplit=2)
        if name == "leverage":
            assert case.verdict(leverage=D(figure)).status != found.status
