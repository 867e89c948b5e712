"""What users of other programs reported, tried on ours: each test is one report.

The reports are public; what is served are recorded answers with the reported change.
"""

import asyncio
import gzip
import json
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.metadata import requires
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from msgspec import structs
from packaging.requirements import Requirement
from served import DAY_TRADE, Served, codes, compared, fetched, ms

import comparator
from comparator import api
from comparator.api import client
from comparator.assets import asset_name
from comparator.cli.main import run
from comparator.comparison import Choice
from comparator.errors import RateLimited, VenueError
from comparator.render import table
from comparator.render.sheet import Column, Sheet
from comparator.sources.cache import Cache
from comparator.sources.fetch import fetch_venue

D = Decimal


def rows_of(document: Any, *path: str) -> Iterator[dict[str, Any]]:
    """The rows of a list answer."""
    for name in path:
        document = document[name]
    yield from document


def changed(symbol: str, *path: str, name: str = "symbol", **members: object) -> Any:
    """A change of one contract's row."""

    def change(document: Any) -> None:
        found = [row for row in rows_of(document, *path) if row[name] == symbol]
        assert found, f"no row of {symbol}"
        for row in found:
            row.update(members)

    return change


# -- clocks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("venue", ["binance", "okx", "hyperliquid"])
@pytest.mark.parametrize("hours", [7, -7])
def test_a_clock_hours_off_is_said_and_the_venues_time_prices(venue: str, hours: int) -> None:
    served = Served(venue)
    found = compared(served.dated(served.at), at=served.at + timedelta(hours=hours))
    assert any(row.status == "ok" for row in found.answers[0].candidates)
    assert abs(found.at - served.at) < timedelta(seconds=1)
    said = [warning.message for warning in found.venues[0].warnings]
    way = "ahead of" if hours > 0 else "behind"
    assert any(f"this computer's clock is 7 hours {way} its answers' dates" in one for one in said)


def test_the_clock_of_one_venue_of_two_moves_nobody_else() -> None:
    right, wrong = Served("bybit"), Served("okx")
    at = right.at
    wrong.dated(at + timedelta(hours=1))
    found = compared(right.dated(at), wrong, at=at)
    assert found.at == at
    told = {data.venue: [w.code for w in data.warnings] for data in found.venues}
    assert "clock_differs" in told["okx"]
    assert "clock_differs" not in told["bybit"]


@pytest.mark.parametrize("header", ["", "yesterday", "Thu, 99 Nov 2026 10:00:00 GMT"])
def test_an_answer_without_a_date_leaves_the_clock_as_it_is(header: str) -> None:
    served = Served("bybit")
    plain = Served("bybit")

    def without(request: Any) -> Any:
        answer = plain(request)
        answer.headers["date"] = header
        return answer

    found = compared(served.reply("/", without), at=served.at)
    assert found.at == served.at
    assert not any(w.code == "clock_differs" for w in found.venues[0].warnings)


# -- what ends -------------------------------------------------------------------------------------


def ending(venue: str, at: datetime) -> tuple[str, str, Any]:
    """A contract of the venue, the path of its list, and the change that announces its end."""
    then = ms(at + timedelta(hours=10))
    rows = ("result", "list")
    return {
        "binance": (
            "BTCUSDT",
            "/fapi/v1/exchangeInfo",
            changed("BTCUSDT", "symbols", deliveryDate=then),
        ),
        "aster": ("BTCUSDT", "/exchangeInfo", changed("BTCUSDT", "symbols", deliveryDate=then)),
        "bybit": (
            "BTCUSDT",
            "/instruments-info",
            changed("BTCUSDT", *rows, deliveryTime=str(then)),
        ),
        "okx": (
            "BTC-USDT-SWAP",
            "instType=SWAP",
            changed("BTC-USDT-SWAP", "data", name="instId", expTime=str(then)),
        ),
        "kucoin": ("XBTUSDTM", "/contracts/active", changed("XBTUSDTM", "data", expireDate=then)),
        "bingx": ("BTC-USDT", "/quote/contracts", changed("BTC-USDT", "data", offTime=then)),
        "bitget": (
            "BTCUSDT",
            "productType=USDT-FUTURES",
            changed("BTCUSDT", "data", offTime=str(then)),
        ),
        "mexc": (
            "BTC_USDT",
            "/contract/detail",
            changed("BTC_USDT", "data", automaticDelivery=1, deliveryTime=then),
        ),
    }[venue]


