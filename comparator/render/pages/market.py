"""How the whole market reads: sentences, a table of the venues, a long table."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from comparator.answers.market import Market
from comparator.answers.sentences import failures
from comparator.answers.tally import CoinRow, ContractRow, VenueRow
from comparator.render.sheet import Block, Column, Items, Sheet, Words, arranged
from comparator.words import NONE, STATUS, account, amount, percent, points

SAID = {
    "possible": "yes",
    "impossible": "no",
    "unknown": "unknown",
    "contradicted": "contradicted",
}
VENUES: tuple[Column[VenueRow], ...] = (
    Column("venue", "venue", lambda row: row.venue, left=True),
    Column("contracts", "con-\ntracts", lambda row: row.contracts),
    Column("possible", "pos-\nsible", lambda row: row.possible),
    Column("more_risk", "at more\nrisk", lambda row: row.more_risk, keep=5),
    Column("impossible", "impos-\nsible", lambda row: row.impossible, keep=6),
    Column("unknown", "un-\nknown", lambda row: row.unknown, keep=7),
    Column("contradicted", "contra-\ndicted", lambda row: row.contradicted, keep=4),
    Column("least_account", "least\naccount", lambda row: row.least_account, account, NONE),
    Column("median_account", "median\naccount", lambda row: row.median_account, account, NONE),
    Column("median_cost_r", "median\ncost/risk", lambda row: row.median_cost_r, percent, NONE),
    Column("assumed", "quotes\nassumed", lambda row: row.assumed, keep=5),
    Column("basis", "figures", lambda row: row.basis, left=True, keep=6),
    Column("as_of", "of", lambda row: row.as_of, keep=3),
    Column("not_served", "region", lambda row: row.not_served or None, absent=NONE, left=True,
           keep=2),
)  # fmt: skip
COINS: tuple[Column[CoinRow], ...] = (
    Column("asset", "coin", lambda row: row.asset, left=True),
    Column("state", "possible", lambda row: row.state, lambda value: SAID[value], left=True),
    Column("venues", "venues", lambda row: row.venues),
    Column("listed", "of", lambda row: row.listed),
    Column("cheapest", "cheapest", lambda row: row.cheapest, absent=NONE, left=True),
    Column("symbol", "contract", lambda row: row.symbol, absent=NONE, left=True, keep=4),
    Column("cost_r", "cost/\nrisk", lambda row: row.cost_r, percent, NONE),
    Column("cost_bps", "basis\npoints", lambda row: row.cost_bps, points, NONE, keep=2),
    Column("tied", "may be as cheap", lambda row: row.tied, left=True, keep=1),
    Column("account", "smallest\naccount", lambda row: row.account, account, NONE),
    Column("account_at", "at", lambda row: row.account_at, absent=NONE, left=True, keep=5),
    Column("assumed", "quote\nassumed", lambda row: row.assumed, keep=3),
    Column("contracts", "contracts", lambda row: row.contracts, keep=1),
    Column("takers", "venues that take it", lambda row: row.takers, left=True, keep=0),
)
CONTRACTS: tuple[Column[ContractRow], ...] = (
    Column("asset", "coin", lambda row: row.asset, left=True),
    Column("venue", "venue", lambda row: row.venue, left=True),
    Column("symbol", "contract", lambda row: row.symbol, left=True, keep=7),
    Column("kind", "kind", lambda row: row.kind, left=True, keep=2),
    Column("state", "possible", lambda row: row.state, lambda value: SAID[value], left=True),
    Column("status", "gate", lambda row: row.status, lambda value: STATUS[value], left=True,
           keep=4),
    Column("rank", "#", lambda row: row.rank, absent=NONE, keep=6),
    Column("cost_r", "cost/\nrisk", lambda row: row.cost_r, percent, NONE),
    Column("cost_bps", "basis\npoints", lambda row: row.cost_bps, points, NONE, keep=3),
    Column("account", "smallest\naccount", lambda row: row.account, account, NONE),
    Column("notional", "smallest\nin USD", lambda row: row.notional, amount, keep=6),
    Column("assumed", "quote\nassumed", lambda row: row.assumed, keep=5),
    Column("reason", "reason", lambda row: row.reason or None, absent=NONE, left=True, keep=1),
)  # fmt: skip
HIDDEN = 2
"""Columns kept this lowly are shown on demand alone."""


def sheet(document: Market) -> Sheet[Any]:
    """The long table, for data."""
    if document.by == "venue":
        return Sheet(name="market-venues", columns=VENUES, rows=document.venues)
    if document.by == "contract":
        return Sheet(name="market-contracts", columns=CONTRACTS, rows=document.contracts)
    return Sheet(name="market-coins", columns=COINS, rows=document.rows)


def page(
    found: Market, *, fields: Sequence[str] = (), sort: str = "", top: int | None = None
) -> Iterator[Block]:
    """The sentences, then the venues, then `top` rows of the coins or contracts."""
    verdict, *more = found.sentences
    yield Words(verdict, "strong")
    if more:
        yield Words(" ".join(more))
    if not found.venues:
        return
    whole = sheet(found)
    whole = arranged(structs.replace(whole, every=whole.columns), fields, sort)
    if not fields:
        whole = structs.replace(whole, columns=_worth_showing(whole.columns))
    if found.by != "venue":
        yield Sheet(
            name="market-venues", columns=_worth_showing(VENUES), rows=found.venues, title="venues"
        )
    kept = whole.rows if top is None or found.by == "venue" else whole.rows[:top]
    title = "coins" if found.by == "coin" else f"{found.by}s"
    yield structs.replace(
        whole, rows=kept, every=(), title=title, empty=f"No {found.by} is like that."
    )
    if len(kept) < len(whole.rows):
        text = f"{len(whole.rows) - len(kept):,} more {title} (--all shows them, --top N some)."
        yield Words(text, "dim")
    said = {row.not_served: row.venue for row in found.venues if row.not_served}
    if said:
        yield Items(title="region", rows=tuple((venue, text) for text, venue in said.items()))
    failed = tuple(failures(found.failed, {row.venue: row.as_of for row in found.venues}))
    if failed:
        yield Items(title="venues that could not be asked", rows=failed)


def _worth_showing(columns: Sequence[Column[Any]]) -> tuple[Column[Any], ...]:
    return tuple(column for column in columns if column.keep > HIDDEN)
