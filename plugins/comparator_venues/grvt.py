"""GRVT: perpetuals of a hybrid exchange, settled in USDT (public market-data API, long names).

Units: quantities and depth count the quoted base, prices USDT; `min_size` is the smallest quantity
AND its step, and a smallest VALUE may bind before it. Every query is a POST of JSON without a key.
There is no list of quotes: one request a contract for its ticker, one for its margin. Numbers are
JSON strings, times NANOSECONDS as text, funding is in PERCENT for the contract's own interval.
`create_time` changes with the settings and is no listing day; `base_decimals` is no step.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

PUBLISHED = Path(__file__).parent / "published" / "grvt.toml"
KINDS = {
    "PERPETUAL": True,
    **dict.fromkeys(("FUTURE", "CALL", "PUT", "SPOT_SWAP", "STABLE_PERP"), False),
}
"""`kind`; what a STABLE_PERP is was not read."""
OPEN = {
    "ACTIVE": True,
    "UNSPECIFIED": True,  # of every contract on 2026-08-19, though those open alone were asked for
    **dict.fromkeys(
        ("REDUCE_ONLY", "MAINTENANCE", "HALTED", "CLOSED", "PENDING", "DELISTED"), False
    ),
}
CLASSES: dict[str, api.AssetClass] = {
    "CRYPTO": "crypto",
    "EQUITY": "stock",
    "EQUITY_NASDAQ": "stock",
    "EQUITY_NYSE": "stock",
    "EQUITY_KRX": "stock",
    "PRE_IPO": "stock",  # shares before their listing
    "COMMODITY": "commodity",
    "COMMODITY_CME": "commodity",
    "FX": "forex",
    "INDEX": "index",
}
"""`asset_class`, as a client's schema has them (typed-grvt 0.2.0, 2026-10-19)."""
UNSPECIFIED: dict[str, api.AssetClass] = {
    **dict.fromkeys(("BZ", "CL", "COPPER", "NATGAS", "XAG", "XAU", "XPD", "XPT"), "commodity"),
    **dict.fromkeys(
        (
            *("AAOI", "AAPL", "AMAT", "AMD", "AMZN", "ANTHROPIC", "ARM", "ASML", "ASTS", "AVGO"),
            *("BABA", "BE", "BMNR", "BRKB", "CBRS", "COHR", "COIN", "CRCL", "CRM", "CRWD"),
            *("CRWV", "CSCO", "DELL", "DIS", "FLNC", "GLW", "GOOGL", "GS", "HANMI", "HD", "HOOD"),
            *("HYUNDAI", "IBM", "INTC", "IREN", "JPM", "LGELECTRONICS", "LITE", "LLY", "META"),
            *("MRVL", "MSFT", "MSTR", "MU", "NAVER", "NBIS", "NFLX", "NOK", "NOW", "NVDA", "NVO"),
            *("ONDS", "OPENAI", "ORCL", "PAYP", "PLTR", "QCOM", "QNTX", "RKLB", "SAMSUNG"),
            *("SAMSUNGEM", "SKHY", "SKHYNIX", "SNDK", "SPACEX", "SPCX", "STRC", "STXX", "TSLA"),
            *("TSM", "UBER", "USAR", "V", "WDC", "WMT"),
        ),
        "stock",
    ),
    **dict.fromkeys(
        (
            *("DRAM", "EWJ", "EWT", "EWY", "EWZ", "IWM", "KODEX200", "KORU", "QQQ", "SOXL"),
            *("SPY", "URNM", "UVXY", "XLE"),
        ),
        "index",
    ),
}
"""Names in the list of 2026-08-19, when every row said UNSPECIFIED; funds are an index here, and
what BBX is was not found."""
BUNDLES = {"KBONK": "kBONK", "KPEPE": "kPEPE", "KSHIB": "kSHIB"}
"""A thousand coins, whose K is the common k; KAIA and KAITO are coins."""
API = "/full/v1"
NS_PER_MS = 1_000_000

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Problem(Struct):
    """Any answer; `code` is absent where nothing is wrong."""

    code: int = 0
    message: str = ""


class Instrument(Struct):
    """POST /all_instruments: result[]"""

    instrument: str
    base: str
    quote: str
    kind: str
    venues: tuple[str, ...]  # ORDERBOOK, RFQ
    tick_size: Decimal
    min_size: Decimal  # quoted base
    min_notional: Decimal | None = None  # quote; 0 or not sent: none is known
    funding_interval_hours: Decimal | None = None  # text or number
    status: str = "ACTIVE"  # neither was sent before 2026-04
    asset_class: str = "CRYPTO"


class Instruments(Struct):
    """POST /all_instruments"""

    result: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Quote(Struct):
    """POST /ticker: result"""

    event_time: str  # ns
    mark_price: Decimal | None = None
    index_price: Decimal | None = None
    last_price: Decimal | None = None
    best_bid_price: Decimal | None = None
    best_bid_size: Decimal | None = None
    best_ask_price: Decimal | None = None
    best_ask_size: Decimal | None = None
    funding_rate: Decimal | None = None  # percent
    next_funding_time: str = ""  # ns
    buy_volume_24h_b: Decimal | None = None  # quoted base, by takers
    sell_volume_24h_b: Decimal | None = None


class Ticker(Struct):
    """POST /ticker"""

    result: Quote


class Level(Struct):
    """bids[] and asks[] of a book"""

    price: Decimal
    size: Decimal  # quoted base


