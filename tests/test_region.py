"""`--region`: a venue's own tables for clients of a country, and what they may not trade."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from comparator_venues import krakenfutures
from msgspec import structs
from samples import data as venue_data
from samples import schedule

import comparator
from comparator.cli.main import run
from comparator.errors import PlanError
from comparator.own_fees import UserFees, with_own_fees
from comparator.region import in_region
from comparator.render.page import asset
from comparator.run import read
from comparator.schema import (
    EEA,
    Fact,
    FeeSchedule,
    FeeTier,
    MarginTier,
    NonsenseError,
    Region,
    VenueData,
    VenueFacts,
    check_region,
)
from comparator.schema.region import COUNTRIES
from comparator.sources.merge import filled
from comparator.sources.published import publish, published
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Snapshot

D = Decimal
AT = datetime(2026, 10, 9, tzinfo=UTC)
TENFOLD = (
    MarginTier(floor=D(0), initial_rate=D("0.1"), maintenance_rate=D("0.05"), max_leverage=D(10)),
)


def rates(maker: str, taker: str) -> FeeSchedule:
    return schedule(tiers=(FeeTier(name="1", maker=D(maker), taker=D(taker)),))


def snapshot(data: VenueData) -> Snapshot:
    return Snapshot(
        schema=SNAPSHOT_SCHEMA, comparator_version="1", at=AT, venues=(data,), failed=()
    )


def abroad(region: Region, country: str = "DE", facts: tuple[Fact, ...] = ()) -> VenueData:
    data = structs.replace(venue_data(), regions={"EEA": region})
    sheet = VenueFacts(venue=data.venue, facts=facts)
    return in_region(snapshot(data), country, [sheet]).venues[0]


def symbol_of(data: VenueData) -> str:
    return data.contracts[0].symbol


def test_the_region_is_the_european_economic_area() -> None:
    assert len(EEA) == len(set(EEA)) == 30  # 27 members of the EU, Iceland, Liechtenstein, Norway
    assert {"DE", "HR", "IS", "LI", "NO"} <= set(EEA)
    assert not {"GB", "CH"} & set(EEA)


def test_margin_and_leverage_are_those_of_the_region() -> None:
    symbol = symbol_of(venue_data())
    found = abroad(Region(countries=EEA, tiers={symbol: TENFOLD}))
    assert found.tiers == {symbol: TENFOLD}
    assert found.contracts[0].max_leverage == 10
    assert "regional_tables" in {one.code for one in found.warnings}
    assert found.contracts[0].max_leverage_short is None


def test_cut_down_to_a_contract_without_a_table_it_has_none_still() -> None:
    symbol = symbol_of(venue_data())
    region = Region(countries=EEA, tiers={"OTHER": TENFOLD}, barred=("OTHER",)).of({symbol})
    assert (region.barred, region.tiers) == ((), {symbol: ()})
    found = abroad(region)
    assert symbol not in found.tiers
    assert found.contracts[0].max_leverage is None


def test_asking_twice_is_asking_once() -> None:
    symbol = symbol_of(venue_data())
    region = Region(countries=EEA, tiers={symbol: TENFOLD}, barred=("X",), max_leverage=D(5))
    whole = snapshot(structs.replace(venue_data(), regions={"EEA": region}))
    once = in_region(whole, "DE", ())
    assert in_region(once, "DE", ()) == once


def test_a_report_says_the_country_and_answers_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "de.md"
    arguments = ["report", "BTC", "--venue", "krakenfutures,okx"]
    arguments += ["--region", "de", "--source", "published", "--output", str(target)]
    assert run(arguments) == 0
    text = target.read_text("utf-8")
    assert "not open to clients in DE" in text
    command = next(line for line in text.splitlines() if line.startswith("    comparator report "))
    assert "--region de" in command
    monkeypatch.chdir(tmp_path)
    assert run(command.split()[1:]) == 0
    again = target.read_text("utf-8")
    assert again.partition("sha256")[0] == text.partition("sha256")[0]


def test_elsewhere_nothing_changes() -> None:
    symbol = symbol_of(venue_data())
    region = Region(countries=EEA, tiers={symbol: TENFOLD}, barred=(symbol,))
    whole = structs.replace(venue_data(), regions={"EEA": region})
    assert in_region(snapshot(whole), "CH", ()).venues[0] == whole


def test_a_contract_without_a_table_in_the_region_has_none_known() -> None:
    found = abroad(Region(countries=EEA, tiers={"OTHER": TENFOLD}))
    assert symbol_of(found) not in found.tiers
    assert found.contracts[0].max_leverage is None


def test_a_cap_lowers_what_is_above_it_and_is_the_leverage_where_none_is_known() -> None:
    assert abroad(Region(countries=EEA, max_leverage=D(3))).contracts[0].max_leverage == 3
    found = abroad(Region(countries=EEA, max_leverage=D(3), tiers={"OTHER": TENFOLD}))
    assert found.contracts[0].max_leverage == 3
    assert found.tiers["OTHER"][0].max_leverage == 3


def test_fees_of_the_region_replace_those_of_elsewhere_and_never_a_users_own() -> None:
    dearer = rates("0.0009", "0.0011")
    key = venue_data().contracts[0].fee_schedule
    region = Region(countries=EEA, fees={key: dearer})
    assert abroad(region).fees[key] == dearer
    assert abroad(region).contracts[0].taker_fee is None
    data = structs.replace(venue_data(), fees={key: schedule()}, regions={"EEA": region})
    mine = with_own_fees(snapshot(data), {data.venue: UserFees(taker="0.0003", maker="0.0001")})
    assert in_region(mine, "DE", ()).venues[0].fees[key].tiers[0].taker == D("0.0003")


def test_what_is_barred_is_shown_with_the_reason_and_not_priced() -> None:
    symbol = symbol_of(venue_data())
    found = abroad(Region(countries=("GB",), barred=(symbol,)), "gb")
    assert "not open to clients in GB (" in found.shut[symbol]
    assert set(abroad(Region(countries=("GB",), served=False), "GB").shut) > {""}


def test_a_fact_sheet_that_names_the_country_shuts_every_contract() -> None:
    fact = Fact(
        topic="restricted_regions", statement="Not served.", source="terms", as_of="2026-01",
        basis="official", value=("US",),
    )  # fmt: skip
    found = abroad(Region(countries=EEA), "US", (fact,))
    assert found.shut[""] == "said not to serve US (official, 2026-01)"
    assert found.shut.keys() == {"", *(spec.symbol for spec in found.contracts)}
    narrow = structs.replace(fact, scope="single contracts")
    assert abroad(Region(countries=EEA), "US", (narrow,)).shut == {}


@pytest.mark.parametrize(
    ("region", "example"),
    [("Germany", "DE"), ("EU", "DE"), ("XX", "DE"), ("D", "DE"), ("UK", "GB"), ("uk", "GB")],
)
def test_what_is_no_country_code_is_refused(region: str, example: str) -> None:
    said = f"'{region}' is no country code; for example: --region {example}$"
    with pytest.raises(PlanError, match=said):
        in_region(snapshot(venue_data()), region, ())


def test_every_country_is_known_to_the_page_too() -> None:
    listed = asset("region.js").split("COUNTRIES = `")[1].split("`")[0].split()
    assert set(listed) == COUNTRIES
    assert len(COUNTRIES) == 250  # ISO 3166-1 has 249 officially assigned codes, and Kosovo
    assert set(EEA) < COUNTRIES
    assert not COUNTRIES & {"UK", "EU", "XX", "EL"}


@pytest.mark.parametrize(
    ("region", "message"),
    [
        (Region(countries=()), "countries must not be empty"),
        (Region(countries=("de",)), "must be ISO 3166-1 codes such as 'DE', was 'de'"),
        (Region(countries=("DE",), barred=("",)), "barred must not be empty"),
        (Region(countries=("DE",), max_leverage=D(0)), "max_leverage must be"),
        (Region(countries=("DE",), tiers={"X": (structs.replace(TENFOLD[0], floor=D(5)),)}),
         "floor must be 0"),
    ],
)  # fmt: skip
def test_a_region_that_makes_no_sense_is_refused(region: Region, message: str) -> None:
    with pytest.raises(NonsenseError, match=message):
        check_region("venue EEA", region)


def test_live_tables_take_fees_of_the_region_from_the_published_ones() -> None:
    dear = rates("0.0009", "0.0011")
    live = structs.replace(venue_data(), regions={"EEA": Region(countries=EEA, barred=("A",))})
    kept = structs.replace(
        venue_data(), regions={"EEA": Region(countries=EEA, barred=("B",), fees={"x": dear})}
    )
    found = filled(live, kept).regions["EEA"]
    assert (found.barred, found.fees) == (("A",), {"x": dear})


def test_regions_survive_the_published_format(tmp_path: Path) -> None:
    import tomli_w  # noqa: PLC0415 - of this test alone

    region = Region(
        countries=("DE",), tiers={"X": TENFOLD}, fees={"x": schedule()}, max_leverage=D(9)
    )
    data = structs.replace(venue_data(), regions={"EEA": region})
    path = tmp_path / "x.toml"
    path.write_text(tomli_w.dumps(publish(data)))
    assert published(path, data.rules).regions == {"EEA": region}


def test_a_reader_in_germany_has_ten_times_leverage_at_kraken_and_its_fees_there() -> None:
    plan = comparator.Trade(leverage=D(20))
    (row,) = comparator.compare(
        plan, "BTC", venues=["krakenfutures"], source="published", region="DE"
    ).rows
    assert (row.status, row.reason[:38]) == (
        "leverage_not_offered",
        "20x asked for, at most 10x offered",
    )
    (usual,) = comparator.compare(plan, "BTC", venues=["krakenfutures"], source="published").rows
    assert usual.status == "ok"
    # Second tier there: 0.015 % / 0.045 % from 2.5 million, against 0.0175 % / 0.045 % from 5
    busy = comparator.Trade(volume_30d=D(2_500_000), entry="maker", leverage=D(5))
    for region, maker in (("DE", "0.00015"), ("", "0.0002")):
        (row,) = comparator.compare(
            busy, "BTC", venues=["krakenfutures"], source="published", region=region
        ).rows
        assert row.costs
        assert row.size
        assert round(row.costs.entry_fee, 20) == round(row.size.notional * D(maker), 20)


def test_a_reader_in_germany_reads_that_okx_is_not_open_to_him() -> None:
    (row,) = comparator.compare(
        comparator.Trade(), "BTC", venues=["okx"], source="published", region="DE"
    ).rows
    assert (row.status, row.rank) == ("not_served", None)
    assert row.reason == "not open to clients in DE (published, 2026-07-26)"


def test_krakens_published_list_says_in_its_list_who_may_trade_what() -> None:
    found = read(["BTC"], venues=["krakenfutures"], source="published").venues[0]
    europe = found.regions["EEA"]
    assert europe.countries == EEA
    assert {rows[0].max_leverage for rows in europe.tiers.values()} == {D(10)}
    assert krakenfutures.EUROPE == "europa"


def test_contracts_may_share_a_regions_table() -> None:
    odd = (structs.replace(TENFOLD[0], floor=D(1)),)
    check_region("toy", Region(countries=EEA, tiers={"A": TENFOLD, "B": TENFOLD}))
    with pytest.raises(NonsenseError, match="toy: B: margin tier 1: floor must be 0"):
        check_region("toy", Region(countries=EEA, tiers={"A": TENFOLD, "B": odd}))


@pytest.mark.parametrize(
    ("country", "status", "reason"),
    [
        ("US", "not_served", "not open to clients in US (published, 2026-09-23)"),
        ("CY", "leverage_not_offered", "20x asked for, at most 10x offered"),
        ("BR", "ok", ""),
    ],
)
def test_a_country_list_decides_at_backpack(country: str, status: str, reason: str) -> None:
    (row,) = comparator.compare(
        comparator.Trade(leverage=D(20)),
        "BTC",
        venues=["backpack"],
        source="published",
        region=country,
    ).rows
    assert (row.status, row.reason) == (status, reason)


def test_what_is_not_open_is_named_once_by_its_reason_and_stands_in_no_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["minimum", "BTC", "ETH", "--source", "published", "--region", "US"]
    assert run([*arguments, "--venue", "gate,bitget,cme"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.count("said not to serve US (official via third party, 2026-09-15)") == 1
    assert "bitget and gate:" in shown
    assert "not open to you" in shown
