"""Crypto.com's answers, built from figures of 2026-09-22 and before.

BTCUSD-PERP and ETHUSD-PERP, mark, index and rate of BTC, the book of ETH:
nemanull/arbitrage-observatory, profile of 2026-09-22. LTCUSD-PERP and the warrant: ccxt, static
markets and source of `cryptocom` (2023). Risk parameters: names and defaults of the official
OpenAPI example (2025-11-13). ASSUMED, because nobody kept them: leverage of BTC and ETH (50 and
100 are what most have), sizes of 1000PEPE, NVDA and the dated contract, all other prices and
levels. The beta product and EXAMPLEUSD-PERP are made up.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 22, 22, 2, 43, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "PEPE")

API = "https://api.crypto.com/exchange/v1/public"
NOW = 1790114562000
CHRISTMAS = 1798185600000

# symbol, type, base, tick, step, leverage, expiry, product, tradable, beta
ROWS: tuple[tuple[str, str, str, str, str, str, int, str, bool, bool], ...] = (
    ("BTCUSD-PERP", "PERPETUAL_SWAP", "BTC", "0.1", "0.0001", "100", 0, "DIGITAL_CURRENCIES",
     True, False),
    ("ETHUSD-PERP", "PERPETUAL_SWAP", "ETH", "0.01", "0.0001", "50", 0, "DIGITAL_CURRENCIES",
     True, False),
    ("LTCUSD-PERP", "PERPETUAL_SWAP", "LTC", "0.01", "0.01", "50", 0, "DIGITAL_CURRENCIES",
     True, False),
    ("1000PEPEUSD-PERP", "PERPETUAL_SWAP", "1000PEPE", "0.000001", "10", "50", 0,
     "DIGITAL_CURRENCIES", True, False),
    ("NVDAUSD-PERP", "PERPETUAL_SWAP", "NVDA", "0.01", "0.001", "50", 0, "EQUITY", True, False),
    ("ETHUSD-261225", "FUTURE", "ETH", "0.01", "0.0001", "50", CHRISTMAS, "DIGITAL_CURRENCIES",
     True, False),
    ("BTC_USDT", "CCY_PAIR", "BTC", "0.01", "0.00001", "50", 0, "DIGITAL_CURRENCIES", True, False),
    ("BTCUSD-261225-CW90000", "WARRANT", "BTC", "0.01", "0.0001", "50", CHRISTMAS,
     "DIGITAL_CURRENCIES", True, False),
    ("ADAUSD-PERP", "PERPETUAL_SWAP", "ADA", "0.00001", "1", "50", 0, "DIGITAL_CURRENCIES",
     False, False),
    ("TRYUSD-PERP", "PERPETUAL_SWAP", "TRY", "0.00001", "1", "50", 0, "DIGITAL_CURRENCIES",
     True, True),
    ("EXAMPLEUSD-PERP", "PERPETUAL_SWAP", "EXAMPLE", "0.01", "0.01", "5", 0, "PRE_IPO",
     True, False),
)  # fmt: skip
# coin: smallest value, leverage of perpetuals
RISKS = {"BTC": ("1.0", "50.0"), "ETH": ("1.0", "50.0"), "LTC": ("1.0", None)}
# symbol: bids and asks as price, base and orders; mark, index, hourly rate
QUOTES: dict[str, tuple[list[list[str]], list[list[str]], str, str, str | None]] = {
    "BTCUSD-PERP": (
        [["86176.2", "0.35", "2"], ["86175", "1.2", "4"]],
        [["86176.3", "0.21", "1"], ["86178.4", "0.9", "3"]],
        "86176.3", "86178.17", "-0.000004992",
    ),
    "ETHUSD-PERP": (
        [["2749.61", "0.0786", "2"], ["2749.59", "0.0001", "1"], ["2749.44", "0.2000", "1"]],
        [["2749.62", "0.2008", "2"], ["2749.79", "0.0001", "1"], ["2749.90", "0.0008", "1"]],
        "2749.66", "2749.7", "0.0000125",
    ),
    "1000PEPEUSD-PERP": (
        [["0.003644", "52000", "1"]], [["0.003646", "48010", "2"]], "0.003645", "0.003645", "0",
    ),
    "ETHUSD-261225": (
        [["2781.2", "0.5", "1"]], [["2783.1", "0.4", "1"]], "2782.1", "2749.7", None,
    ),
}  # fmt: skip

REFUSALS = (
    ("GET", f"{API}/get-valuations", None, "Refused"),
    ("GET", f"{API}/get-book?instrument_name=NOSUCHUSD-PERP&depth=50", None, "Refused"),
    ("GET", f"{API}/get-announcements", None, "RateLimited"),
    ("GET", f"{API}/get-nothing", None, "Refused"),
)


def told(path: str, result: object) -> tuple[int, dict[str, Any]]:
    """A good answer."""
    return 200, {"id": -1, "method": f"public{path}", "code": 0, "result": result}


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /get-instruments: result.data[]."""
    symbol, kind, base, tick, step, leverage, expiry, product, tradable, beta = row
    return {
        "symbol": symbol, "inst_type": kind, "display_name": symbol, "base_ccy": base,
        "quote_ccy": "USDT" if kind == "CCY_PAIR" else "USD", "price_tick_size": tick,
        "qty_tick_size": step, "max_leverage": leverage, "tradable": tradable,
        "expiry_timestamp_ms": expiry, "beta_product": beta, "contract_size": "1",
        "product_type": product, "underlying_symbol": f"{base}USD-INDEX",
        **({"put_call": "CALL", "strike": "90000"} if kind == "WARRANT" else {}),
    }  # fmt: skip


