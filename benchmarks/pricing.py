"""How fast trades are priced: per core, in exact decimals, everything a verdict holds.

Run `python benchmarks/pricing.py`. CPU time, the best of many short rounds: on a shared machine the
best one is what the code takes, the others what the neighbours take.
"""

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import process_time

from comparator.pricing.breakpoints import curve
from comparator.pricing.prepare import prepare
from comparator.pricing.score import price, rank, score
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, MarginTier, OrderBook, VenueData

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # sample data have one factory
import pricing_cases
from pricing_cases import AT

D = Decimal
ROUNDS = 40


def contract(number: int) -> ContractSpec:
    """One of many fine-lot contracts."""
    fine = D("0.0001")
    return pricing_cases.contract(
        symbol=f"BTC{number}", qty_step=fine, min_qty=fine, min_notional=D(5)
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
    return pricing_cases.venue(
        specs[0],
        contracts=specs,
        markets={spec.symbol: pricing_cases.quotes(spec) for spec in specs},
        books={
            spec.symbol: OrderBook(venue="example", symbol=spec.symbol, at=AT, bids=bids, asks=asks)
            for spec in specs
        },
        tiers={spec.symbol: tiers for spec in specs},
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
