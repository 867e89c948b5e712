"""CoinW perpetuals, linear in USDT and USDC (public REST v1).

Units: quantities count LOTS of `oneLotSize` quoted base; the levels of a book count quoted base.
Names are lower case, prices JSON numbers, `settledPeriod` hours. No list has best prices: the book
does. Mark, index and the coming funding rate are told on a socket alone, and what a call of the
name `fundingRate` answers is the rate settled LAST: all are unknown here. Spreads that are charged
when a position is opened or closed stand in the list, and nobody wrote down who pays them.
A refusal is a `code` other than 0, mostly with HTTP 200.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

OPEN = "online"
CLOSED = {"offline", "pretest", "settlement", "preOffline"}
STOCKS = {"SAMSUNG", "DELL", "MSTR"}
"""Shares that were seen unmarked in the list (2026-09-23); others may stand there, too."""
TOO_MANY = 29001
SPREADS = api.FigureWarning(
    code="spread_charge",
    message="its list names a spread of 0.03 % at opening and 0.02 % at closing; whether a market"
    " order pays them is not published, and they are in no cost",
)

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Rows(Struct):
    """Any list."""

    data: tuple[Raw, ...]  # read one by one, so one odd item cannot sink the rest


class Instrument(Struct, rename="camel"):
    """GET /v1/perpum/instruments: data[]"""

    name: str  # BTC, 1000PEPE, BTC_USDC
    base: str
    quote: str
    status: str  # OPEN or one of CLOSED
    one_lot_size: Decimal
    min_size: Decimal  # lots
    price_precision: int  # decimals
    max_leverage: Decimal
    maker_fee: Decimal
    taker_fee: Decimal
    settled_period: Decimal  # hours
    created_date: int  # ms


class Ticker(Struct):
    """GET /v1/perpumPublic/tickers: data[]"""

    base_coin: str
    quote_coin: str
    last_price: Decimal


class Step(Struct):
    """One level of a book"""

    p: Decimal
    m: Decimal  # quoted base


class Sides(Struct):
    """GET /v1/perpumPublic/depth: data"""

    asks: tuple[Step, ...]
    bids: tuple[Step, ...]
    t: int | None = None  # ms


class Depth(Struct):
    """The same"""

    data: Sides


class Envelope(Struct):
    """Any answer."""

    code: int
    msg: str = ""


def refusal(body: bytes) -> api.VenueError | None:
    """29001 is too many requests, 9001 and 9016 an unknown contract."""
    if body.startswith(b'{"code":0,'):  # as good answers do: no need to read them twice
        return None
    answer = api.decode(body, Envelope)
    if answer.code == 0:
        return None
    if answer.code == TOO_MANY:
        return api.RateLimited(answer.msg)
    return api.Refused(answer.code, answer.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading."""
    if wire.status in CLOSED:
        return None
    if wire.status != OPEN:
        raise ValueError(f"status must be {OPEN!r} or a known one, was {wire.status!r}")
    name = wire.base.upper()
    base, many = api.coin(name)
    quote = wire.quote.upper()
    return api.ContractSpec(
        venue="coinw",
        symbol=wire.name,
        base=base,
        quote=quote,
        settle=quote,
        kind="perpetual",
        payoff="linear",
        asset_class="stock" if name in STOCKS else "crypto",
        contract_size=wire.one_lot_size,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=wire.min_size,
        min_qty=wire.min_size,
        tick_size=api.power_of_ten(wire.price_precision),
        max_leverage=wire.max_leverage,
        maker_fee=wire.maker_fee,
        taker_fee=wire.taker_fee,
        fee_schedule="futures",
        funding_interval_hours=wire.settled_period,
        listed_at=api.from_ms(wire.created_date),
    )


def last(wire: Ticker) -> tuple[str, Decimal]:
    """The last price, and of what: a ticker has names of its own, BTCUSDT for BTC."""
    base, quote = wire.base_coin.upper(), wire.quote_coin.upper()
    return base if quote == "USDT" else f"{base}_{quote}", wire.last_price


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All contracts, one request."""
    answer = await http.get("/v1/perpum/instruments", Rows)
    batch = api.normalise_each(answer.data, Instrument, contract, name="name")
    return api.Listing(batch, warnings=(SPREADS,))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """The last prices of all contracts, one request; best prices come with the book."""
    rows = (await http.get("/v1/perpumPublic/tickers", Rows)).data
    prices = dict(api.normalise_each(rows, Ticker, last, name="name").items)
    found = dict[str, api.MarketSnapshot]()
    for spec in specs:
        if spec.symbol in prices:
            found[spec.symbol] = api.snapshot(spec, http.now, last=prices[spec.symbol])
        else:
            http.unknown(f"{spec.symbol}: last price", KeyError(spec.symbol))
    return found


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """20 levels a side, from quoted base to coins."""
    sides = (await http.get("/v1/perpumPublic/depth", Depth, base=spec.symbol)).data
    at = http.now if sides.t is None else api.from_ms(sides.t)

    def side(steps: Sequence[Step], *, bids: bool) -> tuple[api.Level, ...]:
        levels = ((step.p, step.m * spec.underlying_multiplier) for step in steps)
        return api.best_first(levels, bids=bids)

    return api.OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=at,
        bids=side(sides.bids, bids=True),
        asks=side(sides.asks, bids=False),
    )


RULES = api.Rules(
    source="none found: CoinW's API documentation names no formula (nemanull/arbitrage-observatory,"
    " CoinW profile, 2026-09-23); orders are refused for 30 to 40 seconds while funding is settled"
)
PACE = (api.Pace(most=5, seconds=1),)  # of specifications, tickers and depth alike, as documented


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """CoinW perpetuals."""
    return [
        api.Venue(
            id="coinw",
            name="CoinW",
            base_url="https://api.coinw.com",
            docs="https://www.coinw.com/api-doc",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "coinw.toml",
        )
    ]
