"""How the whole market reads: sentences, a table of the venues, a long table."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from comparator.answers.market import Market
from comparator.answers.sentences import failures
from comparator.answers.tally import CoinRow, ContractRow, VenueRow
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words, arranged
from comparator.words import NONE, STATUS, account, amount, listed, percent, points

SAID = {
    "possible": "yes",
    "impossible": "no",
    "unknown": "unknown",
    "contradicted": "contradicted",
}
of_venue, of_coin, of_contract = Figures(VenueRow), Figures(CoinRow), Figures(ContractRow)
VENUES: tuple[Column[VenueRow], ...] = (
    of_venue("venue", "venue", "venue", left=True),
    of_venue("contracts", "con-\ntracts", "contracts"),
    of_venue("possible", "pos-\nsible", "possible"),
    of_venue("more_risk", "at more\nrisk", "more_risk", keep=5),
    of_venue("impossible", "impos-\nsible", "impossible", keep=6),
    of_venue("unknown", "un-\nknown", "unknown", keep=7),
    of_venue("contradicted", "contra-\ndicted", "contradicted", keep=4),
    of_venue("least_account", "least\naccount", "least_account", account, absent=NONE),
    of_venue("median_account", "median\naccount", "median_account", account, absent=NONE),
    of_venue("median_cost_r", "median\ncost/risk", "median_cost_r", percent, absent=NONE),
    of_venue("assumed", "quotes\nassumed", "assumed", keep=5),
    of_venue("basis", "figures", "basis", left=True, keep=6),
    of_venue("as_of", "of", "as_of", keep=3),
    of_venue("not_asked", "not asked for", "not_asked", left=True, keep=0),
    of_venue("not_served", "region", "not_served", absent=NONE, left=True,
           keep=2),
)  # fmt: skip
EVERY: tuple[Column[CoinRow], ...] = (
    of_coin("asset", "coin", "asset", left=True),
    of_coin("state", "possible", "state", lambda value: SAID[value], left=True),
    of_coin("venues", "venues", "venues"),
    of_coin("listed", "of", "listed"),
    of_coin("cheapest", "cheapest", "cheapest", absent=NONE, left=True),
    of_coin("symbol", "contract", "symbol", absent=NONE, left=True, keep=4),
    of_coin("cost_r", "cost/\nrisk", "cost_r", percent, absent=NONE),
    of_coin("cost_bps", "basis\npoints", "cost_bps", points, absent=NONE, keep=2),
    of_coin("tied", "may be as cheap", "tied", left=True, keep=1),
    of_coin("account", "smallest\naccount", "account", account, absent=NONE),
    of_coin("account_at", "at", "account_at", absent=NONE, left=True, keep=5),
    of_coin("assumed", "quote\nassumed", "assumed", keep=3),
    of_coin("contracts", "contracts", "contracts", keep=1),
    of_coin("takers", "venues that take it", "takers", left=True, keep=0),
)
CONTRACTS: tuple[Column[ContractRow], ...] = (
    of_contract("asset", "coin", "asset", left=True),
    of_contract("venue", "venue", "venue", left=True),
    of_contract("symbol", "contract", "symbol", left=True, keep=7),
    of_contract("kind", "kind", "kind", left=True, keep=2),
    of_contract("state", "possible", "state", lambda value: SAID[value], left=True),
    of_contract("status", "gate", "status", lambda value: STATUS[value], left=True,
           keep=4),
    of_contract("rank", "#", "rank", absent=NONE, keep=6),
    of_contract("cost_r", "cost/\nrisk", "cost_r", percent, absent=NONE),
    of_contract("cost_bps", "basis\npoints", "cost_bps", points, absent=NONE, keep=3),
    of_contract("account", "smallest\naccount", "account", account, absent=NONE),
    of_contract("notional", "smallest\nin USD", "notional", amount, keep=6),
    of_contract("assumed", "quote\nassumed", "assumed", keep=5),
    of_contract("reason", "reason", "reason", absent=NONE, left=True, keep=1),
)  # fmt: skip
HIDDEN = 2
"""Columns kept this lowly are shown on demand alone."""


def sheet(document: Market) -> Sheet[Any]:
    """The long table, for data."""
    if document.by == "venue":
        return Sheet(name="market-venues", columns=VENUES, rows=document.venues)
    if document.by == "contract":
        return Sheet(name="market-contracts", columns=CONTRACTS, rows=document.contracts)
    return Sheet(name="market-coins", columns=EVERY, rows=document.rows)


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
        yield from _venues(found)
    kept = whole.rows if top is None or found.by == "venue" else whole.rows[:top]
    title = "coins" if found.by == "coin" else f"{found.by}s"
    yield structs.replace(
        whole, rows=kept, every=whole.columns, title=title, empty=f"No {found.by} is like that."
    )
    if len(kept) < len(whole.rows):
        text = f"{len(whole.rows) - len(kept):,} more {title} (--all shows them, --top N some)."
        yield Words(text, "dim")
    said = {row.not_served: row.venue for row in found.venues if row.not_served}
    if said:
        yield Items(title="region", rows=tuple((venue, text) for text, venue in said.items()))
    unasked = tuple((row.venue, _unasked(row.not_asked)) for row in found.venues if row.not_asked)
    if unasked:
        yield Items(title="not asked for, as it takes a request for each contract", rows=unasked)
    failed = tuple(failures(found.failed, {row.venue: row.as_of for row in found.venues}))
    if failed:
        yield Items(title="venues that could not be asked", rows=failed)


def _venues(found: Market) -> Iterator[Block]:
    """Those with contracts that are counted, and the names of the others."""
    shown = tuple(row for row in found.venues if row.contracts)
    columns = _worth_showing(VENUES)
    yield Sheet(name="market-venues", columns=columns, rows=shown, title="venues")
    others = [row.venue for row in found.venues if not row.contracts]
    if others and shown:
        yield Words(f"No such contract is known of {listed(others)}.", "dim")


def _unasked(said: tuple[str, ...]) -> str:
    """`quote of 59 contracts`: the title says the rest."""
    return listed(text.partition(" not asked for")[0] for text in said)


def _worth_showing(columns: Sequence[Column[Any]]) -> tuple[Column[Any], ...]:
    return tuple(column for column in columns if column.keep > HIDDEN)
