"""Sizes with costs included, and other figures that only a hand calculation pins down."""

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pricing_cases as cases
import pytest
from msgspec import structs

from comparator.pricing import liquidation, sizing
from comparator.pricing.fees import charge
from comparator.pricing.result import Size
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, FeeTier, MarginTier, OrderBook, VenueData

D = Decimal
AT = cases.AT
FINE = cases.contract(qty_step=D("0.00001"), min_qty=D("0.00001"))


def no_spread(**changes: Any) -> VenueData:
    market = cases.quotes(FINE, bid=D(100_000), ask=D(100_000))
    return cases.venue(FINE, market, **changes)


def size(data: VenueData, **trade: Any) -> Size:
    found = score(Trade(**trade), data, FINE, AT).size
    assert found
    return found


def test_costs_included_the_size_is_92_percent_of_the_price_only_one() -> None:
    # 0.015 / (0.015 + 0.0005 + 0.0005 x 0.985 + 0.0003) = 92.0669 % of 333,333.33
    plain = size(no_spread(), account=D(500_000))
    loaded = size(no_spread(), account=D(500_000), all_in=True)
    assert plain.lots == 333_333
    assert loaded.lots == 306_889
    assert round(loaded.target, 4) == D("306889.6732")
    assert round(loaded.granularity, 8) == D("0.00000219")


@pytest.mark.parametrize("account", ["150", "163.25", "3000", "77777"])
def test_one_lot_more_would_lose_more_than_the_budget(account: str) -> None:
    trade = Trade(account=D(account), all_in=True)
    found = score(trade, no_spread(), FINE, AT)
    assert found.size
    assert found.risk
    assert found.risk.all_in
    more = score(Trade(account=D(account), notional=D(found.size.lots + 1)), no_spread(), FINE, AT)
    assert more.risk
    assert more.risk.all_in
    assert found.risk.all_in <= trade.risk_budget < more.risk.all_in


def test_income_never_enlarges_a_size() -> None:
    market = cases.quotes(FINE, bid=D(100_000), ask=D(100_000), funding_rate=D("-0.01"))
    data = cases.venue(FINE, market)
    assert size(data, all_in=True) == size(data)


def test_the_target_does_not_depend_on_the_lot() -> None:
    coarse = cases.contract()
    market = cases.quotes(coarse, bid=D(100_000), ask=D(100_000))
    found = score(Trade(all_in=True), cases.venue(coarse, market), coarse, AT)
    assert found.size
    assert round(found.size.target, 4) == D("306.8897")
    assert found.size.lots == 3


def test_a_loss_of_exactly_the_budget_fits() -> None:
    # One lot of $100 loses 1.5 + 0.05 + 0.04925 + 0.03 = 1.62925
    coarse = cases.contract()
    market = cases.quotes(coarse, bid=D(100_000), ask=D(100_000))
    data = cases.venue(coarse, market)
    assert score(Trade(all_in=True, account=D("162.925")), data, coarse, AT).status == "ok"
    assert score(Trade(all_in=True, account=D("162.924")), data, coarse, AT).status != "ok"


def test_without_sizes_the_depth_limits_nothing() -> None:
    market = cases.quotes(FINE, bid=D(100_000), ask=D(100_000), bid_size=None, ask_size=None)
    assert size(cases.venue(FINE, market), account=D(500_000), all_in=True).lots == 306_889


def test_a_depth_that_ends_with_the_budget_is_enough() -> None:
    # Funding received outweighs the costs, so that the loss is the price's: 333 lots, all there is
    market = cases.quotes(FINE, bid=D(100_000), ask=D(100_000), funding_rate=D("-0.01"))
    book = OrderBook(
        venue=FINE.venue,
        symbol=FINE.symbol,
        at=AT,
        bids=((D(100_000), D("0.00333")),),
        asks=((D(100_000), D(1)),),
    )
    found = score(
        Trade(all_in=True), cases.venue(FINE, market, books={FINE.symbol: book}), FINE, AT
    )
    assert found.status == "ok"
    assert found.size
    assert found.size.lots == 333


def test_lots_are_counted_without_a_rounded_quotient() -> None:
    nearly = D("2.99999999999999999999999999999999999999")
    with localcontext(sizing.CONTEXT):
        assert nearly / 1 == 3
        assert sizing.whole(nearly, D(1)) == 2


