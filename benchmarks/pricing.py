"""How fast trades are priced: per core, in exact decimals, everything a verdict holds.

Run `python benchmarks/pricing.py`. CPU time, the best of many short rounds: on a shared machine the
best one is what the code takes, the others what the neighbours take.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from time import process_time

from comparator.pricing.breakpoints import curve
from comparator.pricing.prepare import prepare
from comparator.pricing.score import price, rank, score
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
ROUNDS = 40


def contract(number: int) -> ContractSpec:
    """One of many fine-lot contracts."""
    return ContractSpec(
        venue="example",
        symbol=f"BTC{number}",
        base="BTC",
        quote="USDT",
        settle="USDT",
        kind="perpetual",
        payoff="linear",
        contract_size=D(1),
        qty_unit="base",
        qty_step=D("0.0001"),
        min_qty=D("0.0001"),
        min_notional=D(5),
        tick_size=D("0.1"),
        fee_schedule="standard",
        max_leverage=D(100),
        funding_interval_hours=D(8),
    )


def venue(count: int) -> VenueData:
    """A venue with quotes, books of 50 levels and ten margin tiers for each contract."""
    specs = tuple(contract(number) for number in range(count))
    tiers = tuple(
        MarginTier(
            floor=D(100_000 * step),
            cap=D(100_000 * (step + 1)),
            initial_rate=D(step + 1) / 100,
            maintenance_rate=D(step + 1) / 200,
            max_leverage=D(100) / (step + 1),
            deduction=D(250 * step * (step + 1)),
        )
        for step in range(10)
    )
    bids = tuple((D("99999.9") - D(level) / 10, D("0.05")) for level in range(50))
    asks = tuple((D("100000.1") + D(level) / 10, D("0.05")) for level in range(50))
    return VenueData(
        venue="example",
        basis="live",
        source="https://example.com/api",
        as_of=AT,
        contracts=specs,
        markets={
            spec.symbol: MarketSnapshot(
                venue="example",
                symbol=spec.symbol,
                at=AT,
                bid=D("99999.9"),
                ask=D("100000.1"),
                mark=D(100_000),
                funding_rate=D("0.0001"),
                next_funding_time=datetime(2026, 11, 22, 8, tzinfo=UTC),
            )
            for spec in specs
        },
        books={
            spec.symbol: OrderBook(venue="example", symbol=spec.symbol, at=AT, bids=bids, asks=asks)
            for spec in specs
        },
        tiers={spec.symbol: tiers for spec in specs},
        fees={
            "standard": FeeSchedule(
                tiers=(FeeTier(name="base", maker=D("0.0002"), taker=D("0.0005")),),
                source="https://example.com/fees",
                as_of=date(2026, 11, 1),
            )
        },
        rules=Rules(
            min_notional_reference="mark",
            reduce_only_exempt=True,
            maintenance_on="mark",
            liquidation_fee="none",
            reserved_fee="none",
        ),
    )


def best(work: Callable[[], object]) -> float:
    """CPU seconds of the fastest round."""
    times = list[float]()
    for _ in range(ROUNDS):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def main() -> None:
    """Print each figure beside its budget."""
    data = venue(10)
    spec, trade = data.contracts[0], Trade()
    known = prepare(trade, data, spec, AT)
    trades = [Trade(account=D(500 + number)) for number in range(200)]
    seconds = best(lambda: [price(each, known) for each in trades])
    print(f"trades priced on one contract: {200 / seconds:,.0f} per second (budget 20,000)")

    seconds = best(lambda: rank(score(trade, data, each, AT) for each in data.contracts))
    print(f"contracts prepared, priced, ranked: {10 / seconds:,.0f} per second")

    sizes = [Trade(account=D(100 * 2**step)) for step in range(7)]

    def report() -> None:
        for each in data.contracts:
            prepared = prepare(trade, data, each, AT)
            for sized in sizes:
                price(sized, prepared)

    seconds = best(report) / 10 * 8000
    print(f"8,000 contracts x 7 accounts: {seconds:.2f} s (budget 3)")

    accounts = [D(50) * D("1.03") ** step for step in range(200)]
    seconds = best(lambda: curve(trade, data, spec, AT, accounts))
    count = len(curve(trade, data, spec, AT, accounts))
    print(f"curve over 200 accounts, {count} points: {1000 * seconds:.1f} ms (budget 20)")


if __name__ == "__main__":
    main()
