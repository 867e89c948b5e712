"""Paradex's answers, built from figures of 2026-09-04.

BTC's market: an answer kept in the tests of a public scanner. BTC's and ETH's summary and those of
an option: messages of the summary channel, kept there too. BTC's book of API orders: an answer kept
there. ETH's increment and tick follow from its sizes and prices. ASSUMED, because nobody kept them:
the books of the application, ETH's smallest value, everything of kPEPE, the real-world asset, the
contract that is not open yet and the spot market, and the words of refusals.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 4, 2, 26, 47, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "PEPE")

API = "https://api.prod.paradex.trade/v1"
NOW = 1788488806060

# base: increment, tick, least value, most, margin, opened, tags
MARKETS: dict[str, tuple[str, str, str, str, str, int, list[str]]] = {
    "BTC": ("0.00001", "0.1", "10", "100", "0.02", 1696431006398, ["LAYER-1"]),
    "ETH": ("0.0001", "0.01", "10", "1000", "0.02", 1698756879745, ["LAYER-1"]),
    "kPEPE": ("1", "0.000001", "10", "120000000", "0.05", 1735689600000, ["MEME"]),
    "DOGE": ("1", "0.00001", "10", "3000000", "0.033333", 1717065600000, ["MEME"]),
    "XAU": ("0.001", "0.1", "10", "100", "0.05", 1767225600000, ["RWA"]),
    "SOON": ("1", "0.0001", "10", "100000", "0.2", 1788566400000, []),
}
# symbol: bid, size, ask, size, mark, spot, last, rate
SUMMARIES: dict[str, tuple[str, ...]] = {
    "BTC-USD-PERP": ("80715.8", "0.02471", "80722.5", "0.00019", "80716.72420219",
                     "80697.47169434", "80742.5", "0.0000737728714"),
    "ETH-USD-PERP": ("2501.33", "60.3231", "2502.04", "60.3059", "2501.3238246",
                     "2500.13749362", "2503.45", "0.00009919173065"),
    "kPEPE-USD-PERP": ("0.003711", "900000", "0.003714", "850000", "0.0037125", "0.0037121",
                       "0.003712", "-0.0000412"),
    "DOGE-USD-PERP": ("0.10411", "40000", "0.10414", "38000", "0.104125", "0.10412", "0.10412",
                      "0.0001"),
    "XAU-USD-PERP": ("4100.1", "1", "4100.9", "1", "4100.5", "4100.4", "4100.3", "0.0001"),
    "ETH-USD-5SEP26-2500-P": ("", "", "", "", "29.19148496", "2500.13749362", "", ""),
}  # fmt: skip
# symbol: bids and asks that the application sees
BOOKS: dict[str, tuple[list[list[str]], list[list[str]]]] = {
    "BTC-USD-PERP": (
        [["80716.2", "0.4"], ["80715.8", "0.42471"], ["80709.3", "1.2"]],
        [["80717.3", "0.35"], ["80722.5", "0.00019"], ["80723.1", "1.1"]],
    ),
    "ETH-USD-PERP": (
        [["2501.33", "60.3231"], ["2500.9", "12"]],
        [["2501.52", "20.5"], ["2502.04", "60.3059"]],
    ),
    "kPEPE-USD-PERP": (
        [["0.003711", "900000"], ["0.003709", "2000000"]],
        [["0.003714", "850000"], ["0.003716", "2000000"]],
    ),
}

REFUSALS = (
    ("GET", f"{API}/orderbook/NOPE-USD-PERP/interactive?depth=100", None, "Refused"),
    ("GET", f"{API}/funding/data?market=BTC-USD-PERP", None, "RateLimited"),
    ("GET", f"{API}/system/state", None, "GeoBlocked"),
)


def rates(maker: str, taker: str) -> dict[str, Any]:
    """One channel of fee_config."""
    return {"maker_fee": {"fee": maker}, "taker_fee": {"fee": taker}}


def market(base: str) -> dict[str, Any]:
    """GET /markets: results[]."""
    step, tick, least, most, margin, opened, tags = MARKETS[base]
    return {
        "symbol": f"{base}-USD-PERP", "base_currency": base, "quote_currency": "USD",
        "settlement_currency": "USDC", "order_size_increment": step, "price_tick_size": tick,
        "min_notional": least, "open_at": opened, "expiry_at": 0, "asset_kind": "PERP",
        "market_kind": "cross", "position_limit": "300", "price_bands_width": "0.05",
        "max_slippage": "0.001", "max_open_orders": 150, "max_funding_rate": "0.02",
        "delta1_cross_margin_params": {"imf_base": margin, "imf_shift": "0", "imf_factor": "0",
                                       "mmf_factor": "0.5"},
        "max_order_size": most, "interest_rate": "0.0001", "clamp_rate": "0.0005",
        "funding_period_hours": 8, "funding_multiplier": 1, "tags": tags,
        "fee_config": {"interactive_fee": rates("0", "0"), "api_fee": rates("0", "0.0002"),
                       "rpi_fee": rates("0", "0.0002")},
        "trading_mode": "STANDARD",
    }  # fmt: skip


def markets() -> list[dict[str, Any]]:
    """GET /markets: the perpetuals, an option and a spot market."""
    like = market("ETH") | {"delta1_cross_margin_params": None, "fee_config": None}
    option = {"symbol": "ETH-USD-5SEP26-2500-P", "asset_kind": "OPTION", "option_type": "PUT",
              "strike_price": "2500", "funding_period_hours": 0}  # fmt: skip
    spot = {"symbol": "DIME-USD", "asset_kind": "SPOT", "base_currency": "DIME"}
    return [*map(market, MARKETS), like | option, like | spot]


def summary(symbol: str) -> dict[str, Any]:
    """GET /markets/summary: results[]."""
    bid, bid_size, ask, ask_size, mark, spot, last, rate = SUMMARIES[symbol]
    return {
        "symbol": symbol, "mark_price": mark, "delta": "1.00023858", "last_traded_price": last,
        "bid": bid, "bid_size": bid_size, "ask": ask, "ask_size": ask_size,
        "volume_24h": "8355948.167414006", "total_volume": "133749798376.612469",
        "created_at": NOW, "underlying_price": spot, "open_interest": "46.42612",
        "funding_rate": rate, "price_change_rate_24h": "0.041664", "risk_free_rate": "0",
    }  # fmt: skip


def book(path: str) -> tuple[int, object]:
    """GET /orderbook/{market}/interactive."""
    symbol = path.split("/")[2]
    if symbol not in BOOKS:
        return 404, {"error": "MARKET_NOT_FOUND", "message": f"market {symbol} not found"}
    bids, asks = BOOKS[symbol]
    return 200, {"market": symbol, "seq_no": 7654573473, "last_updated_at": NOW,
                 "asks": asks, "bids": bids}  # fmt: skip


def answer(method: str, url: str, _query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(API)
    match method, path:
        case "GET", "/markets":
            return 200, {"results": markets()}
        case "GET", "/markets/summary":
            return 200, {"results": [*map(summary, SUMMARIES)]}
        case "GET", "/funding/data":
            return 429, {"error": "TOO_MANY_REQUESTS", "message": "rate limit exceeded"}
        case "GET", "/system/state":
            return 403, {"error": "GEO_IP_BLOCK", "message": "not available in your region"}
        case _ if path.startswith("/orderbook/"):
            return book(path)
        case _:
            return 404, {"error": "NOT_FOUND", "message": "no such path"}
