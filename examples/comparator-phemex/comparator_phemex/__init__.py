"""Phemex futures: perpetuals margined in USDT and USDC (public REST API).

Units: quantities count base, `u1000PEPEUSDT` bundles of 1000 (base "1000 PEPE", with a space).
Members ending in Rp, Rq, Rv, Rr are plain decimals as strings; times are nanoseconds in tickers and
books, milliseconds elsewhere; funding intervals are seconds. Coin-margined contracts (scaled
integers on paths of their own) are left out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

KINDS: dict[str, api.Kind] = {"PerpetualV2": "perpetual"}
CLASSES: dict[str, api.AssetClass] = {"Normal": "crypto"}  # TradFi and PreMarket are rejected
NANOSECONDS = 1_000_000
"""In one millisecond."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Product(Struct, rename="camel"):
    """GET /public/products: data.perpProductsV2[]."""

    symbol: str
    type: str  # a key of KINDS
    perp_product_sub_type: str  # a key of CLASSES
    status: str
    base_currency: str
    quote_currency: str
    settle_currency: str
    tick_size: Decimal
    qty_step_size: Decimal
    max_order_qty_rq: Decimal
    min_order_value_rv: Decimal
    max_leverage: Decimal
    funding_interval: Decimal  # seconds
    list_time: int  # ms


class Lists(Struct, rename="camel"):
    """GET /public/products: data."""

    perp_products_v2: tuple[Raw, ...]


class Products(Struct):
    """GET /public/products."""

    data: Lists


class Ticker(Struct, rename="camel"):
    """GET /md/v3/ticker/24hr/all: result[]."""

    symbol: str
    bid_rp: Decimal
    ask_rp: Decimal
    mark_rp: Decimal
    index_rp: Decimal
    last_rp: Decimal
    funding_rate_rr: Decimal
    volume_rq: Decimal
    timestamp: int  # ns


class Tickers(Struct):
    """GET /md/v3/ticker/24hr/all."""

    result: tuple[Raw, ...]


class Funding(Struct):
    """GET /contract-biz/public/real-funding-rates: data.rows[]."""

    symbol: str
    nextfundingTime: int  # ms; named as sent


class Rows(Struct):
    """GET /contract-biz/public/real-funding-rates: data."""

    rows: tuple[Raw, ...]


class Fundings(Struct):
    """GET /contract-biz/public/real-funding-rates."""

    data: Rows


class Levels(Struct):
    """GET /md/v2/orderbook: result.orderbook_p."""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]


class Book(Struct):
    """GET /md/v2/orderbook: result."""

    orderbook_p: Levels
    timestamp: int  # ns


class Depth(Struct):
    """GET /md/v2/orderbook."""

    result: Book


class Error(Struct):
    """Paths under /md: error."""

    code: int
    message: str


class Problem(Struct):
    """Any answer: /md paths say `error`, the others `code`."""

    code: int = 0
    msg: str = ""
    error: Error | None = None


def refusal(body: bytes) -> api.VenueError | None:
    """39995 is too many requests."""
    if not body.lstrip().startswith(b"{"):
        return None
    problem = api.decode(body, Problem)
    code, text = problem.code, problem.msg
    if problem.error:
        code, text = problem.error.code, problem.error.message
    if code == 39995:
        return api.RateLimited(text)
    return api.Refused(code, text) if code else None


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Product) -> api.ContractSpec | None:
    """One product; None when it is not open for trading. The step is the minimum, too."""
    if wire.status != "Listed":
        return None
    base, many = api.coin(wire.base_currency.replace(" ", ""))
    return api.ContractSpec(
        venue="phemex",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_currency,
        settle=wire.settle_currency,
        kind=KINDS[wire.type],
        payoff="linear",
        asset_class=CLASSES[wire.perp_product_sub_type],
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=wire.qty_step_size,
        min_qty=wire.qty_step_size,
        max_qty=wire.max_order_qty_rq,
        min_notional=wire.min_order_value_rv,
        tick_size=wire.tick_size,
        max_leverage=wire.max_leverage,
        fee_schedule="contracts",
        funding_interval_hours=wire.funding_interval / 3600,
        listed_at=api.from_ms(wire.list_time),
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Prices and the running rate; sizes come from the book alone."""
    return api.MarketSnapshot(
        venue=spec.venue,
        symbol=spec.symbol,
        at=api.from_ms(wire.timestamp // NANOSECONDS),
        bid=wire.bid_rp,
        ask=wire.ask_rp,
        mark=wire.mark_rp,
        index=wire.index_rp,
        last=wire.last_rp,
        funding_rate=wire.funding_rate_rr,
        volume_24h=wire.volume_rq * spec.underlying_multiplier,
    )


def settlement(spec: api.ContractSpec, at: datetime, wire: Funding) -> api.MarketSnapshot:
    """When funding is paid next."""
    then = api.from_ms(wire.nextfundingTime)
    return api.MarketSnapshot(venue=spec.venue, symbol=spec.symbol, at=at, next_funding_time=then)


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All products, delisted ones included: one answer of 2.5 MB."""
    answer = await http.get("/public/products", Products)
    return api.Listing(api.normalise_each(answer.data.perp_products_v2, Product, contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for all symbols."""
    tickers, fundings = await api.gather(
        http.get("/md/v3/ticker/24hr/all", Tickers),
        http.get_or_none(
            "next funding",
            "/contract-biz/public/real-funding-rates",
            Fundings,
            symbol="ALL",
            pageNum=1,
            pageSize=500,
        ),
    )

    def settles(spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
        return settlement(spec, http.now, wire)

    rows = api.named(fundings.data.rows) if fundings else ()
    times = http.read_each("next funding", specs if fundings else (), rows, Funding, settles)
    return api.joined(
        http.read_each("quote", specs, api.named(tickers.result), Ticker, quote), times
    )


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """30 levels a side; sizes count base."""
    found = (await http.get("/md/v2/orderbook", Depth, symbol=spec.symbol)).result

    def coins(level: api.Level) -> Decimal:
        return api.coins_at(spec, level[1], level[0])

    return api.OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=api.from_ms(found.timestamp // NANOSECONDS),
        bids=api.best_first(found.orderbook_p.bids, bids=True, coins=coins),
        asks=api.best_first(found.orderbook_p.asks, bids=False, coins=coins),
    )


RULES = api.Rules(source="phemex-docs.github.io, state of 2026-01-07: no rule is written there")


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Phemex, contracts margined in dollars."""
    return [
        api.Venue(
            id="phemex",
            name="Phemex",
            base_url="https://api.phemex.com",
            docs="https://phemex-docs.github.io",
            pace=(api.Pace(most=5000, seconds=300),),  # per address, phemex-docs, 2026
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published.toml",
        )
    ]
