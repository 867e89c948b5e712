"""Pacifica's answers, built from figures of 2025 and 2026.

Specifications: BTC and the spot row as ccxt quotes them (2026-04), ETH, SOL and BNB from ccxt's
market file (about 2026-01). Prices: the row of NVDA as a public client keeps it in its tests
(2026-09-28). Fee levels: an answer of 2026-08-19. ASSUMED, because nobody kept them: the prices and
books of BTC and ETH, NVDA's specification, the bundle, and the refusals' words.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 28, 8, 52, 33, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "NVDA")

API = "https://api.pacifica.fi/api/v1"
NOW = 1790585552699

# symbol, tick, lot, leverage, smallest order in USD, created, sort
MARKETS: tuple[tuple[str, str, str, int, str, int, str], ...] = (
    ("BTC", "1", "0.00001", 50, "10", 1748881333944, "perpetual"),
    ("ETH", "0.1", "0.0001", 50, "10", 1748881333944, "perpetual"),
    ("SOL", "0.01", "0.01", 20, "10", 1748881333944, "perpetual"),
    ("BNB", "0.01", "0.001", 10, "10", 1748881333944, "perpetual"),
    ("NVDA", "0.01", "0.01", 10, "10", 1776615970246, "perpetual"),
    ("kBONK", "0.000001", "1", 10, "10", 1748881333944, "perpetual"),
    ("SOL-USDC", "0.01", "0.001", 1, "10", 1776615970246, "spot"),
)
# symbol: paid, mark, mid, next, oracle
PRICES: dict[str, tuple[str, str, str, str, str]] = {
    "BTC": ("0.0000118", "81400.5", "81401", "0.0000125", "81395.2"),
    "ETH": ("0.0000125", "2580.13", "2580.15", "-0.0000031", "2579.9"),
    "NVDA": ("0.0000125", "223.14", "223.1", "0.0000125", "223.128564"),
    "SOL-USDC": ("0", "118.365599", "118.35", "0", "118.365599"),
}
# symbol: bids and asks, price and coins
BOOKS: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "BTC": ([("81400", "0.26203"), ("81398", "0.29281")], [("81402", "0.26802"), ("81410", "1")]),
    "ETH": ([("2580.1", "3.5"), ("2579.9", "12")], [("2580.2", "4"), ("2580.6", "20")]),
    "NVDA": ([("223.09", "10")], [("223.11", "8")]),
}

REFUSALS = (
    ("GET", f"{API}/book?symbol=NOSUCH&agg_level=1", None, "Refused"),
    ("GET", f"{API}/funding_rate/history?symbol=BTC", None, "RateLimited"),
)


def info() -> list[dict[str, Any]]:
    """GET /info: data[]."""
    return [
        {
            "symbol": symbol, "tick_size": tick, "min_tick": "0", "max_tick": "1000000",
            "lot_size": lot, "max_leverage": leverage, "isolated_only": False,
            "min_order_size": least, "max_order_size": "5000000", "funding_rate": "0.0000125",
            "next_funding_rate": "0.0000125", "created_at": created, "instrument_type": sort,
            "base_asset": symbol.split("-")[0],
        }
        for symbol, tick, lot, leverage, least, created, sort in MARKETS
    ]  # fmt: skip


def prices() -> list[dict[str, Any]]:
    """GET /info/prices: data[]."""
    return [
        {
            "funding": paid, "mark": mark, "mid": mid, "next_funding": following,
            "open_interest": "1092.49", "oracle": oracle, "symbol": symbol, "timestamp": NOW,
            "volume_24h": "49406.42296", "yesterday_price": mark,
        }
        for symbol, (paid, mark, mid, following, oracle) in PRICES.items()
    ]  # fmt: skip


def found(path: str, query: dict[str, str]) -> object:
    """What a request is answered with; None: it is refused."""
    if path == "/info":
        return info()
    if path == "/info/prices":
        return prices()
    if path == "/info/fees":
        makers = ("0.00015", "0.00012", "0.00009", "0.00006", "0.00003", *(3 * ("0.00000",)))
        takers = (
            "0.0004",
            "0.00038",
            "0.00036",
            "0.00034",
            "0.00032",
            "0.0003",
            "0.00029",
            "0.00028",
        )
        return [
            {"level": level, "maker_fee_rate": maker, "taker_fee_rate": taker}
            for level, (maker, taker) in enumerate(zip(makers, takers, strict=True))
        ]
    if path == "/book" and query.get("symbol") in BOOKS:
        symbol = query["symbol"]
        sides = [[{"p": p, "a": a, "n": 1} for p, a in side] for side in BOOKS[symbol]]
        return {"s": symbol, "l": sides, "t": NOW}
    return None


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(API)
    if path == "/funding_rate/history":
        return 429, {"error": "Rate limit exceeded"}
    data = found(path, query) if method == "GET" else None
    if data is None:
        return 400, {"success": False, "data": None, "error": "Invalid symbol", "code": 400}
    return 200, {"success": True, "data": data, "error": None, "code": None}
