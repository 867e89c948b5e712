"""`comparator diff A B`: what changed between two saved runs."""

from pathlib import Path

import click

from comparator.cli import options
from comparator.cli.output import emit
from comparator.cli.session import DONE, GATE, Session
from comparator.cli.settings import shown_config
from comparator.comparison import asset_name
from comparator.render import diff as view
from comparator.sources.store import load_snapshot

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(
    cls=options.Command,
    examples=(
        "comparator diff monday.json friday.json",
        "comparator diff monday.json friday.json BTC --format markdown --output changes.md",
        "comparator diff old.json new.json --fail-on-change",
    ),
)
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.argument("assets", nargs=-1, callback=options.separated)
@options.trade
@options.fees
@options.choice
@options.option("--fail-on-change", options.O, is_flag=True, help="Exit 1 when anything changed.")
@options.shown
@options.tables
@options.profile
@click.pass_context
def diff(
    ctx: click.Context, /, before: Path, after: Path, assets: tuple[str, ...], **_: object
) -> int:
    """Contracts, minimums, fees, intervals and tiers that changed, and what it does to the ranking.

    Quotes always differ and are not listed; the ranking shows their effect.
    """
    if ctx.params["show_config"]:
        return shown_config(ctx)
    session = Session(ctx)
    found = view.document(
        load_snapshot(before),
        load_snapshot(after),
        tuple(map(asset_name, assets)),
        session.trade,
        session.choice,
    )
    emit(
        ctx.params,
        page=lambda: list(view.page(found)),
        sheet=lambda: view.sheet(found),
        document=lambda: found,
    )
    return GATE if ctx.params["fail_on_change"] and found.changed else DONE
