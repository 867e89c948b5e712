"""Five exchanges without a network: four honest ones, and one whose figures lie as they are told.

All list a perpetual, a dated and an inverse contract on BTC and a bundle of 1000 PEPE, each with
quote, depth, margin tiers and fees; their prices differ by less than a hundredth of a per cent.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from comparator import api
from comparator.comparison import Choice, Comparison, priced
from comparator.pricing.trade import Trade
from comparator.run import read_async
from comparator.sources.collect import Plan

D = Decimal
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LIAR = "liar"
HONEST = {
    "honesta": D("0.99999"),
    "honestb": D("1.00002"),
    "honestc": D(1),
    "honestd": D("1.00004"),
}
ANY = Choice(payoff=None)

Place = Literal["contract", "market", "book", "tier", "fee", "schedule", "rules"]
T = TypeVar("T", bound=Struct)
Figures = dict[str, Any]


class Lie(Struct, frozen=True):
    """One member that says what is not: `member` of every value of that place."""

    place: Place
    member: str
    value: object  # what it says; a Decimal wrapped in Times multiplies what is true
    kind: str = ""  # how it was made, for counting


class Times(Struct, frozen=True):
    """A factor of what is true."""

    factor: D


Lies = Sequence[Lie]


def told(place: Place, figures: Figures, lies: Lies) -> Figures:
    """The figures of one value, with the lies about it."""
    said = dict(figures)
    for lie in lies:
        if lie.place == place and lie.member in said:
            was, value = said[lie.member], lie.value
            if isinstance(value, Times):
                if isinstance(was, tuple):
                    value = tuple((price, size * value.factor) for price, size in was)
                else:
                    value = None if was is None else value.factor * was
            said[lie.member] = value
        if lie.place == place == "book" and lie.member == "moved" and isinstance(lie.value, Times):
            for side in ("bids", "asks"):
                said[side] = tuple((price * lie.value.factor, size) for price, size in said[side])
    return said


CONTRACTS: dict[str, Figures] = {
    "BTC-PERP": {"price": D(80_000)},
    "BTC-DATED": {"price": D(80_400), "kind": "future", "expiry": NOW + timedelta(days=30)},
    "BTC-COIN": {"price": D(80_000), "payoff": "inverse", "settle": "BTC", "quote": "USD"},
    "PEPE-PERP": {"price": D("0.005"), "base": "PEPE", "underlying_multiplier": D(1000)},
}


def contract(venue: str, symbol: str) -> Figures:
    """What is true of one contract."""
    special = dict(CONTRACTS[symbol])
    small = special.pop("price") < 1
    step = D(1) if small else D("0.0001")
    inverse = special.get("payoff") == "inverse"
    figures: Figures = {
        "venue": venue,
        "symbol": symbol,
        "base": "BTC",
        "quote": "USDT",
        "settle": "USDT",
        "kind": "perpetual",
        "payoff": "linear",
        "contract_size": D(1),
        "qty_unit": "contracts" if inverse else "base",
        "qty_step": D(1) if inverse else step,
        "min_qty": D(1) if inverse else step,
        "tick_size": D("0.0000001") if small else D("0.1"),
        "fee_schedule": "all",
        "expiry": None,
        "underlying_multiplier": D(1),
        "asset_class": "crypto",
        "max_qty": D(10_000_000),
        "max_market_qty": D(1_000_000),
        "min_notional": D(5),
        "max_leverage": D(100),
        "maker_fee": D("0.0002"),
        "taker_fee": D("0.0005"),
        "funding_interval_hours": None if special.get("expiry") else D(8),
        "listed_at": NOW - timedelta(days=900),
    }
    return figures | special


def market(venue: str, spec: api.ContractSpec, moved: D) -> Figures:
    """What is true of its quote; `moved` from the middle of all."""
    price = CONTRACTS[spec.symbol]["price"] * moved
    dated = spec.expiry is not None
    coins = D(400_000) / price * spec.underlying_multiplier
    return {
        "venue": venue,
        "symbol": spec.symbol,
        "at": NOW,
        "bid": price * D("0.99999"),
        "ask": price * D("1.00001"),
        "bid_size": coins,
        "ask_size": coins,
        "mark": price,
        "index": CONTRACTS["BTC-PERP"]["price"] * moved if dated else price,
        "last": price,
        "funding_rate": None if dated else D("0.0001"),
        "funding_interval_hours": None if dated else D(8),
        "next_funding_time": None if dated else NOW + timedelta(hours=4),
        "volume_24h": coins * 1000,
    }


def book(venue: str, spec: api.ContractSpec, moved: D) -> Figures:
    """What is true of its depth."""
    price = CONTRACTS[spec.symbol]["price"] * moved
    coins = D(400_000) / price * spec.underlying_multiplier
    steps = [D("0.00001") * number for number in range(1, 6)]
    return {
        "venue": venue,
        "symbol": spec.symbol,
        "at": NOW,
        "bids": tuple((price * (1 - step), coins) for step in steps),
        "asks": tuple((price * (1 + step), coins) for step in steps),
    }


TIER: Figures = {
    "floor": D(0),
    "initial_rate": D("0.01"),
    "maintenance_rate": D("0.005"),
    "max_leverage": D(100),
    "unit": "quote",
    "cap": D(1_000_000),
    "deduction": D(0),
    "slope": D(0),
}
FEE: Figures = {
    "name": "base",
    "maker": D("0.0002"),
    "taker": D("0.0005"),
    "per_contract": D(0),
    "commission": None,
    "min_volume": D(0),
    "min_assets": None,
    "min_token": None,
    "min_spot_volume": None,
}
SCHEDULE: Figures = {
    "source": "https://example.test/fees",
    "as_of": NOW.date(),
    "volume_window_days": 30,
    "settlement": D("0.0005"),
}
RULES: Figures = {
    "maintenance_on": "mark",
    "liquidation_fee": "taker",
    "reserved_fee": "none",
    "leverage_step": D(1),
    "min_notional_reference": "mark",
    "funding_continuous": False,
}


CONTRACT = contract("honest", "BTC-PERP") | {"expiry": NOW + timedelta(days=30)}
"""Every member of a contract that can lie, with a true value."""
_SPEC = api.ContractSpec(**contract("honest", "BTC-PERP"))
MARKET = market("honest", _SPEC, D(1))
BOOK = book("honest", _SPEC, D(1))


def venue(name: str, moved: D, lies: Lies = ()) -> api.Venue:
    """One exchange; constructing a value with a lie may raise, as in any plugin."""

    async def contracts(http: api.Http) -> api.Listing:
        del http
        specs = (api.ContractSpec(**told("contract", contract(name, s), lies)) for s in CONTRACTS)
        return api.Listing(api.Batch(items=tuple(specs)))

    async def markets(
        http: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, api.MarketSnapshot]:
        del http
        return {
            spec.symbol: api.MarketSnapshot(**told("market", market(name, spec, moved), lies))
            for spec in specs
        }

    async def depth(http: api.Http, spec: api.ContractSpec) -> api.OrderBook:
        del http
        return api.OrderBook(**told("book", book(name, spec, moved), lies))

    async def tiers(
        http: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, tuple[api.MarginTier, ...]]:
        del http
        return {spec.symbol: (api.MarginTier(**told("tier", TIER, lies)),) for spec in specs}

    async def fees(http: api.Http) -> Mapping[str, api.FeeSchedule]:
        del http
        tier = api.FeeTier(**told("fee", FEE, lies))
        return {"all": api.FeeSchedule(tiers=(tier,), **told("schedule", SCHEDULE, lies))}

    return api.Venue(
        id=name,
        name=name,
        base_url=f"https://{name}.test",
        docs="https://example.test",
        contracts=contracts,
        markets=markets,
        book=depth,
        margin_tiers=tiers,
        fees=fees,
        rules=api.Rules(**(RULES if name != LIAR else _sound_rules(lies))),
    )


def _sound_rules(lies: Lies) -> Figures:
    """A plugin whose rules are refused does not load: discovery's affair, not a run's."""
    said = told("rules", RULES, lies)
    try:
        api.Rules(**said)
    except ValueError:
        return RULES
    return said


def exchanges(lies: Lies = (), *, liar: bool = True) -> list[api.Venue]:
    """The honest ones, and the liar; without lies it is a little dearer than the cheapest."""
    honest = [venue(name, moved) for name, moved in HONEST.items()]
    return [venue(LIAR, D("1.00001"), lies), *honest] if liar else honest


async def answered(
    lies: Lies = (),
    *,
    assets: Sequence[str] = ("BTC", "PEPE"),
    trade: Trade | None = None,
    choice: Choice = ANY,
    liar: bool = True,
) -> Comparison:
    """A live run over all of them."""
    read = await read_async(
        assets,
        choice=choice,
        plan=Plan(source="live", at=NOW),
        installed=exchanges(lies, liar=liar),
    )
    return priced(read, trade or Trade(), assets, choice=choice)


def rows_of(found: Comparison, *, liar: bool) -> bytes:
    """The rows of the liar, or of all others, without their places."""
    rows = [
        msgspec.structs.replace(row, rank=None)
        for answer in found.answers
        for row in answer.candidates
        if (row.venue == LIAR) is liar
    ]
    return msgspec.json.encode(rows)
