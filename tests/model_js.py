"""The page's model in a JavaScript engine, and random markets and trades to hold it to ours."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from random import Random
from typing import Any

from msgspec import structs
from py_mini_racer import MiniRacer

from comparator import __version__
from comparator.answers.document import compact
from comparator.answers.priceable import priceable
from comparator.comparison import Choice, Comparison, priced
from comparator.errors import PlanError
from comparator.pricing.trade import Trade
from comparator.region import in_region
from comparator.schema import (
    EEA,
    AssetClass,
    ContractSpec,
    FeeSchedule,
    FeeTier,
    MarginTier,
    MarketSnapshot,
    OrderBook,
    Origin,
    Promotion,
    Region,
    Rules,
    TokenDiscount,
    VenueData,
)
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Snapshot

D = Decimal
COIN = "TKN"
AT = datetime(2026, 11, 22, 1, tzinfo=UTC)
GROUPS = ("risk", "costs", "margin", "minimum", "exits")
FIGURES = {
    "notional": ("size", "notional"),
    "base": ("size", "base"),
    "target": ("size", "target"),
    "risk": ("risk", "actual"),
    "all_in": ("risk", "all_in"),
    "entry_fee": ("costs", "entry_fee"),
    "exit_fee": ("costs", "exit_fee"),
    "spread": ("costs", "spread"),
    "slippage": ("costs", "slippage"),
    "funding": ("costs", "funding"),
    "carry": ("costs", "carry"),
    "total": ("costs", "total"),
    "low": ("costs", "low"),
    "high": ("costs", "high"),
    "normalised": ("costs", "normalised"),
    "bps": ("costs", "bps"),
    "r": ("costs", "r"),
    "leverage": ("margin", "leverage"),
    "initial": ("margin", "initial"),
    "maintenance": ("margin", "maintenance"),
    "liquidation_price": ("margin", "liquidation_price"),
    "max_leverage": ("margin", "max_leverage"),
    "safe_leverage": ("margin", "safe_leverage"),
    "account": ("minimum", "account"),
    "break_even_price": ("exits", "break_even_price"),
}
"""Figures of a row that must agree, and where ours stand."""
CLASSES: tuple[AssetClass, ...] = ("crypto",) * 6 + ("stock",) * 3 + ("index",)
"""What contracts are on, and trades: coins mostly."""
VENUES = tuple(f"venue{number}" for number in range(6))
GLUE = """
function figuresOf(row) {
  const text = (value) => (value === null || value === undefined ? null : value.toString());
  const { size, risk, costs, margin, minimum, exits } = row;
  return {
    venue: row.venue, symbol: row.symbol, status: row.status, rank: row.rank,
    lots: size ? size.lots.toString() : null,
    least: minimum ? minimum.lots.toString() : null,
    reason: row.reason, repair: (row.repairs ?? []).map((one) => one.text),
    warnings: (row.warnings ?? []).map((one) => [one.code, one.message]),
    ticks: text(exits?.break_even_ticks),
    stop: exits?.stop ?? null, half: exits?.half_take_profit ?? null,
    notional: text(size?.notional), base: text(size?.base), target: text(size?.target),
    risk: text(risk?.actual), all_in: text(risk?.allIn),
    entry_fee: text(costs?.entryFee), exit_fee: text(costs?.exitFee), spread: text(costs?.spread),
    slippage: text(costs?.slippage), funding: text(costs?.funding), carry: text(costs?.carry),
    total: text(costs?.total), low: text(costs?.low), high: text(costs?.high),
    normalised: text(costs?.normalised), bps: text(costs?.bps), r: text(costs?.r),
    leverage: text(margin?.leverage), initial: text(margin?.initial),
    maintenance: text(margin?.maintenance), max_leverage: text(margin?.max_leverage),
    liquidation_price: text(margin?.liquidation_price),
    safe_leverage: text(margin?.safe_leverage), account: text(minimum?.account),
    break_even_price: text(exits?.break_even_price),
  };
}
function answers(documentText, asset, requestsText) {
  const read = JSON.parse(documentText);
  return JSON.stringify(JSON.parse(requestsText).map(({ trade, choice, region }) => {
    const chosen = figures(choice, ["oldest_hours"]);
    const market = readMarket(inRegion(inClass(read, choice.asset_class), region));
    return compare(market, asset, tradeFrom(trade), chosen).map(figuresOf);
  }));
}
"""


class Engine:
    """A JavaScript engine with the model loaded."""

    def __init__(self) -> None:
        self.racer = MiniRacer()
        folder = files("comparator.render.page")
        for name in ("decimal.js", "model.js", "region.js", "class.js"):
            self.racer.eval((folder / name).read_text("utf-8") + "\n;0")
        self.racer.eval(GLUE + "\n;0")

    def answers(self, document: str, asset: str, requests: list[dict[str, Any]]) -> list[Any]:
        """Rows by request."""
        found: list[Any] = json.loads(
            self.racer.call("answers", document, asset, json.dumps(requests))
        )
        return found


def request(
    trade: Trade, choice: Choice, only: list[str] | None, region: str = ""
) -> dict[str, Any]:
    """A trade as the module takes it."""

    def text(value: object) -> object:
        if isinstance(value, dict):
            return {key: str(content) for key, content in value.items()}
        return str(value) if isinstance(value, Decimal) else value

    return {
        "trade": {name: text(getattr(trade, name)) for name in trade.__struct_fields__},
        "choice": {
            "asset_class": choice.asset_class,
            "kind": choice.kind,
            "payoff": choice.payoff,
            "quotes": list(choice.quotes),
            "venues": only,
            "trusted": list(choice.trusted),
            "known_only": choice.known_only,
            "oldest_hours": text(choice.oldest_hours),
        },
        "region": region,
    }


def disagreements(ours: Comparison, theirs: list[Any]) -> list[str]:
    """What differs, in words; empty when status, lots, ranks, order, words and money agree."""
    rows = ours.answers[0].rows
    found = list[str]()
    if [row.venue for row in rows] != [row["venue"] for row in theirs]:
        return [f"order {[row.venue for row in rows]} / {[row['venue'] for row in theirs]}"]
    for row, other in zip(rows, theirs, strict=True):
        where = f"{row.venue} {row.symbol}"
        pairs: dict[str, tuple[object, object]] = {
            "symbol": (row.symbol, other["symbol"]),
            "status": (row.status, other["status"]),
            "rank": (row.rank, other["rank"]),
            "lots": (str(row.size.lots) if row.size else None, other["lots"]),
            "least": (str(row.minimum.lots) if row.minimum else None, other["least"]),
            "repair": (list(row.repair), other["repair"]),
            "warnings": ([[one.code, one.message] for one in row.warnings], other["warnings"]),
        }
        if row.status != "unpriceable":
            pairs["reason"] = (row.reason, other["reason"])
        if row.exits:
            ticks = row.exits.break_even_ticks
            pairs["ticks"] = (None if ticks is None else str(ticks), other["ticks"])
            pairs["stop"] = (row.exits.stop, other["stop"])
            pairs["half"] = (row.exits.half_take_profit, other["half"])
        for name, (group, field) in FIGURES.items():
            held = getattr(row, group)
            value = None if held is None else getattr(held, field)
            if not close(value, other[name]):
                pairs[name] = (value, other[name])
        found += [f"{where} {name}: {a!r} / {b!r}" for name, (a, b) in pairs.items() if a != b]
    return found


def close(ours: Decimal | None, theirs: str | None) -> bool:
    """Equal to 1e-9 relative; None only with None."""
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return abs(ours - D(theirs)) <= abs(ours) * D("1e-9")


# -- random markets ------------------------------------------------------------------------------


class Dice:
    """Figures drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - test data
        self.aside = Random(seed)  # noqa: S311 - the same: what is drawn beside, so that trades stay
        self.level = self.maybe(self.number("20", "500", 2), 0.8)  # None: prices as they come

    def near(self, many: Decimal) -> Decimal:
        """A price of `many` coins: close to the other venues', or any."""
        if self.level is None:
            return self.number("5", "800", 3)
        return self.level * many * self.number("0.998", "1.002", 5)

    def number(self, low: str, high: str, places: int) -> Decimal:
        scale = 10**places
        drawn = self.random.randint(int(D(low) * scale), int(D(high) * scale))
        return D(drawn) / scale

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def maybe(self, value: Any, share: float = 0.5) -> Any:
        return value if self.random.random() < share else None


