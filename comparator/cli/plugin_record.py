"""`comparator plugin record`: keep what the exchange answers, or somebody saved, as evidence."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comparator.cli.plugin import cassettes, files, refuse
from comparator.words import clean

if TYPE_CHECKING:
    from comparator.api.venue import Venue
    from comparator.testing.recorded import Recorded

SAVED = (
    "answers that were saved elsewhere are read with --bodies DIR: docs/adding-an-exchange.md, 5"
)


@click.command()
@click.argument("name")
@click.argument("assets", nargs=-1)
@click.option(
    "--refusal", "refusals", multiple=True, metavar="URL", help="A request that must be refused."
)
@click.option(
    "--bodies",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Ask nobody: read the answers saved in this folder, as its bodies.toml lists them.",
)
@cassettes
@files
@click.option("--rewrite", is_flag=True, help="Replace what was recorded before.")
def command(
    name: str,
    assets: tuple[str, ...],
    *,
    refusals: tuple[str, ...],
    bodies: Path | None,
    cassettes: Path | None,
    files: tuple[Path, ...],
    rewrite: bool,
) -> None:
    """Record what the venue NAME answers about ASSETS (default: BTC ETH), and its refusals.

    Where it cannot be reached, --bodies DIR names the requests whose answers are wanted until all
    of them are saved in DIR: docs/adding-an-exchange.md, 5.
    """
    from comparator.errors import DataError  # noqa: PLC0415 - not for --help
    from comparator.testing.bodies import ADDRESS  # noqa: PLC0415 - the same
    from comparator.testing.evidence import FETCH, ORACLE  # noqa: PLC0415 - the same
    from comparator.testing.recorded import CASSETTES, finish  # noqa: PLC0415 - the same
    from comparator.testing.report import found  # noqa: PLC0415 - the same

    folder = cassettes or Path("cassettes") / name
    wanted = tuple(asset.upper() for asset in assets) or ("BTC", "ETH")
    if bodies and refusals:
        raise click.UsageError(
            "--refusal asks the exchange, and --bodies nobody: name a saved refusal in bodies.toml,"
            f' for example [[refusal]] url = "{refusals[0]}" file = "refused.json"'
        )
    for url in refusals:
        if not ADDRESS.fullmatch(url):
            example = "https://api.example.com/v1/depth?symbol=NOSUCH"
            raise click.UsageError(
                f"--refusal must be a whole https address, was {url!r}, for example {example}"
            )
    try:
        venue, _ = found(name, files)
    except DataError as error:
        refuse(error)
    there = [folder / one for one in CASSETTES if (folder / one).exists()]
    if there and not rewrite:
        raise click.UsageError(f"{there[0]} exists: record again with --rewrite")
    if bodies:
        made = _saved(venue, bodies, wanted, folder)
    else:
        made = _asked(venue, wanted, refusals, folder)
    if finish(made, wanted, folder):
        click.echo(f"{folder / ORACLE}: a draft; fill in by hand what the answers mean")
    else:
        as_of = f"{made.at:%Y-%m-%dT%H:%M:%SZ}"
        click.echo(f"{folder / ORACLE}: set as_of = {as_of}, and work it out again")
    told = [
        *(f"never asked for, so not kept: {body}" for body in made.idle),
        *(f"warning: {warning.message}" for warning in made.data.warnings),
        *(f"rejected {row.symbol}: {row.reason}" for row in made.data.rejected),
    ]
    for line in told:
        click.echo(clean(line), err=True)
    read = made.data.contracts
    kept = sum(spec.symbol in made.keep for spec in read)
    counts = f"{len(read)} contracts read, {kept} of them kept; {len(made.data.markets)} quotes"
    click.echo(f"{folder / FETCH}: {counts}")


def _asked(
    venue: "Venue", wanted: tuple[str, ...], refusals: tuple[str, ...], folder: Path
) -> "Recorded":
    from comparator.errors import (  # noqa: PLC0415 - not for --help
        DataError,
        GeoBlocked,
        Unreachable,
    )
    from comparator.testing.recorded import from_venue  # noqa: PLC0415 - the same

    try:
        return from_venue(venue, wanted, refusals, folder)
    except (GeoBlocked, Unreachable) as error:
        raise DataError(f"{error}; {SAVED}") from error


def _saved(venue: "Venue", bodies: Path, wanted: tuple[str, ...], folder: Path) -> "Recorded":
    from comparator.errors import DataError  # noqa: PLC0415 - not for --help
    from comparator.testing.recorded import from_bodies  # noqa: PLC0415 - the same

    try:
        return from_bodies(venue, bodies, wanted, folder)
    except DataError as error:
        raise click.UsageError(f"--bodies {error}") from error
