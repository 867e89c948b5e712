"""Backpack Exchange: perpetuals in USDC (public REST); spot, RFQ and prediction markets are not.

Units: quantities and depth count the quoted base; kPEPE, kBONK and kSHIB are bundles of 1,000.
Prices, sizes and rates are JSON strings. Bids come ASCENDING: the best one is the last. Times are
milliseconds in prices, MICROseconds in books, and text without a zone (UTC) where markets were
created. Margin is no ladder: each rate is its base, or a factor times the root of the value where
that is more. `fundingRate` is for the interval of the contract, an hour on all since 2025-08-20.
There is no list of best prices, they are the book's; shares and indices end in `.US` or say so.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

PUBLISHED = Path(__file__).parent / "published" / "backpack.toml"
PERPETUAL = {"PERP": True, "SPOT": False, "RFQ": False, "PREDICTION": False}
"""`marketType`: inverse (IPERP) and dated ones are named in the docs, and none was ever listed."""
OPEN = {"Open": True, **dict.fromkeys(("Closed", "PostOnly", "LimitOnly", "CancelOnly"), False)}
"""`orderBookState`: all others take no market order."""
CLASSES: dict[str | None, api.AssetClass] = {
    None: "crypto",
    "STOCK": "stock",
    "INDEX": "index",
    "COMMODITY": "commodity",
    "FX": "forex",
}
HOUR_MS = 3_600_000

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Problem(Struct):
    """Any answer that is an object."""

    code: str = ""  # absent where nothing is wrong
    message: str = ""


class Price(Struct, rename="camel"):
    """filters.price of a market"""

    tick_size: Decimal


class Quantity(Struct, rename="camel"):
    """filters.quantity of a market, in quoted base"""

    min_quantity: Decimal
    step_size: Decimal
    max_quantity: Decimal | None = None


class Filters(Struct):
    """filters of a market"""

    price: Price
    quantity: Quantity


class Margin(Struct):
    """imfFunction and mmfFunction of a market"""

    type: str  # sqrt
    base: Decimal
    factor: Decimal


class Market(Struct, rename="camel"):
    """GET /api/v1/markets: []"""

    symbol: str
    base_symbol: str
    quote_symbol: str
    market_type: str
    order_book_state: str
    filters: Filters
    created_at: str
    visible: bool = True  # not sent before 2025-08
    rwa_market_type: str | None = None
    funding_interval: Decimal | None = None  # ms; of perpetuals alone, as are both functions
    imf_function: Margin | None = None
    mmf_function: Margin | None = None


class Mark(Struct, rename="camel"):
    """GET /api/v1/markPrices: []; without a time, up to four seconds old"""

    mark_price: Decimal | None = None
    index_price: Decimal | None = None
    funding_rate: Decimal | None = None
    next_funding_timestamp: int | None = None  # ms


class Book(Struct):
    """GET /api/v1/depth"""

    bids: tuple[tuple[Decimal, Decimal], ...]  # price, quoted base; the best is the last
    asks: tuple[tuple[Decimal, Decimal], ...]  # the best is the first
    timestamp: int  # us


def refusal(body: bytes) -> api.VenueError | None:
    """Codes of the docs' ApiErrorCode; FORBIDDEN comes with HTTP 403, which says more."""
    if b'"code"' not in body:  # told sooner than by reading the whole
        return None
    problem = api.decode(body, Problem)
    match problem.code:
        case "" | "FORBIDDEN":
            return None
        case "TOO_MANY_REQUESTS":
            return api.RateLimited(problem.message)
        case "MAINTENANCE" | "SERVER_ERROR" | "TIMEOUT":
            return api.Unreachable(problem.message)
        case code:
            return api.Refused(code, problem.message)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Market) -> api.ContractSpec | None:
    """One market, None when it is no perpetual, hidden or not open for trading."""
    if not PERPETUAL[wire.market_type] or not OPEN[wire.order_book_state] or not wire.visible:
        return None
    base, many = api.coin(wire.base_symbol.removesuffix(".US"))
    quantity = wire.filters.quantity
    return api.ContractSpec(
        venue="backpack",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_symbol,
        settle=wire.quote_symbol,
        kind="perpetual",
        payoff="linear",
        contract_size=api.ONE,
        underlying_multiplier=many,
        asset_class=CLASSES[wire.rwa_market_type],
        qty_unit="base",
        qty_step=quantity.step_size,
        min_qty=quantity.min_quantity,
        max_qty=quantity.max_quantity,
        tick_size=wire.filters.price.tick_size,
        max_leverage=leverage(api.known(wire.imf_function, "imfFunction")),
        fee_schedule="futures",
        funding_interval_hours=api.known(wire.funding_interval, "fundingInterval") / HOUR_MS,
        listed_at=datetime.fromisoformat(wire.created_at).replace(tzinfo=UTC),
    )


def leverage(margin: Margin) -> Decimal:
    """What a small position may have: 1 / 0.01333333 is meant for 75."""
    return Decimal(f"{round(1 / margin.base, 4).normalize():f}")


def tiers(_: api.ContractSpec, wire: Market) -> tuple[api.MarginTier, ...]:
    """One step whose rates grow with the root of the value.

    Of the value and not of the size: BTC's would else begin to grow at 286,000 BTC.
    """
    initial = api.known(wire.imf_function, "imfFunction")
    kept = api.known(wire.mmf_function, "mmfFunction")
    if {initial.type, kept.type} != {"sqrt"}:
        raise ValueError(f"margin must be a sqrt, was {initial.type!r} and {kept.type!r}")
    return (
        api.MarginTier(
            floor=api.ZERO,
            initial_rate=initial.base,
            initial_root=initial.factor,
            maintenance_rate=kept.base,
            maintenance_root=kept.factor,
            max_leverage=leverage(initial),
        ),
    )


def snapshot(at: datetime, spec: api.ContractSpec, wire: Mark) -> api.MarketSnapshot:
    """Mark, index and funding; the best prices are the book's."""
    due = wire.next_funding_timestamp
    return api.snapshot(
        spec,
        at,
        mark=wire.mark_price,
        index=wire.index_price,
        funding_rate=wire.funding_rate,
        next_funding_time=api.from_ms(due) if due else None,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One request; margin comes with the markets."""
    rows = await http.get("/api/v1/markets", list[Raw], marketType="PERP")
    batch = api.normalise_each(rows, Market, contract)
    named = api.named(rows)
    return api.Listing(batch, http.read_each("margin tiers", batch.items, named, Market, tiers))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts; there is none for the best prices of all."""
    rows = api.named(await http.get("/api/v1/markPrices", list[Raw]))
    return http.read_each("mark and funding", specs, rows, Mark, partial(snapshot, http.now))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """The best 100 levels a side."""
    wire = await http.get("/api/v1/depth", Book, symbol=spec.symbol, limit=100)
    return api.order_book(spec, api.from_ms(wire.timestamp // 1000), wire.bids, wire.asks)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="none",
    source="Backpack support, futures specs, liquidation and fees (read by others on 2026-09-22):"
    " exposure is counted at the mark price, which funding is charged on, too; the 1 % of each"
    " liquidation order comes out of what is left then",
)

PACE = (api.Pace(most=20, seconds=1),)
"""ccxt 4.5.90; support FAQ as others read it (2026-08): 2,000 a minute. No answer shows a limit."""


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Backpack Exchange, perpetuals in USDC."""
    return [
        api.Venue(
            id="backpack",
            name="Backpack",
            base_url="https://api.backpack.exchange",
            docs="https://docs.backpack.exchange",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=PUBLISHED,
        )
    ]
