"""One venue's data from several sources: what is newer wins, and every figure keeps its origin."""

from collections.abc import Mapping

from msgspec import structs

from comparator.schema import Basis, Part, Region, VenueData

MAPPINGS: tuple[Part, ...] = ("markets", "books", "tiers", "fees")


def with_origins(data: VenueData) -> VenueData:
    """`data` with an origin of its own for every table, so that tables can be moved elsewhere."""
    origins = {
        f"{part}/{key}": data.origin(part, key) for part in MAPPINGS for key in getattr(data, part)
    }
    origins |= {f"regions/{name}": data.origin("regions", name) for name in data.regions}
    origins |= {
        f"contracts/{spec.symbol}": data.origin("contracts", spec.symbol) for spec in data.contracts
    }
    return structs.replace(data, origins=origins)


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
    data, other = with_origins(data), with_origins(other)
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
        origins |= {f"{part}/{key}": other.origins[f"{part}/{key}"] for key in added}
    added = {name: other.origins[f"regions/{name}"] for name in other.regions}
    origins = {f"regions/{name}": origin for name, origin in added.items()} | origins
    regions = with_regions(data.regions, other.regions)
    return structs.replace(data, origins=origins, regions=regions, **tables)


def with_regions(mine: Mapping[str, Region], theirs: Mapping[str, Region]) -> dict[str, Region]:
    """The regions of two sources: `mine`, with fee schedules of the same region that it lacks."""
    found = {**theirs, **mine}
    for name in mine.keys() & theirs.keys():
        fees = {**theirs[name].fees, **mine[name].fees}
        found[name] = structs.replace(mine[name], fees=fees)
    return found
