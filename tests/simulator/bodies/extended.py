"""Extended's answers, built from figures of 2026.

Markets: BTC-USD as ccxt quotes it in its source (2026-04-29), with the members of 2026-09; the
share NVDA_24_5, the spot row and the delisted one as a public client keeps them in its tests
(2026-09-28). ASSUMED, because nobody kept them: ETH-USD and 1000PEPE-USD but for their shape, the
currency, what is closed by hours or status, and every level of a book.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

INFO = "https://api.starknet.extended.exchange/api/v1/info/markets"
NEXT = 1790589600000

# name, shown as, category, sort, smallest, step, tick, leverage, bid, ask, mark, index, rate; more
MARKETS: tuple[tuple[Any, ...], ...] = (
    ("BTC-USD", "BTC-USD", "Crypto", "L1", "0.0001", "0.00001", "1", "50.00", "77259", "77260",
     "77259.680250000004", "77299.020412500001", "0.000013", {}),
    ("ETH-USD", "ETH-USD", "Crypto", "L1", "0.01", "0.001", "0.1", "50.00", "2490.1", "2490.2",
     "2490.15", "2491.3", "-0.000004", {}),
    ("1000PEPE-USD", "1000PEPE-USD", "Crypto", "Meme", "1000", "100", "0.000001", "20.00",
     "0.003711", "0.003713", "0.003712", "0.003713", "0.000013", {}),
    ("NVDA_24_5-USD", "NVDA-USD", "RWA", "Equity", "0.1", "0.01", "0.01", "10.00", "223.75",
     "223.9", "223.879999999999", "223.879999999999", "0.000004", {}),
    ("EUR-USD", "EUR-USD", "RWA", "TradFi", "10", "1", "0.0001", "50.00", "1.17", "1.1702",
     "1.1701", "1.1701", "0.000001", {}),
    ("SHOP-USD", "SHOP-USD", "RWA", "Equity", "0.1", "0.01", "0.01", "10.00", "150", "150.2",
     "150.1", "150.1", "0.000004", {"isOffHours": True}),
    ("LEAVING-USD", "LEAVING-USD", "Crypto", "L1", "1", "1", "0.001", "5.00", "1", "1.001", "1",
     "1", "0", {"status": "REDUCE_ONLY"}),
    ("BTCSPOT-USD", "wBTC/USDC", "Crypto", "L1", "0.0001", "0.00001", "1", "1", "82601", "82697",
     "0", "82658.570997954302", "0", {"type": "SPOT"}),
    ("PLACE_JPY-USD_1-USD", "PLACE_JPY-USD_1-USD", "RWA", "TradFi", "0.1", "0.01", "0.001",
     "20.00", "0", "0", "0", "0", "0.000013", {"active": False, "status": "DELISTED"}),
)  # fmt: skip

# name: bids and asks, price and coins
BOOKS: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "BTC-USD": ([("77259", "1.46084"), ("77250", "3")], [("77260", "0.11585"), ("77270", "2")]),
    "ETH-USD": ([("2490.1", "20"), ("2489.9", "55")], [("2490.2", "12"), ("2490.6", "60")]),
}

NOT_FOUND = {"status": "ERROR", "error": {"code": 1001, "message": "Market not found"}}
REFUSALS = (
    ("GET", f"{INFO}/NOSUCH-USD/orderbook", None, "Refused"),
    ("GET", f"{INFO}/BTC-USD/stats", None, "RateLimited"),
)


def market(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /info/markets: data[]."""
    (name, shown, category, sort, least, step, tick, leverage, bid, ask, mark, index, rate,
     more) = row  # fmt: skip
    return {
        "name": name, "type": "PERPETUAL", "uiName": shown, "category": category,
        "subCategory": sort, "assetName": name.removesuffix("-USD"), "assetPrecision": 5,
        "collateralAssetName": "USD", "collateralAssetPrecision": 6, "active": True,
        "isRfq": False, "isOffHours": False, "status": "ACTIVE", "tradingHours": "CONTINUOUS",
        "marketStats": {
            "dailyVolume": "231016077.512960", "dailyVolumeBase": "3025.00058",
            "lastPrice": bid, "askPrice": ask, "bidPrice": bid, "markPrice": mark,
            "indexPrice": index, "fundingRate": rate, "nextFundingRate": NEXT,
            "openInterest": "115861923.311902", "openInterestBase": "1500.40958",
        },
        "tradingConfig": {
            "minOrderSize": least, "minOrderSizeChange": step, "minPriceChange": tick,
            "maxMarketOrderValue": "3000000", "maxLimitOrderValue": "15000000",
            "maxPositionValue": "60000000", "maxLeverage": leverage,
            "hourlyFundingRateCap": "0.25", "maxNumOrders": "200",
            "riskFactorConfig": [{"upperBound": "4000000", "riskFactor": "0.02",
                                  "isAvailableForUsers": True}],
        },
        "visibleOnUi": True, "createdAt": 1752829532673, **more,
    }  # fmt: skip


def answer(method: str, url: str, _query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(INFO)
    if (method, path) == ("GET", ""):
        return 200, {"status": "OK", "data": [*map(market, MARKETS)]}
    if path == "/BTC-USD/stats":
        return 429, {"status": "ERROR", "error": {"code": 429, "message": "Too many requests"}}
    name = path.strip("/").removesuffix("/orderbook")
    if method == "GET" and name in BOOKS:
        bids, asks = ([{"qty": q, "price": p} for p, q in side] for side in BOOKS[name])
        return 200, {"status": "OK", "data": {"market": name, "bid": bids, "ask": asks}}
    return 404, NOT_FOUND