def spec(dice: Dice, venue: str, number: int) -> ContractSpec:
    """Linear, inverse and quanto; perpetual and dated."""
    payoff = dice.one("linear", "linear", "linear", "inverse", "quanto")
    step = dice.one(D("0.001"), D("0.01"), D("0.1"), D(1), D(5))
    dated = dice.random.random() < 0.25
    expiry = AT + timedelta(minutes=dice.random.randint(-60, 9000)) if dated else None
    size = {
        "linear": dice.one(D("0.01"), D("0.1"), D(1), D(10)),
        "inverse": dice.one(D(1), D(10), D(100)),
        "quanto": dice.one(D("0.000001"), D("0.00001")),
    }[payoff]
    units = {"linear": ("contracts",), "inverse": ("contracts", "base"), "quanto": ("contracts",)}
    return ContractSpec(
        venue=venue,
        symbol=f"S{number}",
        base="BTC",
        quote={
            "linear": dice.one("USDT", "USDT", "USDC", "EUR"),
            "inverse": "USD",
            "quanto": "USD",
        }[payoff],
        settle={"linear": "USDT", "inverse": "BTC", "quanto": dice.one("XBT", "XBT", "ETH")}[
            payoff
        ],
        kind="future" if dated else "perpetual",
        payoff=payoff,
        contract_size=size,
        qty_unit="base" if payoff == "linear" and size == 1 else dice.one(*units[payoff]),
        qty_step=step,
        min_qty=step * dice.random.randint(1, 4),
        tick_size=dice.one(D("0.05"), D("0.1"), D("0.5")),
        fee_schedule=dice.one("standard", "standard", "standard", "standard", "absent"),
        expiry=expiry,
        underlying_multiplier=dice.one(D(1), D(1), D(1000)),
        max_qty=dice.maybe(step * 50, 0.2),
        max_market_qty=dice.maybe(step * 20, 0.2),
        min_notional=dice.maybe(dice.one(D(0), D(5), D(20), D(100))),
        max_leverage=dice.maybe(D(dice.random.randint(1, 125)), 0.8),
        max_leverage_short=dice.maybe(D(dice.random.randint(1, 50)), 0.2),
        maker_fee=dice.maybe(D("0.0001"), 0.2),
        taker_fee=dice.maybe(D("0.0004"), 0.2),
        funding_interval_hours=dice.maybe(dice.one(D(1), D(4), D(8)), 0.8),
        listed_at=(listed := dice.maybe(AT - timedelta(days=dice.random.randint(1, 60)), 0.3)),
        delisted_at=None if listed is None or dated else AT + timedelta(hours=listed.day * 3),
        pre_market=listed is not None and listed.day % 3 == 0,
        asset_class=dice.aside.choice(CLASSES),
    )


