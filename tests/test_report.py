"""Reports say what hand-worked figures say, twice the same, and nothing a venue sent is markup."""

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import structs
from report_example import HOSTILE, snapshot

from comparator import answers
from comparator.answers.contracts import micro
from comparator.answers.study import answer_of
from comparator.cli.main import run
from comparator.comparison import Choice, priced
from comparator.pricing.trade import Trade
from comparator.render import pages
from comparator.render.report import Study, markdown, report_on, study, trimmed
from comparator.render.report.document import Document, Heading, table
from comparator.render.report.sizes import exposure
from comparator.sources.snapshot import Snapshot, load_snapshot, save_snapshot

REPORTS = Path(__file__).parents[1] / "reports"
DRAWN_WITH = "1.9.0.post1"
"""The drawing library of the pictures in `reports`; another may round otherwise."""


KNOWN = Choice(known_only=True)
"""`odd` has no quote."""


def studied(
    *assets: str,
    accounts: Sequence[int] = (500, 100, 1000),
    trade: Trade | None = None,
    market: Snapshot | None = None,
    choice: Choice = KNOWN,
) -> Study:
    return study(
        market or snapshot(),
        b"the bytes kept",
        trade=trade or Trade(),
        assets=assets or ("BTC", "ETH"),
        accounts=[Decimal(account) for account in accounts],
        choice=choice,
        names={"fine": "Fine Exchange"},
        command="comparator report BTC ETH --snapshot kept.json",
        file="kept.json",
    )


def text_of(whole: Study) -> str:
    """What a reader sees of it: money without the backslash that keeps it from being a formula."""
    return markdown.render(report_on(whole), {}).replace("\\$", "$")


def cells(document: Document, name: str) -> list[list[str]]:
    sheet = next(sheet for sheet in document.tables if sheet.name == name)
    return [[column.cell(row) for column in sheet.columns] for row in sheet.rows]


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


@pytest.fixture(scope="module")
def document() -> Document:
    return report_on(studied())


# -- figures -----------------------------------------------------------------------------------


def test_a_hundredth_of_a_bitcoin_at_65000_is_650_dollars_65_of_margin_and_6_50_a_percent() -> None:
    assert exposure(Decimal("0.01") * Decimal(65_000)) == (
        Decimal(650),
        Decimal(65),
        Decimal("6.5"),
    )


def test_the_contract_table_has_that_line(document: Document) -> None:
    line = next(row for row in cells(document, "round-btc") if row[0] == "0.01 BTC")
    assert line[1:4] == ["$650.00", "$65.00", "$6.50"]


def test_verdict_names_the_cheapest_and_who_is_out_of_reach() -> None:
    # 51 lots of $6.50; 2 x 0.04 % fees 0.2652, spread 0.00102, 3 x 0.01 % funding 0.09945:
    # 0.36567 of the 4.9725 at risk. ETH: 0.13 at 2,500: 0.26 + 0.0026 + 0.0975 of 4.875
    text = text_of(studied())
    assert (
        "BTC: fine is the cheapest venue for this trade: $0.37 in costs, 7.35 % of the $4.97 at"
        " risk; usual may be as cheap; 2 of 4 venues can take it."
    ) in text
    assert (
        "ETH: fine is the cheapest venue for this trade: $0.36 in costs, 7.39 % of the $4.88 at"
        " risk; 2 of 4 venues can take it."
    ) in text
    assert (
        "Of 6 listed pairs of venue and coin 1 is out of reach with $500, and for 1 there is not"
        " enough data: the plan needs an account of $9.75 at the least (BTC on fine) and $9,795 at"
        " the most (BTC on coarse)."
    ) in text
    # 4.9725 by price, and 0.36567 less the exit fee saved on a price 1.5 % lower
    assert "you lose $4.97 by the price, and $5.34 with every cost: 1.07 % of the account" in text


def test_where_nobody_can_trade_the_verdict_says_so_and_from_which_account() -> None:
    text = text_of(studied("BTC", accounts=[5]))
    assert "BTC: no venue can take this trade; fine comes nearest and takes it from an" in text
    assert "$9.75 at the least" in text


