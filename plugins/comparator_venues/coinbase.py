"""Coinbase Derivatives (US): nano and perpetual-style futures, as Coinbase's own broker lists them.

Units: quantities and depth count CONTRACTS of `contract_size` times what the price is for, which is
a coin, or a thousand where the display name says so (1000SHIB). Numbers are JSON strings, "" where
unknown. The public list has neither best prices nor fees: prices are the book's, fees a percentage
and dollars per contract. `quote_increment` is not the tick, `perpetual_details` holds nothing, and
a perpetual's expiry is a placeholder. Margin is the broker's, more overnight than by day and more
for shorts; overnight counts here. Trading pauses once a week.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

CLASSES: dict[str, api.AssetClass] = {  # `futures_asset_type`, after its prefix; no default
    "CRYPTO": "crypto",
    "STOCKS": "stock",
    "COMMODITIES": "commodity",
    "METALS": "commodity",
    "ENERGY": "commodity",
    "INDICES": "index",
    "": "crypto",  # not sent in 2024, when all was
}
FULL_SIZE = ("BTI", "ETI", "SLC", "XRL")
"""Contract codes that the exchange charges more for (its fee schedule of 2026-01-26)."""
API = "/api/v3/brokerage/market"
HOUR = Decimal(3600)
"""Seconds."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Margin(Struct, frozen=True):
    """overnight_margin_rate of a future"""

    long_margin_rate: str = ""  # fraction
    short_margin_rate: str = ""


class Future(Struct):
    """future_product_details of a product"""

    contract_code: str
    contract_size: Decimal
    contract_root_unit: str  # BTC; the product's own base is empty
    contract_expiry: datetime | None = None  # null on perpetuals of the closed venue
    funding_interval: str | None = None  # 3600s; null on dated contracts
    funding_rate: str = ""  # of the hour that ended at funding_time
    funding_time: datetime | None = None
    index_price: str = ""
    overnight_margin_rate: Margin = Margin()  # not sent in 2024
    futures_asset_type: str = ""  # a key of CLASSES


class Session(Struct):
    """fcm_trading_session_details of a future"""

    is_session_open: bool


class Product(Struct):
    """GET /market/products: products[]; spot lacks the last two members"""

    product_id: str
    product_type: str  # FUTURE, SPOT
    quote_currency_id: str
    price_increment: Decimal
    base_increment: Decimal  # contracts
    base_min_size: Decimal
    base_max_size: Decimal
    quote_min_size: Decimal
    price: str = ""  # of the last trade
    display_name: str = ""
    product_venue: str = ""  # FCM; INTX was closed in 2026
    is_disabled: bool = False
    trading_disabled: bool = False
    view_only: bool = False
    cancel_only: bool = False
    post_only: bool = False
    volume_24h: str = ""  # contracts
    future_product_details: Future | None = None
    fcm_trading_session_details: Session | None = None


class Products(Struct):
    """GET /market/products"""

    products: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Level(Struct):
    """bids[] and asks[] of a book"""

    price: Decimal
    size: Decimal  # contracts


class Levels(Struct):
    """pricebook of a book"""

    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    time: datetime


