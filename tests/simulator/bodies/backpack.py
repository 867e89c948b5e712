"""Backpack's answers, built from figures of 2025 and 2026.

BTC's market, mark price and two levels a side: answers of 2026-08-05 16:41 UTC as a public research
note quotes them. ETH and SOL: ccxt's market file (2025-07), ADA: the same (late 2025); their
funding is set to the hour that all 84 perpetuals had on 2026-08-05. Names, states and what has no
figure of TON, MSFT.US, ORDER, kPEPE and AAPL.US: a probe of 2026-09-23. kPEPE's sizes, tick and
margin: belyjelli/ai-rates (a52491e1, 2026-09-13). ASSUMED, because nobody kept them: sizes and tick
of AAPL.US, prices and books of all but BTC, and a margin
function of another form.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 8, 5, 16, 41, 57, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "PEPE")

API = "https://api.backpack.exchange/api/v1"
NOW_US = 1785948116439400
DUE = 1785949200000

# symbol: least and step, tick, both margins (base and factor), created
MARKETS: dict[str, tuple[str, str, tuple[str, str], tuple[str, str], str]] = {
    "BTC_USDC_PERP": ("0.00001", "0.1", ("0.01333333", "0.00002494"),
                      ("0.00666667", "0.00001496"), "2025-01-21T06:34:54.691858"),
    "ETH_USDC_PERP": ("0.0001", "0.01", ("0.02", "0.0000935"), ("0.0125", "0.0000561"),
                      "2025-01-21T06:34:54.691858"),
    "SOL_USDC_PERP": ("0.01", "0.01", ("0.02", "0.0001275"), ("0.0125", "0.0000765"),
                      "2025-01-21T06:34:54.691858"),
    "ADA_USDC_PERP": ("1", "0.0001", ("0.1", "0.00044"), ("0.05", "0.00026"),
                      "2025-02-12T03:49:50.513163"),
    "kPEPE_USDC_PERP": ("100", "0.0000001", ("0.06666667", "0.00015676"),
                        ("0.03333333", "0.00009406"), "2025-06-13T01:48:55.027195"),
    "AAPL.US_USDC_PERP": ("0.01", "0.01", ("0.1", "0.0005"), ("0.05", "0.0003"),
                          "2026-03-01T00:00:00.5"),
    "TON_USDC_PERP": ("0.1", "0.001", ("0.1", "0.0005"), ("0.05", "0.0003"),
                      "2025-05-01T00:00:00"),
    "ORDER_USDC_PERP": ("1", "0.0001", ("0.1", "0.0005"), ("0.05", "0.0003"),
                        "2025-05-01T00:00:00"),
    "MSFT.US_USDC_PERP": ("0.01", "0.01", ("0.1", "0.0005"), ("0.05", "0.0003"),
                          "2026-03-01T00:00:00"),
    "ODD_USDC_PERP": ("1", "0.0001", ("0.1", "0.0005"), ("0.05", "0.0003"),
                      "2026-03-01T00:00:00"),
}  # fmt: skip
BESIDE: dict[str, dict[str, Any]] = {
    "AAPL.US_USDC_PERP": {"rwaMarketType": "STOCK"},
    "TON_USDC_PERP": {"orderBookState": "Closed"},
    "ORDER_USDC_PERP": {"visible": False},
    "MSFT.US_USDC_PERP": {"orderBookState": "PostOnly", "rwaMarketType": "STOCK"},
    "ODD_USDC_PERP": {"rwaMarketType": "PRE_IPO"},
}
# symbol: mark, index, rate
MARKS = {
    "BTC_USDC_PERP": ("64575.6", "64620.4597227", "-0.0000117704808946259223127855"),
    "ETH_USDC_PERP": ("1871.12", "1871.9", "0.0000125"),
    "SOL_USDC_PERP": ("78.42", "78.45", "0.0000125"),
    "ADA_USDC_PERP": ("0.2614", "0.2615", "0.0000125"),
    "kPEPE_USDC_PERP": ("0.003121", "0.003122", "0.000112744"),
    "AAPL.US_USDC_PERP": ("241.37", "241.4", "0.000004"),
}
# symbol: bids, the best LAST, and asks, the best first; price and quoted base
BOOKS: dict[str, tuple[list[list[str]], list[list[str]]]] = {
    "BTC_USDC_PERP": (
        [["64574.3", "0.77413"], ["64575.1", "3.57196"]],
        [["64575.2", "0.24612"], ["64576.8", "0.77429"]],
    ),
    "ETH_USDC_PERP": (
        [["1870.8", "40"], ["1871", "12.5"], ["1871.1", "3.2"]],
        [["1871.13", "2.1"], ["1871.4", "30"]],
    ),
    "kPEPE_USDC_PERP": (
        [["0.003117", "900000"], ["0.00312", "41200"]],
        [["0.003122", "38000"], ["0.003125", "1200000"]],
    ),
}

REFUSALS = (
    ("GET", f"{API}/depth?symbol=NOPE_USDC_PERP&limit=100", None, "Refused"),
    ("GET", f"{API}/depth?symbol=BTC_USDC_PERP&limit=30", None, "Refused"),
    ("GET", f"{API}/fundingRates?symbol=BTC_USDC_PERP", None, "RateLimited"),
)


def market(symbol: str) -> dict[str, Any]:
    """GET /markets: []."""
    step, tick, initial, kept, created = MARKETS[symbol]
    base, quote, _ = symbol.split("_")

    def root(figures: tuple[str, str]) -> dict[str, str]:
        return {"base": figures[0], "factor": figures[1], "type": "sqrt"}

    return {
        "baseSymbol": base, "createdAt": created,
        "filters": {
            "price": {"maxMultiplier": "1.25", "maxPrice": "1000000", "minMultiplier": "0.75",
                      "minPrice": tick, "tickSize": tick},
            "quantity": {"maxQuantity": None, "minQuantity": step, "stepSize": step},
        },
        "fundingInterval": 3600000, "fundingRateLowerBound": "-150",
        "fundingRateUpperBound": "150", "imfFunction": root(initial), "marketType": "PERP",
        "mmfFunction": root(kept), "openInterestLimit": "4000", "orderBookState": "Open",
        "quoteSymbol": quote, "symbol": symbol, "visible": True, **BESIDE.get(symbol, {}),
    }  # fmt: skip


def marks() -> list[dict[str, Any]]:
    """GET /markPrices."""
    return [
        {"fundingRate": rate, "indexPrice": index, "markPrice": mark,
         "nextFundingTimestamp": DUE, "symbol": symbol}
        for symbol, (mark, index, rate) in MARKS.items()
    ]  # fmt: skip


def depth(query: dict[str, str]) -> tuple[int, object]:
    """GET /depth; a wrong limit is refused in plain text."""
    if query.get("limit") not in {"5", "10", "20", "50", "100", "500", "1000"}:
        return 400, (
            b'failed to parse parameter `limit`: failed to parse "DepthLimit": Expect a valid'
            b" enumeration value."
        )
    if query.get("symbol") not in BOOKS:
        return 400, {"code": "INVALID_CLIENT_REQUEST", "message": "Invalid market symbol"}
    bids, asks = BOOKS[query["symbol"]]
    return 200, {"asks": asks, "bids": bids, "lastUpdateId": "5796499452", "timestamp": NOW_US}


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    match method, url.removeprefix(API):
        case "GET", "/markets":
            return 200, [market(symbol) for symbol in MARKETS]
        case "GET", "/markPrices":
            return 200, marks()
        case "GET", "/depth":
            return depth(query)
        case "GET", "/fundingRates":
            return 429, {"code": "TOO_MANY_REQUESTS", "message": "Too many requests."}
        case _:
            return 404, b"not found"