class Depth(Struct):
    """POST /book: result"""

    event_time: str  # ns
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class Book(Struct):
    """POST /book"""

    result: Depth


class Bracket(Struct):
    """risk_brackets[] of POST /margin_rules"""

    notional_floor: Decimal  # USDT
    maintenance_margin_rate: Decimal
    initial_margin_rate: Decimal
    max_leverage: Decimal
    cumulative_maintenance_amount: Decimal
    notional_cap: str = ""  # USDT; of the last not sent, or empty


class Brackets(Struct):
    """POST /margin_rules, alone without a `result`"""

    risk_brackets: tuple[Bracket, ...]


def refusal(body: bytes) -> api.VenueError | None:
    """Codes of the API reference, beside the HTTP status that they stand for."""
    if b'"code"' not in body:  # told sooner than by reading the whole
        return None
    problem = api.decode(body, Problem)
    match problem.code:
        case 0:
            return None
        case 1006:
            return api.RateLimited(problem.message)
        case 1002 | 1005:
            return api.Unreachable(problem.message)
        case code:
            return api.Refused(code, problem.message)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def asset_class(wire: Instrument) -> api.AssetClass:
    """What it is; a coin where the list says of no contract what it is."""
    if wire.asset_class == "UNSPECIFIED":
        return UNSPECIFIED.get(wire.base, "crypto")
    return CLASSES[wire.asset_class]


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is no perpetual, not open, or not traded in the order book."""
    if not KINDS[wire.kind] or not OPEN[wire.status] or "ORDERBOOK" not in wire.venues:
        return None
    base, many = api.coin(BUNDLES.get(wire.base, wire.base))
    return api.ContractSpec(
        venue="grvt",
        symbol=wire.instrument,
        base=base,
        quote=wire.quote,
        settle=wire.quote,
        kind="perpetual",
        payoff="linear",
        contract_size=api.ONE,
        underlying_multiplier=many,
        asset_class=asset_class(wire),
        qty_unit="base",
        qty_step=wire.min_size,
        min_qty=wire.min_size,
        min_notional=wire.min_notional or None,
        tick_size=wire.tick_size,
        fee_schedule="perpetual",
        funding_interval_hours=wire.funding_interval_hours or None,
    )


def moment(nanoseconds: str) -> datetime:
    """A wire time; ValueError for what is no number."""
    return api.from_ms(int(nanoseconds) // NS_PER_MS)


def snapshot(spec: api.ContractSpec, wire: Quote) -> api.MarketSnapshot:
    """Everything but depth; the rate of the running interval."""
    traded = (wire.buy_volume_24h_b, wire.sell_volume_24h_b)
    rate = wire.funding_rate
    return api.snapshot(
        spec,
        moment(wire.event_time),
        bid=wire.best_bid_price,
        ask=wire.best_ask_price,
        bid_qty=wire.best_bid_size,
        ask_qty=wire.best_ask_size,
        mark=wire.mark_price,
        index=wire.index_price,
        last=wire.last_price,
        funding_rate=None if rate is None else rate / 100,
        next_funding_time=moment(wire.next_funding_time) if wire.next_funding_time else None,
        volume_24h=None
        if None in traded
        else sum(filter(None, traded), api.ZERO) * spec.underlying_multiplier,
    )


def tier(wire: Bracket) -> api.MarginTier:
    """One bracket of positions, by their value."""
    return api.MarginTier(
        floor=wire.notional_floor,
        cap=api.decimal_or_none(wire.notional_cap),
        initial_rate=wire.initial_margin_rate,
        maintenance_rate=wire.maintenance_margin_rate,
        max_leverage=wire.max_leverage,
        deduction=wire.cumulative_maintenance_amount,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One request."""
    rows = (await http.post(f"{API}/all_instruments", Instruments, {"is_active": True})).result
    return api.Listing(api.normalise_each(rows, Instrument, contract, name="instrument"))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request a contract: there is no list."""

    async def ask(spec: api.ContractSpec) -> api.MarketSnapshot:
        wire = await http.post(f"{API}/ticker", Ticker, {"instrument": spec.symbol})
        return snapshot(spec, wire.result)

    return await http.each("quote", specs, ask)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """The best 100 levels a side."""
    asked = {"instrument": spec.symbol, "depth": 100}
    wire = (await http.post(f"{API}/book", Book, asked)).result
    bids, asks = (((level.price, level.size) for level in side) for side in (wire.bids, wire.asks))
    return api.order_book(spec, moment(wire.event_time), bids, asks)


async def margin_tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request a contract."""

    async def ask(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        wire = await http.post(f"{API}/margin_rules", Brackets, {"instrument": spec.symbol})
        return tuple(map(tier, wire.risk_brackets))

    return await http.each("margin tiers", specs, ask)


RULES = api.Rules(
    maintenance_on="mark",
    source="GRVT help article 10255049 (copies of 2025 and 2026): equity and margin are counted at"
    " the mark price, maintenance by size whatever the leverage; article 9614699 (undated): 0.9 %"
    " are charged in liquidation, and whether it counts as maintenance is not said",
)

PACE = (api.Pace(most=20, seconds=1),)
"""No page says how fast anybody may ask; ccxt 4.5.90 would ask five times as fast."""


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """GRVT, perpetuals."""
    return [
        api.Venue(
            id="grvt",
            name="GRVT",
            base_url="https://market-data.grvt.io",
            docs="https://api-docs.grvt.io",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=margin_tiers,
            rules=RULES,
            published=PUBLISHED,
        )
    ]
