"""Asking one venue now: its contracts, and for the wanted ones quotes, depth and margin tiers."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from msgspec import structs

from comparator.api.aio import gather, unwaited
from comparator.api.breaker import Breaker
from comparator.api.client import client
from comparator.api.http import Http
from comparator.api.pace import Pacer
from comparator.api.venue import Venue
from comparator.api.wire import Batch, Listing, rejection
from comparator.errors import (
    PluginFault,
    Unreachable,
    VenueError,
    WireMismatch,
)
from comparator.schema import (
    Basis,
    ContractSpec,
    FeeSchedule,
    MarginTier,
    MarketSnapshot,
    NonsenseError,
    OrderBook,
    Origin,
    Rejected,
    VenueData,
    check_tiers,
)
from comparator.sources.answered import contained, held, must_be, must_be_of
from comparator.sources.plausibility import implausible
from comparator.sources.store import shipped_by

Wanted = Callable[[ContractSpec], bool]
T = TypeVar("T")

DEADLINE = 45.0
"""Seconds after which a venue that is still answering is given up; others never wait for it."""
MOST_CONTRACTS = 20_000
"""Ten times what the largest exchange lists."""


async def fetch_venue(
    venue: Venue,
    wanted: Wanted,
    *,
    now: datetime,
    timeout: float = 10.0,  # noqa: ASYNC109 - of one request, kept by httpx
    transport: object = None,
    known: VenueData | None = None,
    shipped: VenueData | None = None,
    breaker: Breaker | None = None,
) -> VenueData:
    """What the venue says now.

    `known` holds contracts young enough to be used again, `shipped` the plugin's published figures
    where they were read already; `breaker` learns whether the venue wants to be left alone. Raises
    VenueError when the contracts, or every one of the quotes wanted, could not be had, and after
    DEADLINE.
    """
    http = partial(
        Http,
        venue.id,
        venue.base_url,
        hosts=venue.hosts,
        now=now,
        published=(lambda: shipped) if shipped else partial(shipped_by, venue),
        refusal=venue.refusal,
        firewall=venue.firewall,
        pacer=Pacer(venue.pace),
        breaker=breaker,
    )
    if venue.data_only:
        unasked = http(client=None)
        with contained(unasked):
            return unwaited(answer(venue, unasked, wanted, known))
    import asyncio  # noqa: PLC0415 - see waiting.py

    async with client(transport, headers=venue.headers, timeout=timeout) as opened:
        try:
            async with asyncio.timeout(DEADLINE):
                return await answer(venue, http(client=opened), wanted, known)
        except TimeoutError as error:
            text = f"still answering after {DEADLINE:g} seconds"
            raise Unreachable(text, venue=venue.id) from error


async def answer(
    venue: Venue, http: Http, wanted: Wanted, known: VenueData | None = None
) -> VenueData:
    """As `ask`, over an Http of the caller's, who may then read its `failures`; no deadline."""
    data = known or await _listed(venue, http)
    specs = [spec for spec in data.contracts if wanted(spec)]
    if venue.data_only:
        markets = await _markets(venue, http, specs)
        books = await _books(venue, http, specs)
        tiers = await _tiers(venue, http, specs)
        fees = await _fees(venue, http)
    else:
        markets, books, tiers, fees = await gather(
            _markets(venue, http, specs),
            _books(venue, http, specs),
            _tiers(venue, http, specs),
            _fees(venue, http),
        )
    markets = {**markets, **_best_of(http, books, markets)}
    if specs and venue.markets and not markets and http.failures:
        raise http.failures[0]
    here = _origin(venue, http)
    origins = dict(data.origins)
    for part, found in (("markets", markets), ("books", books), ("tiers", tiers), ("fees", fees)):
        origins |= {f"{part}/{key}": here for key in found}
    if venue.data_only:  # published figures keep the dates they have
        origins |= data.origins
    return implausible(
        structs.replace(
            data,
            basis=here.basis,
            source=here.source,
            as_of=here.as_of,
            contracts=tuple(_with_interval(spec, markets) for spec in data.contracts),
            markets=markets,
            books=books,
            tiers={**data.tiers, **tiers},
            fees=fees,
            origins=origins,
            warnings=(*data.warnings, *http.warnings),
        )
    )


