"""WEEX USDT-margined perpetuals (contract API v3, public REST).

Units: quantities count the quoted base. `contractVal` repeats the step and is NOT a multiplier:
an order of 100 DOGE at 0.09213 costs 9.213 USDT. Precisions are counts of places and may be
negative (-2 is a step of 100). Answers have no envelope. `forecastFundingRate` is what the next
settlement charges, `lastFundingRate` what the last one did; `collectCycle` is minutes. Only the
symbols of apiTradingSymbols take orders through the API; the rest trades in the app alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

BASE = "/capi/v3/market"
CLASSES: dict[str, api.AssetClass] = {  # no default: an unknown kind is a rejection
    "COIN": "crypto",
    "COMMODITY": "commodity",
    "EQUITY": "stock",
    "FOREX": "forex",
    "INDEX": "index",
}
HOURS = Decimal(24)

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Instrument(Struct, rename="camel"):
    """GET /capi/v3/market/exchangeInfo: symbols[]"""

    symbol: str
    base_asset: str
    quote_asset: str
    margin_asset: str
    price_precision: int
    quantity_precision: int  # may be negative
    min_order_size: Decimal
    max_order_size: Decimal
    market_open_limit_size: Decimal
    max_leverage: Decimal
    maker_fee_rate: Decimal
    taker_fee_rate: Decimal
    delivery: tuple[str, ...]  # clock times of funding settlement
    forward_contract_flag: bool  # true: linear
    contract_type: str = "PERPETUAL"  # TRADIFI_PERPETUAL: not a coin; absent before 2026-05
    underlying_type: str = "COIN"  # a key of CLASSES; absent before 2026-05


class ExchangeInfo(Struct):
    """GET /capi/v3/market/exchangeInfo"""

    symbols: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class BookTicker(Struct, rename="camel"):
    """GET /capi/v3/market/ticker/bookTicker: []"""

    bid_price: Decimal
    bid_qty: Decimal
    ask_price: Decimal
    ask_qty: Decimal


class Premium(Struct, rename="camel"):
    """GET /capi/v3/market/premiumIndex: []"""

    mark_price: Decimal
    index_price: Decimal
    forecast_funding_rate: Decimal
    next_funding_time: int  # ms; some rows hold nonsense of 1970
    collect_cycle: Decimal  # minutes


class Depth(Struct):
    """GET /capi/v3/market/depth"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]


class Bracket(Struct, rename="camel"):
    """GET /capi/v3/market/riskLimits: [].brackets[]"""

    notional_floor: Decimal  # USDT
    notional_cap: Decimal
    initial_leverage: Decimal
    maint_margin_ratio: Decimal


class RiskLimits(Struct):
    """GET /capi/v3/market/riskLimits: []"""

    brackets: tuple[Bracket, ...]


class Ticker(Struct, rename="camel"):
    """GET /capi/v3/market/ticker/24hr: []; its mark is live, that of premiumIndex a minute old."""

    last_price: Decimal
    mark_price: Decimal
    index_price: Decimal
    volume: Decimal  # quoted base


class Problem(Struct):
    """Any refusal; a success that is an object has no code, or one that means success."""

    code: int | str = 0
    msg: str = ""
    result: bool = True


SUCCESS = (0, 200, "0", "200", "00000")


