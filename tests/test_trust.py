"""Whom to believe: every figure is held to account, and what is contradicted has no place."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs
from robustness import lies, mutants
from robustness.exchange import ANY, LIAR, NOW, Lie, Times, answered, rows_of, venue
from samples import data as sample_data

from comparator.agreement import agreed
from comparator.agreement.quotes import figure, times
from comparator.answers import compare, contracts, ladder, minimum, stop
from comparator.cli.main import run
from comparator.comparison import Choice, Comparison, priced
from comparator.errors import PlanError
from comparator.pricing.result import Priced
from comparator.pricing.trade import Trade
from comparator.run import read_async
from comparator.schema import Rules
from comparator.sources.collect import Plan
from comparator.sources.plausibility import resized
from comparator.sources.snapshot import Snapshot, save_snapshot

D = Decimal
HONEST_ROWS = rows_of(asyncio.run(answered()), liar=False)
PRICES = ("bid", "ask", "mark", "index", "last")


def lied(*told: Lie, **how: Any) -> Comparison:
    return asyncio.run(answered(told, **how))


def all_prices(factor: str) -> list[Lie]:
    moved = Lie("book", "moved", Times(D(factor)))
    return [moved, *(Lie("market", name, Times(D(factor))) for name in PRICES)]


def row(found: Comparison, symbol: str = "BTC-PERP", venue: str = LIAR) -> Priced:
    every = [one for answer in found.answers for one in answer.candidates]
    return next(one for one in every if (one.venue, one.symbol) == (venue, symbol))


def codes(one: Priced) -> dict[str, str]:
    return {warning.code: warning.message for warning in one.warnings}


# Status, what its reason must say: by hand from the four honest venues, whose median is 80,000
CONTRADICTED: list[tuple[str, list[Lie], str, str]] = [
    ("three times", all_prices("3"), "implausible_price", "3 times as much; another coin"),
    ("forty times", all_prices("0.025"), "implausible_price", "40 times less; another coin"),
    ("a tenth above", all_prices("1.1"), "implausible_price", "10 % more"),
    (
        "a forgotten thousand",
        [Lie("contract", "underlying_multiplier", D(1000))],
        "implausible_size",
        "one BTC costs 80.0008 here and 80,000 by the median of 4 that agree (honesta, honestb,",
    ),
    ("ten times", all_prices("10"), "implausible_size", "10 times as much"),
    (
        "a day ahead",
        [Lie("market", "at", NOW + timedelta(seconds=90_000))],
        "implausible_clock",
        "stamped 2026-11-27 13:00 UTC, 25 hours in the future",
    ),
    (
        "an hour ahead",
        [Lie("market", "at", NOW + timedelta(hours=1))],
        "implausible_clock",
        "60 minutes in the future",
    ),
    (
        "a day ago",
        [Lie("market", "at", NOW - timedelta(days=1))],
        "implausible_clock",
        "the quote it gave now is stamped 2026-11-25 12:00 UTC, 24 hours ago",
    ),
    (
        "a book a fifth wide",
        [
            Lie("book", "bids", ((D(72_000), D(5)),)),
            Lie("book", "asks", ((D(88_000), D(5)),)),
        ],
        "implausible_price",
        "its book is 22.2 % wide, its quote 0.002 %",
    ),
    (
        "a book elsewhere",
        [
            Lie("book", "bids", ((D(83_999), D(5)),)),
            Lie("book", "asks", ((D(84_000), D(5)),)),
        ],
        "implausible_price",
        "its book stands at 83,999.5, its quote at 80,000.8: 5 % more",
    ),
    (
        "outvoted by itself",
        [Lie("market", name, Times(D("1.2"))) for name in ("mark", "index")],
        "implausible_price",
        "its quote stands at 80,000.8, its own mark and index at 96,001: 16.7 % less",
    ),
    (
        "paid to hold",
        [Lie("market", "funding_rate", D("-0.003"))],
        "implausible_funding",
        "-0.3 % per 8 hours here and 0.01 % by the median of 5 venues; 0.05 % apart are allowed",
    ),
    (
        "paid every week",
        [
            Lie("market", "funding_rate", D("-0.003")),
            Lie("market", "funding_interval_hours", D(168)),
        ],
        "implausible_funding",
        "-0.1 % per 8 hours",
    ),
    (
        "no fees that anybody published",
        [
            *(Lie("contract", name, None) for name in ("maker_fee", "taker_fee")),
            *(Lie("fee", name, D(0)) for name in ("maker", "taker")),
        ],
        "implausible_fee",
        "its own answer alone says that the taker pays 0 %; the median of 5 venues is 0.05 %",
    ),
]


@pytest.mark.parametrize(
    ("told", "status", "reason"),
    [pytest.param(*case[1:], id=case[0]) for case in CONTRADICTED],
)
def test_what_contradicts_is_shown_named_and_not_ranked(
    told: list[Lie], status: str, reason: str
) -> None:
    found = lied(*told)
    one = row(found)
    assert (one.status, one.rank, one.score, one.repair) == (status, None, None, ())
    assert reason in one.reason
    assert one.costs is not None  # the figures stay visible
    assert rows_of(found, liar=False) == HONEST_ROWS


def test_a_dated_contract_far_from_its_index_earns_nothing() -> None:
    found = lied(Lie("market", "index", Times(D(2))))
    one = row(found, "BTC-DATED")
    assert one.status == "implausible_basis"
    assert one.reason == (
        "it costs 80,400.8 and its index is 160,002: 1.99 times less for what is left until"
        " 2026-12-26"
    )


def test_a_dated_contract_without_an_index_has_the_basis_to_the_others_median() -> None:
    one = row(lied(Lie("market", "index", None)), "BTC-DATED")
    assert "80,000.8, the median of 5 venues, stands in" in codes(one)["index_assumed"]
    assert one.costs is not None
    # 80,400.804 over 80,000.8, the liar's own price being the third of five, for a day of thirty
    assert one.costs.carry / one.size.notional == pytest.approx(D("0.000167"), rel=D("0.02"))


NOT_USED: list[tuple[str, list[Lie], str, str]] = [
    (
        "mark",
        [Lie("market", "mark", Times(D(500))), Lie("market", "funding_rate", D("-0.0001"))],
        "implausible_mark",
        "mark 40,000,400 is not used: the quote stands at 80,000.8",
    ),
    (
        "index",
        [Lie("market", "index", Times(D("0.5"))), Lie("market", "funding_rate", D("-0.0001"))],
        "implausible_index",
        "index 40,000.4 is not used",
    ),
    (
        "funding beyond every cap",
        [Lie("market", "funding_rate", D("-0.3"))],
        "implausible_funding",
        "-30 % per payment is not used: no venue's cap is above 5 %",
    ),
    (
        "a payment in the year 2099",
        [Lie("market", "next_funding_time", NOW.replace(year=2099))],
        "implausible_clock",
        "next funding is said to be on 2099-11-26 12:00 UTC, and funding to be every 8 hours",
    ),
]


@pytest.mark.parametrize(
    ("told", "code", "says"), [pytest.param(*case[1:], id=case[0]) for case in NOT_USED]
)
def test_a_figure_that_cannot_be_is_not_used_and_holding_is_paid_for(
    told: list[Lie], code: str, says: str
) -> None:
    one = row(lied(*told))
    assert says in codes(one)[code]
    assert one.status == "ok"
    assert one.costs is not None
    assert one.size is not None
    # three payments of 0.01 %: those of every honest venue
    assert one.costs.funding / one.size.notional == pytest.approx(D("0.0003"), rel=D("0.001"))


@pytest.mark.parametrize(("rate", "paid"), [("0.05", "0.15"), ("0.0501", "0.0003")])
def test_a_funding_rate_is_used_up_to_the_widest_cap_that_is_published(
    rate: str, paid: str
) -> None:
    """Deribit's, 5 % per 8 hours; beyond it three payments of 0.01 % are assumed."""
    one = row(lied(Lie("market", "funding_rate", D(rate))))
    assert one.costs is not None
    assert one.size is not None
    assert one.costs.funding / one.size.notional == pytest.approx(D(paid), rel=D("0.001"))


