"""The map of who is best where: every field by hand, the same as `compare`, legible to all.

The two venues of test_flips: `fine` charges 5 bp a side and has steps of 0.001 BTC; `coarse`
charges 3 bp a side and trades 0.02 BTC at a time: it is best wherever it is possible.
"""

import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs
from report_example import HOSTILE
from test_flips import PAIR
from test_html import Page
from test_report import studied

from comparator.answers.leaders import ACCOUNTS, VALUES, Leaders, Up, leaders, with_own
from comparator.cli.main import run
from comparator.comparison import priced, ready
from comparator.pricing.trade import Trade
from comparator.render import maps
from comparator.render.html import render as page
from comparator.render.report import markdown, report_on
from comparator.sources.snapshot import Snapshot, load_snapshot

SVG = "{http://www.w3.org/2000/svg}"
SHIPPED = Path(__file__).parents[1] / "reports" / "small-account-2026-11.snapshot.json"


def grid(up: Up, market: Snapshot = PAIR, asset: str = "BTC", **trade: object) -> Leaders:
    plan = Trade(**trade)  # type: ignore[arg-type] # of a Trade
    found = leaders(ready(market, plan, [asset]), asset, up)
    assert found is not None
    return found


def made(*rows: str) -> Leaders:
    """A map as it is seen, the largest value on top; a dot is nobody."""
    cells = tuple(tuple(None if sign == "." else sign for sign in row) for row in reversed(rows))
    accounts = tuple(Decimal(100 * (n + 1)) for n in range(len(rows[0])))
    values = tuple(Decimal(n + 1) / 100 for n in range(len(rows)))
    return Leaders(
        asset="BTC",
        up="stop",
        accounts=accounts,
        values=values,
        cells=cells,
        account=accounts[0],
        value=values[0],
    )


def test_every_field_is_who_can_take_the_smallest_order() -> None:
    found = grid("stop")
    for stop in found.values:
        for account in found.accounts:
            # 1 % of the account is to cover the stop of the smallest order, bought at 65,001
            budget = account / 100
            step, lot = (Decimal(size) * 65_001 * stop for size in ("0.001", "0.02"))
            expected = "coarse" if lot <= budget else "fine" if step <= budget else None
            assert found.at(account, stop) == expected, (account, stop)


def test_the_axes_are_round_figures_and_the_trade_itself() -> None:
    assert [f"{value:f}" for value in ACCOUNTS[:4]] == ["20", "25", "32", "40"]
    assert ACCOUNTS[-1] == 100_000
    assert [f"{value:f}" for value in VALUES["stop"][:3]] == ["0.002", "0.0025", "0.0032"]
    assert VALUES["stop"][-1] == Decimal("0.2")
    found = grid("stop", account=Decimal(487), stop=Decimal("0.0151"))
    assert Decimal(487) in found.accounts
    assert Decimal(500) not in found.accounts  # the nearest made room
    assert Decimal("0.0151") in found.values
    assert len(found.accounts) == len(ACCOUNTS)


@pytest.mark.parametrize(
    ("own", "expected"),
    [("3", "1 3 8"), ("4", "1 4 8"), ("8", "1 2 8"), ("0", "0 1 2 8"), ("9", "1 2 8 9")],
)
def test_ones_own_value_takes_the_place_of_the_nearest(own: str, expected: str) -> None:
    # 4 is as far from 2 as from 8 by factor: the smaller gives way
    values = with_own([Decimal(1), Decimal(2), Decimal(8)], Decimal(own))
    assert values == tuple(map(Decimal, expected.split()))


@pytest.mark.parametrize("asset", ["BTC", "PEPE"])
@pytest.mark.parametrize("up", ["stop", "hold"])
def test_fields_are_what_compare_ranks_first(asset: str, up: Up) -> None:
    market = load_snapshot(SHIPPED)
    found = grid(up, market, asset)
    fields = [(value, account) for value in found.values for account in found.accounts]
    for value, account in [*fields[::37], (found.value, found.account)]:
        plan = Trade(account=account)
        field = "stop" if up == "stop" else "hold_hours"
        answer = priced(market, structs.replace(plan, **{field: value}), [asset]).answers[0]
        best = answer.rows[0].venue if answer.rows[0].status == "ok" else None
        assert found.at(account, value) == best, (account, value)


def test_there_is_none_where_the_size_does_not_follow_from_the_account() -> None:
    for plan in (Trade(stop=None, notional=Decimal(100)), Trade(qty=Decimal("0.01"))):
        assert leaders(ready(PAIR, plan, ["BTC"]), "BTC", "hold") is None


