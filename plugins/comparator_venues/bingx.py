"""BingX perpetual futures: USDT-M and USDC-M (swap v2, linear) and COIN-M (cswap v1, inverse).

Units: linear quantities count the quoted base (1000PEPE is one unit), inverse ones contracts of 100
or 10 USD, which the wire calls `minTickSize`. Steps and ticks are numbers of decimals. Types drift
between string and number, so every number is read as a Decimal. Depth has had three units: `bids`
and `asks` counted contracts until 2024 and count coins since; `bidsCoin` and `asksCoin` were coins,
then wrong, now the same. Asks came dearest first until 2025. A refusal comes with HTTP 200 and a
`code` that is not 0; COIN-M lists nothing to a
call without the time. Leverage and margin tiers need a key; for COIN-M no fee is published.
"""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field

LINEAR, INVERSE = "/openApi/swap/v2/quote", "/openApi/cswap/v1/market"

OPEN = {"1": True, **dict.fromkeys(("0", "5", "25"), False)}
"""Documentation of contracts; another word is a rejection."""
"""Of `status`: 25 forbids opening, 5 is not online yet, 0 offline; it wins over `apiStateOpen`."""
CLASSES: dict[str, api.AssetClass] = {  # how the code of what is no coin begins: NCSKTSLA2USD
    "NCFX": "forex",
    "NCCO": "commodity",
    "NCSK": "stock",
    "NCSI": "index",
}
CODES = {("commodity", "GOLD"): "XAU"}
"""What other venues call the same; it is shown as GOLD(XAU)."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer: a list, or one object where a single contract was asked for."""

    code: int
    msg: str = ""
    data: Raw = Raw(b"")


class Swap(Struct, rename="camel"):
    """GET /openApi/swap/v2/quote/contracts: data[]; `size` and `tradeMinLimit` are leftovers."""

    symbol: str
    asset: str
    currency: str
    status: Decimal
    quantity_precision: Decimal
    price_precision: Decimal
    api_state_open: str | bool = True  # rows of 2023 leave it out
    trade_min_quantity: Decimal | None = None  # the same
    trade_min_usdt: Decimal | None = field(name="tradeMinUSDT", default=None)
    maker_fee_rate: Decimal | None = None
    taker_fee_rate: Decimal | None = None
    fee_rate: Decimal | None = None  # taker; the only one in 2023
    launch_time: Decimal = api.ZERO  # ms
    off_time: Decimal = api.ZERO  # ms; 0: it is not to be delisted


class CoinSwap(Struct, rename="camel"):
    """GET /openApi/cswap/v1/market/contracts: data[]"""

    symbol: str  # BTC-USD
    status: Decimal
    price_precision: Decimal
    min_tick_size: Decimal  # USD per contract
    min_trade_value: Decimal  # USD
    min_qty: Decimal  # contracts
    time_online: Decimal = api.ZERO  # ms


class Ticker(Struct, rename="camel"):
    """GET …/ticker: data[]; sizes are order units."""

    last_price: Decimal
    bid_price: Decimal | None = None  # answers of 2022 leave all four out
    bid_qty: Decimal | None = None
    ask_price: Decimal | None = None
    ask_qty: Decimal | None = None
    volume: Decimal | None = None  # coins; contracts on COIN-M
    quote_volume: Decimal | None = None  # quote; coins on COIN-M


class Premium(Struct, rename="camel"):
    """GET …/premiumIndex: data[]"""

    mark_price: Decimal
    index_price: Decimal
    last_funding_rate: Decimal  # despite its name the estimate for the next settlement
    next_funding_time: int  # ms
    funding_interval_hours: Decimal | None = None  # not in every answer