def test_matrix_is_that_of_minimum(document: Document) -> None:
    # 6.50 x 1.5 % / 1 % = 9.75; 2 x $65 -> $195; MBT: $6,530 x 1.5 = $9,795; ETH $25, $20 x 1.5
    assert cells(document, "minimum-account") == [
        ["coarse", "$9,795", "-"],
        ["fine", "$9.75", "$38"],
        ["odd", "unknown", "-"],
        ["usual", "$195", "$30"],
    ]
    assert cells(document, "minimum-notional") == [
        ["coarse", "6,530.00", "-"],
        ["fine", "6.50", "25.00"],
        ["odd", "unknown", "-"],
        ["usual", "130.00", "20.00"],
    ]


def test_a_venue_without_a_quote_serves_at_the_price_of_the_coin_elsewhere() -> None:
    # a step of 0.001 BTC at 65,000 is $65: x 1.5 % / 1 % = 97.50
    whole = report_on(studied(choice=Choice()))
    assert cells(whole, "minimum-account")[2] == ["odd", "~$98", "-"]
    assert cells(whole, "minimum-notional")[2] == ["odd", "~65.00", "-"]


def test_questions_and_report_show_the_same_sheets_in_the_same_words() -> None:
    whole = studied()
    found = report_on(whole)
    ladder = pages.ladder.overview(
        [row for row in answers.ladder.document(whole.main).rows if row.asset == "BTC"]
    )
    assert cells(found, "ladder-btc") == [
        [column.cell(row) for column in ladder.columns] for row in ladder.rows
    ]
    text = text_of(whole)
    for answer in whole.main.answers:
        assert answers.sentences.verdict(answer, whole.trade) in text
    every = answers.fees.document(whole.snapshot, whole.trade, all_tiers=True)
    tiers = pages.fees.sheet(every)
    heads = {column.title for column in tiers.columns}
    shown = next(sheet for sheet in found.tables if sheet.name == "fees-fine-linear")
    assert {column.title for column in shown.columns} <= heads
    assert [column.cell(shown.rows[1]) for column in shown.columns] == [
        *("VIP 1", "0.000 %", "0.020 %", "5,000,000", "5"),
    ]
    assert "A tier takes all thresholds, the volume within 30 days." in text


def test_what_published_data_lack_may_still_be_listed() -> None:
    live = snapshot()
    venues = tuple(structs.replace(data, basis="published") for data in live.venues)
    whole = report_on(studied(market=structs.replace(live, venues=venues)))
    text = markdown.render(whole, {})
    assert "**not in the data:** coarse and odd." in text
    assert "the published data hold no contract on ETH" in text
    assert "does not list" not in text


def test_cost_table_ranks_by_cost_of_the_risk_and_compares_with_the_best(
    document: Document,
) -> None:
    fine, usual = cells(document, "cost-btc")
    assert fine == [
        *("fine", "1", "7.35 %", "1.00", "0.37", "0.27", "0.0010", "0.00", "0.10", "0.23"),
        "published 42 d",
    ]
    # 5 steps of 0.001: 325 x 0.1 % + 0.0005 + 325 x 0.03 % = 0.423 of 4.875; 13.015 / 11.0308 bp
    assert usual[:5] == ["usual", "1", "8.68 %", "1.18", "0.42"]


def test_order_table_says_what_is_at_risk_and_what_a_percent_is_worth(document: Document) -> None:
    fine = cells(document, "order-btc")[0]
    assert fine == [
        *("fine", "BTCUSDT", "0.0051", "51", "contracts", "331.50", "4.97", "0.99 %"),
        *("3.32", "0.66 %"),
    ]


def test_ladder_gives_the_account_of_every_step(document: Document) -> None:
    usual = next(row for row in cells(document, "ladder-btc") if row[0] == "usual")
    # two steps of 0.001 are the least: 130, 195, 260 x 1.5 % / 1 %, rounded up
    assert usual[2:7] == ["0.002", "0.001", "$195", "$293", "$390"]


def test_minimum_table_gives_the_widest_stop_of_the_smallest_order(document: Document) -> None:
    usual = next(row for row in cells(document, "minimum-btc") if row[0] == "usual")
    # $5 of $130 are 3.85 %; a step of $65 risks 0.975; five steps hold two parts of two
    assert usual[1:4] == ["130.00", "$195", "3.85 %"]
    assert usual[5:] == ["65.00", "0.98", "2", "published 42 d"]


