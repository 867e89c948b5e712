"""`comparator venues`: what is installed, without asking anybody."""

from datetime import UTC, datetime

import click

from comparator.api.venue import Venue
from comparator.cli import options
from comparator.cli.folders import cache_folder
from comparator.cli.output import emit
from comparator.cli.session import DONE, EMPTY, Session
from comparator.cli.settings import shown_config
from comparator.errors import DataError
from comparator.render import venues as view
from comparator.schema import VenueData
from comparator.sources.discovery import Plugin
from comparator.sources.store import Cache, published

CAPABILITIES = ("markets", "book", "margin_tiers", "fees")


@click.command(
    cls=options.Command,
    examples=("comparator venues", "comparator venues --markdown", "comparator venues --wide"),
)
@options.option("--markdown", options.O, is_flag=True, help="The same as --format markdown.")
@options.PLUGIN
@options.shown
@options.tables
@options.profile
@click.pass_context
def venues(ctx: click.Context, /, **_: object) -> int:
    """Every installed venue: where it comes from, what is known of it, and how old that is."""
    if ctx.params["show_config"]:
        return shown_config(ctx)
    if ctx.params["markdown"]:
        ctx.params["format"] = "markdown"
    found = Session(ctx).discovered
    rows = [_row(plugin, venue) for plugin in found.plugins for venue in plugin.venues]
    document = view.Venues(
        schema="comparator.venues/1",
        generated_at=datetime.now(UTC),
        rows=tuple(sorted(rows, key=lambda row: row.venue)),
        broken=tuple(
            view.Broken(plugin=one.name, distribution=one.distribution, error=one.error)
            for one in found.broken
        ),
    )
    emit(
        ctx.params,
        page=lambda: list(view.page(document)),
        sheet=lambda: view.sheet(document),
        document=lambda: document,
    )
    return DONE if rows else EMPTY


def _row(plugin: Plugin, venue: Venue) -> view.VenueRow:
    known, problems = list[VenueData](), list[str]()
    shipped = cached = None
    try:
        if venue.published:
            data = published(venue.published, venue.rules)
            shipped = max((origin.as_of for origin in data.origins.values()), default=data.as_of)
            known.append(data)
    except DataError as error:
        problems.append(str(error))
    try:
        kept = Cache(cache_folder()).load(venue.id)
        if kept:
            cached = kept.fetched_at
            known.insert(0, kept.data)
    except DataError as error:
        problems.append(str(error))
    contracts = known[0].contracts if known else ()
    asks = () if venue.data_only else ("contracts", *_asked(venue))
    return view.VenueRow(
        venue=venue.id,
        name=venue.name,
        plugin=plugin.name,
        distribution=plugin.distribution,
        path=plugin.path,
        mark=view.mark(known),
        asks=asks,
        contracts=len(contracts),
        assets=len({spec.base for spec in contracts}),
        published=shipped,
        cached=cached,
        problem="; ".join(problems),
        docs=venue.docs,
    )


def _asked(venue: Venue) -> list[str]:
    return [name.replace("_", " ") for name in CAPABILITIES if getattr(venue, name) is not None]
