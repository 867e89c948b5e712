"""MEXC perpetual futures (public contract API v1), settled in USDT, USDC, USD1 or the coin.

Units: every quantity counts CONTRACTS, depth and 24 h volume too; `contractSize` is quoted base per
contract, on coin-settled rows the dollars per contract. Prices, sizes and rates are JSON numbers, a
few in exponent form. A refusal comes with HTTP 200 and `success: false`. `data` is a list, or one
object where a single contract was asked for. The rates on the wire are those of web and app orders;
API orders pay the schedule's own API tiers instead. Risk tables come with the contracts.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

PATH = "/api/v1/contract"

PERPETUAL = 1
OPEN = {0: True, 1: False, 2: False, 3: False, 4: False}
"""Documentation; another word is a rejection."""
"""`futureType` of every contract seen, coin-settled ones too."""
PLATES: dict[str, api.AssetClass] = {  # the first that a contract is on; zones of 2026-09-14
    "oil": "commodity",
    "metals": "commodity",
    "metalsfutures": "commodity",
    "commodities": "commodity",
    "forex": "forex",
    "etf": "stock",  # before stockindex, where most funds are as well
    "stockindex": "index",
    "stock": "stock",
    "japanstock": "stock",
    "preipo": "stock",
}
INNOVATION_TAKER = Decimal("0.001")
"""What only Innovation-Zone contracts charge (38 of 1,184 on 2026-09-15); no member says so."""

MOST_LEVELS = 100
"""Steps of a risk table; the longest seen has 13."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer but the bare depth of older hosts."""

    data: Raw = Raw(b"")
    success: bool = True
    code: int = 0
    message: str = ""


class Custom(Struct, rename="camel"):
    """GET /api/v1/contract/detail: data[].riskLimitCustom[]"""

    max_vol: Decimal  # upper end
    mmr: Decimal
    imr: Decimal
    max_leverage: Decimal


class RiskTable(Struct, rename="camel"):
    """GET /api/v1/contract/detail: data[]; the table as a list, or as a first step and increments.

    Caps count contracts: a single limit order may hold 2,500,000 of BTC_USDT, more than its last
    cap would be in USDT (2025-10).
    """

    risk_limit_type: str = ""
    risk_limit_mode: str = ""
    risk_limit_custom: tuple[Custom, ...] = ()
    maintenance_margin_rate: Decimal | None = None
    initial_margin_rate: Decimal | None = None
    risk_base_vol: Decimal | None = None
    risk_incr_vol: Decimal = api.ZERO
    risk_incr_mmr: Decimal = api.ZERO
    risk_incr_imr: Decimal = api.ZERO
    risk_level_limit: int = 1


class Instrument(Struct, rename="camel"):
    """GET /api/v1/contract/detail: data[]"""

    symbol: str
    state: int  # 0 is open
    base_coin: str
    quote_coin: str
    settle_coin: str
    contract_size: Decimal
    price_unit: Decimal
    min_vol: Decimal
    max_vol: Decimal  # of a market order
    max_leverage: Decimal
    base_coin_name: str = ""  # FIL for FILECOIN; GOLD(XAU) for XAU
    vol_unit: Decimal = api.ONE  # 1 on every row that has it
    limit_max_vol: Decimal | None = None
    maker_fee_rate: Decimal | None = None
    taker_fee_rate: Decimal | None = None  # 0 in a campaign
    future_type: int = PERPETUAL
    is_hidden: bool = False
    concept_plate: tuple[str, ...] = ()
    create_time: int = 0  # ms
    opening_time: int = 0  # ms; may lie ahead of a contract that is listed
    automatic_delivery: int = 0  # 1: all positions are closed at `delivery_time`
    delivery_time: int = 0  # ms
    risk_base_vol: Decimal | None = None  # contracts; 0 where nothing may be opened
    risk_limit_mode: str = ""


class Ticker(Struct, rename="camel"):
    """GET /api/v1/contract/ticker: data[]; best prices come without sizes."""

    bid1: Decimal
    ask1: Decimal
    fair_price: Decimal
    index_price: Decimal
    timestamp: int  # ms
    last_price: Decimal | None = None
    volume24: Decimal | None = None  # contracts


class Funding(Struct, rename="camel"):
    """GET /api/v1/contract/funding_rate: data[], and …/funding_rate/{symbol}: data"""

    funding_rate: Decimal
    collect_cycle: Decimal  # hours
    next_settle_time: int  # ms
    timestamp: int | None = None  # ms
    fair_price: Decimal | None = None
    idx_price: Decimal | None = None


