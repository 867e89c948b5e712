"""What each venue charges, by tier, with thresholds, discounts and offers."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from comparator.pricing.fees import reached
from comparator.pricing.trade import Trade
from comparator.render.documents import Document
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.render.words import NONE, amount, day, quantity, short_percent
from comparator.schema import Basis, FeeSchedule, FeeTier, VenueData
from comparator.sources.store import Failure


class TierRow(Struct, frozen=True, kw_only=True):
    """One fee tier; rates are fractions of notional, negative is a rebate; null: no such thing."""

    venue: str
    schedule: str  # which contracts, by the venue's own grouping
    applies_to: str
    tier: str
    maker: Decimal
    taker: Decimal
    per_contract: Decimal  # USD per contract and side, beside the rates
    commission: Decimal | None  # the broker's part of it
    volume: Decimal | None  # USD within the window
    window_days: int
    assets: Decimal | None  # USD held
    token: Decimal | None  # units of the venue's token held
    requires: str  # "any" or "all" of the thresholds
    channel: str  # "api" where API orders pay differently
    reached: bool  # by the volume and holdings given
    basis: Basis
    source: str
    as_of: datetime


class Offer(Struct, frozen=True, kw_only=True):
    """A discount or a dated offer; never applied unless asked for."""

    venue: str
    schedule: str
    text: str
    source: str
    as_of: str


class Fees(Document, frozen=True, kw_only=True):
    """comparator.fees/1: fee tiers and offers."""

    rows: tuple[TierRow, ...]
    offers: tuple[Offer, ...]
    failed: tuple[Failure, ...]


def rate(fraction: Decimal) -> str:
    """`0.020 %`, or `-0.005 %` for a rebate: three places, more where there are more."""
    places = max(3, -int(fraction.normalize().as_tuple().exponent) - 2)
    return f"{fraction * 100:.{places}f} %"


Row = Column[TierRow]
EVERY: tuple[Row, ...] = (
    Row("venue", "venue", lambda row: row.venue, left=True),
    Row("schedule", "contracts", lambda row: row.schedule, left=True, keep=7),
    Row("tier", "tier", lambda row: row.tier, left=True),
    Row("maker", "maker", lambda row: row.maker, rate),
    Row("taker", "taker", lambda row: row.taker, rate),
    Row("per_contract", "USD per\ncontract", lambda row: row.per_contract, amount, keep=7),
    Row("volume", "volume\nUSD", lambda row: row.volume, quantity, NONE, keep=6),
    Row("assets", "held\nUSD", lambda row: row.assets, quantity, NONE, keep=4),
    Row("token", "token\nheld", lambda row: row.token, quantity, NONE, keep=4),
    Row("reached", "yours", lambda row: row.reached, keep=5),
    Row("channel", "orders", lambda row: row.channel, left=True, keep=5),
    Row("basis", "basis", lambda row: row.basis, left=True, keep=3),
    Row("as_of", "as of", lambda row: row.as_of, keep=8),
    Row("applies_to", "applies to", lambda row: row.applies_to, left=True),
    Row("commission", "commission", lambda row: row.commission, amount, NONE),
    Row("window_days", "window\ndays", lambda row: row.window_days),
    Row("requires", "requires", lambda row: row.requires, left=True),
    Row("source", "source", lambda row: row.source, left=True),
)
SHOWN = tuple(column for column in EVERY[:13])


def document(
    venues: Sequence[VenueData],
    failed: Sequence[Failure],
    trade: Trade,
    *,
    at: datetime,
    every: bool,
) -> Fees:
    """All tiers, or the first of each schedule and those within reach."""
    rows, offers = list[TierRow](), list[Offer]()
    for data in venues:
        for key, schedule in sorted(data.fees.items()):
            found = list(_tiers(data, key, schedule, trade))
            rows += [row for row in found if every or row.reached]
            offers += _offers(data.venue, key, schedule)
    return Fees(
        schema="comparator.fees/1",
        generated_at=at,
        rows=tuple(rows),
        offers=tuple(offers),
        failed=tuple(failed),
    )


def sheet(fees: Fees) -> Sheet[TierRow]:
    """The table of tiers, without columns that say the same everywhere."""
    hidden = set[str]()
    if not any(row.per_contract for row in fees.rows):
        hidden.add("per_contract")
    if not any(row.channel == "api" for row in fees.rows):
        hidden.add("channel")
    for name in ("volume", "assets", "token"):
        if all(getattr(row, name) is None for row in fees.rows):
            hidden.add(name)
    return Sheet(
        name="fees",
        columns=tuple(column for column in SHOWN if column.name not in hidden),
        rows=fees.rows,
        every=EVERY,
        empty="No fee schedule is known.",
    )


def page(fees: Fees, *, every: bool) -> Iterator[Block]:
    """Tiers, then offers."""
    yield sheet(fees)
    if not every:
        yield Words(
            "The tiers within your reach. All tiers: comparator fees VENUE --all-tiers", "dim"
        )
    offers = dict.fromkeys((offer.venue, f"{offer.text} ({offer.as_of})") for offer in fees.offers)
    if offers:
        yield Items(
            title="offers, applied only with --token-discount or --with-promos",
            rows=tuple(offers),
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
