"""`comparator watch FOLDER`: ask, compare with what the folder holds, write and tell changes."""

from pathlib import Path

import click

from comparator.cli.output import emit
from comparator.cli.progress import Progress
from comparator.cli.session import DONE, EMPTY, GATE, MISSING, Session
from comparator.render.pages.watch import page, sheet
from comparator.run import finish
from comparator.sources.collect import Plan
from comparator.watching import COINS, watch_async


def run(ctx: click.Context, _: tuple[str, ...]) -> int:
    """Do one run; the exit code."""
    session = Session(ctx)
    folder: Path = ctx.params["folder"]
    given: Path | None = ctx.params["snapshot"]
    plan = Plan(source="live", timeout=float(ctx.params["timeout"]), cache=session.cache)
    with Progress(quiet=session.quiet or given is not None) as progress:
        work = watch_async(
            folder,
            session.assets if ctx.params["assets"] else COINS,
            venues=session.venues,
            quotes=ctx.params["quotes"],
            url=ctx.params["url"],
            snapshot=given,
            plan=plan,
            installed=session.installed,
            done=progress.done,
        )
        found = finish(work, offline=given is not None)
    emit(
        session.options,
        page=lambda: list(page(found)),
        sheet=lambda: sheet(found),
        document=lambda: found,
    )
    if not found.venues:
        click.echo("error: no venue has any data (comparator doctor says why)", err=True)
        return EMPTY
    if session.options["strict"] and (found.failed or session.discovered.broken):
        return MISSING
    return GATE if session.options["fail_on_change"] and found.changed else DONE
