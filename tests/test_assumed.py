"""A quote that is unknown is not the end: it is assumed, says so, and never wins alone."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import samples
from cli_market import Cli, snapshot, venue_data
from msgspec import structs
from samples import NOON

from comparator import Choice, Trade
from comparator.answers.priceable import priceable
from comparator.answers.sentences import verdict
from comparator.comparison import priced, prices_of
from comparator.pricing.result import Priced
from comparator.schema import Origin, Reference, VenueData
from comparator.sources.assumed import UNSEEN, with_assumed_quotes
from comparator.sources.reference import references
from comparator.sources.snapshot import Snapshot, save_snapshot

LIVE = Origin(basis="live", source="https://example.org", as_of=NOON)
PUBLISHED = Origin(basis="published", source="fee page", as_of=NOON)
COINS = (
    *("BTC", "ETH", "SOL", "XRP", "DOGE", "PEPE", "SHIB", "BNB", "ADA", "LTC"),
    *("LINK", "SUI", "HYPE", "AVAX", "TRX", "PAXG"),
)


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path, capsys)


def reference(price: str = "65000", spread: str | None = "0.002") -> dict[str, Reference]:
    wide = None if spread is None else Decimal(spread)
    return {"BTC": Reference(asset="BTC", price=Decimal(price), origin=LIVE, spread=wide)}


def filled(found: dict[str, Reference], **changes: Any) -> VenueData:
    return with_assumed_quotes([samples.data(**({"markets": {}} | changes))], found)[0]


def quoted(name: str, fee: str = "0.0005", *, half: str = "1") -> VenueData:
    """BTC at 65,000 with a spread of twice `half`."""
    data = venue_data(name, fee)
    (symbol, quote), *_ = data.markets.items()
    quote = structs.replace(
        quote, bid=Decimal(65000) - Decimal(half), ask=Decimal(65000) + Decimal(half)
    )
    return structs.replace(data, markets={symbol: quote}, origins={"fees": PUBLISHED})


def blind(name: str, fee: str = "0.0005") -> VenueData:
    return structs.replace(quoted(name, fee), markets={})


def ranks(*venues: VenueData, **choice: Any) -> list[tuple[str, int | None]]:
    found = priced(snapshot(venues=venues), Trade(), "BTC", choice=Choice(**choice))
    return [(row.venue, row.rank) for row in found.answers[0].rows]


def row_of(name: str, saved: Snapshot, trade: Trade | None = None) -> Priced:
    found = priced(saved, trade or Trade(), "BTC")
    return next(row for row in found.answers[0].rows if row.venue == name)


def test_it_stands_around_the_reference_price_as_wide_as_the_widest() -> None:
    # 0.2 % of 65,000 is 130
    data = filled(reference())
    quote = data.markets["BTCUSDT"]
    assert (quote.bid, quote.ask, quote.mark) == (Decimal(64935), Decimal(65065), Decimal(65000))
    assert (quote.bid_size, quote.ask_size, quote.assumed) == (None, None, True)
    origin = data.origin("markets", "BTCUSDT")
    assert (origin.basis, origin.as_of) == ("assumed", NOON)
    assert "best prices assumed, as toy has none" in origin.source


def test_it_is_never_narrower_than_a_tick() -> None:
    # a tick of 0.1 on 20 is 0.5 %
    quote = filled(reference("20", "0.001")).markets["BTCUSDT"]
    assert (quote.bid, quote.ask) == (Decimal("19.95"), Decimal("20.05"))


def test_where_no_spread_is_known_it_is_two_thousandths() -> None:
    assert Decimal("0.002") == UNSEEN
    quote = filled(reference(spread=None)).markets["BTCUSDT"]
    assert (quote.bid, quote.ask) == (Decimal(64935), Decimal(65065))


def test_a_bundle_of_coins_is_quoted_by_the_bundle() -> None:
    bundle = samples.spec(underlying_multiplier=Decimal(1000))
    quote = filled(reference("2"), contracts=(bundle,)).markets["BTCUSDT"]
    assert (quote.bid, quote.ask) == (Decimal(1998), Decimal(2002))


def test_the_venues_own_mark_is_kept() -> None:
    own = samples.market(bid=None, ask=None, mark=Decimal(64000), funding_rate=Decimal("0.0003"))
    quote = filled(reference(), markets={"BTCUSDT": own}).markets["BTCUSDT"]
    assert (quote.bid, quote.ask) == (Decimal(63936), Decimal(64064))
    assert (quote.mark, quote.funding_rate) == (Decimal(64000), Decimal("0.0003"))


@pytest.mark.parametrize(
    "changes",
    [
        {"markets": {"BTCUSDT": samples.market()}},
        {"markets": {"BTCUSDT": samples.market(bid=None)}},  # nobody buys: that is known
        {"books": {"BTCUSDT": samples.book()}},
        {"contracts": (samples.spec(quote="EUR"),)},
        {"contracts": (samples.spec(base="OTHER"),)},
        {"contracts": (samples.spec(tick_size=Decimal(65000)),)},
    ],
)
def test_what_is_known_or_has_no_price_stays(changes: dict[str, Any]) -> None:
    data = samples.data(**({"markets": {}} | changes))
    assert with_assumed_quotes([data], reference())[0].markets == data.markets


def test_the_widest_spread_is_of_perpetuals_that_nobody_contradicts() -> None:
    # 130 of 65,000 beside 2; 6,500 is contradicted, 650 is of a dated contract
    far, dated = quoted("far", half="3250"), quoted("dated", half="325")
    spec = structs.replace(dated.contracts[0], kind="future", expiry=NOON.replace(year=2027))
    dated = structs.replace(dated, contracts=(spec,))
    venues = [quoted("narrow"), quoted("wide", half="65"), far, dated]
    found = references(venues, lambda spec: spec.venue == "far")
    assert found["BTC"].spread == Decimal("0.002")


def test_costs_and_band_follow_from_the_assumed_spread() -> None:
    # 5 lots of 65: N = 325; fees 2 x 5 bp, spread 0.2 %, three payments of 1 bp, band their root
    row = row_of("blind", snapshot(venues=(quoted("wide", half="65"), blind("blind"))))
    costs = row.costs
    assert costs is not None
    assert (costs.entry_fee, costs.spread) == (Decimal("0.1625"), Decimal("0.65"))
    assert (costs.funding, costs.total) == (Decimal("0.0975"), Decimal("1.0725"))
    assert (costs.slippage, costs.slippage_model) == (0, "top-of-book")
    wanders = Decimal("0.0325") * Decimal(3).sqrt()
    close = Decimal("1e-20")
    assert abs(costs.low - (Decimal("1.0725") - wanders - Decimal("0.65"))) < close
    assert abs(costs.high - (Decimal("1.0725") + wanders + Decimal("0.65"))) < close
    said = [one.message for one in row.warnings if one.code == "assumed_quote"]
    text = (
        "no best bid and ask are known: the price is that of the coin elsewhere, the spread an"
        " assumed 0.20 %, the depth unknown"
    )
    assert said == [text]


def test_an_assumption_is_never_alone_first() -> None:
    # 2 bp a side: 0.2375 and 0.31 at most; 5 bp: 0.4325 and 0.37 at least
    assert ranks(blind("cheap", "0.0002"), quoted("fine")) == [("fine", 1), ("cheap", 1)]


def test_it_shares_the_rank_of_the_best_it_beats_or_the_last() -> None:
    # fine 0.43, middle 0.76, coarse 1.41, high 2.06, top 2.71 (all plus or minus 0.07)
    venues = (
        blind("top", "0.004"),
        blind("high", "0.003"),
        quoted("coarse", "0.002"),
        blind("middle", "0.001"),
        quoted("fine", "0.0005"),
    )
    assert ranks(*venues) == [
        ("fine", 1),
        ("coarse", 2),
        ("middle", 2),
        ("high", 4),
        ("top", 4),
    ]


def test_where_all_are_assumed_they_share_the_first_and_the_verdict_says_so() -> None:
    venues = quoted("fine"), blind("one", "0.001"), blind("two", "0.004")
    found = priced(snapshot(venues=venues), Trade(), "BTC", only=["one", "two"])
    rows = found.answers[0].rows
    assert [(row.venue, row.rank) for row in rows] == [("one", 1), ("two", 1)]
    text = verdict(found.answers[0], found.trade)
    assert "at risk, at an assumed quote; two may be as cheap; 2 of 2 venues" in text


def test_it_neither_votes_nor_sets_a_price() -> None:
    alone = snapshot(venues=(quoted("fine"),))
    both = snapshot(venues=(quoted("fine"), blind("one"), blind("two")))
    assert prices_of(both) == prices_of(alone)
    assert row_of("fine", both) == row_of("fine", alone)


def test_a_price_of_the_users_moves_it() -> None:
    saved = snapshot(venues=(quoted("wide", half="65"), blind("blind")))
    row = row_of("blind", saved, Trade(prices={"BTC": Decimal(130_000)}))
    assert row.inputs is not None
    assert row.inputs.market is not None
    assert (row.inputs.market.bid, row.inputs.market.ask) == (129_870, 130_130)


def test_known_only_leaves_it_out(cli: Cli) -> None:
    save_snapshot(cli.saved, snapshot(venues=(quoted("fine"), blind("blind"))))
    for command in ("compare", "minimum"):
        asked = (command, "BTC", "--snapshot", str(cli.saved))
        rows = {row["venue"]: row for row in cli.document(*asked)["rows"]}
        assert rows["blind"]["status"] == "ok"
        rows = {row["venue"]: row for row in cli.document(*asked, "--known-only")["rows"]}
        assert rows["blind"]["status"] == "no_data"
        assert rows["blind"]["reason"] == "no best bid and ask are known"
    assert ranks(quoted("fine"), blind("blind"), known_only=True) == [("fine", 1), ("blind", None)]


def test_a_coin_without_a_price_anywhere_is_no_data() -> None:
    assert row_of("one", snapshot(venues=(blind("one"), blind("two")))).status == "no_data"


def test_a_price_kept_without_its_spread_gets_that_of_the_quotes() -> None:
    kept = prices_of(snapshot(venues=(quoted("wide", half="65"),)))["BTC"]
    old = structs.replace(kept, spread=None)
    saved = snapshot(venues=(quoted("wide", half="65"),), references=(old,))
    assert prices_of(saved)["BTC"].spread == Decimal("0.002")


def test_the_document_for_pages_has_quotes_as_they_were_read() -> None:
    # The page assumes what is missing itself, after the user's own price: tests/test_model_js.py
    found = priceable(
        snapshot(venues=(quoted("wide", half="65"), blind("blind"))), ["BTC"], names={}
    )
    quotes = {data.venue: data.contracts[0].market for data in found.venues}
    assert quotes["blind"] is None
    assert quotes["wide"] is not None
    assert quotes["wide"].bid == Decimal(64935)


@pytest.mark.parametrize("coin", COINS)
def test_three_quarters_of_the_venues_that_list_a_coin_are_ranked_without_a_network(
    coin: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPARATOR_PLUGINS", raising=False)
    _, out, _ = cli("compare", coin, "--source", "published", "--format", "json")
    listed = [row for row in json.loads(out)["rows"] if row["status"] != "no_market"]
    ranked = [row for row in listed if row["rank"]]
    assert len(listed) >= 2
    assert 4 * len(ranked) >= 3 * len(listed)
