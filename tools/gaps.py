"""Write into docs/published-data.md what ships of every coin at every venue, and what is missing.

    python tools/gaps.py

Run it whenever shipped figures have changed: a test says so.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill

from msgspec import Struct
from publish import ASSETS, OTHERS, ROOT

from comparator.schema import ContractSpec, Part, VenueData
from comparator.sources.discovery import discover
from comparator.sources.files import write_atomically
from comparator.sources.published import shipped_by

PAGE = ROOT / "docs" / "published-data.md"
BEGIN = "<!-- written by tools/gaps.py: begin -->\n"
END = "<!-- written by tools/gaps.py: end -->\n"
COLUMNS = (*ASSETS, "gold", "index")
NAMES = {"gold": ("XAU", "GOLD"), "index": ("SP500",)}
"""Columns that are no coin, and what venues call it."""
LEGEND = """\
K: contract and best prices are known, each with its date and source. a: the contract is shipped,
and its price or one of its figures is assumed. l: listed, and nobody kept its sizes. -: not listed.
?: unknown.
"""
WIDTH = 100


class Listed(Struct, frozen=True, kw_only=True):
    """What is known of a venue's list beyond what ships."""

    source: str
    listed: tuple[str, ...] = ()
    not_listed: tuple[str, ...] = ()


def lists() -> dict[str, Listed]:
    """By venue."""
    found = tomllib.loads((Path(__file__).parent / "listed.toml").read_text("utf-8"))
    return {venue: Listed(**row) for venue, row in found.items()}


def shipped() -> dict[str, VenueData]:
    """What ships with the plugins of this checkout, by venue."""
    return {
        venue.id: shipped_by(venue)
        for venue in discover().venues
        if venue.published and ROOT in venue.published.resolve().parents
    }


def of(data: VenueData, column: str) -> tuple[ContractSpec, ...]:
    """The contracts of one column."""
    names = NAMES.get(column, (column,))
    classes = {"crypto"} if column in ASSETS else set(OTHERS.values())
    return tuple(s for s in data.contracts if s.base in names and s.asset_class in classes)


def cell(data: VenueData, column: str, listed: Listed | None) -> str:
    """K, a, l, - or ?: see the legend."""
    specs = of(data, column)
    if specs:
        return "K" if any(known(data, spec) for spec in specs) else "a"
    names = NAMES.get(column, (column,))
    if listed and any(name in listed.listed for name in names):
        return "l"
    return "-" if listed and any(name in listed.not_listed for name in names) else "?"


def known(data: VenueData, spec: ContractSpec) -> bool:
    """Whether contract and quote were read, none of them reckoned."""
    market = data.markets.get(spec.symbol)
    quoted = spec.symbol in data.books or (
        market is not None and None not in (market.bid, market.ask)
    )
    part: Part = "books" if spec.symbol in data.books else "markets"
    origins = (data.origin("contracts", spec.symbol), data.origin(part, spec.symbol))
    return quoted and all(origin.basis == "published" for origin in origins)


def lacking(data: VenueData, listed: Listed | None) -> Iterator[tuple[str, list[str]]]:
    """What is missing of a venue, and for which coins no contract of it has it."""

    def without(has: Mapping[str, object] | set[str]) -> list[str]:
        return [
            column
            for column in COLUMNS
            if (specs := of(data, column)) and not any(spec.symbol in has for spec in specs)
        ]

    cells = {column: cell(data, column, listed) for column in COLUMNS}
    yield "listed, without figures", [column for column, sign in cells.items() if sign == "l"]
    yield "whether listed", [column for column, sign in cells.items() if sign == "?"]
    old = {s.symbol for s in data.contracts if "older than a year" in _source(data, s)}
    yield "sizes of the last year", without({s.symbol for s in data.contracts} - old)
    quoted = {key for key, row in data.markets.items() if row.bid is not None} | set(data.books)
    yield "best prices", without(quoted)
    blind = without(quoted)
    yield "depth", [column for column in without(data.books) if column not in blind]
    perpetual = {s.symbol for s in data.contracts if s.kind == "perpetual"}
    rates = {key for key, row in data.markets.items() if row.funding_rate is not None}
    dated = {s.symbol for s in data.contracts} - perpetual
    yield "funding", without(rates | dated)
    yield "margin tiers", without(data.tiers)
    levers = {s.symbol for s in data.contracts if s.max_leverage is not None}
    yield "leverage", without(levers | set(data.tiers))


def _source(data: VenueData, spec: ContractSpec) -> str:
    return data.origin("contracts", spec.symbol).source


def matrix(found: Mapping[str, VenueData]) -> Iterator[str]:
    """The table of coins and venues."""
    known_lists = lists()
    yield f"| venue | {' | '.join(COLUMNS)} |"
    yield f"|---|{':-:|' * len(COLUMNS)}"
    for venue, data in sorted(found.items()):
        signs = [cell(data, column, known_lists.get(venue)) for column in COLUMNS]
        yield f"| {venue} | {' | '.join(signs)} |"


def missing(found: Mapping[str, VenueData]) -> Iterator[str]:
    """One paragraph a venue."""
    known_lists = lists()
    for venue, data in sorted(found.items()):
        said = [
            f"{what}: {'all' if len(coins) == len(COLUMNS) else ' '.join(coins)}"
            for what, coins in lacking(data, known_lists.get(venue))
            if coins
        ]
        yield fill(f"- **{venue}**: {'; '.join(said)}", WIDTH, subsequent_indent="  ")
    for venue, listed in known_lists.items():
        if venue not in found:
            raise SystemExit(f"listed.toml names {venue}, which ships nothing")
        if not (listed.listed or listed.not_listed):
            raise SystemExit(f"listed.toml says nothing of {venue}")


def section() -> str:
    """What stands between the two marks."""
    found = shipped()
    table = "\n".join(matrix(found))
    rest = "\n".join(missing(found))
    told = "Of which coins no contract of a venue has it; depth: of those with best prices."
    return f"{LEGEND}\n{table}\n\n### What is missing\n\n{told}\n\n{rest}\n\n"


def page() -> str:
    """The page with its section written anew."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{section()}{END}{after}"


def main() -> None:
    """Write the page."""
    write_atomically(PAGE, page().encode())
    print(PAGE)


if __name__ == "__main__":
    main()