def test_coins_of_a_linear_lot_are_exact_at_any_price() -> None:
    market = cases.quotes(FINE, bid=D("70000.1"), ask=D("70000.2"))
    found = size(cases.venue(FINE, market))
    assert str(found.base.normalize()) == "0.00476"


def test_the_threshold_of_a_minimum_is_met_exactly() -> None:
    found = sizing.Smallest(lots=1, lots_by_qty=1, per_lot=D(201), required=D(200))
    assert not found.marginal(1)
    assert found.accepts(1, D(200) / D(201) + D("1e-20"), exempt=False)
    even = sizing.Smallest(lots=1, lots_by_qty=1, per_lot=D(200), required=D(200))
    assert even.marginal(1)
    assert even.accepts(1, D(1), exempt=False)
    assert not even.accepts(1, D("0.999"), exempt=False)
    assert even.accepts(1, D("0.999"), exempt=True)
    assert not even.accepts(0, D(1), exempt=True)


def thin(first: str, rest: str) -> dict[str, OrderBook]:
    book = OrderBook(
        venue=FINE.venue,
        symbol=FINE.symbol,
        at=AT,
        bids=((D(100_000), D(100)),),
        asks=((D(100_000), D(first)), (D(100_500), D(rest))),
    )
    return {FINE.symbol: book}


def test_a_second_level_bends_the_size() -> None:
    # The book's middle is 100,000. Beyond 0.001 coins each dollar costs half a percent more:
    # 1.62925 % of N + 0.5 % of (N - 100) = 5 gives N = 5.5 / 0.0212925 = 258.3
    data = no_spread(books=thin("0.001", "5"))
    assert size(data, all_in=True).lots == 258
    assert size(data).lots == 333


def test_where_the_depth_ends_before_the_budget_the_answer_is_depth_short() -> None:
    data = no_spread(books=thin("0.001", "0.001"))
    found = score(Trade(all_in=True), data, FINE, AT)
    assert found.status == "depth_short"
    assert found.size
    assert found.size.lots == 201
    exact = score(Trade(all_in=True, account=D(370)), data, FINE, AT)
    # 1.62925 % of 200 + 0.5 % of 100 = 3.7585 on 3.70
    assert exact.status == "ok"
    assert exact.size
    assert exact.size.lots == 197


def test_not_even_one_lot_within_the_depth_is_depth_short() -> None:
    data = no_spread(books=thin("0.000004", "0.000004"))
    found = score(Trade(all_in=True), data, FINE, AT)
    assert found.status == "depth_short"
    assert found.size
    assert found.size.lots == 333
    assert round(found.size.target, 20) == round(D(5) / D("0.015"), 20)
    assert found.risk
    assert found.risk.target == 5
    assert found.reason == "the known depth takes $0.00 of the $333.00 (0.00 %)"


def test_a_depth_of_one_lot_ends_before_a_budget_for_two() -> None:
    # A lot of 0.001 BTC loses 1.50 to the price and 0.13 to costs; a second one no less
    spec = cases.contract()
    book = structs.replace(
        cases.book_of(spec)[spec.symbol],
        bids=((D("99999.9"), D("0.001")),),
        asks=((D("100000.1"), D("0.001")),),
    )
    data = cases.venue(spec, books={spec.symbol: book})
    for account, status, lots in ((500, "depth_short", 2), (300, "ok", 1), (100, "over_budget", 1)):
        found = score(Trade(all_in=True, account=D(account)), data, spec, AT)
        assert found.size
        assert (found.status, found.size.lots) == (status, lots)


def test_steps_round_as_they_are_told() -> None:
    down, up, half = "ROUND_FLOOR", "ROUND_CEILING", "ROUND_HALF_UP"
    assert sizing.to_step(D("2.5"), D(1), down) == 2
    assert sizing.to_step(D("2.1"), D(1), up) == 3
    assert sizing.to_step(D(3), D(1), up) == 3
    assert sizing.to_step(D("2.5"), D(1), half) == 3
    assert sizing.to_step(D("0.29"), D("0.01")) == D("0.29")


