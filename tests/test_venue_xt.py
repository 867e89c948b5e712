"""XT: what neither the kit nor the captured answers show."""

from decimal import Decimal

import msgspec
import pytest
from comparator_venues import xt

from comparator import api

D = Decimal


def instrument(**members: object) -> xt.Instrument:
    row = {
        "symbol": "btc_usdt",
        "productType": "perpetual",
        "underlyingType": "U_BASED",
        "baseCoin": "btc",
        "quoteCoin": "usdt",
        "contractSize": "0.0001",
        "minQty": "1",
        "quantityPrecision": 0,
        "pricePrecision": 1,
        "tradeSwitch": True,
        "isOpenApi": True,
    }
    return msgspec.convert(row | members, xt.Instrument)


def spec(**members: object) -> api.ContractSpec:
    found = xt.contract(instrument(**members))
    assert found is not None
    return found


@pytest.mark.parametrize("switch", ["tradeSwitch", "openSwitch", "isOpenApi"])
def test_every_switch_must_be_on(switch: str) -> None:
    assert xt.contract(instrument(**{switch: False})) is None


def test_the_date_on_a_perpetual_is_no_expiry_and_a_future_needs_one() -> None:
    assert spec(deliveryDate=1670000000000).expiry is None
    with pytest.raises(ValueError, match="deliveryDate must be sent"):
        spec(productType="futures")


def test_without_a_step_of_price_its_decimals_are_the_tick() -> None:
    assert spec().tick_size == D("0.1")
    assert spec(minStepPrice="0.5").tick_size == D("0.5")


def test_fees_of_the_row_are_not_the_customers() -> None:
    found = spec(makerFee="0.0004", takerFee="0.0006")
    assert (found.maker_fee, found.taker_fee, found.fee_schedule) == (None, None, "futures")


def test_a_bundle_in_lower_case_is_a_bundle_and_a_name_with_a_figure_is_a_name() -> None:
    bundle = spec(symbol="1000pepe_usdt", baseCoin="1000pepe")
    assert (bundle.base, bundle.underlying_multiplier) == ("PEPE", 1000)
    assert (spec(baseCoin="1inch").base, spec(baseCoin="2z").base) == ("1INCH", "2Z")


def test_coin_margin_settles_in_the_coin_and_counts_dollars() -> None:
    found = spec(symbol="btc_usd", underlyingType="COIN_BASED", quoteCoin="usd", contractSize="100")
    assert (found.payoff, found.settle, found.contract_size) == ("inverse", "BTC", 100)
    assert xt.root(found) == xt.DAPI
