"""Each status, its reason and what would help; each warning. Figures worked out by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pricing_cases as cases
import pytest
from msgspec import structs

from comparator.pricing.prepare import prepare
from comparator.pricing.prepared import Prepared
from comparator.pricing.result import Priced
from comparator.pricing.score import price, rank, score
from comparator.pricing.sizing import CONTEXT
from comparator.pricing.trade import Trade
from comparator.schema import (
    ContractSpec,
    FeeTier,
    MarginTier,
    OrderBook,
    Origin,
    Promotion,
    Rules,
    TokenDiscount,
    VenueData,
)

D = Decimal
AT = cases.AT


STALE = {
    "BTCUSDT": cases.quotes(cases.contract(), at=AT - timedelta(seconds=11)),
}
TWO_LEVELS = {
    "BTCUSDT": OrderBook(
        venue="example",
        symbol="BTCUSDT",
        at=AT,
        bids=((D("99999.9"), D("0.005")), (D("99990"), D("0.01"))),
        asks=((D("100000.1"), D("0.005")), (D("100010"), D("0.01"))),
    )
}


def verdict(
    spec: ContractSpec | None = None, data: VenueData | None = None, **trade: Any
) -> Priced:
    spec = spec or cases.contract()
    return score(Trade(**trade), data or cases.venue(spec), spec, AT)


def codes(found: Priced) -> list[str]:
    return [warning.code for warning in found.warnings]


def test_the_plain_trade_costs_what_the_hand_calculation_says() -> None:
    # Risk 5 over 1.5 % of 100 a lot: 3.33 lots, so 3; fees 2 x 5 bp of 300 = 0.30,
    # half-spread 2 x 0.1 x 0.003 = 0.0006, funding 3 x 1 bp of 300 = 0.09
    found = verdict()
    assert found.status == "ok"
    assert found.reason == ""
    assert found.size
    assert found.costs
    assert found.risk
    assert found.margin
    assert found.minimum
    assert found.size.lots == 3
    assert found.size.qty == D("0.003")
    assert found.size.base == D("0.003")
    assert found.size.notional == 300
    assert found.costs.total == D("0.3906")
    assert found.costs.bps == D("13.02")
    assert round(found.costs.normalised, 10) == D("0.4340000000")
    assert found.risk.actual == D("4.5")
    assert found.score == D("91.32")
    assert found.margin.leverage == 1
    assert found.margin.free == 200
    assert found.margin.liquidation_price is None
    assert found.margin.effective_leverage == D("0.6")
    assert found.minimum.account == 150
    assert codes(found) == []


def test_the_fine_lot_venue_wins_though_its_dollars_are_more() -> None:
    # 0.00333 BTC at 4.5 bp: 13.0269... per 10,000 less 1 bp = 12.02 bps, $0.4003 against $0.3906
    fine = cases.contract(qty_step=D("0.00001"), min_qty=D("0.00001"), venue="fine")
    tier = FeeTier(name="base", maker=D("0.0002"), taker=D("0.00045"))
    data = cases.venue(fine, fees={"standard": cases.schedule(tier)})
    dear, cheap = verdict(), verdict(fine, data)
    assert dear.costs
    assert cheap.costs
    assert cheap.costs.total > dear.costs.total
    assert cheap.costs.bps == D("12.02")
    assert [row.venue for row in rank([dear, cheap])] == ["fine", "example"]


def test_an_expired_contract_is_no_market() -> None:
    spec = cases.contract(kind="future", expiry=AT, funding_interval_hours=None)
    found = verdict(spec)
    assert found.status == "no_market"
    assert found.reason == "expired on 2026-11-22"
    assert found.costs is None
    assert found.score is None


def test_missing_fees_or_quotes_are_no_data_never_zero() -> None:
    spec = cases.contract()
    found = verdict(spec, cases.venue(spec, fees={}))
    assert (found.status, found.reason) == ("no_data", "no fee schedule 'standard' is known")
    assert found.inputs
    assert found.inputs.fee is None
    found = verdict(spec, cases.venue(spec, markets={}))
    assert (found.status, found.reason) == ("no_data", "no best bid and ask are known")
    half = cases.quotes(spec, ask=None)
    assert verdict(spec, cases.venue(spec, half)).status == "no_data"


def test_best_prices_come_from_the_book_where_the_quote_has_none() -> None:
    spec = cases.contract()
    book = OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=AT,
        bids=((D("99999.9"), D(1)),),
        asks=((D("100000.1"), D(1)),),
    )
    found = verdict(spec, cases.venue(spec, markets={}, books={spec.symbol: book}))
    assert found.costs
    assert found.costs.spread == D("0.0006")
    assert found.costs.slippage_model == "book"
    assert "funding_assumed" in codes(found)


@pytest.mark.parametrize(
    ("changes", "money"),
    [({"quote": "BTC"}, "BTC"), ({"payoff": "quanto", "settle": "XBT"}, "XBT")],
)
def test_an_unknown_currency_is_asked_for(changes: dict[str, Any], money: str) -> None:
    spec = cases.contract(**changes)
    found = verdict(spec)
    assert found.status == "no_data"
    assert (
        found.reason == f"the dollar price of {money} is not known; name it with --price {money}=…"
    )
    assert verdict(spec, prices={money: D(1)}).costs is not None


def test_over_budget_says_how_much_and_what_would_help() -> None:
    # One lot is $100 and risks $1.50; the account allows $1.00
    found = verdict(account=D(100))
    assert found.status == "over_budget"
    assert found.reason == (
        "the smallest order is 0.001 BTC ($100.00): it risks $1.50, 1.50 times the $1.00 allowed"
    )
    assert found.repair == ("account ≥ $150.00", "stop ≤ 1.00 %", "risk ≥ 1.50 %")
    assert found.score is None
    assert found.costs
    assert found.costs.total == D("0.1302")
    for changes in ({"account": D(150)}, {"stop": D("0.01")}, {"risk": D("0.015")}):
        assert verdict(**{"account": D(100), **changes}).status == "ok"


def test_what_over_budget_offers_is_rounded_to_the_safe_side() -> None:
    # A lot risks 1.50, 1.36 times 1.10; 1.50 / 110 is 1.3636 %, and 1.115 / 100 is 1.115 %
    found = verdict(account=D(110))
    assert found.reason.endswith("it risks $1.50, 1.36 times the $1.10 allowed")
    assert found.repair == ("account ≥ $150.00", "stop ≤ 1.10 %", "risk ≥ 1.37 %")
    assert verdict(account=D("111.9")).repair[1] == "stop ≤ 1.11 %"


def test_over_a_given_loss_names_the_loss() -> None:
    found = verdict(max_loss=D(1))
    assert found.status == "over_budget"
    assert found.repair == ("stop ≤ 1.00 %", "max loss ≥ $1.50")
    assert found.minimum
    assert found.minimum.account is None


def test_all_in_over_budget_leaves_room_for_the_costs() -> None:
    # 100 x 1.5 % + 0.05 + 98.5 x 5 bp + 0.0002 + 0.03 = 1.62945; without the price 0.12945
    found = verdict(account=D(100), all_in=True)
    assert found.status == "over_budget"
    assert found.repair == ("account ≥ $162.95", "stop ≤ 0.87 %", "risk ≥ 1.63 %")


def test_all_in_with_costs_above_the_budget_offers_no_stop() -> None:
    found = verdict(account=D(10), all_in=True)
    assert found.status == "over_budget"
    assert [text.split()[0] for text in found.repair] == ["account", "risk"]


def test_the_smallest_order_must_be_affordable() -> None:
    # $100 at 100x takes $1.00 of margin, the account has $0.90
    found = verdict(account=D("0.9"))
    assert found.status == "below_minimum"
    assert found.reason == (
        "the smallest order is 0.001 BTC ($100.00), this trade asks for $0.60,"
        " and $1.00 of margin is more than the account"
    )
    assert found.repair == ("account ≥ $150.00",)


def test_a_given_size_below_the_minimum_is_below_minimum() -> None:
    found = verdict(notional=D(99))
    assert found.status == "below_minimum"
    assert found.reason == ("the smallest order is 0.001 BTC ($100.00), this trade asks for $99.00")
    assert found.repair == ("notional ≥ $100.00",)
    assert verdict(notional=D(100)).status == "ok"


def test_contracts_are_counted_in_the_reason() -> None:
    spec = cases.inverse()
    assert (
        "smallest order is 1 contract of 0.001 BTC ($100.00)"
        in verdict(spec, account=D(100)).reason
    )
    spec = cases.inverse(min_qty=D(2))
    assert (
        "smallest order is 2 contracts of 0.002 BTC ($200.00)"
        in verdict(spec, account=D(100)).reason
    )
    spec = cases.inverse(contract_size=D(1000), qty_step=D("0.1"), min_qty=D("0.2"))
    assert (
        "smallest order is 0.2 contracts of 0.002 BTC ($200.00)"
        in verdict(spec, account=D(100)).reason
    )


def test_leverage_that_is_asked_for_must_be_offered() -> None:
    found = verdict(leverage=D(101))
    assert found.status == "leverage_not_offered"
    assert found.reason == "101x asked for, at most 100x offered"
    assert found.repair == ("leverage ≤ 100",)
    assert verdict(leverage=D(100), stop=D("0.001")).status != "leverage_not_offered"


def test_leverage_that_is_needed_must_be_offered() -> None:
    # 20 % risk over a 0.1 % stop is 200 times the account
    found = verdict(risk=D("0.2"), stop=D("0.001"))
    assert found.status == "leverage_not_offered"
    assert found.reason == "needs 200x, at most 100x offered"
    assert found.repair == ("stop ≥ 0.20 %", "risk ≤ 10.00 %")
    assert verdict(risk=D("0.1"), stop=D("0.001")).status != "leverage_not_offered"
    assert verdict(risk=D("0.2"), stop=D("0.002")).status != "leverage_not_offered"


def test_several_positions_share_the_leverage_on_offer() -> None:
    # Three of 0.7 % over 0.015 % need 140x; to take 100x the stop may be 0.021 %, or risk 0.5 %
    found = verdict(positions=3, risk=D("0.007"), stop=D("0.00015"))
    assert found.reason == "needs 139.8x, at most 100x offered"
    assert found.repair == ("stop ≥ 0.03 %", "risk ≤ 0.50 %")
    # 0.7 % over 0.012 % is 58x alone, and 0.4 % the most that a hundredth of 3 x 0.012 % gives
    found = verdict(positions=3, risk=D("0.007"), stop=D("0.000121"))
    assert found.repair == ("stop ≥ 0.03 %", "risk ≤ 0.40 %")


def test_several_smallest_orders_name_the_margin_of_all() -> None:
    spec = cases.contract(min_qty=D("0.5"))
    found = verdict(spec, positions=2, leverage=D(10))
    assert found.status == "below_minimum"
    assert found.reason.endswith(", and $10,000.00 of margin is more than the account")


def test_every_input_keeps_the_origin_of_its_own() -> None:
    spec = cases.contract()
    parts = {
        name: Origin(basis="live", source=f"the {name}", as_of=AT)
        for name in ("contracts", "markets", "books", "tiers", "fees")
    }
    own = {
        f"{part}/{key}": Origin(basis="live", source=f"the {part} of {key}", as_of=AT)
        for part, key in (
            ("contracts", spec.symbol),
            ("markets", spec.symbol),
            ("books", spec.symbol),
            ("tiers", spec.symbol),
            ("fees", "standard"),
        )
    }
    for origins, words in ((parts, "the {}"), (parts | own, "the {} of {}")):
        data = cases.venue(spec, books=cases.book_of(spec), origins=origins)
        inputs = verdict(spec, data).inputs
        assert inputs
        for part, found in (
            ("contracts", inputs.contract_origin),
            ("markets", inputs.market_origin),
            ("books", inputs.book_origin),
            ("tiers", inputs.tiers_origin),
            ("fees", inputs.fee_origin),
        ):
            key = "standard" if part == "fees" else spec.symbol
            assert found
            assert found.source == words.format(part, key)
    bare = verdict(spec, cases.venue(spec, tiers={}, origins=parts)).inputs
    assert bare
    assert (bare.book_origin, bare.tiers_origin) == (None, None)
    unpriced = verdict(spec, cases.venue(spec, markets={}, fees={}, origins=parts)).inputs
    assert unpriced
    assert (unpriced.market_origin, unpriced.fee_origin) == (None, None)


@pytest.mark.parametrize("books", [False, True])
@pytest.mark.parametrize("side", ["long", "short"])
def test_each_way_meets_its_own_side_of_the_market(side: Any, books: bool) -> None:
    spec = cases.contract()
    market = cases.quotes(spec, bid=D("99998.9"), ask=D("100001.1"), bid_size=D(7), ask_size=D(9))
    book = structs.replace(
        TWO_LEVELS["BTCUSDT"], bids=((D("99998.9"), D(7)),), asks=((D("100001.1"), D(9)),)
    )
    data = cases.venue(spec, market, books={spec.symbol: book} if books else {})
    known = prepare(Trade(side=side), data, spec, AT)
    assert isinstance(known, Prepared)
    ways = [(d.sign, d.best, d.levels) for d in (known.entry_depth, known.exit_depth)]
    buy, sell = (
        (1, D("100001.1"), ((D("100001.1"), 9),)),
        (-1, D("99998.9"), ((D("99998.9"), 7),)),
    )
    assert ways == ([buy, sell] if side == "long" else [sell, buy])


def test_a_quote_of_ten_seconds_is_fresh() -> None:
    spec = cases.contract()
    market = cases.quotes(spec, at=AT - timedelta(seconds=10))
    assert verdict(spec, cases.venue(spec, market)).costs == verdict(spec).costs


def test_a_deduction_that_pays_for_the_whole_way_needs_no_margin() -> None:
    # 0.5 % of 300 and the 1.5 % to the stop are 6 together
    tier = structs.replace(cases.PLAIN_TIERS[0], deduction=D(6))
    rules = structs.replace(cases.KNOWN, maintenance_on="entry")
    spec = cases.contract()
    found = verdict(spec, cases.venue(spec, tiers={spec.symbol: (tier,)}, rules=rules), buffer=D(0))
    assert found.status == "ok"
    assert found.margin
    assert found.margin.safe_leverage is None


@pytest.mark.parametrize(
    ("spec", "changes", "code", "said"),
    [
        (cases.contract(), {"markets": STALE}, "stale_quote", "the quote is 11 seconds old"),
        (
            cases.contract(max_leverage=None),
            {"tiers": {}},
            "leverage_unknown",
            "which leverage the venue offers is not known",
        ),
        (cases.contract(), {"tiers": {}}, "leverage_unknown", None),
        (cases.contract(max_leverage=None), {}, "leverage_unknown", None),
        (
            cases.inverse(),
            {},
            "coin_collateral",
            "margin is held in BTC: the account itself moves with its price",
        ),
        (
            cases.contract(payoff="quanto", settle="XBT", contract_size=D("0.00001")),
            {},
            "coin_collateral",
            "gains and losses are paid in XBT, whose price moves too",
        ),
        (cases.contract(listed_at=AT), {}, "new_listing", "listed on 2026-11-22"),
    ],
)
def test_a_doubt_says_what_is_known(
    spec: ContractSpec, changes: dict[str, Any], code: str, said: str | None
) -> None:
    data = cases.venue(spec, **changes)
    found = verdict(spec, data, prices={"XBT": D(60_000)})
    assert [row.message for row in found.warnings if row.code == code] == ([said] if said else [])


def test_a_given_size_beyond_the_leverage_names_the_account() -> None:
    # $60,000 over $500 is 120x; at the 31x that outlives 1.8 % below entry it takes $1,935.49
    found = verdict(notional=D(60_000))
    assert found.status == "leverage_not_offered"
    safe = found.margin and found.margin.safe_leverage
    assert safe == 43
    assert found.repair == ("account ≥ $1,395.35",)


def test_a_position_beyond_the_largest_tier_is_not_offered() -> None:
    spec = cases.contract()
    tier = structs.replace(cases.PLAIN_TIERS[0], cap=D(200))
    data = cases.venue(spec, tiers={spec.symbol: (tier,)})
    found = verdict(spec, data)
    assert found.status == "leverage_not_offered"
    assert found.reason == "the position is beyond the venue's largest margin tier"
    assert found.margin
    assert found.margin.max_leverage is None
    assert verdict(spec, data, account=D(300)).status == "ok"
    # Two lots still fit in the tier, the third is not sent
    assert found.minimum
    assert found.minimum.account == 150


def test_reserved_fees_can_make_the_margin_short() -> None:
    spec = cases.contract()
    rules = structs.replace(cases.KNOWN, reserved_fee="entry")
    data = cases.venue(spec, rules=rules)
    # $900 on $9 at 100x is $9.00 of margin, and $0.45 of fee is held back as well
    found = verdict(spec, data, account=D(9), notional=D(900))
    assert found.status == "margin_short"
    assert found.reason == "opening takes $9.45 at 100x, the account has $9.00"
    assert found.repair == ("account ≥ $21.39",)  # at the 43x that outlives the stop


def test_pinned_leverage_too_low_for_the_account_names_the_one_that_is_enough() -> None:
    found = verdict(leverage=D(1), risk=D("0.03"))
    # 15 / 0.015 = $1,000 on $500
    assert found.status == "margin_short"
    assert found.reason == "opening takes $1,000.00 at 1x, the account has $500.00"
    assert found.repair == ("leverage ≥ 2",)
    assert verdict(leverage=D(2), risk=D("0.03")).status == "ok"


def test_several_positions_are_opened_from_one_account() -> None:
    # Two of 600 at 1x; 250 for each needs 2.4x
    found = verdict(positions=2, leverage=D(1), risk=D("0.018"))
    assert found.status == "margin_short"
    assert found.reason == "opening takes $1,200.00 at 1x, the account has $500.00"
    assert found.repair[-1] == "leverage ≥ 3"


def test_leverage_that_the_venue_sets_is_no_repair() -> None:
    spec = cases.contract(max_leverage=None)
    whole = structs.replace(cases.PLAIN_TIERS[0], initial_rate=D(1), max_leverage=D(1))
    rules = structs.replace(cases.KNOWN, leverage_step=None, reserved_fee="round trip")
    data = cases.venue(spec, tiers={spec.symbol: (whole,)}, rules=rules)
    found = verdict(spec, data, notional=D(500), leverage=D(1))
    assert found.status == "margin_short"
    # 500 x (1 + 2 x 0.0005 - 0.0005)
    assert found.repair == ("account ≥ $500.25",)


def test_the_lowest_leverage_may_be_the_only_safe_one() -> None:
    # A short with a stop at 160 and a buffer to 179.20 needs 1.005 x 1.792 - 1 = 0.80 of its value
    found = verdict(side="short", stop=D("0.6"), leverage=D(2), account=D(9000))
    assert found.status == "liquidation_before_stop"
    assert found.reason.endswith("; up to 1x it does not")
    assert found.repair[-1] == "leverage ≤ 1"


def test_pinned_leverage_that_no_safe_one_replaces_offers_none() -> None:
    found = verdict(leverage=D(1), risk=D("0.9"))
    # 60x is needed, 43x is safe
    assert found.status == "margin_short"
    assert found.repair == ()


def test_liquidation_before_the_stop_is_a_gate() -> None:
    # Edge 0.985 x 0.997 = 0.982045; 1 / (1 - 0.995 x 0.982045) = 43.8
    found = verdict(leverage=D(44))
    assert found.status == "liquidation_before_stop"
    assert found.reason == (
        "at 44x liquidation comes before the stop and its buffer; up to 43x it does not"
    )
    assert found.repair == ("leverage ≤ 43",)
    assert verdict(leverage=D(43)).status == "ok"


def test_unpinned_liquidation_names_the_account() -> None:
    # $10,000 needs 50x on $200; at 43x it takes $232.56
    found = verdict(account=D(200), notional=D(10_000))
    assert found.status == "liquidation_before_stop"
    assert found.repair == ("account ≥ $232.56",)
    assert verdict(account=D("232.56"), notional=D(10_000)).status == "ok"


def test_no_leverage_at_all_is_safe_for_a_short_with_a_wide_stop() -> None:
    found = verdict(side="short", stop=D("0.9"), account=D(9_000))
    # Edge 1.9 x 1.18 = 2.242: beyond the 2 / 1.005 that a short at 1x dies at
    assert found.status == "liquidation_before_stop"
    assert found.reason == "at 1x liquidation comes before the stop and its buffer"
    assert found.repair == ()
    assert found.minimum
    assert found.minimum.account is None


def test_depth_that_is_short_is_a_gate_and_never_an_average() -> None:
    spec = cases.contract()
    book = OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=AT,
        bids=((D("99999.9"), D(1)),),
        asks=((D("100000.1"), D("0.001")), (D("100000.3"), D("0.0015"))),
    )
    data = cases.venue(spec, books={spec.symbol: book})
    found = verdict(spec, data)
    assert found.status == "depth_short"
    assert found.reason == "the known depth takes $200.00 of the $300.00 (66.67 %)"
    assert found.repair == ("notional ≤ $200.00",)
    assert found.costs is None
    assert found.risk
    assert found.risk.actual is None
    assert found.exits
    assert found.exits.break_even_price is None
    # Two lots: 0.001 at 0.1 and 0.001 at 0.3 above the middle, out at 0.1 below it
    smaller = verdict(spec, data, notional=D(200))
    assert smaller.costs
    assert smaller.costs.spread == D("0.0004")
    assert smaller.costs.slippage == D("0.0002")


def test_a_book_too_thin_for_the_smallest_order_leaves_no_account() -> None:
    spec = cases.contract(min_qty=D("0.003"))
    book = OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=AT,
        bids=((D("99999.9"), D("0.002")),),
        asks=((D("100000.1"), D(1)),),
    )
    found = verdict(spec, cases.venue(spec, books={spec.symbol: book}), all_in=True)
    assert found.status == "depth_short"
    assert found.minimum
    assert found.minimum.account is None


def test_maker_legs_pay_no_spread_and_need_no_depth() -> None:
    found = verdict(entry="maker", exit="maker")
    assert found.costs
    assert found.costs.spread == 0
    assert found.costs.entry_fee == D("0.06")
    # The stop is a market order: its fee at 98.5 % of 300, half a spread
    assert found.risk
    assert found.risk.all_in == D("4.5") + D("0.06") + D("0.14775") + D("0.0003") + D("0.09")


def test_without_a_stop_there_is_no_score_and_basis_points_rank() -> None:
    found = verdict(stop=None, qty=D("0.0035"))
    assert found.status == "ok"
    assert found.score is None
    assert found.size
    assert found.size.lots == 3
    assert found.costs
    assert found.costs.r is None
    assert found.exits
    assert found.exits.stop is None
    assert found.margin
    assert found.margin.safe_leverage is None
    assert found.risk
    assert found.risk.all_in is None
    assert rank([found])[0].rank == 1


def test_fixed_leverage_is_the_venues_and_pinning_it_changes_nothing() -> None:
    spec = cases.contract(max_leverage=None)
    tier = MarginTier(
        floor=D(0), initial_rate=D("0.4"), maintenance_rate=D("0.3"), max_leverage=D("2.5")
    )
    rules = structs.replace(cases.KNOWN, leverage_step=None)
    data = cases.venue(spec, tiers={spec.symbol: (tier,)}, rules=rules)
    found = verdict(spec, data)
    assert found.margin
    assert found.margin.leverage == D("2.5")
    assert found.margin.initial == 120
    pinned = verdict(spec, data, leverage=D(9))
    assert (pinned.status, pinned.margin) == (found.status, found.margin)
    said = {row.code: row.message for row in pinned.warnings}
    assert said["leverage_set"] == ("the venue sets the leverage: the 9x asked for change nothing")
    assert "leverage_set" not in codes(found)
    assert "leverage_set" not in codes(verdict(leverage=D(9)))
    short = verdict(spec, data, account=D(100), notional=D(300))
    assert short.status == "leverage_not_offered"
    assert verdict(spec, data, account=D(120), notional=D(300)).status == "ok"
    assert verdict(spec, data, account=D(119), notional=D(290)).status == "ok"


def test_nothing_known_about_margin_is_said_and_the_whole_value_is_held() -> None:
    spec = cases.contract(max_leverage=None)
    rules = structs.replace(cases.KNOWN, leverage_step=None)
    found = verdict(spec, cases.venue(spec, tiers={}, rules=rules))
    assert found.margin
    assert found.margin.leverage == 1
    assert found.margin.maintenance is None
    assert found.margin.max_leverage is None
    assert not found.margin.known
    assert codes(found) == ["margin_approximate", "leverage_unknown"]


def test_without_any_tier_the_position_must_outlive_bankruptcy() -> None:
    spec = cases.contract(max_leverage=None)
    data = cases.venue(spec, tiers={})
    # 1 / (1 - 0.982045) = 55.7
    found = verdict(spec, data)
    assert found.margin
    assert found.margin.safe_leverage == 55
    assert verdict(spec, data, leverage=D(56)).status == "liquidation_before_stop"


def test_unknown_rules_are_approximated_on_the_safe_side() -> None:
    spec = cases.contract()
    known = verdict(spec, leverage=D(10))
    found = verdict(spec, cases.venue(spec, rules=Rules()), leverage=D(10))
    assert known.margin
    assert found.margin
    assert known.margin.known
    assert not found.margin.known
    assert known.margin.liquidation_price
    assert found.margin.liquidation_price
    assert found.margin.liquidation_price > known.margin.liquidation_price
    assert found.margin.initial > known.margin.initial
    (warning,) = [row for row in found.warnings if row.code == "margin_approximate"]
    assert warning.message == (
        "liquidation is an approximation on the safe side; not known: what maintenance is counted"
        " on, whether liquidation charges a fee, which fees are reserved"
    )


# -- warnings --------------------------------------------------------------------------------------


def test_old_quotes_are_named_with_their_age_and_widen_the_band() -> None:
    spec = cases.contract()
    for seconds, text in (
        (11, "11 seconds"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (3600, "1 hour"),
        (7300, "2 hours"),
        (86_399, "23 hours"),
        (86_400, "1 day"),
        (1e6, "11 days"),
    ):
        market = cases.quotes(spec, at=AT - timedelta(seconds=seconds))
        found = verdict(spec, cases.venue(spec, market))
        assert [row.message for row in found.warnings] == [f"the quote is {text} old"]
        fresh = verdict(spec)
        assert found.costs
        assert fresh.costs
        assert round(found.costs.high - fresh.costs.high, 20) == fresh.costs.spread
        assert found.costs.low == fresh.costs.low
    market = cases.quotes(spec, at=AT - timedelta(seconds=10))
    assert codes(verdict(spec, cases.venue(spec, market))) == []


@pytest.mark.parametrize(
    ("basis", "warned"), [("live", False), ("user", False), ("published", True), ("assumed", True)]
)
def test_fees_that_are_not_the_users_own_are_assumed(basis: Any, warned: bool) -> None:
    spec = cases.contract()
    origin = Origin(basis=basis, source="table", as_of=datetime(2026, 10, 1, tzinfo=UTC))
    found = verdict(spec, cases.venue(spec, origins={"fees": origin}))
    assert ("assumed_fee" in codes(found)) is warned
    if warned:
        assert found.warnings[0].message == f"fees are {basis} ones of 2026-10-01; yours may differ"


def test_rates_sent_with_the_contract_are_as_good_as_the_contract() -> None:
    spec = cases.contract(taker_fee=D("0.0004"))
    origin = Origin(basis="published", source="table", as_of=datetime(2026, 10, 1, tzinfo=UTC))
    found = verdict(spec, cases.venue(spec, origins={"fees": origin}))
    assert codes(found) == []
    assert found.costs
    assert found.costs.entry_fee == D("0.12")
    assert found.inputs
    assert found.inputs.fee_origin == found.inputs.contract_origin


def test_coin_collateral_is_named() -> None:
    found = verdict(cases.inverse())
    assert "margin is held in BTC" in found.warnings[0].message
    spec = cases.contract(payoff="quanto", settle="XBT", contract_size=D("0.00001"))
    found = verdict(spec, prices={"XBT": D(100_000)})
    assert "paid in XBT" in found.warnings[0].message


def test_a_new_listing_is_named_for_a_month() -> None:
    for days, warned in ((0, True), (29, True), (30, False)):
        spec = cases.contract(listed_at=AT - timedelta(days=days))
        assert ("new_listing" in codes(verdict(spec))) is warned


def test_a_perpetual_that_will_be_delisted_says_when_and_whether_before_the_exit() -> None:
    for hours, said in (
        (10, ["delisting", "expires_first"]),
        (24, ["delisting", "expires_first"]),
        (25, ["delisting"]),
    ):
        spec = cases.contract(delisted_at=AT + timedelta(hours=hours))
        found = verdict(spec, hold_hours=D(24))
        assert [code for code in codes(found) if code in ("delisting", "expires_first")] == said
        assert found.costs == verdict(cases.contract(), hold_hours=D(24)).costs  # to the exit
    ending = cases.contract(delisted_at=AT + timedelta(hours=10))
    messages = [warning.message for warning in verdict(ending, hold_hours=D(24)).warnings]
    assert f"will be delisted on {AT + timedelta(hours=10):%Y-%m-%d %H:%M} UTC" in messages
    assert "ends in 10.0 hours, before the exit: the venue closes the position" in messages


def test_a_contract_that_trades_before_its_coin_says_so() -> None:
    assert "pre_market" in codes(verdict(cases.contract(pre_market=True)))
    assert "pre_market" not in codes(verdict(cases.contract()))


@pytest.mark.parametrize(
    ("code", "inside", "outside"),
    [
        ("over_leverage", {"notional": D(5100)}, {"notional": D(5000)}),
        ("risk_cap", {"positions": 7, "risk": D("0.009")}, {"positions": 6}),
        ("granularity", {"account": D(449)}, {"account": D(450)}),
        ("funding_exceeds_fees", {"hold_hours": D(88)}, {"hold_hours": D(80)}),
        ("funding_boundary", {"hold_hours": D("6.99")}, {"hold_hours": D("6.98")}),
        ("thin_book", {"notional": D(300)}, {"notional": D(200)}),
        ("coarse_tick", {"stop": D("0.000009")}, {"stop": D("0.00001")}),
    ],
)
def test_each_warning_starts_exactly_where_it_should(
    code: str, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    spec = cases.contract()
    thin = cases.quotes(spec, ask_size=D("0.01"), bid_size=D("0.01"))
    data = cases.venue(spec, thin if code == "thin_book" else None)
    assert code in codes(verdict(spec, data, **inside))
    assert code not in codes(verdict(spec, data, **outside))


def test_an_order_within_half_a_percent_of_the_smallest_value_is_marginal() -> None:
    for need, warned in ((D(100), True), (D("99.51"), True), (D("99.5"), False)):
        spec = cases.contract(min_notional=need)
        found = verdict(spec, account=D(200))
        assert found.minimum
        assert found.minimum.lots == 1
        assert found.minimum.marginal is warned
        assert ("marginal_minimum" in codes(found)) is warned
    spec = cases.contract(min_notional=D(100))
    larger = verdict(spec)
    assert larger.minimum
    assert larger.minimum.marginal
    assert "marginal_minimum" not in codes(larger)


def test_a_minimum_is_tested_after_rounding_to_the_lot() -> None:
    spec = cases.contract(min_notional=D("100.01"))
    found = verdict(spec)
    assert found.minimum
    assert found.minimum.lots == 2
    coin = verdict(cases.inverse(min_notional=D("100.01")))
    assert coin.minimum
    assert coin.minimum.lots == 2
    assert not coin.minimum.marginal


@pytest.mark.parametrize(
    ("reference", "entry", "side", "price"),
    [
        ("limit", "taker", "long", 99),  # sent at the ask
        ("limit", "maker", "long", 97),  # at the bid
        ("limit", "taker", "short", 97),
        ("limit", "maker", "short", 99),
        ("mark", "taker", "long", 90),
        ("mark", "maker", "short", 99),  # a limit order counts at its own price
        ("last", "taker", "long", 150),
        ("unknown", "taker", "long", 90),  # the lowest
    ],
)
def test_the_reference_price_of_the_minimum_is_the_venues(
    reference: Any, entry: Any, side: Any, price: int
) -> None:
    rules = structs.replace(cases.KNOWN, min_notional_reference=reference)
    for needed, lots in ((10 * price, 10), (10 * price + 1, 11)):
        spec = cases.contract(qty_step=D(1), min_qty=D(1), min_notional=D(needed))
        market = cases.quotes(spec, bid=D(97), ask=D(99), mark=D(90), last=D(150), index=None)
        found = verdict(spec, cases.venue(spec, market, rules=rules), entry=entry, side=side)
        assert found.minimum
        assert found.minimum.lots == lots


def test_a_missing_reference_price_falls_back_to_the_lowest_known() -> None:
    spec = cases.contract(qty_step=D(1), min_qty=D(1), min_notional=D(195), tick_size=D("0.01"))
    market = cases.quotes(spec, bid=D(97), ask=D(99), mark=None, last=None, index=None)
    for reference in ("mark", "last", "unknown"):
        rules = structs.replace(cases.KNOWN, min_notional_reference=reference)
        found = verdict(spec, cases.venue(spec, market, rules=rules))
        assert found.minimum
        assert found.minimum.lots == 3


def test_orders_above_the_cap_are_split() -> None:
    spec = cases.contract(max_qty=D("0.002"), max_market_qty=D("0.01"))
    found = verdict(spec)
    (warning,) = found.warnings
    assert warning.code == "order_split"
    assert warning.message == "one order may have 0.002 of the 0.003 order units"
    spec = cases.contract(max_qty=D("0.01"), max_market_qty=D("0.002"))
    assert codes(verdict(spec)) == ["order_split"]
    (warning,) = verdict(spec, entry="maker", exit="maker").warnings  # a stop is a market order
    assert warning.message == "a stop or market order may have 0.002 of the 0.003 order units"
    roomy = structs.replace(spec, max_market_qty=D("0.003"))
    assert codes(verdict(roomy, entry="maker")) == []


@pytest.mark.parametrize(
    ("plan", "side", "warned"),
    [
        ({}, "ask", True),
        ({"entry": "maker"}, "ask", False),
        ({}, "bid", True),
        ({"exit": "maker"}, "bid", True),  # the stop is a market order
        ({"exit": "maker", "stop": None}, "bid", False),
        ({"exit": "taker", "stop": None}, "bid", True),
        ({"exit": "taker", "stop": None, "hold_hours": D(48)}, "bid", False),  # it is settled
    ],
)
def test_only_a_side_that_is_taken_from_can_be_thin(
    plan: dict[str, Any], side: str, warned: bool
) -> None:
    spec = cases.contract(kind="future", expiry=AT + timedelta(hours=36))
    market = cases.quotes(spec, **{f"{side}_size": D("0.001")})
    found = verdict(spec, cases.venue(spec, market), **{"notional": D(300), **plan})
    assert ("thin_book" in codes(found)) is warned
    # And none that is not can keep an order from being filled
    market = cases.quotes(spec, **{f"{side}_size": D("1e-9")})
    found = verdict(spec, cases.venue(spec, market), **{"notional": D(300), **plan})
    assert (found.status == "depth_short") is warned
    assert found.minimum
    assert (found.minimum.account is None) is warned


Given = tuple[dict[str, Any], ...]
"""Of the plan, the contract, the quote."""
LOOSE = structs.replace(cases.KNOWN, reduce_only_exempt=False)


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        # 3,000 twice is 12 times 500; 7 risks of 1 %; 2 lots of 266.67 asked for
        (
            ({"notional": D(3000), "positions": 2}, {}, {}),
            "over_leverage",
            "positions are 12.0 times the account",
        ),
        (({"positions": 7}, {}, {}), "risk_cap", "7 positions risk 7.00 % of the account together"),
        (
            ({"account": D(400)}, {}, {}),
            "granularity",
            "rounding down to the lot loses 25.00 % of the size",
        ),
        # 300 x 0.1 % three times is 0.90, and fees are 0.30
        (
            ({}, {}, {"funding_rate": D("0.001")}),
            "funding_exceeds_fees",
            "funding of $0.90 outweighs the fees, and it may change sign",
        ),
        (
            ({}, {"min_notional": D(299)}, {}),
            "marginal_minimum",
            "the order is within 0.5 % of the smallest value: a small move may sink it",
        ),
        (
            ({}, {"max_market_qty": D("0.002")}, {}),
            "order_split",
            "one order may have 0.002 of the 0.003 order units",
        ),
        (({}, {"max_market_qty": D("0.003")}, {}), "order_split", None),
        # Five times 0.003 BTC
        (
            ({}, {}, {"ask_size": D("0.0149")}),
            "thin_book",
            "the order is more than a fifth of what is quoted",
        ),
        (({}, {}, {"ask_size": D("0.015")}), "thin_book", None),
        (({}, {}, {"ask_size": None, "bid_size": None}), "thin_book", None),
        # A market order in takes from the ask, and the stop from the bid; a limit order from none
        (
            ({}, {}, {"ask_size": None}),
            "depth_unknown",
            "how much is on offer at its prices is not known: slippage is counted as none",
        ),
        (
            ({"entry": "maker"}, {}, {"bid_size": None}),
            "depth_unknown",
            "how much is on offer at its prices is not known: slippage is counted as none",
        ),
        (({"entry": "maker"}, {}, {"ask_size": None}), "depth_unknown", None),
        (({}, {}, {"ask_size": D(5)}), "depth_unknown", None),
        # 0.09 % of 100,000 are nine ticks of 10
        (
            ({"stop": D("0.0009")}, {"tick_size": D(10)}, {}),
            "coarse_tick",
            "one tick is 0.01 % of the price: the stop cannot be placed exactly",
        ),
        (
            ({}, {"min_notional": D(298)}, {}),
            "exit_below_minimum",
            "at the stop price the closing order is below the smallest value",
        ),
        (({}, {"min_notional": D(295)}, {}), "exit_below_minimum", None),
    ],
)
def test_a_warning_says_what_and_how_much(given: Given, code: str, said: str | None) -> None:
    plan, contract, quote = given
    spec = cases.contract(**contract)
    data = cases.venue(spec, cases.quotes(spec, **quote), rules=LOOSE)
    found = [row.message for row in verdict(spec, data, **plan).warnings if row.code == code]
    assert found == ([said] if said else [])


def test_a_book_of_exactly_five_times_the_order_is_not_thin() -> None:
    spec = cases.contract()
    assert "thin_book" not in codes(verdict(spec, cases.venue(spec, books=TWO_LEVELS)))
    assert "thin_book" in codes(verdict(spec, cases.venue(spec, books=TWO_LEVELS), account=D(601)))


def test_half_of_two_lots_can_be_closed() -> None:
    found = verdict(account=D(300))
    assert found.size
    assert found.size.lots == 2
    assert found.exits
    assert found.exits.half_take_profit is True


def test_a_stop_just_above_the_smallest_value_can_be_placed() -> None:
    for least, placed in ((D(295), True), (D(296), False)):  # 300 x 0.985 = 295.50
        spec = cases.contract(min_notional=least)
        found = verdict(spec, cases.venue(spec, rules=LOOSE))
        assert found.exits
        assert found.exits.stop is placed


def test_the_depth_that_is_there_is_rounded_down() -> None:
    spec = cases.contract()
    market = cases.quotes(spec, bid=D("100009.89"), ask=D("100010.09"))
    book = structs.replace(
        TWO_LEVELS["BTCUSDT"],
        bids=((D("100009.89"), D("0.003")),),
        asks=((D("100010.09"), D("0.003")),),
    )
    data = cases.venue(spec, market, books={spec.symbol: book})
    found = verdict(spec, data, account=D(5000), notional=D(1000))
    assert found.status == "depth_short"
    assert found.repair == ("notional ≤ $300.02",)  # 3 x 100.00999


def test_a_prepared_contract_is_priced_as_exactly_as_a_new_one() -> None:
    spec, middle = cases.contract(), D("83946.7409437009816944391056213")
    market = cases.quotes(spec, bid=middle - D("0.1"), ask=middle + D("0.1"))
    data = cases.venue(spec, market)
    with localcontext(CONTEXT):
        known = prepare(Trade(), data, spec, AT)
    assert price(Trade(), known) == score(Trade(), data, spec, AT)


def test_a_promotion_counts_on_its_days_alone() -> None:
    spec, day = cases.contract(), AT.date()
    for first, last, paid in (
        (day, day, D("0.075")),
        (day + timedelta(days=1), None, D("0.15")),
        (None, day - timedelta(days=1), D("0.15")),
    ):
        offer = Promotion(
            text="half", source="x", as_of="2026", fraction=D("0.5"), first_day=first, last_day=last
        )
        data = cases.venue(spec, fees={"standard": cases.schedule(promotions=(offer,))})
        found = verdict(spec, data, with_promos=True)
        assert found.costs
        assert found.costs.entry_fee == paid


def test_exits_are_held_to_the_minimum_unless_exempt() -> None:
    # Three lots are worth 300; at the stop of a long 295.50
    spec = cases.contract(min_notional=D(299))
    found = verdict(spec)
    assert found.exits
    assert found.exits.stop
    assert found.exits.half_take_profit
    assert codes(found) == ["marginal_minimum"]
    for exempt, word in ((None, "may be"), (False, "is")):
        rules = structs.replace(cases.KNOWN, reduce_only_exempt=exempt)
        held = verdict(spec, cases.venue(spec, rules=rules))
        assert held.exits
        assert held.exits.stop is False
        assert held.exits.half_take_profit is False
        (warning,) = [row for row in held.warnings if row.code == "exit_below_minimum"]
        assert warning.message == (
            f"at the stop price the closing order {word} below the smallest value"
        )
    short = verdict(spec, cases.venue(spec, rules=rules), side="short")
    assert short.exits
    assert short.exits.stop is True


def test_half_a_position_below_the_smallest_quantity_cannot_be_closed() -> None:
    for lots, possible in ((2, False), (1, True)):
        spec = cases.contract(min_qty=D("0.001") * lots)
        found = verdict(spec)
        assert found.exits
        assert found.exits.half_take_profit is possible


def test_discounts_are_said() -> None:
    spec = cases.contract()
    discount = TokenDiscount(token="EX", fraction=D("0.1"), condition="held")  # noqa: S106 - a coin
    data = cases.venue(spec, fees={"standard": cases.schedule(token_discount=discount)})
    found = verdict(spec, data, token_discount=True)
    (warning,) = found.warnings
    assert (warning.code, warning.message) == (
        "discount_applied",
        "fees are net of the EX discount (held)",
    )
    assert found.costs
    assert found.costs.entry_fee == D("0.135")


# -- ranking ---------------------------------------------------------------------------------------


def priced(venue: str, taker: str, **changes: Any) -> Priced:
    spec = cases.contract(venue=venue, **changes)
    tier = FeeTier(name="base", maker=D(0), taker=D(taker))
    return verdict(spec, cases.venue(spec, fees={"standard": cases.schedule(tier)}))


def test_venues_whose_bands_overlap_share_a_rank() -> None:
    # The band is 1.73 bp to either side: 10 and 13 overlap, 13 and 16 do too, 10 and 16 do not
    rows = rank([priced("c", "0.0008"), priced("a", "0.0005"), priced("b", "0.00065")])
    assert [(row.venue, row.rank) for row in rows] == [("a", 1), ("b", 1), ("c", 3)]


def test_the_order_is_feasible_then_over_budget_then_the_rest_by_name() -> None:
    big, bigger = D("0.005"), D("0.006")
    rows = [
        verdict(cases.contract(venue="z"), cases.venue(cases.contract(venue="z"), markets={})),
        priced("a bigger", "0.0001", qty_step=bigger, min_qty=bigger),
        priced("dear", "0.0009", qty_step=big, min_qty=big),
        priced("e big", "0.0008", qty_step=big, min_qty=big),
        verdict(cases.contract(venue="y"), cases.venue(cases.contract(venue="y"), markets={})),
        structs.replace(priced("b", "0.0001"), status="margin_short"),
        priced("fine", "0.0005"),
    ]
    ranked = rank(rows)
    assert [(row.venue, row.rank) for row in ranked] == [
        ("fine", 1),
        ("e big", None),
        ("dear", None),
        ("a bigger", None),
        ("b", None),
        ("y", None),
        ("z", None),
    ]
    assert rank(reversed(rows)) == ranked


def test_bands_that_touch_share_a_rank() -> None:
    # Held for no time at all there is no band: equal costs touch, and the least difference parts
    specs = [cases.contract(venue=name) for name in "abc"]
    dear = cases.schedule(FeeTier(name="base", maker=D(0), taker=D("0.000500000001")))
    fees = [cases.schedule(), cases.schedule(), dear]
    rows = [
        verdict(spec, cases.venue(spec, fees={"standard": plan}), hold_hours=D(0))
        for spec, plan in zip(specs, fees, strict=True)
    ]
    assert [row.rank for row in rank(rows)] == [1, 1, 3]


def test_what_is_priced_is_named_as_the_venue_does() -> None:
    found = verdict(cases.inverse())
    assert (found.asset, found.venue, found.symbol) == ("BTC", "example", "BTCUSD")
    assert found.size
    assert found.size.qty_unit == "contracts"


def test_what_cannot_be_priced_is_still_named() -> None:
    spec = cases.contract(base="ETH", symbol="ETHUSDT")
    found = verdict(spec, cases.venue(spec, markets={}))
    assert (found.asset, found.venue, found.symbol) == ("ETH", "example", "ETHUSDT")
    assert (found.repair, found.warnings, found.rank, found.score) == ((), (), None, None)
    groups = (found.size, found.risk, found.costs, found.margin, found.minimum, found.exits)
    assert groups == (None,) * 6
    assert found.inputs
    assert found.inputs.contract == spec


def test_a_rank_from_before_does_not_outlive_a_gate() -> None:
    found = structs.replace(verdict(account=D(100)), rank=1)
    assert found.status == "over_budget"
    assert rank([found])[0].rank is None


def test_ranking_again_clears_old_ranks() -> None:
    first = rank([priced("a", "0.0005"), priced("b", "0.0009")])
    assert [row.rank for row in first] == [1, 2]
    assert [row.rank for row in rank(first[1:])] == [1]
