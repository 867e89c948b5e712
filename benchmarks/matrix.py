"""Every contract of every venue for many accounts, each fully priced and gated."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import structs

from benchmarks import stage
from benchmarks.measuring import Row, cpu, side_by_side, told
from comparator.pricing.prepare import prepare
from comparator.pricing.score import price
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, MarketSnapshot, VenueData
from comparator.sources.discovery import discover
from comparator.sources.plausibility import DOLLARS
from comparator.sources.published import published

ACCOUNTS = (50, 100, 250, 500, 1_000, 5_000, 25_000)


def whole_market() -> list[VenueData]:
    """Full-size lists in which every contract has the quote and tiers of its venue's first."""
    market = list[VenueData]()
    for recorded in stage.world(stage.FULL).venues:
        data = recorded.read(lambda spec: spec.base == "BTC")
        quote = next(iter(data.markets.values()))
        venue = next(venue for venue in discover().venues if venue.id == data.venue)
        fees = published(venue.published, venue.rules).fees if venue.published else {}
        market.append(
            structs.replace(
                data,
                fees={**fees, **data.fees},
                markets={spec.symbol: quoted(spec, quote) for spec in data.contracts},
            )
        )
    return market


def quoted(spec: ContractSpec, quote: MarketSnapshot) -> MarketSnapshot:
    """A quote of the same figures for another contract."""
    return structs.replace(quote, symbol=spec.symbol)


def matrix() -> Iterator[Row]:
    """Every contract of every venue x 7 accounts, each fully priced and gated; CPU time."""
    market = whole_market()
    specs = [
        (data, spec)
        for data in market
        for spec in data.contracts
        if spec.quote in DOLLARS and spec.asset_class == "crypto"
    ]
    trades = [Trade(account=Decimal(account)) for account in ACCOUNTS]

    def run() -> None:
        for data, spec in specs:
            known = prepare(trades[0], data, spec, data.as_of)
            for trade in trades:
                price(trade, known)

    taken = side_by_side({"all": cpu(run)}, 2)["all"]
    trades_a_second = len(specs) * len(ACCOUNTS) / taken.middle
    yield told(
        f"{len(specs):,} contracts x {len(ACCOUNTS)} accounts",
        f"{taken.middle:.1f} s",
        "<= 3 s for 8,000 contracts",
        met=taken.middle * 8000 / len(specs) <= 3,
    )
    yield told(
        "trades fully priced per second and core",
        f"{trades_a_second:,.0f}",
        ">= 20,000",
        met=trades_a_second >= 20_000,
    )
