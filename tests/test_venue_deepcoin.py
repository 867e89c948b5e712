"""Deepcoin: what neither the kit nor the captured answers show."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from comparator_venues import deepcoin
from samples import data

from comparator import api

D = Decimal
NOW = datetime(2025, 10, 19, 12, tzinfo=UTC)


def instrument(**members: object) -> deepcoin.Instrument:
    row = {
        "instId": "BTC-USDT-SWAP",
        "instType": "SWAP",
        "baseCcy": "BTC",
        "quoteCcy": "USDT",
        "ctVal": "0.001",
        "lotSz": "1",
        "minSz": "1",
        "tickSz": "0.1",
        "state": "live",
    }
    return msgspec.convert(row | members, deepcoin.Instrument)


def spec(**members: object) -> api.ContractSpec:
    found = deepcoin.contract(instrument(**members))
    assert found is not None
    return found


INVERSE = {"instId": "LTC-USD-SWAP", "quoteCcy": "USD", "ctVal": "10"}


def test_the_coin_is_read_from_the_name_that_is_not_cut() -> None:
    found = spec(instId="1000CHEEMS-USDT-SWAP", baseCcy="1000CHEE")
    assert (found.base, found.underlying_multiplier) == ("CHEEMS", 1000)


def test_an_inverse_contract_is_paid_in_its_coin() -> None:
    found = spec(**INVERSE)
    assert (found.payoff, found.settle, found.contract_size) == ("inverse", "LTC", 10)


@pytest.mark.parametrize(
    ("members", "name"), [({}, "BTCUSDT"), (INVERSE, "LTCUSD")], ids=["linear", "inverse"]
)
def test_funding_calls_have_names_of_their_own(members: dict[str, object], name: str) -> None:
    assert deepcoin.short(spec(**members)) == name


def test_sizes_of_best_prices_are_contracts_of_usd_where_inverse() -> None:
    row = {"ts": "1760875199000", "bidPx": "92", "bidSz": "460", "askPx": "", "askSz": ""}
    found = deepcoin.quote(spec(**INVERSE), msgspec.convert(row, deepcoin.Ticker))
    assert found.bid_size == 50  # 460 x 10 / 92
    assert (found.ask, found.ask_size) == (None, None)


def test_what_an_inverse_book_counts_is_not_guessed() -> None:
    http = api.Http("deepcoin", "https://api.deepcoin.com", client=None, now=NOW, published=data)
    with pytest.raises(ValueError, match="what the levels of an inverse book count"):
        asyncio.run(deepcoin.book(http, spec(**INVERSE)))
