"""Binance's answers, built from figures: USDⓈ-M of 2026-09-06, COIN-M of 2026-09-25.

USDⓈ-M specifications, prices, funding and the BTCUSDT book: blyn-ai/CryptoSmith-X, test fixtures
`binance/*.json` (2026-09-06); COIN-M: BYTEX-TRADE/bytex, `BinancePayloads.cs` (2026-09-25). COIN-M
marks were not kept there: the midpoint of the best prices stands for them. CURRENT_MONTH is in the
documented list of contract types (developers.binance.com, common definition), but never seen.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 6, 11, 48, 44, tzinfo=UTC)
ASSETS = ("BTC", "DOGE", "PEPE")

NOW = 1788695324000
PERPETUAL = 4133404800000  # 2100-12-25
FAPI, DAPI = "https://fapi.binance.com/fapi/v1", "https://dapi.binance.com/dapi/v1"

# symbol, contract type, underlying, base, quote, status, delivery, onboard,
# tick, step = minimum, maximum of a limit order, of a market order, minimum notional
USDM = (
    ("BTCUSDT", "PERPETUAL", "COIN", "BTC", "USDT", "TRADING", PERPETUAL, 1567965300000,
     "0.10", "0.001", "1000", "120", "50"),
    ("ETHUSDT", "PERPETUAL", "COIN", "ETH", "USDT", "TRADING", PERPETUAL, 1574840700000,
     "0.01", "0.001", "10000", "2000", "20"),
    ("DOGEUSDT", "PERPETUAL", "COIN", "DOGE", "USDT", "TRADING", PERPETUAL, 1594371600000,
     "0.000010", "1", "300000000", "30000000", "5"),
    ("1000PEPEUSDT", "PERPETUAL", "COIN", "1000PEPE", "USDT", "TRADING", PERPETUAL, 1683244800000,
     "0.0000001", "1", "800000000", "100000000", "5"),
    ("XAUUSDT", "TRADIFI_PERPETUAL", "COMMODITY", "XAU", "USDT", "TRADING", PERPETUAL,
     1765440300000, "0.01", "0.001", "10000", "1000", "5"),
    ("OMGUSDT", "PERPETUAL", "COIN", "OMG", "USDT", "SETTLING", 1738314000000, 1593680400000,
     "0.0001", "0.1", "1000000", "100000", "5"),
    ("GAIBUSDT", "PERPETUAL", "COIN", "GAIB", "USDT", "PENDING_TRADING", PERPETUAL, 1763629200000,
     "0.0001000", "1", "5000000", "500000", "5"),
    ("BTCUSDT_260925", "CURRENT_QUARTER", "COIN", "BTC", "USDT", "TRADING", 1790323200000,
     1774598400000, "0.1", "0.001", "500", "1", "5"),
    ("BTCUSDC", "PERPETUAL", "COIN", "BTC", "USDC", "TRADING", PERPETUAL, 1704285000000,
     "0.1", "0.001", "800", "50", "50"),
    ("ETHUSDT_261030", "CURRENT_MONTH", "COIN", "ETH", "USDT", "TRADING", 1793347200000,
     1774598400000, "0.01", "0.001", "500", "1", "5"),
)  # fmt: skip

# symbol, contract type, base, status, delivery, onboard, USD per contract, tick, maxima
COINM = (
    ("BTCUSD_PERP", "PERPETUAL", "BTC", "TRADING", PERPETUAL, 1597042800000, 100, "0.1",
     "1000000", "60000"),
    ("ETHUSD_PERP", "PERPETUAL", "ETH", "TRADING", PERPETUAL, 1597042800000, 10, "0.01",
     "1000000", "60000"),
    ("BTCUSD_260626", "CURRENT_QUARTER DELIVERING", "BTC", "DELIVERING", 1782460800000,
     1766563200000, 100, "0.1", "1000000", None),
    ("EGLDUSD_PERP", "PERPETUAL", "EGLD", "PENDING_TRADING", PERPETUAL, 1766563200000, 10, "0.001",
     "1000000", None),
)  # fmt: skip

# symbol: bid, size, ask, size
BEST = {
    "BTCUSDT": ("79919.20", "9.735", "79919.30", "1.742"),
    "DOGEUSDT": ("0.090010", "243583", "0.090020", "158000"),
    "1000PEPEUSDT": ("0.0036445", "138899", "0.0036446", "919466"),
    "BTCUSDC": ("79929.9", "3.069", "79930.0", "0.491"),
    "BTCUSDT_260925": ("80096.5", "0.010", "80107.2", "0.004"),
    "BTCUSD_PERP": ("83732.4", "680", "83732.5", "2458"),
}

# symbol: mark, index, rate, next settlement
FUNDING = {
    "BTCUSDT": ("79919.30000000", "79955.90282609", "0.00004374", 1788710400000),
    "DOGEUSDT": ("0.09003517", "0.09006707", "0.00010000", 1788710400000),
    "1000PEPEUSDT": ("0.00364367", "0.00364225", "0.00010000", 1788710400000),
    "BTCUSDC": ("79930.00000000", "79971.26346869", "0.00000924", 1788710400000),
    "BTCUSDT_260925": ("80102.91028986", "79955.90282609", "0.00000000", 0),
    "BTCUSD_PERP": ("83732.45000000", "83732.45000000", "-0.00000573", 1788710400000),
}

# what fundingInfo lists: hours, cap
INTERVALS = {
    "BTCUSDT": (8, "0.00300"),
    "ETHUSDT": (8, "0.00300"),
    "DOGEUSDT": (8, "0.004875"),
    "1000PEPEUSDT": (8, "0.02000000"),
    "BTCUSDC": (8, "0.00300"),
    "XAUUSDT": (4, "0.00500000"),
}

# settlements of 2026-09-25 were 8 hours apart
COINM_INTERVALS = {"BTCUSD_PERP": (8, "0.00300")}

# the best levels of the BTCUSDT book, 14 minutes later than the prices above
LADDER = {
    "E": 1788696160813,
    "bids": [["79878.30", "7.279"], ["79878.20", "0.096"], ["79878.10", "0.178"],
             ["79878.00", "0.002"], ["79877.90", "0.036"]],
    "asks": [["79878.40", "5.294"], ["79878.50", "0.292"], ["79878.60", "0.287"],
             ["79878.70", "0.013"], ["79878.80", "0.028"]],
}  # fmt: skip

UNKNOWN = {"code": -1121, "msg": "Invalid symbol."}
TOO_MANY = {"code": -1003, "msg": "Too many requests; current limit is 2400 requests per minute."}
RESTRICTED = {
    "code": 0,
    "msg": "Service unavailable from a restricted location according to 'b. Eligibility' in"
    " https://www.binance.com/en/terms.",
}
FAILING = {f"{FAPI}/aggTrades": (429, TOO_MANY), f"{FAPI}/ping": (451, RESTRICTED)}
REFUSALS = (
    ("GET", f"{FAPI}/depth?symbol=NOSUCHUSDT&limit=50", None, "Refused"),
    ("GET", f"{DAPI}/depth?symbol=NOSUCHUSD&limit=50", None, "Refused"),
    ("GET", f"{FAPI}/aggTrades?symbol=BTCUSDT", None, "RateLimited"),
    ("GET", f"{FAPI}/ping", None, "GeoBlocked"),
)


def usdm(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /fapi/v1/exchangeInfo: symbols[]."""
    symbol, kind, underlying, base, quote, status, delivery, onboard, tick, step, *rest = row
    most, most_market, notional = rest
    return {
        "symbol": symbol, "pair": symbol.partition("_")[0], "contractType": kind,
        "deliveryDate": delivery, "onboardDate": onboard, "status": status,
        "maintMarginPercent": "2.5000", "requiredMarginPercent": "5.0000",
        "baseAsset": base, "quoteAsset": quote, "marginAsset": quote,
        "pricePrecision": 2, "quantityPrecision": 3, "baseAssetPrecision": 8, "quotePrecision": 8,
        "underlyingType": underlying, "liquidationFee": "0.012500", "marketTakeBound": "0.05",
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "9999999",
             "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": step, "maxQty": most, "stepSize": step},
            {"filterType": "MARKET_LOT_SIZE", "minQty": step, "maxQty": most_market,
             "stepSize": step},
            {"filterType": "MAX_NUM_ORDERS", "limit": 200},
            {"filterType": "MIN_NOTIONAL", "notional": notional},
        ],
        "orderTypes": ["LIMIT", "MARKET", "STOP"], "timeInForce": ["GTC", "IOC", "FOK"],
    }  # fmt: skip


