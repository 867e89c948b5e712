"""How fees read: the table of tiers, then offers."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.fees import Fees, TierRow
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.words import NONE, amount, quantity


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
    Row(
        "least_per_contract",
        "at least\nper contract",
        lambda row: row.least_per_contract,
        amount,
        keep=7,
    ),
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


def sheet(fees: Fees) -> Sheet[TierRow]:
    """The table of tiers, without columns that say the same everywhere."""
    hidden = set[str]()
    for name in ("per_contract", "least_per_contract"):
        if not any(getattr(row, name) for row in fees.rows):
            hidden.add(name)
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


def page(fees: Fees) -> Iterator[Block]:
    """Tiers, then offers."""
    yield sheet(fees)
    if not fees.all_tiers:
        yield Words(
            "The tiers within your reach. All tiers: comparator fees VENUE --all-tiers", "dim"
        )
    offers = dict.fromkeys((offer.venue, f"{offer.text} ({offer.as_of})") for offer in fees.offers)
    if offers:
        yield Items(
            title="offers, applied only with --token-discount or --with-promos",
            rows=tuple(offers),
        )
