"""CoinW: what neither the kit nor the captured answers show."""

import msgspec
import pytest
from comparator_venues import coinw


def instrument(**members: object) -> coinw.Instrument:
    row = {
        "name": "BTC",
        "base": "btc",
        "quote": "usdt",
        "status": "online",
        "oneLotSize": 0.001,
        "minSize": 1,
        "pricePrecision": 1,
        "maxLeverage": 200,
        "makerFee": "0.0002",
        "takerFee": "0.0006",
        "settledPeriod": 8,
        "createdDate": 1548950400000,
    }
    return msgspec.convert(row | members, coinw.Instrument, strict=False)


@pytest.mark.parametrize("status", ["offline", "pretest", "settlement", "preOffline"])
def test_only_what_is_online_is_traded(status: str) -> None:
    assert coinw.contract(instrument(status=status)) is None


def test_a_word_that_nobody_has_seen_is_no_guess() -> None:
    with pytest.raises(ValueError, match="status must be 'online' or a known one, was 'paused'"):
        coinw.contract(instrument(status="paused"))


def test_names_are_written_small_and_read_large() -> None:
    found = coinw.contract(instrument(name="1000SHIB", base="1000shib"))
    assert found is not None
    assert (found.base, found.underlying_multiplier, found.quote) == ("SHIB", 1000, "USDT")


@pytest.mark.parametrize(
    ("quote", "name"), [("usdt", "BTC"), ("usdc", "BTC_USDC")], ids=["USDT", "USDC"]
)
def test_a_ticker_goes_by_its_currencies(quote: str, name: str) -> None:
    row = {"base_coin": "btc", "quote_coin": quote, "last_price": 1, "name": "whatever"}
    assert coinw.last(msgspec.convert(row, coinw.Ticker, strict=False))[0] == name


def test_what_nobody_explains_is_told_and_in_no_figure() -> None:
    assert coinw.SPREADS.code == "spread_charge"
    assert "are in no cost" in coinw.SPREADS.message
