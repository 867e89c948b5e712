"""One run of a command: from its options to a trade, and to what is read and priced for it."""

from collections.abc import Coroutine, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import structs

from comparator.api.aio import finished, unwaited
from comparator.api.venue import Venue
from comparator.assets import asset_names
from comparator.cli.folders import cache_folder
from comparator.cli.profile import profile_of
from comparator.cli.progress import Progress
from comparator.comparison import LINEAR_DOLLARS, Choice, Comparison, Ready, priced, prices_of
from comparator.errors import must_know
from comparator.own_fees import UserFees, of_venues, with_own_fees
from comparator.pricing.trade import Trade
from comparator.run import chosen, read_async, saved
from comparator.schema import VenueFacts
from comparator.sources.cache import Cache
from comparator.sources.collect import Plan
from comparator.sources.discovery import Installed, discover
from comparator.sources.plausibility import DOLLARS
from comparator.sources.shipped import shipped_facts
from comparator.sources.snapshot import Snapshot
from comparator.words import clean

if TYPE_CHECKING:
    from comparator.answers.deciding import Deciding

T = TypeVar("T")
TRADE = {
    "account": "account",
    "risk": "risk",
    "stop": "stop",
    "side": "side",
    "hold": "hold_hours",
    "entry": "entry",
    "exit": "exit",
    "leverage": "leverage",
    "qty": "qty",
    "notional": "notional",
    "max_loss": "max_loss",
    "all_in": "all_in",
    "volume_30d": "volume_30d",
    "assets_held": "assets",
    "token": "token",
    "token_discount": "token_discount",
    "with_promos": "with_promos",
    "channel": "channel",
    "stop_slippage": "stop_slippage",
    "buffer": "buffer",
    "positions": "positions",
}
"""Which option says which part of the trade."""
DONE, GATE, NOWHERE, MISSING, EMPTY = 0, 1, 3, 4, 5
"""Exit codes."""


