"""The coins that words mean, and whether anybody lists them."""

from collections.abc import Iterable, Mapping, Sequence

from comparator.errors import PlanError, alike
from comparator.pricing.result import Priced
from comparator.schema import AssetClass, ContractSpec, VenueData
from comparator.schema.names import coin
from comparator.sources.snapshot import Snapshot

CLASSES: Mapping[AssetClass, str] = {
    "crypto": "a coin",
    "stock": "a stock",
    "commodity": "a commodity",
    "forex": "a currency",
    "index": "an index",
}
"""What one of each class is called."""


def asset_name(text: str) -> str:
    """The coin a user means: `btc`, `XBT` and `BTC` are one; so are `PEPE`, `1000PEPE`, `kPEPE`."""
    text = text.strip()
    return coin(coin(text)[0].upper())[0]


def coins(assets: str | Iterable[str]) -> tuple[str, ...]:
    """The coins that one word or several mean, each once."""
    words = [assets] if isinstance(assets, str) else assets
    return tuple(dict.fromkeys(map(asset_name, words)))


def asset_names(assets: str | Iterable[str]) -> tuple[str, ...]:
    """The coins meant, each once; PlanError where none is named."""
    names = coins(assets)
    if not names:
        raise PlanError("name at least one asset, for example BTC")
    return names


def check_priced(prices: Iterable[str], snapshot: Snapshot, *, every: bool) -> None:
    """Raise PlanError for a price of a coin that nobody lists.

    Where not every venue was read, or a part of a run, one that is like none that is listed passes.
    """
    listed = {
        name
        for data in snapshot.venues
        for spec in data.contracts
        for name in (spec.base, spec.quote, spec.settle)
    }
    for asset in prices:
        near = alike(asset, listed, 3)
        if asset not in listed and (near or (listed and every and not snapshot.references)):
            hint = f"did you mean {' or '.join(near)}?" if near else "for example BTC=65000"
            raise PlanError(f"--price {asset}: no contract is on it or paid in it; {hint}")


def check_assets(assets: Iterable[str], venues: Sequence[VenueData], *, every: bool = True) -> None:
    """Raise PlanError for an asset that none of these venues lists; `every`: there are no more."""
    bases = {spec.base for data in venues for spec in data.contracts}
    for asset in assets:
        if bases and asset not in bases:
            near = alike(asset, bases, 3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ", for example BTC"
            who = "no venue lists" if every else "none of the venues chosen lists"
            raise PlanError(f"{who} a contract on {asset!r}{hint}")


def absent(asset: str, data: VenueData, listing: VenueData, asset_class: AssetClass) -> Priced:
    """The row of a venue without a candidate, `data` as priced; `listing` is all that it lists."""
    reasons = [
        row.message for row in data.warnings if row.code == "no_market" and asset in row.message
    ]
    unlisted = f"{data.venue} lists no such contract on {asset}"
    others = [
        spec for spec in listing.contracts if spec.base == asset and spec.asset_class != asset_class
    ]
    if others:
        unlisted = _otherwise(others)
    elif data.basis == "published":
        unlisted = f"{data.venue} may list {asset}, but the figures shipped with it do not"
    unread = [row.reason for row in data.rejected if asset in row.symbol or not data.contracts]
    if unread:
        unlisted = f"could not be read: {unread[0]}"
    reason = reasons[0] if reasons else unlisted
    return Priced(asset=asset, venue=data.venue, symbol="", status="no_market", reason=reason)


def _otherwise(specs: Sequence[ContractSpec]) -> str:
    """What a venue lists under the name of a coin that is none, and how to ask for it."""
    one, more = specs[0], f" and {len(specs) - 1} more" if len(specs) > 1 else ""
    return (
        f"{one.venue} lists {one.base} as {CLASSES[one.asset_class]} ({one.symbol}{more}), which"
        f" this comparison leaves out: --class {one.asset_class} includes it"
    )