def refusal(body: bytes) -> api.VenueError | None:
    """-1190 is an address or account that is not served; the older generation sends `result`."""
    if not body.lstrip().startswith(b"{"):
        return None
    problem = api.decode(body, Problem)
    if problem.code in SUCCESS and problem.result:
        return None
    if problem.code == -1190:
        return api.GeoBlocked(problem.msg)
    return api.Refused(problem.code, problem.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec:
    """One instrument; what is not open for trading is not listed."""
    if not wire.forward_contract_flag:
        raise ValueError("forwardContractFlag must be true, was false (inverse units are unknown)")
    base, many = api.coin(wire.base_asset)
    plain = wire.contract_type == "PERPETUAL"
    return api.ContractSpec(
        venue="weex",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_asset,
        settle=wire.margin_asset,
        kind="perpetual",
        payoff="linear",
        asset_class="crypto" if plain else CLASSES[wire.underlying_type],
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=api.power_of_ten(wire.quantity_precision),
        min_qty=wire.min_order_size,
        max_qty=wire.max_order_size,
        max_market_qty=wire.market_open_limit_size,
        tick_size=api.power_of_ten(wire.price_precision),
        max_leverage=wire.max_leverage,
        maker_fee=wire.maker_fee_rate,
        taker_fee=wire.taker_fee_rate,
        fee_schedule="futures",
        funding_interval_hours=HOURS / len(wire.delivery) if wire.delivery else None,
    )


def quote(at: datetime, spec: api.ContractSpec, wire: BookTicker) -> api.MarketSnapshot:
    """Best bid and ask."""
    return api.MarketSnapshot(
        venue=spec.venue,
        symbol=spec.symbol,
        at=at,
        bid=wire.bid_price,
        ask=wire.ask_price,
        bid_size=api.coins_at(spec, wire.bid_qty, wire.bid_price),
        ask_size=api.coins_at(spec, wire.ask_qty, wire.ask_price),
    )


def prices(at: datetime, spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Mark, index and the volume of a day."""
    return api.MarketSnapshot(
        venue=spec.venue,
        symbol=spec.symbol,
        at=at,
        mark=wire.mark_price,
        index=wire.index_price,
        last=wire.last_price,
        volume_24h=wire.volume * spec.underlying_multiplier,
    )


def funding(at: datetime, spec: api.ContractSpec, wire: Premium) -> api.MarketSnapshot:
    """The rate of the next settlement; a time in the past is left out."""
    settles = api.from_ms(wire.next_funding_time)
    return api.MarketSnapshot(
        venue=spec.venue,
        symbol=spec.symbol,
        at=at,
        mark=wire.mark_price,
        index=wire.index_price,
        funding_rate=wire.forecast_funding_rate,
        funding_interval_hours=wire.collect_cycle / 60,
        next_funding_time=settles if settles > at else None,
    )


def margin_table(spec: api.ContractSpec, wire: RiskLimits) -> tuple[api.MarginTier, ...]:
    """Tiers by notional; the venue sends no maintenance amount, it follows from continuity."""
    del spec
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
    """One request for all."""
    info = await http.get(f"{BASE}/exchangeInfo", ExchangeInfo)
    return api.Listing(api.normalise_each(info.symbols, Instrument, contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Best prices and funding of all symbols at once; the day's ticker contract by contract."""

    async def ticker(spec: api.ContractSpec) -> api.MarketSnapshot:
        answer = await http.get(f"{BASE}/ticker/24hr", Raw, symbol=spec.symbol)
        return prices(http.now, spec, api.row_of(answer, spec.symbol, Ticker))

    bests, premiums, traded, tickers = await asyncio.gather(
        http.get_or_none("best prices", f"{BASE}/ticker/bookTicker", list[Raw]),
        http.get_or_none("funding", f"{BASE}/premiumIndex", list[Raw]),
        http.get_or_none("symbols open to API orders", f"{BASE}/apiTradingSymbols", list[str]),
        http.each("mark and volume", specs, ticker),
    )
    for spec in specs:
        if traded is not None and spec.symbol not in traded:
            http.warn("no_api_orders", f"weex {spec.symbol} is traded in the app, not by API")
    read = partial(http.read_each, specs=specs)
    return api.joined(
        read("best prices", rows=api.named(bests), shape=BookTicker, read=partial(quote, http.now))
        if bests is not None
        else {},
        tickers,
        read("funding", rows=api.named(premiums), shape=Premium, read=partial(funding, http.now))
        if premiums is not None
        else {},
    )


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """200 levels a side; the other choice is 15."""
    depth = await http.get(f"{BASE}/depth", Depth, symbol=spec.symbol, limit=200)
    return api.order_book(spec, http.now, depth.bids, depth.asks)


async def margin_tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request for all; public since 2026-09-25."""
    rows = await http.get(f"{BASE}/riskLimits", list[Raw])
    return http.read_each("margin tiers", specs, api.named(rows), RiskLimits, margin_table)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="none",
    source="a real isolated position read in 2026-09 (INX: entry 0.006566, liquidation 0.004421"
    " without a closing fee); the liquidation fee and the opening reserve are not published",
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """WEEX perpetuals."""
    return [
        api.Venue(
            id="weex",
            name="WEEX",
            base_url="https://api-contract.weex.com",
            docs="https://www.weex.com/api-doc/contract",
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=margin_tiers,
            rules=RULES,
            published=Path(__file__).parent / "published" / "weex.toml",
        )
    ]
