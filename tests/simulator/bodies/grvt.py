"""GRVT's answers, built from figures of 2025-12 and 2026.

Instruments: BTC and SUI as ccxt's market file has them (2026-02-02, SUI 2026-04-22), AAVE as ccxt
quotes it (2025-11-28), ETH and XAU as belyjelli/ai-rates has them (da088199, 2026-09-13), ADA as
restaji/open-trade-hedge does (5e8083c0, 2026-08-19).
BTC's ticker: an answer that ccxt quotes (2025-12-03 15:12 UTC).
BTC's first margin bracket: the example of the API reference. ASSUMED, because nobody kept them:
all other tickers, books and brackets, and what stands for other kinds and states; their words are
those of a client's schema (typed-grvt 0.2.0, 2026-10).
"""

from datetime import UTC, datetime
from typing import Any, cast

AS_OF = datetime(2025, 12, 3, 15, 12, 11, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "ADA")

API = "https://market-data.grvt.io/full/v1"
NOW = "1764774730025055205"
DUE = "1764777600000000000"

# instrument: tick, least, least value, beside
INSTRUMENTS: dict[str, tuple[str, str, str | None, dict[str, Any]]] = {
    "BTC_USDT_Perp": ("0.1", "0.001", "100.0", {}),
    "ETH_USDT_Perp": ("0.01", "0.001", "20.0", {}),
    "ADA_USDT_Perp": ("0.0001", "1.0", "5.0", {"asset_class": "CRYPTO", "status": "ACTIVE"}),
    "SUI_USDT_Perp": ("0.0001", "0.1", "5.0", {}),
    "AAVE_USDT_Perp": ("0.01", "0.1", None, {"funding_interval_hours": "8"}),
    "XAU_USDT_Perp": ("0.01", "0.001", "5.0", {"asset_class": "COMMODITY",
                                               "funding_interval_hours": 4}),
    "OLD_USDT_Perp": ("0.0001", "1", "5.0", {"status": "REDUCE_ONLY"}),
    "BLOCK_USDT_Perp": ("0.0001", "1", "5.0", {"venues": ["RFQ"]}),
    "USDC_USDT_SpotSwap": ("0.0001", "1", "5.0", {"kind": "SPOT_SWAP"}),
    "ODD_USDT_Perp": ("0.0001", "1", "5.0", {"asset_class": "WEATHER"}),
}  # fmt: skip
# instrument: mark, index, last, bid, size, ask, size, rate in percent
TICKERS: dict[str, tuple[str, ...]] = {
    "BTC_USDT_Perp": ("92697.300078773", "92727.818122278", "92683.0", "92682.9", "5.332",
                      "92683.0", "0.009", "0.0037"),
    "ETH_USDT_Perp": ("3052.11", "3053.01", "3052.1", "3052.05", "12.3", "3052.15", "8.4",
                      "0.01"),
    "ADA_USDT_Perp": ("0.4371", "0.4372", "0.4371", "0.437", "52000", "0.4372", "48300",
                      "-0.0021"),
}  # fmt: skip
# BOOKS holds bids and asks of each
BOOKS: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "BTC_USDT_Perp": ([("92682.9", "5.332"), ("92681.5", "2.1")],
                      [("92683.0", "0.009"), ("92683.1", "1.711")]),
    "ETH_USDT_Perp": ([("3052.05", "12.3"), ("3051.9", "40")],
                      [("3052.15", "8.4"), ("3052.3", "35")]),
    "ADA_USDT_Perp": ([("0.437", "52000"), ("0.4369", "90000")],
                      [("0.4372", "48300"), ("0.4373", "120000")]),
}  # fmt: skip
# instrument: floor, cap, maintenance, initial, leverage, amount
BRACKETS: dict[str, tuple[tuple[str, str | None, str, str, int, str], ...]] = {
    "BTC_USDT_Perp": (("0", "600000", "0.01", "0.02", 50, "0"),
                      ("600000", None, "0.0125", "0.025", 40, "1500")),
    "ETH_USDT_Perp": (("0", "400000", "0.01", "0.02", 50, "0"),
                      ("400000", None, "0.015", "0.03", 33, "2000")),
    "ADA_USDT_Perp": (("0", None, "0.025", "0.05", 20, "0"),),
}  # fmt: skip

