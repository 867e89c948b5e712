"""Lies over all members of the schema, mutated snapshots, nonsense on the command line.

`python -m tests.robustness.lies` prints, by kind, how many were tried and how many were contained:
no exception, every other venue's row as it would have been, and the liar not first because of it.
What wins within the tolerances of docs/trust.md is counted apart: nobody can see it.
"""

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parents[1]))

from comparator.comparison import Comparison
from comparator.pricing.trade import Trade
from robustness.exchange import (
    BOOK,
    CONTRACT,
    FEE,
    LIAR,
    MARKET,
    NOW,
    RULES,
    SCHEDULE,
    TIER,
    Figures,
    Lie,
    Place,
    Times,
    answered,
    rows_of,
)
from robustness.subtle import SUBTLE

D = Decimal
TOLERATED = {"fee": D("5.1"), "funding": D("15.1"), "": D("3.1")}
"""Basis points that a lie within the tolerances of docs/trust.md may win: a quarter of both fees,
or half of them where nothing is published; 0.05 % of funding three times a day; and the rest."""
NUMBERS: dict[str, object] = {
    "zero": D(0),
    "negative": Times(D(-1)),
    "x10": Times(D(10)),
    "/10": Times(D("0.1")),
    "x1000": Times(D(1000)),
    "/1000": Times(D("0.001")),
    "x3": Times(D(3)),
    "/3": Times(D(1) / 3),
    "percent": Times(D(100)),
    "tiny": D("1e-30"),
    "huge": D("1e30"),
    "absurd": D("1e999999"),
    "NaN": D("NaN"),
    "infinite": D("Infinity"),
    "endless digits": D("0." + "1" * 20_000),
    "unknown": None,
}
TIMES: dict[str, object] = {
    "1970": datetime(1970, 1, 1, tzinfo=UTC),
    "2000": datetime(2000, 1, 1, tzinfo=UTC),
    "9999": datetime(9999, 12, 31, tzinfo=UTC),
    "2099": datetime(2099, 12, 31, tzinfo=UTC),
    "a day ahead": NOW + timedelta(days=1),
    "a day ago": NOW - timedelta(days=1),
    "an hour ahead": NOW + timedelta(hours=1),
    "a year ahead": NOW + timedelta(days=365),
    "without a zone": datetime(2026, 11, 26, 12),  # noqa: DTZ001 - that is the lie
}
TEXTS: dict[str, object] = {
    "empty": "",
    "endless": "X" * 150_000,
    "another word": "WRONG",
    "control characters": "B\x1b[31mT\x9bC",
}
WRONG: dict[str, object] = {"a list": [], "a float": 0.1, "an object": {}}


PRICES = ("bid", "ask", "mark", "index", "last")
TOGETHER: dict[str, tuple[Lie, ...]] = {
    **{
        f"fees of {rate} everywhere": (
            Lie("contract", "maker_fee", None),
            Lie("contract", "taker_fee", None),
            Lie("fee", "maker", D(rate)),
            Lie("fee", "taker", D(rate)),
        )
        for rate in ("0", "0.00001", "-0.0001", "-0.003", "0.0001", "0.00005")
    },
    **{
        f"wire fees of {rate}": (
            Lie("contract", "maker_fee", D(rate)),
            Lie("contract", "taker_fee", D(rate)),
        )
        for rate in ("0", "0.00001", "-0.0001", "-0.003", "0.0001", "0.05", "0.002")
    },
    **{
        f"all prices x{factor}": (
            Lie("book", "moved", Times(D(factor))),
            *(Lie("market", name, Times(D(factor))) for name in PRICES),
        )
        for factor in ("3", "10", "1000", "0.001", "0.1", "0.5", "1.1", "0.95", "40", "1e9", "1e-9")
    },
    **{
        f"mark and index x{factor}, funding {rate}": (
            Lie("market", "mark", Times(D(factor))),
            Lie("market", "index", Times(D(factor))),
            Lie("market", "funding_rate", D(rate)),
        )
        for factor in ("500", "0.002", "1.5", "0.97")
        for rate in ("-0.0001", "-0.003", "0.0001")
    },
    **{
        f"funding of {rate} every {hours} h": (
            Lie("market", "funding_rate", D(rate)),
            Lie("market", "funding_interval_hours", D(hours)),
            Lie("contract", "funding_interval_hours", D(hours)),
        )
        for rate in ("-0.3", "-0.03", "-0.003", "-0.0006")
        for hours in ("0.02", "1", "4", "8", "24", "168", "1e-9", "1e21")
    },
    **{
        f"an order of {step}": (
            Lie("contract", "qty_step", D(step)),
            Lie("contract", "min_qty", D(step)),
        )
        for step in ("1e-39", "1e-15", "1e-12", "1e-9", "1e12", "1e15")
    },
    "funding never paid": (Lie("market", "next_funding_time", datetime(2099, 1, 1, tzinfo=UTC)),),
    **SUBTLE,
}
"""Lies that support each other."""


