"""Gate perpetuals settled in USDT, USD1 or BTC, and dated contracts settled in USDT (REST v4).

Units: quantities, quotes and depth count CONTRACTS of `quanto_multiplier` coins; the inverse one
says "0" and is worth 1 USD. Some contracts take tenths: then `enable_decimal` is true and the
smallest order is the step, both told only to whoever sends `X-Gate-Size-Decimal: 1`. Sizes are
integers or strings, prices and rates strings, times SECONDS. The fees of a contract row are
nobody's rate. Answers are bare lists and objects; a refusal has a `label`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field

PAYOFFS: dict[str, api.Payoff] = {"direct": "linear", "inverse": "inverse"}
CLASSES: dict[str, api.AssetClass] = {  # `contract_type`; not sent before 2026, when all was crypto
    "": "crypto",
    "stocks": "stock",
    "indices": "index",
    "metals": "commodity",
    "commodities": "commodity",
    "forex": "forex",
}
MORE = {  # what is left out when its list fails
    "futures/btc": "BTC-settled contracts",
    "futures/usd1": "USD1-settled contracts",
    "delivery/usdt": "dated contracts",
}
HOUR = 3600
"""Seconds."""
OPEN = {
    "trading": True,
    **dict.fromkeys(("prelaunch", "delisting", "delisted"), False),
    **dict.fromkeys(("suspend", "circuit_breaker"), False),
}
"""Documentation, and suspend, which ccxt names; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Instrument(Struct, kw_only=True):
    """GET /futures/{settle}/contracts, /delivery/usdt/contracts: []"""

    name: str  # BTC_USDT, dated BTC_USDT_20261009
    type: str  # a key of PAYOFFS
    in_delisting: bool
    status: str = "trading"  # of perpetuals, since 2024
    is_pre_market: bool = False
    quanto_multiplier: Decimal
    order_size_min: Decimal
    order_size_max: Decimal | None = None
    market_order_size_max: Decimal | None = None  # since 2026
    enable_decimal: bool = False
    order_price_round: Decimal
    leverage_max: Decimal | None = None
    funding_interval: int | None = None  # s; none on dated contracts
    launch_time: int = 0  # s
    create_time: int = 0  # s
    expire_time: int | None = None  # s; dated contracts alone
    contract_type: str = ""  # a key of CLASSES


class State(Struct):
    """The same rows, what moves in them"""

    mark_price: Decimal | None = None
    index_price: Decimal | None = None
    last_price: Decimal | None = None
    funding_rate: Decimal | None = None
    funding_next_apply: int | None = None  # s
    funding_interval: int | None = None  # s


class Ticker(Struct):
    """GET /futures/{settle}/tickers, /delivery/usdt/tickers: []"""

    last: str = ""
    highest_bid: str = ""
    highest_size: Decimal | None = None
    lowest_ask: str = ""
    lowest_size: Decimal | None = None
    mark_price: str = ""
    index_price: str = ""
    funding_rate: str = ""
    volume_24h_base: str = ""


class Level(Struct):
    """One level of a book"""

    price: Decimal = field(name="p")
    contracts: Decimal = field(name="s")


class Depth(Struct):
    """GET /futures/{settle}/order_book, /delivery/usdt/order_book"""

    current: Decimal  # s, with milliseconds
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class Tier(Struct):
    """GET /futures/{settle}/risk_limit_tiers, /delivery/usdt/risk_limit_tiers: []"""

    risk_limit: Decimal  # upper end in the settlement currency
    initial_rate: Decimal
    maintenance_rate: Decimal
    leverage_max: Decimal
    deduction: Decimal | None = None  # not sent before 2025


class Problem(Struct):
    """Any refusal; good answers have none of these members."""

    label: str = ""
    message: str = ""
    detail: str = ""


