"""Bybit futures, linear and inverse (public REST v5), perpetual and dated.

Units: linear quantities count the quoted base (1000PEPE is one unit); inverse quantities count
contracts of 1 USD. Prices and sizes are JSON strings and may be empty; `fundingInterval` is an
integer of MINUTES. A refusal comes with HTTP 200 and a `retCode` that is not 0. Only what trades is
listed by default, in pages: the last one with rows has a `nextPageCursor` too. Risk tiers are
public: caps count quote on linear and coins on inverse contracts. Fees are not on the wire, but
which contracts pay the dearer Innovation-Zone schedule is.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import unquote

from comparator import api
from msgspec import Raw, Struct, structs

T = TypeVar("T")

KINDS: dict[str, tuple[api.Kind, api.Payoff]] = {  # no default: an unknown kind is a rejection
    "LinearPerpetual": ("perpetual", "linear"),
    "LinearFutures": ("future", "linear"),
    "InversePerpetual": ("perpetual", "inverse"),
    "InverseFutures": ("future", "inverse"),
}
CLASSES: dict[str, api.AssetClass] = {
    "": "crypto",
    "innovation": "crypto",
    "stock": "stock",
    "etf": "stock",
    "commodity": "commodity",
    "forex": "forex",
}
OPEN = {"Trading": True, **dict.fromkeys(("PreLaunch", "Delivering", "Closed"), False)}
"""Documentation, enums; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Envelope(Struct, rename="camel"):
    """Any answer."""

    ret_code: int
    ret_msg: str = ""


class Answer(Struct, Generic[T]):
    """Any answer that is no refusal."""

    result: T
    time: int  # ms


class LotSize(Struct, rename="camel"):
    """lotSizeFilter"""

    qty_step: Decimal
    min_order_qty: Decimal
    max_order_qty: str = ""
    max_mkt_order_qty: str = ""
    min_notional_value: str = ""  # quote; "" on inverse until 2025


class Price(Struct, rename="camel"):
    """priceFilter"""

    tick_size: Decimal


class Leverage(Struct, rename="camel"):
    """leverageFilter"""

    max_leverage: str = ""


class Instrument(Struct, rename="camel"):
    """GET /v5/market/instruments-info: result.list[]"""

    symbol: str
    contract_type: str  # a key of KINDS
    status: str
    base_coin: str
    quote_coin: str
    settle_coin: str
    launch_time: str  # ms; "0": not told
    delivery_time: str  # ms; on a perpetual "0", or when it will be delisted
    leverage_filter: Leverage
    price_filter: Price
    lot_size_filter: LotSize
    funding_interval: int  # minutes; 0 on dated contracts
    symbol_type: str = ""  # a key of CLASSES, ETF in capitals
    is_pre_listing: bool = False


class Page(Struct, rename="camel"):
    """result of a list answer"""

    list: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest
    next_page_cursor: str = ""


class Ticker(Struct, rename="camel"):
    """GET /v5/market/tickers: result.list[]"""

    last_price: str = ""
    mark_price: str = ""
    index_price: str = ""
    bid1_price: str = ""
    bid1_size: str = ""
    ask1_price: str = ""
    ask1_size: str = ""
    funding_rate: str = ""  # fraction; "" on dated contracts
    next_funding_time: str = ""  # ms; "" or "0" on dated contracts
    funding_interval_hour: str = ""  # hours; sent on linear contracts alone
    volume24h: str = ""  # quoted base on linear, USD on inverse
    turnover24h: str = ""  # quote on linear, coins on inverse


class Depth(Struct):
    """GET /v5/market/orderbook: result"""

    b: tuple[api.Level, ...]
    a: tuple[api.Level, ...]
    ts: int  # ms


class RiskLimit(Struct, rename="camel"):
    """GET /v5/market/risk-limit: result.list[]"""

    risk_limit_value: Decimal  # upper end: quote on linear, coins on inverse
    initial_margin: Decimal  # fraction
    maintenance_margin: Decimal  # fraction
    max_leverage: Decimal
    mm_deduction: str = ""  # "" is none


class FeeGroup(Struct, rename="camel"):
    """GET /v5/market/fee-group-info: result.list[]; its rates are for professionals alone."""

    group_name: str
    symbols: tuple[str, ...]


class FeeGroups(Struct):
    """GET /v5/market/fee-group-info: result"""

    list: tuple[FeeGroup, ...]


