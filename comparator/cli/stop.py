"""`comparator stop ASSET --size ... --max-loss ...`: how far the stop may be."""

import click

from comparator.cli import amounts, options
from comparator.cli.output import emit
from comparator.cli.session import Session, ended
from comparator.cli.settings import shown_config
from comparator.render import stop as view


@click.command(
    cls=options.Command,
    examples=(
        "comparator stop BTC --size 0.01 --max-loss 10",
        "comparator stop ETH --size 0.1 --max-loss 10 --side short --hold 3d",
    ),
)
@options.ASSET
@options.option(
    "--size",
    options.T,
    type=amounts.COINS,
    metavar="COINS",
    required=True,
    help="Size of the position.",
)
@options.option(
    "--max-loss",
    options.T,
    type=amounts.USD,
    metavar="USD",
    required=True,
    help="What you may lose at the stop.",
)
@options.way
@options.fees
@options.choice
@options.data
@options.shown
@options.tables
@options.profile
@click.pass_context
def stop(ctx: click.Context, /, asset: str, **_: object) -> int:
    """How far the stop may be for a size and a loss, by price alone and with every cost."""
    if ctx.params["show_config"]:
        return shown_config(ctx)
    found = Session(ctx).compare([asset])
    rows = view.document(found, ctx.params["size"], ctx.params["max_loss"])
    emit(
        ctx.params,
        page=lambda: list(view.page(rows, view.without(found, rows))),
        sheet=lambda: view.sheet(rows),
        document=lambda: rows,
    )
    return ended(ctx, found)
