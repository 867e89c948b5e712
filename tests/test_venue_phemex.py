"""Phemex: scaled integers, two product lists in one answer, an older linear family."""

from decimal import Decimal

import msgspec
import pytest
from comparator_venues import phemex

from comparator.schema import ContractSpec

D = Decimal
OLDER = {
    "symbol": "BTCUSD",
    "type": "Perpetual",
    "status": "Listed",
    "quoteCurrency": "USD",
    "settleCurrency": "BTC",
    "contractUnderlyingAssets": "USD",
    "contractSize": 1.0,
    "lotSize": 1,
    "tickSize": 0.5,
    "priceScale": 4,
    "ratioScale": 8,
}
TICKER = {
    "bidEp": 2331000,
    "askEp": 2332500,
    "markEp": 2329232,
    "indexEp": 2329057,
    "lastEp": 2331500,
    "fundingRateEr": 10000,
    "timestamp": 1592474241582701416,
}


def contract(**members: object) -> ContractSpec | None:
    return phemex.coin_contract(msgspec.convert(OLDER | members, phemex.CoinProduct, strict=False))


def spec(**members: object) -> ContractSpec:
    found = contract(**members)
    assert found is not None
    return found


def test_what_a_contract_counts_tells_inverse_from_linear() -> None:
    assert (spec().payoff, spec().base, spec().settle) == ("inverse", "BTC", "BTC")
    old = spec(contractUnderlyingAssets="ETH", settleCurrency="USD", contractSize=0.005)
    assert (old.payoff, old.base, old.settle) == ("linear", "ETH", "USD")
    assert D("0.005") == old.contract_size


def test_integers_are_read_by_their_scale() -> None:
    quote = phemex.coin_quote(spec(), msgspec.convert(TICKER, phemex.CoinTicker))
    assert (D("233.1"), D("233.25")) == (quote.bid, quote.ask)
    assert (D("232.9232"), D("232.9057")) == (quote.mark, quote.index)
    assert D("0.0001") == quote.funding_rate


def test_a_side_without_orders_is_unknown_and_a_rate_of_zero_is_a_rate() -> None:
    wire = msgspec.convert(TICKER | {"askEp": 0, "fundingRateEr": 0}, phemex.CoinTicker)
    quote = phemex.coin_quote(spec(), wire)
    assert quote.ask is None
    assert D(0) == quote.funding_rate


@pytest.mark.parametrize("scales", [{"priceScale": 2}, {"ratioScale": 6}, {"priceScale": None}])
def test_a_contract_of_another_scale_is_refused(scales: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="scales must be 4 and 8"):
        spec(**scales)


def test_pairs_for_immediate_exchange_are_no_contracts() -> None:
    assert contract(type="Spot", lotSize=None, contractSize=None) is None


def test_both_envelopes_of_a_refusal_are_understood() -> None:
    inner = phemex.refusal(b'{"error":{"code":6001,"message":"invalid argument"},"result":null}')
    outer = phemex.refusal(b'{"code":39997,"msg":"Symbol not listed","data":null}')
    assert inner is not None
    assert outer is not None
    assert "6001" in str(inner)
    assert "39997" in str(outer)
    assert phemex.refusal(b'{"error":null,"id":0,"result":[]}') is None
