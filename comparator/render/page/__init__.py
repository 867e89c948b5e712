"""The page that answers: one file with the cost model, the data and every control; asks nobody."""

import base64
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from urllib.parse import quote

from comparator.answers.document import compact
from comparator.answers.priceable import Priceable
from comparator.schema import file_stem

SCRIPTS = (
    "decimal.js",
    "model.js",
    "region.js",
    "class.js",
    "leaders.js",
    "names.js",
    "options.js",
    "words.js",
    "controls.js",
    "before.js",
    "detail.js",
    "rows.js",
    "chart.js",
    "map.js",
    "page.js",
)
"""In the order they need each other; the first eight need no page."""


def render(
    document: Priceable, *, refresh: int = 0, reports: Sequence[str] = (), feed: str = ""
) -> str:
    """The page for the contracts of `document`: the same bytes from the same data.

    `refresh`: seconds after which it asks the server it came from for new figures; 0: never.
    `reports`: coins with a report beside the page, by the names that `comparator site` gives them.
    `feed`: the file beside the page that is the feed of changes.
    """
    style, script = asset("page.css"), _script()
    title = "Which venue takes this trade?"
    parts = {
        "policy": policy(script, style, live=bool(refresh)),
        "title": title,
        "feed": _alternate(feed),
        "reports": _links(reports, feed),
        "style": style,
        "market": compact(document).replace("<", "\\u003c").replace("\u2028", "\\u2028"),
        "scripts": f"<script>{script}</script>\n",
    }
    page = asset("page.html")
    if refresh:
        page = page.replace('<html lang="en">', f'<html lang="en" data-refresh="{refresh}">')
        page = page.replace("asks nobody", "asks the server it came from, and nobody else")
    before, rest = page.split("{policy}")
    found = [before, parts["policy"]]
    for name in (
        "title",
        "feed",
        "style",
        "reports",
        "market",
        "scripts",
    ):  # data may hold braces of its own
        before, rest = rest.split("{" + name + "}")
        found += [before, parts[name]]
    return "".join([*found, rest])


def _alternate(feed: str) -> str:
    """What a feed reader looks for."""
    if not feed:
        return ""
    said = 'rel="alternate" type="application/atom+xml" title="What changed at the venues"'
    return f'<link {said} href="{quote(feed)}">\n'


def _links(reports: Sequence[str], feed: str) -> str:
    """Links to the reports and the feed beside the page."""
    changes = f' · <a href="{quote(feed)}">what changed, as a feed</a>' if feed else ""
    if not reports:
        return ""
    links = "".join(
        f' <a href="{quote(file_stem(asset))}.html">{escape(asset)}</a>' for asset in reports
    )
    return f'<p>Reports:{links} · <a href="market.json">all figures as JSON</a>{changes}</p>\n'


def notice(title: str, detail: str) -> tuple[str, str]:
    """A small page that says why there is no other one, and its Content-Security-Policy."""
    style = asset("notice.css")
    said = {"title": escape(title), "detail": escape(detail)}
    text = asset("notice.html").format(style=style, **said)
    return text, f"default-src 'none'; style-src {_digest(style)}; base-uri 'none'"


def policy(script: str, style: str, *, live: bool) -> str:
    """Content-Security-Policy: our own script and style by their digest, nothing from anywhere."""
    asks = "'self'" if live else "'none'"
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)};"
        f" connect-src {asks}; base-uri 'none'; form-action 'none'"
    )


@cache
def asset(name: str) -> str:
    """One of the page's own files."""
    return (files(__name__) / name).read_text("utf-8")


@cache
def _script() -> str:
    return "".join(asset(name) for name in SCRIPTS)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
