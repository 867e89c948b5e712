"""The ranked answer as people and programs see it; figures are worked out by hand.

fine, account 500, risk 1 %, stop 1.5 %, 24 h: 5 / 0.015 = 333.33 asked, 5 lots of 65 = 325.
Risk 4.875; fees 2 x 0.1625; spread 325 x 2/65000 = 0.01; funding 3 x 0.0325 = 0.0975;
total 0.4325 = 8.87 % of the risk; smallest account 65 x 0.015 / 0.01 = 97.50.
odd pays 20 bp: fees 1.30, total 1.4075. coarse: 1300, risks 19.50, needs 1950.
"""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from cli_market import HOSTILE, Cli, Write
from markdown_it import MarkdownIt

from comparator.answers.sentences import freshness
from comparator.comparison import Answer
from comparator.sources.discovery import discover
from comparator.sources.snapshot import load_snapshot, save_snapshot


def test_the_first_sentence_names_the_cheapest_venue_and_its_cost(cli: Cli) -> None:
    code, out, _ = cli.on_saved("compare", "BTC")
    first = " ".join(out.split("\n\n")[0].split())
    assert code == 0
    assert first == (
        "BTC: fine is the cheapest venue for this trade: $0.43 in costs, 8.87 % of the $4.88 at"
        " risk; 2 of 3 venues can take it."
    )


def test_the_defaults_of_the_trade_are_printed(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "btc")
    second = " ".join(out.split("\n\n")[1].split())
    for part in ("$500.00", "risks 1 % = $5.00", "stop 1.5 % away", "long", "24 h", "market order"):
        assert part in second