@pytest.mark.parametrize(
    "venue", ["binance", "aster", "bybit", "okx", "kucoin", "bingx", "bitget", "mexc"]
)
def test_an_announced_delisting_is_said_and_that_it_comes_before_the_exit(venue: str) -> None:
    served = Served(venue)
    symbol, path, change = ending(venue, served.at)
    served.alter(path, _quietly(change))
    plain = fetched(Served(venue), "BTC")
    assert not any(spec.delisted_at for spec in plain.contracts if spec.symbol == symbol)
    long = compared(served, trade=structs.replace(DAY_TRADE, hold_hours=D(72)))
    said = codes(long, symbol)
    assert "will be delisted on" in said["delisting"]
    assert "ends in 10.0 hours, before the exit" in said["expires_first"]
    short = codes(compared(served, trade=structs.replace(DAY_TRADE, hold_hours=D(9))), symbol)
    assert "delisting" in short
    assert "expires_first" not in short
    after = compared(served, at=served.at + timedelta(hours=11))
    assert symbol not in {spec.symbol for data in after.venues for spec in data.contracts}


def _quietly(change: Any) -> Any:
    """The change where it fits: one path may answer several lists."""

    def attempt(document: Any) -> None:
        try:
            change(document)
        except AssertionError:
            return

    return attempt


# -- words and names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "word", "right"),
    [
        ("TRADIFI_PERPETUAL", "HK_EQUITY", "stock"),
        ("TRADIFI_PERPETUAL", "CN_EQUITY", "stock"),
        ("TRADIFI_PERPETUAL", "KR_EQUITY", "stock"),
        ("TRADIFI_PERPETUAL", "FX", "forex"),
        ("TRADIFI_PERPETUAL", "PREMARKET", "stock"),
        ("PERPETUAL", "PREMARKET", "crypto"),
    ],
)
def test_binances_newer_words_are_read(kind: str, word: str, right: str) -> None:
    change = changed("DOGEUSDT", "symbols", contractType=kind, underlyingType=word)
    found = fetched(Served("binance").alter("/fapi/v1/exchangeInfo", change), "DOGE")
    spec = next(one for one in found.contracts if one.symbol == "DOGEUSDT")
    assert (spec.asset_class, spec.pre_market) == (right, word == "PREMARKET")


def test_a_coin_that_is_not_traded_yet_is_compared_and_said_to_be_so() -> None:
    change = changed("DOGEUSDT", "symbols", underlyingType="PREMARKET")
    served = Served("binance").alter("/fapi/v1/exchangeInfo", change)
    assert (
        "trades before its coin does"
        in codes(compared(served, assets=["DOGE"]), "DOGEUSDT")["pre_market"]
    )
    plain = codes(compared(Served("binance"), assets=["DOGE"]), "DOGEUSDT")
    assert "pre_market" not in plain


def test_a_word_nobody_knows_costs_its_row_and_is_counted() -> None:
    change = changed("DOGEUSDT", "symbols", underlyingType="WEATHER")
    found = fetched(Served("binance").alter("/fapi/v1/exchangeInfo", change), "BTC", "DOGE")
    assert "DOGEUSDT" not in {spec.symbol for spec in found.contracts}
    assert [row.reason for row in found.rejected if row.symbol == "DOGEUSDT"] == [
        "unknown word 'WEATHER'"
    ]
    assert "BTCUSDT" in {spec.symbol for spec in found.contracts}


