"""`--region DE`: a venue's own tables for clients there, and what they may not trade."""

from collections.abc import Iterable, Mapping

from msgspec import structs

from comparator.errors import PlanError
from comparator.schema import (
    ContractSpec,
    Fact,
    FigureWarning,
    MarginTier,
    Origin,
    Region,
    VenueData,
    VenueFacts,
)
from comparator.schema.region import COUNTRIES
from comparator.sources.snapshot import Snapshot
from comparator.words import listed

TOPIC = "restricted_regions"
OWN_TABLES = "regional_tables"


def country(region: str) -> str:
    """The code of a country in capitals; PlanError for what is none."""
    code = region.strip().upper()
    if code not in COUNTRIES:
        example = "GB" if code == "UK" else "DE"
        raise PlanError(f"--region {region!r} is no country code; for example: --region {example}")
    return code


def in_region(snapshot: Snapshot, region: str, sheets: Iterable[VenueFacts]) -> Snapshot:
    """`snapshot` as clients in a country have it.

    Their own margin tables, leverage and fees where a venue has some for them; a user's own fees
    stay. What is not open to them, by the venue's tables or its fact sheet, is in `shut`: it is
    shown, and never priced. Raises PlanError for what is no country code.
    """
    code = country(region)
    said = {sheet.venue: why for sheet in sheets if (why := not_served(sheet, code))}
    return structs.replace(
        snapshot,
        venues=tuple(_in_country(data, code, said.get(data.venue)) for data in snapshot.venues),
    )


def not_served(sheet: VenueFacts, code: str) -> str | None:
    """What a fact sheet says against a whole country, None where it says nothing."""
    said = [fact for fact in restrictions(sheet.facts) if code in fact.value]
    if not said:
        return None
    newest = max(said, key=lambda fact: fact.as_of if fact.as_of[:1].isdigit() else "")
    return f"said not to serve {code} ({newest.basis}, {newest.as_of})"


def restrictions(facts: Iterable[Fact]) -> list[Fact]:
    """Statements that a venue does not serve whole countries, without a narrower scope."""
    return [
        fact
        for fact in facts
        if fact.topic == TOPIC and not fact.scope and isinstance(fact.value, tuple)
    ]


def _in_country(data: VenueData, code: str, why: str | None) -> VenueData:
    used = list[str]()
    for name, region in sorted(data.regions.items()):
        if code in region.countries:
            data = _with_tables(data, region, data.origin("regions", name), code)
            if region.tiers or region.fees or region.max_leverage is not None:
                used.append(name)
    if why is not None:
        data = structs.replace(data, shut=dict.fromkeys(_all(data), why))
    elif used:
        text = f"margin, leverage and fees are those of its clients in {listed(used)}"
        notice = FigureWarning(code=OWN_TABLES, message=text)
        others = tuple(one for one in data.warnings if one != notice)  # a saved run has it already
        data = structs.replace(data, warnings=(*others, notice))
    return data


def _all(data: VenueData) -> tuple[str, ...]:
    """Every contract, and "" for those that are not known."""
    return ("", *(spec.symbol for spec in data.contracts))


def _with_tables(data: VenueData, region: Region, origin: Origin, code: str) -> VenueData:
    """`data` with what is different in one region; figures that are as everywhere stay."""
    origins = dict(data.origins)
    tiers, fees = data.tiers, dict(data.fees)
    if region.tiers:
        tiers = {symbol: rows for symbol, rows in region.tiers.items() if rows}
        origins |= {f"tiers/{symbol}": origin for symbol in tiers}
    if region.max_leverage is not None:
        cap = region.max_leverage
        tiers = {
            symbol: tuple(
                structs.replace(tier, max_leverage=min(cap, tier.max_leverage)) for tier in rows
            )
            for symbol, rows in tiers.items()
        }
    for key, schedule in region.fees.items():
        if data.origin("fees", key).basis != "user":
            fees[key] = schedule
            origins[f"fees/{key}"] = origin
    own = {key for key in region.fees if fees.get(key) is region.fees[key]}
    why = f"not open to clients in {code} ({origin.basis}, {origin.as_of:%Y-%m-%d})"
    barred = region.barred if region.served else _all(data)
    return structs.replace(
        data,
        contracts=tuple(_contract(spec, region, tiers, own) for spec in data.contracts),
        tiers=tiers,
        fees=fees,
        origins=origins,
        shut={**data.shut, **dict.fromkeys(barred, why)},
    )


def _contract(
    spec: ContractSpec,
    region: Region,
    tiers: Mapping[str, tuple[MarginTier, ...]],
    own_fees: set[str],
) -> ContractSpec:
    """`spec` with the leverage of its table there, and without a rate of elsewhere."""
    most, short = spec.max_leverage, spec.max_leverage_short
    if region.tiers:
        rows = tiers.get(spec.symbol)
        most, short = (rows[0].max_leverage if rows else None), None
    if region.max_leverage is not None:
        cap = region.max_leverage
        most, short = min(cap, most or cap), min(cap, short) if short else None
    changed = structs.replace(spec, max_leverage=most, max_leverage_short=short)
    if spec.fee_schedule in own_fees:
        changed = structs.replace(changed, maker_fee=None, taker_fee=None)
    return changed
