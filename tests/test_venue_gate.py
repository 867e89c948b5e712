"""Gate: what neither the kit nor the captured answers show."""

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from captures import captures_folder
from comparator_venues import gate

from comparator import api
from comparator.testing.evidence import Evidence

D = Decimal
NOW = datetime(2026, 9, 25, 18, tzinfo=UTC)
CASSETTE = Path(__file__).parents[1] / "cassettes" / "gate"
CAPTURED = captures_folder() / "gate"


def instrument(**members: object) -> gate.Instrument:
    row = {
        "name": "BTC_USDT",
        "type": "direct",
        "in_delisting": False,
        "quanto_multiplier": "0.0001",
        "order_size_min": 1,
        "order_price_round": "0.1",
        "funding_interval": 28800,
    }
    return msgspec.json.decode(msgspec.json.encode(row | members), type=gate.Instrument)


def spec(segment: str = "futures/usdt", **members: object) -> api.ContractSpec:
    found = gate.contract(segment, instrument(**members))
    assert found is not None
    return found


@pytest.mark.parametrize("smallest", ["0.1", 0.1], ids=["text", "number"])
def test_a_contract_that_takes_fractions_steps_by_its_smallest_order(smallest: object) -> None:
    found = spec(enable_decimal=True, order_size_min=smallest)
    assert (found.qty_step, found.min_qty, found.qty_unit) == (D("0.1"), D("0.1"), "contracts")


def test_without_fractions_the_step_is_one_contract_whatever_the_smallest_order() -> None:
    found = spec(order_size_min=5)
    assert (found.qty_step, found.min_qty) == (1, 5)


def test_a_fraction_that_is_not_told_is_no_minimum_of_zero() -> None:
    with pytest.raises(ValueError, match="order_size_min must be positive, was 0"):
        spec(enable_decimal=True, order_size_min=0)


def test_every_request_asks_for_decimal_sizes() -> None:
    sent = [item.sent for item in Evidence(CASSETTE).interactions()]
    assert sent
    assert [headers["x-gate-size-decimal"] for headers in sent] == [("1",)] * len(sent)


def test_a_size_of_zero_is_one_dollar_of_the_inverse_contract_and_nothing_of_another() -> None:
    inverse = spec("futures/btc", name="BTC_USD", type="inverse", quanto_multiplier="0")
    assert (inverse.contract_size, inverse.settle, inverse.quote) == (1, "BTC", "USD")
    with pytest.raises(ValueError, match="contract_size must be positive, was 0"):
        spec(quanto_multiplier="0")


def test_a_bundle_of_a_million_is_named_after_its_coin() -> None:
    found = spec(name="MBABYDOGE_USDT", quanto_multiplier="10")
    assert (found.base, found.underlying_multiplier) == ("BABYDOGE", 1_000_000)
    row = {"volume_24h_base": "5"}
    wire = msgspec.json.decode(msgspec.json.encode(row), type=gate.Ticker)
    assert gate.quote(NOW, found, wire).volume_24h == 5_000_000


def test_fees_of_the_row_are_nobodys() -> None:
    found = spec(maker_fee_rate="-0.0001", taker_fee_rate="0.00075")
    assert (found.maker_fee, found.taker_fee, found.fee_schedule) == (None, None, "usdt-crypto")
    assert spec(contract_type="metals").fee_schedule == "usdt-tradfi"
    assert spec("delivery/usdt", expire_time=1791532800).fee_schedule == "other"


@pytest.mark.parametrize(
    "members", [{"status": "delisting"}, {"status": "prelaunch"}, {"status": "circuit_breaker"}]
)
def test_only_what_trades_is_offered(members: dict[str, object]) -> None:
    assert gate.contract("futures/usdt", instrument(**members)) is None


def test_an_empty_side_is_unknown() -> None:
    row = {"highest_bid": "", "highest_size": "0", "lowest_ask": "2", "lowest_size": 10}
    wire = msgspec.json.decode(msgspec.json.encode(row), type=gate.Ticker)
    found = gate.quote(NOW, spec(), wire)
    assert (found.bid, found.bid_size, found.ask_size) == (None, None, D("0.001"))


@pytest.mark.skipif(not CAPTURED.exists(), reason="the captured answers are not beside the project")
def test_the_single_contract_captured_in_2026_is_read_as_worked_out_by_hand() -> None:
    body = (CAPTURED / "contract_0G_USDT_2026-07-15.json").read_bytes()
    found = gate.contract("futures/usdt", api.decode(body, gate.Instrument))
    oracle = tomllib.loads((CAPTURED / "oracle.toml").read_text("utf-8"))
    rows = {part: {row["set"]: row for row in oracle[part]} for part in ("contract", "market")}
    expected = rows["contract"]["2026-07"]
    assert found is not None
    assert found.symbol == expected["symbol"]
    for name in ("contract_size", "qty_step", "min_qty", "tick_size", "max_leverage"):
        assert D(expected[name]) == getattr(found, name), name
    state = gate.state(NOW, found, api.decode(body, gate.State))
    quote = rows["market"]["2026-07"]
    for name in ("mark", "index", "funding_rate"):
        assert D(quote[name]) == getattr(state, name), name
    assert state.next_funding_time == datetime.fromisoformat(quote["next_funding_time"])
