"""WEEX's answers, built from figures of 2026.

Specifications of BTC, ETH and DOGE: ccxt/ccxt, static markets weex.json (5c8cb4f1, about 2026-04);
newer members: a public Go test with a body of 2026. Best prices: blyn-ai/CryptoSmith-X, fixture
booktickers.json (100f605c, 2026-09-01). Steps of SOL: a bot's notes of 2026-01; its brackets and
those of INX: sudeep-sasikumar/IgnitionAndCoil (1de7d519, 2026-09-27). ASSUMED: funding, marks and
volumes of all, everything else of SOL, INX, 1000FLOKI, XAU and the row that settles in coin, the
brackets of BTC, DOGE and 1000FLOKI, and books beyond the best level.
"""

from datetime import UTC, datetime
from typing import Any

from simulator.levels import levels

AS_OF = datetime(2026, 9, 1, 14, 55, 5, tzinfo=UTC)
ASSETS = ("BTC", "DOGE", "FLOKI")

NOW = 1788274505232
MARKET = "https://api-contract.weex.com/capi/v3/market"
THRICE, SIX_TIMES = (
    ["00:00:00", "08:00:00", "16:00:00"],
    ["00:00:00", "04:00:00", "08:00:00", "12:00:00", "16:00:00", "20:00:00"],
)

# symbol, base, settle, decimals of price and quantity, value shown, leverage, maker, taker, least,
# most, most by market, settlements, contract type, underlying type
CONTRACTS = (
    ("BTCUSDT", "BTC", "USDT", 1, 4, 0.0001, 400, 0.0002, 0.0008, 0.0001, 1200, 100, THRICE,
     "PERPETUAL", "COIN"),
    ("ETHUSDT", "ETH", "USDT", 2, 3, 0.001, 400, 0.0002, 0.0008, 0.001, 1000000, 2300, THRICE,
     "PERPETUAL", "COIN"),
    ("DOGEUSDT", "DOGE", "USDT", 5, -2, 100, 200, 0.0002, 0.0008, 100, 200200000, 200200000,
     THRICE, "PERPETUAL", "COIN"),
    ("1000FLOKIUSDT", "1000FLOKI", "USDT", 5, -2, 100, 75, 0.0005, 0.0008, 100, 20000000, 2000000,
     SIX_TIMES, "PERPETUAL", "COIN"),
    ("SOLUSDT", "SOL", "USDT", 2, 1, 0.1, 300, 0.0002, 0.0008, 0.1, 200000, 20000, THRICE,
     "PERPETUAL", "COIN"),
    ("INXUSDT", "INX", "USDT", 6, -2, 100, 50, 0.0003, 0.0008, 100, 5000000, 500000, SIX_TIMES,
     "PERPETUAL", "COIN"),
    ("XAUUSDT", "XAU", "USDT", 2, 3, 0.001, 100, 0.0002, 0.0008, 0.001, 1000, 100, SIX_TIMES,
     "TRADIFI_PERPETUAL", "COMMODITY"),
    ("BTCUSD", "BTC", "BTC", 1, 0, 1, 100, 0.0002, 0.0008, 1, 1000000, 100000, THRICE,
     "PERPETUAL", "COIN"),
    ("TLTUSDT", "TLT", "USDT", 2, 2, 0.01, 20, 0.0002, 0.0008, 0.01, 1000, 100, SIX_TIMES,
     "TRADIFI_PERPETUAL", "BOND"),
)  # fmt: skip

# symbol: bid, size, ask, size, mark, index, last, volume, time
QUOTES = {
    "BTCUSDT": ("78169.6", "2.7548", "78169.7", "2.5631", "78169.4", "78201.2", "78169.7",
                "91234.5678", 1788274505209),
    "ETHUSDT": ("2449.28", "46.813", "2449.29", "41.361", "2449.27", "2450.12", "2449.29",
                "623160.426", 1788274505231),
    "DOGEUSDT": ("0.08274", "2156800", "0.08275", "1640700", "0.08274", "0.08277", "0.08275",
                 "1500000000", 1788274505232),
    "1000FLOKIUSDT": ("0.02443", "37700", "0.02444", "115400", "0.02443", "0.02445", "0.02444",
                      "84000000", 1788274505082),
}  # fmt: skip

# symbol: settled, forecast, minutes, next settlement
FUNDING = {
    "BTCUSDT": ("0.00004879", "0.00003489", 480, 1788278400000),
    "ETHUSDT": ("0.00006100", "0.00005200", 480, 1788278400000),
    "DOGEUSDT": ("0.00010000", "0.00009312", 480, 1788278400000),
    "1000FLOKIUSDT": ("-0.00012000", "-0.00008000", 240, 28800000),
}

# symbol: up to USDT, leverage, maintenance
BRACKETS = {
    "BTCUSDT": (("300000", 400, "0.002"), ("1500000", 200, "0.003"), ("8000000", 100, "0.005")),
    "SOLUSDT": (("2000000", 300, "0.002"), ("4700000", 200, "0.003")),
    "INXUSDT": (("10000", 50, "0.01"), ("50000", 20, "0.025"), ("300000", 10, "0.05")),
    "DOGEUSDT": (("50000", 200, "0.003"), ("500000", 100, "0.005")),
    "1000FLOKIUSDT": (("10000", 75, "0.0065"), ("50000", 50, "0.01")),
}

