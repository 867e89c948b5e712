"""XT futures: USDT-margined (fapi, linear) and coin-margined (dapi, inverse) on two hosts.

Units: quantities, quotes and levels count CONTRACTS of `contractSize` coins (linear) or dollars
(inverse); symbols and coins are in lower case. Figures are JSON strings, some rates numbers; times
are milliseconds, `collectionInternal` of the current rate is in HOURS. Fees of a contract row are
not the customer's. `deliveryDate` stands on perpetuals, too. A contract trades when its switches
say so. A refusal comes with HTTP 200 and a `returnCode` other than 0. That a contract is on a stock
or a metal is told in another list, of which nobody kept an answer: here all count as coins.
"""

from collections.abc import Awaitable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

FAPI = "https://fapi.xt.com/future/market/v1/public"
DAPI = "https://dapi.xt.com/future/market/v1/public"

KINDS: dict[str, api.Kind] = {"perpetual": "perpetual", "futures": "future"}
PAYOFFS: dict[str, api.Payoff] = {"U_BASED": "linear", "COIN_BASED": "inverse"}

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Problem(Struct):
    """error of a refusal"""

    code: str = ""
    msg: str = ""


class Answer(Struct, rename="camel"):
    """Any answer."""

    return_code: int
    error: Problem | None = None


class Rows(Struct):
    """A list answer."""

    result: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Instrument(Struct, rename="camel"):
    """GET /symbol/list: result[]"""

    symbol: str
    product_type: str  # a key of KINDS
    underlying_type: str  # a key of PAYOFFS
    base_coin: str
    quote_coin: str
    contract_size: Decimal
    min_qty: Decimal
    quantity_precision: int
    price_precision: int
    trade_switch: bool
    is_open_api: bool
    open_switch: bool = True  # not sent before 2024
    min_notional: Decimal | None = None
    min_step_price: Decimal | None = None
    delivery_date: int | None = None  # ms; stands on perpetuals, too
    onboard_date: int | None = None  # ms


class Best(Struct):
    """GET /q/ticker/books: result[]"""

    t: int  # ms
    bp: Decimal
    bq: Decimal
    ap: Decimal
    aq: Decimal


class Ticker(Struct):
    """GET /q/agg-ticker: result; GET /q/agg-tickers: result[]"""

    t: int  # ms
    c: Decimal | None = None  # last
    i: Decimal | None = None  # index
    m: Decimal | None = None  # mark
    bp: Decimal | None = None
    ap: Decimal | None = None


class Aggregate(Struct):
    """GET /q/agg-ticker"""

    result: Ticker


class Rate(Struct, rename="camel"):
    """GET /q/funding-rate: result"""

    funding_rate: Decimal
    next_collection_time: int  # ms
    collection_internal: Decimal  # hours


class Funding(Struct):
    """GET /q/funding-rate"""

    result: Rate


class Depth(Struct):
    """GET /q/depth: result"""

    t: int  # ms
    b: tuple[api.Level, ...]
    a: tuple[api.Level, ...]


class Book(Struct):
    """GET /q/depth"""

    result: Depth


class Bracket(Struct, rename="camel"):
    """GET /leverage/bracket/detail: result.leverageBrackets[]"""

    max_nominal_value: Decimal  # quote
    start_margin_rate: Decimal
    maint_margin_rate: Decimal
    max_leverage: Decimal


class Brackets(Struct, rename="camel"):
    """GET /leverage/bracket/detail: result"""

    leverage_brackets: tuple[Bracket, ...]


class Table(Struct):
    """GET /leverage/bracket/detail"""

    result: Brackets


def refusal(body: bytes) -> api.VenueError | None:
    """`rate_limit` is too many requests; the other codes are words, too."""
    if body.startswith(b'{"returnCode":0,'):  # as good answers do: no need to read them twice
        return None
    answer = api.decode(body, Answer)
    if answer.return_code == 0:
        return None
    problem = answer.error or Problem()
    if problem.code == "rate_limit":
        return api.RateLimited(problem.msg)
    return api.Refused(problem.code or answer.return_code, problem.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when one of its switches is off."""
    if not (wire.trade_switch and wire.open_switch and wire.is_open_api):
        return None
    kind, payoff = KINDS[wire.product_type], PAYOFFS[wire.underlying_type]
    base, many = api.coin(wire.base_coin.upper())
    quote = wire.quote_coin.upper()
    ends = api.known(wire.delivery_date, "deliveryDate") if kind == "future" else None
    return api.ContractSpec(
        venue="xt",
        symbol=wire.symbol,
        base=base,
        quote=quote,
        settle=base if payoff == "inverse" else quote,
        kind=kind,
        payoff=payoff,
        expiry=api.from_ms(ends) if ends else None,
        contract_size=wire.contract_size,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=api.power_of_ten(wire.quantity_precision),
        min_qty=wire.min_qty,
        min_notional=wire.min_notional,
        tick_size=wire.min_step_price or api.power_of_ten(wire.price_precision),
        fee_schedule="futures",
        listed_at=api.from_ms(wire.onboard_date) if wire.onboard_date else None,
    )


def quote(spec: api.ContractSpec, wire: Best) -> api.MarketSnapshot:
    """Best bid and ask; a price of 0 is an empty side."""
    return api.snapshot(
        spec,
        api.from_ms(wire.t),
        bid=wire.bp or None,
        ask=wire.ap or None,
        bid_qty=wire.bq,
        ask_qty=wire.aq,
    )


def ticker(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Mark, index and last, and best prices without sizes for whoever has no better."""
    return api.snapshot(
        spec,
        api.from_ms(wire.t),
        mark=wire.m,
        index=wire.i,
        last=wire.c,
        bid=wire.bp or None,
        ask=wire.ap or None,
    )


def margin_tiers(rows: Sequence[Bracket]) -> tuple[api.MarginTier, ...]:
    """The table from the lowest cap up; each tier starts where the one before ends."""
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            initial_rate=row.start_margin_rate,
            maintenance_rate=row.maint_margin_rate,
            max_leverage=row.max_leverage,
        )
        for row, floor, cap in api.stacked(rows, lambda row: row.max_nominal_value)
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


