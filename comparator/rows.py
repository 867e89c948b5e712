"""Which row stands for a venue, and what is said of rows that have no place."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import structs

from comparator.agreement import Agreement
from comparator.pricing.result import Priced
from comparator.schema import ZERO, AssetClass, ContractSpec, FigureWarning, Part, VenueData

CLASSES: Mapping[AssetClass, str] = {
    "crypto": "a coin",
    "stock": "a stock",
    "commodity": "a commodity",
    "forex": "a currency",
    "index": "an index",
}
"""What one of each class is called."""


def best_of(ranked: Sequence[Priced]) -> Priced:
    """A venue's row: its cheapest way in, or where there is none its smallest order."""
    if ranked[0].status in ("ok", "over_budget"):
        return ranked[0]
    sized = [row for row in ranked if row.minimum]
    return min(
        sized, key=lambda row: row.minimum.notional if row.minimum else ZERO, default=ranked[0]
    )


def judged(row: Priced, agreement: Agreement) -> Priced:
    """The row with what was found out about its contract; contradicted ones have no place."""
    key = row.venue, row.symbol
    row = structs.replace(row, warnings=(*agreement.warnings.get(key, ()), *row.warnings))
    finding = agreement.findings.get(key)
    if finding is None or row.costs is None:
        return row
    return structs.replace(
        row, status=finding.status, reason=finding.reason, repairs=(), score=None, rank=None
    )


def too_old(
    data: VenueData, names: Collection[str], hours: Decimal | None, at: datetime
) -> dict[str, str]:
    """Why contracts on the coins `names` are refused, by symbol: more than `hours` old."""
    if hours is None:
        return {}
    limit, why = at - timedelta(hours=float(hours)), dict[str, str]()
    for spec in data.contracts:
        if spec.base not in names:
            continue
        quoted: Part = "markets" if spec.symbol in data.markets else "books"
        parts: dict[str, Part] = {"specification": "contracts"}
        if spec.symbol in getattr(data, quoted):
            parts["quote"] = quoted
        for what, part in parts.items():
            read = data.origin(part, spec.symbol).as_of
            if read < limit:
                text = f"its {what} is of {read:%Y-%m-%d}, before {limit:%Y-%m-%d}"
                why.setdefault(spec.symbol, f"{text}: too old for --no-older-than")
    return why


def unquoted(data: VenueData, symbols: Collection[str]) -> VenueData:
    """`data` without the quotes and books of `symbols`: nothing is priced without them."""
    if not symbols:
        return data
    return structs.replace(
        data,
        markets={key: row for key, row in data.markets.items() if key not in symbols},
        books={key: row for key, row in data.books.items() if key not in symbols},
    )


def told(
    data: VenueData, answers: Sequence[tuple[Sequence[Priced], Sequence[Priced]]]
) -> VenueData:
    """`data` with a warning of each contradicted contract that is not the venue's own row.

    `answers` are the rows and the candidates of each coin.
    """
    said = [
        FigureWarning(code=row.status, message=f"{row.symbol} is not ranked: {row.reason}")
        for rows, candidates in answers
        for row in candidates
        if row.venue == data.venue
        and row.contradicted
        and row.symbol not in {shown.symbol for shown in rows if shown.venue == row.venue}
    ]
    return structs.replace(data, warnings=(*data.warnings, *said)) if said else data


def absent(asset: str, data: VenueData, listing: VenueData, asset_class: AssetClass) -> Priced:
    """The row of a venue without a candidate, `data` as priced; `listing` is all that it lists."""
    reasons = [
        row.message for row in data.warnings if row.code == "no_market" and asset in row.message
    ]
    unlisted = f"{data.venue} lists no such contract on {asset}"
    other = otherwise(asset, listing, asset_class)
    if other:
        unlisted = other
    elif data.basis == "published":
        one = f"such a contract on {asset}"  # it may ship others, of another kind or payoff
        unlisted = f"{data.venue} may list {one}, but the figures shipped with it do not"
    unread = [row.reason for row in data.rejected if asset in row.symbol or not listing.contracts]
    if unread:
        unlisted = f"could not be read: {unread[0]}"
    reason = reasons[0] if reasons else unlisted
    return Priced(asset=asset, venue=data.venue, symbol="", status="no_market", reason=reason)


def otherwise(asset: str, listing: VenueData, asset_class: AssetClass) -> str:
    """What a venue lists under the name of a coin that is none, and how to ask; empty: nothing."""
    there = [spec for spec in listing.contracts if spec.base == asset]
    specs = [spec for kind in CLASSES for spec in there if spec.asset_class == kind != asset_class]
    if not specs:
        return ""
    one, more = specs[0], f" and {len(specs) - 1} more" if len(specs) > 1 else ""
    return (
        f"{one.venue} lists {one.base} as {CLASSES[one.asset_class]} ({one.symbol}{more}), which"
        f" this comparison leaves out: --class {one.asset_class} includes it"
    )


def shut(asset: str, data: VenueData, allowed: Callable[[ContractSpec], bool]) -> Priced | None:
    """The row of a venue whose contracts on a coin are not open to the reader; None: they are."""
    closed = [
        spec.symbol
        for spec in data.contracts
        if spec.base == asset and allowed(spec) and spec.symbol in data.shut
    ]
    symbol = closed[0] if closed else ""
    if symbol not in data.shut:
        return None
    reason = data.shut[symbol]
    return Priced(asset=asset, venue=data.venue, symbol=symbol, status="not_served", reason=reason)
