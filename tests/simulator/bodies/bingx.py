"""BingX's answers, built from figures of 2026-09-13.

Swap specifications, quotes, marks and funding: belyjelli/ai-rates, test fixtures
`bingx/{contracts,ticker,premiumIndex}.json`, from the exchange itself. COIN-M specifications:
BingX-API/docs-v3 and ccxt 4.5.90 (2024-07). Stand-ins, where nothing was kept: BTC-USD has the
prices of BTC-USDT and the contract counts of its book of 2025-03-29 (ccxt); books hold the best
level, and a second one that is ASSUMED. Made up: EXAMPLE-USDT, closed to new orders from outside,
and BTC-USD-261225, as no dated contract of this venue is known.
"""

from datetime import UTC, datetime
from typing import Any

from simulator.levels import levels

AS_OF = datetime(2026, 9, 13, 22, 0, 44, tzinfo=UTC)
ASSETS = ("BTC", "PEPE")

NOW = 1789336844000
HOST = "https://open-api.bingx.com"
SWAP, CSWAP = f"{HOST}/openApi/swap/v2/quote", f"{HOST}/openApi/cswap/v1/market"

# symbol, asset, currency, leftover size, decimals of quantity and price, least quantity, status,
# open to orders from outside, launch, shown as
SWAPS = (
    ("BTC-USDT", "BTC", "USDT", "0.0001", 4, 1, 0.0001, 1, "true", 1586275200000, "BTC-USDT"),
    ("ETH-USDT", "ETH", "USDT", "0.01", 2, 2, 0.01, 1, "true", 1586275200000, "ETH-USDT"),
    ("1000PEPE-USDT", "1000PEPE", "USDT", "1", 0, 7, 588, 1, "true", 1692633600000,
     "1000PEPE-USDT"),
    ("BTC-USDC", "BTC", "USDC", "0.0001", 4, 1, 0.0001, 1, "true", 1719134881000, "BTC-USDC"),
    ("NCSKTSLA2USD-USDT", "NCSKTSLA2USD", "USDT", "0.001", 3, 2, 0.006, 1, "true", 1762155300000,
     "TSLA-USDT"),
    ("NCCOGOLD2USD-USDT", "NCCOGOLD2USD", "USDT", "0.0001", 4, 2, 0.0005, 1, "true",
     1760424900000, "GOLD(XAU)-USDT"),
    ("NCFXEUR2USD-USDT", "NCFXEUR2USD", "USDT", "0.01", 2, 5, 1.73, 1, "true", 1756265400000,
     "EURUSD-USDT"),
    ("NCSISP5002USD-USDT", "NCSISP5002USD", "USDT", "0.0001", 4, 1, 0.0003, 1, "true",
     1764145200000, "SP500-USDT"),
    ("IOST-USDT", "IOST", "USDT", "1", 0, 7, 2576, 1, "true", 1649865600000, "IOST-USDT"),
    ("NCCOCOFFEE2USD-USDT", "NCCOCOFFEE2USD", "USDT", "0.00001", 5, 1, 0.00008, 25, "true",
     1762252200000, "Coffee-USDT"),
    ("EXAMPLE-USDT", "EXAMPLE", "USDT", "1", 0, 4, 1, 1, "false", 1756265400000, "EXAMPLE-USDT"),
)  # fmt: skip

# symbol, decimals of the price, USD per contract, launch
COIN_SWAPS = (
    ("BTC-USD", 1, "100", 1710738000000),
    ("ETH-USD", 2, "10", 1710738000000),
    ("BTC-USD-261225", 1, "100", 1710738000000),
)

# symbol: last, bid, size, ask, size, volume, value
TICKERS = {
    SWAP: {
        "BTC-USDT": ("77187.1", "77186.1", "14.7593", "77186.2", "52.3119", "4386.8500",
                     "337831456.71"),
        "1000PEPE-USDT": ("0.0034030", "0.0034030", "7586", "0.0034031", "365122", "4361291083",
                          "14962111.26"),
        "BTC-USDC": ("77162.0", "77162.3", "0.0391", "77162.5", "0.2346", "122.5700",
                     "9447551.04"),
    },
    CSWAP: {
        "BTC-USD": ("77187.1", "77186.1", "241", "77186.2", "5540", "1000.00", "1.30"),
    },
}  # fmt: skip

