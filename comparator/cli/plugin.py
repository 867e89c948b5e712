"""`comparator plugin`: what authors of exchange plugins need."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from comparator.words import clean

F = TypeVar("F", bound=Callable[..., Any])

LAZY = {"new": "comparator.cli.plugin_new", "record": "comparator.cli.plugin_record"}


class Lazy(click.Group):
    """A group some of whose commands live in modules of their own, imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, sorted."""
        return sorted([*super().list_commands(ctx), *LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in LAZY:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module  # noqa: PLC0415 - as the class says

        command: click.Command = import_module(LAZY[cmd_name]).command
        return command


@click.group(cls=Lazy)
def plugin() -> None:
    """Write, check and record exchange plugins."""


def files(function: F) -> F:
    """The option that loads a plugin with no packaging."""
    return click.option(
        "--plugin",
        "files",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        multiple=True,
        metavar="FILE.py",
        help="Load a plugin that is not installed.",
    )(function)


def cassettes(function: F) -> F:
    """The option that says where the evidence is."""
    return click.option(
        "--cassettes",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The evidence folder; default: cassettes/NAME.",
    )(function)


def refuse(error: Exception) -> NoReturn:
    """End with the usage exit code and one clean line."""
    raise click.UsageError(clean(str(error))) from error


@plugin.command("list")
@files
@click.option("--proven", is_flag=True, help="Say what ./cassettes/NAME proves: runs every check.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def list_(ctx: click.Context, files: tuple[Path, ...], *, proven: bool, as_json: bool) -> None:
    """Every plugin: where it comes from, what it can do, and what is wrong with a broken one."""
    from comparator.cli.plugin_rows import rows  # noqa: PLC0415 - not for --help

    found = rows(files, datetime.now(UTC).date(), Path("cassettes") if proven else None)
    if as_json:
        import msgspec  # noqa: PLC0415 - the same

        from comparator.render.data import escaped  # noqa: PLC0415 - the same

        click.echo(escaped(msgspec.json.format(msgspec.json.encode(found)).decode()))
    else:
        for row in found:
            click.echo("\n".join(map(clean, row.lines())))
    ctx.exit(1 if any(row.error for row in found) else 0)


@plugin.command()
@click.argument("name")
@click.argument("assets", nargs=-1)
@cassettes
@click.option("--live", is_flag=True, help="Ask the venue itself, about ASSETS (default: BTC).")
@files
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def check(
    ctx: click.Context,
    name: str,
    assets: tuple[str, ...],
    cassettes: Path | None,
    files: tuple[Path, ...],
    *,
    live: bool,
    as_json: bool,
) -> None:
    """Run the numbered checks on the venue NAME; exit code 1 when one fails."""
    import msgspec  # noqa: PLC0415 - not for --help

    from comparator.errors import DataError  # noqa: PLC0415 - the same
    from comparator.render.data import escaped  # noqa: PLC0415 - the same
    from comparator.testing import check_venue, subject_now, subject_of  # noqa: PLC0415 - the same

    now = datetime.now(UTC)
    try:
        if live:
            wanted = tuple(asset.upper() for asset in assets) or ("BTC",)
            subject = subject_now(name, now, wanted, files)
        else:
            subject = subject_of(name, cassettes or Path("cassettes") / name, files)
    except DataError as error:
        refuse(error)
    report = check_venue(subject, today=now.date())
    if as_json:
        click.echo(escaped(msgspec.json.format(msgspec.json.encode(report)).decode()))
    else:
        click.echo("\n".join(map(clean, report.lines())))
    ctx.exit(0 if report.passed else 1)
