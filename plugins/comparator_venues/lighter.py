"""Lighter: perpetuals of its own rollup (public REST; the deployment for Robinhood is another).

Units: quantities and depth count the quoted base; 1000PEPE is a bundle. Requests name a market by
its number, which no rule derives from the symbol. Sizes, prices and fees are JSON strings, fees in
PERCENT; margin is in ten-thousandths. An order must reach a quantity and a value. Books come order
by order. `/funding-rates` has rows of other exchanges too, and its rates are for 8 hours though
funding is paid every hour; `/fundings` is what was paid, in percent, its sign a word. Refusals
come with HTTP 200. Shares, metals and currencies are told apart by nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

FUNDING_HOURS = Decimal(1)
"""History rows are an hour apart (recorded 2026-05 and 2026-09)."""
RATE_HOURS = 8
"""What a rate of `/funding-rates` is for: 0.000096 is 0.0012 % an hour (recorded 2026-09-19)."""
SIGNS = {"long": 1, "short": -1}
"""`direction`: the side that pays."""
FRACTION = Decimal(10_000)
"""What margin fractions count."""
API = "/api/v1"
OPEN = {"active": True, "inactive": False}
"""Documentation of order books; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer; 200 is good."""

    code: int = 200
    message: str = ""


class Config(Struct, frozen=True):
    """market_config of a market"""

    force_reduce_only: bool = False
    hidden: bool = False


class Market(Struct):
    """GET /orderBookDetails: order_book_details[]"""

    symbol: str
    market_id: int
    market_type: str
    status: str
    min_base_amount: Decimal
    min_quote_amount: Decimal
    supported_size_decimals: int
    supported_price_decimals: int
    maker_fee: Decimal  # percent
    taker_fee: Decimal
    quote_multiplier: Decimal = api.ONE
    min_initial_margin_fraction: Decimal | None = None  # at the highest leverage, not the default
    maintenance_margin_fraction: Decimal | None = None
    last_trade_price: Decimal | None = None
    mark_price: Decimal | None = None  # not sent before 2026-09
    index_price: Decimal | None = None
    daily_base_token_volume: Decimal | None = None
    is_frozen: bool = False
    market_config: Config = Config()


class Markets(Struct):
    """GET /orderBookDetails"""

    order_book_details: tuple[Raw, ...]  # decoded one by one; spot is a list of its own


class Rate(Struct):
    """GET /funding-rates: funding_rates[]; `exchange` names whose it is"""

    rate: Decimal  # for 8 hours


class Rates(Struct):
    """GET /funding-rates"""

    funding_rates: tuple[Raw, ...]


class Paid(Struct):
    """GET /fundings: fundings[]"""

    timestamp: int  # s
    rate: Decimal  # percent
    direction: str  # a key of SIGNS


class History(Struct):
    """GET /fundings"""

    fundings: tuple[Paid, ...]


class Order(Struct):
    """bids[] and asks[] of a book"""

    price: Decimal
    remaining_base_amount: Decimal


class Book(Struct):
    """GET /orderBookOrders; without a time"""

    bids: tuple[Order, ...]
    asks: tuple[Order, ...]


def refusal(body: bytes) -> api.VenueError | None:
    """HTTP 200 carries refusals: 23000 is too many requests (recorded 2026-09)."""
    answer = api.decode(body, Answer)
    match answer.code:
        case 200:
            return None
        case 23000 | 429:
            return api.RateLimited(answer.message)
        case code:
            return api.Refused(str(code), answer.message)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Market) -> api.ContractSpec | None:
    """One market, None when it is no perpetual or not open for trading."""
    stopped = wire.is_frozen or wire.market_config.force_reduce_only or wire.market_config.hidden
    if wire.market_type != "perp" or not OPEN[wire.status] or stopped:
        return None
    base, many = api.coin(wire.symbol)
    margin = wire.min_initial_margin_fraction
    return api.ContractSpec(
        venue="lighter",
        symbol=wire.symbol,
        wire_id=str(wire.market_id),
        base=base,
        quote="USDC",
        settle="USDC",
        kind="perpetual",
        payoff="linear",
        contract_size=wire.quote_multiplier,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=api.power_of_ten(wire.supported_size_decimals),
        min_qty=wire.min_base_amount,
        min_notional=wire.min_quote_amount,
        tick_size=api.power_of_ten(wire.supported_price_decimals),
        max_leverage=FRACTION / margin if margin else None,
        maker_fee=wire.maker_fee / 100,
        taker_fee=wire.taker_fee / 100,
        fee_schedule="standard",
        funding_interval_hours=FUNDING_HOURS,
    )


def tiers(_: api.ContractSpec, wire: Market) -> tuple[api.MarginTier, ...]:
    """One step for positions of any size."""
    rate = api.known(wire.min_initial_margin_fraction, "min_initial_margin_fraction") / FRACTION
    kept = api.known(wire.maintenance_margin_fraction, "maintenance_margin_fraction") / FRACTION
    return (
        api.MarginTier(
            floor=api.ZERO, initial_rate=rate, maintenance_rate=kept, max_leverage=1 / rate
        ),
    )


def snapshot(at: datetime, spec: api.ContractSpec, wire: Market) -> api.MarketSnapshot:
    """Mark, index and last trade; the best prices are the book's."""
    return api.snapshot(
        spec,
        at,
        mark=wire.mark_price,
        index=wire.index_price,
        last=wire.last_trade_price,
        volume_24h=wire.daily_base_token_volume
        and wire.daily_base_token_volume * spec.underlying_multiplier,
    )


