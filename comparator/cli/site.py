"""`comparator site DIR [ASSET...]`: what a publisher puts on any static host."""

from pathlib import Path

import click

from comparator.answers.document import compact
from comparator.cli.page import Everything
from comparator.cli.report import files
from comparator.cli.session import read_code
from comparator.comparison import LINEAR_DOLLARS, Choice
from comparator.errors import PlanError
from comparator.pricing.trade import Trade
from comparator.render.page import render
from comparator.render.report import report_on, study, trimmed
from comparator.schema import file_stem
from comparator.sources.files import write_atomically
from comparator.sources.snapshot import Snapshot, save_snapshot
from comparator.words import counted

FEED = "changes.xml"
"""What `comparator watch` writes, where it was put beside the site."""
ACCOUNTS = (Trade().account, 2 * Trade().account)


def run(ctx: click.Context, _: tuple[str, ...]) -> int:
    """Write the site, its index last, so that all it names is there; the exit code."""
    session = Everything(ctx)
    folder: Path = ctx.params["folder"]
    found = session.snapshot
    if found.venues:
        try:
            written = _write(session, found, folder)
        except OSError as error:
            raise PlanError(f"{folder} cannot be written: {error.strerror or error}") from error
        if not session.quiet:
            click.echo(f"wrote {folder}: {counted(written, 'file')}; open {folder / 'index.html'}")
    return read_code(session, found)


def _write(session: Everything, snapshot: Snapshot, folder: Path) -> int:
    document = session.document(snapshot)
    write_atomically(folder / "market.json", compact(document).encode())
    count = 2
    for asset in session.coins:
        count += _report(session, snapshot, folder, asset)
    feed = FEED if (folder / FEED).is_file() else ""
    index = render(document, reports=session.coins, feed=feed)
    write_atomically(folder / "index.html", index.encode())
    return count


def _report(session: Everything, snapshot: Snapshot, folder: Path, asset: str) -> int:
    """Write one coin's report as markdown and HTML, its pictures, and the data it is made from."""
    name = file_stem(asset)
    kept = folder / f"{name}.snapshot.json"
    sheets = snapshot.facts or session.facts(session.installed_in(snapshot))
    choice = choice_of(asset, snapshot)
    of_class = "" if choice == LINEAR_DOLLARS else f" --class {choice.asset_class}"
    of_size = "".join(f" --account {account:f}" for account in ACCOUNTS)
    save_snapshot(kept, trimmed(snapshot, [asset], choice, sheets))
    whole = study(
        trimmed(snapshot, [asset], choice, sheets),
        kept.read_bytes(),
        trade=Trade(),
        assets=[asset],
        accounts=ACCOUNTS,
        choice=choice,
        names={venue.id: venue.name for venue in session.installed},
        command=f"comparator report {asset}{of_class}{of_size}"
        f" --snapshot {kept.name} --output {name}.md",
        file=kept.name,
    )
    account = whole.trade.account
    return 1 + len(list(files(report_on(whole), account, folder / f"{name}.md", html=True)))


def choice_of(asset: str, snapshot: Snapshot) -> Choice:
    """The contracts that are reported: on the coin of that name, else on what else is called so."""
    specs = [spec for data in snapshot.venues for spec in data.contracts if spec.base == asset]
    if not specs or any(spec.asset_class == "crypto" for spec in specs):
        return LINEAR_DOLLARS
    return Choice(asset_class=specs[0].asset_class)
