"""Bitget futures on USDT, USDC and coin margin, perpetual and dated (public REST v2).

Units: every quantity counts the BASE coin, on coin margin too: `sizeMultiplier` is its step and no
contract size. A tick is `priceEndStep` times ten to minus `pricePlace`. Everything is a JSON string
("" where it does not apply), a level may be numbers; times are milliseconds. A refusal is a `code`
other than "00000". `fundingRate` of a ticker lags behind the funding list, which has interval and
time besides. Margin tiers are public, one contract a request; caps count quote.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field

SEGMENTS = {"USDT": "USDT-FUTURES", "USDC": "USDC-FUTURES"}
"""`productType` by what settles; all other contracts settle in their base."""
COIN = "COIN-FUTURES"
KINDS: dict[str, api.Kind] = {"perpetual": "perpetual", "delivery": "future"}
CLASSES: dict[str, api.AssetClass] = {"NO": "crypto", "": "crypto"}
"""By `isRwa`, not sent before 2026. Which kind of stock, metal or index a "YES" is, is not told."""
API = "/api/v2/mix/market"
OPEN = {
    "normal": True,
    **dict.fromkeys(("listed", "maintain", "limit_open", "restrictedAPI", "off"), False),
}
"""Documentation of contracts, not all seen; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer; `data` is null in a refusal."""

    code: str
    data: tuple[Raw, ...] | None = None  # read one by one, so one odd item cannot sink the rest
    msg: str = ""


class Refusal(Struct):
    """Any answer, whatever its data."""

    code: str
    msg: str = ""


class Instrument(Struct, rename="camel", kw_only=True):
    """GET /contracts: data[]"""

    symbol: str
    symbol_status: str
    symbol_type: str  # a key of KINDS
    base_coin: str
    quote_coin: str
    min_trade_num: Decimal
    size_multiplier: Decimal
    price_end_step: Decimal
    price_place: str
    min_trade_usdt: str = field(name="minTradeUSDT", default="")
    max_order_qty: str = ""
    max_market_order_qty: str = ""
    max_lever: str = ""
    maker_fee_rate: str = ""
    taker_fee_rate: str = ""
    fund_interval: str = ""  # hours; "" on dated contracts
    launch_time: str = ""
    off_time: str = "-1"  # ms; "-1": it is not to be delisted
    delivery_time: str = ""
    is_rwa: str = ""  # a key of CLASSES


class Ticker(Struct, rename="camel"):
    """GET /tickers: data[]"""

    ts: str
    last_pr: str = ""
    bid_pr: str = ""
    bid_sz: str = ""
    ask_pr: str = ""
    ask_sz: str = ""
    mark_price: str = ""  # not sent in 2023
    index_price: str = ""
    funding_rate: str = ""
    base_volume: str = ""


class Funding(Struct, rename="camel"):
    """GET /current-fund-rate: data[]"""

    funding_rate: str
    funding_rate_interval: Decimal  # hours
    next_update: str


class Depth(Struct):
    """GET /merge-depth: data"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]
    ts: str


class Book(Struct):
    """GET /merge-depth"""

    data: Depth


class Tier(Struct, rename="camel"):
    """GET /query-position-lever: data[]"""

    end_unit: Decimal  # quote
    leverage: Decimal
    keep_margin_rate: Decimal


