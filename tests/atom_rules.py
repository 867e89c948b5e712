"""What RFC 4287 demands of an Atom feed, said anew from its text: sections in brackets."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FEED = {
    "author", "category", "contributor", "entry", "generator", "icon", "id", "link", "logo",
    "rights", "subtitle", "title", "updated",
}  # fmt: skip
ENTRY = {
    "author", "category", "content", "contributor", "id", "link", "published", "rights", "source",
    "summary", "title", "updated",
}  # fmt: skip
VOID = {"br", "hr", "img", "meta", "link", "input"}


class Html(HTMLParser):
    """Whether every tag that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open = list[str]()
        self.wrong = list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def violations(content: bytes) -> list[str]:
    """Every rule that the document breaks; empty: it is a feed."""
    try:
        feed = ET.fromstring(content)  # noqa: S314 - our own document
    except ET.ParseError as error:
        return [f"no well-formed XML: {error}"]
    if feed.tag != f"{ATOM}feed":
        return [f"the document is a {feed.tag} [2]"]
    entries = feed.findall(f"{ATOM}entry")
    wrong = [*_children("feed", feed, FEED), *_links("feed", feed)]
    wrong += _once("feed", feed, ("id", "title", "updated"), ("generator", "icon", "logo"))
    if not feed.findall(f"{ATOM}author") and not all(e.findall(f"{ATOM}author") for e in entries):
        wrong.append("neither the feed nor every entry has an author [4.1.1]")
    seen = set[tuple[str, str]]()
    for number, entry in enumerate(entries):
        where = f"entry {number}"
        wrong += _children(where, entry, ENTRY)
        wrong += _once(
            where, entry, ("id", "title", "updated"), ("content", "published", "summary")
        )
        wrong += _links(where, entry)
        key = (_text(entry, "id"), _text(entry, "updated"))
        if key in seen:
            wrong.append(f"{where}: id and updated as another's [4.1.1]")
        seen.add(key)
        body = entry.find(f"{ATOM}content")
        if body is None and not [
            link
            for link in entry.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ]:
            wrong.append(f"{where}: neither content nor an alternate link [4.1.2]")
        if body is not None:
            wrong += _construct(where, body)
    return wrong


def _children(where: str, parent: ET.Element, known: set[str]) -> list[str]:
    wrong = list[str]()
    for child in parent:
        name = child.tag.removeprefix(ATOM)
        if child.tag.startswith(ATOM) and name not in known:
            wrong.append(f"{where}: {name} does not belong here [4]")
        if name == "category" and not child.get("term"):
            wrong.append(f"{where}: a category without a term [4.2.2.1]")
        if name in ("author", "contributor") and len(child.findall(f"{ATOM}name")) != 1:
            wrong.append(f"{where}: a person without one name [3.2.1]")
        if name in ("title", "subtitle", "summary", "rights"):
            wrong += _construct(where, child)
        if name in ("updated", "published") and not TIME.fullmatch(child.text or ""):
            wrong.append(f"{where}: {name} is {child.text!r} [3.3]")
        if name == "id" and not urlsplit(child.text or "").scheme:
            wrong.append(f"{where}: id {child.text!r} is no IRI [4.2.6]")
    return wrong


def _once(where: str, parent: ET.Element, one: tuple[str, ...], most: tuple[str, ...]) -> list[str]:
    wrong = list[str]()
    for name in (*one, *most):
        count = len(parent.findall(f"{ATOM}{name}"))
        if count > 1 or (count == 0 and name in one):
            wrong.append(f"{where}: {count} times {name} [4.1]")
    return wrong


def _links(where: str, parent: ET.Element) -> list[str]:
    links = parent.findall(f"{ATOM}link")
    wrong = [f"{where}: a link without href [4.2.7.1]" for link in links if not link.get("href")]
    alternate = [
        (link.get("type"), link.get("hreflang"))
        for link in links
        if link.get("rel", "alternate") == "alternate"
    ]
    if len(alternate) != len(set(alternate)):
        wrong.append(f"{where}: two alternate links of one type [4.1.1]")
    return wrong


def _construct(where: str, element: ET.Element) -> list[str]:
    """A text construct [3.1], or inline content [4.1.3]."""
    kind = element.get("type", "text")
    name = element.tag.removeprefix(ATOM)
    if kind not in ("text", "html", "xhtml"):
        return [f"{where}: {name} of type {kind!r} [3.1.1]"]
    if kind != "xhtml" and len(element):
        return [f"{where}: {name} of type {kind} has child elements [3.1.1]"]
    if name == "title" and not (element.text or "").strip():
        return [f"{where}: an empty title"]
    if kind == "html":
        parser = Html()
        parser.feed(element.text or "")
        parser.close()
        if parser.wrong or parser.open:
            return [f"{where}: {name} is no whole HTML: {parser.wrong or parser.open} [3.1.1.2]"]
    return []


def _text(parent: ET.Element, name: str) -> str:
    child = parent.find(f"{ATOM}{name}")
    return "" if child is None else child.text or ""
