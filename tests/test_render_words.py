"""How figures are written for people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from cli_market import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from comparator import words
from comparator.answers import sentences
from comparator.comparison import Answer, Comparison, priced
from comparator.pricing.trade import Trade

WRITTEN = [
    (words.money, "1234.5", "$1,234.50"),
    (words.money, "0", "$0.00"),
    (words.money, "-0.4", "-$0.40"),
    (words.money, "0.0044", "$0.0044"),
    (words.amount, "1234.5", "1,234.50"),
    (words.amount, "0", "0.00"),
    (words.amount, "0.0044", "0.0044"),
    (words.amount, "0.00001", "<0.0001"),
    (words.amount, "-0.00001", ">-0.0001"),
    (words.account, "1950", "$1,950"),
    (words.account, "97.5", "$98"),
    (words.account, "7.501", "$7.51"),
    (words.quantity, "12000", "12,000"),
    (words.quantity, "1E+3", "1,000"),
    (words.quantity, "0.00480", "0.0048"),
    (words.quantity, "0.00000001", "0.00000001"),
    (words.quantity, "0.3333333333333333333", "0.3333333"),
    (words.price, "65000", "65,000"),
    (words.price, "0.000009123456789", "0.000009123457"),
    (words.price, "83995.7612", "83,995.76"),
    (words.points, "91.128", "91.1"),
    (words.short_percent, "0.015", "1.5 %"),
    (words.percent, "0.0887", "8.87 %"),
    (words.percent, "0.0000123456", "0.0012 %"),
    (words.hours, "24", "24 h"),
    (words.hours, "72", "3 days"),
    (words.hours, "0.5", "30 min"),
    (words.hours, "0", "0 h"),
]


@pytest.mark.parametrize(("write", "value", "text"), WRITTEN)
def test_figures_have_the_digits_a_person_needs(write: object, value: str, text: str) -> None:
    assert write(Decimal(value)) == text  # type: ignore[operator]


def test_a_bound_is_rounded_once_to_its_safe_side() -> None:
    """15.74 % would be a hair too far away for this trade, and it would still be impossible."""
    stop = Decimal("0.1573999999999999999999999999763900")
    assert words.bounded("stop", "<=", stop) == "stop ≤ 15.73 %"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (-5, "0 s"), (41, "41 s"), (300, "5 min"), (7200, "2 h"), (86400, "24 h")],
)
def test_ages_name_the_largest_unit(seconds: int, text: str) -> None:
    assert words.age(timedelta(seconds=seconds)) == text


def test_old_figures_are_so_many_days_old() -> None:
    assert words.age(timedelta(days=37, hours=5)) == "37 d"


@given(st.text())
@settings(max_examples=200)
def test_no_text_keeps_control_characters(text: str) -> None:
    assert words.clean(text).isprintable() or all(
        char.isprintable() or char.isspace() for char in words.clean(text)
    )
    assert "\n" not in words.clean(text)
    assert "\x1b" not in words.clean(text)


def test_text_that_turns_its_direction_is_turned_back() -> None:
    assert words.clean("a\u202eb\u200bc\ud800") == "abc"


def test_lists_are_read_as_sentences() -> None:
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"]) == "a"
    assert words.listed([]) == ""
    assert words.counted(1, "venue") == "1 venue"
    assert words.counted(2000, "venue") == "2,000 venues"


# -- sentences -------------------------------------------------------------------------------------


def verdict(trade: Trade) -> str:
    found: Comparison = priced(snapshot(), trade, ["BTC"])
    return sentences.verdict(found.answers[0], trade)


def test_income_is_said_to_be_paid() -> None:
    # 5 days short: 15 x 0.0325 of funding received, 0.335 of fees and spread paid
    said = verdict(Trade(side="short", hold_hours=Decimal(120)))
    assert "it pays you $0.15 on $4.88 at risk" in said


def test_no_account_is_promised_where_a_larger_one_would_not_help() -> None:
    said = verdict(Trade(leverage=Decimal(1000)))
    assert said == "BTC: no venue can take this trade; the reasons are below."


def test_where_no_venue_has_data_nothing_is_said_of_what_they_list() -> None:
    nothing = Answer(asset="BTC", rows=(), candidates=(), reference=None)
    said = sentences.verdict(nothing, Trade())
    assert said == "BTC: nothing can be said, as no venue has any data."


def test_one_venue_is_not_called_the_cheapest() -> None:
    saved = snapshot()
    found = priced(saved, Trade(), ["BTC"], only=["fine"])
    said = sentences.verdict(found.answers[0], Trade())
    assert said == "BTC: fine can take this trade: $0.43 in costs, 8.87 % of the $4.88 at risk."


def test_the_plan_names_how_the_size_came_about() -> None:
    def plan(trade: Trade) -> str:
        found = priced(snapshot(), trade, ["BTC"])
        return sentences.plan(found.answers[0], found)

    assert "risks 1 % = $5.00" in plan(Trade())
    assert "risks 1 % = $5.00, costs included" in plan(Trade(all_in=True))
    assert "loses at most $7.00 at the stop" in plan(Trade(max_loss=Decimal(7)))
    assert "size 0.5 coins" in plan(Trade(qty=Decimal("0.5")))
    assert "no stop" in plan(Trade(stop=None, notional=Decimal(100)))
    assert "10x · 3 such positions" in plan(Trade(leverage=Decimal(10), positions=3))
