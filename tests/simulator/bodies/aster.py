"""Aster's answers, built from figures of 2026-09-16.

Specifications, best prices, mark, funding and intervals of all contracts but one, and the first
levels of BTCUSDT: blyn-ai/CryptoSmith-X, `Fixtures/aster` (5c97c34f, cc7321bc), told as of one
instant. ASSUMED: books of the other contracts (the best level of the quote) and EXAMPLEUSDT, whose
sub-type names no kind.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 16, 18, 18, 15, tzinfo=UTC)
ASSETS = ("BTC", "SHIB", "ASTER")

ROOT = "https://fapi.asterdex.com/fapi/v3"
NOW = 1789582693150
NEVER, MIDNIGHT, EVENING = 4133404800000, 1789603200000, 1789588800000

# symbol, base, settled in, status, delivery, first day, tick, step, largest, largest at market,
# 1 for a real-world asset, tags
CONTRACTS: tuple[tuple[Any, ...], ...] = (
    ("BTCUSDT", "BTC", "USDT", "TRADING", NEVER, 1627628400000, "0.1", "0.001", "1000", "120",
     0, ["Top"]),
    ("1000SHIBUSDT", "1000SHIB", "USDT", "TRADING", NEVER, 1636095600000, "0.000001", "1",
     "800000000", "50000000", 0, ["Meme"]),
    ("ASTERUSDT", "ASTER", "USDT", "TRADING", NEVER, 1758178800000, "0.00010", "0.01",
     "10000000", "900000", 0, ["Top"]),
    ("BTCUSD1", "BTC", "USD1", "TRADING", NEVER, 1773795600000, "0.10", "0.001", "1000", "120",
     0, []),
    ("TSLAUSDT", "TSLA", "USDT", "TRADING", NEVER, 1752562800000, "0.010000", "0.01", "20000",
     "2000", 1, ["STOCK"]),
    ("XAUUSD1", "XAU", "USD1", "TRADING", NEVER, 1787254200000, "0.0100", "0.001", "10000",
     "1000", 1, ["Commodities", "AOS2", "USD1-RWA"]),
    ("EXAMPLEUSDT", "EXAMPLE", "USDT", "TRADING", NEVER, 1787254200000, "0.01", "0.01", "10000",
     "1000", 1, ["Top"]),
    ("TONUSDT", "TON", "USDT", "SETTLING", 1781859600000, 1709622000000, "0.000100", "0.1",
     "2000000", "200000", 0, ["Top"]),
    ("MBLUSDT", "MBL", "USDT", "PENDING_TRADING", NEVER, 1699974000000, "0.0000010", "1",
     "10000000", "100000", 0, []),
)  # fmt: skip

# symbol: bid, size, ask, size, mark, index, rate, settlement, hours, cap
QUOTES: dict[str, tuple[str, str, str, str, str, str, str, int, int, float]] = {
    "BTCUSDT": ("75870.5", "0.161", "75877.1", "0.355", "75873.70000000", "75904.85434783",
                "0.00008602", MIDNIGHT, 8, 0.003),
    "1000SHIBUSDT": ("0.004802", "62474", "0.004809", "950366", "0.00480377", "0.00480986",
                     "-0.00004221", MIDNIGHT, 8, 0.004875),
    "ASTERUSDT": ("0.68410", "3448.29", "0.68420", "3716.64", "0.68388023", "0.68382667",
                  "0.00011579", EVENING, 4, 0.02),
    "BTCUSD1": ("75858.60", "0.020", "75875.40", "0.099", "75876.30000000", "75903.57538663",
                "0.00010000", MIDNIGHT, 8, 0.00375),
    "TSLAUSDT": ("361.330000", "0.21", "361.360000", "3.07", "361.22000000", "361.10633050",
                 "0", MIDNIGHT, 8, 0.02),
    "XAUUSD1": ("4320.0000", "43.447", "4320.0100", "0.232", "4318.06000000", "4316.59982869",
                "0.00001927", EVENING, 4, 0.005),
}  # fmt: skip

LADDER = {
    "bids": [["75870.5", "0.161"], ["75867.7", "0.637"], ["75864.9", "0.059"]],
    "asks": [["75877.1", "0.355"], ["75882.0", "0.636"]],
}

REFUSALS = (
    ("GET", f"{ROOT}/depth?symbol=NOSUCHUSDT&limit=50", None, "Refused"),
    ("GET", f"{ROOT}/ping", None, "RateLimited"),
    ("GET", f"{ROOT}/time", None, "RateLimited"),
)
FAILING: dict[str, tuple[int, object]] = {
    f"{ROOT}/ping": (429, {"code": -1003, "msg": "Too many requests."}),
    f"{ROOT}/time": (429, b""),  # a second limiter, in front of the API
}


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /fapi/v3/exchangeInfo: symbols[]."""
    symbol, base, settle, status, delivery, first, tick, step, most, most_market, real, tags = row
    return {
        "symbol": symbol, "pair": symbol, "createTime": first,
        "contractType": "" if status == "PENDING_TRADING" else "PERPETUAL",
        "deliveryDate": delivery, "onboardDate": first, "status": status,
        "maintMarginPercent": "2.5000", "requiredMarginPercent": "5.0000", "baseAsset": base,
        "quoteAsset": settle, "marginAsset": settle, "pricePrecision": 1, "quantityPrecision": 3,
        "baseAssetPrecision": 8, "quotePrecision": 8, "underlyingType": "COIN",
        "underlyingSubType": tags, "symbolType": real, "tradingMode": 0, "settlePlan": 0,
        "liquidationFee": "0.025000", "marketTakeBound": "0.02",
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000",
             "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": step, "maxQty": most, "stepSize": step},
            {"filterType": "MARKET_LOT_SIZE", "minQty": step, "maxQty": most_market,
             "stepSize": step},
            {"filterType": "MAX_NUM_ORDERS", "limit": 200},
            {"filterType": "MIN_NOTIONAL", "notional": "5"},
        ],
    }  # fmt: skip


