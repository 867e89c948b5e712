import asyncio
import json
import subprocess
import sys

import httpx
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st
from simulator import Exchanges
from simulator.enlarge import enlarged, renamed, suffixes, word_of
from simulator.venues import CASSETTES, Recorded, World, world

from comparator.sources.discovery import discover
from comparator.sources.fetch import fetch_venue

RECORDED = [
    venue
    for venue in discover().venues
    if (CASSETTES / venue.id / "fetch.yaml").exists()
    and (CASSETTES / venue.id / "oracle.toml").exists()
]


def test_a_child_process_asks_the_real_address_and_is_answered_here() -> None:
    asked = "import httpx; print(httpx.get('https://api.toy.example/contracts').text)"
    with Exchanges(samples.answer) as exchanges:
        child = subprocess.run(
            [sys.executable, "-c", asked],
            env=exchanges.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(child.stdout) == samples.LISTED
        assert [call.host for call in exchanges.asked] == ["api.toy.example"]


def test_nobody_else_trusts_the_stand_in() -> None:
    with Exchanges(samples.answer) as exchanges, httpx.Client(proxy=exchanges.proxy) as client:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            client.get("https://api.toy.example/contracts")
        assert exchanges.asked == []


def test_what_an_answer_raises_is_told_to_the_test() -> None:
    def odd(*_: object) -> tuple[int, object]:
        raise KeyError("no such contract")

    async def asked(exchanges: Exchanges) -> int:
        async with httpx.AsyncClient(transport=exchanges.transport()) as client:
            return (await client.get("https://x.example/")).status_code

    with Exchanges(odd) as exchanges:
        assert asyncio.run(asked(exchanges)) == 500
        assert [repr(error) for error in exchanges.errors] == ["KeyError('no such contract')"]


@pytest.mark.parametrize("venue", RECORDED, ids=lambda venue: venue.id)
def test_a_venue_in_full_size_lists_distinct_contracts_that_are_read(venue: object) -> None:
    short, full = Recorded(venue), Recorded(venue, 600)  # type: ignore[arg-type] # a Venue
    before, after = short.read(), full.read()
    symbols = [spec.symbol for spec in after.contracts]
    assert len(symbols) == len(set(symbols)) >= 600
    assert set(before.contracts) <= set(after.contracts)
    assert {spec.base for spec in after.contracts} & {"BTCZQAA", "XBTZQAA"}


def test_all_venues_answer_over_tls_as_their_recordings_do() -> None:
    whole: World = world()
    with Exchanges(whole) as exchanges:
        for recorded in whole.venues:
            over_tls = asyncio.run(
                fetch_venue(
                    recorded.venue,
                    lambda spec: spec.base == "BTC",
                    now=recorded.as_of,
                    transport=exchanges.transport(),
                )
            )
            assert over_tls == recorded.read(lambda spec: spec.base == "BTC")
        assert exchanges.errors == []
    assert whole("GET", "https://nobody.example/x", {}, None)[0] == 404


def test_lists_columns_and_members_grow_alike() -> None:
    document = {
        "universe": [{"name": "BTC", "n": 1}, {"name": "ETH", "n": 2}],
        "contexts": [{"mark": "9"}, {"mark": "3"}],
        "other": [1, 2],
        "byName": {"BTC": {"x": "BTC-USD"}},
    }
    assert enlarged(document, {"BTC": "BTC"}, ["ZQAA"]) == {
        "universe": [*document["universe"], {"name": "BTCZQAA", "n": 1}],
        "contexts": [*document["contexts"], {"mark": "9"}],
        "other": [1, 2],
        "byName": {"BTC": {"x": "BTC-USD"}, "BTCZQAA": {"x": "BTCZQAA-USD"}},
    }


def test_old_names_and_small_letters_are_renamed_too() -> None:
    word = word_of("PF_XBTUSD", "BTC")
    assert word is not None
    assert renamed(["PF_XBTUSD", "cmt_btcusdt", 3], word, "ZQAB") == [
        "PF_XBTZQABUSD",
        "cmt_btczqabusdt",
        3,
    ]
    # A symbol that does not hold the coin: its first word is renamed with it
    assert word_of("BIP-20DEC30-CDE", "BTC") == "BIP|BTC|XBT"


@given(st.integers(0, 676))
def test_endings_differ(count: int) -> None:
    assert len(set(suffixes(count))) == count
