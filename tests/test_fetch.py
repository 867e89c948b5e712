import asyncio
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import samples
from msgspec import structs
from samples import NOON

from comparator import api
from comparator.api.aio import unwaited
from comparator.errors import PluginFault, Refused, Unreachable, VenueError, WireMismatch
from comparator.schema import FigureWarning, Origin, VenueData
from comparator.sources import fetch as asking
from comparator.sources.fetch import fetch_venue


def btc(spec: api.ContractSpec) -> bool:
    return spec.base == "BTC"


def everything(_: api.ContractSpec) -> bool:
    return True


def asked(
    venue: api.Venue | None = None,
    wanted: Callable[[api.ContractSpec], bool] = btc,
    says: Callable[..., tuple[int, object]] = samples.answer,
    known: VenueData | None = None,
) -> VenueData:
    """What the toy exchange is read as."""
    transport = samples.transport(says)
    return asyncio.run(
        fetch_venue(venue or samples.venue(), wanted, now=NOON, transport=transport, known=known)
    )


def but(path: str, status: int, document: object) -> Callable[..., tuple[int, object]]:
    """The toy exchange with another answer on one path."""

    def says(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
        return (
            (status, document) if url.endswith(path) else samples.answer(method, url, query, body)
        )

    return says


def messages(data: VenueData) -> list[str]:
    return [warning.message for warning in data.warnings]


# -- what is read ----------------------------------------------------------------------------------


def test_all_contracts_and_the_markets_of_the_wanted_ones_are_read() -> None:
    data = asked()
    assert [spec.symbol for spec in data.contracts] == ["BTCUSDT", "ETHUSDT"]
    assert data.closed == ("OLDUSDT",)
    assert (list(data.markets), list(data.books)) == (["BTCUSDT"], ["BTCUSDT"])
    assert data.origin("markets", "BTCUSDT") == Origin(
        basis="live", source="https://api.toy.example", as_of=NOON
    )
    assert messages(data) == []


def test_nothing_but_contracts_is_asked_when_none_is_wanted() -> None:
    seen = list[str]()

    def says(*request: Any) -> tuple[int, object]:
        seen.append(request[1])
        return samples.answer(*request)

    assert len(asked(wanted=lambda _: False, says=says).contracts) == 2
    assert seen == ["https://api.toy.example/contracts"]


def test_known_contracts_are_not_asked_for_again() -> None:
    known = samples.data(contracts=(samples.spec(),), markets={})
    data = asked(known=known, says=but("/contracts", 500, {}))
    assert data.contracts == known.contracts
    assert list(data.markets) == ["BTCUSDT"]


def test_a_venue_without_markets_and_depth_gives_contracts() -> None:
    data = asked(samples.venue(markets=None, book=None))
    assert len(data.contracts) == 2
    assert (data.markets, data.books, data.tiers, data.fees) == ({}, {}, {}, {})


def test_fees_tiers_and_interval_come_from_the_answers_that_have_them() -> None:
    async def fees(_: api.Http) -> Mapping[str, api.FeeSchedule]:
        return {"all": samples.schedule()}

    async def tiers(_: api.Http, specs: Sequence[api.ContractSpec]) -> Mapping[str, Any]:
        return {spec.symbol: (samples.tier(),) for spec in specs}

    async def markets(_: api.Http, specs: Sequence[api.ContractSpec]) -> Mapping[str, Any]:
        hours = Decimal(4)
        return {
            s.symbol: samples.market(symbol=s.symbol, funding_interval_hours=hours) for s in specs
        }

    data = asked(samples.venue(fees=fees, margin_tiers=tiers, markets=markets))
    assert data.fees == {"all": samples.schedule()}
    assert data.tiers == {"BTCUSDT": (samples.tier(),)}
    intervals = {spec.symbol: spec.funding_interval_hours for spec in data.contracts}
    assert intervals == {"BTCUSDT": Decimal(4), "ETHUSDT": None}


def test_a_data_only_venue_is_published_and_never_asked() -> None:
    async def contracts(_: api.Http) -> api.Listing:
        return api.Listing(api.Batch((samples.spec(),)))

    data = asked(samples.venue(contracts=contracts, markets=None, book=None, data_only=True))
    assert data.basis == "published"


def test_a_data_only_venue_gives_everything_without_an_event_loop() -> None:
    async def contracts(_: api.Http) -> api.Listing:
        return api.Listing(api.Batch((samples.spec(),)))

    async def markets(_: api.Http, __: object) -> Mapping[str, api.MarketSnapshot]:
        return {"BTCUSDT": samples.market()}

    async def book(_: api.Http, __: object) -> api.OrderBook:
        return samples.book()

    async def tiers(_: api.Http, __: object) -> Mapping[str, tuple[api.MarginTier, ...]]:
        return {"BTCUSDT": (samples.tier(),)}

    async def fees(_: api.Http) -> Mapping[str, api.FeeSchedule]:
        return {"all": samples.schedule()}

    venue = samples.venue(
        contracts=contracts,
        markets=markets,
        book=book,
        margin_tiers=tiers,
        fees=fees,
        data_only=True,
    )
    data = unwaited(fetch_venue(venue, btc, now=NOON))
    assert data.markets == {"BTCUSDT": samples.market()}
    assert data.books == {"BTCUSDT": samples.book()}
    assert data.tiers == {"BTCUSDT": (samples.tier(),)}
    assert data.fees == {"all": samples.schedule()}


def test_a_data_only_venue_that_waits_is_a_mistake_of_its_plugin() -> None:
    async def contracts(_: api.Http) -> api.Listing:
        await asyncio.sleep(0)
        raise AssertionError

    venue = samples.venue(contracts=contracts, markets=None, book=None, data_only=True)
    with pytest.raises(PluginFault, match="it waits for something, though nobody is to be asked"):
        asked(venue)


def from_the_file() -> api.Venue:
    """A data-only venue whose contracts are those of its published figures."""

    async def contracts(http: api.Http) -> api.Listing:
        return api.Listing(api.Batch(http.published().contracts))

    return samples.venue(contracts=contracts, markets=None, book=None, data_only=True)


def test_a_plugin_gets_the_published_figures_that_were_read_already() -> None:
    shipped = samples.data(contracts=(samples.spec(symbol="SHIPPED"),))
    data = unwaited(fetch_venue(from_the_file(), btc, now=NOON, shipped=shipped))
    assert [spec.symbol for spec in data.contracts] == ["SHIPPED"]


def test_published_figures_that_are_not_there_are_a_mistake_of_the_plugin(tmp_path: Path) -> None:
    with pytest.raises(PluginFault, match="the plugin ships no published figures"):
        asked(from_the_file())
    gone = structs.replace(from_the_file(), published=tmp_path / "gone.toml")
    with pytest.raises(PluginFault, match=r"gone\.toml cannot be read"):
        asked(gone)


def test_contracts_listed_twice_are_kept_once_and_said() -> None:
    twice = [samples.LISTED[0], {**samples.LISTED[0], "step": "0.01"}]
    data = asked(says=but("/contracts", 200, twice))
    assert [spec.qty_step for spec in data.contracts] == [Decimal("0.001")]
    assert [row.reason for row in data.rejected] == ["BTCUSDT is listed twice"]


def test_a_contract_whose_smallest_order_is_absurd_is_rejected() -> None:
    huge = [{**samples.LISTED[0], "step": "1000"}, samples.LISTED[1]]
    data = asked(says=but("/contracts", 200, huge))
    assert [spec.symbol for spec in data.contracts] == ["ETHUSDT"]
    assert data.rejected[0].field == "contract_size"
    assert "was 65000000" in data.rejected[0].reason


# -- quotes from the book --------------------------------------------------------------------------


def quotes(found: Mapping[str, api.MarketSnapshot]) -> api.Venue:
    async def markets(_: api.Http, __: Sequence[api.ContractSpec]) -> Mapping[str, Any]:
        return found

    return samples.venue(markets=markets)


def test_best_prices_come_from_the_book_where_the_quote_has_none() -> None:
    mark_only = samples.market(bid=None, ask=None, bid_size=None, ask_size=None)
    market = asked(quotes({"BTCUSDT": mark_only})).markets["BTCUSDT"]
    assert (market.bid, market.bid_size) == (Decimal(65000), Decimal(2))
    assert (market.ask, market.mark) == (Decimal(65001), Decimal(65000))


def test_without_a_quote_the_book_is_one() -> None:
    market = asked(samples.venue(markets=None)).markets["BTCUSDT"]
    assert (market.bid, market.ask, market.mark) == (Decimal(65000), Decimal(65001), None)


def test_a_complete_quote_is_left_alone() -> None:
    whole = samples.market(bid=Decimal(64990), ask=Decimal(65010))
    assert asked(quotes({"BTCUSDT": whole})).markets["BTCUSDT"] == whole


def test_a_book_that_crosses_the_quote_leaves_the_quote_as_it_was() -> None:
    older = samples.market(bid=Decimal(64000), ask=Decimal(64001), bid_size=None, ask_size=None)
    one_sided = {"bids": [["65000", "2"]], "asks": []}
    data = asked(quotes({"BTCUSDT": older}), says=but("/book", 200, one_sided))
    assert data.markets["BTCUSDT"] == older
    assert "best prices" in messages(data)[0]


# -- failures --------------------------------------------------------------------------------------


def test_failing_contracts_fail_the_venue() -> None:
    with pytest.raises(Refused, match="toy GET /contracts: said no"):
        asked(says=but("/contracts", 200, {"no": 5}))


def test_failing_depth_is_unknown_and_said() -> None:
    data = asked(says=but("/book", 404, {}))
    assert data.books == {}
    assert messages(data) == ["BTCUSDT: depth unknown: toy GET /book: HTTP 404 {} (code 404)"]


def test_a_venue_whose_quotes_all_fail_fails() -> None:
    with pytest.raises(Refused, match="toy GET /quote"):
        asked(samples.venue(book=None), wanted=everything, says=but("/quote", 404, {}))


@pytest.mark.parametrize("listed", [[], [3], [{"symbol": "X"}] * 2])
def test_a_list_of_which_nothing_can_be_read_fails_the_venue(listed: list[Any]) -> None:
    with pytest.raises(WireMismatch, match=f"toy: none of {len(listed)} listed contracts"):
        asked(says=but("/contracts", 200, listed))


def test_one_odd_contract_alone_is_a_rejected_row() -> None:
    data = asked(says=but("/contracts", 200, [{"symbol": "X"}]))
    assert [row.symbol for row in data.rejected] == ["X"]


def test_a_venue_where_everything_is_closed_is_no_failure() -> None:
    data = asked(says=but("/contracts", 200, [samples.LISTED[2]]))
    assert (data.contracts, data.closed) == ((), ("OLDUSDT",))


def test_a_venue_that_never_finishes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def contracts(_: api.Http) -> api.Listing:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(asking, "DEADLINE", 0.05)
    with pytest.raises(Unreachable, match=r"toy: still answering after 0\.05 seconds"):
        asked(samples.venue(contracts=contracts))


def test_margin_tiers_that_make_no_sense_are_unknown() -> None:
    async def tiers(_: api.Http, __: Sequence[api.ContractSpec]) -> Mapping[str, Any]:
        return {"BTCUSDT": (samples.tier(floor=Decimal(1)),), "ETHUSDT": (samples.tier(),)}

    data = asked(samples.venue(margin_tiers=tiers))
    assert list(data.tiers) == ["ETHUSDT"]
    assert "margin tier 1: floor must be 0, was 1" in messages(data)[0]


def test_a_table_that_contracts_share_is_sound_or_unknown_for_each() -> None:
    sound, odd = (samples.tier(),), (samples.tier(floor=Decimal(1)),)

    async def tiers(_: api.Http, __: Sequence[api.ContractSpec]) -> Mapping[str, Any]:
        return {"A": sound, "B": odd, "C": sound, "D": odd}

    data = asked(samples.venue(margin_tiers=tiers))
    assert data.tiers == {"A": sound, "C": sound}
    assert [message.split(":")[0] for message in messages(data)] == ["B", "D"]


# -- the plugin's own mistakes ---------------------------------------------------------------------


def lists(returned: object) -> api.Venue:
    async def contracts(_: api.Http) -> Any:
        return returned

    return samples.venue(contracts=contracts)


def raises(error: BaseException) -> api.Venue:
    async def contracts(_: api.Http) -> Any:
        raise error

    return samples.venue(contracts=contracts)


@pytest.mark.parametrize(
    ("venue", "says"),
    [
        (raises(ZeroDivisionError("oops")), "toy: ZeroDivisionError: oops"),
        (raises(AttributeError("wire")), "toy: AttributeError: wire"),
        (lists(None), "what contracts() returns must be a Listing, was NoneType"),
        (
            lists(api.Listing(api.Batch(({},)))),  # type: ignore[arg-type] # a plugin's mistake
            "an item of contracts() must be a ContractSpec, was dict",
        ),
        (
            lists(api.Listing(api.Batch((samples.spec(),) * 20_001))),
            "contracts() gave 20001 items, more than 20000",
        ),
    ],
)
def test_a_plugins_mistake_is_its_own_fault(venue: api.Venue, says: str) -> None:
    with pytest.raises(PluginFault) as raised:
        asked(venue)
    assert says in str(raised.value)
    assert raised.value.venue == "toy"


def test_an_error_that_a_plugin_raises_itself_names_the_venue() -> None:
    with pytest.raises(VenueError) as raised:
        asked(raises(api.WireMismatch("odd")))
    assert str(raised.value) == "toy: odd"


def test_a_mistake_in_a_secondary_capability_leaves_its_figures_unknown() -> None:
    async def markets(_: api.Http, __: Sequence[api.ContractSpec]) -> Any:
        return {"BTCUSDT": 3}

    async def fees(_: api.Http) -> Any:
        raise TypeError("oops")

    data = asked(samples.venue(markets=markets, fees=fees))
    assert data.fees == {}
    assert sorted(messages(data)) == [
        "fee schedule unknown: toy: TypeError: oops",
        "quotes unknown: toy: quotes of BTCUSDT must be a MarketSnapshot, was int",
    ]
    assert data.warnings[0] == FigureWarning(code="secondary_failed", message=messages(data)[0])
