"""The documents as a site: `sphinx-build -W -c docs . site` (sphinx's own configuration).

The repository is the source folder, so that links between README, docs/ and reports/ hold on the
site as they do in the repository.
"""

import inspect
from importlib import import_module
from importlib.metadata import entry_points

from sphinx.application import Sphinx

project = "comparator"
author = "the comparator contributors"
extensions = ["myst_parser"]
html_theme = "furo"
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "reports/*.md"]
exclude_patterns = [".*", "site"]
myst_heading_anchors = 4
myst_enable_extensions = ["tasklist"]
html_title = "comparator"
HERE = "<!-- the plugins' own words -->"


def counts() -> str:
    """What one unit of each exchange is, in the words its plugin opens with."""
    parts = list[str]()
    for point in sorted(entry_points(group="comparator"), key=lambda point: point.name):
        title, _, rest = (inspect.getdoc(import_module(point.value)) or "").partition("\n")
        parts.append(f"## {title.rstrip('.')}\n\n{rest.strip()}\n")
    return "\n".join(parts)


def filled(_: Sphinx, name: str, source: list[str]) -> None:
    """Put the plugins' words where docs/exchanges.md leaves room for them."""
    if name == "docs/exchanges":
        source[0] = source[0].replace(HERE, counts())


def setup(app: Sphinx) -> None:
    """Called by sphinx."""
    app.connect("source-read", filled)
