"""Deribit: what neither the kit nor the captured answers show."""

from decimal import Decimal

import msgspec
import pytest
from comparator_venues import deribit

from comparator.schema import ContractSpec

D = Decimal


def instrument(**members: object) -> deribit.Instrument:
    row = {
        "instrument_name": "BTC_USDC-PERPETUAL",
        "kind": "future",
        "is_active": True,
        "base_currency": "BTC",
        "quote_currency": "USDC",
        "settlement_currency": "USDC",
        "settlement_period": "perpetual",
        "expiration_timestamp": 32503708800000,
        "min_trade_amount": 0.0001,
        "tick_size": 0.1,
    }
    return msgspec.convert(row | members, deribit.Instrument, strict=False)


def spec(**members: object) -> ContractSpec:
    found = deribit.contract(instrument(**members))
    assert found is not None
    return found


def ticker(**members: object) -> deribit.Ticker:
    row = {
        "timestamp": 1790133840887,
        "best_bid_price": "86775.9",
        "best_bid_amount": "0.0645",
        "best_ask_price": "86778",
        "best_ask_amount": "0.3001",
        "current_funding": "0.0001423",
    }
    return msgspec.convert(row | members, deribit.Ticker)


def test_without_a_type_the_currency_of_settlement_tells_inverse_from_linear() -> None:
    assert spec().payoff == "linear"
    old = {"settlement_currency": None, "quote_currency": "USD"}
    assert (
        spec(**old).payoff,
        spec(**old).settle,
        spec(**old).quote,
    ) == ("inverse", "BTC", "USD")


@pytest.mark.parametrize(
    ("told", "settle"), [("reversed", "USDC"), ("linear", "BTC"), ("linear", None)]
)
def test_a_type_that_contradicts_the_settlement_is_refused(told: str, settle: str | None) -> None:
    with pytest.raises(ValueError, match="settlement_currency must fit"):
        spec(instrument_type=told, settlement_currency=settle)


def test_the_quote_is_the_counter_currency_where_both_are_sent() -> None:
    assert spec(counter_currency="USD", settlement_currency="BTC").quote == "USD"


@pytest.mark.parametrize("state", ["locked", "halted", "settlement"])
def test_only_open_books_are_offered(state: str) -> None:
    assert deribit.contract(instrument(state=state)) is None


def test_an_empty_side_is_unknown_and_never_zero() -> None:
    quote = deribit.snapshot(spec(), ticker(best_ask_price=0, best_ask_amount=0))
    assert (quote.ask, quote.ask_size) == (None, None)
    assert D("0.0645") == quote.bid_size


def test_a_rate_of_exactly_zero_is_a_rate() -> None:
    assert D(0) == deribit.snapshot(spec(), ticker(current_funding=0)).funding_rate


def test_a_dated_contract_has_no_funding_whatever_the_ticker_says() -> None:
    dated = spec(settlement_period="month", expiration_timestamp=1798185600000)
    assert deribit.snapshot(dated, ticker()).funding_rate is None
