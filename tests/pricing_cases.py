"""Trades, contracts and quotes for the pricing tests: one plain one, and odd ones at random."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import samples
from hypothesis import strategies as st

from comparator.pricing.trade import Trade
from comparator.schema import (
    ContractSpec,
    FeeSchedule,
    FeeTier,
    MarginTier,
    MarketSnapshot,
    OrderBook,
    Rules,
    VenueData,
)

D = Decimal
AT = datetime(2026, 11, 22, 1, tzinfo=UTC)
NEXT = datetime(2026, 11, 22, 8, tzinfo=UTC)
KNOWN = samples.rules(min_notional_reference="mark")
PLAIN_TIERS = (samples.tier(cap=None),)


def contract(**changes: object) -> ContractSpec:
    """0.001 BTC lots of a linear perpetual, up to 100x, funding every 8 hours."""
    plain = {
        "venue": "example",
        "fee_schedule": "standard",
        "max_leverage": D(100),
        "funding_interval_hours": D(8),
    }
    return samples.spec(**(plain | changes))


def inverse(**changes: object) -> ContractSpec:
    """Contracts of 100 USD, margined in the coin."""
    plain = {
        "symbol": "BTCUSD",
        "quote": "USD",
        "settle": "BTC",
        "payoff": "inverse",
        "contract_size": D(100),
        "qty_unit": "contracts",
        "qty_step": D(1),
        "min_qty": D(1),
    }
    return contract(**(plain | changes))


def quotes(spec: ContractSpec, **changes: object) -> MarketSnapshot:
    """Bid 99,999.9, ask 100,000.1, 1 bp of funding at 08:00."""
    plain = {
        "venue": spec.venue,
        "symbol": spec.symbol,
        "at": AT,
        "bid": D("99999.9"),
        "ask": D("100000.1"),
        "bid_size": D(5),
        "ask_size": D(5),
        "mark": D(100_000),
        "index": D(100_000),
        "last": D(100_000),
        "funding_rate": D("0.0001"),
        "next_funding_time": NEXT,
    }
    return samples.market(**(plain | changes))


def schedule(*tiers: FeeTier, **changes: object) -> FeeSchedule:
    """2 bp maker, 5 bp taker, or `tiers`."""
    plain = {"source": "https://example.com/fees"} | ({"tiers": tiers} if tiers else {})
    return samples.schedule(**(plain | changes))


def venue(spec: ContractSpec, market: MarketSnapshot | None = None, **changes: object) -> VenueData:
    """Everything known of a venue with one contract, fresh and live."""
    plain = {
        "venue": spec.venue,
        "source": "https://example.com/api",
        "as_of": AT,
        "contracts": (spec,),
        "markets": {spec.symbol: market or quotes(spec)},
        "tiers": {spec.symbol: PLAIN_TIERS},
        "fees": {"standard": schedule()},
        "rules": KNOWN,
    }
    return samples.data(**(plain | changes))


def book_of(spec: ContractSpec) -> dict[str, OrderBook]:
    """One level on either side, where the plain quotes are."""
    book = samples.book(
        venue=spec.venue,
        symbol=spec.symbol,
        at=AT,
        bids=((D("99999.9"), D(5)),),
        asks=((D("100000.1"), D(5)),),
    )
    return {spec.symbol: book}


# -- odd ones --------------------------------------------------------------------------------------


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[D]:
    return st.decimals(D(low), D(high), places=places, allow_nan=False)


@st.composite
def trades(draw: st.DrawFn, *, sized: bool = False) -> Trade:
    """Small accounts, every way to give a size."""
    size: dict[str, D] = {}
    match draw(st.sampled_from(["risk", "risk", "risk", "qty", "notional", "max_loss"])):
        case "qty" if sized:
            size["qty"] = draw(decimals("0.0001", "20", 4))
        case "notional" if sized:
            size["notional"] = draw(decimals("1", "9000", 2))
        case "max_loss" if sized:
            size["max_loss"] = draw(decimals("0.1", "90", 2))
    return Trade(
        account=draw(decimals("5", "20000", 2)),
        risk=draw(decimals("0.001", "0.2", 4)),
        stop=draw(decimals("0.002", "0.3", 4)),
        side=draw(st.sampled_from(["long", "short"])),
        hold_hours=draw(decimals("0", "200", 1)),
        entry=draw(st.sampled_from(["maker", "taker"])),
        exit=draw(st.sampled_from(["maker", "taker"])),
        leverage=draw(st.none() | st.integers(1, 150).map(D)),
        all_in=draw(st.booleans()),
        stop_slippage=draw(st.sampled_from([D(0), D("0.0005")])),
        buffer=draw(st.none() | decimals("0", "0.1", 3)),
        positions=draw(st.integers(1, 4)),
        prices={"XBT": D(60_000)},
        **size,
    )


@st.composite
def specs(draw: st.DrawFn) -> ContractSpec:
    """Linear, inverse and quanto contracts with odd sizes."""
    payoff = draw(st.sampled_from(["linear", "linear", "inverse", "quanto"]))
    step = draw(st.sampled_from([D("0.001"), D("0.01"), D("0.1"), D(1), D(5)]))
    expiry = draw(
        st.none() | st.none() | st.integers(1, 9000).map(lambda m: AT + timedelta(minutes=m))
    )
    size = {
        "linear": st.sampled_from([D("0.01"), D("0.1"), D(1), D(10)]),
        "inverse": st.sampled_from([D(1), D(10), D(100)]),
        "quanto": st.sampled_from([D("0.000001"), D("0.00001")]),
    }[payoff]
    return contract(
        kind="future" if expiry else "perpetual",
        expiry=expiry,
        payoff=payoff,
        quote="USDT" if payoff == "linear" else "USD",
        settle={"linear": "USDT", "inverse": "BTC", "quanto": "XBT"}[payoff],
        qty_unit="contracts",
        qty_step=step,
        min_qty=step * draw(st.integers(1, 4)),
        contract_size=draw(size),
        underlying_multiplier=draw(st.sampled_from([D(1), D(1), D(1000)])),
        min_notional=draw(st.none() | st.sampled_from([D(5), D(20), D(100)])),
        tick_size=draw(st.sampled_from([D("0.05"), D("0.1"), D("0.5")])),
        max_leverage=draw(st.none() | st.integers(1, 125).map(D)),
        max_leverage_short=draw(st.none() | st.none() | st.integers(1, 125).map(D)),
        funding_interval_hours=draw(st.none() | st.sampled_from([D(1), D(4), D(8)])),
    )


@st.composite
def venues(draw: st.DrawFn) -> tuple[VenueData, ContractSpec]:
    """A contract with quotes, perhaps a book and tiers, and any rules."""
    spec = draw(specs())
    bid = draw(decimals("5", "800", 3))
    ask = bid + spec.tick_size * draw(st.integers(1, 9))
    size = st.none() | decimals("0.01", "50000", 2)
    market = quotes(
        spec,
        bid=bid,
        ask=ask,
        bid_size=draw(size),
        ask_size=draw(size),
        mark=draw(st.none() | st.just(bid) | decimals("5", "800", 3)),
        index=draw(st.none() | st.just(ask) | decimals("5", "800", 3)),
        last=draw(st.none() | st.just(ask)),
        funding_rate=draw(st.none() | decimals("-0.002", "0.002", 6)),
        funding_interval_hours=draw(st.none() | st.sampled_from([D(1), D(8)])),
        next_funding_time=draw(
            st.none() | st.integers(-3000, 3000).map(lambda m: AT + timedelta(minutes=m))
        ),
    )
    books = {}
    if draw(st.booleans()):
        sizes = st.lists(decimals("0.05", "40000", 2), min_size=1, max_size=5)
        gaps = st.integers(1, 6)

        def side(start: D, sign: int) -> tuple[tuple[D, D], ...]:
            price, rows = start, list[tuple[D, D]]()
            for level in draw(sizes):
                rows.append((price, level))
                price += sign * spec.tick_size * draw(gaps) / 10
            return tuple(rows)

        books[spec.symbol] = OrderBook(
            venue=spec.venue, symbol=spec.symbol, at=AT, bids=side(bid, -1), asks=side(ask, 1)
        )
    maker = draw(decimals("-0.0002", "0.0005", 5))
    tier = FeeTier(
        name="base",
        maker=maker,
        taker=max(maker, draw(decimals("0", "0.001", 5))),
        per_contract=draw(st.sampled_from([D(0), D(0), D("0.15")])),
        least_per_contract=draw(st.sampled_from([D(0), D(0), D("0.0001"), D("0.02")])),
    )
    rules = Rules(
        min_notional_reference=draw(st.sampled_from(["limit", "mark", "last", "unknown"])),
        reduce_only_exempt=draw(st.sampled_from([True, False, None])),
        maintenance_on=draw(st.sampled_from(["mark", "entry", "unknown"])),
        liquidation_fee=draw(st.sampled_from(["none", "taker", "unknown"])),
        reserved_fee=draw(st.sampled_from(["none", "entry", "closing", "round trip", "unknown"])),
        slices=draw(st.booleans()),
        open_loss=draw(st.booleans()),
        leverage_step=draw(st.sampled_from([D(1), D(1), D("0.1"), None])),
        funding_price=draw(st.sampled_from(["mark", "index"])),
        funding_continuous=draw(st.booleans()),
    )
    data = venue(
        spec,
        market,
        books=books,
        fees={
            "standard": schedule(tier, settlement=draw(st.sampled_from([None, D(0), D("0.0004")])))
        },
        tiers={spec.symbol: draw(tiers())},
        rules=rules,
    )
    return data, spec


@st.composite
def tiers(draw: st.DrawFn) -> tuple[MarginTier, ...]:
    """No table, one tier, or several that begin small enough to matter."""
    unit = draw(st.sampled_from(["quote", "coins", "contracts"]))
    caps = sorted(draw(st.sets(st.integers(5, 4000), max_size=3)))
    leverages = sorted(
        draw(st.lists(st.sampled_from([100, 50, 25, 10, 5]), min_size=4, max_size=4)), reverse=True
    )
    if draw(st.booleans()):
        return ()
    found, floor, deduction, last = list[MarginTier](), D(0), D(0), None
    open_end, root = draw(st.booleans()), draw(st.sampled_from([D(0), D(0), D("0.0005")]))
    for number, (cap, leverage) in enumerate(zip([*caps, 9000], leverages, strict=False)):
        rate = 1 / (D(2) * leverage)
        if last is not None:
            deduction += floor * (rate - last)
        ended = number < len(caps) or not open_end
        found.append(
            MarginTier(
                floor=floor,
                cap=D(cap) if ended else None,
                initial_rate=1 / D(leverage),
                maintenance_rate=rate,
                max_leverage=D(leverage),
                unit=unit,
                deduction=deduction if draw(st.just(True)) else None,
                slope=draw(st.sampled_from([D(0), D(0), D("0.000001")])),
                initial_root=root,
                maintenance_root=root / 2,
            )
        )
        floor, last = D(cap), rate
    return tuple(found)
