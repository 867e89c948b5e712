"""Every figure can be recomputed from the formula and the numbers it is explained with."""

import math
import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pricing_cases as cases
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from msgspec import structs

from comparator.errors import PlanError
from comparator.pricing.explain import explain, fields, points, shown
from comparator.pricing.result import Priced
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import FeeTier, OrderBook, Origin, Rules, TokenDiscount

D = Decimal
AT = cases.AT
READ = {
    "status",
    "rank",
    "size.qty_unit",
    "costs.settlements",
    "costs.slippage_model",
    "margin.max_leverage",
    "margin.known",
    "minimum.marginal",
    "exits.stop",
    "exits.half_take_profit",
}
"""Figures that are read or a plain word, so that there is no formula to show."""


def worked(numbers: str) -> Fraction:
    """What a line of numbers gives, worked out by Python in fractions."""
    text = numbers.replace("·", "*").replace("−", "-")
    text = re.sub(r"\d+(\.\d+)?", lambda found: f"F('{found[0]}')", text)
    text = text.replace("⌊", "floor(").replace("⌋", ")").replace("⌈", "ceil(").replace("⌉", ")")
    names = {"F": Fraction, "floor": math.floor, "ceil": math.ceil, "max": max, "min": min}
    return Fraction(eval(text, {"__builtins__": {}}, names))  # noqa: S307 - our own arithmetic


def agree(numbers: str, value: object) -> bool:
    """Do numbers of 12 digits give the figure, to 1 in a billion?"""
    got, wanted = worked(numbers), Fraction(str(value))
    return abs(got - wanted) <= abs(wanted) / 10**8 + Fraction(2, 10**8)


def check(verdict: Priced, trade: Trade) -> None:
    for field in fields(verdict):
        found = explain(verdict, field, trade)
        group, _, name = field.rpartition(".")
        value = getattr(getattr(verdict, group) if group else verdict, name)
        never = field == "margin.liquidation_price" and value is None and known(verdict)
        assert found.value == ("never" if never else shown(value))
        assert found.lines[0] == f"{field} = {found.value}"
        if field == "margin.leverage" and not found.formula:
            continue  # as asked for, or as the venue sets it
        dated = verdict.inputs is not None and verdict.inputs.contract.expiry is not None
        if field == ("costs.funding" if dated else "costs.carry"):
            assert (value, found.formula) == (0, "")  # there is no such cost
            continue
        if field == "costs.carry" and no_index(verdict):
            assert (value, found.formula) == (0, "")  # a warning says that it is left out
            continue
        if field in READ or value is None:
            assert found.formula == ""
            continue
        assert found.formula, field
        assert found.reference, field
        if field == "size.lots":
            forced = verdict.status in ("over_budget", "below_minimum")
            if not forced and not trade.all_in and verdict.size:
                least = verdict.minimum and verdict.minimum.lots
                assert max(worked(found.numbers), least or 0) == verdict.size.lots
            continue
        if field == "margin.leverage" and verdict.status in GATED:
            continue  # the formula has no answer: that is what the gate says
        assert agree(found.numbers, value), (field, found.lines, value)


def known(verdict: Priced) -> bool:
    return verdict.margin is not None and verdict.margin.known


def no_index(verdict: Priced) -> bool:
    warned = "carry_unknown" in [warning.code for warning in verdict.warnings]
    market = verdict.inputs and verdict.inputs.market
    # What is charged by a rate needs no index
    charged = market and None not in (market.funding_rate, market.funding_interval_hours)
    assert warned is (not charged and (market is None or market.index is None))
    return warned


GATED = ("leverage_not_offered", "margin_short", "below_minimum")


