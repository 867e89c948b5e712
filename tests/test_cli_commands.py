"""What each command says, by hand; every document fits its published schema."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cli_market import Cli, Write, snapshot, venue_data
from msgspec import structs
from samples import schedule

from comparator import api
from comparator.answers.schemas import DOCUMENTS, json_schema
from comparator.cli.main import COMMANDS
from comparator.config import parse
from comparator.sources.snapshot import load_snapshot, save_snapshot


def figures(row: dict[str, Any], *names: str) -> list[Decimal | None]:
    return [None if row[name] is None else Decimal(row[name]) for name in names]


def of(document: dict[str, Any], venue: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in document["rows"] if row["venue"] == venue)
    return found


# -- contracts -------------------------------------------------------------------------------------


def test_a_hundredth_of_a_coin_at_65000_is_650_dollars_65_of_margin_and_6_50_a_percent(
    cli: Cli,
) -> None:
    found = cli.document("contracts", "BTC", "--size", "0.01", "--snapshot", str(cli.saved))
    names = ("size", "notional", "leverage", "margin", "per_percent")
    expected = [Decimal(text) for text in ("0.01", "650", "10", "65", "6.50")]
    assert figures(of(found, "fine"), *names) == expected


def test_contracts_show_the_smallest_order_and_how_it_is_small(cli: Cli) -> None:
    found = cli.document("contracts", "BTC", "--snapshot", str(cli.saved))
    fine, coarse = of(found, "fine"), of(found, "coarse")
    assert figures(fine, "size", "notional", "ratio") == [
        Decimal("0.001"),
        Decimal(65),
        Decimal("0.05"),
    ]
    assert fine["micro"] == "fractions of a coin"
    assert coarse["micro"] == "a contract of 0.02 BTC"
    assert [row["venue"] for row in found["rows"]] == ["fine", "odd", "coarse"]


def test_a_margin_is_shown_at_the_most_that_is_offered(cli: Cli) -> None:
    found = cli.document("contracts", "BTC", "--leverage", "500", "--snapshot", str(cli.saved))
    assert figures(of(found, "fine"), "leverage", "margin") == [Decimal(100), Decimal("0.65")]


def test_a_contract_is_compared_with_the_standard_one_asked_for(cli: Cli) -> None:
    _, out, _ = cli.on_saved("contracts", "BTC", "--standard", "5", "--wide")
    row = next(line for line in out.splitlines() if line.startswith("fine"))
    assert "1/5,000" in row


# -- minimum, ladder, stop -------------------------------------------------------------------------


def test_minimum_says_from_which_account_each_venue_can_be_used(cli: Cli) -> None:
    found = cli.document("minimum", "BTC", "--snapshot", str(cli.saved))
    accounts = {row["venue"]: Decimal(row["account"]) for row in found["rows"]}
    assert accounts == {"fine": Decimal("97.5"), "odd": Decimal("97.5"), "coarse": Decimal(1950)}
    assert of(found, "fine")["affordable"]
    assert not of(found, "coarse")["affordable"]


def test_minimum_of_several_assets_is_a_matrix_with_a_word_for_what_is_not_listed(
    cli: Cli,
) -> None:
    eth = structs.replace(venue_data("eth"), contracts=())
    spec = structs.replace(venue_data("eth").contracts[0], base="ETH", symbol="ETHUSDT")
    saved = structs.replace(
        snapshot(), venues=(venue_data("fine"), structs.replace(eth, contracts=(spec,)))
    )
    save_snapshot(cli.saved, saved)
    _, out, _ = cli.on_saved("minimum", "BTC", "ETH")
    rows = [line.split() for line in out.splitlines()]
    assert ["fine", "$98", "-"] in rows
    assert ["eth", "-", "unknown"] in rows


def test_without_a_quote_the_minimum_is_estimated_and_marked(cli: Cli) -> None:
    blind = structs.replace(venue_data("blind"), markets={})
    save_snapshot(cli.saved, snapshot(venues=(venue_data("fine"), blind)))
    saved = ("--snapshot", str(cli.saved))
    row = of(cli.document("minimum", "BTC", *saved), "blind")
    assert (Decimal(row["account"]), row["estimated"]) == (Decimal("97.5"), True)
    assert row["status"] == "ok"
    row = of(cli.document("contracts", "BTC", *saved), "blind")
    assert (Decimal(row["notional"]), row["estimated"]) == (Decimal(65), True)
    assert "Estimated" in cli("contracts", "BTC", *saved)[1]


def test_a_ladder_climbs_one_lot_at_a_time(cli: Cli) -> None:
    found = cli.document("ladder", "BTC", "--steps", "3", "--snapshot", str(cli.saved))
    fine = [row for row in found["rows"] if row["venue"] == "fine"]
    assert [Decimal(row["account"]) for row in fine] == [
        Decimal("97.5"),
        Decimal(195),
        Decimal("292.5"),
    ]
    assert [row["size"] for row in fine] == ["0.001", "0.002", "0.003"]


def test_a_ladder_of_one_venue_shows_every_step(cli: Cli) -> None:
    _, out, _ = cli.on_saved("ladder", "BTC", "--venue", "fine", "--steps", "2")
    rows = [line.split() for line in out.splitlines() if line.startswith("fine")]
    assert [row[2] for row in rows] == ["$98", "$195"]


def test_ten_dollars_on_a_hundredth_of_a_coin_allow_a_stop_of_1_54_percent(cli: Cli) -> None:
    found = cli.document(
        "stop", "BTC", "--size", "0.01", "--max-loss", "10", "--snapshot", str(cli.saved)
    )
    fine = of(found, "fine")
    assert fine["gross"].startswith("0.0153846153846153846")  # 10 / 650
    # 650 d + 0.325 + 0.325 (1 - d) + 0.02 + 0.195 = 10 with entry and stop fee, spread, funding
    net = (Decimal(10) - Decimal("0.325") * 2 - Decimal("0.02") - Decimal("0.195")) / (
        650 - Decimal("0.325")
    )
    assert abs(Decimal(fine["net"]) - net) < Decimal("1E-20")
    assert Decimal(of(found, "coarse")["size"]) == 0


def test_no_stop_is_said_to_be_farther_away_than_the_price(cli: Cli) -> None:
    # 0.01 BTC at 65,000 are 650 USD, and 1,000 may be lost
    _, out, _ = cli.on_saved("stop", "BTC", "--size", "0.01", "--max-loss", "1000")
    said = "the stop may be farther away than the whole price: on fine it is $650.00."
    assert said in " ".join(out.split())


def test_stop_needs_a_size_and_a_loss(cli: Cli) -> None:
    code, _, err = cli.on_saved("stop", "BTC")
    assert code == 2
    assert "--size" in err


# -- explain ---------------------------------------------------------------------------------------


def test_explain_puts_the_numbers_into_the_formula(cli: Cli) -> None:
    code, out, _ = cli.on_saved("explain", "fine.total", "BTC")
    assert code == 0
    assert "costs.total = 0.4325" in out
    assert "0.1625 + 0.1625 + 0.01 + 0 + 0.0975 + 0" in out
    assert "[COST]" in out


def test_explain_knows_the_names_of_the_table(cli: Cli) -> None:
    found = cli.document("explain", "fine.fees", "BTC", "--snapshot", str(cli.saved))
    assert [one["field"] for one in found["explanations"]] == ["costs.entry_fee", "costs.exit_fee"]


@pytest.mark.parametrize("what", ["fine", "fone.total", "fine.colour", ".", "fine."])
def test_explain_refuses_what_is_no_figure(cli: Cli, what: str) -> None:
    code, _, err = cli.on_saved("explain", what, "BTC")
    assert code == 2
    assert "known" in err or "venues: fine" in err


# -- fees, facts, venues ---------------------------------------------------------------------------


def test_fees_show_the_tiers_within_reach_and_all_on_request(cli: Cli) -> None:
    tiers = (
        api.FeeTier(name="base", maker=Decimal("0.0002"), taker=Decimal("0.0005")),
        api.FeeTier(
            name="VIP 1",
            maker=Decimal("-0.0001"),
            taker=Decimal("0.0004"),
            min_volume=Decimal(5_000_000),
        ),
    )
    data = structs.replace(venue_data("fine"), fees={"all": schedule(tiers=tiers)})
    save_snapshot(cli.saved, structs.replace(snapshot(), venues=(data,)))
    saved = ("--snapshot", str(cli.saved))
    assert [row["tier"] for row in cli.document("fees", *saved)["rows"]] == ["base"]
    every = cli.document("fees", "--all-tiers", *saved)["rows"]
    assert [(row["maker"], row["reached"]) for row in every] == [
        ("0.0002", True),
        ("-0.0001", False),
    ]
    rich = cli.document("fees", "--volume-30d", "5M", *saved)["rows"]
    assert [row["tier"] for row in rich] == ["base", "VIP 1"]
    _, out, _ = cli("fees", "--all-tiers", *saved)
    assert "-0.010 %" in out
    assert "5,000,000" in out


def test_venues_tell_what_is_installed_and_how_old_it_is(cli: Cli, plugin: Write) -> None:
    path = plugin()
    found = cli.document("venues", "--plugin", path)
    row = of(found, "fine")
    assert (row["mark"], row["contracts"], row["cached"]) == ("priced", 1, None)
    assert row["published"] == "2026-11-20T12:00:00Z"
    assert row["path"] == path


def test_venues_name_a_broken_plugin_and_show_the_rest(
    cli: Cli, plugin: Write, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import nothing_of_that_name")
    code, out, _ = cli("venues", "--plugin", plugin(), "--plugin", str(bad))
    assert code == 0
    assert "fine" in out
    assert "No module named 'nothing_of_that_name'" in " ".join(out.split())


def test_venues_without_any_plugin_say_so(cli: Cli) -> None:
    code, out, _ = cli("venues")
    assert code == 5
    assert "No venue is installed." in out


def test_venues_markdown_is_the_table_of_the_readme(cli: Cli, plugin: Write) -> None:
    _, short, _ = cli("venues", "--markdown", "--plugin", plugin())
    assert short.splitlines()[0].startswith("| venue | name |")


def test_facts_carry_source_and_date(cli: Cli, plugin: Write) -> None:
    path = Path(plugin())
    path.with_name("fine.facts.toml").write_text(
        '[[facts]]\ntopic = "regulation"\nstatement = "Is | watched."\nsource = "a page"\n'
        'as_of = "2026-05"\nbasis = "official"\nvalue = "watched"\n'
    )
    found = cli.document("facts", "fine", "--plugin", str(path))
    assert of(found, "fine")["statement"] == "Is | watched."
    _, out, _ = cli("facts", "--plugin", str(path))
    assert "(official, 2026-05: a page)" in out
    code, out, _ = cli("facts", "--topic", "bonus", "--plugin", str(path))
    assert code == 5
    assert "not the same as nothing" in out


# -- snapshot, render, diff ------------------------------------------------------------------------


def test_a_snapshot_answers_as_the_run_it_was_taken_of(cli: Cli, plugin: Write) -> None:
    plug = ("--plugin", plugin(), "--source", "published")
    target = cli.folder / "saved.toml"
    code, out, _ = cli("snapshot", "BTC", "--output", str(target), *plug)
    assert code == 0
    assert "1 venue, 1 contract, 1 quote" in out
    assert load_snapshot(target).venues[0].venue == "fine"
    code, out, _ = cli("render", str(target), "--price", "BTC=65000")
    assert code == 0
    assert "BTC: fine can take this trade: $0.43" in out


def test_render_shows_all_assets_of_the_file_and_always_the_same(cli: Cli) -> None:
    first = cli("render", str(cli.saved), "--format", "markdown")
    assert first == cli("render", str(cli.saved), "--format", "markdown")
    assert first[1].startswith("**BTC: fine is the cheapest")


def test_nothing_changed_is_one_line(cli: Cli) -> None:
    code, out, _ = cli("diff", str(cli.saved), str(cli.saved), "--fail-on-change")
    assert code == 0
    assert len(out.splitlines()) == 1
    assert "Nothing changed" in out
    assert "3 contracts" in out


@pytest.fixture
def newer(cli: Cli) -> Path:
    """A minimum raised, a fee raised, and a venue gone."""
    fine = venue_data("fine", "0.003", min_qty=Decimal("0.004"))
    path = cli.folder / "newer.json"
    save_snapshot(path, snapshot(venues=(venue_data("odd", "0.002"), fine)))
    return path


def test_diff_names_what_changed_and_what_it_does_to_the_ranking(cli: Cli, newer: Path) -> None:
    _, out, _ = cli("diff", str(cli.saved), str(newer), "--format", "json")
    found = json.loads(out)
    rows = {(row["venue"], row["field"]): (row["was"], row["now"]) for row in found["rows"]}
    assert rows["fine", "min_qty"] == ("0.001", "0.004")
    assert rows["fine", "taker"] == ("0.0005", "0.003")
    assert rows["coarse", "data"] == ("in the file", None)
    places = {row["venue"]: (row["rank_was"], row["rank_now"]) for row in found["ranking"]}
    assert places == {"fine": (1, 2), "odd": (2, 1), "coarse": (None, None)}


def test_a_diff_for_people_leaves_out_rows_of_the_ranking_that_stay(cli: Cli) -> None:
    files = [cli.folder / "before.json", cli.folder / "after.json"]
    for path, fee in zip(files, ("0.001", "0.002"), strict=True):
        dear = venue_data("dear", fee)
        save_snapshot(path, snapshot(venues=(venue_data("stays"), dear), failed=()))
    _, out, _ = cli("diff", *map(str, files))
    table = out.split("the trade, before and now")[1]
    assert [row.split()[1] for row in table.splitlines() if row.startswith("BTC ")] == ["dear"]
    assert "1 row of the ranking costs the same and keeps its place." in out


def test_a_change_can_fail_a_build(cli: Cli, newer: Path) -> None:
    code, out, _ = cli("diff", str(cli.saved), str(newer), "--fail-on-change", "--format", "csv")
    assert code == 1
    assert next(csv.reader(io.StringIO(out))) == ["venue", "part", "key", "field", "was", "now"]


def test_a_diff_is_a_table_in_markdown(cli: Cli, newer: Path) -> None:
    _, out, _ = cli("diff", str(cli.saved), str(newer), "BTC", "--format", "markdown")
    assert "| fine | contract | BTCUSDT | min\\_qty | 0.001 | 0.004 |" in out


# -- init ------------------------------------------------------------------------------------------


def test_init_writes_a_profile_that_is_read_back(cli: Cli) -> None:
    code, out, _ = cli("init", "--account", "$1,000", "--risk", "0.5%")
    assert code == 0
    assert "wrote comparator.toml" in out
    _, out, _ = cli("compare", "BTC", "--show-config", "--format", "json")
    settings = {row["name"]: row for row in json.loads(out)["settings"]}
    assert settings["--account"] == {
        "name": "--account",
        "value": "1000",
        "origin": "profile comparator.toml",
    }
    assert settings["--risk"]["value"] == "0.005"


def test_every_setting_of_the_starter_profile_may_be_uncommented(cli: Cli) -> None:
    from comparator.cli import options  # noqa: PLC0415 - its names are the check

    cli("init")
    lines = Path("comparator.toml").read_text().splitlines()
    code = [line.removeprefix("# ") for line in lines if " = " in line or line.startswith("# [")]
    text = "\n".join(line for line in code if not line.startswith("`"))
    profile = parse(Path("comparator.toml"), text, options.in_profile())
    assert profile.options["hold"] == "24h"
    assert profile.options["price"] == ["BTC=65000"]
    assert profile.fees["NAME"].taker == "0.05%"


def test_init_never_replaces_a_profile_unasked(cli: Cli) -> None:
    Path("comparator.toml").write_text("account = 7\n")
    code, _, err = cli("init")
    assert code == 2
    assert "--force" in err
    assert Path("comparator.toml").read_text() == "account = 7\n"
    assert cli("init", "--force")[0] == 0


# -- all of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(cli: Cli, command: str) -> None:
    code, out, _ = cli(command, "--help")
    assert code == 0
    assert f"comparator {command}" in out.partition("Examples")[2]


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_has_a_schema_of_its_own(name: str) -> None:
    schema = json_schema(name)
    top = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    read_at = "at" if name == "comparator.snapshot/1" else "generated_at"
    assert {"schema", read_at, "comparator_version"} <= set(top["properties"])


COLUMNS = {
    "contracts": ("contracts", "BTC"),
    "minimum": ("minimum", "BTC"),
    "ladder": ("ladder", "BTC"),
    "stop": ("stop", "BTC", "--size", "0.01", "--max-loss", "10"),
    "fees": ("fees",),
    "explain": ("explain", "fine.total", "BTC"),
}


@pytest.mark.parametrize("name", sorted(COLUMNS))
@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_command_is_wider_than_the_screen(
    cli: Cli, name: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = cli.on_saved(*COLUMNS[name])
    assert max(map(len, out.splitlines())) <= width


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_csv_of_every_command_has_rows_as_long_as_its_header(cli: Cli, name: str) -> None:
    _, out, _ = cli.on_saved(*COLUMNS[name], "--format", "csv")
    head, *rows = csv.reader(io.StringIO(out))
    assert rows
    assert {len(row) for row in rows} == {len(head)}
    assert len(set(head)) == len(head)


# -- odd ends --------------------------------------------------------------------------------------


OTHERS = [("snapshot", "BTC"), ("diff", "saved.json", "saved.json"), ("render", "saved.json")]


@pytest.mark.parametrize(
    "arguments", [*COLUMNS.values(), *OTHERS, ("facts",), ("venues",)], ids=str
)
def test_every_command_shows_its_settings_instead_of_running(
    cli: Cli, arguments: tuple[str, ...]
) -> None:
    there = [str(cli.saved) if word == "saved.json" else word for word in arguments]
    code, out, _ = cli(*there, "--show-config")
    assert code == 0
    assert out.splitlines()[0].split() == ["setting", "value", "from"]


def test_an_inverse_contract_is_counted_in_dollars_and_marked(cli: Cli) -> None:
    inverse = venue_data(
        "coin",
        symbol="BTCUSD",
        payoff="inverse",
        quote="USD",
        settle="BTC",
        qty_unit="contracts",
        contract_size=Decimal(100),
        qty_step=Decimal(1),
        min_qty=Decimal(1),
    )
    save_snapshot(cli.saved, snapshot(venues=(venue_data("fine"), inverse)))
    saved = ("--snapshot", str(cli.saved), "--payoff", "inverse")
    row = of(cli.document("contracts", "BTC", *saved), "coin")
    assert figures(row, "notional", "per_percent") == [Decimal(100), Decimal(1)]
    assert (row["micro"], row["unit"]) == ("a contract of 100 USD", "contracts of 100 USD")
    assert "margined in the coin" in cli("contracts", "BTC", *saved)[1]


def test_a_thousand_coins_are_one_unit(cli: Cli) -> None:
    many = venue_data(
        "many",
        symbol="1000PEPEUSDT",
        base="PEPE",
        underlying_multiplier=Decimal(1000),
        qty_step=Decimal(1),
        min_qty=Decimal(1),
    )
    save_snapshot(cli.saved, snapshot(venues=(many,)))
    row = of(cli.document("contracts", "PEPE", "--snapshot", str(cli.saved)), "many")
    assert figures(row, "size", "price", "step") == [Decimal(1000), Decimal(65), Decimal(1000)]
    assert row["unit"] == "1000 PEPE"
    assert row["micro"] == "whole units"


def test_a_smaller_contract_beside_a_larger_one_is_a_micro(cli: Cli) -> None:
    lots = {"qty_unit": "contracts", "qty_step": Decimal(1), "min_qty": Decimal(1)}
    small = venue_data("lots", symbol="MICRO", contract_size=Decimal("0.1"), **lots)
    large = venue_data("lots", symbol="FULL", contract_size=Decimal(5), **lots)
    both = structs.replace(
        small,
        contracts=(*small.contracts, *large.contracts),
        markets={**small.markets, **large.markets},
    )
    save_snapshot(cli.saved, snapshot(venues=(both,)))
    rows = cli.document("contracts", "BTC", "--snapshot", str(cli.saved))["rows"]
    assert [(row["symbol"], row["micro"], Decimal(row["ratio"])) for row in rows] == [
        ("MICRO", "a micro contract of its own", Decimal("0.02")),
        ("FULL", "a contract of 5 BTC", Decimal(1)),
    ]


def test_fees_name_discounts_and_offers_with_their_dates(cli: Cli) -> None:
    from datetime import date  # noqa: PLC0415 - for this test alone

    offers = schedule(
        token_discount=api.TokenDiscount(token="TOY", fraction=Decimal("0.1"), condition="held"),  # noqa: S106
        promotions=(api.Promotion(text="half price", source="a page", as_of="2026-11"),),
        api_tiers=(api.FeeTier(name="api", maker=Decimal(0), taker=Decimal("0.001")),),
        as_of=date(2026, 11, 2),
    )
    data = structs.replace(venue_data("fine"), fees={"all": offers})
    save_snapshot(cli.saved, snapshot(venues=(data,)))
    found = cli.document("fees", "--snapshot", str(cli.saved))
    assert [(row["tier"], row["channel"]) for row in found["rows"]] == [
        ("base", "web"),
        ("api", "api"),
    ]
    _, out, _ = cli.on_saved("fees")
    assert "10 % off when fees are paid in TOY: held (2026-11-02)" in out
    assert "half price (2026-11)" in out


def test_a_stop_with_no_room_says_so(cli: Cli) -> None:
    _, out, _ = cli.on_saved("stop", "BTC", "--size", "0.0001", "--max-loss", "0.00001")
    assert "No venue leaves room for a stop" in out


def test_a_venue_without_quotes_is_named_with_the_reason(cli: Cli) -> None:
    blind = structs.replace(venue_data("blind"), markets={})
    save_snapshot(cli.saved, snapshot(venues=(venue_data("fine"), blind)))
    for command in (("ladder", "BTC"), ("stop", "BTC", "--size", "1", "--max-loss", "9")):
        _, out, _ = cli.on_saved(*command, "--known-only")
        assert "blind  no best bid and ask are known" in out


def test_a_venue_that_was_asked_before_shows_when(cli: Cli, plugin: Write) -> None:
    path = plugin(
        "from cli_market import venue_data\n"
        "    return api.Listing(api.Batch(items=venue_data('fine').contracts))"
    )
    cli("venues", "--plugin", path)
    assert of(cli.document("venues", "--plugin", path), "fine")["cached"] is None
    cli("fees", "--plugin", path)
    assert of(cli.document("venues", "--plugin", path), "fine")["cached"] is not None


def test_a_changed_expiry_and_a_new_asset_are_told_in_a_diff(cli: Cli) -> None:
    new = venue_data("fine", symbol="ETHUSDT", base="ETH")
    old = venue_data("fine")
    both = structs.replace(
        old, contracts=(*old.contracts, *new.contracts), markets={**old.markets, **new.markets}
    )
    later = cli.folder / "later.json"
    save_snapshot(later, snapshot(venues=(both,)))
    save_snapshot(cli.saved, snapshot(venues=(old,)))
    _, out, _ = cli("diff", str(cli.saved), str(later), "ETH", "--format", "json")
    found = json.loads(out)
    assert [(row["key"], row["now"]) for row in found["rows"]] == [("ETHUSDT", "listed")]
    assert found["ranking"][0]["status_was"] is None
    assert found["ranking"][0]["rank_now"] == 1


def test_a_file_in_the_way_is_a_mistake_of_the_user(cli: Cli) -> None:
    (cli.folder / "file").write_text("")
    code, _, err = cli.on_saved("snapshot", "BTC", "--output", str(cli.folder / "file" / "x.json"))
    assert code == 2
    assert "--output" in err