def test_gold_is_listed_after_all_and_asked_for_with_its_class() -> None:
    coin = compared(Served("bingx"), assets=["XAU"]).answers[0]
    assert [row.status for row in coin.rows] == ["no_market"]
    assert coin.rows[0].reason == (
        "bingx lists XAU as a commodity (NCCOGOLD2USD-USDT), which this comparison leaves out:"
        " --class commodity includes it"
    )
    gold = compared(Served("bingx"), assets=["XAU"], choice=Choice(asset_class="commodity"))
    assert [row.symbol for row in gold.answers[0].candidates] == ["NCCOGOLD2USD-USDT"]


def test_gold_and_a_coin_called_xau_are_never_mixed() -> None:
    def coin(document: Any) -> None:
        row = next(one for one in document["data"] if one["symbol"] == "ETH-USDT")
        row.update(asset="XAU")

    served = Served("bingx").alter("/swap/v2/quote/contracts", coin)
    as_coin = compared(served, assets=["XAU"]).answers[0]
    assert {row.symbol for row in as_coin.candidates} == {"ETH-USDT"}
    as_gold = compared(served, assets=["XAU"], choice=Choice(asset_class="commodity")).answers[0]
    assert {row.symbol for row in as_gold.candidates} == {"NCCOGOLD2USD-USDT"}
    assert as_coin.reference != as_gold.reference
    stock = compared(served, assets=["XAU"], choice=Choice(asset_class="stock")).answers[0]
    assert "lists XAU as a" in stock.rows[0].reason


def two_of_one_ticker() -> tuple[Served, Served]:
    """NEIRO at 0.0036 on one venue and at 0.19 on another: 53 times apart."""
    one, two = Served("binance"), Served("bybit")
    one.alter("/fapi/v1/exchangeInfo", changed("1000PEPEUSDT", "symbols", baseAsset="NEIRO"))
    one.alter("/depth", lambda document: document.update(E=ms(two.at)))
    two.alter("/instruments-info", _quietly(changed("0GUSDT", "result", "list", baseCoin="NEIRO")))
    return one, two


def test_two_coins_of_one_ticker_are_shown_and_not_ranked_together() -> None:
    one, two = two_of_one_ticker()
    found = compared(one, two, assets=["NEIRO"], at=two.at).answers[0]
    assert {row.venue: row.rank for row in found.rows} == {"binance": None, "bybit": None}
    for row in found.rows:
        assert row.status in ("implausible_price", "depth_short")
        assert any(
            warning.code == "another_coin" and "differs 53" in warning.message
            for warning in row.warnings
        )


def test_two_coins_of_one_ticker_are_told_apart_in_a_saved_run_and_in_a_cache(
    tmp_path: Path,
) -> None:
    one, two = two_of_one_ticker()
    live = compared(one, two, assets=["NEIRO"], at=two.at, cache=tmp_path)
    saved = comparator.answer(DAY_TRADE, "NEIRO", snapshot=live.snapshot).answers[0]
    plan = comparator.Plan(
        source="cached",
        cache=Cache(tmp_path),
        at=two.at + timedelta(days=2),
    )
    later = comparator.answer(DAY_TRADE, "NEIRO", venues=["binance", "bybit"], plan=plan).answers[0]
    for found in (saved, later):
        assert {row.rank for row in found.rows} == {None}
        assert all("another_coin" in {w.code for w in row.warnings} for row in found.rows)


