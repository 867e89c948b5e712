"""The Atom feed keeps the rules of RFC 4287, whatever exchanges call their contracts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from atom_rules import ATOM, violations
from samples import NOON, spec

from comparator.answers.changes import Changed
from comparator.render.feed import MOST, atom

ID = "urn:uuid:10480135-ae40-4b11-b299-b25278bd8976"
ODD = "BTC|\x1b[31m<b>*_`\u202e\x00]]>&amp;\nX"


def changed(number: int = 1, **more: Any) -> Changed:
    sound = {
        "id": f"r{number}/1",
        "at": NOON + timedelta(hours=number),
        "venue": "fine",
        "asset": "BTC",
        "symbol": "BTCUSDT",
        "what": "minimum order",
        "field": "min_qty",
        "was": "0.002",
        "now": "0.001",
        "unit": "BTC",
    }
    return Changed(**(sound | more))


def feed(*changes: Changed, url: str = "") -> bytes:
    return atom(changes, id=ID, since=NOON, url=url)


def entries(content: bytes) -> list[ET.Element]:
    return ET.fromstring(content).findall(f"{ATOM}entry")  # noqa: S314 - our own document


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def test_a_feed_before_the_first_change_is_valid() -> None:
    assert violations(feed()) == []
    assert entries(feed()) == []
    assert text(ET.fromstring(feed()), "updated") == "2026-11-20T12:00:00Z"  # noqa: S314 - ours


def test_an_entry_says_what_changed() -> None:
    content = feed(changed(), changed(), changed(2, venue="other"), url="https://a.example/c.xml")
    assert violations(content) == []
    newest, older = entries(content)
    said = "BTCUSDT: smallest order 0.002 BTC → 0.001 BTC (-50 %)"
    assert (text(newest, "title"), text(newest, "updated")) == (
        f"other: {said}",
        "2026-11-20T14:00:00Z",
    )
    assert text(older, "content").startswith("<ul><li>BTCUSDT and BTCUSDT: smallest order")
    link = ET.fromstring(content).find(f"{ATOM}link")  # noqa: S314 - our own document
    assert link is not None
    assert (link.get("rel"), link.get("href")) == ("self", "https://a.example/c.xml")


def test_the_same_changes_are_the_same_bytes_and_ids() -> None:
    assert feed(changed(), changed(2)) == feed(changed(), changed(2))
    (one,), (newest, again) = entries(feed(changed())), entries(feed(changed(), changed(2)))
    assert text(one, "id") == text(again, "id") != text(newest, "id")


def test_hostile_names_stay_text() -> None:
    content = feed(
        changed(symbol=ODD),
        changed(2, what="listed", field="listing", was=None, now="listed", symbol=ODD,
                contract=spec(symbol=ODD)),
        changed(3, what="renamed", field="symbol", was=ODD, now=ODD),
        changed(4, note=ODD),
    )  # fmt: skip
    assert violations(content) == []
    assert all("&lt;b&gt;" in text(entry, "content") for entry in entries(content))


def test_the_newest_entries_are_kept() -> None:
    found = entries(feed(*(changed(number) for number in range(MOST + 5))))
    assert len(found) == MOST
    assert text(found[0], "updated") == "2026-11-29T00:00:00Z"  # 204 hours after noon of the 20th


BREAKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no id": (lambda c: c.replace(f"<id>{ID}</id>".encode(), b""), "0 times id"),
    "two titles": (lambda c: c.replace(b"<author>", b"<title>x</title><author>"), "2 times title"),
    "no author": (lambda c: c.replace(b"<name>comparator</name>", b""), "without one name"),
    "a local time": (lambda c: c.replace(b"00:00Z", b"00:00"), "updated is"),
    "bare HTML": (lambda c: c.replace(b"&lt;ul&gt;", b"<ul/>"), "has child elements"),
    "open tags": (lambda c: c.replace(b"&lt;/ul&gt;", b""), "no whole HTML"),
    "cut off": (lambda c: c[:-10], "no well-formed XML"),
    "a foreign member": (lambda c: c.replace(b"<author>", b"<entrys/><author>"), "belong here"),
    "no term": (lambda c: c.replace(b"term=", b"label="), "without a term"),
}


@pytest.mark.parametrize("how", BREAKS)
def test_the_judge_of_feeds_finds_what_is_wrong(how: str) -> None:
    broken, said = BREAKS[how]
    content = feed(changed())
    assert violations(content) == []
    assert any(said in one for one in violations(broken(content)))
