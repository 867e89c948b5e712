"""`comparator contracts ASSET...`: what one contract is."""

import click

from comparator.cli import amounts, options
from comparator.cli.output import emit
from comparator.cli.session import Session, ended
from comparator.cli.settings import shown_config
from comparator.render import contracts as view


@click.command(
    cls=options.Command,
    examples=(
        "comparator contracts BTC",
        "comparator contracts BTC --size 0.01 --price BTC=65000 --leverage 10",
        "comparator contracts PEPE --payoff any --format csv",
    ),
)
@options.ASSETS
@options.option(
    "--size",
    options.T,
    type=amounts.COINS,
    metavar="COINS",
    help="This size instead of each venue's smallest order.",
)
@options.option(
    "--leverage",
    options.T,
    type=amounts.LEVERAGE,
    metavar="X",
    default="10",
    show_default=True,
    help="For the margin.",
)
@options.option(
    "--standard",
    options.T,
    type=amounts.COINS,
    metavar="COINS",
    help="Contract to compare sizes with; default: the largest listed.",
)
@options.PRICE
@options.choice
@options.data
@options.shown
@options.tables
@options.profile
@click.pass_context
def contracts(ctx: click.Context, /, assets: tuple[str, ...], **_: object) -> int:
    """What one contract is: its size, worth, margin, and dollars per 1 % move of the price.

    How small a position can be differs by venue: a fraction of a coin, a small contract, or a
    micro contract of its own.
    """
    if ctx.params["show_config"]:
        return shown_config(ctx)
    found = Session(ctx).compare(assets)
    size = ctx.params["size"]
    rows = view.document(found, ctx.params["leverage"], size, ctx.params["standard"])
    emit(
        ctx.params,
        page=lambda: list(view.page(rows, size)),
        sheet=lambda: view.sheet(rows),
        document=lambda: rows,
    )
    return ended(ctx, found)