REFUSALS = (
    ("POST", f"{API}/ticker", {"instrument": "NOPE_USDT_Perp"}, "Refused"),
    ("POST", f"{API}/funding", {"instrument": "BTC_USDT_Perp"}, "RateLimited"),
)


def instrument(name: str) -> dict[str, Any]:
    """POST /all_instruments: result[]."""
    tick, least, value, beside = INSTRUMENTS[name]
    base, quote, _ = name.split("_")
    row = {
        "instrument": name, "instrument_hash": "0x030501", "base": base, "quote": quote,
        "kind": "PERPETUAL", "venues": ["ORDERBOOK", "RFQ"], "settlement_period": "PERPETUAL",
        "base_decimals": 9, "quote_decimals": 6, "tick_size": tick, "min_size": least,
        "create_time": "1770020259016365490", "max_position_size": "1000.0",
        "funding_interval_hours": 8, "adjusted_funding_rate_cap": "0.3",
        "adjusted_funding_rate_floor": "-0.3", "min_notional": value,
    }  # fmt: skip
    return {key: member for key, member in (row | beside).items() if member is not None}


def ticker(name: str) -> dict[str, Any]:
    """POST /ticker."""
    mark, index, last, bid, bid_size, ask, ask_size, rate = TICKERS[name]
    return {"result": {
        "event_time": NOW, "instrument": name, "mark_price": mark, "index_price": index,
        "last_price": last, "last_size": "0.001", "mid_price": mark, "best_bid_price": bid,
        "best_bid_size": bid_size, "best_ask_price": ask, "best_ask_size": ask_size,
        "funding_rate_8h_curr": rate, "funding_rate_8h_avg": rate, "interest_rate": "0.0",
        "forward_price": "0.0", "buy_volume_24h_b": "2893.898", "sell_volume_24h_b": "2907.847",
        "open_interest": "1523.218935908", "long_short_ratio": "1.472543",
        "funding_rate": rate, "next_funding_time": DUE,
    }}  # fmt: skip


def book(name: str) -> dict[str, Any]:
    """POST /book."""
    bids, asks = (
        [{"price": price, "size": size, "num_orders": "3"} for price, size in side]
        for side in BOOKS[name]
    )
    return {"result": {"event_time": NOW, "instrument": name, "bids": bids, "asks": asks}}


def margin(name: str) -> dict[str, Any]:
    """POST /margin_rules; the last bracket has no cap."""
    rows = [
        {"tier": number, "notional_floor": floor, "maintenance_margin_rate": kept,
         "initial_margin_rate": rate, "max_leverage": leverage,
         "cumulative_maintenance_amount": amount} | ({"notional_cap": cap} if cap else {})
        for number, (floor, cap, kept, rate, leverage, amount) in enumerate(BRACKETS[name], 1)
    ]  # fmt: skip
    return {"instrument": name, "max_position_size": "1000.0", "risk_brackets": rows}


def answer(method: str, url: str, _query: dict[str, str], body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(API)
    if method != "POST" or not isinstance(body, dict):
        return 405, b""
    name = cast("dict[str, str]", body).get("instrument", "")
    reply: dict[str, tuple[Any, Any]] = {
        "/ticker": (TICKERS, ticker),
        "/book": (BOOKS, book),
        "/margin_rules": (BRACKETS, margin),
    }
    if path == "/all_instruments":
        return 200, {"result": [*map(instrument, INSTRUMENTS)]}
    if path == "/funding":
        text = "You have surpassed the allocated rate limit for your tier"
        return 429, {"request_id": 1, "code": 1006, "message": text, "status": 429}
    if path in reply and name in reply[path][0]:
        return 200, reply[path][1](name)
    text = "Instrument is invalid"
    return 400, {"request_id": 1, "code": 3000, "message": text, "status": 400}
