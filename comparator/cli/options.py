"""The options that commands share, in named groups; each also from COMPARATOR_* and the profile."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from comparator.cli import amounts
from comparator.cli.complete import assets, figures, venues
from comparator.cli.folders import config_folder
from comparator.schema import Kind, Payoff

if TYPE_CHECKING:
    from comparator.config import Profile

PROFILE = "comparator.profile"
F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "markdown", "html", "csv", "json", "toml")
OTHER = "Other"
IN_PROFILE = set[str]()
"""Parameters that a profile may set: nothing that loads code or names files."""
SOURCES = ("auto", "live", "cached", "published")


class Option(click.Option):
    """An option with the heading it stands under in the help."""

    def __init__(self, *args: Any, section: str = OTHER, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.section = section


class Command(click.Command):
    """A command whose help shows its options in groups, and examples at the end."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options under their headings, in the order they were declared."""
        groups = dict[str, list[tuple[str, str]]]()
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record:
                section = param.section if isinstance(param, Option) else OTHER
                groups.setdefault(section, []).append(record)
        for section, records in groups.items():
            with formatter.section(section):
                formatter.write_dl(records, col_max=26)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write_paragraph()
                for example in self.examples:
                    formatter.write(f"  {example}\n")


def option(name: str, section: str, /, *short: str, **kwargs: Any) -> Callable[[F], F]:  # noqa: ANN401 - click's own
    """An option of ours: in its group, and from the environment too."""
    word = name.removeprefix("--").replace("-", "_")
    if kwargs.pop("in_profile", True):
        IN_PROFILE.add(word)
    variable = f"COMPARATOR_{word.upper()}"
    return click.option(*short, name, cls=Option, section=section, envvar=variable, **kwargs)


def several(options: list[Callable[[F], F]]) -> Callable[[F], F]:
    """Options as one decorator, shown in this order."""

    def decorate(function: F) -> F:
        for one in reversed(options):
            function = one(function)
        return function

    return decorate


