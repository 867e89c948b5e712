"""KuCoin: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from comparator_venues import kucoin

from comparator import api

D = Decimal
NOW = datetime(2026, 9, 22, 21, 38, tzinfo=UTC)


def instrument(**members: object) -> kucoin.Instrument:
    row = {
        "symbol": "XBTUSDTM",
        "type": "FFWCSX",
        "status": "Open",
        "baseCurrency": "XBT",
        "quoteCurrency": "USDT",
        "settleCurrency": "USDT",
        "isInverse": False,
        "multiplier": 0.001,
        "lotSize": 1,
        "tickSize": 0.1,
        "fundingRateGranularity": 28800000,
    }
    return msgspec.json.decode(msgspec.json.encode(row | members), type=kucoin.Instrument)


def spec(**members: object) -> api.ContractSpec:
    found = kucoin.contract(NOW, instrument(**members))
    assert found is not None
    return found


INVERSE = {"isInverse": True, "quoteCurrency": "USD", "settleCurrency": "XBT"}


@pytest.mark.parametrize("multiplier", [-1, 1])
def test_the_sign_of_an_inverse_multiplier_says_nothing(multiplier: int) -> None:
    found = spec(multiplier=multiplier, **INVERSE)
    assert (found.payoff, found.contract_size, found.settle) == ("inverse", 1, "BTC")


def test_a_linear_contract_of_negative_size_is_refused() -> None:
    with pytest.raises(ValueError, match="contract_size must be positive, was -1"):
        spec(multiplier=-1)


def test_a_perpetual_is_offered_until_it_is_delisted_and_never_after() -> None:
    end = NOW + timedelta(minutes=1)
    listed = spec(expireDate=int(end.timestamp() * 1000))
    assert (listed.kind, listed.expiry) == ("perpetual", None)
    over = instrument(expireDate=int(NOW.timestamp() * 1000))
    assert kucoin.contract(NOW, over) is None


def test_the_interval_of_now_wins_over_the_one_before() -> None:
    assert spec(currentFundingRateGranularity=14400000).funding_interval_hours == 4
    assert spec(currentFundingRateGranularity=None).funding_interval_hours == 8


@pytest.mark.parametrize("status", ["Init", "BeingSettled", "Settled", "Paused", "CancelOnly"])
def test_only_open_contracts_are_offered(status: str) -> None:
    assert kucoin.contract(NOW, instrument(status=status)) is None


def test_a_countdown_is_no_time_of_settlement() -> None:
    row = {"markPrice": 0.29264, "fundingFeeRate": 0.000179, "nextFundingRateTime": 11057552}
    wire = msgspec.json.decode(msgspec.json.encode(row), type=kucoin.State)
    found = kucoin.state(NOW, spec(), wire)
    assert (found.funding_rate, found.next_funding_time) == (D("0.000179"), None)


def test_the_volume_of_an_inverse_contract_is_its_turnover_in_coins() -> None:
    row = {"volumeOf24h": 6955629, "turnoverOf24h": -202.5197233}
    wire = msgspec.json.decode(msgspec.json.encode(row), type=kucoin.State)
    assert kucoin.state(NOW, spec(multiplier=-1, **INVERSE), wire).volume_24h == D("202.5197233")
    assert kucoin.state(NOW, spec(), wire).volume_24h == 6955629


def test_quotes_carry_nanoseconds() -> None:
    row = {"ts": 1790113097000000000, "bestBidPrice": "86201.7", "bestBidSize": 2767}
    wire = msgspec.json.decode(msgspec.json.encode(row), type=kucoin.Ticker)
    found = kucoin.quote(spec(), wire)
    assert (found.at.isoformat(), found.bid_size) == ("2026-09-22T21:38:17+00:00", D("2.767"))
    assert (found.ask, found.ask_size) == (None, None)
