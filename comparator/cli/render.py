"""`comparator render FILE`: show a saved run again, in any format."""

from pathlib import Path

import click

from comparator.cli import options
from comparator.cli.compare import answered
from comparator.cli.session import Session
from comparator.cli.settings import shown_config
from comparator.sources.store import load_snapshot


@click.command(
    cls=options.Command,
    examples=(
        "comparator render today.json",
        "comparator render today.json BTC --account 1000 --format markdown",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("assets", nargs=-1, callback=options.separated)
@options.trade
@options.fees
@options.choice
@options.option("--venue", options.D, multiple=True, callback=options.separated, metavar="A,B",
                help="Only these venues; default: all of the file.")  # fmt: skip
@options.REGION
@options.STRICT
@options.shown
@options.tables
@options.answer
@options.profile
@click.pass_context
def render(ctx: click.Context, /, file: Path, assets: tuple[str, ...], **_: object) -> int:
    """Show a saved run again: for its assets or some of them, for this trade or another.

    Nothing is asked and no clock is read: the same file and options give the same bytes.
    """
    if ctx.params["show_config"]:
        return shown_config(ctx)
    saved = load_snapshot(file)
    quoted = [
        spec.base
        for data in saved.venues
        for spec in data.contracts
        if spec.symbol in data.markets or spec.symbol in data.books
    ]
    ctx.params["snapshot"] = saved
    return answered(ctx, Session(ctx), assets or tuple(sorted(set(quoted))))
