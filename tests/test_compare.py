"""The hall: venues in, one ranked answer out, whatever happens to any one of them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import cli_market
import pytest
import samples
from msgspec import structs

import comparator
from comparator.api import Batch, ContractSpec, Http, Listing, MarketSnapshot, Unreachable, Venue
from comparator.assets import asset_name, check_assets
from comparator.comparison import Choice, Comparison, priced
from comparator.errors import PlanError
from comparator.pricing.trade import Trade
from comparator.run import read_async
from comparator.sources.cache import Cache
from comparator.sources.collect import Plan
from comparator.sources.snapshot import Snapshot, load_snapshot, save_snapshot

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
D = Decimal

PUBLISHED = """
venue = "{id}"
source = "by hand"
as_of = 2026-11-01

[[contracts]]
venue = "{id}"
symbol = "BTCUSDT"
base = "BTC"
quote = "USDT"
settle = "USDT"
kind = "perpetual"
payoff = "linear"
contract_size = "1"
qty_unit = "base"
qty_step = "{step}"
min_qty = "{step}"
tick_size = "0.1"
fee_schedule = "all"
max_leverage = "50"
funding_interval_hours = "8"
source = "by hand"
as_of = 2026-11-01

[markets.BTCUSDT]
venue = "{id}"
symbol = "BTCUSDT"
at = 2026-11-01T00:00:00Z
bid = "{bid}"
ask = "{ask}"
bid_size = "10"
ask_size = "10"
mark = "{bid}"
funding_rate = "0.0001"
next_funding_time = 2026-11-01T08:00:00Z
source = "by hand"
as_of = 2026-11-01T00:00:00Z

