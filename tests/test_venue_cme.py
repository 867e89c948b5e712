"""CME: expiries from the clock, prices from dated figures, charges per contract."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from comparator.cli.main import run
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, VenueData
from comparator.sources.collect import Plan, collect
from comparator.sources.discovery import discover
from comparator.sources.published import published

CME = next(venue for venue in discover().venues if venue.id == "cme")


def listed(at: str) -> VenueData:
    plan = Plan(source="published", at=datetime.fromisoformat(at).replace(tzinfo=UTC))
    data = asyncio.run(collect([CME], lambda _: True, plan))[0].data
    assert data is not None
    return data


def expiry(data: VenueData, symbol: str) -> str:
    spec = next(spec for spec in data.contracts if spec.symbol == symbol)
    return f"{spec.expiry:%Y-%m-%dT%H}"


@pytest.mark.parametrize(
    ("at", "symbol", "expected"),
    [
        # last Friday of November 2026 is the 27th; London is on winter time
        ("2026-11-23T12:00", "MBTX26", "2026-11-27T16"),
        # the 25th is Christmas Day: the Thursday before
        ("2026-11-23T12:00", "MBTZ26", "2026-12-24T16"),
        # the 26th of March 2027 is Good Friday, and summer time begins on the 28th
        ("2027-03-01T00:00", "MBTH27", "2027-03-25T16"),
        ("2027-03-01T00:00", "METJ27", "2027-04-30T15"),
        # expired at 16:00: the next month is the first one listed
        ("2026-11-27T16:00", "MBTF27", "2027-01-29T16"),
        # 2029-10-26 is before the last Sunday, the 28th: still summer time
        ("2029-10-01T00:00", "MXPV29", "2029-10-26T15"),
        # Fridays, 16:00 in New York: UTC-5 in November, UTC-4 in July
        ("2026-11-23T12:00", "BFF261127", "2026-11-27T21"),
        ("2026-11-23T12:00", "BFF261204", "2026-12-04T21"),
        ("2027-07-01T00:00", "BFF270702", "2027-07-02T20"),
        # New York's summer begins on 14 March 2027, two weeks before London's
        ("2027-03-15T00:00", "BFF270319", "2027-03-19T20"),
        ("2026-11-23T12:00", "QSOLM27", "2027-06-25T15"),
    ],
)
def test_contracts_expire_when_the_rule_says(at: str, symbol: str, expected: str) -> None:
    assert expected == expiry(listed(at), symbol)


def test_a_price_is_the_dated_index_plus_carry_one_tick_wide() -> None:
    market = listed("2026-11-24T16:00").markets["MBTZ26"]
    # settles of 2026-08-28: 79,985 / 77,835 - 1 = 0.0276225 in 181 days, x 365 / 181 = 0.0557029
    # 30 days to expiry: 77,400 x (1 + 0.0557029 x 30 / 365) = 77,754.36; tick 5: 77,750 to 77,755
    assert Decimal(77750) == market.bid
    assert Decimal(77755) == market.ask
    assert Decimal("77752.5") == market.mark
    assert Decimal(77400) == market.index


def test_a_spot_quoted_future_trades_at_the_index_and_pays_its_carry_by_the_day() -> None:
    market = listed("2026-11-26T16:00").markets["QBTCM27"]
    # rulebook chapter 24; 0.01 BTC at 77,400 are 774 USD: the quote stands one tick wide around it
    assert (market.bid, market.mark, market.ask) == (77_395, 77_400, 77_405)
    assert Decimal("0.01") * market.mark == 774
    # 774 x 0.0557029 / 365 = 0.11812 USD a day (by hand, from the settles above)
    assert market.funding_rate is not None
    assert market.funding_interval_hours == 24
    assert abs(774 * market.funding_rate - Decimal("0.11812")) < Decimal("0.00001")


@pytest.mark.parametrize(("hours", "sign"), [(24, 1), (24, -1), (72, 1)])
def test_holding_a_spot_quoted_future_costs_a_day_of_carry_each_day(hours: int, sign: int) -> None:
    data = listed("2026-11-26T16:00")
    spec = next(spec for spec in data.contracts if spec.symbol == "QBTCM27")
    trade = Trade(
        account=Decimal(5000),
        side="long" if sign > 0 else "short",
        qty=Decimal("0.01"),
        hold_hours=Decimal(hours),
    )
    costs = score(trade, data, spec, datetime(2026, 11, 26, 16, tzinfo=UTC)).costs
    assert costs is not None
    assert costs.funding == 0
    assert abs(costs.carry - sign * Decimal("0.11812") * hours / 24) < Decimal("0.00004")


def test_micros_nobody_can_price_are_named() -> None:
    told = [row.message for row in listed("2026-11-26T16:00").warnings if row.code == "no_market"]
    assert [text.split(",")[0] for text in told] == [
        "cme lists MCA",
        "cme lists MLN",
        "cme lists MXL",
    ]
    assert "10,000 ADA a contract" in told[0]


def test_figures_keep_their_dates_and_doubts() -> None:
    data = listed("2026-11-23T12:00")
    assert datetime(2026, 8, 28, tzinfo=UTC) == data.origin("markets", "MBTZ26").as_of
    assert datetime(2026, 5, 30, tzinfo=UTC) == data.origin("markets", "MXPZ26").as_of
    assert data.origin("tiers", "MBTZ26").basis == "published"
    assert data.origin("tiers", "METZ26").basis == "published"
    assert data.origin("tiers", "QETHM27").basis == "assumed"
    assert data.origin("fees", "MBT").basis == "published"
    assert data.origin("fees", "MSL").basis == "assumed"
    assert [warning.code for warning in data.warnings][:1] == ["static_data"]


def test_charge_per_contract_is_exchange_assessment_and_commission() -> None:
    fees = listed("2026-11-23T12:00").fees
    assert Decimal("1.15") + Decimal("0.01") + Decimal("0.85") == fees["MBT"].tiers[0].per_contract
    assert Decimal("0.85") == fees["MBT"].tiers[0].commission
    assert Decimal("0.31") == fees["MET"].tiers[0].per_contract
    assert Decimal("0.61") == fees["BFF"].tiers[0].per_contract


def test_margin_is_what_the_broker_asks() -> None:
    tiers = listed("2026-11-23T12:00").tiers
    # 3,116.11 / 8,400 and 158.11 / 265, Interactive Brokers overnight, 2026-10-03
    assert abs(tiers["MBTZ26"][0].initial_rate - Decimal("3116.11") / 8400) < Decimal("0.0005")
    assert abs(tiers["METZ26"][0].initial_rate - Decimal("158.11") / 265) < Decimal("0.0005")


def test_every_product_has_fees_margin_and_a_price() -> None:
    data = listed("2026-11-23T12:00")
    assert CME.published is not None
    products = {spec.symbol for spec in published(CME.published, CME.rules).contracts}
    assert products == {"MBT", "MET", "BFF", "QBTC", "QETH", "QSOL", "QXRP", "MSL", "MXP"}
    assert products == {spec.fee_schedule for spec in data.contracts} == set(data.fees)

    def complete(spec: ContractSpec) -> bool:
        return spec.symbol in data.markets and spec.symbol in data.tiers

    assert all(complete(spec) for spec in data.contracts)


def test_one_spot_quoted_contract_is_worth_the_spot_price(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = ["contracts", "BTC", "--venue", "cme", "--price", "BTC=77400", "--source", "published"]
    assert run([*ask, "--format", "csv", "--fields", "symbol,notional"]) == 0
    worth = dict(line.split(",") for line in capsys.readouterr().out.splitlines())
    spot = [Decimal(value) for symbol, value in worth.items() if symbol.startswith("QBTC")]
    assert spot == [Decimal(774)]
