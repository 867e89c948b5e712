"""`comparator snapshot ASSET...`: save everything a comparison reads."""

from hashlib import sha256
from pathlib import Path

import click
from msgspec import structs

from comparator.assets import check_assets
from comparator.cli.session import Session, read_code
from comparator.errors import PlanError
from comparator.sources.files import write_atomically
from comparator.sources.snapshot import Snapshot, save_snapshot
from comparator.words import counted


def run(ctx: click.Context, _: tuple[str, ...]) -> int:
    """Read, and keep what was read as it is: a user's own fees are no part of it."""
    session = Session(ctx)
    found = session.read(session.assets, session.venues)
    check_assets(session.assets, found.venues, every=session.venues is None)
    code = read_code(session, found)
    path: Path = ctx.params["output"] or Path(f"comparator-{found.at:%Y-%m-%dT%H%MZ}.json")
    if not found.facts:
        sheets = session.facts([data.venue for data in found.venues])
        found = structs.replace(found, facts=tuple(sheets))
    try:
        if ctx.params["market"]:
            write_atomically(path, _market(session, found))
        else:
            save_snapshot(path, found)
    except OSError as error:
        raise PlanError(f"--output {path} cannot be written: {error.strerror or error}") from error
    if not session.quiet:
        click.echo(f"wrote {path}: {_content(found)}, sha256 {_digest(path)}")
    return code


def _market(session: Session, snapshot: Snapshot) -> bytes:
    """The snapshot as comparator.market/1."""
    from comparator.answers.document import compact  # noqa: PLC0415 - for this option alone
    from comparator.answers.priceable import priceable  # noqa: PLC0415 - as above

    names = {venue.id: venue.name for venue in session.installed}
    shown = {venue.id for venue in session.installed if venue.always_shown}
    return compact(priceable(snapshot, session.assets, names=names, always_shown=shown)).encode()


def _content(snapshot: Snapshot) -> str:
    venues = snapshot.venues
    contracts = sum(len(data.contracts) for data in venues)
    quotes = sum(len(data.markets) for data in venues)
    return (
        f"{counted(len(venues), 'venue')}, {counted(contracts, 'contract')},"
        f" {counted(quotes, 'quote')}"
    )


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
