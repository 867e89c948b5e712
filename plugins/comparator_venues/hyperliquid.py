"""Hyperliquid perpetuals run by its validators (public info API); builder-deployed ones are not.

Units: quantities count the quoted base; kPEPE is a bundle of 1000 PEPE. Every query is a POST to
one path. Prices, sizes and rates are JSON strings, decimals and leverage JSON numbers. Prices and
specifications are two arrays joined by POSITION. Neither the tick, which follows from the price,
nor the smallest order of 10 USD is on the wire. Funding is per hour, on the oracle's price. Pairs
are quoted in USD and settled in USDC.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

from comparator import api
from msgspec import Raw, Struct, structs

INFO = "/info"
PUBLISHED = Path(__file__).parent / "published" / "hyperliquid.toml"

SETTLES = {0: "USDC"}
"""`collateralToken`; others exist on builder-deployed exchanges alone."""
MIN_NOTIONAL = Decimal(10)
"""USD: "Order must have minimum value of $10" (docs, error responses, 2026-08-22)."""
FUNDING_HOURS = Decimal(1)
"""Docs, funding (2026-08-22): every hour, at the full hour."""
LONE_TABLES = 50
"""A margin table with a smaller number is one step with that leverage, and is not listed."""
ANYBODY = "0x0000000000000000000000000000000000000000"
"""The fee schedule comes with the rates of one address; no address needs a signature."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Asset(Struct, rename="camel"):
    """POST /info metaAndAssetCtxs: [0].universe[]"""

    name: str
    sz_decimals: int
    max_leverage: Decimal
    margin_table_id: int
    is_delisted: bool = False


class Meta(Struct, rename="camel"):
    """POST /info metaAndAssetCtxs: [0]"""

    universe: tuple[Raw, ...]  # decoded one by one, so one odd item cannot sink the rest
    margin_tables: tuple[tuple[int, Raw], ...]
    collateral_token: int = 0  # not sent before 2025-12


class Context(Struct, rename="camel"):
    """POST /info metaAndAssetCtxs: [1][]"""

    mark_px: Decimal
    oracle_px: Decimal
    funding: Decimal  # of the running hour
    mid_px: Decimal | None  # null where the book is empty
    day_base_vlm: Decimal | None = None  # quoted base


class Step(Struct, rename="camel"):
    """marginTiers[] of a margin table"""

    lower_bound: Decimal  # USD
    max_leverage: Decimal


class Table(Struct, rename="camel"):
    """POST /info metaAndAssetCtxs: [0].marginTables[][1]"""

    margin_tiers: tuple[Step, ...]


class Level(Struct):
    """levels[][] of a book"""

    px: Decimal
    sz: Decimal


class Book(Struct):
    """POST /info l2Book"""

    time: int  # ms
    levels: tuple[tuple[Level, ...], tuple[Level, ...]]  # bids, asks


class Vip(Struct, rename="camel"):
    """feeSchedule.tiers.vip[]"""

    ntl_cutoff: Decimal  # USD within 14 days
    add: Decimal
    cross: Decimal


class Vips(Struct):
    """feeSchedule.tiers"""

    vip: tuple[Vip, ...]


class Schedule(Struct):
    """POST /info userFees: feeSchedule"""

    add: Decimal  # maker
    cross: Decimal  # taker
    tiers: Vips


class UserFees(Struct, rename="camel"):
    """POST /info userFees"""

    fee_schedule: Schedule


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contexts(meta: Meta, rows: Sequence[Raw]) -> dict[str, Raw]:
    """The row of prices of every asset; delisted ones keep their place in both arrays."""
    if len(meta.universe) != len(rows):
        text = f"{len(meta.universe)} assets and {len(rows)} rows of prices are to be as many"
        raise api.WireMismatch(text)
    return {
        name: row for (name, _), row in zip(api.named(meta.universe, "name"), rows, strict=True)
    }


def tick(price: Decimal, sz_decimals: int) -> Decimal:
    """The price step: five significant figures, at most 6 - szDecimals places, always integers.

    Docs, tick and lot size (2026-08-22): BTC at 66371.5 with 5 decimals of size → 1.
    """
    figures = api.significant_step(price, 5)
    return min(api.ONE, max(figures, api.power_of_ten(6 - sz_decimals)))


def contract(prices: Mapping[str, Raw], collateral: int, wire: Asset) -> api.ContractSpec | None:
    """One asset, None when it is not open for trading; the tick is that of its price now."""
    if wire.is_delisted:
        return None
    if ":" in wire.name:  # xyz:TSLA, of an exchange that a builder deployed
        raise LookupError(wire.name)
    now = api.decode(prices[wire.name], Context)
    base, many = api.coin(wire.name)
    step = api.power_of_ten(wire.sz_decimals)
    return api.ContractSpec(
        venue="hyperliquid",
        symbol=wire.name,
        base=base,
        quote="USD",
        settle=SETTLES[collateral],
        kind="perpetual",
        payoff="linear",
        contract_size=api.ONE,
        underlying_multiplier=many,
        qty_unit="base",
        qty_step=step,
        min_qty=step,
        min_notional=MIN_NOTIONAL,
        tick_size=tick(now.mid_px or now.mark_px, wire.sz_decimals),
        max_leverage=wire.max_leverage,
        fee_schedule="validator",
        funding_interval_hours=FUNDING_HOURS,
    )


