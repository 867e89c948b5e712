"""`comparator`: finds the command, runs it, and turns what goes wrong into words and exit codes.

Commands are imported when they are used, so that `--help` costs little more than click itself.
"""

import os
from collections.abc import Sequence
from importlib import import_module

import click
from click.core import ParameterSource

from comparator import __version__
from comparator.errors import DataError, PlanError, VenueError

COMMANDS = {
    "compare": "Which venues can take a trade, and what it costs there.",
    "contracts": "What one contract is: unit, notional, margin, dollars per 1 % move.",
    "minimum": "The smallest order and account, by asset and venue.",
    "ladder": "Accounts at which each next size becomes affordable.",
    "stop": "How far the stop may be for a maximum loss.",
    "explain": "How one figure was worked out, and from what.",
    "report": "A whole comparison as a markdown report with charts.",
    "snapshot": "Save everything one comparison reads.",
    "diff": "What changed between two snapshots.",
    "render": "Show a saved run again, in any format.",
    "venues": "What is installed, its state, and the age of its data.",
    "fees": "Fee tiers of the venues.",
    "facts": "Access, regulation and offers of the venues, with dates.",
    "plugin": "Make, list, check and record exchange plugins.",
    "init": "Write a commented profile.",
}
USAGE, INTERNAL, INTERRUPTED, EMPTY = 2, 70, 130, 5


class Lazy(click.Group):
    """A group whose commands are modules of their own, imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order people need them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command; None when there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"comparator.cli.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: comparator compare BTC --account 500",
)
@click.version_option(__version__, prog_name="comparator")
def cli() -> None:
    """Which crypto-futures exchange can take a small trade, and what it really costs there."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. Whatever goes wrong is one line on stderr."""
    try:
        code = cli.main(list(arguments), "comparator", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        code = _said("interrupted", INTERRUPTED)
    except click.ClickException as error:
        code = _said(f"error: {_usage(error)}", USAGE)
    except PlanError as error:
        hint = f"\ntry: comparator {arguments[0]} --help" if arguments else ""
        code = _said(f"error: {error}{hint}", USAGE)
    except (DataError, VenueError) as error:
        code = _said(f"error: {error}", EMPTY)
    # The last resort: a mistake of ours must not end in a traceback
    except Exception as error:  # noqa: BLE001 - see above
        code = _internal(error)
    return code if isinstance(code, int) else 0


def _usage(error: click.ClickException) -> str:
    """What is wrong with the command line, who said it, and where to look."""
    text, ctx = error.format_message(), getattr(error, "ctx", None)
    if isinstance(error, click.BadParameter) and error.param and ctx:
        name = (
            error.param.opts[-1]
            if isinstance(error.param, click.Option)
            else str(error.param.name).upper()
        )
        text = f"{name}: {error.message or 'is missing'}"
        source = ctx.get_parameter_source(error.param.name)
        if source is ParameterSource.ENVIRONMENT:
            text += f" (from the environment variable {error.param.envvar})"
        elif source is ParameterSource.DEFAULT_MAP:
            text += " (from the profile)"
    return f"{text}\ntry: {ctx.command_path} --help" if ctx else text


def _internal(error: Exception) -> int:
    if os.environ.get("COMPARATOR_DEBUG") == "1":
        raise error
    return _said(
        f"internal error: {type(error).__name__}: {error}\n"
        "This is a mistake of ours. Please report it with the command line (CONTRIBUTING.md"
        " says where).\n"
        "COMPARATOR_DEBUG=1 shows where it happened.",
        INTERNAL,
    )


def _said(text: str, code: int) -> int:
    click.echo(text, err=True)
    return code
