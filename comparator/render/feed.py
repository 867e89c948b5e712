"""Changes as an Atom feed (RFC 4287): one entry for each venue of a run, the newest first."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from comparator import __version__
from comparator.answers.changes import Changed
from comparator.render.changes import by_run, groups
from comparator.words import clean

ATOM = "http://www.w3.org/2005/Atom"
MOST = 200
"""Entries; changes.jsonl holds all."""
TITLE = "What changed at the venues"


def atom(changes: Sequence[Changed], *, id: str, since: datetime, url: str = "") -> bytes:  # noqa: A002 - as Atom calls it
    """The feed of a watch folder called `id`, kept `since`; `url`: where it is published."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(_name("feed"))
    runs = by_run(changes)
    newest = max((at for at, _ in runs), default=since)
    _put(feed, "id", id)
    _put(feed, "title", TITLE)
    _put(feed, "updated", _time(newest))
    ET.SubElement(_put(feed, "author"), _name("name")).text = "comparator"
    _put(feed, "generator", "comparator", version=__version__)
    if url:
        _put(feed, "link", rel="self", type="application/atom+xml", href=url)
    entries = 0
    for _, some in runs:
        for venue in dict.fromkeys(one.venue for one in some):
            if entries < MOST:
                _entry(feed, id, [one for one in some if one.venue == venue])
                entries += 1
    ET.indent(feed)
    text = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return bytes(text) + b"\n"


def _entry(feed: ET.Element, folder: str, changes: list[Changed]) -> None:
    venue, run = changes[0].venue, changes[0].id.partition("/")[0]
    first, *others = rows = groups(changes)
    more = f", and {len(others)} more" if others else ""
    entry = ET.SubElement(feed, _name("entry"))
    _put(entry, "id", uuid5(NAMESPACE_URL, f"{folder}/{run}/{venue}").urn)
    _put(entry, "title", f"{venue}: {first.sentence}{more}")
    _put(entry, "updated", _time(max(one.at for one in changes)))
    for what in dict.fromkeys(row.first.what for row in rows):
        _put(entry, "category", term=what)
    items = "".join(f"<li>{escape(clean(row.sentence))}</li>" for row in rows)
    _put(entry, "content", f"<ul>{items}</ul>", type="html")


def _put(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """A new element with that text, without what XML cannot hold."""
    child = ET.SubElement(parent, _name(name), {k: clean(v) for k, v in attributes.items()})
    child.text = clean(text) or None
    return child


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
