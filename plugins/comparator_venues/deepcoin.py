"""Deepcoin perpetuals, linear in USDT and inverse (public REST, much like OKX's).

Units: quantities and best prices count CONTRACTS of `ctVal`: quoted base, or USD where inverse. The
levels of a linear book count quoted BASE instead; what those of an inverse one count nobody wrote
down, so it has none. Everything is a JSON string but the funding rate, a number. `baseCcy` is cut
to eight letters: the coin is read from `instId`. Funding calls name BTC-USDT-SWAP `BTCUSDT`, and
list names that are dead. Interval, mark and margin tiers: no answer that says them was kept.
"""

from collections.abc import Awaitable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct

PAYOFFS: dict[str, api.Payoff] = {"USDT": "linear", "USD": "inverse"}  # an unknown quote: rejected
KINDS: dict[str, api.Kind] = {"SWAP": "perpetual"}
GROUPS: dict[str, str] = {"linear": "SwapU", "inverse": "Swap"}
"""How funding calls name the two product groups."""
LEVELS = 50
OPEN = {"live": True, "suspend": False}
"""What was seen, and the word of OKX, whose API it copies; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer with a list."""

    data: tuple[Raw, ...]  # read one by one, so one odd item cannot sink the rest


class Instrument(Struct, rename="camel"):
    """GET /deepcoin/market/instruments: data[]"""

    inst_id: str  # BTC-USDT-SWAP
    inst_type: str  # a key of KINDS
    quote_ccy: str  # a key of PAYOFFS
    state: str
    ct_val: Decimal
    lot_sz: Decimal  # contracts, as the sizes below
    min_sz: Decimal
    tick_sz: Decimal
    lever: str = ""
    max_lmt_sz: str = ""
    max_mkt_sz: str = ""


class Ticker(Struct, rename="camel"):
    """GET /deepcoin/market/tickers: data[]"""

    ts: str  # ms
    last: str = ""
    bid_px: str = ""
    bid_sz: str = ""  # contracts
    ask_px: str = ""
    ask_sz: str = ""


class Rate(Struct, rename="camel"):
    """GET /deepcoin/trade/fund-rate/current-funding-rate: data.current_fund_rates[]"""

    funding_rate: Decimal


class Rates(Struct):
    """The same: data"""

    current_fund_rates: tuple[Raw, ...]


class Funding(Struct):
    """The same"""

    data: Rates


class Sides(Struct):
    """GET /deepcoin/market/books: data"""

    bids: tuple[api.Level, ...]  # price, quoted base
    asks: tuple[api.Level, ...]


class Depth(Struct):
    """The same"""

    data: Sides


class Envelope(Struct):
    """Any answer."""

    code: str
    msg: str = ""


def refusal(body: bytes) -> api.VenueError | None:
    """50 is an unknown contract, 51 a parameter that is missing or wrong."""
    if body.startswith(b'{"code":"0",'):  # as good answers do: no need to read them twice
        return None
    answer = api.decode(body, Envelope)
    return None if answer.code == "0" else api.Refused(answer.code, answer.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading."""
    if not OPEN[wire.state]:
        return None
    name = wire.inst_id.split("-")[0]
    base, many = api.coin(name)
    payoff = PAYOFFS[wire.quote_ccy]
    return api.ContractSpec(
        venue="deepcoin",
        symbol=wire.inst_id,
        base=base,
        quote=wire.quote_ccy,
        settle=base if payoff == "inverse" else wire.quote_ccy,
        kind=KINDS[wire.inst_type],
        payoff=payoff,
        contract_size=wire.ct_val,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=wire.lot_sz,
        min_qty=wire.min_sz,
        max_qty=api.decimal_or_none(wire.max_lmt_sz),
        max_market_qty=api.decimal_or_none(wire.max_mkt_sz),
        tick_size=wire.tick_sz,
        max_leverage=api.decimal_or_none(wire.lever),
        fee_schedule="futures",
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best prices, their sizes from contracts."""
    return api.snapshot(
        spec,
        api.from_ms(int(wire.ts)),
        bid=api.decimal_or_none(wire.bid_px),
        ask=api.decimal_or_none(wire.ask_px),
        bid_qty=api.decimal_or_none(wire.bid_sz),
        ask_qty=api.decimal_or_none(wire.ask_sz),
        last=api.decimal_or_none(wire.last),
    )


def short(spec: api.ContractSpec) -> str:
    """The name that funding calls give a contract: BTC-USDT-SWAP is BTCUSDT."""
    return spec.symbol.removesuffix("-SWAP").replace("-", "")


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """All contracts, one request."""
    answer = await http.get("/deepcoin/market/instruments", Answer, instType="SWAP")
    return api.Listing(api.normalise_each(answer.data, Instrument, contract, name="instId"))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for the best prices of all, one a payoff for the funding."""

    async def tickers() -> list[tuple[str, Raw]]:
        answer = await http.get("/deepcoin/market/tickers", Answer, instType="SWAP")
        return [*api.named(answer.data, "instId")]

    async def rates(group: str, names: Mapping[str, str]) -> list[tuple[str, Raw]]:
        path = "/deepcoin/trade/fund-rate/current-funding-rate"
        rows = (await http.get(path, Funding, instType=group)).data.current_fund_rates
        named = api.named(rows, "instrumentId")
        return [(names[name], row) for name, row in named if name in names]

    asked: list[Awaitable[Mapping[str, api.MarketSnapshot]]] = [
        http.read_all("best prices", specs, tickers(), Ticker, quote)
    ]
    for payoff, some in api.grouped(specs, lambda spec: spec.payoff).items():
        found = rates(GROUPS[payoff], {short(spec): spec.symbol for spec in some})
        asked.append(http.read_all("funding", some, found, Rate, partial(funding, http)))
    return api.joined(*await api.gather(*asked))


def funding(http: api.Http, spec: api.ContractSpec, wire: Rate) -> api.MarketSnapshot:
    """The rate of the running interval."""
    return api.snapshot(spec, http.now, funding_rate=wire.funding_rate)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side, from quoted base to coins."""
    if spec.payoff == "inverse":
        raise ValueError("what the levels of an inverse book count is not known")
    path = "/deepcoin/market/books"
    sides = (await http.get(path, Depth, instId=spec.symbol, sz=LEVELS)).data

    def coins(level: api.Level) -> Decimal:
        return level[1] * spec.underlying_multiplier

    return api.OrderBook(
        venue=spec.venue,
        symbol=spec.symbol,
        at=http.now,
        bids=api.best_first(sides.bids, bids=True, coins=coins),
        asks=api.best_first(sides.asks, bids=False, coins=coins),
    )


RULES = api.Rules(
    source="none found: Deepcoin's documentation names no formula (nemanull/arbitrage-observatory,"
    " Deepcoin profile, 2026-09-22); funding: positive rates are paid by longs"
)
PACE = (  # per address, as documented; depth and rates may go faster
    api.Pace(most=10, seconds=1),
    api.Pace(most=600, seconds=60),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Deepcoin perpetuals."""
    return [
        api.Venue(
            id="deepcoin",
            name="Deepcoin",
            base_url="https://api.deepcoin.com",
            docs="https://www.deepcoin.com/docs",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            published=Path(__file__).parent / "published" / "deepcoin.toml",
        )
    ]
