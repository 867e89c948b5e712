"""The little language of --fail-if."""

from decimal import Decimal

import pytest
from cli_market import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from comparator.cli.gate import NAMES, Gate
from comparator.comparison import Comparison, priced
from comparator.errors import PlanError
from comparator.pricing.trade import Trade


@pytest.fixture(scope="module")
def found() -> Comparison:
    """`fine` is best: cost_r 0.0887, total 0.4325, smallest account 97.50, nothing aged."""
    return priced(snapshot(), Trade(), ["BTC"])


HOLDS = [
    "cost_r > 0.08",
    "cost_r > 8%",
    "cost_r >= 8.87%",
    "total < 0.5",
    "min_account <= 97.5",
    "min_account == 97.50",
    "age_days < 30",
    "venues_failed == 1",
    "venues_ok != 3",
    "venue == 'fine'",
    'venue != "odd"',
    "not total > 1",
    "total > 1 or cost_r > 8%",
    "total > 0.4 and cost_r > 8%",
    "total > 1 and cost_r > 1 or venues_ok == 2",
    "not (total > 1 or cost_r > 1)",
    "0.08 < cost_r",
    "total>0.4325 or total==0.4325",
    "total > -0.5",
    "-5% < cost_r",
]
FAILS = [
    "cost_r > 0.10",
    "cost_r > 8.88%",
    "total < 0.4325",
    "total > 1 and (cost_r > 1 or venues_ok == 2)",
    "venue == 'odd'",
    "not total < 1",
    "total < -0.10",
]


@pytest.mark.parametrize("text", HOLDS)
def test_a_test_that_holds_fails_the_gate(found: Comparison, text: str) -> None:
    assert Gate(text).failures(found) == [f"BTC on fine: {text} holds"]


@pytest.mark.parametrize("text", FAILS)
def test_a_test_that_does_not_hold_passes_the_gate(found: Comparison, text: str) -> None:
    assert Gate(text).failures(found) == []


def test_what_is_not_known_has_not_passed() -> None:
    found = priced(snapshot(), Trade(stop=None, notional=Decimal(650)), ["BTC"])
    assert Gate("score < 50").failures(found) == ["BTC on fine: score is not known (score < 50)"]


def test_where_no_venue_can_take_the_trade_there_is_nothing_to_test() -> None:
    found = priced(snapshot(), Trade(account=Decimal(5)), ["BTC"])
    assert Gate("total > 0").failures(found) == []


def test_an_asset_that_no_venue_can_take_has_not_passed_beside_one_that_can_be_taken(
    found: Comparison,
) -> None:
    (poor,) = priced(snapshot(), Trade(account=Decimal(5)), ["BTC"]).answers
    both = structs.replace(found, answers=(*found.answers, structs.replace(poor, asset="ETH")))
    assert Gate("total > 5").failures(both) == ["ETH: no venue can take the trade (total > 5)"]


def test_a_number_in_another_notation_is_named_as_written() -> None:
    with pytest.raises(PlanError, match=r"'1e9' is no field, number \(as 0\.1 or 10%\) or text"):
        Gate("cost_r > 1e9")


REFUSED = [
    "cost",
    "cost_r",
    "cost_r >",
    "> 1",
    "cost_r > 1 1",
    "cost_r = 1",
    "(cost_r > 1",
    "cost_r > 1)",
    "cost_r > 1 and",
    "not",
    "costr > 1",
    "cost_r > 1; import os",
    "__import__('os').system('true') > 1",
    "cost_r.__class__ == 1",
    "cost_r > 1e9",
    "1 < total < 2",
    "len(venue) > 1",
    "total > 1 if 1 else 2",
    "f'{venue}' == 'fine'",
    "[total] == 1",
    "total + 1 > 2",
    "total is 1",
    "total > 1_000",
    "total > True",
    "venue == b'fine'",
    "venue == 'a\\x62'",
    "(x := 1) > 0",
    "(" * 100 + "total > 1" + ")" * 100,
    "not " * 100 + "total > 1",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_test_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PlanError, match=r"for example: --fail-if 'cost_r > 0\.10'"):
        Gate(text)


def test_a_misspelt_field_is_refused_with_the_near_one() -> None:
    with pytest.raises(PlanError, match="did you mean cost_r"):
        Gate("cost_rr > 1")


def test_words_have_no_order(found: Comparison) -> None:
    with pytest.raises(PlanError, match="no order"):
        Gate("venue > 'a'").failures(found)


PIECES = st.sampled_from([*NAMES, "(", ")", "and", "or", "not", "<", ">", "==", "1", "5%", "'x'"])


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=9))
def test_any_sequence_of_words_is_a_test_or_refused(words: list[str]) -> None:
    try:
        gate = Gate(" ".join(words))
        gate.failures(priced(FIXED, Trade(), ["BTC"]))
    except PlanError:
        return
    assert words


FIXED = snapshot()
