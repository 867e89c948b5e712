"""`comparator report ASSET...`: a whole comparison as files to publish."""

import shlex
from collections.abc import Iterator
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import cast
from urllib.parse import quote

import click
from click.core import ParameterSource
from msgspec import structs

from comparator.cli.amounts import Share
from comparator.cli.formats import csv
from comparator.cli.grouped import Group, Option
from comparator.cli.options import DECIDING
from comparator.cli.session import Session, ended
from comparator.comparison import Comparison
from comparator.errors import PlanError
from comparator.render import maps
from comparator.render.report import markdown, report_on, study, trimmed
from comparator.render.report.document import Document
from comparator.schema import file_stem
from comparator.sources.files import write_atomically
from comparator.sources.snapshot import Snapshot, save_snapshot
from comparator.words import counted, listed

FOLDER = Path("reports")
PLAN = (Group.TRADE, Group.FEES, Group.CONTRACTS)
"""Groups of options that decide what a report says."""


def run(ctx: click.Context, _: tuple[str, ...]) -> int:
    """Write the report and everything asked for beside it; the exit code."""
    accounts = ctx.params["account"]
    ctx.params["account"] = accounts[0]  # a session knows one account
    session = Session(ctx)
    named: Path | None = ctx.params["output"]
    if ctx.params["html"] and named and named.suffix == ".html":
        text = f"--output {named} is where --html writes its page"
        raise PlanError(f"{text}; for example --output {named.with_suffix('.md')}")
    comparison = session.compare(session.assets)
    if not comparison.venues:
        return ended(session, comparison)
    names = [answer.asset for answer in comparison.answers]
    path: Path = (
        ctx.params["output"] or FOLDER / f"{file_stem('-'.join(names))}-{comparison.at:%Y-%m-%d}.md"
    )
    try:
        written, tables = _write(session, comparison, path, accounts)
    except OSError as error:
        raise PlanError(f"--output {path} cannot be written: {error.strerror or error}") from error
    click.echo(f"wrote {listed(_summary(path, written, tables))}")
    return ended(session, comparison)


def _write(
    session: Session, comparison: Comparison, path: Path, accounts: tuple[Decimal, ...]
) -> tuple[list[Path], int]:
    """Write everything asked for; the files besides the report, data first, and its tables."""
    names = [answer.asset for answer in comparison.answers]
    kept = path.with_suffix(".snapshot.json")
    snapshot = _whole(session, comparison, names)
    save_snapshot(kept, snapshot)
    whole = study(
        snapshot,
        kept.read_bytes(),
        trade=session.trade,
        assets=names,
        accounts=accounts,
        choice=session.choice,
        names={venue.id: venue.name for venue in session.installed},
        command=_command(session.ctx, names, accounts, kept=kept.name, output=path.name),
        file=kept.name,
        only=session.venues,
    )
    document = report_on(whole)
    account = whole.trade.account
    written = [kept, *files(document, account, path, html=session.options["html"])]
    if session.options["with_data"]:
        written += _tables(document, path, session)
    return written, len(list(document.tables))


def _whole(session: Session, comparison: Comparison, names: list[str]) -> Snapshot:
    """What the report is made from: the venues compared, and their fact sheets."""
    shown = {data.venue for data in comparison.venues}
    known = [venue.id for venue in session.installed if venue.id in shown]
    sheets = comparison.snapshot.facts or session.facts(known)
    whole = trimmed(comparison.snapshot, names, session.choice, sheets)
    venues = tuple(data for data in whole.venues if data.venue in shown)
    return structs.replace(whole, venues=venues)


def _command(
    ctx: click.Context, assets: list[str], accounts: tuple[object, ...], *, kept: str, output: str
) -> str:
    """What renders the report again: everything that was asked for, from the snapshot kept."""
    words = ["comparator", "report", *assets]
    for param in ctx.command.params:
        if not isinstance(param, Option) or (
            param.section not in PLAN and param.name not in DECIDING
        ):
            continue
        name, value = param.name or "", ctx.params[param.name or ""]
        if name == "account":
            value = accounts
        elif ctx.get_parameter_source(name) is ParameterSource.DEFAULT:
            continue
        if value is True:
            words.append(param.opts[-1])
        elif value is not False and value is not None:
            for one in value if param.multiple else (value,):
                words += [param.opts[-1], _written(param, one)]
    return shlex.join([*words, "--snapshot", kept, "--output", output])


def _written(param: Option, value: object) -> str:
    """As the option takes it: a large share with its percent sign."""
    if isinstance(param.type, Share) and isinstance(value, Decimal) and value > param.type.bare:
        return f"{_text(value * 100)}%"
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, tuple):  # a price: asset and dollars
        return "=".join(_text(part) for part in cast("tuple[object, ...]", value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def files(document: Document, account: Decimal, path: Path, *, html: bool) -> Iterator[Path]:
    """Write pictures, page and report, each named when it is there.

    The report comes last, so that it never points to nothing; `account`: where the page begins.
    """
    drawing = find_spec("altair") is not None and find_spec("vl_convert") is not None
    pictures = dict[str, str]()
    if drawing:
        from comparator.render import charts  # noqa: PLC0415 - half a second, and an extra

        for chart in document.charts:
            picture = path.with_name(f"{path.stem}-{file_stem(chart.name)}.svg")
            write_atomically(picture, charts.picture(chart).encode())
            pictures[chart.name] = quote(picture.name)  # blanks and brackets end a link
            yield picture
    for block in document.maps:
        picture = path.with_name(f"{path.stem}-{file_stem(block.name)}.svg")
        write_atomically(picture, maps.picture(block.leaders, block.names, block.venues).encode())
        pictures[block.name] = quote(picture.name)
        yield picture
    if html:
        from comparator.render.html import render  # noqa: PLC0415 - only where asked for

        page = path.with_suffix(".html")
        live = render(document, account=account, charts=drawing)
        write_atomically(page, live.encode())
        yield page
    write_atomically(path, markdown.render(document, pictures).encode())
    yield path


def _tables(document: Document, path: Path, session: Session) -> list[Path]:
    folder = path.with_name(f"{path.stem}-data")
    written = list[Path]()
    for sheet in document.tables:
        written.append(folder / f"{file_stem(sheet.name)}.csv")
        text = csv(sheet, trusted=session.choice.trusted, bom=session.options.get("bom", False))
        write_atomically(written[-1], text.encode())
    return written


def _summary(path: Path, written: list[Path], tables: int) -> Iterator[str]:
    kinds = {".svg": "picture", ".html": "page", ".csv": "CSV file"}
    yield f"{path} ({counted(tables, 'table')})"
    for suffix, name in kinds.items():
        count = sum(file.suffix == suffix for file in written)
        if count:
            yield counted(count, name)
    yield f"the data it was made from ({written[0].name})"
