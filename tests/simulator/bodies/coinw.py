"""CoinW's answers, built from figures of 2025 and 2026, told as of 2025-12-01.

The row of BTC (2025-07-18) and its book (2025): JKorf/CoinW.Net, unit tests (920d0bf6). The names
of the others, the status words, that USDC contracts and shares stand in the list, and the refusals:
nemanull/arbitrage-observatory, CoinW profile (2026-09-23). Sizes, ticks, leverage
and hours of ETH, 1000PEPE and BTC_USDC: belyjelli/ai-rates (ef7451f7, 2026-09-13). ASSUMED, because
nobody kept them: those of all others, prices of all but BTC, and the last prices.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2025, 12, 1, 14, tzinfo=UTC)
ASSETS = ("BTC", "PEPE")

API = "https://api.coinw.com/v1"
SETTLES = 1764604800000  # 2025-12-01 16:00

# name, base, quote, lot, decimals, leverage, hours, status
ROWS: tuple[tuple[str, str, str, float, int, int, int, str], ...] = (
    ("BTC", "btc", "usdt", 0.001, 1, 200, 8, "online"),
    ("ETH", "eth", "usdt", 0.01, 2, 200, 8, "online"),
    ("1000PEPE", "1000pepe", "usdt", 1000, 7, 50, 8, "online"),
    ("BTC_USDC", "btc", "usdc", 0.001, 1, 200, 8, "online"),
    ("MSTR", "mstr", "usdt", 0.01, 2, 10, 8, "online"),
    ("SOON", "soon", "usdt", 1, 4, 20, 8, "pretest"),
    ("GONE", "gone", "usdt", 1, 4, 20, 8, "offline"),
    ("ODD", "odd", "usdt", 1, 4, 20, 8, "paused"),
)
LAST = {"BTC": 89942.2, "ETH": 3107.4, "1000PEPE": 0.0124, "BTC_USDC": 89950.1, "MSTR": 401.5}
# name: asks and bids as price and base
BOOKS = {
    "BTC": (
        [(89942.2, 0.516), (89942.3, 0.807), (89942.4, 0.15), (89942.5, 0.542), (89944.7, 0.475)],
        [(89942.1, 0.044), (89941.8, 0.3), (89941.5, 0.517), (89941.3, 0.553), (89938.7, 0.046)],
    ),
    "1000PEPE": ([(0.0124005, 52000)], [(0.0123995, 41000)]),
    "BTC_USDC": ([(89951.0, 0.02)], [(89949.5, 0.03)]),
}
REFUSALS = (
    ("GET", f"{API}/perpumPublic/depth?base=NOSUCH", None, "Refused"),
    ("GET", f"{API}/perpum/fundingRate?instrument=NOSUCH", None, "Refused"),
    ("GET", f"{API}/perpumPublic/trades", None, "RateLimited"),
)
FAILING = {
    "/perpumPublic/trades": {"code": 29001, "msg": "API access frequently"},
    "/perpum/fundingRate": {"code": 9001, "msg": "Contract not found."},
}
UNREADABLE = "Incorrect parameter format/type or missing information."


def instrument(row: tuple[str, str, str, float, int, int, int, str]) -> dict[str, Any]:
    """GET /perpum/instruments: data[]."""
    name, base, quote, lot, places, leverage, hours, status = row
    return {
        "base": base, "closeSpread": 0.0002, "commissionRate": 0.0006, "createdDate": 1548950400000,
        "defaultLeverage": 20, "depthPrecision": "0.1,1,10,50,100", "id": ROWS.index(row) + 1,
        "leverage": [5, 10, 20, leverage], "makerFee": "0.0001", "maxLeverage": leverage,
        "maxPosition": 20000, "minLeverage": 1, "minSize": 1, "name": name, "oneLotMargin": 1,
        "oneLotSize": lot, "oneMaxPosition": 15000, "openSpread": 0.0003, "pricePrecision": places,
        "quote": quote, "settledAt": SETTLES, "settledPeriod": hours, "settlementRate": 0.0004,
        "status": status, "stopCrossPositionRate": 0.1, "stopSurplusRate": 0.01,
        "takerFee": "0.0006", "updatedDate": 1752040118000,
    }  # fmt: skip


def ticker(name: str) -> dict[str, Any]:
    """GET /perpumPublic/tickers: data[]."""
    row = next(row for row in ROWS if row[0] == name)
    return {
        "fair_price": LAST[name], "max_leverage": row[5], "total_volume": 0.0, "price_coin": row[1],
        "contract_id": ROWS.index(row) + 1, "base_coin": row[1], "high": LAST[name],
        "rise_fall_rate": 0.009628, "low": LAST[name], "name": f"{row[1]}{row[2]}".upper(),
        "contract_size": row[3], "quote_coin": row[2], "last_price": LAST[name],
    }  # fmt: skip


def reply(data: object) -> tuple[int, dict[str, Any]]:
    """The envelope of a good answer."""
    return 200, {"code": 0, "data": data, "msg": ""}


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(API)
    lists: dict[str, tuple[Any, Any]] = {
        "/perpum/instruments": (instrument, ROWS),
        "/perpumPublic/tickers": (ticker, LAST),
    }
    if method != "GET":
        return 404, {"code": 404, "msg": "Requested address does not exist"}
    if path in FAILING:
        return 200, FAILING[path]
    if path in lists:
        one, every = lists[path]
        return reply([one(each) for each in every])
    if path == "/perpumPublic/depth" and query.get("base") in BOOKS:
        asks, bids = BOOKS[query["base"]]
        sides = ([{"m": size, "p": price} for price, size in side] for side in (asks, bids))
        return reply({"asks": next(sides), "bids": next(sides), "n": query["base"], "t": None})
    return 200, {"code": 9016, "data": None, "msg": UNREADABLE}