def test_funding_of_a_week_and_a_month_counts_the_settlements(document: Document) -> None:
    usual = next(row for row in cells(document, "funding-eth") if row[0] == "usual")
    # 0.133 ETH = $332.50 at 0.05 % every 8 h: 3, 21 and 90 settlements
    assert usual[2:10] == [
        *("+0.0500 %", "8", "+0.1500 %", "54.75 %", "332.50"),
        *("0.50", "3.49", "14.96"),
    ]


def test_leverage_table_keeps_the_loss_and_brings_liquidation_closer(document: Document) -> None:
    rows = {row[0]: row for row in cells(document, "leverage")}
    # long, 0.5 % maintenance: 1 - (1 - 1/10) / (1 - 0.005) = 9.55 %
    assert rows["10x"][1:] == ["$33.15", "$4.97", "9.55 %", "yes"]
    assert rows["100x"][4] == "liquidated before the stop"


def test_offers_are_listed_but_not_priced(document: Document) -> None:
    text = markdown.render(document, {}).replace("\\$", "$")
    assert "half price" in text
    # half of 0.2652 saved
    assert "BTC $0.23 instead of $0.37" in text


def test_what_is_not_known_is_unknown_and_never_none(document: Document) -> None:
    words = re.findall(r"\w+", markdown.render(document, {}))
    assert "None" not in words
    assert not {"nan", "inf", "NaN"} & set(words)


def test_without_a_stop_costs_are_in_basis_points_and_there_are_no_curves() -> None:
    whole = report_on(studied("BTC", trade=Trade(stop=None, notional=Decimal(325))))
    assert not list(whole.charts)
    usual = next(row for row in cells(whole, "cost-btc") if row[0] == "usual")
    # 10 bp fees + 0.015 spread + 3 funding
    assert "13.0" in usual


def test_kinds_of_small_contracts() -> None:
    by_symbol = {spec.symbol: spec for data in snapshot().venues for spec in data.contracts}
    assert micro(by_symbol["MBTZ6"], []) == "a contract of 0.1 BTC"


def test_a_table_with_a_ragged_row_is_refused() -> None:
    with pytest.raises(ValueError, match="table x: 0 columns"):
        table("x", (), (("one",),))


# -- markdown ----------------------------------------------------------------------------------


def test_every_heading_and_table_survives_a_commonmark_parser(document: Document) -> None:
    tokens = parsed(markdown.render(document, {}))
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert sum(token.type == "heading_open" for token in tokens) == len(headings)
    assert sum(token.type == "table_open" for token in tokens) == len(list(document.tables))
    cells_found = sum(token.type == "td_open" for token in tokens)
    assert cells_found == sum(len(s.rows) * len(s.columns) for s in document.tables)


def test_nothing_from_a_venue_becomes_markup(document: Document) -> None:
    tokens = parsed(markdown.render(document, {}))
    kinds = {token.type for token in [*tokens, *inline(tokens)]}
    assert not kinds & {"html_block", "html_inline", "link_open", "em_open", "image"}
    shown = "".join(token.content for token in inline(tokens) if token.type == "text")
    assert "<script>alert('x')</script> | *bold* [a](http" in shown
    assert HOSTILE not in markdown.render(document, {})


def test_without_the_extra_the_report_says_how_to_get_pictures(document: Document) -> None:
    text = markdown.render(document, {})
    assert "pip install 'futures-comparator" in text
    assert "![" not in text


def test_pictures_are_shown_where_there_are_some(document: Document) -> None:
    tokens = parsed(markdown.render(document, {"btc": "a-btc.svg", "eth": "a-eth.svg"}))
    images = [token.attrs["src"] for token in inline(tokens) if token.type == "image"]
    assert images == ["a-btc.svg", "a-eth.svg"]


# -- files -------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "saved.json"
    save_snapshot(path, snapshot())
    return path


def test_trimming_keeps_the_answer_and_drops_the_rest() -> None:
    whole = snapshot()
    small = trimmed(whole, ["ETH"], Choice(), whole.facts)
    assert {spec.base for data in small.venues for spec in data.contracts} == {"ETH"}
    before, after = (priced(each, Trade(), ["ETH"]) for each in (whole, small))
    assert answer_of(before, "ETH") == answer_of(after, "ETH")
    assert trimmed(small, ["ETH"], Choice(), small.facts) == small


