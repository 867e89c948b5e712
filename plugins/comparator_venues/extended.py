"""Extended: perpetuals settled on Starknet (public REST v1).

Units: quantities and depth count the coin, prices US dollars; the collateral, USD on the wire, is
USDC. Numbers are JSON strings, "0" where there is no price; times are milliseconds. One list has
everything but sizes, which are the book's. `nextFundingRate` is a TIME. Order maxima are values,
not quantities. Risk factors are initial margin; what must be maintained is not on the wire.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

CLASSES: dict[tuple[str, str], api.AssetClass] = {  # category and subCategory; coins have many
    ("RWA", "Equity"): "stock",
}
FUNDING_HOURS = Decimal(1)
"""History rows are an hour apart (recorded 2026-04)."""
INFO = "/api/v1/info/markets"
OPEN = {"ACTIVE": True, **dict.fromkeys(("PRELISTED", "REDUCE_ONLY", "DELISTED"), False)}
"""Documentation, not all seen; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Stats(Struct, rename="camel"):
    """marketStats of a market"""

    bid_price: Decimal
    ask_price: Decimal
    mark_price: Decimal
    index_price: Decimal
    last_price: Decimal
    funding_rate: Decimal | None = None
    next_funding_rate: int | None = None  # ms, despite its name
    daily_volume_base: Decimal | None = None  # coins


class Config(Struct, rename="camel"):
    """tradingConfig of a market"""

    min_order_size: Decimal
    min_order_size_change: Decimal
    min_price_change: Decimal
    max_leverage: Decimal


class Market(Struct, rename="camel"):
    """GET /info/markets: data[]"""

    name: str
    ui_name: str  # of shares without the hours they trade
    category: str
    sub_category: str
    collateral_asset_name: str
    active: bool
    status: str  # ACTIVE; all others take no opening order
    trading_config: Config
    market_stats: Stats
    type: str = "PERPETUAL"  # not sent before 2026-09, when there was no spot
    is_off_hours: bool = False
    created_at: int | None = None  # ms


class Markets(Struct):
    """GET /info/markets"""

    data: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Level(Struct):
    """bid[] and ask[] of a book"""

    price: Decimal
    qty: Decimal


class Levels(Struct):
    """GET /info/markets/{name}/orderbook: data; the sides are named in the singular"""

    bid: tuple[Level, ...]
    ask: tuple[Level, ...]


class Book(Struct):
    """GET /info/markets/{name}/orderbook; without a time"""

    data: Levels


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Market) -> api.ContractSpec | None:
    """One market, None when it is no perpetual or not open for trading."""
    if wire.type != "PERPETUAL" or not wire.active or not OPEN[wire.status] or wire.is_off_hours:
        return None
    if wire.collateral_asset_name != "USD":
        raise ValueError(f"collateralAssetName must be USD, was {wire.collateral_asset_name!r}")
    base, many = api.coin(wire.ui_name.removesuffix("-USD"))
    group = (wire.category, wire.sub_category)
    config = wire.trading_config
    return api.ContractSpec(
        venue="extended",
        symbol=wire.name,
        base=base,
        quote="USD",
        settle="USDC",
        kind="perpetual",
        payoff="linear",
        asset_class="crypto" if wire.category == "Crypto" else CLASSES[group],
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=config.min_order_size_change,
        min_qty=config.min_order_size,
        tick_size=config.min_price_change,
        max_leverage=config.max_leverage,
        fee_schedule="perpetual",
        funding_interval_hours=FUNDING_HOURS,
        listed_at=api.from_ms(wire.created_at) if wire.created_at else None,
    )


def snapshot(at: datetime, spec: api.ContractSpec, wire: Market) -> api.MarketSnapshot:
    """Everything but sizes."""
    stats = wire.market_stats
    volume, following = stats.daily_volume_base, stats.next_funding_rate
    return api.snapshot(
        spec,
        at,
        bid=stats.bid_price or None,
        ask=stats.ask_price or None,
        mark=stats.mark_price or None,
        index=stats.index_price or None,
        last=stats.last_price or None,
        funding_rate=stats.funding_rate,
        next_funding_time=api.from_ms(following) if following else None,
        volume_24h=None if volume is None else volume * spec.underlying_multiplier,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One request."""
    rows = (await http.get(INFO, Markets)).data
    return api.Listing(api.normalise_each(rows, Market, contract, name="name"))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts."""
    rows = api.named((await http.get(INFO, Markets)).data, "name")
    return http.read_each("quote", specs, rows, Market, partial(snapshot, http.now))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """As many levels as it sends."""
    wire = (await http.get(f"{INFO}/{spec.symbol}/orderbook", Book)).data
    bids, asks = (((level.price, level.qty) for level in side) for side in (wire.bid, wire.ask))
    return api.order_book(spec, http.now, bids, asks)


RULES = api.Rules(
    source="Nothing public that was read says what must be maintained or what is held back at"
    " opening; risk factors of the list are initial margin (answers of 2026-04 and 2026-09)",
)

PACE = (api.Pace(most=1000, seconds=60),)
"""Per address, over all paths (API documentation, rate limits, in copies of 2025 and 2026)."""


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Extended, perpetuals on Starknet."""
    return [
        api.Venue(
            id="extended",
            name="Extended",
            base_url="https://api.starknet.extended.exchange",
            docs="https://api.docs.extended.exchange",
            pace=PACE,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "extended.toml",
        )
    ]