class Session:
    """What the options of one command line ask for; None where the command has no such option."""

    def __init__(self, ctx: click.Context) -> None:
        self.ctx = ctx
        self.options: dict[str, Any] = ctx.params

    @cached_property
    def trade(self) -> Trade:
        """The trade; PlanError where its parts contradict each other."""
        given = self.options
        parts = {field: given[name] for name, field in TRADE.items() if name in given}
        if given.get("no_stop"):
            parts["stop"] = None
        return Trade(**parts, prices=dict(given.get("price", ())))

    @cached_property
    def choice(self) -> Choice:
        """Which contracts are candidates."""
        if "kind" not in self.options:
            return LINEAR_DOLLARS
        kind, payoff = self.options["kind"], self.options["payoff"]
        quotes = tuple(quote.upper() for quote in self.options["quote"])
        return Choice(
            kind=None if kind == "any" else kind,
            payoff=None if payoff == "any" else payoff,
            quotes=quotes or DOLLARS,
            trusted=self.options["trust"],
            asset_class=self.options["class"],
            known_only=self.options["known_only"],
            oldest_hours=self.options["no_older_than"],
        )

    @cached_property
    def plan(self) -> Plan:
        """How venues are asked: source, age of contracts, time limit, cache."""
        return Plan(
            source=self.options["source"],
            max_age=timedelta(hours=float(self.options["max_age"])),
            timeout=float(self.options["timeout"]),
            cache=self.cache,
        )

    @property
    def cache(self) -> Cache:
        """Where answers are kept between runs."""
        return Cache(cache_folder())

    @property
    def discovered(self) -> Installed:
        """The plugins, with those named on the command line."""
        return discover(tuple(self.options.get("plugin", ())))

    @cached_property
    def installed(self) -> tuple[Venue, ...]:
        """The venues of all plugins; broken ones are reported once."""
        for plugin in self.discovered.broken:
            self.warn(f"{plugin} (left out; the rest is unaffected)")
        return self.discovered.venues

    @property
    def always_shown(self) -> frozenset[str]:
        """Venues that no table for people leaves out: those named, and those everybody asks for."""
        return frozenset(self.venues or ()) | {
            venue.id for venue in self.installed if venue.always_shown
        }

    def named(self, names: Sequence[str] | None) -> list[Venue]:
        """The installed venues of these names, all for None; PlanError for an unknown one."""
        return chosen(self.installed, names)

    @property
    def assets(self) -> tuple[str, ...]:
        """The coins asked for."""
        one: str | None = self.options.get("asset")
        return asset_names([one] if one else self.options["assets"])

    def read(self, assets: Sequence[str] | None, names: Sequence[str] | None = None) -> Snapshot:
        """What one run reads, as it is, all coins by lists for None; `names`: only these venues."""
        given: Path | Snapshot | None = self.options["snapshot"]
        if given is not None:
            snapshot = saved(given, names)
            if names is None:
                return snapshot
            return structs.replace(
                snapshot,
                venues=tuple(data for data in snapshot.venues if data.venue in names),
                failed=tuple(row for row in snapshot.failed if row.venue in names),
                references=tuple(prices_of(snapshot, self.choice).values()),
            )
        self._own_fees()  # a misspelt venue is refused before anybody is asked
        with Progress(quiet=self.silent) as progress:
            work = read_async(
                assets,
                venues=names,
                choice=self.choice,
                plan=self.plan,
                installed=self.installed,
                done=progress.done,
            )
            return self.run(work)

    def in_region(self, snapshot: Snapshot) -> Snapshot:
        """`snapshot` as clients in the user's country have it; as it is where none was named."""
        region = self.options.get("region")
        if not region:
            return snapshot
        from comparator.region import in_region  # noqa: PLC0415 - for this option alone

        known = {venue.id for venue in self.installed}
        names = [data.venue for data in snapshot.venues if data.venue in known]
        return in_region(snapshot, region, snapshot.facts or self.facts(names))

    def with_own_fees(self, snapshot: Snapshot) -> Snapshot:
        """`snapshot` with the fees of the user's profile."""
        profile = profile_of(self.ctx)
        fees = self._own_fees(tuple(data.venue for data in snapshot.venues))
        return with_own_fees(snapshot, fees, profile.path) if profile and fees else snapshot

    def _own_fees(self, others: Sequence[str] = ()) -> Mapping[str, UserFees]:
        """The fees of the profile by venue, one of the installed or of `others`."""
        profile = profile_of(self.ctx)
        if profile is None or not profile.fees:
            return {}
        known = {*others, *(one.name for one in self.discovered.broken)}
        known |= {venue.id for venue in self.installed}
        return of_venues(profile.fees, known, profile.path)

    def answer_from_file(self) -> None:
        """Take the command's own file as the snapshot; where no asset is named, all it quotes."""
        snapshot = saved(Path(self.options["file"]))
        quoted = {
            spec.base
            for data in snapshot.venues
            for spec in data.contracts
            if spec.symbol in data.markets or spec.symbol in data.books
        }
        self.options["snapshot"] = snapshot
        self.options["assets"] = self.options["assets"] or tuple(sorted(quoted))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` returns; an event loop runs where somebody is asked."""
        return unwaited(work) if self.offline else finished(work)

    def facts(self, names: Sequence[str] | None) -> list[VenueFacts]:
        """The fact sheets of venues, all for None."""
        folder = self.cache.folder
        return [
            shipped_facts(venue.id, venue.published, folder)
            for venue in self.named(names)
            if venue.published
        ]

    @property
    def offline(self) -> bool:
        """Whether nobody is asked, so that nothing waits."""
        return self.options["snapshot"] is not None or self.plan.offline

    @property
    def silent(self) -> bool:
        """Whether no progress is shown: there is none, or --quiet was given."""
        return self.quiet or self.offline

    @property
    def venues(self) -> tuple[str, ...] | None:
        """The venues named; None: all installed."""
        return self.options.get("venue") or None

    @property
    def quiet(self) -> bool:
        """Whether no progress and no hints are wanted."""
        return bool(self.options.get("quiet"))

    def compare(self, assets: Sequence[str]) -> Comparison:
        """The answer: what is read, with the user's own fees, priced once."""
        trade = self.trade  # its nonsense is refused before anybody is asked
        snapshot = self.with_own_fees(self.in_region(self.judged_by(assets)))
        must_know(self.choice.trusted, [data.venue for data in snapshot.venues], "asked")
        return priced(snapshot, trade, assets, choice=self.choice, only=self.venues)

    def judged_by(self, assets: Sequence[str] | None) -> Snapshot:
        """What is read; all of it where nobody is asked: who is not compared judges the others."""
        given: Path | Snapshot | None = self.options["snapshot"]
        if given is not None:
            return saved(given, self.venues)
        self.named(self.venues)  # an unknown one is refused
        return self.read(assets, None if self.offline else self.venues)

    def decisive(self, comparison: Comparison) -> "tuple[Deciding, ...]":
        """What decides before an account is opened, of every venue with a place."""
        from comparator.answers.deciding import deciding, ranked  # noqa: PLC0415 - of `compare`

        names, installed = ranked(comparison), {venue.id for venue in self.installed}
        sheets = comparison.snapshot.facts or self.facts(
            [name for name in names if name in installed]
        )
        return deciding(names, sheets, self.options.get("region") or "")

    def warn(self, text: str) -> None:
        """Tell the user something that is not the result."""
        if not self.quiet:
            click.echo(f"warning: {clean(text)}", err=True)


def ended(session: Session, found: Comparison | Ready) -> int:
    """The exit code of a run that was priced."""
    return read_code(session, found)


def read_code(session: Session, found: Comparison | Ready | Snapshot) -> int:
    """The exit code of a run: 5 without any data, 4 with --strict where a venue is missing.

    CSV has no place for venues that failed: they are named on stderr.
    """
    if session.options.get("format") == "csv":
        for failure in found.failed:
            session.warn(f"{failure.venue}: {failure.error}: {failure.message}")
    if not found.venues:
        click.echo("error: no venue has any data (try --source published)", err=True)
        return EMPTY
    missing = found.failed or (
        session.options.get("snapshot") is None and session.discovered.broken
    )
    return MISSING if session.options["strict"] and missing else DONE
