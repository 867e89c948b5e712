"""`comparator plugin record`: keep what the exchange answers now as evidence."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import click

from comparator.cli.plugin import cassettes, files, refuse
from comparator.schema import VenueData
from comparator.words import clean

BY_HAND = "answers kept elsewhere can be written down by hand: docs/adding-an-exchange.md, 5"
OTHERS = 2
"""How many instruments of every further kind, closed or rejected, are kept."""


@click.command()
@click.argument("name")
@click.argument("assets", nargs=-1)
@click.option(
    "--refusal", "refusals", multiple=True, metavar="URL", help="A request that must be refused."
)
@cassettes
@files
@click.option("--rewrite", is_flag=True, help="Replace what was recorded before.")
def command(
    name: str,
    assets: tuple[str, ...],
    refusals: tuple[str, ...],
    cassettes: Path | None,
    files: tuple[Path, ...],
    *,
    rewrite: bool,
) -> None:
    """Record what the venue NAME answers about ASSETS (default: BTC ETH), and its refusals."""
    from comparator.errors import (  # noqa: PLC0415 - not for --help
        DataError,
        GeoBlocked,
        Unreachable,
    )
    from comparator.recording import record, record_requests  # noqa: PLC0415 - the same
    from comparator.testing.report import found  # noqa: PLC0415 - the same

    folder = cassettes or Path("cassettes") / name
    wanted = tuple(asset.upper() for asset in assets) or ("BTC", "ETH")
    now = datetime.now(UTC).replace(microsecond=0)
    try:
        venue, _ = found(name, files)
    except DataError as error:
        refuse(error)
    fetch, refused, lists = (folder / f"{name}.yaml" for name in ("fetch", "refusals", "lists"))
    there = [path for path in (fetch, refused, lists) if path.exists()]
    if there and not rewrite:
        raise click.UsageError(f"{there[0]} exists: record again with --rewrite")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        data = record(venue, wanted, now, fetch, keep=lambda data: kept(data, wanted))
    except (GeoBlocked, Unreachable) as error:
        raise DataError(f"{error}; {BY_HAND}") from error
    if venue.all_markets:
        record(venue, wanted, now, lists, keep=lambda _: kept(data, wanted), lists_of=data)
    if refusals:
        record_requests(venue, [("GET", url, None) for url in refusals], refused)
    hosts = ", ".join([venue.base_url, *(f"https://{host}" for host in venue.hosts)])
    (folder / "PROVENANCE.md").write_text(
        provenance(hosts, now, refusals, lists=bool(venue.all_markets)), "utf-8"
    )
    oracle = folder / "oracle.toml"
    if oracle.exists() and "\n[[contract]]" in oracle.read_text("utf-8"):
        click.echo(f"{oracle}: set as_of = {now:%Y-%m-%dT%H:%M:%SZ}, and work it out again")
    else:
        oracle.write_text(draft(data, wanted, now, refusals), "utf-8")
        click.echo(f"{oracle}: a draft; fill in by hand what the answers mean")
    for warning in data.warnings:
        click.echo(clean(f"warning: {warning.message}"), err=True)
    for row in data.rejected:
        click.echo(clean(f"rejected {row.symbol}: {row.reason}"), err=True)
    click.echo(f"{fetch}: {len(data.contracts)} contracts asked for, {len(data.markets)} quotes")


def kept(data: VenueData, assets: Iterable[str]) -> set[str]:
    """The instruments worth keeping: those of the assets, and some of every odd sort."""
    bases = set(assets)
    chosen = {spec.symbol for spec in data.contracts if spec.base in bases}
    sorts = {(spec.kind, spec.payoff, spec.asset_class) for spec in data.contracts}
    for sort in sorted(sorts):
        alike = (
            one.symbol for one in data.contracts if (one.kind, one.payoff, one.asset_class) == sort
        )
        chosen |= set(islice(alike, OTHERS))
    bundled = (one.symbol for one in data.contracts if one.underlying_multiplier != 1)
    return {
        *chosen,
        *islice(bundled, OTHERS),
        *data.closed[:OTHERS],
        *(row.symbol for row in data.rejected[:OTHERS]),
    }


def provenance(hosts: str, now: datetime, refusals: tuple[str, ...], *, lists: bool = False) -> str:
    """PROVENANCE.md of a recording."""
    from comparator import __version__  # noqa: PLC0415 - not for --help

    how = f"captured by comparator {__version__}"
    day = f"{now:%Y-%m-%d %H:%M} UTC"
    rows = [f"| fetch.yaml | contracts, quotes, depth | {hosts} | {day} | {how}, lists cut down |"]
    if lists:
        rows.append(f"| lists.yaml | quotes of all | {hosts} | {day} | {how}, lists cut down |")
    if refusals:
        rows.append(f"| refusals.yaml | {len(refusals)} refusals | {hosts} | {day} | {how} |")
    rows.append(f"| oracle.toml | what must be read | worked out by hand | {day} | - |")
    head = ["# Where these answers come from", ""]
    table = ["| file | what | origin | date | captured or rebuilt |", "|---|---|---|---|---|"]
    return "\n".join([*head, *table, *rows, ""])


def draft(
    data: VenueData, assets: tuple[str, ...], now: datetime, refusals: tuple[str, ...]
) -> str:
    """oracle.toml with the names filled in and every derived value left to be worked out."""
    names = kept(data, assets)
    rejected = _names(row.symbol for row in data.rejected if row.symbol in names)
    lines = [
        "# Worked out BY HAND from the answers in fetch.yaml, with the arithmetic in comments.",
        "",
        f"as_of = {now:%Y-%m-%dT%H:%M:%SZ}",
        f"assets = {_names(assets)}",
        "",
        f"closed = {_names(symbol for symbol in data.closed if symbol in names)}",
        f"rejected = {rejected} # TODO why",
    ]
    blank = ("base", "quote", "settle", "kind", "payoff", "contract_size", "underlying_multiplier",
             "qty_unit", "qty_step", "min_qty", "tick_size", "funding_interval_hours")  # fmt: skip
    for spec in data.contracts:
        if spec.symbol in names:
            lines += ["", "[[contract]]", f"symbol = {_text(spec.symbol)}"]
            lines += [f'{field} = "" # TODO' for field in blank]
    for symbol in sorted(data.markets):
        lines += ["", "[[market]]", f"symbol = {_text(symbol)}"]
        quoted = ("bid", "ask", "bid_size", "ask_size", "mark", "funding_rate")
        lines += [f'{field} = "" # TODO' for field in quoted]
    for url in refusals:
        lines += ["", "[[refusal]]", f"url = {_text(url)}", 'error = "Refused" # TODO']
    return "\n".join([*lines, ""])


def _names(symbols: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, symbols))}]"


def _text(word: str) -> str:
    import tomli_w  # noqa: PLC0415 - not for --help

    return tomli_w.dumps({"x": word}).removeprefix("x = ").rstrip("\n")
