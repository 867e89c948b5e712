"""BitMart perpetuals, linear in USDT and USDC and inverse (public REST v2).

Units: quantities and depth count CONTRACTS of `contract_size`: quoted base, or USD where inverse.
`price_precision` is the tick itself. Decimals come as text; `delist_time` is in SECONDS, other
times in milliseconds. `expected_funding_rate` is the rate to come, `funding_rate` the one settled
last. No list has best prices: the book does, with null for a side that is empty. The list goes on
naming contracts as traded after their delisting. Shares, metals, indices and currencies stand in
it, too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

DETAILS, DEPTH = "/contract/public/details", "/contract/public/depth"
KINDS: dict[int, api.Kind] = {1: "perpetual"}  # 2 is dated: none is listed
PAYOFFS: dict[str, api.Payoff] = {"USDT": "linear", "USDC": "linear", "USD": "inverse"}
STATES = {"Trading": True, "Delisted": False}  # an unknown word is a rejection
FINE = 1000

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Instrument(Struct):
    """GET /contract/public/details: data.symbols[]."""

    symbol: str
    product_type: int  # a key of KINDS
    base_currency: str
    quote_currency: str  # a key of PAYOFFS
    contract_size: Decimal
    price_precision: Decimal  # the tick
    vol_precision: Decimal  # contracts, as the sizes below
    min_volume: Decimal
    max_volume: Decimal  # 0: not told
    max_leverage: Decimal
    last_price: Decimal
    index_price: Decimal
    expected_funding_rate: Decimal
    funding_time: int  # ms, of the next payment
    open_timestamp: int  # ms
    volume_24h: Decimal  # contracts
    market_max_volume: Decimal = Decimal(0)  # not sent before 2025, as all below
    funding_interval_hours: Decimal | None = None
    status: str = "Trading"  # a key of STATES
    delist_time: int = 0  # s; 0: none
    tradfi_info: Raw = Raw(b"null")  # anything else: no coin


class Symbols(Struct):
    """GET /contract/public/details: data."""

    symbols: tuple[Raw, ...]


class Details(Struct):
    """GET /contract/public/details."""

    data: Symbols


class Sides(Struct):
    """GET /contract/public/depth: data."""

    timestamp: int  # ms
    bids: tuple[tuple[Decimal, ...], ...] | None  # price, contracts, running sum
    asks: tuple[tuple[Decimal, ...], ...] | None


class Depth(Struct):
    """GET /contract/public/depth."""

    data: Sides


class Envelope(Struct):
    """Any answer."""

    code: int
    message: str = ""
    msg: str = ""


def refusal(body: bytes) -> api.VenueError | None:
    """40012 and 40034 are unknown contracts, 40047 a region that is not served."""
    reply = api.decode(body, Envelope)
    if reply.code == FINE:
        return None
    said = reply.message or reply.msg
    return api.GeoBlocked(said) if reply.code == 40047 else api.Refused(reply.code, said)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(now: datetime, wire: Instrument) -> api.ContractSpec | None:
    """One instrument; None when it is not traded, or is not any more by `now`."""
    gone = wire.delist_time and api.from_ms(wire.delist_time * 1000) <= now
    if gone or not STATES[wire.status]:
        return None
    if bytes(wire.tradfi_info) != b"null":
        raise ValueError("tradfi_info must be null: which kind of thing it is, is not said")
    base, many = api.coin(wire.base_currency)
    payoff = PAYOFFS[wire.quote_currency]
    return api.ContractSpec(
        venue="bitmart",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_currency,
        settle=base if payoff == "inverse" else wire.quote_currency,
        kind=KINDS[wire.product_type],
        payoff=payoff,
        contract_size=wire.contract_size,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=wire.vol_precision,
        min_qty=wire.min_volume,
        max_qty=wire.max_volume or None,
        max_market_qty=wire.market_max_volume or None,
        tick_size=wire.price_precision,
        max_leverage=wire.max_leverage,
        fee_schedule="futures",
        funding_interval_hours=wire.funding_interval_hours,
        listed_at=api.from_ms(wire.open_timestamp),
    )


def state(at: datetime, spec: api.ContractSpec, wire: Instrument) -> api.MarketSnapshot:
    """Index, last price and the rate to come; best prices come with the book."""
    return api.snapshot(
        spec,
        at,
        index=wire.index_price,
        last=wire.last_price,
        funding_rate=wire.expected_funding_rate,
        next_funding_time=api.from_ms(wire.funding_time),
        volume_24h=api.coins_at(spec, wire.volume_24h, wire.last_price),
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All contracts, one request."""
    rows = (await http.get(DETAILS, Details)).data.symbols
    return api.Listing(api.normalise_each(rows, Instrument, partial(contract, http.now)))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """The same list again, as it is now."""
    rows = (await http.get(DETAILS, Details)).data.symbols
    read = partial(state, http.now)
    return http.read_each("index and funding", specs, api.named(rows), Instrument, read)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side, from contracts to coins."""
    sides = (await http.get(DEPTH, Depth, symbol=spec.symbol)).data
    return api.order_book(spec, api.from_ms(sides.timestamp), sides.bids or (), sides.asks or ())


RULES = api.Rules(
    source="none found: BitMart's public documentation names no formula (read 2026-09-23)"
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """BitMart."""
    return [
        api.Venue(
            id="bitmart",
            name="BitMart",
            base_url="https://api-cloud-v2.bitmart.com",
            docs="https://developer-pro.bitmart.com/en/futuresv2",
            pace=(api.Pace(most=12, seconds=2),),  # per address, read 2026-09-23
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published.toml",
        )
    ]
