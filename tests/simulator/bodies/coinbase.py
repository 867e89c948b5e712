"""Coinbase's public list of US futures, built from figures of 2026.

Shape and every constant member: nautechsystems/nautilus_trader, `http_products_future.json`
(2026-04-07). Sizes, ticks, prices and overnight margin of BIP, ETP, SLP and SHP: a public table of
the same answer of 2026-09-18; BIP's short margin and volume of 2026-04-07. ASSUMED, because nobody
kept them: ETP's index and funding, the dated and the full-size contract, the index, the new sort,
what is closed, and every book (one or two ticks around the price, sizes of our own).
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 18, 12, 28, 59, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

API = "https://api.coinbase.com/api/v3/brokerage/market"
NOW = "2026-09-18T12:28:58.662782Z"
FAR = "2089-12-30T16:00:00Z"

# id, root, size, tick, price, overnight margin long, short, name, rate, index, further members
PERPETUALS: tuple[tuple[str, ...], ...] = (
    ("BIP-20DEC30-CDE", "BTC", "0.01", "5", "80830", "0.245625", "0.306375", "BTC PERP",
     "0.000014", "80801.25"),
    ("ETP-20DEC30-CDE", "ETH", "0.1", "0.5", "2584", "0.2453", "0.3348", "ETH PERP",
     "0.000006", "2583.21"),
    ("SLP-20DEC30-CDE", "SOL", "5", "0.01", "110.86", "0.366", "", "SOL PERP", "0.00001", ""),
    ("SHP-20DEC30-CDE", "SHIB", "10000", "0.00001", "0.00546", "0.529", "", "1000SHIB PERP",
     "-0.000007", ""),
    ("US5-19DEC30-CDE", "CDEUS5", "1", "0.1", "6600", "0.1", "0.1", "US500 PERP", "0", ""),
    ("NEW-20DEC30-CDE", "NEW", "1", "0.1", "50", "0.5", "0.5", "NEW PERP", "0", ""),
)  # fmt: skip
DATED: tuple[tuple[str, ...], ...] = (
    ("BIT-30OCT26-CDE", "BTC", "0.01", "5", "81210", "0.234375", "0.289", "BTC 30 OCT 26",
     "2026-10-30T15:00:00Z"),
    ("BTI-30OCT26-CDE", "BTC", "1", "5", "81215", "0.234375", "0.289", "BTI 30 OCT 26",
     "2026-10-30T15:00:00Z"),
)  # fmt: skip
TYPES = {"US5-19DEC30-CDE": "STOCKS", "NEW-20DEC30-CDE": "WEATHER"}
STATES: dict[str, dict[str, Any]] = {
    "DOP-20DEC30-CDE": {"view_only": True},
    "XPP-20DEC30-CDE": {"fcm_trading_session_details": {"is_session_open": False}},
}
OTHERS: tuple[dict[str, Any], ...] = (
    {"product_id": "BTC-USD", "product_type": "SPOT", "product_venue": "CBE",
     "base_currency_id": "BTC", "quote_currency_id": "USD", "price": "80820.01",
     "price_increment": "0.01", "quote_increment": "0.01", "base_increment": "0.00000001",
     "base_min_size": "0.00000001", "base_max_size": "3400", "quote_min_size": "1",
     "quote_max_size": "150000000", "display_name": "BTC-USD", "status": "online",
     "fcm_trading_session_details": None, "alias": "", "alias_to": ["BTC-USDC"]},
    {"product_id": "ETH-PERP-INTX", "product_type": "FUTURE", "product_venue": "INTX",
     "base_currency_id": "", "quote_currency_id": "USDC", "price": "2584.01",
     "price_increment": "0.01", "quote_increment": "0.01", "base_increment": "0.0001",
     "base_min_size": "0.0001", "base_max_size": "1000", "quote_min_size": "10",
     "quote_max_size": "5000000", "display_name": "ETH PERP", "status": "",
     "fcm_trading_session_details": None, "alias_to": [],
     "future_product_details": {
         "venue": "", "contract_code": "ETH", "contract_expiry": None, "contract_size": "1",
         "contract_root_unit": "ETH", "contract_expiry_type": "PERPETUAL",
         "perpetual_details": {"funding_rate": "0.000016", "max_leverage": "10"}}},
)  # fmt: skip

# bids and asks: price and contracts
BOOKS: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "BIP-20DEC30-CDE": ([("80825", "14"), ("80820", "42"), ("80815", "65")],
                        [("80835", "9"), ("80840", "51"), ("80845", "70")]),
    "ETP-20DEC30-CDE": ([("2583.5", "30"), ("2583", "60")], [("2584.5", "25"), ("2585", "80")]),
    "BIT-30OCT26-CDE": ([("81200", "5"), ("81190", "12")], [("81220", "7"), ("81230", "20")]),
    "BTI-30OCT26-CDE": ([("81195", "1")], [("81225", "2")]),
}  # fmt: skip

NOT_FOUND = {
    "error": "NOT_FOUND",
    "error_details": "valid product_id is required",
    "message": "valid product_id is required",
}
REFUSALS = (
    ("GET", f"{API}/product_book?product_id=NOSUCH-CDE&limit=50", None, "Refused"),
    ("GET", f"{API}/products/BIP-20DEC30-CDE/ticker", None, "RateLimited"),
)


def product(row: tuple[str, ...]) -> dict[str, Any]:
    """What perpetual-style and dated futures share."""
    name, root, size, tick, price, long, short, shown, *_ = row
    margin = {"long_margin_rate": long, "short_margin_rate": short}
    return {
        "product_id": name, "price": price, "volume_24h": "678476", "base_increment": "1",
        "quote_increment": "0.01", "quote_min_size": "0", "quote_max_size": "100000000",
        "base_min_size": "1", "base_max_size": "5000", "base_name": "", "quote_name": "US Dollar",
        "is_disabled": False, "status": "", "cancel_only": False, "limit_only": False,
        "post_only": False, "trading_disabled": False, "auction_mode": False,
        "product_type": "FUTURE", "quote_currency_id": "USD", "base_currency_id": "",
        "fcm_trading_session_details": {
            "is_session_open": True, "open_time": "2026-09-17T21:00:00Z",
            "close_time": "2026-09-18T21:00:00Z",
            "session_state": "FCM_TRADING_SESSION_STATE_OPEN"},
        "mid_market_price": price, "alias": "", "alias_to": [], "quote_display_symbol": "USD",
        "view_only": False, "price_increment": tick, "display_name": shown,
        "product_venue": "FCM", "best_bid_price": "", "best_ask_price": "",
        "future_product_details": {
            "venue": "cde", "contract_code": name[:3], "contract_size": size,
            "contract_root_unit": root, "contract_expiry_type": "EXPIRING",
            "risk_managed_by": "MANAGED_BY_FCM",
            "perpetual_details": {"open_interest": "183283", "funding_rate": "",
                                  "funding_time": None, "max_leverage": ""},
            "intraday_margin_rate": {"long_margin_rate": "0.1", "short_margin_rate": "0.1"},
            "overnight_margin_rate": margin,
            "futures_asset_type": f"FUTURES_ASSET_TYPE_{TYPES.get(name, 'CRYPTO')}"},
    }  # fmt: skip


def perpetual(row: tuple[str, ...]) -> dict[str, Any]:
    """A perpetual-style future."""
    found, (rate, index) = product(row), row[8:]
    found["future_product_details"] |= {
        "contract_expiry": FAR, "funding_interval": "3600s", "funding_rate": rate,
        "funding_time": "2026-09-18T12:00:00Z", "index_price": index,
    }  # fmt: skip
    return found


def dated(row: tuple[str, ...]) -> dict[str, Any]:
    """A dated future."""
    found = product(row)
    found["future_product_details"] |= {
        "contract_expiry": row[8], "funding_interval": None, "funding_rate": "",
        "funding_time": None, "index_price": "",
    }  # fmt: skip
    return found


def products() -> list[dict[str, Any]]:
    """GET /market/products: products[]."""
    stopped = [
        perpetual((name, "XRP", "500", "0.0001", "1.6", "0.4", "0.6", "XRP PERP", "0", "")) | state
        for name, state in STATES.items()
    ]
    return [*map(perpetual, PERPETUALS), *map(dated, DATED), *stopped, *OTHERS]


def book(name: str) -> dict[str, Any]:
    """GET /market/product_book."""
    bids, asks = ([{"price": p, "size": s} for p, s in side] for side in BOOKS[name])
    return {"pricebook": {"product_id": name, "bids": bids, "asks": asks, "time": NOW}}


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(API)
    if method == "GET" and path == "/products" and query.get("product_type") == "FUTURE":
        found = products()
        return 200, {"products": found, "num_products": len(found), "pagination": None}
    if method == "GET" and path == "/product_book" and query.get("product_id") in BOOKS:
        return 200, book(query["product_id"])
    if path.endswith("/ticker"):
        return 429, {"error": "RESOURCE_EXHAUSTED", "message": "too many requests"}
    return 404, NOT_FOUND
