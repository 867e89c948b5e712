"""Paradex: perpetuals on a Starknet chain of its own (public REST v1); options and spot are not.

Units: quantities and depth count the quoted base (kPEPE is a bundle of 1,000), prices are dollars,
profit and margin USDC. Numbers are JSON strings, times milliseconds. There is no smallest quantity
but one increment, and a smallest VALUE at the mark price. Orders from the application and orders by
API pay different fees (`interactive_fee`, `api_fee`) and see different books: the application's
holds orders that API traders cannot reach, so best prices are those of its book and not those of
the list. Funding accrues by the second, the rate is for `funding_period_hours`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

PUBLISHED = Path(__file__).parent / "published" / "paradex.toml"
PERPETUAL = {"PERP": True, **dict.fromkeys(("PERP_OPTION", "OPTION", "SPOT", "FUTURE"), False)}
"""`asset_kind`; nobody kept a FUTURE, a rolling one that the schema names (SDK 0.8.2, 2026-10)."""
REAL_WORLD = "RWA"
"""The tag of shares, indices, metals and currencies, which does not say which of them."""
API = "/v1"

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Problem(Struct):
    """Any answer; `error` is absent where nothing is wrong."""

    error: str = ""
    message: str = ""


class Margin(Struct):
    """delta1_cross_margin_params of a market"""

    imf_base: Decimal
    mmf_factor: Decimal  # of the initial margin
    imf_factor: Decimal = api.ZERO  # 0 by now; once times the root of the value beyond a shift


class Fee(Struct):
    """maker_fee and taker_fee of a channel"""

    fee: Decimal


class Channel(Struct):
    """interactive_fee of fee_config"""

    maker_fee: Fee
    taker_fee: Fee


class Fees(Struct):
    """fee_config of a market"""

    interactive_fee: Channel | None = None


class Market(Struct):
    """GET /markets: results[]"""

    symbol: str
    asset_kind: str
    base_currency: str
    quote_currency: str
    settlement_currency: str
    order_size_increment: Decimal  # quoted base
    price_tick_size: Decimal
    min_notional: Decimal  # USD at the mark price
    open_at: int  # ms; may be ahead
    max_order_size: Decimal | None = None
    delta1_cross_margin_params: Margin | None = None  # null for options
    funding_period_hours: Decimal | None = None  # not sent in 2024
    fee_config: Fees | None = None  # the exchange's own rates hold where there is none
    tags: tuple[str, ...] = ()


class Summary(Struct):
    """GET /markets/summary?market=ALL: results[]; options have empty texts"""

    created_at: int  # ms
    mark_price: str = ""
    underlying_price: str = ""
    last_traded_price: str = ""
    funding_rate: str = ""
    volume_24h: str = ""  # USD


class Results(Struct):
    """GET /markets and /markets/summary"""

    results: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Book(Struct):
    """GET /orderbook/{market} and /orderbook/{market}/interactive"""

    last_updated_at: int  # ms
    bids: tuple[tuple[Decimal, Decimal], ...]  # price, quoted base
    asks: tuple[tuple[Decimal, Decimal], ...]


def refusal(body: bytes) -> api.VenueError | None:
    """Words of the SDK's ErrorCode; too many requests are told by the status alone."""
    if b'"error"' not in body:  # told sooner than by reading the whole
        return None
    problem = api.decode(body, Problem)
    match problem.error:
        case "":
            return None
        case "GEO_IP_BLOCK":
            return api.GeoBlocked(problem.message)
        case "INTERNAL_ERROR" | "SERVICE_UNAVAILABLE":
            return api.Unreachable(problem.message)
        case code:
            return api.Refused(code, problem.message)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(now: datetime, wire: Market) -> api.ContractSpec | None:
    """One market, None when it is no perpetual or opens later than `now`."""
    if not PERPETUAL[wire.asset_kind] or api.from_ms(wire.open_at) > now:
        return None
    if REAL_WORLD in wire.tags:
        raise ValueError(f"tags must say what it is, were {wire.tags}")
    base, many = api.coin(wire.base_currency)
    margin = api.known(wire.delta1_cross_margin_params, "delta1_cross_margin_params")
    web = wire.fee_config.interactive_fee if wire.fee_config else None
    return api.ContractSpec(
        venue="paradex",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_currency,
        settle=wire.settlement_currency,
        kind="perpetual",
        payoff="linear",
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=wire.order_size_increment,
        min_qty=wire.order_size_increment,
        max_qty=wire.max_order_size,
        min_notional=wire.min_notional,
        tick_size=wire.price_tick_size,
        max_leverage=leverage(margin),
        maker_fee=web.maker_fee.fee if web else None,
        taker_fee=web.taker_fee.fee if web else None,
        fee_schedule="perpetual",
        funding_interval_hours=wire.funding_period_hours,
        listed_at=api.from_ms(wire.open_at),
    )


