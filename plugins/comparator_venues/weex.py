"""WEEX perpetual futures settled in USDT (public contract API v3).

Units: quantities count the quoted base; `contractVal` repeats the step and multiplies nothing.
Precisions are counts of decimals, negative for steps above 1. Specifications are JSON numbers,
prices, sizes and rates strings; times are integers of milliseconds. Good answers have no envelope,
a refusal is an object with a `code`. The rates on the wire are what VIP 0 pays. `lastFundingRate`
is settled already, `forecastFundingRate` is the next. A delisted contract is gone from the list;
many can be traded on the site and in the app, but not by API.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

MARKET = "/capi/v3/market"

TRADITIONAL: dict[str, api.AssetClass] = {  # `underlyingType` of TRADIFI rows; no default
    "Stocks": "stock",
    "Pre-IPO": "stock",
    "Metals": "commodity",
    "Commodities": "commodity",
    "Forex": "forex",
    "Indices": "index",
    "EQUITY": "stock",
    "COMMODITY": "commodity",
    "FOREX": "forex",
    "INDEX": "index",
}

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Instrument(Struct, rename="camel"):
    """GET /capi/v3/market/exchangeInfo: symbols[]"""

    symbol: str
    base_asset: str
    quote_asset: str
    margin_asset: str
    price_precision: Decimal
    quantity_precision: Decimal
    min_order_size: Decimal
    max_order_size: Decimal
    market_open_limit_size: Decimal
    max_leverage: Decimal
    maker_fee_rate: Decimal
    taker_fee_rate: Decimal
    delivery: tuple[str, ...]  # times of day at which funding settles
    contract_type: str = "PERPETUAL"  # not sent before 2026, when all were crypto
    underlying_type: str = ""


class ExchangeInfo(Struct):
    """GET /capi/v3/market/exchangeInfo"""

    symbols: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class BookTicker(Struct, rename="camel"):
    """GET /capi/v3/market/ticker/bookTicker: []"""

    bid_price: Decimal
    bid_qty: Decimal
    ask_price: Decimal
    ask_qty: Decimal
    time: int  # ms


class Ticker(Struct, rename="camel"):
    """GET /capi/v3/market/ticker/24hr: []; mark and index are live, unlike premiumIndex."""

    mark_price: Decimal
    index_price: Decimal
    last_price: Decimal
    volume: Decimal  # quoted base
    close_time: int  # ms


class Premium(Struct, rename="camel"):
    """GET /capi/v3/market/premiumIndex: []; prices are up to a minute old."""

    mark_price: Decimal
    index_price: Decimal
    forecast_funding_rate: Decimal
    collect_cycle: Decimal  # minutes
    next_funding_time: int  # ms
    time: int  # ms


class Bracket(Struct, rename="camel"):
    """brackets[] of riskLimits"""

    notional_floor: Decimal  # USDT
    notional_cap: Decimal
    initial_leverage: Decimal
    maint_margin_ratio: Decimal


class RiskLimit(Struct):
    """GET /capi/v3/market/riskLimits: []"""

    brackets: tuple[Bracket, ...]


class Depth(Struct):
    """GET /capi/v3/market/depth"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]


class Problem(Struct):
    """Any refusal; good answers have none of these members."""

    code: int | str = 0
    msg: str = ""


