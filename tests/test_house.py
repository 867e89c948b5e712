"""One price, one registry, nothing that vanishes: what all commands have in common."""

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli_market import Cli, snapshot, venue_data

from comparator.cli.grouped import Option
from comparator.cli.main import COMMANDS, made
from comparator.cli.options import in_profile
from comparator.schema import Origin
from comparator.sources.snapshot import load_snapshot, save_snapshot

INVERSE = {
    "symbol": "BTCUSD",
    "quote": "USD",
    "settle": "BTC",
    "payoff": "inverse",
    "qty_unit": "contracts",
}


def two_prices(folder: Path) -> Path:
    """A saved run whose newest quote is that of an inverse contract, at 66,000."""
    from datetime import timedelta  # noqa: PLC0415 - for this market alone
    from decimal import Decimal  # noqa: PLC0415 - the same

    from msgspec import structs  # noqa: PLC0415 - the same

    linear, inverse = venue_data("fine"), venue_data("other", **INVERSE)
    at = linear.as_of
    old = Origin(basis="published", source="page", as_of=at - timedelta(days=3))
    new = Origin(basis="published", source="page", as_of=at - timedelta(days=1))
    dearer = structs.replace(
        inverse.markets["BTCUSD"], index=Decimal(66000), mark=Decimal(66000),
        bid=Decimal(65999), ask=Decimal(66001),
    )  # fmt: skip
    whole = snapshot(
        venues=(
            structs.replace(linear, origins={"markets/BTCUSDT": old}),
            structs.replace(inverse, markets={"BTCUSD": dearer}, origins={"markets/BTCUSD": new}),
        ),
        failed=(),
    )
    path = folder / "two.json"
    save_snapshot(path, whole)
    return path


