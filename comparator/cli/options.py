"""The options that commands share, in named groups; each also from COMPARATOR_* and the profile."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import click

from comparator.cli import amounts
from comparator.cli.complete import assets, figures, venues
from comparator.cli.declared import Declared
from comparator.cli.formats import FORMATS
from comparator.cli.grouped import Command, F, Group, Option, option, separated, several
from comparator.cli.profile import use
from comparator.cli.questions import DECLARED
from comparator.schema import AssetClass, Kind, Payoff

SOURCES = ("auto", "live", "cached", "published")


def command(declared: Declared) -> Command:
    """A declared command as click runs it."""

    @click.pass_context
    def run(ctx: click.Context, /, **_: object) -> int:
        if ctx.params.get("show_config"):
            from comparator.cli.settings import shown_config  # noqa: PLC0415 - for this alone

            return shown_config(ctx)
        from importlib import import_module  # noqa: PLC0415 - a command runs once

        code: int = import_module(declared.module).run(ctx, declared.own)
        return code

    taken = several([*declared.takes(sys.modules[__name__])])(run)
    return click.command(
        declared.name, cls=Command, help=declared.text, examples=declared.examples
    )(taken)


argument = click.argument
ASSETS = argument("assets", nargs=-1, required=True, callback=separated, shell_complete=assets)
ASSET = argument("asset", shell_complete=assets)
SOME_ASSETS = argument("assets", nargs=-1, callback=separated)
SOME_VENUES = argument(
    "names", metavar="[VENUE]...", nargs=-1, callback=separated, shell_complete=venues
)
FIGURE = argument("figure", metavar="VENUE.FIELD", shell_complete=figures)

PRICE = option("--price", Group.TRADE, type=amounts.PRICE, multiple=True,
               help="Price for quotes that are not live: BTC=65000. Repeatable.")  # fmt: skip
way = several([
    option("--side", Group.TRADE, type=click.Choice(["long", "short"]), default="long",
           show_default=True,
           help="Buy first, or sell first."),
    option("--hold", Group.TRADE, type=amounts.SPAN, metavar="TIME", default="24h",
           show_default=True,
           help="How long: 90min, 24h, 3d, 2w."),
    option("--entry", Group.TRADE, type=click.Choice(["maker", "taker"]), default="taker",
           show_default=True, help="Limit order in the book, or market order."),
    option("--exit", Group.TRADE, type=click.Choice(["maker", "taker"]), default="taker",
           show_default=True, help="The same on the way out."),
    option("--stop-slippage", Group.TRADE, type=amounts.DISTANCE_OR_NONE, metavar="DISTANCE",
           default="0",
           show_default=True, help="Price lost at the exit beyond the book."),
    PRICE,
])  # fmt: skip
ACCOUNT = option("--account", Group.TRADE, type=amounts.USD, metavar="USD", default="500",
                 show_default=True, help="What the account holds.")  # fmt: skip
ACCOUNTS = option("--account", Group.TRADE, type=amounts.USD, metavar="USD",
                  default=("500", "200", "1000"), show_default=True, multiple=True, listed=True,
                  help="What the account holds. Repeatable; the first is shown in detail."
                  )  # fmt: skip
plan = several([
    option("--risk", Group.TRADE, type=amounts.RISK, metavar="SHARE", default="1%",
           show_default=True,
           help="Share of the account lost at the stop."),
    option("--stop", Group.TRADE, type=amounts.DISTANCE, metavar="DISTANCE", default="1.5%",
           show_default=True, help="Distance of the stop from the entry."),
    option("--no-stop", Group.TRADE, is_flag=True,
           help="No stop: the size must be given, and no score."),
    way,
    option("--leverage", Group.TRADE, type=amounts.LEVERAGE, metavar="X",
           help="Pin the leverage; default: the lowest that affords the trade."),
    option("--qty", Group.TRADE, type=amounts.COINS, metavar="COINS", help="Size in coins."),
    option("--notional", Group.TRADE, type=amounts.USD, metavar="USD", help="Size in dollars."),
    option("--max-loss", Group.TRADE, type=amounts.USD, metavar="USD",
           help="Dollars lost at the stop, instead of --risk."),
    option("--all-in", Group.TRADE, is_flag=True, help="The loss at the stop includes the costs."),
    option("--positions", Group.TRADE, type=click.IntRange(1, 1000), metavar="N", default=1,
           show_default=True, help="Such positions open at once."),
    option("--buffer", Group.TRADE, type=amounts.DISTANCE_OR_NONE, metavar="DISTANCE",
           help="Room between stop and liquidation; default: a fifth of the stop."),
])  # fmt: skip
trade = several([ACCOUNT, plan])
trades = several([ACCOUNTS, plan])
"""A trade with several accounts."""

fees = several([
    option("--volume-30d", Group.FEES, type=amounts.USD_OR_NONE, metavar="USD", default="0",
           show_default=True, help="What you traded in 30 days: 5M."),
    option("--assets-held", Group.FEES, type=amounts.USD_OR_NONE, metavar="USD", default="0",
           show_default=True, help="What you hold on the venue."),
    option("--token", Group.FEES, type=amounts.TOKENS, metavar="N", default="0", show_default=True,
           help="How many of the venue's token you hold."),
    option("--token-discount", Group.FEES, is_flag=True, help="You pay fees in the venue's token."),
    option("--with-promos", Group.FEES, is_flag=True, help="Take dated offers into account."),
    option("--channel", Group.FEES, type=click.Choice(["web", "api"]), default="web",
           show_default=True,
           help="Some venues charge API orders differently."),
])  # fmt: skip

choice = several([
    option("--class", Group.CONTRACTS, type=click.Choice(get_args(AssetClass)), default="crypto",
           show_default=True, help="What the contracts are on: gold is no coin called GOLD."),
    option("--kind", Group.CONTRACTS, type=click.Choice([*get_args(Kind), "any"]), default="any",
           show_default=True, help="Perpetual or dated contracts."),
    option("--payoff", Group.CONTRACTS, type=click.Choice([*get_args(Payoff), "any"]),
           default="linear",
           show_default=True, help="Linear contracts are margined in dollars."),
    option("--quote", Group.CONTRACTS, multiple=True, callback=separated, metavar="USD,USDT",
           help="Quote currencies; default: USD, USDT and USDC."),
    option("--trust", Group.SOURCES, multiple=True, callback=separated, metavar="VENUE",
           shell_complete=venues,
           help="Take this venue's figures as they are, whatever the others say."),
    option("--known-only", Group.SOURCES, is_flag=True,
           help="Leave out contracts whose best prices would have to be assumed."),
    option("--no-older-than", Group.SOURCES, type=amounts.SPAN, metavar="TIME",
           help="Leave out contracts read, or quoted, longer ago than this, as 90d."),
])  # fmt: skip

DECIDING = ("venue", "region", "trust", "known_only", "no_older_than")
"""Options on sources that decide what an answer says, and not only where figures come from."""

PLUGIN = option("--plugin", Group.SOURCES, in_profile=False, multiple=True, metavar="FILE.py",
                type=click.Path(path_type=Path, dir_okay=False, exists=True),
                help="Load a plugin that is not installed.")  # fmt: skip
REGION = option("--region", Group.SOURCES, metavar="CC", default="",
                help="Your country, as DE: margin and fees there, what is closed.")  # fmt: skip
STRICT = option(
    "--strict", Group.SOURCES, is_flag=True, help="Exit 4 when a venue could not be asked."
)
VENUE = option("--venue", Group.SOURCES, multiple=True, callback=separated, metavar="A,B",
               shell_complete=venues, help="Only these venues; default: all installed."
               )  # fmt: skip
TIMEOUT = option("--timeout", Group.SOURCES, type=amounts.SECONDS, metavar="SECONDS", default="10",
                 show_default=True, help="For one request.")  # fmt: skip
SNAPSHOT = option("--snapshot", Group.SOURCES, in_profile=False,
                  type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE",
                  help="Answer from a saved run, without any network.")  # fmt: skip
reading = several([
    VENUE,
    option("--source", Group.SOURCES, type=click.Choice(SOURCES), default="auto", show_default=True,
           help="auto: cached contracts and live quotes, else what is known."),
    option("--max-age", Group.SOURCES, type=amounts.SPAN, metavar="TIME", default="24h",
           show_default=True,
           help="Ask again for contracts older than this."),
    TIMEOUT,
    SNAPSHOT,
    PLUGIN,
    STRICT,
])  # fmt: skip
data = several([REGION, reading])
"""For what is answered for one country; `reading` where it is left open."""

QUIET = option("--quiet", Group.OUTPUT, is_flag=True, help="No progress and no hints.")
FAIL_ON_CHANGE = option("--fail-on-change", Group.OUTPUT, is_flag=True,
                        help="Exit 1 when anything changed.")  # fmt: skip


def output(metavar: str, text: str) -> Callable[[F], F]:
    """Where to write."""
    return option("--output", Group.OUTPUT, "-o", in_profile=False, metavar=metavar,
                  type=click.Path(path_type=Path, dir_okay=False), help=text)  # fmt: skip


shown = several([
    option("--format", Group.OUTPUT, type=click.Choice(list(FORMATS)), default="table",
           show_default=True,
           help="What the answer is written as."),
    output("FILE", "Write into a file instead."),
    option("--bom", Group.OUTPUT, is_flag=True,
           help="CSV for spreadsheets: begins with a byte-order mark."),
    QUIET,
    option("--color", Group.OUTPUT, type=click.Choice(["auto", "always", "never"]), default="auto",
           show_default=True, help="auto: on a terminal, unless NO_COLOR is set."),
    option("--wide", Group.OUTPUT, is_flag=True, help="All columns, however wide."),
])  # fmt: skip
tables = several([
    option("--fields", Group.OUTPUT, multiple=True, callback=separated, metavar="A,B",
           help="Columns to show (docs/columns.md lists them)."),
    option("--sort", Group.OUTPUT, metavar="FIELD", default="",
           help="Sort by a field; -FIELD: largest first."),
])  # fmt: skip
answer = several([
    option("--all-contracts", Group.CONTRACTS, is_flag=True,
           help="Every contract, not each venue's best."),
    option("--top", Group.OUTPUT, type=click.IntRange(1, 10_000), metavar="N", default=10,
           show_default=True,
           help="Rows of a table for people; the best, those you name and the largest stay."),
    option("--all", Group.OUTPUT, is_flag=True, help="All rows in a table for people."),
    option("--fail-if", Group.OUTPUT, metavar="TEST", default="",
           help="Exit 1 when it holds for the best venue: 'cost_r > 0.10'."),
    option("--explain", Group.OUTPUT, metavar="VENUE.FIELD", default="", in_profile=False,
           shell_complete=figures, help="Also say how one figure was worked out."),
])  # fmt: skip


def in_profile() -> set[str]:
    """What a profile may set: options of any command, but none that loads code or names files."""
    return {
        param.name or ""
        for declared in DECLARED
        for param in command(declared).params
        if isinstance(param, Option) and param.in_profile
    }


def _use_profile(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    use(ctx, value, in_profile())


profile = several([
    option("--profile", Group.OUTPUT, type=click.Path(path_type=Path, dir_okay=False, exists=True),
           in_profile=False, is_eager=True, expose_value=False, callback=_use_profile,
           metavar="FILE", help="Profile instead of ./comparator.toml or your own."),
    option("--show-config", Group.OUTPUT, in_profile=False, is_flag=True,
           help="Say where each setting comes from, and stop."),
])  # fmt: skip
