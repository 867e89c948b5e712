"""`comparator compare ASSET...`: the ranked answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from comparator.cli import options
from comparator.cli.output import emit
from comparator.cli.session import DONE, GATE, NOWHERE, Session, ended
from comparator.cli.settings import shown_config
from comparator.comparison import Comparison
from comparator.pricing.result import Priced
from comparator.render import answer
from comparator.render.fields import FIELDS
from comparator.render.sheet import Page, Sheet

if TYPE_CHECKING:
    from comparator.cli.gate import Gate


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
@options.data
@options.shown
@options.tables
@options.answer
@options.profile
@click.pass_context
def compare(ctx: click.Context, /, assets: tuple[str, ...], **_: object) -> int:
    """Which venues can take a trade, and what it really costs on each, cheapest first.

    The trade is sized from account, risk and stop. Venues are ranked by cost per dollar at risk.
    """
    if ctx.params["show_config"]:
        return shown_config(ctx)
    return answered(ctx, Session(ctx), assets)


def answered(ctx: click.Context, session: Session, assets: Sequence[str]) -> int:
    """Compare, show, and test: the exit code."""
    gate = _gate(ctx.params["fail_if"])
    found = session.compare(assets)
    every: bool = ctx.params["all_contracts"]
    emit(
        ctx.params,
        page=lambda: _page(ctx, session, found),
        sheet=lambda: _all_rows(found, every=every),
        document=lambda: _document(found, every=every),
    )
    code = ended(ctx, found)
    if code == DONE and not found.feasible:
        code = NOWHERE
    failures = gate.failures(found) if gate and code == DONE else []
    for failure in failures:
        click.echo(f"gate failed: {failure}", err=True)
    return GATE if failures else code


def _page(ctx: click.Context, session: Session, found: Comparison) -> Page:
    hints = [] if session.quiet else steps(found)
    blocks = answer.page(found, every=ctx.params["all_contracts"], next_steps=hints)
    if not ctx.params["explain"]:
        return blocks
    from comparator.render import explained  # noqa: PLC0415 - for this option alone

    return [*blocks, *explained.page(explained.document(found, ctx.params["explain"]))]


def _gate(test: str) -> "Gate | None":
    if not test:
        return None
    from comparator.cli.gate import Gate  # noqa: PLC0415 - for this option alone

    return Gate(test)


def _document(found: Comparison, *, every: bool) -> Struct:
    from comparator.render.documents import compared  # noqa: PLC0415 - for data formats alone

    return compared(found, every=every)


def _all_rows(found: Comparison, *, every: bool) -> Sheet[Priced]:
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
