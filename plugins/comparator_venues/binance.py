"""Binance futures: USDⓈ-M (fapi, linear) and COIN-M (dapi, inverse), two hosts of one venue.

Units: fapi quantities count the quoted base (1000PEPE is one unit); dapi quantities count contracts
of 100 or 10 USD. Prices, sizes and rates are JSON strings; times are integers of milliseconds.
`lastFundingRate` is, despite its name, the running estimate for the NEXT settlement. A perpetual
carries the delivery date 2100-12-25. Margin brackets need a key, so they come from published data.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar

from comparator import api
from msgspec import Raw, Struct, field

W = TypeVar("W")

FAPI, DAPI = "https://fapi.binance.com/fapi/v1", "https://dapi.binance.com/dapi/v1"

KINDS: dict[str, api.Kind] = {  # no default: an unknown kind is a rejection
    "PERPETUAL": "perpetual",
    "TRADIFI_PERPETUAL": "perpetual",
    "CURRENT_QUARTER": "future",
    "NEXT_QUARTER": "future",
}
CLASSES: dict[str, api.AssetClass] = {
    "COIN": "crypto",
    "INDEX": "index",
    "COMMODITY": "commodity",
    "EQUITY": "stock",
    "FX": "forex",
}
NEVER = 4_133_404_800_000
"""Milliseconds of the delivery date of a perpetual that is not to be delisted (2100-12-25)."""
USUAL_INTERVAL = Decimal(8)
"""Hours; until 2025 fundingInfo listed only the symbols that differ from it."""
OPEN = {
    "TRADING": True,
    **dict.fromkeys(("PENDING_TRADING", "PRE_SETTLE", "SETTLING", "CLOSE"), False),
    **dict.fromkeys(("PRE_DELIVERING", "DELIVERING", "DELIVERED"), False),  # dapi
}
"""Documentation, common definition; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Filter(Struct, rename="camel"):
    """One of several kinds, each with members of its own."""

    filter_type: str
    tick_size: Decimal | None = None
    step_size: Decimal | None = None
    min_qty: Decimal | None = None
    max_qty: Decimal | None = None
    notional: Decimal | None = None


class Instrument(Struct, rename="camel"):
    """GET /fapi/v1/exchangeInfo, /dapi/v1/exchangeInfo: symbols[]"""

    symbol: str
    contract_type: str  # a key of KINDS
    underlying_type: str  # a key of CLASSES
    base_asset: str
    quote_asset: str
    margin_asset: str
    delivery_date: int  # ms
    onboard_date: int  # ms
    filters: tuple[Filter, ...]
    status: str | None = None  # fapi
    contract_status: str | None = None  # dapi
    contract_size: Decimal | None = None  # dapi: USD per contract


class ExchangeInfo(Struct):
    """GET /fapi/v1/exchangeInfo, /dapi/v1/exchangeInfo"""

    symbols: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class FundingInfo(Struct, rename="camel"):
    """GET /fapi/v1/fundingInfo, /dapi/v1/fundingInfo: []"""

    symbol: str
    funding_interval_hours: Decimal


class BookTicker(Struct, rename="camel"):
    """GET …/ticker/bookTicker: one object, or a list of them"""

    symbol: str
    bid_price: Decimal
    bid_qty: Decimal
    ask_price: Decimal
    ask_qty: Decimal


class Premium(Struct, rename="camel"):
    """GET …/premiumIndex: one object, or a list of them"""

    symbol: str
    mark_price: str
    index_price: str  # "" or "0.00000000" where there is no index
    last_funding_rate: str  # "" on dated contracts
    next_funding_time: int  # ms; 0 on dated contracts


