"""KuCoin's answers, built from figures of 2026.

XBTUSDTM and ETHUSDTM: ccxt's static market file (18c1301c, 2026-01-26), prices and funding of
XBTUSDTM and the book of ETHUSDTM as nemanull/arbitrage-observatory recorded them (2cbe7062,
2026-09-22). From its REST profile (11b37323, 2026-09-22), too: size and tick of XBTUSDCM and
AAPLUSDTM, the asset classes, the stage of OPENAIUSDTM, the dated contract. XBTUSDM and DOGEUSDTM:
ccxt (23dc7b5a, 2023-11). AIXBTUSDTM: BYTEX-TRADE/bytex (4a6ed24f). OMNIUSDTM: ccxt (2025-09-17),
its delisting moved to this week. Risk table of XBTUSDTM: samples of the official SDK (78c90c77),
first four tiers. ASSUMED, because nobody kept them: quotes of all but the book of ETHUSDTM, levels
beyond the best, the other risk tables, leverage of XBTUSDCM, AAPLUSDTM and the dated contract,
1000BONKUSDTM, the paused contract and the class of EXAMPLEUSDTM.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 22, 21, 38, 18, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

API = "https://api-futures.kucoin.com/api/v1"
NOW = 1790113097000
SETTLES, SUNDAY, CHRISTMAS = 1790121600000, 1790496000000, 1798185600000
EIGHT, FOUR = 28800000, 14400000

# symbol, base, quote, settled in, type, multiplier, tick, leverage, initial, maintenance, cap of
# the first tier, interval, first day, further members
CONTRACTS: tuple[tuple[Any, ...], ...] = (
    ("XBTUSDTM", "XBT", "USDT", "USDT", "FFWCSX", 0.001, 0.1, 125, 0.008, 0.004, 250000, EIGHT,
     1585555200000, {}),
    ("ETHUSDTM", "ETH", "USDT", "USDT", "FFWCSX", 0.01, 0.01, 100, 0.01, 0.005, 500000, EIGHT,
     1591086000000, {}),
    ("XBTUSDCM", "XBT", "USDC", "USDC", "FFWCSX", 0.0001, 0.1, 125, 0.008, 0.004, 100000, EIGHT,
     1700000000000, {}),
    ("XBTUSDM", "XBT", "USD", "XBT", "FFWCSX", -1, 0.1, 50, 0.02, 0.01, 40, EIGHT,
     1552638575000, {"isInverse": True, "isQuanto": False}),
    ("XBTMZ26", "XBT", "USD", "XBT", "FFICSX", -1, 0.1, 50, 0.02, 0.01, 40, None,
     1782460800000, {"isInverse": True, "isQuanto": False, "expireDate": CHRISTMAS}),
    ("DOGEUSDTM", "DOGE", "USDT", "USDT", "FFWCSX", 100, 1e-05, 75, 0.014, 0.007, 10000, EIGHT,
     1620000000000, {}),
    ("1000BONKUSDTM", "1000BONK", "USDT", "USDT", "FFWCSX", 100, 1e-06, 75, 0.014, 0.007, 10000,
     FOUR, 1700000000000, {}),
    ("AIXBTUSDTM", "AIXBT", "USDT", "USDT", "FFWCSX", 1, 0.0001, 75, 0.014, 0.007, 10000, FOUR,
     1735000000000, {}),
    ("AAPLUSDTM", "AAPL", "USDT", "USDT", "FFWCSX", 0.01, 0.01, 10, 0.1, 0.05, 10000, FOUR,
     1780000000000, {"assetClass": "STOCK"}),
    ("OMNIUSDTM", "OMNI", "USDT", "USDT", "FFWCSX", 0.1, 0.001, 30, 0.034, 0.017, 10000, FOUR,
     1713364200000, {"expireDate": SUNDAY, "currentFundingRateGranularity": None}),
    ("OPENAIUSDTM", "OPENAI", "USDT", "USDT", "FFWCSX", 0.001, 0.01, 5, 0.2, 0.1, 10000, FOUR,
     1785000000000, {"assetClass": "STOCK", "marketStage": "PRE_MARKET"}),
    ("ALPHAUSDTM", "ALPHA", "USDT", "USDT", "FFWCSX", 1, 1e-05, 20, 0.05, 0.025, 10000, FOUR,
     1650000000000, {"status": "Paused"}),
    ("EXAMPLEUSDTM", "EXAMPLE", "USDT", "USDT", "FFWCSX", 1, 0.01, 20, 0.05, 0.025, 10000, EIGHT,
     1780000000000, {"assetClass": "BOND"}),
)  # fmt: skip

# symbol: bids and asks (price, lots), mark, index, last, rate, volume, turnover
QUOTES: dict[str, tuple[list[list[float]], list[list[float]], float, float, float, float,
                        float, float]] = {
    "XBTUSDTM": ([[86201.7, 2767], [86201.6, 900]], [[86201.8, 5368], [86202, 1200]],
                 86201.79, 86248.81, 86201.8, -7.6e-05, 9237.098, 808218646.0130717),
    "ETHUSDTM": ([[2749.68, 241], [2749.61, 45]], [[2749.69, 44], [2749.7, 102]],
                 2749.66, 2751.02, 2749.68, -2.8e-05, 258406.56, 740216020.5792733),
    "XBTUSDCM": ([[86190.5, 176], [86188, 640]], [[86202.4, 176], [86210, 612]],
                 86196.4, 86248.8, 86196.4, 1.2e-05, 310.25, 26741000.0),
    "XBTUSDM": ([[86195.3, 32345], [86190, 20000]], [[86201.1, 7251], [86210, 20000]],
                86198.2, 86240.15, 86195.3, 0.000144, 6955629, -80.7),
    "XBTMZ26": ([[87010.2, 120], [87000, 5000]], [[87015.9, 300], [87030, 5000]],
                87013.1, 86240.15, 87010.2, 0, 120000, -1.38),
}  # fmt: skip

# symbol: upper end, leverage, initial, maintenance; the first tiers
RISK: dict[str, tuple[tuple[int, int, float, float], ...]] = {
    "XBTUSDTM": ((100000, 125, 0.008, 0.004), (500000, 100, 0.01, 0.005),
                 (1000000, 75, 0.014, 0.007), (2000000, 50, 0.02, 0.01)),
    "ETHUSDTM": ((500000, 100, 0.01, 0.005), (1000000, 50, 0.02, 0.01)),
    "XBTUSDCM": ((100000, 125, 0.008, 0.004),),
    "XBTUSDM": ((40, 50, 0.02, 0.01), (60, 33, 0.03, 0.015)),
    "XBTMZ26": ((40, 50, 0.02, 0.01),),
}  # fmt: skip

REFUSALS = (
    ("GET", f"{API}/level2/depth20?symbol=NOSUCHUSDTM", None, "Refused"),
    ("GET", f"{API}/timestamp", None, "RateLimited"),
    ("GET", f"{API}/status", None, "Unreachable"),
)
FAILING: dict[str, tuple[int, dict[str, str]]] = {
    "timestamp": (429, {"code": "429000",
                        "msg": "Too many requests. System-level rate limit exceeded."}),
    "status": (500, {"code": "500000", "msg": "Internal Server Error"}),
}  # fmt: skip


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /contracts/active: data[]; a contract without quotes has prices of nothing."""
    symbol, base, quote, settle, kind, size, tick, leverage, initial, kept, cap, interval, *rest = (
        row
    )
    first, more = rest
    _, _, mark, index, last, rate, volume, turnover = QUOTES.get(
        symbol, ([], [], None, None, None, None, None, None)
    )
    funding = {} if interval is None else {
        "fundingFeeRate": rate, "predictedFundingFeeRate": None, "fundingRateCap": 0.003,
        "fundingRateFloor": -0.003, "fundingRateGranularity": interval,
        "currentFundingRateGranularity": interval, "nextFundingRateTime": SETTLES - NOW,
        "nextFundingRateDateTime": SETTLES, "fundingRateSymbol": f".{symbol}FPI8H",
    }  # fmt: skip
    return {
        "symbol": symbol, "displaySymbol": symbol, "rootSymbol": settle, "type": kind,
        "firstOpenDate": first, "expireDate": None, "settleDate": None, "baseCurrency": base,
        "quoteCurrency": quote, "settleCurrency": settle, "maxOrderQty": 1000000,
        "marketMaxOrderQty": 1000000, "maxPrice": 1000000, "lotSize": 1, "tickSize": tick,
        "indexPriceTickSize": tick, "multiplier": size, "initialMargin": initial,
        "maintainMargin": kept, "maxRiskLimit": cap, "minRiskLimit": cap, "riskStep": cap / 2,
        "makerFeeRate": 0.0002, "takerFeeRate": 0.0006, "takerFixFee": 0, "makerFixFee": 0,
        "isDeleverage": True, "isQuanto": True, "isInverse": False, "markMethod": "FairPrice",
        "status": "Open", "openInterest": "5940782", "turnoverOf24h": turnover,
        "volumeOf24h": volume, "markPrice": mark, "indexPrice": index, "lastTradePrice": last,
        "maxLeverage": leverage, "marketStage": "NORMAL", "assetClass": "CRYPTO",
        **funding, **more,
    }  # fmt: skip