def document(cli: Cli, *arguments: str) -> Any:
    code, out, err = cli(*arguments, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def test_the_price_of_a_coin_is_one_in_every_command_and_report(cli: Cli, tmp_path: Path) -> None:
    path = two_prices(tmp_path)
    asked = [
        ("compare", "BTC"),
        ("compare", "BTC", "--venue", "fine"),
        ("minimum", "BTC"),
        ("contracts", "BTC"),
        ("ladder", "BTC"),
        ("stop", "BTC", "--size", "0.01", "--max-loss", "10"),
    ]
    report = tmp_path / "r.md"
    code, _, err = cli("report", "BTC", "--snapshot", str(path), "--output", str(report))
    assert code == 0, err
    kept = tmp_path / "r.snapshot.json"
    assert not any(
        spec.payoff == "inverse" for v in load_snapshot(kept).venues for spec in v.contracts
    )
    for saved in (path, kept):
        for arguments in asked:
            found = document(cli, *arguments, "--snapshot", str(saved))["references"]
            assert [(row["price"], row["venue"], row["symbol"]) for row in found] == [
                ("66000", "other", "BTCUSD")
            ], arguments
            assert found[0]["figure"] == "index"
            assert "newest quote" in found[0]["rule"]
    assert "$66,000 " in report.read_text("utf-8")


def test_a_setting_of_another_command_is_not_for_this_one(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "comparator.toml").write_text('steps = 3\ntopic = "kyc"\n', "utf-8")
    assert cli.on_saved("compare", "BTC", "--profile", str(tmp_path / "comparator.toml"))[0] == 0
    _, out, _ = cli.on_saved(
        "ladder", "BTC", "--profile", str(tmp_path / "comparator.toml"), "--format", "json"
    )
    steps = [row for row in json.loads(out)["rows"] if row["venue"] == "fine"]
    assert len(steps) == 3


def test_a_profile_may_set_what_the_registry_declares_and_no_files() -> None:
    declared = {
        param.name for name in COMMANDS for param in made(name).params if isinstance(param, Option)
    }
    assert {"steps", "topic", "standard", "all_tiers", "with_data"} <= in_profile() <= declared
    assert not in_profile() & {"plugin", "output", "snapshot", "profile", "own", "force"}


@pytest.mark.parametrize("command", [("fees", "fien"), ("compare", "BTC", "--venue", "fien")])
def test_a_misspelt_venue_is_named_with_a_snapshot_as_without(
    cli: Cli, command: tuple[str, ...]
) -> None:
    code, _, err = cli.on_saved(*command)
    assert code == 2
    assert (
        "unknown venue 'fien' (did you mean 'fine'?); in the file: coarse, fine, odd, away" in err
    )


@pytest.mark.parametrize(
    "command", [("ladder", "BTC"), ("stop", "BTC", "--size", "0.01", "--max-loss", "0.01")]
)
def test_venues_without_a_row_are_named_in_json_and_csv(
    cli: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "blind.json"
    blind = venue_data("blind")
    from msgspec import structs  # noqa: PLC0415 - for this market alone

    save_snapshot(path, snapshot(venues=(structs.replace(blind, markets={}), venue_data("fine"))))
    found = document(cli, *command, "--known-only", "--snapshot", str(path))
    assert [(row["venue"], bool(row["reason"])) for row in found["silent"]] == [("blind", True)]
    code, out, _ = cli(*command, "--known-only", "--snapshot", str(path), "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    last = rows[-1]
    assert (last["venue"], last["reason"]) == ("blind", found["silent"][0]["reason"])
    assert {row["venue"] for row in rows} == {"blind", "fine"}
    assert all(row["reason"] == "" for row in rows[:-1])


def test_several_accounts_may_stand_in_one_word(cli: Cli, tmp_path: Path) -> None:
    command = ("report", "BTC", "--output", str(tmp_path / "r.md"))
    code, _, err = cli.on_saved(*command, "--account", "200,1000")
    assert code == 0, err
    assert "accounts of $200 and $1,000" in (tmp_path / "r.md").read_text("utf-8").replace("\\", "")
    code, _, err = cli.on_saved(*command, "--account", "200,500")
    assert code == 2
    assert "'200,500' may be one amount or 2; write 200500, or --account 200 --account 500" in err


def test_every_figure_of_a_result_is_a_column_a_test_and_an_explanation(cli: Cli) -> None:
    from comparator.answers import explain  # noqa: PLC0415 - for this test alone
    from comparator.comparison import priced  # noqa: PLC0415 - the same
    from comparator.pricing.explain import fields  # noqa: PLC0415 - the same
    from comparator.pricing.trade import Trade  # noqa: PLC0415 - the same
    from comparator.render.figures import FIELDS  # noqa: PLC0415 - the same

    found = priced(snapshot(), Trade(), ["BTC"])
    row = found.answers[0].rows[0]
    reached = set[str]()
    for column in FIELDS:
        if column.name in ("asset", "venue", "symbol", "reason", "repair"):
            continue
        for one in explain.document(found, figure=f"fine.{column.name}").explanations:
            reached.add(one.field)
            group, _, name = one.field.rpartition(".")
            value = getattr(getattr(row, group) if group else row, name)
            if column.name not in ("band", "fees", "holding", "liquidation"):
                assert column.value(row) == value, column.name
    assert reached >= set(fields(row))
    names = [column.name for column in FIELDS]
    code, out, err = cli.on_saved("compare", "BTC", "--format", "csv")
    assert code == 0, err
    assert out.splitlines()[0].split(",") == names
    for test in ("break_even_ticks > 1000000", "exit_half == 'no such'", "settlements < 0"):
        assert cli.on_saved("compare", "BTC", "--fail-if", test)[0] == 0
    assert cli.on_saved("compare", "BTC", "--fail-if", "settlements >= 3")[0] == 1


def test_every_member_of_every_document_says_what_it_means() -> None:
    from comparator.answers.schemas import DOCUMENTS, json_schema  # noqa: PLC0415 - for this test
    from comparator.cli.settings import Settings  # noqa: PLC0415 - the same

    said = 0
    schemas = {name: json_schema(name) for name in DOCUMENTS}
    for name, schema in {**schemas, "settings": msgspec.json.schema(Settings)}.items():
        for part, shape in schema["$defs"].items():
            for member, kind in shape.get("properties", {}).items():
                assert kind.get("description", "").strip(), (name, part, member)
                said += 1
    assert said > 400


def test_repairs_are_values_beside_their_sentences(cli: Cli) -> None:
    # coarse: 1,300 x 1.5 % = 19.50 at risk, of 5 allowed: 19.50 / 1 %, 5 / 1,300, 19.50 / 500
    _, out, _ = cli.on_saved("compare", "BTC", "--format", "json")
    row = next(row for row in json.loads(out)["rows"] if row["venue"] == "coarse")
    account, stop, risk = row["repairs"]
    assert (account["what"], account["bound"], float(account["value"])) == ("account", ">=", 1950)
    assert (stop["what"], stop["bound"]) == ("stop", "<=")
    assert stop["value"].startswith("0.003846153846")
    assert (risk["what"], risk["bound"], float(risk["value"])) == ("risk", ">=", 0.039)
    assert row["repair"] == ["account ≥ $1,950.00", "stop ≤ 0.38 %", "risk ≥ 3.90 %"]


def test_the_contract_on_httpx_names_every_module_but_those_that_ask_or_replay() -> None:
    root = Path(__file__).parents[1]
    rules = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    rule = next(one for one in rules["contracts"] if one.get("forbidden_modules") == ["httpx"])
    package = root / "comparator"
    parts = {path.stem for path in package.glob("[a-z]*.py")}
    parts |= {path.parent.name for path in package.glob("*/__init__.py")}
    parts |= {f"api.{path.stem}" for path in (package / "api").glob("[a-z]*.py")}
    free = {f"comparator.{name}" for name in parts} - set(rule["source_modules"])
    way = {f"comparator.api.{name}" for name in ("client", "environment", "http", "sender")}
    assert free == way | {"comparator.api", "comparator.recording", "comparator.testing"}


def test_a_module_can_be_read_at_one_sitting() -> None:
    """Plugins are left out: each is one file, whatever its venue takes."""
    root = Path(__file__).parents[1] / "comparator"
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in root.rglob("*.py")}
    assert len(sizes) > 100
    assert {path.name: size for path, size in sizes.items() if size > 300} == {}
