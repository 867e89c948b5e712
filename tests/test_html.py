"""The page is whole by itself: nothing is loaded, nothing a venue sent is markup, charts draw."""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_example import snapshot

from comparator.comparison import Choice
from comparator.pricing.trade import Trade
from comparator.render.html import render
from comparator.render.report import report_on, study
from comparator.render.report.document import Document

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --host-resolver-rules=MAP\t*\t~NOTFOUND --enable-logging=stderr"
    " --virtual-time-budget=10000"
)
VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Tags with their attributes, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags = list[tuple[str, dict[str, str | None]]]()
        self.words = list[str]()
        self.open = list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def document() -> Document:
    whole = study(
        snapshot(),
        b"",
        trade=Trade(),
        assets=["BTC", "ETH"],
        accounts=[Decimal(500), Decimal(100)],
        choice=Choice(),
        names={},
        command="comparator report BTC --snapshot 'a & b.json'",
        file="a & b.json",
    )
    return report_on(whole)


@pytest.fixture(scope="module")
def live(document: Document) -> str:
    pytest.importorskip("vl_convert", reason="the extra “charts” is not installed")
    return render(document, account=Decimal(500), charts=True)


def test_every_tag_is_closed_and_nothing_points_outside(live: str) -> None:
    page = Page(live)
    assert not page.open
    for tag, attributes in page.tags:
        assert not {"src", "srcset", "action", "data"} & set(attributes), tag
        assert (attributes.get("href") or "#").startswith("#")
        assert not any(name.startswith("on") for name in attributes)
        assert tag not in {"link", "iframe", "object", "embed", "img", "base", "form"}


def test_only_our_own_scripts_may_run(live: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', live)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe-eval" not in policy[1]
    assert "script-src 'unsafe-inline'" not in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", live, re.DOTALL)
    digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    assert re.findall(r"'sha256-([^']+)'", policy[1]) == digests


def test_nothing_from_a_venue_becomes_markup(document: Document) -> None:
    text = render(document, account=Decimal(500), charts=False)
    page = Page(text)
    assert not [tag for tag, _ in page.tags if tag in {"script", "i", "b"}]
    words = "".join(page.words)
    assert "<script>alert('x')</script> | *bold*" in words
    assert "B|C<i>USDT" in words


def test_chart_data_cannot_end_their_script(live: str) -> None:
    data = re.search(r'<script type="application/json" id="charts">(.*?)</script>', live)
    assert data is not None
    assert "<" not in data[1]
    assert set(json.loads(data[1])["charts"]) == {"btc", "eth"}


def test_all_tables_and_headings_are_there(document: Document, live: str) -> None:
    tags = [tag for tag, _ in Page(live).tags]
    assert tags.count("table") == len(list(document.tables))
    assert tags.count("h1") == 1
    identifiers = [attributes["id"] for _, attributes in Page(live).tags if "id" in attributes]
    links = [a["href"] for tag, a in Page(live).tags if tag == "a" and a.get("href")]
    assert {str(link).removeprefix("#") for link in links} <= set(identifiers)


def test_page_is_the_same_twice_and_small_enough_to_mail(document: Document, live: str) -> None:
    assert render(document, account=Decimal(500), charts=True) == live
    assert len(live.encode()) < 2_000_000


def test_without_the_extra_the_page_says_how_to_get_charts(document: Document) -> None:
    text = render(document, account=Decimal(500), charts=False)
    assert "futures-comparator[charts]" in text
    assert "type=&quot;range" not in text
    assert 'type="range"' not in text


@pytest.fixture
def browse(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    chromium = CHROMIUM

    def browse(text: str, width: int = 1280) -> tuple[str, str]:
        page = tmp_path / "page.html"
        page.write_text(text, encoding="utf-8")
        command = [chromium, *(flag.replace("\t", " ") for flag in FLAGS.split(" "))]
        command += [f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},900"]
        done = subprocess.run(
            [*command, "--dump-dom", page.as_uri()],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout, done.stderr

    return browse


def test_charts_draw_in_a_browser_without_any_request(
    live: str, browse: Callable[..., tuple[str, str]]
) -> None:
    shown, said = browse(live)
    assert "CONSOLE" not in said
    assert shown.count('data-drawn="yes"') == 6
    # worked out in test_report
    assert "fine: 7.35 % of the risk, $0.37 for 0.0051 BTC" in shown
    assert "coarse: over budget" in shown
    assert re.search(r'<output id="amount"[^>]*>\$500</output>', shown)


def test_on_a_phone_the_slider_moves_the_answers_and_nothing_sticks_out(
    live: str, browse: Callable[..., tuple[str, str]]
) -> None:
    probe = """<script>
    const slider = document.getElementById("account");
    slider.value = 0;
    slider.dispatchEvent(new Event("input"));
    const page = document.documentElement;
    setTimeout(() => { document.body.dataset.over = page.scrollWidth - page.clientWidth; }, 3000);
    </script>"""
    # the page's own policy would not let the probe run
    start, _, end = re.sub(r"<meta http-equiv=[^>]*>", "", live).rpartition("</body>")
    shown, _ = browse(f"{start}{probe}</body>{end}", 390)
    assert re.search(r'<output id="amount"[^>]*>\$50</output>', shown)
    # 5 lots of $6.50 for the 50 cents at risk; usual needs $195
    assert re.search(r"fine: 7\.\d\d % of the risk, \$0\.04 for 0\.0005 BTC", shown)
    assert "usual: over budget" in shown
    assert 'data-over="0"' in shown
