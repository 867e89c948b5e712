from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import samples
from msgspec import structs
from samples import NOON

from comparator.schema import (
    BOUNDS,
    FeeSchedule,
    FeeTier,
    MarginTier,
    MarketSnapshot,
    NonsenseError,
    Origin,
    Promotion,
    Rules,
    TokenDiscount,
    VenueData,
    check_tiers,
)

LOCAL = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"symbol": ""}, "symbol must not be empty"),
        ({"settle": ""}, "settle must not be empty"),
        ({"qty_step": Decimal(0)}, "qty_step must be positive, was 0"),
        ({"contract_size": Decimal(-1)}, "contract_size must be positive, was -1"),
        ({"tick_size": Decimal("NaN")}, "tick_size must be 1E-18 to 1000000, was NaN"),
        ({"max_qty": Decimal("1e999999999")}, "max_qty must be 1E-12 to 1E+15, was 1E+999999999"),
        ({"min_notional": Decimal(-5)}, "min_notional must not be negative, was -5"),
        (
            {"taker_fee": Decimal("0.05")},
            "taker_fee must be a fraction below 0.01, was 0.05 (percent?)",
        ),
        (
            {"min_qty": Decimal("0.0015")},
            "min_qty must be a multiple of qty_step 0.001, was 0.0015",
        ),
        ({"kind": "future"}, "expiry of a future must not be None"),
        ({"expiry": NOON}, "expiry of a perpetual must not be 2026-11-20"),
        ({"listed_at": LOCAL}, "listed_at must be a time in UTC"),
        ({"delisted_at": LOCAL}, "delisted_at must be a time in UTC"),
        ({"kind": "spot"}, "kind must be one of perpetual, future, was 'spot'"),
        ({"payoff": "power"}, "payoff must be one of linear, inverse, quanto, was 'power'"),
        ({"qty_unit": ""}, "qty_unit must be one of base, contracts, quote, was ''"),
        ({"asset_class": "X" * 999}, "asset_class must be one of crypto, stock, commodity, forex,"),
        ({"listed_at": datetime(2026, 1, 1)}, "listed_at must be a time in UTC"),  # noqa: DTZ001
        ({"base": "1000PEPE"}, "base must name one coin, was '1000PEPE'"),
        ({"base": "SHIB1000"}, "base must name one coin, was 'SHIB1000'"),
        ({"base": "kPEPE"}, "base must name one coin, was 'kPEPE'"),
        ({"base": "1MBABYDOGE"}, "base must name one coin, was '1MBABYDOGE'"),
        ({"base": "MBABYDOGE"}, "base must name one coin, was 'MBABYDOGE'"),
    ],
)
def test_contract_refuses_nonsense_naming_the_field(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="must") as raised:
        samples.spec(**change)
    assert says in str(raised.value)
    assert "BTCUSDT" in str(raised.value) or "symbol" in change


STEPS = ("qty_step", "min_qty")
IN_CONTRACT = (
    *("contract_size", "underlying_multiplier", "qty_step", "min_qty", "max_qty"),
    *("max_market_qty", "min_notional", "tick_size", "max_leverage", "funding_interval_hours"),
    "max_leverage_short",
)
IN_MARKET = ("mark", "index", "last", "bid_size", "ask_size", "volume_24h")


def figure(field: str, value: Decimal) -> object:
    """A value of the schema with this figure alone changed."""
    if field in IN_MARKET:
        return samples.market(**{field: value})
    change = dict.fromkeys(STEPS, value) if field in STEPS else {field: value}
    return samples.spec(qty_unit="contracts", **change)


