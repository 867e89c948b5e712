"""Asking one venue now: its contracts, and for the wanted ones quotes, depth and margin tiers."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from msgspec import structs

from comparator.api.aio import gather, unwaited
from comparator.api.breaker import Breaker
from comparator.api.client import client
from comparator.api.http import Http
from comparator.api.pace import Pacer
from comparator.api.venue import Venue
from comparator.errors import Unreachable
from comparator.schema import ContractSpec, MarketSnapshot, OrderBook, VenueData
from comparator.sources import capabilities
from comparator.sources.answered import contained
from comparator.sources.plausibility import implausible
from comparator.sources.published import shipped_by
from comparator.words import span

Wanted = Callable[[ContractSpec], bool]

DEADLINE = 45.0
"""Seconds after which a venue that is still answering is given up; others never wait for it."""


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
    lists_only: bool = False,
) -> VenueData:
    """What the venue says now.

    `lists_only`: no request for one contract, and so neither depth nor margin tables, however many
    contracts are wanted.

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
        lists_only=lists_only,
    )
    if venue.data_only:
        unasked = http(client=None)
        with contained(unasked):
            return unwaited(answer(venue, unasked, wanted, known))
    import asyncio  # noqa: PLC0415 - see api/aio.py

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
    """As `fetch_venue` without a deadline, over an Http whose `failures` the caller may read."""
    http.kept = known is not None
    data = known or await capabilities.listed(venue, http)
    specs = [spec for spec in data.contracts if wanted(spec)]
    if venue.data_only:
        markets = await capabilities.markets(venue, http, specs)
        books = await capabilities.books(venue, http, specs)
        tiers = await capabilities.tiers(venue, http, specs)
        fees = await capabilities.fees(venue, http)
    else:
        markets, books, tiers, fees = await gather(
            capabilities.markets(venue, http, specs),
            capabilities.books(venue, http, specs),
            capabilities.tiers(venue, http, specs),
            capabilities.fees(venue, http),
        )
    markets = {**markets, **_best_of(http, books, markets)}
    if specs and venue.markets and not markets and http.failures:
        raise http.failures[0]
    here = capabilities.origin(venue, http)
    if http.ahead:
        way = "ahead of" if http.ahead > timedelta(0) else "behind"
        text = f"this computer's clock is {span(abs(http.ahead))} {way} its answers' dates, which"
        http.warn("clock_differs", f"{text} are used ({http.now:%Y-%m-%d %H:%M} UTC)")
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
