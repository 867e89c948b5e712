import asyncio
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import samples
import tomli_w
from samples import NOON

from comparator import api
from comparator.schema import Origin, VenueData
from comparator.sources.cache import Cache
from comparator.sources.collect import Outcome, Plan, collect
from comparator.sources.merge import as_cached, filled
from comparator.sources.published import publish


def btc(spec: api.ContractSpec) -> bool:
    return spec.base == "BTC"


def down(*_: object) -> tuple[int, object]:
    return 451, b"<html>"


def collected(
    venue: api.Venue,
    says: Callable[..., tuple[int, object]] = samples.answer,
    **plan: Any,
) -> Outcome:
    """What comes of asking for BTC."""
    made = Plan(**({"transport": samples.transport(says), "at": NOON} | plan))
    return asyncio.run(collect([venue], btc, made))[0]


def data_of(outcome: Outcome) -> VenueData:
    assert outcome.data is not None
    return outcome.data


def codes(outcome: Outcome) -> list[str]:
    return [warning.code for warning in data_of(outcome).warnings]


@pytest.fixture
def shipped(tmp_path: Path) -> api.Venue:
    """A venue whose plugin ships figures."""
    path = tmp_path / "toy.toml"
    old = samples.data(
        as_of=NOON - timedelta(days=90), basis="published", fees={"all": samples.schedule()}
    )
    path.write_text(tomli_w.dumps(publish(old)), "utf-8")
    return samples.venue(published=path)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


# -- which source ----------------------------------------------------------------------------------


def test_live_figures_come_with_the_published_ones_that_are_not_public(shipped: api.Venue) -> None:
    outcome = collected(shipped)
    data = data_of(outcome)
    assert (data.basis, outcome.failure, outcome.venue) == ("live", None, "toy")
    assert data.fees == {"all": samples.schedule()}
    assert data.origin("fees", "all").basis == "published"
    assert data.origin("markets", "BTCUSDT").basis == "live"


def test_published_alone_asks_nobody(shipped: api.Venue) -> None:
    outcome = collected(shipped, lambda *_: pytest.fail("asked"), source="published")
    assert data_of(outcome).basis == "published"
    assert outcome.failure is None


def test_cached_alone_asks_nobody(cache: Cache, shipped: api.Venue) -> None:
    collected(shipped, cache=cache)
    outcome = collected(shipped, lambda *_: pytest.fail("asked"), cache=cache, source="cached")
    data = data_of(outcome)
    assert data.basis == "cached"
    assert data.origin("markets", "BTCUSDT").basis == "cached"
    assert data.origin("fees", "all").basis == "published"


@pytest.mark.parametrize("source", ["published", "cached"])
def test_a_venue_without_such_data_is_a_failure(source: str, cache: Cache) -> None:
    outcome = collected(samples.venue(), source=source, cache=cache)
    assert outcome.data is None
    assert outcome.failure is not None
    assert (outcome.failure.error, outcome.failure.fallback) == ("no data", "")
    assert outcome.failure.message == f"no {source} data"


def test_auto_falls_back_to_published_and_says_why(shipped: api.Venue) -> None:
    outcome = collected(shipped, down)
    assert data_of(outcome).basis == "published"
    assert outcome.failure is not None
    assert (outcome.failure.error, outcome.failure.fallback) == ("geo-blocked", "published")
    assert outcome.failure.message.startswith("toy GET /contracts: HTTP 451")


def test_auto_falls_back_to_the_cache_before_published_figures(
    cache: Cache, shipped: api.Venue
) -> None:
    collected(shipped, cache=cache)
    outcome = collected(shipped, down, cache=cache, at=NOON + timedelta(days=30))
    assert data_of(outcome).basis == "cached"
    assert outcome.failure is not None
    assert outcome.failure.fallback == "cached"
    assert data_of(outcome).origin("fees", "all").basis == "published"


def test_live_alone_never_falls_back(cache: Cache, shipped: api.Venue) -> None:
    collected(shipped, cache=cache)
    outcome = collected(shipped, down, cache=cache, source="live")
    assert outcome.data is None
    assert outcome.failure is not None
    assert outcome.failure.fallback == ""


def test_a_data_only_venue_answers_whatever_the_source(cache: Cache) -> None:
    async def contracts(_: api.Http) -> api.Listing:
        return api.Listing(api.Batch((samples.spec(),)))

    venue = samples.venue(contracts=contracts, markets=None, book=None, data_only=True)
    for source in ("auto", "live", "cached", "published"):
        assert data_of(collected(venue, source=source, cache=cache)).basis == "published"
    assert not cache.folder.exists()


