"""The whole market, worked out by hand for $100 at 1 % and a stop 1.5 % away.

fine:   BTC in steps of 0.001 at 65,000: $65 a lot, 65 x 1.5 % = 0.975 at risk, $97.50 of account;
        ETH in steps of 0.01 at 3,000: $30 a lot, $45 of account, two lots at $100
coarse: BTC by 0.02: $1,300 a lot, $1,950 of account
blind:  XYZ, which nobody quotes
wild:   ETH in steps of 0.01, quoted ten minutes from now
"""

import asyncio
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import samples
from cli_market import Cli, snapshot, venue_data
from msgspec import structs
from samples import NOON, spec
from samples import market as quote

from comparator import api
from comparator.answers.market import Market, document, everything
from comparator.comparison import Choice
from comparator.errors import PlanError
from comparator.pricing.trade import Trade
from comparator.render import markdown
from comparator.render.pages.market import page
from comparator.render.sheet import Block
from comparator.run import read_async
from comparator.schema import VenueData
from comparator.sources.collect import Plan
from comparator.sources.snapshot import Snapshot, save_snapshot

D = Decimal
COARSE: dict[str, Any] = {
    "qty_unit": "contracts",
    "contract_size": D("0.02"),
    "qty_step": D(1),
    "min_qty": D(1),
}


def with_eth(data: VenueData, at: datetime = NOON) -> VenueData:
    """The venue with an ETH contract beside its own."""
    bitcoin = data.contracts[0]
    ether = structs.replace(
        bitcoin, symbol="ETHUSDT", base="ETH", qty_step=D("0.01"), min_qty=D("0.01")
    )
    quoted = quote(
        venue=data.venue, symbol="ETHUSDT", bid=D(2999), ask=D(3001), mark=D(3000), index=D(3000),
        at=at,
        bid_size=D(100), ask_size=D(100), funding_rate=D("0.0001"),
    )  # fmt: skip
    return structs.replace(
        data,
        contracts=(*data.contracts, ether),
        markets={**data.markets, "ETHUSDT": quoted},
        tiers={**data.tiers, "ETHUSDT": data.tiers[bitcoin.symbol]},
    )


def only_eth(data: VenueData) -> VenueData:
    return structs.replace(data, contracts=data.contracts[1:])


def blind() -> VenueData:
    contract = spec(venue="blind", symbol="XYZUSDT", base="XYZ")
    return structs.replace(venue_data("blind"), contracts=(contract,), markets={}, tiers={})


MARKET: Snapshot = snapshot(
    venues=(
        with_eth(venue_data("fine")),
        venue_data("coarse", **COARSE),
        blind(),
        only_eth(with_eth(venue_data("wild"), NOON + timedelta(minutes=10))),
        venue_data("coins", payoff="inverse", quote="USD", settle="BTC", symbol="BTCUSD"),
    )
)


def answer(account: str = "100", **how: Any) -> Market:
    shown = {name: how.pop(name) for name in ("only", "by") if name in how}
    shown["coin_like"] = how.get("coin_like", "")
    return document(everything(MARKET, Trade(account=D(account)), **how), **shown)


def test_the_verdict_counts_what_the_plan_can_trade() -> None:
    found = answer()
    assert found.sentences[0] == (
        "With $100 at 1 % and a stop 1.5 % away, 2 of 5 contracts can be traded, on 2 of 3 coins."
    )
    assert found.sentences[1] == "Most of them at fine (2 of 2)."
    assert "1 further contract can be traded at more risk than planned." in found.sentences
    text = "Nothing can be said of 1 contract for want of figures, and so of 1 coin."
    assert text in found.sentences
    assert "1 contract is contradicted, and not counted as possible." in found.sentences
    assert any(text.startswith("Not counted: 1 inverse (") for text in found.sentences)


def test_what_is_out_of_reach_everywhere_says_from_which_account_on() -> None:
    # 97.50 rounded up to the dollar; ETH is possible from 45 on
    assert "1 coin is out of reach everywhere: BTC (from $98)." in answer("50").sentences
    text = "2 coins are out of reach everywhere: ETH (from $45) and BTC (from $98)."
    assert text in answer("20").sentences
    assert not any("out of reach" in text for text in answer().sentences)


