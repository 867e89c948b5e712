from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

import msgspec
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw, Struct

from comparator import api
from comparator.api.wire import Batch, rejection
from comparator.errors import WireMismatch


class Row(Struct):
    symbol: str
    step: Decimal


def test_numbers_and_strings_are_read_to_the_last_digit() -> None:
    text = "0.1234567890123456789012345678901234567"
    for sent in (text, f'"{text}"'):
        row = api.decode(f'{{"symbol": "X", "step": {sent}}}'.encode(), Row)
        assert str(row.step) == text
    assert api.decode(b'{"symbol": "X", "step": 1e-05}', Row).step == Decimal("0.00001")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"symbol": "X", "step": "?"}', "$.step"),
        (b'{"symbol": "X"}', "missing required field `step`"),
        (b"[]", "Expected `object`"),
        (b"<html>", "HTML instead of JSON"),
        (b"  <html>", "HTML instead of JSON"),
        (b"", "nothing instead of JSON"),
        (b'{"symbol": "X"', "text that is not JSON instead of JSON"),
        (b'{"symbol": "\xff", "step": 1}', "text that is not JSON instead of JSON"),
        (b'{"symbol": "\\ud800", "step": 1}', "instead of JSON"),
        (b'{"x":' * 100_000 + b"1" + b"}" * 100_000, "recursion"),
        (b"9" * 1_000_000, ""),
    ],
)
def test_what_does_not_fit_is_a_wire_mismatch_that_says_where(body: bytes, says: str) -> None:
    with pytest.raises(WireMismatch) as raised:
        api.decode(body, Row)
    assert says in str(raised.value)
    assert len(str(raised.value)) < 500


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_read_or_a_wire_mismatch(body: bytes) -> None:
    for shape in (Row, list[Raw], dict[str, Raw], tuple[api.Level, ...], Decimal, int, str):
        with suppress(WireMismatch):
            api.decode(body, shape)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=15,
)


@given(st.lists(JSON, max_size=5))
def test_odd_items_are_rejected_one_by_one(items: list[Any]) -> None:
    sound = {"symbol": "SOUND", "step": "1"}
    body = msgspec.json.encode([*items, sound])
    batch = api.normalise_each(api.decode(body, list[Raw]), Row, lambda row: row)
    assert Row(symbol="SOUND", step=Decimal(1)) in batch.items
    assert len(batch.items) + len(batch.rejected) == len(items) + 1


class Listed(Struct, array_like=True):
    """A row that is a list: size, symbol, state."""

    size: Decimal
    symbol: str
    state: str


LISTS = [
    Raw(b'["0.1", "A", "open", 7]'),
    Raw(b'[2, "B", "shut"]'),
    Raw(b'["x", "C", "open"]'),
    Raw(b'["1", "D", "new"]'),
    Raw(b"[1]"),
    Raw(b'{"symbol": "E"}'),
]


def test_rows_that_are_lists_are_named_by_a_place() -> None:
    states = {"open": True, "shut": False}
    batch = api.normalise_each(
        LISTS, Listed, lambda row: row if states[row.state] else None, name=1
    )
    assert batch.items == (Listed(Decimal("0.1"), "A", "open"),)
    assert batch.closed == ("B",)
    assert [row.symbol for row in batch.rejected] == ["C", "D", "?", "?"]
    assert [name for name, _ in api.named(LISTS, 1)] == ["A", "B", "C", "D", "?", "?"]
    assert [name for name, _ in api.named(LISTS[:1], 0)] == ["0.1"]
    whole = Raw(b"[" + b",".join(LISTS[:2]) + b"]")
    assert api.row_of(whole, "B", Listed, 1) == Listed(Decimal(2), "B", "shut")


def normalise(row: Row) -> str | None:
    if row.symbol == "CLOSED":
        return None
    if row.symbol == "WORD":
        return {"known": "x"}[row.symbol]
    if row.symbol == "UNIT":
        raise ValueError("toy UNIT: qty_step must be positive, was 0")
    if row.symbol == "NUMBER":
        return str(Decimal("x"))
    return row.symbol


def test_each_item_is_kept_closed_or_rejected_with_field_and_reason() -> None:
    rows = [
        Raw(b'{"symbol": "%s", "step": 1}' % name)
        for name in (b"GOOD", b"CLOSED", b"WORD", b"UNIT", b"NUMBER")
    ]
    rows += [Raw(b'{"symbol": "SHAPE", "step": []}'), Raw(b"[]"), Raw(b'{"step": []}')]
    batch = api.normalise_each(rows, Row, normalise)
    assert batch.items == ("GOOD",)
    assert batch.closed == ("CLOSED",)
    assert [(row.symbol, row.field) for row in batch.rejected] == [
        ("WORD", ""),
        ("UNIT", "qty_step"),
        ("NUMBER", ""),
        ("SHAPE", "step"),
        ("?", ""),
        ("?", "step"),
    ]
    assert batch.rejected[0].reason == "unknown word 'WORD'"
    assert batch.rejected[2].reason.startswith("a text stands where a number belongs")


