"""The profile of a command: what it leaves open is taken from a file of the user's."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comparator.cli.folders import config_folder
from comparator.cli.grouped import Option
from comparator.errors import PlanError

if TYPE_CHECKING:
    from comparator.config import Profile

PROFILE = "comparator.profile"
"""The key in click's context."""


def use(ctx: click.Context, path: Path | None, known: set[str]) -> None:
    """Take what the command line and the environment leave open from the profile at `path`.

    None: ./comparator.toml, else the user's own, else none. `known` are the settings it may hold.
    Raises PlanError for a setting that is not among them, or makes no sense.
    """
    from comparator import config  # noqa: PLC0415 - not for --help

    path = path or config.find(config_folder())
    if path is None or ctx.resilient_parsing:
        return
    found = config.load(path, known)
    ctx.meta[PROFILE] = found
    for param in ctx.command.params:
        given = found.options.get(param.name or "", False)
        if isinstance(param, Option) and param.is_flag and not isinstance(given, bool):
            text = f"profile {path}: {param.name} must be true or false, was {given!r}"
            raise PlanError(f"{text}; for example {param.name} = true")
    several_valued = {param.name for param in ctx.command.params if param.multiple}
    ctx.default_map = {
        name: value if name not in several_valued or isinstance(value, list) else [value]
        for name, value in found.options.items()
    }


def profile_of(ctx: click.Context) -> "Profile | None":
    """The profile in use, or None."""
    found: Profile | None = ctx.meta.get(PROFILE)
    return found
