"""The coins that words mean, and whether anybody lists them."""

from collections.abc import Iterable, Sequence

from comparator.errors import PlanError, alike
from comparator.schema import VenueData
from comparator.schema.names import coin
from comparator.sources.snapshot import Snapshot

METALS = {"GOLD": "XAU", "SILVER": "XAG"}
"""What contracts on metals are called; coins may bear the plain words."""


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
        near = meant(asset, listed)
        if asset not in listed and (near or (listed and every and not snapshot.references)):
            hint = f"did you mean {' or '.join(near)}?" if near else "for example BTC=65000"
            raise PlanError(f"--price {asset}: no contract is on it or paid in it; {hint}")


def check_assets(assets: Iterable[str], venues: Sequence[VenueData], *, every: bool = True) -> None:
    """Raise PlanError for an asset that none of these venues lists; `every`: there are no more."""
    bases = {spec.base for data in venues for spec in data.contracts}
    unread = [row.symbol for data in venues for row in data.rejected]
    for asset in assets:
        if bases and asset not in bases and not any(asset in symbol for symbol in unread):
            near = meant(asset, bases)
            hint = f"; did you mean {' or '.join(near)}?" if near else ", for example BTC"
            who = "no venue lists" if every else "none of the venues chosen lists"
            raise PlanError(f"{who} a contract on {asset!r}{hint}")


def meant(asset: str, known: set[str]) -> list[str]:
    """What somebody who wrote `asset` may have meant of what there is, the likeliest first."""
    metal = METALS.get(asset)
    return [metal] if metal and metal in known else alike(asset, known, 3)