def test_each_venue_counts_its_own_contracts() -> None:
    rows = {row.venue: row for row in answer().venues}
    fine, coarse = rows["fine"], rows["coarse"]
    assert (fine.contracts, fine.possible, fine.impossible, fine.unknown) == (2, 2, 0, 0)
    assert (fine.least_account, fine.median_account) == (D(45), (D(45) + D("97.5")) / 2)
    # BTC: 10 bp of fees, 2 / 65,000 of spread, three fundings of 1 bp, over 1.5 % of stop
    bitcoin = (D("0.001") + D(2) / 65_000 + D("0.0003")) / D("0.015")
    ether = (D("0.001") + D(2) / 3_000 + D("0.0003")) / D("0.015")
    assert fine.median_cost_r is not None
    assert abs(fine.median_cost_r - (bitcoin + ether) / 2) < D("1e-20")
    assert (coarse.possible, coarse.more_risk, coarse.impossible) == (0, 1, 1)
    assert (coarse.least_account, coarse.median_cost_r) == (D(1950), None)
    assert (rows["blind"].unknown, rows["blind"].least_account) == (1, None)
    assert (rows["wild"].contradicted, rows["wild"].least_account) == (1, None)
    assert rows["coins"].contracts == 0
    assert answer().venues[0].venue == "fine"


def test_each_coin_says_who_takes_it_and_the_smallest_account_anywhere() -> None:
    rows = {row.asset: row for row in answer("50").rows}
    bitcoin, ether, unheard = rows["BTC"], rows["ETH"], rows["XYZ"]
    assert (bitcoin.state, bitcoin.venues, bitcoin.listed) == ("impossible", 0, 2)
    assert (bitcoin.account, bitcoin.account_at, bitcoin.cheapest) == (D("97.5"), "fine", None)
    assert (ether.state, ether.takers, ether.symbol) == ("possible", ("fine",), "ETHUSDT")
    assert (ether.account, ether.listed) == (D(45), 2)
    assert (unheard.state, unheard.account, unheard.cost_r) == ("unknown", None, None)


def test_rows_are_chosen_by_state_and_by_name() -> None:
    assert [row.asset for row in answer("50", only="impossible").rows] == ["BTC"]
    assert [row.asset for row in answer("50", only="possible").rows] == ["ETH"]
    assert [row.asset for row in answer("50", only="unknown").rows] == ["XYZ"]
    assert {row.asset for row in answer(coin_like="t").rows} == {"BTC", "ETH"}
    assert {row.asset for row in answer(coin_like="?TH").rows} == {"ETH"}
    with pytest.raises(PlanError, match=r"--coin-like 'ETC': no coin's name fits; did you mean"):
        answer(coin_like="ETC")
    dated = answer(choice=Choice(kind="future"))
    assert dated.sentences == ("No contract was read that could be counted.",)


def test_a_venue_alone_is_counted_alone_and_priced_as_among_all() -> None:
    found = answer(venues=["coarse"])
    assert [row.venue for row in found.venues] == ["coarse"]
    assert [row.asset for row in found.rows] == ["BTC"]


def test_contracts_are_there_where_they_are_asked_for() -> None:
    assert answer().contracts == ()
    found = {(row.venue, row.symbol): row for row in answer(by="contract").contracts}
    assert len(found) == 5
    assert found["coarse", "BTCUSDT"].status == "over_budget"
    assert found["coarse", "BTCUSDT"].state == "impossible"
    assert found["fine", "BTCUSDT"].rank == 1
    assert found["wild", "ETHUSDT"].state == "contradicted"
    assert found["fine", "ETHUSDT"].notional == D(30)


def test_without_a_stop_the_size_is_given() -> None:
    found = document(everything(MARKET, Trade(account=D(100), stop=None, notional=D(70))))
    assert found.sentences[0].startswith("With $100 for $70 and no stop, 2 of 5 contracts")
    lost = document(everything(MARKET, Trade(account=D(100), max_loss=D("1.5"))))
    assert lost.sentences[0].startswith("With $100 losing at most $1.50 and a stop 1.5 % away, 2")


def test_prices_without_a_book_and_assumed_quotes_are_said() -> None:
    # BTC of `second` has no quote: priced at fine's price with the widest spread
    second = structs.replace(venue_data("second"), markets={})
    whole = snapshot(venues=(venue_data("fine"), second))
    found = document(everything(whole, Trade(account=D(100))))
    assert any(text.startswith("Every price is without the order book") for text in found.sentences)
    assert any(
        text.startswith("1 contract (50.00 %) without best prices") for text in found.sentences
    )
    (row,) = found.rows
    assert (row.cheapest, row.assumed, row.venues) == ("fine", False, 2)
    known = everything(whole, Trade(account=D(100)), choice=Choice(known_only=True))
    assert [row.unknown for row in document(known).venues] == [0, 1]


LISTED = [
    {"symbol": f"C{number}USDT", "base": f"C{number}", "step": "0.001", "open": True}
    for number in range(200)
]


