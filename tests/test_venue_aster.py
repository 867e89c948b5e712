"""Aster: what neither the kit nor the captured answers show."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec
import pytest
from comparator_venues import aster, binance

from comparator import api

FILTERS = [
    {"filterType": "PRICE_FILTER", "tickSize": "0.1"},
    {"filterType": "LOT_SIZE", "stepSize": "0.001", "minQty": "0.001", "maxQty": "1000"},
    {"filterType": "MARKET_LOT_SIZE", "maxQty": "120"},
]


def instrument(**members: object) -> aster.Instrument:
    row = {
        "symbol": "BTCUSDT",
        "contractType": "PERPETUAL",
        "underlyingType": "COIN",
        "baseAsset": "BTC",
        "quoteAsset": "USDT",
        "marginAsset": "USDT",
        "deliveryDate": 4133404800000,
        "onboardDate": 1627628400000,
        "status": "TRADING",
        "filters": FILTERS,
    }
    return msgspec.convert(row | members, aster.Instrument)


def spec(intervals: Mapping[str, Decimal] | None = None, **members: object) -> api.ContractSpec:
    found = aster.contract(intervals, instrument(**members))
    assert found is not None
    return found


def test_it_is_read_as_binance_reads_its_own_and_named_after_itself() -> None:
    ours, theirs = spec(), binance.contract(None, instrument())
    assert theirs is not None
    changed = {
        name for name in ours.__struct_fields__ if getattr(ours, name) != getattr(theirs, name)
    }
    assert changed == {"venue", "fee_schedule"}
    assert (ours.venue, ours.fee_schedule) == ("aster", "perpetual")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(["STOCK"], "stock"), (["AOS2", "Commodities"], "commodity")],
)
def test_a_real_world_asset_is_of_the_kind_its_tags_name(tags: list[str], expected: str) -> None:
    assert spec(symbolType=1, underlyingSubType=tags).asset_class == expected
    assert spec(symbolType=0, underlyingSubType=tags).asset_class == "crypto"


def test_fees_are_those_of_the_currency_it_settles_in_or_of_real_world_assets() -> None:
    stock = {"symbolType": 1, "underlyingSubType": ["STOCK"]}
    assert spec().fee_schedule == "perpetual"
    assert spec(marginAsset="USD1").fee_schedule == "usd1"
    assert spec(**stock).fee_schedule == "rwa"
    assert spec(marginAsset="USD1", **stock).fee_schedule == "rwa"


@pytest.mark.parametrize("members", [{"symbolType": 1}, {"symbolType": 2}])
def test_a_kind_that_is_not_told_is_no_coin(members: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="underlyingSubType must name a kind"):
        aster.contract(None, instrument(**members))


def test_a_symbol_that_the_list_of_intervals_leaves_out_settles_every_eight_hours() -> None:
    assert spec({"BTCUSDT": Decimal(4)}).funding_interval_hours == 4
    assert spec({"OTHER": Decimal(4)}).funding_interval_hours == 8
    assert spec(None).funding_interval_hours is None


def test_the_clone_asks_its_own_host_and_lets_binance_as_it_was() -> None:
    (venue,), (original,) = aster.comparator_venues(), binance.comparator_venues()
    assert (venue.base_url, venue.refusal) == ("https://fapi.asterdex.com", binance.refusal)
    assert original.id == "binance"
    assert original.contracts is binance.contracts
