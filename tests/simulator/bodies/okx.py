"""OKX's answers, built from figures of September 2026.

Specifications of BTC and ETH, first tiers of BTC-USD_UM and ETH-USDT: BYTEX-TRADE/bytex, fixtures
OkxPayloads.cs (134941fc, recorded 2026-09-25). PEPE: the public test of an adapter that repeats
answers of 2026-08-01 (contract, lot and tick; the rest filled in there). Tiers of BTC-USDT: the
public test of another, rows of 2026-09-18. Ticker, mark, index and funding of BTC-USDT-SWAP:
blyn-ai/CryptoSmith-X, QueueVenuesTests.cs (c606a86d, 2026-09-12). The five-year contract and the
share are known by name, payoff, category and funding alone (public notes, 2026-08 and 2026-10):
their sizes are ASSUMED, and so are the prices of all but BTC-USDT-SWAP, other families' tiers and
second levels of books.
"""

from datetime import UTC, datetime
from typing import Any

from simulator.levels import levels

AS_OF = datetime(2026, 9, 12, 18, 47, 42, tzinfo=UTC)
ASSETS = ("BTC", "PEPE")

NOW = "1789238862168"
OCTOBER, YEAR_2031 = "1793347200000", "1933056000000"  # 08:00 UTC
API = "https://www.okx.com/api/v5"

# id, pair, settle, type, value, of, lot, tick, leverage, expiry, listed, limit and market maximum,
# rules, category, fee group, state
SWAPS = (
    ("BTC-USDT-SWAP", "BTC-USDT", "USDT", "linear", "0.01", "BTC", "0.01", "0.1", "100", "",
     "1573557408000", "100000000", "35000", "normal", "1", "4", "live"),
    ("ETH-USDT-SWAP", "ETH-USDT", "USDT", "linear", "0.1", "ETH", "0.01", "0.01", "100", "",
     "1573557408000", "100000000", "90000", "normal", "1", "4", "live"),
    ("BTC-USD-SWAP", "BTC-USD", "BTC", "inverse", "100", "USD", "0.1", "0.1", "100", "",
     "1535424203000", "100000000", "49000", "normal", "1", "4", "live"),
    ("PEPE-USDT-SWAP", "PEPE-USDT", "USDT", "linear", "10000000", "PEPE", "0.1", "0.000000001",
     "50", "", "1683504000000", "100000000", "16000", "normal", "1", "5", "live"),
    ("AAPL-USDT-SWAP", "AAPL-USDT", "USDT", "linear", "0.1", "AAPL", "0.1", "0.01", "20", "",
     "1780000000000", "100000000", "10000", "normal", "3", "6", "live"),
    ("MUU-USDT-SWAP", "MUU-USDT", "USDT", "linear", "1", "MUU", "0.1", "0.01", "10", "",
     "1780000000000", "100000000", "10000", "rebase_contract", "3", "6", "rebase"),
    ("SOON-USDT-SWAP", "", "", "", "", "", "", "", "", "", "1789300800000", "", "", "normal", "1",
     "", "preopen"),
    ("TLT-USDT-SWAP", "TLT-USDT", "USDT", "linear", "0.1", "TLT", "0.1", "0.01", "10", "",
     "1780000000000", "100000000", "10000", "normal", "6", "6", "live"),
)  # fmt: skip
FUTURES = (
    ("BTC-USD_UM-261030", "BTC-USD", "USD", "linear", "0.01", "BTC", "0.01", "0.1", "20", OCTOBER,
     "1787904000000", "100000000", "15000", "normal", "1", "5", "live"),
    ("BTC-USD-261030", "BTC-USD", "BTC", "inverse", "100", "USD", "0.1", "0.1", "20", OCTOBER,
     "1787904000000", "1000000", "10000", "normal", "1", "5", "live"),
    ("BTC-USD_UM_XPERP-310404", "BTC-USD", "USD", "linear", "0.01", "BTC", "0.01", "0.1", "20",
     YEAR_2031, "1775289600000", "100000000", "15000", "xperp", "1", "5", "live"),
)  # fmt: skip

