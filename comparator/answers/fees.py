"""What each venue charges, by tier, with thresholds, discounts and offers."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from comparator.answers.document import Document
from comparator.pricing.fees import reached
from comparator.pricing.trade import Trade
from comparator.schema import Basis, FeeSchedule, FeeTier, VenueData
from comparator.sources.snapshot import Failure, Snapshot
from comparator.words import day, short_percent


class TierRow(Struct, frozen=True, kw_only=True):
    """One fee tier; rates are fractions of notional, negative is a rebate; null: no such thing."""

    venue: Annotated[str, Meta(description="id of the venue")]
    schedule: Annotated[str, Meta(description="which contracts, by the venue's own grouping")]
    applies_to: Annotated[str, Meta(description="which contracts the schedule is for, in words")]
    tier: Annotated[str, Meta(description="what the venue calls the tier")]
    maker: Annotated[
        Decimal, Meta(description="fraction of notional for orders that rest; negative is a rebate")
    ]
    taker: Annotated[Decimal, Meta(description="fraction of notional for orders that take")]
    per_contract: Annotated[
        Decimal, Meta(description="USD per contract and side, beside the rates")
    ]
    least_per_contract: Annotated[
        Decimal, Meta(description="USD a contract and side pays by its rate at the least")
    ]
    commission: Annotated[
        Decimal | None,
        Meta(description="USD of per_contract that are the broker's; null: no such part"),
    ]
    volume: Annotated[
        Decimal | None,
        Meta(description="USD to be traded within the window; null: no such threshold"),
    ]
    window_days: Annotated[int, Meta(description="days within which the volume has to be traded")]
    assets: Annotated[
        Decimal | None, Meta(description="USD to be held on the venue; null: no such threshold")
    ]
    token: Annotated[
        Decimal | None,
        Meta(description="units of the venue's token to be held; null: no such threshold"),
    ]
    requires: Annotated[str, Meta(description='"any" or "all" of the thresholds')]
    channel: Annotated[
        str, Meta(description="which orders pay this: any; or web and api, where they differ")
    ]
    reached: Annotated[bool, Meta(description="whether the volume and holdings given reach it")]
    basis: Annotated[
        Basis,
        Meta(description="where the figures come from: live, cached, published, user or assumed"),
    ]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[datetime, Meta(description="when the figures were true")]


class Offer(Struct, frozen=True, kw_only=True):
    """A discount or a dated offer; never applied unless asked for."""

    venue: Annotated[str, Meta(description="id of the venue")]
    schedule: Annotated[str, Meta(description="the fee schedule it belongs to")]
    text: Annotated[str, Meta(description="what is offered, and on which condition")]
    source: Annotated[str, Meta(description="page, file or person the figures were read from")]
    as_of: Annotated[str, Meta(description="the date the source gives itself")]


class Fees(Document, frozen=True, kw_only=True):
    """comparator.fees/1: fee tiers and offers."""

    all_tiers: Annotated[bool, Meta(description="false: only those within reach")]
    rows: Annotated[tuple[TierRow, ...], Meta(description="the records")]
    offers: Annotated[
        tuple[Offer, ...],
        Meta(description="discounts and dated offers, in no figure unless asked for"),
    ]
    failed: Annotated[
        tuple[Failure, ...],
        Meta(description="venues that could not be asked, and what was used instead"),
    ]


def document(snapshot: Snapshot, trade: Trade, *, all_tiers: bool = False) -> Fees:
    """All tiers, or the first of each schedule and those that the trade's volume reaches."""
    rows, offers = list[TierRow](), list[Offer]()
    for data in snapshot.venues:
        for key, schedule in sorted(data.fees.items()):
            found = list(_tiers(data, key, schedule, trade))
            rows += [row for row in found if all_tiers or row.reached]
            offers += _offers(data.venue, key, schedule)
    return Fees(
        schema="comparator.fees/1",
        generated_at=snapshot.at,
        all_tiers=all_tiers,
        rows=tuple(rows),
        offers=tuple(offers),
        failed=snapshot.failed,
    )


def _tiers(data: VenueData, key: str, schedule: FeeSchedule, trade: Trade) -> Iterator[TierRow]:
    origin = data.origin("fees", key)
    channels = (("any", schedule.tiers), ("api", schedule.api_tiers))
    if schedule.api_tiers:
        channels = (("web", schedule.tiers), ("api", schedule.api_tiers))
    for channel, tiers in channels:
        for number, tier in enumerate(tiers):
            yield TierRow(
                venue=data.venue,
                schedule=key,
                applies_to=schedule.applies_to,
                tier=tier.name,
                maker=tier.maker,
                taker=tier.taker,
                per_contract=tier.per_contract,
                least_per_contract=tier.least_per_contract,
                commission=tier.commission,
                volume=tier.min_volume,
                window_days=schedule.volume_window_days,
                assets=tier.min_assets,
                token=tier.min_token,
                requires=schedule.requires,
                channel=channel,
                reached=_reached(number, tier, schedule, trade),
                basis=origin.basis,
                source=schedule.source,
                as_of=origin.as_of,
            )


def _reached(number: int, tier: FeeTier, schedule: FeeSchedule, trade: Trade) -> bool:
    return number == 0 or reached(tier, schedule, trade)


def _offers(venue: str, key: str, schedule: FeeSchedule) -> Iterator[Offer]:
    token = schedule.token_discount
    if token:
        yield Offer(
            venue=venue,
            schedule=key,
            text=f"{short_percent(token.fraction)} off when fees are paid in {token.token}:"
            f" {token.condition}",
            source=schedule.source,
            as_of=day(datetime.combine(schedule.as_of, datetime.min.time())),
        )
    for offer in schedule.promotions:
        yield Offer(
            venue=venue,
            schedule=key,
            text=offer.text,
            source=offer.source,
            as_of=offer.as_of,
        )
