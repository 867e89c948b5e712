"""Lighter's answers, built from figures of 2026.

Members: nautechsystems/nautilus_trader, `http_order_book_details.json` (2026-05-05). Smallest
orders and decimals of BTC and ETH: rows kept in a public recorder's tests (2026-07-28); BTC's
prices, rate and margin, ETH's book: answers kept in a public scanner's tests (2026-09-19 and
2026-09-20); LTC: ccxt's market file (undated). ASSUMED, because nobody kept them: ETH's and LTC's
prices, everything of 1000PEPE but its name, what is closed, and BTC's and PEPE's books.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 20, 14, 14, 53, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "PEPE")

API = "https://mainnet.zklighter.elliot.ai/api/v1"

# symbol, number, smallest quantity, decimals of size and price, margin, mark, index, last; further
MARKETS: tuple[tuple[str, int, str, int, int, int, int, str, str, float, dict[str, Any]], ...] = (
    ("ETH", 0, "0.0005", 4, 2, 200, 120, "2579.91", "2580.24", 2579.97, {}),
    ("BTC", 1, "0.00002", 5, 1, 200, 120, "81468.9", "81479.3", 81468.8, {}),
    ("1000PEPE", 4, "500", 0, 6, 1000, 600, "0.003712", "0.003713", 0.003711, {}),
    ("LTC", 35, "0.100", 3, 3, 1000, 600, "71.204", "71.21", 71.2, {}),
    ("MKR", 28, "0.01", 4, 2, 1000, 600, "1500", "1500", 1500, {"status": "inactive"}),
    ("OLD", 61, "1", 0, 4, 2000, 1200, "0.5", "0.5", 0.5, {"is_frozen": True}),
    ("LEAVING", 62, "1", 0, 4, 2000, 1200, "0.5", "0.5", 0.5,
     {"market_config": {"force_reduce_only": True}}),
)  # fmt: skip
RATES: tuple[tuple[int, str, str, float], ...] = (
    (1, "lighter", "BTC", 0.00009599999999999999), (1, "binance", "BTC", 0.0001),
    (1, "hyperliquid", "BTC", 0.0001), (0, "binance", "ETH", 0.00005),
    (0, "lighter", "ETH", -0.000016),
)  # fmt: skip
PAID: dict[str, list[dict[str, object]]] = {
    "4": [
        {"timestamp": 1789909200, "value": "0.02", "rate": "0.0012", "direction": "long"},
        {"timestamp": 1789912800, "value": "0.01", "rate": "0.0006", "direction": "short"},
    ]
}

# number: bids and asks, order by order: price and what is left
BOOKS: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "0": (
        [("2579.82", "6.4693"), ("2579.75", "0.5095"), ("2579.75", "0.0776"),
         ("2579.73", "13.5958"), ("2579.73", "0.5039")],
        [("2579.97", "2.3543"), ("2580.00", "1.0256"), ("2580.01", "68.1640"),
         ("2580.03", "0.0979"), ("2580.06", "0.5030")],
    ),
    "1": (
        [("81468.8", "0.00051"), ("81468.8", "0.2"), ("81460.0", "1.5")],
        [("81468.9", "0.19283"), ("81475.0", "2")],
    ),
    "4": ([("0.003711", "90000"), ("0.003710", "400000")], [("0.003713", "120000")]),
}  # fmt: skip

REFUSALS = (
    ("GET", f"{API}/orderBookOrders?market_id=0&limit=0", None, "Refused"),
    ("GET", f"{API}/exchangeStats", None, "RateLimited"),
)


def market(row: tuple[Any, ...]) -> dict[str, Any]:
    """order_book_details[]."""
    name, number, least, size, price, initial, kept, mark, index, last, more = row
    return {
        "symbol": name, "market_id": number, "market_type": "perp", "base_asset_id": 0,
        "quote_asset_id": 0, "status": "active", "taker_fee": "0.0000",
        "is_taker_fee_enabled": True, "maker_fee": "0.0000", "is_maker_fee_enabled": True,
        "liquidation_fee": "1.0000", "min_base_amount": least, "min_quote_amount": "10.000000",
        "order_quote_limit": "281474976.710655", "supported_size_decimals": size,
        "supported_price_decimals": price, "supported_quote_decimals": 6, "size_decimals": size,
        "price_decimals": price, "quote_multiplier": 1, "default_initial_margin_fraction": 500,
        "min_initial_margin_fraction": initial, "maintenance_margin_fraction": kept,
        "closeout_margin_fraction": 80, "last_trade_price": last, "mark_price": mark,
        "index_price": index, "daily_base_token_volume": 195399.1521 * 1e4,
        "open_interest": 27350.8981, "daily_chart": {},
        "market_config": {"market_margin_mode": 0, "liquidation_mode": 0,
                          "force_reduce_only": False, "trading_hours": "", "hidden": False},
        "strategy_index": 2, **more,
    }  # fmt: skip


def book(number: str) -> dict[str, Any]:
    """GET /orderBookOrders."""
    bids, asks = (
        [
            {"order_index": at, "price": price, "initial_base_amount": left,
             "remaining_base_amount": left}
            for at, (price, left) in enumerate(side)
        ]
        for side in BOOKS.get(number, ([], []))
    )  # fmt: skip
    return {"total_bids": len(bids), "bids": bids, "total_asks": len(asks), "asks": asks}


def found(path: str, query: dict[str, str]) -> dict[str, Any] | None:
    """What a request is answered with, beside the code; None: it is refused."""
    if path == "/orderBookDetails":
        return {"order_book_details": [*map(market, MARKETS)], "spot_order_book_details": []}
    if path == "/funding-rates":
        names = ("market_id", "exchange", "symbol", "rate")
        return {"funding_rates": [dict(zip(names, row, strict=True)) for row in RATES]}
    if path == "/fundings":
        return {"resolution": "1h", "fundings": PAID.get(query["market_id"], [])}
    if path == "/orderBookOrders" and query.get("limit") != "0":
        return book(query["market_id"])
    return None


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request; refusals come with 200."""
    path = url.removeprefix(API)
    if path == "/exchangeStats":
        return 200, {"code": 23000, "message": "Too Many Requests!"}
    body = found(path, query) if method == "GET" and url.startswith(API) else None
    if body is None:
        return 200, {"code": 20001, "message": "invalid param "}
    return 200, {"code": 200, **body}