def refusal(body: bytes) -> api.VenueError | None:
    """10006 and 10018 are too many requests, 10009 and 10024 an address that is not served."""
    if body.startswith(b'{"retCode":0,'):  # as good answers do: no need to read them twice
        return None
    reply = api.decode(body, Envelope)
    match reply.ret_code:
        case 0:
            return None
        case 10006 | 10018:
            return api.RateLimited(reply.ret_msg)
        case 10009 | 10024:
            return api.GeoBlocked(reply.ret_msg)
        case 10000 | 10016:  # their own failure
            return api.Unreachable(reply.ret_msg)
        case code:
            return api.Refused(code, reply.ret_msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def fee_schedule(innovation: Collection[str], wire: Instrument) -> str:
    """Which of the published schedules this contract pays."""
    if wire.is_pre_listing:
        return "premarket"
    dearer = wire.symbol in innovation or wire.symbol_type == "innovation"
    return "innovation" if dearer else "standard"


def contract(innovation: Collection[str], wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading; `innovation` names the dearer ones."""
    if not OPEN[wire.status]:
        return None
    kind, payoff = KINDS[wire.contract_type]
    base, many = api.coin(wire.base_coin)
    lot, launched, ends = wire.lot_size_filter, int(wire.launch_time), int(wire.delivery_time)
    return api.ContractSpec(
        venue="bybit",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_coin,
        settle=wire.settle_coin,
        kind=kind,
        payoff=payoff,
        expiry=api.from_ms(ends) if kind == "future" else None,
        asset_class=CLASSES[wire.symbol_type.lower()],
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="contracts" if payoff == "inverse" else "base",
        qty_step=lot.qty_step,
        min_qty=lot.min_order_qty,
        max_qty=api.decimal_or_none(lot.max_order_qty),
        max_market_qty=api.decimal_or_none(lot.max_mkt_order_qty),
        min_notional=api.decimal_or_none(lot.min_notional_value),
        tick_size=wire.price_filter.tick_size,
        max_leverage=api.decimal_or_none(wire.leverage_filter.max_leverage),
        fee_schedule=fee_schedule(innovation, wire),
        funding_interval_hours=Decimal(wire.funding_interval) / 60
        if wire.funding_interval
        else None,
        listed_at=api.from_ms(launched) if launched else None,
        delisted_at=api.from_ms(ends) if ends and kind == "perpetual" else None,
        pre_market=wire.is_pre_listing,
    )


def market(at: datetime, spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best prices, mark and funding; a side without orders is an empty string."""
    settles = wire.next_funding_time not in ("", "0")
    volume = api.decimal_or_none(wire.volume24h)
    if volume is not None:
        volume *= spec.underlying_multiplier
    return api.snapshot(
        spec,
        at,
        bid=api.decimal_or_none(wire.bid1_price),
        ask=api.decimal_or_none(wire.ask1_price),
        bid_qty=api.decimal_or_none(wire.bid1_size),
        ask_qty=api.decimal_or_none(wire.ask1_size),
        mark=api.decimal_or_none(wire.mark_price),
        index=api.decimal_or_none(wire.index_price),
        last=api.decimal_or_none(wire.last_price),
        funding_rate=api.decimal_or_none(wire.funding_rate) if settles else None,
        next_funding_time=api.from_ms(int(wire.next_funding_time)) if settles else None,
        funding_interval_hours=api.decimal_or_none(wire.funding_interval_hour),
        volume_24h=api.decimal_or_none(wire.turnover24h) if spec.payoff == "inverse" else volume,
    )


def margin_tiers(spec: api.ContractSpec, rows: Sequence[RiskLimit]) -> tuple[api.MarginTier, ...]:
    """The risk table from the lowest cap up; each tier starts where the one before ends."""
    for row in rows:
        if row.initial_margin * row.max_leverage > 2:
            # The samples of 2022 say 1 for 1 % at 100x
            raise ValueError(f"initialMargin must be a fraction, was {row.initial_margin}")
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            unit="coins" if spec.payoff == "inverse" else "quote",
            initial_rate=row.initial_margin,
            maintenance_rate=row.maintenance_margin,
            max_leverage=row.max_leverage,
            deduction=api.decimal_or_none(row.mm_deduction) or api.ZERO,
        )
        for row, floor, cap in api.stacked(rows, lambda row: row.risk_limit_value)
    )