@pytest.mark.parametrize("side", ["long", "short"])
@pytest.mark.parametrize("coin", [False, True])
@pytest.mark.parametrize("rules", [cases.KNOWN, Rules()])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"all_in": True},
        {"notional": D(700)},
        {"qty": D("0.0066")},
        {"max_loss": D(20)},
        {"leverage": D(3), "account": D(5000)},
        {"account": D(90)},
        {"entry": "maker", "exit": "maker", "stop_slippage": D("0.001")},
    ],
)
def test_every_figure_follows_from_its_line_of_numbers(
    side: Any, coin: bool, rules: Rules, changes: dict[str, Any]
) -> None:
    spec = cases.inverse(min_notional=D(150)) if coin else cases.contract(min_notional=D(150))
    trade = Trade(side=side, **changes)
    check(score(trade, cases.venue(spec, rules=rules), spec, AT), trade)


TWO_LEVELS = OrderBook(
    venue="example",
    symbol="BTCUSDT",
    at=AT,
    bids=((D("99999.9"), D("0.001")), (D("99990"), D(5))),
    asks=((D("100000.1"), D("0.002")), (D("100020"), D(5))),
)
SOON = {"kind": "future", "expiry": AT + timedelta(hours=12), "funding_interval_hours": None}
LATER = SOON | {"expiry": AT + timedelta(days=9)}
APART = {"mark": D(101_000), "index": D(98_000)}


@pytest.mark.parametrize(
    "known",  # of the contract, the quote, the venue, its rules
    [
        ({}, {}, {"books": {"BTCUSDT": TWO_LEVELS}}, {}),
        ({}, {"ask_size": D("0.001"), "bid_size": D("0.001")}, {}, {}),
        (SOON, APART, {"fees": {"standard": cases.schedule(settlement=D("0.0004"))}}, {}),
        (LATER, APART, {}, {}),
        ({}, {"at": AT - timedelta(hours=1)}, {}, {}),
        ({"maker_fee": D("0.0001"), "taker_fee": D("0.0003")}, {}, {}, {}),
        ({}, APART, {}, {}),
        ({}, APART, {}, {"funding_price": "index"}),
        ({}, {"mark": None}, {}, {}),
        ({}, {}, {}, {"leverage_step": None}),
        ({}, {}, {}, {"leverage_step": None, "maintenance_on": "entry"}),
        ({}, {}, {}, {"reserved_fee": "closing", "liquidation_fee": "taker"}),
        ({}, {}, {}, {"maintenance_on": "unknown", "leverage_step": D("0.000001")}),
        ({"max_leverage": None}, {}, {"tiers": {}}, {}),
        (LATER, {}, {"markets": {}, "books": {"BTCUSDT": TWO_LEVELS}}, {}),
    ],
)
@pytest.mark.parametrize("coin", [False, True])
@pytest.mark.parametrize("legs", [{}, {"side": "short", "entry": "maker", "stop": D("0.004")}])
def test_whatever_is_known_every_figure_follows_from_its_numbers(
    known: tuple[dict[str, Any], ...], coin: bool, legs: dict[str, Any]
) -> None:
    contract, quote, changes, rules = known
    spec = (cases.inverse if coin else cases.contract)(symbol="BTCUSDT", **contract)
    rule_book = structs.replace(cases.KNOWN, **rules)
    data = cases.venue(spec, cases.quotes(spec, **quote), rules=rule_book, **changes)
    trade = Trade(account=D(600), stop_slippage=D("0.0002"), **legs)
    check(score(trade, data, spec, AT), trade)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(found=cases.venues(), trade=cases.trades(sized=True))
def test_whatever_the_trade_every_figure_follows_from_its_numbers(found: Any, trade: Trade) -> None:
    data, spec = found
    verdict = score(trade, data, spec, AT)
    if verdict.size and verdict.size.notional > D("0.1"):
        check(verdict, trade)


