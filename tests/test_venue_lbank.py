"""LBank: what neither the kit nor the captured answers show."""

import msgspec
import pytest
from comparator_venues import lbank

from comparator import api


def instrument(**members: object) -> lbank.Instrument:
    row = {
        "symbol": "BTCUSDT",
        "baseCurrency": "BTC",
        "priceCurrency": "USDT",
        "clearCurrency": "USDT",
        "volumeMultiple": 1.0,
        "volumeTick": 0.0001,
        "minOrderVolume": "0.0001",
        "maxOrderVolume": "30.0",
        "minOrderCost": "5.0",
        "priceTick": 0.1,
        "defaultLeverage": 20.0,
    }
    return msgspec.convert(row | members, lbank.Instrument, strict=False)


def spec(**members: object) -> api.ContractSpec:
    found = lbank.contract(instrument(**members))
    assert found is not None
    return found


def test_a_coin_is_known_by_its_own_name_and_not_by_what_it_is_shown_as() -> None:
    assert spec(symbol="ONEUSDT", baseCurrency="ONE", symbolAlias="HARMONY").base == "ONE"


def test_the_leverage_it_begins_with_is_not_the_highest() -> None:
    assert spec().max_leverage is None
    assert spec(defaultLeverage=20, maxLeverage=200).max_leverage == 200
    assert spec(defaultLeverage=1, maxLeverage=0).max_leverage is None


@pytest.mark.parametrize("base", ["HK50", "GOLD", "TSLASTOCK"])
def test_what_is_no_coin_is_not_taken_for_one(base: str) -> None:
    with pytest.raises(ValueError, match="baseCurrency must be a coin"):
        spec(symbol=f"{base}USDT", baseCurrency=base)


def test_what_is_suspended_is_closed() -> None:
    assert lbank.contract(instrument(needSuspend=1)) is None


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"error_code":183,"msg":"slow down","success":false}', api.RateLimited),
        (b'{"error_code":20156,"msg":"delisted","success":false}', api.Refused),
        (b'{"error_code":0,"msg":"Success","success":true}', type(None)),
    ],
)
def test_errors_are_told_apart(body: bytes, error: type) -> None:
    assert type(lbank.refusal(body)) is error