FEES: list[tuple[str, str, str, str]] = [
    ("-0.003", "-0.003", "0.05", "a taker who is paid is nowhere published"),
    ("0", "0", "0.05", "its own schedule says taker 0.05 % (2026-11-26)"),
    ("0.00001", "0.00001", "0.05", "its own schedule says taker 0.05 %"),
    ("0.0002", "0.005", "0.05", "its own schedule says taker 0.05 %"),
    ("0.0007", "0.0005", "0.05", "the maker pays more than the taker"),
    ("0", "0.0005", "0.05", "its own schedule says maker 0.02 %"),
]


@pytest.mark.parametrize(("maker", "taker", "paid", "why"), FEES)
def test_a_wire_fee_that_contradicts_the_published_schedule_does_not_price_the_row(
    maker: str, taker: str, paid: str, why: str
) -> None:
    one = row(lied(Lie("contract", "maker_fee", D(maker)), Lie("contract", "taker_fee", D(taker))))
    assert why in codes(one)["implausible_fee"]
    assert one.inputs is not None
    assert one.inputs.fee is not None
    assert one.inputs.fee.taker * 100 == D(paid)
    assert one.status == "ok"


@pytest.mark.parametrize("rate", ["0.0004", "0.0005", "0.0008"])
def test_a_wire_fee_near_the_published_one_is_believed(rate: str) -> None:
    one = row(lied(Lie("contract", "taker_fee", D(rate))))
    assert "implausible_fee" not in codes(one)
    assert one.inputs is not None
    assert one.inputs.fee is not None
    assert one.inputs.fee.taker == D(rate)


