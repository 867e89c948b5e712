"""Phemex's answers, built from figures of 2025-12-04 and before.

Products: ccxt static markets, `phemex.json` (3d9ca903, 2024 to 2025); BTCUSDC: roq-phemex-futures,
`json_products_ack.cpp` (2025-12). BTCUSDC book: `json_orderbook.cpp` of the same (2025-12-04); its
best prices also stand for BTCUSDT, of which no price of that day was kept. ETHUSDT prices: the
documented ticker of 2023-04-13. u1000PEPEUSDT: nemanull/arbitrage-observatory (2026-09-23) for the
names, the other figures as DOGEUSDT. Funding: the documented answer of 2025-03-20. BTCUSD and
sUSDTTRY: `json_products_ack.cpp` as above; ETHUSD: bmoscon/cryptofeed, `PHEMEX.0` (2021-07-03).
ASSUMED: prices, rate and book of BTCUSD, the scales of the made-up EXAMPLEUSD.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2025, 12, 4, 5, 4, 32, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

API = "https://api.phemex.com"
NOW = 1764824671508301786  # ns
SETTLEMENT = 1764835200000  # ms: 2025-12-04 08:00

# symbol, sort, base, quote, status, tick, step, maximum, leverage, listed at
PRODUCTS = (
    ("BTCUSDT", "Normal", "BTC", "USDT", "Listed", "0.1", "0.001", "1000", 100, 1668225600000),
    ("ETHUSDT", "Normal", "ETH", "USDT", "Listed", "0.01", "0.01", "10000", 100, 1668225600000),
    ("SOLUSDT", "Normal", "SOL", "USDT", "Listed", "0.01", "0.01", "35000", 50, 1668225600000),
    ("DOGEUSDT", "Normal", "DOGE", "USDT", "Listed", "0.00001", "1.0", "8000000", 50,
     1668225600000),
    ("BTCUSDC", "Normal", "BTC", "USDC", "Listed", "0.1", "0.0001", "1000", 100, 1747735200000),
    ("u1000PEPEUSDT", "Normal", "1000 PEPE", "USDT", "Listed", "0.00001", "1.0", "8000000", 50,
     1668225600000),
    ("TRXUSDT", "Normal", "TRX", "USDT", "Delisted", "0.00001", "1.0", "8000000", 50,
     1668225600000),
    ("XAUUSDT", "TradFi", "XAU", "USDT", "Listed", "0.01", "0.01", "1000", 50, 1747735200000),
)  # fmt: skip

# symbol, underlying, settled in, contract, tick, scale, status, maximum, leverage
OLDER: tuple[tuple[str, str, str, float, float, int, str, int, int], ...] = (
    ("BTCUSD", "USD", "BTC", 1.0, 0.1, 4, "Listed", 20000000, 100),
    ("ETHUSD", "ETH", "USD", 0.005, 0.05, 4, "Delisted", 500000, 100),
    ("EXAMPLEUSD", "USD", "EXAMPLE", 1.0, 0.1, 6, "Listed", 1000000, 20),
)
# scaled by 10^4, the rate by 10^8: bid, ask, mark, index, last, rate; levels with contracts
SCALED = (932801000, 932802000, 932810000, 932778500, 932801000, -2500)
SCALED_BOOK = ([[932801000, 45000], [932795000, 120000]], [[932802000, 30150], [932811000, 9000]])

# symbol: bid, ask, mark, index, last, rate, volume
TICKERS = {
    "BTCUSDT": ("93277.8", "93277.9", "93277.85", "93277.85", "93277.9", "0.00001369", "5000"),
    "BTCUSDC": ("93277.8", "93277.9", "93277.85", "93277.85", "93277.9", "0.00001369", "500"),
    "ETHUSDT": ("1906", "1906.03", "1905.733555189", "1906.275", "1905.63", "0.0001", "67580.6"),
}
BOOKS = {
    "BTCUSDC": (
        [["93277.8", "0.0692"], ["93271.9", "2.722"], ["92973.8", "2.567"]],
        [["93277.9", "0.0084"], ["93286.5", "0.049"], ["93596.9", "1.842"]],
    ),
    "BTCUSDT": ([["93277.8", "0.818"]], [["93277.9", "0.736"]]),
    "ETHUSDT": ([["1906", "0.614"]], [["1906.03", "0.613"]]),
}

INVALID = {"error": {"code": 6001, "message": "invalid argument"}, "id": None, "result": None}
TOO_MANY = {"code": 39995, "msg": "Too many requests.", "data": None}
NOT_LISTED = {"code": 39997, "msg": "Symbol not listed NOSUCHUSDT", "data": None}
FAILING: dict[str, tuple[int, object]] = {
    f"{API}/public/time": (200, TOO_MANY),
    f"{API}/public/products-plus": (429, TOO_MANY),
    f"{API}/api-data/public/data/funding-rate-history": (200, NOT_LISTED),
}
REFUSALS = (
    ("GET", f"{API}/md/v2/orderbook?symbol=NOSUCHUSDT", None, "Refused"),
    ("GET", f"{API}/api-data/public/data/funding-rate-history?symbol=.NOSUCH", None, "Refused"),
    ("GET", f"{API}/public/time", None, "RateLimited"),
    ("GET", f"{API}/public/products-plus", None, "RateLimited"),
)


def product(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /public/products: data.perpProductsV2[]."""
    symbol, sort, base, quote, status, tick, step, most, leverage, listed = row
    return {
        "perpProductSubType": sort, "symbol": symbol, "type": "PerpetualV2",
        "displaySymbol": f"{base} / {quote}", "indexSymbol": f".{symbol}",
        "fundingRateSymbol": f".{symbol}FR", "contractUnderlyingAssets": base,
        "settleCurrency": quote, "quoteCurrency": quote, "tickSize": tick, "priceScale": 0,
        "baseCurrency": base, "status": status, "listTime": listed, "majorSymbol": False,
        "defaultLeverage": "-10", "fundingInterval": 28800, "maxLeverage": leverage,
        "leverageMargin": 1002, "maxOrderQtyRq": most, "minOrderValueRv": "1",
        "qtyPrecision": 3, "qtyStepSize": step,
    }  # fmt: skip


