"""Hyperliquid's answers, built from figures of 2026-02-06 12:54:16 UTC.

Assets, margin tables and prices: sonirico/go-hyperliquid (5dbb7462), MetaAndAssetCtxs.yaml.
Books were not kept there: each is the smallest that gives the published impact prices, one level a
side that holds 20,000 USD (BTC) or 6,000 USD, for coins whose impact prices average to the mid;
behind it stands a second one that is ASSUMED.
Fee tiers: docs, fees (mirror dzmbs/hyperliquid-docs, 2026-08-19). xyz:TSLA is an asset of a
builder-deployed exchange, from the same recording; it never stands in the list of the main one.
"""

from datetime import UTC, datetime
from typing import Any, cast

from simulator.levels import levels

AS_OF = datetime(2026, 2, 6, 12, 54, 16, tzinfo=UTC)
ASSETS = ("BTC", "PEPE", "XRP")

NOW = 1770382456000
INFO = "https://api.hyperliquid.xyz/info"

# name, szDecimals, max leverage, margin table; funding, mark, oracle, mid, impact bid and ask,
# volume in coins
LIVE = (
    ("BTC", 5, 40, 56, "-0.000003688", "66344.0", "66383.0", "66371.5", "66371.0", "66372.0",
     "189106.61428"),
    ("ETH", 4, 25, 55, "0.0000111634", "1919.1", "1920.0", "1919.7", "1919.6", "1919.81",
     "2386028.4641999975"),
    ("MATIC", 1, 20, 20, "0.0", "0.37621", "0.3754", None, None, None, "0.0"),
    ("DYDX", 1, 5, 5, "0.0000125", "0.11075", "0.11085", "0.11071", "0.11038", "0.111",
     "1687802.8999999987"),
    ("SOL", 2, 20, 54, "-0.0000702486", "81.499", "81.595", "81.5195", "81.519", "81.536",
     "23618506.7399999835"),
    ("DOGE", 0, 10, 52, "-0.0000035432", "0.0932", "0.093245", "0.09324", "0.093227", "0.093257",
     "1298870160.0"),
    ("kPEPE", 0, 10, 52, "-0.0000069587", "0.003663", "0.003666", "0.003665", "0.003664",
     "0.003666", "12668793621.0"),
    ("XRP", 0, 20, 53, "-0.0000622255", "1.372", "1.3735", "1.37255", "1.3725", "1.3726",
     "362432567.0"),
    ("HYPE", 2, 10, 52, "0.0000125", "34.292", "34.277", "34.304", "34.303", "34.3093",
     "28988371.5400000289"),
    ("kDOGS", 0, 3, 3, "0.0", "0.13659", "0.13675", None, None, None, "0.0"),
    ("xyz:TSLA", 3, 10, 10, "0.00000625", "399.52", "399.6", "399.415", "399.288", "399.542",
     "59597.895"),
)  # fmt: skip
DELISTED = ("MATIC", "kDOGS")

# number: steps of (USD from, leverage); numbers below 50 are not listed
TABLES = {
    50: (("0.0", 50),),
    51: (("0.0", 10), ("3000000.0", 5)),
    52: (("0.0", 10), ("20000000.0", 5)),
    53: (("0.0", 20), ("40000000.0", 10)),
    54: (("0.0", 20), ("70000000.0", 10)),
    55: (("0.0", 25), ("100000000.0", 15)),
    56: (("0.0", 40), ("150000000.0", 20)),
}

# name: bid, size, ask, size
BOOKS = {
    "BTC": ("66371.0", "0.30134", "66372.0", "0.30134"),
    "kPEPE": ("0.003664", "1637555.0", "0.003666", "1636662.0"),
    "XRP": ("1.3725", "4372.0", "1.3726", "4372.0"),
}

# USD in 14 days, taker, maker
VIPS = (
    ("5000000.0", "0.0004", "0.00012"),
    ("25000000.0", "0.00035", "0.00008"),
    ("100000000.0", "0.0003", "0.00004"),
    ("500000000.0", "0.00028", "0.0"),
    ("2000000000.0", "0.00026", "0.0"),
    ("7000000000.0", "0.00024", "0.0"),
)

BAD_BODY = b"Failed to deserialize the JSON body into the target type"
REFUSALS = (
    ("POST", INFO, {"type": "noSuchType"}, "Refused"),
    ("POST", INFO, {"type": "l2Book", "coin": "NOSUCH"}, "Unreachable"),
)


def asset(row: tuple[Any, ...]) -> dict[str, Any]:
    """metaAndAssetCtxs: [0].universe[]."""
    name, decimals, leverage, table, *_ = row
    gone = {"isDelisted": True} if name in DELISTED else {}
    return {"szDecimals": decimals, "name": name, "maxLeverage": leverage,
            "marginTableId": table, **gone}  # fmt: skip


def context(row: tuple[Any, ...]) -> dict[str, Any]:
    """metaAndAssetCtxs: [1][], at the same place as the asset."""
    funding, mark, oracle, mid, bid, ask, volume = row[4:]
    return {"funding": funding, "openInterest": "0.0", "prevDayPx": mark, "dayNtlVlm": "0.0",
            "premium": None if mid is None else "0.0", "oraclePx": oracle, "markPx": mark,
            "midPx": mid, "impactPxs": None if bid is None else [bid, ask],
            "dayBaseVlm": volume}  # fmt: skip


def table(number: int) -> list[Any]:
    """metaAndAssetCtxs: [0].marginTables[]."""
    tiers = [{"lowerBound": start, "maxLeverage": most} for start, most in TABLES[number]]
    return [number, {"description": f"table {number}", "marginTiers": tiers}]


def book(name: str) -> dict[str, Any]:
    """l2Book."""
    bid, bid_size, ask, ask_size = BOOKS[name]
    sides = levels(bid, bid_size, -1), levels(ask, ask_size, 1)
    rows = [[{"px": price, "sz": size, "n": 1} for price, size in side] for side in sides]
    return {"coin": name, "time": NOW, "levels": rows}


def fees() -> dict[str, Any]:
    """The fees of an address that never traded."""
    vip = [{"ntlCutoff": volume, "cross": taker, "add": maker} for volume, taker, maker in VIPS]
    return {
        "dailyUserVlm": [],
        "feeSchedule": {"cross": "0.00045", "add": "0.00015", "tiers": {"vip": vip, "mm": []},
                        "referralDiscount": "0.04", "stakingDiscountTiers": []},
        "userCrossRate": "0.00045", "userAddRate": "0.00015", "activeReferralDiscount": "0.0",
    }  # fmt: skip


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What Hyperliquid answers to one request; a coin it does not know is a server error."""
    if (method, url, query) != ("POST", INFO, {}) or not isinstance(body, dict):
        return 404, None
    asked = cast("dict[str, str]", body)
    match asked.get("type"):
        case "metaAndAssetCtxs":
            meta = {"universe": [*map(asset, LIVE)], "marginTables": [*map(table, TABLES)],
                    "collateralToken": 0}  # fmt: skip
            return 200, [meta, [*map(context, LIVE)]]
        case "l2Book":
            name = asked["coin"]
            return (200, book(name)) if name in BOOKS else (500, None)
        case "userFees":
            return 200, fees()
        case _:
            return 422, BAD_BODY
