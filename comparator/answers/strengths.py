"""What speaks for a venue and what against it, from figures alone; each sentence carries them."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from comparator.answers.study import BASES, Study, row_of, rows_of, weakest
from comparator.pricing.result import Priced
from comparator.schema import VenueData
from comparator.words import STATUS, account, age, listed, money, percent, times

CLEARLY = Decimal("1.25")
"""A figure a quarter above the middle of the field is worth a sentence; our own judgement."""
FULL = Decimal("0.95")
"""Using this part of the risk budget counts as following the plan; our own judgement."""
Pick = Callable[[Priced], Decimal | None]
"""One figure of a row; None: unknown."""
OLD_DAYS = 30
"""Figures that are older than this are a weakness."""


def strengths(study: Study, data: VenueData) -> Iterator[str]:
    """What the figures say for a venue."""
    rows = list(_rows(study, data.venue))
    good = [row for row in rows if row.status == "ok"]
    listings = [row for row in rows if row.status != "no_market" and not row.contradicted]
    if listings and len(good) == len(study.assets):
        yield f"takes the plan in all coins asked for: {listed([row.asset for row in good])}"
    best = [row for row in good if row.rank == 1]
    if best:
        shares = [f"{row.asset} ({_cost(row)})" for row in best]
        yield f"cheapest, or level with the cheapest, for {listed(shares)}"
    for title, pick in (("account", _account), ("taker fee", _taker), ("resting order", _maker)):
        first = [row for row in listings if _lowest(study, row, pick)]
        if first:
            named = [f"{row.asset} ({_figure(title, pick(row))})" for row in first]
            yield f"lowest {TITLES[title]}: {listed(named)}"
    full = [row for row in good if (used := _used(row)) is not None and used >= FULL]
    if full:
        named = [f"{row.asset} {percent(_used(row) or Decimal(0))}" for row in full]
        yield f"fine enough to use nearly the whole risk budget: {listed(named)}"
    paid = [row for row in good if row.costs and row.costs.funding < 0]
    if paid:
        named = [f"{row.asset} ({money(-row.costs.funding)})" for row in paid if row.costs]
        yield f"funding is income at today's rate: {listed(named)}"


def weaknesses(study: Study, data: VenueData) -> Iterator[str]:
    """What the figures say against a venue."""
    rows = list(_rows(study, data.venue))
    absent = [row.asset for row in rows if row.status == "no_market"]
    if absent and data.basis == "published":
        yield f"the published data hold no contract on {listed(absent, 'or')}: it may list one"
    elif absent:
        yield f"does not list {listed(absent, 'or')}"
    for row in rows:
        if row.status not in ("ok", "no_market"):
            yield f"{row.asset}, {STATUS[row.status]}: {row.reason}"
    good = [row for row in rows if row.status == "ok"]
    for row in good:
        yield from _dear(study, row)
    dear = [row for row in rows if _far_above(study, row, _account)]
    if dear:
        named = [f"{row.asset} ({_figure('account', _account(row))})" for row in dear]
        yield f"needs a larger account than most: {listed(named)}"
    coarse = [row for row in good if (used := _used(row)) is not None and used < FULL]
    if coarse:
        named = [f"{row.asset} {percent(_used(row) or Decimal(0))}" for row in coarse]
        yield f"coarse steps leave part of the risk budget unused: {listed(named)} is used"
    stuck = [row.asset for row in good if row.exits and row.exits.half_take_profit is False]
    if stuck:
        yield f"a position cannot be closed in two halves: {listed(stuck)}"
    blind = [row.asset for row in good if row.margin and not row.margin.known]
    if blind:
        yield f"margin rules are not fully public, liquidation is approximate: {listed(blind)}"
    yield from _stale(study, rows)


TITLES = {
    "account": "account needed",
    "taker fee": "taker fee",
    "resting order": "maker fee",
}


def _rows(study: Study, venue: str) -> Iterator[Priced]:
    return (row_of(study.main, asset, venue) for asset in study.assets)


def _cost(row: Priced) -> str:
    if row.costs is None:
        return ""
    return money(row.costs.total) if row.costs.r is None else f"{percent(row.costs.r)} of the risk"


def _figure(title: str, value: Decimal | None) -> str:
    if value is None:
        return "unknown"
    return account(value) if title == "account" else percent(value)


def _account(row: Priced) -> Decimal | None:
    return row.minimum.account if row.minimum else None


def _taker(row: Priced) -> Decimal | None:
    fee = row.inputs.fee if row.inputs else None
    return None if fee is None or fee.per_contract else fee.taker


def _maker(row: Priced) -> Decimal | None:
    fee = row.inputs.fee if row.inputs else None
    return None if fee is None or fee.per_contract else fee.maker


def _used(row: Priced) -> Decimal | None:
    """The part of the risk budget that the rounded order uses."""
    risk = row.risk
    return risk.actual / risk.target if risk and risk.actual is not None and risk.target else None


def _field(study: Study, row: Priced, pick: Pick) -> Sequence[Decimal]:
    values = (pick(one) for one in rows_of(study.main, row.asset) if not one.contradicted)
    return [value for value in values if value is not None]


def _lowest(study: Study, row: Priced, pick: Pick) -> bool:
    """Alone or with others, as long as somebody is higher."""
    value, field = pick(row), _field(study, row, pick)
    return value is not None and value == min(field) and value < max(field)


def _far_above(study: Study, row: Priced, pick: Pick) -> bool:
    value, field = pick(row), _field(study, row, pick)
    return value is not None and len(field) > 1 and value > median(field) * CLEARLY


def _dear(study: Study, row: Priced) -> Iterator[str]:
    best = rows_of(study.main, row.asset)[0].costs
    if row.costs is None or best is None or best.bps <= 0:
        return
    ratio = row.costs.bps / best.bps
    if ratio <= CLEARLY:
        return
    parts = {
        "fees": row.costs.entry_fee + row.costs.exit_fee,
        "spread": row.costs.spread + row.costs.slippage,
        "funding or carry": row.costs.funding + row.costs.carry,
    }
    most = max(parts, key=lambda name: parts[name])
    yield (
        f"{row.asset} costs {times(ratio)} times the cheapest: {money(row.costs.total)}, most of it"
        f" {most} ({money(parts[most])})"
    )


def _stale(study: Study, rows: Sequence[Priced]) -> Iterator[str]:
    origins = [origin for row in rows if (origin := weakest(row))]
    if not origins:
        return
    oldest = min(origins, key=lambda origin: origin.as_of)
    least = max(origins, key=lambda origin: BASES.index(origin.basis))
    if (study.main.at - oldest.as_of).days > OLD_DAYS:
        yield (
            f"figures are up to {age(study.main.at - oldest.as_of)} old ({least.basis} data):"
            " check before you trade"
        )


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle; `values` must not be empty."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
