"""Step two of an answer, pricing: a trade on each contract, the best of each venue ranked.

Step one is `run.read`. Between the two a user's own fees may be put into the snapshot, so that
nothing is priced twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct, structs

from comparator.agreement import MOST_OF_A_COIN, Agreement, agreed
from comparator.assets import asset_names, check_assets, check_priced
from comparator.pricing.result import Priced
from comparator.pricing.score import rank, score
from comparator.pricing.trade import Trade
from comparator.rows import absent, best_of, judged, shut, told, too_old, unquoted
from comparator.schema import (
    AssetClass,
    ContractSpec,
    Kind,
    Payoff,
    Reference,
    VenueData,
)
from comparator.sources.assumed import with_assumed_quotes
from comparator.sources.plausibility import DOLLARS
from comparator.sources.reference import at_one_price, references, said_by_user
from comparator.sources.snapshot import Failure, Snapshot


class Choice(Struct, frozen=True, kw_only=True):
    """Which contracts are candidates; None means any."""

    asset_class: Annotated[
        AssetClass, Meta(description="crypto, stock, commodity, forex or index")
    ] = "crypto"
    kind: Annotated[Kind | None, Meta(description="perpetual or future; null: any")] = None
    payoff: Annotated[Payoff | None, Meta(description="linear, inverse or quanto; null: any")] = (
        "linear"
    )
    quotes: Annotated[
        tuple[str, ...], Meta(description="quote currencies that count as dollars")
    ] = DOLLARS
    trusted: Annotated[
        tuple[str, ...], Meta(description="venues whose figures are taken as they are")
    ] = ()
    known_only: Annotated[
        bool, Meta(description="whether contracts without a known quote are left out")
    ] = False
    oldest_hours: Annotated[
        Decimal | None,
        Meta(description="hours that a contract's specification and quote may be old; null: any"),
    ] = None

    def allows(self, spec: ContractSpec) -> bool:
        """Whether the contract is a candidate; a stock never stands in for a coin of its name."""
        return (
            spec.asset_class == self.asset_class
            and spec.quote in self.quotes
            and self.kind in (None, spec.kind)
            and self.payoff in (None, spec.payoff)
        )


LINEAR_DOLLARS = Choice()


class Answer(Struct, frozen=True, kw_only=True):
    """One asset's answer: each venue's best contract, ranked, and every candidate behind them."""

    asset: str
    rows: tuple[Priced, ...]
    candidates: tuple[Priced, ...]
    reference: Reference | None


class Comparison(Struct, frozen=True, kw_only=True):
    """A priced snapshot: the answer for each asset, with everything it was computed from."""

    at: datetime
    trade: Trade
    choice: Choice
    answers: tuple[Answer, ...]
    failed: tuple[Failure, ...]
    venues: tuple[VenueData, ...]  # as priced: stale quotes moved to one price
    snapshot: Snapshot  # as read

    @property
    def feasible(self) -> bool:
        """Whether any venue can take the trade in any of the assets."""
        return any(row.status == "ok" for answer in self.answers for row in answer.rows)


def priced(
    snapshot: Snapshot,
    trade: Trade,
    assets: str | Iterable[str],
    *,
    choice: Choice = LINEAR_DOLLARS,
    only: Iterable[str] | None = None,
) -> Comparison:
    """The answer to a trade from data that was read before: pure, the same bytes every time.

    `only` names the venues to compare (None: all of the snapshot). The price of a coin is chosen
    from the whole snapshot all the same. Raises PlanError for an asset that no venue lists.
    """
    names = asset_names(assets)
    found = ready(snapshot, trade, names, choice=choice, only=only)
    listing = {data.venue: data for data in snapshot.venues if found.compares(data.venue)}
    check_assets(names, list(listing.values()), every=only is None)
    answers = tuple(_answer(asset, found, listing) for asset in names)
    shown = [(answer.rows, answer.candidates) for answer in answers]
    return Comparison(
        at=snapshot.at,
        trade=trade,
        choice=choice,
        answers=answers,
        failed=found.failed,
        venues=tuple(told(each, shown) for each in found.venues),
        snapshot=snapshot,
    )


class Ready(Struct, frozen=True, kw_only=True):
    """A snapshot judged and at one price: all that a contract is priced from."""

    trade: Trade
    choice: Choice
    at: datetime
    venues: tuple[VenueData, ...]  # those compared, stale quotes moved to one price
    failed: tuple[Failure, ...]  # of those compared
    references: Mapping[str, Reference]
    judged: Agreement
    by_coin: Mapping[str, Sequence[tuple[VenueData, Sequence[ContractSpec]]]]
    """The candidates on each coin, of each venue that has some."""
    refused: Mapping[tuple[str, str], str] = {}  # by venue and symbol why: older than is wanted

    def compares(self, venue: str) -> bool:
        """Whether the venue is one of those compared."""
        return any(data.venue == venue for data in self.venues)

    def rows(self, asset: str) -> tuple[Priced, ...]:
        """Every candidate on a coin, ranked; contradicted ones have no place."""
        return rank(
            self._refused(judged(score(self.trade, data, spec, self.at), self.judged))
            for data, specs in self.by_coin.get(asset, ())
            for spec in specs
        )

    def _refused(self, row: Priced) -> Priced:
        why = self.refused.get((row.venue, row.symbol))
        return structs.replace(row, status="no_data", reason=why) if why else row


def ready(
    snapshot: Snapshot,
    trade: Trade,
    names: Collection[str],
    *,
    choice: Choice = LINEAR_DOLLARS,
    only: Iterable[str] | None = None,
) -> Ready:
    """Judge what was read of the coins `names` and move it to one price; `only` as in `priced`."""
    wanted = frozenset(names)
    of_class = [data.of_class(choice.asset_class) for data in snapshot.venues]
    judged = agreed(of_class, wanted, snapshot.at, choice.trusted)
    judged.check_prices(trade.prices)
    check_priced(trade.prices, snapshot, every=only is None)
    kept = set(only) if only is not None else {data.venue for data in snapshot.venues}
    compared = [data for data in judged.venues if data.venue in kept]
    chosen = chosen_prices(judged, snapshot, choice.asset_class)
    said = said_by_user(trade.prices, snapshot.at)
    if not choice.known_only:
        compared = with_assumed_quotes(compared, said | chosen)
    found = chosen | said
    moved = at_one_price(compared, found, snapshot.at)
    old = {data.venue: too_old(data, wanted, choice.oldest_hours, snapshot.at) for data in moved}
    data = tuple(unquoted(each, old[each.venue]) for each in moved)
    return Ready(
        trade=trade,
        choice=choice,
        at=snapshot.at,
        venues=data,
        failed=tuple(row for row in snapshot.failed if only is None or row.venue in kept),
        references=found,
        judged=judged,
        by_coin=_by_coin(data, wanted, choice),
        refused={(venue, key): why for venue, row in old.items() for key, why in row.items()},
    )


def _by_coin(
    venues: Iterable[VenueData], names: Collection[str], choice: Choice
) -> dict[str, list[tuple[VenueData, list[ContractSpec]]]]:
    """Every list of contracts walked once, however many coins are asked for."""
    found = dict[str, list[tuple[VenueData, list[ContractSpec]]]]()
    for data in venues:
        own = dict[str, list[ContractSpec]]()
        for spec in data.contracts:
            if spec.base in names and choice.allows(spec) and spec.symbol not in data.shut:
                own.setdefault(spec.base, []).append(spec)
        for asset, specs in own.items():
            found.setdefault(asset, []).append((data, specs[:MOST_OF_A_COIN]))
    return found


def prices_of(snapshot: Snapshot, choice: Choice = LINEAR_DOLLARS) -> dict[str, Reference]:
    """The one price of every coin: what the snapshot carries, else that of its newest quote.

    A snapshot that was cut down carries the prices that were chosen from the whole of it. A quote
    that the other venues contradict sets no price, except of the trusted ones of `choice`, whose
    class of contracts counts.
    """
    venues = [data.of_class(choice.asset_class) for data in snapshot.venues]
    quoted = {spec.base for data in venues for spec in data.contracts if data.markets}
    judged = agreed(venues, quoted, snapshot.at, choice.trusted)
    return chosen_prices(judged, snapshot, choice.asset_class)


def chosen_prices(
    judged: Agreement, snapshot: Snapshot, asset_class: AssetClass = "crypto"
) -> dict[str, Reference]:
    """`prices_of` where the venues' figures were judged before."""
    found = references((data.of_class(asset_class) for data in judged.venues), judged.doubtful)
    for row in snapshot.references if asset_class == "crypto" else ():
        own = found.get(row.asset)
        spread = own.spread if own and row.spread is None else row.spread  # None: an old snapshot
        found[row.asset] = structs.replace(row, spread=spread)
    return found


def _answer(asset: str, ready: Ready, listing: Mapping[str, VenueData]) -> Answer:
    candidates = ready.rows(asset)
    by_venue = dict[str, list[Priced]]()
    for row in candidates:
        by_venue.setdefault(row.venue, []).append(row)
    best = [
        best_of(rank(by_venue[data.venue]))
        if data.venue in by_venue
        else shut(asset, data, ready.choice.allows)
        or absent(asset, data, listing[data.venue], ready.choice.asset_class)
        for data in ready.venues
    ]
    return Answer(
        asset=asset,
        rows=rank(best),
        candidates=candidates,
        reference=ready.references.get(asset),
    )
