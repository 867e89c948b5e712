"""Coinbase International: what neither the kit nor the captured answers show."""

from decimal import Decimal
from pathlib import Path

from comparator_venues import coinbaseinternational, deribit
from test_venue_deribit import instrument

from comparator import api
from comparator.sources.published import published

D = Decimal
CASSETTE = Path(__file__).parents[1] / "cassettes" / "coinbaseinternational"


def only(venues: list[api.Venue]) -> api.Venue:
    (venue,) = venues
    return venue


OURS = only(coinbaseinternational.comparator_venues())
THEIRS = only(deribit.comparator_venues())


def test_the_gateway_is_asked_at_its_own_address_and_read_as_deribit() -> None:
    assert OURS.base_url == "https://drb.coinbase.com"
    assert THEIRS.base_url == "https://www.deribit.com"
    same = ("markets", "all_markets", "book", "refusal")
    assert all(getattr(OURS, name) is getattr(THEIRS, name) for name in same)


def test_a_contract_is_named_after_the_venue_that_lists_it() -> None:
    wire = instrument()
    ours = deribit.contract(wire, venue="coinbaseinternational", fees="drb")
    theirs = deribit.contract(wire)
    assert ours is not None
    assert theirs is not None
    changed = {
        name for name in ours.__struct_fields__ if getattr(ours, name) != getattr(theirs, name)
    }
    assert changed == {"venue", "fee_schedule"}


def test_the_rules_name_whose_they_are() -> None:
    assert OURS.rules.maintenance_on == THEIRS.rules.maintenance_on
    assert OURS.rules.source.startswith("Coinbase docs")
    assert OURS.rules.source.endswith(THEIRS.rules.source)


def test_what_is_taken_over_from_deribit_is_assumed() -> None:
    assert OURS.published is not None
    data = published(OURS.published, OURS.rules)
    assert data.origin("tiers", "BTC_USDC-PERPETUAL").basis == "assumed"
    assert {data.origin("contracts", spec.symbol).basis for spec in data.contracts} == {"published"}
    (tier,) = data.fees["drb"].tiers
    assert (tier.maker, tier.taker) == (D("0.00015"), D("0.00035"))
