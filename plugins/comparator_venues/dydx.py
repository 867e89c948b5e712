"""dYdX v4: perpetuals of its own chain (the indexer's public REST, fees from a full node).

Units: quantities and depth count the coin, prices US dollars; profit and margin are in USDC. There
are no bundles: PEPE trades by the ten million. Numbers are JSON strings. The oracle price is mark
and index in one; there are no lists of best prices, so they are the book's. `nextFundingRate` is
for the running hour. Margin rises for everybody when a market's open interest, in dollars, passes
its lower cap, and is the whole value at the upper one. Fees are in millionths.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from urllib.parse import quote

from comparator import api
from msgspec import Raw, Struct, field, structs

PUBLISHED = Path(__file__).parent / "published" / "dydx.toml"
NODE = "dydx-ops-rest.kingnodes.com"
"""One of three public gateways to a full node (docs, 2026-04-22)."""
FUNDING_HOURS = Decimal(1)
"""Docs, funding (2026-04-22): every hour, at the full hour."""
MILLION = 1_000_000
OPEN = {
    "ACTIVE": True,
    **dict.fromkeys(
        ("PAUSED", "CANCEL_ONLY", "POST_ONLY", "INITIALIZING", "FINAL_SETTLEMENT"), False
    ),
}
"""OpenAPI of the indexer; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Market(Struct, rename="camel"):
    """GET /v4/perpetualMarkets: markets{}"""

    ticker: str  # BTC-USD; of some listings NAME,chain,0x...-USD
    status: str  # ACTIVE; all others take no market order
    step_size: Decimal  # coins; also the smallest order
    tick_size: Decimal
    initial_margin_fraction: Decimal
    maintenance_margin_fraction: Decimal
    oracle_price: Decimal | None = None
    next_funding_rate: Decimal | None = None
    open_interest: Decimal | None = None  # coins
    open_interest_lower_cap: Decimal | None = None  # USD; both 0: margin never rises
    open_interest_upper_cap: Decimal | None = None
    volume: str = field(name="volume24H", default="")  # USD


class Markets(Struct):
    """GET /v4/perpetualMarkets"""

    markets: dict[str, Raw]  # decoded one by one, so one odd item cannot sink the rest


class Level(Struct):
    """bids[] and asks[] of a book"""

    price: Decimal
    size: Decimal


class Book(Struct):
    """GET /v4/orderbooks/perpetualMarket/{ticker}; without a time"""

    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class Tier(Struct):
    """params.tiers[] of the fee parameters; sixty-four bits may come as text"""

    name: str
    absolute_volume_requirement: Decimal  # millionths of USDC within 30 days
    maker_fee_ppm: Decimal
    taker_fee_ppm: Decimal
    total_volume_share_requirement_ppm: Decimal = api.ZERO
    maker_volume_share_requirement_ppm: Decimal = api.ZERO


class Params(Struct):
    """params of the fee parameters"""

    tiers: tuple[Tier, ...]


class Fees(Struct):
    """GET /dydxprotocol/v4/feetiers/perpetual_fee_params, of a full node"""

    params: Params


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Market) -> api.ContractSpec | None:
    """One market, None when it is not open for trading.

    A listing of a token keeps its chain and address as its name: another coin may be called alike.
    """
    if not OPEN[wire.status]:
        return None
    base, _, quote_name = wire.ticker.rpartition("-")
    return api.ContractSpec(
        venue="dydx",
        symbol=wire.ticker,
        base=base,
        quote=quote_name,
        settle="USDC",
        kind="perpetual",
        payoff="linear",
        contract_size=api.ONE,
        qty_unit="base",
        qty_step=wire.step_size,
        min_qty=wire.step_size,
        tick_size=wire.tick_size,
        max_leverage=1 / wire.initial_margin_fraction,
        fee_schedule="perpetual",
        funding_interval_hours=FUNDING_HOURS,
    )


def initial_rate(wire: Market) -> Decimal:
    """The margin that opening takes now, as a fraction of the value.

    Docs, margin (2026-04-22): between the caps it rises in a straight line from the market's own
    fraction to the whole value. 5 % with caps of 40 and 100 million and 70 million open: 52.5 %.
    """
    own = wire.initial_margin_fraction
    low = api.known(wire.open_interest_lower_cap, "openInterestLowerCap")
    high = api.known(wire.open_interest_upper_cap, "openInterestUpperCap")
    if not high:
        return own
    coins = api.known(wire.open_interest, "openInterest")
    value = coins * api.known(wire.oracle_price, "oraclePrice")
    share = (value - low) / (high - low)
    return own + (1 - own) * min(max(share, api.ZERO), api.ONE)


