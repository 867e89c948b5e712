"""Rebuild the recorded answers of venues, `record.py VENUE...`, from tests/simulator/bodies.

The plugin asks the exchange's real addresses over TLS, and a stand-in on this machine answers;
`comparator plugin record` does the same against the exchange itself.
"""

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from simulator import Exchanges  # noqa: E402 - from tests/

from comparator.errors import VenueError  # noqa: E402 - after the path is set
from comparator.recording import record, record_requests  # noqa: E402 - the same
from comparator.sources.discovery import discover  # noqa: E402 - the same


def rebuild(name: str) -> None:
    """Write cassettes/<name>/fetch.yaml and refusals.yaml, and lists.yaml where it is asked for."""
    bodies = import_module(f"simulator.bodies.{name}")
    example = ROOT / "examples" / f"comparator-{name}"
    files = tuple(example.glob("comparator_*/__init__.py"))
    venue = {venue.id: venue for venue in discover(files).venues}[name]
    folder = (example if files else ROOT) / "cassettes" / name
    with Exchanges(bodies.answer) as exchanges:
        data = record(
            venue,
            bodies.ASSETS,
            bodies.AS_OF,
            folder / "fetch.yaml",
            transport=exchanges.transport(),
        )
        if venue.all_markets:
            record(
                venue,
                bodies.ASSETS,
                bodies.AS_OF,
                folder / "lists.yaml",
                transport=exchanges.transport(),
                lists_of=data,
            )
        record_requests(
            venue,
            [(method, url, body) for method, url, body, _ in bodies.REFUSALS],
            folder / "refusals.yaml",
            transport=exchanges.transport(),
        )
    for error in exchanges.errors:
        print(f"  answer() raised {error!r}")
    print(
        f"{name}: {len(exchanges.asked)} requests; {len(data.contracts)} contracts,"
        f" {len(data.rejected)} rejected, {len(data.closed)} closed; {len(data.markets)} quotes,"
        f" {len(data.books)} books, {len(data.tiers)} tier tables"
    )
    for row in data.rejected:
        print(f"  rejected {row.symbol}: {row.reason}")
    for warning in data.warnings:
        print(f"  warning: {warning.message}")


def main() -> None:
    """Rebuild each venue named on the command line."""
    for name in sys.argv[1:]:
        try:
            rebuild(name)
        except VenueError as error:
            sys.exit(f"{name}: nothing written: {error}")


if __name__ == "__main__":
    main()
