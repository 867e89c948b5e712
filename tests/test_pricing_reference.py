"""The product against the cost model in exact fractions (reference.py)."""

from decimal import Decimal
from fractions import Fraction

import pricing_cases as cases
import reference
from hypothesis import HealthCheck, given, settings

from comparator.pricing.result import Margin, Priced
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, VenueData

D, F = Decimal, Fraction
CLOSE = F(1, 10**18)


def close(expected: F | None, actual: D | None, scale: F) -> bool:
    if expected is None or actual is None:
        return expected is None and actual is None
    return abs(F(actual) - expected) <= CLOSE * max(abs(expected), scale)


def compare(expected: reference.Answer, actual: Priced) -> None:
    assert expected.status == actual.status
    assert actual.size
    assert actual.margin
    assert actual.minimum
    assert expected.lots == actual.size.lots
    assert expected.least == actual.minimum.lots
    money = expected.money
    notional = money["notional"]
    assert notional is not None
    assert actual.exits
    assert actual.exits.break_even_ticks == expected.ticks
    holds(expected, actual.margin)
    figures: dict[str, D | None] = {
        "notional": actual.size.notional,
        "target": actual.size.target,
        "base": actual.size.base,
        "leverage": actual.margin.leverage,
        "initial": actual.margin.initial,
        "even": actual.exits.break_even_price,
    }
    if "maintenance" in money:
        figures["maintenance"] = actual.margin.maintenance
        figures["liquidation_price"] = actual.margin.liquidation_price
    if "total" in money:
        costs, risk = actual.costs, actual.risk
        assert costs
        assert risk
        for name in (
            "entry_fee",
            "exit_fee",
            "spread",
            "slippage",
            "funding",
            "carry",
            "total",
        ):
            figures[name] = getattr(costs, name)
        figures["risk"], figures["all_in"] = risk.actual, risk.all_in
        figures["band"] = costs.total - costs.low
    else:
        assert actual.costs is None
    for name, figure in figures.items():
        # Relative to the figure, or to a millionth of the position where lines cancel out
        assert close(money[name], figure, notional / 10**6), (name, money[name], figure)
    if actual.score is not None:
        total, risk_taken = money["total"], money["risk"]
        assert total is not None
        assert risk_taken
        assert close(100 * (1 - total / risk_taken), actual.score, F(100))


def holds(expected: reference.Answer, margin: Margin) -> None:
    """The safe leverage outlives the stop, and no higher one on the venue's grid does."""
    model, lots, safe = expected.model, expected.lots, margin.safe_leverage
    step = model.rules.leverage_step
    if safe is None or step is None:
        return
    assert safe == 0 or model.outlives(lots, F(safe))
    assert not model.outlives(lots, F(safe) + F(step))


@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=cases.venues(), trade=cases.trades(sized=True))
def test_lots_are_equal_and_money_agrees_to_18_digits(
    found: tuple[VenueData, ContractSpec], trade: Trade
) -> None:
    known, spec = found
    compare(
        reference.evaluate(trade, known, spec, cases.AT),
        score(trade, known, spec, cases.AT),
    )


def both(trade: Trade, known: VenueData, spec: ContractSpec) -> None:
    compare(
        reference.evaluate(trade, known, spec, cases.AT),
        score(trade, known, spec, cases.AT),
    )


def test_the_reference_agrees_on_the_plain_case() -> None:
    spec = cases.contract()
    both(Trade(), cases.venue(spec), spec)
    both(Trade(side="short"), cases.venue(spec), spec)
    coin = cases.inverse()
    both(Trade(account=D(5000)), cases.venue(coin), coin)
