"""Bitunix's answers, built from figures of 2026-09-23.

BTCUSDT, its index and rate, names of bundles, states and refusals: nemanull/arbitrage-observatory,
Bitunix profile (2026-09-23), as is the smallest order of 1000PEPEUSDT; leverage of BTCUSDT: ccxt,
`response/bitunix.json` (219497ef). The first margin tier: the documented example. ASSUMED, because
nobody kept them: marks, books, decimals of 1000PEPE, all of ETHUSDT and 1MBABYDOGEUSDT, and
the second tier.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 23, 1, 42, tzinfo=UTC)
ASSETS = ("BTC", "PEPE")

API = "https://fapi.bitunix.com/api/v1/futures"
NEXT = "1790150400000"  # 2026-09-23 08:00

# symbol, base, quote, minimum, decimals of size and price, leverage, state, open to the API
ROWS: tuple[tuple[str, str, str, str, int, int, int, str, bool], ...] = (
    ("BTCUSDT", "BTC", "USDT", "0.0001", 4, 1, 125, "OPEN", True),
    ("ETHUSDT", "ETH", "USDT", "0.003", 3, 2, 125, "OPEN", True),
    ("1000PEPEUSDT", "PEPE", "USDT", "790", 0, 6, 75, "OPEN", True),
    ("1MBABYDOGEUSDT", "BABYDOGE", "USDT", "1000", 0, 7, 25, "OPEN", True),
    ("BTCUSD", "BTC", "USD", "100", 0, 1, 100, "OPEN", True),
    ("TSLAUSDT", "TSLA", "USDT", "0.01", 2, 2, 10, "OPEN", False),
)
PREVIEW = {"symbol": "FDUSDUSDT", "base": "FDUSD", "quote": "USDT", "symbolStatus": "PREVIEW",
           "isApiSupported": True}  # fmt: skip
# symbol: mark, index, rate in percent, hours, next settlement
STATES: dict[str, tuple[str | None, str | None, str, int, str]] = {
    "BTCUSDT": ("86710.4", "86722.8", "0.003834", 8, NEXT),
    "1000PEPEUSDT": ("0.004951", "0.004953", "-0.0125", 4, "1790136000000"),
    "TONUSD": ("0", None, "0", 8, "1790127725000"),
}
BOOKS = {
    "BTCUSDT": ([["86710.3", "2.5"], ["86709.9", "4"]], [["86710.4", "1.25"], ["86711", "3"]]),
    "1000PEPEUSDT": ([["0.00495", "52000"]], [["0.004952", "41000"]]),
}
# symbol: from, to, leverage, maintenance
TIERS = {
    "BTCUSDT": (("0", "50000", 125, "0.004"), ("50000", "300000", 100, "0.005")),
    "1000PEPEUSDT": (("0", "10000", 75, "0.008"),),
}
REFUSALS = (
    ("GET", f"{API}/market/depth?symbol=NOPEUSDT&limit=50", None, "Refused"),
    ("GET", f"{API}/market/depth?symbol=BTCUSDT&limit=20", None, "Refused"),
    ("GET", f"{API}/market/nothing", None, "Refused"),
    ("GET", f"{API}/market/kline", None, "RateLimited"),
)
BAD_LIMIT = 'Parameter 20 does not match, alternative value ["1","5","15","50","max"].'


def told(data: object) -> tuple[int, dict[str, Any]]:
    """A good answer."""
    return 200, {"code": 0, "data": data, "msg": "Success"}


def failed(code: int, text: str) -> tuple[int, dict[str, Any]]:
    """A refusal, with HTTP 200."""
    return 200, {"code": code, "data": None, "msg": text}


def pair(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /market/trading_pairs: data[]."""
    symbol, base, quote, least, size, price, leverage, state, supported = row
    return {
        "symbol": symbol, "base": base, "quote": quote, "minTradeVolume": least,
        "basePrecision": size, "quotePrecision": price, "maxLeverage": leverage, "minLeverage": 1,
        "maxFundingRate": "0.3", "minFundingRate": "-0.3", "symbolStatus": state,
        "isApiSupported": supported,
    }  # fmt: skip


def state(symbol: str) -> dict[str, Any]:
    """GET /market/funding_rate/batch: data[]."""
    mark, index, rate, hours, then = STATES[symbol]
    return {"symbol": symbol, "markPrice": mark, "indexPrice": index, "fundingRate": rate,
            "fundingInterval": hours, "nextFundingTime": then}  # fmt: skip


def tier(symbol: str) -> list[dict[str, Any]]:
    """GET /position/get_position_tiers: data[]."""
    return [
        {"symbol": symbol, "level": level, "startValue": start, "endValue": end,
         "leverage": leverage, "maintenanceMarginRate": kept}
        for level, (start, end, leverage, kept) in enumerate(TIERS[symbol], 1)
    ]  # fmt: skip


def answer(_method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """What Bitunix answers to one request."""
    path, symbol = url.removeprefix(API), query.get("symbol", "")
    lists: dict[str, object] = {
        "/market/trading_pairs": [*map(pair, ROWS), PREVIEW],
        "/market/funding_rate/batch": [*map(state, STATES)],
    }
    if path in lists:
        return told(lists[path])
    if path == "/market/kline":
        return failed(10006, "Request too frequently")
    if path == "/market/depth" and query.get("limit") == "20":
        return failed(10008, BAD_LIMIT)
    if path == "/market/depth" and symbol in BOOKS:
        bids, asks = BOOKS[symbol]
        return told({"asks": asks, "bids": bids})
    if path == "/position/get_position_tiers" and symbol in TIERS:
        return told(tier(symbol))
    known = path in ("/market/depth", "/position/get_position_tiers")
    return (
        failed(20015, "this Futures is not allowed to trade.")
        if known
        else failed(404, "Not Found")
    )
