"""`comparator init`: write a commented profile."""

from pathlib import Path

import click

from comparator.cli.folders import config_folder
from comparator.cli.options import in_profile
from comparator.cli.session import Session
from comparator.config import NAME, parse, starter
from comparator.errors import PlanError
from comparator.sources.files import write_atomically


def run(ctx: click.Context, _: tuple[str, ...]) -> int:
    """Write the profile; PlanError where one is there already."""
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
    parse(path, text, in_profile())
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise PlanError(f"{path} cannot be written: {error.strerror or error}") from error
    click.echo(f"wrote {path}")
    return 0
