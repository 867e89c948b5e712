"""Bitget's answers, built from figures of September 2026.

Specifications of BTCUSDT, ETHUSDT, XRPUSDT, BTCPERP and ETHPERP, both risk tables (their first four
tiers), and the quote of BTCUSDT: BYTEX-TRADE/bytex, `Fixtures/BitgetPayloads.cs` (67b3e103,
2026-09-25). PEPEUSDT: blyn-ai/CryptoSmith-X, tests of its connectors (4e9581c3, 2026-09-12).
BTCUSD: ccxt, static market file (0cad838e, about 2024). Funding rows: fixtures of a public bot
(2026-09-19), told here as of the 25th with the next settlement moved. ASSUMED, because nobody kept
them: the dated contract and its prices, the risk tables of ETH, the quotes of all but BTCUSDT,
books beyond the best prices, the token of a share, the contract under maintenance and the kind of
EXAMPLEUSDT.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 25, 17, 53, 15, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

NOW = 1790358794983
BASE = "https://api.bitget.com/api/v2/mix/market"
CHRISTMAS = "1798185600000"
SETTLES = {"4": "1790366400000", "8": "1790380800000"}  # by hours

# symbol, base, quote, status, kind, smallest, step, tick's last place, places, leverage,
# maximum of a limit order, of a market order, hours, delivery, real-world asset
CONTRACTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "USDT-FUTURES": (
        ("BTCUSDT", "BTC", "USDT", "normal", "perpetual", "0.0001", "0.0001", "1", "1", "150",
         "1200", "220", "8", "", "NO"),
        ("ETHUSDT", "ETH", "USDT", "normal", "perpetual", "0.01", "0.01", "1", "2", "150",
         "9900", "1900", "4", "", "NO"),
        ("XRPUSDT", "XRP", "USDT", "normal", "perpetual", "1", "1", "1", "4", "125",
         "3700000", "460000", "8", "", "NO"),
        ("PEPEUSDT", "PEPE", "USDT", "normal", "perpetual", "1000", "1000", "1", "10", "75",
         "", "", "8", "", "NO"),
        ("TSLAUSDT", "TSLA", "USDT", "normal", "perpetual", "0.01", "0.01", "1", "2", "25",
         "", "", "4", "", "YES"),
        ("ALPHAUSDT", "ALPHA", "USDT", "maintain", "perpetual", "1", "1", "1", "5", "20",
         "", "", "4", "", "NO"),
        ("EXAMPLEUSDT", "EXAMPLE", "USDT", "normal", "everlasting", "1", "1", "1", "5", "20",
         "", "", "8", "", "NO"),
    ),
    "USDC-FUTURES": (
        ("BTCPERP", "BTC", "USDC", "normal", "perpetual", "0.0001", "0.0001", "1", "1", "125",
         "100", "20", "8", "", "NO"),
        ("ETHPERP", "ETH", "USDC", "normal", "perpetual", "0.01", "0.01", "1", "2", "100",
         "1000", "200", "8", "", "NO"),
    ),
    "COIN-FUTURES": (
        ("BTCUSD", "BTC", "USD", "normal", "perpetual", "0.001", "0.001", "1", "1", "125",
         "", "", "8", "", "NO"),
        ("ETHUSD_261225", "ETH", "USD", "normal", "delivery", "0.01", "0.01", "5", "2", "50",
         "", "", "", CHRISTMAS, "NO"),
    ),
}  # fmt: skip

# symbol: last, bid, size, ask, size, mark, index, running rate, volume
TICKERS: dict[str, dict[str, tuple[str, ...]]] = {
    "USDT-FUTURES": {
        "BTCUSDT": ("83692.3", "83692.3", "1.2043", "83692.4", "4.5377", "83692.3", "83720.9225",
                    "0.0001", "30736.4509"),
        "ETHUSDT": ("2660.01", "2660.01", "12.5", "2660.02", "8.04", "2660.02", "2661.13",
                    "0.000052", "410233.17"),
    },
    "USDC-FUTURES": {
        "BTCPERP": ("83690", "83687.5", "0.42", "83694.1", "0.2", "83690.2", "83720.9", "0.00005",
                    "310.2"),
        "ETHPERP": ("2660.1", "2659.4", "3.5", "2661.5", "3", "2660.4", "2661.13", "0", "95.1"),
    },
    "COIN-FUTURES": {
        "BTCUSD": ("83695.2", "83693.5", "0.5091", "83698.5", "2.2694", "83695.1", "83720.9",
                   "-0.0007", "125.6"),
        "ETHUSD_261225": ("2689.3", "2688.6", "0.054", "2690.1", "0.785", "", "2661.13", "0",
                          "9.4"),
    },
}  # fmt: skip

# symbol: rate, hours
FUNDING: dict[str, dict[str, tuple[str, str]]] = {
    "USDT-FUTURES": {"BTCUSDT": ("0.000085", "8"), "ETHUSDT": ("-0.000609", "4")},
    "USDC-FUTURES": {"BTCPERP": ("0.00005", "8"), "ETHPERP": ("0", "8")},
    "COIN-FUTURES": {"BTCUSD": ("-0.0007", "8")},
}

# symbol: lower and upper end, leverage, maintenance rate; the first tiers
TIERS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "BTCUSDT": (("0", "200000", "150", "0.0040"), ("200000", "1000000", "100", "0.0050"),
                ("1000000", "5000000", "75", "0.0070"), ("5000000", "15000000", "50", "0.0100")),
    "ETHUSDT": (("0", "100000", "150", "0.0040"), ("100000", "1000000", "50", "0.0100")),
    "ETHPERP": (("0", "100000", "100", "0.0050"),),
    "BTCPERP": (("0", "150000", "125", "0.0040"), ("150000", "1000000", "100", "0.0050"),
                ("1000000", "3000000", "75", "0.0070"), ("3000000", "6000000", "50", "0.0100")),
}  # fmt: skip

REFUSALS = (
    ("GET", f"{BASE}/merge-depth?productType=USDT-FUTURES&symbol=NOSUCHUSDT", None, "Refused"),
    ("GET", f"{BASE}/history-fund-rate?symbol=REGION", None, "GeoBlocked"),
    ("GET", f"{BASE}/vip-fee-rate", None, "RateLimited"),
)


def instrument(row: tuple[str, ...]) -> dict[str, Any]:
    """GET /contracts: data[]; the rows of about 2024 lack the maxima, the times and isRwa."""
    symbol, base, quote, status, kind, least, step, last, places, leverage, *rest = row
    most, most_market, hours, delivery, real = rest
    held = [base if quote == "USD" else quote, "BGB"]
    finest = str(len(step.partition(".")[2]))
    return {
        "symbol": symbol, "baseCoin": base, "quoteCoin": quote, "buyLimitPriceRatio": "0.05",
        "sellLimitPriceRatio": "0.05", "feeRateUpRatio": "0.005", "makerFeeRate": "0.0002",
        "takerFeeRate": "0.0006", "openCostUpRatio": "0.01", "supportMarginCoins": held,
        "minTradeNum": least, "priceEndStep": last, "volumePlace": finest,
        "pricePlace": places,
        "sizeMultiplier": step, "symbolType": kind, "minTradeUSDT": "5",
        "maxSymbolOrderNum": "200", "maxProductOrderNum": "1000", "maxPositionNum": "200",
        "symbolStatus": status, "offTime": "-1", "limitOpenTime": "-1", "deliveryTime": delivery,
        "deliveryStartTime": "", "deliveryPeriod": "", "launchTime": "", "fundInterval": hours,
        "minLever": "1", "maxLever": leverage, "posLimit": "0.2", "maintainTime": "",
        "openTime": "", "maxMarketOrderQty": most_market, "maxOrderQty": most, "isRwa": real,
    }  # fmt: skip


def ticker(symbol: str, row: tuple[str, ...]) -> dict[str, Any]:
    """GET /tickers: data[]; dated contracts have no mark price."""
    last, bid, bid_size, ask, ask_size, mark, index, rate, volume = row
    return {
        "symbol": symbol, "lastPr": last, "askPr": ask, "bidPr": bid, "bidSz": bid_size,
        "askSz": ask_size, "ts": str(NOW), "change24h": "-0.00429", "baseVolume": volume,
        "indexPrice": index, "fundingRate": rate, "holdingAmount": "31911.3",
        "deliveryStartTime": None, "deliveryTime": None, "deliveryStatus": "",
        "open24h": "84052.9", **({"markPrice": mark} if mark else {}),
    }  # fmt: skip


def rate(symbol: str, row: tuple[str, str]) -> dict[str, str]:
    """GET /current-fund-rate: data[]."""
    value, hours = row
    return {
        "symbol": symbol, "fundingRate": value, "fundingRateInterval": hours,
        "nextUpdate": SETTLES[hours], "minFundingRate": "-0.003", "maxFundingRate": "0.003",
    }  # fmt: skip


def tier(symbol: str, level: int, row: tuple[str, str, str, str]) -> dict[str, str]:
    """GET /query-position-lever: data[]."""
    low, high, leverage, kept = row
    return {"symbol": symbol, "level": str(level), "startUnit": low, "endUnit": high,
            "leverage": leverage, "keepMarginRate": kept}  # fmt: skip


def depth(symbol: str, row: tuple[str, ...]) -> dict[str, Any]:
    """GET /merge-depth: data; the second level of a side is assumed. Levels come as numbers."""
    _, bid, bid_size, ask, ask_size, *_ = row
    bids = [[float(bid), float(bid_size)], [float(bid) - 1, 2.5]] if bid else []
    asks = [[float(ask), float(ask_size)], [float(ask) + 1, 3.25]]
    return {"asks": asks, "bids": bids, "ts": str(NOW), "scale": "0.1", "precision": "scale0",
            "isMaxPrecision": "NO", "symbol": symbol}  # fmt: skip


def reply(data: object, code: str = "00000", text: str = "success") -> dict[str, Any]:
    """The envelope of every answer."""
    return {"code": code, "msg": text, "requestTime": NOW, "data": data}


def found(path: str, segment: str, symbol: str) -> object:
    """Data of a public request; None: there is none."""
    quotes = TICKERS.get(segment, {})
    match path:
        case "contracts" if segment in CONTRACTS:
            return [instrument(row) for row in CONTRACTS[segment]]
        case "tickers" if quotes:
            return [ticker(name, row) for name, row in quotes.items()]
        case "current-fund-rate" if segment in FUNDING:
            return [rate(name, row) for name, row in FUNDING[segment].items()]
        case "query-position-lever" if symbol in TIERS:
            return [tier(symbol, level, row) for level, row in enumerate(TIERS[symbol], 1)]
        case "merge-depth" if symbol in quotes:
            return depth(symbol, quotes[symbol])
        case _:
            return None


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    path = url.removeprefix(f"{BASE}/")
    if path == "vip-fee-rate":
        return 429, reply(None, "429", "Too Many Requests")
    if query.get("symbol") == "REGION":
        text = "The currency is a regional currency and does not meet the purchase conditions."
        return 200, reply(None, "40024", text)
    data = found(path, query.get("productType", ""), query.get("symbol", ""))
    if method != "GET" or data is None:
        return 400, reply(None, "400172", "Parameter verification failed")
    return 200, reply(data)
