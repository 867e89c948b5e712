from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import samples
from samples import NOON

from comparator.schema import VenueData
from comparator.sources.plausibility import deep, implausible, jumps, trading, unexpired


def with_spec(**changes: Any) -> VenueData:
    return samples.data(contracts=(samples.spec(**changes),))


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, True),  # 0.001 x 65,000 = 65 USDT
        ({"contract_size": Decimal(10_000), "qty_unit": "contracts"}, True),  # 650,000
        ({"contract_size": Decimal(20_000), "qty_unit": "contracts"}, False),  # 1,300,000
        (
            {"contract_size": Decimal("1e-5"), "qty_unit": "contracts", "min_notional": Decimal(5)},
            True,
        ),
        (
            {"contract_size": Decimal(20_000), "qty_unit": "contracts", "quote": "BTC"},
            True,
        ),  # no dollars: not judged
        (
            {"payoff": "inverse", "contract_size": Decimal(100_000), "qty_unit": "contracts"},
            True,
        ),  # 0.001 x 100,000 USD
        ({"payoff": "inverse", "contract_size": Decimal("1e10"), "qty_unit": "contracts"}, False),
    ],
)
def test_smallest_order_must_be_worth_something_plausible(
    change: dict[str, Any], kept: bool
) -> None:
    data = implausible(with_spec(**change))
    assert bool(data.contracts) is kept
    assert bool(data.rejected) is not kept
    if not kept:
        assert data.rejected[0].field == "contract_size"


def test_a_smallest_order_worth_next_to_nothing_stays_and_is_said() -> None:
    data = implausible(with_spec(contract_size=Decimal("1e-5"), qty_unit="contracts"))
    assert len(data.contracts) == 1
    assert [warning.code for warning in data.warnings] == ["implausible_unit"]
    assert "was 0.00065" in data.warnings[0].message  # 0.001 x 0.00001 x 65,000


@pytest.mark.parametrize(
    "prices",
    [
        {"mark": None, "bid": None, "ask": None, "last": Decimal(65000)},
        {"mark": None},
        {"bid": None, "ask": None},
    ],
)
def test_any_price_will_do_to_judge_by(prices: dict[str, Any]) -> None:
    data = samples.data(
        contracts=(samples.spec(contract_size=Decimal(20_000), qty_unit="contracts"),),
        markets={"BTCUSDT": samples.market(**prices)},
    )
    assert implausible(data).contracts == ()


def test_without_a_price_nothing_is_judged() -> None:
    blind = samples.data(
        contracts=(samples.spec(contract_size=Decimal(20_000), qty_unit="contracts"),), markets={}
    )
    assert implausible(blind) is blind


@pytest.mark.parametrize(
    ("now", "said"),
    [("0.001", 0), ("0.009", 0), ("0.01", 1), ("0.0001", 1), ("0.0002", 0)],
)
def test_a_tenfold_change_of_a_unit_figure_is_said(now: str, said: int) -> None:
    new = with_spec(tick_size=Decimal(now))
    old = with_spec(tick_size=Decimal("0.001"))
    assert len(list(jumps(new, old))) == said


def test_a_new_contract_has_not_jumped() -> None:
    assert list(jumps(with_spec(symbol="NEW"), with_spec())) == []


@pytest.mark.parametrize(("volume", "said"), [(None, 0), (Decimal("1.9"), 1), (Decimal(2), 0)])
def test_more_depth_than_a_days_volume_is_said(volume: Decimal | None, said: int) -> None:
    far = ((Decimal(65000), Decimal(2)), (Decimal(60000), Decimal(50)))
    data = samples.data(
        markets={"BTCUSDT": samples.market(volume_24h=volume)},
        books={"BTCUSDT": samples.book(bids=far), "OTHER": samples.book(symbol="OTHER")},
    )
    found = list(deep(data))
    assert len(found) == said
    assert not found or found[0].message.startswith("toy BTCUSDT: 2 coins within 1 %")


def test_an_empty_side_has_no_depth() -> None:
    data = samples.data(
        markets={"BTCUSDT": samples.market(volume_24h=Decimal(1))},
        books={"BTCUSDT": samples.book(bids=(), asks=())},
    )
    assert list(deep(data)) == []


def test_a_contract_expires_at_its_instant() -> None:
    data = with_spec(kind="future", expiry=NOON)
    assert unexpired(data, NOON - timedelta(microseconds=1)) is data
    assert unexpired(data, NOON).closed == ("BTCUSDT",)


NO_PRICE = {"bid": None, "ask": None, "mark": None}


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({}, None),
        ({"markets": {}}, None),  # nothing asked, nothing known
        ({"books": {"BTCUSDT": samples.book()}}, None),
        ({"books": {"BTCUSDT": samples.book(bids=(), asks=())}}, "its book is empty"),
        ({"books": {"BTCUSDT": samples.book(asks=())}}, None),
        (
            {"books": {"BTCUSDT": samples.book(at=NOON - timedelta(hours=7))}},
            "its book has not moved since 2026-11-20 05:00 UTC",
        ),
        ({"markets": {"BTCUSDT": samples.market(**NO_PRICE)}}, "it has no price"),
        ({"markets": {"BTCUSDT": samples.market(**NO_PRICE, last=Decimal(1))}}, None),
    ],
)
def test_a_market_that_does_not_trade_is_closed_and_said(
    tables: dict[str, Any], problem: str | None
) -> None:
    data = trading(samples.data(**tables), NOON)
    if problem is None:
        assert (data.closed, data.warnings) == ((), ())
        assert len(data.contracts) == 1
    else:
        assert (data.contracts, data.closed) == ((), ("BTCUSDT",))
        assert data.warnings[0].code == "no_market"
        assert problem in data.warnings[0].message
