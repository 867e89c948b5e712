"""BloFin's answers, built from figures of several years, told as of 2025-12-01.

Specification of BTC-USDT: belyjelli/ai-rates (27f98e0a, 2026-09-13).
Specifications of ETH-USDT and LTC-USDT (2025 to 2026), of ADA-USDT (about 2024): ccxt,
static market file (1f054830). The book and the mark price of ETH-USDT and the quote of BTC-USDT:
documentation samples (2023) in JKorf/BloFin.Net (c2e0686f). Sizes of BTC-USDC and
1000BONK-USDT, asset classes, coin margin: nemanull/arbitrage-observatory (11b37323, 2026-09-16).
ASSUMED, because nobody kept them: the other prices and rates, leverage and ticks of BTC-USDC,
1000BONK-USDT, TSLA-USDT and BTC-USD, the suspended contract and the class of EXAMPLE-USDT.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2025, 12, 1, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

API = "https://openapi.blofin.com/api/v1/market"
NOW = 1764547199000
SETTLES = "1764576000000"

# id, coins a contract, smallest, tick, leverage, largest, largest at market, first day, ends, more
CONTRACTS: tuple[tuple[Any, ...], ...] = (
    ("BTC-USDT", "0.001", "0.1", "0.1", "150", "1000000", "100000", "1673517600000",
     "4918462709025", {}),
    ("ETH-USDT", "0.01", "0.1", "0.01", "150", "600000", "200000", "1673517600000",
     "4918462716651", {}),
    ("LTC-USDT", "1", "0.01", "0.01", "50", "150000", "3500", "1673517600000",
     "2521900800000", {}),
    ("ADA-USDT", "100", "1", "0.0001", "50", "100000000", "4500", "1669869031390",
     "1890748800000", {"settleCurrency": None, "assetClass": None}),
    ("BTC-USDC", "0.0001", "1", "0.1", "100", "100000000", "1000000", "1750000000000",
     "4918462716651", {}),
    ("1000BONK-USDT", "1000", "1", "0.000001", "50", "100000", "10000", "1700000000000",
     "4918462716651", {}),
    ("TSLA-USDT", "0.01", "1", "0.01", "20", "100000", "10000", "1750000000000",
     "4918462716651", {"assetClass": "Stocks"}),
    ("BTC-USD", "1", "1", "0.1", "100", "10000000", "3000000", "1740000000000",
     "4918462716651", {"contractType": "inverse", "settleCurrency": "BTC"}),
    ("LUNA-USDT", "1", "1", "0.001", "20", "100000", "10000", "1670000000000",
     "4918462716651", {"state": "suspend"}),
    ("EXAMPLE-USDT", "1", "1", "0.001", "20", "100000", "10000", "1750000000000",
     "4918462716651", {"assetClass": "Bonds"}),
)  # fmt: skip

# id: bid, contracts, ask, contracts, last, mark, index, rate
QUOTES: dict[str, tuple[str, str, str, str, str, str, str, str]] = {
    "BTC-USDT": ("27187", "2", "27187.5", "20", "27187", "27186.9", "27190.1",
                 "0.000330372404346635"),
    "ETH-USDT": ("1619.99", "49", "1620", "72", "1619.99", "1620.58", "1620.78", "0.0001"),
    "BTC-USDC": ("27185.1", "31", "27188.3", "12", "27186", "27186.6", "27190.1", "-0.00005"),
}  # fmt: skip

LEVELS = {
    "ETH-USDT": (
        [["1619.99", "49"], ["1619.98", "1905"], ["1619.97", "397"]],
        [["1620", "72"], ["1620.01", "317"], ["1620.03", "56"]],
    ),
}

BLOCKED = b"<html><body>Access from your region is restricted.</body></html>"
FAILING = {"candles": (403, BLOCKED), "trades": (429, b"")}
REFUSALS = (
    ("GET", f"{API}/books?instId=NOSUCH-USDT&size=50", None, "Refused"),
    ("GET", f"{API}/candles", None, "GeoBlocked"),
    ("GET", f"{API}/trades", None, "RateLimited"),
)


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /instruments: data[]; rows of 2024 lack the settlement currency and the class."""
    name, value, least, tick, leverage, most, most_market, first, ends, more = row
    base, quote = name.split("-")
    whole = {
        "instId": name, "baseCurrency": base, "quoteCurrency": quote, "contractValue": value,
        "listTime": first, "expireTime": ends, "maxLeverage": leverage, "minSize": least,
        "lotSize": least, "tickSize": tick, "instType": "SWAP", "contractType": "linear",
        "maxLimitSize": most, "maxMarketSize": most_market, "state": "live",
        "settleCurrency": quote, "assetClass": "Crypto", **more,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def ticker(name: str) -> dict[str, str]:
    """GET /tickers: data[]."""
    bid, bid_size, ask, ask_size, last, *_ = QUOTES[name]
    return {"instId": name, "last": last, "lastSize": "1", "askPrice": ask, "askSize": ask_size,
            "bidPrice": bid, "bidSize": bid_size, "high24h": ask, "open24h": last, "low24h": bid,
            "volCurrency24h": "3224.82", "vol24h": "3224820", "ts": str(NOW)}  # fmt: skip


def mark(name: str) -> dict[str, str]:
    """GET /mark-price: data[]."""
    *_, price, index, _ = QUOTES[name]
    return {"instId": name, "indexPrice": index, "markPrice": price, "ts": str(NOW)}


def funding(name: str) -> dict[str, str]:
    """GET /funding-rate: data[]."""
    return {"instId": name, "fundingRate": QUOTES[name][7], "fundingTime": SETTLES}


def depth(name: str) -> dict[str, Any]:
    """GET /books: data[]; the best level alone where no more is known."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[name]
    bids, asks = LEVELS.get(name, ([[bid, bid_size]], [[ask, ask_size]]))
    return {"asks": asks, "bids": bids, "ts": str(NOW)}


def reply(data: list[Any], code: str = "0", text: str = "success") -> dict[str, Any]:
    """The envelope of every answer."""
    return {"code": code, "msg": text, "data": data}


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path, name = url.removeprefix(f"{API}/"), query.get("instId", "")
    if method != "GET" or body is not None:
        return 404, {}
    if path in FAILING:
        return FAILING[path]
    if path == "instruments":
        return 200, reply([instrument(row) for row in CONTRACTS])
    lists = {"tickers": ticker, "mark-price": mark, "funding-rate": funding}
    if path in lists:
        return 200, reply([lists[path](each) for each in QUOTES])
    if path == "books" and name in QUOTES:
        return 200, reply([depth(name)])
    return 200, reply([], "152014", "Instrument ID does not exist")