@pytest.mark.parametrize("field", [*IN_CONTRACT, *IN_MARKET])
def test_both_ends_of_a_bound_are_values_and_what_lies_beyond_is_refused(field: str) -> None:
    bound = BOUNDS[field]
    assert figure(field, bound.low)
    assert figure(field, bound.high)
    wrong = [bound.low - Decimal("1e-20"), bound.high + 1, Decimal(-1), bound.high * 10**9]
    for value in [*wrong, Decimal("NaN"), Decimal("Infinity"), Decimal("1e-1000")]:
        if bound.low <= value <= bound.high if value.is_finite() else False:
            continue
        with pytest.raises(ValueError, match=r"toy BTCUSDT: \w+ must ") as raised:
            figure(field, value)
        assert field in str(raised.value) or field in STEPS


def test_a_refused_figure_of_any_length_is_cut_in_the_message() -> None:
    with pytest.raises(ValueError, match="tick_size must be") as raised:
        samples.spec(tick_size=Decimal("9" * 50_000))
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    "field", ["venue", "symbol", "base", "quote", "settle", "fee_schedule", "wire_id"]
)
def test_no_name_is_longer_than_a_name(field: str) -> None:
    with pytest.raises(ValueError, match=f"{field} must have at most 200 letters") as raised:
        samples.spec(**{field: "B" * 150_000})
    assert len(str(raised.value)) < 400


def test_orders_that_count_the_base_hold_one_of_it() -> None:
    with pytest.raises(ValueError, match="contract_size must be 1 where orders count the base"):
        samples.spec(qty_unit="base", contract_size=Decimal(10))


def test_times_lie_in_the_years_of_coins() -> None:
    with pytest.raises(ValueError, match=r"at must lie in 2009 to 2100, was 1970-01-21"):
        samples.market(at=datetime.fromtimestamp(1_790_000, UTC))
    with pytest.raises(ValueError, match=r"expiry must lie in 2009 to 2100, was 9999"):
        samples.spec(kind="future", expiry=datetime(9999, 1, 1, tzinfo=UTC))


def test_a_book_has_no_more_levels_than_the_deepest_answer() -> None:
    levels = tuple((Decimal(70_000 + n), Decimal(1)) for n in range(10_001))
    assert samples.book(asks=levels[:10_000])
    with pytest.raises(ValueError, match="asks must be at most 10000, were 10001"):
        samples.book(asks=levels)


def test_rules_have_a_step_of_leverage_that_is_one() -> None:
    assert Rules(leverage_step=None)
    with pytest.raises(ValueError, match="rules: leverage_step must be positive, was 0"):
        Rules(leverage_step=Decimal(0))


def test_contract_is_named_by_its_bundle() -> None:
    assert samples.spec().label == "BTC"
    bundle = samples.spec(symbol="1000PEPEUSDT", base="PEPE", underlying_multiplier=Decimal(1000))
    assert bundle.label == "1000 PEPE"
    assert bundle.where == "toy 1000PEPEUSDT"


def test_zero_minimum_notional_and_a_rebate_are_values() -> None:
    sound = samples.spec(min_notional=Decimal(0), maker_fee=Decimal("-0.0001"))
    assert (sound.min_notional, sound.maker_fee) == (Decimal(0), Decimal("-0.0001"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"bid": Decimal(0)}, "bid must be positive"),
        ({"bid": Decimal(65002)}, "bid 65002 must not exceed ask 65001"),
        ({"ask_size": Decimal(-1)}, "ask_size must not be negative"),
        ({"at": LOCAL}, "at must be a time in UTC"),
        ({"funding_rate": Decimal(1)}, "funding_rate must be a fraction, was 1"),
        ({"funding_rate": Decimal("Infinity")}, "funding_rate must be finite"),
    ],
)
def test_quote_refuses_nonsense(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="must") as raised:
        samples.market(**change)
    assert says in str(raised.value)


