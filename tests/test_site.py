"""What `comparator site` writes: everything whole, linked, and the same bytes twice."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from samples import spec

from comparator.cli.main import run
from comparator.cli.page import InDollars
from comparator.comparison import Choice


def test_the_same_data_give_the_same_site(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    command = ["snapshot", "BTC", "ETH", "--payoff", "any", "--source", "published"]
    assert run([*command, "-o", str(saved)]) == 0
    for name in ("one", "two"):
        folder = tmp_path / name
        assert run(["site", str(folder), "BTC", "ETH", "--snapshot", str(saved)]) == 0
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert one == two
    reports = {
        f"{coin}.{end}" for coin in ("btc", "eth") for end in ("md", "html", "snapshot.json")
    }
    drawing = find_spec("altair") is not None and find_spec("vl_convert") is not None
    pictures = {name for name in one if name.endswith(".svg")}
    assert set(one) - pictures == {"index.html", "market.json", *reports}
    assert ("btc-btc.svg" in pictures) == drawing  # the others need no extra
    for coin in ("btc", "eth"):
        text = one[f"{coin}.md"].decode()
        shown = set(re.findall(r"!\[[^\]]*\]\(([^)]+\.svg)\)", text))
        assert shown == {name for name in pictures if name.startswith(f"{coin}-")}
        assert shown
    assert all(f'href="{coin}.html"'.encode() in one["index.html"] for coin in ("btc", "eth"))
    assert json.loads(one["market.json"])["schema"] == "comparator.market/1"


def test_a_report_of_the_site_names_the_command_that_makes_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["site", str(tmp_path), "BTC", "--source", "published", "--quiet"]) == 0
    text = (tmp_path / "btc.md").read_bytes()
    (command,) = re.findall(r"^    comparator (report .*)$", text.decode(), re.MULTILINE)
    (tmp_path / "btc.md").unlink()
    assert run(command.split()) == 0
    assert (tmp_path / "btc.md").read_bytes() == text


@pytest.mark.parametrize("command", [["page"], ["site", "there"], ["serve"], ["snapshot", "BTC"]])
def test_what_is_made_for_everybody_takes_no_country(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is chosen in the page, and when a saved run is asked."""
    assert run([*command, "--source", "published", "--region", "GB"]) == 2
    assert "No such option '--region'" in capsys.readouterr().err


def test_the_index_links_the_feed_of_changes_that_is_there(tmp_path: Path) -> None:
    command = ["site", str(tmp_path), "BTC", "--source", "published", "--quiet"]
    assert run(command) == 0
    assert "changes.xml" not in (tmp_path / "index.html").read_text("utf-8")
    (tmp_path / "changes.xml").write_text("<feed/>")
    assert run(command) == 0
    index = (tmp_path / "index.html").read_text("utf-8")
    head, _, body = index.partition("</head>")
    (link,) = re.findall(r"<link [^>]*>", head)
    assert 'rel="alternate" type="application/atom+xml"' in link
    assert 'href="changes.xml"' in link
    assert '<a href="changes.xml">' in body
    assert (tmp_path / "changes.xml").read_text() == "<feed/>"


def test_what_is_no_coin_is_reported_by_its_class(tmp_path: Path) -> None:
    assert run(["site", str(tmp_path), "XAU", "--source", "published", "--quiet"]) == 0
    report = (tmp_path / "xau.md").read_text("utf-8")
    assert "--class commodity" in report
    assert "XAUUSDT" in report
    market = json.loads((tmp_path / "market.json").read_bytes())
    (gold,) = market["classes"]
    assert gold["asset_class"] == "commodity"
    assert [row["symbol"] for row in gold["contracts"]["binance"]] == ["XAUUSDT"]
    assert all(row["contracts"] == [] for row in market["venues"])


def test_the_page_reads_the_quotes_of_whatever_contracts_are_on() -> None:
    gold = spec(asset_class="commodity", payoff="inverse")
    assert InDollars().allows(gold)
    assert not Choice(payoff=None).allows(gold)
    assert not InDollars().allows(spec(quote="EUR"))