def judged_with(rules: Rules, maker: str, taker: str) -> dict[str, Any]:
    found = lied(Lie("contract", "maker_fee", D(maker)), Lie("contract", "taker_fee", D(taker)))
    venues = [structs.replace(data, rules=rules) for data in found.snapshot.venues]
    judged = agreed(venues, ["BTC"], NOW)
    (liar,) = (data for data in judged.venues if data.venue == LIAR)
    return {spec.symbol: spec.taker_fee for spec in liar.contracts}


def test_a_plugin_with_evidence_prices_by_contract_but_nobody_is_paid_to_take() -> None:
    shown = Rules(contract_fees="fee page of 2026-10-14")
    assert judged_with(shown, "0", "0.0002")["BTC-PERP"] == D("0.0002")
    assert judged_with(shown, "-0.003", "-0.003")["BTC-PERP"] is None
    assert judged_with(Rules(), "0", "0.0002")["BTC-PERP"] is None


def only(found: Comparison, *venues: str) -> Snapshot:
    kept = tuple(data for data in found.snapshot.venues if data.venue in venues)
    return structs.replace(found.snapshot, venues=kept)


def test_of_two_that_disagree_neither_is_ranked_and_both_are_shown() -> None:
    two = only(lied(*all_prices("3")), LIAR, "honesta")
    found = priced(two, Trade(), ["BTC"])
    assert {(one.venue, one.status, one.rank) for one in found.answers[0].rows} == {
        (LIAR, "implausible_price", None),
        ("honesta", "implausible_price", None),
    }
    assert "no majority says which is right" in found.answers[0].rows[0].reason
    assert "liar 240,002, honesta 79,999.2" in found.answers[0].rows[0].reason


def test_one_venue_alone_is_held_to_itself() -> None:
    alone = only(lied(*all_prices("3")), LIAR)
    assert [one.status for one in priced(alone, Trade(), ["BTC"]).answers[0].rows] == ["ok"]


def aged(snapshot: Snapshot, *venues: str) -> Snapshot:
    """The figures of these venues published a fortnight ago."""
    then = snapshot.at - timedelta(days=14)
    old = tuple(
        structs.replace(data, basis="published", as_of=then, origins={})
        if data.venue in venues
        else data
        for data in snapshot.venues
    )
    return structs.replace(snapshot, venues=old)


def test_one_live_venue_at_80_moves_no_stale_quote() -> None:
    honest = [f"honest{letter}" for letter in "abcd"]
    found = priced(aged(lied(*all_prices("0.001")).snapshot, *honest), Trade(), ["BTC"])
    assert found.answers[0].reference is not None
    assert found.answers[0].reference.price == pytest.approx(D(80_000), rel=D("0.001"))
    one = row(found)
    assert one.status == "implausible_size"
    assert "1,000 times less" in one.reason
    other = row(found, venue="honesta")
    assert other.size is not None
    assert other.size.base == pytest.approx(D("0.0041"), rel=D("0.01"))


def test_figures_of_other_days_are_held_to_orders_of_magnitude() -> None:
    found = lied(*all_prices("3")).snapshot
    assert row(priced(aged(found, LIAR), Trade(), ["BTC"])).status == "ok"
    far = lied(*all_prices("6")).snapshot
    assert row(priced(aged(far, LIAR), Trade(), ["BTC"])).status == "implausible_price"