# -- proxies and certificates: a user's environment ends no run ------------------------------------


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks://127.0.0.1:9/"),
        ("HTTPS_PROXY", "foo://127.0.0.1:9"),
        ("SSL_CERT_FILE", "/nonexistent/ssl/cacert.pem"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named_and_shipped_figures_answer(
    variable: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    client._ssl_context.cache_clear()
    assert run(["compare", "BTC", "--venue", "okx", "--timeout", "1"]) == 0
    out = capsys.readouterr()
    assert "okx" in out.out
    assert variable in " ".join(out.out.split())
    assert "mistake of ours" not in out.err
    assert run(["compare", "BTC", "--venue", "okx", "--timeout", "1", "--source", "live"]) == 2
    said = capsys.readouterr().err
    assert variable in said
    assert value in said


def test_an_address_in_brackets_is_no_reason_to_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1,[::1],10.0.0.0/8")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert run(["compare", "BTC", "--venue", "okx", "--timeout", "1"]) == 0
    assert "internal error" not in capsys.readouterr().err


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, b'{"code":-1003,"msg":"Too many requests; current limit is 2400 per 1 MINUTE."}'),
        (418, b'{"code":-1003,"msg":"Way too many requests; IP banned until 1788699999999."}'),
    ],
)
def test_retry_after_counts_whatever_the_body_says(status: int, body: bytes) -> None:
    served = Served("binance").reply(
        "/", lambda _: httpx.Response(status, content=body, headers={"retry-after": "120"})
    )
    with pytest.raises(RateLimited) as refused:
        fetched(served, "BTC")
    assert refused.value.retry_after == pytest.approx(120, abs=1)
    assert max(Counter(served.asked).values()) == 1


def test_too_frequent_is_no_geo_block() -> None:
    served = Served("bybit").reply(
        "/", lambda _: httpx.Response(403, content=b"403, access too frequent")
    )
    with pytest.raises(RateLimited, match="asked too often"):
        fetched(served, "BTC")


# -- caches ----------------------------------------------------------------------------------------


def test_a_cache_of_a_year_ahead_is_asked_for_again(tmp_path: Path) -> None:
    at = Served("bybit").at
    compared(Served("bybit"), cache=tmp_path, at=at + timedelta(days=365))
    served = Served("bybit")
    found = compared(served, cache=tmp_path, at=at)
    assert any("instruments-info" in one for one in served.asked)
    assert "cache_of_the_future" in {warning.code for warning in found.venues[0].warnings}


def test_an_interval_that_changed_since_the_cache_is_used_and_told(tmp_path: Path) -> None:
    at = Served("bybit").at
    soon = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    ticker = changed(
        "BTCUSDT",
        "result",
        "list",
        fundingIntervalHour="1",
        fundingRate="-0.004",
        nextFundingTime=str(ms(soon)),
    )
    listed = changed("BTCUSDT", "result", "list", fundingInterval=60)

    def later(cache: Path | None) -> comparator.Comparison:
        served = Served("bybit").alter("/instruments-info", _quietly(listed))
        served.alter("/tickers", _quietly(ticker))
        return compared(served, cache=cache, at=at + timedelta(hours=1))

    compared(Served("bybit"), cache=tmp_path, at=at)
    cached, fresh = later(tmp_path), later(None)
    costs = [
        next(
            row.costs.funding
            for row in found.answers[0].candidates
            if row.symbol == "BTCUSDT" and row.costs
        )
        for found in (cached, fresh)
    ]
    # 24 payments of 0.4 % of what 333 USD buy: about 32 USD, received
    assert costs[0] == costs[1]
    assert D(-33) < costs[0] < D(-28)
    said = [w.message for w in cached.venues[0].warnings if w.code == "interval_changed"]
    assert any("BTCUSDT: funding was every 8 h and is every 1 h now" in one for one in said)


def test_binance_is_asked_for_intervals_again_where_contracts_are_kept(tmp_path: Path) -> None:
    at = Served("binance").at

    def shorter(document: Any) -> None:
        document.append({"symbol": "DOGEUSDT", "fundingIntervalHours": 1})

    compared(Served("binance"), assets=["DOGE"], cache=tmp_path, at=at)
    served = Served("binance").alter("/fapi/v1/fundingInfo", shorter)
    served.alter("/fapi/v1/premiumIndex", lambda one: one.update(nextFundingTime=ms(at) + 60_000))
    found = compared(served, assets=["DOGE"], cache=tmp_path, at=at)
    assert not [one for one in served.asked if "exchangeInfo" in one]
    row = next(one for one in found.answers[0].candidates if one.symbol == "DOGEUSDT")
    assert row.inputs
    assert row.inputs.contract.funding_interval_hours == 1
    assert row.costs
    assert row.costs.settlements == 24
    said = [one.message for one in found.venues[0].warnings if one.code == "interval_changed"]
    assert said == ["DOGEUSDT: funding was every 8 h and is every 1 h now"]


