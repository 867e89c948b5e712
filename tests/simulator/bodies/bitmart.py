"""BitMart's answers for examples/comparator-bitmart, built from figures of 2023 to 2026.

BTC, LTC, XRP and DOGE: ccxt, static market file (377e5aee), an answer of 2026-05-21, and told here
as of that day. Sizes of the book of BTC: ccxt 4.5.40 (2023-09-21), its prices ASSUMED around the
last of 2026. Bundles, inverse contracts and their size, delisting in seconds, empty sides, things
that are no coins, and refusals: nemanull/arbitrage-observatory, BitMart profile (2026-09-23).
ASSUMED, because nobody kept them: sizes and prices of 1000PEPE, BTCUSD and all that is closed.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 5, 21, 14, tzinfo=UTC)
ASSETS = ("BTC", "PEPE")

API = "https://api-cloud-v2.bitmart.com/contract"
NOW = 1779371999018  # a second before AS_OF
SETTLES = 1779379200000  # 2026-05-21 16:00

# symbol, base, quote, size, tick, largest, largest at market, leverage, last, index, settled,
# to come, volume, more
ROWS: tuple[tuple[Any, ...], ...] = (
    ("BTCUSDT", "BTC", "USDT", "0.001", "0.1", "1000000", "100000", "200", "77022.8",
     "77068.71108696", "0.000057", "0.0001122", "28292246", {"open_timestamp": 1645977600000}),
    ("LTCUSDT", "LTC", "USDT", "0.001", "0.01", "20000000", "0", "75", "53.78", "53.81647059",
     "-0.0000417", "-0.000035", "162473368", {}),
    ("XRPUSDT", "XRP", "USDT", "0.1", "0.0001", "100000000", "20000000", "200", "1.3579",
     "1.35881224", "0.0000728", "-0.0000541", "193400320", {}),
    ("DOGEUSDT", "DOGE", "USDT", "1", "0.00001", "50000000", "2000000", "200", "0.1043",
     "0.10436293", "0.0000359", "0.0000003", "392979594", {}),
    ("1000PEPEUSDT", "1000PEPE", "USDT", "100", "0.000001", "500000", "0", "75", "0.003921",
     "0.00392233", "0.0001", "0.00005", "81000", {"funding_interval_hours": 4}),
    ("BTCUSD", "BTC", "USD", "100", "0.1", "500000", "0", "100", "77020.1", "77068.71108696",
     "0.0001", "0.0001", "9100", {}),
    ("AAPLUSDT", "AAPL", "USDT", "0.01", "0.01", "100000", "0", "20", "301.2", "301.25", "0", "0",
     "100", {"tradfi_info": {"market": "US"}}),
    ("GONEUSDT", "GONE", "USDT", "1", "0.001", "100000", "0", "20", "1.2", "1.2", "0", "0", "0",
     {"status": "Delisted"}),
    ("PASTUSDT", "PAST", "USDT", "1", "0.001", "100000", "0", "20", "1.2", "1.2", "0", "0", "0",
     {"delist_time": 1779289200}),
    ("ODDUSDT", "ODD", "USDT", "1", "0.001", "100000", "0", "20", "1.2", "1.2", "0", "0", "0",
     {"status": "Paused"}),
)  # fmt: skip
# symbol: bids and asks as price and contracts
BOOKS: dict[str, tuple[list[tuple[str, int]], list[tuple[str, int]]]] = {
    "BTCUSDT": (
        [("77022.7", 20), ("77022.4", 1913), ("77022.3", 2588)],
        [("77022.8", 3499), ("77023", 14702), ("77023.1", 20457)],
    ),
    "1000PEPEUSDT": ([("0.00392", 31)], [("0.003922", 44)]),
    "BTCUSD": ([("77019.9", 154)], [("77020.2", 77)]),
}
FAILING: dict[str, tuple[int, object]] = {
    "/v1/tickers": (200, {"trace": "0", "msg": "Futures V1 API has been deprecated. Please use"
                          " the V2 API", "code": 30030}),
    "/public/kline": (403, {"code": 40047, "message": "not for your region", "trace": "0"}),
    "/public/open-interest": (429, b""),
}  # fmt: skip
REFUSALS = (
    ("GET", f"{API}/public/depth?symbol=NOSUCHUSDT", None, "Refused"),
    ("GET", f"{API}/v1/tickers", None, "Refused"),
    ("GET", f"{API}/public/kline", None, "GeoBlocked"),
    ("GET", f"{API}/public/open-interest", None, "RateLimited"),
)


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /public/details: data.symbols[]."""
    symbol, base, quote, size, tick, most, most_market, leverage, last, index, settled, *rest = row
    rate, volume, more = rest
    return {
        "symbol": symbol, "product_type": 1, "open_timestamp": 1646006400000,
        "expire_timestamp": 0, "settle_timestamp": 0, "base_currency": base,
        "quote_currency": quote, "last_price": last, "volume_24h": volume, "index_price": index,
        "index_name": symbol, "contract_size": size, "min_leverage": "1", "max_leverage": leverage,
        "price_precision": tick, "vol_precision": "1", "max_volume": most, "min_volume": "1",
        "funding_rate": settled, "expected_funding_rate": rate, "funding_time": SETTLES,
        "market_max_volume": most_market, "funding_interval_hours": 8, "status": "Trading",
        "delist_time": 0, "tradfi_info": None, **more,
    }  # fmt: skip


def levels(side: list[tuple[str, int]]) -> list[list[str]]:
    """Price, contracts and their running sum, as text."""
    sums = [sum(size for _, size in side[: place + 1]) for place in range(len(side))]
    return [[price, str(size), str(all_)] for (price, size), all_ in zip(side, sums, strict=True)]


def answer(_method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """What BitMart answers to one request."""
    path, symbol = url.removeprefix(API), query.get("symbol", "")
    if path in FAILING:
        return FAILING[path]
    good = {"code": 1000, "message": "Ok", "trace": "0"}
    if path == "/public/details":
        return 200, {**good, "data": {"symbols": [instrument(row) for row in ROWS]}}
    if path == "/public/depth" and symbol in BOOKS:
        bids, asks = BOOKS[symbol]
        data = {"asks": levels(asks), "bids": levels(bids), "timestamp": NOW, "symbol": symbol}
        return 200, {**good, "data": data}
    if path == "/public/depth":
        return 400, {"code": 40034, "message": "Symbol Not Exist", "trace": "0"}
    return 404, {"trace": "0", "msg": "Not found", "code": 30000}
