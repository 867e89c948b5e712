"""OKX: what its evidence folder cannot show, since answers there are of one instant."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from comparator_venues import okx

from comparator.errors import GeoBlocked, RateLimited, Refused, Unreachable, VenueError

LISTED = {
    "instId": "BTC-USDT-SWAP",
    "instType": "SWAP",
    "state": "live",
    "uly": "BTC-USDT",
    "settleCcy": "USDT",
    "ctType": "linear",
    "ctVal": "0.01",
    "ctMult": "1",
    "ctValCcy": "BTC",
    "lotSz": "0.01",
    "minSz": "0.01",
    "tickSz": "1e-1",
    "lever": "100",
    "expTime": "",
    "listTime": "",
    "maxLmtSz": "",
    "maxMktSz": "",
}


def listed(**changes: str) -> okx.Instrument:
    return msgspec.convert(LISTED | changes, okx.Instrument)


def test_a_swap_whose_end_is_announced_is_still_a_perpetual() -> None:
    spec = okx.contract(listed(expTime="1798704000000"))
    assert spec is not None
    assert (spec.kind, spec.expiry) == ("perpetual", None)


def test_what_is_empty_is_unknown_and_never_zero() -> None:
    spec = okx.contract(listed(lever=""))
    assert spec is not None
    assert (spec.max_leverage, spec.max_qty, spec.listed_at) == (None, None, None)


@pytest.mark.parametrize("state", ["preopen", "suspend", "rebase", "post_only", "test"])
def test_a_contract_in_any_other_state_is_not_open(state: str) -> None:
    assert okx.contract(listed(state=state, ctVal="", uly="", lotSz="")) is None


def test_a_contract_that_counts_another_coin_is_rejected() -> None:
    with pytest.raises(ValueError, match="ctValCcy must be BTC, was 'USDT'"):
        okx.contract(listed(ctValCcy="USDT"))


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("50011", RateLimited),
        ("50013", Unreachable),
        ("51155", GeoBlocked),
        ("51001", Refused),
        ("0", None),
    ],
)
def test_the_code_decides_whatever_the_status(code: str, error: type[VenueError] | None) -> None:
    found = okx.refusal(msgspec.json.encode({"code": code, "msg": "text", "data": []}))
    assert type(found) is (error or type(None))


def test_an_empty_time_after_the_next_costs_the_interval_alone() -> None:
    spec = okx.contract(listed())
    assert spec is not None
    now = datetime(2026, 9, 6, tzinfo=UTC)
    found = okx.funding(now, spec, okx.Funding("0.0001", "1788681600000", ""))
    assert found.funding_rate == Decimal("0.0001")
    assert found.next_funding_time == datetime(2026, 9, 6, 8, tzinfo=UTC)  # 1788681600
    assert found.funding_interval_hours is None


def test_a_text_that_is_no_number_is_named() -> None:
    spec = okx.contract(listed())
    assert spec is not None
    with pytest.raises(ValueError, match="'--' is no number"):
        okx.quote(spec, okx.Ticker("--", "1", "2", "1", "1788681600000"))
