"""Bitget: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
import pytest
from comparator_venues import bitget

from comparator import api

D = Decimal
AT = datetime(2026, 9, 25, 18, tzinfo=UTC)


def instrument(**members: object) -> bitget.Instrument:
    row = {
        "symbol": "BTCUSDT",
        "symbolStatus": "normal",
        "symbolType": "perpetual",
        "baseCoin": "BTC",
        "quoteCoin": "USDT",
        "minTradeNum": "0.0001",
        "sizeMultiplier": "0.0001",
        "priceEndStep": "5",
        "pricePlace": "1",
        "fundInterval": "8",
    }
    return msgspec.convert(row | members, bitget.Instrument)


def spec(settle: str | None = "USDT", **members: object) -> api.ContractSpec:
    found = bitget.contract(settle, instrument(**members))
    assert found is not None
    return found


def ticker(**members: Any) -> bitget.Ticker:
    row = {"ts": "1790358794983", "bidPr": "83692.3", "bidSz": "1.2043", "fundingRate": "0.0001"}
    return msgspec.convert(row | members, bitget.Ticker)


def test_a_tick_is_a_multiple_of_the_last_place() -> None:
    assert spec().tick_size == D("0.5")


@pytest.mark.parametrize("status", ["listed", "maintain", "limit_open", "restrictedAPI", "off"])
def test_only_what_trades_normally_is_offered(status: str) -> None:
    assert bitget.contract("USDT", instrument(symbolStatus=status)) is None


def test_coin_margin_settles_in_the_base_and_still_counts_it() -> None:
    inverse = spec(None, symbol="BTCUSD", quoteCoin="USD")
    assert (inverse.payoff, inverse.settle, inverse.qty_unit) == ("inverse", "BTC", "base")
    found = bitget.quote(inverse, ticker())
    assert found.bid_size == D("1.2043")


def test_a_row_before_2026_says_nothing_of_real_world_assets_and_one_that_is_one_is_rejected() -> (
    None
):
    assert spec().asset_class == "crypto"
    with pytest.raises(ValueError, match="isRwa must be NO"):
        spec(isRwa="YES")


def test_a_side_without_orders_is_unknown() -> None:
    found = bitget.quote(spec(), ticker(bidPr="", bidSz=""))
    assert (found.bid, found.bid_size, found.ask) == (None, None, None)


def test_the_funding_list_wins_over_the_ticker() -> None:
    row = {"fundingRate": "0.000085", "fundingRateInterval": "4", "nextUpdate": "1790366400000"}
    rate = partial(bitget.funding, AT)(spec(), msgspec.convert(row, bitget.Funding, strict=False))
    whole = rate | bitget.quote(spec(), ticker())
    assert (whole.funding_rate, whole.funding_interval_hours) == (D("0.000085"), 4)
    assert whole.next_funding_time == datetime(2026, 9, 25, 20, tzinfo=UTC)


def test_a_dated_contract_has_no_funding() -> None:
    dated = spec(None, symbolType="delivery", deliveryTime="1798185600000", fundInterval="")
    assert dated.funding_interval_hours is None
    assert bitget.quote(dated, ticker()).funding_rate is None
