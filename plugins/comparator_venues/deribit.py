"""Deribit: inverse BTC and ETH contracts and linear ones settled in USDC (public API v2).

Units: the amount of an order, a quote or a level counts the base coin (linear) or US dollars
(inverse). `contract_size` is only the granularity of that amount and multiplies nothing. Answers
are JSON-RPC: a `result`, or an `error` with a code, whatever the HTTP status. All numbers are JSON
numbers, times milliseconds; a best price of 0.0 is an empty side. Funding accrues by the
millisecond: `current_funding` is the rate for 8 hours. Options, spot and combinations are left out.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, structs

KINDS: dict[str, api.Kind] = {  # `settlement_period`; no default
    "perpetual": "perpetual",
    "day": "future",
    "week": "future",
    "month": "future",
}
PAYOFFS: dict[str, api.Payoff] = {"linear": "linear", "reversed": "inverse"}
CLASSES: dict[str, api.AssetClass] = {  # `underlying_type`; the others are said to be there, too
    "crypto": "crypto",
    "equity": "stock",
    "etf": "stock",
    "commodity": "commodity",
}
CURRENCIES = ("BTC", "ETH", "USDC", "USDT")  # in which futures settle, as the summaries name them
FUNDING_HOURS = Decimal(8)
"""What `current_funding` is the rate for (docs, public/ticker, v2.1.1)."""
API = "/api/v2/public"
OPEN = {
    "open": True,
    **dict.fromkeys(
        ("settlement", "delivered", "inactive", "locked", "halted", "archivized"), False
    ),
}
"""States of a book, documentation; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Problem(Struct):
    """error of an answer"""

    code: int
    message: str = ""


class Answer(Struct):
    """Any answer."""

    error: Problem | None = None


class Instruments(Struct):
    """GET /public/get_instruments"""

    result: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Instrument(Struct):
    """GET /public/get_instruments: result[]; combinations lack most members"""

    instrument_name: str
    kind: str  # future; option, spot, future_combo, option_combo are left out
    is_active: bool
    base_currency: str
    quote_currency: str
    state: str = "open"  # not sent before 2026
    settlement_period: str | None = None  # a key of KINDS
    expiration_timestamp: int | None = None  # ms
    creation_timestamp: int | None = None  # ms
    counter_currency: str | None = None  # not sent before 2022
    settlement_currency: str | None = None  # not sent before 2022, when all was inverse
    instrument_type: str | None = None  # a key of PAYOFFS; not sent before 2025
    future_type: str | None = None  # the same, not sent before 2022
    underlying_type: str = "crypto"  # a key of CLASSES; not sent before 2026, when all was crypto
    min_trade_amount: Decimal | None = None
    tick_size: Decimal | None = None
    max_leverage: Decimal | None = None
    maker_commission: Decimal | None = None
    taker_commission: Decimal | None = None


class Ticker(Struct):
    """GET /public/ticker: result"""

    timestamp: int  # ms
    best_bid_price: Decimal
    best_bid_amount: Decimal
    best_ask_price: Decimal
    best_ask_amount: Decimal
    mark_price: Decimal | None = None
    index_price: Decimal | None = None
    last_price: Decimal | None = None
    current_funding: Decimal | None = None  # perpetuals alone


class Quote(Struct):
    """GET /public/ticker"""

    result: Ticker


class Summary(Struct):
    """GET /public/get_book_summary_by_currency: result[]; no sizes, and no index"""

    creation_timestamp: int  # ms
    mark_price: Decimal
    bid_price: Decimal | None = None  # null where the side is empty
    ask_price: Decimal | None = None
    last: Decimal | None = None
    current_funding: Decimal | None = None  # perpetuals alone


class Levels(Struct):
    """GET /public/get_order_book: result; a level is price and amount"""

    timestamp: int  # ms
    bids: tuple[tuple[Decimal, ...], ...]
    asks: tuple[tuple[Decimal, ...], ...]


class Book(Struct):
    """GET /public/get_order_book"""

    result: Levels