def funding(at: datetime, spec: api.ContractSpec, rate: Decimal) -> api.MarketSnapshot:
    """The rate of an hour, paid at the next full one."""
    hour = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return api.snapshot(spec, at, funding_rate=rate, next_funding_time=hour)


def own(rows: Iterable[Raw]) -> dict[str, Raw]:
    """The rates of this exchange among those of others, by symbol."""
    return dict(api.named(raw for name, raw in api.named(rows, "exchange") if name == "lighter"))


def announced(at: datetime, spec: api.ContractSpec, wire: Rate) -> api.MarketSnapshot:
    """The hourly rate."""
    return funding(at, spec, wire.rate / RATE_HOURS)


def paid(rows: Sequence[Paid]) -> Decimal:
    """The last rate that was paid, as a fraction; positive: longs paid."""
    last = max(rows, key=lambda row: row.timestamp)
    return SIGNS[last.direction] * last.rate / 100


def levels(orders: Iterable[Order]) -> list[tuple[Decimal, Decimal]]:
    """What is left of the orders at each price."""
    sizes = defaultdict[Decimal, Decimal](Decimal)
    for order in orders:
        sizes[order.price] += order.remaining_base_amount
    return list(sizes.items())


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One request; margin comes with the markets."""
    rows = (await http.get(f"{API}/orderBookDetails", Markets)).order_book_details
    batch = api.normalise_each(rows, Market, contract)
    named = api.named(rows)
    return api.Listing(batch, http.read_each("margin tiers", batch.items, named, Market, tiers))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all prices and one for all rates; there is none for the best prices of all.

    Where a market has no rate there, what it paid last stands in.
    """
    answer, rates = await api.gather(
        http.get(f"{API}/orderBookDetails", Markets),
        http.get_or_none("funding rates", f"{API}/funding-rates", Rates),
    )
    rows = api.named(answer.order_book_details)
    quotes = http.read_each("mark price", specs, rows, Market, partial(snapshot, http.now))
    if not rates:
        return quotes
    hourly = own(rates.funding_rates)
    some = [spec for spec in specs if spec.symbol in hourly]
    told = http.read_each("funding", some, hourly.items(), Rate, partial(announced, http.now))
    silent = [spec for spec in specs if spec.symbol not in hourly]
    return api.joined(quotes, told, await http.each("funding", silent, partial(last_paid, http)))


async def last_paid(http: api.Http, spec: api.ContractSpec) -> api.MarketSnapshot:
    """The rate that a market paid within the last hours."""
    now = int(http.now.timestamp())
    answer = await http.get(
        f"{API}/fundings",
        History,
        market_id=spec.wire_id,
        resolution="1h",
        start_timestamp=now - 6 * 3600,
        end_timestamp=now,
        count_back=2,
    )
    return funding(http.now, spec, paid(answer.fundings))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """The best 250 orders a side."""
    wire = await http.get(f"{API}/orderBookOrders", Book, market_id=spec.wire_id, limit=250)
    return api.order_book(spec, http.now, levels(wire.bids), levels(wire.asks))


RULES = api.Rules(
    source="Nothing public that was read says which price maintenance is counted on or what is held"
    " back at opening (apidocs.lighter.xyz, read by others until 2026-07-19)",
)

PACE = (api.Pace(most=60, seconds=60),)
"""Standard accounts, per address (docs "Rate Limits", read 2026-07-19); weights were not told."""


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Lighter, the main deployment."""
    return [
        api.Venue(
            id="lighter",
            name="Lighter",
            base_url="https://mainnet.zklighter.elliot.ai",
            docs="https://apidocs.lighter.xyz",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "lighter.toml",
        )
    ]
