"""Kraken Derivatives: what neither the kit nor the captured answers show."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from comparator_venues import krakenfutures
from msgspec import Raw

from comparator.schema import ContractSpec, FeeTier

AT = datetime(2026, 9, 25, 18, 13, 17, tzinfo=UTC)


def instrument(**members: object) -> krakenfutures.Instrument:
    row = {
        "symbol": "PF_XBTUSD",
        "type": "flexible_futures",
        "tradeable": True,
        "tickSize": 1,
        "contractSize": 1,
        "contractValueTradePrecision": 4,
    }
    return msgspec.convert(row | members, krakenfutures.Instrument)


def listed(**members: object) -> krakenfutures.Listed:
    found = krakenfutures.contract(krakenfutures.Read(), instrument(**members))
    assert found is not None
    return found


def spec(**members: object) -> ContractSpec:
    return listed(**members).spec


@pytest.mark.parametrize(
    ("symbol", "base"),
    [
        ("PF_XBTUSD", "BTC"),
        ("PF_USDTUSD", "USDT"),
        ("PF_AAPLxUSD", "AAPLx"),
        ("pi_xbtusd", "BTC"),
        ("FI_ETHUSD_261225", "ETH"),
    ],
)
def test_older_lists_without_base_name_it_in_the_symbol(symbol: str, base: str) -> None:
    assert (base, "USD") == (spec(symbol=symbol).base, spec(symbol=symbol).quote)


def test_a_quote_that_is_not_named_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="base must be sent"):
        krakenfutures.contract(krakenfutures.Read(), instrument(symbol="PF_XBTEUR"))


def test_without_margin_levels_the_leverage_is_unknown() -> None:
    assert spec().max_leverage is None


def test_a_linear_step_that_is_missing_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="contractValueTradePrecision must be sent"):
        krakenfutures.contract(krakenfutures.Read(), instrument(contractValueTradePrecision=None))


@pytest.mark.parametrize(
    ("base", "tradfi", "expected"),
    [
        ("BTC", False, "crypto"),
        ("AAPLx", False, "stock"),
        ("TSLA", True, "stock"),
        ("EUR", False, "forex"),
        ("XAU", True, "commodity"),
    ],
)
def test_what_is_no_coin_is_known_as_such(base: str, *, tradfi: bool, expected: str) -> None:
    assert expected == spec(base=base, quote="USD", tradfi=tradfi).asset_class


def test_a_suspended_contract_has_no_quote() -> None:
    ticker = krakenfutures.Ticker(suspended=True, bid=Decimal(84001), ask=Decimal(84002))
    with pytest.raises(ValueError, match="suspended"):
        krakenfutures.snapshot(AT, spec(), ticker)


def test_only_schedules_that_contradict_the_table_are_named() -> None:
    wire = msgspec.convert(
        {
            "feeSchedules": [
                {"name": "same", "tiers": [{"makerFee": "0.02", "takerFee": "0.05"}]},
                {"name": "dearer", "tiers": [{"makerFee": "0.02", "takerFee": "0.06"}]},
                {"name": "empty", "tiers": []},
            ]
        },
        krakenfutures.Schedules,
    )
    table = FeeTier(name="1", maker=Decimal("0.0002"), taker=Decimal("0.0005"))
    assert krakenfutures.other_rates(table, wire) == ["dearer 0.02 % / 0.06 %"]


def test_a_schedule_that_no_contract_names_is_not_compared() -> None:
    wire = msgspec.json.decode(
        b'{"feeSchedules":[{"uid":"a","name":"usual","tiers":[{"makerFee":0.02,"takerFee":0.05}]},'
        b'{"uid":"c","name":"Consumer MTF","tiers":[{"makerFee":0.25,"takerFee":0.26}]}]}',
        type=krakenfutures.Schedules,
        strict=False,
    )
    table = FeeTier(name="1", maker=Decimal("0.0002"), taker=Decimal("0.0005"))
    rows = [Raw(b'{"symbol":"PF_XBTUSD","feeScheduleUid":"a"}'), Raw(b'{"symbol":"rr_xbtusd"}')]
    assert krakenfutures.paid(rows) == {"a"}
    assert krakenfutures.other_rates(table, wire, {"a"}) == []
    assert krakenfutures.other_rates(table, wire, {"a", "c"}) == ["Consumer MTF 0.25 % / 0.26 %"]


def test_the_relative_rate_is_read_where_it_is_sent() -> None:
    ticker = {
        "suspended": False,
        "indexPrice": 81770.17,
        "fundingRate": 1.4840707878906,
        "relativeFundingRate": 0.000018166270833333,
    }
    read = krakenfutures.snapshot(
        AT, spec(), msgspec.convert(ticker, krakenfutures.Ticker, strict=False)
    )
    assert abs((read.funding_rate or 0) - Decimal("0.000018166270833333")) < Decimal("1e-17")
    del ticker["relativeFundingRate"]
    # 1.4840707878906 / 81770.17 = 0.0000181493
    read = krakenfutures.snapshot(
        AT, spec(), msgspec.convert(ticker, krakenfutures.Ticker, strict=False)
    )
    assert abs((read.funding_rate or 0) - Decimal("0.0000181493")) < Decimal("1e-9")