# id: bid, contracts, ask, contracts, last, volume in coins, mark
QUOTES = {
    "BTC-USDT-SWAP": ("77164", "413.28", "77164.1", "994.78", "77164.1", "25166.247", "77164"),
    "ETH-USDT-SWAP": ("2401.11", "950.1", "2401.12", "812.4", "2401.12", "310000.5", "2401.1"),
    "BTC-USD-SWAP": ("77170.1", "1200.5", "77170.2", "931", "77170.2", "1890.4", "77170"),
    "PEPE-USDT-SWAP": ("0.000003644", "1520.3", "0.000003645", "1811", "0.000003644",
                       "5900000000000", "0.000003644"),
    "AAPL-USDT-SWAP": ("", "0", "301.2", "12", "301.1", "800", "301.15"),
    "BTC-USD_UM-261030": ("77689.9", "20", "77695.5", "14.5", "77690", "61.2", "77692.3"),
    "BTC-USD-261030": ("77688", "310", "77694.1", "250.5", "77691", "40.7", "77691"),
    "BTC-USD_UM_XPERP-310404": ("77166.2", "88", "77168", "70.25", "77166.2", "2572", "77167"),
}  # fmt: skip

# what pairs are worth, by the coin they are quoted in
INDEX = {
    "USDT": (("BTC-USDT", "77188.1"), ("PEPE-USDT", "0.000003646")),
    "USD": (("BTC-USD", "77190.3"),),
}

# id: rate, settles, the one after
FUNDING = {
    "BTC-USDT-SWAP": ("0.0001", "1789257600000", "1789286400000"),
    "BTC-USD-SWAP": ("0.0000310000000000", "1789257600000", "1789286400000"),
    "PEPE-USDT-SWAP": ("-0.0000520000000000", "1789243200000", "1789257600000"),
    "BTC-USD_UM_XPERP-310404": ("0.0000900000000000", "1789257600000", "1789286400000"),
}

# type and family: contracts up to, initial, maintenance, leverage
TIERS = {
    ("SWAP", "BTC-USDT"): (("0", "1000", "0.01", "0.004", "100"),
                           ("1000.01", "5000", "0.015", "0.005", "66.66"),
                           ("5000.01", "20000", "0.02", "0.0075", "50")),
    ("SWAP", "ETH-USDT"): (("0", "5000", "0.01", "0.004", "100"),),
    ("SWAP", "BTC-USD"): (("0", "10000", "0.01", "0.004", "100"),
                          ("10000.1", "50000", "0.02", "0.01", "50")),
    ("SWAP", "PEPE-USDT"): (("0", "3000", "0.02", "0.01", "50"),),
    ("FUTURES", "BTC-USD_UM"): (("0", "4000", "0.05", "0.02", "20"),),
    ("FUTURES", "BTC-USD"): (("0", "8000", "0.05", "0.02", "20"),),
    ("FUTURES", "BTC-USD_UM_XPERP"): (("0", "4000", "0.05", "0.02", "20"),),
}  # fmt: skip