class Depth(Struct):
    """GET /api/v1/contract/depth/{symbol}: data; a level is price, contracts, and orders or not."""

    bids: tuple[tuple[Decimal, ...], ...]
    asks: tuple[tuple[Decimal, ...], ...]
    timestamp: int | None = None  # ms


def refusal(body: bytes) -> api.VenueError | None:
    """510 is too many requests, 500 and 501 are their own failure."""
    reply = api.decode(body, Answer)
    if reply.success:
        return None
    match reply.code:
        case 510:
            return api.RateLimited(reply.message)
        case 500 | 501:
            return api.Unreachable(reply.message)
        case code:
            return api.Refused(code, reply.message)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def asset_class(wire: Instrument) -> api.AssetClass:
    """What the trading zones say; a contract outside the traditional ones is crypto."""
    plates = {plate.lower().removeprefix("mc-trade-zone-") for plate in wire.concept_plate}
    for plate, kind in PLATES.items():
        if plate in plates:
            return kind
    if "tradfi" in plates:
        raise LookupError("tradfi")
    return "crypto"


def may_be_opened(now: datetime, wire: Instrument) -> bool:
    """Whether a position may be opened: state 0 alone does not say so.

    Of 786 rows of 2025-07, 12 of state 0 let nobody hold anything (a first cap of 0): 11 were about
    to be delivered, one had not begun. That the cap forbids opening is inferred from them.
    """
    delivered = wire.automatic_delivery == 1 and 0 < wire.delivery_time <= now.timestamp() * 1000
    shut = wire.risk_base_vol == 0 and wire.risk_limit_mode != "CUSTOM"
    early = wire.opening_time > now.timestamp() * 1000
    return OPEN[wire.state] and not (wire.is_hidden or delivered or shut or early)


