"""Bitunix perpetuals, linear in USDT and USDC (public REST v1).

Units: quantities and depth count the contract's own unit of base: `base` is the plain coin even
where a unit is a bundle, whose size stands before it in the SYMBOL (1000PEPEUSDT, 1MBABYDOGEUSDT).
Step and tick are numbers of decimals. Funding rates are PERCENT of an interval, which is hours;
times are milliseconds as text. Best prices come with the book alone. Refusals come with HTTP 200.
Left out: coin margin (quote USD), as no source says what its quantities count, and what the app
alone may trade (`isApiSupported` false), which is no coin.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

BUNDLES = {"": api.ONE, "1000": Decimal(1000), "1M": Decimal(10**6), "1000000": Decimal(10**6)}
"""Coins of one unit, by what stands before the coin in the symbol; no default."""
LINEAR = {"USDT", "USDC"}
MARKET = "/api/v1/futures/market"
OPEN = {"OPEN": True, **dict.fromkeys(("CANCEL_ONLY", "STOP", "PREVIEW"), False)}
"""Documented, and PREVIEW, seen on 2026-09-23; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Envelope(Struct):
    """Any answer."""

    code: int
    msg: str = ""


class Rows(Struct):
    """Any list."""

    data: tuple[Raw, ...]


class Pair(Struct, rename="camel"):
    """GET /api/v1/futures/market/trading_pairs: data[]; one that is not open may lack all else."""

    symbol: str
    base: str
    quote: str
    symbol_status: str
    is_api_supported: bool = True
    min_trade_volume: Decimal | None = None
    base_precision: int | None = None  # decimals
    quote_precision: int | None = None  # decimals
    max_leverage: Decimal | None = None


class State(Struct, rename="camel"):
    """GET /api/v1/futures/market/funding_rate/batch: data[]"""

    funding_rate: Decimal  # percent
    next_funding_time: str  # ms
    funding_interval: Decimal  # hours
    mark_price: Decimal | None = None
    index_price: Decimal | None = None


class Sides(Struct):
    """GET /api/v1/futures/market/depth: data"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]


class Depth(Struct):
    """GET /api/v1/futures/market/depth"""

    data: Sides


class Tier(Struct, rename="camel"):
    """GET /api/v1/futures/position/get_position_tiers: data[]"""

    start_value: Decimal  # quote
    end_value: Decimal
    leverage: Decimal
    maintenance_margin_rate: Decimal  # fraction


def refusal(body: bytes) -> api.VenueError | None:
    """10005 and 10006 are too many requests."""
    reply = api.decode(body, Envelope)
    match reply.code:
        case 0:
            return None
        case 10005 | 10006:
            return api.RateLimited(reply.msg)
        case code:
            return api.Refused(code, reply.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Pair) -> api.ContractSpec | None:
    """One pair; None when it is not open, or not to everybody."""
    if not OPEN[wire.symbol_status] or not wire.is_api_supported:
        return None
    if wire.quote not in LINEAR:
        raise ValueError(f"quote must be USDT or USDC, was {wire.quote!r}: its unit is not told")
    prefix = wire.symbol.removesuffix(wire.quote).removesuffix(wire.base)
    return api.ContractSpec(
        venue="bitunix",
        symbol=wire.symbol,
        base=wire.base,
        quote=wire.quote,
        settle=wire.quote,
        kind="perpetual",
        payoff="linear",
        contract_size=api.ONE,
        underlying_multiplier=BUNDLES[prefix],
        qty_unit="base",
        qty_step=api.power_of_ten(api.known(wire.base_precision, "basePrecision")),
        min_qty=api.known(wire.min_trade_volume, "minTradeVolume"),
        tick_size=api.power_of_ten(api.known(wire.quote_precision, "quotePrecision")),
        max_leverage=wire.max_leverage,
        fee_schedule="futures",
    )


def state(at: datetime, spec: api.ContractSpec, wire: State) -> api.MarketSnapshot:
    """Mark, index and funding; a mark of 0 is none."""
    return api.snapshot(
        spec,
        at,
        mark=wire.mark_price or None,
        index=wire.index_price or None,
        funding_rate=wire.funding_rate / 100,
        funding_interval_hours=wire.funding_interval,
        next_funding_time=api.from_ms(int(wire.next_funding_time)),
    )


def margin_tier(wire: Tier) -> api.MarginTier:
    """One level; initial margin is what its leverage leaves."""
    return api.MarginTier(
        floor=wire.start_value,
        cap=wire.end_value,
        initial_rate=1 / wire.leverage,
        maintenance_rate=wire.maintenance_margin_rate,
        max_leverage=wire.leverage,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All pairs, one request."""
    answer = await http.get(f"{MARKET}/trading_pairs", Rows)
    return api.Listing(api.normalise_each(answer.data, Pair, contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Marks and rates of all, one request; best prices come with the book."""

    async def states() -> list[tuple[str, Raw]]:
        return [*api.named((await http.get(f"{MARKET}/funding_rate/batch", Rows)).data)]

    read = partial(state, http.now)
    return await http.read_all("mark and funding", specs, states(), State, read)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side; the answer has no time of its own."""
    sides = (await http.get(f"{MARKET}/depth", Depth, symbol=spec.symbol, limit="50")).data
    return api.order_book(spec, http.now, sides.bids, sides.asks)


async def tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request a contract."""

    async def ask(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        path = "/api/v1/futures/position/get_position_tiers"
        rows = (await http.get(path, Rows, symbol=spec.symbol)).data
        found = (margin_tier(api.decode(row, Tier)) for row in rows)
        return tuple(sorted(found, key=lambda tier: tier.floor))

    return await http.each("margin tiers", specs, ask)


PACE = tuple(  # per address and path, API documents, read 2026-09-22
    api.Pace(most=10, seconds=1, of=path)
    for path in ("/trading_pairs", "/funding_rate/batch", "/depth", "/get_position_tiers")
)
RULES = api.Rules(
    source="Bitunix help pages, read 2026-09-22: neither the price that maintenance counts on nor"
    " a liquidation fee is published",
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Bitunix, margined in dollars."""
    return [
        api.Venue(
            id="bitunix",
            name="Bitunix",
            base_url="https://fapi.bitunix.com",
            docs="https://www.bitunix.com/api-docs/futures/common/introduction.html",
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=tiers,
            rules=RULES,
            pace=PACE,
            published=Path(__file__).parent / "published" / "bitunix.toml",
        )
    ]
