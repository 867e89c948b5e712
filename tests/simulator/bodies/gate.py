"""Gate's answers, built from figures of September 2026.

BTC_USDT, ARIA_USDT, BTC_USD, both dated contracts, the first four tiers and the book of BTC_USDT
(two levels): BYTEX-TRADE/bytex, `Fixtures/GatePayloads.cs` (67b3e103, 2026-09-25). Of ETH_USDT and
AAPL_USDT there, too, all but counters. The smallest order of the decimal contracts, hidden there,
is the 0.1 of LAB_USDT in JKorf/GateIo.Net's sample (29d1782d). PEPE_USDT, which contracts are
decimal, pre-market, or settled in USD1: nemanull/arbitrage-observatory, Gate profile (11b37323,
2026-09-15). ASSUMED, because nobody kept them: quotes but for that book, levels beyond, the other
tiers, tick and prices of BTC_USD1, the contract that is delisted, HIDDEN_USDT and the kind of
EXAMPLE_USDT.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 25, 18, 14, 52, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

API = "https://api.gateio.ws/api/v4"
MIDNIGHT, EVENING = 1790380800, 1790366400
EIGHT, FOUR = 28800, 14400
FIRST = 1574035200

# name, coins a contract, smallest, decimal, largest, largest at market, tick, leverage,
# maintenance, interval, index, mark, last, rate, launch, further members
CONTRACTS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "futures/usdt": (
        ("BTC_USDT", "0.0001", 1, False, 12000000, "10000000", "0.1", "200", "0.003", EIGHT,
         "83802.16", "83760.7", "83760.6", "-0.000002", FIRST, {}),
        ("ETH_USDT", "0.01", "0.1", True, "10000000", "10000000", "0.01", "200", "0.003", EIGHT,
         "2699.15", "2699.1", "2698.82", "0.000013", FIRST, {}),
        ("ARIA_USDT", "100", "0.1", True, "12000", "7500", "0.00001", "10", "0.08", FOUR,
         "0.037251", "0.03764", "0.0377", "0.001026", 1755781800, {}),
        ("PEPE_USDT", "10000000", "0.1", True, "1000000", "700000", "0.000000001", "75", "0.01",
         EIGHT, "0.000003391", "0.000003393", "0.000003394", "0.0001", 1683000000, {}),
        ("AAPL_USDT", "0.01", 1, False, 100000, "50000", "0.001", "100", "0.005", FOUR,
         "254.61", "254.61", "254.6", "0.0001", 1745781800, {"contract_type": "stocks"}),
        ("OPENAI_USDT", "0.01", 1, False, 10000, "5000", "0.01", "10", "0.05", FOUR,
         "1455.7", "1455.7", "1455.74", "0", 1785000000,
         {"contract_type": "stocks", "is_pre_market": True}),
        ("COCOS_USDT", "1", 1, False, 1000000, "500000", "0.0001", "20", "0.025", EIGHT,
         "1.02", "1.02", "1.02", "0.0001", 1620000000, {"in_delisting": True}),
        ("HIDDEN_USDT", "1", 0, True, 10000, "5000", "0.001", "10", "0.05", EIGHT,
         "2.5", "2.5", "2.5", "0.0001", 1780000000, {}),
        ("EXAMPLE_USDT", "1", 1, False, 10000, "5000", "0.001", "10", "0.05", EIGHT,
         "2.5", "2.5", "2.5", "0.0001", 1780000000, {"contract_type": "bonds"}),
    ),
    "futures/btc": (
        ("BTC_USD", "0", 1, False, 530000, "350000", "0.1", "100", "0.005", EIGHT,
         "83780.64", "83787.19", "83802", "0.0001", 1545235200, {"type": "inverse"}),
    ),
    "futures/usd1": (
        ("BTC_USD1", "0.0001", 1, False, 1000000, "700000", "0.1", "100", "0.004", EIGHT,
         "83800.1", "83798.2", "83798.1", "0.00005", 1780000000, {}),
    ),
}  # fmt: skip

# name, coins a contract, tick, index, mark, last
DATED: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("ETH_USDT_20261009", "0.01", "0.01", "2685.52", "2686.18", "2687.01"),
    ("BTC_USDT_20261009", "0.0001", "0.1", "83999.8", "84128.5", "84169.0"),
)
EXPIRES = 1791532800

# name: best bid, contracts, second, contracts, best ask, contracts, second, contracts, day's coins
BOOKS: dict[str, tuple[str, str, str, str, str, str, str, str, str]] = {
    "BTC_USDT": ("83956.3", "13070", "83956.2", "650", "83956.4", "45979", "83957.5", "113",
                 "20725"),
    "ETH_USDT": ("2698.81", "5116.8", "2698.8", "120.5", "2698.83", "88.1", "2698.9", "410",
                 "91000"),
    "BTC_USD": ("83786.1", "8378", "83785", "5000", "83790.2", "16758", "83795", "900", "61"),
    "BTC_USD1": ("83795", "120", "83790", "900", "83801.5", "80", "83805", "500", "11"),
    "ETH_USDT_20261009": ("2685.1", "40", "2684", "100", "2687.3", "35", "2688", "100", "2"),
    "BTC_USDT_20261009": ("84120.5", "200", "84110", "500", "84140.2", "150", "84150", "500", "1"),
}  # fmt: skip

# name: upper end, initial, maintenance, leverage, deduction; the first tiers
TIERS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "BTC_USDT": (("500000", "0.005", "0.003", "200", "0"),
                 ("1000000", "0.006666", "0.0035", "150.01", "250"),
                 ("1500000", "0.008", "0.004", "125", "750"),
                 ("2000000", "0.00909", "0.0045", "110.01", "1500")),
    "ETH_USDT": (("300000", "0.005", "0.003", "200", "0"),),
    "BTC_USD": (("3", "0.01", "0.005", "100", "0"), ("6", "0.0125", "0.0075", "80", "0.0075")),
    "BTC_USD1": (("500000", "0.01", "0.004", "100", "0"),),
    "ETH_USDT_20261009": (("1000000", "0.01", "0.005", "100", "0"),),
    "BTC_USDT_20261009": (("1000000", "0.01", "0.005", "100", "0"),),
}  # fmt: skip

REFUSALS = (
    ("GET", f"{API}/futures/usdt/order_book?contract=NOSUCH_USDT", None, "Refused"),
    ("GET", f"{API}/futures/usdt/contracts?limit=none", None, "Refused"),
    ("GET", f"{API}/spot/time", None, "RateLimited"),
)


def perpetual(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /futures/{settle}/contracts: []"""
    name, coins, least, decimal, most, most_market, tick, leverage, kept, interval, *rest = row
    index, mark, last, rate, launch, more = rest
    return {
        "name": name, "type": "direct", "quanto_multiplier": coins, "order_size_min": least,
        "enable_decimal": decimal, "order_size_max": most, "market_order_size_max": most_market,
        "order_price_round": tick, "mark_price_round": tick, "leverage_min": "1",
        "leverage_max": leverage, "maintenance_rate": kept, "funding_interval": interval,
        "funding_next_apply": EVENING if interval == FOUR else MIDNIGHT, "funding_rate": rate,
        "funding_rate_indicative": rate, "funding_offset": 0, "in_delisting": False,
        "is_pre_market": False, "status": "trading", "index_price": index, "mark_price": mark,
        "last_price": last, "mark_type": "index", "maker_fee_rate": "-0.0001",
        "taker_fee_rate": "0.00075", "orders_limit": 100, "risk_limit_base": "500000",
        "launch_time": launch, "create_time": launch, "contract_type": "", **more,
    }  # fmt: skip


