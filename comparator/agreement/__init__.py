"""Whether what venues say can be true: each is held against the others, and against itself.

Pure: frozen values in, judgements out. What contradicts is shown, named and not ranked; a figure
that is contradicted but not needed is left out, and said. Tolerances and reasons: docs/trust.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, localcontext

from msgspec import Struct, structs

from comparator.agreement.ages import aged
from comparator.agreement.basis import odd_basis, spot_prices
from comparator.agreement.fees import odd_fees, published_fee
from comparator.agreement.funding import funded, odd_funding
from comparator.agreement.own import odd_alone, without_strays
from comparator.agreement.prices import Consensus, agree, odd_price, two_coins
from comparator.agreement.quotes import (
    CONTEXT,
    Finding,
    Quote,
    apart,
    figure,
    quotes_of,
    read_together,
)
from comparator.errors import PlanError
from comparator.schema import ZERO, ContractSpec, FigureWarning, MarketSnapshot, VenueData

MOST_OF_A_COIN = 200
"""Contracts of one coin that one venue may have priced; the largest exchange lists about 30."""

FAR = Decimal(1000)
"""Times that a price of the user's may be the venues'."""

Key = tuple[str, str]
"""Venue and symbol."""


class Agreement(Struct, frozen=True, kw_only=True):
    """What is left to price, and what is wrong with it."""

    venues: tuple[VenueData, ...]  # without the figures that are not to be used
    findings: Mapping[Key, Finding] = {}  # contracts that are shown and not ranked
    warnings: Mapping[Key, tuple[FigureWarning, ...]] = {}  # what was left out of one contract
    consensus: Mapping[str, Consensus] = {}  # by coin

    def check_prices(self, said: Mapping[str, Decimal]) -> None:
        """Raise PlanError for a price of the user's that is a thousand times off the venues'."""
        for asset, price in said.items():
            known = self.usual_price(asset)
            if known and apart(known, price) > FAR:
                raise PlanError(
                    f"--price {asset}={price:f}: venues say {figure(known)}; it must be within a"
                    f" thousandth and a thousand times of that, for example {asset}={known:.5g}"
                )

    def usual_price(self, asset: str) -> Decimal | None:
        """What the venues say that one coin costs; where they do not agree what the first says."""
        shared = self.consensus.get(asset, Consensus())
        return shared.price or next((one for _, one in shared.prices), None)

    def doubtful(self, spec: ContractSpec) -> bool:
        """Whether the contract is contradicted."""
        return (spec.venue, spec.symbol) in self.findings


def agreed(
    venues: Iterable[VenueData],
    assets: Collection[str],
    at: datetime,
    trusted: Iterable[str] = (),
) -> Agreement:
    """Judge the contracts on `assets` as they were read.

    Those of `trusted` venues are taken as they are; what is wrong with them is a warning.
    """
    with localcontext(CONTEXT):
        return _agreed(tuple(venues), assets, at, frozenset(trusted))


def _agreed(
    venues: tuple[VenueData, ...], assets: Collection[str], at: datetime, trusted: frozenset[str]
) -> Agreement:
    warnings = dict[Key, list[FigureWarning]]()
    cleaned = tuple(_cleaned(data, assets, at, trusted, warnings) for data in venues)
    findings, consensus = dict[Key, Finding](), dict[str, Consensus]()
    indexes = dict[Key, Decimal]()
    together = dict[tuple[str, str], list[Quote]]()
    for data in cleaned:
        for quote in quotes_of(data, assets, at):
            together.setdefault((quote.spec.base, quote.spec.asset_class), []).append(quote)
    for (asset, kind), found in together.items():
        quotes = read_together(found)
        shared = agree(quotes, trusted)
        if kind == "crypto" or asset not in consensus:
            consensus[asset] = shared
        spots = spot_prices(quotes, shared, warnings)
        indexes |= spots
        for key, finding in _judged(quotes, shared, spots, at).items():
            if key[0] in trusted:
                text = f"taken as it is (--trust {key[0]}): {finding.reason}"
                warnings.setdefault(key, []).append(FigureWarning(code="trusted", message=text))
            else:
                findings[key] = finding
        for quote in quotes:
            warnings.setdefault(quote.key, []).extend(two_coins(asset, shared))
    cleaned = tuple(_indexed(data, indexes) for data in cleaned)
    _say_ages(cleaned, assets, at, warnings)
    said = {key: tuple(some) for key, some in warnings.items() if some}
    return Agreement(venues=cleaned, findings=findings, warnings=said, consensus=consensus)


def _say_ages(
    venues: Iterable[VenueData],
    assets: Collection[str],
    at: datetime,
    warnings: dict[Key, list[FigureWarning]],
) -> None:
    """Add what is to be said of old specifications."""
    for data in venues:
        for spec in data.contracts:
            if spec.base in assets and (old := [*aged(data, spec, at)]):
                warnings.setdefault((data.venue, spec.symbol), []).extend(old)


def _indexed(data: VenueData, indexes: Mapping[Key, Decimal]) -> VenueData:
    """`data` with the price of the coin elsewhere where a dated contract came without an index."""
    markets = {
        symbol: structs.replace(market, index=indexes[data.venue, symbol])
        for symbol, market in data.markets.items()
        if (data.venue, symbol) in indexes
    }
    return structs.replace(data, markets={**data.markets, **markets}) if markets else data


def _judged(
    quotes: Sequence[Quote], shared: Consensus, spots: Mapping[Key, Decimal], at: datetime
) -> dict[Key, Finding]:
    """The first thing that is wrong with each contract."""
    found = dict[Key, Finding]()
    later = odd_fees(quotes) | odd_funding(quotes) | odd_basis(quotes, spots)
    for quote in quotes:
        finding = odd_alone(quote, at) or odd_price(quote, shared) or later.get(quote.key)
        if finding:
            found[quote.key] = finding
    return found


def _cleaned(
    data: VenueData,
    assets: Collection[str],
    at: datetime,
    trusted: frozenset[str],
    warnings: dict[Key, list[FigureWarning]],
) -> VenueData:
    """`data` without single figures that contradict the others of their contract."""
    if data.venue in trusted:
        return data
    specs = dict[str, ContractSpec]()
    markets = dict[str, MarketSnapshot]()
    for spec in data.contracts:
        if spec.base not in assets:
            continue
        said = warnings.setdefault((data.venue, spec.symbol), [])
        paid = published_fee(spec, data, said)
        if paid is not spec:
            specs[spec.symbol] = paid
        market = data.markets.get(spec.symbol)
        if market is not None:
            better = funded(spec, without_strays(spec, market, said), at, said)
            if market.volume_24h == ZERO and data.origin("markets", spec.symbol).basis == "live":
                text = "nothing was traded on it in 24 hours, though it is quoted"
                said.append(FigureWarning(code="untraded", message=text))
            if better is not market:
                markets[spec.symbol] = better
        if not said:
            del warnings[data.venue, spec.symbol]
    if not specs and not markets:
        return data
    return structs.replace(
        data,
        contracts=tuple(specs.get(spec.symbol, spec) for spec in data.contracts),
        markets={**data.markets, **markets},
    )


__all__ = ["MOST_OF_A_COIN", "Agreement", "Consensus", "Finding", "agreed"]
