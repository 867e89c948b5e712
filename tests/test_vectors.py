"""Worked examples of exchanges and of other projects' test suites, through the product's functions.

The examples live beside the repository; without them the tests are skipped.
"""

import os
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    localcontext,
)
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from comparator.pricing import costs, fees, liquidation, sizing
from comparator.schema import MarginTier

FILE = Path(
    os.environ.get("COMPARATOR_VECTORS")
    or Path(__file__).parents[1] / ".." / "shared" / "research" / "vectors.toml"
)
VECTORS: list[dict[str, Any]] = (
    tomllib.loads(FILE.read_text(encoding="utf-8"))["vector"] if FILE.exists() else []
)
pytestmark = pytest.mark.skipif(not VECTORS, reason="the worked examples are not here")

D = Decimal
MODES = {
    "floor": ROUND_FLOOR,
    "ceil": ROUND_CEILING,
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
}
LEFT_OUT = {
    "JESSE": "that project's sizing convention, not a venue's rule",
    "NTSIZE": "that project's sizing convention, charges commission on the risk money",
    "BITMEX": "rounds the value of each contract to a satoshi",
    "BITMEX_bk": "rounds the value of each contract to a satoshi",
    "BITMEX_cost": "rounds the value of each contract to a satoshi",
    "BITMEX_mm": "rounds the value of each contract to a satoshi",
    "FUND_clamp": "how a venue sets its rate; the product reads the rate",
}
KNOWN_BAD = {"bybit-inv-cross-liq", "gate-app-eth", "kucoin-help-cross-btc"}
FOREVER = D(1_000_000)  # hours between settlements: each event is a series of its own


class Row:
    """The inputs of one example: numbers as Decimal, the side as a sign."""

    def __init__(self, inputs: dict[str, Any]) -> None:
        self.raw = inputs

    def __getattr__(self, name: str) -> Decimal:
        return D(self.raw[name])

    @property
    def sign(self) -> int:
        return 1 if self.raw["side"] in ("long", "buy") else -1

    @property
    def rate(self) -> Decimal:
        return D(self.raw.get("mmr", "0")) + D(self.raw.get("fee", "0"))

    @property
    def amount(self) -> Decimal:
        return D(self.raw.get("cum", "0"))

    @property
    def margin(self) -> Decimal:
        if "margin" in self.raw:
            return D(self.raw["margin"])
        if "isolated_margin_incl_upnl" in self.raw:
            return self.isolated_margin_incl_upnl - self.upnl
        return sizing.value_linear(self.qty_base, self.entry) / self.leverage


def l1(v: Row, margin: Decimal | None = None, entry: Decimal | None = None) -> Decimal | None:
    return liquidation.liquidation_linear(
        v.sign,
        v.qty_base,
        v.entry if entry is None else entry,
        v.margin if margin is None else margin,
        rate=v.rate,
        amount=v.amount,
    )


def l1x(v: Row) -> Decimal | None:
    """Cross margin: what the other positions are worth beyond their maintenance backs this one."""
    backing = v.margin
    for other in map(Row, v.raw["others"]):
        value = sizing.value_linear(other.qty_base, other.mark)
        backing += sizing.pnl_linear(other.sign, other.qty_base, other.entry, other.mark)
        backing -= liquidation.maintenance(value, other.rate, other.amount)
    return l1(v, margin=backing)


def l2(v: Row) -> Decimal | None:
    kept = liquidation.maintenance(sizing.value_linear(v.qty_base, v.entry), v.rate, v.amount)
    return liquidation.liquidation_linear_on_entry(v.sign, v.qty_base, v.entry, v.margin, kept)


def i1(v: Row) -> Decimal | None:
    return liquidation.liquidation_inverse(
        v.sign, v.notional_quote, v.entry, v.margin, rate=v.rate, amount=v.amount
    )


def hyperliquid(v: Row, *, entry: Decimal, margin: Decimal) -> Decimal | None:
    """L1 with half the smallest initial rate; from the wire the cash balance and no entry."""
    return liquidation.liquidation_linear(
        v.sign, v.qty_base, entry, margin, rate=1 / (2 * v.max_leverage)
    )


