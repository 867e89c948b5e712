"""`comparator snapshot ASSET...`: save everything a comparison reads."""

from hashlib import sha256
from pathlib import Path

import click
from msgspec import structs

from comparator.cli import options
from comparator.cli.session import Session, ended
from comparator.cli.settings import shown_config
from comparator.comparison import Comparison
from comparator.errors import PlanError
from comparator.render.words import counted
from comparator.sources.store import save_snapshot


@click.command(
    cls=options.Command,
    examples=(
        "comparator snapshot BTC ETH --output today.json",
        "comparator snapshot BTC --source published --output btc.toml",
    ),
)
@options.ASSETS
@options.PRICE
@options.choice
@options.data
@options.option("--output", options.O, "-o", in_profile=False, metavar="FILE",
                type=click.Path(path_type=Path, dir_okay=False),
                help="Default: comparator-DATE.json; TOML where the name ends so.")  # fmt: skip
@options.option("--quiet", options.O, is_flag=True, help="No progress and no hints.")
@options.profile
@click.pass_context
def snapshot(ctx: click.Context, /, assets: tuple[str, ...], **_: object) -> int:
    """Save everything a comparison reads: contracts, quotes, depth, tiers, fees and fact sheets.

    A snapshot answers again without any network, the same to the byte: --snapshot FILE.
    """
    if ctx.params["show_config"]:
        return shown_config(ctx)
    session = Session(ctx)
    found = session.compare(assets)
    code = ended(ctx, found)
    path: Path = ctx.params["output"] or Path(f"comparator-{found.at:%Y-%m-%dT%H%MZ}.json")
    saved = found.snapshot
    if not saved.facts:
        sheets = session.facts([data.venue for data in saved.venues])
        saved = structs.replace(saved, facts=tuple(sheets))
    try:
        save_snapshot(path, saved)
    except OSError as error:
        raise PlanError(f"--output {path} cannot be written: {error.strerror or error}") from error
    if not session.quiet:
        click.echo(f"wrote {path}: {_content(found)}, sha256 {_digest(path)}")
    return code


def _content(found: Comparison) -> str:
    venues = found.snapshot.venues
    contracts, quotes = sum(len(v.contracts) for v in venues), sum(len(v.markets) for v in venues)
    return (
        f"{counted(len(venues), 'venue')}, {counted(contracts, 'contract')},"
        f" {counted(quotes, 'quote')}"
    )


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
