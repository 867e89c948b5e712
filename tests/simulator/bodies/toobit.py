"""Toobit's answers, built from figures of 2026-09-22.

Multiplier, tick and step of five contracts, what a funding row says, and that test rows and
delisted contracts stand beside the others: nemanull/arbitrage-observatory, Toobit profile
(11b37323). Shape of the list and two initial margins: ccxt 4.5.90, `toobit.py` (2025-08-19).
ASSUMED, because nobody kept them: smallest orders (one step, or 5 dollars), all prices, sizes and
rates, the limit of chosen accounts, the shares, the contract that is not open and the kind of the
metal.
"""

from datetime import UTC, datetime
from typing import Any

from simulator.levels import levels

AS_OF = datetime(2026, 9, 22, 21, 59, 30, tzinfo=UTC)
ASSETS = ("BTC", "PEPE")

API = "https://api.toobit.com"
NOW = 1790114370000
MIDNIGHT, CHARGED = "1790121600000", "1790110800000"

# symbol, settled in, coins a contract, step in coins, tick, further members
CONTRACTS: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
    ("BTC-SWAP-USDT", "USDT", "0.001", "0.0001", "0.1", {}),
    ("ETH-SWAP-USDT", "USDT", "0.01", "0.001", "0.01", {}),
    ("DOGE-SWAP-USDT", "USDT", "1", "1", "0.00001", {}),
    ("1000PEPE-SWAP-USDT", "USDT", "1", "1", "0.0000001", {"least": "1500"}),
    ("BTC-SWAP-USDC", "USDC", "0.001", "0.001", "0.1", {}),
    ("AAPL-SWAP-USDT", "USDT", "0.01", "0.01", "0.01", {"isRwa": True, "rwaType": "STOCK"}),
    ("XAG-SWAP-USDT", "USDT", "0.1", "0.1", "0.01", {"isRwa": True, "rwaType": "METAL"}),
    ("SRM-SWAP-USDT", "USDT", "1", "1", "0.0001", {"status": "OPEN_FORBIDDEN"}),
)  # fmt: skip

# symbol: bid, contracts, ask, contracts, mark, rate, period, settlement
QUOTES: dict[str, tuple[str, str, str, str, str, str, str, str]] = {
    "BTC-SWAP-USDT": ("86201.1", "2767.5", "86201.4", "530", "86202.15", "0.00010711", "8H",
                      MIDNIGHT),
    "1000PEPE-SWAP-USDT": ("0.0033931", "41000", "0.0033942", "66500", "0.00339366",
                           "-0.00023909", "4H", MIDNIGHT),
    "BTC-SWAP-USDC": ("86190", "12", "86204.4", "9", "86199.8", "0.00009", "8H", CHARGED),
}  # fmt: skip

REFUSALS = (
    ("GET", f"{API}/quote/v1/depth?symbol=NOPE-SWAP-USDT&limit=50", None, "Refused"),
    ("GET", f"{API}/api/v1/futures/fundingRate?symbol=NOPE-SWAP-USDT", None, "Refused"),
    ("GET", f"{API}/api/v1/time", None, "RateLimited"),
)


def instrument(row: tuple[str, str, str, str, str, dict[str, Any]]) -> dict[str, Any]:
    """GET /api/v1/exchangeInfo: contracts[]."""
    symbol, settle, size, step, tick, more = row
    base, least = symbol.partition("-")[0], more.get("least", step)
    limits = [("0.005", True), ("0.02", False), ("0.04", False)]
    return {
        "filters": [
            {"filterType": "PRICE_FILTER", "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": least, "stepSize": step},
        ],
        "exchangeId": "301", "symbol": symbol, "symbolName": symbol, "status": "TRADING",
        "baseAsset": symbol, "quoteAsset": settle, "inverse": False, "index": base,
        "indexToken": f"{base}USDT", "marginToken": settle, "contractMultiplier": size,
        "underlying": base, "isRwa": False, "closingStartTime": "0", "closingEndTime": "0",
        "riskLimits": [
            {"riskLimitId": str(number), "quantity": f"{42000 * number}.0",
             "initialMargin": initial, "maintMargin": "0.0025", "isWhite": white}
            for number, (initial, white) in enumerate(limits, 1)
        ],
        **{name: value for name, value in more.items() if name != "least"},
    }  # fmt: skip


def best(symbol: str) -> dict[str, Any]:
    """GET /quote/v1/contract/ticker/bookTicker: []."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[symbol]
    return {"s": symbol, "b": bid, "bq": bid_size, "a": ask, "aq": ask_size, "t": str(NOW)}


def mark(symbol: str) -> dict[str, Any]:
    """GET /quote/v1/markPrice: []."""
    return {"exchangeId": 301, "symbolId": symbol, "price": QUOTES[symbol][4], "time": NOW}


def funding(symbol: str) -> dict[str, Any]:
    """GET /api/v1/futures/fundingRate: []."""
    *_, rate, period, settles = QUOTES[symbol]
    return {
        "symbol": symbol, "rate": rate, "period": period, "nextFundingTime": settles,
        "interest": "0.0001", "fundingRateCap": "0.0024", "fundingRateFloor": "-0.0024",
    }  # fmt: skip


def depth(symbol: str) -> dict[str, Any]:
    """GET /quote/v1/depth."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[symbol]
    return {"t": NOW, "b": levels(bid, bid_size, -1), "a": levels(ask, ask_size, 1)}


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path, symbol = url.removeprefix(API), query.get("symbol", "")
    if method != "GET" or body is not None or path == "/api/v1/time":
        return 429, {"code": -1003, "msg": "Too many requests."}
    if path == "/api/v1/exchangeInfo":
        rows = [instrument(row) for row in CONTRACTS]
        return 200, {"timezone": "UTC", "serverTime": NOW, "symbols": [], "contracts": rows}
    if path == "/quote/v1/depth" and symbol in QUOTES:
        return 200, depth(symbol)
    lists = {"/quote/v1/contract/ticker/bookTicker": best, "/quote/v1/markPrice": mark,
             "/api/v1/futures/fundingRate": funding}  # fmt: skip
    if path in lists and not symbol:
        return 200, [lists[path](each) for each in QUOTES]
    if path == "/api/v1/futures/fundingRate":
        return 400, {"code": -1130, "msg": "Data sent for paramter 'symbol' is not valid."}
    return 400, {"code": -100011, "msg": "Not supported symbols"}