async def by_list(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """All quotes of the toy exchange, one request."""
    answer = await http.get("/quotes", samples.Quote)
    quotes = (
        quote(symbol=spec.symbol, at=http.now, bid=answer.bid, ask=answer.ask, mark=answer.bid)
        for spec in specs
    )
    return {one.symbol: one for one in quotes}


@pytest.mark.parametrize(("lists", "requests"), [(None, 1), (by_list, 2)])
def test_two_hundred_contracts_cost_no_more_requests_than_lists(lists: Any, requests: int) -> None:
    asked = list[str]()

    def says(_: str, url: str, *__: object) -> tuple[int, object]:
        asked.append(url)
        if url.endswith("/contracts"):
            return 200, LISTED
        return 200, {"bid": "100", "ask": "101"}

    async def charged(_: api.Http) -> Mapping[str, api.FeeSchedule]:
        return {"all": samples.schedule()}

    toy = samples.venue(all_markets=lists, margin_tiers=None, fees=charged)
    plan = Plan(at=NOON, transport=samples.transport(says))
    found = asyncio.run(read_async(None, plan=plan, installed=[toy]))
    (data,) = found.venues
    assert len(asked) == requests
    assert len(data.markets) == (200 if lists else 0)
    assert data.books == {}
    told = [one.message for one in data.warnings if one.code == "not_asked"]
    assert told == ([] if lists else ["quote of 200 contracts not asked for: a request each"])
    answered = document(everything(found, Trade(account=D(100))))
    (row,) = answered.venues
    assert row.not_asked == tuple(told)
    assert (row.contracts, row.unknown) == (200, 0 if lists else 200)
    said = plain(page(answered))
    title = "not asked for, as it takes a request for each contract"
    assert (title in said) is (lists is None)
    assert ("quote of 200 contracts" in said) is (lists is None)


def plain(blocks: Iterable[Block]) -> str:
    """As it is piped."""
    return markdown.render(tuple(blocks))


def test_venues_without_such_a_contract_are_named_and_have_no_line() -> None:
    said = plain(page(answer(coin_like="XYZ")))
    assert "No such contract is known of coarse, coins, fine and wild." in said
    assert "| coarse |" not in said
    assert "Not counted" not in said  # the inverse one is on BTC
    assert "Not counted: 1 inverse" in plain(page(answer(coin_like="BTC")))
    # the table of venues has them all
    assert len(answer(coin_like="XYZ", by="venue").venues) == 5


@pytest.fixture
def saved(cli: Cli) -> Cli:
    save_snapshot(cli.saved, MARKET)
    return cli


@pytest.mark.parametrize("width", [80, 100])
def test_the_command_fits_the_screen_and_names_who_was_not_asked(
    saved: Cli, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, err = saved.on_saved("market", "--account", "100")
    assert code == 0, err
    assert max(map(len, out.splitlines())) <= width
    assert out.startswith("With $100 at 1 % and a stop 1.5 % away, 2 of 5 contracts can be traded")
    assert "away" in out.split("venues that could not be asked")[1]


def test_the_long_table_is_sorted_and_cut_for_people_and_whole_for_data(saved: Cli) -> None:
    code, out, err = saved.on_saved("market", "--account", "50", "--sort", "-account", "--top", "1")
    assert code == 0, err
    coins = out.split("\ncoins\n")[1]
    assert "BTC" in coins
    assert "ETH" not in coins
    assert "2 more coins (--all shows them" in coins
    code, out, err = saved.on_saved(
        "market", "--account", "50", "--sort", "-account", "--top", "1", "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["asset"] for row in rows] == ["BTC", "ETH", "XYZ"]
    assert [row["account"] for row in rows] == ["97.50000000", "45.00000000", ""]


@pytest.mark.parametrize("by", ["coin", "venue", "contract"])
@pytest.mark.parametrize("form", ["markdown", "html", "csv", "toml"])
def test_every_form_of_every_table(saved: Cli, by: str, form: str) -> None:
    code, out, err = saved.on_saved("market", "--by", by, "--format", form)
    assert code == 0, err
    assert "fine" in out


def test_the_document_fits_its_schema(saved: Cli) -> None:
    arguments = ("market", "--by", "contract", "--region", "US", "--snapshot", str(saved.saved))
    found = saved.document(*arguments)
    assert found["schema"] == "comparator.whole_market/1"
    assert {row["venue"] for row in found["contracts"]} == {
        "blind",
        "coarse",
        "wild",
    }  # fine is not open there
    said = {row["venue"]: row["not_served"] for row in found["venues"] if row["not_served"]}
    text = "said not to serve US (official, 2026-01-02)"
    assert said == {"fine": text}


def test_nothing_possible_is_exit_code_3(saved: Cli) -> None:
    assert saved.on_saved("market", "--account", "1")[0] == 3
    code, _, err = saved.on_saved("market", "--sort", "nonsense")
    assert code == 2
    assert "no field 'nonsense'" in err