def table(tables: Mapping[int, Raw], number: int) -> tuple[api.MarginTier, ...]:
    """Margin steps in USD: maintenance is half the initial margin at the step's leverage.

    Docs, margin tiers (2026-08-22): BTC to 150 million at 40x is 1.25 %, above at 20x is 2.5 %.
    """
    lone = Step(api.ZERO, Decimal(number))
    steps = (lone,) if number < LONE_TABLES else api.decode(tables[number], Table).margin_tiers
    caps = (*(step.lower_bound for step in steps[1:]), None)
    return tuple(
        api.MarginTier(
            floor=step.lower_bound,
            cap=cap,
            initial_rate=1 / step.max_leverage,
            maintenance_rate=1 / (2 * step.max_leverage),
            max_leverage=step.max_leverage,
        )
        for step, cap in zip(steps, caps, strict=True)
    )


def snapshot(at: datetime, spec: api.ContractSpec, wire: Context) -> api.MarketSnapshot:
    """Mark, oracle and funding; the best prices are the book's."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return api.snapshot(
        spec,
        at,
        mark=wire.mark_px,
        index=wire.oracle_px,
        funding_rate=wire.funding,
        next_funding_time=hour + timedelta(hours=1),
        volume_24h=wire.day_base_vlm and wire.day_base_vlm * spec.underlying_multiplier,
    )


def schedule(table: api.FeeSchedule, at: datetime, wire: Schedule) -> api.FeeSchedule:
    """The published table with the tiers that are charged today."""
    base = api.FeeTier(name="0", maker=wire.add, taker=wire.cross, min_volume=api.ZERO)
    above = (
        api.FeeTier(name=str(number), maker=vip.add, taker=vip.cross, min_volume=vip.ntl_cutoff)
        for number, vip in enumerate(wire.tiers.vip, 1)
    )
    return structs.replace(
        table,
        tiers=(base, *above),
        source="https://api.hyperliquid.xyz/info userFees",
        as_of=at.date(),
        base_as_of=None,
        quality="",
    )


# -- fetch: one async def per capability, nothing but requests and calls to the above --------------


async def assets(http: api.Http) -> tuple[Meta, dict[str, Raw]]:
    """Specifications, and the row of prices of each by name."""
    body = {"type": "metaAndAssetCtxs"}
    meta, rows = await http.post(INFO, tuple[Meta, list[Raw]], body)
    return meta, contexts(meta, rows)


async def contracts(http: api.Http) -> api.Listing:
    """One request; margin tables come with the assets."""
    meta, prices = await assets(http)
    read = partial(contract, prices, meta.collateral_token)
    batch = api.normalise_each(meta.universe, Asset, read, name="name")
    rows = api.named(meta.universe, "name")
    margin = cache(partial(table, dict(meta.margin_tables)))  # ten tables serve all assets

    def tiers(_: api.ContractSpec, wire: Asset) -> tuple[api.MarginTier, ...]:
        return margin(wire.margin_table_id)

    return api.Listing(batch, http.read_each("margin tiers", batch.items, rows, Asset, tiers))


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """One request for all contracts; there is none for the best prices of all."""
    _, prices = await assets(http)
    read = partial(snapshot, http.now)
    return http.read_each("mark and funding", specs, prices.items(), Context, read)


async def book(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
    """20 levels a side."""
    wire = await http.post(INFO, Book, {"type": "l2Book", "coin": spec.symbol})
    bids, asks = (((level.px, level.sz) for level in side) for side in wire.levels)
    return api.order_book(spec, api.from_ms(wire.time), bids, asks)


async def fees(http: api.Http) -> Mapping[str, api.FeeSchedule]:
    """Today's tiers; the discounts for staking and referral are the published table's."""
    wire = await http.post(INFO, UserFees, {"type": "userFees", "user": ANYBODY})
    table = http.published().fees["validator"]
    return {"validator": schedule(table, http.now, wire.fee_schedule)}


RULES = api.Rules(
    min_notional_reference="limit",  # a market order is a limit order at its worst price
    maintenance_on="mark",
    liquidation_fee="none",
    reserved_fee="none",
    slices=True,
    funding_price="index",
    source="Hyperliquid docs: liquidations, margin tiers, funding, error responses (mirror of"
    " 2026-08-22); that the limit price counts for the minimum is not stated there",
)

PACE = (  # per address, documentation "Rate limits", read 2026-08
    api.Pace(most=1200, seconds=60, weights={'"l2Book"': 2, INFO: 20}),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Hyperliquid, the exchange that its validators run."""
    return [
        api.Venue(
            id="hyperliquid",
            name="Hyperliquid",
            base_url="https://api.hyperliquid.xyz",
            docs="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api",
            pace=PACE,
            contracts=contracts,
            markets=markets,
            book=book,
            fees=fees,
            rules=RULES,
            published=PUBLISHED,
        )
    ]
