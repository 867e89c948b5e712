"""Odd figures and files, one of each kind: what they cost, and that they cost nobody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import Served, compared, fetched

import comparator
from comparator.cli.main import run
from comparator.errors import DataError
from comparator.run import read
from comparator.sources.snapshot import load_snapshot, save_snapshot

D = Decimal
CONTROLS = "A\x1b[31mB\x7fC\x9b31mD\x85E"
"""Control characters of both ranges; U+009B begins a sequence by itself."""


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Callable[[Any], None]], Path]:
    """A saved run of two venues with something changed in the file."""

    def change(edit: Callable[[Any], None]) -> Path:
        path = tmp_path / "run.json"
        save_snapshot(path, read("BTC", venues=["okx", "bybit"], source="published"))
        document = json.loads(path.read_text("utf-8"))
        edit(document)
        path.write_text(json.dumps(document), "utf-8")
        return path

    return change


# -- snapshots: checked on load --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda one: one["venues"][0]["rules"].update(leverage_step="0"), "leverage_step"),
        (
            lambda one: one["venues"][0]["contracts"][0].update(underlying_multiplier="1e20"),
            "underlying_multiplier must be",
        ),
        (lambda one: one.update(at="2026-11-26T00:00:00"), "at must be a time in UTC"),
        (
            lambda one: next(iter(one["venues"][0]["markets"].values())).update(bid="1e-30"),
            "bid must be",
        ),
    ],
    ids=["a step of nothing", "a bundle of everything", "a time without a zone", "no price"],
)
def test_a_saved_figure_that_cannot_be_is_refused_on_load_by_its_name(
    edit: Callable[[Any], None],
    said: str,
    saved: Callable[[Callable[[Any], None]], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = saved(edit)
    for command in ("report BTC --snapshot", "compare BTC --snapshot", f"diff {path}"):
        assert run([*command.split(), str(path)]) == 5
        error = capsys.readouterr().err
        assert said in error
        assert str(path) in error
    with pytest.raises(DataError, match=said):
        load_snapshot(path)


def test_venues_whose_names_differ_by_one_bit_are_two_venues(
    saved: Callable[[Callable[[Any], None]], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    def flipped(document: Any) -> None:
        text = json.dumps(document["venues"][0]).replace('"venue": "bybit"', '"venue": "bybiu"')
        document["venues"] = [*document["venues"], json.loads(text)]

    path = saved(flipped)
    ask = ["stop", "BTC", "--size", "0.01", "--max-loss", "10", "--snapshot", str(path)]
    assert run([*ask, "--format", "csv", "--fields", "venue"]) == 0
    assert capsys.readouterr().out.split()[0] == "venue"


@pytest.mark.parametrize("form", ["json", "csv", "toml", "markdown", "html", "table"])
def test_control_characters_of_both_ranges_reach_no_terminal(
    form: str,
    saved: Callable[[Callable[[Any], None]], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def odd(document: Any) -> None:
        for venue in document["venues"]:
            for schedule in venue["fees"].values():
                schedule["tiers"][0]["name"] = CONTROLS
                schedule["source"] = CONTROLS
            for spec in venue["contracts"]:
                spec["settle"] = CONTROLS if spec["payoff"] == "linear" else spec["settle"]

    path = str(saved(odd))
    for ask in (["fees"], ["compare", "BTC", "--price", f"{CONTROLS}=1"], ["contracts", "BTC"]):
        run([*ask, "--snapshot", path, "--format", form])
        out = capsys.readouterr()
        kept = {char for text in (out.out, out.err) for char in text if char not in "\t\n"}
        assert not {char for char in kept if ord(char) < 32 or 127 <= ord(char) < 160}, ask


# -- words on the command line ---------------------------------------------------------------------


def test_a_topic_that_is_no_text_is_a_user_error(capsys: pytest.CaptureFixture[str]) -> None:
    topic = b"\xed\xa0\x80".decode("utf-8", "surrogateescape")
    assert run(["facts", "--topic", topic, "--show-config", "--format", "json"]) == 2
    assert "no UTF-8" in capsys.readouterr().err


ASK = ["compare", "BTC", "--source", "published", "--venue", "okx,bybit", "--format", "json"]


def test_xbt_is_btc_and_a_coin_nobody_lists_is_a_user_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    prices = list[str]()
    for name in ("XBT", "BTC"):
        assert run([*ASK, "--price", f"{name}=65000"]) == 0
        prices.append(json.loads(capsys.readouterr().out)["references"][0]["price"])
    assert prices == ["65000", "65000"]
    assert run([*ASK, "--price", "BTCC=65000"]) == 2
    assert "did you mean BTC" in capsys.readouterr().err


def test_a_price_of_next_to_nothing_is_a_user_error_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["report", "BTC", "--source", "published", "--price", "BTC=1e-8"]) == 2
    assert "--price BTC=0.00000001" in capsys.readouterr().err


def test_a_misspelt_venue_of_a_saved_run_names_the_near_one(
    saved: Callable[[Callable[[Any], None]], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(saved(lambda _: None))
    assert run(["fees", "bybiit", "--snapshot", path]) == 2
    assert "bybit" in capsys.readouterr().err


# -- one odd figure of a venue costs its own contract ----------------------------------------------


def changed(symbol: str, *path: str, name: str = "symbol", **members: object) -> Any:
    def change(document: Any) -> None:
        rows = document
        for step in path:
            rows = rows.get(step, [])
        for row in rows if isinstance(rows, list) else [rows]:
            if row.get(name) == symbol:
                row.update(members)

    return change


@pytest.mark.parametrize(
    ("venue", "path", "change"),
    [
        ("okx", "instType=SWAP", changed("BTC-USDT-SWAP", "data", name="instId", ctMult="1e40")),
        ("okx", "instType=SWAP", changed("BTC-USDT-SWAP", "data", name="instId", ctMult="1e-40")),
        (
            "bybit",
            "/tickers?category=linear",
            changed("BTCUSDT", "result", "list", markPrice="1e-36"),
        ),
        ("weex", "/premiumIndex", changed("BTCUSDT", collectCycle=1e30)),
        ("weex", "/exchangeInfo", changed("BTCUSDT", "symbols", maxLeverage=1e-38)),
        ("weex", "/exchangeInfo", changed("BTCUSDT", "symbols", minOrderSize=1e-38)),
    ],
    ids=["huge size", "tiny size", "mark", "interval", "leverage", "order"],
)
def test_an_absurd_figure_costs_that_contract_alone(venue: str, path: str, change: Any) -> None:
    honest, odd = Served(venue), Served(venue).alter(path, change)
    usual, found = (compared(one).answers[0].candidates for one in (honest, odd))
    others = {
        row.symbol: row.costs for row in usual if row.symbol not in ("BTCUSDT", "BTC-USDT-SWAP")
    }
    left = {row.symbol: row.costs for row in found if row.symbol in others}
    assert left == others
    assert len(found) in (len(usual), len(usual) - 1)


def test_hyperliquid_prices_and_leverage_of_any_size_cost_their_asset() -> None:
    def odd(document: Any) -> None:
        if isinstance(document, list) and len(document) == 2:
            meta, states = document
            place = [row["name"] for row in meta["universe"]].index("DOGE")
            meta["universe"][place]["maxLeverage"] = 1e-38
            states[place]["markPx"] = "1e36"

    served = Served("hyperliquid").alter("/info", odd)
    plain = compared(Served("hyperliquid")).answers[0].candidates
    assert [row.costs for row in compared(served).answers[0].candidates] == [
        row.costs for row in plain
    ]


def test_depth_that_never_comes_leaves_the_quotes() -> None:
    def stalls(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("it trickles")

    found = fetched(Served("bybit").reply("/orderbook", stalls), "BTC")
    assert found.markets["BTCUSDT"].bid
    assert not found.books
    assert any("depth" in warning.message for warning in found.warnings)


def test_a_symbol_that_is_no_address_loses_its_own_depth() -> None:
    def more(document: Any) -> None:
        row = next(one for one in document["data"] if one["symbol"] == "BTC_USDT")
        document["data"].append(row | {"symbol": "BTC_\x00USDT"})

    found = fetched(Served("mexc").alter("/contract/detail", more), "BTC")
    assert "BTC_USDT" in found.books


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Stocks", "stock"),
        ("Indices", "index"),
        ("Metals", "commodity"),
        ("Forex", "forex"),
        ("Commodities", "commodity"),
        ("Pre-IPO", "stock"),
    ],
)
def test_weex_kinds_are_read(word: str, kind: str) -> None:
    change = changed("ETHUSDT", "symbols", contractType="TRADIFI_PERPETUAL", underlyingType=word)
    found = fetched(Served("weex").alter("/exchangeInfo", change))
    assert [spec.asset_class for spec in found.contracts if spec.symbol == "ETHUSDT"] == [kind]


def test_a_last_price_of_nothing_is_unknown_and_the_mark_is_kept() -> None:
    def nothing(document: Any) -> None:
        for row in document if isinstance(document, list) else [document]:
            row.update(lastPrice="0")

    market = fetched(Served("weex").alter("/ticker/24hr", nothing), "BTC").markets["BTCUSDT"]
    assert (market.last, market.mark is None) == (None, False)


def test_a_figure_of_another_year_costs_no_run() -> None:
    at = Served("bybit").at + timedelta(days=4000)
    found = compared(Served("bybit"), at=at)
    assert isinstance(found, comparator.Comparison)
    assert not [row for row in found.answers[0].rows if row.rank]