def okx_cross(v: Row) -> Decimal | None:
    """The ratio is equity over what is due, so equity is known; from the mark on it is L1."""
    value = sizing.value_linear(v.qty_base, v.mark)
    equity = v.margin_ratio * liquidation.maintenance(value, v.rate)
    return l1(v, margin=equity, entry=v.mark)


def kucoin_cross(v: Row) -> Decimal | None:
    """Margin is this position's share of the account; from the mark on it is L1."""
    return l1(v, margin=sizing.value_linear(v.qty_base, v.mark) * v.amr, entry=v.mark)


def opening(rule: str, value: Decimal, v: Row, *, sign: int, inverse: bool = False) -> Decimal:
    flat, scaled = liquidation.reserve(rule, sign, D(v.raw.get("taker", "0")), inverse=inverse)
    return value * (flat + scaled / v.leverage)


def linear_opening(rule: str) -> Callable[[Row], Decimal]:
    def value(v: Row) -> Decimal:
        price = v.price if "price" in v.raw else v.entry
        return opening(rule, sizing.value_linear(v.qty_base, price), v, sign=v.sign)

    return value


def tiers(rows: list[tuple[Decimal, Decimal]]) -> tuple[MarginTier, ...]:
    """Tiers of (floor, maintenance rate) with no upper end."""
    caps = [floor for floor, _ in rows[1:]]
    made = [
        MarginTier(
            floor=floor, cap=cap, initial_rate=rate, maintenance_rate=rate, max_leverage=D(1)
        )
        for (floor, rate), cap in zip(rows, [*caps, None], strict=True)
    ]
    return liquidation.with_deductions(made)


def sliced(v: Row) -> Decimal:
    table = tiers([(D(floor), D(rate)) for floor, rate in v.raw["tiers"]])
    tier = liquidation.tier_of(table, v.notional)
    assert tier is not None
    return liquidation.maintenance(v.notional, tier.maintenance_rate, tier.deduction or D(0))


def deductions(v: Row) -> list[Decimal]:
    floors = [D(0), *map(D, v.raw["caps"][:-1])]
    table = tiers(list(zip(floors, map(D, v.raw["mmrs"]), strict=True)))
    return [tier.deduction for tier in table if tier.deduction is not None]


def one_deduction(v: Row) -> Decimal:
    """The amount below is reached with one tier from a floor chosen to give it."""
    first = v.prev_cum / v.prev_mmr
    table = tiers([(D(0), D(0)), (first, v.prev_mmr), (v.floor, v.mmr)])
    assert table[1].deduction == v.prev_cum
    return table[2].deduction or D(0)


def sized_rate(v: Row) -> Decimal:
    """Margin that grows with size: the product's tier with a slope."""
    tier = MarginTier(
        floor=D(0),
        initial_rate=v.base_rate,
        maintenance_rate=v.base_rate,
        max_leverage=D(1),
        slope=v.slope,
    )
    rate = liquidation.initial_rate(tier, v.size_base)
    assert rate == liquidation.maintenance_rate(tier, v.size_base)
    return sizing.value_linear(v.size_base, v.price) * rate


def vwap(v: Row) -> Decimal | None:
    side = v.raw["asks" if v.sign > 0 else "bids"]
    levels = [(D(price), D(size)) for price, size in side]
    depth = costs.book_depth(levels, sign=v.sign, mid=D("1.5"), tick=D("0.001"))
    return costs.average_price(depth, v.qty)


def effective(v: Row) -> Decimal:
    return costs.effective_spread(v.sign, v.fill, (v.bid + v.ask) / 2)


