"""The page in a real browser: every control, the keyboard, widths, themes, and nobody is asked."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from msgspec import structs

from comparator.answers.priceable import priceable
from comparator.cli.main import run
from comparator.render.page import asset, notice, render
from comparator.run import venues
from comparator.schema import VenueData
from comparator.sources.snapshot import Snapshot, load_snapshot, save_snapshot

pytest.importorskip("playwright.sync_api", reason="no Playwright (extra `browser`)")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
if BROWSER is None:
    pytest.skip("no Chromium on this machine", allow_module_level=True)

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402 - skipped above

COINS = ("BTC", "ETH", "PEPE")
GOLD = "XAU"  # a commodity
WAIT = 5000
"""Milliseconds within which an answer stands."""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "saved.json"
    asked = [*COINS, GOLD, "--payoff", "any", "--source", "published"]
    assert run(["snapshot", *asked, "-o", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def page_file(saved: Path) -> Path:
    path = saved.with_name("page.html")
    assert run(["page", "--snapshot", str(saved), "-o", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=BROWSER, args=flags)
        yield found
        found.close()


class Opened:
    """A page with everything that went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles = list[str]()
        self.requests = list[str]()
        page.on("console", lambda said: self.troubles.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def goto(self, file: Path, address: str = "") -> None:
        self.page.goto(f"{file.as_uri()}{address}")
        self.page.wait_for_selector("html[data-ready=yes]", timeout=WAIT)

    def rows(self) -> list[dict[str, str]]:
        self.page.wait_for_selector("html:not([data-busy])", timeout=WAIT)
        script = "rows => rows.map(row => ({...row.dataset}))"
        found: list[dict[str, str]] = self.page.eval_on_selector_all("[data-venue]", script)
        return found


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield Opened(context.new_page())
    context.close()


@pytest.fixture
def opened(shared: Opened, page_file: Path) -> Iterator[Opened]:
    shared.troubles.clear()
    shared.page.goto("about:blank")
    shared.goto(page_file)
    yield shared
    assert shared.troubles == []
    assert [url for url in shared.requests if not url.startswith(("file:", "about:"))] == []


def whole(capsys: pytest.CaptureFixture[str], saved: Path, *options: str) -> dict[str, Any]:
    """What the command line answers."""
    run(["compare", *options, "--snapshot", str(saved), "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def told(capsys: pytest.CaptureFixture[str], saved: Path, *options: str) -> list[dict[str, Any]]:
    """Its rows."""
    rows: list[dict[str, Any]] = whole(capsys, saved, *options)["rows"]
    return rows


def plan_of(capsys: pytest.CaptureFixture[str], saved: Path, *options: str) -> str:
    """The line below the verdict, as the command line prints it."""
    run(["compare", *options, "--snapshot", str(saved), "--format", "markdown", "--quiet"])
    return capsys.readouterr().out.split("\n\n")[1].replace("\\$", "$")


def agrees(shown: list[dict[str, str]], rows: list[dict[str, Any]]) -> None:
    """Same venues in the same order, same status, rank, lots; money to 1e-9."""
    assert [row["venue"] for row in shown] == [row["venue"] for row in rows]
    for one, row in zip(shown, rows, strict=True):
        size, costs = row["size"], row["costs"]
        assert one["symbol"] == row["symbol"]
        assert one["status"] == row["status"]
        assert one["rank"] == ("" if row["rank"] is None else str(row["rank"]))
        assert one["lots"] == ("" if size is None else str(size["lots"]))
        for name in ("total", "r"):
            ours = None if costs is None else costs[name]
            if ours is None:
                assert not one[name]
            else:
                assert float(one[name]) == pytest.approx(float(ours), rel=1e-9)


def words(state: dict[str, str]) -> list[str]:
    """A state as the command line's options."""
    found = [state.get("asset", "BTC")]
    for name, value in state.items():
        if name != "asset":
            each = re.split(r",(?=\w+=)", value)
            found += [f"--{name}"] if value == "yes" else [f"--{name}={one}" for one in each]
    return found


STATES: list[dict[str, str]] = [
    {},
    {"asset": "PEPE", "account": "137", "risk": "1%", "stop": "4%", "side": "short",
     "hold": "3d", "entry": "maker"},
    {"asset": "ETH", "account": "20"},
    {"risk": "0.5%"},
    {"stop": "0.3%"},
    {"side": "short"},
    {"hold": "90min"},
    {"entry": "maker"},
    {"exit": "maker"},
    {"leverage": "10"},
    {"qty": "0.01"},
    {"notional": "1k"},
    {"max-loss": "12.50"},
    {"no-stop": "yes", "notional": "250"},
    {"all-in": "yes"},
    {"positions": "3"},
    {"stop-slippage": "10bp"},
    {"buffer": "2%"},
    {"volume-30d": "50M"},
    {"assets-held": "1M"},
    {"token": "1000"},
    {"token-discount": "yes"},
    {"with-promos": "yes"},
    {"channel": "api"},
    {"payoff": "inverse"},
    {"payoff": "any", "kind": "future"},
    {"kind": "perpetual"},
    {"class": "commodity"},
    {"asset": "XAU"},
    {"class": "commodity", "asset": "XAU", "stop": "3%", "trust": "binance"},
    {"quote": "USDC"},
    {"region": "US"},
    {"venue": "binance,okx"},
    {"price": "BTC=100000"},
    {"price": "BTC=100,000,kPEPE=0.004"},
    {"asset": "kPEPE"},
    {"asset": "xbt"},
    {"trust": "okx"},
    {"known-only": "yes"},
    {"no-older-than": "80d"},
    {"all-contracts": "yes", "payoff": "any"},
    {"top": "3"},
    {"all": "yes"},
]  # fmt: skip


@pytest.mark.parametrize("state", STATES[:3], ids=lambda state: "&".join(state) or "defaults")
def test_an_address_answers_what_the_command_line_prints(
    opened: Opened,
    saved: Path,
    page_file: Path,
    state: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened.page.goto("about:blank")
    opened.goto(
        page_file, "#" + "&".join(f"{name}={quote(value)}" for name, value in state.items())
    )
    agrees(opened.rows(), told(capsys, saved, *words(state)))


def set_control(page: Page, name: str, value: str) -> None:
    """As a person would: type, choose or tick."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for word in value.split(",") if name == "venue" else [value]:
        first = page.locator(f'[name="{name}"]').first
        kind = first.get_attribute("type") or "select"
        if kind in ("radio", "checkbox"):
            page.locator(f'[name="{name}"][value="{word}"]').check(force=True)
        elif kind == "select":
            first.select_option(word)
        else:
            first.fill(word)
            first.press("Tab")


@pytest.mark.parametrize(
    "state", STATES[1:], ids=lambda state: "&".join(map("=".join, state.items()))
)
def test_every_control_changes_the_answer(
    opened: Opened, saved: Path, state: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in state.items():
        set_control(opened.page, name, value)
    answer = whole(capsys, saved, *words(state))
    agrees(opened.rows(), answer["rows"])
    assert opened.page.inner_text("#verdict") == answer["verdict"]
    assert opened.page.inner_text("#plan") == plan_of(capsys, saved, *words(state))
    before = opened.rows()
    opened.page.reload()
    opened.page.wait_for_selector("html[data-ready=yes]", timeout=WAIT)
    assert opened.rows() == before


def test_every_option_of_the_page_is_tried() -> None:
    source = asset("options.js").partition("const OPTIONS = {")[2].partition("\n};")[0]
    names = {
        line.strip().partition(":")[0].strip('"') for line in source.splitlines() if ":" in line
    }
    assert names - {""} == {name for state in STATES for name in state}


BAD = {
    "account": "0", "risk": "5", "stop": "100%", "side": "up", "hold": "soon", "leverage": "x",
    "qty": "-1", "positions": "0", "channel": "phone", "price": "X", "token": "many",
    "class": "coin", "region": "Germany", "volume-30d": "1e99", "trust": "binanse",
    "no-older-than": "old", "venue": "okex", "top": "0",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_shows_the_error_of_the_command_line(
    opened: Opened, saved: Path, page_file: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    opened.page.goto("about:blank")
    opened.goto(page_file, f"#asset=BTC&unheard=of&{name}={quote(BAD[name])}")
    run(["compare", "BTC", "--snapshot", str(saved), f"--{name}", BAD[name]])
    said = capsys.readouterr().err.splitlines()[0].removeprefix("error: ")
    assert opened.page.inner_text("#error") == said
    assert opened.rows() == []


def test_contradictions_are_refused_in_the_same_words(
    opened: Opened, saved: Path, page_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for hash_, options in (
        ("qty=1&notional=3", ["--qty", "1", "--notional", "3"]),
        ("no-stop=", ["--no-stop"]),
        ("leverage=0.5", ["--leverage", "0.5"]),
        ("risk=0.5", ["--risk", "0.5"]),
        ("price=BTC%3D3", ["--price", "BTC=3"]),
        ("price=BTCC%3D90000", ["--price", "BTCC=90000"]),
        ("price=%3D3", ["--price", "=3"]),
        ("venue=deribit,nowhere", ["--venue", "deribit,nowhere"]),
    ):
        opened.page.goto("about:blank")
        opened.goto(page_file, f"#asset=BTC&{hash_}")
        run(["compare", "BTC", "--snapshot", str(saved), *options])
        said = capsys.readouterr().err.splitlines()[0].removeprefix("error: ")
        assert opened.page.inner_text("#error") == said


@pytest.mark.parametrize("coin", ["PEPPE", "ZZZZ", "BT", ""])
def test_an_unknown_coin_is_refused_with_what_it_may_have_been(
    opened: Opened, saved: Path, coin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_control(opened.page, "asset", coin)
    opened.rows()
    run(["compare", coin, "--snapshot", str(saved)])
    said = capsys.readouterr().err.splitlines()[0].removeprefix("error: ")
    assert opened.page.inner_text("#error") == said


def test_the_best_ten_are_shown_and_the_venues_everybody_asks_for(opened: Opened) -> None:
    def seen() -> list[str]:
        script = "rows => rows.filter(row => !row.hidden).map(row => row.dataset.venue)"
        found: list[str] = opened.page.eval_on_selector_all("tr[data-venue]", script)
        return found

    ranked = [row["venue"] for row in opened.rows() if row["status"] == "ok"]
    always = [venue.id for venue in venues() if venue.always_shown]
    assert seen() == [name for place, name in enumerate(ranked) if place < 10 or name in always]
    left = [name for name in ranked if name not in seen()]
    assert f"{len(left)} more can take it" in opened.page.inner_text(".more")
    assert all(name in opened.page.inner_text(".more") for name in left)
    opened.page.click(".more button")
    assert [row["venue"] for row in opened.rows() if row["status"] == "ok"] == seen() == ranked
    assert "all=yes" in opened.page.evaluate("location.hash")


def before_an_account(run_: str) -> tuple[dict[str, str], str]:
    """What a printed answer says before an account is opened, by venue, and what is not known."""
    there = run_.replace("\\", "").partition("**before you open an account (never scored)**\n\n")[2]
    lines, unknown = there.split("\n\n")[:2]
    each = (line.removeprefix("- **").partition("** ") for line in lines.splitlines())
    return {venue: said for venue, _, said in each}, unknown


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"region": "DE", "all": "yes"},
        {"region": "US", "top": "2", "asset": "ETH"},
        {"all-contracts": "yes", "payoff": "any"},
        {"class": "commodity", "asset": "XAU"},
    ],
    ids=lambda state: "&".join(state) or "defaults",
)
def test_what_is_known_before_an_account_is_what_the_command_line_says(
    opened: Opened,
    saved: Path,
    page_file: Path,
    state: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened.page.goto("about:blank")
    opened.goto(page_file, "#" + "&".join(map("=".join, state.items())))
    run(["compare", *words(state), "--snapshot", str(saved), "--format", "markdown", "--quiet"])
    told_, unknown = before_an_account(capsys.readouterr().out)
    script = """all => all.map(one =>
      [one.dataset.before, [...one.querySelectorAll("dd")].map(dd => dd.textContent).join("; ")])"""
    assert dict(opened.page.eval_on_selector_all("[data-before]", script)) == told_
    assert opened.page.inner_text("#before > p").lower() == unknown.lower()


def test_a_row_opened_says_it_in_full_and_an_error_shows_nothing(opened: Opened) -> None:
    binance = opened.page.locator('[data-open^="binance|"]')
    binance.click()
    said = opened.page.locator("tr.detail").inner_text()
    assert "Since 2021-08-20 identity verification with document and face check" in said
    assert "(third party, 2021-08-20: City A.M." in said
    assert "said not to serve US (third party, 2019-06-14: CoinDesk" in said
    set_control(opened.page, "account", "0")
    opened.rows()
    assert opened.page.locator("#before > *").count() == 0


def changed_quotes(saved: Path, path: Path, change: Callable[[VenueData], VenueData]) -> Path:
    """The saved run with other data, and a page of it beside."""
    read = load_snapshot(saved)
    save_snapshot(path, structs.replace(read, venues=tuple(map(change, read.venues))))
    page = path.with_suffix(".html")
    assert run(["page", *COINS, "--snapshot", str(path), "--quiet", "-o", str(page)]) == 0
    return page


def test_a_contradicted_venue_is_taken_as_it_is_on_request(
    opened: Opened, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ninefold(data: VenueData) -> VenueData:
        if data.venue != "okx":
            return data
        prices = ("bid", "ask", "mark", "index", "last")
        markets = {
            symbol: structs.replace(
                quote, **{name: 9 * price for name in prices if (price := getattr(quote, name))}
            )
            for symbol, quote in data.markets.items()
        }
        return structs.replace(data, markets=markets)

    path = tmp_path / "odd.json"
    page = changed_quotes(saved, path, ninefold)
    opened.goto(page, "#asset=BTC")
    agrees(opened.rows(), told(capsys, path, "BTC"))
    [odd] = [row for row in opened.rows() if row["status"].startswith("implausible")]
    assert odd["venue"] == "okx"
    opened.page.click("[data-add=trust]")
    agrees(opened.rows(), told(capsys, path, "BTC", "--trust", "okx"))
    assert "trust=okx" in opened.page.evaluate("location.hash")
    assert "okx" in opened.page.inner_text("#about")


def test_a_coin_that_nobody_quotes_has_the_price_that_the_user_names(
    opened: Opened, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def unquoted(data: VenueData) -> VenueData:
        pepe = {spec.symbol for spec in data.contracts if spec.base == "PEPE"}
        return structs.replace(
            data,
            markets={name: one for name, one in data.markets.items() if name not in pepe},
            books={name: one for name, one in data.books.items() if name not in pepe},
        )

    path = tmp_path / "unquoted.json"
    page = changed_quotes(saved, path, unquoted)
    opened.goto(page, "#asset=PEPE")
    agrees(opened.rows(), told(capsys, path, "PEPE"))
    set_control(opened.page, "price", "1000PEPE=0.0034")
    rows = opened.rows()
    agrees(rows, told(capsys, path, "PEPE", "--price", "1000PEPE=0.0034"))
    assert any(row["status"] == "ok" for row in rows)


def test_every_slider_moves_by_keyboard_in_both_directions(opened: Opened) -> None:
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for name in ("account", "risk", "stop", "hold"):
        before = opened.page.input_value(f"[name={name}]")
        seen = []
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
            opened.page.focus(f"[data-for={name}]")
            opened.page.keyboard.press(key)
            opened.rows()
            seen.append(opened.page.input_value(f"[name={name}]"))
        assert len({before, seen[0], seen[1]}) == 3, (name, before, seen)
        assert seen[2:] == [seen[0], before]
        opened.page.focus(f"[name={name}]")
        opened.page.keyboard.press("ArrowUp")
        opened.rows()
        assert opened.page.input_value(f"[name={name}]") == seen[0]


def test_the_keyboard_alone_is_enough(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "account"
    page.keyboard.press("Control+a")
    page.keyboard.type("20000")
    assert "account=20000" in page.evaluate("location.hash")
    page.focus("[data-for=account]")
    page.keyboard.press("ArrowLeft")
    opened.rows()
    assert page.input_value("[name=account]") not in ("20000", "500")
    seen = set[str]()
    for _ in range(120):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.name || document.activeElement.id || ''"))
    assert {"risk", "stop", "side", "hold", "entry", "exit", "leverage", "copy-command"} <= seen
    page.focus("[data-open]")
    page.keyboard.press("Enter")
    assert page.locator(".details").count() == 1
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"


def test_skipping_to_the_answer_keeps_the_trade(opened: Opened, page_file: Path) -> None:
    opened.page.goto("about:blank")
    opened.goto(page_file, "#asset=ETH&account=77")
    before = opened.rows()
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "answer"
    assert opened.page.evaluate("location.hash") == "#asset=ETH&account=77"
    assert opened.rows() == before


def test_a_repair_makes_it_possible(opened: Opened, page_file: Path) -> None:
    opened.page.goto("about:blank")
    opened.goto(page_file, "#asset=BTC&account=30")
    before = {row["venue"]: row["status"] for row in opened.rows()}
    button = opened.page.locator("[data-set=account]").first
    venue = button.locator("xpath=ancestor::*[@data-venue]").get_attribute("data-venue") or ""
    assert before[venue] != "ok"
    button.click()
    assert {row["venue"]: row["status"] for row in opened.rows()}[venue] == "ok"
    opened.page.go_back()
    assert {row["venue"]: row["status"] for row in opened.rows()} == before


@pytest.mark.parametrize(
    "address",
    [
        "asset=PEPE&account=137&stop=4%25&all-in=yes&venue=binance,okx",
        "asset=XAU&account=137&class=commodity",
    ],
)
def test_the_command_copied_is_the_one_that_prints_the_same(
    opened: Opened,
    saved: Path,
    page_file: Path,
    address: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened.page.goto("about:blank")
    opened.goto(page_file, f"#{address}")
    command = opened.page.evaluate("command()").split()
    assert command[:2] == ["comparator", "compare"]
    assert command[-2:] == ["--source", "published"]
    assert any(row["status"] == "ok" for row in opened.rows())
    agrees(opened.rows(), told(capsys, saved, *command[2:-2]))
    table = opened.page.evaluate("markdown()")
    assert all(row["venue"] in table for row in opened.rows())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_width_scrolls_sideways_and_axe_finds_nothing_serious(
    browser: Browser, page_file: Path, width: int, theme: Any
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=False
    )
    opened = Opened(context.new_page())
    opened.goto(page_file, "#asset=BTC&account=150&region=US")
    opened.page.locator("[data-open]").first.click()
    opened.page.wait_for_selector("#chart svg", timeout=2 * WAIT)
    opened.page.locator("#map-part summary").click()
    opened.page.wait_for_selector("#map-field svg", timeout=6 * WAIT)
    wide = opened.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    found = axe.Axe().run(opened.page)
    serious = [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert len(found.response["passes"]) > 10  # it looked
    assert opened.troubles == []
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_notice_of_the_server_is_readable(browser: Browser, theme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core")
    context = browser.new_context(viewport={"width": 360, "height": 600}, color_scheme=theme)
    page = context.new_page()
    page.set_content(notice("Not ready", f"<script>x</script> {'W' * 300}")[0])
    assert page.inner_text("main").startswith("comparator serve")
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    violations = axe.Axe().run(page).response["violations"]
    assert [one["id"] for one in violations] == []
    context.close()


def test_the_policy_lets_no_other_script_run(opened: Opened, page_file: Path) -> None:
    text = page_file.read_text("utf-8")
    policy = text.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    opened.page.evaluate(
        "() => { const one = document.createElement('script');"
        " one.textContent = 'window.ran = 1'; document.body.append(one) }"
    )
    assert opened.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in opened.troubles)
    opened.troubles.clear()


HOSTILE = [
    "<script>window.ran=1</script>",
    "\"'><img src=x onerror=window.ran=1>",
    "\u202egnirts\u202c \u2067rtl\u2069",
    "x" * 10_000,
    "</script><script>window.ran=1</script>",
    "\u2028\u2029{market}{policy}",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_text(browser: Browser, saved: Path, tmp_path: Path, name: str) -> None:
    read = load_snapshot(saved)
    symbol = name[:150]  # longer ones are no contract
    data_of_them = tuple(
        structs.replace(
            data,
            contracts=tuple(structs.replace(spec, symbol=f"{symbol}{number}", settle=symbol)
                            for number, spec in enumerate(data.contracts)),
            markets={f"{symbol}{number}": data.markets[spec.symbol]
                     for number, spec in enumerate(data.contracts) if spec.symbol in data.markets},
            books={}, tiers={}, origins={},
        )
        for data in read.venues[:3]
    )  # fmt: skip
    hostile: Snapshot = structs.replace(read, venues=data_of_them, references=())
    names = {data.venue: name for data in data_of_them}
    file = tmp_path / "page.html"
    file.write_text(render(priceable(hostile, COINS, names=names)), "utf-8", newline="")
    context = browser.new_context(viewport={"width": 360, "height": 800})
    opened = Opened(context.new_page())
    opened.goto(file, "#asset=BTC&payoff=any")
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("window.ran") is None
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert len(opened.rows()) == 3
    assert opened.troubles == []
    context.close()


def test_the_same_data_give_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        assert run(["page", "--snapshot", str(saved), "-o", str(tmp_path / f"{number}.html")]) == 0
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


PICTURE = Path(__file__).parents[1] / "docs" / "page.png"


def test_the_picture_of_the_readme_is_drawn(
    browser: Browser, page_file: Path, tmp_path: Path
) -> None:
    """`COMPARATOR_PICTURE=1` keeps it."""
    keep = os.environ.get("COMPARATOR_PICTURE") == "1"
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="light")
    opened = Opened(context.new_page())
    opened.goto(page_file, "#asset=BTC&account=500")
    file = PICTURE if keep else tmp_path / "page.png"
    opened.page.screenshot(path=file)
    context.close()
    for picture in (file, PICTURE):
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < 260_000
