"""The page's JavaScript model says what comparator.pricing says, trade by trade."""

import os
from collections import Counter

import pytest

pytest.importorskip("py_mini_racer", reason="no JavaScript engine (extra `test`: mini-racer)")

from model_js import Dice, Engine, disagreements, market_of, trades_on

TRADES = int(os.environ.get("COMPARATOR_TRADES", "2000"))
PER_MARKET = 20
STATUSES = {
    "ok",
    "over_budget",
    "below_minimum",
    "margin_short",
    "leverage_not_offered",
    "liquidation_before_stop",
    "depth_short",
    "no_market",
    "no_data",
}


def test_random_and_boundary_trades_agree() -> None:
    engine, seen, wrong = Engine(), Counter[str](), list[str]()
    for seed in range(-(-TRADES // PER_MARKET)):
        dice = Dice(seed)
        read, document = market_of(dice)
        if not any(spec.base == "BTC" for data in read.venues for spec in data.contracts):
            continue
        answers = trades_on(dice, read, PER_MARKET)
        theirs = engine.answers(document, "BTC", [request for _, request in answers])
        for (ours, request), other in zip(answers, theirs, strict=True):
            seen.update(row.status for row in ours.answers[0].rows)
            wrong += [f"seed {seed}: {text} for {request}" for text in disagreements(ours, other)]
        assert len(wrong) < 30, "\n".join(wrong)
    assert not wrong, "\n".join(wrong)
    assert seen.keys() >= STATUSES, seen
