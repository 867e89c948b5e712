"""The questions as functions: what the command line does, for programs and notebooks.

Each takes a `Trade` and coins, and returns the typed document that `--format json` writes. The
functions without `_async` work inside a running event loop as well, in a thread of their own; they
then hold the loop up until they are done, which their `_async` twins do not.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from comparator.comparison import LINEAR_DOLLARS, Choice, Comparison, priced
from comparator.how import How, blocking, sheets_of, snapshot_of
from comparator.pricing.trade import Trade
from comparator.run import chosen, saved, venues
from comparator.sources.published import facts as fact_sheet
from comparator.sources.snapshot import Snapshot

if TYPE_CHECKING:
    from decimal import Decimal

    from comparator.answers.compare import Compare
    from comparator.answers.contracts import Contracts
    from comparator.answers.diff import Diff
    from comparator.answers.explain import Explain
    from comparator.answers.facts import Facts
    from comparator.answers.fees import Fees
    from comparator.answers.flips import Flips
    from comparator.answers.history import History
    from comparator.answers.ladder import Ladder
    from comparator.answers.market import By, Market, Only
    from comparator.answers.minimum import Minimum
    from comparator.answers.stop import Stop


async def answer_async(trade: Trade, assets: str | Iterable[str], **how: Unpack[How]) -> Comparison:
    """The comparison that all documents are made from, with every row's inputs.

    Raises PlanError for an unknown venue, asset or country, DataError for a snapshot that cannot
    be read. A venue that could not be asked raises nothing: it is in `failed`.
    """
    names = [assets] if isinstance(assets, str) else tuple(assets)
    snapshot = await snapshot_of(names, how)
    choice = how.get("choice", LINEAR_DOLLARS)
    return priced(snapshot, trade, names, choice=choice, only=how.get("venues"))


answer = blocking(answer_async)


async def compare_async(
    trade: Trade,
    assets: str | Iterable[str],
    *,
    all_contracts: bool = False,
    **how: Unpack[How],
) -> "Compare":
    """Which venues can take the trade, ranked by cost per unit of risk taken.

    `all_contracts`: every contract instead of each venue's best. Errors as in `answer_async`.
    """
    from comparator.answers.compare import document  # noqa: PLC0415 - one question of several
    from comparator.answers.deciding import deciding, ranked  # noqa: PLC0415 - as above

    comparison = await answer_async(trade, assets, **how)
    facts_of = deciding(ranked(comparison), sheets_of(comparison.snapshot), how.get("region") or "")
    return document(comparison, all_contracts=all_contracts, decisive=facts_of)


compare = blocking(compare_async)


async def contracts_async(
    assets: str | Iterable[str],
    *,
    leverage: "Decimal | None" = None,
    size: "Decimal | None" = None,
    standard: "Decimal | None" = None,
    **how: Unpack[How],
) -> "Contracts":
    """What one contract of each venue is: size, worth, margin, dollars per 1 % move.

    `leverage` for the margin (None: 10), `size` in coins instead of the smallest order, `standard`
    in coins: the contract that sizes are compared with. Errors as in `answer_async`.
    """
    from comparator.answers.contracts import TEN, document  # noqa: PLC0415 - as above

    used = leverage or TEN
    comparison = await answer_async(Trade(leverage=used), assets, **how)
    return document(comparison, leverage=used, size=size, standard=standard)


contracts = blocking(contracts_async)


async def minimum_async(trade: Trade, assets: str | Iterable[str], **how: Unpack[How]) -> "Minimum":
    """The smallest order of each venue, and the smallest account that may take it by the trade."""
    from comparator.answers.minimum import document  # noqa: PLC0415 - as above

    return document(await answer_async(trade, assets, **how))


minimum = blocking(minimum_async)


async def market_async(
    trade: Trade,
    *,
    coin_like: str = "",
    only: "Only | None" = None,
    by: "By" = "coin",
    **how: Unpack[How],
) -> "Market":
    """The whole market for one plan: what can be traded at all, and where.

    Venues are asked for lists alone, however many contracts there are. `coin_like`: only coins
    whose name holds this, or fits it where it has a * or a ?. `only`: rows that are "possible",
    "impossible" or "unknown". `by="contract"`: each contract in `contracts`, too. Raises PlanError
    where no coin fits, and as `answer_async`.
    """
    from comparator.answers.market import document, everything  # noqa: PLC0415 - as above

    snapshot = await snapshot_of(None, how)
    choice = how.get("choice", LINEAR_DOLLARS)
    found = everything(
        snapshot, trade, choice=choice, venues=how.get("venues"), coin_like=coin_like
    )
    return document(found, only=only, by=by, coin_like=coin_like)


market = blocking(market_async)


async def flips_async(trade: Trade, assets: str | Iterable[str], **how: Unpack[How]) -> "Flips":
    """Where another venue becomes the best: along the account, the stop and the holding time.

    One of the three is changed at a time, all else as in the trade. Errors as in `answer_async`.
    """
    from comparator.answers.flips import document  # noqa: PLC0415 - as above

    return document(await answer_async(trade, assets, **how))


flips = blocking(flips_async)


async def ladder_async(
    trade: Trade, assets: str | Iterable[str], *, steps: int = 6, **how: Unpack[How]
) -> "Ladder":
    """The accounts at which each next size becomes affordable, `steps` of every venue."""
    from comparator.answers.ladder import document  # noqa: PLC0415 - as above

    return document(await answer_async(trade, assets, **how), steps=steps)


ladder = blocking(ladder_async)


async def stop_async(
    trade: Trade,
    assets: str | Iterable[str],
    *,
    size: "Decimal",
    max_loss: "Decimal",
    **how: Unpack[How],
) -> "Stop":
    """How far the stop may be for `size` coins and a loss of `max_loss` USD, on each venue.

    Of the trade its side, holding time and kinds of order count, not its own size and stop.
    """
    from comparator.answers.stop import document  # noqa: PLC0415 - as above

    return document(await answer_async(trade, assets, **how), size=size, max_loss=max_loss)


stop = blocking(stop_async)


async def explain_async(figure: str, trade: Trade, asset: str, **how: Unpack[How]) -> "Explain":
    """How one figure was worked out: `figure` is `VENUE.FIELD`, as "binance.total".

    Raises PlanError for a venue or field that is not there, and as `answer_async`.
    """
    from comparator.answers.explain import document  # noqa: PLC0415 - as above

    return document(await answer_async(trade, asset, **how), figure=figure)


explain = blocking(explain_async)


async def fees_async(
    trade: Trade | None = None, *, all_tiers: bool = False, **how: Unpack[How]
) -> "Fees":
    """What the venues charge: tiers within reach of the trade's volume and holdings, or all."""
    from comparator.answers.fees import document  # noqa: PLC0415 - as above

    return document(await snapshot_of((), how), trade or Trade(), all_tiers=all_tiers)


