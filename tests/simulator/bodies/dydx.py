"""dYdX's answers, built from figures of 2025 and 2026.

Markets: BTC, ETH and MATIC as blyn-ai/CryptoSmith-X kept them (2026-09-13), SOL as in
nautechsystems/nautilus_trader (2025-12-08). Steps and ticks of PEPE and LINK: the chain's local
genesis (2026-03-04), no market of the main network. ASSUMED, because nobody kept them: everything
else of those two, LINK's open interest (halfway between its caps), the paused market, the listing
of a token, and the books beyond the best prices of BTC. Fee parameters: the official table of
2026-04-22 in the shape of the chain's source.
"""

from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 13, 11, 30, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "LINK")

API = "https://indexer.dydx.trade/v4"
NODE = "https://dydx-ops-rest.kingnodes.com/dydxprotocol/v4/feetiers/perpetual_fee_params"

# ticker, status, oracle price, rate, initial, maintenance, open, tick, step, caps, volume in USD
MARKETS: tuple[tuple[str, ...], ...] = (
    ("BTC-USD", "ACTIVE", "76640.57188", "-0.00000077", "0.02", "0.012", "200.3857", "1",
     "0.0001", "0", "0", "750735.8110"),
    ("ETH-USD", "ACTIVE", "2475.394921", "-0.00000909", "0.02", "0.012", "3956.088", "0.1",
     "0.001", "0", "0", "1241989.6858"),
    ("SOL-USD", "ACTIVE", "135.3", "-0.00000143181818181818", "0.05", "0.03", "41917.9", "0.01",
     "0.1", "40000000", "100000000", "54043106.256"),
    ("LINK-USD", "ACTIVE", "14", "0", "0.1", "0.05", "2500000", "0.001", "1", "20000000",
     "50000000", "300000"),
    ("PEPE-USD", "ACTIVE", "0.0000037", "0.00000125", "0.1", "0.05", "1000000000",
     "0.0000000001", "10000000", "0", "0", "90000"),
    ("BUFFI,uniswap_v3,0x4c1b1302220d7de5c22b495e78b72f2dd2457d45-USD", "ACTIVE", "0.0051", "0",
     "0.2", "0.1", "0", "0.000001", "1000", "0", "0", "0"),
    ("MATIC-USD", "FINAL_SETTLEMENT", "0.3932407381", "0", "0.1", "0.05", "0", "0.0001", "10",
     "20000000", "50000000", "0"),
    ("LTC-USD", "PAUSED", "77.5", "0", "0.1", "0.05", "0", "0.01", "0.1", "0", "0", "0"),
)  # fmt: skip

# ticker: bids and asks, price and coins
BOOKS: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "BTC-USD": ([("76613", "0.0197"), ("76604", "0.0002"), ("76584", "5.037")],
                [("76663", "0.1888"), ("76667", "0.0034"), ("76700", "2.5185")]),
    "ETH-USD": ([("2475.2", "1.5"), ("2474.9", "8")], [("2475.6", "2"), ("2476", "10")]),
    "LINK-USD": ([("13.995", "120"), ("13.99", "400")], [("14.004", "90"), ("14.01", "500")]),
}  # fmt: skip

# name, USD within 30 days, maker and taker in millionths, share of the market in millionths
TIERS: tuple[tuple[str, int, int, int, int], ...] = (
    ("1", 0, 100, 500, 0), ("2", 1_000_000, 100, 450, 0), ("3", 5_000_000, 50, 400, 0),
    ("4", 25_000_000, 0, 350, 0), ("5", 50_000_000, 0, 300, 0),
    ("6", 100_000_000, -70, 250, 0), ("7", 200_000_000, -110, 250, 0),
)  # fmt: skip

REFUSALS = (
    ("GET", f"{API}/orderbooks/perpetualMarket/NOSUCH-USD", None, "Refused"),
    ("GET", f"{API}/time", None, "RateLimited"),
    ("GET", f"{API}/geo", None, "GeoBlocked"),
)
FAILING: dict[str, tuple[int, object]] = {
    "/time": (429, {"errors": [{"msg": "Too many requests"}]}),
    "/geo": (403, {"errors": [{"code": "GEOBLOCKED", "msg": "not served here"}]}),
}


def market(number: int, row: tuple[str, ...]) -> dict[str, Any]:
    """perpetualMarkets: markets{}."""
    ticker, status, oracle, rate, initial, maintenance, coins, tick, step, low, high, volume = row
    return {
        "clobPairId": str(number), "ticker": ticker, "status": status, "oraclePrice": oracle,
        "priceChange24H": "0", "volume24H": volume, "trades24H": 1000, "nextFundingRate": rate,
        "initialMarginFraction": initial, "maintenanceMarginFraction": maintenance,
        "openInterest": coins, "atomicResolution": -10, "quantumConversionExponent": -9,
        "tickSize": tick, "stepSize": step, "stepBaseQuantums": 1000000,
        "subticksPerTick": 100000, "marketType": "ISOLATED" if "," in ticker else "CROSS",
        "openInterestLowerCap": low, "openInterestUpperCap": high, "baseOpenInterest": coins,
        "defaultFundingRate1H": "0",
    }  # fmt: skip


def fees() -> dict[str, Any]:
    """perpetual_fee_params of a full node; volumes in millionths of USDC, as text."""
    rows = [
        {
            "name": name, "absolute_volume_requirement": str(volume * 1_000_000),
            "total_volume_share_requirement_ppm": share, "maker_volume_share_requirement_ppm": 0,
            "maker_fee_ppm": maker, "taker_fee_ppm": taker,
        }
        for name, volume, maker, taker, share in TIERS
    ]  # fmt: skip
    return {"params": {"tiers": rows}}


def answer(method: str, url: str, _query: dict[str, str], _body: object) -> tuple[int, object]:
    """HTTP status and body for one request."""
    if (method, url) == ("GET", NODE):
        return 200, fees()
    path = url.removeprefix(API)
    if path in FAILING:
        return FAILING[path]
    if (method, path) == ("GET", "/perpetualMarkets"):
        return 200, {"markets": {row[0]: market(i, row) for i, row in enumerate(MARKETS)}}
    name = path.removeprefix("/orderbooks/perpetualMarket/")
    if method == "GET" and name in BOOKS:
        bids, asks = ([{"price": p, "size": s} for p, s in side] for side in BOOKS[name])
        return 200, {"bids": bids, "asks": asks}
    return 404, {"errors": [{"msg": "Not found"}]}
