"""dYdX: what neither the kit nor the captured answers show."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from comparator_venues import dydx

from comparator.schema import FeeSchedule, FeeTier

D = Decimal
AT = datetime(2026, 9, 13, 11, 30, tzinfo=UTC)


def market(**members: Any) -> dydx.Market:
    row = {
        "ticker": "SOL-USD",
        "status": "ACTIVE",
        "stepSize": "0.1",
        "tickSize": "0.01",
        "initialMarginFraction": "0.05",
        "maintenanceMarginFraction": "0.03",
        "oraclePrice": "100",
        "openInterest": "0",
        "openInterestLowerCap": "40000000",
        "openInterestUpperCap": "100000000",
    }
    return msgspec.convert(row | members, dydx.Market)


@pytest.mark.parametrize(
    ("coins", "rate"),
    [
        ("399999", "0.05"),
        ("400000", "0.05"),  # at the lower cap
        ("700000", "0.525"),  # halfway: 0.05 + 0.95 / 2
        ("1000000", "1"),
        ("2000000", "1"),  # never more than the value
    ],
)
def test_margin_rises_with_what_is_open_between_the_caps(coins: str, rate: str) -> None:
    assert dydx.initial_rate(market(openInterest=coins)) == D(rate)


def test_caps_of_zero_mean_never() -> None:
    caps = {"openInterestLowerCap": "0", "openInterestUpperCap": "0"}
    assert dydx.initial_rate(market(openInterest="9000000", **caps)) == D("0.05")


@pytest.mark.parametrize("missing", ["openInterest", "oraclePrice", "openInterestUpperCap"])
def test_margin_is_unknown_where_what_it_depends_on_is(missing: str) -> None:
    with pytest.raises(ValueError, match=f"{missing} must be sent"):
        dydx.initial_rate(market(**{missing: None}))


@pytest.mark.parametrize(
    "status", ["PAUSED", "CANCEL_ONLY", "POST_ONLY", "INITIALIZING", "FINAL_SETTLEMENT"]
)
def test_only_active_markets_are_offered(status: str) -> None:
    assert dydx.contract(market(status=status)) is None


def test_a_tier_that_needs_a_share_of_the_market_is_never_reached() -> None:
    rows = [
        {"name": "1", "absolute_volume_requirement": "0"},
        {"name": "2", "absolute_volume_requirement": 1000000000000},
        {
            "name": "9",
            "absolute_volume_requirement": "125000000000000",
            "total_volume_share_requirement_ppm": 5000,
        },
    ]
    params = {"tiers": [row | {"maker_fee_ppm": -110, "taker_fee_ppm": 500} for row in rows]}
    table = FeeSchedule(
        tiers=(FeeTier(name="old", maker=D(0), taker=D(0)),), source="old", as_of=date(2026, 4, 22)
    )
    found = dydx.schedule(table, AT, msgspec.convert(params, dydx.Params, strict=False))
    assert [tier.min_volume for tier in found.tiers] == [D(0), D(1_000_000), None]
    assert (found.tiers[0].maker, found.tiers[0].taker) == (D("-0.00011"), D("0.0005"))
    assert found.as_of == date(2026, 9, 13)
