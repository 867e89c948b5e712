"""What ships of every coin: as the page says, within its limits of age, and as the captures say."""

import re
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest
import samples
from captures import Captures, captures_folder
from gaps import COLUMNS, PAGE, Listed, cell, lacking, page, shipped
from msgspec import structs
from publish import ASSETS, DEPTH, YEAR, over, read_set, unexpired
from publish import lasting as kept
from samples import NOON

from comparator.schema import ContractSpec, Origin, Part, VenueData
from comparator.sources.discovery import discover

SHIPPED = shipped()
VENUES = {venue.id: venue for venue in discover().venues}
BUILT = max(origin.as_of for data in SHIPPED.values() for origin in data.origins.values())
"""The newest figure of all: no clock, so that time alone turns no test red."""
SET = re.compile(r"answers kept of \d{4}-\d\d-\d\d \(set ([^)]+)\)")
READ = Origin(basis="published", source="page", as_of=NOON)
RECKONED = Origin(basis="assumed", source="page", as_of=NOON)


def published(**changes: object) -> VenueData:
    return samples.data(**({"basis": "published"} | changes))


def test_the_page_says_what_ships() -> None:
    text = "run python tools/gaps.py: docs/published-data.md does not say what ships"
    assert page() == PAGE.read_text("utf-8"), text


@pytest.mark.parametrize(
    ("data", "column", "listed", "sign"),
    [
        (published(), "BTC", None, "K"),
        (published(markets={}), "BTC", None, "a"),
        (published(markets={}, books={"BTCUSDT": samples.book()}), "BTC", None, "K"),
        (published(origins={"contracts/BTCUSDT": RECKONED}), "BTC", None, "a"),
        (published(origins={"markets": RECKONED}), "BTC", None, "a"),
        (published(markets={"BTCUSDT": samples.market(bid=None)}), "BTC", None, "a"),
        (published(), "ETH", None, "?"),
        (published(), "ETH", Listed(source="x", listed=("ETH",)), "l"),
        (published(), "ETH", Listed(source="x", not_listed=("ETH",)), "-"),
        (published(), "gold", Listed(source="x", listed=("XAU",)), "l"),
        (
            published(contracts=(samples.spec(base="XAU", asset_class="commodity"),)),
            "gold",
            None,
            "K",
        ),
        (published(contracts=(samples.spec(asset_class="stock"),)), "BTC", None, "?"),
    ],
)
def test_a_sign_says_how_a_coin_stands(
    data: VenueData, column: str, listed: Listed | None, sign: str
) -> None:
    assert sign == cell(data, column, listed)


def test_what_is_missing_is_said_of_the_coins_that_ship() -> None:
    told = dict(lacking(published(contracts=(samples.spec(), samples.spec(**ETH))), None))
    assert told["best prices"] == ["ETH"]
    assert told["depth"] == ["BTC"]
    assert told["margin tiers"] == told["leverage"] == told["funding"] == ["BTC", "ETH"]
    assert told["sizes of the last year"] == []
    assert told["whether listed"] == [name for name in COLUMNS if name not in ("BTC", "ETH")]


ETH = {"symbol": "ETHUSDT", "base": "ETH"}


@pytest.mark.parametrize("venue", SHIPPED)
def test_no_price_funding_tier_or_leverage_is_older_than_a_year(venue: str) -> None:
    data, limit = SHIPPED[venue], BUILT - YEAR - timedelta(days=1)
    parts: tuple[Part, ...] = ("markets", "books", "tiers")
    old = [
        f"{part} {symbol} of {origin.as_of:%Y-%m-%d}"
        for part in parts
        for symbol in getattr(data, part)
        if (origin := data.origin(part, symbol)).as_of < limit
    ]
    assert not old
    for spec in data.contracts:
        origin = data.origin("contracts", spec.symbol)
        if origin.as_of < limit:
            assert "older than a year" in origin.source, spec.symbol
            assert spec == lasting(spec), spec.symbol


def lasting(spec: ContractSpec) -> ContractSpec:
    """Without what moves within a year."""
    return structs.replace(
        spec,
        max_qty=None,
        max_market_qty=None,
        max_leverage=None,
        maker_fee=None,
        taker_fee=None,
        funding_interval_hours=None,
    )


@pytest.mark.parametrize("venue", SHIPPED)
def test_no_contract_had_expired_when_the_figures_were_read(venue: str) -> None:
    data = SHIPPED[venue]
    gone = [spec.symbol for spec in data.contracts if spec.expiry and spec.expiry <= data.as_of]
    assert not gone


