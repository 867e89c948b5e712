"""The JSON of a comparison holds all that its figures follow from.

Every row is worked out once more from its `inputs` alone, by the model in exact fractions.
"""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import reference
from cli_market import Cli
from msgspec import convert

from comparator.pricing.trade import Trade
from comparator.schema import (
    ContractSpec,
    FeeSchedule,
    FeeTier,
    MarginTier,
    MarketSnapshot,
    OrderBook,
    Rules,
    VenueData,
)

FIGURES = {
    "notional": "size",
    "target": "size",
    "base": "size",
    "risk": "risk.actual",
    "all_in": "risk",
    "entry_fee": "costs",
    "exit_fee": "costs",
    "spread": "costs",
    "slippage": "costs",
    "funding": "costs",
    "carry": "costs",
    "total": "costs",
    "leverage": "margin",
    "initial": "margin",
    "maintenance": "margin",
    "liquidation_price": "margin",
    "even": "exits.break_even_price",
}
"""Where the document has what the model calls so."""


def read(inputs: dict[str, Any]) -> tuple[VenueData, ContractSpec]:
    """A venue of one contract that knows what `inputs` says and no more."""
    contract, fee, market = inputs["contract"], inputs["fee"], inputs["market"]
    spec = convert(contract | {"maker_fee": None, "taker_fee": None}, ContractSpec, strict=False)
    at = datetime.fromisoformat(contract["as_of"])
    plan = FeeSchedule(
        tiers=(convert(fee, FeeTier, strict=False),),
        source=fee["source"],
        as_of=at.date(),
        settlement=convert(inputs["settlement"], Decimal | None, strict=False),
    )
    book, tiers = inputs["book"], inputs["tiers"]
    data = VenueData(
        venue=spec.venue,
        basis=contract["basis"],
        source=contract["source"],
        as_of=at,
        markets={spec.symbol: convert(market, MarketSnapshot, strict=False)},
        books={spec.symbol: convert(book, OrderBook, strict=False)} if book else {},
        tiers={
            spec.symbol: convert(
                tiers["rows"] if tiers else (), tuple[MarginTier, ...], strict=False
            )
        },
        fees={spec.fee_schedule: plan},
        rules=convert(inputs["rules"], Rules, strict=False),
    )
    return data, spec


@pytest.mark.parametrize("plan", [(), ("--side", "short", "--hold", "40d", "--entry", "maker")])
def test_every_row_follows_from_its_inputs(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, plan: tuple[str, ...]
) -> None:
    monkeypatch.delenv("COMPARATOR_PLUGINS")
    words = ("compare", "BTC", "ETH", "PEPE", "--source", "published", "--all-contracts")
    document = cli.document(*words, "--payoff", "any", *plan)
    trade = convert(document["trade"], Trade, strict=False)
    at, priced = datetime.fromisoformat(document["generated_at"]), set[str]()
    for row in document["rows"]:
        if row["status"] in ("no_market", "no_data"):
            continue
        data, spec = read(row["inputs"])
        expected = reference.evaluate(trade, data, spec, at)
        if row["status"].startswith("implausible_"):  # said by others' figures, not by its own
            assert row["rank"] is None
        else:
            assert expected.status == row["status"]
        assert expected.lots == row["size"]["lots"]
        scale = expected.money["notional"]
        assert scale
        for name, where in FIGURES.items():
            group, _, renamed = where.partition(".")
            found = row[group] and row[group][renamed or name]
            wanted = expected.money.get(name)
            if found is None or wanted is None:
                assert found is wanted, (row["venue"], name)
                continue
            close = max(abs(wanted), scale / 10**6) / 10**18
            assert abs(Fraction(found) - wanted) <= close, (row["venue"], name)
        priced.add(row["venue"])
    assert len(priced) >= 9
