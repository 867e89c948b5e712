"""Bitunix: bundles that stand in the symbol alone, percent, states and kinds left out."""

from decimal import Decimal

import msgspec
import pytest
from comparator_venues import bitunix

from comparator.errors import RateLimited, Refused

D = Decimal
PAIR = {
    "symbol": "BTCUSDT",
    "base": "BTC",
    "quote": "USDT",
    "symbolStatus": "OPEN",
    "minTradeVolume": "0.0001",
    "basePrecision": 4,
    "quotePrecision": 1,
}


def contract(**members: object) -> bitunix.api.ContractSpec | None:
    return bitunix.contract(msgspec.convert(PAIR | members, bitunix.Pair))


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "many"),
    [
        ("1000PEPEUSDT", "PEPE", "USDT", 1000),
        ("1MBABYDOGEUSDT", "BABYDOGE", "USDT", 10**6),
        ("1000000MOGUSDT", "MOG", "USDT", 10**6),
        ("1000SHIBUSDC", "SHIB", "USDC", 1000),
        ("1INCHUSDT", "1INCH", "USDT", 1),
    ],
)
def test_a_bundle_is_what_stands_before_the_coin(
    symbol: str, base: str, quote: str, many: int
) -> None:
    found = contract(symbol=symbol, base=base, quote=quote)
    assert found is not None
    assert (found.base, found.underlying_multiplier) == (base, D(many))


def test_a_prefix_that_is_in_no_table_is_a_rejection() -> None:
    with pytest.raises(KeyError, match="10K"):
        contract(symbol="10KPEPEUSDT", base="PEPE")


@pytest.mark.parametrize("state", ["CANCEL_ONLY", "STOP", "PREVIEW"])
def test_only_open_pairs_are_offered(state: str) -> None:
    assert contract(symbolStatus=state, minTradeVolume=None) is None


def test_coin_margin_is_rejected_because_nobody_says_what_it_counts() -> None:
    with pytest.raises(ValueError, match="must be USDT or USDC, was 'USD'"):
        contract(symbol="BTCUSD", quote="USD")


def test_an_open_pair_without_a_minimum_is_rejected() -> None:
    with pytest.raises(ValueError, match="minTradeVolume"):
        contract(minTradeVolume=None)


def test_refusals_come_with_http_200() -> None:
    assert isinstance(bitunix.refusal(b'{"code":10005,"data":null,"msg":"x"}'), RateLimited)
    assert isinstance(bitunix.refusal(b'{"code":20015,"data":null,"msg":"x"}'), Refused)
    assert bitunix.refusal(b'{"code":0,"data":[],"msg":"Success"}') is None
