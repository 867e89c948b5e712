"""Phemex perpetuals: margined in USDT and USDC, and inverse (public REST API).

Units: in dollars, quantities count base (`u1000PEPEUSDT` bundles of 1000: base "1000 PEPE", with a
space); inverse ones count CONTRACTS of `contractSize` USD. Members ending in Rp, Rq, Rv, Rr are
plain decimals as strings; those in Ep and Er are integers, scaled by 10^4 and 10^8, and so are
prices in inverse books. Times are nanoseconds in tickers and books, milliseconds elsewhere; funding
intervals are seconds. Neither kind of ticker has sizes: the book does. Left out: margin tiers, as
no answer was found that shows those of the large contracts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field

KINDS: dict[str, api.Kind] = {"PerpetualV2": "perpetual", "Perpetual": "perpetual"}
CLASSES: dict[str, api.AssetClass] = {"Normal": "crypto"}  # TradFi and PreMarket are rejected
NANOSECONDS = 1_000_000
"""In one millisecond."""
PRICE_SCALE, RATIO_SCALE = 4, 8
"""Digits behind the point of Ep and Er; a contract with others is rejected."""
OPEN = {"Listed": True, "Delisted": False}
"""What was seen; another word is a rejection."""

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


class CoinProduct(Struct, rename="camel"):
    """GET /public/products: data.products[], pairs for immediate exchange among them."""

    symbol: str
    type: str  # a key of KINDS, or Spot
    status: str
    quote_currency: str
    settle_currency: str = ""  # the coin on inverse
    contract_underlying_assets: str = ""  # what a contract counts: USD on inverse, else the coin
    contract_size: Decimal | None = None
    lot_size: Decimal | None = None  # contracts
    tick_size: Decimal | None = None
    price_scale: int | None = None
    ratio_scale: int | None = None
    max_order_qty: Decimal | None = None  # contracts
    max_leverage: Decimal | None = None  # not sent before 2022, as what follows
    funding_interval: Decimal | None = None  # seconds
    list_time: int | None = None  # ms


class Lists(Struct, rename="camel"):
    """GET /public/products: data."""

    products: tuple[Raw, ...]
    perp_products_v2: tuple[Raw, ...] = ()


class Products(Struct):
    """GET /public/products."""

    data: Lists


class Ticker(Struct, rename="camel"):
    """GET /md/v3/ticker/24hr/all: result[]."""

    mark_rp: Decimal
    index_rp: Decimal
    funding_rate_rr: Decimal
    timestamp: int  # ns
    bid_rp: str = ""
    ask_rp: str = ""
    last_rp: str = ""
    volume_rq: str = ""


class Tickers(Struct):
    """GET /md/v3/ticker/24hr/all."""

    result: tuple[Raw, ...]


class CoinTicker(Struct, rename="camel"):
    """GET /md/v1/ticker/24hr: result."""

    bid_ep: int
    ask_ep: int
    mark_ep: int
    index_ep: int
    last_ep: int
    funding_rate_er: int
    timestamp: int  # ns


class OneTicker(Struct):
    """GET /md/v1/ticker/24hr."""

    result: CoinTicker


class Funding(Struct):
    """GET /contract-biz/public/real-funding-rates: data.rows[]."""

    settles: int = field(name="nextfundingTime")  # ms


class Rows(Struct):
    """GET /contract-biz/public/real-funding-rates: data."""

    rows: tuple[Raw, ...]


class Fundings(Struct):
    """GET /contract-biz/public/real-funding-rates."""

    data: Rows


class Levels(Struct):
    """result.orderbook_p of /md/v2/orderbook, result.book of /md/orderbook."""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]


class Book(Struct):
    """GET /md/v2/orderbook and /md/orderbook: result."""

    timestamp: int  # ns
    orderbook_p: Levels | None = None
    book: Levels | None = None  # prices are scaled


class Depth(Struct):
    """GET /md/v2/orderbook and /md/orderbook."""

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
    if not OPEN[wire.status]:
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


def coin_contract(wire: CoinProduct) -> api.ContractSpec | None:
    """One older product; None when it is a pair, or not open for trading."""
    if wire.type == "Spot" or not OPEN[wire.status]:
        return None
    if (wire.price_scale, wire.ratio_scale) != (PRICE_SCALE, RATIO_SCALE):
        raise ValueError(f"scales must be 4 and 8, were {wire.price_scale} and {wire.ratio_scale}")
    inverse = wire.contract_underlying_assets == wire.quote_currency
    lot, seconds = api.known(wire.lot_size, "lotSize"), wire.funding_interval
    return api.ContractSpec(
        venue="phemex",
        symbol=wire.symbol,
        base=wire.settle_currency if inverse else wire.contract_underlying_assets,
        quote=wire.quote_currency,
        settle=wire.settle_currency,
        kind=KINDS[wire.type],
        payoff="inverse" if inverse else "linear",
        contract_size=api.known(wire.contract_size, "contractSize"),
        qty_unit="contracts",
        qty_step=lot,
        min_qty=lot,
        max_qty=wire.max_order_qty,
        tick_size=api.known(wire.tick_size, "tickSize"),
        max_leverage=wire.max_leverage,
        fee_schedule="contracts",
        funding_interval_hours=seconds / 3600 if seconds else None,
        listed_at=api.from_ms(wire.list_time) if wire.list_time else None,
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Prices and the running rate; sizes come from the book alone."""
    volume = api.decimal_or_none(wire.volume_rq)
    return api.snapshot(
        spec,
        api.from_ms(wire.timestamp // NANOSECONDS),
        bid=api.decimal_or_none(wire.bid_rp),
        ask=api.decimal_or_none(wire.ask_rp),
        mark=wire.mark_rp,
        index=wire.index_rp,
        last=api.decimal_or_none(wire.last_rp),
        funding_rate=wire.funding_rate_rr,
        volume_24h=None if volume is None else volume * spec.underlying_multiplier,
    )


def price(scaled: int) -> Decimal | None:
    """What an integer ending in Ep means; 0 where there is no order."""
    return Decimal(scaled).scaleb(-PRICE_SCALE) if scaled else None


def coin_quote(spec: api.ContractSpec, wire: CoinTicker) -> api.MarketSnapshot:
    """The same of an older product."""
    return api.snapshot(
        spec,
        api.from_ms(wire.timestamp // NANOSECONDS),
        bid=price(wire.bid_ep),
        ask=price(wire.ask_ep),
        mark=price(wire.mark_ep),
        index=price(wire.index_ep),
        last=price(wire.last_ep),
        funding_rate=Decimal(wire.funding_rate_er).scaleb(-RATIO_SCALE),
    )


def settlement(at: datetime, spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
    """When funding is paid next."""
    return api.snapshot(spec, at, next_funding_time=api.from_ms(wire.settles))


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All products, delisted ones included: one answer of 2.5 MB."""
    lists = (await http.get("/public/products", Products)).data
    linear = api.normalise_each(lists.perp_products_v2, Product, contract)
    return api.Listing(linear + api.normalise_each(lists.products, CoinProduct, coin_contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for all symbols, and one for each older product."""
    older = [spec for spec in specs if spec.qty_unit == "contracts"]
    newer = [spec for spec in specs if spec.qty_unit == "base"]

    async def tickers() -> list[tuple[str, Raw]]:
        return [*api.named((await http.get("/md/v3/ticker/24hr/all", Tickers)).result)]

    async def fundings() -> list[tuple[str, Raw]]:
        path, query = "/contract-biz/public/real-funding-rates", {"symbol": "ALL", "pageNum": "1"}
        return [*api.named((await http.get(path, Fundings, **query, pageSize=500)).data.rows)]

    async def ask(spec: api.ContractSpec) -> api.MarketSnapshot:
        answer = await http.get("/md/v1/ticker/24hr", OneTicker, symbol=spec.symbol)
        return coin_quote(spec, answer.result)

    asked = [http.each("quote", older, ask)]
    if newer:
        asked.append(http.read_all("quote", newer, tickers(), Ticker, quote))
    settles = partial(settlement, http.now)
    asked.append(http.read_all("next funding", specs, fundings(), Funding, settles))
    return api.joined(*await api.gather(*asked))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """30 levels a side."""
    older = spec.qty_unit == "contracts"
    path = "/md/orderbook" if older else "/md/v2/orderbook"
    found = (await http.get(path, Depth, symbol=spec.symbol)).result
    levels = api.known(found.book if older else found.orderbook_p, "book")
    bids, asks = (
        [(row[0].scaleb(-PRICE_SCALE if older else 0), row[1]) for row in side]
        for side in (levels.bids, levels.asks)
    )
    return api.order_book(spec, api.from_ms(found.timestamp // NANOSECONDS), bids, asks)


PACE = (api.Pace(most=5000, seconds=300),)  # per address, phemex-docs, 2026-01
RULES = api.Rules(source="phemex-docs.github.io, state of 2026-01-07: no rule is written there")


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Phemex, margined in dollars and in coins."""
    return [
        api.Venue(
            id="phemex",
            name="Phemex",
            base_url="https://api.phemex.com",
            docs="https://phemex-docs.github.io",
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            pace=PACE,
            published=Path(__file__).parent / "published" / "phemex.toml",
        )
    ]
