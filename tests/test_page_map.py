"""The page's map of who is best where, in a real browser: the fields of the report's maps."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from test_page_browser import (  # noqa: F401 - fixtures among them
    COINS,
    WAIT,
    Opened,
    browser,
    opened,
    page_file,
    saved,
    shared,
)

from comparator.answers.leaders import Up, leaders
from comparator.comparison import ready
from comparator.pricing.trade import Trade
from comparator.render import maps
from comparator.schema import ONE
from comparator.sources.snapshot import load_snapshot

FIELDS = """({
    cells: mapped.cells, accounts: mapped.accounts.map(String), values: mapped.values.map(String),
})"""


def unfold(page: Any, up: Up = "stop") -> None:
    """Open the map and wait until it stands."""
    page.wait_for_selector("#map-part:not([hidden])", timeout=WAIT)
    page.evaluate("document.getElementById('map-part').open = true")
    page.check(f"#map-up [value={up}]")
    stands(page, f"{up} ")


def stands(page: Any, place: str) -> None:
    """Wait for the map whose frame is there: `stop 500 0.015`."""
    page.wait_for_selector(f"#map-field[data-at^='{place}']", timeout=6 * WAIT)


@pytest.fixture
def at(opened: Opened, page_file: Path) -> Callable[[str], Any]:  # noqa: F811 - a fixture
    def goto(address: str) -> Any:
        opened.page.goto("about:blank")
        opened.goto(page_file, f"#{address}")
        return opened.page

    return goto


@pytest.mark.parametrize("up", ["stop", "hold"])
@pytest.mark.parametrize("asset", COINS)
def test_every_field_is_that_of_the_report(at: Any, saved: Path, asset: str, up: Up) -> None:  # noqa: F811
    page = at(f"asset={asset}&account=137&stop=3.3%25&hold=5d&side=short")
    unfold(page, up)
    shown = page.evaluate(FIELDS)
    plan = Trade(account=137 * ONE, stop=33 * ONE / 1000, hold_hours=120 * ONE, side="short")
    found = leaders(ready(load_snapshot(saved), plan, [asset]), asset, up)
    assert found is not None
    assert list(map(float, shown["accounts"])) == list(map(float, found.accounts))
    assert list(map(float, shown["values"])) == list(map(float, found.values))
    assert shown["cells"] == [list(row) for row in found.cells]
    assert len(found.shares) > 1


def test_it_is_worked_out_only_while_it_is_open(at: Any) -> None:
    page = at("asset=BTC")
    page.wait_for_selector("#chart svg", timeout=2 * WAIT)
    page.wait_for_selector("#map-part:not([hidden])", timeout=WAIT)
    assert page.locator("#map-field svg").count() == 0
    assert page.evaluate("mapped") is None
    unfold(page)
    assert page.locator("#map-field svg").count() == 1


def test_moving_the_account_moves_the_frame(at: Any) -> None:
    page = at("asset=BTC")
    unfold(page)
    before = page.get_attribute("#map-field .own", "x")
    page.fill("[name=account]", "5000")
    stands(page, "stop 5000 ")
    assert float(page.get_attribute("#map-field .own", "x")) > float(before)
    assert page.inner_text("#map-said").startswith("$5,000, a stop 1.5 % away: ")


def test_the_keyboard_walks_through_it_and_takes_a_field(at: Any) -> None:
    page = at("asset=PEPE")
    unfold(page)
    page.focus("#map-up [value=stop]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "map-field"
    # 500 and 1.5 % (which stands for 1.6 %): two to the right are 630 and 800, one up is 2 %
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    said = page.inner_text("#map-said")
    assert said.startswith("$800, a stop 2 % away: ")
    page.keyboard.press("Enter")
    stands(page, "stop 800 ")
    assert (page.input_value("[name=account]"), page.input_value("[name=stop]")) == ("800", "2%")
    assert "account=800" in page.evaluate("location.hash")
    best = page.locator("tr[data-venue]").first.get_attribute("data-venue")
    names = page.evaluate("Object.fromEntries(market.names)")
    assert said.endswith(f": {names[best]}")
    for _ in range(60):  # it ends where the map ends
        page.keyboard.press("ArrowLeft")
    assert page.inner_text("#map-said").startswith("$20, ")


def test_a_field_that_is_clicked_is_taken(at: Any) -> None:
    page = at("asset=BTC")
    unfold(page, "hold")
    place = page.evaluate(
        "(() => { const box = document.querySelector('#map-field svg').getBoundingClientRect();"
        " return [mapped.x(7) + 3, mapped.y(5) + 3] })()"
    )
    page.click("#map-field svg", position={"x": place[0], "y": place[1]})
    # the eighth account is $100, the sixth holding time 8 h
    stands(page, "hold 100 8")
    assert page.input_value("[name=hold]") == "8h"


def test_every_venue_has_a_letter_beside_its_colour(at: Any) -> None:
    page = at("asset=PEPE&account=200")
    unfold(page)
    shares = page.evaluate("mapped.shares.length")
    letters = page.locator("#map-key .letter").all_inner_texts()[:shares]
    assert letters == [chr(65 + number) for number in range(shares)]
    drawn = page.locator("#map-field text.letter").all_text_contents()
    assert set(drawn) == set(letters)
    label = page.get_attribute("#map-field svg", "aria-label")
    assert "PEPE, the cheapest venue by account and distance of the stop: " in label


def test_there_is_no_map_without_a_stop_or_of_a_fixed_size(at: Any) -> None:
    for address in (
        "asset=BTC&no-stop=yes&notional=500",
        "asset=BTC&qty=0.01",
        "asset=BTC&account=0",
    ):
        page = at(address)
        page.wait_for_timeout(400)
        assert page.is_hidden("#map-part")


def test_letters_stand_where_the_reports_do(at: Any) -> None:
    page = at("asset=BTC")
    random = Random(3)  # noqa: S311 - test data
    for wide, high, venues in ((5, 4, "AB"), (12, 9, "ABC"), (38, 21, "ABCDEFGH")):
        for _ in range(8):
            cells = [
                [random.choice([*venues, *venues, None]) for _ in range(wide)] for _ in range(high)
            ]
            theirs = page.evaluate("cells => spotsOf(cells)", cells)
            assert sorted(map(tuple, theirs)) == maps.spots(cells)


NINE = """() => {
    const names = [...market.names.keys()].slice(0, 9);
    const cells = mapped.cells.map((row, y) => row.map((_, x) => names[Math.floor((x + y) / 7)]));
    showMap({ ...mapped, cells, shares: sharesOf(cells) });
}"""
"""Nine venues, a slanted stripe each."""


def test_nine_winners_are_told_apart_on_a_telephone(at: Any) -> None:
    page = at("asset=BTC")
    page.set_viewport_size({"width": 360, "height": 800})
    try:
        unfold(page)
        page.evaluate(NINE)
        letters = page.locator("#map-field text.letter").all_text_contents()
        assert sorted(letters) == list("ABCDEFGHI")
        fills = "all => new Set(all.map(one => getComputedStyle(one).fill)).size"
        assert page.eval_on_selector_all("#map-field rect[class^=w]", fills) == 9
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        boxes = page.eval_on_selector_all(
            "#map-field text", "all => all.map(one => one.getBoundingClientRect().toJSON())"
        )
        assert all(box["left"] >= 0 and box["right"] <= 360 for box in boxes)
        assert all(box["height"] >= 11 for box in boxes)
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