def refusal(body: bytes) -> api.VenueError | None:
    """RPC error codes of the docs: 10028 and 10066 are too many requests."""
    problem = api.decode(body, Answer).error
    if problem is None:
        return None
    match problem.code:
        case 10028 | 10066:
            return api.RateLimited(problem.message)
        case 10040 | 10041 | 10047 | 11051 | 11094:  # retry, settlement, queue, maintenance, fault
            return api.Unreachable(problem.message)
        case code:
            return api.Refused(str(code), problem.message)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(
    wire: Instrument, *, venue: str = "deribit", fees: str = "futures"
) -> api.ContractSpec | None:
    """One instrument, None when it is no future or not open for trading."""
    if wire.kind != "future" or not wire.is_active or not OPEN[wire.state]:
        return None
    kind = KINDS[api.known(wire.settlement_period, "settlement_period")]
    settle = wire.settlement_currency or wire.base_currency
    told = wire.instrument_type or wire.future_type
    payoff = PAYOFFS[told or ("reversed" if settle == wire.base_currency else "linear")]
    if (payoff == "inverse") is not (settle == wire.base_currency):
        raise ValueError(f"settlement_currency must fit a {payoff} contract, was {settle!r}")
    base, many = api.coin(wire.base_currency)
    least = api.known(wire.min_trade_amount, "min_trade_amount")
    expiry = api.known(wire.expiration_timestamp, "expiration_timestamp")
    return api.ContractSpec(
        venue=venue,
        symbol=wire.instrument_name,
        base=base,
        quote=wire.counter_currency or wire.quote_currency,
        settle=settle,
        kind=kind,
        payoff=payoff,
        expiry=api.from_ms(expiry) if kind == "future" else None,
        asset_class=CLASSES[wire.underlying_type],
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="quote" if payoff == "inverse" else "base",
        qty_step=least,
        min_qty=least,
        tick_size=api.known(wire.tick_size, "tick_size"),
        max_leverage=wire.max_leverage,
        maker_fee=wire.maker_commission,
        taker_fee=wire.taker_commission,
        fee_schedule=fees,
        funding_interval_hours=FUNDING_HOURS if kind == "perpetual" else None,
        listed_at=api.from_ms(wire.creation_timestamp) if wire.creation_timestamp else None,
    )


def snapshot(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Everything a ticker says, with a time of its own; an empty side is priced 0."""
    return api.snapshot(
        spec,
        api.from_ms(wire.timestamp),
        bid=wire.best_bid_price or None,
        ask=wire.best_ask_price or None,
        bid_qty=wire.best_bid_amount or None,
        ask_qty=wire.best_ask_amount or None,
        mark=wire.mark_price,
        index=wire.index_price,
        last=wire.last_price,
        funding_rate=None if spec.expiry else wire.current_funding,
    )


def summary(spec: api.ContractSpec, wire: Summary) -> api.MarketSnapshot:
    """What the lists say, seconds later than a ticker."""
    return api.snapshot(
        spec,
        api.from_ms(wire.creation_timestamp),
        bid=wire.bid_price or None,
        ask=wire.ask_price or None,
        mark=wire.mark_price,
        last=wire.last,
        funding_rate=None if spec.expiry else wire.current_funding,
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http, venue: str, fees: str) -> api.Listing:
    """One request for the futures of all currencies."""
    path = f"{API}/get_instruments"
    answer = await http.get(path, Instruments, currency="any", kind="future", expired="false")
    read = partial(contract, venue=venue, fees=fees)
    return api.Listing(api.normalise_each(answer.result, Instrument, read, name="instrument_name"))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request a contract: the lists of all contracts have no sizes and are seconds old."""

    async def ask(spec: api.ContractSpec) -> api.MarketSnapshot:
        answer = await http.get(f"{API}/ticker", Quote, instrument_name=spec.symbol)
        return snapshot(spec, answer.result)

    return await http.each("quote", specs, ask)


async def all_markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for each currency that futures settle in."""

    async def rows(currency: str) -> list[tuple[str, Raw]]:
        path = f"{API}/get_book_summary_by_currency"
        answer = await http.get(path, Instruments, currency=currency, kind="future")
        return [*api.named(answer.result, "instrument_name")]

    by_currency = api.grouped((s for s in specs if s.settle in CURRENCIES), lambda s: s.settle)
    asked = (
        http.read_all("quote", some, rows(currency), Summary, summary)
        for currency, some in by_currency.items()
    )
    return api.joined(*await api.gather(*asked))


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    path = f"{API}/get_order_book"
    answer = await http.get(path, Book, instrument_name=spec.symbol, depth=50)
    wire = answer.result
    return api.order_book(spec, api.from_ms(wire.timestamp), wire.bids, wire.asks)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="none",
    funding_continuous=True,
    source="Deribit support, Linear Perpetual (article 25944738177565, undated): maintenance 1 %"
    " + 0.005 % per BTC, no fee in it; Deribit docs, perpetual (undated): funding accrues every"
    " millisecond. The account margins all positions together; here each stands alone",
)

PACE = (  # support article 25944617523357, rate limits, as of 2026: a call costs 500 of 50,000
    api.Pace(most=100, seconds=5),  # credits, 10,000 come back a second
    api.Pace(most=1, seconds=1, of="/get_instruments"),
)


def clone(venue: str, root: str, fees: str) -> api.Venue:
    """An exchange that answers at `root` as Deribit does; its facts come by structs.replace.

    `fees` names the schedule that its contracts are charged by.
    """
    return api.Venue(
        id=venue,
        name=venue,
        base_url=root,
        docs="https://docs.deribit.com",
        refusal=refusal,
        contracts=partial(contracts, venue=venue, fees=fees),
        markets=markets,
        all_markets=all_markets,
        book=book,
    )


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Deribit, futures and perpetuals."""
    return [
        structs.replace(
            clone("deribit", "https://www.deribit.com", "futures"),
            name="Deribit",
            pace=PACE,
            rules=RULES,
            published=Path(__file__).parent / "published" / "deribit.toml",
        )
    ]
