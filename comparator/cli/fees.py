"""`comparator fees [VENUE...]`: fee tiers of the venues."""

import click

from comparator.cli import options
from comparator.cli.complete import venues as complete_venues
from comparator.cli.output import emit
from comparator.cli.session import DONE, EMPTY, MISSING, Session
from comparator.cli.settings import shown_config
from comparator.render import fees as view


@click.command(
    cls=options.Command,
    examples=(
        "comparator fees",
        "comparator fees binance --all-tiers",
        "comparator fees --volume-30d 5M --format csv",
    ),
)
@click.argument(
    "names", metavar="[VENUE]...", nargs=-1, callback=options.separated,
    shell_complete=complete_venues,
)  # fmt: skip
@options.option("--all-tiers", options.Y, is_flag=True, help="Also tiers that you do not reach.")
@options.fees
@options.data
@options.shown
@options.tables
@options.profile
@click.pass_context
def fees(ctx: click.Context, /, names: tuple[str, ...], **_: object) -> int:
    """What the venues charge: maker and taker rates by tier, thresholds, discounts, with dates."""
    if ctx.params["show_config"]:
        return shown_config(ctx)
    session = Session(ctx)
    snapshot = session.read(names or session.venues)
    every: bool = ctx.params["all_tiers"]
    rows = view.document(
        snapshot.venues, snapshot.failed, session.trade, at=snapshot.at, every=every
    )
    emit(
        ctx.params,
        page=lambda: list(view.page(rows, every=every)),
        sheet=lambda: view.sheet(rows),
        document=lambda: rows,
    )
    if not rows.rows:
        return EMPTY
    return MISSING if ctx.params["strict"] and snapshot.failed else DONE
