"""OKX swaps and dated futures, linear and inverse (public REST v5).

Units: quantities, depth and margin tiers count CONTRACTS, often fractions of one; a contract is
`ctVal` times `ctMult` coins (linear) or dollars (inverse). Everything is a JSON string, "" where it
does not apply; times are milliseconds. A refusal is a `code` other than "0", whatever the status.
`fundingRate` settles at `fundingTime`. A swap's `expTime` announces its end, it is no expiry; five
years' futures of `ruleType` xperp pay funding and count as perpetuals.
"""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field

KINDS: dict[tuple[str, str], api.Kind] = {  # docs, get instruments (2026-07); no default
    ("SWAP", "normal"): "perpetual",
    ("SWAP", "pre_market"): "perpetual",
    ("SWAP", "rebase_contract"): "perpetual",
    ("FUTURES", "normal"): "future",
    ("FUTURES", "pre_market"): "future",
    ("FUTURES", "xperp"): "perpetual",
}
PAYOFFS: dict[str, api.Payoff] = {"linear": "linear", "inverse": "inverse"}
CLASSES: dict[str, api.AssetClass] = {  # docs, get instruments (2026-07): 6 is bonds
    "1": "crypto",
    "3": "stock",
    "4": "commodity",
    "5": "forex",
    "": "crypto",  # not sent before 2026, when all was
}
MAJORS = {("SWAP", "4"), ("FUTURES", "5")}
"""Type and `groupId` of fee group one (docs, get instruments, 2026-07); group two is all others."""
HOUR = 3_600_000
"""Milliseconds."""
MOST_FAMILIES = 5
"""Families that one request for margin tiers may name."""
OPEN = {"live": True, **dict.fromkeys(("suspend", "preopen", "test", "rebase", "post_only"), False)}
"""Documentation of instruments; another word is a rejection."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer."""

    code: str
    data: tuple[Raw, ...] = ()
    msg: str = ""


class Instrument(Struct, rename="camel", kw_only=True):
    """GET /public/instruments: data[], in its order; one not yet open has "" nearly everywhere."""

    ct_mult: str
    ct_type: str
    ct_val: str
    ct_val_ccy: str
    exp_time: str
    group_id: str = ""
    inst_category: str = ""
    inst_id: str
    inst_type: str
    lever: str
    list_time: str
    lot_sz: str
    max_lmt_sz: str
    max_mkt_sz: str
    min_sz: str
    rule_type: str = "normal"  # not sent before 2023
    settle_ccy: str
    state: str
    tick_sz: str
    uly: str  # BTC-USDT


class Ticker(Struct, rename="camel"):
    """GET /market/tickers: data[]"""

    bid_px: str
    bid_sz: str
    ask_px: str
    ask_sz: str
    ts: str  # ms
    last: str = ""
    volume: str = field(name="volCcy24h", default="")  # coins


class Mark(Struct, rename="camel"):
    """GET /public/mark-price: data[]"""

    mark_px: Decimal


class Index(Struct, rename="camel"):
    """GET /market/index-tickers: data[]; `instId` is a pair."""

    idx_px: Decimal


class Funding(Struct, rename="camel"):
    """GET /public/funding-rate: data[]"""

    funding_rate: str
    funding_time: str  # ms
    next_funding_time: str  # ms, of the one after


class Depth(Struct):
    """GET /market/books: data[]; a level is price, contracts, "0" and orders."""

    bids: tuple[tuple[Decimal, ...], ...]
    asks: tuple[tuple[Decimal, ...], ...]
    ts: str  # ms


class Tier(Struct, rename="camel"):
    """GET /public/position-tiers: data[]; a later tier's `minSz` is one lot above the last cap."""

    max_sz: Decimal  # contracts
    imr: Decimal
    mmr: Decimal
    max_lever: Decimal


