"""BloFin: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from comparator_venues import blofin

from comparator import api

D = Decimal
NOW = datetime(2025, 12, 1, tzinfo=UTC)


def instrument(**members: object) -> blofin.Instrument:
    row = {
        "instId": "BTC-USDT",
        "instType": "SWAP",
        "state": "live",
        "baseCurrency": "BTC",
        "quoteCurrency": "USDT",
        "contractType": "linear",
        "contractValue": "0.001",
        "minSize": "0.1",
        "lotSize": "0.1",
        "tickSize": "0.1",
        "expireTime": "1890748800000",
    }
    return msgspec.convert(row | members, blofin.Instrument)


def spec(**members: object) -> api.ContractSpec:
    found = blofin.contract(instrument(**members))
    assert found is not None
    return found


def test_a_contract_may_be_traded_in_tenths_and_never_expires() -> None:
    assert (spec().qty_step, spec().qty_unit, spec().expiry) == (D("0.1"), "contracts", None)


def test_what_a_coin_margined_contract_is_worth_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="contractType must be linear, was 'inverse'"):
        spec(contractType="inverse", settleCurrency="BTC")


def test_without_a_currency_of_settlement_it_is_the_quote() -> None:
    assert spec().settle == "USDT"
    assert spec(quoteCurrency="USD", settleCurrency="USDC").settle == "USDC"


@pytest.mark.parametrize(("hours", "known"), [(8, True), (0, False), (-8, False)])
def test_a_settlement_that_is_past_is_not_the_next_one(hours: int, *, known: bool) -> None:
    then = NOW + timedelta(hours=hours)
    row = {"fundingRate": "0.0001", "fundingTime": str(int(then.timestamp() * 1000))}
    found = blofin.funding(NOW, spec(), msgspec.convert(row, blofin.Funding, strict=False))
    assert found.funding_rate == D("0.0001")
    assert found.next_funding_time == (then if known else None)
    assert found.funding_interval_hours is None


def test_the_interval_comes_with_the_rate_in_a_unit_of_its_own() -> None:
    row = {"fundingRate": "0.0001", "fundingTime": "1789344000000", "fundingInterval": "4"}
    hours = msgspec.convert(row | {"fundingIntervalUnit": "hour"}, blofin.Funding, strict=False)
    assert blofin.funding(NOW, spec(), hours).funding_interval_hours == 4
    weeks = msgspec.convert(row | {"fundingIntervalUnit": "week"}, blofin.Funding, strict=False)
    with pytest.raises(KeyError, match="week"):
        blofin.funding(NOW, spec(), weeks)
