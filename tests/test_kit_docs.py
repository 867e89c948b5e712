"""The plugin author's pages say what the code does."""

import re
from decimal import Decimal
from pathlib import Path

import api_docs
import pytest

from comparator import api
from comparator.schema import Rules
from comparator.sources.published import published

DOCS = Path(__file__).parents[1] / "docs"


def test_the_api_page_is_what_the_docstrings_say() -> None:
    page = (DOCS / "plugin-api.md").read_text("utf-8")
    assert page == api_docs.document(), "run python tools/api_docs.py"


@pytest.mark.parametrize("name", api.__all__)
def test_every_name_of_the_api_is_explained(name: str) -> None:
    page = (DOCS / "plugin-api.md").read_text("utf-8")
    entry = page.split(f"\n### {name}\n", 1)[1].split("\n#", 1)[0]
    prose = re.sub(r"```.*?```", "", entry, flags=re.DOTALL)
    assert len(prose.split()) >= 1, "it needs a docstring"


def test_the_published_format_is_read_as_the_page_says(tmp_path: Path) -> None:
    page = (DOCS / "published-data.md").read_text("utf-8")
    path = tmp_path / "example.toml"
    path.write_text(page.split("```toml\n")[1].split("```")[0], "utf-8")
    data = published(path, Rules())
    assert [spec.symbol for spec in data.contracts] == ["BTC-PERP"]
    assert data.fees["standard"].tiers[0].taker == Decimal("0.0005")
    assert data.markets["BTC-PERP"].mark == 65000
    assert [tier.max_leverage for tier in data.tiers["BTC-PERP"]] == [100, 50]
    assert data.origin("tiers", "BTC-PERP").source.startswith("GET /v1/brackets")
