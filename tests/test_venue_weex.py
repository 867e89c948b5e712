"""WEEX: margin brackets captured without a contract list, and words that are not known."""

import tomllib
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from captures import captures_folder
from comparator_venues import weex

from comparator.errors import GeoBlocked, Refused, Unreachable, VenueError
from comparator.schema import check_tiers

FOLDER = captures_folder() / "weex"
LISTED = {
    "symbol": "BTCUSDT",
    "baseAsset": "BTC",
    "quoteAsset": "USDT",
    "marginAsset": "USDT",
    "pricePrecision": 1,
    "quantityPrecision": 4,
    "minOrderSize": 0.0001,
    "maxOrderSize": 1200,
    "marketOpenLimitSize": 100,
    "maxLeverage": 400,
    "makerFeeRate": 0.0002,
    "takerFeeRate": 0.0008,
    "delivery": ["00:00:00", "08:00:00", "16:00:00"],
}


def listed(**changes: object) -> weex.Instrument:
    return msgspec.json.decode(msgspec.json.encode(LISTED | changes), type=weex.Instrument)


@pytest.mark.skipif(not FOLDER.exists(), reason="the captured answers are not beside the project")
@pytest.mark.parametrize("symbol", ["SOLUSDT", "INXUSDT"])
def test_captured_brackets_are_read_as_worked_out_by_hand(symbol: str) -> None:
    rows: list[Any] = msgspec.json.decode((FOLDER / "riskLimits_2026-09_rebuilt.json").read_bytes())
    (row,) = (row for row in rows if row["symbol"] == symbol)
    spec = weex.contract(listed(symbol=symbol))
    tiers = weex.tiers(spec, msgspec.json.decode(msgspec.json.encode(row), type=weex.RiskLimit))
    check_tiers(symbol, tiers)
    expected = [
        row
        for row in tomllib.loads((FOLDER / "oracle.toml").read_text())["margin_tier"]
        if row["symbol"] == symbol
    ]
    assert len(tiers) == len(expected)
    for tier, known in zip(tiers, expected, strict=True):
        assert (tier.floor, tier.cap) == (Decimal(known["floor"]), Decimal(known["cap"]))
        assert tier.maintenance_rate == Decimal(known["mmr"])
        assert tier.max_leverage == Decimal(known["max_leverage"])
        assert tier.unit == known["unit"]


def test_numbers_may_come_as_text() -> None:
    text = {key: str(value) for key, value in LISTED.items() if isinstance(value, int | float)}
    assert weex.contract(listed(**text)) == weex.contract(listed())


@pytest.mark.parametrize(
    ("kind", "word", "unknown"),
    [("TRADIFI_PERPETUAL", "WEATHER", "WEATHER"), ("CURRENT_QUARTER", "COIN", "CURRENT_QUARTER")],
)
def test_a_kind_nobody_knows_is_rejected(kind: str, word: str, unknown: str) -> None:
    with pytest.raises(LookupError, match=unknown):
        weex.contract(listed(contractType=kind, underlyingType=word))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"code": -1121, "msg": "Invalid symbol."}, Refused),
        ({"code": "40034", "msg": "older API", "result": False}, Refused),
        ({"code": -1056, "msg": "IP"}, GeoBlocked),
        ({"code": -1000, "msg": "system"}, Unreachable),
        ({"code": "200", "msg": "success"}, None),
        ({"symbols": []}, None),
    ],
)
def test_a_refusal_is_an_object_with_a_code(answer: object, error: type[VenueError] | None) -> None:
    assert type(weex.refusal(msgspec.json.encode(answer))) is (error or type(None))