def test_an_explanation_reads_like_this() -> None:
    spec = cases.contract()
    rules = structs.replace(cases.KNOWN, source="the rule book, 2026-01")
    trade = Trade(leverage=D(10))
    verdict = score(trade, cases.venue(spec, rules=rules), spec, AT)
    assert explain(verdict, "costs.entry_fee", trade).lines == (
        "costs.entry_fee = 0.15",
        "  = N·f entry + k·c   [FEE]",
        "  = 300·0.0005 + 3·0",
        "  fees: live, 2026-11-22 01:00 UTC, https://example.com/api",
    )
    # (30 - 300) / (0.003 x (0.005 - 1))
    assert explain(verdict, "margin.liquidation_price", trade).lines == (
        "margin.liquidation_price = 90452.2613065",
        "  = (M + cum − s·N) / (N / P·(mu − s))   [L1]",
        "  = (30 + 0 − 1·300) / (300 / 100000·(0.005 − 1))",
        "  tiers: live, 2026-11-22 01:00 UTC, https://example.com/api",
        "  rules: the rule book, 2026-01",
    )
    assert explain(verdict, "costs.funding", trade).lines[3] == (
        "  0.0003 of notional a day, 0.1095 a year"
    )
    assert explain(verdict, "risk.actual", trade).notes == ()
    assert explain(verdict, "status", trade).lines == ("status = ok",)
    assert explain(verdict, "margin.known", trade).lines == ("margin.known = yes",)
    assert explain(verdict, "margin.leverage", trade).lines == ("margin.leverage = 10",)
    assert explain(verdict, "rank", trade).lines == ("rank = unknown",)


def test_a_position_that_no_price_liquidates_says_never() -> None:
    trade = Trade(leverage=D(1))
    full, bare = cases.contract(), cases.contract(max_leverage=None)
    for spec, data, said in (
        (full, cases.venue(full), "never"),
        (bare, cases.venue(bare, tiers={}), "unknown"),
    ):
        verdict = score(trade, data, spec, AT)
        assert verdict.margin
        assert verdict.margin.liquidation_price is None
        assert explain(verdict, "margin.liquidation_price", trade).value == said
        found = explain(verdict, "margin.known", trade)
        assert (found.value, found.formula, found.numbers, found.reference) == (
            "yes" if said == "never" else "no",
            "",
            "",
            "",
        )


PLAIN = {
    "score": "SCORE",
    "size.lots": "S1 contracts markets",
    "size.qty": "NOT contracts",
    "size.base": "NOT contracts",
    "size.notional": "NOT contracts markets",
    "size.target": "S1",
    "size.granularity": "S3",
    "risk.target": "S1",
    "risk.actual": "RISK",
    "risk.account_fraction": "RISK",
    "risk.all_in": "ALLIN fees markets",
    "costs.entry_fee": "FEE fees",
    "costs.exit_fee": "FEE fees",
    "costs.spread": "EFFSPREAD markets",
    "costs.slippage": "VWAP markets books",
    "costs.funding": "FUND markets",
    "costs.total": "COST",
    "costs.low": "BAND",
    "costs.high": "BAND",
    "costs.normalised": "COST",
    "costs.bps": "COST",
    "costs.account_fraction": "COST",
    "costs.r": "COST",
    "margin.leverage": "LEV",
    "margin.initial": "IM tiers",
    "margin.free": "IM",
    "margin.maintenance": "MM tiers",
    "margin.liquidation_price": "L1 tiers",
    "margin.safe_leverage": "SAFE tiers",
    "margin.effective_leverage": "LEV",
    "minimum.lots": "S2 contracts",
    "minimum.qty": "S2 contracts",
    "minimum.base": "S2 contracts",
    "minimum.notional": "S2 contracts markets",
    "minimum.account": "ACC",
    "exits.break_even_price": "BE",
    "exits.break_even_fraction": "BE",
    "exits.break_even_ticks": "BE contracts",
}
"""The formula of each figure in docs/cost-model.md, and the parts its numbers are read from."""
SOME = {"min_notional": D(150)}
COIN = {"payoff": "inverse"}


