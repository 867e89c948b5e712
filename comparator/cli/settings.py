"""`--show-config`: every setting of a command, its value, and where it comes from."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, cast

import click
from click.core import ParameterSource
from msgspec import Meta, Struct

from comparator import __version__
from comparator.cli.grouped import Option
from comparator.cli.output import emit
from comparator.cli.profile import profile_of
from comparator.render.sheet import Figures, Sheet


class Setting(Struct, frozen=True, kw_only=True):
    """One option as it was understood; `origin` says who set it."""

    name: Annotated[str, Meta(description="the option, as it is typed")]
    value: Annotated[str | None, Meta(description="what it is set to; null: not set")]
    origin: Annotated[str, Meta(description="command line, environment, profile or default")]


class Settings(Struct, frozen=True, kw_only=True):
    """comparator.settings/1: the options of one command."""

    schema: Annotated[str, Meta(description="comparator.settings/1")]
    comparator_version: Annotated[str, Meta(description="the program that wrote it")]
    command: Annotated[str, Meta(description="the command whose settings these are")]
    settings: Annotated[tuple[Setting, ...], Meta(description="the records")]


PLAIN = {"format": "table", "color": "auto", "wide": False}
"""Where a command has no such options."""

figure = Figures(Setting)
EVERY = (
    figure("name", "setting", "name", left=True),
    figure("value", "value", "value", absent="not set", left=True),
    figure("origin", "from", "origin", left=True),
)


def shown_config(ctx: click.Context) -> int:
    """Print the settings to stdout instead of running the command; exit code 0."""
    rows = tuple(
        Setting(
            name=param.opts[-1],
            value=_text(ctx.params[param.name]),
            origin=_origin(ctx, param),
        )
        for param in ctx.command.params
        if isinstance(param, Option) and param.name in ctx.params and param.name != "show_config"
    )
    sheet = Sheet[Setting](name="settings", columns=EVERY, rows=rows)
    emit(
        {**PLAIN, **ctx.params, "output": None},
        page=lambda: [sheet],
        sheet=lambda: sheet,
        document=lambda: Settings(
            schema="comparator.settings/1",
            comparator_version=__version__,
            command=ctx.command.name or "",
            settings=rows,
        ),
    )
    return 0


def _origin(ctx: click.Context, param: Option) -> str:
    source = ctx.get_parameter_source(param.name or "")
    if source is ParameterSource.ENVIRONMENT:
        return f"environment {param.envvar}"
    if source is ParameterSource.DEFAULT_MAP:
        profile = profile_of(ctx)
        return f"profile {profile.path}" if profile else "profile"
    return "command line" if source is ParameterSource.COMMANDLINE else "default"


def _word(item: object) -> str:
    return (
        "=".join(map(str, cast("Iterable[object]", item))) if isinstance(item, tuple) else str(item)
    )


def _text(value: object) -> str | None:
    if value is None or value in ((), ""):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return ", ".join(_word(item) for item in cast("tuple[object, ...]", value))
    return str(value)