def refusal(body: bytes) -> api.VenueError | None:
    """Labels of docs, error handling; the rest says what was wrong with the request."""
    if b'"label"' not in body:  # told sooner than by reading the whole
        return None
    problem = api.decode(body, Problem)
    text = problem.message or problem.detail
    match problem.label:
        case "":
            return None
        case "TOO_MANY_REQUESTS" | "TOO_FAST":
            return api.RateLimited(text)
        case "INTERNAL" | "SERVER_ERROR" | "TOO_BUSY":
            return api.Unreachable(text)
        case label:
            return api.Refused(label, text)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(segment: str, wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading; `segment`: "futures/usdt"."""
    if wire.in_delisting or wire.is_pre_market or not OPEN[wire.status]:
        return None
    if wire.enable_decimal and not wire.order_size_min:
        raise ValueError("order_size_min must be positive, was 0: the fraction is not told")
    coin, _, rest = wire.name.partition("_")
    base, many = api.coin(coin)
    quote, _, _ = rest.partition("_")
    payoff = PAYOFFS[wire.type]
    inverse = payoff == "inverse"
    dated = wire.expire_time is not None
    asset_class = CLASSES[wire.contract_type]
    listed = wire.launch_time or wire.create_time
    return api.ContractSpec(
        venue="gate",
        symbol=wire.name,
        base=base,
        quote=quote,
        settle=segment.partition("/")[2].upper(),
        kind="future" if dated else "perpetual",
        payoff=payoff,
        expiry=api.from_ms(1000 * wire.expire_time) if wire.expire_time else None,
        asset_class=asset_class,
        contract_size=wire.quanto_multiplier or (api.ONE if inverse else api.ZERO),
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=wire.order_size_min if wire.enable_decimal else api.ONE,
        min_qty=wire.order_size_min,
        max_qty=wire.order_size_max,
        max_market_qty=wire.market_order_size_max,
        tick_size=wire.order_price_round,
        max_leverage=wire.leverage_max,
        fee_schedule=fee_schedule(segment, asset_class),
        funding_interval_hours=Decimal(wire.funding_interval) / HOUR
        if wire.funding_interval
        else None,
        listed_at=api.from_ms(1000 * listed) if listed else None,
    )


def fee_schedule(segment: str, asset_class: api.AssetClass) -> str:
    """Which of the published schedules this contract pays."""
    if segment != "futures/usdt":
        return "other"
    return "usdt-crypto" if asset_class == "crypto" else "usdt-tradfi"


def quote(at: datetime, spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best prices, mark, index and the rate of the next settlement; a dated one has no rate."""
    perpetual = spec.kind == "perpetual"
    volume = api.decimal_or_none(wire.volume_24h_base)
    return api.snapshot(
        spec,
        at,
        bid=api.decimal_or_none(wire.highest_bid),
        ask=api.decimal_or_none(wire.lowest_ask),
        bid_qty=wire.highest_size,
        ask_qty=wire.lowest_size,
        mark=api.decimal_or_none(wire.mark_price),
        index=api.decimal_or_none(wire.index_price),
        last=api.decimal_or_none(wire.last),
        funding_rate=api.decimal_or_none(wire.funding_rate) if perpetual else None,
        volume_24h=None if volume is None else volume * spec.underlying_multiplier,
    )


def state(at: datetime, spec: api.ContractSpec, wire: State) -> api.MarketSnapshot:
    """When the next settlement is, and the other figures for whoever has no ticker."""
    settles = wire.funding_next_apply
    return api.snapshot(
        spec,
        at,
        mark=wire.mark_price,
        index=wire.index_price,
        last=wire.last_price,
        funding_rate=wire.funding_rate,
        next_funding_time=api.from_ms(1000 * settles) if settles else None,
        funding_interval_hours=Decimal(wire.funding_interval) / HOUR
        if wire.funding_interval and spec.kind == "perpetual"
        else None,
    )


def margin_tiers(spec: api.ContractSpec, rows: Sequence[Tier]) -> tuple[api.MarginTier, ...]:
    """The table from the lowest cap up; each tier starts where the one before ends."""
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            unit="coins" if spec.payoff == "inverse" else "quote",
            initial_rate=row.initial_rate,
            maintenance_rate=row.maintenance_rate,
            max_leverage=row.leverage_max,
            deduction=row.deduction,
        )
        for row, floor, cap in api.stacked(rows, lambda row: row.risk_limit)
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


def segment_of(spec: api.ContractSpec) -> str:
    """The part of a path that says what settles, and whether it expires."""
    return f"{'delivery' if spec.kind == 'future' else 'futures'}/{spec.settle.lower()}"


def path(segment: str, what: str) -> str:
    """Where a segment answers."""
    return f"/api/v4/{segment}/{what}"


async def contracts(http: api.Http) -> api.Listing:
    """All segments; each but that of USDT leaves only its own contracts out when it fails."""
    usdt, *others = await api.gather(
        http.get(path("futures/usdt", "contracts"), tuple[Raw, ...]),
        *(
            http.get_or_none(what, path(segment, "contracts"), tuple[Raw, ...])
            for segment, what in MORE.items()
        ),
    )
    batch = api.Batch[api.ContractSpec]()
    for segment, rows in zip(("futures/usdt", *MORE), (usdt, *others), strict=True):
        read = partial(contract, segment)
        batch += api.normalise_each(rows or (), Instrument, read, name="name")
    return api.Listing(batch)


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for each segment that is wanted: tickers do not say when funding settles."""

    async def rows(segment: str, what: str, name: str) -> list[tuple[str, Raw]]:
        answer = await http.get(path(segment, what), tuple[Raw, ...])
        return list(api.named(answer, name))

    segments = api.grouped(specs, segment_of).items()
    now, then = partial(quote, http.now), partial(state, http.now)
    tickers = [
        http.read_all("quote", some, rows(segment, "tickers", "contract"), Ticker, now)
        for segment, some in segments
    ]
    states = [
        http.read_all("mark and funding", some, rows(segment, "contracts", "name"), State, then)
        for segment, some in segments
    ]
    return api.joined(*await api.gather(*tickers, *states))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    query = {"contract": spec.symbol, "interval": "0", "limit": "50", "with_id": "true"}
    depth = await http.get(path(segment_of(spec), "order_book"), Depth, **query)
    bids, asks = (
        [(level.price, level.contracts) for level in side] for side in (depth.bids, depth.asks)
    )
    return api.order_book(spec, api.from_ms(int(depth.current * 1000)), bids, asks)


async def tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request a contract; the list of all comes 100 contracts a page."""

    async def ask(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        where = path(segment_of(spec), "risk_limit_tiers")
        rows = await http.get(where, tuple[Tier, ...], contract=spec.symbol)
        if not rows:
            raise LookupError(spec.symbol)
        return margin_tiers(spec, rows)

    return await http.each("margin tiers", specs, ask)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="taker",
    source="Gate help 22159 (margin balance against maintenance margin at the mark price) and"
    " support answer 3870211 (2023-07-02: maintenance rate + taker fee); the deductions have been"
    " graded by position value since 2025-07-29",
)
PACE = (api.Pace(most=200, seconds=10),)  # per address and path, API documentation v4, 2025-07


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Gate, all segments."""
    return [
        api.Venue(
            id="gate",
            name="Gate",
            base_url="https://api.gateio.ws",
            docs="https://www.gate.com/docs/developers/apiv4/",
            headers={"X-Gate-Size-Decimal": "1"},
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=tiers,
            rules=RULES,
            published=Path(__file__).parent / "published" / "gate.toml",
        )
    ]
