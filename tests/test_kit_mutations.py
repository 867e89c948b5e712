"""How answers are spoilt, worked out by hand."""

from decimal import Decimal

import msgspec

from comparator.testing.evidence import request_key
from comparator.testing.mutations import (
    GONE,
    at,
    edited,
    emptied,
    everywhere,
    leaves,
    parsed,
    rows,
    turned,
    twice,
)

DOCUMENT = {
    "time": 1,
    "list": [
        {"symbol": "A", "filters": [{"step": "1"}, {"tick": "2"}], "levels": [["1", "2"], ["3"]]},
        {"symbol": "B"},
    ],
    "prices": {"A": {"bid": 1}, "C": {"bid": 2}},
}


def test_rows_are_found_by_member_and_by_key() -> None:
    assert sorted(rows(DOCUMENT, {"A", "B"}), key=repr) == [
        (("list", 0), "A"),
        (("list", 1), "B"),
        (("prices", "A"), "A"),
    ]
    assert list(rows({"symbol": "A", "bid": 1}, {"A"})) == [((), "A")]
    assert list(rows({"names": ["A", "B"], "first": ["A"], "none": []}, {"A", "B"})) == []


def test_a_list_is_a_row_where_its_first_item_alone_is_a_name() -> None:
    document = [["A", [None, "4.0", 0.01]], ["B", 2, "x"], [1, "A"], ["C", 3]]
    assert sorted(rows(document, {"A", "B"})) == [((0,), "A"), ((1,), "B")]
    assert twice(document, {"A", "B"}) == [
        *(["A", [None, "4.0", 0.01]], ["A", [None, "4.0", 0.01]]),
        *(["B", 2, "x"], ["B", 2, "x"]),
        [1, "A"],
        ["C", 3],
    ]
    assert list(leaves(document[0])) == [(0,), (1,), (1, 0), (1, 1), (1, 2)]


def test_levels_are_turned_where_a_list_has_one_side_or_both() -> None:
    bids, asks = [frozenset(map(Decimal, side)) for side in (("9", "8"), ("10", "11"))]
    apart = {"b": [["9", "1"], ["8", "1"]], "a": [["10", "1"], ["11", "1"]], "n": [["9"], ["5"]]}
    assert turned(apart, [bids, asks]) == {
        "b": [["8", "1"], ["9", "1"]],
        "a": [["11", "1"], ["10", "1"]],
        "n": [["9"], ["5"]],
    }
    both = [[9, 1, 2], [8, 1, 2], [10, 1, -2]]
    assert turned(both, [bids, asks]) == both
    assert turned(both, [bids, asks, bids | asks]) == [[10, 1, -2], [8, 1, 2], [9, 1, 2]]


def test_leaves_are_every_member_and_the_first_of_alike_values() -> None:
    assert list(leaves(at(DOCUMENT, ("list", 0)))) == [
        ("symbol",),
        ("filters",),
        ("filters", 0),
        ("filters", 0, "step"),
        ("filters", 1),
        ("filters", 1, "tick"),
        ("levels",),
        ("levels", 0),
        ("levels", 0, 0),
    ]


def test_an_edit_changes_one_leaf_of_a_copy() -> None:
    before = msgspec.json.encode(DOCUMENT)
    assert at(
        edited(DOCUMENT, ("list", 0, "filters", 0, "step"), None), ("list", 0, "filters")
    ) == [
        {"step": None},
        {"tick": "2"},
    ]
    assert edited({"a": 1, "b": 2}, ("a",), GONE) == {"b": 2}
    assert edited([1, 2, 3], (1,), GONE) == [1, 3]
    assert edited({"a": 1}, (), GONE) == {}
    assert msgspec.json.encode(DOCUMENT) == before


def test_a_row_stands_twice_where_it_stood_once() -> None:
    assert twice({"list": [{"symbol": "A"}, {"x": 1}]}, {"A"}) == {
        "list": [{"symbol": "A"}, {"symbol": "A"}, {"x": 1}]
    }
    assert twice([["1", "A"]], {"A"}) == [["1", "A"]]


def test_emptying_keeps_objects_and_takes_items() -> None:
    assert emptied({"a": {"b": [1, [2]]}, "c": 3}) == {"a": {"b": []}, "c": 3}


def test_a_member_is_added_everywhere() -> None:
    assert everywhere([{"a": {}}], lambda members: {**members, "new": 1}) == [
        {"a": {"new": 1}, "new": 1}
    ]


def test_numbers_stay_exact() -> None:
    assert str(parsed(b"[0.10000000000000000001]")) == "[Decimal('0.10000000000000000001')]"
    assert parsed(b"<html>") is None


def test_requests_are_the_same_in_any_order_of_their_parts() -> None:
    url = "https://api.example.com/v1/depth"
    first = request_key("POST", f"{url}?b=2&a=1", b'{"x": 1, "y": 2}')
    assert first == request_key("POST", f"{url}?a=1&b=2", b'{"y":2,"x":1}')
    assert first != request_key("POST", f"{url}?a=1&b=2", b'{"y":2,"x":3}')
    assert first != request_key("GET", f"{url}?a=1&b=2", b'{"y":2,"x":1}')
