"""`comparator init`: write a commented profile."""

from pathlib import Path

import click

from comparator.cli import amounts, options
from comparator.cli.complete import venues
from comparator.cli.folders import config_folder
from comparator.cli.session import Session
from comparator.config import NAME, parse, starter
from comparator.errors import PlanError
from comparator.sources.store import write_atomically


@click.command(
    cls=options.Command,
    examples=(
        "comparator init",
        "comparator init --account 1000 --risk 0.5% --venue binance,bybit",
        "comparator init --own",
    ),
)
@options.option("--account", options.T, metavar="USD", default="500", show_default=True,
                type=amounts.USD, help="What the account holds.")  # fmt: skip
@options.option("--risk", options.T, metavar="SHARE", default="1%", show_default=True,
                type=amounts.RISK, help="Share lost at the stop.")  # fmt: skip
@options.option("--stop", options.T, metavar="DISTANCE", default="1.5%", show_default=True,
                type=amounts.DISTANCE, help="Distance of the stop.")  # fmt: skip
@options.option("--venue", options.D, multiple=True, callback=options.separated, metavar="A,B",
                shell_complete=venues, help="The venues you use.")  # fmt: skip
@options.option("--own", options.O, is_flag=True, in_profile=False,
                help="Into your own configuration, for every folder.")  # fmt: skip
@options.option("--force", options.O, is_flag=True, in_profile=False,
                help="Replace a profile that is there.")  # fmt: skip
@click.pass_context
def init(ctx: click.Context, /, **_: object) -> int:
    """Write a commented profile, comparator.toml, with every setting and what it means.

    What the command line and COMPARATOR_* variables leave open is taken from ./comparator.toml,
    else from your own.
    """
    session = Session(ctx)
    path = config_folder() / NAME if ctx.params["own"] else Path(NAME)
    if path.exists() and not ctx.params["force"]:
        raise PlanError(f"{path} is there already; --force replaces it")
    given = ctx.params
    text = starter(
        account=given["account"],
        risk=given["risk"],
        stop=given["stop"],
        venues=tuple(venue.id for venue in session.named(given["venue"] or None)),
        chosen=bool(given["venue"]),
    )
    parse(path, text, options.IN_PROFILE)
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise PlanError(f"{path} cannot be written: {error.strerror or error}") from error
    click.echo(f"wrote {path}")
    return 0
