"""`comparator minimum ASSET...`: who can trade what, and from which account."""

import click

from comparator.cli import options
from comparator.cli.output import emit
from comparator.cli.session import Session, ended
from comparator.cli.settings import shown_config
from comparator.render import minimum as view


@click.command(
    cls=options.Command,
    examples=(
        "comparator minimum BTC",
        "comparator minimum BTC ETH SOL PEPE --risk 1% --stop 1.5%",
        "comparator minimum BTC --format csv",
    ),
)
@options.ASSETS
@options.trade
@options.fees
@options.choice
@options.data
@options.shown
@options.tables
@options.profile
@click.pass_context
def minimum(ctx: click.Context, /, assets: tuple[str, ...], **_: object) -> int:
    """The smallest order of each venue, and the smallest account that may take it by your rule."""
    if ctx.params["show_config"]:
        return shown_config(ctx)
    found = Session(ctx).compare(assets)
    rows = view.document(found)
    emit(
        ctx.params,
        page=lambda: list(view.page(rows)),
        sheet=lambda: view.sheet(rows),
        document=lambda: rows,
    )
    return ended(ctx, found)