class Tried(Struct, frozen=True):
    """What came of one lie, or of several together."""

    name: str
    told: tuple[Lie, ...]
    trade: str
    problem: str  # empty: contained
    gain: Decimal  # basis points by which the liar undercuts everybody; 0: it does not


def lies() -> Iterator[Lie]:
    """Every member of every value x every way to get it wrong."""
    places: dict[Place, Figures] = {
        "contract": CONTRACT,
        "market": MARKET,
        "tier": TIER,
        "fee": FEE,
        "schedule": SCHEDULE,
        "rules": RULES,
        "book": BOOK,
    }
    for place, figures in places.items():
        for member, true in figures.items():
            for kind, value in _ways(true).items():
                yield Lie(place, member, value, kind)


def _ways(true: object) -> dict[str, object]:
    if isinstance(true, bool):
        return {"the opposite": not true}
    if isinstance(true, tuple):
        sizes = {f"sizes {name}": NUMBERS[name] for name in ("x10", "x1000", "/1000")}
        shapes: dict[str, object] = {
            "none": (),
            "one level": true[:1],
            "worst first": true[::-1],
            "wide": tuple((price * D("0.8"), size) for price, size in true),
            "a million levels": tuple((D(1000 + n), D(1)) for n in range(1_000_000)),
        }
        return sizes | shapes
    if isinstance(true, datetime):
        return TIMES
    if isinstance(true, str):
        return TEXTS
    return NUMBERS | WRONG


TRADES = {
    "taker": Trade(),
    "maker, short": Trade(side="short", entry="maker", exit="maker"),
}


def tried(name: str, lies: tuple[Lie, ...], trade: str, honest: bytes) -> Tried:
    """One lie on one live run, or several together."""
    try:
        found = asyncio.run(answered(lies, trade=TRADES[trade]))
    except Exception as error:  # noqa: BLE001 - whatever escapes is what is looked for
        return Tried(name, lies, trade, f"{type(error).__name__}: {error}"[:200], D(0))
    if rows_of(found, liar=False) != honest:
        return Tried(name, lies, trade, "other venues' rows changed", D(0))
    gain = max((_gain(found, index) for index in range(len(found.answers))), default=D(0))
    members = {lie.member for lie in lies}
    kind = "funding" if any("funding" in one for one in members) else ""
    if members & {"maker", "taker", "maker_fee", "taker_fee"}:
        kind = "fee"
    problem = f"first, by {gain:.1f} bp" if gain > TOLERATED[kind] else ""
    return Tried(name, lies, trade, problem, gain)


def _gain(found: Comparison, index: int) -> Decimal:
    """Basis points between the liar and the cheapest of the others, where it is the first alone."""
    rows = [row for row in found.answers[index].candidates if row.rank and row.costs]
    mine = [row for row in rows if row.venue == LIAR]
    others = [row for row in rows if row.venue != LIAR]
    if not mine or not others or mine[0].rank != 1:
        return D(0)
    best, cheapest = mine[0].costs, min(row.costs.bps for row in others if row.costs)
    return max(cheapest - best.bps, D(0)) if best else D(0)


def run(every: int = 1) -> list[Tried]:
    """All lies, or each so many-th, and those that support each other."""
    honest = {
        name: rows_of(asyncio.run(answered(trade=trade)), liar=False)
        for name, trade in TRADES.items()
    }
    alone = {f"{lie.place}.{lie.member}: {lie.kind}": (lie,) for lie in list(lies())[::every]}
    return [
        tried(name, told, trade, honest[trade])
        for name, told in (alone | TOGETHER).items()
        for trade in TRADES
    ]


def table(results: list[Tried]) -> str:
    """Tried x contained, by place."""
    lines = [
        "| where | tried | contained | of these won within tolerance |",
        "|---|---:|---:|---:|",
    ]
    places = dict[str, list[Tried]]()
    for one in results:
        place = one.told[0].place if len(one.told) == 1 else "several together"
        places.setdefault(place, []).append(one)
    for place, here in [*places.items(), ("all", results)]:
        good = [one for one in here if not one.problem]
        won = sum(one.gain > 0 for one in good)
        lines.append(f"| {place} | {len(here)} | {len(good)} | {won} |")
    return "\n".join(lines)


def main() -> int:
    """Everything; the exit code says whether all was contained."""
    results = run()
    print(table(results))
    for one in results:
        if one.problem:
            print(f"NOT CONTAINED {one.name} ({one.trade}): {one.problem}")
        elif one.gain > 0:
            print(f"won within tolerance, by {one.gain:.1f} bp: {one.name} ({one.trade})")
    from robustness.mutants import mutants, nonsense

    bad: list[object] = [one for one in results if one.problem]
    for name, work in (("mutated snapshots", mutants), ("command lines", nonsense)):
        counts, broken = work()
        told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
        print(f"\n{name}: {counts.total()} tried: {told}; crashes {len(broken)}")
        print("\n".join(f"CRASH {what}" for what in broken))
        bad += broken
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