def test_an_inverse_order_that_fills_the_depth_exactly_fits() -> None:
    # A dollar at 5.3 is no finite number of coins; 14,787 of a thousandth are 2.79
    spec = cases.inverse(contract_size=D(1), qty_step=D("0.001"), min_qty=D("0.001"))
    market = cases.quotes(
        spec, bid=D("5.3"), ask=D("5.3"), bid_size=None, ask_size=None, mark=None, index=None
    )
    book = OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=AT,
        bids=((D("5.3"), D(100)),),
        asks=((D("5.3"), D("2.79")),),
    )
    data = cases.venue(spec, market, books={spec.symbol: book})
    exact = score(Trade(notional=D("14.787")), data, spec, AT)
    assert exact.size
    assert (exact.status, exact.size.lots) == ("ok", 14_787)
    assert score(Trade(notional=D("14.788")), data, spec, AT).status == "depth_short"
    named = score(Trade(qty=D("2.79")), data, spec, AT)
    assert named.size
    assert named.size.lots == 14_787


def test_orders_are_capped_by_kind() -> None:
    spec = cases.contract(max_qty=D(5), max_market_qty=D(2))
    assert sizing.order_cap(spec, Trade()) == 2
    assert sizing.order_cap(spec, Trade(entry="maker")) == 5
    assert sizing.order_cap(cases.contract(max_qty=D(5)), Trade()) == 5
    assert sizing.order_cap(cases.contract(), Trade()) is None


def test_bundles_of_coins_are_counted_in_coins() -> None:
    # 1000PEPE at 0.01: a lot of 100 bundles is $1 and 100,000 coins
    spec = cases.contract(
        base="PEPE",
        underlying_multiplier=D(1000),
        qty_step=D(100),
        min_qty=D(100),
        tick_size=D("0.00001"),
    )
    market = cases.quotes(spec, bid=D("0.00999"), ask=D("0.01001"), mark=D("0.01"), index=D("0.01"))
    found = score(Trade(), cases.venue(spec, market), spec, AT)
    assert found.size
    assert (found.size.lots, found.size.notional) == (333, 333)
    assert found.size.base == 33_300_000
    named = score(Trade(qty=D(250_000)), cases.venue(spec, market), spec, AT)
    assert named.size
    assert named.size.lots == 2
    assert named.size.target == D("2.5")


def test_a_quanto_contract_is_worth_its_settlement_coin() -> None:
    # 0.00001 XBT a point at 60,000 dollars an XBT: 0.6 a point, 1000 points: $600 a contract
    spec = cases.contract(
        payoff="quanto",
        quote="USD",
        settle="XBT",
        contract_size=D("0.00001"),
        qty_unit="contracts",
        qty_step=D(1),
        min_qty=D(1),
        base="ETH",
    )
    market = cases.quotes(spec, bid=D(1000), ask=D(1000), mark=D(1000), index=D(1000))
    trade = Trade(account=D(5000), prices={"XBT": D(60_000)})
    found = score(trade, cases.venue(spec, market), spec, AT)
    assert found.size
    assert (found.size.lots, found.size.notional) == (5, 3000)
    assert found.size.base == 3  # the exposure of 3 ETH
    assert found.costs
    assert found.costs.entry_fee == D("1.5")


def test_money_that_is_no_dollar_is_converted() -> None:
    # ETH/BTC at 0.03 with BTC at 60,000: 0.1 ETH a lot is $180
    spec = cases.contract(
        base="ETH",
        quote="BTC",
        settle="BTC",
        qty_step=D("0.1"),
        min_qty=D("0.1"),
        min_notional=D("0.003"),
        tick_size=D("0.00001"),
    )
    market = cases.quotes(
        spec, bid=D("0.03"), ask=D("0.03"), mark=D("0.03"), last=None, index=D("0.03")
    )
    tier = FeeTier(name="base", maker=D(0), taker=D(0), per_contract=D("0.00001"))
    data = cases.venue(spec, market, fees={"standard": cases.schedule(tier)})
    found = score(Trade(prices={"BTC": D(60_000)}), data, spec, AT)
    assert found.size
    assert (found.size.lots, found.size.notional, found.size.base) == (1, 180, D("0.1"))
    assert found.costs
    named = score(Trade(qty=D("0.25"), prices={"BTC": D(60_000)}), data, spec, AT)
    assert named.size
    assert (named.size.lots, named.size.target) == (2, 450)
    assert found.costs.entry_fee == D("0.06")  # 0.00001 BTC on a tenth of a contract


# -- formulas at their edges -----------------------------------------------------------------------


def test_inverse_bankruptcy_ends_at_1x_for_a_short() -> None:
    assert liquidation.bankruptcy_inverse(-1, D(10), D(2)) == 20
    assert liquidation.bankruptcy_inverse(-1, D(10), D(1)) is None
    assert liquidation.bankruptcy_inverse(-1, D(10), D("0.5")) is None
    assert liquidation.bankruptcy_inverse(1, D(10), D(1)) == 5


