"""`comparator ladder ASSET`: accounts at which each next size becomes affordable."""

import click

from comparator.cli import options
from comparator.cli.output import emit
from comparator.cli.session import Session, ended
from comparator.cli.settings import shown_config
from comparator.render import ladder as view


@click.command(
    cls=options.Command,
    examples=(
        "comparator ladder BTC",
        "comparator ladder BTC --venue binance --steps 20",
        "comparator ladder PEPE --risk 0.5% --stop 5% --format csv",
    ),
)
@options.ASSET
@options.option(
    "--steps",
    options.T,
    type=click.IntRange(1, 1000),
    metavar="N",
    default=6,
    show_default=True,
    help="How many milestones of each venue.",
)
@options.trade
@options.fees
@options.choice
@options.data
@options.shown
@options.tables
@options.profile
@click.pass_context
def ladder(ctx: click.Context, /, asset: str, **_: object) -> int:
    """Account milestones from the smallest order upward, keeping the same share at risk."""
    if ctx.params["show_config"]:
        return shown_config(ctx)
    found = Session(ctx).compare([asset])
    rows = view.document(found, ctx.params["steps"])
    emit(
        ctx.params,
        page=lambda: list(view.page(rows, view.without(found, rows))),
        sheet=lambda: view.sheet(rows),
        document=lambda: rows,
    )
    return ended(ctx, found)