def funding(v: Row) -> Decimal:
    """What the holder receives; the source counts both ends and an entry a few seconds late.

    The product counts from after the entry, so the entry is moved back by those seconds, or by the
    smallest step of the clock.
    """
    start, end = (datetime.fromisoformat(v.raw[key]) for key in ("entry_time", "exit_time"))
    start -= max(timedelta(seconds=v.raw["entry_cutoff_s"]), timedelta(microseconds=1))
    held = costs.hours(end - start)
    paid = D(0)
    for when, price, rate in v.raw["events"]:
        count = costs.settlements(start, held, datetime.fromisoformat(when), FOREVER)
        value = sizing.value_linear(v.qty_base, D(price))
        paid += costs.funding_cost(v.sign, value, D(rate), count)
    return -paid


def in_contracts(v: Row) -> Decimal:
    lots = sizing.whole(v.amount_base, v.contract_size * v.step_contracts)
    return lots * v.step_contracts * v.contract_size


FORMULAS: dict[str, Callable[[Row], Decimal | list[Decimal] | None]] = {
    "L1": l1,
    "L1x": l1x,
    "L2": l2,
    "L2m": lambda v: liquidation.liquidation_linear_on_entry(
        v.sign, v.qty_base, v.entry, v.margin, v.maintenance_margin
    ),
    "I1": i1,
    "HL": lambda v: hyperliquid(v, entry=v.entry, margin=v.margin),
    "HLraw": lambda v: hyperliquid(v, entry=D(0), margin=v.raw_usd),
    "OKX_cross_ratio": okx_cross,
    "KC_cross": kucoin_cross,
    "BK_lin": lambda v: liquidation.bankruptcy_linear(v.sign, v.entry, v.leverage),
    "BK_inv": lambda v: liquidation.bankruptcy_inverse(v.sign, v.entry, v.leverage),
    "BKm": lambda v: liquidation.liquidation_linear_on_entry(
        v.sign, v.qty_base, v.entry, v.margin_excl_closing_fee, D(0)
    ),
    "BYB19_bust": lambda v: liquidation.liquidation_inverse(
        v.sign, v.notional_quote, v.entry, v.balance, rate=v.taker
    ),
    "BYB19_liq": lambda v: liquidation.liquidation_inverse_on_entry(
        v.sign,
        v.notional_quote,
        v.entry,
        v.balance,
        v.notional_quote / v.entry * v.mmr
        + fees.fee_inverse(
            v.notional_quote,
            liquidation.liquidation_inverse(
                v.sign, v.notional_quote, v.entry, v.balance, rate=v.taker
            )
            or D(0),
            v.taker,
        ),
    ),
    "IM_lin": lambda v: opening("none", v.notional, v, sign=1),
    "IM_inv": lambda v: opening(
        "none", sizing.value_inverse(v.notional_quote, v.entry), v, sign=1, inverse=True
    ),
    "IM_rate_inv": lambda v: liquidation.maintenance(
        sizing.value_inverse(v.notional_quote, v.price), v.rate_
    ),
    "IM_close_entry": lambda v: opening("entry", v.notional, v, sign=1),
    "IM_close_bk": linear_opening("closing"),
    "closing_fee_reserved": lambda v: (
        opening("closing", v.notional, v, sign=-1) - opening("none", v.notional, v, sign=-1)
    ),
    "MM_kucoin_legacy": lambda v: (
        liquidation.maintenance(v.notional, v.mmr + v.funding)
        + opening("closing", v.notional, v, sign=-1)
        - opening("none", v.notional, v, sign=-1)
    ),
    "MM_flat": lambda v: liquidation.maintenance(v.notional, v.rate),
    "MM_tiers": sliced,
    "TIER_step": one_deduction,
    "TIER_table": deductions,
    "DERIBIT": sized_rate,
    "OC_lin": linear_opening("round trip"),
    "OC_inv": lambda v: opening(
        "round trip",
        sizing.value_inverse(v.notional_quote, v.price),
        v,
        sign=v.sign,
        inverse=True,
    ),
    "BIN_openloss": lambda v: v.qty_base * liquidation.open_loss(v.sign, v.price, v.mark),
    "BIN_cost": lambda v: (
        linear_opening("none")(v) + v.qty_base * liquidation.open_loss(v.sign, v.price, v.mark)
    ),
    "FEE_lin": lambda v: fees.fee_linear(v.qty_base, v.price, v.rate_),
    "FEE_inv": lambda v: fees.fee_inverse(v.notional_quote, v.price, v.rate_),
    "NOT_lin": lambda v: sizing.value_linear(v.qty_base, v.price),
    "NOT_inv": lambda v: sizing.value_inverse(v.notional_quote, v.price),
    "PNL_lin": lambda v: sizing.pnl_linear(v.sign, v.qty_base, v.entry, v.exit),
    "PNL_inv": lambda v: sizing.pnl_inverse(v.sign, v.notional_quote, v.entry, v.exit),
    "VWAP": vwap,
    "EFFSPREAD": effective,
    "FUND_sum": funding,
    "ROUND": lambda v: sizing.to_step(v.value, v.step, MODES[v.raw["mode"]]),
    "ROUND_contracts": in_contracts,
}