class Depth(Struct):
    """GET …/depth"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]
    time: int | None = field(name="E", default=None)  # ms


class Problem(Struct):
    """Any refusal; good answers have none of these members."""

    code: int = 0
    msg: str = ""


def refusal(body: bytes) -> api.VenueError | None:
    """-1003 is too many requests; 0 comes with HTTP 451, which says more."""
    if b'"code"' not in body:  # told sooner than by reading the whole
        return None
    problem = api.decode(body, Problem)
    if problem.code == -1003:
        return api.RateLimited(problem.msg)
    return api.Refused(problem.code, problem.msg) if problem.code < 0 else None


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def asset_class(wire: Instrument) -> api.AssetClass:
    """What a contract is on: shares of every country, and before their listing, are stock."""
    traditional = wire.contract_type == "TRADIFI_PERPETUAL"
    if wire.underlying_type == "PREMARKET":
        return "stock" if traditional else "crypto"
    if wire.underlying_type.endswith("_EQUITY"):  # KR_EQUITY, HK_EQUITY, CN_EQUITY
        return "stock"
    return CLASSES[wire.underlying_type]


Hours = Mapping[str, Decimal | None]
Read = Callable[[Hours | None, W], api.ContractSpec | None]
Where = Callable[[api.ContractSpec], str]
Quotes = Mapping[str, api.MarketSnapshot]


def hours(rows: Sequence[Raw] | None) -> Hours | None:
    """Funding intervals by symbol, None for an odd row; None where nothing at all is listed."""
    if not rows:
        return None
    batch = api.normalise_each(rows, FundingInfo, lambda row: row)
    odd: Hours = {row.symbol: None for row in batch.rejected}
    return {**odd, **{row.symbol: row.funding_interval_hours for row in batch.items}}


def contract(
    intervals: Hours | None, wire: Instrument, *, venue: str = "binance", fees: str = ""
) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading; `intervals` None: not known today."""
    if not OPEN[wire.status or wire.contract_status or ""]:
        return None
    kind = KINDS[wire.contract_type]
    inverse = wire.contract_size is not None
    filters = {item.filter_type: item for item in wire.filters}
    lot, market = filters["LOT_SIZE"], filters["MARKET_LOT_SIZE"]
    notional = filters.get("MIN_NOTIONAL")
    base, many = api.coin(wire.base_asset)
    perpetual = kind == "perpetual"
    return api.ContractSpec(
        venue=venue,
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_asset,
        settle=wire.margin_asset,
        kind=kind,
        payoff="inverse" if inverse else "linear",
        expiry=None if perpetual else api.from_ms(wire.delivery_date),
        asset_class=asset_class(wire),
        contract_size=wire.contract_size or api.ONE,
        underlying_multiplier=many,
        qty_unit="contracts" if inverse else "base",
        qty_step=api.known(lot.step_size, "stepSize"),
        min_qty=api.known(lot.min_qty, "minQty"),
        max_qty=lot.max_qty,
        max_market_qty=market.max_qty,
        min_notional=notional.notional if notional else None,
        tick_size=api.known(filters["PRICE_FILTER"].tick_size, "tickSize"),
        fee_schedule=fees or ("coinm" if inverse else "usdm"),
        funding_interval_hours=intervals.get(wire.symbol, USUAL_INTERVAL)
        if perpetual and intervals is not None
        else None,
        listed_at=api.from_ms(wire.onboard_date),
        delisted_at=api.from_ms(wire.delivery_date)
        if perpetual and wire.delivery_date < NEVER
        else None,
        pre_market=wire.underlying_type == "PREMARKET",
    )


def quote(spec: api.ContractSpec, at: datetime, wire: BookTicker) -> api.MarketSnapshot:
    """Best bid and ask."""
    return api.snapshot(
        spec,
        at,
        bid=wire.bid_price,
        ask=wire.ask_price,
        bid_qty=wire.bid_qty,
        ask_qty=wire.ask_qty,
    )


def funding(spec: api.ContractSpec, at: datetime, wire: Premium) -> api.MarketSnapshot:
    """Mark, index and the rate of the next settlement; dated contracts have none."""
    settles = wire.next_funding_time > 0
    return api.snapshot(
        spec,
        at,
        mark=api.decimal_or_none(wire.mark_price),
        index=api.decimal_or_none(wire.index_price),
        funding_rate=api.decimal_or_none(wire.last_funding_rate) if settles else None,
        next_funding_time=api.from_ms(wire.next_funding_time) if settles else None,
    )


def order_book(spec: api.ContractSpec, at: datetime, wire: Depth) -> api.OrderBook:
    """The book with sizes in coins."""
    return api.order_book(spec, api.from_ms(wire.time) if wire.time else at, wire.bids, wire.asks)


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


def segment(spec: api.ContractSpec) -> str:
    """The host and path prefix that serve this contract."""
    return DAPI if spec.payoff == "inverse" else FAPI


async def contracts(http: api.Http) -> api.Listing:
    """Both segments; COIN-M failing alone leaves only its contracts out."""
    usdm, coinm = await api.gather(
        listed(http, FAPI, Instrument, contract),
        listed(http, DAPI, Instrument, contract, part="COIN-M "),
    )
    return api.Listing(usdm + coinm)