def quote(dice: Dice, one: ContractSpec, bid: Decimal) -> MarketSnapshot:
    """A quote around `bid`, with any part unknown."""
    ask = bid + one.tick_size * dice.random.randint(1, 9)
    quoted = dice.random.random() < 0.95
    return MarketSnapshot(
        venue=one.venue,
        symbol=one.symbol,
        at=AT - timedelta(seconds=dice.one(0, 5, 30, 90_000, 3_700)),
        bid=bid if quoted else None,
        ask=ask if quoted else None,
        bid_size=dice.maybe(dice.number("0.01", "50000", 2)),
        ask_size=dice.maybe(dice.number("0.01", "50000", 2)),
        mark=dice.maybe(dice.one(bid, dice.near(one.underlying_multiplier)), 0.7),
        index=dice.maybe(dice.one(ask, dice.near(one.underlying_multiplier)), 0.7),
        last=dice.maybe(ask),
        funding_rate=dice.maybe(dice.number("-0.002", "0.002", 6), 0.8),
        funding_interval_hours=dice.maybe(dice.one(D(1), D(8)), 0.4),
        next_funding_time=dice.maybe(AT + timedelta(minutes=dice.random.randint(-3000, 3000)), 0.8),
    )


def book(dice: Dice, one: ContractSpec, bid: Decimal) -> OrderBook:
    """Up to five levels a side."""

    def side(start: Decimal, sign: int) -> tuple[tuple[Decimal, Decimal], ...]:
        price, rows = start, list[tuple[Decimal, Decimal]]()
        for _ in range(dice.random.randint(1, 5)):
            rows.append((price, dice.number("0.05", "4000", 2)))
            price += sign * one.tick_size * dice.random.randint(1, 6) / 10
        return tuple(rows)

    ask = bid + one.tick_size * dice.random.randint(1, 9)
    return OrderBook(
        venue=one.venue, symbol=one.symbol, at=AT, bids=side(bid, -1), asks=side(ask, 1)
    )


