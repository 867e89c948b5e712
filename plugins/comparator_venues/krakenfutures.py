"""Kraken Derivatives: multi-collateral linear (PF_, FF_) and single-collateral inverse (PI_, FI_).

Units: linear quantities count the base coin, inverse ones count contracts of 1 USD; the step is ten
to the power of minus `contractValueTradePrecision`, which may be negative. All numbers are JSON
numbers, times ISO 8601. `fundingRate` is absolute: quote (linear) or coin (inverse) per contract
and hour. Fee schedules are in PERCENT, and since 2026-06-22 Kraken calls them deprecated: the dated
table is used, the wire only checks it. Contracts that take maker orders alone count as closed.
Clients of the EEA have margin tables of their own (`marginSchedules.europa`, from 10 %).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field

PUBLISHED = Path(__file__).parent / "published" / "krakenfutures.toml"

PAYOFFS: dict[str, api.Payoff] = {  # no default: an unknown type is a rejection
    "flexible_futures": "linear",
    "futures_inverse": "inverse",
}
CURRENCIES, METALS = ("EUR", "GBP", "AUD", "CAD", "CHF", "JPY"), ("XAU", "XAG")
FUNDING_HOURS = Decimal(1)
"""Hours between settlements; history rows are an hour apart (recorded 2025-09 and 2026-09)."""
EUROPE = "europa"
"""The platform of the company that serves the EEA, as the contract list calls it."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Level(Struct, rename="camel"):
    """marginLevels[] of an instrument"""

    initial_margin: Decimal  # fraction
    maintenance_margin: Decimal
    usd: Decimal | None = field(name="numNonContractUnits", default=None)  # linear: floor
    contracts: Decimal | None = None  # inverse: floor, of 1 USD each


class Levels(Struct, rename="camel"):
    """What of an instrument many others share"""

    margin_levels: tuple[Level, ...]


class Clients(Struct):
    """marginSchedules.europa of an instrument; professional clients have the same table"""

    retail: Raw = Raw(b"[]")  # read as Levels


class MarginSchedules(Struct):
    """marginSchedules of an instrument"""

    europa: Clients | None = None


class Instrument(Struct, rename="camel"):
    """GET /instruments: instruments[]; index rows lack most members"""

    symbol: str
    type: str  # a key of PAYOFFS
    tradeable: bool
    is_expired: bool = False
    post_only: bool = False
    tick_size: Decimal | None = None
    contract_size: Decimal | None = None
    contract_value_trade_precision: int | None = None
    margin_levels: Raw = Raw(b"[]")  # read as Levels, once for all contracts that share them
    margin_schedules: Raw = Raw(b"{}")  # read as MarginSchedules, once where shared
    platforms_permitted: tuple[str, ...] | None = None  # not sent before autumn 2026
    countries_banned: tuple[str, ...] = ()
    last_trading_time: datetime | None = None  # of dated contracts
    opening_date: datetime | None = None
    base: str | None = None  # BTC or XBT; absent before 2025
    quote: str | None = None
    tradfi: bool = False


class Instruments(Struct):
    """GET /instruments"""

    instruments: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Ticker(Struct, rename="camel"):
    """GET /tickers: tickers[]"""

    suspended: bool
    bid: Decimal | None = None  # absent when that side is empty
    bid_size: Decimal | None = None
    ask: Decimal | None = None
    ask_size: Decimal | None = None
    last: Decimal | None = None
    mark_price: Decimal | None = None
    index_price: Decimal | None = None
    vol24h: Decimal | None = None
    funding_rate: Decimal | None = None  # absolute; absent on dated contracts
    relative_funding_rate: Decimal | None = None  # fraction; sent since autumn 2026


class Tickers(Struct, rename="camel"):
    """GET /tickers"""

    tickers: tuple[Raw, ...]
    server_time: datetime | None = None


