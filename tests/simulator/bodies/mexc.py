"""MEXC's answers, built from figures of September 2026 where there are any.

BTC_USDT, BTC_USD, XRP_USDT, TUT_USDT, BULLCOIN_USDT: rows of the live contract list kept (trimmed)
by a public trading engine (2026-09). BTC_USDT's risk caps: a reading of 2026; its maintenance rates
and the form of the table: MEXC's own documentation (values of 2025-10). CLO_USDT: the same
documentation (2025-10). PEPE_USDT: book of 2026-09-13 (a public websocket capture), contract size
and risk table from bots' notes. XAU_USDT, NVIDIA_USDT, FILECOIN_USDT, LUNA_USDT: names, zones and
contract sizes kept by public projects of 2026-09 (belyjelli/ai-rates and others). BTC_USDT's quote:
2026-09-20; funding: 2026-09-19, told for the next settlements. Stand-ins, where nothing was kept:
ticks and limits of the last four, BTC_USD's quote (that of BTC_USDT), and the number of contracts
in the BTC books (those of 2025-10-31). ETH_USDT_DLV is made up: a kind the plugin does not know.
Figures are JSON numbers on this wire, a few in exponent form; hence floats here.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 20, 4, 48, 33, tzinfo=UTC)
ASSETS = ("BTC", "PEPE")

NOW = 1789879712857
BASE = "https://api.mexc.com/api/v1/contract"

# cap in contracts, maintenance, initial, leverage
BTC_RISK = (
    (50000, 0.001, 0.002, 500), (310000, 0.004, 0.005, 200), (480000, 0.005, 0.01, 100),
    (2800000, 0.01, 0.02, 50), (17500000, 0.02, 0.05, 20), (19000000, 0.05, 0.1, 10),
)  # fmt: skip

# symbol, base, shown as, quote, settle, contract size, tick, maximum of a limit order, of a market
# order, leverage, maker, taker, state, zones
ROWS = (
    ("BTC_USDT", "BTC", "BTC", "USDT", "USDT", 0.0001, 0.1, 2500000, 400000, 500, 0, 0.0004, 0,
     ("mainly", "pow")),
    ("BTC_USD", "BTC", "BTC", "USD", "BTC", 100, 0.1, 1000000, 1000000, 200, 0, 0.0002, 0, ()),
    ("PEPE_USDT", "PEPE", "PEPE", "USDT", "USDT", 10000000, 1e-10, 15000, 15000, 100, 0, 0.0002, 0,
     ("MEME",)),
    ("XRP_USDT", "XRP", "XRP", "USDT", "USDT", 1, 0.0001, 840000, 840000, 300, 0, 0.0002, 0, ()),
    ("TUT_USDT", "TUT", "TUT", "USDT", "USDT", 100, 1e-05, 500, 500, 100, 0, 0, 0, ("0fees",)),
    ("BULLCOIN_USDT", "BULLCOIN", "BULLCOIN", "USDT", "USDT", 100, 1e-06, 300, 300, 20, 0.0004,
     0.001, 0, ()),
    ("CLO_USDT", "CLO", "CLO", "USDT", "USDT", 10, 0.0001, 9000, 9000, 50, 0, 0.0002, 0, ()),
    ("XAU_USDT", "XAU", "GOLD(XAU)", "USDT", "USDT", 0.001, 0.01, 100000, 100000, 1000, 0, 0.0002,
     0, ("metals", "tradfi", "metalsfutures", "Commodities")),
    ("NVIDIA_USDT", "NVIDIA", "NVIDIA", "USDT", "USDT", 0.01, 0.01, 100000, 100000, 50, 0, 0.0002,
     0, ("Stock", "tradfi")),
    ("FILECOIN_USDT", "FILECOIN", "FIL", "USDT", "USDT", 0.1, 0.001, 100000, 100000, 100, 0,
     0.0002, 0, ()),
    ("LUNA_USDT", "LUNA", "LUNA", "USDT", "USDT", 1, 0.0001, 100000, 100000, 50, 0, 0.0002, 3, ()),
    ("ETH_USDT_DLV", "ETH", "ETH", "USDT", "USDT", 0.01, 0.01, 100000, 100000, 200, 0, 0.0002, 0,
     ()),
)  # fmt: skip

# symbol: last, bid, ask, mark, index, contracts in 24 h
TICKERS = {
    "BTC_USDT": (80347.3, 80347.3, 80347.4, 80347.6, 80373.3, 247517798),
    "BTC_USD": (80347.3, 80347.3, 80347.4, 80347.6, 80373.3, 100000),
    "PEPE_USDT": (3.4102e-06, 3.4102e-06, 3.4103e-06, 3.4102e-06, 3.4102e-06, 1000000),
}
# symbol: rate, hours, next settlement
FUNDING = {
    "BTC_USDT": (0.0001, 8, 1789891200000),
    "BTC_USD": (0.0001, 8, 1789891200000),
    "PEPE_USDT": (0.0001, 4, 1789891200000),
}
# symbol: bids, asks as price, contracts, orders
BOOKS = {
    "BTC_USDT": ([[80347.3, 3240, 1], [80347.2, 3884, 1]],
                 [[80347.4, 3240, 1], [80347.5, 3884, 1]]),
    "BTC_USD": ([[80347.3, 3240, 1]], [[80347.4, 3884, 1]]),
    "PEPE_USDT": ([[3.4102e-06, 20, 1], [3.4101e-06, 20, 1]],
                  [[3.4103e-06, 45, 1], [3.4104e-06, 15, 1]]),
}  # fmt: skip

REFUSALS = (
    ("GET", f"{BASE}/depth/NOSUCH_USDT?limit=50", None, "Refused"),
    ("GET", f"{BASE}/ticker?symbol=RATELIMIT", None, "RateLimited"),
    ("GET", f"{BASE}/ticker?symbol=INTERNAL", None, "Unreachable"),
)
SAID_NO = {
    "NOSUCH_USDT": (1001, "Contract does not exist!"),
    "RATELIMIT": (510, "Requests are too frequent, please try again later!"),
    "INTERNAL": (500, "System internal error!"),
}


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /api/v1/contract/detail: data[]."""
    symbol, base, shown, quote, settle, size, tick, most, most_market, leverage, *rest = row
    maker, taker, state, zones = rest
    return {
        "symbol": symbol, "displayNameEn": f"{symbol} PERPETUAL", "baseCoin": base,
        "baseCoinName": shown, "quoteCoin": quote, "settleCoin": settle,
        "futureType": 2 if symbol.endswith("_DLV") else 1, "contractSize": size,
        "minLeverage": 1, "maxLeverage": leverage, "priceUnit": tick, "volUnit": 1, "minVol": 1,
        "maxVol": most_market, "limitMaxVol": most, "takerFeeRate": taker, "makerFeeRate": maker,
        "state": state, "isHidden": False, "apiAllowed": symbol != "BULLCOIN_USDT",
        "conceptPlate": [f"mc-trade-zone-{zone}" for zone in zones],
        "isZeroFeeRate": not taker, "createTime": 1591242684000 if symbol == "BTC_USDT" else 0,
        "riskLimitType": "BY_VOLUME", **risk(symbol, most, leverage),
    }  # fmt: skip