fees = blocking(fees_async)


def facts(names: Iterable[str] | None = None, *, topics: Iterable[str] = ()) -> "Facts":
    """Access, regulation, reserves and offers of venues, from the sheets shipped with plugins.

    `topics`: only those that contain one of these words. Nobody is asked. Raises PlanError for an
    unknown venue.
    """
    from comparator.answers.facts import document  # noqa: PLC0415 - as above

    found = chosen(venues(), names)
    sheets = [fact_sheet(venue.id, venue.published) for venue in found if venue.published]
    return document(sheets, topics=tuple(topics), at=datetime.now(UTC))


async def facts_async(names: Iterable[str] | None = None, *, topics: Iterable[str] = ()) -> "Facts":
    """The same as `facts`, which waits for nothing, for programs that await every question."""
    return facts(names, topics=topics)


def diff(
    before: Snapshot | Path,
    after: Snapshot | Path,
    trade: Trade | None = None,
    assets: str | Iterable[str] = (),
    *,
    choice: Choice = LINEAR_DOLLARS,
) -> "Diff":
    """What changed from one saved run to another, and what it does to the ranking of the trade.

    `assets`: only these; none: all of both. Raises DataError for a file that is no snapshot.
    """
    from comparator.answers.diff import document  # noqa: PLC0415 - as above

    names = [assets] if isinstance(assets, str) else tuple(assets)
    return document(saved(before), saved(after), names, trade or Trade(), choice)


async def diff_async(
    before: Snapshot | Path,
    after: Snapshot | Path,
    trade: Trade | None = None,
    assets: str | Iterable[str] = (),
    *,
    choice: Choice = LINEAR_DOLLARS,
) -> "Diff":
    """The same as `diff`, which waits for nothing, for programs that await every question."""
    return diff(before, after, trade, assets, choice=choice)


def history(*words: str, folder: Path, field: str = "") -> "History":
    """How figures moved: of a coin, `history("BTC", …)`, or of a venue's contract, two words.

    `folder` is a watch folder, or one of saved runs. `field` is one figure, as "min_notional";
    empty: all that moved. Nobody is asked. Raises PlanError for a figure, coin or contract that is
    not there and for a folder that is neither, DataError for one that cannot be read.
    """
    from comparator.answers import history as answer  # noqa: PLC0415 - as above
    from comparator.answers.past import pasts_in  # noqa: PLC0415 - as above

    asked, word, wanted = answer.asked_for(words)
    pasts, warnings = pasts_in(folder, word, wanted)
    return answer.document(asked, pasts, field=field, at=datetime.now(UTC), warnings=warnings)


async def history_async(*words: str, folder: Path, field: str = "") -> "History":
    """The same as `history`, which waits for nothing, for programs that await every question."""
    return history(*words, folder=folder, field=field)
