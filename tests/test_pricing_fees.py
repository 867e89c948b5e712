"""Which fee applies: tiers, contract rates, channels, discounts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pricing_cases as cases
import pytest
from msgspec import structs

from comparator.pricing.explain import explain
from comparator.pricing.fees import charge
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import FeeSchedule, FeeTier, Promotion, TokenDiscount

D = Decimal
DAY = date(2026, 11, 22)


def tier(name: str, maker: str, taker: str, **gates: int) -> FeeTier:
    return FeeTier(
        name=name,
        maker=D(maker),
        taker=D(taker),
        **{f"min_{gate}": D(value) for gate, value in gates.items()},
    )


LADDER = (
    tier("base", "0.0002", "0.0005", volume=0, token=0),
    tier("one", "0.0001", "0.0004", volume=1000, token=10),
    tier("two", "0", "0.0003", volume=5000, token=50, assets=9000),
    tier("guests", "-0.0001", "0.0001"),
)


def chosen(plan: FeeSchedule, spec_changes: dict[str, Any] | None = None, **trade: Any) -> FeeTier:
    spec = cases.contract(**(spec_changes or {}))
    return charge(plan, spec, Trade(**trade), DAY).tier


def following(plan: FeeSchedule, **trade: Any) -> FeeTier | None:
    return charge(plan, cases.contract(), Trade(**trade), DAY).following


@pytest.mark.parametrize(
    ("requires", "user", "name"),
    [
        ("any", {}, "base"),
        ("any", {"volume_30d": D(999)}, "base"),
        ("any", {"volume_30d": D(1000)}, "one"),
        ("any", {"token": D(10)}, "one"),
        ("any", {"assets": D(9000)}, "two"),
        ("all", {"volume_30d": D(1000)}, "base"),
        ("all", {"volume_30d": D(1000), "token": D(10)}, "one"),
        ("all", {"volume_30d": D(5000), "token": D(50)}, "one"),
        ("all", {"volume_30d": D(5000), "token": D(50), "assets": D(9000)}, "two"),
    ],
)
def test_the_best_tier_within_reach_is_paid_and_an_invitation_never(
    requires: Any, user: dict[str, Decimal], name: str
) -> None:
    assert chosen(cases.schedule(*LADDER, requires=requires), **user).name == name


def test_the_best_tier_is_the_cheapest_for_the_legs_of_this_trade() -> None:
    plan = cases.schedule(
        tier("base", "0.0002", "0.0005", volume=0), tier("odd", "0.0003", "0.0004", volume=1)
    )
    assert chosen(plan, volume_30d=D(1)).name == "odd"
    assert chosen(plan, volume_30d=D(1), entry="maker", exit="maker").name == "base"


@pytest.mark.parametrize("legs", [{"entry": "maker"}, {"exit": "maker"}])
def test_each_leg_counts_with_its_own_rate(legs: dict[str, Any]) -> None:
    # One leg of each kind: 0.0002 + 0.0005 against 0.0004 + 0.0004, and against 0.0001 + 0.0005
    base = tier("base", "0.0002", "0.0005", volume=0)
    dear = cases.schedule(base, tier("odd", "0.0004", "0.0004", volume=1))
    assert chosen(dear, volume_30d=D(1), **legs).name == "base"
    assert chosen(dear, volume_30d=D(1)).name == "odd"
    cheap = cases.schedule(base, tier("odd", "0.0001", "0.0005", volume=1))
    assert chosen(cheap, volume_30d=D(1), **legs).name == "odd"
    assert following(dear, **legs) is None
    assert following(cheap, **legs) == cheap.tiers[1]
    assert following(cheap, volume_30d=D(1), **legs) is None


def test_a_volume_that_is_there_already_is_no_next_tier() -> None:
    plan = cases.schedule(*LADDER, requires="all")
    assert following(plan, volume_30d=D(1000)) == LADDER[2]


def test_rates_of_the_contract_replace_the_base_tier_only() -> None:
    plan = cases.schedule(*LADDER)
    spec = {"maker_fee": D("0.0001"), "taker_fee": D("0.00045")}
    assert (chosen(plan, spec).maker, chosen(plan, spec).taker) == (D("0.0001"), D("0.00045"))
    assert chosen(plan, spec, volume_30d=D(1000)).name == "one"
    spec = {"taker_fee": D("0.0001")}
    paid = chosen(plan, spec, volume_30d=D(1000))
    assert (paid.name, paid.maker, paid.taker) == ("base", D("0.0002"), D("0.0001"))
    paid = chosen(plan, {"maker_fee": D(0)})
    assert (paid.maker, paid.taker) == (D(0), D("0.0005"))


def test_api_orders_pay_their_own_tiers_whatever_the_contract_says() -> None:
    api = tier("api", "0.0006", "0.0008")
    plan = cases.schedule(*LADDER, api_tiers=(api,))
    spec = {"maker_fee": D(0), "taker_fee": D("0.0004")}
    assert chosen(plan, spec, channel="api") == api
    assert chosen(plan, spec, channel="web").taker == D("0.0004")
    assert chosen(cases.schedule(*LADDER), spec, channel="api").taker == D("0.0004")
    known = charge(plan, cases.contract(**spec), Trade(channel="api"), DAY)
    assert not known.from_contract


def test_a_token_discount_comes_off_fees_on_request_and_never_off_rebates() -> None:
    discount = TokenDiscount(token="EX", fraction=D("0.25"), condition="x")  # noqa: S106 - a coin
    plan = cases.schedule(tier("base", "-0.0001", "0.0004", volume=0), token_discount=discount)
    assert chosen(plan).taker == D("0.0004")
    paid = chosen(plan, token_discount=True)
    assert (paid.maker, paid.taker) == (D("-0.0001"), D("0.0003"))
    positive = cases.schedule(tier("base", "0.0002", "0.0004", volume=0), token_discount=discount)
    assert chosen(positive, token_discount=True).maker == D("0.00015")
    assert chosen(cases.schedule(*LADDER), token_discount=True).taker == D("0.0005")


def offer(fraction: str | None, first: int | None = None, last: int | None = None) -> Promotion:
    def day(shift: int | None) -> date | None:
        return None if shift is None else DAY + timedelta(days=shift)

    return Promotion(
        text=f"{fraction} off",
        source="https://example.com/offer",
        as_of="2026-11",
        fraction=None if fraction is None else D(fraction),
        first_day=day(first),
        last_day=day(last),
    )


@pytest.mark.parametrize(
    ("offers", "taker"),
    [
        ([offer("0.5")], "0.00025"),
        ([offer("0.5", first=0, last=0)], "0.00025"),
        ([offer("0.5", first=1)], "0.0005"),
        ([offer("0.5", last=-1)], "0.0005"),
        ([offer(None)], "0.0005"),
        ([offer("0.2"), offer("0.5"), offer("0.4")], "0.00025"),
        ([offer("1")], "0"),
    ],
)
def test_the_best_promotion_of_the_day_counts_on_request_alone(
    offers: list[Promotion], taker: str
) -> None:
    plan = cases.schedule(promotions=tuple(offers))
    assert chosen(plan).taker == D("0.0005")
    assert chosen(plan, with_promos=True).taker == D(taker)


def test_discounts_multiply_and_are_named() -> None:
    discount = TokenDiscount(token="EX", fraction=D("0.1"), condition="x")  # noqa: S106 - a coin
    plan = cases.schedule(token_discount=discount, promotions=(offer("0.5"),))
    trade = Trade(token_discount=True, with_promos=True)
    known = charge(plan, cases.contract(), trade, DAY)
    assert known.tier.taker == D("0.000225")
    assert known.applied == ("EX discount (x)", "promotion (0.5 off)")


def test_the_next_tier_is_the_first_cheaper_one_with_more_volume() -> None:
    plan = cases.schedule(*LADDER)
    assert following(plan) == LADDER[1]
    assert following(plan, volume_30d=D(1000)) == LADDER[2]
    assert following(plan, volume_30d=D(5000)) is None
    assert following(plan, assets=D(9000)) is None
    api = cases.schedule(*LADDER, api_tiers=(tier("a", "0.0006", "0.0008"), LADDER[2]))
    assert following(api, channel="api") == LADDER[2]


def test_the_next_tier_depends_on_the_legs_of_the_trade() -> None:
    tiers = (
        FeeTier(name="base", maker=D("0.0002"), taker=D("0.0005"), min_volume=D(0)),
        FeeTier(name="maker", maker=D("0.0001"), taker=D("0.0005"), min_volume=D(10)),
        FeeTier(name="taker", maker=D("0.0001"), taker=D("0.0004"), min_volume=D(20)),
    )
    plan = cases.schedule(*tiers)
    for legs, name in (
        ({}, "taker"),
        ({"entry": "maker"}, "maker"),
        ({"exit": "maker"}, "maker"),
        ({"entry": "maker", "volume_30d": D(10)}, "taker"),
    ):
        found = following(plan, **legs)
        assert found
        assert found.name == name
    both = cases.schedule(*tiers, api_tiers=tiers[:1])
    assert following(both) == tiers[2]
    assert following(both, channel="api") is None


def test_a_cheaper_rate_of_the_contract_leaves_no_next_tier() -> None:
    plan, spec = cases.schedule(*LADDER), cases.contract(taker_fee=D("0.0003"))
    assert charge(plan, spec, Trade(), DAY).following is None
    # In by maker: 0.0002 + 0.0003 is what tier one takes as well, tier two less
    assert charge(plan, spec, Trade(entry="maker"), DAY).following == LADDER[2]


def test_volume_counts_within_the_window_of_the_venue() -> None:
    # $2,000 in 30 days is $933.33 in 14 and $6,000 in 90
    for days, name, then in ((14, "base", "one"), (30, "one", "two"), (90, "two", None)):
        plan = cases.schedule(*LADDER, volume_window_days=days)
        assert chosen(plan, volume_30d=D(2000)).name == name
        found = following(plan, volume_30d=D(2000))
        assert (found and found.name) == then
    plan = cases.schedule(*LADDER, volume_window_days=14)
    assert chosen(plan, volume_30d=D(2142)).name == "base"  # x 14 / 30: $999.60
    assert chosen(plan, volume_30d=D(2143)).name == "one"  # $1,000.07


def test_what_the_next_tier_takes_is_said_in_dollars_and_in_trades() -> None:
    spec = cases.contract()
    plan = cases.schedule(*LADDER, volume_window_days=15)
    trade = Trade(volume_30d=D(500), hold_hours=D(1))
    found = score(trade, cases.venue(spec, fees={"standard": plan}), spec, cases.AT)
    # $500 in 30 days is $250 in 15; $750 are left, and one round trip of $300 is $600
    said = (
        "tier one (maker 0.01 %, taker 0.04 %) takes $1,000.00 traded within 15 days"
        " (2 more round trips of this size)"
    )
    assert explain(found, "costs.entry_fee", trade).notes == (said,)
    assert explain(found, "costs.exit_fee", trade).notes == (said,)
    assert explain(found, "costs.total", trade).notes == ()


def test_the_next_tier_names_all_that_it_requires_and_the_user_lacks() -> None:
    spec = cases.contract()
    plan = cases.schedule(*LADDER[::2], requires="all")
    said = (
        "tier two (maker 0 %, taker 0.03 %) takes $5,000.00 traded within 30 days"
        " (9 more round trips of this size)"
    )
    for user, lacking in (
        ({}, ", $9,000.00 held there, 50 of its token held"),
        ({"token": D(50)}, ", $9,000.00 held there"),
        ({"token": D(50), "assets": D(9000)}, ""),
    ):
        trade = Trade(hold_hours=D(1), **user)
        found = score(trade, cases.venue(spec, fees={"standard": plan}), spec, cases.AT)
        assert explain(found, "costs.entry_fee", trade).notes == (said + lacking,)


def test_a_contract_pays_no_less_than_its_minimum_by_its_rate() -> None:
    # 10 contracts of 0.001 BTC at 100,000 are worth 1,000: 0.02 % of one is 0.02, the least is 0.05
    cheap = FeeTier(name="base", maker=D(0), taker=D("0.0002"), least_per_contract=D("0.05"))
    spec = cases.contract(
        contract_size=D("0.001"), qty_unit="contracts", qty_step=D(1), min_qty=D(1)
    )
    data = cases.venue(spec, cases.quotes(spec), fees={"standard": cases.schedule(cheap)})
    costs = score(Trade(account=D(5000), notional=D(1000)), data, spec, cases.AT).costs
    assert costs
    assert (costs.entry_fee, costs.exit_fee) == (D("0.50"), D("0.50"))
    # A maker without a rate pays it, too; one whose rate is dearer pays the rate
    free = score(Trade(account=D(5000), notional=D(1000), entry="maker"), data, spec, cases.AT)
    assert free.costs
    assert free.costs.entry_fee == D("0.50")
    dear = structs.replace(cheap, taker=D("0.0006"))
    data = structs.replace(data, fees={"standard": cases.schedule(dear)})
    costs = score(Trade(account=D(5000), notional=D(1000)), data, spec, cases.AT).costs
    assert costs
    assert costs.entry_fee == D("0.60")


def test_a_flat_charge_is_per_contract_and_side() -> None:
    spec = cases.contract(
        qty_step=D("0.1"), min_qty=D("0.1"), contract_size=D("0.01"), qty_unit="contracts"
    )
    flat = FeeTier(name="base", maker=D(0), taker=D(0), per_contract=D("0.20"))
    found = score(
        Trade(), cases.venue(spec, fees={"standard": cases.schedule(flat)}), spec, cases.AT
    )
    # 3 lots of a tenth of a contract each: 0.3 x 0.20 on either side
    assert found.costs
    assert found.costs.entry_fee == D("0.06")
    assert found.costs.exit_fee == D("0.06")
    assert found.risk
    # 4.5 + 2 x 0.06 + 0.0006 + 0.09
    assert found.risk.all_in == D("4.7106")


def test_a_rebate_is_income() -> None:
    spec = cases.contract()
    maker = FeeTier(name="base", maker=D("-0.0001"), taker=D("0.0005"))
    found = score(
        Trade(entry="maker", exit="maker", hold_hours=D(1)),
        cases.venue(spec, fees={"standard": cases.schedule(maker)}),
        spec,
        cases.AT,
    )
    assert found.costs
    assert found.costs.total == D("-0.06")
    assert found.score
    assert found.score > 100