BY_API = ["BTCUSDT", "ETHUSDT", "DOGEUSDT", "BTCSUSDT"]  # the last is a demonstration pair

BAD_SYMBOL = {"code": -1121, "msg": "Invalid symbol."}
FORBIDDEN = {"code": -1190, "msg": "Access forbidden. Please contact support."}
BAD_METHOD = {"code": -1150, "msg": "Request method 'POST' not supported"}
REFUSALS: tuple[tuple[str, str, object, str], ...] = (
    ("GET", f"{MARKET}/depth?symbol=NOSUCHUSDT&limit=200", None, "Refused"),
    ("POST", f"{MARKET}/exchangeInfo", {}, "Refused"),
    ("GET", f"{MARKET}/openInterest?symbol=BTCUSDT", None, "GeoBlocked"),
)


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /capi/v3/market/exchangeInfo: symbols[]."""
    symbol, base, settle, price, quantity, value, most, maker, taker, *rest = row
    least, limit, market, delivery, kind, underlying = rest
    return {
        "symbol": symbol, "displaySymbol": symbol, "baseAsset": base,
        "quoteAsset": "USD" if settle == base else "USDT", "marginAsset": settle,
        "contractType": kind, "underlyingType": underlying, "underlyingSubType": [],
        "pricePrecision": price, "quantityPrecision": quantity, "baseAssetPrecision": 3,
        "quotePrecision": 8, "contractVal": value, "delivery": delivery,
        "forwardContractFlag": settle != base, "minLeverage": 1, "maxLeverage": most,
        "buyLimitPriceRatio": 0.01, "sellLimitPriceRatio": 0.01, "makerFeeRate": maker,
        "takerFeeRate": taker, "minOrderSize": least, "maxOrderSize": limit,
        "maxPositionSize": limit, "marketOpenLimitSize": market,
    }  # fmt: skip


def best(symbol: str) -> dict[str, Any]:
    """GET …/ticker/bookTicker: one row."""
    bid, bid_size, ask, ask_size, *_, time = QUOTES[symbol]
    return {"symbol": symbol, "bidPrice": bid, "bidQty": bid_size, "askPrice": ask,
            "askQty": ask_size, "time": time}  # fmt: skip


def day(symbol: str) -> dict[str, Any]:
    """GET …/ticker/24hr: one row."""
    *_, mark, index, last, volume, time = QUOTES[symbol]
    return {"symbol": symbol, "priceChange": "0", "priceChangePercent": "0", "lastPrice": last,
            "openPrice": last, "highPrice": last, "lowPrice": last, "volume": volume,
            "quoteVolume": "0", "openTime": NOW - 86400000, "closeTime": time, "markPrice": mark,
            "indexPrice": index}  # fmt: skip


def premium(symbol: str) -> dict[str, Any]:
    """GET …/premiumIndex: one row; its prices are a minute old, here the bid of now."""
    settled, forecast, minutes, then = FUNDING[symbol]
    bid = QUOTES[symbol][0]
    return {"symbol": symbol, "markPrice": bid, "indexPrice": bid, "forecastFundingRate": forecast,
            "lastFundingRate": settled, "interestRate": "0.001", "nextFundingTime": then,
            "time": NOW, "collectCycle": minutes}  # fmt: skip


def limits(symbol: str) -> dict[str, Any]:
    """GET …/riskLimits: one row."""
    rows, floor = list[dict[str, Any]](), "0"
    for number, (cap, most, maintenance) in enumerate(BRACKETS[symbol], 1):
        rows.append({"bracket": number, "notionalFloor": floor, "notionalCap": cap,
                     "initialLeverage": most, "maintMarginRatio": maintenance})  # fmt: skip
        floor = cap
    return {"symbol": symbol, "brackets": rows}


def depth(symbol: str) -> dict[str, Any]:
    """GET …/depth."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[symbol]
    return {"asks": levels(ask, ask_size, 1), "bids": levels(bid, bid_size, -1),
            "lastUpdateId": 14138610208}  # fmt: skip


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What WEEX answers to one request; the status of a refusal is assumed."""
    if method != "GET" or body is not None:
        return 200, BAD_METHOD
    lists: dict[str, object] = {
        "exchangeInfo": {"assets": [{"asset": "USDT", "marginAvailable": True}],
                         "rateLimits": [], "symbols": [*map(instrument, CONTRACTS)]},
        "apiTradingSymbols": BY_API,
        "ticker/bookTicker": [*map(best, QUOTES)],
        "ticker/24hr": [*map(day, QUOTES)],
        "premiumIndex": [*map(premium, FUNDING)],
        "riskLimits": [*map(limits, BRACKETS)],
    }  # fmt: skip
    path, symbol = url.removeprefix(f"{MARKET}/"), query.get("symbol", "")
    if path in lists:
        return 200, lists[path]
    if path == "depth":
        return (200, depth(symbol)) if symbol in QUOTES else (400, BAD_SYMBOL)
    return (403, FORBIDDEN) if path == "openInterest" else (404, {})
