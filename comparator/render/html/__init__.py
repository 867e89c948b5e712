"""A report as one self-contained page: nothing is loaded from anywhere, everything is escaped."""

import base64
import json
import re
from decimal import Decimal
from functools import cache
from hashlib import sha256
from html import escape as escape_html
from importlib.resources import files
from typing import Any

from comparator.render import maps
from comparator.render.report.document import Block, Chart, Document, Heading, Listing, Map
from comparator.render.report.markdown import MISSING
from comparator.render.sheet import Items, Sheet, Words
from comparator.words import clean

PANELS = ("cost", "risk", "feasibility")
HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
"""
SLIDER = """<p class="slider"><label>Your account
<input id="account" type="range" min="0" max="1" value="0"></label>
<output id="amount" for="account"></output></p>
<noscript><p>The charts need JavaScript; every figure is in the tables as well.</p></noscript>
"""


def render(document: Document, *, account: Decimal, charts: bool) -> str:
    """The page; `charts`: with live ones, beginning at `account` (needs the extra `charts`)."""
    drawn = list(document.charts) if charts else []
    scripts = [_library(), _asset("page.js")] if drawn else []
    body = [_block(block, first=drawn[:1], live=bool(drawn)) for block in document.blocks]
    title, _, rest = "".join(body).partition("</h1>\n")
    head = HEAD.format(
        policy=_policy(scripts), title=escape(document.title), style=_asset("page.css")
    )
    parts = [head, "<main>\n", title, "</h1>\n", _contents(document), rest, "</main>\n"]
    if drawn:
        parts.append(
            f'<script type="application/json" id="charts">{_data(drawn, account)}</script>\n'
        )
        parts += [f"<script>{script}</script>\n" for script in scripts]
    return "".join([*parts, "</body>\n</html>\n"])


def escape(text: str) -> str:
    """`text` on one line, with nothing in it that HTML would read."""
    return escape_html(clean(text), quote=True)


def _block(block: Block, *, first: list[Chart], live: bool) -> str:
    match block:
        case Heading(level=level, text=text):
            return f'<h{level} id="{_slug(text)}">{escape(text)}</h{level}>\n'
        case Listing(text=text):
            lines = "\n".join(escape(line) for line in text.splitlines())
            return f"<pre><code>{lines}</code></pre>\n"
        case Chart() | Map():
            return (SLIDER if block in first else "") + _drawn(block, live=live)
        case Items():
            return _items(block)
        case Sheet():
            return _table(block)
        case Words():
            tone = ' class="verdict"' if block.tone == "strong" else ""
    return f"<p{tone}>{escape(block.text)}</p>\n"


def _drawn(block: Chart | Map, *, live: bool) -> str:
    if isinstance(block, Map):
        return _map(block)
    return _chart(block) if live else f"<p>{escape(block.title)}: {MISSING}</p>\n"


def _items(block: Items) -> str:
    title = f'<p class="title">{escape(block.title)}</p>\n' if block.title else ""
    rows = "".join(
        f"<li>{f'<strong>{escape(label)}</strong> ' if label else ''}{escape(text)}</li>\n"
        for label, text in block.rows
    )
    return f"{title}<ul>\n{rows}</ul>\n"


def _table(sheet: Sheet[Any]) -> str:
    title = f'<p class="title">{escape(sheet.title)}</p>\n' if sheet.title else ""
    if not sheet.rows:
        return f"{title}<p>{escape(sheet.empty)}</p>\n" if sheet.empty else title
    columns = sheet.columns
    place = ["" if column.left else ' class="n"' for column in columns]
    heads = "".join(
        f'<th scope="col"{where}>{escape(column.title)}</th>'
        for column, where in zip(columns, place, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{where}>{escape(column.cell(row))}</td>"
            for column, where in zip(columns, place, strict=True)
        )
        + "</tr>\n"
        for row in sheet.rows
    )
    return (
        f'{title}<div class="scroll" tabindex="0"><table id="{_slug(sheet.name)}">\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
    )


def _chart(chart: Chart) -> str:
    name = _slug(chart.name)
    panels = "".join(
        f'<div class="panel" data-chart="{name}" data-panel="{panel}"></div>\n' for panel in PANELS
    )
    return (
        f'<figure class="chart" role="group" aria-label="{escape(chart.text)}">\n'
        f"<figcaption>{escape(chart.title)}</figcaption>\n{panels}"
        f'<ul class="here" data-chart="{name}"></ul></figure>\n'
    )


def _map(block: Map) -> str:
    drawn = maps.inline(block.leaders, block.names, block.venues)
    text = escape(maps.title(block.leaders))
    return f'<figure class="map">\n<figcaption>{text}</figcaption>\n{drawn}</figure>\n'


def _contents(document: Document) -> str:
    links = "".join(
        f'<li><a href="#{_slug(block.text)}">{escape(block.text)}</a></li>\n'
        for block in document.blocks
        if isinstance(block, Heading) and block.level == 2  # noqa: PLR2004 - h2
    )
    return f'<nav aria-label="Contents"><ul>\n{links}</ul></nav>\n'


def _data(drawn: list[Chart], account: Decimal) -> str:
    """What the page's script reads: drawings, and the answer for every stretch of accounts."""
    from comparator.render.charts import live  # noqa: PLC0415 - drawing is an extra

    content = {
        "account": float(account),
        "accounts": drawn[0].accounts,
        "charts": {
            _slug(chart.name): {"panels": live(chart), "answers": chart.answers} for chart in drawn
        },
    }
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")


@cache
def _library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that defines `drawChart`."""
    import vl_convert  # noqa: PLC0415 - drawing is an extra

    return vl_convert.javascript_bundle("window.drawChart = vegaEmbed;").replace(
        "</script", "<\\/script"
    )


@cache
def _asset(name: str) -> str:
    return (files(__name__) / name).read_text("utf-8")


def _policy(scripts: list[str]) -> str:
    """Content-Security-Policy: our own scripts by their digest, and nothing from anywhere."""
    digests = [
        f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    ]
    allowed = " ".join(digests) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline';"
        " base-uri 'none'; form-action 'none'"
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", clean(text).lower()).strip("-")