def test_trust_takes_a_venue_as_it_is_and_is_recorded() -> None:
    found = lied(*all_prices("3"), choice=structs.replace(ANY, trusted=(LIAR,)))
    one = row(found)
    assert (one.status, one.rank) == ("ok", 1)
    assert codes(one)["trusted"].startswith("taken as it is (--trust liar): one BTC costs 240,002")
    assert rows_of(found, liar=False) == HONEST_ROWS
    documents = [compare.document(found), minimum.document(found), ladder.document(found)]
    assert [document.trusted for document in documents] == [(LIAR,)] * 3


def test_a_trusted_venue_is_no_evidence_against_the_other() -> None:
    two = only(lied(*all_prices("3")), LIAR, "honesta")
    found = priced(two, Trade(), ["BTC"], choice=Choice(trusted=(LIAR,)))
    assert {one.status for one in found.answers[0].rows} == {"ok"}


def test_contradicted_contracts_are_named_where_they_are_no_row() -> None:
    found = lied(Lie("market", "index", Times(D(2))))
    (data,) = (data for data in found.venues if data.venue == LIAR)
    said = [warning.message for warning in data.warnings if warning.code == "implausible_basis"]
    assert any(message.startswith("BTC-DATED is not ranked") for message in said)


def test_no_question_puts_a_contradicted_contract_first() -> None:
    found = lied(Lie("contract", "underlying_multiplier", D(1000)))
    least = minimum.document(found).rows
    assert [one.contradicted for one in least if one.asset == "BTC"] == [False] * 4 + [True]
    assert not any(one.venue == LIAR for one in ladder.document(found).rows if one.asset == "BTC")
    widest = stop.document(found, size=D("0.01"), max_loss=D(10))
    assert not any(one.venue == LIAR for one in widest.rows if one.asset == "BTC")
    assert any(one.venue == LIAR for one in widest.silent)
    listed = [one for one in contracts.document(found).rows if one.asset == "BTC"]
    assert [one.venue for one in listed[-3:]] == [LIAR] * 3


async def _of(name: str, price: str) -> Snapshot:
    return await read_async(
        ["BTC"], choice=ANY, plan=Plan(source="live", at=NOW), installed=[venue(name, D(price))]
    )


def test_two_coins_of_one_name_on_two_venues_each_are_not_ranked_together() -> None:
    found = [asyncio.run(_of(f"v{n}", "1" if n < 2 else "0.025")) for n in range(4)]
    both = structs.replace(found[0], venues=tuple(one.venues[0] for one in found))
    rows = priced(both, Trade(), ["BTC"]).answers[0].rows
    assert [one.rank for one in rows] == [None] * 4


def test_twenty_thousand_contracts_of_one_coin_are_bounded_work() -> None:
    found = lied().snapshot
    (data,) = (data for data in found.venues if data.venue == LIAR)
    spec = data.contracts[2]
    many = tuple(structs.replace(spec, symbol=f"BTC-{n}") for n in range(20_000))
    crowd = structs.replace(
        data, contracts=many, markets={s.symbol: data.markets[spec.symbol] for s in many}
    )
    one = structs.replace(found, venues=(crowd, *found.venues[1:]))
    answer = priced(one, Trade(), ["BTC"]).answers[0]
    assert sum(row.venue == LIAR for row in answer.candidates) == 200


def test_every_thirtieth_lie_is_contained_and_all_that_support_each_other() -> None:
    results = lies.run(every=30)
    assert len(results) > 180
    assert [one.name + ": " + one.problem for one in results if one.problem] == []


@pytest.mark.parametrize("work", [mutants.mutants, mutants.nonsense])
def test_mutated_snapshots_and_nonsense_end_in_words(work: Any) -> None:
    counts, broken = work(120)
    assert broken == []
    assert counts["with exit 0"] > 10  # most would be no test