def dated(row: tuple[str, ...]) -> dict[str, Any]:
    """GET /delivery/usdt/contracts: []; no funding, no status and no first day."""
    name, coins, tick, index, mark, last = row
    return {
        "name": name, "underlying": name[:8], "cycle": "BI-WEEKLY", "type": "direct",
        "quanto_multiplier": coins, "order_size_min": 1, "order_size_max": 1000000,
        "order_price_round": tick, "mark_price_round": tick, "leverage_min": "1",
        "leverage_max": "100", "maintenance_rate": "0.005", "in_delisting": False,
        "expire_time": EXPIRES, "index_price": index, "mark_price": mark, "last_price": last,
        "maker_fee_rate": "-0.00015", "taker_fee_rate": "0.00025", "settle_fee_rate": "0.00015",
        "orders_limit": 50, "basis_rate": "0.005",
    }  # fmt: skip


def listed(segment: str) -> list[dict[str, Any]]:
    """The contract list of one segment."""
    if segment == "delivery/usdt":
        return [dated(row) for row in DATED]
    return [perpetual(row) for row in CONTRACTS[segment]]


def ticker(row: dict[str, Any]) -> dict[str, Any]:
    """GET /futures/{settle}/tickers: []"""
    bid, bid_size, _, _, ask, ask_size, _, _, volume = BOOKS[row["name"]]
    funding = {name: row[name] for name in ("funding_rate", "funding_rate_indicative")
               if name in row}  # fmt: skip
    return {
        "contract": row["name"], "last": row["last_price"], "highest_bid": bid,
        "highest_size": bid_size, "lowest_ask": ask, "lowest_size": ask_size,
        "mark_price": row["mark_price"], "index_price": row["index_price"],
        "total_size": "637548858", "volume_24h_base": volume,
        "quanto_multiplier": row["quanto_multiplier"], **funding,
    }  # fmt: skip