async def listed(
    http: api.Http, root: str, shape: type[W], read: Read[W], part: str = ""
) -> api.Batch[api.ContractSpec]:
    """The contracts at `root`; a `part` of a venue may fail."""
    path = f"{root}/exchangeInfo"
    info, rows = await api.gather(
        http.get_or_none(f"{part}contracts", path, ExchangeInfo)
        if part
        else http.get(path, ExchangeInfo),
        http.get_or_none(f"{part}funding interval", f"{root}/fundingInfo", list[Raw]),
    )
    return api.normalise_each(info.symbols if info else (), shape, partial(read, hours(rows)))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec], where: Where = segment
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests a contract, both light; the all-symbols forms weigh more and are 700 rows.

    One more for kept contracts: funding intervals change within minutes.
    """

    async def best(spec: api.ContractSpec) -> api.MarketSnapshot:
        answer = await http.get(f"{where(spec)}/ticker/bookTicker", Raw, symbol=spec.symbol)
        return quote(spec, http.now, api.row_of(answer, spec.symbol, BookTicker))

    async def premium(spec: api.ContractSpec) -> api.MarketSnapshot:
        answer = await http.get(f"{where(spec)}/premiumIndex", Raw, symbol=spec.symbol)
        return funding(spec, http.now, api.row_of(answer, spec.symbol, Premium))

    async def intervals(root: str, some: Sequence[api.ContractSpec]) -> Quotes:
        rows = await http.get_or_none("funding interval", f"{root}/fundingInfo", list[Raw])
        told = hours(rows) or {}
        return {
            spec.symbol: api.snapshot(spec, http.now, funding_interval_hours=told[spec.symbol])
            for spec in some
            if told.get(spec.symbol)
        }

    lasting = [spec for spec in specs if http.kept and spec.kind == "perpetual"]
    asked = [intervals(root, some) for root, some in api.grouped(lasting, where).items()]
    return api.joined(
        *await api.gather(
            http.each("best prices", specs, best),
            http.each("mark and funding", specs, premium),
            *asked,
        )
    )


async def all_markets(
    http: api.Http, specs: Sequence[api.ContractSpec], where: Where = segment
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for each segment, which answer for all of its symbols."""

    async def rows(path: str) -> list[tuple[str, Raw]]:
        return [*api.named(await http.get(path, tuple[Raw, ...]))]

    def best(spec: api.ContractSpec, wire: BookTicker) -> api.MarketSnapshot:
        return quote(spec, http.now, wire)

    def premium(spec: api.ContractSpec, wire: Premium) -> api.MarketSnapshot:
        return funding(spec, http.now, wire)

    asked = list[Awaitable[Mapping[str, api.MarketSnapshot]]]()
    for root, some in api.grouped(specs, where).items():
        tickers, premiums = rows(f"{root}/ticker/bookTicker"), rows(f"{root}/premiumIndex")
        asked.append(http.read_all("best prices", some, tickers, BookTicker, best))
        asked.append(http.read_all("mark and funding", some, premiums, Premium, premium))
    return api.joined(*await api.gather(*asked))


async def book(http: api.Http, spec: api.ContractSpec, where: Where = segment) -> api.OrderBook:
    """50 levels a side."""
    depth = await http.get(f"{where(spec)}/depth", Depth, symbol=spec.symbol, limit=50)
    return order_book(spec, http.now, depth)


def clone(venue: str, root: str, shape: type[W], read: Read[W]) -> api.Venue:
    """Another exchange, which answers at `root` as USDⓈ-M does; its facts come by structs.replace.

    `read` makes a contract of a row of `shape`, mostly by calling `contract`.
    """

    async def contracts(http: api.Http) -> api.Listing:
        return api.Listing(await listed(http, root, shape, read))

    def where(_: api.ContractSpec) -> str:
        return root

    return api.Venue(
        id=venue,
        name=venue,
        base_url=root,
        docs=root,
        refusal=refusal,
        contracts=contracts,
        markets=partial(markets, where=where),
        all_markets=partial(all_markets, where=where),
        book=partial(book, where=where),
    )


RULES = api.Rules(
    min_notional_reference="mark",  # of market orders; limit orders: their own price
    reduce_only_exempt=True,
    maintenance_on="mark",
    liquidation_fee="none",
    reserved_fee="none",
    open_loss=True,
    source="Binance FAQ b3c689c1f50a44cabb3a84e663b81d93 and 87fa7ee33b574f7084d42bd2ce2e463b"
    " (2024-11); minimum notional: error -4164 and USDⓈ-M common definition",
)

PACE = (  # per address, over both hosts (nautilus_trader's guide, 2026); weights: ccxt 4.5.90
    api.Pace(
        most=2400,
        seconds=60,
        weights={
            "/depth?": 2,
            "/ticker/bookTicker": 2,  # of one symbol
            f"{FAPI}/premiumIndex?symbol": 1,
            "/premiumIndex": 10,
        },
    ),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Binance, both segments."""
    return [
        api.Venue(
            id="binance",
            always_shown=True,
            name="Binance Futures",
            base_url="https://fapi.binance.com",
            hosts=("dapi.binance.com",),
            docs="https://developers.binance.com/docs/derivatives",
            pace=PACE,
            firewall=120.0,  # 403: firewall limit; bans begin at 2 minutes
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            all_markets=all_markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "binance.toml",
        )
    ]
