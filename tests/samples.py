"""Small sound values for tests to change one thing in, and a toy exchange."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
from msgspec import Raw, Struct

from comparator import api
from comparator.schema import Fact, VenueData, VenueFacts

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def spec(**changes: Any) -> api.ContractSpec:
    """A linear perpetual of 0.001 BTC a step."""
    sound = {
        "venue": "toy",
        "symbol": "BTCUSDT",
        "base": "BTC",
        "quote": "USDT",
        "settle": "USDT",
        "kind": "perpetual",
        "payoff": "linear",
        "contract_size": Decimal(1),
        "qty_unit": "base",
        "qty_step": Decimal("0.001"),
        "min_qty": Decimal("0.001"),
        "tick_size": Decimal("0.1"),
        "fee_schedule": "all",
    }
    return api.ContractSpec(**(sound | changes))


def market(**changes: Any) -> api.MarketSnapshot:
    """A quote at 65,000 with two coins on either side."""
    sound = {
        "venue": "toy",
        "symbol": "BTCUSDT",
        "at": NOON,
        "bid": Decimal(65000),
        "ask": Decimal(65001),
        "bid_size": Decimal(2),
        "ask_size": Decimal(2),
        "mark": Decimal(65000),
    }
    return api.MarketSnapshot(**(sound | changes))


def book(**changes: Any) -> api.OrderBook:
    """One level a side."""
    sound = {
        "venue": "toy",
        "symbol": "BTCUSDT",
        "at": NOON,
        "bids": ((Decimal(65000), Decimal(2)),),
        "asks": ((Decimal(65001), Decimal(2)),),
    }
    return api.OrderBook(**(sound | changes))


def tier(**changes: Any) -> api.MarginTier:
    """The first 10,000 quote at 1 % initial margin."""
    sound = {
        "floor": Decimal(0),
        "cap": Decimal(10_000),
        "initial_rate": Decimal("0.01"),
        "maintenance_rate": Decimal("0.005"),
        "max_leverage": Decimal(100),
    }
    return api.MarginTier(**(sound | changes))


def schedule(**changes: Any) -> api.FeeSchedule:
    """2 and 5 bp."""
    sound = {
        "tiers": (api.FeeTier(name="base", maker=Decimal("0.0002"), taker=Decimal("0.0005")),),
        "source": "toy fees",
        "as_of": date(2026, 11, 1),
    }
    return api.FeeSchedule(**(sound | changes))


def data(**changes: Any) -> VenueData:
    """Live data of one contract with its quote."""
    sound = {
        "venue": "toy",
        "basis": "live",
        "source": "https://toy.example",
        "as_of": NOON,
        "contracts": (spec(),),
        "markets": {"BTCUSDT": market()},
    }
    return VenueData(**(sound | changes))


def rules(**changes: Any) -> api.Rules:
    """Everything known, nothing reserved: liquidation on the mark price, without a fee."""
    sound = {
        "maintenance_on": "mark",
        "liquidation_fee": "none",
        "reserved_fee": "none",
        "reduce_only_exempt": True,
    }
    return api.Rules(**(sound | changes))


def not_served(venue: str = "fine", **changes: Any) -> VenueFacts:
    """A fact sheet with one fact: two countries are not served."""
    sound = {
        "topic": "restricted_regions",
        "statement": "Not served.",
        "source": "terms",
        "as_of": "2026-01-02",
        "basis": "official",
        "value": ("US", "CA"),
    }
    return VenueFacts(venue=venue, facts=(Fact(**(sound | changes)),))


# -- a toy exchange: GET /contracts, /quote?symbol=, /book?symbol=, /tiers, /fees ------------------


class Listed(Struct):
    """GET /contracts: []"""

    symbol: str
    base: str
    step: Decimal
    open: bool


class Quote(Struct):
    """GET /quote"""

    bid: Decimal
    ask: Decimal


class Depth(Struct):
    """GET /book"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]


def read(wire: Listed) -> api.ContractSpec | None:
    """One listed contract."""
    if not wire.open:
        return None
    return spec(symbol=wire.symbol, base=wire.base, qty_step=wire.step, min_qty=wire.step)


def refusal(body: bytes) -> api.VenueError | None:
    """An object with `no` is a refusal; 9 means too many requests."""
    if not body.lstrip().startswith(b"{"):
        return None
    code = api.decode(body, dict[str, Any]).get("no")
    if code == 9:
        return api.RateLimited("slow down")
    return api.Refused(code, "said no") if code else None


async def contracts(http: api.Http) -> api.Listing:
    """The whole list."""
    return api.Listing(api.normalise_each(await http.get("/contracts", list[Raw]), Listed, read))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request a contract."""

    async def one(contract: api.ContractSpec) -> api.MarketSnapshot:
        quote = await http.get("/quote", Quote, symbol=contract.symbol)
        return market(
            symbol=contract.symbol, at=http.now, bid=quote.bid, ask=quote.ask, mark=quote.bid
        )

    return await http.each("quote", specs, one)


async def depth(http: api.Http, contract: api.ContractSpec) -> api.OrderBook:
    """One level a side."""
    answer = await http.get("/book", Depth, symbol=contract.symbol)
    return api.order_book(contract, http.now, answer.bids, answer.asks)


def venue(**changes: Any) -> api.Venue:
    """The toy exchange as its plugin describes it."""
    sound: dict[str, Any] = {
        "id": "toy",
        "name": "Toy",
        "base_url": "https://api.toy.example",
        "docs": "https://toy.example/docs",
        "refusal": refusal,
        "contracts": contracts,
        "markets": markets,
        "book": depth,
    }
    return api.Venue(**(sound | changes))


LISTED = [
    {"symbol": "BTCUSDT", "base": "BTC", "step": "0.001", "open": True},
    {"symbol": "ETHUSDT", "base": "ETH", "step": "0.01", "open": True},
    {"symbol": "OLDUSDT", "base": "OLD", "step": "1", "open": False},
]


def answer(_: str, url: str, query: dict[str, str], __: object) -> tuple[int, object]:
    """What the toy exchange says when nothing is wrong with it."""
    path = url.removeprefix("https://api.toy.example")
    if path == "/contracts":
        return 200, LISTED
    price = 65000 if query.get("symbol") == "BTCUSDT" else 3000
    if path == "/quote":
        return 200, {"bid": str(price), "ask": str(price + 1)}
    if path == "/book":
        return 200, {"bids": [[str(price), "2"]], "asks": [[str(price + 1), "2"]]}
    return 404, {"no": 404}


def transport(
    says: Callable[[str, str, dict[str, str], object], tuple[int, object]] = answer,
) -> httpx.MockTransport:
    """The same in place of the network."""

    def handle(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        url = str(request.url).partition("?")[0]
        status, document, *headers = says(request.method, url, dict(request.url.params), body)
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        return httpx.Response(status, content=content, headers=dict(*headers))

    return httpx.MockTransport(handle)
