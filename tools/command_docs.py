"""Write the lists of commands and of columns into the documents: `python tools/command_docs.py`.

README.md and docs/commands.md have a list of commands between two markers; docs/columns.md is made
whole. All of it comes from the registry and from the types of the answers.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from comparator.cli.main import COMMANDS, LISTED, PLUGIN, cli
from comparator.render.sheet import Column

ROOT = Path(__file__).parents[1]
COLUMNS_PAGE = ROOT / "docs" / "columns.md"
LISTS = (ROOT / "README.md", ROOT / "docs" / "commands.md")
"""Pages with a list of commands."""
MARKED = re.compile(
    r"(<!-- (\w+): python tools/command_docs\.py -->\n).*?(<!-- end -->)", re.DOTALL
)
BESIDE = {
    "diff": (("RANKING", "What it does to the ranking:"),),
    "market": (("VENUES", "Of each venue:"), ("CONTRACTS", "Of each contract, `--by contract`:")),
    "fees": (("OFFERS", "Discounts and dated offers:"),),
}
"""Further tables of an answer: the name of their columns on its page, and what they are."""
INTRO = """\
# Columns

Every figure of every answer by its name: what `--fields` shows, `--sort` orders by, and the head of
a CSV file calls it. `--fail-if` tests, and `explain` explains, those of `compare`. JSON has the
same figures; its schema says the same of each. This page is made by `tools/command_docs.py` from
the types of the answers.
"""


def commands() -> str:
    """Every command as it is typed, and what it is for."""
    lines = [f"| `{usage(name)}` | {summary} |" for name, summary in LISTED.items()]
    return "\n".join(["| command | answers |", "| :-- | :-- |", *lines]) + "\n"


def examples() -> str:
    """Every command by its first example, and what it is for."""
    firsts = {name: declared.examples[0] for name, declared in COMMANDS.items()}
    firsts[PLUGIN] = "comparator plugin new NAME"
    lines = [f"| `{firsts[name]}` | {summary} |" for name, summary in LISTED.items()]
    return "\n".join(["| command | answers |", "| :-- | :-- |", *lines]) + "\n"


def usage(name: str) -> str:
    """`stop ASSET --size COINS --max-loss USD`: the name and what has to be given."""
    ctx = click.Context(cli, info_name="comparator")
    command = cli.get_command(ctx, name)
    assert command  # noqa: S101 - it is on the list
    if isinstance(command, click.Group):
        return f"{name} COMMAND"
    words = [name]
    for param in command.params:
        if isinstance(param, click.Argument):
            words.append(param.make_metavar(ctx))
        elif param.required:
            words.append(f"{param.opts[-1]} {param.make_metavar(ctx)}")
    return " ".join(words).replace("|", r"\|")  # a bar would end the cell


def with_lists(text: str) -> str:
    """A page with its lists as they are now."""
    made = {"commands": commands, "examples": examples}
    return MARKED.sub(lambda found: found[1] + made[found[2]]() + found[3], text)


def columns() -> str:
    """The whole page on columns."""
    parts = [INTRO]
    for name, tables in questions():
        parts.append(f"## {name}\n")
        for said, table in tables:
            parts += [f"{said}\n"] if said else []
            lines = [f"| `{column.name}` | {column.meaning} |" for column in table]
            parts.append("\n".join(["| column | meaning |", "| :-- | :-- |", *lines]) + "\n")
    return "\n".join(parts)


def questions() -> Iterator[tuple[str, list[tuple[str, tuple[Column[object], ...]]]]]:
    """Every question with the columns of its tables."""
    for name, declared in COMMANDS.items():
        if declared.module != "comparator.cli.asking" or name == "render":
            continue  # `render` shows what `compare` does
        page = import_module(f"comparator.render.pages.{name}")
        beside = [(said, getattr(page, which)) for which, said in BESIDE.get(name, ())]
        yield name, [("", page.EVERY), *beside]


if __name__ == "__main__":
    COLUMNS_PAGE.write_text(columns(), "utf-8")
    for page in LISTS:
        page.write_text(with_lists(page.read_text("utf-8")), "utf-8")
    print(f"{COLUMNS_PAGE}, {', '.join(map(str, LISTS))}: {len(LISTED)} commands")