class Strict(Struct):
    symbol: str
    step: Decimal

    def __post_init__(self) -> None:
        if self.symbol == "S80":
            raise LookupError("S80")


def test_an_odd_item_among_many_is_rejected_and_all_others_stay_in_order() -> None:
    rows = [Raw(b'{"symbol": "S%d", "step": %d}' % (number, number)) for number in range(200)]
    rows[70] = Raw(b'{"symbol": "S70", "step": "?"}')
    batch = api.normalise_each(iter(rows), Strict, lambda row: row)
    assert [(row.symbol, int(row.step)) for row in batch.items] == [
        (f"S{number}", number) for number in range(200) if number not in (70, 80)
    ]
    assert [(row.symbol, row.field, row.reason) for row in batch.rejected] == [
        ("S70", "step", "Invalid decimal string - at `$.step`"),
        ("S80", "", "unknown word 'S80'"),
    ]


def test_an_item_that_holds_two_is_no_item() -> None:
    two = Raw(b'{"symbol": "A", "step": 1}, {"symbol": "B", "step": 1}')
    batch = api.normalise_each([two, Raw(b'{"symbol": "C", "step": 1}')], Row, lambda row: row)
    assert [row.symbol for row in batch.items] == ["C"]
    assert [row.symbol for row in batch.rejected] == ["?"]


def test_an_error_without_words_is_still_explained() -> None:
    assert rejection("X", LookupError()).reason == "unknown word"
    assert "divided by is 0" in rejection("X", ZeroDivisionError()).reason


def test_batches_add_up() -> None:
    one, two = Batch(items=(1,), closed=("A",)), Batch(items=(2,), closed=("B",))
    assert one + two == Batch(items=(1, 2), closed=("A", "B"))


def test_a_row_is_found_in_one_object_a_list_of_one_or_a_list_of_all() -> None:
    wanted = b'{"symbol": "B", "step": 2}'
    for answer in (wanted, b" [" + wanted + b"]", b'[{"symbol": "A", "step": 1},' + wanted + b"]"):
        assert api.row_of(Raw(answer), "B", Row).step == Decimal(2)
    with pytest.raises(LookupError):
        api.row_of(Raw(b'{"symbol": "A", "step": 1}'), "B", Row)


@pytest.mark.parametrize(
    ("name", "coin", "many"),
    [
        ("BTC", "BTC", 1),
        ("XBT", "BTC", 1),
        ("XDG", "DOGE", 1),
        ("1000PEPE", "PEPE", 1000),
        ("SHIB1000", "SHIB", 1000),
        ("1000000MOG", "MOG", 1_000_000),
        ("10000SATS", "SATS", 10_000),
        ("10000000AIDOGE", "AIDOGE", 10_000_000),
        ("1MBABYDOGE", "BABYDOGE", 1_000_000),
        ("1mBABYDOGE", "BABYDOGE", 1_000_000),
        ("MBABYDOGE", "BABYDOGE", 1_000_000),
        ("kPEPE", "PEPE", 1000),
        ("1kPEPE", "PEPE", 1000),
        ("1KBONK", "BONK", 1000),
        ("KAS", "KAS", 1),
        ("MANA", "MANA", 1),
        ("1MIL", "1MIL", 1),
        ("1000X", "1000X", 1),
        ("2Z", "2Z", 1),
        ("0G", "0G", 1),
        ("4", "4", 1),
        ("1INCH", "1INCH", 1),
        ("10SET", "10SET", 1),
        ("100X", "100X", 1),
        ("C98", "C98", 1),
        ("X100", "X100", 1),
    ],
)
def test_bundles_and_old_names_are_split(name: str, coin: str, many: int) -> None:
    assert api.coin(name) == (coin, Decimal(many))


def test_times_are_utc_and_absurd_ones_are_refused() -> None:
    assert api.from_ms(1_795_176_000_000) == datetime(2026, 11, 20, 12, tzinfo=UTC)
    for absurd in (10**18, -(10**18), 10**300):
        with pytest.raises(ValueError, match="time must be milliseconds since 1970"):
            api.from_ms(absurd)


def test_a_missing_member_is_named() -> None:
    assert api.known(Decimal(0), "stepSize") == Decimal(0)
    with pytest.raises(ValueError, match="stepSize must be sent, was missing"):
        api.known(None, "stepSize")


def test_absent_and_empty_numbers_are_unknown_and_zero_is_not() -> None:
    assert api.decimal_or_none(None) is None
    assert api.decimal_or_none("") is None
    assert api.decimal_or_none("0") == Decimal(0)


def test_decimal_places_become_a_step() -> None:
    assert [api.power_of_ten(n) for n in (3, 0, -3)] == [
        Decimal("0.001"),
        Decimal(1),
        Decimal(1000),
    ]
    with pytest.raises(ValueError, match="decimal places must be within 18, was 19"):
        api.power_of_ten(19)


