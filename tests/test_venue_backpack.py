"""Backpack: what neither the kit nor the captured answers show."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from comparator_venues import backpack

from comparator.api import GeoBlocked, RateLimited, Refused, Unreachable, order_book
from comparator.api.status import status_error
from comparator.schema import ContractSpec

D = Decimal


def market(**members: Any) -> backpack.Market:
    row = {
        "symbol": "BTC_USDC_PERP",
        "baseSymbol": "BTC",
        "quoteSymbol": "USDC",
        "marketType": "PERP",
        "orderBookState": "Open",
        "createdAt": "2025-01-21T06:34:54.691858",
        "fundingInterval": 3600000,
        "filters": {
            "price": {"tickSize": "0.1"},
            "quantity": {"minQuantity": "0.00001", "stepSize": "0.00001", "maxQuantity": None},
        },
        "imfFunction": {"type": "sqrt", "base": "0.01333333", "factor": "0.00002494"},
        "mmfFunction": {"type": "sqrt", "base": "0.00666667", "factor": "0.00001496"},
    }
    return msgspec.convert(row | members, backpack.Market, strict=False)


def spec(**members: Any) -> ContractSpec:
    found = backpack.contract(market(**members))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "state",
    [
        {"marketType": "SPOT", "imfFunction": None},
        {"marketType": "PREDICTION"},
        {"orderBookState": "LimitOnly"},
        {"orderBookState": "CancelOnly"},
        {"visible": False},
    ],
)
def test_what_takes_no_market_order_is_not_offered(state: dict[str, Any]) -> None:
    assert backpack.contract(market(**state)) is None


def test_inverse_perpetuals_were_never_seen_and_are_refused() -> None:
    with pytest.raises(KeyError, match="IPERP"):
        backpack.contract(market(marketType="IPERP"))


def test_a_margin_function_of_another_form_is_refused() -> None:
    odd = {"type": "linear", "base": "0.02", "factor": "0"}
    with pytest.raises(ValueError, match="margin must be a sqrt, was 'sqrt' and 'linear'"):
        backpack.tiers(spec(), market(mmfFunction=odd))


def test_the_interval_may_be_text_and_was_longer_once() -> None:
    assert spec(fundingInterval="28800000").funding_interval_hours == 8


def test_the_best_bid_is_the_last_of_the_list() -> None:
    wire = msgspec.json.decode(
        b'{"bids":[["98","1"],["99","2"]],"asks":[["100","3"],["101","4"]],"timestamp":1}',
        type=backpack.Book,
    )
    at = backpack.datetime(2026, 8, 5, tzinfo=backpack.UTC)
    book = order_book(spec(), at, wire.bids, wire.asks)
    assert (book.bids[0], book.asks[0]) == ((D(99), D(2)), (D(100), D(3)))


def test_codes_that_pass_are_told_from_those_that_stay() -> None:
    def error(code: str) -> object:
        return type(backpack.refusal(msgspec.json.encode({"code": code, "message": "words"})))

    assert error("TOO_MANY_REQUESTS") is RateLimited
    assert error("MAINTENANCE") is error("SERVER_ERROR") is Unreachable
    assert error("INVALID_CLIENT_REQUEST") is Refused
    assert backpack.refusal(b'{"bids":[],"asks":[],"timestamp":1}') is None


def test_forbidden_is_what_its_status_says() -> None:
    body = b'{"code":"FORBIDDEN","message":"Forbidden"}'
    assert backpack.refusal(body) is None
    assert isinstance(status_error(403, {}, body), GeoBlocked)
