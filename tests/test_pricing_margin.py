"""Leverage, tiers and liquidation of whole trades, worked out by hand; and what a trade refuses."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import pricing_cases as cases
import pytest
from msgspec import structs

from comparator.errors import PlanError
from comparator.pricing.result import Margin
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, MarginTier
from comparator.words import at_least, money, percent, plain

D = Decimal
AT = cases.AT


def margin(
    spec: ContractSpec | None = None,
    tiers: tuple[MarginTier, ...] = cases.PLAIN_TIERS,
    rules: dict[str, Any] | None = None,
    market: dict[str, Any] | None = None,
    **trade: Any,
) -> Margin:
    spec = spec or cases.contract()
    data = cases.venue(
        spec,
        cases.quotes(spec, **(market or {})),
        tiers={spec.symbol: tiers},
        rules=structs.replace(cases.KNOWN, **(rules or {})),
    )
    found = score(Trade(**trade), data, spec, AT).margin
    assert found
    return found


def tier(floor: str, cap: str | None, rate: str, leverage: int, **more: Any) -> MarginTier:
    return MarginTier(
        floor=D(floor),
        cap=None if cap is None else D(cap),
        initial_rate=D(rate) * 2,
        maintenance_rate=D(rate),
        max_leverage=D(leverage),
        **more,
    )


TEN = {"account": D(5000), "notional": D(1000), "leverage": D(10)}


@pytest.mark.parametrize(
    ("rules", "side", "price"),
    [
        # 0.01 BTC, margin 100: (100 - 1000) / (0.01 x -0.995), (100 + 1000) / (0.01 x 1.005)
        ({}, "long", "90452.2613"),
        ({}, "short", "109452.7363"),
        # With the taker fee in the rate: 0.0055
        ({"liquidation_fee": "taker"}, "long", "90497.7376"),
        # On the entry value: 100,000 - (100 - 5) / 0.01
        ({"maintenance_on": "entry"}, "long", "90500.0000"),
        ({"maintenance_on": "entry"}, "short", "109500.0000"),
        # Unknown: the closer one
        ({"maintenance_on": "unknown"}, "long", "90500.0000"),
        ({"maintenance_on": "unknown"}, "short", "109452.7363"),
    ],
)
def test_liquidation_of_a_linear_position(rules: dict[str, Any], side: Any, price: str) -> None:
    found = margin(rules=rules, side=side, **TEN)
    assert found.liquidation_price
    assert round(found.liquidation_price, 4) == D(price)
    assert found.maintenance == (D("5.5") if "liquidation_fee" in rules else 5)


@pytest.mark.parametrize(
    ("rules", "side", "price"),
    [
        # 1000 USD = 0.01 BTC, margin 0.001: 1000 x 1.005 / 0.011, 1000 x (-0.995) / -0.009
        ({}, "long", "91363.6364"),
        ({}, "short", "110555.5556"),
        # On entry: 1000 / (0.01 + 0.00095), 1000 / (0.01 - 0.00095)
        ({"maintenance_on": "entry"}, "long", "91324.2009"),
        ({"maintenance_on": "entry"}, "short", "110497.2376"),
        ({"maintenance_on": "unknown"}, "long", "91363.6364"),
        ({"maintenance_on": "unknown"}, "short", "110497.2376"),
    ],
)
def test_liquidation_of_an_inverse_position(rules: dict[str, Any], side: Any, price: str) -> None:
    found = margin(cases.inverse(), rules=rules, side=side, **TEN)
    assert found.liquidation_price
    assert round(found.liquidation_price, 4) == D(price)


@pytest.mark.parametrize(
    ("side", "shorts", "offered"), [("long", 3, 4), ("short", 3, 3), ("short", None, 4)]
)
def test_a_venue_may_offer_shorts_less(side: Any, shorts: int | None, offered: int) -> None:
    short = None if shorts is None else D(shorts)
    spec = cases.contract(max_leverage=D(4), max_leverage_short=short)
    found = margin(spec, tiers=(), side=side, account=D(500), notional=D(1000))
    assert found.max_leverage == offered


def test_an_inverse_short_at_1x_is_never_liquidated() -> None:
    found = margin(cases.inverse(), side="short", account=D(5000), notional=D(1000))
    assert found.leverage == 1
    assert found.liquidation_price is None


@pytest.mark.parametrize(
    ("rule", "side", "linear", "coin"),
    [
        # 1000 at 10x: 100, and 0.5 a fee; at bankruptcy 10 % less for a linear long, 10 % more
        # for an inverse one; a short the other way round
        ("none", "long", "100", "100"),
        ("entry", "long", "100.5", "100.5"),
        ("closing", "long", "100.45", "100.55"),
        ("closing", "short", "100.55", "100.45"),
        ("round trip", "long", "100.95", "101.05"),
        ("unknown", "short", "101.05", "100.95"),
    ],
)
def test_fees_are_reserved_by_the_venues_rule(rule: str, side: Any, linear: str, coin: str) -> None:
    assert margin(rules={"reserved_fee": rule}, side=side, **TEN).initial == D(linear)
    inverse = margin(cases.inverse(), rules={"reserved_fee": rule}, side=side, **TEN)
    assert inverse.initial == D(coin)


def test_an_order_worse_than_the_mark_takes_the_difference_at_once() -> None:
    # Bought at 100,000.1 with the mark at 100,000: 0.1 on each of 0.01; sold at 99,999.9 the same
    rules = {"open_loss": True}
    assert margin(rules=rules, **TEN).initial == D("100.001")
    assert margin(rules=rules, side="short", **TEN).initial == D("100.001")
    assert margin(rules=rules, entry="maker", **TEN).initial == 100
    assert margin(rules=rules, market={"mark": D(100_100)}, **TEN).initial == 100
    assert margin(rules=rules, market={"mark": None}, **TEN).initial == 100
    assert margin(rules=rules | {"reserved_fee": "entry"}, **TEN).initial == D("100.501")


@pytest.mark.parametrize(
    ("step", "account", "leverage"),
    [(D(1), "100", "10"), (D(1), "99.9", "11"), (D("0.1"), "99", "10.2"), (D("0.1"), "2000", "1")],
)
def test_the_lowest_leverage_that_affords_it_is_used(
    step: Decimal, account: str, leverage: str
) -> None:
    found = margin(rules={"leverage_step": step}, account=D(account), notional=D(1000))
    assert found.leverage == D(leverage)


def test_leverage_is_not_rounded_beyond_what_is_offered() -> None:
    spec = cases.contract(max_leverage=D("10.5"))
    assert margin(spec, account=D("95.5"), notional=D(1000)).leverage == D("10.5")


def test_the_stricter_of_contract_and_tier_limits_leverage() -> None:
    assert margin(cases.contract(max_leverage=D(20))).max_leverage == 20
    assert margin(cases.contract(max_leverage=None)).max_leverage == 100
    assert margin(cases.contract(max_leverage=D(20)), tiers=()).max_leverage == 20


@pytest.mark.parametrize(
    ("unit", "cap", "spec"),
    [
        ("quote", "999.99", cases.contract()),
        ("coins", "0.00999", cases.contract()),
        ("contracts", "0.00999", cases.contract()),
        ("quote", "999.99", cases.inverse()),
        ("coins", "0.00999", cases.inverse()),
        ("contracts", "9.99", cases.inverse()),
    ],
)
def test_tiers_count_in_their_own_unit(unit: Any, cap: str, spec: ContractSpec) -> None:
    tiers = (tier("0", cap, "0.005", 100, unit=unit), tier(cap, None, "0.02", 25, unit=unit))
    assert margin(spec, tiers, account=D(5000), notional=D(1000)).max_leverage == 25
    assert margin(spec, tiers, account=D(5000), notional=D(900)).max_leverage == 100


def test_the_deduction_lowers_the_maintenance_margin() -> None:
    # 1000 x 2 % - 12 = 8; liquidation (100 + 12 - 1000) / (0.01 x (0.02 - 1)) = 90,612.24
    tiers = (tier("0", "800", "0.005", 100), tier("800", None, "0.02", 25, deduction=D(12)))
    found = margin(tiers=tiers, **TEN)
    assert found.maintenance == 8
    assert found.liquidation_price
    assert round(found.liquidation_price, 2) == D("90612.24")
    # In coin: 1000 x 2 % - 0.00012 x 100,000 = 8; 1000 x 1.02 / (0.001 + 0.00012 + 0.01)
    coin = (tier("0", "800", "0.005", 100), tier("800", None, "0.02", 25, deduction=D("0.00012")))
    found = margin(cases.inverse(), coin, **TEN)
    assert found.maintenance == 8
    assert found.liquidation_price
    assert round(found.liquidation_price, 2) == D("91726.62")


@pytest.mark.parametrize(
    ("unit", "spec", "cap"),
    [
        ("quote", cases.contract(), "800"),
        ("coins", cases.contract(), "0.008"),
        ("contracts", cases.contract(), "0.008"),
        ("contracts", cases.inverse(), "8"),
    ],
)
def test_slices_deduct_what_the_lower_ones_spare(unit: Any, spec: ContractSpec, cap: str) -> None:
    # 800 at 0.5 % and 200 at 2 % are 4 + 4 = 1000 x 2 % - 12
    tiers = (tier("0", cap, "0.005", 100, unit=unit), tier(cap, None, "0.02", 25, unit=unit))
    assert margin(spec, tiers, rules={"slices": True}, **TEN).maintenance == 8
    assert margin(spec, tiers, **TEN).maintenance == 20


def test_the_tier_is_the_one_at_the_liquidation_price() -> None:
    # A short of 990 grows into the second tier on its way: (99 + 990) / (0.0099 x 1.02)
    tiers = (tier("0", "1000", "0.005", 100), tier("1000", None, "0.02", 25))
    found = margin(tiers=tiers, side="short", account=D(5000), qty=D("0.0099"), leverage=D(10))
    assert found.max_leverage == 100
    # 0.0099 is nine lots and a bit: nine lots are 900, and 900 x 1.0945 stays below 1000
    assert found.liquidation_price
    assert round(found.liquidation_price, 4) == D("109452.7363")
    spec = cases.contract(qty_step=D("0.0001"), min_qty=D("0.0001"))
    found = margin(
        spec, tiers, side="short", account=D(5000), qty=D("0.0099"), leverage=D(10), stop=D("0.01")
    )
    assert found.maintenance == D("4.95")
    assert found.liquidation_price
    assert round(found.liquidation_price, 4) == D("107843.1373")
    # Safe leverage at an edge of 1.01 x 1.002 = 1.01202, where it is worth 1,001.90:
    # 1.02 x 1.01202 - 1 = 0.0322604, so 30.99
    assert found.safe_leverage == 30


def test_a_position_that_grows_out_of_the_table_is_held_to_its_last_rate() -> None:
    # A short of 900 over a table to 900: 1.005 x 1.01202 - 1 = 0.0170801
    tiers = (tier("0", "900", "0.005", 100),)
    found = margin(tiers=tiers, side="short", account=D(5000), notional=D(900), stop=D("0.01"))
    assert found.safe_leverage == 58
    assert found.liquidation_price


def test_margin_that_grows_with_size() -> None:
    # 1 % + 0.5 a coin of maintenance: 0.01 coins add 0.5 %; leverage 1 / (2 % + 0.5 %)
    spec = cases.contract(max_leverage=None)
    sloped = (tier("0", None, "0.01", 50, slope=D("0.5")),)
    found = margin(spec, sloped, rules={"leverage_step": None}, **TEN)
    assert found.leverage == 40
    assert found.maintenance == 15
    small = margin(spec, sloped, **TEN)
    large = margin(spec, sloped, account=D(50_000), notional=D(10_000))
    # 1 - (1 - 0.015) x 0.982045 = 0.0326857; ten times the size adds 5 %:
    # 1 - 0.94 x 0.982045 = 0.0768777
    assert (small.safe_leverage, large.safe_leverage) == (30, 13)
    # 2 % + 0.5 x 0.01 coins is 2.5 %; 0.1 coins need 7 %, which is 14.29 and leaves 14
    assert (small.max_leverage, large.max_leverage) == (40, 14)


def test_margin_that_grows_with_the_root_of_the_value() -> None:
    # 2 % until 0.0001 x the root: 40,000 is 200² and 90,000 is 300², 3 %; half of that is kept
    rooted = (
        tier(
            "0",
            None,
            "0.01",
            50,
            initial_root=D("0.0001"),
            maintenance_root=D("0.00005"),
        ),
    )
    spec = cases.contract(max_leverage=None)
    small, large = (
        margin(spec, rooted, account=D(90_000), notional=D(notional), stop=None)
        for notional in (40_000, 90_000)
    )
    assert (small.max_leverage, small.maintenance) == (50, 400)
    assert (large.max_leverage, large.maintenance) == (33, 1350)
    fixed = margin(
        spec, rooted, rules={"leverage_step": None}, account=D(90_000), notional=D(90_000)
    )
    assert round(fixed.leverage, 4) == D("33.3333")


def test_a_first_tier_with_a_deduction_is_not_taken_for_plain() -> None:
    odd = (tier("0", None, "0.05", 100, deduction=D(40)),)
    # 1 - 0.95 x 0.982045 - 40 / 1000 = 0.0270573; over 900: 0.0226128
    assert margin(tiers=odd, account=D(5000), notional=D(1000)).safe_leverage == 36
    assert margin(tiers=odd, account=D(5000), notional=D(900)).safe_leverage == 44


@pytest.mark.parametrize(
    ("spec", "rule", "side", "safe"),
    [
        # Edges 0.985 x 0.997 = 0.982045 and 1.015 x 1.003 = 1.018045
        (cases.contract(), "mark", "long", 43),  # 1 - 0.995 x 0.982045 = 0.0228652
        (cases.contract(), "mark", "short", 43),  # 1.005 x 1.018045 - 1 = 0.0231352
        (cases.contract(), "entry", "long", 43),  # 0.005 + 0.017955 = 0.022955
        (cases.contract(), "entry", "short", 43),  # 0.005 + 0.018045 = 0.023045
        (cases.inverse(), "mark", "long", 42),  # 1.005 / 0.982045 - 1 = 0.0233747
        (cases.inverse(), "mark", "short", 44),  # 1 - 0.995 / 1.018045 = 0.0226365
        (cases.inverse(), "entry", "long", 42),  # 0.005 + 0.0182833 = 0.0232833
        (cases.inverse(), "entry", "short", 44),  # 0.005 + 0.0177252 = 0.0227252
    ],
)
def test_the_highest_safe_leverage(spec: ContractSpec, rule: Any, side: Any, safe: int) -> None:
    assert margin(spec, rules={"maintenance_on": rule}, side=side).safe_leverage == safe


@pytest.mark.parametrize(
    ("spec", "rule", "side", "safe"),
    [
        # A rate of 5 % less 4 % of the 1,000: 36 on 1,000 USD, or 0.0004 BTC
        (cases.contract(), "mark", "long", "37.0"),  # 0.95 x 0.982045 = 0.9329428; 0.0270573
        (cases.contract(), "mark", "short", "34.5"),  # 1.05 x 1.018045 - 1.04 = 0.0289473
        (cases.contract(), "entry", "long", "35.8"),  # 0.01 + 0.017955 = 0.027955
        (cases.contract(), "entry", "short", "35.7"),  # 0.01 + 0.018045 = 0.028045
        (cases.inverse(), "mark", "long", "34.2"),  # 1.05 / 0.982045 - 1.04 = 0.0291976
        (cases.inverse(), "mark", "short", "37.3"),  # 0.96 - 0.95 / 1.018045 = 0.0268390
        (cases.inverse(), "entry", "long", "35.4"),  # 0.01 + 0.0182833
        (cases.inverse(), "entry", "short", "36.1"),  # 0.01 + 0.0177252
        (cases.contract(), "unknown", "long", "35.8"),
        (cases.contract(), "unknown", "short", "34.5"),
    ],
)
def test_a_deduction_raises_the_safe_leverage(
    spec: ContractSpec, rule: Any, side: Any, safe: str
) -> None:
    amount = D("0.0004") if spec.payoff == "inverse" else D(40)
    tiers = (tier("0", None, "0.05", 100, deduction=amount),)
    rules = {"maintenance_on": rule, "leverage_step": D("0.1")}
    plan = {"account": D(5000), "notional": D(1000), "side": side}
    found = margin(spec, tiers, rules=rules, **plan).safe_leverage
    assert found
    assert abs(found - D(safe)) <= D("0.1")


@pytest.mark.parametrize(
    ("spec", "amount", "price"),
    [
        # On entry: kept 1000 x 5 % - 40 = 10: 100,000 - (100 - 10) / 0.01
        (cases.contract(), "40", "91000"),
        # In coin 0.0005 - 0.0004 = 0.0001: 1000 / (0.01 + 0.001 - 0.0001)
        (cases.inverse(), "0.0004", "91743.1193"),
    ],
)
def test_a_deduction_on_the_entry_value(spec: ContractSpec, amount: str, price: str) -> None:
    tiers = (tier("0", None, "0.05", 100, deduction=D(amount)),)
    found = margin(spec, tiers, rules={"maintenance_on": "entry"}, **TEN)
    assert found.liquidation_price
    assert round(found.liquidation_price, 4) == D(price)


def test_safe_leverage_uses_the_tier_at_the_edge() -> None:
    # 1,000 long is worth 982.05 there, in the first tier again; the second would give 27.5
    tiers = (tier("0", "990", "0.005", 100), tier("990", None, "0.02", 50))
    found = margin(tiers=tiers, account=D(5000), notional=D(1000))
    assert found.max_leverage == 50
    assert found.safe_leverage == 43


def test_an_inverse_long_grows_in_coins_on_its_way_down() -> None:
    # 0.01 BTC at entry, 0.0109 at 91,363: the second tier, 1000 x 1.02 / 0.011
    tiers = (
        tier("0", "0.0105", "0.005", 100, unit="coins"),
        tier("0.0105", None, "0.02", 25, unit="coins", deduction=D("0.0001")),
    )
    found = margin(cases.inverse(), tiers, **TEN)
    assert found.max_leverage == 100
    assert found.maintenance == 5
    assert found.liquidation_price
    # With its deduction of 0.0001: 1020 / 0.0111
    assert round(found.liquidation_price, 4) == D("91891.8919")
    short = margin(cases.inverse(), tiers, side="short", **TEN)
    assert short.liquidation_price
    assert round(short.liquidation_price, 4) == D("110555.5556")


def test_an_inverse_position_keeps_its_value_in_quote() -> None:
    tiers = (tier("0", "1001", "0.005", 100), tier("1001", None, "0.02", 25))
    found = margin(cases.inverse(), tiers, side="short", **TEN)
    assert found.liquidation_price
    assert round(found.liquidation_price, 4) == D("110555.5556")
    # A linear short of the same value grows beyond 1,001
    linear = margin(tiers=tiers, side="short", **TEN)
    assert linear.liquidation_price
    assert round(linear.liquidation_price, 4) == D("107843.1373")


def test_tiers_of_a_contract_quoted_in_coin_count_that_coin() -> None:
    # 0.1 ETH at 0.03 BTC a lot; two lots are 0.006 BTC, $360 at 60,000
    spec = cases.contract(
        base="ETH", quote="BTC", settle="BTC", qty_step=D("0.1"), min_qty=D("0.1")
    )
    market = {"bid": D("0.03"), "ask": D("0.03"), "mark": D("0.03"), "index": D("0.03")}
    tiers = (
        tier("0", "0.005", "0.005", 100),
        tier("0.005", None, "0.02", 25, deduction=D("0.0001")),
    )
    plan = {"prices": {"BTC": D(60_000)}, "account": D(5000), "leverage": D(10)}
    small = margin(spec, tiers, market=market, notional=D(200), **plan)
    large = margin(spec, tiers, market=market, notional=D(400), **plan)
    assert (small.max_leverage, large.max_leverage) == (100, 25)
    assert small.maintenance == D("0.9")
    assert large.maintenance == D("1.2")  # 2 % of 360 less 0.0001 BTC


def test_fixed_leverage_is_held_to_the_contracts_own() -> None:
    rules = {"leverage_step": None}
    assert margin(cases.contract(max_leverage=D(7)), rules=rules).leverage == 7
    assert margin(cases.contract(max_leverage=D(700)), rules=rules).leverage == 100


def test_leverage_on_offer_is_used_to_the_last() -> None:
    assert margin(account=D(10), notional=D(1000)).leverage == 100
    # 999.5 / (100 - 0.5) = 10.0452 with half of it scaled by the fee at bankruptcy
    found = margin(
        rules={"reserved_fee": "closing", "leverage_step": D("0.01")},
        account=D(100),
        notional=D(1000),
    )
    assert found.leverage == D("10.05")


def test_the_highest_leverage_on_offer_affords_exactly_its_share() -> None:
    spec = cases.contract()
    trade = Trade(account=D(10), notional=D(1000), stop=D("0.001"))
    assert score(trade, cases.venue(spec), spec, AT).status == "ok"


def test_with_no_limit_known_any_leverage_is_taken_as_offered() -> None:
    spec = cases.contract(max_leverage=None)
    found = margin(spec, (), account=D(100), notional=D(1000))
    assert found.leverage == 10
    assert found.max_leverage is None


def test_without_a_table_the_maintenance_rate_is_one_over_the_highest_leverage() -> None:
    # 20x: 5 %. (100 - 1000) / (0.01 x (0.05 - 1)) and 1 / (1 - 0.95 x 0.982045) = 14.9
    spec = cases.contract(max_leverage=D(20))
    found = margin(spec, (), **TEN)
    assert found.maintenance == 50
    assert found.liquidation_price
    assert round(found.liquidation_price, 4) == D("94736.8421")
    assert found.safe_leverage == 14
    assert not found.known
    fixed = margin(cases.contract(max_leverage=D(20)), (), rules={"leverage_step": None})
    assert fixed.leverage == 20
    data = cases.venue(spec, tiers={})
    (warning,) = score(Trade(), data, spec, AT).warnings
    assert warning.message == (
        "liquidation is an approximation on the safe side; not known: its margin tiers"
    )
    unsure = cases.venue(
        spec, tiers={}, rules=structs.replace(cases.KNOWN, maintenance_on="unknown")
    )
    (warning,) = score(Trade(), unsure, spec, AT).warnings
    assert warning.message.endswith("its margin tiers, what maintenance is counted on")


def test_a_linear_position_keeps_its_coins_at_any_price() -> None:
    tiers = (
        tier("0", "0.0101", "0.005", 100, unit="coins"),
        tier("0.0101", None, "0.02", 25, unit="coins"),
    )
    assert margin(tiers=tiers, account=D(5000), notional=D(1000)).safe_leverage == 43


@pytest.mark.parametrize("account", ["0.45", "0.1"])
def test_fees_that_eat_the_account_leave_no_leverage(account: str) -> None:
    found = margin(rules={"reserved_fee": "entry"}, account=D(account), notional=D(900))
    assert found.leverage == 100  # the highest on offer, which is not enough


def test_an_account_for_a_pinned_leverage_must_be_safe() -> None:
    spec = cases.contract()
    for leverage, account in ((D(43), D("6.97674419")), (D(44), None)):
        trade = Trade(notional=D(300), leverage=leverage)
        found = score(trade, cases.venue(spec), spec, AT).minimum
        assert found
        assert found.account == account


def test_with_nothing_known_the_account_is_the_whole_value() -> None:
    spec = cases.contract(max_leverage=None)
    trade = Trade(stop=None, notional=D(300))
    found = score(trade, cases.venue(spec, tiers={}), spec, AT).minimum
    assert found
    assert found.account == 300


def test_a_position_too_large_for_the_table_has_no_account() -> None:
    spec = cases.contract()
    tiers = {spec.symbol: (tier("0", "200", "0.005", 100),)}
    found = score(Trade(notional=D(300)), cases.venue(spec, tiers=tiers), spec, AT).minimum
    assert found
    assert found.account is None


def test_a_position_whose_margin_outgrows_its_value_is_too_large() -> None:
    # 2 % + 0.5 a coin: two coins would take 102 % of their value, 1.9 coins 97 %
    spec = cases.contract(max_leverage=None)
    grown = {spec.symbol: (tier("0", None, "0.01", 50, slope=D("0.5")),)}
    two, less = (
        score(
            Trade(account=D(10**6), stop=None, notional=D(notional)),
            cases.venue(spec, tiers=grown, books={}),
            spec,
            AT,
        )
        for notional in (200_000, 190_000)
    )
    assert two.status == "leverage_not_offered"
    assert "beyond the venue's largest margin tier" in two.reason
    assert less.status == "ok"


def test_a_buffer_moves_the_safe_leverage() -> None:
    # 1 / (1 - 0.995 x 0.985 x 0.95) = 14.49; no buffer: 1 / (1 - 0.995 x 0.985) = 50.2
    assert margin(buffer=D("0.05")).safe_leverage == 14
    assert margin(buffer=D(0)).safe_leverage == 50


def test_several_positions_share_the_account() -> None:
    found = margin(account=D(1000), notional=D(1000), positions=4)
    assert found.leverage == 4
    assert found.initial == 250
    assert found.free == 0


def test_a_plan_without_stop_that_leaves_by_a_maker_order_needs_no_bid() -> None:
    spec = cases.contract()
    empty = cases.venue(spec, cases.quotes(spec, bid_size=D("0.0000001")))
    found = score(Trade(stop=None, qty=D("0.01"), exit="maker"), empty, spec, AT)
    assert found.status == "ok"
    assert found.costs
    assert found.costs.slippage == 0
    assert score(Trade(stop=None, qty=D("0.01")), empty, spec, AT).status == "depth_short"


# -- what a trade refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"account": D(0)}, "account must be above 0, was 0"),
        ({"account": D(-5)}, "account must be a number of 0 or more, was -5"),
        ({"account": D("NaN")}, "account must be a number of 0 or more, was NaN"),
        ({"account": D("1e15")}, "account must lie within 1e-12 and 1e15, was 1E+15"),
        ({"risk": D("9e-13")}, "risk must lie within 1e-12 and 1e15, was 9E-13"),
        ({"hold_hours": D(-1)}, "hold_hours must be a number of 0 or more, was -1"),
        ({"prices": {"BTC": D(0)}}, "price of BTC must be above 0, was 0"),
        ({"risk": D(1)}, "risk must be a fraction below 1, was 1"),
        ({"stop": D("1.5")}, "stop must be a fraction below 1, was 1.5"),
        ({"buffer": D(1)}, "buffer must be a fraction below 1, was 1"),
        ({"stop_slippage": D(1)}, "stop_slippage must be a fraction below 1, was 1"),
        ({"leverage": D("0.5")}, "leverage must be 1 or more, was 0.5"),
        ({"positions": 0}, "positions must be 1 or more, was 0"),
        ({"qty": D(1), "notional": D(1)}, "give only one of qty, notional and max_loss"),
        ({"stop": None}, "without a stop the size must be given: qty or notional"),
        ({"stop": None, "max_loss": D(1)}, "without a stop the size must be given"),
    ],
)
def test_nonsense_is_refused_naming_field_and_value(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(PlanError, match=re.escape(message)):
        Trade(**changes)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"account": D("9e14")}, "depth_short"),
        ({"risk": D("1e-12")}, "over_budget"),
        ({"stop": D("1e-12")}, "leverage_not_offered"),
        ({"notional": D("9e14")}, "leverage_not_offered"),
        ({"qty": D("1e-12")}, "below_minimum"),
        ({"hold_hours": D("9e14")}, "ok"),
    ],
)
def test_the_extremes_of_a_plan_still_have_an_answer(
    changes: dict[str, Decimal], status: str
) -> None:
    spec = cases.contract()
    assert score(Trade(**changes), cases.venue(spec), spec, AT).status == status


# -- words -----------------------------------------------------------------------------------------


def test_figures_in_sentences() -> None:
    assert [money(D(text)) for text in ("1234.5", "-3", "0", "0.004567", "0.01")] == [
        "$1,234.50",
        "-$3.00",
        "$0.00",
        "$0.0046",
        "$0.01",
    ]
    assert at_least(D("21.3801")) == "$21.39"
    assert [percent(D(text)) for text in ("0.015", "0", "-0.2", "0.0001", "0.00001234")] == [
        "1.50 %",
        "0.00 %",
        "-20.00 %",
        "0.01 %",
        "0.0012 %",
    ]
    assert percent(D("0.00121"), ROUND_CEILING) == "0.13 %"
    assert percent(D("0.00129"), ROUND_FLOOR) == "0.12 %"
    assert plain(D("1.23456789")) == "1.234568"
    assert [plain(D(text)) for text in ("3.10", "100", "0", "0.000000120", "1E+3")] == [
        "3.1",
        "100",
        "0",
        "0.00000012",
        "1000",
    ]


def test_a_last_digit_costs_no_step_of_leverage() -> None:
    # Three positions of 1,500 share 100: 45x each takes 33.33 exactly
    spec = cases.contract()
    trade = Trade(account=D(100), positions=3, notional=D(1500), stop=D("0.001"))
    found = score(trade, cases.venue(spec), spec, AT)
    assert found.margin
    assert found.margin.leverage == 45
