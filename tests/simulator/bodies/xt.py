"""XT's answers, built from figures of several years, told as of 2026-08-05.

Best prices of btc_usdt: ccxt 4.5.90, `xt.py` (2026-08-05). Specifications of btc_usdt, ada_usdt
and xt_usdt: ccxt (3802e1a2, about 2025), of eth_usdt: JKorf/XT.Net (1e790749, 2024-11). The first
bracket of btc_usdt: ccxt (2023). Its rate, and the sizes of btc_usd and eth_usd:
nemanull/arbitrage-observatory (2cbe7062, 2026-09-23). ASSUMED, because nobody kept them: the other
prices, rates, levels and brackets, ticks of the coin-margined contracts, the dated one,
1000pepe_usdt, the contract whose switch is off and the kind of example_usdt.
"""

from datetime import UTC, datetime
from typing import Any

from simulator.levels import levels

AS_OF = datetime(2026, 8, 5, 11, 9, 35, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

FAPI, DAPI = (f"https://{host}.xt.com/future/market/v1/public" for host in ("fapi", "dapi"))
NOW = 1785928174370
SETTLES, EXPIRES = 1785945600000, 1790323200000

# symbol, coins or dollars a contract, decimals of price, tick, smallest value, first day, more
FUTURES: dict[str, tuple[tuple[str, str, int, str, str, int, dict[str, Any]], ...]] = {
    FAPI: (
        ("btc_usdt", "0.0001", 1, "0.1", "10", 1654857001000, {}),
        ("eth_usdt", "0.01", 2, "0.01", "5", 1654857001000, {}),
        ("ada_usdt", "10", 4, "0.0001", "5", 1654857001000, {}),
        ("1000pepe_usdt", "1000", 7, "0.0000001", "5", 1683000000000, {}),
        ("btc_usdt_260925", "0.0001", 1, "0.1", "10", 1780000000000,
         {"pair": "btc_usdt", "productType": "futures", "deliveryDate": EXPIRES}),
        ("xt_usdt", "1", 4, "0.0001", "5", 1654857001000,
         {"isOpenApi": False, "deliveryDate": 1670000000000}),
        ("luna_usdt", "1", 4, "0.0001", "5", 1654857001000, {"openSwitch": False}),
        ("example_usdt", "1", 4, "0.0001", "5", 1780000000000,
         {"productType": "option", "deliveryDate": EXPIRES}),
    ),
    DAPI: (
        ("btc_usd", "100", 1, "0.1", "5", 1654857001000, {"underlyingType": "COIN_BASED"}),
        ("eth_usd", "10", 2, "0.01", "5", 1654857001000, {"underlyingType": "COIN_BASED"}),
    ),
}  # fmt: skip

# symbol: bid, contracts, ask, contracts, mark, index, last, rate, hours
QUOTES: dict[str, tuple[str, str, str, str, str, str, str, str | float, int]] = {
    "btc_usdt": ("64085.3", "121042", "64085.5", "101843", "64085.4", "64101.2", "64085.5",
                 "0.00003728", 8),
    "eth_usdt": ("1912.44", "8120", "1912.46", "4411", "1912.45", "1912.9", "1912.45",
                 "-0.00002", 4),
    "btc_usdt_260925": ("64501.1", "300", "64512.9", "420", "64507", "64101.2", "64505", "0", 8),
    "btc_usd": ("64090.1", "1500", "64095.2", "800", "64092.3", "64101.2", "64090.1", 0.000992, 8),
    "eth_usd": ("1912.1", "900", "1912.8", "1100", "1912.4", "1912.9", "1912.1", 0.0001, 8),
}  # fmt: skip

# symbol: upper end, initial, maintenance, leverage; the first brackets
BRACKETS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "btc_usdt": (("500000", "0.008", "0.004", "125"), ("2000000", "0.01", "0.005", "100")),
    "eth_usdt": (("300000", "0.01", "0.005", "100"),),
    "btc_usdt_260925": (("500000", "0.02", "0.01", "50"),),
}

REFUSALS = (
    ("GET", f"{FAPI}/q/depth?symbol=nope_usdt&level=50", None, "Refused"),
    ("GET", f"{FAPI}/q/depth?symbol=btc_usdt", None, "Refused"),
    ("GET", f"{FAPI}/time", None, "RateLimited"),
)


