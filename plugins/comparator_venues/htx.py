"""HTX futures, formerly Huobi: linear in USDT and inverse, perpetual and dated (public REST v1).

Units: quantities and depth count CONTRACTS, whole ones; a contract is `contract_size` coins
(linear: 0.001 BTC, 1000 SHIB, never a bundle in the name) or dollars (inverse). Neither step nor
minimum is on the wire: both are one contract. The three families have paths of their own, and
dated inverse ones are asked for by `symbol`. Prices are numbers in books and strings elsewhere;
`settlement_period` is hours, `funding_time` (ms) the settlement to come. Marks are told for one
contract at a time, as the last close of its mark candles. Refusals come with HTTP 200, as
`err_code` or `err-code`. Left out: margin tiers, of which only a factor of the leverage chosen is
told (`adjust_factor`).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field

KINDS: dict[str, api.Kind] = {  # `contract_type`, which inverse perpetuals lack; no default
    "swap": "perpetual",
    "this_week": "future",
    "next_week": "future",
    "quarter": "future",
    "next_quarter": "future",
}
CLASSES: dict[str, api.AssetClass] = {  # first of `tradfi_labels`, as seen on 2026-09-23
    "Stocks": "stock",
    "Metals": "commodity",
    "Commodities": "commodity",
    "Indices": "index",
}
MARKET: dict[tuple[api.Payoff, api.Kind], str] = {
    ("linear", "perpetual"): "/linear-swap-ex/market",
    ("linear", "future"): "/linear-swap-ex/market",
    ("inverse", "perpetual"): "/swap-ex/market",
    ("inverse", "future"): "/market",
}
FAMILY: dict[api.Payoff, str] = {"linear": "linear-swap", "inverse": "swap"}
"""What paths call the perpetuals; marks have it with an underscore."""
CODE = "contract_code"
OPEN = {1: True, **dict.fromkeys((0, 2, 3, 4, 5, 6, 7, 8, 9), False)}
"""`contract_status`; 0 and 2 to 9 are before, between and after trading."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Envelope(Struct):
    """Any answer: `status` of v1, a number where a path is unknown; `code` of v5."""

    status: str | int = ""
    code: int = 200
    message: str = ""
    err_code: str | int = ""
    err_msg: str = ""
    market_code: str = field(name="err-code", default="")
    market_text: str = field(name="err-msg", default="")


class Answer(Struct):
    """Any answer but quotes and depth."""

    data: Raw  # a list, or one object where one contract was asked for


class Instrument(Struct):
    """GET …/swap_contract_info and /api/v1/contract_contract_info: data[]"""

    contract_code: str
    symbol: str  # the coin
    contract_size: Decimal  # coins, or USD on inverse
    price_tick: Decimal
    contract_status: int
    create_date: str  # YYYYMMDD
    contract_type: str = "swap"  # a key of KINDS
    delivery_time: str = ""  # ms; "" on perpetuals
    pair: str = ""  # BTC-USDT, on linear alone
    settlement_period: Decimal | None = None  # hours; not sent before 2024
    tradfi_labels: str | tuple[str, ...] | None = None  # empty on coins


class Elements(Struct):
    """GET /linear-swap-api/v1/swap_query_elements: data[]"""

    max_level: Decimal


class Quote(Struct):
    """GET …/bbo: ticks[] and …/detail/merged: tick; a side is [price, contracts]."""

    ts: int  # ms
    bid: tuple[Decimal, Decimal] | None = None
    ask: tuple[Decimal, Decimal] | None = None


class Quotes(Struct):
    """GET …/bbo"""

    ticks: tuple[Raw, ...]


class Merged(Struct):
    """GET …/detail/merged"""

    tick: Quote


class Index(Struct):
    """GET …/swap_index: data[]"""

    index_price: Decimal


class Candle(Struct):
    """GET /index/market/history/…mark_price_kline: data[]"""

    close: Decimal


class Funding(Struct):
    """GET …/swap_batch_funding_rate: data[], /v5/market/funding_rate: data[]"""

    funding_rate: str
    funding_time: str  # ms


class Levels(Struct):
    """GET …/depth: tick"""

    bids: tuple[api.Level, ...]
    asks: tuple[api.Level, ...]
    ts: int  # ms


class Depth(Struct):
    """GET …/depth"""

    tick: Levels


