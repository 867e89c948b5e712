"""Kraken Derivatives' answers, built from figures of 2025 and 2026.

Specifications: BYTEX-TRADE/bytex, `KrakenPayloads.cs` (2026-09-25) for the BTC contracts and DOGE;
nautechsystems/nautilus_trader, `http_futures_instruments.json` (2025) for ETH, PEPE and AAPLx;
CryptoSmith-X notes (2026-09) for the precision of SHIB. Quotes: PF_XBTUSD as BYTEX recorded it,
PF_SHIBUSD as published of 2026-09-05; those of the inverse and the dated contracts, the books
beyond the best prices and the states of PF_LTCUSD and FI_XBTUSD_260925 are ASSUMED, because nobody
kept them. Index rows and `futures_vanilla` are kinds of the venue's older lists.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 25, 18, 13, 17, tzinfo=UTC)
ASSETS = ("BTC", "SHIB")

API = "https://futures.kraken.com/derivatives/api/v3"
AT = "2026-09-25T18:13:17.224Z"
MTF, INVERSE = "723888f7-0a8e-4183-8648-f920a22339e3", "a6cbc326-9477-4a6c-911a-d4cb3ed7481e"

# symbol, base, tick, precision, opening, floors: initial margin; further members
LINEAR: tuple[tuple[str, str, float, int, str, dict[float, float], dict[str, Any]], ...] = (
    ("PF_XBTUSD", "BTC", 1, 4, "2022-03-22T13:15:36Z",
     {0.0: 0.01, 1000000.0: 0.02, 3000000.0: 0.04}, {"category": "Layer 1"}),
    ("FF_XBTUSD_261225", "BTC", 1, 4, "2026-05-22T08:00:00Z", {0.0: 0.02, 2000000.0: 0.04},
     {"category": "Layer 1", "lastTradingTime": "2026-12-25T08:00:00Z"}),
    ("PF_DOGEUSD", "DOGE", 0.00001, 0, "2022-06-20T12:57:30Z", {0.0: 0.02, 2000000.0: 0.04},
     {"category": "Community"}),
    ("PF_ETHUSD", "ETH", 0.1, 3, "2022-03-22T13:18:45Z", {0.0: 0.02, 2000000.0: 0.04}, {}),
    ("PF_PEPEUSD", "PEPE", 1e-10, -3, "2023-05-25T10:52:25Z", {0.0: 0.02, 2000000.0: 0.04}, {}),
    ("PF_SHIBUSD", "SHIB", 1e-9, -3, "2023-05-25T10:52:25Z", {0.0: 0.02, 2000000.0: 0.04}, {}),
    ("PF_AAPLxUSD", "AAPLx", 0.01, 2, "2025-07-01T00:00:00Z", {0.0: 0.2, 1000.0: 0.4},
     {"tradfi": True, "feeScheduleUid": "2f41d1db-f776-4b68-9c3a-c4c8e0c53d9a"}),
    ("PF_LTCUSD", "LTC", 0.01, 2, "2022-06-20T12:57:30Z", {0.0: 0.02}, {"postOnly": True}),
    ("PF_FTMUSD", "FTM", 0.00001, 0, "2022-06-20T12:57:30Z", {0.0: 0.04}, {"tradeable": False}),
)  # fmt: skip
SINGLE: tuple[tuple[str, dict[int, float], dict[str, Any]], ...] = (
    ("PI_XBTUSD", {0: 0.02, 500000: 0.04}, {"openingDate": "2018-08-31T00:00:00Z"}),
    ("FI_XBTUSD_261225", {0: 0.02},
     {"openingDate": "2026-05-29T15:00:00Z", "lastTradingTime": "2026-12-25T16:00:00Z"}),
    ("FI_XBTUSD_260925", {0: 0.02},
     {"openingDate": "2026-02-27T16:00:00Z", "lastTradingTime": "2026-09-25T15:00:00Z",
      "tradeable": False, "isExpired": True}),
)  # fmt: skip
OTHERS: tuple[dict[str, Any], ...] = (
    {"symbol": "in_xbtusd", "type": "spot index", "tradeable": False},
    {"symbol": "FV_XRPXBT_261225", "type": "futures_vanilla", "tradeable": True, "tickSize": 1e-8,
     "contractSize": 1, "contractValueTradePrecision": 0, "base": "XRP", "quote": "BTC",
     "lastTradingTime": "2026-12-25T16:00:00Z", "marginLevels": []},
)  # fmt: skip

# symbol: marginSchedules.europa, floors: initial margin; none: not open to clients in the EEA
MAJORS = {0.0: 0.1, 30000000.0: 0.2, 50000000.0: 0.3, 150000000.0: 0.5}
EUROPE: dict[str, dict[Any, float]] = {
    "PF_XBTUSD": MAJORS,
    "PF_DOGEUSD": MAJORS,
    "PF_ETHUSD": MAJORS,
    "PF_PEPEUSD": MAJORS,
    "PF_SHIBUSD": {0.0: 0.1, 10000000.0: 0.2, 20000000.0: 0.3, 50000000.0: 0.5},
    "PI_XBTUSD": {0: 0.1, 10000000: 0.2, 20000000: 0.3, 50000000: 0.5},
    "PF_AAPLxUSD": {},
}

# symbol: bid, size, ask, size, further members
TICKERS: dict[str, tuple[float, float, float, float, dict[str, Any]]] = {
    "PF_XBTUSD": (84001, 0.0273, 84002, 0.006,
                  {"last": 83997, "markPrice": 84004.11362574516, "indexPrice": 83995.76,
                   "vol24h": 4237.2723, "volumeQuote": 356641614.007,
                   "fundingRate": 0.912482213835, "fundingRatePrediction": 1.3232500286425}),
    "PI_XBTUSD": (84000, 4200, 84002.5, 33601,
                  {"last": 84000, "markPrice": 84001.25, "indexPrice": 83995.76,
                   "vol24h": 21118140, "fundingRate": -3.995839963e-09,
                   "fundingRatePrediction": 6.272058425e-08}),
    "FF_XBTUSD_261225": (85150, 0.5, 85170, 0.25,
                         {"last": 85160, "markPrice": 85160, "indexPrice": 83995.76,
                          "vol24h": 12.5}),
    "FI_XBTUSD_261225": (85140, 8514, 85180, 17036,
                         {"last": 85150, "markPrice": 85160, "indexPrice": 83995.76,
                          "vol24h": 1500000}),
    "PF_SHIBUSD": (5.494e-06, 200803000, 5.498e-06, 20812000, {"vol24h": 1000000000000}),
}  # fmt: skip

# symbol: (price, size) of bids, worst first as once seen, and of asks
BOOKS: dict[str, tuple[list[list[float]], list[list[float]]]] = {
    "PF_XBTUSD": ([[83200, 10], [83500, 5], [83900, 1.5], [84001, 0.0273]],
                  [[84002, 0.006], [84032, 1], [84132, 2], [84500, 4]]),
    "PI_XBTUSD": ([[83990, 83990], [84000, 4200]], [[84002.5, 33601], [84010, 84010]]),
    "FF_XBTUSD_261225": ([[85100, 2], [85150, 0.5]], [[85170, 0.25], [85200, 2]]),
    "FI_XBTUSD_261225": ([[85140, 8514]], [[85180, 17036]]),
    "PF_SHIBUSD": ([[5.494e-06, 200803000]], [[5.498e-06, 20812000]]),
}  # fmt: skip

BAD_REQUEST = {
    "status": "BAD_REQUEST",
    "result": "error",
    "errors": [{"code": 11, "message": "Argument invalid: symbol"}],
    "serverTime": AT,
}
REFUSALS = (
    ("GET", f"{API}/orderbook?symbol=PF_NOSUCHUSD", None, "Refused"),
    ("GET", f"{API}/feeschedules/volumes", None, "Refused"),
    ("GET", f"{API}/history?symbol=PF_XBTUSD", None, "RateLimited"),
)
FAILING: dict[str, tuple[int, object]] = {
    f"{API}/feeschedules/volumes": (
        200, {"result": "error", "error": "authenticationError", "serverTime": AT},
    ),
    f"{API}/history": (
        200, {"result": "error", "error": "apiLimitExceeded", "serverTime": AT},
    ),
}  # fmt: skip


def levels(name: str, floors: dict[Any, float]) -> list[dict[str, float]]:
    """marginLevels[]: maintenance is half of initial."""
    return [
        {name: floor, "initialMargin": initial, "maintenanceMargin": initial / 2}
        for floor, initial in floors.items()
    ]


def permitted(symbol: str) -> dict[str, Any]:
    """Who may trade a contract, and the margin of clients in the EEA, as of 2026-10-06."""
    floors = EUROPE.get(symbol)
    if floors is None:
        return {}
    schedules = {
        platform: {"retail": rows, "professional": rows}
        for platform in ("europa", "europa_crypto")
        if (rows := levels("contracts" if symbol == "PI_XBTUSD" else "numNonContractUnits", floors))
    }
    return {
        "platformsPermitted": ["dlt", *schedules, "payward_digital_solutions"],
        "countriesBanned": ["GB"] if symbol == "PF_SHIBUSD" else [],
        "marginSchedules": schedules,
    }


def instruments() -> list[dict[str, Any]]:
    """GET /instruments: instruments[]."""
    state = {"tradeable": True, "postOnly": False, "mtf": True, "tradfi": False, "isExpired": False}
    linear = [
        {
            "symbol": symbol, "type": "flexible_futures", "tickSize": tick, "contractSize": 1,
            **state, "openingDate": opening, "marginLevels": levels("numNonContractUnits", floors),
            "fundingRateCoefficient": 8, "maxRelativeFundingRate": 0.005,
            "contractValueTradePrecision": places, "feeScheduleUid": MTF, "base": base,
            "quote": "USD", "pair": f"{base}:USD", **permitted(symbol), **more,
        }
        for symbol, base, tick, places, opening, floors, more in LINEAR
    ]  # fmt: skip
    single = [
        {
            "symbol": symbol, "type": "futures_inverse", "underlying": "rr_xbtusd",
            "tickSize": 0.5, "contractSize": 1, **state,
            "marginLevels": levels("contracts", floors), "contractValueTradePrecision": 0,
            "feeScheduleUid": INVERSE, "base": "BTC", "quote": "USD", "pair": "BTC:USD",
            "makerProtectionMillis": 20, **permitted(symbol), **more,
        }
        for symbol, floors, more in SINGLE
    ]  # fmt: skip
    return [*linear, *single, *OTHERS]


def tickers() -> list[dict[str, Any]]:
    """GET /tickers: tickers[]."""
    rows = [
        {
            "symbol": symbol, "tag": "perpetual" if "_2" not in symbol else "quarter",
            "bid": bid, "bidSize": bid_size, "ask": ask, "askSize": ask_size, **more,
            "suspended": False, "postOnly": False,
        }
        for symbol, (bid, bid_size, ask, ask_size, more) in TICKERS.items()
    ]  # fmt: skip
    return [*rows, {"symbol": "in_xbtusd", "last": 83996, "lastTime": AT}]


def schedules() -> list[dict[str, Any]]:
    """GET /feeschedules: feeSchedules[], in percent."""
    tiers = [
        {"makerFee": 0.02, "takerFee": 0.05, "usdVolume": 0.0},
        {"makerFee": 0.0175, "takerFee": 0.045, "usdVolume": 5000000.0},
    ]
    names = {
        MTF: "MTF Linear Rebate Fees",
        "97ae0cc8-2964-43ea-91e9-d8e720b02b19": "Linear Multi-Collateral Rebate Fees",
        INVERSE: "Inverse Single-Collateral Rebate Fees",
    }
    return [{"uid": uid, "name": name, "tiers": tiers} for uid, name in names.items()]


def found(path: str, query: dict[str, str]) -> dict[str, Any] | None:
    """What a public request is answered with, beside the envelope."""
    if path == "/instruments":
        return {"instruments": instruments()}
    if path == "/tickers":
        return {"tickers": tickers()}
    if path == "/feeschedules":
        return {"feeSchedules": schedules()}
    if path == "/orderbook" and query.get("symbol") in BOOKS:
        bids, asks = BOOKS[query["symbol"]]
        return {"orderBook": {"bids": bids, "asks": asks}}
    return None


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    if url in FAILING:
        return FAILING[url]
    if method != "GET" or not url.startswith(API):
        return 404, {"status": "NOT_FOUND", "result": "error", "errors": [], "serverTime": AT}
    body = found(url.removeprefix(API), query)
    if body is None:
        return 400, BAD_REQUEST
    return 200, {"result": "success", **body, "serverTime": AT}