class Depth(Struct):
    """GET …/depth: data"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]
    time: int = field(name="T")  # ms


class DepthAnswer(Struct):
    """GET …/depth"""

    data: Depth


def refusal(body: bytes) -> api.VenueError | None:
    """100410 is too many requests, 100500 their own failure, however alike their texts are."""
    reply = api.decode(body, Answer)
    match reply.code:
        case 0:
            return None
        case 100410:
            return api.RateLimited(reply.msg)
        case 100500:
            return api.Unreachable(reply.msg)
        case code:
            return api.Refused(code, reply.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def linear(wire: Swap) -> api.ContractSpec | None:
    """One USDT-M or USDC-M contract, None when it is not open for trading."""
    if not OPEN[f"{wire.status:f}"] or wire.api_state_open not in (True, "true"):
        return None
    kind = CLASSES.get(wire.asset[:4], "crypto")
    name = wire.asset if kind == "crypto" else wire.asset[4:].removesuffix("2USD")
    base, many = api.coin(CODES.get((kind, name), name))
    step = api.power_of_ten(int(wire.quantity_precision))
    return api.ContractSpec(
        venue="bingx",
        symbol=wire.symbol,
        base=base,
        quote=wire.currency,
        settle=wire.currency,
        kind="perpetual",
        payoff="linear",
        asset_class=kind,
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=step,
        min_qty=wire.trade_min_quantity or step,  # no order is smaller than a step
        min_notional=wire.trade_min_usdt,
        tick_size=api.power_of_ten(int(wire.price_precision)),
        fee_schedule="perpetual",
        maker_fee=wire.maker_fee_rate,
        taker_fee=wire.taker_fee_rate if wire.taker_fee_rate is not None else wire.fee_rate,
        listed_at=api.from_ms(int(wire.launch_time)) if wire.launch_time else None,
        delisted_at=api.from_ms(int(wire.off_time)) if wire.off_time else None,
    )


def inverse(wire: CoinSwap) -> api.ContractSpec | None:
    """One COIN-M contract, None when it is not open for trading."""
    if not OPEN[f"{wire.status:f}"]:
        return None
    settle, dash, quote = wire.symbol.partition("-")
    if not dash or "-" in quote:
        raise ValueError(f"symbol must be a coin and its currency, was {wire.symbol!r}")
    base, many = api.coin(settle)
    return api.ContractSpec(
        venue="bingx",
        symbol=wire.symbol,
        base=base,
        quote=quote,
        settle=settle,
        kind="perpetual",
        payoff="inverse",
        contract_size=wire.min_tick_size,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=api.ONE,  # not sent; the least order is one contract
        min_qty=wire.min_qty,
        min_notional=wire.min_trade_value,
        tick_size=api.power_of_ten(int(wire.price_precision)),
        fee_schedule="coinm",
        listed_at=api.from_ms(int(wire.time_online)) if wire.time_online else None,
    )


def quote(at: datetime, spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best prices and 24 h volume; a price of 0 is a side without orders."""
    coins = wire.quote_volume if spec.payoff == "inverse" else wire.volume
    return api.snapshot(
        spec,
        at,
        bid=wire.bid_price or None,
        ask=wire.ask_price or None,
        bid_qty=wire.bid_qty or None,
        ask_qty=wire.ask_qty or None,
        last=wire.last_price,
        volume_24h=None if coins is None else coins * spec.underlying_multiplier,
    )


def funding(at: datetime, spec: api.ContractSpec, wire: Premium) -> api.MarketSnapshot:
    """Mark, index and the rate of the next settlement."""
    return api.snapshot(
        spec,
        at,
        mark=wire.mark_price,
        index=wire.index_price,
        funding_rate=wire.last_funding_rate,
        funding_interval_hours=wire.funding_interval_hours,
        next_funding_time=api.from_ms(wire.next_funding_time),
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


def segment(spec: api.ContractSpec) -> str:
    """The path prefix that serves this contract."""
    return INVERSE if spec.payoff == "inverse" else LINEAR


async def contracts(http: api.Http) -> api.Listing:
    """Both segments; COIN-M failing alone leaves only its contracts out."""
    swaps, coin_swaps = await api.gather(
        http.get(f"{LINEAR}/contracts", Answer),
        http.get_or_none(
            "COIN-M contracts",
            f"{INVERSE}/contracts",
            Answer,
            timestamp=int(http.now.timestamp() * 1000),  # refused without it since 2026-09
        ),
    )
    batch = api.normalise_each(api.rows_of(swaps.data), Swap, linear)
    if coin_swaps:
        batch += api.normalise_each(api.rows_of(coin_swaps.data), CoinSwap, inverse)
    return api.Listing(batch)


async def rows(http: api.Http, path: str) -> Iterable[tuple[str, Raw]]:
    """Every row of an answer, by contract."""
    return api.named(api.rows_of((await http.get(path, Answer)).data))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Two requests for each segment that is wanted: they answer for all of its contracts."""
    asked = list[Awaitable[Mapping[str, api.MarketSnapshot]]]()
    best, premium = partial(quote, http.now), partial(funding, http.now)
    for prefix, some in api.grouped(specs, segment).items():
        tickers, premiums = (rows(http, f"{prefix}/{name}") for name in ("ticker", "premiumIndex"))
        asked.append(http.read_all("best prices", some, tickers, Ticker, best))
        asked.append(http.read_all("mark and funding", some, premiums, Premium, premium))
    return api.joined(*await api.gather(*asked))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    answer = await http.get(f"{segment(spec)}/depth", DepthAnswer, symbol=spec.symbol, limit=50)
    depth = answer.data
    return api.order_book(spec, api.from_ms(depth.time), depth.bids, depth.asks)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="taker",
    source="BingX help centre: liquidation when margin falls to value x maintenance rate - amount"
    " and the taker fee (since 2024-07-22, by batches); the price behind tradeMinUSDT is not named",
)

PACE = (  # per address, documentation of 2024
    api.Pace(most=500, seconds=60),
    api.Pace(most=1500, seconds=300),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """BingX, both segments."""
    return [
        api.Venue(
            id="bingx",
            always_shown=True,
            name="BingX",
            base_url="https://open-api.bingx.com",
            docs="https://bingx-api.github.io/docs-v3/",
            pace=PACE,
            firewall=300.0,  # docs-v3: about 5 minutes
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "bingx.toml",
        )
    ]