class Sides(Struct):
    """GET /orderbook: orderBook"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]


class Book(Struct, rename="camel"):
    """GET /orderbook"""

    order_book: Sides
    server_time: datetime | None = None


class FeeStep(Struct, rename="camel"):
    """feeSchedules[].tiers[]"""

    maker_fee: Decimal  # percent
    taker_fee: Decimal


class Schedule(Struct):
    """feeSchedules[]"""

    name: str
    tiers: tuple[FeeStep, ...]
    uid: str = ""


class Schedules(Struct, rename="camel"):
    """GET /feeschedules"""

    fee_schedules: tuple[Schedule, ...]


class Problem(Struct):
    """Any answer; a refusal says so in `result` and names its reason in one of two ways."""

    result: str = ""
    error: str = "error"
    errors: tuple[dict[str, object], ...] = ()  # code, message


def refusal(body: bytes) -> api.VenueError | None:
    """HTTP 200 may carry a refusal; apiLimitExceeded is too many requests."""
    problem = api.decode(body, Problem)
    if problem.result != "error":
        return None
    if problem.error == "apiLimitExceeded":
        return api.RateLimited(problem.error)
    fault = problem.errors[0] if problem.errors else {}
    return api.Refused(fault.get("code", problem.error), str(fault.get("message", "refused")))


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------

Tiers = tuple[api.MarginTier, ...]


class Listed(Struct):
    """A contract, and what goes with it in the same row"""

    spec: api.ContractSpec
    tiers: Tiers
    europe: Tiers = ()  # of clients in the EEA; empty: it is not open to them
    platforms: bool = False  # whether the row says who may trade it
    banned: tuple[str, ...] = ()  # countries


class Read:
    """Margin tables, each read once for all contracts that share it."""

    def __init__(self) -> None:
        self.tiers = cache(margin_tiers)
        self.europe = cache(self._europe)

    def _europe(self, sent: bytes) -> Tiers:
        schedule = api.decode(sent, MarginSchedules).europa
        return self.tiers(bytes(schedule.retail)) if schedule else ()


def contract(read: Read, wire: Instrument) -> Listed | None:
    """One instrument with its margin tiers, None when it is not open for trading."""
    if not wire.tradeable or wire.is_expired or wire.post_only:
        return None
    payoff = PAYOFFS[wire.type]
    inverse = payoff == "inverse"
    perpetual = wire.last_trading_time is None
    base, quote = names(wire)
    coin, many = api.coin(base)
    places = wire.contract_value_trade_precision
    if places is None and inverse:
        places = 0  # not sent before 2022: whole contracts
    step = api.power_of_ten(api.known(places, "contractValueTradePrecision"))
    tiers, permitted = read.tiers(bytes(wire.margin_levels)), wire.platforms_permitted
    spec = api.ContractSpec(
        venue="krakenfutures",
        symbol=wire.symbol,
        base=coin,
        quote=quote,
        settle=coin if inverse else quote,
        kind="perpetual" if perpetual else "future",
        payoff=payoff,
        expiry=wire.last_trading_time,
        asset_class=asset_class(base, tradfi=wire.tradfi),
        contract_size=api.known(wire.contract_size, "contractSize"),
        underlying_multiplier=many,
        qty_unit="contracts" if inverse else "base",
        qty_step=step,
        min_qty=step,
        tick_size=api.known(wire.tick_size, "tickSize"),
        max_leverage=tiers[0].max_leverage if tiers else None,
        fee_schedule="global",
        funding_interval_hours=FUNDING_HOURS if perpetual else None,
        listed_at=wire.opening_date,
    )
    return Listed(
        spec=spec,
        tiers=tiers,
        europe=read.europe(bytes(wire.margin_schedules)) if EUROPE in (permitted or ()) else (),
        platforms=permitted is not None,
        banned=wire.countries_banned,
    )


def regions(listed: Sequence[Listed]) -> dict[str, api.Region]:
    """The EEA with its own tables, and every country that some contract excludes."""
    found = dict[str, api.Region]()
    told = [one for one in listed if one.platforms]
    offered = [one.europe[0].max_leverage for one in told if one.europe]
    if offered:
        found["EEA"] = api.Region(
            countries=api.EEA,
            barred=tuple(one.spec.symbol for one in told if not one.europe),
            max_leverage=max((most for most in offered if most.is_finite()), default=None),
            tiers={one.spec.symbol: one.europe for one in told if one.europe},
        )
    for country in sorted({code for one in listed for code in one.banned}):
        barred = tuple(one.spec.symbol for one in listed if country in one.banned)
        found[country] = api.Region(countries=(country,), barred=barred)
    return found


def names(wire: Instrument) -> tuple[str, str]:
    """Base and quote as sent, else out of symbols like PF_USDTUSD, pi_xbtusd, FI_XBTUSD_261225."""
    if wire.base and wire.quote:
        return wire.base, wire.quote
    name = wire.symbol.upper() if wire.symbol.islower() else wire.symbol
    pair = name.split("_")[1]
    if not pair.endswith("USD"):
        raise ValueError(f"base must be sent, was missing in {wire.symbol}")
    return pair.removesuffix("USD"), "USD"


def asset_class(base: str, *, tradfi: bool) -> api.AssetClass:
    """`tradfi` says that it is no coin, not what it is; tokenised shares end in a small x."""
    if base in CURRENCIES:
        return "forex"
    if base in METALS:
        return "commodity"
    return "stock" if tradfi or base.endswith("x") else "crypto"


def margin_tiers(sent: bytes) -> Tiers:
    """Each level reaches to the floor of the next; both floors count USD."""
    levels = api.decode(b'{"marginLevels":%b}' % sent, Levels).margin_levels
    floors = [
        api.known(at.contracts if at.usd is None else at.usd, "numNonContractUnits")
        for at in levels
    ]
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            initial_rate=level.initial_margin,
            maintenance_rate=level.maintenance_margin,
            # To four places: 0.15 is 6.6667
            max_leverage=Decimal(f"{round(1 / level.initial_margin, 4).normalize():f}"),
        )
        for level, floor, cap in zip(levels, floors, [*floors[1:], None], strict=False)
    )


def snapshot(at: datetime, spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Everything a ticker says; funding as a fraction of the index, settled at the full hour."""
    if wire.suspended:
        raise ValueError("trading is suspended")
    index, rate = wire.index_price or None, wire.relative_funding_rate
    if rate is None and wire.funding_rate is not None and index is not None:
        rate = wire.funding_rate * index if spec.payoff == "inverse" else wire.funding_rate / index
    hour = at.replace(minute=0, second=0, microsecond=0)
    return api.snapshot(
        spec,
        at,
        bid=wire.bid,
        ask=wire.ask,
        bid_qty=wire.bid_size,
        ask_qty=wire.ask_size,
        mark=wire.mark_price,
        index=index,
        last=wire.last,
        funding_rate=rate,
        next_funding_time=None if spec.expiry else hour + timedelta(hours=1),
        volume_24h=api.coins_at(spec, wire.vol24h, wire.mark_price),
    )


