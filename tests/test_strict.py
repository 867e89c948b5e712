"""Answers with a member twice are refused, whatever the value and however deep; no others are."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from comparator.api.strict import strict
from comparator.errors import WireMismatch

NAMES = st.sampled_from(["a", "b", "a:b", 'say "x":', "\\", "ü", ""])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES
)
Pairs = list[tuple[str, Any]]


def written(node: object, *, spaced: bool) -> str:
    """JSON text of lists, of objects given as their pairs, and of plain values."""
    if isinstance(node, tuple):
        space = " " if spaced else ""
        members = (
            f"{json.dumps(name)}{space}:{space}{written(value, spaced=spaced)}"
            for name, value in node
        )
        return "{" + ",".join(members) + "}"
    if isinstance(node, list):
        return "[" + ",".join(written(item, spaced=spaced) for item in node) + "]"
    return json.dumps(node)


def twice_somewhere(node: object) -> bool:
    """The same question answered from the pairs, before there is any text."""
    if isinstance(node, tuple):
        names = [name for name, _ in node]
        return len(names) > len(set(names)) or any(twice_somewhere(value) for _, value in node)
    return isinstance(node, list) and any(map(twice_somewhere, node))


DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(st.tuples(NAMES, inner), max_size=4).map(tuple)
    ),
    max_leaves=12,
)


@given(document=DOCUMENTS, spaced=st.booleans())
def test_exactly_the_answers_with_a_member_twice_are_refused(
    document: object, *, spaced: bool
) -> None:
    body = written(document, spaced=spaced).encode()
    if twice_somewhere(document):
        with pytest.raises(WireMismatch, match="sent twice in one object"):
            strict(body, object)
    else:
        assert strict(body, object) == json.loads(body)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"size": "1", "size": "0.1"}', "size"),
        (b'[{"rows": [{"fee": 1, "fee": 1}]}]', "fee"),
        (b'{"a": 1, "\\u0061": 2}', "a"),
        (b'{"a": 1, "a": "x\\u003ay\\u003az"}', "a"),  # as many colons as it loses
        (b'{"n": 1e999, "a": {"b": 1, "b": 2}}', "b"),  # a number too large for a float
    ],
)
def test_the_member_is_named(body: bytes, name: str) -> None:
    with pytest.raises(WireMismatch, match=f"'{name}' is sent twice in one object"):
        strict(body, Raw)


def test_a_long_name_is_cut() -> None:
    name = b'"' + b"x" * 10_000 + b'":1'
    with pytest.raises(WireMismatch) as caught:
        strict(b"{" + name + b"," + name + b"}", Raw)
    assert len(str(caught.value)) < 200


def test_escaped_colons_and_large_numbers_are_no_offence() -> None:
    assert strict(b'{"at": "12\\u003a00"}', dict[str, str]) == {"at": "12:00"}
    assert strict(b'{"n": 1e999}', dict[str, Raw]) == {"n": Raw(b"1e999")}


@pytest.mark.parametrize("odd", [b"9" * 5_000, b'"\xff"'])
def test_what_no_reader_would_take_is_refused_where_nobody_reads_it(odd: bytes) -> None:
    body = b'{"n": 1, "odd": ' + odd + b"}"
    with pytest.raises(WireMismatch):
        strict(body, dict[str, Raw])


def test_the_shape_is_judged_first() -> None:
    with pytest.raises(WireMismatch, match="HTML instead of JSON"):
        strict(b"<html>", list[int])
