"""One sick figure costs its own contract: no run ends, and the others' rows stay as they are."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec import structs
from pricing_cases import contract, venue
from robustness.exchange import LIAR, Lie, answered, rows_of
from samples import NOON as PRICED_AT

from comparator.comparison import Comparison
from comparator.pricing.breakpoints import breakpoints, curve, ladder, stop_for
from comparator.pricing.score import score
from comparator.pricing.trade import Trade
from comparator.sources.reference import at_one_price, said_by_user

D = Decimal
HONEST_ROWS = rows_of(asyncio.run(answered()), liar=False)


def lied(*lies: Lie) -> Comparison:
    return asyncio.run(answered(lies))


@pytest.mark.parametrize(
    ("lies", "says"),
    [
        (
            [Lie("contract", "tick_size", D("1e37"))],
            "tick_size must be 1E-18 to 1000000, was 1E+37",
        ),
        (
            [Lie("contract", "qty_step", D("1e-39")), Lie("contract", "min_qty", D("1e-39"))],
            "qty_step must be 1E-12 to 1E+15, was 1E-39",
        ),
        (
            [Lie("contract", "funding_interval_hours", D("1e-39"))],
            "funding_interval_hours must be 0.016 to 168, was 1E-39",
        ),
        (
            [Lie("contract", "funding_interval_hours", D("1e21"))],
            "funding_interval_hours must be 0.016 to 168, was 1E+21",
        ),
        (
            [Lie("contract", "max_leverage", D("1e-40"))],
            "max_leverage must be 0.1 to 1000, was 1E-40",
        ),
        (
            [Lie("contract", "contract_size", D("1e-34"))],
            "contract_size must be 1E-12 to 1E+12, was 1E-34",
        ),
        (
            [Lie("contract", "underlying_multiplier", D("1e20"))],
            "underlying_multiplier must be 0.001 to 1E+9, was 1E+20",
        ),
        (
            [Lie("contract", "taker_fee", D("0.05"))],
            "taker_fee must be a fraction below 0.01, was 0.05 (percent?)",
        ),
        ([Lie("contract", "symbol", "X" * 150_000)], "symbol must have at most 200 letters"),
    ],
)
def test_a_contract_nobody_can_list_is_a_rejected_row_and_the_others_stay(
    lies: list[Lie], says: str
) -> None:
    found = lied(*lies)
    assert rows_of(found, liar=False) == HONEST_ROWS
    (data,) = (data for data in found.venues if data.venue == LIAR)
    assert says in data.rejected[0].reason
    assert not found.failed
    assert data.warnings[0].code == "contracts_lost"
    rows = [row for answer in found.answers for row in answer.rows if row.venue == LIAR]
    assert [(row.status, row.rank) for row in rows] == [("no_market", None)] * 2


@pytest.mark.parametrize(
    "lie",
    [
        Lie("market", "mark", D("1e-36")),
        Lie("market", "bid", D("1e36")),
        Lie("market", "at", PRICED_AT.replace(year=9999)),
        Lie("book", "bids", tuple((D(80_000 - n) / 100, D(1)) for n in range(20_000))),
        Lie("tier", "max_leverage", D("1e-38")),
        Lie("tier", "cap", D("NaN")),
        Lie("fee", "taker", D("NaN")),
        Lie("schedule", "volume_window_days", 0),
    ],
)
def test_quotes_depth_tiers_and_fees_nobody_can_have_are_unknown_and_named(lie: Lie) -> None:
    found = lied(lie)
    assert rows_of(found, liar=False) == HONEST_ROWS
    (data,) = (data for data in found.venues if data.venue == LIAR)
    assert any("unknown" in warning.message for warning in data.warnings)


def test_a_lot_worth_nothing_is_not_priced_and_says_which_figures_make_it_so() -> None:
    tiny = contract(qty_unit="contracts", contract_size=D("1e-9"), qty_step=D("1e-6"))
    tiny = structs.replace(tiny, min_qty=D("1e-6"))
    row = score(Trade(), venue(tiny), tiny, PRICED_AT)
    assert row.status == "unpriceable"
    assert row.reason.startswith(
        "one qty_step of 0.000001 is worth 1.00e-10 USD (contract_size 1E-9"
    )
    assert (row.rank, row.costs) == (None, None)
    assert ladder(Trade(), venue(tiny), tiny, PRICED_AT, 5) == ()


def test_arithmetic_that_fails_is_a_row_with_the_oddest_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = contract(max_qty=D("1e15"))

    def broken(*_: object, **__: object) -> None:
        raise OverflowError

    monkeypatch.setattr("comparator.pricing.score.order", broken)
    row = score(Trade(), venue(spec), spec, PRICED_AT)
    assert row.status == "unpriceable"
    assert row.reason == "cannot be priced (OverflowError): max_qty is 1E+15"

    monkeypatch.setattr("comparator.pricing.breakpoints.whole", broken)
    asked = {"coins": D("0.01"), "loss": D(5)}
    assert stop_for(Trade(), venue(spec), spec, PRICED_AT, **asked) is None


def test_steps_finer_than_an_account_is_counted_in_do_not_keep_anybody_waiting() -> None:
    fine = contract(  # a lot of a dollar's billionth
        qty_unit="contracts", contract_size=D("1e-6"), qty_step=D("1e-8"), min_qty=D("1e-8")
    )
    found = breakpoints(Trade(), venue(fine), fine, PRICED_AT, D(100), D(1000), most=50)
    assert len(found) == 50
    assert list(found) == sorted(set(found))
    points = curve(Trade(), venue(fine), fine, PRICED_AT, [D(100), D(1000)])
    assert points[-1].account == D(1000)


def test_a_price_nothing_can_be_moved_to_rejects_the_contract() -> None:
    snapshot = asyncio.run(answered()).snapshot
    stale = structs.replace(
        snapshot,
        venues=tuple(
            structs.replace(data, basis="published", origins={}) for data in snapshot.venues
        ),
        at=snapshot.at + timedelta(days=1),
    )
    moved = at_one_price(stale.venues, said_by_user({"BTC": D("9e14")}, stale.at), stale.at)
    assert [spec.base for spec in moved[0].contracts] == ["PEPE"]
    assert "bid must be 1E-15 to 1E+12, was 8.9" in moved[0].rejected[0].reason