def contract(now: datetime, wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when no position may be opened."""
    if not may_be_opened(now, wire):
        return None
    if wire.future_type != PERPETUAL:
        raise LookupError(wire.future_type)
    shown = wire.base_coin_name
    ticker = shown if shown.isascii() and shown.isalnum() and shown.isupper() else wire.base_coin
    base, many = api.coin(ticker)
    # Coin-settled contracts are inverse; a third settlement coin is a rejection
    payoffs: dict[str, api.Payoff] = {wire.base_coin: "inverse", wire.quote_coin: "linear"}
    charged = bool(wire.taker_fee_rate)  # a taker fee of 0 is a campaign, not what all pay
    dearer = wire.taker_fee_rate == INNOVATION_TAKER
    return api.ContractSpec(
        venue="mexc",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_coin,
        settle=wire.settle_coin,
        kind="perpetual",
        payoff=payoffs[wire.settle_coin],
        asset_class=asset_class(wire),
        contract_size=wire.contract_size,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=wire.vol_unit,
        min_qty=wire.min_vol,
        max_qty=wire.limit_max_vol or wire.max_vol,
        max_market_qty=wire.max_vol,
        delisted_at=api.from_ms(wire.delivery_time)
        if wire.automatic_delivery == 1 and wire.delivery_time > 0
        else None,
        tick_size=wire.price_unit,
        max_leverage=wire.max_leverage,
        fee_schedule="innovation" if dearer else "web",
        maker_fee=wire.maker_fee_rate if charged else None,
        taker_fee=wire.taker_fee_rate if charged else None,
        listed_at=api.from_ms(wire.create_time) if wire.create_time else None,
    )


def margin_tiers(spec: api.ContractSpec, wire: RiskTable) -> tuple[api.MarginTier, ...]:
    """The risk table in contracts, in either form; empty where the row carries none."""
    if not wire.risk_limit_type:
        return ()
    if wire.risk_limit_type != "BY_VOLUME":
        raise ValueError(f"riskLimitType must be BY_VOLUME, was {wire.risk_limit_type!r}")
    rows = wire.risk_limit_custom
    if wire.risk_limit_mode != "CUSTOM":
        if not 1 <= wire.risk_level_limit <= MOST_LEVELS:
            raise ValueError(f"riskLevelLimit must be within 1 to {MOST_LEVELS}")
        first = api.known(wire.risk_base_vol, "riskBaseVol")
        initial = api.known(wire.initial_margin_rate, "initialMarginRate")
        kept = api.known(wire.maintenance_margin_rate, "maintenanceMarginRate")
        most = api.known(spec.max_leverage, "maxLeverage")
        rows = tuple(
            Custom(
                max_vol=first + step * wire.risk_incr_vol,
                mmr=kept + step * wire.risk_incr_mmr,
                imr=(imr := initial + step * wire.risk_incr_imr),
                max_leverage=min(api.ONE // imr, most),
            )
            for step in range(wire.risk_level_limit)
        )
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            unit="contracts",
            initial_rate=row.imr,
            maintenance_rate=row.mmr,
            max_leverage=row.max_leverage,
        )
        for row, floor, cap in api.stacked(rows, lambda row: row.max_vol)
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best prices and mark; `ticker.fundingRate` lags the funding call and is left alone."""
    return api.snapshot(
        spec,
        api.from_ms(wire.timestamp),
        bid=wire.bid1 or None,  # 0 where nobody bids
        ask=wire.ask1 or None,
        mark=wire.fair_price,
        index=wire.index_price,
        last=wire.last_price or None,
        volume_24h=api.coins_at(spec, wire.volume24, wire.fair_price),
    )


def funding(at: datetime, spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
    """The rate of the next settlement; the call for all contracts adds mark and index."""
    return api.snapshot(
        spec,
        api.from_ms(wire.timestamp) if wire.timestamp else at,
        mark=wire.fair_price,
        index=wire.idx_price,
        funding_rate=wire.funding_rate,
        funding_interval_hours=wire.collect_cycle,
        next_funding_time=api.from_ms(wire.next_settle_time),
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One answer holds everything: contracts, web rates and risk tables."""
    rows = api.rows_of((await http.get(f"{PATH}/detail", Answer)).data)
    batch = api.normalise_each(rows, Instrument, partial(contract, http.now))
    tables = http.read_each("margin tiers", batch.items, api.named(rows), RiskTable, margin_tiers)
    if free := sum(spec.taker_fee is None for spec in batch.items):
        http.warn(
            "zero_fee",
            f"standard rates stand in where no taker fee is listed, or 0 in a campaign for"
            f" eligible users: contracts {free}",
        )
    return api.Listing(batch, tiers={symbol: table for symbol, table in tables.items() if table})


async def rows(http: api.Http, path: str) -> Iterable[tuple[str, Raw]]:
    """Every row of an answer, by contract."""
    return api.named(api.rows_of((await http.get(f"{PATH}/{path}", Answer)).data))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for all contracts together."""

    async def one(spec: api.ContractSpec) -> api.MarketSnapshot:
        answer = await http.get(f"{PATH}/funding_rate/{spec.symbol}", Answer)
        return funding(http.now, spec, api.decode(answer.data, Funding))

    async def rates() -> Mapping[str, api.MarketSnapshot]:
        try:
            found = await rows(http, "funding_rate")
        except api.Refused:  # older hosts answer for one contract alone
            return await http.each("funding", specs, one)
        except api.VenueError as error:
            http.unknown("funding", error)
            return {}
        return http.read_each("funding", specs, found, Funding, partial(funding, http.now))

    quotes = http.read_all("quote", specs, rows(http, "ticker"), Ticker, quote)
    return api.joined(*await api.gather(quotes, rates()))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side, in the usual envelope or without."""
    raw = await http.get(f"{PATH}/depth/{spec.symbol}", Raw, limit=50)
    depth = api.decode(api.decode(raw, Answer).data or raw, Depth)
    at = api.from_ms(depth.timestamp) if depth.timestamp else http.now
    return api.order_book(spec, at, depth.bids, depth.asks)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="taker",
    reserved_fee="entry",
    contract_fees="fee page of 2026-10-14, contract list of 2026-10-08 and a fill of 2026-08-24"
    " agree on BTC_USDT: each contract has a web rate of its own (published/mexc.toml, fees.web)",
    source="positions captured in 2021: margin is value x (1 / leverage + taker), liquidation when"
    " margin falls to maintenance and liquidation fee; no minimum notional exists",
)

PACE = tuple(  # per endpoint, documentation of the contract API, read 2026-09
    api.Pace(most=most, seconds=2, of=f"{PATH}/{endpoint}")
    for endpoint, most in {"detail": 10, "ticker": 10, "depth/": 10, "funding_rate": 20}.items()
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """MEXC futures."""
    return [
        api.Venue(
            id="mexc",
            always_shown=True,
            name="MEXC Futures",
            base_url="https://api.mexc.com",
            docs="https://www.mexc.com/api-docs/futures/update-log",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "mexc.toml",
        )
    ]