def refusal(body: bytes) -> api.VenueError | None:
    """1032 is too many requests; market calls have words instead of numbers."""
    reply = api.decode(body, Envelope)
    if reply.status != "error" and reply.code == 200:
        return None
    code = reply.err_code or reply.market_code or reply.code
    text = reply.err_msg or reply.market_text or reply.message
    if str(code) == "1032" or "request limit" in text:
        return api.RateLimited(text)
    return api.Refused(code, text)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def asset_class(labels: str | tuple[str, ...] | None) -> api.AssetClass:
    """Of a contract, by its labels; a coin has none."""
    first = labels if isinstance(labels, str) else next(iter(labels or ()), "")
    return CLASSES[first] if first else "crypto"


def contract(
    payoff: api.Payoff, elements: Mapping[str, Raw], wire: Instrument
) -> api.ContractSpec | None:
    """One instrument, with its row of elements; None when it is not open for trading."""
    if not OPEN[wire.contract_status]:
        return None
    kind, more = KINDS[wire.contract_type], elements.get(wire.contract_code)
    pair, _, quote = wire.pair.partition("-") if payoff == "linear" else (wire.symbol, "", "USD")
    base, many = api.coin(pair)
    return api.ContractSpec(
        venue="htx",
        symbol=wire.contract_code,
        base=base,
        quote=quote,
        settle=quote if payoff == "linear" else wire.symbol,
        kind=kind,
        payoff=payoff,
        expiry=api.from_ms(int(wire.delivery_time)) if kind == "future" else None,
        asset_class=asset_class(wire.tradfi_labels),
        contract_size=wire.contract_size,
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=api.ONE,
        min_qty=api.ONE,
        tick_size=wire.price_tick,
        max_leverage=api.decode(more, Elements).max_level if more else None,
        fee_schedule="usdt" if payoff == "linear" else "coin",
        funding_interval_hours=wire.settlement_period if kind == "perpetual" else None,
        listed_at=datetime.strptime(wire.create_date, "%Y%m%d").replace(tzinfo=UTC),
    )


def quote(spec: api.ContractSpec, wire: Quote) -> api.MarketSnapshot:
    """Best prices of one contract; a side without orders is null."""
    bid, bid_qty = wire.bid or (None, None)
    ask, ask_qty = wire.ask or (None, None)
    return api.snapshot(
        spec,
        api.from_ms(wire.ts),
        bid=bid,
        ask=ask,
        bid_qty=bid_qty,
        ask_qty=ask_qty,
    )


def index(at: datetime, spec: api.ContractSpec, wire: Index) -> api.MarketSnapshot:
    """The index of its pair."""
    return api.snapshot(spec, at, index=wire.index_price)