def coinm(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /dapi/v1/exchangeInfo: symbols[]; what does not trade may lack MARKET_LOT_SIZE."""
    symbol, kind, base, status, delivery, onboard, size, tick, most, most_market = row
    market = {"filterType": "MARKET_LOT_SIZE", "minQty": "1", "maxQty": most_market,
              "stepSize": "1"}  # fmt: skip
    return {
        "symbol": symbol, "pair": symbol.partition("_")[0], "contractType": kind,
        "deliveryDate": delivery, "onboardDate": onboard, "contractStatus": status,
        "baseAsset": base, "quoteAsset": "USD", "marginAsset": base, "pricePrecision": 1,
        "quantityPrecision": 0, "baseAssetPrecision": 8, "quotePrecision": 8,
        "underlyingType": "COIN", "contractSize": size, "equalQtyPrecision": 4,
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "9999999",
             "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": "1", "maxQty": most, "stepSize": "1"},
            *([market] if most_market else []),
            {"filterType": "MAX_NUM_ORDERS", "limit": 200},
        ],
        "orderTypes": ["LIMIT", "MARKET", "STOP"], "timeInForce": ["GTC", "IOC", "FOK"],
    }  # fmt: skip


def exchange_info(symbols: list[dict[str, Any]]) -> dict[str, Any]:
    """The envelope of both hosts."""
    limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1,
             "limit": 2400}  # fmt: skip
    return {"timezone": "UTC", "serverTime": NOW, "rateLimits": [limit], "exchangeFilters": [],
            "symbols": symbols}  # fmt: skip


def best(symbol: str) -> dict[str, Any]:
    """GET …/ticker/bookTicker: one row."""
    bid, bid_size, ask, ask_size = BEST[symbol]
    return {"symbol": symbol, "bidPrice": bid, "bidQty": bid_size, "askPrice": ask,
            "askQty": ask_size, "time": NOW}  # fmt: skip


def premium(symbol: str) -> dict[str, Any]:
    """GET …/premiumIndex: one row."""
    mark, index, rate, then = FUNDING[symbol]
    return {"symbol": symbol, "markPrice": mark, "indexPrice": index,
            "estimatedSettlePrice": index, "lastFundingRate": rate, "interestRate": "0.00010000",
            "nextFundingTime": then, "time": NOW}  # fmt: skip


def depth(symbol: str) -> dict[str, Any]:
    """GET …/depth: the best level alone where no more is known."""
    if symbol == "BTCUSDT":
        return {"lastUpdateId": 11488699463749, **LADDER}
    bid, bid_size, ask, ask_size = BEST[symbol]
    return {"lastUpdateId": 1, "E": NOW, "bids": [[bid, bid_size]], "asks": [[ask, ask_size]]}


def interval(row: tuple[str, tuple[int, str]]) -> dict[str, Any]:
    """GET …/fundingInfo: one row."""
    symbol, (hours, cap) = row
    return {"symbol": symbol, "adjustedFundingRateCap": cap, "adjustedFundingRateFloor": f"-{cap}",
            "fundingIntervalHours": hours, "disclaimer": False, "updateTime": None}  # fmt: skip


def own(*, dapi: bool) -> list[str]:
    """The contracts with a quote at one of the hosts."""
    return [symbol for symbol in BEST if dapi is symbol.startswith("BTCUSD_")]


LISTED: dict[str, Callable[[bool], object]] = {
    "exchangeInfo": lambda dapi: exchange_info(
        [*map(coinm, COINM)] if dapi else [*map(usdm, USDM)]
    ),
    "fundingInfo": lambda dapi: [*map(interval, (COINM_INTERVALS if dapi else INTERVALS).items())],
    "ticker/bookTicker": lambda dapi: [*map(best, own(dapi=dapi))],
    "premiumIndex": lambda dapi: [*map(premium, own(dapi=dapi))],
}
"""What is said of all contracts of a host."""


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What Binance answers to one request."""
    if method != "GET" or body is not None or url in FAILING:
        return FAILING.get(url, (404, {}))
    host, _, path = url.partition("/v1/")
    dapi = host.endswith("dapi")
    if not query and path in LISTED:
        return 200, LISTED[path](dapi)
    symbol = query.get("symbol", "")
    if symbol not in BEST or dapi is not symbol.startswith("BTCUSD_"):
        return 400, UNKNOWN
    if path == "depth":
        return 200, depth(symbol)
    one = {"ticker/bookTicker": best, "premiumIndex": premium}[path](symbol)
    return 200, [one] if dapi else one  # COIN-M answers with a list even for one symbol