def ticker(symbol: str) -> dict[str, Any]:
    """GET /allTickers: data[]."""
    bids, asks, *_ = QUOTES[symbol]
    (bid, bid_lots), (ask, ask_lots) = bids[0], asks[0]
    return {
        "sequence": 1707992727046, "symbol": symbol, "side": "sell", "size": 21,
        "tradeId": "1784299761369", "price": str(bid), "bestBidPrice": str(bid),
        "bestBidSize": bid_lots, "bestAskPrice": str(ask), "bestAskSize": ask_lots,
        "ts": NOW * 1_000_000,
    }  # fmt: skip


def depth(symbol: str) -> dict[str, Any]:
    """GET /level2/depth20: data."""
    bids, asks, *_ = QUOTES[symbol]
    return {"sequence": 1736604716188, "symbol": symbol, "bids": bids, "asks": asks,
            "ts": NOW * 1_000_000}  # fmt: skip


def tiers(symbol: str) -> list[dict[str, Any]]:
    """GET /contracts/risk-limit/{symbol}: data[]."""
    low, found = 0, list[dict[str, Any]]()
    for level, (high, leverage, initial, kept) in enumerate(RISK[symbol], 1):
        found.append({"symbol": symbol, "level": level, "maxRiskLimit": high, "minRiskLimit": low,
                      "maxLeverage": leverage, "initialMargin": initial,
                      "maintainMargin": kept})  # fmt: skip
        low = high
    return found


def found(path: str, symbol: str) -> object:
    """Data of a public request; None: there is none."""
    name = path.rpartition("/")[2]
    if path == "contracts/active":
        return [instrument(row) for row in CONTRACTS]
    if path == "allTickers":
        return [ticker(each) for each in QUOTES]
    if path == "level2/depth20" and symbol in QUOTES:
        return depth(symbol)
    if path == f"contracts/risk-limit/{name}" and name in RISK:
        return tiers(name)
    return None


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(f"{API}/")
    if path in FAILING:
        return FAILING[path]
    data = found(path, query.get("symbol", ""))
    if method != "GET" or data is None:
        return 200, {"code": "100003", "msg": "Contract parameter invalid"}
    return 200, {"code": "200000", "data": data}