# -- denominations ---------------------------------------------------------------------------------


def test_a_million_of_a_coin_is_that_coin_and_names_that_begin_alike_are_not() -> None:
    def more(document: Any) -> None:
        row = next(one for one in document["symbols"] if one["symbol"] == "1000PEPEUSDT")
        for base in ("1MBABYDOGE", "1INCH"):
            document["symbols"].append(row | {"symbol": f"{base}USDT", "baseAsset": base})

    found = fetched(Served("binance").alter("/fapi/v1/exchangeInfo", more))
    read = {spec.symbol: (spec.base, spec.underlying_multiplier) for spec in found.contracts}
    assert read["1MBABYDOGEUSDT"] == ("BABYDOGE", 1_000_000)
    assert read["1INCHUSDT"] == ("1INCH", 1)


def test_what_the_user_types_is_read_as_what_the_venue_sends() -> None:
    assert [asset_name(name) for name in ("kPEPE", "1000PEPE", "KAS", "kas")] == [
        "PEPE",
        "PEPE",
        "KAS",
        "KAS",
    ]


# -- mexc ------------------------------------------------------------------------------------------

NOTHING = {
    "riskLimitType": "BY_VOLUME",
    "riskLimitMode": "INCREASE",
    "riskBaseVol": 0,
    "riskIncrVol": 0,
    "riskIncrMmr": 0.005,
    "riskIncrImr": 0.005,
    "riskLevelLimit": 1,
    "maintenanceMarginRate": 0.01,
    "initialMarginRate": 0.02,
    "riskLimitCustom": [],
}


def test_contracts_in_which_nobody_may_hold_anything_are_not_offered_nor_spoken_of() -> None:
    served = Served("mexc")

    def more(document: Any) -> None:
        row = next(one for one in document["data"] if one["symbol"] == "BTC_USDT") | NOTHING
        soon = {"automaticDelivery": 1, "deliveryTime": ms(served.at + timedelta(days=2))}
        early = {"openingTime": ms(served.at + timedelta(days=1))}
        for base, extra in (("GOING", soon), ("COMING", early), ("OLD", {})):
            named = {"symbol": f"{base}_USDT", "baseCoin": base, "baseCoinName": base}
            document["data"].append(row | named | extra)

    found = compared(served.alter("/contract/detail", more)).venues[0]
    offered = {spec.symbol for spec in found.contracts}
    assert offered.isdisjoint({"GOING_USDT", "COMING_USDT", "OLD_USDT"})
    assert not [one for one in found.warnings if "OLD" in one.message]


# -- figures that are not there --------------------------------------------------------------------


@pytest.mark.parametrize("index", ["0.00000000", ""])
def test_an_index_of_nothing_costs_neither_mark_nor_funding(index: str) -> None:
    served = Served("binance").alter("/premiumIndex", lambda one: one.update(indexPrice=index))
    market = fetched(served, "DOGE").markets["DOGEUSDT"]
    assert market.mark
    assert market.funding_rate is not None
    assert market.next_funding_time
    assert market.index is None


@pytest.mark.parametrize(
    ("venue", "path", "change"),
    [
        (
            "okx",
            "/funding-rate",
            changed("BTC-USDT-SWAP", "data", name="instId", nextFundingTime=""),
        ),
        (
            "okx",
            "/tickers?instType=SWAP",
            changed("BTC-USDT-SWAP", "data", name="instId", bidPx="--"),
        ),
        ("krakenfutures", "/tickers", changed("PF_XBTUSD", "tickers", indexPrice=0)),
    ],
)
def test_no_message_shows_the_inside_of_python(venue: str, path: str, change: Any) -> None:
    found = fetched(Served(venue).alter(path, _quietly(change)), "BTC")
    assert not [one.message for one in found.warnings if "class" in one.message]