def refusal(body: bytes) -> api.VenueError | None:
    """Codes of docs, error code: 50011 and 50061 are too many requests, 51155 and 51734 region."""
    if body.startswith(b'{"code":"0",'):  # as good answers do: no need to read them twice
        return None
    answer = api.decode(body, Answer)
    match answer.code:
        case "0":
            return None
        case "50011" | "50061":
            return api.RateLimited(answer.msg)
        case "50001" | "50004" | "50013" | "50026":
            return api.Unreachable(answer.msg)
        case "51155" | "51734":
            return api.GeoBlocked(answer.msg)
        case code:
            return api.Refused(code, answer.msg)


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading."""
    if not OPEN[wire.state]:
        return None
    kind = KINDS[wire.inst_type, wire.rule_type]
    payoff = PAYOFFS[wire.ct_type]
    base, _, quote = wire.uly.partition("-")
    counted = quote if payoff == "inverse" else base
    if wire.ct_val_ccy != counted:
        raise ValueError(f"ctValCcy must be {counted}, was {wire.ct_val_ccy!r}")
    name, many = api.coin(base)
    return api.ContractSpec(
        venue="okx",
        symbol=wire.inst_id,
        base=name,
        quote=quote,
        settle=wire.settle_ccy,
        kind=kind,
        payoff=payoff,
        expiry=api.from_ms(int(wire.exp_time)) if kind == "future" else None,
        asset_class=CLASSES[wire.inst_category],
        contract_size=Decimal(wire.ct_val) * Decimal(wire.ct_mult),
        underlying_multiplier=many,
        qty_unit="contracts",
        qty_step=Decimal(wire.lot_sz),
        min_qty=Decimal(wire.min_sz),
        max_qty=api.decimal_or_none(wire.max_lmt_sz),
        max_market_qty=api.decimal_or_none(wire.max_mkt_sz),
        tick_size=Decimal(wire.tick_sz),
        max_leverage=api.decimal_or_none(wire.lever),
        fee_schedule="group1" if (wire.inst_type, wire.group_id) in MAJORS else "group2",
        listed_at=api.from_ms(int(wire.list_time)) if wire.list_time else None,
        delisted_at=api.from_ms(int(wire.exp_time))
        if wire.inst_type == "SWAP" and wire.exp_time
        else None,
        pre_market=wire.rule_type == "pre_market",
    )


def quote(spec: api.ContractSpec, wire: Ticker) -> api.MarketSnapshot:
    """Best bid and ask, with a time of their own."""
    return api.snapshot(
        spec,
        api.from_ms(int(wire.ts)),
        bid=api.decimal_or_none(wire.bid_px),
        ask=api.decimal_or_none(wire.ask_px),
        bid_qty=api.decimal_or_none(wire.bid_sz),
        ask_qty=api.decimal_or_none(wire.ask_sz),
        last=api.decimal_or_none(wire.last),
        volume_24h=api.decimal_or_none(wire.volume),
    )


def funding(at: datetime, spec: api.ContractSpec, wire: Funding) -> api.MarketSnapshot:
    """The rate of the next settlement, and the hours to the one after it."""
    due = api.decimal_or_none(wire.funding_time)
    after = api.decimal_or_none(wire.next_funding_time)
    return api.snapshot(
        spec,
        at,
        funding_rate=api.decimal_or_none(wire.funding_rate),
        funding_interval_hours=(after - due) / HOUR if after and due else None,
        next_funding_time=api.from_ms(int(due)) if due else None,
    )


def tiers(spec: api.ContractSpec, rows: Sequence[Raw]) -> tuple[api.MarginTier, ...]:
    """Margin tiers in coins (linear) or quote (inverse); a tier's rates hold for the whole."""
    if not rows:
        raise ValueError("no tiers of its family were sent")
    inverse = spec.payoff == "inverse"
    size = spec.contract_size * (1 if inverse else spec.underlying_multiplier)
    found = sorted((api.decode(row, Tier) for row in rows), key=lambda row: row.max_sz)
    return tuple(
        api.MarginTier(
            floor=floor,
            cap=cap,
            unit="quote" if inverse else "coins",
            initial_rate=row.imr,
            maintenance_rate=row.mmr,
            max_leverage=row.max_lever,
        )
        for row, floor, cap in api.stacked(found, lambda row: row.max_sz * size)
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


def kind_of(spec: api.ContractSpec) -> str:
    """What OKX calls `instType`."""
    return "SWAP" if spec.symbol.endswith("-SWAP") else "FUTURES"


def family_of(spec: api.ContractSpec) -> str:
    """What margin tiers are kept by: BTC-USDT, BTC-USD_UM."""
    return spec.symbol.rpartition("-")[0]


async def contracts(http: api.Http) -> api.Listing:
    """Both types; dated futures failing alone leaves only them out."""
    path = "/api/v5/public/instruments"
    swaps, dated = await api.gather(
        http.get(path, Answer, instType="SWAP"),
        http.get_or_none("dated contracts", path, Answer, instType="FUTURES"),
    )
    rows = swaps.data + (dated.data if dated else ())
    return api.Listing(api.normalise_each(rows, Instrument, contract, name="instId"))


async def rows(http: api.Http, path: str, **params: str) -> Iterable[tuple[str, Raw]]:
    """Every row of an answer, by the contract or pair it is about."""
    return api.named((await http.get(f"/api/v5{path}", Answer, **params)).data, "instId")


async def indices(
    http: api.Http, specs: Sequence[api.ContractSpec], name: str
) -> list[tuple[str, Raw]]:
    """The row of each contract's pair; all pairs of the quote `name` come in one answer."""
    found = dict(await rows(http, "/market/index-tickers", quoteCcy=name))
    pairs = ((spec.symbol, f"{spec.base}-{spec.quote}") for spec in specs)
    return [(symbol, found[pair]) for symbol, pair in pairs if pair in found]


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Every figure in one request for all contracts of a type, or all pairs of a quote."""
    asked = list[Awaitable[Mapping[str, api.MarketSnapshot]]]()

    def mark(spec: api.ContractSpec, wire: Mark) -> api.MarketSnapshot:
        return api.snapshot(spec, http.now, mark=wire.mark_px)

    def index(spec: api.ContractSpec, wire: Index) -> api.MarketSnapshot:
        return api.snapshot(spec, http.now, index=wire.idx_px)

    for kind, some in api.grouped(specs, kind_of).items():
        tickers = rows(http, "/market/tickers", instType=kind)
        marks = rows(http, "/public/mark-price", instType=kind)
        asked.append(http.read_all("quote", some, tickers, Ticker, quote))
        asked.append(http.read_all("mark price", some, marks, Mark, mark))
    for name, some in api.grouped(specs, lambda spec: spec.quote).items():
        asked.append(http.read_all("index price", some, indices(http, some, name), Index, index))
    paying = [spec for spec in specs if spec.kind == "perpetual"]
    if paying:
        rates = rows(http, "/public/funding-rate", instId="ANY")
        asked.append(http.read_all("funding", paying, rates, Funding, partial(funding, http.now)))
    return api.joined(*await api.gather(*asked))


async def margin_tiers(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, tuple[api.MarginTier, ...]]:
    """Those of isolated margin; a request may name several families of one type."""
    path = "/api/v5/public/position-tiers"
    batches = list[tuple[str, list[str]]]()
    for (kind, _), some in api.grouped(specs, lambda spec: (kind_of(spec), spec.kind)).items():
        families = sorted({family_of(spec) for spec in some})
        for start in range(0, len(families), MOST_FAMILIES):
            batches.append((kind, families[start : start + MOST_FAMILIES]))
    found = await api.gather(
        *(
            http.get(path, Answer, instType=kind, tdMode="isolated", instFamily=",".join(few))
            for kind, few in batches
        ),
        return_exceptions=True,
    )
    answers = {
        (kind, family): answer
        for (kind, few), answer in zip(batches, found, strict=True)
        for family in few
    }

    async def read(spec: api.ContractSpec) -> tuple[api.MarginTier, ...]:
        family = family_of(spec)
        answer = answers[kind_of(spec), family]
        if isinstance(answer, BaseException):
            raise answer
        rows = api.named(answer.data, "instFamily")
        return tiers(spec, [row for name, row in rows if name == family])

    return await http.each("margin tiers", specs, read)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """50 levels a side."""
    answer = await http.get("/api/v5/market/books", Answer, instId=spec.symbol, sz=50)
    wire = api.decode(answer.data[0], Depth)
    return api.order_book(spec, api.from_ms(int(wire.ts)), wire.bids, wire.asks)


RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="taker",
    source="OKX docs, positions sample rows: liquidation at (margin + PnL) / (maintenance + taker"
    " fee) = 1 gives 1438.738 to twelve digits",
)

PACE = tuple(  # per address and endpoint; nautilus_trader's guide of 2026-07
    api.Pace(most=most, seconds=2, of=endpoint)
    for endpoint, most in {
        "/public/instruments": 20,
        "/market/tickers": 20,
        "/market/index-tickers": 20,
        "/market/books": 40,
        "/public/mark-price": 10,
        "/public/funding-rate": 10,
        "/public/position-tiers": 10,
    }.items()
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """OKX, swaps and dated futures."""
    return [
        api.Venue(
            id="okx",
            name="OKX",
            base_url="https://www.okx.com",
            docs="https://www.okx.com/docs-v5/en/",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            margin_tiers=margin_tiers,
            rules=RULES,
            published=Path(__file__).parent / "published" / "okx.toml",
        )
    ]
