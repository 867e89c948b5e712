"""What only Bybit does: pages without end, percent figures, halves that fail alone."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pricing_cases as cases
import pytest
from simulator.bodies import bybit as bodies

from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue

VENUE = next(venue for venue in discover().venues if venue.id == "bybit")
Answer = Callable[[httpx.Request], httpx.Response]
D = Decimal


def usual(request: httpx.Request) -> httpx.Response:
    """What the rebuilt exchange answers."""
    url = str(request.url.copy_with(query=None))
    status, document = bodies.answer(request.method, url, dict(request.url.params), None)
    return httpx.Response(status, json=document)


def fetched(answer: Answer) -> VenueData:
    transport = httpx.MockTransport(answer)
    return asyncio.run(
        fetch_venue(
            VENUE, lambda spec: spec.symbol == "BTCUSDT", now=bodies.AS_OF, transport=transport
        )
    )


def test_an_answer_of_before_the_change_of_margin_is_liquidated_by_the_rule_of_its_day() -> None:
    # 1 BTC long at 20,000 and 50x with maintenance of 0.5 %. On the entry value, until September
    # 2025: 20,000 - (400 - 100) = 19,700, as Bybit's help centre printed. On the mark value since:
    # (400 - 20,000) / (0.005 - 1) = 19,698.49
    spec = cases.contract(venue="bybit")
    market = cases.quotes(spec, bid=D(20_000), ask=D(20_000))
    trade = Trade(qty=D(1), account=D(900), leverage=D(50), stop=D("0.005"))
    for day, price in (
        (date(2025, 9, 1), "19700.00"),
        (date(2025, 9, 2), "19698.49"),
        (date(2026, 11, 25), "19698.49"),
    ):
        found = score(trade, cases.venue(spec, market, rules=VENUE.rules_on(day)), spec, cases.AT)
        assert found.margin
        assert found.margin.liquidation_price
        assert round(found.margin.liquidation_price, 2) == D(price)
    assert fetched(usual).rules == VENUE.rules
    then = asyncio.run(
        fetch_venue(
            VENUE,
            lambda _: False,
            now=datetime(2025, 6, 1, tzinfo=UTC),
            transport=httpx.MockTransport(usual),
        )
    )
    assert then.rules.maintenance_on == "entry"


def changed(path: str, change: Callable[[httpx.Request, Any], Any]) -> Answer:
    """The usual answers, with those of one path changed."""

    def answer(request: httpx.Request) -> httpx.Response:
        response = usual(request)
        if not request.url.path.endswith(path):
            return response
        return httpx.Response(response.status_code, json=change(request, response.json()))

    return answer


@pytest.mark.parametrize("cursor", ["", "page%3Dsame%26first%3D0"])
def test_paging_ends_when_the_cursor_is_empty_or_comes_again(cursor: str) -> None:
    asked = list[str]()

    def last(request: httpx.Request, document: Any) -> Any:
        asked.append(request.url.params["category"])
        document["result"]["nextPageCursor"] = cursor
        return document

    data = fetched(changed("instruments-info", last))
    assert asked.count("inverse") == (2 if cursor else 1)
    assert "BTCUSD" in {spec.symbol for spec in data.contracts}


def test_the_cursor_goes_back_as_it_came() -> None:
    sent = set[bytes]()

    def noted(request: httpx.Request, document: Any) -> Any:
        sent.add(request.url.query)
        return document

    fetched(changed("instruments-info", noted))
    assert b"category=inverse&limit=1000&cursor=page%3Dinverse%26first%3D5" in sent


def test_risk_limits_in_percent_are_unknown_tiers() -> None:
    def percent(_: httpx.Request, document: Any) -> Any:
        for row in document["result"]["list"]:
            row |= {"initialMargin": "1", "maintenanceMargin": "0.5", "maxLeverage": "100.00"}
        return document

    data = fetched(changed("risk-limit", percent))
    assert "BTCUSDT" not in data.tiers
    assert any("margin tiers unknown" in warning.message for warning in data.warnings)


def test_inverse_failing_alone_leaves_linear_contracts() -> None:
    def refused(request: httpx.Request, document: Any) -> Any:
        inverse = request.url.params["category"] == "inverse"
        return {"retCode": 10001, "retMsg": "params error"} if inverse else document

    data = fetched(changed("instruments-info", refused))
    assert {spec.payoff for spec in data.contracts} == {"linear"}
    assert any("inverse contracts unknown" in warning.message for warning in data.warnings)


def test_without_fee_groups_the_zone_of_the_contract_decides_and_readers_are_told() -> None:
    def refused(_: httpx.Request, __: Any) -> Any:
        return {"retCode": 10001, "retMsg": "params error"}

    data = fetched(changed("fee-group-info", refused))
    keys = {spec.symbol: spec.fee_schedule for spec in data.contracts}
    assert (keys["AVNTUSDT"], keys["BTCUSDT"]) == ("innovation", "standard")
    assert any("Innovation-Zone" in warning.message for warning in data.warnings)