def exchange_info() -> dict[str, Any]:
    """GET /fapi/v3/exchangeInfo."""
    limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1,
             "limit": 2400}  # fmt: skip
    return {"timezone": "UTC", "serverTime": NOW, "rateLimits": [limit],
            "symbols": [instrument(row) for row in CONTRACTS]}  # fmt: skip


def best(symbol: str) -> dict[str, Any]:
    """GET /fapi/v3/ticker/bookTicker: one row."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[symbol]
    return {"symbol": symbol, "bidPrice": bid, "bidQty": bid_size, "askPrice": ask,
            "askQty": ask_size, "time": NOW, "lastUpdateId": 547188560153}  # fmt: skip


def premium(symbol: str) -> dict[str, Any]:
    """GET /fapi/v3/premiumIndex: one row."""
    *_, mark, index, rate, then, _, _ = QUOTES[symbol]
    return {"symbol": symbol, "markPrice": mark, "indexPrice": index,
            "estimatedSettlePrice": index, "lastFundingRate": rate, "interestRate": "0.00010000",
            "nextFundingTime": then, "time": NOW - 150}  # fmt: skip


def depth(symbol: str) -> dict[str, Any]:
    """GET /fapi/v3/depth."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[symbol]
    levels = LADDER if symbol == "BTCUSDT" else {
        "bids": [[bid, bid_size]], "asks": [[ask, ask_size]],
    }  # fmt: skip
    return {"lastUpdateId": 547188625483, "E": NOW, "T": NOW, **levels}


def intervals() -> list[dict[str, Any]]:
    """GET /fapi/v3/fundingInfo: []."""
    return [
        {"symbol": symbol, "interestRate": "0.00010000", "time": NOW,
         "fundingIntervalHours": row[8], "fundingFeeCap": row[9], "fundingFeeFloor": -row[9]}
        for symbol, row in QUOTES.items()
    ]  # fmt: skip


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    if method != "GET" or body is not None or url in FAILING:
        return FAILING.get(url, (404, {}))
    path, symbol = url.removeprefix(f"{ROOT}/"), query.get("symbol", "")
    if path == "exchangeInfo":
        return 200, exchange_info()
    if path == "fundingInfo":
        return 200, intervals()
    if path in ("ticker/bookTicker", "premiumIndex") and not query:
        return 200, [(best if "book" in path else premium)(one) for one in QUOTES]
    if symbol not in QUOTES:
        return 400, {"code": -1121, "msg": "Invalid symbol."}
    return 200, {"ticker/bookTicker": best, "premiumIndex": premium, "depth": depth}[path](symbol)
