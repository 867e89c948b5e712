"""`comparator`: finds the command, runs it, and turns what goes wrong into words and exit codes.

Commands are imported when they are used, so that `--help` costs little more than click itself.
"""

import os
from collections.abc import Sequence

import click
from click.core import ParameterSource

from comparator import __version__
from comparator.cli.questions import DECLARED
from comparator.errors import DataError, PlanError, VenueError

COMMANDS = {declared.name: declared for declared in DECLARED}
PLUGIN = "plugin"
"""The group of commands for authors of plugins; it has no options of the others."""
LISTED = {
    **{name: declared.summary for name, declared in COMMANDS.items() if name != "init"},
    PLUGIN: "Make, list, check and record plugins for venues.",
    "init": COMMANDS["init"].summary,
}
"""Every command and what it is for, in the order people need them."""
USAGE, INTERNAL, INTERRUPTED, EMPTY = 2, 70, 130, 5


def made(name: str) -> click.Command:
    """A declared command as click runs it; KeyError for an unknown name."""
    from comparator.cli.options import command  # noqa: PLC0415 - not for the list of commands

    return command(COMMANDS[name])


class Lazy(click.Group):
    """A group whose commands are made when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order people need them."""
        del ctx
        return list(LISTED)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command; None when there is none of that name."""
        del ctx
        if cmd_name == PLUGIN:
            from comparator.cli.plugin import plugin  # noqa: PLC0415 - as the class says

            return plugin
        return made(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(LISTED.items()))


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
    except UnicodeEncodeError as error:
        odd = next((word for word in arguments if not _is_text(word)), None)
        if odd is None:
            code = _internal(error)
        else:
            code = _said(f"error: {odd!a} holds bytes that are no UTF-8, for example: BTC", USAGE)
    # The last resort: a mistake of ours must not end in a traceback
    except Exception as error:  # noqa: BLE001 - see above
        code = _internal(error)
    return code if isinstance(code, int) else 0


def _is_text(word: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in word)


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
    from comparator.sources.cache import Cache  # noqa: PLC0415 - for this alone

    dropped = [path.name for path in Cache.drop_used()]
    lost = f"Dropped from the cache, as the cause may be there: {', '.join(dropped)}.\n"
    return _said(
        f"internal error: {type(error).__name__}: {error}\n{lost if dropped else ''}"
        "This is a mistake of ours. Please report it with the command line (CONTRIBUTING.md"
        " says where).\n"
        "COMPARATOR_DEBUG=1 shows where it happened.",
        INTERNAL,
    )


def _said(text: str, code: int) -> int:
    from comparator.words import clean_lines  # noqa: PLC0415 - for what goes wrong alone

    click.echo(clean_lines(text), err=True)
    return code
