"""The whole market for one plan: what can be traded at all, and where, by venue and by coin."""

from collections.abc import Iterable
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from msgspec import Meta

from comparator.answers.document import Document
from comparator.answers.reach import Coverage, sentences
from comparator.answers.tally import (
    CoinRow,
    ContractRow,
    VenueRow,
    coin_row,
    contract_row,
    venue_row,
)
from comparator.comparison import LINEAR_DOLLARS, Choice, Ready, ready
from comparator.errors import PlanError, alike
from comparator.pricing.trade import Trade
from comparator.sources.snapshot import Failure, Snapshot

Only = Literal["possible", "impossible", "unknown"]
By = Literal["coin", "venue", "contract"]


class Market(Document, frozen=True, kw_only=True):
    """comparator.whole_market/1: what can be traded at all, and where."""

    trade: Annotated[
        Trade, Meta(description="the trade that was asked for, every default included")
    ]
    choice: Annotated[Choice, Meta(description="which contracts are counted")]
    sentences: Annotated[
        tuple[str, ...], Meta(description="the answer in words, the verdict first")
    ]
    venues: Annotated[tuple[VenueRow, ...], Meta(description="most possible contracts first")]
    rows: Annotated[tuple[CoinRow, ...], Meta(description="the coins, on most venues first")]
    contracts: Annotated[
        tuple[ContractRow, ...], Meta(description="each contract, where asked for; else empty")
    ]
    by: Annotated[By, Meta(description="what the long table has a row for")]
    failed: Annotated[
        tuple[Failure, ...],
        Meta(description="venues that could not be asked, and what was used instead"),
    ]


def everything(
    snapshot: Snapshot,
    trade: Trade,
    *,
    choice: Choice = LINEAR_DOLLARS,
    venues: Iterable[str] | None = None,
    coin_like: str = "",
) -> Ready:
    """All contracts that `choice` allows, judged and at one price.

    `coin_like`: only coins whose name holds this, or fits it where it has a * or a ?. Raises
    PlanError where no coin does.
    """
    bases = {
        spec.base for data in snapshot.venues for spec in data.contracts if choice.allows(spec)
    }
    names = {name for name in bases if _fits(name, coin_like)}
    if bases and not names:
        near = alike(coin_like.upper(), bases, 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; for example --coin-like PEPE"
        raise PlanError(f"--coin-like {coin_like!r}: no coin's name fits{hint}")
    return ready(snapshot, trade, names, choice=choice, only=venues)


def document(
    found: Ready, *, only: Only | None = None, by: By = "coin", coin_like: str = ""
) -> Market:
    """Every contract priced once, then counted by venue and by coin.

    `only`: coins (and contracts) of that state alone in the long table; the sentences and the
    venues are about all. `coin_like` as it was given to `everything`.
    """
    coins, contracts, covered = list[CoinRow](), list[ContractRow](), Coverage()
    for asset in sorted(found.by_coin):
        priced = found.rows(asset)
        rows = [contract_row(row) for row in priced]
        contracts += rows
        coins.append(coin_row(asset, rows))
        for one in priced:
            covered.count(one, found.at)
    by_venue = dict[str, list[ContractRow]]()
    for row in contracts:
        by_venue.setdefault(row.venue, []).append(row)
    venues = [
        venue_row(data, by_venue.get(data.venue, ()), data.shut.get("", ""))
        for data in found.venues
    ]
    venues.sort(key=lambda row: (-row.possible, row.venue))
    coins.sort(key=_first)
    return Market(
        schema="comparator.whole_market/1",
        generated_at=found.at,
        trusted=found.choice.trusted,
        trade=found.trade,
        choice=found.choice,
        sentences=tuple(
            sentences(found.trade, venues, coins, covered, _left_out(found, coin_like))
        ),
        venues=tuple(venues),
        rows=tuple(row for row in coins if only in (None, row.state)),
        contracts=tuple(row for row in contracts if only in (None, row.state))
        if by == "contract"
        else (),
        by=by,
        failed=found.failed,
    )


def _first(row: CoinRow) -> tuple[int, bool, Decimal, str]:
    """On most venues first, then those that the smallest account reaches."""
    return -row.venues, row.account is None, row.account or Decimal(0), row.asset


def _fits(name: str, coin_like: str) -> bool:
    """Whether a coin's name holds it, or fits it where it is a pattern; empty: any does."""
    pattern = coin_like.strip().upper()
    if pattern and not any(sign in pattern for sign in "*?["):
        pattern = f"*{pattern}*"
    return not pattern or fnmatchcase(name.upper(), pattern)


def _left_out(ready: Ready, coin_like: str) -> dict[str, int]:
    """Contracts that are not counted, by what they are instead."""
    found, choice = dict[str, int](), ready.choice
    for data in ready.venues:
        for spec in data.contracts:
            if choice.allows(spec) or not _fits(spec.base, coin_like):
                continue
            if spec.asset_class != "crypto":
                why = "on no coin"
            elif choice.payoff not in (None, spec.payoff):
                why = spec.payoff
            elif choice.kind not in (None, spec.kind):
                why = "dated" if spec.kind == "future" else "perpetual"
            else:
                why = "in another currency"
            found[why] = found.get(why, 0) + 1
    return found