def leverage(margin: Margin) -> Decimal:
    """1 / 0.033333 is meant for 30."""
    return Decimal(f"{round(1 / margin.imf_base, 2).normalize():f}")


def tiers(_: api.ContractSpec, wire: Market) -> tuple[api.MarginTier, ...]:
    """One step; where a factor is sent, the shift is left out, which asks for more and never less.

    Maintenance is a part of the initial margin.
    """
    margin = api.known(wire.delta1_cross_margin_params, "delta1_cross_margin_params")
    part = margin.mmf_factor
    return (
        api.MarginTier(
            floor=api.ZERO,
            initial_rate=margin.imf_base,
            initial_root=margin.imf_factor,
            maintenance_rate=margin.imf_base * part,
            maintenance_root=margin.imf_factor * part,
            max_leverage=leverage(margin),
        ),
    )


def snapshot(spec: api.ContractSpec, wire: Summary) -> api.MarketSnapshot:
    """Mark, spot price as index, and funding; the best prices are the book's."""
    dollars, last = map(api.decimal_or_none, (wire.volume_24h, wire.last_traded_price))
    mark = api.decimal_or_none(wire.mark_price)
    return api.snapshot(
        spec,
        api.from_ms(wire.created_at),
        mark=mark,
        index=api.decimal_or_none(wire.underlying_price),
        last=last,
        funding_rate=api.decimal_or_none(wire.funding_rate),
        volume_24h=dollars / mark * spec.underlying_multiplier if dollars and mark else None,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One request; margin and fees come with the markets."""
    rows = (await http.get(f"{API}/markets", Results)).results
    batch = api.normalise_each(rows, Market, partial(contract, http.now))
    named = api.named(rows)
    return api.Listing(batch, http.read_each("margin tiers", batch.items, named, Market, tiers))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts; its best prices are of the book that API orders see."""
    rows = api.named((await http.get(f"{API}/markets/summary", Results, market="ALL")).results)
    return http.read_each("mark and funding", specs, rows, Summary, snapshot)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """The best 100 levels a side that the application sees.

    Where the exchange has no such path, as in the answers kept of 2024, what API orders see.
    """
    path = f"{API}/orderbook/{spec.symbol}"
    try:
        wire = await http.get(f"{path}/interactive", Book, depth=100)
    except api.Refused:
        wire = await http.get(path, Book, depth=100)
    return api.order_book(spec, api.from_ms(wire.last_updated_at), wire.bids, wire.asks)


RULES = api.Rules(
    min_notional_reference="mark",
    reduce_only_exempt=True,
    maintenance_on="mark",
    liquidation_fee="taker",
    reserved_fee="round trip",
    open_loss=True,
    funding_continuous=True,
    contract_fees="fee_config.interactive_fee of BTC-USD-PERP, 0 on 2026-09-04, is what orders of"
    " the application pay (so does a public benchmark of venues' fees read it, 2026-09-22)",
    source="docs.paradex.trade, cross margin requirement and placing orders (undated copies): fees"
    " of entry and exit and the loss of a worse price are held back at opening; maintenance is half"
    " of the initial margin and the fee of the exit",
)

PACE = (api.Pace(most=1500, seconds=60),)
"""Per address (docs.paradex.trade, rate limits, undated copy of 2026)."""


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Paradex, perpetuals alone."""
    return [
        api.Venue(
            id="paradex",
            name="Paradex",
            base_url="https://api.prod.paradex.trade",
            docs="https://docs.paradex.trade",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=PUBLISHED,
        )
    ]
