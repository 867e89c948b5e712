"""How changes read: one line when nothing changed; else the figures, and the ranking."""

from collections.abc import Iterator

from comparator.answers.diff import (
    Change,
    Diff,
    Move,
)
from comparator.render.sheet import Block, Column, Figures, Sheet, Words
from comparator.words import NONE, STATUS, amount, counted, instant, percent

change, move = Figures(Change), Figures(Move)
EVERY: tuple[Column[Change], ...] = (
    change("venue", "venue", "venue", left=True),
    change("part", "what", "part", left=True, keep=6),
    change("key", "which", "key", left=True),
    change("field", "field", "field", left=True),
    change("was", "was", "was", absent=NONE),
    change("now", "now", "now", absent=NONE),
)


def _status(value: str) -> str:
    return STATUS[value]


RANKING: tuple[Column[Move], ...] = (
    move("asset", "asset", "asset", left=True),
    move("venue", "venue", "venue", left=True),
    move("status_was", "possible\nbefore", "status_was", _status, absent=NONE, left=True),
    move("status_now", "possible\nnow", "status_now", _status, absent=NONE, left=True),
    move("rank_was", "rank\nbefore", "rank_was", absent=NONE),
    move("rank_now", "rank\nnow", "rank_now", absent=NONE),
    move("total_was", "total\nbefore", "total_was", amount, absent=NONE, keep=5),
    move("total_now", "total\nnow", "total_now", amount, absent=NONE, keep=5),
    move("cost_r_was", "cost/risk\nbefore", "cost_r_was", percent, absent=NONE),
    move("cost_r_now", "cost/risk\nnow", "cost_r_now", percent, absent=NONE),
)


def sheet(diff: Diff) -> Sheet[Change]:
    """The changed figures, beside them what they do to the ranking."""
    return Sheet(
        name="diff", columns=EVERY, rows=diff.rows, every=EVERY, others=(_ranking(diff.ranking),)
    )


def _ranking(rows: tuple[Move, ...]) -> Sheet[Move]:
    return Sheet(
        name="ranking",
        columns=RANKING,
        rows=rows,
        every=RANKING,
        title="the trade, before and now",
    )


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
    other = tuple(move for move in diff.ranking if move.differs)
    if other:
        yield _ranking(other)
    if same := len(diff.ranking) - len(other):
        stay = "costs the same and keeps its" if same == 1 else "cost the same and keep their"
        yield Words(f"{counted(same, 'row')} of the ranking {stay} place.")
