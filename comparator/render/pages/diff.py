"""How changes read: one line when nothing changed; else the figures, and the ranking."""

from collections.abc import Iterator

from comparator.answers.diff import (
    Change,
    Diff,
    Move,
)
from comparator.render.sheet import Block, Column, Sheet, Words
from comparator.words import NONE, STATUS, amount, counted, instant, percent

CHANGES: tuple[Column[Change], ...] = (
    Column("venue", "venue", lambda row: row.venue, left=True),
    Column("part", "what", lambda row: row.part, left=True, keep=6),
    Column("key", "which", lambda row: row.key, left=True),
    Column("field", "field", lambda row: row.field, left=True),
    Column("was", "was", lambda row: row.was, absent=NONE),
    Column("now", "now", lambda row: row.now, absent=NONE),
)


def _status(value: str) -> str:
    return STATUS[value]


MOVES: tuple[Column[Move], ...] = (
    Column("asset", "asset", lambda row: row.asset, left=True),
    Column("venue", "venue", lambda row: row.venue, left=True),
    Column("status_was", "possible\nbefore", lambda row: row.status_was, _status, NONE, left=True),
    Column("status_now", "possible\nnow", lambda row: row.status_now, _status, NONE, left=True),
    Column("rank_was", "rank\nbefore", lambda row: row.rank_was, absent=NONE),
    Column("rank_now", "rank\nnow", lambda row: row.rank_now, absent=NONE),
    Column("total_was", "total\nbefore", lambda row: row.total_was, amount, NONE, keep=5),
    Column("total_now", "total\nnow", lambda row: row.total_now, amount, NONE, keep=5),
    Column("cost_r_was", "cost/risk\nbefore", lambda row: row.cost_r_was, percent, NONE),
    Column("cost_r_now", "cost/risk\nnow", lambda row: row.cost_r_now, percent, NONE),
)


def sheet(diff: Diff) -> Sheet[Change]:
    """The changed figures."""
    return Sheet(name="diff", columns=CHANGES, rows=diff.rows, every=CHANGES)


def page(diff: Diff) -> Iterator[Block]:
    """One line when nothing changed; else the figures, and what they do to the ranking."""
    span = f"from {instant(diff.before)} to {instant(diff.after)}"
    if not diff.changed:
        yield Words(f"Nothing changed {span}: {counted(diff.contracts, 'contract')} compared.")
        return
    figures = counted(len(diff.rows), "figure")
    moved = [move for move in diff.ranking if move.moved]
    places = counted(len(moved), "place") if moved else "no place"
    yield Words(f"{figures} changed {span}; {places} in the ranking moved.", "strong")
    if diff.rows:
        yield sheet(diff)
    if diff.ranking:
        yield Sheet(
            name="ranking", columns=MOVES, rows=diff.ranking, title="the trade, before and now"
        )