def _best_of(
    http: Http, books: Mapping[str, OrderBook], markets: Mapping[str, MarketSnapshot]
) -> dict[str, MarketSnapshot]:
    """Quotes whose best prices or sizes the venue left out, with both taken from the book."""
    better = dict[str, MarketSnapshot]()
    for symbol, book in books.items():
        market = markets.get(symbol)
        if market is not None and market.bid_size is not None and market.ask_size is not None:
            continue
        quote = market or MarketSnapshot(venue=book.venue, symbol=symbol, at=book.at)
        bid, bid_size = book.bids[0] if book.bids else (quote.bid, None)
        ask, ask_size = book.asks[0] if book.asks else (quote.ask, None)
        try:
            better[symbol] = structs.replace(
                quote, bid=bid, bid_size=bid_size, ask=ask, ask_size=ask_size
            )
        except ValueError as error:  # one side from the book crosses the other from the quote
            http.unknown(f"{symbol}: best prices of the book", error)
    return better


def _with_interval(spec: ContractSpec, markets: Mapping[str, MarketSnapshot]) -> ContractSpec:
    market = markets.get(spec.symbol)
    if market is None or market.funding_interval_hours is None:
        return spec
    return structs.replace(spec, funding_interval_hours=market.funding_interval_hours)


def _origin(venue: Venue, http: Http) -> Origin:
    basis: Basis = "published" if venue.data_only else "live"
    return Origin(basis=basis, source=venue.base_url, as_of=http.now)


# -- the capabilities, each with the plugin's mistakes contained -----------------------------------


async def _listed(venue: Venue, http: Http) -> VenueData:
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
    twice = [symbol for symbol, times in Counter(s.symbol for s in mine).items() if times > 1]
    here = _origin(venue, http)
    tiers = _sound(venue, http, listing.tiers)
    return VenueData(
        venue=venue.id,
        basis=here.basis,
        source=here.source,
        as_of=here.as_of,
        contracts=tuple(sorted(once.values(), key=lambda spec: spec.symbol)),
        rejected=batch.rejected
        + foreign
        + tuple(Rejected(symbol=s, field="symbol", reason=f"{s} is listed twice") for s in twice),
        closed=batch.closed,
        tiers=tiers,
        rules=venue.rules_on(http.now.date()),
        origins={"contracts": here}
        | {f"tiers/{symbol}": here for symbol in tiers}
        | dict(listing.origins),
        warnings=listing.warnings,
    )


def _rejected(venue: Venue, error: NonsenseError) -> Rejected:
    return rejection(error.where.removeprefix(f"{venue.id} "), error)


async def _markets(
    venue: Venue, http: Http, specs: Sequence[ContractSpec]
) -> Mapping[str, MarketSnapshot]:
    if venue.markets is None or not specs:
        return {}
    asked = partial(venue.markets, http, specs)
    return await _secondary(http, "quotes", asked, MarketSnapshot)


async def _books(
    venue: Venue, http: Http, specs: Sequence[ContractSpec]
) -> Mapping[str, OrderBook]:
    if venue.book is None or not specs:
        return {}
    asked = partial(http.each, "depth", specs, partial(venue.book, http))
    return await _secondary(http, "depth", asked, OrderBook)


async def _tiers(
    venue: Venue, http: Http, specs: Sequence[ContractSpec]
) -> Mapping[str, tuple[MarginTier, ...]]:
    if venue.margin_tiers is None or not specs:
        return {}
    found = await _secondary(http, "margin tiers", partial(venue.margin_tiers, http, specs), tuple)
    return _sound(venue, http, found)


async def _fees(venue: Venue, http: Http) -> Mapping[str, FeeSchedule]:
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