def test_quotes_of_two_answers_fill_each_other_and_are_as_old_as_the_older() -> None:
    best = MarketSnapshot(venue="toy", symbol="X", at=NOON, bid=Decimal(10), ask=Decimal(11))
    funding = MarketSnapshot(
        venue="toy", symbol="X", at=NOON - timedelta(minutes=1), bid=Decimal(9), mark=Decimal(10)
    )
    both = best | funding
    assert (both.bid, both.ask, both.mark) == (Decimal(10), Decimal(11), Decimal(10))
    assert both.at == NOON - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"bids": ((Decimal(1), Decimal(1)), (Decimal(2), Decimal(1)))},
            "bids must be sorted best first",
        ),
        (
            {"asks": ((Decimal(70000), Decimal(1)), (Decimal(70000), Decimal(1)))},
            "asks must be sorted best first",
        ),
        ({"bids": ((Decimal(65000), Decimal(0)),)}, "bids: size must be positive"),
        ({"asks": ((Decimal(64999), Decimal(1)),)}, "bid 65000 must not exceed ask 64999"),
    ],
)
def test_book_refuses_nonsense(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="must") as raised:
        samples.book(**change)
    assert says in str(raised.value)


def test_book_may_have_one_side_or_none() -> None:
    assert samples.book(bids=()).asks
    assert not samples.book(bids=(), asks=()).asks


def tiers(*changes: dict[str, Any]) -> list[MarginTier]:
    """Two tiers that fit, each with changes."""
    second = {
        "floor": Decimal(10_000),
        "cap": None,
        "max_leverage": Decimal(50),
        "initial_rate": Decimal("0.02"),
    }
    first, other = changes
    return [samples.tier(**first), samples.tier(**(second | other))]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (({"floor": Decimal(1)}, {}), "margin tier 1: floor must be 0, was 1"),
        (({}, {"floor": Decimal(9_999)}), "margin tier 2: floor must be 10000, was 9999"),
        (({"cap": None}, {}), "margin tier 2: floor must be None, was 10000"),
        (({"cap": Decimal(0)}, {}), "cap must exceed floor 0, was 0"),
        (({}, {"max_leverage": Decimal(101)}), "max_leverage must not rise, was 101"),
        (({}, {"unit": "contracts"}), "unit must stay quote, was contracts"),
        (
            ({"maintenance_rate": Decimal("0.02")}, {}),
            "maintenance_rate must not exceed initial_rate",
        ),
        (
            ({"maintenance_rate": Decimal(1), "initial_rate": Decimal(1)}, {}),
            "maintenance_rate must not",
        ),
        (({"initial_rate": Decimal(0)}, {}), "initial_rate must be positive"),
        (
            ({"maintenance_root": Decimal("0.1")}, {}),
            "maintenance_root must not exceed initial_root 0",
        ),
        (({"slope": Decimal(-1)}, {}), "slope must not be negative"),
        (({"deduction": Decimal("NaN")}, {}), "deduction must be finite"),
    ],
)
def test_margin_tiers_that_do_not_fit_are_refused(
    changes: tuple[dict[str, Any], dict[str, Any]], says: str
) -> None:
    with pytest.raises(ValueError, match="must") as raised:
        check_tiers("toy X", tiers(*changes))
    assert says in str(raised.value)


def test_margin_tiers_that_fit_are_taken() -> None:
    check_tiers("toy X", tiers({}, {}))


def fee(name: str, maker: str, taker: str, **more: Any) -> FeeTier:
    return FeeTier(name=name, maker=Decimal(maker), taker=Decimal(taker), **more)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tiers": ()}, "tiers must not be empty"),
        ({"tiers": (fee("a", "0.02", "0.05"),)}, "maker must be a fraction below"),
        ({"tiers": (fee("a", "0.0006", "0.0005"),)}, "maker 0.0006 above taker 0.0005"),
        ({"api_tiers": (fee("a", "0.0006", "0.0005"),)}, "maker 0.0006 above taker 0.0005"),
        (
            {
                "tiers": (
                    fee("a", "0", "0.0005", min_volume=Decimal(0)),
                    fee("b", "0", "0.0006", min_volume=Decimal(5)),
                )
            },
            "tier b: taker must not rise with volume",
        ),
        (
            {
                "tiers": (
                    fee("a", "0", "0.0005", min_volume=Decimal(9)),
                    fee("b", "0", "0.0004", min_volume=Decimal(5)),
                )
            },
            "tier b: min_volume must rise, was 5",
        ),
        (
            {"tiers": (fee("a", "0", "0.0005", per_contract=Decimal(-1)),)},
            "per_contract must not be",
        ),
        (
            {"tiers": (fee("a", "0", "0", per_contract=Decimal(1), commission=Decimal(2)),)},
            "commission must be part of per_contract 1, was 2",
        ),
        ({"settlement": Decimal("0.05")}, "settlement must be a fraction below"),
        (
            {"token_discount": TokenDiscount(token="T", fraction=Decimal(10), condition="")},  # noqa: S106
            "token discount must be a fraction, was 10",
        ),
    ],
)
def test_fee_schedule_refuses_percent_and_swapped_rates(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=r"must|above") as raised:
        samples.schedule(**change)
    assert says in str(raised.value)


