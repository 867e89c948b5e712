"""LBank perpetuals, linear in USDT (public contract API).

Units: quantities and depth count base coins (`volumeMultiple` is 1 on all). Numbers come as numbers
or text; `positionFeeTime` is the funding interval in SECONDS, `nextFeeTime` milliseconds. No list
has best prices: the book does. `baseCurrency` is the coin, other than the name it is shown by.
Refusals come with HTTP 200 and `success` false. Shares, metals and indices are not marked as such.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

GROUP = "SwapU"
"""The only product group; without it a list is empty."""
OTHERS = {"HK50", "GOLD"}
"""Bases that are no coins, as seen on 2026-09-23; shares end in STOCK."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Instrument(Struct, rename="camel"):
    """GET /cfd/openApi/v1/pub/instrument: data[]."""

    symbol: str
    base_currency: str
    price_currency: str
    clear_currency: str
    volume_multiple: Decimal
    volume_tick: Decimal
    min_order_volume: Decimal
    max_order_volume: Decimal
    min_order_cost: Decimal
    price_tick: Decimal
    max_leverage: Decimal = Decimal(0)  # not sent in 2024; 0 where there is none
    need_suspend: int = 0  # 1: closed


class State(Struct, rename="camel"):
    """GET /cfd/openApi/v1/pub/marketData: data[]."""

    marked_price: Decimal
    underlying_price: Decimal  # index
    last_price: Decimal
    volume: Decimal
    position_fee_time: Decimal  # seconds
    next_fee_time: Decimal  # ms
    funding_rate: Decimal | None = None  # absent on a few


class Rows(Struct):
    """Any list."""

    data: tuple[Raw, ...]


class Step(Struct):
    """One level of a book."""

    price: Decimal
    volume: Decimal


class Sides(Struct):
    """GET /cfd/openApi/v1/pub/marketOrder: data."""

    bids: tuple[Step, ...]
    asks: tuple[Step, ...]


class Depth(Struct):
    """GET /cfd/openApi/v1/pub/marketOrder."""

    data: Sides


class Envelope(Struct):
    """Any answer."""

    error_code: int = 0
    msg: str = ""
    success: bool = True


def refusal(body: bytes) -> api.VenueError | None:
    """183 is too many requests."""
    reply = api.decode(body, Envelope)
    if reply.success and not reply.error_code:
        return None
    if reply.error_code == 183:
        return api.RateLimited(reply.msg)
    return api.Refused(reply.error_code, reply.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument; None when it is closed."""
    if wire.need_suspend:
        return None
    if wire.base_currency in OTHERS or wire.base_currency.endswith("STOCK"):
        raise ValueError(f"baseCurrency must be a coin, was {wire.base_currency!r}")
    base, many = api.coin(wire.base_currency)
    return api.ContractSpec(
        venue="lbank",
        symbol=wire.symbol,
        base=base,
        quote=wire.price_currency,
        settle=wire.clear_currency,
        kind="perpetual",
        payoff="linear",
        contract_size=wire.volume_multiple,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=wire.volume_tick,
        min_qty=wire.min_order_volume,
        max_qty=wire.max_order_volume,
        min_notional=wire.min_order_cost,
        tick_size=wire.price_tick,
        max_leverage=wire.max_leverage or None,
        fee_schedule="futures",
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All contracts, one request."""
    answer = await http.get("/cfd/openApi/v1/pub/instrument", Rows, productGroup=GROUP)
    return api.Listing(api.normalise_each(answer.data, Instrument, contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Marks and rates of all contracts, one request; best prices come with the book."""

    async def states() -> list[tuple[str, Raw]]:
        answer = await http.get("/cfd/openApi/v1/pub/marketData", Rows, productGroup=GROUP)
        return [*api.named(answer.data)]

    def read(spec: api.ContractSpec, wire: State) -> api.MarketSnapshot:
        return api.snapshot(
            spec,
            http.now,
            mark=wire.marked_price,
            index=wire.underlying_price or None,  # 0.0: not told
            last=wire.last_price,
            funding_rate=wire.funding_rate,
            funding_interval_hours=wire.position_fee_time / 3600,
            next_funding_time=api.from_ms(int(wire.next_fee_time)),
            volume_24h=wire.volume * spec.underlying_multiplier,
        )

    return await http.read_all("mark and funding", specs, states(), State, read)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    path = "/cfd/openApi/v1/pub/marketOrder"
    sides = (await http.get(path, Depth, symbol=spec.symbol, depth=50)).data
    bids, asks = ([(row.price, row.volume) for row in side] for side in (sides.bids, sides.asks))
    return api.order_book(spec, http.now, bids, asks)


RULES = api.Rules(
    source="lbank.com/docs/contract.html, read 2026-09-23: no rule of margin is written there"
)
PACE = (api.Pace(most=10, seconds=1),)  # unpublished: a slow one of our own


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """LBank."""
    return [
        api.Venue(
            id="lbank",
            name="LBank",
            base_url="https://lbkperp.lbank.com",
            docs="https://www.lbank.com/docs/contract.html",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "lbank.toml",
        )
    ]
