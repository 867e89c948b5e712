"""KuCoin futures, linear and inverse, perpetual and dated (classic REST of api-futures).

Units: quantities, quotes and depth count LOTS of whole contracts; a lot is `multiplier` coins
(linear) or dollars (inverse, where the wire says -1: the sign only tells the payoff). `isQuanto` is
left over and true on linear contracts. Figures are JSON numbers, some as 2.0E-4; quotes are
strings. Times are milliseconds, of quotes and books NANOSECONDS; `nextFundingRateTime` is a
countdown. A perpetual that is being delisted keeps its type and gets an `expireDate`. A refusal is
a `code` other than "200000".
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field, structs

KINDS: dict[str, api.Kind] = {"FFWCSX": "perpetual", "FFICSX": "future"}
CLASSES: dict[str, api.AssetClass] = {  # `assetClass`; not sent before 2026, when all was crypto
    "CRYPTO": "crypto",
    "STOCK": "stock",
    "METAL": "commodity",
    "COMMODITY": "commodity",
}
HOUR = 3_600_000
"""Milliseconds."""
NANOSECONDS = 1_000_000
"""In a millisecond."""
API = "/api/v1"
OPEN = {
    "Open": True,
    **dict.fromkeys(("Init", "BeingSettled", "Settled", "Paused", "Closed", "CancelOnly"), False),
}
"""Documentation of symbols; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer; good ones have no text."""

    code: str
    msg: str = ""


class Rows(Struct):
    """A list answer."""

    data: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Instrument(Struct, rename="camel", kw_only=True):
    """GET /contracts/active: data[]"""

    symbol: str
    type: str  # a key of KINDS
    status: str
    market_stage: str = "NORMAL"  # not sent before 2026
    base_currency: str
    quote_currency: str
    settle_currency: str
    is_inverse: bool
    multiplier: Decimal
    lot_size: Decimal
    tick_size: Decimal
    max_order_qty: Decimal | None = None
    market_max_order_qty: Decimal | None = None  # not sent before 2026
    max_leverage: Decimal | None = None
    maker_fee_rate: Decimal | None = None
    taker_fee_rate: Decimal | None = None
    funding_rate_granularity: int | None = None  # ms; none on dated contracts
    current_funding_rate_granularity: int | None = None  # ms; not sent before 2026
    first_open_date: int | None = None  # ms
    expire_date: int | None = None  # ms; of a perpetual: its delisting
    asset_class: str = "CRYPTO"  # a key of CLASSES


class State(Struct, rename="camel"):
    """GET /contracts/active: data[], what moves"""

    mark_price: Decimal | None = None
    index_price: Decimal | None = None
    last_trade_price: Decimal | None = None
    funding_fee_rate: Decimal | None = None  # of the next settlement
    next_funding_rate_date_time: int | None = None  # ms; not sent before 2025
    funding_rate_granularity: int | None = None  # ms
    current_funding_rate_granularity: int | None = None  # ms; not sent before 2026
    volume: Decimal | None = field(name="volumeOf24h", default=None)  # coins; inverse: dollars
    turnover: Decimal | None = field(name="turnoverOf24h", default=None)  # inverse: minus coins


class Ticker(Struct, rename="camel"):
    """GET /allTickers: data[]"""

    ts: int  # ns
    best_bid_price: str | None = None
    best_bid_size: Decimal | None = None
    best_ask_price: str | None = None
    best_ask_size: Decimal | None = None


class Depth(Struct):
    """GET /level2/depth20: data"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]
    ts: int  # ns


class Book(Struct):
    """GET /level2/depth20"""

    data: Depth


class Tier(Struct, rename="camel"):
    """GET /contracts/risk-limit/{symbol}: data[]"""

    max_risk_limit: Decimal  # quote on linear, coins on inverse contracts
    initial_margin: Decimal
    maintain_margin: Decimal
    max_leverage: Decimal