def separated(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """`a,b c` as three words."""
    words = [word.strip() for text in value for word in text.split(",")]
    return tuple(dict.fromkeys(word for word in words if word))


ASSETS = click.argument(
    "assets", nargs=-1, required=True, callback=separated, shell_complete=assets
)
ASSET = click.argument("asset", shell_complete=assets)

T = "The trade"
PRICE = option("--price", T, type=amounts.PRICE, multiple=True,
               help="Price for quotes that are not live: BTC=65000. Repeatable.")  # fmt: skip
way = several([
    option("--side", T, type=click.Choice(["long", "short"]), default="long", show_default=True,
           help="Buy first, or sell first."),
    option("--hold", T, type=amounts.SPAN, metavar="TIME", default="24h", show_default=True,
           help="How long: 90min, 24h, 3d, 2w."),
    option("--entry", T, type=click.Choice(["maker", "taker"]), default="taker",
           show_default=True, help="Limit order in the book, or market order."),
    option("--exit", T, type=click.Choice(["maker", "taker"]), default="taker",
           show_default=True, help="The same on the way out."),
    option("--stop-slippage", T, type=amounts.DISTANCE_OR_NONE, metavar="DISTANCE", default="0",
           show_default=True, help="Price lost at the exit beyond the book."),
    PRICE,
])  # fmt: skip
trade = several([
    option("--account", T, type=amounts.USD, metavar="USD", default="500", show_default=True,
           help="What the account holds."),
    option("--risk", T, type=amounts.RISK, metavar="SHARE", default="1%", show_default=True,
           help="Share of the account lost at the stop."),
    option("--stop", T, type=amounts.DISTANCE, metavar="DISTANCE", default="1.5%",
           show_default=True, help="Distance of the stop from the entry."),
    option("--no-stop", T, is_flag=True, help="No stop: the size must be given, and no score."),
    way,
    option("--leverage", T, type=amounts.LEVERAGE, metavar="X",
           help="Pin the leverage; default: the lowest that affords the trade."),
    option("--qty", T, type=amounts.COINS, metavar="COINS", help="Size in coins."),
    option("--notional", T, type=amounts.USD, metavar="USD", help="Size in dollars."),
    option("--max-loss", T, type=amounts.USD, metavar="USD",
           help="Dollars lost at the stop, instead of --risk."),
    option("--all-in", T, is_flag=True, help="The loss at the stop includes the costs."),
    option("--positions", T, type=click.IntRange(1, 1000), metavar="N", default=1,
           show_default=True, help="Such positions open at once."),
    option("--buffer", T, type=amounts.DISTANCE_OR_NONE, metavar="DISTANCE",
           help="Room between stop and liquidation; default: a fifth of the stop."),
])  # fmt: skip

Y = "Your fees"
fees = several([
    option("--volume-30d", Y, type=amounts.USD_OR_NONE, metavar="USD", default="0",
           show_default=True, help="What you traded in 30 days: 5M."),
    option("--assets-held", Y, type=amounts.USD_OR_NONE, metavar="USD", default="0",
           show_default=True, help="What you hold on the venue."),
    option("--token", Y, type=amounts.TOKENS, metavar="N", default="0", show_default=True,
           help="How many of the venue's token you hold."),
    option("--token-discount", Y, is_flag=True, help="You pay fees in the venue's token."),
    option("--with-promos", Y, is_flag=True, help="Take dated offers into account."),
    option("--channel", Y, type=click.Choice(["web", "api"]), default="web", show_default=True,
           help="Some venues charge API orders differently."),
])  # fmt: skip

C = "Which contracts"
choice = several([
    option("--kind", C, type=click.Choice([*get_args(Kind), "any"]), default="any",
           show_default=True, help="Perpetual or dated contracts."),
    option("--payoff", C, type=click.Choice([*get_args(Payoff), "any"]), default="linear",
           show_default=True, help="Linear contracts are margined in dollars."),
    option("--quote", C, multiple=True, callback=separated, metavar="USD,USDT",
           help="Quote currencies; default: USD, USDT and USDC."),
])  # fmt: skip

D = "Where figures come from"
PLUGIN = option("--plugin", D, in_profile=False, multiple=True, metavar="FILE.py",
                type=click.Path(path_type=Path, dir_okay=False, exists=True),
                help="Load a plugin that is not installed.")  # fmt: skip
REGION = option("--region", D, metavar="CC", default="",
                help="Your country, as DE: marks venues said not to serve it.")  # fmt: skip
STRICT = option("--strict", D, is_flag=True, help="Exit 4 when a venue could not be asked.")
data = several([
    option("--venue", D, multiple=True, callback=separated, metavar="A,B",
           shell_complete=venues, help="Only these venues; default: all installed."),
    REGION,
    option("--source", D, type=click.Choice(SOURCES), default="auto", show_default=True,
           help="auto: cached contracts and live quotes, else what is known."),
    option("--max-age", D, type=amounts.SPAN, metavar="TIME", default="24h", show_default=True,
           help="Ask again for contracts older than this."),
    option("--timeout", D, type=amounts.SECONDS, metavar="SECONDS", default="10",
           show_default=True, help="For one request."),
    option("--snapshot", D, in_profile=False,
           type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE",
           help="Answer from a saved run, without any network."),
    PLUGIN,
    STRICT,
])  # fmt: skip

O = "Output"  # noqa: E741 - as its siblings
shown = several([
    option("--format", O, type=click.Choice(FORMATS), default="table", show_default=True,
           help="What the answer is written as."),
    option("--output", O, "-o", in_profile=False,
           type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
           help="Write into a file instead."),
    option("--quiet", O, is_flag=True, help="No progress and no hints."),
    option("--color", O, type=click.Choice(["auto", "always", "never"]), default="auto",
           show_default=True, help="auto: on a terminal, unless NO_COLOR is set."),
    option("--wide", O, is_flag=True, help="All columns, however wide."),
])  # fmt: skip
tables = several([
    option("--fields", O, multiple=True, callback=separated, metavar="A,B",
           help="Columns to show (docs/commands.md lists them)."),
    option("--sort", O, metavar="FIELD", default="",
           help="Sort by a field; -FIELD: largest first."),
])  # fmt: skip
answer = several([
    option("--all-contracts", C, is_flag=True, help="Every contract, not each venue's best."),
    option("--fail-if", O, metavar="TEST", default="",
           help="Exit 1 when it holds for the best venue: 'cost_r > 0.10'."),
    option("--explain", O, metavar="VENUE.FIELD", default="", in_profile=False,
           shell_complete=figures, help="Also say how one figure was worked out."),
])  # fmt: skip


def _use_profile(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    """Take what the command line and the environment leave open from the profile."""
    from comparator import config  # noqa: PLC0415 - not for --help

    path = value or config.find(config_folder())
    if path is None or ctx.resilient_parsing:
        return
    found = config.load(path, IN_PROFILE)
    ctx.meta[PROFILE] = found
    several_valued = {param.name for param in ctx.command.params if param.multiple}
    ctx.default_map = {
        name: value if name not in several_valued or isinstance(value, list) else [value]
        for name, value in found.options.items()
    }


def profile_of(ctx: click.Context) -> "Profile | None":
    """The profile in use, or None."""
    found: Profile | None = ctx.meta.get(PROFILE)
    return found


profile = several([
    option("--profile", O, type=click.Path(path_type=Path, dir_okay=False, exists=True),
           in_profile=False, is_eager=True, expose_value=False, callback=_use_profile,
           metavar="FILE", help="Profile instead of ./comparator.toml or your own."),
    option("--show-config", O, in_profile=False, is_flag=True,
           help="Say where each setting comes from, and stop."),
])  # fmt: skip