def reproduces(vector: dict[str, Any]) -> bool:
    """Does the product give what the example's source printed?"""
    with localcontext(sizing.CONTEXT):
        inputs = dict(vector["inputs"])
        if "rate" in inputs:  # Row.rate is the maintenance rate with its fee
            inputs["rate_"] = inputs.pop("rate")
        found = FORMULAS[vector["formula"]](Row(inputs))
        if found is None:
            return False
        wanted, got = vector["expected"], found if isinstance(found, list) else [found]
        printed = vector.get("round")
        for figure, text in zip(got, wanted if isinstance(wanted, list) else [wanted], strict=True):
            expected = D(text)
            shown = figure
            if printed:
                tick = D(printed["tick"])
                shown = (figure / tick).to_integral_value(MODES[printed["mode"]]) * tick
            kind, _, size = vector["tol"].rpartition(":")
            allowed = D(size) * (abs(expected) if kind == "rel" else 1)
            if abs(shown - expected) > allowed:
                return False
        return True


RUN = [vector for vector in VECTORS if vector["formula"] not in LEFT_OUT]


@pytest.mark.parametrize(
    "vector",
    [vector for vector in RUN if vector["id"] not in KNOWN_BAD],
    ids=lambda vector: str(vector["id"]),
)
def test_the_product_reproduces_the_worked_example(vector: dict[str, Any]) -> None:
    assert reproduces(vector), vector


@pytest.mark.parametrize("name", sorted(KNOWN_BAD))
def test_a_published_figure_that_its_own_inputs_do_not_give_stays_marked(name: str) -> None:
    vector = next(vector for vector in RUN if vector["id"] == name)
    assert vector["reproduced"] is False
    assert not reproduces(vector)


def test_at_least_190_examples_reproduce_and_every_other_one_has_a_reason() -> None:
    good = [vector["id"] for vector in RUN if reproduces(vector)]
    left = [vector for vector in VECTORS if vector["formula"] in LEFT_OUT]
    count = Counter(str(vector["formula"]) for vector in left)
    lines = [f"{len(good)} of {len(VECTORS)} worked examples reproduce"]
    lines += [f"left out: {count[name]} x {name}: {reason}" for name, reason in LEFT_OUT.items()]
    print("\n".join(lines))  # noqa: T201 - shown by pytest -s
    assert len(good) >= 190
    assert len(good) + len(left) + len(KNOWN_BAD) == len(VECTORS)


def test_the_maintenance_amounts_are_continuous_at_every_floor() -> None:
    for vector in VECTORS:
        if vector["formula"] == "TIER_table":
            floors = [D(0), *map(D, vector["inputs"]["caps"][:-1])]
            rates = [D(rate) for rate in vector["inputs"]["mmrs"]]
            for lower, upper in pairwise(tiers(list(zip(floors, rates, strict=True)))):
                at = upper.floor
                below = liquidation.maintenance(at, lower.maintenance_rate, lower.deduction or D(0))
                above = liquidation.maintenance(at, upper.maintenance_rate, upper.deduction or D(0))
                assert below == above