def refusal(body: bytes) -> api.VenueError | None:
    """429000 is too many requests, 500000 a fault of theirs; the texts name no region."""
    if b'"code":"200000"' in body[:60].replace(b" ", b""):  # no need to read good answers twice
        return None
    answer = api.decode(body, Answer)
    match answer.code:
        case "200000":
            return None
        case "429000":
            return api.RateLimited(answer.msg)
        case "500000":
            return api.Unreachable(answer.msg)
        case code:
            return api.Refused(code, answer.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(now: datetime, wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading, or its last day is over."""
    if not OPEN[wire.status] or wire.market_stage != "NORMAL":
        return None
    kind = KINDS[wire.type]
    ends = api.from_ms(wire.expire_date) if wire.expire_date else None
    if ends is not None and ends <= now:
        return None
    base, many = api.coin(wire.base_currency)
    hours = wire.current_funding_rate_granularity or wire.funding_rate_granularity
    return api.ContractSpec(
        venue="kucoin",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_currency,
        settle=api.coin(wire.settle_currency)[0],
        kind=kind,
        payoff="inverse" if wire.is_inverse else "linear",
        expiry=ends if kind == "future" else None,
        asset_class=CLASSES[wire.asset_class],
        contract_size=abs(wire.multiplier) if wire.is_inverse else wire.multiplier,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=wire.lot_size,
        min_qty=wire.lot_size,
        max_qty=wire.max_order_qty,
        max_market_qty=wire.market_max_order_qty,
        tick_size=wire.tick_size,
        max_leverage=wire.max_leverage,
        maker_fee=wire.maker_fee_rate,
        taker_fee=wire.taker_fee_rate,
        fee_schedule="futures",
        funding_interval_hours=Decimal(hours) / HOUR if hours and kind == "perpetual" else None,
        listed_at=api.from_ms(wire.first_open_date) if wire.first_open_date else None,
        delisted_at=ends if kind == "perpetual" else None,
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best bid and ask."""
    return api.snapshot(
        spec,
        api.from_ms(wire.ts // NANOSECONDS),
        bid=api.decimal_or_none(wire.best_bid_price),
        ask=api.decimal_or_none(wire.best_ask_price),
        bid_qty=wire.best_bid_size,
        ask_qty=wire.best_ask_size,
    )


def state(at: datetime, spec: api.ContractSpec, wire: State) -> api.MarketSnapshot:
    """Mark, index and the rate of the next settlement; dated contracts have none."""
    inverse, perpetual = spec.payoff == "inverse", spec.kind == "perpetual"
    settles = wire.next_funding_rate_date_time if perpetual else None
    volume = wire.turnover if inverse else wire.volume
    length = wire.current_funding_rate_granularity or wire.funding_rate_granularity
    return api.snapshot(
        spec,
        at,
        mark=wire.mark_price,
        index=wire.index_price,
        last=wire.last_trade_price,
        funding_rate=wire.funding_fee_rate if perpetual else None,
        next_funding_time=api.from_ms(settles) if settles else None,
        funding_interval_hours=Decimal(length) / HOUR if length and perpetual else None,
        volume_24h=None if volume is None else abs(volume) * spec.underlying_multiplier,
    )


def margin_tiers(spec: api.ContractSpec, rows: Sequence[Tier]) -> tuple[api.MarginTier, ...]:
    """The table from the lowest cap up; each tier starts where the one before ends."""
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            unit="coins" if spec.payoff == "inverse" else "quote",
            initial_rate=row.initial_margin,
            maintenance_rate=row.maintain_margin,
            max_leverage=row.max_leverage,
        )
        for row, floor, cap in api.stacked(rows, lambda row: row.max_risk_limit)
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def rows(http: api.Http, path: str) -> list[tuple[str, Raw]]:
    """Every row of a list answer, by its contract."""
    return list(api.named((await http.get(f"{API}/{path}", Rows)).data))


async def contracts(http: api.Http) -> api.Listing:
    """All segments in one answer."""
    answer = await http.get(f"{API}/contracts/active", Rows)
    return api.Listing(api.normalise_each(answer.data, Instrument, partial(contract, http.now)))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for all contracts: quotes, and the list again for what moves in it."""
    quotes = http.read_all("best prices", specs, rows(http, "allTickers"), Ticker, quote)
    now = partial(state, http.now)
    states = http.read_all("mark and funding", specs, rows(http, "contracts/active"), State, now)
    return api.joined(*await api.gather(quotes, states))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """20 levels a side."""
    depth = (await http.get(f"{API}/level2/depth20", Book, symbol=spec.symbol)).data
    return api.order_book(spec, api.from_ms(depth.ts // NANOSECONDS), depth.bids, depth.asks)


async def tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request a contract."""

    async def ask(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        answer = await http.get(f"{API}/contracts/risk-limit/{spec.symbol}", Rows)
        if not answer.data:
            raise LookupError(spec.symbol)
        return margin_tiers(spec, [api.decode(row, Tier) for row in answer.data])

    return await http.each("margin tiers", specs, ask)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="taker",
    reserved_fee="none",
    source="KuCoin announcement on the isolated-margin formula (2025-05-20, supplement 2025-05-29):"
    " maintenance = mark value x (maintenance rate + liquidation fee rate), nothing frozen for it;"
    " the rate in its examples is the taker's 0.06 % (nemanull/arbitrage-observatory, 2026-09-22)",
)
UNTIL_2025_05_22 = structs.replace(
    RULES,
    maintenance_on="entry",
    reserved_fee="closing",
    source="KuCoin announcement of 2025-05-20, formula before: maintenance = entry value x"
    " (maintenance rate + (1 + 1 / leverage) x taker fee), that fee frozen at opening",
)
PACE = (  # public pool of an address, official SDK of 2025-11-04: 2,000 of weight in 30 s
    api.Pace(
        most=2000,
        seconds=30,
        weights={"/allTickers": 5, "/level2/": 5, "/contracts/risk-limit/": 5, "/contracts/": 3},
    ),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """KuCoin futures, all segments."""
    return [
        api.Venue(
            id="kucoin",
            name="KuCoin Futures",
            base_url="https://api-futures.kucoin.com",
            docs="https://www.kucoin.com/docs-new/introduction",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=tiers,
            rules=RULES,
            earlier_rules={date(2025, 5, 22): UNTIL_2025_05_22},
            published=Path(__file__).parent / "published" / "kucoin.toml",
        )
    ]