def tiers(dice: Dice) -> tuple[MarginTier, ...]:
    """No table, or several tiers small enough to matter."""
    if dice.random.random() < 0.3:
        return ()
    unit = dice.one("quote", "coins", "contracts")
    caps = sorted(dice.random.sample(range(5, 4000), dice.random.randint(0, 3)))
    steps = sorted((dice.one(100, 50, 25, 10, 5) for _ in range(4)), reverse=True)
    found, floor, deduction, last = list[MarginTier](), D(0), D(0), None
    open_end, published = dice.one(True, False), dice.one(True, False)
    slope = dice.one(D(0), D(0), D(0), D("0.0001"))
    root = dice.one(D(0), D(0), D(0), D("0.0009"))
    for number, (cap, leverage) in enumerate(zip([*caps, 9000], steps, strict=False)):
        rate = 1 / (D(2) * leverage)
        deduction += floor * (rate - last) if last is not None else 0
        found.append(
            MarginTier(
                floor=floor,
                cap=D(cap) if number < len(caps) or not open_end else None,
                initial_rate=1 / D(leverage),
                maintenance_rate=rate,
                max_leverage=D(leverage),
                unit=unit,
                deduction=deduction if published else None,
                slope=slope,
                initial_root=root,
                maintenance_root=root / 2,
            )
        )
        floor, last = D(cap), rate
    return tuple(found)


def schedule(dice: Dice) -> FeeSchedule:
    """Volume tiers, API tiers, flat fees, a token discount, offers."""

    def rows(start: Decimal) -> tuple[FeeTier, ...]:
        maker, taker = start - D("0.0003"), start
        found = list[FeeTier]()
        for number in range(dice.random.randint(1, 4)):
            found.append(
                FeeTier(
                    name=f"tier {number}",
                    maker=maker,
                    taker=taker,
                    per_contract=flat,
                    least_per_contract=least,
                    min_volume=dice.maybe(D(1_000_000) * number, 0.8) if number else None,
                    min_assets=dice.maybe(D(10_000) * number, 0.4) if number else None,
                    min_token=dice.maybe(D(25) * number, 0.4) if number else None,
                )
            )
            maker, taker = maker - D("0.00005"), taker - D("0.00005")
        return tuple(found)

    flat = dice.one(D(0), D(0), D("0.15"))
    least = dice.one(D(0), D(0), D(0), D("0.3"))
    base = dice.number("0.0003", "0.001", 5)
    return FeeSchedule(
        tiers=rows(base),
        source="https://example.com/fees",
        as_of=date(2026, 11, 1),
        volume_window_days=dice.one(14, 30),
        requires=dice.one("any", "all"),
        api_tiers=rows(base + D("0.0001")) if dice.random.random() < 0.3 else (),
        settlement=dice.one(None, D(0), D("0.0004")),
        token_discount=dice.maybe(TokenDiscount(token=COIN, fraction=D("0.1"), condition="held")),
        promotions=tuple(
            Promotion(
                text=f"offer {number}",
                source="https://example.com/offers",
                as_of="2026-11-01",
                fraction=dice.one(D("0.2"), D("0.5"), None),
                first_day=dice.maybe(date(2026, 11, dice.random.randint(1, 28))),
                last_day=dice.maybe(date(2026, 11, dice.random.randint(1, 28))),
            )
            for number in range(dice.random.randint(0, 3))
        ),
    )