def risk(coin: str) -> dict[str, str]:
    """GET /get-risk-parameters: result.base_currency_config[]."""
    least, leverage = RISKS[coin]
    found = {"instrument_name": coin, "unit_margin_rate": "0.0006", "min_order_notional_usd": least}
    return found | ({"max_product_leverage_for_perps": leverage} if leverage else {})


def ticker(symbol: str) -> dict[str, Any]:
    """GET /get-tickers: result.data[]."""
    bids, asks, *_ = QUOTES[symbol]
    return {"i": symbol, "a": bids[0][0], "b": bids[0][0], "k": asks[0][0], "v": "1109.8",
            "vv": "14017.33", "oi": "10888.9", "t": NOW}  # fmt: skip


def listed(path: str) -> object:
    """What lists of everything say, by path; None: there is none."""
    lists: dict[str, object] = {
        "/get-instruments": {"data": [*map(instrument, ROWS)]},
        "/get-risk-parameters": {
            "default_max_product_leverage_for_perps": "20.0",
            "base_currency_config": [*map(risk, RISKS)],
        },
        "/get-tickers": {"data": [*map(ticker, QUOTES)]},
    }
    return lists.get(path)


def of_one(path: str, symbol: str, what: str) -> dict[str, Any]:
    """A book, or a value."""
    bids, asks, mark, index, rate = QUOTES[symbol]
    if path == "/get-book":
        return {"depth": 50, "data": [{"bids": bids, "asks": asks, "t": NOW}]}
    value = {"mark_price": mark, "index_price": index, "funding_rate": rate}[what]
    return {"data": [{"v": value, "t": NOW}]}


def answer(_method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """What Crypto.com answers to one request."""
    path, symbol = url.removeprefix(API), query.get("instrument_name", "")
    if path == "/get-announcements":
        return 429, {"id": 1, "code": 42901, "message": "TOO_MANY_REQUESTS"}
    every = listed(path)
    if every is not None:
        return told(path, every)
    if path not in ("/get-book", "/get-valuations"):
        return 200, {"code": 40401, "message": "NOT_FOUND"}
    if symbol in QUOTES:
        found = of_one(path, symbol, query.get("valuation_type", ""))
        return told(path, {**found, "instrument_name": symbol})
    missing = {"code": 40004, "message": "Missing instrument_name param"}
    return 400, {"code": 209, "message": "INVALID_INSTRUMENT"} if symbol else missing