@pytest.mark.parametrize("coin", ASSETS)
def test_a_coin_ships_with_more_than_one_venue(coin: str) -> None:
    assert (
        len([data for data in SHIPPED.values() if any(s.base == coin for s in data.contracts)]) > 1
    )


def sets(venue: str) -> set[str]:
    """The capture sets that a venue's shipped tables name."""
    return {
        found[1]
        for origin in SHIPPED[venue].origins.values()
        if (found := SET.search(origin.source))
    }


@cache
def read(venue: str, label: str) -> VenueData:
    """What the plugin makes of one set today."""
    return read_set(VENUES[venue], Captures(captures_folder() / venue, label))


@pytest.mark.skipif(not captures_folder().exists(), reason="no captures beside the project")
@pytest.mark.parametrize(
    ("venue", "label"), [(venue, label) for venue in SHIPPED for label in sorted(sets(venue))]
)
def test_a_shipped_row_is_what_the_plugin_reads_from_the_answer_it_names(
    venue: str, label: str
) -> None:
    data, again = SHIPPED[venue], read(venue, label)
    specs = {spec.symbol: spec for spec in again.contracts}
    compared = 0
    for key, origin in data.origins.items():
        found = SET.search(origin.source)
        if not found or found[1] != label:
            continue
        part, _, symbol = key.partition("/")
        if part == "contracts":
            mine = next(spec for spec in data.contracts if spec.symbol == symbol)
            theirs = specs[symbol]
            assert mine == (lasting(theirs) if "older than a year" in origin.source else theirs)
        elif part == "books":
            book = again.books[symbol]
            assert data.books[symbol] == structs.replace(
                book, bids=book.bids[:DEPTH], asks=book.asks[:DEPTH]
            )
        elif part == "regions":  # its fees come from pages
            assert data.regions[symbol].tiers == {
                name: again.regions[symbol].tiers[name] for name in data.regions[symbol].tiers
            }
        else:
            assert getattr(data, part)[symbol] == getattr(again, part)[symbol]
        compared += 1
    assert compared


def old_and_new() -> VenueData:
    """One contract read two years ago with all it had, and one of today."""
    spec = samples.spec(max_leverage=Decimal(50), max_qty=Decimal(9), taker_fee=Decimal("0.0005"))
    new = structs.replace(spec, symbol="NEW")
    tables = {"BTCUSDT": (samples.tier(),), "NEW": (samples.tier(),)}
    before = structs.replace(READ, as_of=NOON - 2 * YEAR)
    return published(
        contracts=(spec, new),
        markets={"BTCUSDT": samples.market(), "NEW": samples.market(symbol="NEW")},
        tiers=tables,
        origins={f"{part}/BTCUSDT": before for part in ("contracts", "markets", "tiers")},
    )


def test_of_an_old_answer_sizes_step_and_tick_alone_are_kept_and_marked() -> None:
    data = kept(old_and_new(), NOON - YEAR)
    old, new = data.contracts
    assert (old.qty_step, old.tick_size) == (new.qty_step, new.tick_size)
    assert (old.max_leverage, old.max_qty, old.taker_fee) == (None, None, None)
    assert (new.max_leverage, new.max_qty) == (Decimal(50), Decimal(9))
    assert list(data.markets) == list(data.tiers) == ["NEW"]
    assert data.origin("contracts", "BTCUSDT").source == (
        "page; older than a year: sizes, steps and tick alone"
    )


def test_an_expired_contract_goes_with_its_quote_and_tiers() -> None:
    spec = samples.spec(symbol="OLD", kind="future", expiry=NOON)
    data = published(
        contracts=(spec, samples.spec()),
        markets={"OLD": samples.market(symbol="OLD"), "BTCUSDT": samples.market()},
        tiers={"OLD": (samples.tier(),)},
    )
    left = unexpired(data, NOON)
    assert [one.symbol for one in left.contracts] == list(left.markets) == ["BTCUSDT"]
    assert left.tiers == {}
    assert unexpired(data, NOON - timedelta(seconds=1)) == data


def test_of_two_layers_the_newer_wins_and_a_quote_without_best_prices_hides_none() -> None:
    before = structs.replace(READ, as_of=NOON - timedelta(days=9))
    step = samples.spec(qty_step=Decimal("0.01"), min_qty=Decimal("0.01"))
    below = published(contracts=(step,), origins={"contracts": before, "markets": before})
    newer = published(markets={"BTCUSDT": samples.market(bid=None, ask=None)})
    both = over(newer, below)
    assert both.contracts == (samples.spec(),)
    assert both.markets == below.markets
    assert over(below, newer).contracts == (samples.spec(),)
