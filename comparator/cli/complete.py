"""What the shell offers for assets and venues: what the cache holds, else what plugins ship."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click


def venues(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Venues, also after a comma."""
    del ctx, param
    from comparator.sources.discovery import discover  # noqa: PLC0415 - not for --help

    return _matching((venue.id for venue in discover().venues), incomplete)


def assets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Assets, also after a comma."""
    del ctx, param
    return _matching(sorted(known_assets()), incomplete.upper())


def known_assets() -> set[str]:
    """The coins of the cached contracts; of the published ones where nothing is cached."""
    from comparator.cli.folders import cache_folder  # noqa: PLC0415 - not for --help

    return set(_cached(cache_folder())) or set(_published())


def _cached(folder: Path) -> Iterator[str]:
    import msgspec  # noqa: PLC0415 - not for --help

    class Contract(msgspec.Struct):
        base: str

    from comparator.sources.files import unsealed  # noqa: PLC0415 - not for --help

    class Data(msgspec.Struct):
        contracts: tuple[Contract, ...]

    class Kept(msgspec.Struct):
        data: Data

    for path in folder.glob("*.json"):
        try:
            kept = msgspec.json.decode(unsealed(path.read_bytes()), type=Kept)
        except (OSError, ValueError):
            continue  # a damaged file offers nothing; the next run says so
        yield from (contract.base for contract in kept.data.contracts)


def _published() -> Iterator[str]:
    from comparator.errors import DataError  # noqa: PLC0415 - not for --help
    from comparator.sources.discovery import discover  # noqa: PLC0415
    from comparator.sources.published import published  # noqa: PLC0415

    for venue in discover().venues:
        try:
            data = published(venue.published, venue.rules) if venue.published else None
        except DataError:
            continue  # as above
        yield from (spec.base for spec in data.contracts) if data else ()


def _matching(words: Iterable[str], incomplete: str) -> list[str]:
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{word}" for word in words if word.startswith(last)]


def figures(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """VENUE.FIELD: the venues first, then the columns of a comparison."""
    del ctx, param
    from comparator.render.figures import FIELDS  # noqa: PLC0415 - not for --help
    from comparator.sources.discovery import discover  # noqa: PLC0415

    venue, dot, field = incomplete.partition(".")
    if not dot:
        names = (one.id for one in discover().venues)
        return [f"{name}." for name in names if name.startswith(venue)]
    found = (column.name for column in FIELDS if column.name.startswith(field))
    return [f"{venue}.{name}" for name in found]
