"""The hall: a trade and assets in, facts from one wing, prices from the other, an answer out."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from comparator import __version__
from comparator.api.aio import finished, unwaited
from comparator.api.venue import Venue
from comparator.api.wire import coin
from comparator.errors import PlanError, alike
from comparator.pricing.result import Priced
from comparator.pricing.score import rank, score
from comparator.pricing.trade import Trade
from comparator.schema import ZERO, ContractSpec, Kind, Payoff, VenueData
from comparator.sources.collect import Outcome, Plan, SourceName, collect
from comparator.sources.discovery import BrokenPlugin, discover
from comparator.sources.fetch import fetch_venue
from comparator.sources.merge import filled
from comparator.sources.plausibility import DOLLARS
from comparator.sources.reference import Reference, at_one_price, references
from comparator.sources.store import SNAPSHOT_SCHEMA, Failure, Snapshot, load_snapshot, published


class Choice(Struct, frozen=True, kw_only=True):
    """Which contracts are candidates; None means any."""

    kind: Kind | None = None
    payoff: Payoff | None = "linear"
    quotes: tuple[str, ...] = DOLLARS

    def allows(self, spec: ContractSpec) -> bool:
        """Whether the contract is a candidate; a stock never stands in for a coin of its name."""
        return (
            spec.asset_class == "crypto"
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
    """What `compare` found, with everything it read."""

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


def venues() -> tuple[Venue, ...]:
    """All venues of the installed plugins, sorted by id."""
    return discover().venues


def broken() -> tuple[BrokenPlugin, ...]:
    """Plugins that could not be used, and why."""
    return discover().broken


def fetch(
    venue_id: str,
    assets: Iterable[str] | None = None,
    *,
    transport: object = None,
    at: datetime | None = None,
) -> VenueData:
    """Ask one venue now; see `fetch_async`."""
    return finished(fetch_async(venue_id, assets, transport=transport, at=at))


async def fetch_async(
    venue_id: str,
    assets: Iterable[str] | None = None,
    *,
    transport: object = None,
    at: datetime | None = None,
) -> VenueData:
    """Ask one venue now: all contracts, and for `assets` also quotes, depth, funding and tiers.

    `transport` is an httpx.AsyncBaseTransport that answers instead of the network; `at` is the
    clock to use instead of now, for replays. What the venue does not publish without a key (fees,
    some margin tiers) comes from the plugin's published data, each with its own origin. Raises
    PlanError for an unknown venue and VenueError when the contracts could not be had.
    """
    venue = _chosen(venues(), [venue_id])[0]
    plan = Plan(transport=transport, at=at)
    names = {asset_name(asset) for asset in assets} if assets is not None else set[str]()
    data = await fetch_venue(
        venue, lambda spec: spec.base in names, now=plan.now, transport=plan.transport
    )
    return filled(data, published(venue.published, venue.rules) if venue.published else None)


def compare(
    trade: Trade,
    assets: Iterable[str],
    *,
    venues: Iterable[str] | None = None,
    source: SourceName = "auto",
    snapshot: Path | Snapshot | None = None,
) -> Comparison:
    """Which venues can take the trade in each asset, ranked by cost; see `compare_async`."""
    plan = Plan(source=source)
    run = unwaited if snapshot or plan.offline else finished
    return run(compare_async(trade, assets, venues=venues, snapshot=snapshot, plan=plan))


async def compare_async(
    trade: Trade,
    assets: Iterable[str],
    *,
    venues: Iterable[str] | None = None,
    source: SourceName = "auto",
    snapshot: Path | Snapshot | None = None,
    choice: Choice = LINEAR_DOLLARS,
    plan: Plan | None = None,
    installed: Sequence[Venue] | None = None,
    done: Callable[[Outcome], None] = lambda _: None,
) -> Comparison:
    """Which venues can take the trade in each asset, ranked by cost per unit of risk taken.

    `venues` names some of the installed ones (None: all). `snapshot` answers from a saved run
    without any network. Raises PlanError for an unknown venue or asset.
    """
    names = tuple(dict.fromkeys(map(asset_name, assets)))
    if not names:
        raise PlanError("name at least one asset, for example BTC")
    if snapshot is None:
        asked = _chosen(discover().venues if installed is None else installed, venues)
        plan = plan or Plan(source=source)

        def wanted(spec: ContractSpec) -> bool:
            return spec.base in names and choice.allows(spec)

        outcomes = await collect(asked, wanted, plan, done)
        snapshot = Snapshot(
            schema=SNAPSHOT_SCHEMA,
            comparator_version=__version__,
            at=plan.now,
            venues=tuple(found.data for found in outcomes if found.data),
            failed=tuple(found.failure for found in outcomes if found.failure),
        )
    elif isinstance(snapshot, Path):
        snapshot = load_snapshot(snapshot)
    return priced(trade, names, snapshot, choice=choice, only=venues)


def priced(
    trade: Trade,
    assets: Sequence[str],
    snapshot: Snapshot,
    *,
    choice: Choice = LINEAR_DOLLARS,
    only: Iterable[str] | None = None,
) -> Comparison:
    """The answer to a trade from data that was read before: pure, the same bytes every time."""
    chosen = set(only) if only is not None else {data.venue for data in snapshot.venues}
    read = [data for data in snapshot.venues if data.venue in chosen]
    _check_assets(assets, read, every=only is None)
    found = references(read, trade.prices, snapshot.at)
    data = at_one_price(read, found, snapshot.at)
    return Comparison(
        at=snapshot.at,
        trade=trade,
        choice=choice,
        answers=tuple(
            _answer(asset, data, found.get(asset), trade=trade, choice=choice, at=snapshot.at)
            for asset in assets
        ),
        failed=tuple(failure for failure in snapshot.failed if failure.venue in chosen or not only),
        venues=tuple(data),
        snapshot=snapshot,
    )


def asset_name(text: str) -> str:
    """The coin a user means: `btc`, `XBT` and `BTC` are one, and so are `PEPE` and `1000PEPE`."""
    return coin(text.strip().upper())[0]


def _answer(
    asset: str,
    venues: Sequence[VenueData],
    reference: Reference | None,
    *,
    trade: Trade,
    choice: Choice,
    at: datetime,
) -> Answer:
    candidates, best = list[Priced](), list[Priced]()
    for data in venues:
        specs = [spec for spec in data.contracts if spec.base == asset and choice.allows(spec)]
        ranked = rank(score(trade, data, spec, at) for spec in specs)
        candidates += ranked
        best.append(_best(ranked) if ranked else _absent(asset, data))
    return Answer(asset=asset, rows=rank(best), candidates=rank(candidates), reference=reference)


def _best(ranked: Sequence[Priced]) -> Priced:
    """A venue's row: its cheapest way in, or where there is none its smallest order."""
    if ranked[0].status in ("ok", "over_budget"):
        return ranked[0]
    sized = [row for row in ranked if row.minimum]
    return min(
        sized, key=lambda row: row.minimum.notional if row.minimum else ZERO, default=ranked[0]
    )


