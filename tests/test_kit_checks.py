"""The kit finds what it promises: each check fails on a plugin or evidence that breaks it."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from comparator import api
from comparator.api import reading
from comparator.errors import DataError
from comparator.testing import CHECKS, Check, Evidence, Exempt, Subject, check_venue, subject_of
from comparator.testing.report import SPOILING, proven, result_of

FOLDER = Path(__file__).parents[1] / "cassettes" / "binance"
TODAY = date(2026, 11, 23)
BY_ID = {check.id: check for check in CHECKS}
GOOD = subject_of("binance", FOLDER)
VENUE: Any = GOOD.venue


def problems(number: str, subject: Subject) -> tuple[str, ...]:
    return result_of(BY_ID[number], subject, {}, TODAY).problems


def bent(change: Callable[[api.ContractSpec], api.ContractSpec]) -> Subject:
    """Binance with every contract changed."""

    async def contracts(http: api.Http) -> api.Listing:
        listing = await VENUE.contracts(http)
        items = tuple(change(spec) for spec in listing.batch.items)
        return structs.replace(listing, batch=structs.replace(listing.batch, items=items))

    return Subject(structs.replace(VENUE, contracts=contracts), GOOD.evidence, GOOD.path)


def quoting(
    change: Callable[[api.MarketSnapshot], api.MarketSnapshot | None], *, without_book: bool = False
) -> Subject:
    """Binance with every quote changed, or left out without a word."""

    async def markets(
        http: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, api.MarketSnapshot]:
        found = {name: change(quote) for name, quote in (await VENUE.markets(http, specs)).items()}
        return {name: quote for name, quote in found.items() if quote}

    book = None if without_book else VENUE.book
    return Subject(structs.replace(VENUE, markets=markets, book=book), GOOD.evidence, GOOD.path)


def only(symbol: str, **values: Any) -> Callable[[Any], Any]:
    return lambda value: structs.replace(value, **values) if value.symbol == symbol else value


D = api.decimal_or_none
BENT = {
    "C10": (bent(only("BTCUSDT", venue="bybit")), "venue must be 'binance', was 'bybit'"),
    "C11": (bent(only("BTCUSDT", max_qty=D("0.0001"))), "max_qty 0.0001 is below min_qty 0.001"),
    "C12": (
        bent(only("1000PEPEUSDT", contract_size=D("1e9"), qty_unit="contracts")),
        "multiplier or unit wrong",
    ),
    "C13": (bent(only("BTCUSDT", fee_schedule="gold")), "there is no fee schedule 'gold'"),
    "C14": (
        quoting(lambda q: None if q.symbol == "BTCUSDC" else q, without_book=True),
        "BTCUSDC: no",
    ),
    "C15": (quoting(only("BTCUSDT", bid=D("79919.25"))), "not on tick 0.1"),
    "C16": (quoting(only("BTCUSDT", funding_rate=D("0.09"))), "percent, or annual?"),
    "C17": (quoting(only("BTCUSDC", bid_size=D("3069"))), "3069 in the quote"),
    "C24": (
        bent(only("1000PEPEUSDT", underlying_multiplier=D("1"))),
        "price of one coin is 0.00364",
    ),
    "C25": (
        bent(only("BTCUSD_PERP", contract_size=D("1000"))),
        "BTCUSD_PERP: contract_size is 1000, published 100",
    ),
    "C26": (quoting(only("BTCUSDT", bid=D("-1"))), "bid must be positive, was -1"),
    "C20": (bent(only("BTCUSDT", min_notional=D("5"))), "min_notional must be 50, was 5"),
    "C21": (quoting(only("BTCUSDT", ask=D("79919.4"))), "ask must be 79919.3, was 79919.4"),
}


@pytest.mark.parametrize("number", BENT)
def test_a_wrong_figure_fails_its_check(number: str) -> None:
    subject, said = BENT[number]
    found = problems(number, subject)
    assert any(said in problem for problem in found), found


def test_one_coin_with_two_prices_is_a_unit_error() -> None:
    spoilt = quoting(only("BTCUSDC", mark=D("799.3"), bid=None, ask=None))
    assert any("one BTC costs" in problem for problem in problems("C12", spoilt))


def test_an_instrument_that_drops_out_is_noticed() -> None:
    async def contracts(http: api.Http) -> api.Listing:
        listing = await VENUE.contracts(http)
        return structs.replace(listing, batch=structs.replace(listing.batch, closed=("OMGUSDT",)))

    subject = Subject(structs.replace(VENUE, contracts=contracts), GOOD.evidence, GOOD.path)
    assert "GAIBUSDT must be closed, was not" in problems("C23", subject)


def test_refusals_without_a_refusal_function_are_noticed() -> None:
    subject = Subject(structs.replace(VENUE, refusal=lambda _: None), GOOD.evidence, GOOD.path)
    assert problems("C35", subject) == ()  # Binance's come with HTTP 400, 429 and 451 as well

    def eager(body: bytes) -> api.VenueError | None:
        return api.Refused(1, "no code") if body == b"{}" else None

    swallowed = structs.replace(VENUE, refusal=eager)
    found = problems("C31", Subject(swallowed, GOOD.evidence, GOOD.path))
    assert any("must be GeoBlocked, was Refused" in problem for problem in found), found


def test_a_plugin_that_hides_a_failure_is_noticed() -> None:
    async def contracts(http: api.Http) -> api.Listing:
        try:
            return await VENUE.contracts(http)  # type: ignore[no-any-return]  # of ours
        except api.VenueError:
            return api.Listing(api.Batch(closed=("BTCUSDT",)))

    subject = Subject(structs.replace(VENUE, contracts=contracts), GOOD.evidence, GOOD.path)
    assert any("nobody would be told" in problem for problem in problems("C32", subject))


def test_a_list_read_as_a_whole_is_noticed() -> None:
    async def contracts(http: api.Http) -> api.Listing:
        listing = await VENUE.contracts(http)
        if len(listing.batch.rejected) > 1:
            raise api.WireMismatch(listing.batch.rejected[-1].reason)
        return listing  # type: ignore[no-any-return]  # of ours

    subject = Subject(structs.replace(VENUE, contracts=contracts), GOOD.evidence, GOOD.path)
    found = problems("C42", subject)
    assert any("stepSize missing: WireMismatch" in text for text in found), found[:5]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import httpx", "import of httpx"),
        ("from comparator.schema import ContractSpec", "import of comparator.schema"),
        ("from comparator import cli", "import of comparator.cli"),
        ("import urllib.request", "import of urllib.request"),
        ("from urllib import request", "import of urllib.request"),
        ("def f():\n    import socket", "line 2: import of socket"),
        ("import requests", "import of requests"),
    ],
)
def test_an_import_that_a_plugin_must_not_have_is_named(
    tmp_path: Path, code: str, said: str
) -> None:
    path = tmp_path / "plugin.py"
    path.write_text(f"import json\nfrom comparator import api\n{code}\n".replace("\n", "\n", 1))
    found = list(BY_ID["C02"].run(Subject(VENUE, GOOD.evidence, str(path))))
    assert len(found) == 1
    assert said.removeprefix("line 2: ") in found[0]


def test_the_imports_of_a_plugin_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "plugin.py"
    path.write_text("import asyncio\nfrom urllib.parse import urljoin\nfrom msgspec import Raw\n")
    assert list(BY_ID["C02"].run(Subject(VENUE, GOOD.evidence, str(path)))) == []
    path.write_text("from comparator_venues import binance\n")  # which it clones
    assert list(BY_ID["C02"].run(Subject(VENUE, GOOD.evidence, str(path)))) == []


EVIDENCE = {
    "C00": ("PROVENANCE.md", "|---", "TODO say where\n|---", "PROVENANCE.md:4: TODO say where"),
    "C03": ("PROVENANCE.md", "refusals.yaml", "others", "does not name refusals.yaml"),
    "C04": ("fetch.yaml", "    headers: {}\n", "    headers:\n      Cookie: [a=b]\n", "'Cookie'"),
    "C05": ("fetch.yaml", "symbol=DOGEUSDT\n", "symbol=NOSUCH\n", "never asked for"),
}
UNANSWERED = "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=50"


@pytest.mark.parametrize("number", EVIDENCE)
def test_poor_evidence_fails_its_check(tmp_path: Path, number: str) -> None:
    name, before, after, said = EVIDENCE[number]
    folder = tmp_path / "binance"
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text("utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after), "utf-8")
    found = list(BY_ID[number].run(Subject(VENUE, Evidence(folder), GOOD.path)))
    assert any(said in problem for problem in found), found


def test_a_request_that_was_not_recorded_is_named_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "binance"
    shutil.copytree(FOLDER, folder)
    text = (folder / "fetch.yaml").read_text("utf-8")
    assert f"{UNANSWERED}\n" in text
    changed = text.replace(f"{UNANSWERED}\n", f"{UNANSWERED}0\n")
    (folder / "fetch.yaml").write_text(changed, "utf-8")
    found = list(BY_ID["C05"].run(Subject(VENUE, Evidence(folder), GOOD.path)))
    assert found[0] == f"never asked for: GET {UNANSWERED}0"
    (unknown,) = found[1:]
    assert unknown.endswith(f"nothing recorded for GET {UNANSWERED}")


def test_a_request_that_is_made_again_is_not_called_unrecorded() -> None:
    async def markets(
        http: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, api.MarketSnapshot]:
        await VENUE.markets(http, specs)
        return dict(await VENUE.markets(http, specs))

    again = Subject(structs.replace(VENUE, markets=markets), GOOD.evidence, GOOD.path)
    found = list(BY_ID["C05"].run(again))
    assert found
    assert all("is asked for more often than it was recorded" in text for text in found), found


def test_answers_are_not_spoilt_where_one_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "binance"
    shutil.copytree(FOLDER, folder)
    text = (folder / "fetch.yaml").read_text("utf-8")
    changed = text.replace(f"{UNANSWERED}\n", f"{UNANSWERED}0\n")
    (folder / "fetch.yaml").write_text(changed, "utf-8")
    subject = Subject(VENUE, Evidence(folder), GOOD.path)
    results = {
        number: result_of(BY_ID[number], subject, {}, TODAY) for number in ("C05", "C30", "C42")
    }
    assert results.pop("C05").outcome == "FAIL"
    assert {(row.outcome, row.reason) for row in results.values()} == {
        ("n/a", "first record what C05 names")
    }
    assert BY_ID.keys() - SPOILING >= {"C35", "C05"}
    assert not GOOD.unanswered


WRONG = "taker must be a fraction below 0.01, was 0.05"
UNREAD = {
    "C03": ("oracle.toml", "assets = [", "assets = [,"),
    "C05": ("fetch.yaml", "interactions:", "interactions: 3\nothers:"),
    "C06": ("published.toml", 'taker = "0.0005"', 'taker = "0.05"'),
}
"""The check that names what cannot be read: the file, and how it is spoilt."""


@pytest.fixture
def unread(request: pytest.FixtureRequest, tmp_path: Path) -> Subject:
    """Binance with one file that cannot be read."""
    name, before, after = UNREAD[request.param]
    folder, shipped = tmp_path / "binance", tmp_path / "published.toml"
    shutil.copytree(FOLDER, folder)
    shutil.copy(VENUE.published, shipped)
    path = shipped if name == shipped.name else folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return Subject(structs.replace(VENUE, published=shipped), Evidence(folder), GOOD.path)


@pytest.mark.parametrize(
    ("unread", "names"), [(name, name) for name in UNREAD], indirect=["unread"]
)
def test_what_most_checks_need_is_named_once_and_the_others_wait(
    unread: Subject, names: str
) -> None:
    report = check_venue(unread, today=TODAY)
    failed = [result.id for result in report.results if result.outcome == "FAIL"]
    assert failed == [names]
    assert report.proven == ()
    waiting = [row for row in report.results if row.reason == f"first mend what {names} names"]
    assert {row.outcome for row in waiting} == {"n/a"}
    assert len(waiting) >= 14
    lines = list(report.lines())
    assert f"{len(waiting)} checks wait: first mend what {names} names" in lines
    assert sum("first mend" in line for line in lines) == 1


@pytest.mark.parametrize("unread", ["C06"], indirect=True)
def test_no_check_waits_for_one_that_is_exempt(unread: Subject) -> None:
    excused = check_venue(unread, today=TODAY, exempt={"C06": Exempt("none is shipped")})
    found = {result.id: result for result in excused.results}
    assert found["C06"].outcome == "exempt"
    assert found["C10"].outcome == "FAIL"
    assert WRONG in found["C10"].problems[0]


def test_a_member_that_a_cassette_written_by_hand_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "fetch.yaml").write_text("interactions:\n- request: {uri: 'https://a.example'}\n")
    with pytest.raises(DataError, match=r"fetch\.yaml is not a cassette: no member 'response'"):
        Evidence(tmp_path).interactions()


def test_too_few_contracts_worked_out_are_counted_with_what_can_be_done(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "PROVENANCE.md", tmp_path)
    (tmp_path / "oracle.toml").write_text(
        "as_of = 2026-01-31T08:00:00Z\nassets = []\n[[contract]]\n[[market]]\n"
    )
    found = list(BY_ID["C03"].run(Subject(VENUE, Evidence(tmp_path), GOOD.path)))
    (said,) = found
    assert said.startswith("oracle.toml has 1 [[contract]] rows, fewer than 4: add some, or say")


def test_of_a_list_of_one_nobody_can_tell_that_the_others_stay() -> None:
    async def contracts(http: api.Http) -> api.Listing:
        listing = await VENUE.contracts(http)
        items = tuple(spec for spec in listing.batch.items if spec.symbol == "BTCUSDT")
        return structs.replace(listing, batch=api.Batch(items=items))

    alone = Subject(structs.replace(VENUE, contracts=contracts), GOOD.evidence, GOOD.path)
    assert problems("C42", alone) == (
        "fetch.yaml lists BTCUSDT alone: keep a second row, which must then not change",
    )


def test_a_check_in_another_folder_says_where_it_is_to_be_run(tmp_path: Path) -> None:
    folder = tmp_path / "cassettes" / "binance"
    report = check_venue(Subject(VENUE, Evidence(folder), GOOD.path), today=TODAY)
    assert report.results[0].problems == (
        f"there is no folder {folder}: run this beside it, or name it with --cassettes DIR",
    )


def test_missing_evidence_is_a_list_and_no_traceback(tmp_path: Path) -> None:
    report = check_venue(Subject(VENUE, Evidence(tmp_path), GOOD.path), today=TODAY)
    assert [result.id for result in report.results if result.outcome == "FAIL"] == ["C00"]
    assert len(report.results[0].problems) == 5
    assert not any(line.startswith("C01") for line in report.lines())
    assert f"{len(CHECKS) - 1} n/a" in list(report.lines())[-1]
    assert report.proven == ()


def outcome_of(check: Check, excuse: Exempt) -> str:
    return result_of(check, GOOD, {check.id: excuse}, TODAY).outcome


FAILING = Check(id="X", title="", why="", cause="", run=lambda _: iter(["broken"]))
HOLDING = Check(id="X", title="", why="", cause="", run=lambda _: iter([]))


def test_an_exemption_holds_until_its_day_and_only_while_it_is_needed() -> None:
    assert outcome_of(FAILING, Exempt("known", date(2026, 11, 23))) == "exempt"
    assert outcome_of(FAILING, Exempt("known", date(2026, 11, 22))) == "FAIL"
    assert outcome_of(FAILING, Exempt("known")) == "exempt"
    assert outcome_of(HOLDING, Exempt("known")) == "FAIL"


def test_figures_are_proven_by_every_check_up_to_theirs() -> None:
    held = {c.id: result_of(HOLDING, GOOD, {}, TODAY) for c in CHECKS}
    results = {key: structs.replace(value, id=key) for key, value in held.items()}
    failed = structs.replace(results["C14"], outcome="FAIL")
    absent = structs.replace(results["C18"], outcome="n/a")
    assert proven(tuple(results.values())) == ("contracts", "quotes", "depth and tiers")
    assert proven(tuple({**results, "C18": absent}.values())) == ("contracts", "quotes")
    assert proven(tuple({**results, "C14": failed}.values())) == ("contracts",)
    assert proven(tuple({**results, "C20": structs.replace(failed, id="C20")}.values())) == ()


def listing(
    change: Callable[[api.MarketSnapshot], api.MarketSnapshot] | None = None,
) -> Subject:
    """Binance with every quote of its lists changed; None: asked for one contract at a time."""

    async def lists(
        http: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, api.MarketSnapshot]:
        found = await VENUE.all_markets(http, specs)
        return {name: change(quote) if change else quote for name, quote in found.items()}

    async def alone(
        http: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, api.MarketSnapshot]:
        http.lists_only = False  # as a plugin that asks past http.each
        return await VENUE.markets(http, specs)

    changed = structs.replace(VENUE, all_markets=lists if change else alone)
    return Subject(changed, GOOD.evidence, GOOD.path)


def test_the_whole_market_is_asked_for_by_lists_in_the_units_of_single_answers() -> None:
    assert problems("C27", GOOD) == ()
    found = problems("C27", listing())
    assert "GET /fapi/v1/ticker/bookTicker is asked for BTCUSDT alone" in found
    assert any("lists" in text or "never asked for" in text for text in found)
    # 0.00004374 a payment told in percent
    percent = listing(lambda quote: structs.replace(quote, funding_rate=D("0.004374")))
    assert any("funding_rate is 0.004374 by the list" in text for text in problems("C27", percent))
    cents = listing(lambda quote: structs.replace(quote, bid=None, ask=None, mark=quote.mark * 100))  # type: ignore[operator] # every quote has one
    assert any("BTCUSDT: mark is 7991930" in text for text in problems("C27", cents))


def test_a_venue_without_lists_of_quotes_is_told_so() -> None:
    alone = Subject(structs.replace(VENUE, all_markets=None), GOOD.evidence, GOOD.path)

    async def each(
        http: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, api.MarketSnapshot]:
        return await http.each("quote", specs, api.gather)  # type: ignore[arg-type] # never asked

    silent = Subject(structs.replace(alone.venue, markets=each), GOOD.evidence, GOOD.path)
    result = result_of(BY_ID["C27"], silent, {}, TODAY)
    assert (result.outcome, "would have all_markets" in result.reason) == ("n/a", True)


def test_a_rebate_is_held_to_the_size_of_a_fee_and_not_to_its_sign() -> None:
    def told(maker: str) -> tuple[str, ...]:
        return problems("C24", bent(only("BTCUSDT", maker_fee=D(maker), taker_fee=D("0.0005"))))

    assert told("-0.000001") == ()
    assert "maker fee is 0.000001" in "".join(told("0.000001"))
    assert "maker fee is -0.003" in "".join(told("-0.003"))


def test_a_contract_in_another_state_than_the_rest_is_named() -> None:
    assert problems("C28", GOOD) == ()

    async def every(http: api.Http) -> api.Listing:
        """As the plugin, but what is not open is offered too."""
        found = await VENUE.contracts(http)
        like = next(spec for spec in found.batch.items if spec.symbol == "BTCUSDT")
        more = tuple(
            structs.replace(like, symbol=symbol, base="GONE") for symbol in found.batch.closed
        )
        return structs.replace(
            found, batch=structs.replace(found.batch, items=(*found.batch.items, *more), closed=())
        )

    bad = Subject(structs.replace(VENUE, contracts=every), GOOD.evidence, GOOD.path)
    found = problems("C28", bad)
    assert any("status is 'SETTLING', and 'TRADING' of" in text for text in found), found


def test_two_contracts_are_not_asked_for_by_one_name() -> None:
    found = problems("C10", bent(lambda spec: structs.replace(spec, wire_id="7")))
    assert "BTCUSDT: wire_id '7' is 1000PEPEUSDT's too" in found, found
    found = problems("C10", bent(lambda spec: structs.replace(spec, wire_id=spec.symbol)))
    assert "BTCUSDT: wire_id is its symbol: leave it out" in found, found


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("0.00007", ""),  # Paradex: from 81,600 USD on
        ("0.7", "BTCUSDT: initial_root 0.7 counts from 0.000816 of quote on"),
    ],
)
def test_a_root_that_no_position_is_small_or_large_enough_for_is_noticed(
    root: str, said: str
) -> None:
    async def tiers(
        _: api.Http, specs: Sequence[api.ContractSpec]
    ) -> Mapping[str, tuple[api.MarginTier, ...]]:
        tier = api.MarginTier(
            floor=api.ZERO,
            initial_rate=Decimal("0.02"),
            maintenance_rate=Decimal("0.01"),
            max_leverage=Decimal(50),
            initial_root=Decimal(root),
        )
        return {spec.symbol: (tier,) for spec in specs}

    venue = structs.replace(VENUE, margin_tiers=tiers)
    found = "".join(problems("C18", Subject(venue, GOOD.evidence, GOOD.path)))
    assert (said in found) if said else ("counts from" not in found), found


@pytest.mark.parametrize(("least", "wrong"), [("700", False), ("900", True)])
def test_a_least_fee_beyond_the_contracts_worth_is_noticed(least: str, wrong: bool) -> None:
    async def fees(_: api.Http) -> Mapping[str, api.FeeSchedule]:
        tier = api.FeeTier(
            name="Regular",
            maker=Decimal("0.0002"),
            taker=Decimal("0.0005"),
            least_per_contract=Decimal(least),
        )
        return {"usdm": api.FeeSchedule(tiers=(tier,), source="a page", as_of=TODAY)}

    venue = structs.replace(VENUE, fees=fees)
    found = problems("C13", Subject(venue, GOOD.evidence, GOOD.path))
    said = "BTCUSDT: tier Regular: least_per_contract 900 is more than 1% of a contract"
    assert any(text.startswith(said) for text in found) is wrong, found


def test_a_book_read_in_the_order_it_was_sent_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def as_sent(
        levels: Iterable[api.Level], *, coins: Callable[[api.Level], Decimal], **_: bool
    ) -> tuple[api.Level, ...]:
        return tuple((level[0], coins(level)) for level in levels)

    def grvt() -> Subject:
        return subject_of("grvt", FOLDER.parent / "grvt")

    assert problems("C43", grvt()) == ()
    monkeypatch.setattr(reading, "best_first", as_sent)  # as a plugin that does not sort
    found = problems("C43", grvt())
    assert any("changed: its book" in text for text in found), found


def test_a_state_that_is_taken_for_closed_because_nobody_knew_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def okx() -> Subject:
        return subject_of("okx", FOLDER.parent / "okx")

    assert problems("C29", okx()) == ()
    monkeypatch.setattr("comparator_venues.okx.OPEN", defaultdict(bool, live=True))
    (found,) = problems("C29", okx())
    assert "state 'comparator-unknown' instead of 'live' closes it" in found


def test_a_state_that_is_a_number_is_tried_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def htx() -> Subject:
        return subject_of("htx", FOLDER.parent / "htx")

    assert problems("C29", htx()) == ()
    monkeypatch.setattr("comparator_venues.htx.OPEN", defaultdict(bool, {1: True}))
    found = problems("C29", htx())
    assert found
    assert all("contract_status 987 instead of 1 closes it" in text for text in found), found


def test_a_regions_own_table_is_held_to_the_oracle_and_never_to_the_usual_one() -> None:
    good = subject_of("krakenfutures", FOLDER.parent / "krakenfutures")
    assert problems("C22", good) == ()

    async def contracts(http: api.Http) -> api.Listing:
        listing = await good.venue.contracts(http)
        usual = {"EEA": structs.replace(listing.regions["EEA"], tiers=listing.tiers)}
        return structs.replace(listing, regions=usual)

    bad = Subject(structs.replace(good.venue, contracts=contracts), good.evidence, good.path)
    found = problems("C22", bad)
    assert "PF_XBTUSD tier 1 in EEA: max_leverage must be 10, was 100" in found
