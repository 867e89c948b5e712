"""The pages on commands and documents say what is there: no more, no less."""

import re
from pathlib import Path

import click
import pytest

from comparator.answers.schemas import DOCUMENTS
from comparator.cli.main import LISTED, Lazy, cli

DOCS = Path(__file__).parent.parent / "docs"
COMMANDS_PAGE = (DOCS / "commands.md").read_text("utf-8")
JSON_PAGE = (DOCS / "json.md").read_text("utf-8")


def test_every_command_is_described() -> None:
    described = re.findall(r"^\| `comparator (\w+)", COMMANDS_PAGE, re.MULTILINE)
    assert described == list(LISTED)


def test_every_document_is_described() -> None:
    described = set(re.findall(r"^\| `(comparator\.\w+/1)`", JSON_PAGE, re.MULTILINE))
    assert described == set(DOCUMENTS)


def test_every_member_of_a_row_is_described() -> None:
    words = set(re.findall(r"\w+", JSON_PAGE))
    schema = DOCUMENTS["comparator.compare/1"]
    from comparator.pricing import result  # noqa: PLC0415 - for this test alone

    groups = (result.Size, result.Risk, result.Costs, result.Margin, result.Minimum)
    for group in (schema, *groups, result.Exits):
        assert set(group.__struct_fields__) <= words, group


LINES = sorted(set(re.findall(r"`(comparator \w+[^`]*)`", COMMANDS_PAGE)))


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_on_the_page_is_understood(line: str) -> None:
    _, name, *arguments = line.split()
    if name in {"COMMAND", "plugin"}:
        return
    ctx = click.Context(cli)
    assert isinstance(cli, Lazy)
    command = cli.get_command(ctx, name)
    assert command
    known = {option for param in command.params for option in param.opts}
    assert {word for word in arguments if word.startswith("--")} <= known | {"--help"}