MOST_PAGES = 20
"""Of 1,000 contracts each; Bybit lists one."""


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def listed(http: api.Http, half: str) -> list[Raw]:
    """All pages of one half; the venue may give a page's own cursor instead of an empty one."""
    path, rows, seen, cursor = "/v5/market/instruments-info", dict[bytes, Raw](), {""}, ""
    while len(seen) <= MOST_PAGES:
        query = {"category": half, "limit": "1000", "cursor": cursor or None}
        page = (await http.get(path, Answer[Page], **query)).result
        rows |= {bytes(row): row for row in page.list}
        cursor = unquote(page.next_page_cursor)  # it comes ready for an address: a%3Db
        if cursor in seen or not page.list:
            return list(rows.values())
        seen.add(cursor)
    raise api.WireMismatch(f"more than {MOST_PAGES} pages of {half} contracts")


async def inverse_too(http: api.Http) -> list[Raw]:
    """The smaller half; when it fails alone only its contracts are left out."""
    try:
        return await listed(http, "inverse")
    except api.VenueError as error:
        http.unknown("inverse contracts", error)
        return []


async def contracts(http: api.Http) -> api.Listing:
    """Both halves, and which contracts belong to the Innovation Zone."""
    linear, inverse, groups = await api.gather(
        listed(http, "linear"),
        inverse_too(http),
        http.get_or_none(
            "which contracts pay Innovation-Zone fees (standard fees are shown):",
            "/v5/market/fee-group-info",
            Answer[FeeGroups],
            productType="contract",
        ),
    )
    innovation = {
        symbol
        for group in (groups.result.list if groups else ())
        if group.group_name == "Innovation-Zone"
        for symbol in group.symbols
    }
    return api.Listing(
        api.normalise_each([*linear, *inverse], Instrument, partial(contract, innovation))
    )


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for each half that is wanted: it answers for all of its contracts."""

    async def ask(half: str, some: Sequence[api.ContractSpec]) -> Mapping[str, api.MarketSnapshot]:
        path = "/v5/market/tickers"
        answer = await http.get_or_none(f"{half} quotes", path, Answer[Page], category=half)
        if answer is None:
            return {}
        rows, at = api.named(answer.result.list), api.from_ms(answer.time)
        return http.read_each("quote", some, rows, Ticker, partial(market, at))

    halves = api.grouped(specs, lambda spec: spec.payoff)
    return api.joined(*await api.gather(*(ask(half, some) for half, some in halves.items())))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    query = {"category": spec.payoff, "symbol": spec.symbol, "limit": "50"}
    depth = (await http.get("/v5/market/orderbook", Answer[Depth], **query)).result
    return api.order_book(spec, api.from_ms(depth.ts), depth.b, depth.a)


async def tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request a contract; the list of all comes 15 contracts a page."""

    async def ask(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        query = {"category": spec.payoff, "symbol": spec.symbol}
        page = (await http.get("/v5/market/risk-limit", Answer[Page], **query)).result
        named = api.named(page.list)
        rows = [api.decode(raw, RiskLimit) for name, raw in named if name == spec.symbol]
        if not rows:
            raise LookupError(spec.symbol)
        return margin_tiers(spec, rows)

    return await http.each("margin tiers", specs, ask)


RULES = api.Rules(
    maintenance_on="mark",  # initial margin stays on entry
    liquidation_fee="none",  # the closing fee is in initial and in maintenance margin
    reserved_fee="closing",
    source="Bybit help centre, change of initial and maintenance margin (updated 2025-09-18) and"
    " inverse liquidation price (2026-05-27); the price behind the minimum notional is not named"
    " (v5 instruments-info, 2026-07-24)",
)
UNTIL_2025_09_02 = structs.replace(
    RULES,
    maintenance_on="entry",
    source="Bybit help centre before that change: 1 BTC long at 20,000 and 50x, maintenance 0.5 %,"
    " is liquidated at 19,700",
)

PACE = (api.Pace(most=600, seconds=5),)  # per address, API documentation v5 of 2026-07


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Bybit, both halves."""
    return [
        api.Venue(
            id="bybit",
            always_shown=True,
            name="Bybit",
            base_url="https://api.bybit.com",
            docs="https://bybit-exchange.github.io/docs/v5/intro",
            pace=PACE,
            firewall=600.0,  # docs/v5/rate-limit: 403 for 10 minutes
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=tiers,
            rules=RULES,
            earlier_rules={date(2025, 9, 2): UNTIL_2025_09_02},
            published=Path(__file__).parent / "published" / "bybit.toml",
        )
    ]
