"""Pacifica: what neither the kit nor the captured answers show."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from captures import captures_folder
from comparator_venues import pacifica

from comparator.errors import Refused
from comparator.schema import ContractSpec, FeeSchedule, FeeTier

D = Decimal
AT = datetime(2026, 9, 28, 9, tzinfo=UTC)
FOLDER = captures_folder() / "pacifica"


def market(**members: Any) -> pacifica.Market:
    row = {
        "symbol": "BTC",
        "tick_size": "1",
        "lot_size": "0.00001",
        "max_leverage": 50,
        "min_order_size": "10",
    }
    return msgspec.convert(row | members, pacifica.Market, strict=False)


def spec(**members: Any) -> ContractSpec:
    found = pacifica.contract(market(**members))
    assert found is not None
    return found


def test_the_smallest_order_is_a_value_and_the_smallest_quantity_one_lot() -> None:
    assert (spec().min_qty, spec().min_notional) == (D("0.00001"), D(10))


def test_spot_is_no_contract() -> None:
    assert pacifica.contract(market(symbol="SOL-USDC", instrument_type="spot")) is None


def test_a_bundle_of_unknown_size_is_refused_and_a_coin_with_a_small_letter_is_not() -> None:
    with pytest.raises(ValueError, match="was the bundle 'kPEPE'"):
        spec(symbol="kPEPE")
    assert spec(symbol="kas").base == "kas"


def test_leverage_may_be_text() -> None:
    assert spec(max_leverage="20").max_leverage == 20


def test_a_level_is_reached_by_the_volume_of_its_pair_of_rates() -> None:
    table = FeeSchedule(
        tiers=(
            FeeTier(name="old", maker=D("0.0003"), taker=D("0.0006"), min_volume=D(0)),
            FeeTier(name="second", maker=D("0.00015"), taker=D("0.0004"), min_volume=D(5_000_000)),
            FeeTier(name="third", maker=D(0), taker=D("0.0003"), min_volume=D(9_000_000)),
        ),
        source="old",
        as_of=date(2026, 1, 1),
    )
    rows = [
        pacifica.Fee(2, D("0.0001"), D("0.0003")),
        pacifica.Fee(1, D("0.00015"), D("0.0004")),
        pacifica.Fee(0, D("0.0002"), D("0.0005")),
    ]
    found = pacifica.schedule(table, AT, rows)
    assert [(tier.name, tier.taker, tier.min_volume) for tier in found.tiers] == [
        ("Level 0", D("0.0005"), D(0)),
        ("Level 1", D("0.0004"), D(5_000_000)),
        ("Level 2", D("0.0003"), None),
    ]


def test_success_false_is_a_refusal() -> None:
    assert pacifica.refusal(b'{"success":true,"data":[]}') is None
    found = pacifica.refusal(b'{"success":false,"data":null,"error":"Invalid symbol","code":400}')
    assert isinstance(found, Refused)
    assert found.code == "400"
    assert found.message.startswith("Invalid symbol")


@pytest.mark.skipif(not FOLDER.exists(), reason="the captured answers are not beside the project")
def test_the_estimate_of_this_hour_is_read_and_not_what_was_paid() -> None:
    answer = (FOLDER / "info_prices_XPL_2025-09-30.json").read_bytes()
    (raw,) = msgspec.json.decode(answer, type=pacifica.Prices).data
    wire = msgspec.json.decode(raw, type=pacifica.Price)
    quote = pacifica.snapshot(spec(symbol="XPL"), wire)
    assert (quote.mark, quote.index) == (D("1.084819"), D("1.084524"))
    assert quote.funding_rate == D("0.00011096")
    assert quote.next_funding_time == datetime(2025, 9, 30, 10, tzinfo=UTC)
