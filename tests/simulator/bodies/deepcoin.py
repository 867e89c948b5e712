"""Deepcoin's answers, built from figures of 2025 and 2026, told as of 2025-10-19.

BTC-USDT-SWAP, ETH-USDT-SWAP: ccxt, static market file (45f4bec9); ZORA-USDT-SWAP, the book and rate
of ETH-USDT-SWAP, the row of BTC-USD-SWAP in the tickers: answers quoted in ccxt 4.5.90 (October
2025). That LTC has an inverse contract of 1 or 10 USD, a bundle 1000PEPE of 1000 a contract,
that base names are cut, and the refusals: nemanull/arbitrage-observatory, Deepcoin profile
(2026-09-22). ASSUMED, because nobody kept them: all other sizes, prices and rates, the closed one.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2025, 10, 19, 12, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "PEPE")

API = "https://api.deepcoin.com/deepcoin"
NOW = "1760875199000"  # a second before AS_OF

# id, base as cut, value, smallest, tick, leverage, largest, state
ROWS: tuple[tuple[str, str, str, str, str, str, str, str], ...] = (
    ("BTC-USDT-SWAP", "BTC", "0.001", "1", "0.1", "125", "200000", "live"),
    ("ETH-USDT-SWAP", "ETH", "0.1", "1", "0.01", "125", "100000", "live"),
    ("ZORA-USDT-SWAP", "ZORA", "1", "1685", "0.00001", "20", "10000000", "live"),
    ("1000PEPE-USDT-SWAP", "1000PEPE", "1000", "1", "0.000001", "75", "50000", "live"),
    ("1000CHEEMS-USDT-SWAP", "1000CHEE", "100", "1", "0.0000001", "20", "50000", "live"),
    ("LTC-USD-SWAP", "LTC", "10", "1", "0.01", "50", "100000", "live"),
    ("GONE-USDT-SWAP", "GONE", "1", "1", "0.001", "20", "10000", "suspend"),
    ("BTC-EUR-SWAP", "BTC", "0.001", "1", "0.1", "50", "10000", "live"),
)
# id: bid, contracts, ask, contracts, last
TICKERS = {
    "BTC-USDT-SWAP": ("108000.1", "4210", "108000.2", "3310", "108000.2"),
    "ETH-USDT-SWAP": ("3732.21", "996", "3732.22", "851", "3732.22"),
    "1000PEPE-USDT-SWAP": ("0.006921", "12", "0.006923", "35", "0.006922"),
    "LTC-USD-SWAP": ("91.9", "5000", "92.1", "2500", "92"),
    "BTC-USD-SWAP": ("114113.2", "63220", "114113.5", "56280", "114113.3"),
}
RATES = {
    "SwapU": {"SPKUSDT": 5e-05, "ETHUSDT": 4.02356250176e-05, "BTCUSDT": 0.0001,
              "1000PEPEUSDT": -2.5e-05},
    "Swap": {"LTCUSD": 0.0001},
}  # fmt: skip
# id: bids and asks as price and base
BOOKS = {
    "BTC-USDT-SWAP": ([["108000.1", "4.21"], ["107999", "8"]], [["108000.2", "3.31"]]),
    "ETH-USDT-SWAP": (
        [["3732.21", "99.6"], ["3732.2", "54.7"]],
        [["3732.22", "85.1"], ["3732.23", "49.4"]],
    ),
    "1000PEPE-USDT-SWAP": ([["0.006921", "12000"]], [["0.006923", "35000"]]),
}
REFUSALS = (
    ("GET", f"{API}/market/books?instId=NOPE-USDT-SWAP&sz=50", None, "Refused"),
    ("GET", f"{API}/market/books?instId=BTC-USDT-SWAP&sz=401", None, "Refused"),
    ("GET", f"{API}/market/candles", None, "RateLimited"),
)


def instrument(row: tuple[str, ...]) -> dict[str, str]:
    """GET /market/instruments: data[]."""
    name, base, value, least, tick, leverage, most, state = row
    return {
        "instType": "SWAP", "instId": name, "uly": "", "baseCcy": base,
        "quoteCcy": name.split("-")[1], "ctVal": value, "ctValCcy": "", "listTime": "0",
        "lever": leverage, "tickSz": tick, "lotSz": "1", "minSz": least, "ctType": "", "alias": "",
        "state": state, "maxLmtSz": most, "maxMktSz": most,
    }  # fmt: skip


def ticker(name: str) -> dict[str, str]:
    """GET /market/tickers: data[]."""
    bid, bid_size, ask, ask_size, last = TICKERS[name]
    return {
        "instType": "SWAP", "instId": name, "last": last, "lastSz": "", "askPx": ask,
        "askSz": ask_size, "bidPx": bid, "bidSz": bid_size, "open24h": last, "high24h": last,
        "low24h": last, "volCcy24h": "73.31475724", "vol24h": "8406739", "sodUtc0": "",
        "sodUtc8": "", "ts": NOW,
    }  # fmt: skip


def reply(data: object, code: str = "0", text: str = "") -> tuple[int, dict[str, Any]]:
    """The envelope of every answer."""
    return 200, {"code": code, "msg": text, "data": data}


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path, name = url.removeprefix(API), query.get("instId", "")
    lists: dict[str, tuple[Any, Any]] = {
        "/market/instruments": (instrument, ROWS),
        "/market/tickers": (ticker, TICKERS),
    }
    if method != "GET" or body is not None or path == "/market/candles":
        return (429, b"") if path == "/market/candles" else (404, b"Not Found")
    if path in lists:
        one, every = lists[path]
        return reply([one(each) for each in every])
    if path == "/trade/fund-rate/current-funding-rate":
        rates = RATES[query["instType"]]
        rows = [{"instrumentId": one, "fundingRate": rate} for one, rate in rates.items()]
        return reply({"current_fund_rates": rows})
    if path == "/market/books" and int(query["sz"]) > 400:
        return reply(None, "51", f"The Size value `{query['sz']}` must be between 1 and 400")
    if path == "/market/books" and name in BOOKS:
        bids, asks = BOOKS[name]
        return reply({"bids": bids, "asks": asks})
    short = name.removesuffix("-SWAP").replace("-", "")
    return reply(None, "50", f"contract symbol({short}) not found")
