"""GRVT: what neither the kit nor the captured answers show."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from comparator_venues import grvt
from simulator.bodies import grvt as bodies

from comparator.api import RateLimited, Refused, Unreachable
from comparator.schema import ContractSpec
from comparator.sources.fetch import fetch_venue

D = Decimal


def instrument(**members: Any) -> grvt.Instrument:
    row = {
        "instrument": "BTC_USDT_Perp",
        "base": "BTC",
        "quote": "USDT",
        "kind": "PERPETUAL",
        "venues": ["ORDERBOOK", "RFQ"],
        "tick_size": "0.1",
        "min_size": "0.001",
        "min_notional": "100.0",
        "funding_interval_hours": 8,
    }
    return msgspec.convert(row | members, grvt.Instrument, strict=False)


def spec(**members: Any) -> ContractSpec:
    found = grvt.contract(instrument(**members))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "state",
    [
        *({"kind": kind} for kind, perpetual in grvt.KINDS.items() if not perpetual),
        *({"status": word} for word, traded in grvt.OPEN.items() if not traded),
        {"venues": ["RFQ"]},
    ],
)
def test_what_takes_no_market_order_is_not_offered(state: dict[str, Any]) -> None:
    assert grvt.contract(instrument(**state)) is None


def test_zero_hours_and_a_value_of_zero_are_unknown() -> None:
    found = spec(funding_interval_hours="0", min_notional="0.0")
    assert (found.funding_interval_hours, found.min_notional) == (None, None)


def test_shares_before_their_listing_are_stock() -> None:
    assert spec(asset_class="PRE_IPO").asset_class == "stock"


@pytest.mark.parametrize(
    ("base", "kind"),
    [
        *(("BTC", "crypto"), ("IP", "crypto"), ("XAU", "commodity"), ("CL", "commodity")),
        *(("TSLA", "stock"), ("V", "stock"), ("SPY", "index"), ("EWZ", "index")),
    ],
)
def test_where_no_contract_says_what_it_is_known_names_do(base: str, kind: str) -> None:
    assert spec(base=base, asset_class="UNSPECIFIED", status="UNSPECIFIED").asset_class == kind


@pytest.mark.parametrize(
    ("base", "coin", "many"), [("KPEPE", "PEPE", 1000), ("KAIA", "KAIA", 1), ("BTC", "BTC", 1)]
)
def test_a_bundle_of_a_thousand_has_a_capital_k(base: str, coin: str, many: int) -> None:
    found = spec(base=base)
    assert (found.base, found.underlying_multiplier) == (coin, many)


def test_a_time_is_nanoseconds_and_nothing_else() -> None:
    assert grvt.moment("1764777600000000000") == datetime(2025, 12, 3, 16, tzinfo=UTC)
    with pytest.raises(ValueError, match="soon"):
        grvt.moment("soon")


def test_volume_of_one_side_alone_is_unknown() -> None:
    wire = grvt.Quote(event_time="1764774730025055205", buy_volume_24h_b=D(1))
    quote = grvt.snapshot(spec(), wire)
    assert (quote.volume_24h, quote.funding_rate, quote.next_funding_time) == (None, None, None)


def test_an_empty_cap_is_the_last_bracket() -> None:
    row = b'{"notional_floor":"0","notional_cap":"","maintenance_margin_rate":"0.01",'
    row += b'"initial_margin_rate":"0.02","max_leverage":50,"cumulative_maintenance_amount":"0"}'
    assert grvt.tier(msgspec.json.decode(row, type=grvt.Bracket)).cap is None


def test_codes_that_pass_are_told_from_those_that_stay() -> None:
    def error(code: int) -> object:
        return type(grvt.refusal(msgspec.json.encode({"code": code, "message": "words"})))

    assert error(1006) is RateLimited
    assert error(1002) is Unreachable
    assert error(3000) is Refused
    assert grvt.refusal(b'{"result":[]}') is None


def test_only_contracts_that_are_wanted_cost_requests() -> None:
    asked = Counter[str]()

    def handle(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        asked[request.url.path.rpartition("/")[2]] += 1
        status, document = bodies.answer(request.method, str(request.url), {}, body)
        return httpx.Response(status, json=document)

    data = asyncio.run(
        fetch_venue(
            grvt.comparator_venues()[0],
            lambda wanted: wanted.base in {"BTC", "ETH"},
            now=bodies.AS_OF,
            transport=httpx.MockTransport(handle),
        )
    )
    assert set(data.markets) == {"BTC_USDT_Perp", "ETH_USDT_Perp"}
    assert asked == {"all_instruments": 1, "ticker": 2, "book": 2, "margin_rules": 2}
