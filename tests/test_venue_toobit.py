"""Toobit: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from comparator_venues import toobit

from comparator import api

D = Decimal
NOW = datetime(2026, 9, 22, 21, 59, 30, tzinfo=UTC)


def instrument(**members: object) -> toobit.Instrument:
    row = {
        "symbol": "ETH-SWAP-USDT",
        "status": "TRADING",
        "quoteAsset": "USDT",
        "marginToken": "USDT",
        "contractMultiplier": "0.01",
        "filters": [
            {"filterType": "PRICE_FILTER", "tickSize": "0.01"},
            {"filterType": "LOT_SIZE", "stepSize": "0.001", "minQty": "0.002"},
        ],
    }
    return msgspec.convert(row | members, toobit.Instrument)


def spec(**members: object) -> api.ContractSpec:
    found = toobit.contract(instrument(**members))
    assert found is not None
    return found


def test_a_lot_counts_coins_and_an_order_contracts() -> None:
    # an order of 7 contracts at 4,024.68 and 31x held 9.08 USDT: 7 x 0.01 x 4,024.68 / 31 = 9.088
    found = spec()
    assert (found.qty_step, found.min_qty) == (D("0.1"), D("0.2"))
    assert round(7 * found.contract_size * D("4024.68") / 31, 3) == D("9.088")


def test_the_leverage_is_that_of_accounts_nobody_chose() -> None:
    limits = [
        {"initialMargin": "0.005", "isWhite": True},
        {"initialMargin": "0.04", "isWhite": False},
        {"initialMargin": "0.02", "isWhite": False},
    ]
    assert spec(riskLimits=limits).max_leverage == 50
    assert spec(riskLimits=limits[:1]).max_leverage is None


def test_a_row_without_filters_is_no_contract() -> None:
    with pytest.raises(LookupError, match="LOT_SIZE"):
        toobit.contract(instrument(filters=[]))


@pytest.mark.parametrize(
    ("members", "says"),
    [({"inverse": True}, "inverse must be false"), ({"symbol": "ETHUSDT"}, "must hold -SWAP-")],
)
def test_another_kind_of_contract_is_not_guessed(members: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        toobit.contract(instrument(**members))


@pytest.mark.parametrize("seconds", [1, 0, -60])
def test_what_has_just_been_charged_is_not_the_next_rate(seconds: int) -> None:
    then = NOW + timedelta(seconds=seconds)
    row = {"rate": "0.0001", "period": "1H", "nextFundingTime": str(int(then.timestamp() * 1000))}
    found = toobit.funding(NOW, spec(), msgspec.convert(row, toobit.Funding))
    assert (found.funding_rate, found.next_funding_time) == (
        (D("0.0001"), then) if seconds > 0 else (None, None)
    )
    assert found.funding_interval_hours == 1


def test_a_price_of_zero_is_an_empty_side() -> None:
    row = {"t": "1790114370000", "b": "0", "bq": "0", "a": "2700", "aq": "5"}
    found = toobit.quote(spec(), msgspec.convert(row, toobit.BookTicker, strict=False))
    assert (found.bid, found.bid_size, found.ask_size) == (None, None, D("0.05"))
