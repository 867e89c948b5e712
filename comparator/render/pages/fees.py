"""How fees read: the table of tiers, then offers."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.fees import Fees, Offer, TierRow
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words
from comparator.words import NONE, amount, quantity


def rate(fraction: Decimal) -> str:
    """`0.020 %`, or `-0.005 %` for a rebate: three places, more where there are more."""
    places = max(3, -int(fraction.normalize().as_tuple().exponent) - 2)
    return f"{fraction * 100:.{places}f} %"


Row = Column[TierRow]
figure = Figures(TierRow)
EVERY: tuple[Row, ...] = (
    figure("venue", "venue", "venue", left=True),
    figure("schedule", "contracts", "schedule", left=True, keep=7),
    figure("tier", "tier", "tier", left=True),
    figure("maker", "maker", "maker", rate),
    figure("taker", "taker", "taker", rate),
    figure("per_contract", "USD per\ncontract", "per_contract", amount, keep=7),
    figure(
        "least_per_contract",
        "at least\nper contract",
        "least_per_contract",
        amount,
        keep=7,
    ),
    figure("volume", "volume\nUSD", "volume", quantity, absent=NONE, keep=6),
    figure("assets", "held\nUSD", "assets", quantity, absent=NONE, keep=4),
    figure("token", "token\nheld", "token", quantity, absent=NONE, keep=4),
    figure("reached", "yours", "reached", keep=5),
    figure("channel", "orders", "channel", left=True, keep=5),
    figure("basis", "basis", "basis", left=True, keep=3),
    figure("as_of", "as of", "as_of", keep=8),
    figure("applies_to", "applies to", "applies_to", left=True),
    figure("commission", "commission", "commission", amount, absent=NONE),
    figure("window_days", "window\ndays", "window_days"),
    figure("requires", "requires", "requires", left=True),
    figure("source", "source", "source", left=True),
)
SHOWN = EVERY[:13]
offer = Figures(Offer)
OFFERS: tuple[Column[Offer], ...] = (
    offer("venue", "venue", "venue", left=True),
    offer("schedule", "contracts", "schedule", left=True),
    offer("text", "offer", "text", left=True),
    offer("source", "source", "source", left=True),
    offer("as_of", "as of", "as_of", left=True),
)


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
        others=(Sheet(name="offers", columns=OFFERS, rows=fees.offers, every=OFFERS),),
    )


def page(fees: Fees) -> Iterator[Block]:
    """Tiers, then offers."""
    yield sheet(fees)
    if not fees.all_tiers:
        yield Words(
            "The tiers within your reach. All tiers: comparator fees VENUE --all-tiers", "dim"
        )
    offers = dict.fromkeys((one.venue, f"{one.text} ({one.as_of})") for one in fees.offers)
    if offers:
        yield Items(
            title="offers, applied only with --token-discount or --with-promos",
            rows=tuple(offers),
        )
