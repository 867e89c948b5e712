"""Every figure of every answer is a column that says what it means, and can be asked for."""

import csv
import io
from importlib import import_module
from pathlib import Path
from typing import Any

import command_docs
import pytest
from cli_market import Cli

from comparator.cli.main import COMMANDS
from comparator.render.sheet import Column, Figures

TABLES = [(name, table) for name, tables in command_docs.questions() for _, table in tables]
ASKED = {
    "compare": ("BTC",),
    "contracts": ("BTC",),
    "minimum": ("BTC", "--account", "500"),
    "ladder": ("BTC",),
    "flips": ("BTC",),
    "stop": ("BTC", "--size", "0.01", "--max-loss", "10"),
    "explain": ("fine.total", "BTC"),
    "fees": ("fine",),
}
"""Questions that a saved run answers."""
GROUPS = {"size", "risk", "costs", "margin", "minimum", "exits"}
ELSEWHERE = {
    "compare": {"inputs", "repairs", "warnings"},  # `repair` has the words; `explain` the inputs
}
"""Members of a row that are records of their own, and no figure."""


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_every_column_has_a_meaning_and_a_name_of_its_own(
    name: str, table: tuple[Column[Any], ...]
) -> None:
    assert all(len(column.meaning) > 3 for column in table), name
    assert len({column.name for column in table}) == len(table)


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_every_figure_of_a_row_is_a_column(name: str, table: tuple[Column[Any], ...]) -> None:
    record = next(column.record for column in table if column.record)
    shown = {column.path for column in table} | {column.name for column in table}
    there = set(record.__struct_fields__) - ELSEWHERE.get(name, set())
    if name == "compare":
        there -= GROUPS
    assert there <= shown


def test_a_figure_whose_type_says_nothing_is_refused() -> None:
    from comparator.api.venue import Venue  # noqa: PLC0415 - a record without descriptions

    with pytest.raises(TypeError, match=r"Venue\.name has no description"):
        assert Figures(Venue)("name", "name", "name").meaning


@pytest.mark.parametrize("name", ASKED)
def test_csv_has_all_columns_and_fields_reach_each(cli: Cli, name: str) -> None:
    every = [column.name for column in import_module(f"comparator.render.pages.{name}").EVERY]
    code, out, err = cli.on_saved(name, *ASKED[name], "--format", "csv")
    assert code == 0, err
    head = next(csv.reader(io.StringIO(out)))
    assert [one for one in head if one != "reason" or "reason" in every] == every
    for field in every:
        code, out, err = cli.on_saved(
            name, *ASKED[name], "--format", "csv", "--fields", field, "--sort", f"-{field}"
        )
        assert (code, out.splitlines()[0]) == (0, field), err


@pytest.mark.parametrize("name", ["venues", "facts", "doctor"])
def test_what_is_installed_has_all_columns_too(cli: Cli, plugin: Any, name: str) -> None:
    every = [column.name for column in import_module(f"comparator.render.pages.{name}").EVERY]
    command = (name, "--plugin", plugin())
    code, out, err = cli(*command, "--format", "csv")
    assert code in (0, 5), err
    assert next(csv.reader(io.StringIO(out))) == every
    code, out, err = cli(*command, "--format", "csv", "--fields", every[-1], "--sort", every[0])
    assert out.splitlines()[0] == every[-1], err


def test_words_in_a_column_of_figures_sort_after_them(cli: Cli) -> None:
    # 1,300 of position on 500 can be liquidated; a third of the account at 1x cannot
    asked = ("--format", "csv", "--fields", "venue,liquidation", "--sort", "liquidation")
    code, out, err = cli.on_saved("compare", "BTC", *asked)
    assert code == 0, err
    lines = [line.split(",") for line in out.splitlines()[1:]]
    assert [line[0] for line in lines] == ["coarse", "fine", "odd"]
    assert [line[1] for line in lines[1:]] == ["never", "never"]
    assert lines[0][1][:2].isdigit()


def test_a_page_of_lists_or_of_coins_shows_the_long_table_where_fields_are_named(cli: Cli) -> None:
    # `minimum` of several coins has a column a coin, `explain` and `ladder` have no such table
    for name, field in (("explain", "formula"), ("ladder", "risk"), ("minimum", "reason")):
        code, out, err = cli.on_saved(
            name, *ASKED[name], "--fields", f"{field}", "--format", "markdown"
        )
        assert code == 0, err
        heads = [line for line in out.splitlines() if line.startswith("| ")]
        column = next(
            one
            for one in import_module(f"comparator.render.pages.{name}").EVERY
            if one.name == field
        )
        assert heads[0] == f"| {column.title} |"


def test_a_second_table_is_shown_where_its_columns_are_named(cli: Cli) -> None:
    files = (str(cli.saved), str(cli.saved))
    code, out, err = cli("diff", *files, "BTC", "--format", "csv", "--fields", "venue,rank_now")
    assert code == 0, err
    assert out.splitlines() == ["venue,rank_now", "fine,1", "odd,2", "coarse,"]
    code, out, err = cli.on_saved("fees", "--format", "csv", "--fields", "text,venue")
    assert (code, out) == (0, "text,venue\n"), err  # nobody offers anything
    code, _, err = cli.on_saved("fees", "--fields", "nonsense")
    assert code == 2
    assert "no field 'nonsense'" in err
    assert "text" in err


def test_every_question_has_its_columns_on_the_page() -> None:
    said = {name for name, _ in command_docs.questions()}
    asked = {name for name, one in COMMANDS.items() if one.module == "comparator.cli.asking"}
    assert said == asked - {"render"}
    assert command_docs.COLUMNS_PAGE.read_text("utf-8") == command_docs.columns(), (
        "python tools/command_docs.py"
    )


@pytest.mark.parametrize("page", command_docs.LISTS, ids=lambda page: page.name)
def test_the_lists_of_commands_are_those_of_the_registry(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(command_docs.MARKED.findall(text)) == 1
    assert command_docs.with_lists(text) == text, "python tools/command_docs.py"
