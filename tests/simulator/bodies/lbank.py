"""LBank's answers, built from figures of 2023 to 2026.

Specifications of BTCUSDT and ETHUSDT, and that 0 stands for no leverage: belyjelli/ai-rates
(cde9efcd, 2026-09-13). BTCUSDT: ccxt 4.5.90, answers quoted in `lbank.py`: mark, index, funding
(2024-11-04) and sizes of the book (2023-08), whose prices are ASSUMED around the mark of 2024.
Names, the suspended contract and refusals: nemanull/arbitrage-observatory, LBank profile
(2026-09-23).
All are told here as of that day. ASSUMED, because nobody kept them: sizes and prices of all others.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 23, 3, 0, tzinfo=UTC)
ASSETS = ("BTC", "SATS")

API = "https://lbkperp.lbank.com/cfd/openApi/v1/pub"
NEXT = "1790150400000"  # 2026-09-23 08:00

# symbol, base, step, minimum, maximum, least value, tick, suspended
ROWS = (
    ("BTCUSDT", "BTC", 0.0001, "0.0001", "60.0", "1.0", 0.1, 0),
    ("ETHUSDT", "ETH", 0.001, "0.001", "1000.0", "5.0", 0.01, 0),
    ("1000SATSUSDT", "1000SATS", 1.0, "1", "900000", "5.0", 0.0000001, 0),
    ("CROSSUSDT", "CROSS", 0.1, "0.1", "50000", "5.0", 0.00001, 0),
    ("TSLASTOCKUSDT", "TSLASTOCK", 0.01, "0.01", "500", "5.0", 0.01, 0),
    ("GONEUSDT", "GONE", 0.1, "0.1", "50000", "5.0", 0.00001, 1),
)
LEVERAGE = {"BTCUSDT": 200, "ETHUSDT": 200, "CROSSUSDT": 0}
# symbol: mark, index, last, rate, seconds, volume
STATES: dict[str, tuple[str, str, str, str | None, object, str]] = {
    "BTCUSDT": ("68434.1", "68455.904", "68427.3", "0.0001", "28800", "33534.2858"),
    "1000SATSUSDT": ("0.0001742", "0.0", "0.0001741", None, 14400, "90000000"),
}
# symbol: bids and asks as price and coins
BOOKS = {
    "BTCUSDT": ([("68427.2", "13.4899"), ("68426", "2")], [("68427.3", "14.6535")]),
    "1000SATSUSDT": ([("0.0001741", "52000")], [("0.0001743", "41000")]),
}
DELISTED = "This product has been delisted and is not available for trading."
REFUSALS = (
    ("GET", f"{API}/marketOrder?symbol=NOSUCHUSDT&depth=50", None, "Refused"),
    ("GET", f"{API}/marketOrder", None, "Refused"),
    ("GET", f"{API}/getTime", None, "RateLimited"),
)


def told(data: object) -> tuple[int, dict[str, Any]]:
    """A good answer."""
    return 200, {"data": data, "error_code": 0, "msg": "Success", "result": "true",
                 "success": True}  # fmt: skip


def failed(status: int, code: int, text: str) -> tuple[int, dict[str, Any]]:
    """A refusal."""
    return status, {"error_code": code, "msg": text, "result": "false", "success": False}


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /instrument: data[]."""
    symbol, base, step, least, most, cost, tick, suspended = row
    return {
        "symbol": symbol, "symbolName": symbol, "baseCurrency": base, "priceCurrency": "USDT",
        "clearCurrency": "USDT", "volumeMultiple": 1.0, "volumeTick": step, "priceTick": tick,
        "minOrderVolume": least, "maxOrderVolume": most, "minOrderCost": cost,
        "defaultLeverage": 20, "maxLeverage": LEVERAGE.get(symbol, 50),
        "needSuspend": suspended, "instrumentStatus": "2",
    }  # fmt: skip


def state(symbol: str) -> dict[str, Any]:
    """GET /marketData: data[]."""
    mark, index, last, rate, seconds, volume = STATES[symbol]
    found = {"symbol": symbol, "markedPrice": mark, "underlyingPrice": index, "lastPrice": last,
             "volume": volume, "positionFeeTime": seconds, "nextFeeTime": NEXT}  # fmt: skip
    return found if rate is None else {**found, "fundingRate": rate, "positionFeeRate": rate}


def answer(_method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """What LBank answers to one request."""
    path, symbol = url.removeprefix(API), query.get("symbol", "")
    if path == "/getTime":
        return failed(200, 183, "too many requests")
    if path in ("/instrument", "/marketData"):
        if query.get("productGroup") != "SwapU":
            return told([])
        return told([*map(instrument, ROWS)] if path == "/instrument" else [*map(state, STATES)])
    if not symbol:
        return failed(500, 500, "Internal Server Error")
    if symbol not in BOOKS:
        return failed(200, 20156, DELISTED)
    bids, asks = (
        [{"volume": size, "price": price, "orders": "1"} for price, size in side]
        for side in BOOKS[symbol]
    )
    return told({"symbol": symbol, "asks": asks, "bids": bids})