def test_trust_of_nobody_known_is_a_user_error(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.json"
    save_snapshot(path, lied().snapshot)
    assert run(["compare", "BTC", "--snapshot", str(path), "--trust", "lier"]) == 2
    assert "unknown venue 'lier' (did you mean 'liar'?)" in capsys.readouterr().err
    assert run(["compare", "BTC", "--snapshot", str(path), "--trust", "liar"]) == 0
    assert "taken as they are, whatever the others say (--trust): liar." in capsys.readouterr().out


def test_venues_that_are_not_compared_still_judge(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.json"
    save_snapshot(path, lied(*all_prices("3")).snapshot)
    run(["compare", "BTC", "--snapshot", str(path), "--venue", LIAR, "--format", "json"])
    [alone] = json.loads(capsys.readouterr().out)["rows"]
    assert (alone["venue"], alone["status"]) == (LIAR, "implausible_price")


@pytest.mark.parametrize(
    ("value", "text"),
    [("80000", "80,000"), ("0.00001234567", "0.0000123457"), ("-30", "-30"), ("0", "0")],
)
def test_figures_have_six_digits_that_count(value: str, text: str) -> None:
    assert figure(D(value)) == text


def test_differences_are_said_as_people_say_them() -> None:
    said: Sequence[str] = [times(D(a), D(b)) for a, b in ((3, 1), (1, 40), (105, 100), (95, 100))]
    assert said == ["3 times as much", "40 times less", "5 % more", "5 % less"]


def test_without_a_price_nothing_is_judged() -> None:
    blind = sample_data(markets={}, books={})
    assert agreed([blind], ["BTC"], NOW).findings == {}


def test_a_contract_of_ten_times_its_published_size_is_not_ranked() -> None:
    found = lied().snapshot
    (data,) = (data for data in found.venues if data.venue == LIAR)
    coin = next(spec for spec in data.contracts if spec.payoff == "inverse")
    larger = structs.replace(coin, contract_size=coin.contract_size * 10)
    rest = tuple(spec for spec in data.contracts if spec != coin)
    new = structs.replace(data, contracts=(larger, *rest))
    sizes = dict(resized(new, data, None))
    assert sizes == {"BTC-COIN": "contract_size is 10 and was 1 in the figures shipped with it"}
    assert dict(resized(new, None, data))["BTC-COIN"].endswith("in the last run")
    assert dict(resized(new, new, data)) == {}  # what is shipped says so too
    doubted = structs.replace(new, resized=sizes)
    others = tuple(one for one in found.venues if one.venue != LIAR)
    answer = priced(structs.replace(found, venues=(doubted, *others)), Trade(), ["BTC"], choice=ANY)
    one = row(answer, "BTC-COIN")
    assert (one.status, one.reason) == ("implausible_size", sizes["BTC-COIN"])


@pytest.mark.parametrize("price", ["1e-8", "70", "90000000"])
def test_a_price_of_the_users_is_one_that_a_coin_can_have(price: str) -> None:
    found = lied().snapshot
    with pytest.raises(PlanError, match=r"--price BTC=.* venues say 80,000.8; it must be within"):
        priced(found, Trade(prices={"BTC": D(price)}), ["BTC"])
    assert priced(found, Trade(prices={"BTC": D(8000)}), ["BTC"])


def test_the_longest_contracts_run_for_years_and_none_for_decades() -> None:
    found = lied(Lie("contract", "expiry", NOW.replace(year=2099)))
    assert not found.failed  # refused where it is a perpetual: the plugin reads no contract
    snapshot = lied().snapshot
    (data,) = (data for data in snapshot.venues if data.venue == LIAR)
    late = tuple(
        structs.replace(spec, expiry=NOW.replace(year=2090)) if spec.expiry else spec
        for spec in data.contracts
    )
    others = tuple(one for one in snapshot.venues if one.venue != LIAR)
    changed = structs.replace(snapshot, venues=(structs.replace(data, contracts=late), *others))
    one = row(priced(changed, Trade(), ["BTC"], choice=ANY), "BTC-DATED")
    assert one.reason == "it is said to expire on 2090-11-26; none runs for ten years"


def test_a_quote_without_best_prices_is_judged_by_its_mark() -> None:
    found = lied(*(Lie("market", name, Times(D(3))) for name in ("mark", "index", "last")))
    blind = [
        structs.replace(
            data,
            books={},
            markets={
                symbol: structs.replace(quote, bid=None, ask=None)
                for symbol, quote in data.markets.items()
            },
        )
        if data.venue == LIAR
        else data
        for data in found.snapshot.venues
    ]
    judged = agreed(blind, ["BTC"], NOW)
    assert judged.findings[LIAR, "BTC-PERP"].status == "implausible_price"


def test_stocks_and_coins_of_one_name_are_judged_apart() -> None:
    found = lied(Lie("contract", "asset_class", "stock"), *all_prices("3")).snapshot
    judged = agreed(found.venues, ["BTC"], NOW)
    assert judged.findings == {}


def test_a_published_rebate_is_believed_and_a_larger_one_on_the_wire_is_not() -> None:
    found = lied(
        Lie("contract", "maker_fee", D("-0.0001")), Lie("fee", "maker", D("-0.0001"))
    ).snapshot
    for wire, kept in (("-0.0001", True), ("0", True), ("-0.0002", False)):
        venues = [
            structs.replace(
                data,
                contracts=tuple(structs.replace(s, maker_fee=D(wire)) for s in data.contracts),
            )
            for data in found.venues
            if data.venue == LIAR
        ]
        (data,) = agreed(venues, ["BTC"], NOW).venues
        assert (data.contracts[0].maker_fee is not None) is kept


# A dated contract of 30 days at 80,400, the coin at 80,000: 0.5 % or 6.08 % a year, on five venues
DATED = "BTC-DATED"


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        ("0.99", "index 79,200.8 is not used (1 % less): 80,000.8, the median of"),
        ("1.05", "index 84,000.8 is not used (5 % more): 80,000.8, the median of"),
    ],
)
def test_an_index_nobody_else_has_is_not_what_carry_is_counted_to(factor: str, said: str) -> None:
    one = row(lied(Lie("market", "index", Times(D(factor)))), DATED)
    assert said in codes(one)["implausible_index"]
    assert one.inputs
    assert one.inputs.market
    assert one.inputs.market.index == D("80000.8")  # the middle one of five