[fees.all]
source = "by hand"
as_of = 2026-11-01
tiers = [{{ name = "base", maker = "0.0002", taker = "{taker}" }}]
"""


def spec(venue: str, symbol: str, base: str, **more: object) -> ContractSpec:
    known = {"max_leverage": D(50), "funding_interval_hours": D(8)}
    return samples.spec(venue=venue, symbol=symbol, base=base, **(known | more))


def venue(
    folder: Path,
    name: str,
    *,
    step: str = "0.001",
    taker: str = "0.0005",
    bid: str = "60000",
    ask: str = "60000.6",
    down: bool = False,
    also: Sequence[ContractSpec] = (),
) -> Venue:
    """A venue whose live answer is its published one, at 100,000 instead of `bid`."""
    path = folder / f"{name}.toml"
    path.write_text(PUBLISHED.format(id=name, step=step, taker=taker, bid=bid, ask=ask))

    async def contracts(http: Http) -> Listing:
        if down:
            raise Unreachable("name or service not known", venue=http.venue, request="GET /list")
        listed = spec(name, "BTCUSDT", "BTC", qty_step=D(step), min_qty=D(step))
        return Listing(Batch((listed, *also)))

    async def markets(http: Http, specs: Sequence[ContractSpec]) -> Mapping[str, MarketSnapshot]:
        return {
            wanted.symbol: MarketSnapshot(
                venue=name,
                symbol=wanted.symbol,
                at=http.now,
                bid=D(100_000),
                ask=D(100_001),
                bid_size=D(5),
                ask_size=D(5),
                mark=D(100_000),
                funding_rate=D("0.0001"),
                next_funding_time=datetime(2026, 11, 23, 16, tzinfo=UTC),
            )
            for wanted in specs
        }

    return Venue(
        id=name,
        name=name.title(),
        base_url=f"https://{name}.example",
        docs=f"https://{name}.example/docs",
        contracts=contracts,
        markets=markets,
        published=path,
    )


def run(
    venues: Sequence[Venue],
    *,
    assets: Sequence[str] = ("BTC",),
    trade: Trade | None = None,
    choice: Choice = Choice(),  # noqa: B008 - frozen
    **more: object,
) -> Comparison:
    plan = Plan(at=NOW, **more)  # type: ignore[arg-type] # a factory for tests
    read = asyncio.run(read_async(assets, installed=venues, plan=plan, choice=choice))
    return priced(read, trade or Trade(), assets, choice=choice)


def test_the_cheaper_fee_ranks_first_at_equal_lots(tmp_path: Path) -> None:
    answer = run([venue(tmp_path, "dear", taker="0.0006"), venue(tmp_path, "cheap")]).answers[0]
    assert [row.venue for row in answer.rows] == ["cheap", "dear"]


def test_a_finer_lot_is_not_beaten_by_trading_less(tmp_path: Path) -> None:
    """Rounding 0.0033 down to 0.003 costs fewer dollars, but not less per unit of risk."""
    answer = run([venue(tmp_path, "coarse"), venue(tmp_path, "fine", step="0.0001")]).answers[0]
    rows = {row.venue: row for row in answer.rows}
    assert rows["coarse"].costs is not None
    assert rows["fine"].costs is not None
    assert rows["coarse"].costs.total < rows["fine"].costs.total
    assert answer.rows[0].venue == "fine" or rows["fine"].rank == rows["coarse"].rank


def test_adding_or_permuting_venues_changes_no_score(tmp_path: Path) -> None:
    one, two, three = (venue(tmp_path, name, taker=f"0.000{n}") for n, name in enumerate("abc", 4))
    alone = {row.venue: row.score for row in run([one, two]).answers[0].rows}
    more = {row.venue: row.score for row in run([three, two, one]).answers[0].rows}
    assert alone == {name: more[name] for name in alone}


def test_a_venue_that_is_down_is_named_and_published_data_used_instead(tmp_path: Path) -> None:
    found = run([venue(tmp_path, "up"), venue(tmp_path, "down", down=True)])
    (failure,) = found.failed
    assert (failure.venue, failure.error, failure.fallback) == ("down", "unreachable", "published")
    assert "name or service not known" in failure.message
    assert {"up", "down"} == {row.venue for row in found.answers[0].rows if row.status == "ok"}


def test_live_alone_shows_nothing_for_a_venue_that_is_down(tmp_path: Path) -> None:
    found = run([venue(tmp_path, "down", down=True)], source="live")
    assert found.answers[0].rows == ()
    assert [failure.fallback for failure in found.failed] == [""]
    assert not found.feasible


def test_stale_quotes_are_moved_to_the_price_of_the_newest(tmp_path: Path) -> None:
    found = run([venue(tmp_path, "up"), venue(tmp_path, "down", down=True)])
    data = {read.venue: read for read in found.venues}["down"]
    moved = data.markets["BTCUSDT"]
    # the published 60,000 / 60,000.6 becomes 100,000 / 100,001: the same 0.1 bp apart
    assert (D(100_000), D(100_001)) == (moved.bid, moved.ask)
    assert data.origin("markets", "BTCUSDT").basis == "assumed"
    assert datetime(2026, 11, 23, 16, tzinfo=UTC) == moved.next_funding_time
    assert data.origin("contracts", "BTCUSDT").basis == "published"


def test_the_users_price_moves_published_quotes(tmp_path: Path) -> None:
    trade = Trade(prices={"BTC": D(65_000)})
    found = run([venue(tmp_path, "only")], trade=trade, source="published")
    assert D(65_000) == found.venues[0].markets["BTCUSDT"].bid


def test_bundles_of_a_coin_are_that_coin_and_stocks_never_are(tmp_path: Path) -> None:
    bundle = spec("x", "1000PEPEUSDT", "PEPE", underlying_multiplier=D(1000))
    stock = spec("x", "BTCX", "BTC", asset_class="stock")
    found = run([venue(tmp_path, "x", also=[bundle, stock])], assets=["1000PEPE", "btc"])
    assert [answer.asset for answer in found.answers] == ["PEPE", "BTC"]
    symbols = {row.symbol for answer in found.answers for row in answer.candidates}
    assert {"1000PEPEUSDT", "BTCUSDT"} == symbols


@pytest.mark.parametrize(
    ("text", "name"),
    [("btc", "BTC"), ("XBT", "BTC"), ("shib1000", "SHIB"), ("1INCH", "1INCH"), (" eth ", "ETH")],
)
def test_asset_names_are_what_people_type(text: str, name: str) -> None:
    assert name == asset_name(text)


def test_gold_is_listed_by_its_code() -> None:
    metal = samples.data(contracts=(samples.spec(base="XAU", asset_class="commodity"),))
    with pytest.raises(PlanError, match=r"a contract on 'GOLD'; did you mean XAU\?"):
        check_assets(["GOLD"], [metal])
    coin = samples.data(contracts=(samples.spec(base="GOLD"),))
    check_assets(["GOLD"], [metal, coin])


def test_an_unknown_asset_names_the_near_ones(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"no venue lists a contract on 'BTV'; did you mean BTC\?"):
        run([venue(tmp_path, "x")], assets=["BTV"])


def test_an_unknown_venue_names_the_installed_ones(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"unknown venue 'bibit' \(did you mean 'bybit'\?\)"):
        asyncio.run(read_async(["BTC"], venues=["bibit"], installed=[venue(tmp_path, "bybit")]))


def test_an_inverse_contract_is_a_candidate_only_on_request(tmp_path: Path) -> None:
    inverse = spec(
        "x",
        "BTCUSD",
        "BTC",
        payoff="inverse",
        quote="USD",
        settle="BTC",
        contract_size=D(100),
        qty_unit="contracts",
        qty_step=D(1),
        min_qty=D(1),
    )
    found = run([venue(tmp_path, "x", also=[inverse])])
    assert {"BTCUSDT"} == {row.symbol for row in found.answers[0].candidates}
    both = run([venue(tmp_path, "x", also=[inverse])], choice=Choice(payoff=None))
    assert {"BTCUSDT", "BTCUSD"} == {row.symbol for row in both.answers[0].candidates}


@pytest.mark.parametrize("suffix", ["json", "toml"])
def test_a_saved_run_gives_the_same_answer(tmp_path: Path, suffix: str) -> None:
    first = run([venue(tmp_path, "a"), venue(tmp_path, "b", down=True)])
    save_snapshot(tmp_path / f"run.{suffix}", first.snapshot)
    again = load_snapshot(tmp_path / f"run.{suffix}")
    assert first.snapshot == again
    assert first.answers == priced(again, Trade(), ["BTC"]).answers


def test_young_cached_contracts_are_not_asked_for_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    run([venue(tmp_path, "x")], cache=cache)
    found = run([venue(tmp_path, "x", down=True)], cache=cache)
    assert found.failed == ()
    assert found.venues[0].origin("contracts", "BTCUSDT").basis == "cached"
    assert found.venues[0].origin("markets", "BTCUSDT").basis == "live"


def test_a_damaged_cache_is_named_and_rewritten(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.folder.mkdir()
    (cache.folder / "x.json").write_text('{"version": 1, "data":')
    found = run([venue(tmp_path, "x")], cache=cache)
    assert [row.code for row in found.venues[0].warnings] == ["cache_damaged"]
    assert cache.load("x") is not None


def test_the_public_names_are_all_there() -> None:
    for name in comparator.__all__:
        assert getattr(comparator, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = comparator.nothing  # type: ignore[attr-defined]


def test_a_snapshot_of_nothing_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text('{"schema": "other"}')
    with pytest.raises(comparator.errors.DataError, match=r"odd\.json is not a snapshot"):  # type: ignore[attr-defined]
        load_snapshot(path)
    assert Snapshot


def test_a_venue_that_can_take_nothing_shows_its_smallest_order(tmp_path: Path) -> None:
    """0.001 BTC is $100: with $5 neither fits, and the row is the one that is nearer."""
    larger = spec("x", "ALARGER", "BTC", qty_step=D("0.01"), min_qty=D("0.01"))
    trade = Trade(account=D(5), leverage=D(1))
    row = run([venue(tmp_path, "x", also=[larger])], trade=trade).answers[0].rows[0]
    assert (row.symbol, row.status) == ("BTCUSDT", "below_minimum")


class Walked(tuple[ContractSpec, ...]):
    """A list of contracts that counts how often it is walked through."""

    __slots__ = ()
    walks = 0

    def __iter__(self) -> Iterator[ContractSpec]:
        Walked.walks += 1
        return super().__iter__()


def test_lists_are_walked_as_often_for_one_coin_as_for_forty() -> None:
    names = [f"C{number}" for number in range(40)]
    listed = Walked(samples.spec(symbol=f"{name}USDT", base=name) for name in names)
    quotes = {s.symbol: samples.market(symbol=s.symbol, mark=None) for s in listed}
    whole = structs.replace(
        cli_market.snapshot(),
        venues=(samples.data(contracts=listed, markets=quotes, fees={"all": samples.schedule()}),),
    )
    seen = list[int]()
    for asked in (names[:1], names):
        Walked.walks = 0
        found = priced(whole, Trade(), asked)
        assert [len(answer.candidates) for answer in found.answers] == [1] * len(asked)
        seen.append(Walked.walks)
    assert seen[0] == seen[1] > 0


def test_venues_that_are_not_compared_judge_those_that_are_where_nobody_is_asked() -> None:
    trade = Trade()
    whole = comparator.compare(trade, "BTC", source="published")
    part = comparator.compare(trade, "BTC", source="published", venues=["aster"])
    assert [row.venue for row in part.rows] == ["aster"]
    assert part.references == whole.references
    (row,) = [row for row in whole.rows if row.venue == "aster"]
    assert part.rows[0].size == row.size
    with pytest.raises(PlanError, match="unknown venue 'astre'"):
        comparator.compare(trade, "BTC", source="published", venues=["astre"])


def test_a_venue_whose_shipped_contracts_are_left_out_is_not_said_to_have_none_of_the_coin() -> (
    None
):
    asked = Choice(kind="future")
    found = comparator.compare(Trade(), "BTC", source="published", choice=asked)
    said = {row.venue: row.reason for row in found.rows if row.status == "no_market"}
    assert said["okx"] == (  # ships BTC-USDT-SWAP, a perpetual
        "okx may list such a contract on BTC, but the figures shipped with it do not"
    )
