"""Mistakes of plugin authors, made in copies of the shipped plugins: does the kit name them?

`python -m tests.robustness.mistakes` prints a table. The checks that compare with an oracle (C20 to
C23) are left out: what is caught here is caught where nobody worked anything out by hand.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import util
from pathlib import Path

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parents[1]))

import comparator_venues

from comparator.testing import CHECKS, Check, Evidence, Subject
from comparator.testing.report import result_of

PLUGINS = Path(comparator_venues.__file__).parent
CASSETTES = Path(__file__).parents[2] / "cassettes"
SLOW = ("C00", "C01", "C02", "C03", "C04", "C05", "C30", "C31", "C32", "C33", "C34", "C35")
"""About other things than figures, or about answers that were spoilt on purpose."""
BY_HAND = ("C20", "C21", "C22", "C23", "C40", "C41", "C42")


class Mistake(Struct, frozen=True):
    """One edit of one plugin: what it is, and the words that were exchanged."""

    kind: str
    venue: str
    right: str
    wrong: str
    expected: bool = True  # caught; False: nobody can see it without an oracle

    @property
    def name(self) -> str:
        """For a test."""
        return f"{self.kind}: {self.venue}: {' '.join(self.wrong.split())[:60]}"


def _all(kind: str, *edits: tuple[str, str, str], expected: bool = True) -> list[Mistake]:
    return [Mistake(kind, venue, right, wrong, expected) for venue, right, wrong in edits]


SIZE, MANY = "contract_size=wire.contract_size,", "underlying_multiplier=many,"
ONE = "contract_size=api.ONE,"
BOOK = "return api.order_book("
MISTAKES = [
    *_all(
        "size x10",
        ("mexc", SIZE, "contract_size=wire.contract_size * 10,"),
        ("okx", "* Decimal(wire.ct_mult),", "* Decimal(wire.ct_mult) * 10,"),
        ("bybit", ONE, "contract_size=Decimal(10),"),
        ("weex", ONE, "contract_size=Decimal(10),"),
        ("bingx", "contract_size=wire.min_tick_size,", "contract_size=wire.min_tick_size * 10,"),
        ("hyperliquid", ONE, "contract_size=Decimal(10),"),
    ),
    *_all(
        "base for contracts",
        ("mexc", 'qty_unit="contracts",', 'qty_unit="base",'),
        ("okx", 'qty_unit="contracts",', 'qty_unit="base",'),
        ("weex", 'qty_unit="base",', 'qty_unit="contracts",'),
        ("bybit", '"contracts" if payoff == "inverse" else "base"', '"contracts"'),
    ),
    *_all(
        "1000x forgotten",
        ("binance", MANY, "underlying_multiplier=api.ONE,"),
        ("bybit", MANY, "underlying_multiplier=api.ONE,"),
        ("weex", MANY, "underlying_multiplier=api.ONE,"),
        ("bingx", MANY, "underlying_multiplier=api.ONE,"),
        ("hyperliquid", MANY, "underlying_multiplier=api.ONE,"),
        ("binance", "base=base,", "base=wire.base_asset,"),
    ),
    *_all(
        "percent for fraction",
        ("weex", "taker_fee=wire.taker_fee_rate,", "taker_fee=wire.taker_fee_rate * 100,"),
        ("bingx", "maker_fee=wire.maker_fee_rate,", "maker_fee=(wire.maker_fee_rate or 0) * 100,"),
        ("weex", "funding_rate=wire.forecast_funding_rate,", "funding_rate=wire.forecast_funding_rate * 1000,"),
        ("mexc", "funding_rate=wire.funding_rate,", "funding_rate=wire.funding_rate * 1000,"),
        ("weex", "maintenance_rate=row.maint_margin_ratio,", "maintenance_rate=row.maint_margin_ratio * 100,"),
        ("bybit", "maintenance_rate=row.maintenance_margin,", "maintenance_rate=row.maintenance_margin / 100,"),
    ),
    *_all(
        "maker and taker swapped",
        ("weex", "maker_fee=wire.maker_fee_rate,\n        taker_fee=wire.taker_fee_rate,", "maker_fee=wire.taker_fee_rate,\n        taker_fee=wire.maker_fee_rate,"),
        ("mexc", "maker_fee=wire.maker_fee_rate if charged else None,\n        taker_fee=wire.taker_fee_rate if charged else None,", "maker_fee=wire.taker_fee_rate,\n        taker_fee=wire.maker_fee_rate,"),
        ("hyperliquid", "maker=wire.add, taker=wire.cross", "maker=wire.cross, taker=wire.add"),
    ),
    *_all(
        "minutes for hours",
        ("bybit", "Decimal(wire.funding_interval) / 60", "Decimal(wire.funding_interval)"),
        ("weex", "funding_interval_hours=wire.collect_cycle / 60,", "funding_interval_hours=wire.collect_cycle,"),
        ("okx", "/ HOUR if", "/ 60_000 if"),
        ("mexc", "funding_interval_hours=wire.collect_cycle,", "funding_interval_hours=wire.collect_cycle / 60,"),
    ),
    *_all(
        "milliseconds for seconds",
        ("weex", "next_funding_time=then if then > at else None,", "next_funding_time=api.from_ms(wire.next_funding_time * 1000),"),
        ("bybit", "api.from_ms(answer.time)", "api.from_ms(answer.time // 1000)"),
        ("binance", "api.from_ms(wire.onboard_date)", "api.from_ms(wire.onboard_date // 1000)"),
        ("mexc", "api.from_ms(wire.next_settle_time)", "api.from_ms(wire.next_settle_time // 1000)"),
    ),
    *_all(
        "bid and ask swapped",
        ("binance", "bid=wire.bid_price,\n        ask=wire.ask_price,", "bid=wire.ask_price,\n        ask=wire.bid_price,"),
        ("weex", "bid=wire.bid_price,\n        ask=wire.ask_price,", "bid=wire.ask_price,\n        ask=wire.bid_price,"),
        ("okx", "bid=api.decimal_or_none(wire.bid_px),\n        ask=api.decimal_or_none(wire.ask_px),", "bid=api.decimal_or_none(wire.ask_px),\n        ask=api.decimal_or_none(wire.bid_px),"),
    ),
    *_all(
        "depth in contracts",
        ("okx", BOOK + "spec,", BOOK + "structs.replace(spec, contract_size=api.ONE),"),
        ("mexc", BOOK + "spec,", BOOK + "structs.replace(spec, contract_size=api.ONE),"),
    ),
    *_all(
        "sizes in contracts",
        ("okx", "bid_qty=api.decimal_or_none(wire.bid_sz),", "bid_qty=Decimal(wire.bid_sz) / spec.contract_size,"),
    ),
    *_all(
        "tier caps in the wrong unit",
        ("mexc", 'unit="contracts",', 'unit="quote",'),
        ("okx", 'unit="quote" if inverse else "coins",', 'unit="quote",'),
        ("bybit", 'unit="coins" if spec.payoff == "inverse" else "quote",', 'unit="coins",'),
        ("okx", "lambda row: row.max_sz * size)", "lambda row: row.max_sz)"),
    ),
    *_all(
        "zero for unknown",
        ("mexc", "max_leverage=wire.max_leverage,\n        fee", "max_leverage=api.ZERO,\n        fee"),
        ("okx", "tick_size=Decimal(wire.tick_sz),", "tick_size=Decimal(wire.tick_sz),\n        min_notional=api.ZERO,"),
        ("binance", "min_notional=notional.notional if notional else None,", "min_notional=notional.notional if notional else api.ZERO,"),
        ("weex", "funding_rate=wire.forecast_funding_rate,", "funding_rate=api.ZERO,"),
    ),
    *_all(
        "delisted offered",
        ("binance", 'if not OPEN[wire.status or wire.contract_status or ""]:', "if False:"),
        ("bybit", "if not OPEN[wire.status]:", "if False:"),
        ("mexc", "return OPEN[wire.state] and not (wire.is_hidden or delivered or shut or early)", "return True"),
        ("hyperliquid", "if wire.is_delisted:", "if False:"),
        ("krakenfutures", "if not wire.tradeable or wire.is_expired or wire.post_only:", "if False:"),
    ),
    *_all(
        "a state that nobody knew taken for closed",
        ("okx", "if not OPEN[wire.state]:", 'if wire.state != "live":'),
        ("deribit", "not OPEN[wire.state]", 'wire.state != "open"'),
        ("htx", "if not OPEN[wire.contract_status]:", "if wire.contract_status != 1:"),
    ),
    *_all(
        "another field of the same size",
        ("binance", "min_qty=api.known(lot.min_qty", "min_qty=api.known(lot.step_size"),
        ("bybit", "mark=api.decimal_or_none(wire.mark_price),", "mark=api.decimal_or_none(wire.index_price),"),
        ("weex", "maintenance_rate=row.maint_margin_ratio,", "maintenance_rate=row.maint_margin_ratio / 2,"),
        expected=False,
    ),
]  # fmt: skip


class Seeded(Struct, frozen=True):
    """What the kit said of one mistake."""

    mistake: Mistake
    caught: tuple[str, ...]  # ids of the checks that fail, and did not before
    said: str


def judged(venue: str, source: str, checks: Sequence[Check]) -> dict[str, tuple[str, ...]]:
    """The problems of a plugin with this source, by check; one that does not load has all."""
    from datetime import UTC, datetime

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "published").symlink_to(PLUGINS / "published")
        path = Path(folder) / f"{venue}.py"
        path.write_text(source, "utf-8")
        spec = util.spec_from_file_location(f"seeded_{venue}", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
        (made,) = (one for one in module.comparator_venues() if one.id == venue)
        subject = Subject(made, Evidence(CASSETTES / venue), str(path))
        today = datetime.now(UTC).date()
        results = [result_of(check, subject, {}, today) for check in checks]
        return {one.id: one.problems for one in results if one.outcome == "FAIL"}


@cache
def _sound(venue: str) -> dict[str, tuple[str, ...]]:
    return judged(venue, (PLUGINS / f"{venue}.py").read_text("utf-8"), QUICK)


QUICK = tuple(check for check in CHECKS if check.id not in (*SLOW, *BY_HAND))


def seeded(mistake: Mistake) -> Seeded:
    """The kit's word on one mistake."""
    sound = (PLUGINS / f"{mistake.venue}.py").read_text("utf-8")
    if mistake.right not in sound:
        raise LookupError(f"{mistake.venue}.py does not hold {mistake.right!r} any more")
    source = sound.replace(mistake.right, mistake.wrong)
    if "structs." in mistake.wrong and "import structs" not in source:
        source = source.replace("from msgspec import ", "from msgspec import structs, ", 1)
    before = _sound(mistake.venue)
    found = {
        number: [problem for problem in problems if problem not in before.get(number, ())]
        for number, problems in judged(mistake.venue, source, QUICK).items()
    }
    caught = tuple(number for number, problems in found.items() if problems)
    return Seeded(mistake, caught, found[caught[0]][0] if caught else "")


def main() -> int:
    """The table; the exit code says whether what should be caught was."""
    results = [seeded(mistake) for mistake in MISTAKES]
    kinds, good = Counter[str](), Counter[str]()
    print("| mistake | plugin | caught by | said |\n|---|---|---|---|")
    for one in results:
        kinds[one.mistake.kind] += 1
        good[one.mistake.kind] += bool(one.caught)
        by = ", ".join(one.caught) or "missed"
        print(f"| {one.mistake.kind} | {one.mistake.venue} | {by} | {one.said[:110]} |")
    print("\n| kind | seeded | caught |\n|---|---:|---:|")
    for kind, count in kinds.items():
        print(f"| {kind} | {count} | {good[kind]} |")
    print(f"| all | {kinds.total()} | {good.total()} |")
    return int(any(one.mistake.expected and not one.caught for one in results))


if __name__ == "__main__":
    sys.exit(main())