# -- cache -----------------------------------------------------------------------------------------


def counting(seen: list[str]) -> Callable[..., tuple[int, object]]:
    def says(*request: Any) -> tuple[int, object]:
        seen.append(request[1].rpartition("/")[2])
        return samples.answer(*request)

    return says


@pytest.mark.parametrize(
    ("hours", "source", "asked"),
    [(23, "auto", False), (25, "auto", True), (1, "live", True)],
)
def test_contracts_are_asked_for_once_a_day_and_quotes_every_time(
    hours: int, source: str, asked: bool, cache: Cache
) -> None:
    collected(samples.venue(), cache=cache)
    seen = list[str]()
    later = NOON + timedelta(hours=hours)
    outcome = collected(samples.venue(), counting(seen), cache=cache, source=source, at=later)
    assert ("contracts" in seen) is asked
    assert "quote" in seen
    assert data_of(outcome).origin("markets", "BTCUSDT").as_of == later


def test_contracts_do_not_stay_young_by_being_used(cache: Cache) -> None:
    for hours in (0, 20):
        collected(samples.venue(), cache=cache, at=NOON + timedelta(hours=hours))
    seen = list[str]()
    collected(samples.venue(), counting(seen), cache=cache, at=NOON + timedelta(hours=40))
    assert "contracts" in seen


def test_a_damaged_cache_is_said_and_rewritten(cache: Cache) -> None:
    cache.folder.mkdir()
    (cache.folder / "toy.json").write_bytes(b"{")
    assert codes(collected(samples.venue(), cache=cache)) == ["cache_damaged"]
    assert codes(collected(samples.venue(), cache=cache)) == []


def test_a_damaged_cache_is_said_where_nothing_can_take_its_place(cache: Cache) -> None:
    cache.folder.mkdir()
    (cache.folder / "toy.json").write_bytes(b"{")
    outcome = collected(samples.venue(), source="cached", cache=cache)
    assert outcome.failure is not None
    assert "is damaged" in outcome.failure.message


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    outcome = collected(samples.venue(), cache=Cache(tmp_path / "file"))
    assert "cache_unwritable" in codes(outcome)


def test_damaged_published_figures_are_said(tmp_path: Path) -> None:
    (tmp_path / "toy.toml").write_text("x = ")
    venue = samples.venue(published=tmp_path / "toy.toml")
    assert codes(collected(venue)) == ["published_damaged"]
    assert codes(collected(venue, source="auto")) == ["published_damaged"]
    failure = collected(venue, source="published").failure
    assert failure is not None
    assert "toy.toml cannot be read" in failure.message


def test_warnings_of_an_earlier_run_are_not_said_again(cache: Cache) -> None:
    def no_book(*request: Any) -> tuple[int, object]:
        return (404, {}) if request[1].endswith("/book") else samples.answer(*request)

    assert codes(collected(samples.venue(), no_book, cache=cache)) == ["secondary_failed"]
    assert codes(collected(samples.venue(), no_book, cache=cache)) == ["secondary_failed"]
    assert codes(collected(samples.venue(), cache=cache)) == []


def test_a_market_that_pauses_for_one_run_is_back_in_the_next(cache: Cache) -> None:
    def paused(*request: Any) -> tuple[int, object]:
        empty = {"bids": [], "asks": []}
        return (200, empty) if request[1].endswith("/book") else samples.answer(*request)

    first = collected(samples.venue(), paused, cache=cache)
    assert codes(first) == ["no_market"]
    assert "BTCUSDT" in data_of(first).closed
    second = collected(samples.venue(), cache=cache)
    assert [spec.symbol for spec in data_of(second).contracts] == ["BTCUSDT", "ETHUSDT"]
    assert "BTCUSDT" not in data_of(second).closed


def test_quotes_of_other_assets_stay_in_the_cache(cache: Cache) -> None:
    everything = Plan(transport=samples.transport(), at=NOON, cache=cache)
    asyncio.run(collect([samples.venue()], lambda _: True, everything))
    collected(samples.venue(), cache=cache, at=NOON + timedelta(hours=1))
    held = cache.load("toy")
    assert held is not None
    assert sorted(held.data.markets) == ["BTCUSDT", "ETHUSDT"]
    assert held.data.markets["BTCUSDT"].at == NOON + timedelta(hours=1)
    assert held.data.markets["ETHUSDT"].at == NOON


# -- what is worth a word --------------------------------------------------------------------------


