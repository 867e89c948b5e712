"""Bybit's answers, built from figures of September 2026.

Linear specifications, prices and funding, and the risk table of 0GUSDT: belyjelli/ai-rates, test
fixtures `bybit/{instruments,tickers,risk-limit,asset-class}.json` (2026-09-11). BTCUSD and the risk
tables of BTC: BYTEX-TRADE/bytex, `BybitPayloads.cs` (2026-09-25 and 26), told here as of the 11th.
BIOUSDT, the fee group and the refusals: bybit-exchange/docs (2026-07-24). Stand-ins, where no
figure was kept: lot and tick of AVNTUSDT are those of 0GUSDT; TSLAUSDT is nautilus_trader's sample;
the dated contract's risk table is one tier of its leverage; books hold the best level and a
second one that is ASSUMED. EXAMPLEUSDT is made up: its zone is documented for spot alone, so the
plugin must not guess what it is.
"""

from datetime import UTC, datetime
from typing import Any

from simulator.levels import levels

AS_OF = datetime(2026, 9, 11, 17, 18, 40, tzinfo=UTC)
ASSETS = ("BTC", "0G")

NOW = 1789147120443
BASE = "https://api.bybit.com/v5/market"

# symbol, contract type, status, base, quote, launch, delivery, leverage,
# tick, step = minimum, maximum of a limit order, of a market order, minimum value, minutes, zone
LINEAR = (
    ("BTCUSDT", "LinearPerpetual", "Trading", "BTC", "USDT", 1584230400000, 0, "150.00",
     "0.10", "0.001", "1500.000", "150.000", "5", 480, ""),
    ("ETHUSDT", "LinearPerpetual", "Trading", "ETH", "USDT", 1615766400000, 0, "150.00",
     "0.01", "0.01", "10000.00", "2000.00", "5", 480, ""),
    ("0GUSDT", "LinearPerpetual", "Trading", "0G", "USDT", 1758175736000, 0, "50.00",
     "0.0001", "0.1", "350000.0", "70000.0", "5", 240, ""),
    ("1000BONKPERP", "LinearPerpetual", "Trading", "1000BONK", "USDC", 1732783376000, 0, "75.00",
     "0.000001", "10", "5500000", "1100000", "5", 480, ""),
    ("BTCUSDT-18SEP26", "LinearFutures", "Trading", "BTC", "USDT", 1787904000000, 1789718400000,
     "50.00", "0.1", "0.001", "10.000", "10.000", "5", 0, ""),
    ("AVNTUSDT", "LinearPerpetual", "Trading", "AVNT", "USDT", 0, 0, "50.00",
     "0.0001", "0.1", "350000.0", "70000.0", "5", 240, "innovation"),
    ("TSLAUSDT", "LinearPerpetual", "Trading", "TSLA", "USDT", 0, 0, "10",
     "0.01", "0.001", "100", None, "1", 480, "stock"),
    ("BIOUSDT", "LinearPerpetual", "PreLaunch", "BIO", "USDT", 1735032510000, 0, "5.00",
     "0.0001", "1", "70000", "14000", "5", 480, ""),
    ("EXAMPLEUSDT", "LinearPerpetual", "Trading", "EXAMPLE", "USDT", 0, 0, "10",
     "0.01", "0.001", "100", "10", "5", 480, "adventure"),
)  # fmt: skip
PAGE = 5

INVERSE = (
    ("BTCUSD", "InversePerpetual", "Trading", "BTC", "USD", 1542211200000, 0, "100.00",
     "0.10", "1", "25000000", "5000000", "5", 480, None),
)  # fmt: skip

# symbol: last, mark, index, bid, size, ask, size, rate, next settlement, volume, turnover
TICKERS = {
    "linear": {
        "BTCUSDT": ("77766.70", "77766.70", "77797.59", "77766.70", "0.181", "77766.80", "2.763",
                    "0.00004936", "1789171200000", "80994.0220", "6285417277.3039"),
        "ETHUSDT": ("2574.78", "2574.00", "2575.95", "2574.77", "8.44", "2574.78", "32.47",
                    "0.00005766", "1789171200000", "1889816.0300", "4769869892.4853"),
        "0GUSDT": ("0.1938", "0.1942", "0.1942", "0.1938", "2325.9", "0.1940", "902.2",
                   "0.00005", "1789156800000", "10367810.7000", "1990249.1595"),
        "1000BONKPERP": ("0.002774", "0.002769", "0.002769", "0.002762", "19560", "0.002765",
                         "20010", "-0.00022725", "1789171200000", "33918990.0000", "91862.0916"),
        "BTCUSDT-18SEP26": ("77789.2", "77873.1", "77791.1", "77875.0", "0.170", "77918.7",
                            "0.259", "", "0", "4.2870", "336186.2992"),
    },
    "inverse": {
        "BTCUSD": ("83807.60", "83822.10", "83876.10", "83819.30", "5949", "83819.40", "46909",
                   "-0.0000392", "1789171200000", "", ""),
    },
}  # fmt: skip

# symbol: cap, maintenance, initial, leverage, deduction; the first tiers
RISK = {
    "BTCUSDT": (("300000", "0.0033", "0.0066", "150.00", ""),
                ("2000000", "0.005", "0.01", "100.00", "510")),
    "BTCUSDT-18SEP26": (("2000000", "0.01", "0.02", "50.00", ""),),
    "0GUSDT": (("10000", "0.015", "0.02", "50.00", ""), ("25000", "0.02", "0.04", "25.00", "50"),
               ("30000", "0.0208", "0.0417", "24.00", "70"),
               ("35000", "0.0217", "0.0435", "23.00", "97")),
    "BTCUSD": (("150", "0.005", "0.01", "100.00", ""),
               ("300", "0.01", "0.015", "66.67", "0.75")),
}  # fmt: skip

