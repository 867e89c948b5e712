"""The page on the cost model: its numbers run, its tables name what the code has."""

import doctest
import re
from pathlib import Path
from typing import get_args

import comparator.pricing
from comparator.pricing.result import Status

PAGE = Path(__file__).parents[1] / "docs" / "cost-model.md"
SOURCES = sorted(Path(comparator.pricing.__file__).parent.glob("*.py"))


def table(heading: str) -> set[str]:
    """First cells of the table under a heading, as code."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_every_worked_number_of_the_page_is_right() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.failed == 0
    assert found.attempted > 30


def test_the_page_lists_every_warning() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    raised = set(re.findall(r"code=\"(\w+)\"", code)) | set(re.findall(r"say\(\s*\"(\w+)\"", code))
    assert table("Warnings") == raised


def test_the_page_lists_every_status_but_ok() -> None:
    assert table("Gates") == set(get_args(Status)) - {"ok"}


def test_every_formula_an_explanation_refers_to_is_on_the_page() -> None:
    text = (Path(comparator.pricing.__file__).parent / "formulas.py").read_text(encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    bold = set(re.findall(r"[A-Z]\w*", " ".join(re.findall(r"\*\*([^*]+)\*\*", page))))
    used = set(re.findall(r"Formula\(\s*\"(\w+)\"", text))
    assert len(used) > 15
    missing = {name for name in used if name not in bold and f"{name}_lin" not in bold}
    assert missing == set()