def tiers(_: api.ContractSpec, wire: Market) -> tuple[api.MarginTier, ...]:
    """One step for positions of any size; maintenance stays at the market's own fraction."""
    rate = initial_rate(wire)
    return (
        api.MarginTier(
            floor=api.ZERO,
            initial_rate=rate,
            maintenance_rate=wire.maintenance_margin_fraction,
            max_leverage=1 / rate,
        ),
    )


def snapshot(at: datetime, spec: api.ContractSpec, wire: Market) -> api.MarketSnapshot:
    """Oracle price and funding; the best prices are the book's."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    dollars = api.decimal_or_none(wire.volume)
    price = wire.oracle_price
    return api.snapshot(
        spec,
        at,
        mark=price,
        index=price,
        funding_rate=wire.next_funding_rate,
        next_funding_time=hour + timedelta(hours=1),
        volume_24h=None if dollars is None or not price else dollars / price,
    )


def schedule(table: api.FeeSchedule, at: datetime, wire: Params) -> api.FeeSchedule:
    """The published table with the tiers that the chain charges today.

    A tier that asks for a share of the market, too, has no threshold here and is never chosen.
    """
    found = tuple(
        api.FeeTier(
            name=tier.name,
            maker=tier.maker_fee_ppm / MILLION,
            taker=tier.taker_fee_ppm / MILLION,
            min_volume=None
            if tier.total_volume_share_requirement_ppm or tier.maker_volume_share_requirement_ppm
            else tier.absolute_volume_requirement / MILLION,
        )
        for tier in wire.tiers
    )
    source = f"https://{NODE} perpetual_fee_params"
    return structs.replace(
        table, tiers=found, source=source, as_of=at.date(), base_as_of=None, quality=""
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def every(http: api.Http) -> list[Raw]:
    """Every market."""
    return list((await http.get("/v4/perpetualMarkets", Markets)).markets.values())


async def contracts(http: api.Http) -> api.Listing:
    """One request; margin follows from the same answer."""
    rows = await every(http)
    batch = api.normalise_each(rows, Market, contract, name="ticker")
    named = api.named(rows, "ticker")
    return api.Listing(batch, http.read_each("margin tiers", batch.items, named, Market, tiers))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts; there is none for the best prices of all."""
    rows = api.named(await every(http), "ticker")
    return http.read_each("mark and funding", specs, rows, Market, partial(snapshot, http.now))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """100 levels a side; the indexer may show them crossed for a moment, which is no quote."""
    name = quote(spec.symbol, safe="")
    wire = await http.get(f"/v4/orderbooks/perpetualMarket/{name}", Book)
    bids, asks = (((level.price, level.size) for level in side) for side in (wire.bids, wire.asks))
    return api.order_book(spec, http.now, bids, asks)


async def fees(http: api.Http) -> Mapping[str, api.FeeSchedule]:
    """Today's tiers from a node; discounts for staking are the published table's."""
    wire = await http.get(f"https://{NODE}/dydxprotocol/v4/feetiers/perpetual_fee_params", Fees)
    table = http.published().fees["perpetual"]
    return {"perpetual": schedule(table, http.now, wire.params)}


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="none",
    source="dYdX docs (v4-documentation @ 3e475b7, 2026-04-22): an account is liquidated when it is"
    " worth less than its maintenance margin at the oracle price; up to 1.5 % are charged then",
)

PACE = (
    api.Pace(most=100, seconds=10, weights={"/dydxprotocol/": 0}),  # indexer, docs 2026-04-22
    api.Pace(most=250, seconds=60, of="/dydxprotocol/"),  # KingNodes, docs 2026-04-22
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """dYdX, perpetuals of the v4 chain."""
    return [
        api.Venue(
            id="dydx",
            name="dYdX",
            base_url="https://indexer.dydx.trade",
            docs="https://docs.dydx.xyz",
            hosts=(NODE,),
            pace=PACE,
            contracts=contracts,
            markets=markets,
            book=book,
            fees=fees,
            rules=RULES,
            published=PUBLISHED,
        )
    ]