@pytest.mark.parametrize(
    ("spec", "rules", "trade", "other"),
    [
        ({}, {}, {}, {}),
        (SOME, {}, {}, {"minimum.lots": "S2 contracts markets"}),
        ({}, {"maintenance_on": "entry"}, {}, {"margin.liquidation_price": "L2 tiers"}),
        (COIN, {}, {}, {"margin.liquidation_price": "I1 tiers"}),
        (COIN, {"maintenance_on": "entry"}, {}, {"margin.liquidation_price": "I2 tiers"}),
        ({}, {}, {"leverage": D(3)}, {"margin.leverage": ""}),
        ({}, {}, {"all_in": True}, {"size.lots": "ALLIN", "size.target": "ALLIN"}),
        ({}, {}, {"notional": D(90_000)}, {"risk.target": ""}),
        (
            {},
            {},
            {"qty": D("0.9")},
            {"size.lots": "S1 contracts", "size.target": "S1 markets", "risk.target": ""},
        ),
        (
            {"expiry": AT + timedelta(days=9), "kind": "future"},
            {},
            {},
            {"costs.funding": "", "costs.carry": "CARRY markets contracts"},
        ),
    ],
)
def test_every_figure_names_its_formula_and_what_it_is_read_from(
    spec: dict[str, Any], rules: dict[str, Any], trade: dict[str, Any], other: dict[str, str]
) -> None:
    full = {"account": D(60_000), "stop": D("0.005"), **trade}  # 2x, and no gate in the way
    plan, one = Trade(**full), (cases.inverse if spec == COIN else cases.contract)(**spec)
    known = structs.replace(cases.KNOWN, **rules)
    verdict = score(plan, cases.venue(one, books=cases.book_of(one), rules=known), one, AT)
    assert verdict.status == "ok"
    said = {name: explain(verdict, name, plan) for name in fields(verdict)}
    found = {
        name: " ".join((one.reference, *(source.split(":")[0] for source in one.sources)))
        for name, one in said.items()
        if one.formula
    }
    wanted = {name: text for name, text in (PLAIN | other).items() if text}
    assert found == wanted


def test_leverage_that_is_rounded_up_stops_at_what_is_offered() -> None:
    # 400 / 300 x 1.0005 of both fees is 1.34: 2x on the grid, and 1.5x are offered
    spec, trade = cases.contract(max_leverage=D("1.5")), Trade(account=D(300), stop=D("0.0075"))
    verdict = score(trade, cases.venue(spec), spec, AT)
    assert verdict.margin
    assert verdict.margin.leverage == D("1.5")
    assert explain(verdict, "margin.leverage", trade).numbers.endswith(", 1.5)")


def test_what_is_searched_for_is_said_in_words() -> None:
    spec, trade = cases.contract(), Trade(all_in=True)
    found = explain(score(trade, cases.venue(spec), spec, AT), "size.lots", trade)
    assert found.formula == "most lots that lose at most R, costs included"
    assert found.numbers == "most lots that lose at most 5, costs included"


def test_points_are_named_like_the_costs() -> None:
    spec = cases.contract()
    found = points(score(Trade(), cases.venue(spec), spec, AT))
    assert list(found) == ["entry_fee", "exit_fee", "spread", "slippage", "funding", "carry"]


def test_points_are_hundredths_of_the_money_at_risk() -> None:
    # 300 at risk of 6: fees of 0.15, spread 0.0006, 2 bp beyond the book 0.06, funding 0.09
    spec = cases.contract()
    plan = Trade(account=D(600), stop=D("0.02"), stop_slippage=D("0.0002"))
    assert list(points(score(plan, cases.venue(spec), spec, AT)).values()) == [
        D("2.5"),
        D("2.5"),
        D("0.01"),
        1,
        D("1.5"),
        0,
    ]
    # 1 % of basis, of which a ninth melts in a day: 300 x 0.01 / 9
    dated = cases.contract(kind="future", expiry=AT + timedelta(days=9))
    market = cases.quotes(dated, bid=D(101_000), ask=D(101_000), index=D(100_000))
    verdict = score(plan, cases.venue(dated, market), dated, AT)
    assert verdict.size
    carry = points(verdict)["carry"]
    assert abs(carry - verdict.size.notional / 900 * 100 / (verdict.size.notional / 50)) < D(
        "1e-25"
    )


def test_a_coin_margined_figure_is_given_in_coin_too() -> None:
    spec, trade = cases.inverse(), Trade()
    verdict = score(trade, cases.venue(spec), spec, AT)
    # 300 / 100,000 x 5 bp; 300 x (1 / 98,500 - 1 / 100,000)
    assert "  charged as 0.0000015 BTC" in explain(verdict, "costs.entry_fee", trade).lines
    assert (
        "  0.0000456852791878 BTC at the stop price of 98500"
        in explain(verdict, "risk.actual", trade).lines
    )