def older(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /public/products: data.products[] of contracts."""
    symbol, underlying, settled, size, tick, scale, status, most, leverage = row
    return {
        "symbol": symbol, "type": "Perpetual", "displaySymbol": symbol, "status": status,
        "contractUnderlyingAssets": underlying, "settleCurrency": settled, "quoteCurrency": "USD",
        "contractSize": size, "lotSize": 1, "tickSize": tick, "priceScale": scale,
        "ratioScale": 8, "maxOrderQty": most, "listTime": 1574640000000,
        "fundingInterval": 28800, "maxLeverage": leverage,
    }  # fmt: skip


def pair() -> dict[str, Any]:
    """A pair for immediate exchange, which stands in the same list."""
    return {
        "symbol": "sUSDTTRY", "type": "Spot", "quoteCurrency": "TRY", "baseCurrency": "USDT",
        "priceScale": 4, "ratioScale": 8, "status": "Listed", "listTime": 1660831200000,
    }  # fmt: skip


def scaled_ticker() -> dict[str, Any]:
    """GET /md/v1/ticker/24hr: result."""
    names = ("bidEp", "askEp", "markEp", "indexEp", "lastEp", "fundingRateEr")
    return {"symbol": "BTCUSD", **dict(zip(names, SCALED, strict=True)), "timestamp": NOW}


def ticker(symbol: str) -> dict[str, Any]:
    """GET /md/v3/ticker/24hr/all: result[]."""
    bid, ask, mark, index, last, rate, volume = TICKERS[symbol]
    return {"symbol": symbol, "bidRp": bid, "askRp": ask, "markRp": mark, "indexRp": index,
            "lastRp": last, "fundingRateRr": rate, "predFundingRateRr": rate,
            "volumeRq": volume, "timestamp": NOW}  # fmt: skip


def funding(symbol: str) -> dict[str, Any]:
    """GET /contract-biz/public/real-funding-rates: data.rows[]."""
    return {"symbol": symbol, "fundingInterval": 28800, "nextfundingTime": SETTLEMENT,
            "fundingRate": TICKERS[symbol][5] if symbol in TICKERS else "-0.000025",
            "fundingRateCap": "0.02"}  # fmt: skip


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What Phemex answers to one request."""
    if method != "GET" or body is not None or url in FAILING:
        return FAILING.get(url, (403, {}))
    path = url.removeprefix(API)
    symbol = query.get("symbol", "")
    if path in ("/md/v1/ticker/24hr", "/md/orderbook"):
        if symbol != "BTCUSD":
            return 500, INVALID
        bids, asks = SCALED_BOOK
        book = {"book": {"bids": bids, "asks": asks}, "depth": 30, "timestamp": NOW}
        result = scaled_ticker() if "ticker" in path else book
        return 200, {"error": None, "id": 0, "result": result}
    if path == "/md/v2/orderbook":
        if symbol not in BOOKS:
            return 500, INVALID
        bids, asks = BOOKS[symbol]
        levels = {"asks": asks, "bids": bids}
        found = {"depth": 30, "orderbook_p": levels, "sequence": 1, "symbol": symbol,
                 "timestamp": NOW, "type": "snapshot"}  # fmt: skip
        return 200, {"error": None, "id": 0, "result": found}
    documents: dict[str, object] = {
        "/public/products": {
            "code": 0,
            "msg": "",
            "data": {"currencies": [], "products": [*map(older, OLDER), pair()],
                     "ratioScale": 8,
                     "perpProductsV2": [*map(product, PRODUCTS)], "leverageMargins": []},
        },
        "/md/v3/ticker/24hr/all": {"error": None, "id": 0, "result": [*map(ticker, TICKERS)]},
        "/contract-biz/public/real-funding-rates": {
            "code": 0,
            "msg": "",
            "data": {"total": 4, "rows": [*map(funding, (*TICKERS, "BTCUSD"))]},
        },
    }  # fmt: skip
    return (200, documents[path]) if path in documents else (403, {})