# symbol: mark, index, rate, next settlement, hours
PREMIUMS: dict[str, dict[str, tuple[Any, ...]]] = {
    SWAP: {
        "BTC-USDT": ("77190.5", "77225.4", "0.00009400", 1789344000000, 8),
        "1000PEPE-USDT": ("0.0034057", "0.0034075", "0.00010000", 1789344000000, 8),
        "BTC-USDC": ("77171.6", "77204.8", "0.00009400", 1789344000000, 8),
    },
    CSWAP: {"BTC-USD": ("77190.5", "77225.4", "0.000056", 1789344000000, None)},
}

REFUSALS = (
    ("GET", f"{SWAP}/depth?symbol=NOPE-USDT&limit=50", None, "Refused"),
    ("GET", f"{SWAP}/depth?symbol=RATELIMIT&limit=50", None, "RateLimited"),
    ("GET", f"{SWAP}/depth?symbol=BUSY&limit=50", None, "Unreachable"),
    ("GET", f"{SWAP}/depth?symbol=RESTRICTED&limit=50", None, "Refused"),
)
BUSY = "The current system is busy, please try again later"
SAID_NO = {
    "RATELIMIT": (100410, BUSY),
    "BUSY": (100500, BUSY),
    "RESTRICTED": (100421, "This pair is currently restricted from API trading"),
}


def swap(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /openApi/swap/v2/quote/contracts: data[]."""
    symbol, asset, currency, size, lot, tick, least, status, outside, launch, shown = row
    return {
        "contractId": "100", "symbol": symbol, "size": size, "quantityPrecision": lot,
        "pricePrecision": tick, "feeRate": 0.0005, "makerFeeRate": 0.0002, "takerFeeRate": 0.0005,
        "tradeMinLimit": 0, "tradeMinQuantity": least, "tradeMinUSDT": 2, "currency": currency,
        "asset": asset, "status": status, "apiStateOpen": outside, "apiStateClose": "true",
        "ensureTrigger": True, "triggerFeeRate": "0.00050000", "brokerState": False,
        "launchTime": launch, "maintainTime": 0, "offTime": 0, "displayName": shown,
    }  # fmt: skip


def coin_swap(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /openApi/cswap/v1/market/contracts: data[]."""
    symbol, tick, size, launch = row
    return {"symbol": symbol, "pricePrecision": tick, "minTickSize": size, "minTradeValue": size,
            "minQty": "1.00000000", "status": 1, "timeOnline": launch}  # fmt: skip


def ticker(symbol: str, row: tuple[str, ...]) -> dict[str, Any]:
    """GET …/ticker: data[]."""
    last, bid, bid_size, ask, ask_size, volume, value = row
    return {"symbol": symbol, "priceChangePercent": "-0.06", "lastPrice": last, "volume": volume,
            "quoteVolume": value, "closeTime": NOW, "askPrice": ask, "askQty": ask_size,
            "bidPrice": bid, "bidQty": bid_size}  # fmt: skip


def premium(symbol: str, row: tuple[Any, ...]) -> dict[str, Any]:
    """GET …/premiumIndex: data[]; COIN-M says no interval."""
    mark, index, rate, then, hours = row
    found = {"symbol": symbol, "markPrice": mark, "indexPrice": index, "lastFundingRate": rate,
             "nextFundingTime": then, "updateTime": NOW}  # fmt: skip
    return found if hours is None else {**found, "fundingIntervalHours": hours}


def depth(row: tuple[str, ...]) -> dict[str, Any]:
    """GET …/depth: data."""
    _, bid, bid_size, ask, ask_size, *_ = row
    bids, asks = levels(bid, bid_size, -1), levels(ask, ask_size, 1)
    return {"T": NOW, "bids": bids, "asks": asks, "bidsCoin": bids, "asksCoin": asks}


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What BingX answers to one request."""
    prefix, _, path = url.rpartition("/")
    symbol = query.get("symbol", "")
    if method != "GET" or body is not None or prefix not in TICKERS:
        return 404, {}
    data: object = None
    code, msg = SAID_NO.get(symbol, (0, ""))
    if path == "contracts":
        data = [*map(swap, SWAPS)] if prefix == SWAP else [*map(coin_swap, COIN_SWAPS)]
    elif path == "ticker":
        data = [ticker(name, row) for name, row in TICKERS[prefix].items()]
    elif path == "premiumIndex":
        data = [premium(name, row) for name, row in PREMIUMS[prefix].items()]
    elif symbol in TICKERS[prefix]:
        data = depth(TICKERS[prefix][symbol])
    elif not code:
        code, msg, data = 109425, f"{symbol} not exist, please verify it", {}
    return 200, {"code": code, "msg": msg, **({} if data is None else {"data": data})}