def funding(at: datetime, spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
    """The rate of the settlement to come."""
    return api.snapshot(
        spec,
        at,
        funding_rate=api.decimal_or_none(wire.funding_rate),
        next_funding_time=api.from_ms(int(wire.funding_time)),
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def rows(http: api.Http, path: str, **params: str) -> list[tuple[str, Raw]]:
    """What a list says, by contract or pair."""
    return [*api.named(api.rows_of((await http.get(path, Answer, **params)).data), CODE)]


async def contracts(http: api.Http) -> api.Listing:
    """Three lists; an inverse one that fails leaves out its contracts alone."""
    linear, swaps, dated, elements = await api.gather(
        http.get("/linear-swap-api/v1/swap_contract_info", Answer, business_type="all"),
        http.get_or_none("inverse perpetuals", "/swap-api/v1/swap_contract_info", Answer),
        http.get_or_none("dated inverse contracts", "/api/v1/contract_contract_info", Answer),
        http.get_or_none("highest leverage", "/linear-swap-api/v1/swap_query_elements", Answer),
    )
    told = dict(api.named(api.rows_of(elements.data) if elements else (), CODE))
    batch = api.Batch[api.ContractSpec]()
    families: tuple[tuple[api.Payoff, Answer | None], ...] = (
        ("linear", linear),
        ("inverse", swaps),
        ("inverse", dated),
    )
    for payoff, answer in families:
        if answer:
            read = partial(contract, payoff, told)
            batch += api.normalise_each(api.rows_of(answer.data), Instrument, read, name=CODE)
    return api.Listing(batch)


async def indices(
    http: api.Http, specs: Sequence[api.ContractSpec], payoff: api.Payoff
) -> list[tuple[str, Raw]]:
    """The row of each contract's pair, which perpetuals are named after."""
    found = dict(await rows(http, f"/{FAMILY[payoff]}-api/v1/swap_index"))
    pairs = ((spec.symbol, f"{spec.base}-{spec.quote}") for spec in specs)
    return [(symbol, found[pair]) for symbol, pair in pairs if pair in found]


async def rates(
    http: api.Http, specs: Sequence[api.ContractSpec], payoff: api.Payoff
) -> list[tuple[str, Raw]]:
    """One list for all; where it is gone, the newer call for one contract at a time."""
    try:
        return await rows(http, f"/{FAMILY[payoff]}-api/v1/swap_batch_funding_rate")
    except api.Refused:
        if http.lists_only:
            raise
        path = f"/{FAMILY[payoff]}-api/v1/swap_funding_rate"
        path = "/v5/market/funding_rate" if payoff == "linear" else path
        asked = (rows(http, path, contract_code=spec.symbol) for spec in specs)
        answers = await api.gather(*asked, return_exceptions=True)
        found = [row for answer in answers if isinstance(answer, list) for row in answer]
        if not found:
            raise
        return found


def by_payoff(
    specs: Sequence[api.ContractSpec],
) -> dict[api.Payoff, list[api.ContractSpec]]:
    """The contracts of each family of paths."""
    return api.grouped(specs, lambda spec: spec.payoff)


async def best(http: api.Http, payoff: api.Payoff) -> list[tuple[str, Raw]]:
    """Best prices of all perpetuals of a family."""
    query = {"business_type": "swap"} if payoff == "linear" else {}
    answer = await http.get(f"{MARKET[payoff, 'perpetual']}/bbo", Quotes, **query)
    return [*api.named(answer.ticks, CODE)]


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Perpetuals from lists; their marks, and quotes of what is dated, one by one."""

    async def mark(spec: api.ContractSpec) -> api.MarketSnapshot:
        name = FAMILY[spec.payoff].replace("-", "_")
        path = f"/index/market/history/{name}_mark_price_kline"
        query = {CODE: spec.symbol, "period": "1min", "size": "1"}
        *_, last = api.rows_of((await http.get(path, Answer, **query)).data)
        return api.snapshot(spec, http.now, mark=api.decode(last, Candle).close)

    async def merged(spec: api.ContractSpec) -> api.MarketSnapshot:
        path = f"{MARKET[spec.payoff, spec.kind]}/detail/merged"
        return quote(spec, (await http.get(path, Merged, **named(spec))).tick)

    dated = [spec for spec in specs if spec.kind == "future"]
    perpetuals = [spec for spec in specs if spec.kind == "perpetual"]
    asked = [http.each("quote", dated, merged), http.each("mark price", perpetuals, mark)]
    for payoff, some in by_payoff(perpetuals).items():
        read = partial(funding, http.now)
        asked.append(http.read_all("quote", some, best(http, payoff), Quote, quote))
        asked.append(http.read_all("funding", some, rates(http, some, payoff), Funding, read))
    for payoff, some in by_payoff(specs).items():
        found, read_index = indices(http, some, payoff), partial(index, http.now)
        asked.append(http.read_all("index price", some, found, Index, read_index))
    return api.joined(*await api.gather(*asked))


def named(spec: api.ContractSpec) -> dict[str, str]:
    """The parameter that names a contract."""
    return {"symbol" if MARKET[spec.payoff, spec.kind] == "/market" else CODE: spec.symbol}


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """30 levels a side, not merged."""
    path = f"{MARKET[spec.payoff, spec.kind]}/depth"
    depth = (await http.get(path, Depth, type="step6", **named(spec))).tick
    return api.order_book(spec, api.from_ms(depth.ts), depth.bids, depth.asks)


PACE = (api.Pace(most=240, seconds=3),)  # per address, as answers said on 2026-09-23; quotes: more
RULES = api.Rules(
    source="HTX futures API documents (huobiapi.github.io, 1.1.8 of 2022-11-10) tell the formula"
    " of its margin ratio alone; which price counts and which fees are reserved was not found",
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """HTX, linear and inverse."""
    return [
        api.Venue(
            id="htx",
            name="HTX",
            base_url="https://api.hbdm.com",
            docs="https://huobiapi.github.io/docs/usdt_swap/v1/en/",
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            rules=RULES,
            pace=PACE,
            published=Path(__file__).parent / "published" / "htx.toml",
        )
    ]