def test_the_table_holds_the_figures_worked_out_by_hand(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC", "--wide")
    row = next(line for line in out.splitlines() if line.startswith("1  fine"))
    shown = "fine BTCUSDT 0.005 325.00 4.88 0.32 0.01 0.00 0.10 0.43 8.87 % 91.1 $98"
    assert " ".join(row.split()[1:]) == shown


def test_a_venue_above_the_budget_says_what_would_help(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC")
    text = " ".join(out.split())
    assert "coarse the smallest order is 1 contract of 0.02 BTC ($1,300.00)" in text
    assert "account ≥ $1,950.00" in text
    assert "stop ≤ 0.38 %" in text


def test_venues_that_failed_and_rows_left_out_are_named(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC")
    assert "away  unreachable (no route), left out" in out
    assert "1 contract of odd" in out


def test_every_figure_has_a_basis(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC")
    origins = out[out.index("where the figures come from") :]
    assert re.search(r"fine\s+BTCUSDT\s+live\s+live\s+live\s+live", origins)


def test_json_holds_every_digit(cli: Cli) -> None:
    found = cli.document("compare", "BTC", "--snapshot", str(cli.saved))
    row = next(row for row in found["rows"] if row["venue"] == "fine")
    assert found["schema"] == "comparator.compare/1"
    assert Decimal(row["costs"]["total"]) == Decimal("0.4325")
    assert row["costs"]["r"].startswith("0.08871794871794871794871794871")
    assert Decimal(row["minimum"]["account"]) == Decimal("97.5")
    assert row["size"]["lots"] == 5
    assert row["inputs"]["contract"]["basis"] == "live"
    assert found["failed"][0]["venue"] == "away"
    assert found["rejected"][0]["symbol"] == "Z|"


def test_json_and_table_agree_on_the_order(cli: Cli) -> None:
    found = cli.document("compare", "BTC", "--snapshot", str(cli.saved))
    assert [row["venue"] for row in found["rows"]] == ["fine", "odd", "coarse"]
    assert [row["status"] for row in found["rows"]] == ["ok", "ok", "over_budget"]
    assert found["rows"][2]["score"] is None


def test_csv_has_one_header_and_a_line_for_every_row(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["venue"] for row in rows] == ["fine", "odd", "coarse"]
    assert Decimal(rows[0]["total"]) == Decimal("0.4325")
    assert rows[2]["score"] == ""


def test_html_is_one_page_that_loads_nothing_and_escapes_everything(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC", "--format", "html")
    assert "<title>comparator compare</title>" in out
    assert "BTC|[31m&lt;b&gt;*_` X" in out
    assert '<th scope="col" class="n">slippage</th>' in out
    assert not re.search(r"(src|href)=.?(https?:|//)", out)


def test_toml_reads_back(cli: Cli) -> None:
    import tomllib  # noqa: PLC0415 - for this test alone

    _, out, _ = cli.on_saved("compare", "BTC", "--format", "toml")
    assert tomllib.loads(out)["schema"] == "comparator.compare/1"


def test_fields_and_sort_arrange_the_table(cli: Cli) -> None:
    _, out, _ = cli.on_saved(
        "compare", "BTC", "--fields", "venue,total", "--sort", "-total", "--format", "csv"
    )
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["venue", "total"]
    assert [row[0] for row in rows[1:]] == ["coarse", "odd", "fine"]


@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_line_is_wider_than_the_screen(
    cli: Cli, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = cli.on_saved("compare", "BTC", "--account", "50000")
    assert max(map(len, out.splitlines())) <= width
    head = next(line for line in out.splitlines() if " notional " in line)
    for column in ("venue", "notional", "risk", "total"):
        assert column in head


def test_a_wide_table_shows_what_a_narrow_one_leaves_out(cli: Cli) -> None:
    _, narrow, _ = cli.on_saved("compare", "BTC", "--account", "50000")
    _, wide, _ = cli.on_saved("compare", "BTC", "--account", "50000", "--wide")
    assert "not shown for want of room: " in narrow
    assert "not shown" not in wide
    assert any(line.split()[:3] == ["1", "fine", "BTCUSDT"] for line in wide.splitlines())


def test_foreign_text_never_controls_the_terminal(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC", "--wide", "--color", "never")
    assert not re.search(r"[^\x20-\x7e\n·≥≤]", out)
    assert "BTC|[31m<b>*_` X" in out


def test_foreign_text_is_no_markup_in_markdown(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC", "--format", "markdown")
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    tokens = parser.parse(out)
    assert not [token for token in tokens if token.type.startswith("html")]
    inline = [child for token in tokens for child in token.children or ()]
    assert not [child for child in inline if child.type in ("html_inline", "link_open", "em_open")]
    cells = [token for token in tokens if token.type == "inline"]
    assert any("BTC|[31m<b>*_` X" in _text(token) for token in cells)


def _text(token: object) -> str:
    return "".join(child.content for child in getattr(token, "children", None) or ())


def test_markdown_tables_have_as_many_cells_in_every_row(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC", "--format", "markdown")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(out)
    counts, row = list[int](), 0
    for token in tokens:
        if token.type == "tr_open":
            row = 0
        elif token.type in ("th_open", "td_open"):
            row += 1
        elif token.type == "tr_close":
            counts.append(row)
    assert len(set(counts)) == 2  # the answer, and where the figures come from
    assert len(counts) == 4 + 4


def test_piped_output_has_no_colour_and_a_terminal_can_have_it(cli: Cli) -> None:
    _, piped, _ = cli.on_saved("compare", "BTC")
    _, coloured, _ = cli.on_saved("compare", "BTC", "--color", "always")
    assert "\x1b" not in piped
    assert "\x1b[1mBTC: fine" in coloured
    assert re.sub(r"\x1b\[\d*m", "", coloured) == piped


def test_the_answer_does_not_change_between_two_runs(cli: Cli) -> None:
    assert cli.on_saved("compare", "BTC") == cli.on_saved("compare", "BTC")


def test_a_file_gets_what_the_screen_would(cli: Cli) -> None:
    target = cli.folder / "deep" / "answer.md"
    _, shown, _ = cli.on_saved("compare", "BTC", "--format", "markdown")
    code, out, _ = cli.on_saved("compare", "BTC", "--format", "markdown", "--output", str(target))
    assert (code, out) == (0, "")
    assert target.read_text() == shown
    assert [path.name for path in target.parent.iterdir()] == ["answer.md"]


def test_a_file_that_cannot_be_written_is_a_mistake_of_the_user(cli: Cli) -> None:
    (cli.folder / "file").write_text("")
    code, _, err = cli.on_saved("compare", "BTC", "--output", str(cli.folder / "file" / "x"))
    assert code == 2
    assert "--output" in err


def test_no_venue_that_can_take_it_is_exit_code_3(cli: Cli) -> None:
    code, out, _ = cli.on_saved("compare", "BTC", "--account", "20")
    assert code == 3
    assert "no venue can take this trade; fine comes nearest" in " ".join(out.split())
    assert "$98" in out


def test_a_missing_venue_is_exit_code_4_when_strict(cli: Cli) -> None:
    assert cli.on_saved("compare", "BTC", "--strict")[0] == 4


def test_a_broken_plugin_is_a_missing_venue_when_strict(
    cli: Cli, plugin: Write, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("1 / 0")
    plug = ("--plugin", plugin(), "--source", "published", "--strict")
    assert cli("compare", "BTC", *plug)[0] == 0
    assert cli("compare", "BTC", *plug, "--plugin", str(bad))[0] == 4


def test_csv_tells_of_failed_venues_on_stderr(cli: Cli) -> None:
    _, out, err = cli.on_saved("compare", "BTC", "--format", "csv")
    assert "away" not in out
    assert "warning: away: unreachable" in err


def test_a_venue_that_is_not_in_the_file_is_refused(cli: Cli) -> None:
    code, _, err = cli.on_saved("compare", "BTC", "--venue", "fin")
    assert code == 2
    assert "unknown venue 'fin' (did you mean 'fine'?); in the file: coarse, fine, odd, away" in err


def test_a_failed_gate_is_exit_code_1_and_says_why(cli: Cli) -> None:
    code, _, err = cli.on_saved("compare", "BTC", "--fail-if", "cost_r > 8%")
    assert code == 1
    assert "BTC on fine: cost_r > 8% holds" in err
    assert cli.on_saved("compare", "BTC", "--fail-if", "cost_r > 0.10")[0] == 0


def test_no_data_at_all_is_exit_code_5(cli: Cli) -> None:
    code, _, err = cli("compare", "BTC", "--source", "published")
    assert code == 5
    assert "no venue has any data" in err


def test_a_trade_without_a_stop_has_no_score(cli: Cli) -> None:
    found = cli.document(
        "compare", "BTC", "--no-stop", "--notional", "$650", "--snapshot", str(cli.saved)
    )
    row = found["rows"][0]
    assert row["size"]["notional"] == "650.000"
    assert row["score"] is None
    assert "basis points of $650.00" in found["verdict"]


def test_the_side_that_receives_funding_pays_less(cli: Cli) -> None:
    found = cli.document("compare", "BTC", "--side", "short", "--snapshot", str(cli.saved))
    assert Decimal(found["rows"][0]["costs"]["funding"]) == Decimal("-0.0975")


def test_all_contracts_are_named_on_the_narrowest_screen(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    _, out, _ = cli.on_saved("compare", "BTC", "--all-contracts")
    assert "BTCUSDT" in out.split("not shown for want of room")[0]
    _, out, _ = cli.on_saved("compare", "BTC")
    assert "BTCUSDT" not in out.split("not shown for want of room")[0]


def test_all_contracts_are_rows_of_their_own(cli: Cli) -> None:
    saved = load_snapshot(cli.saved)
    save_snapshot(cli.saved, saved)
    _, out, _ = cli.on_saved("compare", "BTC", "--all-contracts", "--wide")
    assert "BTCUSDT" in out


def test_a_venue_that_does_not_serve_a_country_is_shown_and_not_ranked(cli: Cli) -> None:
    found = cli.document("compare", "BTC", "--region", "us", "--snapshot", str(cli.saved))
    rows = {row["venue"]: row for row in found["rows"]}
    assert (rows["fine"]["status"], rows["fine"]["rank"]) == ("not_served", None)
    assert rows["fine"]["reason"].startswith("said not to serve US (")
    assert rows["odd"]["status"] != "not_served"
    _, out, _ = cli.on_saved("compare", "BTC", "--region", "us")
    assert "said not to serve US" in out
    assert cli.on_saved("compare", "BTC", "--region", "Germany")[0] == 2


def test_an_explanation_can_be_asked_for_beside_the_answer(cli: Cli) -> None:
    _, out, _ = cli.on_saved("compare", "BTC", "--explain", "fine.total")
    assert "costs.total = 0.4325" in out


def test_quiet_leaves_the_hints_out(cli: Cli) -> None:
    assert "comparator explain fine.total BTC" in cli.on_saved("compare", "BTC")[1]
    assert "comparator explain" not in cli.on_saved("compare", "BTC", "--quiet")[1]


BAD = [
    (("--risk", "5"), ("--risk", "'5'", "5%")),
    (("--stop", "0"), ("--stop", "'0'", "1.5%")),
    (("--stop", "150%"), ("--stop", "'150%'", "1.5%")),
    (("--account", "-5"), ("--account", "'-5'", "500")),
    (("--account", "nan"), ("--account", "'nan'", "500")),
    (("--account", "inf"), ("--account", "'inf'", "500")),
    (("--account", "1e40"), ("--account", "'1e40'", "500")),
    (("--account", "1,5"), ("--account", "'1,5'", "500")),
    (("--hold", "3x"), ("--hold", "'3x'", "24h")),
    (("--leverage", "0"), ("--leverage", "'0'", "10")),
    (("--price", "BTC"), ("--price", "'BTC'", "BTC=65000")),
    (("--price", "BTC=-1"), ("--price", "'-1'", "BTC=65000")),
    (("--venue", "fime"), ("venue", "'fime'", "fine")),
    (("--fields", "tota"), ("--fields", "'tota'", "total")),
    (("--sort", "tota"), ("--sort", "'tota'", "total")),
    (("--fail-if", "tota > 1"), ("--fail-if", "'tota'", "total")),
    (("--explain", "fine.tota"), ("", "'tota'", "total")),
    (("--side", "up"), ("--side", "'up'", "'long'")),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_nonsense_is_refused_with_option_value_and_example(
    cli: Cli, plugin: Write, arguments: tuple[str, ...], said: tuple[str, ...]
) -> None:
    plug = ("--plugin", plugin(), "--source", "published")
    code, _, err = cli("compare", "BTC", *plug, *arguments)
    assert code == 2
    for part in said:
        assert part in err
    assert "Traceback" not in err


def test_an_unknown_asset_is_refused_with_near_matches(cli: Cli) -> None:
    code, _, err = cli.on_saved("compare", "BTX")
    assert code == 2
    assert "'BTX'" in err
    assert "did you mean BTC?" in err


def test_two_sizes_at_once_are_refused(cli: Cli) -> None:
    code, _, err = cli.on_saved("compare", "BTC", "--qty", "1", "--notional", "5")
    assert code == 2
    assert "only one of qty, notional" in err


def test_a_snapshot_that_is_none_of_ours_is_named(cli: Cli) -> None:
    other = cli.folder / "other.json"
    other.write_text("{}")
    code, _, err = cli("compare", "BTC", "--snapshot", str(other))
    assert code == 5
    assert str(other) in err
    assert HOSTILE not in err


IDS = {venue.id for venue in discover().venues}


def shown(text: str) -> list[str]:
    """The venues of the first table, in its order."""
    lines = iter(text.splitlines())
    next(line for line in lines if line.lstrip(" -").startswith("-") or line.startswith("--"))
    rows = list[str]()
    for line in lines:
        if not line.strip() or line.startswith("not shown"):
            break
        rows.append(next(word for word in line.split() if word in IDS))
    return rows


def test_a_table_for_people_keeps_to_the_best_and_names_the_others(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPARATOR_PLUGINS")
    words = ("compare", "BTC", "--source", "published", "--quiet", "--wide")
    every = shown(cli(*words, "--all")[1])
    asked_for = {"binance", "bybit", "bingx", "weex", "mexc"}
    text = cli(*words, "--top", "3")[1]
    short = shown(text)
    assert short == [name for place, name in enumerate(every) if place < 3 or name in asked_for]
    left = [name for name in every if name not in short]
    said = " ".join(text.split())
    over = left[-2:]
    assert sorted(over) == ["cme", "coinbase"]  # a contract of 0.01 BTC is too much for $500
    further = f"{len(left) - 2} more can take it: "
    assert f"; 2 more only with more risk than you allow: {over[0]} and {over[1]} (--all" in said
    assert all(name in said.split(further)[1].split("(--all")[0] for name in left)
    (told,) = re.findall(r"(\d+) of \d+ venues can take it", said)
    assert int(told) == len(short) + len(left) - 2
    named = shown(cli(*words, "--top", "1", "--venue", "okx,kucoin,weex")[1])
    assert sorted(named) == ["kucoin", "okx", "weex"]


def test_data_for_machines_holds_all_rows_whatever_top_says(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPARATOR_PLUGINS")
    words = ("compare", "BTC", "--source", "published")
    rows = cli.document(*words, "--top", "1")["rows"]
    assert len(rows) == len(cli.document(*words, "--all")["rows"]) >= 9


def test_the_verdict_says_how_old_its_figures_are(cli: Cli) -> None:
    document = cli.document("compare", "BTC", "--snapshot", str(cli.saved))
    at = datetime.fromisoformat(document["generated_at"])
    days = [
        (at - datetime.fromisoformat(row["inputs"][part]["as_of"])).days
        for row in document["rows"]
        if row["status"] in ("ok", "over_budget")
        for part in ("contract", "market")
        if row["inputs"][part]
    ]
    said = "Its prices are" in document["verdict"] or "Its contracts are" in document["verdict"]
    assert said is (max(days) > 0)
    if said:
        told = document["verdict"].rpartition(". Its ")[2]
        assert (f"{max(days)} day" if max(days) < 730 else "year") in told  # two years


def test_figures_of_today_need_no_word_on_their_age() -> None:
    fresh = Answer(asset="BTC", rows=(), candidates=(), reference=None)
    assert freshness(fresh, datetime(2026, 1, 1, tzinfo=UTC)) == ""