def test_a_figure_that_jumped_since_the_last_run_is_said(cache: Cache) -> None:
    def tenfold(*request: Any) -> tuple[int, object]:
        listed = [{**row, "step": "0.01"} for row in samples.LISTED[:1]]
        return (200, listed) if request[1].endswith("/contracts") else samples.answer(*request)

    collected(samples.venue(), cache=cache)
    outcome = collected(samples.venue(), tenfold, cache=cache, source="live")
    assert codes(outcome) == ["figure_jumped", "figure_jumped"]
    assert (
        "qty_step was 0.001 in the last run and is 0.01 now" in data_of(outcome).warnings[0].message
    )


def test_expired_contracts_are_closed_whatever_the_source(tmp_path: Path) -> None:
    dated = samples.spec(symbol="BTC-26NOV", kind="future", expiry=NOON)
    path = tmp_path / "toy.toml"
    path.write_text(tomli_w.dumps(publish(samples.data(contracts=(dated,), markets={}))), "utf-8")
    venue = samples.venue(published=path)
    early = collected(venue, source="published", at=NOON - timedelta(seconds=1))
    assert len(data_of(early).contracts) == 1
    late = collected(venue, source="published", at=NOON)
    assert (data_of(late).contracts, data_of(late).closed) == ((), ("BTC-26NOV",))


# -- all at once -----------------------------------------------------------------------------------


def test_outcomes_come_in_the_order_of_the_venues_and_are_told_as_they_arrive() -> None:
    def slow(seconds: float) -> Callable[[api.Http], Any]:
        async def contracts(http: api.Http) -> api.Listing:
            await asyncio.sleep(seconds)
            return await samples.contracts(http)

        return contracts

    venues = [samples.venue(id=name, contracts=slow(t)) for name, t in (("a", 0.05), ("b", 0))]
    told = list[str]()
    plan = Plan(transport=samples.transport(), at=NOON)
    outcomes = asyncio.run(collect(venues, btc, plan, lambda outcome: told.append(outcome.venue)))
    assert [outcome.venue for outcome in outcomes] == ["a", "b"]
    assert told == ["b", "a"]
    assert outcomes[0].seconds >= 0.05


def test_one_failing_venue_leaves_the_others_as_they_were() -> None:
    def says(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
        if "bad" in url:
            return 500, b""
        return samples.answer(method, url, query, body)

    plan = Plan(transport=samples.transport(says), at=NOON)
    alone = asyncio.run(collect([samples.venue()], btc, plan))[0].data
    bad = samples.venue(id="bad", base_url="https://bad.example")
    good, failed = asyncio.run(collect([samples.venue(), bad], btc, plan))
    assert good.data == alone
    assert failed.data is None


def test_the_clock_is_the_machines_unless_it_is_given() -> None:
    assert Plan(at=NOON).now == NOON
    assert Plan().now.utcoffset() == timedelta(0)


# -- merging ---------------------------------------------------------------------------------------


def test_filling_takes_only_what_is_missing_and_keeps_origins() -> None:
    live = samples.data(books={})
    old = samples.data(
        basis="published",
        source="a page",
        markets={"BTCUSDT": samples.market(bid=Decimal(1)), "GONE": samples.market(symbol="GONE")},
        books={"BTCUSDT": samples.book()},
        tiers={"BTCUSDT": (samples.tier(),)},
        fees={"all": samples.schedule()},
    )
    both = filled(live, old)
    assert both.markets == live.markets
    assert both.books == {}  # the quote is live: an older book does not belong to it
    assert both.tiers == old.tiers
    assert both.origin("tiers", "BTCUSDT") == Origin(basis="published", source="a page", as_of=NOON)
    assert both.origin("markets", "BTCUSDT").basis == "live"
    assert both.origins.keys() == {"tiers/BTCUSDT", "fees/all"}  # what is its own needs no copy
    assert filled(live, None) is live


def test_a_quote_and_its_depth_are_taken_together() -> None:
    old = samples.data(basis="published", books={"BTCUSDT": samples.book()})
    both = filled(samples.data(markets={}), old)
    assert (both.markets, both.books) == (old.markets, old.books)


def test_live_becomes_cached_and_published_stays() -> None:
    page = Origin(basis="published", source="a page", as_of=NOON)
    live = samples.data(origins={"fees/all": page}, fees={"all": samples.schedule()})
    held = as_cached(live)
    assert held.basis == "cached"
    assert held.origin("markets", "BTCUSDT").basis == "cached"
    assert held.origin("contracts", "BTCUSDT").basis == "cached"
    assert held.origin("fees", "all").basis == "published"
