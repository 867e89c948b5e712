"""BloFin perpetuals settled in USDT and USDC (public REST v1, much like OKX's).

Units: quantities, quotes and levels count CONTRACTS, often fractions of one; a contract is
`contractValue` quoted base. Everything is a JSON string, times are milliseconds. A perpetual has an
`expireTime` of its own, which is no expiry. The interval of funding comes with its rate, and since
2026 alone. What a coin-margined contract is worth is not documented: those are rejected. A refusal
is a `code` other than "0"; an address that is not served gets a page with HTTP 403. Margin tiers
nobody kept.
"""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

KINDS: dict[str, api.Kind] = {"SWAP": "perpetual"}  # no default: an unknown kind is a rejection
CLASSES: dict[str, api.AssetClass] = {
    "Crypto": "crypto",
    "Stocks": "stock",
    "Commodities": "commodity",
    "Indices": "index",
}
HOURS = {"hour": 1}
"""By `fundingIntervalUnit`; no default."""
API = "/api/v1/market"
OPEN = {"live": True, "suspend": False}
"""Documentation of instruments; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer."""

    code: str
    data: tuple[Raw, ...] = ()  # read one by one, so one odd item cannot sink the rest
    msg: str = ""


class Instrument(Struct, rename="camel", kw_only=True):
    """GET /instruments: data[]"""

    inst_id: str
    inst_type: str  # a key of KINDS
    state: str
    base_currency: str
    quote_currency: str
    settle_currency: str | None = None  # not sent before 2025, when all settled in the quote
    contract_type: str
    contract_value: Decimal
    min_size: Decimal
    lot_size: Decimal
    tick_size: Decimal
    max_leverage: str = ""
    max_limit_size: str = ""
    max_market_size: str = ""
    list_time: str = ""
    asset_class: str = "Crypto"  # a key of CLASSES; not sent before 2026


class Ticker(Struct, rename="camel"):
    """GET /tickers: data[]"""

    ts: str
    last: str = ""
    bid_price: str = ""
    bid_size: str = ""
    ask_price: str = ""
    ask_size: str = ""


class Mark(Struct, rename="camel"):
    """GET /mark-price: data[]"""

    mark_price: Decimal
    index_price: Decimal
    ts: str


class Funding(Struct, rename="camel"):
    """GET /funding-rate: data[]"""

    funding_rate: Decimal
    funding_time: str
    funding_interval: Decimal | None = None  # not sent before 2026
    funding_interval_unit: str = ""  # a key of HOURS


class Depth(Struct):
    """GET /books: data[]"""

    bids: tuple[tuple[Decimal, ...], ...]
    asks: tuple[tuple[Decimal, ...], ...]
    ts: str


def refusal(body: bytes) -> api.VenueError | None:
    """152014 is an unknown instrument, 152015 too many of them in one request."""
    if body.startswith(b'{"code":"0",'):  # as good answers do: no need to read them twice
        return None
    answer = api.decode(body, Answer)
    return None if answer.code == "0" else api.Refused(answer.code, answer.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading."""
    if not OPEN[wire.state]:
        return None
    if wire.contract_type != "linear":
        raise ValueError(f"contractType must be linear, was {wire.contract_type!r}: worth unknown")
    base, many = api.coin(wire.base_currency)
    return api.ContractSpec(
        venue="blofin",
        symbol=wire.inst_id,
        base=base,
        quote=wire.quote_currency,
        settle=wire.settle_currency or wire.quote_currency,
        kind=KINDS[wire.inst_type],
        payoff="linear",
        asset_class=CLASSES[wire.asset_class],
        contract_size=wire.contract_value,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=wire.lot_size,
        min_qty=wire.min_size,
        max_qty=api.decimal_or_none(wire.max_limit_size),
        max_market_qty=api.decimal_or_none(wire.max_market_size),
        tick_size=wire.tick_size,
        max_leverage=api.decimal_or_none(wire.max_leverage),
        fee_schedule="futures",
        listed_at=api.from_ms(int(wire.list_time)) if wire.list_time else None,
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best bid and ask."""
    return api.snapshot(
        spec,
        api.from_ms(int(wire.ts)),
        bid=api.decimal_or_none(wire.bid_price),
        ask=api.decimal_or_none(wire.ask_price),
        bid_qty=api.decimal_or_none(wire.bid_size),
        ask_qty=api.decimal_or_none(wire.ask_size),
        last=api.decimal_or_none(wire.last),
    )


def mark(spec: api.ContractSpec, wire: Mark) -> api.MarketSnapshot:
    """Mark and index."""
    at = api.from_ms(int(wire.ts))
    return api.snapshot(spec, at, mark=wire.mark_price, index=wire.index_price)


def funding(at: datetime, spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
    """The rate, and when it settles unless that is past: then whose time it is is not known."""
    settles, every = api.from_ms(int(wire.funding_time)), wire.funding_interval
    return api.snapshot(
        spec,
        at,
        funding_rate=wire.funding_rate,
        funding_interval_hours=every * HOURS[wire.funding_interval_unit] if every else None,
        next_funding_time=settles if settles > at else None,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All contracts in one answer."""
    rows = (await http.get(f"{API}/instruments", Answer)).data
    return api.Listing(api.normalise_each(rows, Instrument, contract, name="instId"))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Three requests for all contracts."""

    async def rows(path: str) -> Iterable[tuple[str, Raw]]:
        return api.named((await http.get(f"{API}/{path}", Answer)).data, "instId")

    asked: tuple[Awaitable[Mapping[str, api.MarketSnapshot]], ...] = (
        http.read_all("quote", specs, rows("tickers"), Ticker, quote),
        http.read_all("mark price", specs, rows("mark-price"), Mark, mark),
        http.read_all("funding", specs, rows("funding-rate"), Funding, partial(funding, http.now)),
    )
    return api.joined(*await api.gather(*asked))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    answer = await http.get(f"{API}/books", Answer, instId=spec.symbol, size=50)
    wire = api.decode(answer.data[0], Depth)
    return api.order_book(spec, api.from_ms(int(wire.ts)), wire.bids, wire.asks)


RULES = api.Rules(source="none found: BloFin's API documentation names no formula (2025-10-31)")
PACE = (  # per address, API documentation of 2025-10-31; a breach shuts the address out
    api.Pace(most=500, seconds=60),
    api.Pace(most=1500, seconds=300),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """BloFin perpetuals."""
    return [
        api.Venue(
            id="blofin",
            name="BloFin",
            base_url="https://openapi.blofin.com",
            docs="https://docs.blofin.com",
            pace=PACE,
            refusal=refusal,
            firewall=300.0,  # 403: its firewall, for 5 minutes; or a country it does not serve
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "blofin.toml",
        )
    ]