def test_a_failed_gate_explains_its_status() -> None:
    spec, trade = cases.contract(), Trade(account=D(100))
    verdict = score(trade, cases.venue(spec), spec, AT)
    assert explain(verdict, "status", trade).notes == (verdict.reason,)
    assert verdict.costs
    assert points(verdict) == {}


def test_discounted_fees_are_explained_as_they_are_paid() -> None:
    spec = cases.contract(taker_fee=D("0.0004"))
    discount = TokenDiscount(token="EX", fraction=D("0.25"), condition="x")  # noqa: S106 - a coin
    plan = cases.schedule(
        FeeTier(name="base", maker=D(0), taker=D("0.0005")), token_discount=discount
    )
    trade = Trade(token_discount=True)
    origin = Origin(basis="published", source="table", as_of=AT)
    data = cases.venue(spec, fees={"standard": plan}, origins={"contracts": origin})
    verdict = score(trade, data, spec, AT)
    found = explain(verdict, "costs.entry_fee", trade)
    assert found.numbers == "300·0.0003 + 3·0"
    assert found.sources == ("fees: published, 2026-11-22 01:00 UTC, table",)


def test_a_discount_is_not_taken_off_twice() -> None:
    spec = cases.contract(maker_fee=D("0.0002"))
    discount = TokenDiscount(token="EX", fraction=D("0.25"), condition="x")  # noqa: S106 - a coin
    data = cases.venue(spec, fees={"standard": cases.schedule(token_discount=discount)})
    trade = Trade(token_discount=True, entry="maker")
    verdict = score(trade, data, spec, AT)
    assert explain(verdict, "costs.entry_fee", trade).numbers == "300·0.00015 + 3·0"


def test_without_prices_only_the_status_is_known() -> None:
    spec, trade = cases.contract(), Trade()
    for data in (cases.venue(spec, markets={}), cases.venue(spec, fees={})):
        verdict = score(trade, data, spec, AT)
        assert fields(verdict) == ("status", "rank", "score")
        assert explain(verdict, "score", trade).lines == ("score = unknown",)
        assert points(verdict) == {}
    bare = structs.replace(verdict, inputs=None)
    assert explain(bare, "status", trade).lines == (
        "status = no_data",
        "  no fee schedule 'standard' is known",
    )


def test_a_field_that_is_not_there_is_refused_with_those_that_are() -> None:
    spec, trade = cases.contract(), Trade()
    verdict = score(trade, cases.venue(spec, markets={}), spec, AT)
    with pytest.raises(PlanError, match=r"'costs.total'; known: status, rank, score"):
        explain(verdict, "costs.total", trade)


def test_what_is_quoted_at_the_spot_price_is_explained_by_its_daily_charge() -> None:
    # 0.24 % a day of 300 USD for the 12 hours held: 300 x 0.0024 x 12 / 24 = 0.36
    spec = cases.contract(kind="future", expiry=AT + timedelta(days=200))
    market = cases.quotes(spec, funding_rate=D("0.0024"), funding_interval_hours=D(24))
    trade = Trade(account=D(500), hold_hours=D(12))
    found = score(trade, cases.venue(spec, market), spec, AT)
    assert found.costs
    assert found.costs.carry == D("0.36")
    said = explain(found, "costs.carry", trade)
    assert "min(H, left) / 24" in said.formula.replace("{", "").replace("}", ""), said.formula
    assert agree(said.numbers, found.costs.carry)
    # the contract ends first: 6 hours are charged
    short = cases.contract(kind="future", expiry=AT + timedelta(hours=6))
    quote = cases.quotes(short, funding_rate=D("0.0024"), funding_interval_hours=D(24))
    ended = score(trade, cases.venue(short, quote), short, AT)
    assert ended.costs
    assert ended.costs.carry == D("0.18")
