"""Pacifica: perpetuals on Solana (public REST v1); its spot market is left out.

Units: quantities and depth count the coin, prices and margin USDC; symbols are bare coins.
`min_order_size` is a VALUE in dollars, not a quantity: the smallest quantity is one lot. Numbers
are JSON strings, times milliseconds. There is no list of best prices, they are the book's, which
comes as two arrays. `funding` is what was paid for the last hour, `next_funding` the estimate for
this one. Fee levels are public, the volumes that reach them stand in the docs alone. Shares are
told apart by nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, field, structs

PUBLISHED = Path(__file__).parent / "published" / "pacifica.toml"
FUNDING_HOURS = Decimal(1)
"""Docs, funding rates: every hour (stored page, read 2026-11)."""
API = "/api/v1"

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Answer(Struct):
    """Any answer."""

    success: bool = True
    error: str | None = None
    code: int | str | None = None


class Market(Struct):
    """GET /info: data[]"""

    symbol: str
    tick_size: Decimal
    lot_size: Decimal  # coins
    max_leverage: Decimal
    min_order_size: Decimal  # USD
    instrument_type: str = "perpetual"  # not sent before 2026-04, when there was no spot
    created_at: int | None = None  # ms


class Markets(Struct):
    """GET /info"""

    data: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest


class Price(Struct):
    """GET /info/prices: data[]"""

    timestamp: int  # ms
    mark: Decimal
    oracle: Decimal
    next_funding: Decimal | None = None


class Prices(Struct):
    """GET /info/prices"""

    data: tuple[Raw, ...]


class Level(Struct):
    """l[][] of a book"""

    price: Decimal = field(name="p")
    amount: Decimal = field(name="a")  # coins


class Levels(Struct):
    """GET /book: data"""

    sides: tuple[tuple[Level, ...], tuple[Level, ...]] = field(name="l")  # bids, asks
    time: int = field(name="t")  # ms


class Book(Struct):
    """GET /book"""

    data: Levels


class Fee(Struct):
    """GET /info/fees: data[]"""

    level: int
    maker_fee_rate: Decimal
    taker_fee_rate: Decimal


class Fees(Struct):
    """GET /info/fees"""

    data: tuple[Fee, ...]


def refusal(body: bytes) -> api.VenueError | None:
    """`success` is false; which codes there are was not found."""
    answer = api.decode(body, Answer)
    return None if answer.success else api.Refused(str(answer.code), answer.error or "refused")


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(wire: Market) -> api.ContractSpec | None:
    """One market, None when it is no perpetual."""
    if wire.instrument_type != "perpetual":
        return None
    name = wire.symbol
    if name[:1] == "k" and name[1:2].isupper():  # kBONK: nobody said how many it holds
        raise ValueError(f"symbol must be a coin, was the bundle {name!r}")
    base, many = api.coin(name)
    return api.ContractSpec(
        venue="pacifica",
        symbol=name,
        base=base,
        quote="USDC",
        settle="USDC",
        kind="perpetual",
        payoff="linear",
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=wire.lot_size,
        min_qty=wire.lot_size,
        min_notional=wire.min_order_size,
        tick_size=wire.tick_size,
        max_leverage=wire.max_leverage,
        fee_schedule="perpetual",
        funding_interval_hours=FUNDING_HOURS,
        listed_at=api.from_ms(wire.created_at) if wire.created_at else None,
    )


def snapshot(spec: api.ContractSpec, wire: Price) -> api.MarketSnapshot:
    """Mark, oracle and the funding of the running hour; the best prices are the book's."""
    at = api.from_ms(wire.timestamp)
    return api.snapshot(
        spec,
        at,
        mark=wire.mark,
        index=wire.oracle,
        funding_rate=wire.next_funding,
        next_funding_time=at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1),
    )


def schedule(table: api.FeeSchedule, at: datetime, wire: Sequence[Fee]) -> api.FeeSchedule:
    """The levels charged today; of a pair of rates that the docs do not have no volume is known."""
    volumes = {(tier.maker, tier.taker): tier.min_volume for tier in table.tiers}
    found = tuple(
        api.FeeTier(
            name=f"Level {fee.level}",
            maker=fee.maker_fee_rate,
            taker=fee.taker_fee_rate,
            min_volume=volumes.get((fee.maker_fee_rate, fee.taker_fee_rate)) if rank else api.ZERO,
        )
        for rank, fee in enumerate(sorted(wire, key=lambda fee: fee.level))
    )
    source = f"https://api.pacifica.fi{API}/info/fees; volumes: docs.pacifica.fi, trading fees"
    return structs.replace(
        table, tiers=found, source=source, as_of=at.date(), base_as_of=None, quality=""
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def contracts(http: api.Http) -> api.Listing:
    """One request."""
    rows = (await http.get(f"{API}/info", Markets)).data
    return api.Listing(api.normalise_each(rows, Market, contract))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts; there is none for the best prices of all."""
    rows = api.named((await http.get(f"{API}/info/prices", Prices)).data)
    return http.read_each("mark and funding", specs, rows, Price, snapshot)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """As many levels as it sends, each at its own price."""
    wire = (await http.get(f"{API}/book", Book, symbol=spec.symbol, agg_level=1)).data
    bids, asks = (((level.price, level.amount) for level in side) for side in wire.sides)
    return api.order_book(spec, api.from_ms(wire.time), bids, asks)


async def fees(http: api.Http) -> Mapping[str, api.FeeSchedule]:
    """Today's levels."""
    wire = await http.get(f"{API}/info/fees", Fees)
    table = http.published().fees["perpetual"]
    return {"perpetual": schedule(table, http.now, wire.data)}


RULES = api.Rules(
    source="docs.pacifica.fi, market specifications (stored page): maintenance is half of the"
    " initial margin, which is 1 / the leverage chosen: no table says that, the safe side is shown",
)

# Credits of an address without a key (docs, rate limits, read 2026-03-06), 3 to 12 a heavy request.
# Which are heavy is not told: the lists, asked for once each, count as the heaviest.
PACE = (api.Pace(most=125, seconds=60, weights={f"{API}/info": 12}),)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Pacifica, perpetuals on Solana."""
    return [
        api.Venue(
            id="pacifica",
            name="Pacifica",
            base_url="https://api.pacifica.fi",
            docs="https://docs.pacifica.fi",
            pace=PACE,
            refusal=refusal,
            contracts=contracts,
            markets=markets,
            book=book,
            fees=fees,
            rules=RULES,
            published=PUBLISHED,
        )
    ]
