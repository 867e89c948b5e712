"""Toobit perpetuals settled in USDT and USDC, all linear (public REST).

Units: an order, a quote and a level count CONTRACTS of `contractMultiplier` quoted base, while the
LOT_SIZE filter counts coins: divided by the multiplier it is the step. Figures are JSON strings,
times milliseconds, as numbers or strings; a price of "0" is an empty side. The base is the part of
the symbol before `-SWAP-`; `baseAsset` repeats the symbol. Funding is a fraction for its `period`,
and for a minute after a settlement still the one before. A refusal is a negative `code`. What the
`quantity` of a risk limit counts is not documented: tiers are unknown, their leverage is read.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

CLASSES: dict[str, api.AssetClass] = {"STOCK": "stock"}
"""`rwaType` of real-world assets; no default."""
PERIODS = {"1H": Decimal(1), "2H": Decimal(2), "4H": Decimal(4), "8H": Decimal(8)}
OPEN = {
    "TRADING": True,
    **dict.fromkeys(("ONLINE", "API_TRADE_FORBIDDEN", "OPEN_FORBIDDEN", "CLOSE_FORBIDDEN"), False),
}
"""Documentation; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Filter(Struct, rename="camel"):
    """One of several kinds, each with members of its own."""

    filter_type: str
    tick_size: Decimal | None = None
    step_size: Decimal | None = None  # coins
    min_qty: Decimal | None = None  # coins
    min_notional: Decimal | None = None


class RiskLimit(Struct, rename="camel"):
    """contracts[].riskLimits[]"""

    initial_margin: Decimal
    is_white: bool = False  # for chosen accounts alone


class Instrument(Struct, rename="camel"):
    """GET /api/v1/exchangeInfo: contracts[]"""

    symbol: str
    status: str
    quote_asset: str
    margin_token: str
    contract_multiplier: Decimal
    filters: tuple[Filter, ...]
    inverse: bool = False
    is_rwa: bool = False  # not sent before 2026
    rwa_type: str | None = None  # a key of CLASSES
    risk_limits: tuple[RiskLimit, ...] = ()


class ExchangeInfo(Struct):
    """GET /api/v1/exchangeInfo"""

    contracts: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class BookTicker(Struct):
    """GET /quote/v1/contract/ticker/bookTicker: []"""

    t: int | str  # ms
    b: Decimal
    bq: Decimal
    a: Decimal
    aq: Decimal


class Mark(Struct):
    """GET /quote/v1/markPrice: []"""

    price: Decimal
    time: int  # ms


class Funding(Struct, rename="camel"):
    """GET /api/v1/futures/fundingRate: []"""

    rate: Decimal
    next_funding_time: int | str  # ms
    period: str = ""  # a key of PERIODS; not sent before 2026


class Depth(Struct):
    """GET /quote/v1/depth"""

    t: int  # ms
    b: tuple[api.Level, ...]
    a: tuple[api.Level, ...]


class Problem(Struct):
    """Any refusal; good answers have none of these members."""

    code: int = 0
    msg: str = ""


def refusal(body: bytes) -> api.VenueError | None:
    """-1003 is too many requests."""
    if b'"code"' not in body:  # told sooner than by reading the whole
        return None
    problem = api.decode(body, Problem)
    if problem.code == -1003:
        return api.RateLimited(problem.msg)
    return api.Refused(problem.code, problem.msg) if problem.code < 0 else None


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading."""
    if not OPEN[wire.status]:
        return None
    if wire.inverse:
        raise ValueError("inverse must be false: nobody kept what such a contract is worth")
    name, found, _ = wire.symbol.partition("-SWAP-")
    if not found:
        raise ValueError(f"symbol must hold -SWAP-, was {wire.symbol!r}")
    base, many = api.coin(name)
    filters = {item.filter_type: item for item in wire.filters}
    lot, notional = filters["LOT_SIZE"], filters.get("MIN_NOTIONAL")
    size = wire.contract_multiplier
    margins = [limit.initial_margin for limit in wire.risk_limits if not limit.is_white]
    return api.ContractSpec(
        venue="toobit",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_asset,
        settle=wire.margin_token,
        kind="perpetual",
        payoff="linear",
        asset_class=CLASSES[wire.rwa_type or ""] if wire.is_rwa else "crypto",
        contract_size=size,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=api.known(lot.step_size, "stepSize") / size,
        min_qty=api.known(lot.min_qty, "minQty") / size,
        min_notional=notional.min_notional if notional else None,
        tick_size=api.known(filters["PRICE_FILTER"].tick_size, "tickSize"),
        max_leverage=1 / min(margins) if margins else None,
        fee_schedule="futures",
    )


def quote(spec: api.ContractSpec, wire: BookTicker) -> api.MarketSnapshot:
    """Best bid and ask."""
    return api.snapshot(
        spec,
        api.from_ms(int(wire.t)),
        bid=wire.b or None,
        ask=wire.a or None,
        bid_qty=wire.bq,
        ask_qty=wire.aq,
    )


def mark(spec: api.ContractSpec, wire: Mark) -> api.MarketSnapshot:
    """The mark price, with a time of its own."""
    return api.snapshot(spec, api.from_ms(wire.time), mark=wire.price or None)


def funding(at: datetime, spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
    """The rate of the next settlement; what has just been charged is none."""
    settles = api.from_ms(int(wire.next_funding_time))
    comes = settles > at
    return api.snapshot(
        spec,
        at,
        funding_rate=wire.rate if comes else None,
        funding_interval_hours=PERIODS[wire.period] if wire.period else None,
        next_funding_time=settles if comes else None,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All perpetuals; spot stands beside them in the same answer."""
    info = await http.get("/api/v1/exchangeInfo", ExchangeInfo)
    return api.Listing(api.normalise_each(info.contracts, Instrument, contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Three requests for all contracts; the answers hold test rows and delisted ones, too."""

    async def rows(path: str, name: str) -> list[tuple[str, Raw]]:
        return list(api.named(await http.get(path, tuple[Raw, ...]), name))

    tickers = rows("/quote/v1/contract/ticker/bookTicker", "s")
    marks = rows("/quote/v1/markPrice", "symbolId")
    rates = rows("/api/v1/futures/fundingRate", "symbol")
    return api.joined(
        *await api.gather(
            http.read_all("best prices", specs, tickers, BookTicker, quote),
            http.read_all("mark price", specs, marks, Mark, mark),
            http.read_all("funding", specs, rates, Funding, partial(funding, http.now)),
        )
    )


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    depth = await http.get("/quote/v1/depth", Depth, symbol=spec.symbol, limit=50)
    return api.order_book(spec, api.from_ms(depth.t), depth.b, depth.a)


RULES = api.Rules(
    liquidation_fee="none",
    source="Toobit help page of 2025-10-20, read by nemanull/arbitrage-observatory on 2026-09-22:"
    " no trading fee in a liquidation; which price maintenance is taken on is not told",
)
PACE = (  # per address, API documentation as read on 2026-09-22
    api.Pace(most=3000, seconds=60),
    api.Pace(most=5, seconds=1, of="/quote/v1/markPrice"),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Toobit perpetuals."""
    return [
        api.Venue(
            id="toobit",
            name="Toobit",
            base_url="https://api.toobit.com",
            docs="https://api-docs.toobit.com",
            pace=PACE,
            refusal=refusal,
            firewall=60.0,  # 403: its firewall (docs); how long is not said
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "toobit.toml",
        )
    ]