def test_an_index_within_two_tenths_of_a_per_cent_is_the_venues_own() -> None:
    one = row(lied(Lie("market", "index", Times(D("1.0015")))), DATED)
    assert "implausible_index" not in codes(one)
    assert one.inputs
    assert one.inputs.market
    assert one.inputs.market.index == D("80120.8012")  # 80,000 x 1.00001 x 1.0015


@pytest.mark.parametrize(
    ("factor", "status"),
    [
        # 0.5 % of basis; 0.5 + 0.2 % apart are allowed: -0.2 % to 1.2 %, or 79,840 to 80,960
        ("0.9935", "ok"),
        ("0.9925", "implausible_basis"),
        ("1.0065", "ok"),
        ("1.0075", "implausible_basis"),
    ],
)
def test_a_dated_contract_is_held_to_the_others_basis(factor: str, status: str) -> None:
    moved = [Lie("book", "moved", Times(D(factor)))]
    told = [*moved, *(Lie("market", name, Times(D(factor))) for name in ("bid", "ask", "last"))]
    one = row(lied(*told), DATED)
    assert one.status == status
    if status != "ok":
        assert "by the median of 5 venues, 6.08 % a year, it would be 0.5 % until" in one.reason


def test_a_contract_quoted_at_the_spot_price_is_held_to_it() -> None:
    daily = [
        Lie("market", "funding_rate", D("0.00015")),
        Lie("market", "funding_interval_hours", D(24)),
    ]
    at_spot = [
        Lie("market", name, D(price))
        for name, price in (("bid", 80_000), ("ask", 80_001), ("mark", 80_000))
    ]
    levels = [Lie("book", "bids", ((D(80_000), D(5)),)), Lie("book", "asks", ((D(80_001), D(5)),))]
    assert row(lied(*daily, *at_spot, *levels), DATED).status == "ok"
    assert row(lied(*daily), DATED).status == "implausible_basis"


def test_more_than_was_ever_traded_is_another_unit() -> None:
    # 6,250,000 coins at 80,000 are 500 billion USD: the bound itself is believed
    assert row(lied(Lie("market", "volume_24h", D(6_249_000)))).status == "ok"
    one = row(lied(Lie("market", "volume_24h", D(7_000_000))))
    assert one.status == "implausible_size"
    assert "560,000,000,000 USD of it are said to have been traded" in one.reason


def test_what_nobody_traded_for_a_day_is_ranked_and_said() -> None:
    one = row(lied(Lie("market", "volume_24h", D(0))))
    assert one.status == "ok"
    assert "nothing was traded on it in 24 hours" in codes(one)["untraded"]
    assert "untraded" not in codes(row(lied()))