def risk(symbol: str, most: int, leverage: int) -> dict[str, Any]:
    """The risk table: as a list for BTC_USDT, else one step, as on 1,035 of 1,192 rows of 2026."""
    if symbol == "BTC_USDT":
        rows = [
            {"level": level, "maxVol": cap, "mmr": kept, "imr": initial, "maxLeverage": times}
            for level, (cap, kept, initial, times) in enumerate(BTC_RISK, 1)
        ]
        return {"riskLimitMode": "CUSTOM", "riskLimitCustom": rows, "riskBaseVol": 19000000,
                "riskIncrVol": 0, "riskIncrMmr": 0, "riskIncrImr": 0, "riskLevelLimit": 1,
                "maintenanceMarginRate": 0.001, "initialMarginRate": 0.002}  # fmt: skip
    initial, kept = (0.007, 0.0035) if symbol == "PEPE_USDT" else (1 / leverage, 0.5 / leverage)
    return {"riskLimitMode": "INCREASE", "riskBaseVol": most, "riskIncrVol": most,
            "riskIncrMmr": 0.005, "riskIncrImr": 0.005, "riskLevelLimit": 1,
            "maintenanceMarginRate": kept, "initialMarginRate": initial}  # fmt: skip


def ticker(symbol: str) -> dict[str, Any]:
    """GET /api/v1/contract/ticker: data[]."""
    last, bid, ask, fair, index, volume = TICKERS[symbol]
    return {"symbol": symbol, "lastPrice": last, "bid1": bid, "ask1": ask, "volume24": volume,
            "fairPrice": fair, "indexPrice": index, "fundingRate": 0, "timestamp": NOW}  # fmt: skip


def funding(symbol: str) -> dict[str, Any]:
    """GET /api/v1/contract/funding_rate: data[]."""
    rate, hours, then = FUNDING[symbol]
    *_, fair, index, _ = TICKERS[symbol]
    return {"symbol": symbol, "fundingRate": rate, "collectCycle": hours, "nextSettleTime": then,
            "timestamp": NOW, "idxPrice": index, "fairPrice": fair}  # fmt: skip


def depth(symbol: str) -> dict[str, Any]:
    """GET /api/v1/contract/depth/{symbol}: data."""
    bids, asks = BOOKS[symbol]
    return {"asks": asks, "bids": bids, "version": 28111438870, "timestamp": NOW}


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What MEXC answers to one request."""
    path, _, symbol = url.removeprefix(f"{BASE}/").partition("/")
    symbol = query.get("symbol", symbol)
    if method != "GET" or body is not None:
        return 404, {}
    if symbol in SAID_NO:
        code, message = SAID_NO[symbol]
        return 200, {"success": False, "code": code, "message": message}
    data: object = None
    if path == "detail":
        data = [*map(instrument, ROWS)]
    elif path == "ticker":
        data = [*map(ticker, TICKERS)]
    elif path == "funding_rate":
        data = [*map(funding, FUNDING)]
    elif path == "depth":
        data = depth(symbol)
    return 200, {"success": True, "code": 0, "data": data}