def test_the_step_of_significant_figures_follows_the_price() -> None:
    prices = ("66371.5", "9.87", "0.00001234", "1e7")
    steps = [api.significant_step(Decimal(price), 5) for price in prices]
    assert steps == [Decimal(step) for step in ("1", "0.0001", "1e-9", "1000")]


def test_levels_come_best_first_in_coins_without_empty_ones() -> None:
    levels = [(Decimal(9), Decimal(1)), (Decimal(11), Decimal(3)), (Decimal(10), Decimal(0))]
    assert api.best_first(levels, bids=True) == (
        (Decimal(11), Decimal(3)),
        (Decimal(9), Decimal(1)),
    )
    doubled = api.best_first(levels, bids=False, coins=lambda level: level[1] * 2)
    assert doubled == ((Decimal(9), Decimal(2)), (Decimal(11), Decimal(6)))


def test_order_units_become_coins() -> None:
    linear = samples.spec(contract_size=Decimal("0.01"), qty_unit="contracts")
    assert api.coins_at(linear, Decimal(5), Decimal(65000)) == Decimal("0.05")
    bundle = samples.spec(base="PEPE", underlying_multiplier=Decimal(1000))
    assert api.coins_at(bundle, Decimal(5), Decimal("0.01")) == Decimal(5000)
    inverse = samples.spec(payoff="inverse", contract_size=Decimal(100), qty_unit="contracts")
    assert api.coins_at(inverse, Decimal(13), Decimal(65000)) == Decimal("0.02")
    in_coins = samples.spec(payoff="inverse")
    assert api.coins_at(in_coins, Decimal("0.02"), Decimal(65000)) == Decimal("0.02")
    assert api.coins_at(linear, None, Decimal(65000)) is None
    assert api.coins_at(linear, Decimal(5), None) is None


def test_a_book_is_read_whatever_else_its_levels_say() -> None:
    inverse = samples.spec(payoff="inverse", contract_size=Decimal(100), qty_unit="contracts")
    orders = Decimal(3)
    book = api.order_book(inverse, samples.NOON, [(Decimal(65000), Decimal(13), orders)], [])
    assert book.bids == ((Decimal(65000), Decimal("0.02")),)


def test_contracts_are_grouped_by_what_a_request_must_name() -> None:
    one, two, three = (samples.spec(symbol=s, quote=q) for s, q in ("AX", "BY", "CX"))
    assert api.grouped([one, two, three], lambda spec: spec.quote) == {
        "X": [one, three],
        "Y": [two],
    }


def test_a_snapshot_counts_sizes_in_coins() -> None:
    inverse = samples.spec(payoff="inverse", contract_size=Decimal(100), qty_unit="contracts")
    best = api.snapshot(inverse, samples.NOON, bid=Decimal(65000), bid_qty=Decimal(13))
    assert (best.symbol, best.bid, best.bid_size) == (
        inverse.symbol,
        Decimal(65000),
        Decimal("0.02"),
    )
    assert (best.ask, best.ask_size, best.mark) == (None, None, None)


def test_snapshots_of_one_symbol_are_joined_and_the_first_wins() -> None:
    one = {"BTCUSDT": samples.market(mark=None)}
    two = {"BTCUSDT": samples.market(bid=Decimal(1), mark=Decimal(7)), "ETHUSDT": samples.market()}
    whole = api.joined(one, two)
    assert (whole["BTCUSDT"].bid, whole["BTCUSDT"].mark) == (Decimal(65000), Decimal(7))
    assert set(whole) == {"BTCUSDT", "ETHUSDT"}


def test_a_list_without_end_is_refused_before_its_rows_are_read() -> None:
    def never(_: object) -> None:
        raise AssertionError("a row was read")

    with pytest.raises(WireMismatch, match="a list holds more than 20,000 rows"):
        api.normalise_each(repeat(Raw(b"1")), int, never)
    batch = api.normalise_each(repeat(Raw(b"1"), 20_000), int, lambda row: row)
    assert len(batch.items) == 20_000


def test_rows_are_paired_with_the_member_that_names_them() -> None:
    rows = [Raw(b'{"instId": "A"}'), Raw(b'{"other": 1}'), Raw(b"3")]
    assert [name for name, _ in api.named(rows, "instId")] == ["A", "?", "?"]


def test_a_tier_begins_where_the_one_before_ends_in_whatever_order_they_come() -> None:
    rows = [("b", Decimal(50)), ("a", Decimal(20)), ("c", Decimal(90))]
    found = list(api.stacked(rows, lambda row: row[1]))
    assert [(row[0], floor, cap) for row, floor, cap in found] == [
        ("a", 0, 20),
        ("b", 20, 50),
        ("c", 50, 90),
    ]
    assert list(api.stacked([], lambda row: row)) == []