def refusal(body: bytes) -> api.VenueError | None:
    """429 is too many requests, 40024 a region, 40015 and 40200 a fault or work of theirs."""
    if body.startswith(b'{"code":"00000",'):  # as good answers do: no need to read them twice
        return None
    answer = api.decode(body, Refusal)
    match answer.code:
        case "00000":
            return None
        case "429":
            return api.RateLimited(answer.msg)
        case "40024":
            return api.GeoBlocked(answer.msg)
        case "40015" | "40200":
            return api.Unreachable(answer.msg)
        case code:
            return api.Refused(code, answer.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(settle: str | None, wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading; `settle` None: in its base."""
    if not OPEN[wire.symbol_status]:
        return None
    if wire.is_rwa not in CLASSES:
        raise ValueError(f"isRwa must be NO, was {wire.is_rwa!r}: stock, metal or index not told")
    kind = KINDS[wire.symbol_type]
    base, many = api.coin(wire.base_coin)
    return api.ContractSpec(
        venue="bitget",
        symbol=wire.symbol,
        base=base,
        quote=wire.quote_coin,
        settle=settle or base,
        kind=kind,
        payoff="linear" if settle else "inverse",
        expiry=api.from_ms(int(wire.delivery_time)) if kind == "future" else None,
        asset_class=CLASSES[wire.is_rwa],
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=wire.size_multiplier,
        min_qty=wire.min_trade_num,
        max_qty=api.decimal_or_none(wire.max_order_qty),
        max_market_qty=api.decimal_or_none(wire.max_market_order_qty),
        min_notional=api.decimal_or_none(wire.min_trade_usdt),
        tick_size=wire.price_end_step * api.power_of_ten(int(wire.price_place)),
        max_leverage=api.decimal_or_none(wire.max_lever),
        maker_fee=api.decimal_or_none(wire.maker_fee_rate),
        taker_fee=api.decimal_or_none(wire.taker_fee_rate),
        fee_schedule="futures",
        funding_interval_hours=api.decimal_or_none(wire.fund_interval)
        if kind == "perpetual"
        else None,
        listed_at=api.from_ms(int(wire.launch_time)) if wire.launch_time else None,
        delisted_at=api.from_ms(int(wire.off_time))
        if kind == "perpetual" and wire.off_time not in ("", "-1")
        else None,
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best prices, mark and index, and the running rate for whoever has no better."""
    volume = api.decimal_or_none(wire.base_volume)
    return api.snapshot(
        spec,
        api.from_ms(int(wire.ts)),
        bid=api.decimal_or_none(wire.bid_pr),
        ask=api.decimal_or_none(wire.ask_pr),
        bid_qty=api.decimal_or_none(wire.bid_sz),
        ask_qty=api.decimal_or_none(wire.ask_sz),
        mark=api.decimal_or_none(wire.mark_price),
        index=api.decimal_or_none(wire.index_price),
        last=api.decimal_or_none(wire.last_pr),
        funding_rate=api.decimal_or_none(wire.funding_rate) if spec.kind == "perpetual" else None,
        volume_24h=None if volume is None else volume * spec.underlying_multiplier,
    )


def funding(at: datetime, spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
    """The rate that the next settlement will take, with its time and interval."""
    return api.snapshot(
        spec,
        at,
        funding_rate=api.decimal_or_none(wire.funding_rate),
        funding_interval_hours=wire.funding_rate_interval,
        next_funding_time=api.from_ms(int(wire.next_update)),
    )


def margin_tiers(rows: Sequence[Tier]) -> tuple[api.MarginTier, ...]:
    """The table from the lowest cap up; each tier starts where the one before ends."""
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            initial_rate=1 / row.leverage,
            maintenance_rate=row.keep_margin_rate,
            max_leverage=row.leverage,
        )
        for row, floor, cap in api.stacked(rows, lambda row: row.end_unit)
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


def segment(spec: api.ContractSpec) -> str:
    """What Bitget calls `productType`."""
    return COIN if spec.payoff == "inverse" else SEGMENTS[spec.settle]


async def contracts(http: api.Http) -> api.Listing:
    """All three segments; USDC and coin margin failing alone leave only their contracts out."""
    path = f"{API}/contracts"
    usdt, usdc, coin = await api.gather(
        http.get(path, Answer, productType=SEGMENTS["USDT"]),
        http.get_or_none("USDC contracts", path, Answer, productType=SEGMENTS["USDC"]),
        http.get_or_none("coin-margined contracts", path, Answer, productType=COIN),
    )
    batch = api.Batch[api.ContractSpec]()
    for settle, answer in (("USDT", usdt), ("USDC", usdc), (None, coin)):
        rows = (answer.data or ()) if answer else ()
        batch += api.normalise_each(rows, Instrument, partial(contract, settle))
    return api.Listing(batch)


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for each segment that is wanted: they answer for all of its contracts."""

    async def rows(path: str, name: str) -> list[tuple[str, Raw]]:
        return list(api.named((await http.get(path, Answer, productType=name)).data or ()))

    segments = api.grouped(specs, segment)
    paying = api.grouped((spec for spec in specs if spec.kind == "perpetual"), segment)
    rate = partial(funding, http.now)
    rates = [
        http.read_all("funding", some, rows(f"{API}/current-fund-rate", name), Funding, rate)
        for name, some in paying.items()
    ]
    quotes = [
        http.read_all("quote", some, rows(f"{API}/tickers", name), Ticker, quote)
        for name, some in segments.items()
    ]
    return api.joined(*await api.gather(*rates, *quotes))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    query = {"productType": segment(spec), "symbol": spec.symbol, "limit": "50"}
    depth = (await http.get(f"{API}/merge-depth", Book, **query)).data
    return api.order_book(spec, api.from_ms(int(depth.ts)), depth.bids, depth.asks)


async def tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """One request a contract; what coin-margined caps count is not documented."""

    async def ask(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        query = {"productType": segment(spec), "symbol": spec.symbol}
        answer = await http.get(f"{API}/query-position-lever", Answer, **query)
        rows = [raw for name, raw in api.named(answer.data or ()) if name == spec.symbol]
        if not rows:
            raise LookupError(spec.symbol)
        return margin_tiers([api.decode(raw, Tier) for raw in rows])

    linear = [spec for spec in specs if spec.payoff == "linear"]
    return await http.each("margin tiers", linear, ask)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="taker",
    source="Bitget support article 12560603808759 (2025-09-18): liquidation at (margin - direction"
    " x size x entry) / (size x (maintenance rate + taker fee - direction))",
)
PACE = (  # per address and path, API documentation v2 as read in 2026-09
    *(
        api.Pace(most=20, seconds=1, of=f"{API}/{path}")
        for path in ("contracts", "tickers", "current-fund-rate", "merge-depth")
    ),
    api.Pace(most=10, seconds=1, of=f"{API}/query-position-lever"),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Bitget, all three segments."""
    return [
        api.Venue(
            id="bitget",
            name="Bitget",
            base_url="https://api.bitget.com",
            docs="https://www.bitget.com/api-doc/contract/intro",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=tiers,
            rules=RULES,
            published=Path(__file__).parent / "published" / "bitget.toml",
        )
    ]
