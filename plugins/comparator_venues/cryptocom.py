"""Crypto.com Exchange futures: linear in USD, perpetual and dated (public REST v1).

Units: quantities and depth count base coins; `qty_tick_size` is step and minimum alike. Everything
is text but codes and times (ms). One list holds pairs, warrants and contracts; `product_type` tells
coins from shares. Funding settles every HOUR, at a rate fixed for four hours: compare it with that
of an eight-hour venue times eight. Tickers have no sizes, marks and rates are asked for one
contract at a time. What leverage and what smallest value an order may have stands in the risk
parameters of its coin. Left out: margin tiers, as margin grows with the position by a formula of
which no worked example was found.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

KINDS: dict[str, api.Kind] = {"PERPETUAL_SWAP": "perpetual", "FUTURE": "future"}
OTHERS = {"CCY_PAIR", "WARRANT"}
"""Types that are no contracts; one in neither table is a rejection."""
CLASSES: dict[str, api.AssetClass] = {  # PRE_IPO is rejected: shares that nobody can buy yet
    "DIGITAL_CURRENCIES": "crypto",
    "": "crypto",  # not sent before 2026-05, when all was
    "EQUITY": "stock",
    "EQUITY_IND": "index",
    "COMMODITIES": "commodity",
}
PATH = "/exchange/v1/public"
LEVERAGE = api.FigureWarning(
    code="leverage_upper_bound",
    message="the leverage shown is that of the contract; the risk parameters of its coin may allow"
    " less (20x is their default for perpetuals)",
)

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Envelope(Struct):
    """Any answer."""

    code: int | str = 0
    message: str = ""


class List(Struct):
    """result of a list answer"""

    data: tuple[Raw, ...]


class Answer(Struct):
    """Any list answer."""

    result: List


class Instrument(Struct):
    """GET /public/get-instruments: result.data[]"""

    symbol: str
    inst_type: str  # a key of KINDS, or one of OTHERS
    base_ccy: str
    quote_ccy: str
    price_tick_size: Decimal
    qty_tick_size: Decimal
    tradable: bool
    expiry_timestamp_ms: int  # 0 on perpetuals
    contract_size: Decimal = api.ONE
    max_leverage: str = ""
    product_type: str = ""  # a key of CLASSES
    beta_product: bool = False


class Risk(Struct):
    """GET /public/get-risk-parameters: result.base_currency_config[]"""

    min_order_notional_usd: str = ""


class Risks(Struct):
    """GET /public/get-risk-parameters: result"""

    base_currency_config: tuple[Raw, ...]


class RiskAnswer(Struct):
    """GET /public/get-risk-parameters"""

    result: Risks


class Ticker(Struct):
    """GET /public/get-tickers: result.data[]; a side without orders is null."""

    t: int  # ms
    b: Decimal | None = None  # best bid
    k: Decimal | None = None  # best ask
    a: Decimal | None = None  # last
    v: Decimal | None = None  # quoted base in 24 hours


class Value(Struct):
    """GET /public/get-valuations: result.data[]"""

    v: Decimal


class Depth(Struct):
    """GET /public/get-book: result.data[]; a level is price, base and orders."""

    bids: tuple[tuple[Decimal, ...], ...]
    asks: tuple[tuple[Decimal, ...], ...]
    t: int  # ms


def refusal(body: bytes) -> api.VenueError | None:
    """42901 is too many requests; 40401 comes with HTTP 200."""
    reply = api.decode(body, Envelope)
    match str(reply.code):
        case "0":
            return None
        case "42901":
            return api.RateLimited(reply.message)
        case code:
            return api.Refused(code, reply.message)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(risks: Mapping[str, Raw], wire: Instrument) -> api.ContractSpec | None:
    """One instrument, with its coin's risk parameters; None when it is no contract or not open."""
    if wire.inst_type in OTHERS or not wire.tradable or wire.beta_product:
        return None
    kind = KINDS[wire.inst_type]
    base, many = api.coin(wire.base_ccy)
    risk = api.decode(risks[wire.base_ccy], Risk) if wire.base_ccy in risks else Risk()
    return api.ContractSpec(
        venue="cryptocom",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_ccy,
        settle=wire.quote_ccy,
        kind=kind,
        payoff="linear",
        expiry=api.from_ms(wire.expiry_timestamp_ms) if kind == "future" else None,
        asset_class=CLASSES[wire.product_type],
        contract_size=wire.contract_size,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=wire.qty_tick_size,
        min_qty=wire.qty_tick_size,
        min_notional=api.decimal_or_none(risk.min_order_notional_usd),
        tick_size=wire.price_tick_size,
        max_leverage=api.decimal_or_none(wire.max_leverage),
        fee_schedule="derivatives",
        funding_interval_hours=api.ONE if kind == "perpetual" else None,
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best prices; sizes come from the book alone."""
    return api.snapshot(
        spec,
        api.from_ms(wire.t),
        bid=wire.b,
        ask=wire.k,
        last=wire.a,
        volume_24h=None if wire.v is None else wire.v * spec.underlying_multiplier,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All contracts, and the risk parameters of all coins."""
    listed, risks = await api.gather(
        http.get(f"{PATH}/get-instruments", Answer),
        http.get_or_none("smallest value of an order", f"{PATH}/get-risk-parameters", RiskAnswer),
    )
    rows = dict(api.named(risks.result.base_currency_config, "instrument_name")) if risks else {}
    batch = api.normalise_each(listed.result.data, Instrument, partial(contract, rows))
    return api.Listing(batch, warnings=(LEVERAGE,))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Quotes of all in one answer; two or three values for each contract."""
    settles = http.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    async def tickers() -> list[tuple[str, Raw]]:
        return [*api.named((await http.get(f"{PATH}/get-tickers", Answer)).result.data, "i")]

    async def value(what: str, spec: api.ContractSpec) -> Decimal:
        query = {"instrument_name": spec.symbol, "valuation_type": what, "count": "1"}
        rows = (await http.get(f"{PATH}/get-valuations", Answer, **query)).result.data
        return api.decode(rows[0], Value).v

    async def mark(spec: api.ContractSpec) -> api.MarketSnapshot:
        return api.snapshot(spec, http.now, mark=await value("mark_price", spec))

    async def index(spec: api.ContractSpec) -> api.MarketSnapshot:
        return api.snapshot(spec, http.now, index=await value("index_price", spec))

    async def funding(spec: api.ContractSpec) -> api.MarketSnapshot:
        rate = await value("funding_rate", spec)
        return api.snapshot(spec, http.now, funding_rate=rate, next_funding_time=settles)

    paying = [spec for spec in specs if spec.kind == "perpetual"]
    return api.joined(
        *await api.gather(
            http.read_all("quote", specs, tickers(), Ticker, quote),
            http.each("mark price", specs, mark),
            http.each("index price", specs, index),
            http.each("funding", paying, funding),
        )
    )


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    query = {"instrument_name": spec.symbol, "depth": "50"}
    rows = (await http.get(f"{PATH}/get-book", Answer, **query)).result.data
    depth = api.decode(rows[0], Depth)
    return api.order_book(spec, api.from_ms(depth.t), depth.bids, depth.asks)


PACE = tuple(  # per address and method, "Rate Limits", read 2026-09-22
    api.Pace(most=100, seconds=1, of=method)
    for method in ("get-instruments", "get-tickers", "get-book", "get-valuations", "get-risk")
)
RULES = api.Rules(
    source="Crypto.com Exchange API v1, change log up to 2026-05-21: initial margin alone is"
    " described; maintenance and the price it counts on were not found",
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Crypto.com Exchange, perpetuals and dated futures."""
    return [
        api.Venue(
            id="cryptocom",
            name="Crypto.com Exchange",
            base_url="https://api.crypto.com",
            docs="https://exchange-docs.crypto.com/exchange/v1/rest-ws/index.html",
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            pace=PACE,
            published=Path(__file__).parent / "published" / "cryptocom.toml",
        )
    ]
