"""Extended: what neither the kit nor the captured answers show, and the list without its book."""

import tomllib
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from captures import captures_folder
from comparator_venues import extended

from comparator.schema import ContractSpec

D = Decimal
FOLDER = captures_folder() / "extended"


def market(config: dict[str, str] | None = None, **members: Any) -> extended.Market:
    row = {
        "name": "BTC-USD",
        "uiName": "BTC-USD",
        "category": "Crypto",
        "subCategory": "L1",
        "collateralAssetName": "USD",
        "active": True,
        "status": "ACTIVE",
        "tradingConfig": {
            "minOrderSize": "0.0001",
            "minOrderSizeChange": "0.00001",
            "minPriceChange": "1",
            "maxLeverage": "50.00",
            **(config or {}),
        },
        "marketStats": dict.fromkeys(
            ("bidPrice", "askPrice", "markPrice", "indexPrice", "lastPrice"), "0"
        ),
    }
    return msgspec.convert(row | members, extended.Market)


def spec(**members: Any) -> ContractSpec:
    found = extended.contract(market(**members))
    assert found is not None
    return found


def test_a_price_of_zero_is_none() -> None:
    at = datetime.fromisoformat("2026-09-28T09:30:00+00:00")
    quote = extended.snapshot(at, spec(), market())
    assert (quote.bid, quote.ask, quote.mark, quote.index, quote.last) == (None,) * 5
    assert quote.next_funding_time is None


@pytest.mark.parametrize(
    "state",
    [
        {"type": "SPOT"},
        {"active": False},
        {"status": "REDUCE_ONLY"},
        {"status": "PRELISTED"},
        {"isOffHours": True},
    ],
)
def test_what_takes_no_opening_order_is_closed(state: dict[str, Any]) -> None:
    assert extended.contract(market(**state)) is None


def test_a_share_is_called_by_its_name_without_its_hours() -> None:
    found = spec(name="NVDA_24_5-USD", uiName="NVDA-USD", category="RWA", subCategory="Equity")
    assert (found.symbol, found.base, found.asset_class) == ("NVDA_24_5-USD", "NVDA", "stock")


def test_another_collateral_is_not_taken_for_usdc() -> None:
    with pytest.raises(ValueError, match="collateralAssetName must be USD"):
        spec(collateralAssetName="EUR")


@pytest.mark.skipif(not FOLDER.exists(), reason="the captured answers are not beside the project")
def test_the_list_alone_is_read_as_worked_out_by_hand() -> None:
    answer = (FOLDER / "info_markets_BTC_2026-04-29.json").read_bytes()
    (raw,) = msgspec.json.decode(answer, type=extended.Markets).data
    wire = msgspec.json.decode(raw, type=extended.Market)
    (row,) = tomllib.loads((FOLDER / "oracle.toml").read_text())["market"]
    contract = extended.contract(wire)
    assert contract is not None
    at = datetime.fromisoformat("2026-04-29T05:50:00+00:00")
    quote = extended.snapshot(at, contract, wire)
    for field in ("bid", "ask", "mark", "index", "funding_rate"):
        assert getattr(quote, field) == D(row[field]), field
    assert quote.next_funding_time == datetime.fromisoformat(row["next_funding_time"])