def test_shares_count_fields() -> None:
    found = made(".AB", "AAB")
    assert found.shares == (("A", Decimal("0.5")), ("B", Decimal(2) / 6))
    assert found.nobody == Decimal(1) / 6
    text = "BTC, the cheapest venue by account and distance of the stop: A 50 %, Beta 33 %"
    assert maps.said(found, {"B": "Beta"}) == f"{text}, nobody 17 %"


def test_each_stretch_has_a_letter_in_its_middle_and_specks_have_none() -> None:
    # seen from the bottom: A is three by three; B's two stretches are of three and of one field
    found = made("BAAA", "CAAA", "CAAA", "CBBB")
    # the middle of A; B's three in the bottom row and its one on top left without; C's column
    assert maps.spots(found.cells) == [(0, 3), (2, 0), (2, 2)]
    # the largest stretch has one, however small it is
    assert maps.spots(made("AB", "AA").cells)[-1] == (1, 1)


def test_a_picture_names_every_venue_beside_its_colour() -> None:
    names = "ABCDEFGHIJKL"
    found = made(names, names, names)
    root = ET.fromstring(maps.picture(found, {"A": HOSTILE}))  # noqa: S314 - our own drawing
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "title", "rect", "g", "path", "text",
    }  # fmt: skip
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert all(texts.count(letter) == 2 for letter in names)  # on the map and in its key
    assert "<script>alert('x')<…, 8 %" in texts
    assert "L, 8 %" in texts
    assert not any("nobody" in (text or "") for text in texts)
    wide = float(root.attrib["width"])
    for rect in root.iter(f"{SVG}rect"):
        assert 0 <= float(rect.get("x", "0")) <= wide - float(rect.attrib["width"])


def test_what_nobody_can_take_is_said_in_the_key() -> None:
    assert ">nobody can, 50 %<" in maps.picture(made(".A"), {})


def test_within_a_page_a_map_has_the_colours_of_the_page() -> None:
    drawn = maps.inline(made("AB"), {})
    assert set(re.findall(r' fill="(#[^"]*)"', drawn)) == set(maps.COLOURS[:2])
    assert 'fill="currentColor"' in drawn
    assert set(re.findall(r'stroke="([^"]*)"', drawn)) == {"currentColor"}


def test_a_report_has_two_maps_of_each_coin_and_says_them_in_tables() -> None:
    document = report_on(studied("BTC"))
    assert [block.name for block in document.maps] == ["btc-stop", "btc-hold"]
    sheet = next(one for one in document.tables if one.name == "leaders-btc-stop")
    heads = [column.title for column in sheet.columns]
    assert heads == ["stop", "$50", "$100", "$200", "$500", "$1,000", "$2,000", "$10,000"]
    rows = {row[0]: row[1:] for row in ([c.cell(r) for c in sheet.columns] for r in sheet.rows)}
    # fine is possible from 0.0001 x 65,000 x 20 % = $1.30 at risk: $130 at 1 %
    assert rows["20 %"][:3] == ["nobody", "nobody", "fine"]
    assert "1.5 %" in rows  # the plan's own
    text = markdown.render(document, {"btc-stop": "x-btc-stop.svg"})
    assert re.search(r"!\[BTC, the cheapest venue by .*\]\(x-btc-stop.svg\)", text)
    shown = Page(page(document, account=Decimal(500), charts=False))
    assert [tag for tag, _ in shown.tags].count("svg") == 2
    assert not shown.open


def test_a_plan_of_a_fixed_size_has_no_map() -> None:
    whole = report_on(studied("BTC", trade=Trade(stop=None, notional=Decimal(325))))
    assert not list(whole.maps)
    assert "Who is best where" not in markdown.render(whole, {})


def test_the_report_writes_its_maps_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ask = ["report", "BTC", "--snapshot", str(SHIPPED), "--output", "a b.md", "--quiet"]
    assert run(ask) == 0
    assert {file.name for file in tmp_path.glob("*.svg")} >= {
        "a b-btc-stop.svg",
        "a b-btc-hold.svg",
    }
    assert "](a%20b-btc-stop.svg)" in Path("a b.md").read_text()


def test_a_venue_has_its_colour_on_every_map_and_no_two_of_a_map_share_one() -> None:
    one, two, three = maps.COLOURS[:3]

    def paints(drawn: str) -> list[str]:
        """Of the key, in the order of the letters."""
        return re.findall(r'width="13" height="13" fill="(#[^"]*)"', drawn)

    # B leads the report and is second here; Z is none of the first and takes what is free
    assert paints(maps.picture(made("ZZZBBA"), {}, ["B", "A"])) == [three, one, two]
    assert paints(maps.picture(made("AAB"), {}, ["B", "A"])) == [two, one]
