"""One venue's data from several sources: what is newer wins, and every figure keeps its origin."""

from collections.abc import Mapping

from msgspec import structs

from comparator.schema import Basis, Part, Region, VenueData

MAPPINGS: tuple[Part, ...] = ("markets", "books", "tiers", "fees")


def as_cached(data: VenueData) -> VenueData:
    """What was live when it was saved is cached now; published and assumed figures stay so.

    The warnings were about that run and are not repeated.
    """

    def basis(was: Basis) -> Basis:
        return "cached" if was == "live" else was

    origins = {
        key: structs.replace(origin, basis=basis(origin.basis))
        for key, origin in data.origins.items()
    }
    return structs.replace(data, basis=basis(data.basis), origins=origins, warnings=())


def filled(data: VenueData, other: VenueData | None) -> VenueData:
    """`data` with tables it lacks taken from `other`, each with its origin.

    Quotes and depth of one contract come from one source: a live quote never gets an older book.
    """
    if other is None:
        return data
    symbols = {spec.symbol for spec in data.contracts}
    tables, origins = dict[str, object](), dict(data.origins)
    for part in MAPPINGS:
        mine, theirs = getattr(data, part), getattr(other, part)
        held = data.markets if part == "books" else mine
        added = {
            key: table
            for key, table in theirs.items()
            if key not in held and (part == "fees" or key in symbols)
        }
        tables[part] = {**mine, **added}
        origins |= {f"{part}/{key}": other.origin(part, key) for key in added}
    for name in other.regions.keys() - data.regions.keys():
        origins[f"regions/{name}"] = other.origin("regions", name)
    regions = with_regions(data.regions, other.regions)
    return structs.replace(data, origins=origins, regions=regions, **tables)


def with_regions(mine: Mapping[str, Region], theirs: Mapping[str, Region]) -> dict[str, Region]:
    """The regions of two sources: `mine`, with fee schedules of the same region that it lacks."""
    found = {**theirs, **mine}
    for name in mine.keys() & theirs.keys():
        fees = {**theirs[name].fees, **mine[name].fees}
        found[name] = structs.replace(mine[name], fees=fees)
    return found