# -- lists without an end --------------------------------------------------------------------------


def pages(next_cursor: Any) -> tuple[Served, list[int]]:
    """Bybit whose linear contracts come on pages, each naming another."""
    served, asked = Served("bybit"), [0]
    first = next(
        json.loads(kept["body"]["string"])
        for key, kept in served.answers.items()
        if key[2].endswith("instruments-info")
        and ("category", "linear") in key[3]
        and not any(name == "cursor" for name, _ in key[3])
    )

    def page(request: httpx.Request) -> httpx.Response | None:
        if "linear" not in str(request.url):
            return None
        asked[0] += 1
        if asked[0] > 60:
            raise httpx.ReadError("this is enough")
        first["result"]["nextPageCursor"] = next_cursor(asked[0])
        if next_cursor(1) != next_cursor(2):
            row = first["result"]["list"][0]
            first["result"]["list"] = [row | {"symbol": f"X{n}USDT"} for n in range(1000)]
        return httpx.Response(200, json=first)

    return served.reply("/instruments-info", page), asked


def test_a_cursor_that_never_ends_is_followed_for_twenty_thousand_rows() -> None:
    served, asked = pages(lambda number: f"c{number}")
    with pytest.raises(VenueError):
        fetched(served, "BTC")
    assert asked[0] <= 21


def test_a_page_that_names_itself_is_read_once() -> None:
    served, _ = pages(lambda _: "self")
    found = fetched(served, "BTC")
    assert found.contracts
    assert not [row for row in found.rejected if "twice" in row.reason]


class Pieces(httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.body


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lambda body: gzip.compress(body[:99]) + gzip.compress(body[99:]),
        lambda body: gzip.compress(body) + gzip.compress(b""),
    ],
    ids=["one member", "two members", "an empty one at the end"],
)
def test_gzip_of_several_members_is_one_answer(pack: Any) -> None:
    plain, served = Served("binance"), Served("binance")

    def packed(request: httpx.Request) -> httpx.Response:
        answer = plain(request)
        headers = {"content-type": "application/json", "content-encoding": "gzip"}
        return httpx.Response(200, stream=Pieces(pack(answer.content)), headers=headers)

    assert fetched(served.reply("/", packed), "BTC").contracts == fetched(plain, "BTC").contracts


# -- files of the user's ---------------------------------------------------------------------------


def profile(folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    Path("comparator.toml").write_bytes(content)


ASK = ["compare", "BTC", "--source", "published", "--venue"]


def test_a_profile_that_begins_with_a_byte_order_mark_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profile(tmp_path, b"\xef\xbb\xbfaccount = 750\n", monkeypatch)
    assert run([*ASK, "okx"]) == 0
    assert "account $750" in capsys.readouterr().out


def test_fees_of_a_misspelt_venue_are_refused_and_of_another_case_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rates = b'taker = "0.001%"\nmaker = "0.001%"\n'
    answers = list[str]()
    for name in (b"[venues.Binance]\n", b"[venues.binance]\n"):
        profile(tmp_path, name + rates, monkeypatch)
        assert run([*ASK, "binance", "--format", "csv", "--fields", "venue,fees"]) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1]
    profile(tmp_path, b"[venues.bynance]\n" + rates, monkeypatch)
    assert run([*ASK, "binance"]) == 2
    assert "did you mean [venues.binance]" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["all_in = 1", "quiet = 0", "wide = 1", "strict = 0"])