INNOVATION: dict[str, Any] = {
    "groupName": "Innovation-Zone", "weightingFactor": 1, "symbolsNumbers": 1,
    "symbols": ["AVNTUSDT"], "feeRates": {"pro": []},
}  # fmt: skip

BLOCKED = b"<html><body>The request could not be satisfied. Request blocked.</body></html>"
REFUSALS = (
    ("GET", f"{BASE}/orderbook?category=linear&symbol=NOSUCHUSDT&limit=50", None, "Refused"),
    ("GET", f"{BASE}/tickers?category=linear&symbol=RATELIMIT", None, "RateLimited"),
    ("GET", f"{BASE}/time", None, "GeoBlocked"),
)


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /v5/market/instruments-info: result.list[]; samples lack the market maximum."""
    symbol, kind, status, base, quote, launch, delivery, leverage, tick, step, *rest = row
    most, most_market, least, minutes, zone = rest
    lot = {"maxOrderQty": most, "minOrderQty": step, "qtyStep": step, "postOnlyMaxOrderQty": most,
           "minNotionalValue": least}  # fmt: skip
    if most_market is not None:
        lot["maxMktOrderQty"] = most_market
    return {
        "symbol": symbol, "contractType": kind, "status": status, "baseCoin": base,
        "quoteCoin": quote, "launchTime": str(launch), "deliveryTime": str(delivery),
        "deliveryFeeRate": "0" if delivery else "", "priceScale": "2",
        "leverageFilter": {"minLeverage": "1", "maxLeverage": leverage, "leverageStep": "0.01"},
        "priceFilter": {"minPrice": tick, "maxPrice": "1999999.80", "tickSize": tick},
        "lotSizeFilter": lot, "unifiedMarginTrade": True, "fundingInterval": minutes,
        "settleCoin": base if zone is None else quote, "copyTrading": "none",
        "displayName": symbol, **({} if zone is None else pre_listing(status, zone)),
    }  # fmt: skip


def pre_listing(status: str, zone: str) -> dict[str, Any]:
    """What linear instruments have besides."""
    return {"isPreListing": status == "PreLaunch", "preListingInfo": None, "symbolType": zone}


def ticker(symbol: str, row: tuple[str, ...]) -> dict[str, str]:
    """GET /v5/market/tickers: result.list[]."""
    last, mark, index, bid, bid_size, ask, ask_size, rate, then, volume, turnover = row
    return {
        "symbol": symbol, "lastPrice": last, "markPrice": mark, "indexPrice": index,
        "bid1Price": bid, "bid1Size": bid_size, "ask1Price": ask, "ask1Size": ask_size,
        "fundingRate": rate, "nextFundingTime": then, "volume24h": volume,
        "turnover24h": turnover, "basis": "", "deliveryFeeRate": "",
    }  # fmt: skip


def risk_limit(symbol: str) -> list[dict[str, Any]]:
    """GET /v5/market/risk-limit: result.list[]."""
    return [
        {"id": number, "symbol": symbol, "riskLimitValue": cap, "maintenanceMargin": kept,
         "initialMargin": initial, "isLowestRisk": int(number == 1), "maxLeverage": leverage,
         "mmDeduction": deduction}
        for number, (cap, kept, initial, leverage, deduction) in enumerate(RISK[symbol], 1)
    ]  # fmt: skip


def reply(result: object, code: int = 0, text: str = "OK") -> tuple[int, dict[str, Any]]:
    """The envelope of every answer; refusals come with HTTP 200 too."""
    return 200, {"retCode": code, "retMsg": text, "result": result, "retExtInfo": {}, "time": NOW}


def instruments(half: str, cursor: str) -> dict[str, Any]:
    """Pages until an empty one: the last that holds rows has a cursor too."""
    rows = LINEAR if half == "linear" else INVERSE
    first = int(cursor.rpartition("=")[2] or 0)
    page = rows[first : first + PAGE]
    then = f"page%3D{half}%26first%3D{first + PAGE}" if page else ""
    return {"category": half, "list": [*map(instrument, page)], "nextPageCursor": then}


def depth(symbol: str, row: tuple[str, ...]) -> dict[str, Any]:
    """GET /v5/market/orderbook: result."""
    return {"s": symbol, "b": levels(row[3], row[4], -1), "a": levels(row[5], row[6], 1),
            "ts": NOW, "u": 1, "seq": 1, "cts": NOW}  # fmt: skip


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What Bybit answers to one request."""
    path, half = url.removeprefix(f"{BASE}/"), query.get("category", "")
    symbol = query.get("symbol", "")
    if method != "GET" or body is not None:
        return 404, {}
    if path == "time":
        return 403, BLOCKED
    if symbol == "RATELIMIT":
        return 200, {"retCode": 10006, "retMsg": "Too many visits!"}
    result: object = None
    if path == "instruments-info":
        result = instruments(half, query.get("cursor", ""))
    elif path == "fee-group-info":
        result = {"list": [INNOVATION]}
    elif path == "tickers":
        rows = [ticker(name, row) for name, row in TICKERS[half].items()]
        result = {"category": half, "list": rows}
    elif path == "orderbook" and symbol in TICKERS[half]:
        result = depth(symbol, TICKERS[half][symbol])
    elif path == "risk-limit" and symbol in RISK:
        result = {"category": half, "list": risk_limit(symbol), "nextPageCursor": ""}
    return reply(result) if result else reply(None, 10001, "params error")
