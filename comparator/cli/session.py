"""One run of a command: options to a plan, a plan to figures."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from msgspec import structs
from platformdirs import user_cache_path

from comparator.cli.options import profile_of
from comparator.cli.progress import Progress
from comparator.compare import Choice, Comparison, compare_async, priced
from comparator.config import with_user_fees
from comparator.pricing.trade import Trade
from comparator.sources.collect import Plan
from comparator.sources.discovery import Installed, discover
from comparator.sources.guards import DOLLARS
from comparator.sources.store import Cache, Snapshot, load_snapshot


def cache_folder() -> Path:
    """Where answers of venues are kept between runs."""
    return user_cache_path("comparator")


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

    @cached_property
    def installed(self) -> Installed:
        """The plugins, with those named on the command line; broken ones are told of once."""
        found = discover(tuple(self.options.get("plugin", ())))
        for plugin in found.broken:
            self.warn(f"{plugin} (left out; the rest is unaffected)")
        return found

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
        silent = self.quiet or snapshot is not None or self.plan.source in ("published", "cached")
        with Progress(quiet=silent) as progress:
            found = asyncio.run(
                compare_async(
                    wanted,
                    assets,
                    venues=self.venues,
                    snapshot=snapshot,
                    choice=self.choice,
                    plan=self.plan,
                    installed=self.installed.venues if snapshot is None else (),
                    done=progress.done,
                )
            )
        profile = profile_of(self.ctx)
        if profile is None or not profile.fees:
            return found
        names = [answer.asset for answer in found.answers]
        own = with_user_fees(found.snapshot, profile)
        repriced = priced(wanted, names, own, choice=self.choice, only=self.venues)
        return structs.replace(repriced, snapshot=found.snapshot)

    def warn(self, text: str) -> None:
        """Tell the user something that is not the result."""
        if not self.quiet:
            click.echo(f"warning: {text}", err=True)


def ended(ctx: click.Context, found: Comparison) -> int:
    """The exit code of a run: 5 without any data, 4 with --strict where a venue is missing."""
    if not found.venues:
        click.echo("error: no venue has any data (try --source published)", err=True)
        return EMPTY
    return MISSING if ctx.params["strict"] and found.failed else DONE