def test_a_flag_as_a_number_is_a_user_error_with_its_name(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profile(tmp_path, line.encode(), monkeypatch)
    assert run([*ASK, "okx"]) == 2
    said = capsys.readouterr().err
    assert line.split(maxsplit=1)[0] in said
    assert "for example" in said


def test_a_report_whose_name_has_a_blank_keeps_its_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vl_convert", reason="pictures need the extra `charts`")
    monkeypatch.chdir(tmp_path)
    ask = ["report", "BTC", "--source", "published", "--venue", "okx,bybit"]
    assert run([*ask, "--output", "my report (1).md"]) == 0
    links = [line for line in Path("my report (1).md").read_text().splitlines() if ".svg" in line]
    assert links
    assert all("my%20report%20%281%29-" in line for line in links)


def test_what_is_no_plain_file_is_written_to_and_a_link_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("real.md").write_text("old")
    Path("link.md").symlink_to("real.md")
    assert run([*ASK, "okx", "--output", "link.md"]) == 0
    assert Path("link.md").is_symlink()
    assert "okx" in Path("real.md").read_text()
    os.mkfifo("pipe")
    heard = list[str]()
    reader = Thread(target=lambda: heard.append(Path("pipe").read_text()), daemon=True)
    reader.start()
    assert run([*ASK, "okx", "--output", "pipe"]) == 0
    reader.join(20)
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)
    assert "okx" in heard[0]
    assert capsys.readouterr().out == ""


# -- what is shown ---------------------------------------------------------------------------------


def test_no_two_bare_dollar_signs_stand_in_a_paragraph_of_markdown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["compare", "BTC", "--source", "published", "--format", "markdown"]) == 0
    text = capsys.readouterr().out.replace(r"\$", "")
    assert not [line for line in text.splitlines() if line.count("$") > 1]


def test_names_of_wide_characters_keep_their_columns() -> None:
    names, sizes = (
        Column[Any]("a", "contract", lambda row: row[0], left=True),
        Column[Any]("b", "size", lambda row: row[1]),
    )
    rows = (("币安人生USDT", "20,833"), ("BTCUSDT", "0.004"))
    text = table.render([Sheet(name="x", columns=(names, sizes), rows=rows)], width=None)
    widths = {
        sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        for line in text.splitlines()
        if line.strip()
    }
    assert len(widths) == 1


# -- plugins, packages and orders ------------------------------------------------------------------


def test_a_venue_may_declare_a_header_that_goes_with_every_request() -> None:
    heard = list[tuple[str | None, str]]()

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append((request.headers.get("x-gate-size-decimal"), str(request.url)))
        return httpx.Response(200, json=[])

    async def contracts(http: api.Http) -> api.Listing:
        await http.get("/contracts", list)
        return api.Listing(api.Batch(closed=("X",)))

    venue = api.Venue(
        id="zgate",
        name="Z",
        base_url="https://api.example.org",
        docs="x",
        contracts=contracts,
        headers={"X-Gate-Size-Decimal": "1"},
    )
    at = Served("bybit").at
    asyncio.run(fetch_venue(venue, lambda _: False, now=at, transport=httpx.MockTransport(answer)))
    assert heard == [("1", "https://api.example.org/contracts")]


def test_versions_of_click_that_turn_flags_on_are_not_allowed() -> None:
    wants = [Requirement(text) for text in requires("futures-comparator") or ()]
    click = next(one for one in wants if one.name == "click" and not one.marker)
    assert not {"8.2.0", "8.2.1"} & {*click.specifier.filter(["8.2.0", "8.2.1", "8.3.0"])}
    assert "8.3.0" in click.specifier


def test_a_stop_larger_than_a_market_order_is_said_of_a_limit_order_too() -> None:
    def small(document: Any) -> None:
        for row in document["result"]["list"]:
            if row["symbol"] == "BTCUSDT":
                row["lotSizeFilter"].update(maxOrderQty="1000", maxMktOrderQty="0.001")

    served = Served("bybit").alter("/instruments-info", small)
    trade = structs.replace(DAY_TRADE, entry="maker", exit="taker")
    assert (
        "a stop or market order may have 0.001"
        in codes(compared(served, trade=trade), "BTCUSDT")["order_split"]
    )
