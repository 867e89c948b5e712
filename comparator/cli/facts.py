"""`comparator facts [VENUE...]`: what is known of the venues beside prices."""

from datetime import UTC, datetime

import click

from comparator.cli import options
from comparator.cli.complete import venues as complete_venues
from comparator.cli.output import emit
from comparator.cli.session import DONE, EMPTY, Session
from comparator.cli.settings import shown_config
from comparator.render import facts as view


@click.command(
    cls=options.Command,
    examples=(
        "comparator facts binance",
        "comparator facts --topic regions",
        "comparator facts --format json",
    ),
)
@click.argument(
    "names", metavar="[VENUE]...", nargs=-1, callback=options.separated,
    shell_complete=complete_venues,
)  # fmt: skip
@options.option("--topic", options.C, multiple=True, callback=options.separated, metavar="A,B",
                help="Only topics that contain one of these words.")  # fmt: skip
@options.PLUGIN
@options.shown
@options.tables
@options.profile
@click.pass_context
def facts(ctx: click.Context, /, names: tuple[str, ...], **_: object) -> int:
    """Access by country, regulation, reserves, limits and offers, each with its source and date."""
    if ctx.params["show_config"]:
        return shown_config(ctx)
    session = Session(ctx)
    rows = view.document(
        session.facts([venue.id for venue in session.named(names or None)]),
        ctx.params["topic"],
        datetime.now(UTC),
    )
    emit(
        ctx.params,
        page=lambda: list(view.page(rows)),
        sheet=lambda: view.sheet(rows),
        document=lambda: rows,
    )
    return DONE if rows.rows else EMPTY
