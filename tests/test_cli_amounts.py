"""What people type for amounts."""

from decimal import Decimal
from pathlib import Path

import click
import pytest
from cli_market import Cli
from hypothesis import given, settings
from hypothesis import strategies as st

from comparator.cli import amounts

KINDS = {
    "usd": amounts.USD,
    "risk": amounts.RISK,
    "distance": amounts.DISTANCE_OR_NONE,
    "span": amounts.SPAN,
    "coins": amounts.COINS,
    "leverage": amounts.LEVERAGE,
    "seconds": amounts.SECONDS,
}
MEANT = [
    ("usd", "500", "500"),
    ("usd", "$500", "500"),
    ("usd", "$ 1,250.50", "1250.50"),
    ("usd", "5M", "5000000"),
    ("usd", "2.5k", "2500"),
    ("usd", "1_000", "1000"),
    ("usd", "1e3", "1000"),
    ("usd", "500 USDT", "500"),
    ("risk", "1%", "0.01"),
    ("risk", "0.01", "0.01"),
    ("risk", "1.5 %", "0.015"),
    ("risk", "15bp", "0.0015"),
    ("risk", ".5%", "0.005"),
    ("distance", "0", "0"),
    ("span", "24h", "24"),
    ("span", "24", "24"),
    ("span", "3d", "72"),
    ("span", "2w", "336"),
    ("span", "0", "0"),
    ("coins", "0.001", "0.001"),
    ("leverage", "10x", "10"),
    ("leverage", "2.5", "2.5"),
    ("seconds", "30s", "30"),
]


@pytest.mark.parametrize(("kind", "text", "value"), MEANT)
def test_amounts_mean_what_people_expect(kind: str, text: str, value: str) -> None:
    assert KINDS[kind].convert(text, None, None) == Decimal(value)


def test_ninety_minutes_are_an_hour_and_a_half() -> None:
    assert abs(amounts.SPAN.convert("90min", None, None) - Decimal("1.5")) < Decimal("1E-20")


REFUSED = [
    ("usd", "", "not an amount"),
    ("usd", "abc", "not an amount"),
    ("usd", "nan", "not an amount"),
    ("usd", "Infinity", "not an amount"),
    ("usd", "-5", "below zero"),
    ("usd", "-$5", "below zero"),
    ("usd", "0", "is zero"),
    ("usd", "1,5", "not an amount"),
    ("usd", "1.000,00", "not an amount"),
    ("usd", "5 EUR", "not an amount"),
    ("usd", "5%", "not an amount"),
    ("usd", "1e99", "too large"),
    ("span", "99999w", "too large"),
    ("leverage", "1001", "too large"),
    ("seconds", "2000min", "too large"),
    ("usd", "0x10", "not an amount"),
    ("usd", "١٢", "not an amount"),
    ("risk", "5", "did you mean 5%"),
    ("risk", "100%", "below 100 %"),
    ("risk", "500", "below 100 %"),
    ("span", "3x", "not a span"),
    ("span", "1 month", "not a span"),
    ("leverage", "0x", "is zero"),
]


@pytest.mark.parametrize(("kind", "text", "said"), REFUSED)
def test_nonsense_is_refused_with_a_reason_and_an_example(kind: str, text: str, said: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        KINDS[kind].convert(text, None, None)
    assert said in refused.value.message
    assert "for example" in refused.value.message
    assert repr(text) in refused.value.message


@settings(max_examples=200)
@given(text=st.text(max_size=12), kind=st.sampled_from(sorted(KINDS)))
def test_any_text_is_an_amount_or_refused(text: str, kind: str) -> None:
    try:
        value = KINDS[kind].convert(text, None, None)
    except click.BadParameter:
        return
    assert value.is_finite()
    assert value >= 0


@pytest.mark.parametrize("text", ["BTC=65000", "btc=$65,000"])
def test_a_price_names_its_asset(text: str) -> None:
    assert amounts.PRICE.convert(text, None, None) == ("BTC", Decimal(65000))


@pytest.mark.parametrize("text", ["", "BTC", "=5", "BTC=", "BTC=x", "BTC=0"])
def test_a_price_without_asset_or_number_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="for example"):
        amounts.PRICE.convert(text, None, None)


def test_a_price_is_of_the_coin_that_is_meant(cli: Cli) -> None:
    _, told, _ = cli.on_saved("compare", "BTC", "--price", "XBT=65001", "--format", "json")
    _, same, _ = cli.on_saved("compare", "BTC", "--price", "BTC=65001", "--format", "json")
    assert told == same
    assert "65001" in told
    assert amounts.PRICE.convert("kPEPE=0.01", None, None) == ("PEPE", Decimal("0.00001"))


@pytest.mark.parametrize(
    ("name", "hint"), [("BTCC", "did you mean BTC?"), ("ZZZ", "for example BTC=65000")]
)
def test_a_price_of_an_unknown_coin_is_refused(cli: Cli, name: str, hint: str) -> None:
    code, _, err = cli.on_saved("compare", "BTC", "--price", f"{name}=65000")
    assert code == 2
    assert f"--price {name}: no contract is on it or paid in it" in err
    assert hint in err


def test_a_large_risk_takes_the_percent_sign(cli: Cli) -> None:
    code, _, err = cli.on_saved("compare", "BTC", "--risk", "0.5")
    assert code == 2
    assert "--risk: '0.5' is 50 %; if so much is meant, write 50%" in err
    assert cli.on_saved("compare", "BTC", "--risk", "50%")[0] != 2
    assert cli.on_saved("compare", "BTC", "--risk", "0.1")[0] != 2
    assert cli.on_saved("report", "BTC", "--risk", "50%", "--output", "r.md")[0] == 0
    assert "--risk 50.00%" in Path("r.md").read_text("utf-8")
