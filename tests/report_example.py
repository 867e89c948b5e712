"""A small made-up market for reports: four venues, two coins, hostile strings, nothing live."""

from datetime import UTC, date, datetime
from decimal import Decimal

import samples

from comparator.schema import (
    ContractSpec,
    Fact,
    FeeSchedule,
    FeeTier,
    MarketSnapshot,
    Origin,
    Promotion,
    TokenDiscount,
    VenueData,
    VenueFacts,
)
from comparator.sources.snapshot import SNAPSHOT_SCHEMA, Failure, Snapshot

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script> | *bold* [a](http://evil.example)\n# not a heading"
RULES = samples.rules(min_notional_reference="mark", source="made up")


def contract(venue: str, base: str, **changes: object) -> ContractSpec:
    known = {
        "venue": venue,
        "symbol": f"{base}USDT",
        "base": base,
        "fee_schedule": "linear",
        "max_leverage": Decimal(100),
        "funding_interval_hours": Decimal(8),
    }
    return samples.spec(**(known | changes))


def market(
    venue: str, symbol: str, mid: str, spread: str, *, rate: str = "0.0001", index: str = ""
) -> MarketSnapshot:
    half = Decimal(spread) / 2
    return samples.market(
        venue=venue,
        symbol=symbol,
        at=AT,
        bid=Decimal(mid) - half,
        ask=Decimal(mid) + half,
        bid_size=Decimal(1000),
        ask_size=Decimal(1000),
        mark=Decimal(mid),
        index=Decimal(index or mid),
        funding_rate=Decimal(rate),
        next_funding_time=datetime(2026, 11, 23, 16, tzinfo=UTC),
    )


def fees(maker: str, taker: str, **changes: object) -> FeeSchedule:
    fields: dict[str, object] = {
        "tiers": (
            FeeTier(
                name="Regular", maker=Decimal(maker), taker=Decimal(taker), min_volume=Decimal(0)
            ),
            FeeTier(
                name="VIP 1",
                maker=Decimal(0),
                taker=Decimal(taker) / 2,
                min_volume=Decimal(5_000_000),
                min_token=Decimal(5),
            ),
        ),
        "source": "fee page",
        "as_of": date(2026, 10, 12),
        "requires": "all",
    }
    return samples.schedule(**(fields | changes))


def venue(
    name: str,
    contracts: tuple[ContractSpec, ...],
    markets: tuple[MarketSnapshot, ...],
    schedule: FeeSchedule,
    *,
    tiers: bool = True,
) -> VenueData:
    table = (samples.tier(cap=None),)
    return VenueData(
        venue=name,
        basis="live",
        source=f"https://api.{name}.example",
        as_of=AT,
        contracts=contracts,
        markets={row.symbol: row for row in markets},
        tiers={spec.symbol: table for spec in contracts} if tiers else {},
        fees={"linear": schedule},
        rules=RULES,
        origins={
            "fees": Origin(
                basis="published", source="fee page", as_of=datetime(2026, 10, 12, tzinfo=UTC)
            )
        },
    )


def snapshot() -> Snapshot:
    """BTC at 65,000 on all, ETH at 2,500 on two; `coarse` is too big for small accounts."""
    fine = venue(
        "fine",
        (
            contract(
                "fine",
                "BTC",
                contract_size=Decimal("0.0001"),
                qty_unit="contracts",
                qty_step=Decimal(1),
                min_qty=Decimal(1),
            ),
            contract(
                "fine",
                "ETH",
                qty_step=Decimal("0.01"),
                min_qty=Decimal("0.01"),
                tick_size=Decimal("0.01"),
            ),
        ),
        (market("fine", "BTCUSDT", "65000", "0.2"), market("fine", "ETHUSDT", "2500", "0.02")),
        fees(
            "0",
            "0.0004",
            promotions=(
                Promotion(
                    text="half price | for <b>new</b> accounts",
                    source="offer page",
                    as_of="2026-11",
                    fraction=Decimal("0.5"),
                ),
            ),
        ),
    )
    usual = venue(
        "usual",
        (
            contract("usual", "BTC", min_notional=Decimal(100)),
            contract(
                "usual",
                "ETH",
                qty_step=Decimal("0.001"),
                min_notional=Decimal(20),
                tick_size=Decimal("0.01"),
            ),
        ),
        (
            market("usual", "BTCUSDT", "65000", "0.1"),
            market("usual", "ETHUSDT", "2500", "0.01", rate="0.0005"),
        ),
        fees(
            "0.0002",
            "0.0005",
            token_discount=TokenDiscount(token="TKN", fraction=Decimal("0.1"), condition="held"),  # noqa: S106 - a coin, no secret
        ),
    )
    coarse = venue(
        "coarse",
        (
            contract(
                "coarse",
                "BTC",
                symbol="MBTZ6",
                quote="USD",
                settle="USD",
                kind="future",
                expiry=datetime(2026, 12, 25, 16, tzinfo=UTC),
                contract_size=Decimal("0.1"),
                qty_unit="contracts",
                qty_step=Decimal(1),
                min_qty=Decimal(1),
                funding_interval_hours=None,
                tick_size=Decimal(5),
            ),
        ),
        (market("coarse", "MBTZ6", "65300", "10", index="65000"),),
        FeeSchedule(
            tiers=(
                FeeTier(
                    name="All", maker=Decimal(0), taker=Decimal(0), per_contract=Decimal("2.52")
                ),
            ),
            source="fee page",
            as_of=date(2026, 10, 12),
        ),
        tiers=False,
    )
    odd = venue(
        "odd",
        (contract("odd", "BTC", symbol="B|C<i>USDT", min_notional=Decimal(5)),),
        (),  # no quote: nothing can be priced
        fees("0.0002", "0.0006"),
        tiers=False,
    )
    return Snapshot(
        schema=SNAPSHOT_SCHEMA,
        comparator_version="0.1.0",
        at=AT,
        venues=(coarse, fine, odd, usual),
        failed=(Failure(venue="gone", error="geo-blocked", message=HOSTILE, fallback=""),),
        facts=(
            VenueFacts(
                venue="fine",
                facts=(
                    Fact(
                        topic="regulation",
                        statement=HOSTILE,
                        source="a | page",
                        as_of="2026-05-01",
                        basis="third party",
                    ),
                    Fact(
                        topic="restricted_regions",
                        statement="Not offered in the USA.",
                        source="terms",
                        as_of="undated",
                        basis="official",
                        value=("US",),
                    ),
                ),
            ),
        ),
    )
