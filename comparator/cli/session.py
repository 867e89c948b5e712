"""One run of a command: options to a plan, a plan to figures."""

from collections.abc import Collection, Coroutine, Iterable, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import structs

from comparator import __version__
from comparator.api.aio import finished, unwaited
from comparator.api.venue import Venue
from comparator.cli.folders import cache_folder
from comparator.cli.options import profile_of
from comparator.cli.progress import Progress
from comparator.cli.region import marked
from comparator.comparison import Choice, Comparison, compare_async, priced
from comparator.config import with_user_fees
from comparator.errors import PlanError, alike
from comparator.pricing.trade import Trade
from comparator.schema import VenueFacts
from comparator.sources.collect import Plan, collect
from comparator.sources.discovery import Installed, discover
from comparator.sources.plausibility import DOLLARS
from comparator.sources.store import SNAPSHOT_SCHEMA, Cache, Snapshot, facts, load_snapshot

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
        kind, payoff = self.options["kind"], self.options["payoff"]
        quotes = tuple(quote.upper() for quote in self.options["quote"])
        return Choice(
            kind=None if kind == "any" else kind,
            payoff=None if payoff == "any" else payoff,
            quotes=quotes or DOLLARS,
        )

    @cached_property
    def plan(self) -> Plan:
        """How to get the facts."""
        return Plan(
            source=self.options["source"],
            max_age=timedelta(hours=float(self.options["max_age"])),
            timeout=float(self.options["timeout"]),
            cache=Cache(cache_folder()),
        )

    @property
    def discovered(self) -> Installed:
        """The plugins, with those named on the command line."""
        return discover(tuple(self.options.get("plugin", ())))

    @cached_property
    def installed(self) -> tuple[Venue, ...]:
        """The venues of all plugins; broken ones are told of once."""
        for plugin in self.discovered.broken:
            self.warn(f"{plugin} (left out; the rest is unaffected)")
        return self.discovered.venues

    def named(self, names: Sequence[str] | None) -> list[Venue]:
        """The installed venues of these names, all for None; PlanError for an unknown one."""
        by_id = {venue.id: venue for venue in self.installed}
        _must_know(names, by_id, "installed")
        return [by_id[name] for name in (by_id if names is None else names)]

    def read(self, names: Sequence[str] | None) -> Snapshot:
        """What is known of venues without quotes of any contract, with the user's own fees."""
        saved: Path | None = self.options["snapshot"]
        if saved:
            snapshot = load_snapshot(saved)
            chosen = [data for data in snapshot.venues if names is None or data.venue in names]
            snapshot = structs.replace(snapshot, venues=tuple(chosen))
        else:
            with Progress(quiet=self.silent) as progress:
                asked = collect(self.named(names), lambda _: False, self.plan, progress.done)
                outcomes = self.run(asked)
            snapshot = Snapshot(
                schema=SNAPSHOT_SCHEMA,
                comparator_version=__version__,
                at=self.plan.now,
                venues=tuple(found.data for found in outcomes if found.data),
                failed=tuple(found.failure for found in outcomes if found.failure),
            )
        profile = profile_of(self.ctx)
        return with_user_fees(snapshot, profile) if profile else snapshot

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` returns; an event loop runs where somebody is asked."""
        return unwaited(work) if self.offline else finished(work)

    def facts(self, names: Sequence[str] | None) -> list[VenueFacts]:
        """The fact sheets of venues, all for None."""
        return [facts(venue.id, venue.published) for venue in self.named(names) if venue.published]

    @property
    def offline(self) -> bool:
        """Nobody is asked, so nothing waits."""
        return self.options["snapshot"] is not None or self.plan.offline

    @property
    def silent(self) -> bool:
        """There is no progress to show, or nobody wants to see it."""
        return self.quiet or self.offline

    @property
    def venues(self) -> tuple[str, ...] | None:
        """The venues named; None: all installed."""
        return self.options.get("venue") or None

    @property
    def quiet(self) -> bool:
        """No progress, no hints."""
        return bool(self.options.get("quiet"))

    def compare(self, assets: Sequence[str], trade: Trade | None = None) -> Comparison:
        """The answer, with the user's own fees."""
        wanted = trade or self.trade
        snapshot: Path | Snapshot | None = self.options["snapshot"]
        if isinstance(snapshot, Path):
            snapshot = load_snapshot(snapshot)
        if snapshot is not None:
            there = [*(data.venue for data in snapshot.venues), *(f.venue for f in snapshot.failed)]
            _must_know(self.venues, there, "in the file")
        with Progress(quiet=self.silent) as progress:
            found = self.run(
                compare_async(
                    wanted,
                    assets,
                    venues=self.venues,
                    snapshot=snapshot,
                    choice=self.choice,
                    plan=None if snapshot else self.plan,
                    installed=self.installed if snapshot is None else (),
                    done=progress.done,
                )
            )
        profile = profile_of(self.ctx)
        if profile and profile.fees:
            names = [answer.asset for answer in found.answers]
            own = with_user_fees(found.snapshot, profile)
            repriced = priced(wanted, names, own, choice=self.choice, only=self.venues)
            found = structs.replace(repriced, snapshot=found.snapshot)
        region = self.options.get("region")
        if not region:
            return found
        sheets = found.snapshot.facts or self.facts([data.venue for data in found.venues])
        return marked(found, region, sheets)

    def warn(self, text: str) -> None:
        """Tell the user something that is not the result."""
        if not self.quiet:
            click.echo(f"warning: {text}", err=True)


def _must_know(names: Iterable[str] | None, known: Collection[str], where: str) -> None:
    for name in names or ():
        if name not in known:
            near = alike(name, known, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise PlanError(f"unknown venue {name!r}{hint}; {where}: {', '.join(known) or 'none'}")


def ended(ctx: click.Context, found: Comparison) -> int:
    """The exit code of a run: 5 without any data, 4 with --strict where a venue is missing.

    CSV has no place for venues that failed: they are told of on stderr.
    """
    session = Session(ctx)
    if ctx.params.get("format") == "csv":
        for failure in found.failed:
            session.warn(f"{failure.venue}: {failure.error}: {failure.message}")
    if not found.venues:
        click.echo("error: no venue has any data (try --source published)", err=True)
        return EMPTY
    missing = found.failed or (ctx.params.get("snapshot") is None and session.discovered.broken)
    return MISSING if ctx.params["strict"] and missing else DONE