def test_a_position_that_is_paid_in_full_has_no_liquidation_price() -> None:
    whole = D(10)
    assert liquidation.liquidation_linear(1, D(1), D(10), whole, rate=D("0.01")) is None
    assert liquidation.liquidation_linear(1, D(1), D(10), whole, rate=D(1)) is None
    assert liquidation.liquidation_linear_on_entry(1, D(1), D(10), whole, D(0)) is None
    coin = D(10)  # 100 USD at 10
    assert liquidation.liquidation_inverse(-1, D(100), D(10), coin, rate=D("0.01")) is None
    assert liquidation.liquidation_inverse(-1, D(100), D(10), coin + 1, rate=D("0.01")) is None
    # A margin of 150 % of the value: at 5, 20 coins and a gain of 10 are 150 % of 20 coins' worth
    assert liquidation.liquidation_inverse(-1, D(100), D(10), D(20), rate=D("1.5")) == 5
    assert liquidation.liquidation_inverse_on_entry(-1, D(100), D(10), coin, D(0)) is None
    assert liquidation.liquidation_inverse_on_entry(-1, D(100), D(10), coin + 1, D(0)) is None


def test_open_loss_is_never_a_gain() -> None:
    assert liquidation.open_loss(1, D(101), D(100)) == 1
    assert liquidation.open_loss(1, D(99), D(100)) == 0
    assert liquidation.open_loss(-1, D(99), D(100)) == 1


def test_deductions_of_slices_add_up_and_replace_what_is_published() -> None:
    plain = MarginTier(
        floor=D(0), initial_rate=D(1), maintenance_rate=D("0.01"), max_leverage=D(1), deduction=D(9)
    )
    table = (
        plain,
        structs.replace(plain, floor=D(100), maintenance_rate=D("0.02")),
        structs.replace(plain, floor=D(300), maintenance_rate=D("0.04")),
    )
    # 100 x 1 %; 300 x 2 % more
    found = liquidation.with_deductions(table)
    assert [tier.deduction for tier in found] == [0, 1, 7]


def test_a_bundle_of_coins_in_an_inverse_contract() -> None:
    # 100 USD at 0.02 USD for a thousand coins are five million coins
    spec = cases.inverse(underlying_multiplier=D(1000))
    found = sizing.unit(spec, D("0.02"), D(1), D(1))
    assert (found.lot, found.coins, found.coins_per_usd) == (100, 5_000_000, 50_000)


def test_an_inverse_contract_may_count_coins() -> None:
    # 0.001 BTC at 100,000 are 100 USD, and more when the price rises; 550 USD take 5.5 -> 6 lots
    spec = contract_in_coins(min_notional=D(550))
    found = sizing.unit(spec, D(100_000), D(1), D(1))
    assert (found.lot, found.qty, found.coins) == (100, D("0.001"), D("0.001"))
    least = sizing.smallest(spec, D(100_000))
    assert (least.lots, least.per_lot, least.required) == (6, 100, 550)
    assert sizing.unit(spec, D(110_000), D(1), D(1)).lot == 110


def test_coins_of_an_inverse_contract_gain_what_its_value_does() -> None:
    # 0.01 BTC bought at 100,000 and lost at 80,000: 1,000 x (1/100,000 - 1/80,000) = -0.0025 BTC,
    # which are -200 USD there, as for 0.01 BTC of a linear contract
    data = cases.venue(contract_in_coins(), cases.quotes(contract_in_coins()))
    found = score(Trade(qty=D("0.01"), stop=D("0.2")), data, contract_in_coins(), AT)
    assert found.size
    assert (found.size.base, found.size.qty) == (D("0.01"), D("0.01"))
    assert sizing.pnl_inverse(1, D(1000), D(100_000), D(80_000)) == D("-0.0025")


def contract_in_coins(**changes: Any) -> ContractSpec:
    return cases.inverse(
        contract_size=D(1), qty_unit="base", qty_step=D("0.001"), min_qty=D("0.001"), **changes
    )


def test_a_contract_that_charges_no_fee_is_not_one_without_a_rate() -> None:
    known = charge(cases.schedule(), cases.contract(taker_fee=D(0)), Trade(), date(2026, 1, 1))
    assert known.tier.taker == 0
    assert known.from_contract