def test_the_report_rendered_from_its_own_data_has_the_same_bytes(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again = tmp_path / "a", tmp_path / "b"
    assert run(["report", "BTC", "ETH", "--snapshot", str(kept), "--output", f"{first}/r.md"]) == 0
    own = f"{first}/r.snapshot.json"
    assert run(["report", "BTC", "ETH", "--snapshot", own, "--output", f"{again}/r.md"]) == 0
    files = {path.name: path.read_bytes() for path in first.iterdir()}
    assert {path.name: path.read_bytes() for path in again.iterdir()} == files
    digest = sha256(files["r.snapshot.json"]).hexdigest()
    assert f"r.snapshot.json, sha256 {digest}" in files["r.md"].decode()
    assert "wrote" in capsys.readouterr().out


def test_the_command_in_the_report_makes_the_report(kept: Path) -> None:
    options = ["--risk", "2%", "--account", "300", "--side", "short", "--price", "BTC=64000.5"]
    options += ["--no-older-than", "3d", "--known-only"]
    run(["report", "BTC", *options, "--snapshot", str(kept), "--output", "one.md"])
    text = Path("one.md").read_text("utf-8")
    command = re.search(r"^    comparator (report .*)$", text, re.MULTILINE)
    assert command is not None
    assert "--account 300 --risk 0.02 --side short --price BTC=64000.5" in command[1]
    assert "--known-only --no-older-than 72" in command[1]
    Path("one.md").unlink()
    assert run(command[1].split()) == 0
    assert Path("one.md").read_text("utf-8") == text


def test_tables_are_written_as_csv_with_exact_figures(kept: Path, tmp_path: Path) -> None:
    run(["report", "BTC", "--snapshot", str(kept), "--output", "r.md", "--with-data"])
    with (tmp_path / "r-data" / "cost-btc.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Decimal(rows[0]["total"]) == Decimal("0.36567")


def test_a_page_and_the_users_own_fees_are_written_on_request(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "comparator.toml").write_text('[venues.fine]\nmaker = "0"\ntaker = "0.01%"\n')
    command = ["report", "BTC", "--venue", "fine,usual", "--snapshot", str(kept)]
    assert run([*command, "--output", "r.md", "--html"]) == 0
    text = (tmp_path / "r.md").read_text("utf-8")
    # 331.50 at 0.01 % twice instead of 0.04 %: 0.0663
    assert "| fine | 1 | 3.35 % | 1.00 | 0.17 | 0.07 |" in text
    assert "| coarse |" not in text
    assert "--venue fine --venue usual" in text
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "3.35 %" in page
    Path("comparator.toml").unlink()
    again = re.search(r"^    comparator (report .*)$", text, re.MULTILINE)
    assert again is not None
    assert run(again[1].split()) == 0
    assert (tmp_path / "r.md").read_text("utf-8") == text


def test_settings_are_shown_instead_of_a_report(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "BTC", "--show-config"]) == 0
    assert "--account" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


def test_no_half_report_is_left_when_the_folder_cannot_be_written(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "blocked").write_text("a file, not a folder")
    code = run(["report", "BTC", "--snapshot", str(kept), "--output", "blocked/r.md"])
    assert code == 2
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "saved.json"]


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in sorted(REPORTS.glob("*.md"))]
)
def test_published_examples_are_what_the_code_writes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = re.search(r"^    comparator (report .*)$", path.read_text("utf-8"), re.MULTILINE)
    assert command is not None
    data = path.with_suffix(".snapshot.json")
    monkeypatch.chdir(tmp_path)
    (tmp_path / data.name).write_bytes(data.read_bytes())
    assert load_snapshot(data).facts
    assert run(command[1].split()) == 0
    expected = path.read_text("utf-8")
    if find_spec("vl_convert") is None:
        pytest.skip("the examples have pictures, and the extra “charts” is not installed")
    assert (tmp_path / path.name).read_text("utf-8") == expected
    if version("vl-convert-python") == DRAWN_WITH:
        for picture in path.parent.glob(f"{path.stem}-*.svg"):
            assert (tmp_path / picture.name).read_bytes() == picture.read_bytes()
