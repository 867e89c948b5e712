"""`comparator page [ASSET...]`: one file in which the whole trade is adjustable."""

from functools import cached_property
from pathlib import Path

import click

from comparator.answers.priceable import Priceable, priceable
from comparator.assets import check_assets
from comparator.cli.session import Session, read_code
from comparator.comparison import Choice
from comparator.errors import DataError, PlanError
from comparator.render.page import render
from comparator.run import chosen
from comparator.schema import ContractSpec
from comparator.sources.files import write_atomically
from comparator.sources.shipped import shipped
from comparator.sources.snapshot import Snapshot
from comparator.words import counted


class InDollars(Choice, frozen=True, kw_only=True):
    """Contracts in dollars, whatever their payoff and whatever they are on."""

    def allows(self, spec: ContractSpec) -> bool:
        """Whether its quote is read."""
        return spec.quote in self.quotes


class Everything(Session):
    """A session that reads contracts of every payoff and class: the page chooses among them."""

    @cached_property
    def choice(self) -> Choice:
        """All contracts in dollars."""
        return InDollars()

    @cached_property
    def coins(self) -> tuple[str, ...]:
        """The coins named; none: all that the snapshot, or the figures of the plugins, quote."""
        if self.options["assets"]:
            return self.assets
        given = self.options["snapshot"]
        if given is not None:
            return quoted(self.read(()))
        known = list[str]()
        for venue in chosen(self.installed, self.venues):
            if venue.published:
                try:
                    data = shipped(venue.published, venue.rules, self.cache.folder)
                except DataError:  # `read` says so
                    continue
                known += [spec.base for spec in data.contracts if spec.symbol in data.markets]
        return tuple(sorted(set(known)))

    @cached_property
    def snapshot(self) -> Snapshot:
        """What is read, with the user's own fees."""
        snapshot = self.read(self.coins, self.venues)
        if not self.options["assets"]:  # what is listed now may lack a coin that ships
            listed = {spec.base for data in snapshot.venues for spec in data.contracts}
            self.coins = tuple(name for name in self.coins if name in listed)
        check_assets(self.coins, snapshot.venues, every=self.venues is None)
        return self.with_own_fees(snapshot)

    def document(self, snapshot: Snapshot) -> Priceable:
        """What the page carries."""
        return priceable(
            snapshot,
            self.coins,
            names={venue.id: venue.name for venue in self.installed},
            sheets=() if snapshot.facts else self.facts(self.installed_in(snapshot)),
            always_shown={venue.id for venue in self.installed if venue.always_shown},
        )

    def installed_in(self, snapshot: Snapshot) -> list[str]:
        """Venues of the snapshot that are installed: the others have no fact sheet here."""
        shown = {data.venue for data in snapshot.venues}
        return [venue.id for venue in self.installed if venue.id in shown]


def quoted(snapshot: Snapshot) -> tuple[str, ...]:
    """The coins that any venue of the snapshot quotes."""
    bases = {
        spec.base
        for data in snapshot.venues
        for spec in data.contracts
        if spec.symbol in data.markets
    }
    return tuple(sorted(bases))


def run(ctx: click.Context, _: tuple[str, ...]) -> int:
    """Write the page; the exit code."""
    session = Everything(ctx)
    found = session.snapshot
    if found.venues:
        path: Path = ctx.params["output"] or Path("page.html")
        text = render(session.document(found))
        try:
            write_atomically(path, text.encode())
        except OSError as error:
            reason = error.strerror or error
            raise PlanError(f"--output {path} cannot be written: {reason}") from error
        if not session.quiet:
            size = f"{len(text.encode()) / 1000:,.0f} kB"
            held = f"{counted(len(session.coins), 'coin')} on {counted(len(found.venues), 'venue')}"
            click.echo(f"wrote {path}: {held}, {size}; open it in a browser")
    return read_code(session, found)
