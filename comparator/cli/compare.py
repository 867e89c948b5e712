"""`comparator compare ASSET...`: the ranked answer."""

import click

from comparator.cli import options
from comparator.cli.output import emit
from comparator.cli.session import DONE, NOWHERE, Session, ended
from comparator.cli.settings import shown_config
from comparator.compare import Comparison
from comparator.pricing.verdict import Verdict
from comparator.render import answer
from comparator.render.documents import compared
from comparator.render.fields import FIELDS
from comparator.render.sheet import Sheet


@click.command(
    cls=options.Command,
    examples=(
        "comparator compare BTC",
        "comparator compare BTC ETH --account 500 --risk 1% --stop 1.5% --hold 24h",
        "comparator compare PEPE --notional 50 --no-stop --venue binance,bybit",
        "comparator compare BTC --format json --output btc.json",
        "comparator compare BTC --source published --fail-if 'cost_r > 0.10'",
    ),
)
@options.ASSETS
@options.trade
@options.fees
@options.choice
@options.option(
    "--all-contracts", options.C, is_flag=True, help="Every contract, not each venue's best."
)
@options.data
@options.shown
@options.tables
@options.option(
    "--fail-if",
    options.O,
    metavar="TEST",
    default="",
    help="Exit 1 when it holds for the best venue: 'cost_r > 0.10'.",
)
@options.option(
    "--explain", options.O, metavar="VENUE.FIELD", default="", help="How one figure was worked out."
)
@options.profile
@click.pass_context
def compare(ctx: click.Context, /, assets: tuple[str, ...], **_: object) -> int:
    """Which venues can take a trade, and what it really costs on each, cheapest first.

    The trade is sized from account, risk and stop. Venues are ranked by cost per dollar at risk.
    """
    if ctx.params["show_config"]:
        return shown_config(ctx)
    session = Session(ctx)
    found = session.compare(assets)
    every: bool = ctx.params["all_contracts"]
    emit(
        ctx.params,
        page=lambda: answer.page(
            found, every=every, next_steps=() if session.quiet else steps(found)
        ),
        sheet=lambda: _all_rows(found, every=every),
        document=lambda: compared(found, every=every),
    )
    return exit_code(found, ctx)


def _all_rows(found: Comparison, *, every: bool) -> Sheet[Verdict]:
    """Possible or not: data is for machines to sieve."""
    rows = [row for each in found.answers for row in (each.candidates if every else each.rows)]
    return Sheet(name="compare", columns=FIELDS, rows=tuple(rows))


def steps(found: Comparison) -> list[str]:
    """Commands that carry on from here."""
    best = next((row for each in found.answers for row in each.rows if row.rank), None)
    if best is None:
        return [f"comparator minimum {found.answers[0].asset}"]
    return [
        f"comparator explain {best.venue}.total {best.asset}",
        f"comparator ladder {best.asset} --venue {best.venue}",
        f"comparator report {best.asset} --output report.md",
    ]


def exit_code(found: Comparison, ctx: click.Context) -> int:
    """How the run ended, for scripts."""
    code = ended(ctx, found)
    return NOWHERE if code == DONE and not found.feasible else code