def refusal(body: bytes) -> api.VenueError | None:
    """Error table (2026-07): -1056 and -1190 shut an address out, -1000 and -1054 are theirs."""
    problem = api.decode(body, Problem)
    match str(problem.code):
        case "0" | "200" | "00000":
            return None
        case "-1056" | "-1190":
            return api.GeoBlocked(problem.msg)
        case "-1000" | "-1054":
            return api.Unreachable(problem.msg)
        case code:
            return api.Refused(code, problem.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def asset_class(wire: Instrument) -> api.AssetClass:
    """Crypto, or what a traditional contract is on."""
    if wire.contract_type == "PERPETUAL":
        return "crypto"
    if wire.contract_type == "TRADIFI_PERPETUAL":
        return TRADITIONAL[wire.underlying_type]
    raise LookupError(wire.contract_type)


def contract(wire: Instrument) -> api.ContractSpec:
    """One instrument; everything listed is open for trading."""
    if wire.margin_asset != wire.quote_asset:
        raise ValueError(f"marginAsset must be {wire.quote_asset}, was {wire.margin_asset!r}")
    base, many = api.coin(wire.base_asset)
    settlements = len(wire.delivery)
    return api.ContractSpec(
        venue="weex",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_asset,
        settle=wire.margin_asset,
        kind="perpetual",
        payoff="linear",
        asset_class=asset_class(wire),
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=api.power_of_ten(int(wire.quantity_precision)),
        min_qty=wire.min_order_size,
        max_qty=wire.max_order_size,
        max_market_qty=wire.market_open_limit_size,
        tick_size=api.power_of_ten(int(wire.price_precision)),
        max_leverage=wire.max_leverage,
        fee_schedule="futures",
        maker_fee=wire.maker_fee_rate,
        taker_fee=wire.taker_fee_rate,
        funding_interval_hours=Decimal(24) / settlements if settlements else None,
    )


def quote(spec: api.ContractSpec, wire: BookTicker) -> api.MarketSnapshot:
    """Best bid and ask."""
    return api.snapshot(
        spec,
        api.from_ms(wire.time),
        bid=wire.bid_price,
        ask=wire.ask_price,
        bid_qty=wire.bid_qty,
        ask_qty=wire.ask_qty,
    )


def day(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Live mark and index, last price and volume."""
    return api.snapshot(
        spec,
        api.from_ms(wire.close_time),
        mark=wire.mark_price,
        index=wire.index_price,
        last=wire.last_price,
        volume_24h=wire.volume * spec.underlying_multiplier,
    )


def funding(at: datetime, spec: api.ContractSpec, wire: Premium) -> api.MarketSnapshot:
    """The rate of the next settlement; a time that has passed is nonsense (DALUSDT, 2026-09)."""
    then = api.from_ms(wire.next_funding_time)
    return api.snapshot(
        spec,
        api.from_ms(wire.time),
        mark=wire.mark_price,
        index=wire.index_price,
        funding_rate=wire.forecast_funding_rate,
        funding_interval_hours=wire.collect_cycle / 60,
        next_funding_time=then if then > at else None,
    )


def tiers(_: api.ContractSpec, wire: RiskLimit) -> tuple[api.MarginTier, ...]:
    """Brackets in USDT."""
    return tuple(
        api.MarginTier(
            floor=row.notional_floor,
            cap=row.notional_cap,
            initial_rate=1 / row.initial_leverage,
            maintenance_rate=row.maint_margin_ratio,
            max_leverage=row.initial_leverage,
        )
        for row in wire.brackets
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One request."""
    info = await http.get(f"{MARKET}/exchangeInfo", ExchangeInfo)
    return api.Listing(api.normalise_each(info.symbols, Instrument, contract))


async def rows(http: api.Http, path: str) -> Iterable[tuple[str, Raw]]:
    """Every row of a list answer, by contract."""
    return api.named(await http.get(f"{MARKET}/{path}", list[Raw]))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Four requests for all contracts, weighing 47 of the 500 allowed in ten seconds."""
    rate = partial(funding, http.now)
    by_api, *found = await api.gather(
        http.get_or_none("what the API trades", f"{MARKET}/apiTradingSymbols", frozenset[str]),
        http.read_all("best prices", specs, rows(http, "ticker/bookTicker"), BookTicker, quote),
        http.read_all("mark and index", specs, rows(http, "ticker/24hr"), Ticker, day),
        http.read_all("funding", specs, rows(http, "premiumIndex"), Premium, rate),
    )
    for spec in specs:
        if by_api is not None and spec.symbol not in by_api:
            text = f"{spec.symbol} can be traded on the site and in the app, but not by API"
            http.warn("not_by_api", text)
    return api.joined(*found)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """200 levels a side; the answer bears no time."""
    depth = await http.get(f"{MARKET}/depth", Depth, symbol=spec.symbol, limit=200)
    return api.order_book(spec, http.now, depth.bids, depth.asks)


async def margin_tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request for all contracts; public since 2026-09-25."""
    return http.read_each("margin tiers", specs, await rows(http, "riskLimits"), RiskLimit, tiers)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="none",
    slices=True,
    source="sudeep-sasikumar/IgnitionAndCoil, live report of 2026-09-27: a shown liquidation price"
    " of 0.004421 follows without a closing fee and with deductions from the brackets",
)

PACE = (  # per address, documentation; the header x-used-weight-10s agreed on 2026-09-27
    api.Pace(most=500, seconds=10, weights={"/apiTradingSymbols": 5, "/ticker/24hr": 40}),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """WEEX, contracts settled in USDT."""
    return [
        api.Venue(
            id="weex",
            always_shown=True,
            name="WEEX",
            base_url="https://api-contract.weex.com",
            docs="https://www.weex.com/api-doc/contract",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=margin_tiers,
            rules=RULES,
            published=Path(__file__).parent / "published" / "weex.toml",
        )
    ]
