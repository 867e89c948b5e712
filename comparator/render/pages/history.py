"""How the past of a figure reads: one table, each value with the time that it held."""

from collections.abc import Iterator

from comparator.answers.history import History, Step
from comparator.render.changes import NAMES, in_words
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words
from comparator.words import NONE, counted, day, instant


def _value(row: Step) -> str | None:
    return in_words(row.field, row.value, row.unit)


figure = Figures(Step)
SHOWN: tuple[Column[Step], ...] = (
    figure("venue", "venue", "venue", left=True),
    figure("symbol", "contract", "symbol", left=True),
    Column("field", "figure", lambda row: NAMES.get(row.field, row.field.replace("_", " ")),
           left=True, keep=6),
    Column("value", "value", _value),
    figure("since", "from", "since", day, left=True),
    figure("until", "to", "until", day, absent="now", left=True),
    Column("note", "note", lambda row: row.note or None, absent="", left=True, keep=4),
)  # fmt: skip
STILL = tuple(column for column in SHOWN if column.name in ("venue", "symbol", "value", "since"))
EVERY: tuple[Column[Step], ...] = (
    figure("venue", "venue", "venue", left=True),
    figure("asset", "asset", "asset", left=True),
    figure("symbol", "contract", "symbol", left=True),
    figure("field", "figure", "field", left=True),
    figure("value", "value", "value", absent=NONE),
    figure("unit", "unit", "unit", left=True),
    figure("since", "from", "since", instant, left=True),
    figure("until", "to", "until", instant, absent="now", left=True),
    figure("was", "before", "was", absent=NONE),
    figure("first", "record begins", "first"),
    figure("note", "note", "note", left=True),
)


def sheet(found: History) -> Sheet[Step]:
    """Every value, one a row."""
    return Sheet(name="history", columns=EVERY, rows=found.rows)


def page(found: History) -> Iterator[Block]:
    """How often it moved, every value of what did, then what did not."""
    of = f"{found.asked}: {counted(found.contracts, 'contract')} since {day(found.since)}"
    yield Words(f"{of}; {_name(found.field)} changed {_times(found.moves)}.", "strong")
    lively = {_whose(row) for row in found.rows if not row.first}
    moved = tuple(row for row in found.rows if _whose(row) in lively)
    if moved:
        told = any(row.note for row in moved)
        yield Sheet(name="history", columns=SHOWN if told else SHOWN[:-1], rows=moved, every=SHOWN)
    still = tuple(row for row in found.rows if _whose(row) not in lively)
    known = tuple(row for row in still if row.value is not None)
    if known:
        yield Sheet(
            name="still", columns=STILL, rows=known, every=SHOWN, title="the same all the time"
        )
    if len(still) > len(known):
        count = counted(len(still) - len(known), "contract")
        yield Words(f"Unknown of {count} all the time.", "dim")
    if found.warnings:
        yield Items(title="not read", rows=tuple(("", text) for text in found.warnings))


def _whose(row: Step) -> tuple[str, str, str]:
    return row.venue, row.symbol, row.field


def _name(field: str) -> str:
    return NAMES.get(field, field.replace("_", " ")) if field else "its figures"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count:,} times")