def test_fee_tier_by_invitation_stands_outside_the_order_of_volumes() -> None:
    rows = (
        fee("base", "0.0002", "0.0005", min_volume=Decimal(0)),
        fee("market maker", "-0.0001", "0.0001"),
        fee("VIP", "0", "0.0004", min_volume=Decimal(1_000_000)),
    )
    assert samples.schedule(tiers=rows).tiers == rows


def test_origin_of_a_figure_is_its_own_then_its_parts_then_the_venues() -> None:
    own = Origin(basis="assumed", source="own", as_of=NOON)
    part = Origin(basis="published", source="part", as_of=NOON)
    held = samples.data(origins={"markets/BTCUSDT": own, "markets": part})
    assert held.origin("markets", "BTCUSDT") == own
    assert held.origin("markets", "ETHUSDT") == part
    assert held.origin("books", "BTCUSDT") == Origin(
        basis="live", source="https://toy.example", as_of=NOON
    )


def test_origin_must_name_its_source() -> None:
    with pytest.raises(ValueError, match="source must not be empty"):
        Origin(basis="live", source="", as_of=NOON)


def test_venue_data_must_be_dated_in_utc() -> None:
    with pytest.raises(ValueError, match="toy: as_of must be a time in UTC"):
        VenueData(venue="toy", basis="live", source="x", as_of=LOCAL)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tick_size": None}, "tick_size must be known, was None"),
        ({"tick_size": 0.1}, "tick_size must be a Decimal, was 0.1"),
        ({"qty_step": True}, "qty_step must be a Decimal, was True"),
        ({"listed_at": "2026-11-26"}, "listed_at must be a time, was '2026-11-26'"),
        ({"base": None}, "base must be a text, was None"),
        ({"taker_fee": "0.0005"}, "taker_fee must be a Decimal, was '0.0005'"),
    ],
)
def test_a_plugin_that_gives_something_else_is_told(change: dict[str, Any], says: str) -> None:
    with pytest.raises(NonsenseError, match="toy BTCUSDT") as raised:
        samples.spec(**change)
    assert says in str(raised.value)
    assert raised.value.where == "toy BTCUSDT"


def test_a_promotion_takes_off_a_part() -> None:
    whole = Promotion(text="half off", source="x", as_of="2026", fraction=Decimal(1))
    schedule = FeeSchedule(
        tiers=(FeeTier(name="a", maker=Decimal(0), taker=Decimal(0)),),
        source="x",
        as_of=NOON.date(),
        promotions=(whole,),
    )
    assert schedule.promotions == (whole,)
    with pytest.raises(ValueError, match=r"promotion must be a fraction, was 1\.5"):
        structs.replace(schedule, promotions=(structs.replace(whole, fraction=Decimal("1.5")),))


def test_one_class_of_contracts_alone() -> None:
    coin, metal = samples.spec(), samples.spec(symbol="GOLD", asset_class="commodity")
    both = samples.data(contracts=(coin, metal))
    assert both.of_class("crypto").contracts == (coin,)
    assert both.of_class("commodity").contracts == (metal,)
    only = samples.data(contracts=(coin,))
    assert only.of_class("crypto") is only