class Named(Struct, rename="camel"):
    """The schedule that an instrument pays; index rows and answers before 2025 name none."""

    fee_schedule_uid: str = ""


def paid(rows: Iterable[Raw]) -> set[str]:
    """The schedules that contracts name: a "Consumer" one is listed, and nobody pays it."""
    batch = api.normalise_each(rows, Named, lambda row: row.fee_schedule_uid)
    return set(batch.items) - {""}


def other_rates(table: api.FeeTier, wire: Schedules, named: Collection[str] = ()) -> list[str]:
    """The schedules in use whose first tier is not the table's, in words; none `named`: all."""
    return [
        f"{schedule.name} {first.maker_fee:f} % / {first.taker_fee:f} %"
        for schedule in wire.fee_schedules
        for first in schedule.tiers[:1]
        if not (named and schedule.uid and schedule.uid not in named)
        if (first.maker_fee / 100, first.taker_fee / 100) != (table.maker, table.taker)
    ]


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """Contracts with their margin levels, and a word where they pay other fees than published."""
    answer, schedules = await api.gather(
        http.get("/derivatives/api/v3/instruments", Instruments),
        http.get_or_none("check of the fee table", "/derivatives/api/v3/feeschedules", Schedules),
    )
    if schedules:
        compare_fees(http, schedules, paid(answer.instruments))
    found = api.normalise_each(answer.instruments, Instrument, partial(contract, Read()))
    specs = tuple(one.spec for one in found.items)
    tiers = {one.spec.symbol: one.tiers for one in found.items if one.tiers}
    batch = api.Batch(specs, found.rejected, found.closed)
    return api.Listing(batch, tiers, regions=regions(found.items))


def compare_fees(http: api.Http, wire: Schedules, named: Collection[str]) -> None:
    """A warning where the deprecated schedules differ from the published table."""
    table = http.published().fees["global"]
    other = other_rates(table.tiers[0], wire, named)
    if other:
        http.warn(
            "fees_differ",
            f"the fee table of {table.base_as_of or table.as_of} is used; Kraken's deprecated"
            f" schedules say otherwise: {', '.join(other)}",
        )


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts."""
    answer = await http.get("/derivatives/api/v3/tickers", Tickers)
    read = partial(snapshot, answer.server_time or http.now)
    return http.read_each("quote", specs, api.named(answer.tickers), Ticker, read)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """The whole book; there is no shorter one, and bids have been seen in either order."""
    answer = await http.get("/derivatives/api/v3/orderbook", Book, symbol=spec.symbol)
    at, sides = answer.server_time or http.now, answer.order_book
    return api.order_book(spec, at, sides.bids, sides.asks)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="none",
    reserved_fee="none",
    funding_price="index",
    funding_continuous=True,
    source="Kraken support article 360022835671 (undated): 1,000 contracts at 8,000, margin"
    " 0.01 BTC, liquidated at 7,481 as I1 gives; funding: fee pages as read on 2026-07-26",
)

PACE = (api.Pace(most=5, seconds=1),)  # unpublished; what nautilus_trader keeps to


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Kraken Derivatives, both collateral kinds."""
    return [
        api.Venue(
            id="krakenfutures",
            name="Kraken Derivatives",
            base_url="https://futures.kraken.com",
            docs="https://docs.kraken.com/api/docs/guides/futures-introduction",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=PUBLISHED,
        )
    ]