class Book(Struct):
    """GET /market/product_book"""

    pricebook: Levels


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Product) -> api.ContractSpec | None:
    """One product, None when it is no future of this exchange or not open for trading."""
    if wire.product_type != "FUTURE" or wire.product_venue != "FCM":
        return None
    session = api.known(wire.fcm_trading_session_details, "fcm_trading_session_details")
    stopped = wire.is_disabled or wire.trading_disabled or wire.view_only or wire.cancel_only
    if stopped or wire.post_only or not session.is_session_open:
        return None
    future = api.known(wire.future_product_details, "future_product_details")
    perpetual = bool(future.funding_interval) or wire.display_name.endswith("PERP")
    margin = future.overnight_margin_rate
    return api.ContractSpec(
        venue="coinbase",
        symbol=wire.product_id,
        base=future.contract_root_unit,
        quote=wire.quote_currency_id,
        settle=wire.quote_currency_id,
        kind="perpetual" if perpetual else "future",
        payoff="linear",
        expiry=None if perpetual else future.contract_expiry,
        asset_class=CLASSES[future.futures_asset_type.removeprefix("FUTURES_ASSET_TYPE_")],
        contract_size=future.contract_size,
        underlying_multiplier=bundle(future.contract_root_unit, wire.display_name),
        qty_unit="contracts",
        qty_step=wire.base_increment,
        min_qty=wire.base_min_size,
        max_qty=wire.base_max_size,
        min_notional=wire.quote_min_size or None,
        tick_size=wire.price_increment,
        max_leverage=leverage(margin.long_margin_rate),
        max_leverage_short=leverage(margin.short_margin_rate),
        fee_schedule="exchange-full" if future.contract_code in FULL_SIZE else "cfm-nano",
        funding_interval_hours=interval(future.funding_interval),
    )


def bundle(root: str, name: str) -> Decimal:
    """How many coins the price is for: 1000 in `1000SHIB PERP`; other names may be any."""
    coin, many = api.coin(name.partition(" ")[0])
    if many != 1 and coin != root:
        raise ValueError(f"display_name must name {root}, was {name!r}")
    return many


def leverage(rate: str) -> Decimal | None:
    """The leverage that a margin rate leaves, to four places: 0.245625 is 4.0712."""
    return round(1 / Decimal(rate), 4).normalize() if rate else None


def interval(seconds: str | None) -> Decimal | None:
    """Hours between fundings: 3600s is 1."""
    return Decimal(seconds.removesuffix("s")) / HOUR if seconds else None


def snapshot(at: datetime, spec: api.ContractSpec, wire: Product) -> api.MarketSnapshot:
    """Last trade, index and funding; the best prices are the book's."""
    future = api.known(wire.future_product_details, "future_product_details")
    following = None
    hours = interval(future.funding_interval)
    if future.funding_time and hours:
        following = future.funding_time + timedelta(hours=float(hours))
    volume = api.decimal_or_none(wire.volume_24h)
    last = api.decimal_or_none(wire.price)
    return api.snapshot(
        spec,
        at,
        last=last,
        index=api.decimal_or_none(future.index_price),
        funding_rate=api.decimal_or_none(future.funding_rate),
        next_funding_time=following,
        funding_interval_hours=hours,
        volume_24h=api.coins_at(spec, volume, last),
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def products(http: api.Http) -> tuple[Raw, ...]:
    """Every future."""
    return (await http.get(f"{API}/products", Products, product_type="FUTURE")).products


async def contracts(http: api.Http) -> api.Listing:
    """One request."""
    rows = await products(http)
    return api.Listing(api.normalise_each(rows, Product, contract, name="product_id"))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts; there is none without a key for the best prices of all."""
    rows = api.named(await products(http), "product_id")
    return http.read_each("quote", specs, rows, Product, partial(snapshot, http.now))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    answer = await http.get(f"{API}/product_book", Book, product_id=spec.symbol, limit=50)
    wire = answer.pricebook
    bids, asks = (((level.price, level.size) for level in side) for side in (wire.bids, wire.asks))
    return api.order_book(spec, wire.time, bids, asks)


RULES = api.Rules(
    source="No public page says when Coinbase Financial Markets closes a position or what it holds"
    " back: the list has the margin to open, by day and overnight (answer of 2026-04-07). Leverage"
    " is not set there: less than the highest is more cash in the account",
)

PACE = (api.Pace(most=10, seconds=1),)
"""Public paths, per address (Advanced Trade docs, REST API rate limits, read 2026-09-07)."""


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Coinbase Derivatives through Coinbase Financial Markets."""
    return [
        api.Venue(
            id="coinbase",
            name="Coinbase (US futures)",
            base_url="https://api.coinbase.com",
            docs="https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/guides/futures",
            pace=PACE,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "coinbase.toml",
        )
    ]