def rules(dice: Dice) -> Rules:
    """Any rule book."""
    return Rules(
        min_notional_reference=dice.one("limit", "mark", "last", "unknown"),
        reduce_only_exempt=dice.one(True, False, None),
        maintenance_on=dice.one("mark", "entry", "unknown"),
        liquidation_fee=dice.one("none", "taker", "unknown"),
        reserved_fee=dice.one("none", "entry", "closing", "round trip", "unknown"),
        slices=dice.one(True, False),
        open_loss=dice.one(True, False),
        leverage_step=dice.one(D(1), D(1), D("0.1"), None),
        funding_price=dice.one("mark", "index"),
        funding_continuous=dice.one(True, False, False),
    )


def venue(dice: Dice, name: str) -> VenueData:
    """A venue with up to four contracts."""
    contracts = list[ContractSpec]()
    markets, books, tables, origins = {}, {}, {}, {}
    for index in range(dice.random.randint(0, 4)):
        one = spec(dice, name, index)
        contracts.append(one)
        bid = dice.near(one.underlying_multiplier)
        if dice.random.random() < 0.95:
            markets[one.symbol] = quote(dice, one, bid)
            origins[f"markets/{one.symbol}"] = Origin(
                basis=dice.one("live", "live", "cached", "published"),
                source="https://example.com/quotes",
                as_of=AT - timedelta(days=dice.random.randint(0, 30)),
            )
        if dice.random.random() < 0.4:
            books[one.symbol] = book(dice, one, bid)
        tables[one.symbol] = tiers(dice)
    return VenueData(
        venue=name,
        basis=dice.one("live", "published"),
        source="https://example.com/api",
        as_of=AT,
        contracts=tuple(contracts),
        markets=markets,
        books=books,
        tiers={symbol: rows for symbol, rows in tables.items() if rows},
        fees={"standard": schedule(dice)},
        rules=rules(dice),
        regions=regions(Dice(dice.aside.randint(0, 10**9)), contracts),
        origins=origins,
    )


def regions(dice: Dice, contracts: list[ContractSpec]) -> dict[str, Region]:
    """Own tables of clients in DE, contracts closed to them, or nothing at all.

    No fees: those of elsewhere are what the document judged beside other venues'.
    """
    found = dict[str, Region]()
    if dice.random.random() < 0.5:
        tables = {one.symbol: tiers(dice) for one in contracts if dice.random.random() < 0.7}
        found["EEA"] = Region(
            countries=EEA,
            served=dice.random.random() < 0.8,
            barred=tuple(one.symbol for one in contracts if dice.random.random() < 0.2),
            max_leverage=dice.maybe(D(dice.random.randint(1, 30)), 0.4),
            tiers={symbol: rows for symbol, rows in tables.items() if rows},
        )
    if dice.random.random() < 0.2:
        cap = D(dice.random.randint(2, 9))
        found["caps"] = Region(countries=("DE", "GB"), max_leverage=cap)
    return found


def snapshot(dice: Dice) -> Snapshot:
    """Six venues."""
    return Snapshot(
        schema=SNAPSHOT_SCHEMA,
        comparator_version=__version__,
        at=AT,
        venues=tuple(venue(dice, name) for name in VENUES),
        failed=(),
    )