def _absent(asset: str, data: VenueData) -> Priced:
    reasons = [
        row.message for row in data.warnings if row.code == "no_market" and asset in row.message
    ]
    unlisted = f"{data.venue} lists no such contract on {asset}"
    if data.basis == "published":
        unlisted = f"{data.venue} may list {asset}, but the figures shipped with it do not"
    unread = [row.reason for row in data.rejected if asset in row.symbol or not data.contracts]
    if unread:
        unlisted = f"{data.venue}: {unread[0]}"
    return Priced(
        asset=asset,
        venue=data.venue,
        symbol="",
        status="no_market",
        reason=reasons[0] if reasons else unlisted,
        repair=(),
        rank=None,
        score=None,
        size=None,
        risk=None,
        costs=None,
        margin=None,
        minimum=None,
        exits=None,
        inputs=None,
        warnings=(),
    )


def _chosen(installed: Sequence[Venue], names: Iterable[str] | None) -> list[Venue]:
    by_id = {venue.id: venue for venue in installed}
    wanted = list(by_id) if names is None else list(dict.fromkeys(names))
    for name in wanted:
        if name not in by_id:
            near = alike(name, by_id, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            known = ", ".join(by_id) or "none"
            raise PlanError(f"unknown venue {name!r}{hint}; installed: {known}")
    return [by_id[name] for name in wanted]


def _check_assets(assets: Sequence[str], venues: Sequence[VenueData], *, every: bool) -> None:
    bases = {spec.base for data in venues for spec in data.contracts}
    for asset in assets:
        if bases and asset not in bases:
            near = alike(asset, bases, 3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ", for example BTC"
            who = "no venue lists" if every else "none of the venues chosen lists"
            raise PlanError(f"{who} a contract on {asset!r}{hint}")
