"""HTX's answers, built from figures of 2026.

Linear BTC, ETH and DOGE and inverse BTC: ccxt's static markets, `htx.json` (2026-06-01). SHIB-USDT:
bmoscon/cryptofeed, `HUOBI_SWAP.0` (2022-02-19). Quote, depth, mark, index and funding of BTC-USDT,
labels, states and refusals: nemanull/arbitrage-observatory, HTX profile (2026-09-23). Inverse dated
contracts: sizes of cryptofeed's `HUOBI_DM.0` (2021-07-22). ASSUMED, because nobody kept them: the
dated contracts' prices and ticks, all quotes but those of BTC-USDT, and ticks of the shares.
EXAMPLE-USDT is made up: its label is in no table.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 23, 3, 45, 18, tzinfo=UTC)
ASSETS = ("BTC", "SHIB")

API = "https://api.hbdm.com"
NOW = 1790135117894
QUOTED = 1790134831586
NEXT, CHRISTMAS = "1790150400000", "1798185600000"  # 2026-09-23 and 2026-12-25, 08:00

# code, coin, size, tick, first day, status, hours, type, labels
LINEAR: tuple[tuple[str, str, float, float, str, int, str, str, list[str]], ...] = (
    ("BTC-USDT", "BTC", 0.001, 0.1, "20201021", 1, "8", "swap", []),
    ("ETH-USDT", "ETH", 0.01, 0.01, "20201021", 1, "8", "swap", []),
    ("DOGE-USDT", "DOGE", 100.0, 0.000001, "20210113", 1, "8", "swap", []),
    ("SHIB-USDT", "SHIB", 1000.0, 1e-8, "20210510", 1, "4", "swap", []),
    ("NVDA-USDT", "NVDA", 0.01, 0.01, "20260105", 1, "4", "swap", ["Stocks"]),
    ("CYBER-USDT", "CYBER", 1.0, 0.001, "20230815", 3, "8", "swap", []),
    ("EXAMPLE-USDT", "EXAMPLE", 1.0, 0.001, "20260105", 1, "8", "swap", ["Weather"]),
    ("BTC-USDT-261225", "BTC", 0.001, 0.1, "20260626", 1, "", "quarter", []),
)
# code, size, tick, first day
SWAPS = (("BTC-USD", 100.0, 0.1, "20200325"),)
DATED = (("BTC261225", 100.0, 0.01, "20260626"),)

# code: bids and asks as price and contracts
BOOKS: dict[str, tuple[list[list[float]], list[list[float]]]] = {
    "BTC-USDT": (
        [[86859.8, 6172], [86858.5, 147], [86858.4, 306]],
        [[86859.9, 817], [86864.5, 14], [86864.6, 135]],
    ),
    "SHIB-USDT": ([[0.00001312, 5400], [0.00001311, 90000]], [[0.00001313, 7250]]),
    "BTC-USDT-261225": ([[87900.5, 120]], [[87912.1, 85]]),
    "BTC-USD": ([[86851.2, 4000]], [[86851.3, 1250]]),
    "BTC261225": ([[87890.11, 500]], [[87915.42, 640]]),
}
INDEX = {"BTC-USDT": 86812.90428571429, "SHIB-USDT": 0.000013124, "BTC-USD": 86808.5}
MARK = {"BTC-USDT": "86826.6", "SHIB-USDT": "0.000013121", "BTC-USD": "86822.4"}
RATE = {
    "BTC-USDT": "0.000064355479737646",
    "SHIB-USDT": "0E-18",
    "BTC-USD": "0.000100000000000000",
}
LEVERAGE = {"BTC-USDT": "200", "ETH-USDT": "200"}

REFUSALS = (
    ("GET", f"{API}/linear-swap-ex/market/depth?contract_code=NOPE-USDT&type=step6", None,
     "Refused"),
    ("GET", f"{API}/linear-swap-api/v1/swap_index?contract_code=NOPE-USDT", None, "Refused"),
    ("GET", f"{API}/linear-swap-api/v1/nope", None, "Refused"),
    ("GET", f"{API}/api/v1/timestamp", None, "RateLimited"),
)  # fmt: skip
NO_CODE = {
    "ts": NOW,
    "status": "error",
    "err-code": "invalid-parameter",
    "err-msg": "contract_code data error or empty",
}


def refused(code: int, text: str) -> tuple[int, dict[str, Any]]:
    """A refusal of the older calls, with HTTP 200."""
    return 200, {"status": "error", "err_code": code, "err_msg": text, "ts": NOW}


def linear(row: tuple[Any, ...]) -> dict[str, Any]:
    """GET /linear-swap-api/v1/swap_contract_info: data[]."""
    code, coin, size, tick, day, status, hours, kind, labels = row
    dated = kind != "swap"
    return {
        "symbol": coin, "contract_code": code, "contract_size": size, "price_tick": tick,
        "delivery_date": "20261225" if dated else "", "create_date": day,
        "delivery_time": CHRISTMAS if dated else "", "contract_status": status,
        "settlement_date": NEXT, "support_margin_mode": "cross" if dated else "all",
        "business_type": "futures" if dated else "swap", "pair": f"{coin}-USDT",
        "contract_type": kind, "trade_partition": "USDT", "tradfi_labels": labels,
        **({} if dated else {"settlement_period": hours}),
    }  # fmt: skip


def inverse(row: tuple[Any, ...], **more: str) -> dict[str, Any]:
    """GET /swap-api/v1/swap_contract_info and /api/v1/contract_contract_info: data[]."""
    code, size, tick, day = row
    return {
        "symbol": "BTC", "contract_code": code, "contract_size": size, "price_tick": tick,
        "delivery_time": "", "create_date": day, "contract_status": 1, **more,
    }  # fmt: skip


def funding(code: str) -> dict[str, Any]:
    """GET …/swap_batch_funding_rate: data[]."""
    coin, _, money = code.partition("-")
    return {
        "estimated_rate": None, "funding_rate": RATE[code], "contract_code": code,
        "symbol": coin, "fee_asset": money, "funding_time": NEXT, "next_funding_time": None,
    }  # fmt: skip


def bbo(code: str) -> dict[str, Any]:
    """GET …/bbo: ticks[]."""
    bids, asks = BOOKS[code]
    return {"contract_code": code, "ask": asks[0], "bid": bids[0], "mrid": 1, "ts": QUOTED}


def of(ending: str, table: dict[str, Any]) -> list[str]:
    """The contracts of a table that are named after a pair of this money."""
    return [code for code in table if code.endswith(ending)]


def lists() -> dict[str, list[dict[str, Any]]]:
    """What lists of all contracts say, by path."""
    swaps = [inverse(row, settlement_date=NEXT, settlement_period="8") for row in SWAPS]
    dated = [
        inverse(row) | {"contract_type": "quarter", "delivery_time": CHRISTMAS} for row in DATED
    ]
    elements = [
        {"contract_code": code, "settle_period": 8, "min_level": "1", "max_level": most}
        for code, most in LEVERAGE.items()
    ]
    found: dict[str, list[dict[str, Any]]] = {
        "/linear-swap-api/v1/swap_contract_info": [*map(linear, LINEAR)],
        "/linear-swap-api/v1/swap_query_elements": elements,
        "/swap-api/v1/swap_contract_info": swaps,
        "/api/v1/contract_contract_info": dated,
    }
    for family, ending in (("linear-swap", "-USDT"), ("swap", "-USD")):
        found[f"/{family}-api/v1/swap_index"] = [
            {"index_price": INDEX[code], "index_ts": NOW, "contract_code": code}
            for code in of(ending, INDEX)
        ]
        found[f"/{family}-api/v1/swap_batch_funding_rate"] = [*map(funding, of(ending, RATE))]
    return found


def of_one(path: str, code: str) -> dict[str, Any] | None:
    """What the calls for one contract say; None: it is not known there."""
    if path.endswith("mark_price_kline") and code in MARK:
        candle = {"id": 1790135100, "open": MARK[code], "close": MARK[code], "amount": "0"}
        return {"ch": f"market.{code}.mark_price.1min", "data": [candle]}
    if code not in BOOKS:
        return None
    bids, asks = BOOKS[code]
    if path.endswith("/depth"):
        return {"tick": {"asks": asks, "bids": bids, "ts": QUOTED, "version": 1790134831}}
    return {"tick": {"ask": asks[0], "bid": bids[0], "ts": QUOTED, "close": str(bids[0][0])}}


def answer(_method: str, url: str, query: dict[str, str], _body: object) -> tuple[int, object]:
    """What HTX answers to one request."""
    path, code = url.removeprefix(API), query.get("contract_code", query.get("symbol", ""))
    if path == "/api/v1/timestamp":
        return refused(1032, "The number of access exceeded the limit.")
    if path.endswith("/bbo"):
        perpetual = of("-USDT" if "linear" in path else "-USD", BOOKS)
        return 200, {"status": "ok", "ticks": [*map(bbo, perpetual)], "ts": NOW}
    if path in (every := lists()):
        if code:
            return refused(1014, "This contract doesnt exist.")
        return 200, {"status": "ok", "data": every[path], "ts": NOW}
    if "/market/" not in path:
        return 404, {"status": 404, "error": "Not Found", "path": path}
    found = of_one(path, code)
    return 200, NO_CODE if found is None else {"status": "ok", "ts": NOW, **found}