NO_SUCH = ("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
NO_FAMILY = ("51000", "Parameter instFamily error")
FAILING = {
    "/public/time": (429, ("50011", "Too Many Requests")),
    "/public/open-interest": (200, ("51155", "This feature is unavailable in your region.")),
}
REFUSALS = (
    ("GET", f"{API}/market/books?instId=NOSUCH-USDT-SWAP&sz=50", None, "Refused"),
    ("GET", f"{API}/public/position-tiers?instType=SWAP&tdMode=isolated&instFamily=NOSUCH-USDT",
     None, "Refused"),
    ("GET", f"{API}/public/time", None, "RateLimited"),
    ("GET", f"{API}/public/open-interest?instType=SWAP", None, "GeoBlocked"),
)  # fmt: skip


def instrument(kind: str, row: tuple[str, ...]) -> dict[str, Any]:
    """GET /public/instruments: data[]."""
    inst, pair, settle, payoff, value, of, lot, tick, most, expiry, listed, limit, market, *end = (
        row
    )
    rules, category, group, state = end
    family = inst.rpartition("-")[0] if pair else ""
    return {
        "alias": "", "auctionEndTime": "", "baseCcy": "", "category": "1",
        "ctMult": "1" if value else "", "ctType": payoff, "ctVal": value, "ctValCcy": of,
        "expTime": expiry, "futureSettlement": False, "groupId": group, "instCategory": category,
        "instFamily": family, "instId": inst, "instType": kind, "lever": most,
        "listTime": listed, "lotSz": lot, "maxLmtAmt": "20000000", "maxLmtSz": limit,
        "maxMktAmt": "", "maxMktSz": market, "minSz": lot, "optType": "", "quoteCcy": "",
        "ruleType": rules, "settleCcy": settle, "state": state, "stk": "", "tickSz": tick,
        "tradeQuoteCcyList": [], "uly": pair, "upcChg": [],
    }  # fmt: skip


def ticker(kind: str, inst: str) -> dict[str, Any]:
    """GET /market/tickers: data[]."""
    bid, bid_size, ask, ask_size, last, volume, _ = QUOTES[inst]
    return {"instType": kind, "instId": inst, "last": last, "lastSz": "1", "askPx": ask,
            "askSz": ask_size, "bidPx": bid, "bidSz": bid_size, "volCcy24h": volume,
            "ts": NOW}  # fmt: skip


def book(inst: str) -> dict[str, Any]:
    """GET /market/books: data[]."""
    bid, bid_size, ask, ask_size, *_ = QUOTES[inst]
    asks, bids = levels(ask, ask_size, 1), levels(bid, bid_size, -1)
    return {"asks": [[*level, "0", "9"] for level in asks],
            "bids": [[*level, "0", "7"] for level in bids], "ts": NOW}  # fmt: skip


def settlement(inst: str) -> dict[str, Any]:
    """GET /public/funding-rate: data[]."""
    rate, then, after = FUNDING[inst]
    return {"formulaType": "withRate", "fundingRate": rate, "fundingTime": then, "instId": inst,
            "instType": "SWAP", "method": "current_period", "nextFundingRate": "",
            "nextFundingTime": after, "settState": "settled", "ts": NOW}  # fmt: skip


def tiers(kind: str, family: str) -> list[dict[str, Any]]:
    """GET /public/position-tiers: data[] of one family."""
    return [
        {"baseMaxLoan": "", "imr": imr, "instFamily": family, "instId": "", "maxLever": most,
         "maxSz": cap, "minSz": floor, "mmr": mmr, "optMgnFactor": "0", "quoteMaxLoan": "",
         "tier": str(number), "uly": family.partition("_")[0]}
        for number, (floor, cap, imr, mmr, most) in enumerate(TIERS[kind, family], 1)
    ]  # fmt: skip


def good(data: list[dict[str, Any]]) -> tuple[int, object]:
    """The envelope of an answer."""
    return 200, {"code": "0", "msg": "", "data": data}


def bad(status: int, problem: tuple[str, str]) -> tuple[int, object]:
    """The envelope of a refusal; its status was not recorded but for 429."""
    code, text = problem
    return status, {"code": code, "msg": text, "data": []}


def prices(path: str, kind: str, quote: str) -> list[dict[str, Any]]:
    """data[] of what is asked for all contracts of a type, or all pairs of a coin."""
    quoted = [row[0] for row in (SWAPS if kind == "SWAP" else FUTURES) if row[0] in QUOTES]
    match path:
        case "/market/tickers":
            return [ticker(kind, name) for name in quoted]
        case "/public/mark-price":
            return [{"instType": kind, "instId": name, "markPx": QUOTES[name][-1], "ts": NOW}
                    for name in quoted]  # fmt: skip
        case _:
            return [{"instId": pair, "idxPx": price, "ts": NOW} for pair, price in INDEX[quote]]


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What OKX answers to one request."""
    path = url.removeprefix(API)
    if method != "GET" or body is not None:
        return 404, {}
    if path in FAILING:
        return bad(*FAILING[path])
    kind, inst = query.get("instType", ""), query.get("instId", "")
    found: list[dict[str, Any]] | None = None
    match path:
        case "/public/instruments":
            rows = SWAPS if kind == "SWAP" else FUTURES
            found = [instrument(kind, row) for row in rows]
        case "/market/tickers" | "/public/mark-price" | "/market/index-tickers":
            found = prices(path, kind, query.get("quoteCcy", ""))
        case "/public/funding-rate":
            found = [*map(settlement, FUNDING)]
        case "/market/books" if inst in QUOTES:
            found = [book(inst)]
        case "/public/position-tiers":
            wanted = query["instFamily"].split(",")
            if any((kind, family) not in TIERS for family in wanted):
                return bad(200, NO_FAMILY)
            found = [row for family in wanted for row in tiers(kind, family)]
        case _:
            pass
    return bad(200, NO_SUCH) if found is None else good(found)