def instrument(row: tuple[str, str, int, str, str, int, dict[str, Any]]) -> dict[str, Any]:
    """GET /symbol/list: result[]."""
    symbol, size, decimals, tick, least, first, more = row
    base, quote, *_ = symbol.split("_")
    return {
        "symbol": symbol, "pair": symbol, "contractType": "PERPETUAL",
        "productType": "perpetual", "underlyingType": "U_BASED", "contractSize": size,
        "tradeSwitch": True, "openSwitch": True, "isDisplay": True, "isOpenApi": True, "state": 0,
        "initLeverage": 10, "baseCoin": base, "quoteCoin": quote, "baseCoinPrecision": 8,
        "quoteCoinPrecision": 8, "quantityPrecision": 0, "pricePrecision": decimals,
        "minQty": "1", "minNotional": least, "maxNotional": "25000000", "makerFee": "0.0004",
        "takerFee": "0.0006", "liquidationFee": "0.0125", "marketTakeBound": "0.05",
        "minStepPrice": tick, "deliveryDate": None, "deliveryCompletion": False,
        "onboardDate": first, **more,
    }  # fmt: skip


def best(symbol: str) -> dict[str, Any]:
    """GET /q/ticker/books: result[]."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[symbol]
    return {"s": symbol, "t": NOW, "ap": ask, "aq": ask_size, "bp": bid, "bq": bid_size}


def prices(symbol: str) -> dict[str, Any]:
    """GET /q/agg-ticker: result."""
    bid, _, ask, _, mark, index, last, *_ = QUOTES[symbol]
    return {"t": NOW, "s": symbol, "c": last, "h": ask, "l": bid, "a": "623654031",
            "v": "1399166074.31675", "o": last, "r": "0.0015", "i": index, "m": mark, "bp": bid,
            "ap": ask}  # fmt: skip


def funding(symbol: str) -> dict[str, Any]:
    """GET /q/funding-rate: result; coin-margined rates are numbers."""
    *_, rate, hours = QUOTES[symbol]
    settles = SETTLES if hours == 8 else SETTLES - 4 * 3_600_000
    return {"symbol": symbol, "fundingRate": rate, "nextCollectionTime": settles,
            "collectionInternal": hours}  # fmt: skip


def depth(symbol: str) -> dict[str, Any]:
    """GET /q/depth: result."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[symbol]
    return {"t": NOW, "s": symbol, "u": 471694545627, "b": levels(bid, bid_size, -1),
            "a": levels(ask, ask_size, 1)}  # fmt: skip


def brackets(symbol: str) -> dict[str, Any]:
    """GET /leverage/bracket/detail: result."""
    rows = [
        {"symbol": symbol, "bracket": number, "maxNominalValue": high, "maintMarginRate": kept,
         "startMarginRate": initial, "maxStartMarginRate": None, "maxLeverage": leverage,
         "minLeverage": "1"}
        for number, (high, initial, kept, leverage) in enumerate(BRACKETS[symbol], 1)
    ]  # fmt: skip
    return {"symbol": symbol, "leverageBrackets": rows}


def reply(result: object, code: str = "", text: str = "") -> dict[str, Any]:
    """The envelope of every answer."""
    if code:
        error = {"code": code, "msg": text, "args": []}
        return {"returnCode": 1, "msgInfo": "failure", "error": error, "result": None}
    return {"returnCode": 0, "msgInfo": "success", "error": None, "result": result}


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    root = DAPI if url.startswith(DAPI) else FAPI
    path, symbol = url.removeprefix(f"{root}/"), query.get("symbol", "")
    own = {row[0] for row in FUTURES[root]}
    if method != "GET" or body is not None or path == "time":
        return 429, reply(None, "rate_limit", "too many requests")
    if path == "symbol/list":
        return 200, reply([instrument(row) for row in FUTURES[root]])
    if path in ("q/ticker/books", "q/agg-tickers"):
        read = best if path.endswith("books") else prices
        return 200, reply([read(name) for name in QUOTES if name in own])
    if path == "q/depth" and "level" not in query:
        return 200, reply(None, "invalid_level", "invalid level")
    reads = {"q/agg-ticker": prices, "q/funding-rate": funding, "q/depth": depth,
             "leverage/bracket/detail": brackets}  # fmt: skip
    known = BRACKETS if path.startswith("leverage") else QUOTES
    if path not in reads or symbol not in known or symbol not in own:
        return 200, reply(None, "invalid_symbol", "invalid symbol")
    return 200, reply(reads[path](symbol))