def trade(dice: Dice) -> Trade:
    """Small accounts, every way to give a size, every switch."""
    size: dict[str, Decimal] = {}
    match dice.one("risk", "risk", "risk", "risk", "qty", "notional", "max_loss"):
        case "qty":
            size["qty"] = dice.number("0.0001", "20", 4)
        case "notional":
            size["notional"] = dice.number("1", "9000", 2)
        case "max_loss":
            size["max_loss"] = dice.number("0.1", "90", 2)
        case _:
            pass
    no_stop = ("qty" in size or "notional" in size) and dice.random.random() < 0.3
    return Trade(
        account=dice.number("5", "20000", 2),
        risk=dice.number("0.001", "0.2", 4),
        stop=None if no_stop else dice.number("0.002", "0.3", 4),
        side=dice.one("long", "short"),
        hold_hours=dice.one(D(0), D(7), D(8), D(31), dice.number("0", "200", 1)),
        entry=dice.one("maker", "taker"),
        exit=dice.one("maker", "taker"),
        leverage=dice.maybe(D(dice.random.randint(1, 150)), 0.3),
        all_in=dice.one(True, False, False),
        volume_30d=dice.one(D(0), D(900_000), D(1_000_000), D(5_000_000)),
        assets=dice.one(D(0), D(10_000), D(50_000)),
        token=dice.one(D(0), D(25), D(100)),
        token_discount=dice.one(True, False),
        with_promos=dice.one(True, False),
        channel=dice.one("web", "api"),
        stop_slippage=dice.one(D(0), D("0.0005")),
        buffer=dice.maybe(dice.number("0", "0.1", 3), 0.3),
        positions=dice.random.randint(1, 4),
        prices=dice.one(
            {}, {"XBT": D(60_000)}, {"XBT": D(60_000), "EUR": D("1.1")}, {"BTC": D(100)}
        ),
        **size,
    )


def at_the_edge(dice: Dice, found: Comparison) -> list[Trade]:
    """The same trade exactly where an answer changes: smallest accounts, whole lots, minimums."""
    edges = list[Trade]()
    plain = found.trade
    for row in found.answers[0].rows:
        if row.size is None or row.minimum is None:
            continue
        if row.minimum.account:
            for account in (row.minimum.account, row.minimum.account - D("0.00000001")):
                if account > 0:
                    edges.append(structs.replace(plain, account=account))
        free = {"qty": None, "notional": None, "max_loss": None}
        if 0 < row.minimum.notional < D("1e12"):
            edges.append(structs.replace(plain, **(free | {"notional": row.minimum.notional})))
            edges.append(structs.replace(plain, **(free | {"qty": row.minimum.base})))
        if row.margin and row.margin.safe_leverage and 1 <= row.margin.safe_leverage < 1000:
            edges.append(structs.replace(plain, leverage=row.margin.safe_leverage))
    dice.random.shuffle(edges)
    return edges[:4]


def market_of(dice: Dice) -> tuple[Snapshot, str]:
    """A market, and its document."""
    read = snapshot(dice)
    return read, compact(priceable(read, ["BTC"], names={}, depth_usd=D("1e15")))


def trades_on(
    dice: Dice, read: Snapshot, document: str, count: int
) -> list[tuple[Comparison, dict[str, Any]]]:
    """`count` trades and our answers to them; those no plan allows are left out."""
    told = json.loads(document)
    own = {"crypto": told} | {one["asset_class"]: one for one in told.get("classes", ())}
    answers = list[tuple[Comparison, dict[str, Any]]]()
    waiting = list[Trade]()
    while len(answers) < count:
        drawn = waiting.pop() if waiting else trade(dice)
        asset_class = dice.aside.choice(CLASSES)
        held = [tuple(one["venues"]) for one in own.get(asset_class, {}).get("trusting", ())]
        sets = [*((venue,) for venue in VENUES), *held]
        choice = Choice(
            asset_class=asset_class,
            kind=dice.one(None, None, "perpetual", "future"),
            payoff=dice.one(None, None, "linear", "inverse", "quanto"),
            quotes=dice.one(("USD", "USDT", "USDC"), ("USD", "USDT", "USDC", "EUR"), ("USDT",)),
            trusted=dice.maybe(dice.one(*sets), 0.3) or (),
            known_only=dice.random.random() < 0.2,
            oldest_hours=dice.maybe(dice.one(D(1), D("36.5"), D(480)), 0.1),
        )
        only = dice.maybe([f"venue{number}" for number in (0, 2, 3, 5)], 0.2)
        region = dice.aside.choice(("", "", "DE", "GB"))
        here = in_region(read, region, ()) if region else read
        try:
            found = priced(here, drawn, ["BTC"], choice=choice, only=only)
        except PlanError:  # none of the venues chosen lists it
            continue
        answers.append((found, request(drawn, choice, only, region)))
        if not waiting and dice.random.random() < 0.5:
            waiting = at_the_edge(dice, found)
    return answers
