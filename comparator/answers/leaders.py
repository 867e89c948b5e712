"""Who is best where: the cheapest venue at every account and stop, or account and holding time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct, structs

from comparator.answers.flips import FIELDS
from comparator.comparison import Ready
from comparator.pricing.breakpoints import curve
from comparator.schema import ContractSpec, VenueData

Up = Literal["stop", "hold"]
PARTS = tuple(map(Decimal, ("1", "1.25", "1.6", "2", "2.5", "3.2", "4", "5", "6.3", "8")))
"""Ten steps from one power of ten to the next, as even as round figures are (ISO 3, R10)."""


def _rounds(low: str, high: str) -> tuple[Decimal, ...]:
    """The round figures from `low` to `high`."""
    least, most = Decimal(low), Decimal(high)
    found = (part.scaleb(power) for power in range(-3, 6) for part in PARTS)
    return tuple(value for value in found if least <= value <= most)


ACCOUNTS = _rounds("20", "100000")
"""USD."""
HOURS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 120, 168, 240, 360, 480, 720)
VALUES: dict[Up, tuple[Decimal, ...]] = {
    "stop": _rounds("0.002", "0.2"),
    "hold": tuple(map(Decimal, HOURS)),
}
"""Fractions of the price, and hours."""
Candidate = tuple[VenueData, ContractSpec]
Rank = tuple[bool, Decimal, Decimal, str, str]


class Leaders(Struct, frozen=True, kw_only=True):
    """The best venue at each point of a grid, all else as asked.

    The trade's own account, stop and holding time stand in the grid, in place of the nearest.
    """

    asset: str
    up: Up
    accounts: tuple[Decimal, ...]  # USD, ascending
    values: tuple[Decimal, ...]  # fractions of the price, or hours, ascending
    cells: tuple[tuple[str | None, ...], ...]  # by value, then by account; None: nobody can
    account: Decimal  # of the trade itself
    value: Decimal  # the same

    def at(self, account: Decimal, value: Decimal) -> str | None:
        """The best venue at a point of the grid; ValueError elsewhere."""
        return self.cells[self.values.index(value)][self.accounts.index(account)]

    @property
    def shares(self) -> tuple[tuple[str, Decimal], ...]:
        """Which part of the grid each venue has, as a fraction, the most first."""
        count = Counter(cell for row in self.cells for cell in row if cell)
        whole = len(self.accounts) * len(self.values)
        ordered = sorted(count.items(), key=lambda one: (-one[1], one[0]))
        return tuple((venue, Decimal(cells) / whole) for venue, cells in ordered)

    @property
    def nobody(self) -> Decimal:
        """Which part of the grid no venue can take."""
        empty = sum(cell is None for row in self.cells for cell in row)
        return Decimal(empty) / (len(self.accounts) * len(self.values))


def leaders(found: Ready, asset: str, up: Up) -> Leaders | None:
    """The grid of one coin; None where the size does not follow from the account and a stop.

    What is contradicted, or too old for the user, leads nowhere; an assumed quote leads where no
    other contract can take the trade, as in the ranking.
    """
    trade = found.trade
    sized = trade.qty is not None or trade.notional is not None or trade.max_loss is not None
    if trade.stop is None or sized:
        return None
    own = trade.stop if up == "stop" else trade.hold_hours
    accounts, values = with_own(ACCOUNTS, trade.account), with_own(VALUES[up], own)
    candidates = list(_believed(found, asset))
    return Leaders(
        asset=asset,
        up=up,
        accounts=accounts,
        values=values,
        cells=tuple(_row(found, candidates, up, value, accounts) for value in values),
        account=trade.account,
        value=own,
    )


def with_own(values: Sequence[Decimal], own: Decimal) -> tuple[Decimal, ...]:
    """`values` with `own` instead of the nearest of them, or as an end where it is beyond all."""
    if own < values[0]:
        return own, *values
    if own > values[-1]:
        return *values, own
    nearest = min(values, key=lambda value: max(value / own, own / value))
    return tuple(own if value == nearest else value for value in values)


def _believed(found: Ready, asset: str) -> Iterator[Candidate]:
    """The contracts that have figures, and none that others contradict."""
    by_key = {
        (spec.venue, spec.symbol): (data, spec)
        for data, specs in found.by_coin.get(asset, ())
        for spec in specs
    }
    for row in found.rows(asset):
        key = row.venue, row.symbol
        aged = found.choice.oldest_hours is not None  # only a row with costs was looked at for it
        known = row.costs if aged else row.inputs
        if known is not None and key not in found.judged.findings:
            yield by_key[key]


def _row(
    found: Ready,
    candidates: list[Candidate],
    up: Up,
    value: Decimal,
    accounts: tuple[Decimal, ...],
) -> tuple[str | None, ...]:
    trade = structs.replace(found.trade, **{FIELDS[up]: value})
    best: list[Rank | None] = [None] * len(accounts)
    for data, spec in candidates:
        market = data.markets.get(spec.symbol)
        assumed = market is not None and market.assumed
        points = curve(trade, data, spec, found.at, accounts, between=False)
        for place, point in enumerate(points):
            if point.status != "ok" or point.cost is None:
                continue
            rate = point.cost / point.notional
            rank = assumed, rate, point.cost, spec.venue, spec.symbol  # as contracts are ranked
            old = best[place]
            if old is None or rank < old:
                best[place] = rank
    return tuple(rank[3] if rank else None for rank in best)
