"""`comparator explain VENUE.FIELD ASSET`: how one figure was worked out."""

import click

from comparator.cli import options
from comparator.cli.complete import figures
from comparator.cli.output import emit
from comparator.cli.session import Session, ended
from comparator.cli.settings import shown_config
from comparator.render import explained as view


@click.command(
    cls=options.Command,
    examples=(
        "comparator explain binance.total BTC",
        "comparator explain bybit.liquidation ETH --leverage 10",
        "comparator explain okx.score SOL --format json",
    ),
)
@click.argument("figure", metavar="VENUE.FIELD", shell_complete=figures)
@options.ASSET
@options.trade
@options.fees
@options.choice
@options.data
@options.shown
@options.tables
@options.profile
@click.pass_context
def explain(ctx: click.Context, /, figure: str, asset: str, **_: object) -> int:
    """The formula of one figure with the numbers put in, and where each number comes from.

    FIELD is any column of `comparator compare`: total, fees, funding, liquidation, min_account.
    """
    if ctx.params["show_config"]:
        return shown_config(ctx)
    session = Session(ctx)
    found = session.compare([asset])
    explained = view.document(found, figure)
    emit(
        ctx.params,
        page=lambda: list(view.page(explained)),
        sheet=lambda: view.sheet(explained),
        document=lambda: explained,
    )
    return ended(ctx, found)
