"""The documents say what is true: commands exist, tables are what the tool prints."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from comparator.cli.main import cli
from comparator.sources.discovery import discover

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
FENCES = re.findall(r"^```\w*\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = sorted(cli.list_commands(None))  # type: ignore[arg-type] # click allows it


def test_the_first_two_fences_are_one_line_each_and_install_first() -> None:
    for fence in FENCES[:2]:
        assert len(fence.strip().splitlines()) == 1
        assert fence.startswith("python3 -m venv .venv && .venv/bin/pip install")
    assert "comparator compare BTC" in FENCES[0]
    assert "pytest" in FENCES[1]


def test_every_command_is_in_the_readme() -> None:
    for command in COMMANDS:
        assert re.search(rf"`(?:comparator )?{command}\b", README), command


def test_every_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"`(?:comparator )([a-z]+)", README))
    assert named <= set(COMMANDS)


def test_the_table_of_exchanges_is_what_venues_prints() -> None:
    fields = "venue,name,mark,asks"
    result = CliRunner().invoke(
        cli, ["venues", "--markdown", "--fields", fields], env={"COMPARATOR_PLUGINS": None}
    )
    table = [line for line in result.stdout.splitlines() if line.startswith("|")]
    assert len(table) == 2 + len(discover().venues)
    assert "\n".join(table) in README


def test_the_example_counts_the_exchanges_that_ship() -> None:
    """Another exchange, another example: print it again."""
    (told,) = re.findall(r"of (\d+) venues can take it", " ".join(README.split()))
    ships = [venue for venue in discover().venues if venue.published is not None]
    listed = [v for v in ships if v.published and 'base = "BTC"' in v.published.read_text("utf-8")]
    assert int(told) == len(listed)


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_every_document_is_linked(path: Path) -> None:
    assert f"](docs/{path.name})" in README
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    assert path.name == "index.md" or f"]({path.name})" in index


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name
)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_the_files_that_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("### Where is what")[2].partition("\n\nMoney,")[0]
    places = re.findall(r"`((?:comparator|plugins|cassettes)/[^`]*)`", table)
    assert len(places) > 20
    pages = (ROOT / "comparator/render/pages").glob("[a-z]*.py")
    questions = {path.stem for path in pages}
    for place in places:
        path = ROOT / place
        if "<question>" in place:
            named = (ROOT / place.replace("<question>", one) for one in questions)
            assert sum(one.is_file() for one in named) > 10, place
        else:
            assert path.is_dir() if place.endswith("/") else path.is_file(), place


def test_every_dependency_says_what_it_earns() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    names = re.findall(r'^    "([A-Za-z0-9-]+)(?:\[[a-z,]+\])?>=', pyproject, re.MULTILINE)
    assert len(names) > 10
    for name in names:
        assert re.search(rf"\b{name}\b", contributing), name