def root(spec: api.ContractSpec) -> str:
    """The host and path prefix that serve this contract."""
    return DAPI if spec.payoff == "inverse" else FAPI


async def contracts(http: api.Http) -> api.Listing:
    """Both segments; coin margin failing alone leaves only its contracts out."""
    linear, inverse = await api.gather(
        http.get(f"{FAPI}/symbol/list", Rows),
        http.get_or_none("coin-margined contracts", f"{DAPI}/symbol/list", Rows),
    )
    rows = linear.result + (inverse.result if inverse else ())
    return api.Listing(api.normalise_each(rows, Instrument, contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all best prices of a segment, and two for each contract."""

    async def rows(where: str) -> list[tuple[str, Raw]]:
        return list(api.named((await http.get(f"{where}/q/ticker/books", Rows)).result, "s"))

    async def prices(spec: api.ContractSpec) -> api.MarketSnapshot:
        path = f"{root(spec)}/q/agg-ticker"
        return ticker(spec, (await http.get(path, Aggregate, symbol=spec.symbol)).result)

    async def funding(spec: api.ContractSpec) -> api.MarketSnapshot:
        path = f"{root(spec)}/q/funding-rate"
        rate = (await http.get(path, Funding, symbol=spec.symbol)).result
        return api.snapshot(
            spec,
            http.now,
            funding_rate=rate.funding_rate,
            funding_interval_hours=rate.collection_internal,
            next_funding_time=api.from_ms(rate.next_collection_time),
        )

    best = [
        http.read_all("best prices", some, rows(where), Best, quote)
        for where, some in api.grouped(specs, root).items()
    ]
    paying = [spec for spec in specs if spec.kind == "perpetual"]
    return api.joined(
        *await api.gather(
            *best,
            http.each("mark and index", specs, prices),
            http.each("funding", paying, funding),
        )
    )


async def all_markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests a segment; funding is told of one contract at a time."""

    async def rows(where: str, name: str) -> list[tuple[str, Raw]]:
        return list(api.named((await http.get(f"{where}/q/{name}", Rows)).result, "s"))

    asked = list[Awaitable[Mapping[str, api.MarketSnapshot]]]()
    for where, some in api.grouped(specs, root).items():
        books, tickers = rows(where, "ticker/books"), rows(where, "agg-tickers")
        asked.append(http.read_all("best prices", some, books, Best, quote))
        asked.append(http.read_all("mark and index", some, tickers, Ticker, ticker))
    return api.joined(*await api.gather(*asked))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    depth = (await http.get(f"{root(spec)}/q/depth", Book, symbol=spec.symbol, level=50)).result
    return api.order_book(spec, api.from_ms(depth.t), depth.b, depth.a)


async def tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request a contract; what coin-margined caps count is not documented."""

    async def ask(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        path = f"{root(spec)}/leverage/bracket/detail"
        table = await http.get(path, Table, symbol=spec.symbol)
        return margin_tiers(table.result.leverage_brackets)

    linear = [spec for spec in specs if spec.payoff == "linear"]
    return await http.each("margin tiers", linear, ask)


RULES = api.Rules(source="none found: XT's documentation names no formula (read 2026-11-26)")
PACE = (api.Pace(most=1000, seconds=60),)  # per address, API documentation as read on 2026-09-23


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """XT, both segments."""
    return [
        api.Venue(
            id="xt",
            name="XT",
            base_url="https://fapi.xt.com",
            hosts=("dapi.xt.com",),
            docs="https://doc.xt.com",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            all_markets=all_markets,
            book=book,
            margin_tiers=tiers,
            rules=RULES,
            published=Path(__file__).parent / "published" / "xt.toml",
        )
    ]
