"""What a venue can be asked, each capability with its plugin's mistakes contained."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from msgspec import structs

from comparator.api.http import Http
from comparator.api.venue import Venue
from comparator.api.wire import Batch, Listing, rejection
from comparator.errors import PluginFault, VenueError, WireMismatch
from comparator.schema import (
    Basis,
    ContractSpec,
    FeeSchedule,
    MarginTier,
    MarketSnapshot,
    NonsenseError,
    OrderBook,
    Origin,
    Region,
    Rejected,
    VenueData,
    check_region,
    check_tiers,
)
from comparator.sources.answered import contained, held, must_be, must_be_of

T = TypeVar("T")

MOST_CONTRACTS = 20_000
"""Ten times what the largest exchange lists."""


def origin(venue: Venue, http: Http) -> Origin:
    """Where the answers of this run come from."""
    basis: Basis = "published" if venue.data_only else "live"
    return Origin(basis=basis, source=venue.base_url, as_of=http.now)


async def listed(venue: Venue, http: Http) -> VenueData:
    """The contracts the venue lists, with whatever tiers and warnings came with them.

    Raises PluginFault for what is no listing, WireMismatch where no contract could be read.
    """
    with contained(http):
        try:
            listing = await venue.contracts(http)
        except NonsenseError as error:  # one contract, of a plugin that reads them by itself
            listing = Listing(Batch(rejected=(_rejected(venue, error),)))
            http.warn("contracts_lost", f"{error}: its plugin read no contract after this one")
    must_be(Listing, "what contracts() returns", listing, http)
    batch = listing.batch
    must_be(Batch, "what Listing.batch holds", batch, http)
    count = len(batch.items) + len(batch.rejected) + len(batch.closed)
    if count > MOST_CONTRACTS:
        text = f"contracts() gave {count} items, more than {MOST_CONTRACTS}"
        raise PluginFault(text, venue=venue.id)
    for values, shape in (
        (batch.items, ContractSpec),
        (batch.rejected, Rejected),
        (batch.closed, str),
    ):
        for value in values:
            must_be(shape, "an item of contracts()", value, http)
    named = len(batch.rejected) == 1 and batch.rejected[0].symbol != "?"  # one odd contract, alone
    if not batch.items and not named and (batch.rejected or not batch.closed):
        why = f": {batch.rejected[0].reason}" if batch.rejected else ""
        text = f"none of {len(batch.rejected)} listed contracts could be read{why}"
        raise WireMismatch(text, venue=venue.id)
    mine = [spec for spec in batch.items if spec.venue == venue.id]
    foreign = tuple(
        Rejected(
            symbol=spec.symbol,
            field="venue",
            reason=f"{spec.where}: venue must be {venue.id!r}, was {spec.venue!r}",
        )
        for spec in batch.items
        if spec.venue != venue.id
    )
    once = {spec.symbol: spec for spec in reversed(mine)}
    twice = [symbol for symbol, times in Counter(spec.symbol for spec in mine).items() if times > 1]
    here = origin(venue, http)
    tiers = _sound(venue, http, listing.tiers)
    regions = _sound_regions(venue, http, listing.regions)
    return VenueData(
        venue=venue.id,
        basis=here.basis,
        source=here.source,
        as_of=here.as_of,
        contracts=tuple(sorted(once.values(), key=lambda spec: spec.symbol)),
        rejected=batch.rejected
        + foreign
        + tuple(
            Rejected(symbol=name, field="symbol", reason=f"{name} is listed twice")
            for name in twice
        ),
        closed=batch.closed,
        tiers=tiers,
        rules=venue.rules_on(http.now.date()),
        regions=regions,
        origins={"contracts": here}
        | {f"tiers/{symbol}": here for symbol in tiers}
        | {f"regions/{name}": here for name in regions}
        | dict(listing.origins),
        warnings=listing.warnings,
    )


def _rejected(venue: Venue, error: NonsenseError) -> Rejected:
    return rejection(error.where.removeprefix(f"{venue.id} "), error)


async def markets(
    venue: Venue, http: Http, specs: Sequence[ContractSpec]
) -> Mapping[str, MarketSnapshot]:
    """The quotes of `specs` by symbol; empty, with a warning, where they could not be had.

    Of a whole list they are those that the venue gives by lists.
    """
    ask = venue.all_markets if http.lists_only and venue.all_markets else venue.markets
    if ask is None or not specs:
        return {}
    asked = partial(ask, http, specs)
    return await _secondary(http, "quotes", asked, MarketSnapshot)


async def books(venue: Venue, http: Http, specs: Sequence[ContractSpec]) -> Mapping[str, OrderBook]:
    """The depth of `specs` by symbol; a contract that fails is left out, with a warning."""
    if venue.book is None or http.lists_only or not specs:
        return {}
    asked = partial(http.each, "depth", specs, partial(venue.book, http))
    return await _secondary(http, "depth", asked, OrderBook)


async def tiers(
    venue: Venue, http: Http, specs: Sequence[ContractSpec]
) -> Mapping[str, tuple[MarginTier, ...]]:
    """The margin tiers of `specs` by symbol; a table that makes no sense is left out."""
    if venue.margin_tiers is None or http.lists_only or not specs:
        return {}
    found = await _secondary(http, "margin tiers", partial(venue.margin_tiers, http, specs), tuple)
    return _sound(venue, http, found)


async def fees(venue: Venue, http: Http) -> Mapping[str, FeeSchedule]:
    """The fee schedules by key; empty where the venue has none that is public."""
    if venue.fees is None:
        return {}
    return await _secondary(http, "fee schedule", partial(venue.fees, http), FeeSchedule)


async def _secondary(
    http: Http, what: str, asked: Callable[[], Awaitable[Mapping[str, T]]], shape: type
) -> Mapping[str, T]:
    """An answer we can do without: a failure leaves its figures unknown, with a warning."""
    try:
        found = dict(await held(http, asked))
        for key, value in found.items():
            must_be(shape, f"{what} of {key}", value, http)
            if isinstance(value, MarketSnapshot | OrderBook):
                must_be_of(value, http.venue, key)
    except NonsenseError as error:
        http.unknown(what, error)
        return {}
    except VenueError as error:
        http.unknown(what, error)
        return {}
    return found


def _sound(
    venue: Venue, http: Http, tiers: Mapping[str, tuple[MarginTier, ...]]
) -> dict[str, tuple[MarginTier, ...]]:
    sound, checked = dict[str, tuple[MarginTier, ...]](), set[int]()
    for symbol, rows in tiers.items():
        try:
            if id(rows) not in checked:  # contracts may share a table
                check_tiers(f"{venue.id} {symbol}", rows)
        except ValueError as error:
            http.unknown(f"{symbol}: margin tiers", error)
        else:
            sound[symbol] = rows
            checked.add(id(rows))
    return sound


def _sound_regions(venue: Venue, http: Http, regions: Mapping[str, Region]) -> dict[str, Region]:
    """Regions with the margin tables that make sense; one that makes none is told as unknown."""
    sound = dict[str, Region]()
    for name, region in regions.items():
        must_be(Region, f"region {name}", region, http)
        kept = structs.replace(region, tiers=_sound(venue, http, region.tiers))
        try:
            check_region(f"{venue.id} {name}", kept)
        except ValueError as error:
            http.unknown(f"the tables of {name}", error)
        else:
            sound[name] = kept
    return sound
