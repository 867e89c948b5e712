"""A user's own fees in place of a venue's: rates, the name of a tier, or a broker's commission."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from msgspec import Struct, structs

from comparator.errors import PlanError, alike
from comparator.schema import ZERO, FeeSchedule, FeeTier, NonsenseError, Origin, VenueData
from comparator.sources.snapshot import Snapshot


class UserFees(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a user pays on one venue: own rates, or the name of a tier, or a broker's commission.

    Rates are fractions, or percent as text: 0.0002 or "0.02%".
    """

    maker: str | None = None
    taker: str | None = None
    tier: str | None = None
    commission: str | None = None  # USD per contract and side


def of_venues(
    fees: Mapping[str, UserFees], known: Collection[str], profile: Path | None = None
) -> dict[str, UserFees]:
    """`fees` by the ids of venues, whatever case they were written in.

    Raises PlanError for a venue that is not among those `known`, and for one that is named twice.
    """
    ids = {venue.casefold(): venue for venue in known}
    where, found = f"profile {profile}" if profile else "fees", dict[str, UserFees]()
    for name, own in fees.items():
        venue = ids.get(name.casefold())
        if venue is None:
            near = alike(name.casefold(), ids, 1)
            hint = f"did you mean [venues.{ids[near[0]]}]?" if near else "there are "
            hint += "" if near else ", ".join(sorted(known)) or "none"
            raise PlanError(f"{where}: [venues.{name}] is no venue that is installed; {hint}")
        if venue in found:
            raise PlanError(f"{where}: [venues.{name}] is {venue} once more; keep one of them")
        found[venue] = own
    return found


def with_own_fees(
    snapshot: Snapshot, fees: Mapping[str, UserFees], profile: Path | None = None
) -> Snapshot:
    """`snapshot` with a user's own fees in place of the venues', basis `user`.

    `fees` by venue; `profile` is the file they stand in. Raises PlanError for a rate that is no
    number and for a tier that the venue does not have.
    """
    return structs.replace(
        snapshot,
        venues=tuple(
            _own(data, own, snapshot.at, profile) if (own := fees.get(data.venue)) else data
            for data in snapshot.venues
        ),
    )


def _own(data: VenueData, own: UserFees, at: datetime, profile: Path | None) -> VenueData:
    where = f"profile {profile}, venues.{data.venue}" if profile else f"fees of {data.venue}"
    source = f"{profile.name} of the user" if profile else "given by the user"
    origin = Origin(basis="user", source=source, as_of=at)
    contracts = data.contracts
    if own.maker or own.taker or own.tier:
        contracts = tuple(
            structs.replace(spec, maker_fee=None, taker_fee=None) for spec in contracts
        )
    return structs.replace(
        data,
        contracts=contracts,
        fees={key: _schedule(where, schedule, own) for key, schedule in data.fees.items()},
        origins={**data.origins, **{f"fees/{key}": origin for key in data.fees}},
    )


def _schedule(where: str, schedule: FeeSchedule, own: UserFees) -> FeeSchedule:
    tiers, api_tiers = schedule.tiers, schedule.api_tiers
    if own.tier:
        tiers, api_tiers = _named(where, tiers, own.tier), _named("", api_tiers, own.tier)
    if own.maker or own.taker:
        base = tiers[0]
        tiers, api_tiers = (
            (
                structs.replace(
                    base,
                    name="yours",
                    maker=_figure(where, "maker", own.maker) if own.maker else base.maker,
                    taker=_figure(where, "taker", own.taker) if own.taker else base.taker,
                ),
            ),
            (),
        )
    if own.commission:
        commission = _figure(where, "commission", own.commission)
        tiers = tuple(
            structs.replace(
                tier,
                per_contract=tier.per_contract - (tier.commission or ZERO) + commission,
                commission=commission,
            )
            for tier in tiers
        )
    try:
        return structs.replace(schedule, tiers=tiers, api_tiers=api_tiers)
    except NonsenseError as error:
        raise PlanError(f"{where}: {error.text}") from error


def _named(where: str, tiers: Sequence[FeeTier], name: str) -> tuple[FeeTier, ...]:
    found = tuple(tier for tier in tiers if tier.name.casefold() == name.casefold())
    if not found and where:
        known = ", ".join(tier.name for tier in tiers)
        raise PlanError(f"{where}: no fee tier {name!r}; there are {known}")
    return found


def _figure(where: str, field: str, text: str) -> Decimal:
    try:
        value = Decimal(text.strip().removeprefix("$").removesuffix("%"))
    except InvalidOperation as error:
        raise PlanError(
            f'{where}: {field} must be a number such as "0.02%", was {text!r}'
        ) from error
    if not value.is_finite():
        raise PlanError(f'{where}: {field} must be a number such as "0.02%", was {text!r}')
    return value / 100 if text.strip().endswith("%") else value