def depth(name: str) -> dict[str, Any]:
    """GET /futures/{settle}/order_book"""
    prices, sizes = BOOKS[name][0:8:2], BOOKS[name][1:8:2]
    levels = [{"p": price, "s": size} for price, size in zip(prices, sizes, strict=True)]
    return {"current": 1790360091.666, "id": 126203785686, "update": 1790360091.66,
            "bids": levels[:2], "asks": levels[2:]}  # fmt: skip


def tiers(name: str) -> list[dict[str, Any]]:
    """GET /futures/{settle}/risk_limit_tiers: []"""
    return [
        {"maintenance_rate": kept, "tier": number, "initial_rate": initial,
         "leverage_max": leverage, "risk_limit": high, "deduction": deduction}
        for number, (high, initial, kept, leverage, deduction) in enumerate(TIERS[name], 1)
    ]  # fmt: skip


def found(segment: str, what: str, name: str) -> object:
    """Answer to a public request; None: there is none."""
    if segment not in (*CONTRACTS, "delivery/usdt"):
        return None
    rows = listed(segment)
    names = {row["name"] for row in rows}
    match what:
        case "contracts":
            return rows
        case "tickers":
            return [ticker(row) for row in rows if row["name"] in BOOKS]
        case "order_book" if name in names and name in BOOKS:
            return depth(name)
        case "risk_limit_tiers" if name in names and name in TIERS:
            return tiers(name)
        case _:
            return None


def answer(method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    segment, _, what = url.removeprefix(f"{API}/").rpartition("/")
    if what == "time":
        return 429, {"label": "TOO_MANY_REQUESTS", "message": "Request Rate limit Exceeded"}
    if "limit" in query and not query["limit"].isdecimal():
        return 400, {"label": "INVALID_PARAM_VALUE", "message": "invalid argument: limit"}
    data = found(segment, what, query.get("contract", ""))
    if method != "GET" or data is None:
        return 400, {"label": "CONTRACT_NOT_FOUND", "message": "contract not found"}
    return 200, data
