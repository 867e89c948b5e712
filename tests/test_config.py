"""The profile: what it may set, which layer wins, and the user's own fees."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from cli_market import Cli, snapshot, venue_data
from msgspec import structs
from samples import schedule

from comparator import api
from comparator.config import load, parse
from comparator.errors import PlanError
from comparator.own_fees import with_own_fees
from comparator.schema import VenueData

ALLOWED = ("account", "risk", "venue", "price", "hold")
HERE = Path("comparator.toml")


def values(cli: Cli, *arguments: str) -> dict[str, tuple[str, str]]:
    _, out, _ = cli("compare", "BTC", "--show-config", "--format", "json", *arguments)
    return {row["name"]: (row["value"], row["origin"]) for row in json.loads(out)["settings"]}


def test_command_line_beats_environment_beats_profile_beats_default(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    HERE.write_text('account = 100\nrisk = "2%"\nstop = "3%"\n')
    monkeypatch.setenv("COMPARATOR_RISK", "4%")
    monkeypatch.setenv("COMPARATOR_STOP", "5%")
    found = values(cli, "--stop", "6%")
    assert found["--hold"] == ("24", "default")
    assert found["--account"] == ("100", "profile comparator.toml")
    assert found["--risk"] == ("0.04", "environment COMPARATOR_RISK")
    assert found["--stop"] == ("0.06", "command line")


def test_a_profile_that_is_named_beats_the_one_of_the_folder(cli: Cli, tmp_path: Path) -> None:
    HERE.write_text("account = 100\n")
    own = tmp_path / "config" / "comparator" / "comparator.toml"
    own.parent.mkdir(parents=True)
    own.write_text("account = 300\n")
    other = tmp_path / "other.toml"
    other.write_text("account = 200\n")
    assert values(cli)["--account"] == ("100", "profile comparator.toml")
    named = values(cli, "--profile", str(other))
    assert named["--account"] == ("200", f"profile {other}")
    HERE.unlink()
    assert values(cli)["--account"] == ("300", f"profile {own}")


def test_lists_and_prices_may_be_written_as_toml_has_them(cli: Cli) -> None:
    HERE.write_text('venue = ["a", "b"]\nquote = "USD,USDT"\n[price]\nBTC = 65000.5\n')
    found = values(cli)
    assert found["--venue"][0] == "a, b"
    assert found["--quote"][0] == "USD, USDT"
    assert found["--price"][0] == "BTC=65000.5"


def test_nonsense_in_a_profile_is_named_as_such(cli: Cli) -> None:
    HERE.write_text("risk = 5\n")
    code, _, err = cli.on_saved("compare", "BTC")
    assert code == 2
    assert "--risk: '5' is 500 %" in err
    assert "(from the profile)" in err


BAD = [
    ("acount = 5", "unknown setting 'acount' (did you mean account?)"),
    ('plugin = ["evil.py"]', "unknown setting 'plugin'"),
    ("account = ", "cannot be read"),
    ("[venues.fine]\nmakr = 1", "may hold maker, taker, tier and commission"),
    ("venues = 3", "may hold maker, taker, tier and commission"),
    ("[venues]\nfine = 3", "may hold maker, taker, tier and commission"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_profile_is_refused_with_file_and_key(text: str, said: str) -> None:
    with pytest.raises(PlanError) as refused:
        parse(HERE, text, ALLOWED)
    assert said in str(refused.value)
    assert "comparator.toml" in str(refused.value)


def test_no_profile_can_load_code_or_name_files(cli: Cli) -> None:
    from comparator.cli import options  # noqa: PLC0415 - its names are the check

    assert cli("compare", "--help")[0] == 0
    assert not {"plugin", "output", "snapshot", "profile"} & options.in_profile()


# -- fees of the user ------------------------------------------------------------------------------


def own(text: str, data: VenueData) -> VenueData:
    profile = parse(HERE, text, ())
    return with_own_fees(snapshot(venues=(data,)), profile.fees, HERE).venues[0]


def test_rates_of_the_user_replace_the_venue_s_and_say_so() -> None:
    data = venue_data("fine", maker_fee=Decimal("0.001"), taker_fee=Decimal("0.002"))
    changed = own('[venues.fine]\nmaker = "0.01%"\ntaker = 0.0003', data)
    tier = changed.fees["all"].tiers[0]
    assert (tier.maker, tier.taker) == (Decimal("0.0001"), Decimal("0.0003"))
    assert len(changed.fees["all"].tiers) == 1
    assert changed.contracts[0].taker_fee is None
    assert changed.origin("fees", "all").basis == "user"


def test_a_tier_of_the_user_is_the_one_that_counts() -> None:
    tiers = (
        api.FeeTier(name="Regular", maker=Decimal("0.0002"), taker=Decimal("0.0005")),
        api.FeeTier(
            name="VIP1", maker=Decimal("0.0001"), taker=Decimal("0.0004"), min_volume=Decimal(5)
        ),
    )
    data = structs.replace(venue_data("fine"), fees={"all": schedule(tiers=tiers)})
    assert own('[venues.fine]\ntier = "vip1"', data).fees["all"].tiers == tiers[1:]
    with pytest.raises(PlanError, match="no fee tier 'VIP9'; there are Regular, VIP1"):
        own('[venues.fine]\ntier = "VIP9"', data)


def test_a_commission_replaces_the_broker_s_part_alone() -> None:
    tier = api.FeeTier(
        name="base",
        maker=Decimal(0),
        taker=Decimal(0),
        per_contract=Decimal("1.20"),
        commission=Decimal("0.85"),
    )
    data = structs.replace(venue_data("fine"), fees={"all": schedule(tiers=(tier,))})
    changed = own('[venues.fine]\ncommission = "$0.25"', data).fees["all"].tiers[0]
    assert (changed.per_contract, changed.commission) == (Decimal("0.60"), Decimal("0.25"))


@pytest.mark.parametrize("rate", ["a lot", "nan", "5%", "-0.5"])
def test_a_fee_that_cannot_be_is_refused(rate: str) -> None:
    with pytest.raises(PlanError, match="fine"):
        own(f'[venues.fine]\ntaker = "{rate}"', venue_data("fine"))


def test_a_profile_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "comparator.toml"
    path.write_bytes("account = 500\n".encode("utf-16"))  # as a shell on Windows writes it
    with pytest.raises(PlanError, match="is not in UTF-8: save it as UTF-8 text"):
        load(path, ["account"])


def test_a_refused_fee_is_named_without_the_source_of_the_venues_schedule() -> None:
    with pytest.raises(PlanError) as refused:
        own('[venues.fine]\ntaker = "5%"', venue_data("fine"))
    said = "venues.fine: taker must be a fraction below 0.01, was 0.05 (percent?)"
    assert str(refused.value).endswith(said)


def test_a_venue_without_fees_of_the_user_is_left_as_it_is() -> None:
    data = venue_data("fine")
    saved = snapshot(venues=(data,))
    assert with_own_fees(saved, {}).venues == (data,)


def test_the_answer_is_priced_with_the_user_s_fees(cli: Cli) -> None:
    HERE.write_text('[venues.fine]\nmaker = "0%"\ntaker = "0.01%"\n')
    found = cli.document("compare", "BTC", "--snapshot", str(cli.saved))
    row = next(row for row in found["rows"] if row["venue"] == "fine")
    assert Decimal(row["costs"]["entry_fee"]) == Decimal("0.0325")  # 325 x 0.0001
    assert row["inputs"]["fee"]["basis"] == "user"


def test_a_venue_is_found_whatever_its_case(cli: Cli) -> None:
    HERE.write_text('[venues.FINE]\nmaker = "0%"\ntaker = "0.01%"\n')
    found = cli.document("compare", "BTC", "--snapshot", str(cli.saved))
    row = next(row for row in found["rows"] if row["venue"] == "fine")
    assert Decimal(row["costs"]["entry_fee"]) == Decimal("0.0325")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[venues.fone]\ntaker = 0\n", "no venue that is installed; did you mean [venues.fine]?"),
        ("[venues.zzz]\ntaker = 0\n", "no venue that is installed; there are coarse, "),
        ("[venues.fine]\ntaker = 0\n[venues.Fine]\ntaker = 1\n", "[venues.Fine] is fine once more"),
    ],
)
def test_a_misspelt_venue_never_loses_the_user_s_fees_in_silence(
    cli: Cli, text: str, says: str
) -> None:
    HERE.write_text(text)
    code, out, err = cli.on_saved("compare", "BTC")
    assert (code, out) == (2, "")
    assert "profile comparator.toml: [venues." in err
    assert says in err
