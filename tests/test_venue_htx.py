"""HTX: three families of paths, older and newer calls, labels in place of kinds."""

import asyncio
import tomllib
from decimal import Decimal
from functools import partial

import httpx
import msgspec
import pytest
from captures import captures_folder
from comparator_venues import htx
from simulator.bodies import htx as bodies

from comparator.api.wire import normalise_each
from comparator.errors import RateLimited, Refused
from comparator.schema import VenueData
from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue

VENUE = next(venue for venue in discover().venues if venue.id == "htx")
LISTED = {
    "contract_code": "BTC-USDT",
    "symbol": "BTC",
    "contract_size": "0.001",
    "price_tick": "0.1",
    "contract_status": 1,
    "create_date": "20201021",
    "pair": "BTC-USDT",
}


def contract(**members: object) -> htx.api.ContractSpec | None:
    return htx.contract("linear", {}, msgspec.convert(LISTED | members, htx.Instrument))


@pytest.mark.parametrize("hours", [8, "8"], ids=["number", "text"])
def test_the_interval_comes_as_number_or_text(hours: object) -> None:
    found = contract(settlement_period=hours)
    assert found is not None
    assert Decimal(8) == found.funding_interval_hours


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Stocks", "Indices"], "stock"),
        ("Metals", "commodity"),
        (["Indices"], "index"),
        ([], "crypto"),
        ("", "crypto"),
        (None, "crypto"),
    ],
)
def test_the_first_label_tells_what_is_traded(labels: object, expected: str) -> None:
    found = contract(tradfi_labels=labels)
    assert found is not None
    assert expected == found.asset_class


@pytest.mark.parametrize("status", [0, 2, 3, 4, 5, 6, 7, 8, 9])
def test_only_listed_contracts_are_open(status: int) -> None:
    assert contract(contract_status=status) is None


def newer(request: httpx.Request) -> dict[str, object] | None:
    """Rates as the calls for one contract tell them; None for any other path."""
    if request.url.path == "/v5/market/funding_rate":
        row = {
            "contract_code": request.url.params["contract_code"],
            "funding_rate": "0.000083",
            "funding_time": "1790150400000",
            "next_funding_time": "1790179200000",
        }
        return {"code": 200, "message": "Success", "data": [row]}
    if request.url.path == "/swap-api/v1/swap_funding_rate":
        return {"status": "ok", "data": bodies.funding("BTC-USD")}  # one object, no list
    return None


def fetched(*gone: str) -> VenueData:
    """What the rebuilt exchange says when these paths refuse."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path in gone:
            error = {"status": "error", "err_code": 1000, "err_msg": "System error"}
            return httpx.Response(200, json=error)
        document = newer(request)
        if document is not None:
            return httpx.Response(200, json=document)
        url = str(request.url.copy_with(query=None))
        status, usual = bodies.answer("GET", url, dict(request.url.params), None)
        return httpx.Response(status, json=usual)

    return asyncio.run(
        fetch_venue(
            VENUE,
            lambda spec: spec.base == "BTC",
            now=bodies.AS_OF,
            transport=httpx.MockTransport(answer),
        )
    )


def test_where_the_list_of_rates_is_gone_contracts_are_asked_for_one_by_one() -> None:
    families = ("linear-swap", "swap")
    markets = fetched(*(f"/{name}-api/v1/swap_batch_funding_rate" for name in families)).markets
    assert Decimal("0.000083") == markets["BTC-USDT"].funding_rate
    assert Decimal("0.0001") == markets["BTC-USD"].funding_rate
    # 08:00, the settlement to come; the newer call's next_funding_time is the one after it
    assert {markets[symbol].next_funding_time for symbol in ("BTC-USDT", "BTC-USD")} == {
        fetched().markets["BTC-USDT"].next_funding_time
    }


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("/swap-api/v1/swap_contract_info", {"BTC-USD"}),
        ("/api/v1/contract_contract_info", {"BTC261225"}),
    ],
)
def test_an_inverse_list_that_fails_leaves_the_others(path: str, missing: set[str]) -> None:
    def symbols(data: VenueData) -> set[str]:
        return {spec.symbol for spec in data.contracts}

    found = fetched(path)
    assert symbols(fetched()) - symbols(found) == missing
    assert any("unknown" in warning.message for warning in found.warnings)


def test_refusals_of_all_three_generations_are_understood() -> None:
    limited = b'{"status":"error","err-code":"invalid-parameter","err-msg":"request limit"}'
    assert isinstance(htx.refusal(limited), RateLimited)
    later = htx.refusal(b'{"code":1067,"message":"too many codes","data":null}')
    assert isinstance(later, Refused)
    assert later.code == "1067"
    assert htx.refusal(b'{"code":200,"message":"Success","data":[]}') is None


CAPTURES = captures_folder() / "htx"


@pytest.mark.skipif(not CAPTURES.exists(), reason="captured answers are not beside the project")
def test_dated_inverse_contracts_of_2021_are_read_as_worked_out_by_hand() -> None:
    body = (CAPTURES / "coin_futures_contract_info_2021-07-22.json").read_bytes()
    rows = msgspec.json.decode(body, type=htx.Answer).data
    batch = normalise_each(
        htx.api.rows_of(rows), htx.Instrument, partial(htx.contract, "inverse", {}), name=htx.CODE
    )
    found = {spec.symbol: spec for spec in batch.items}
    known = tomllib.loads((CAPTURES / "oracle.toml").read_text("utf-8"))["contract"]
    expected = [row for row in known if row["set"] == "2021-07"]
    assert (len(batch.items), len(expected)) == (39, 5)
    for row in expected:
        spec = found[row["symbol"]]
        assert (row["base"], row["quote"], row["settle"]) == (spec.base, spec.quote, spec.settle)
        assert (row["kind"], row["payoff"]) == (spec.kind, spec.payoff)
        assert Decimal(row["contract_size"]) == spec.contract_size
        assert Decimal(row["tick_size"]) == spec.tick_size
        assert row["expiry"] == f"{spec.expiry:%Y-%m-%d}"
