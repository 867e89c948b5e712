"""CME micro, Friday and spot-quoted crypto futures: data only, nothing is ever asked.

Units: whole contracts of 0.1 BTC, 25 SOL, …; prices in USD per coin, cash-settled, no funding.
There is no free public API. Contract units, margin and fees come from the published figures; which
expiries are listed follows from the clock. A price is the dated index plus the carry of CME's own
curve up to the expiry, one tick wide; it moves to the reference price like every old quote. A
spot-quoted future trades at the index itself (rulebook, chapter 24: the cleared price is the quoted
one plus a financing adjustment): the same carry is charged day by day, as funding is.
Symbols are the product, the month letter and the year; those of BFF, which expires every week, are
ours: the product and the day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, islice
from pathlib import Path

from comparator import api
from msgspec import structs

PUBLISHED = Path(__file__).parent / "published" / "cme.toml"

FRIDAY, SUNDAY = 4, 6
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONTHS = "FGHJKMNQUVXZ"
CLOSED = {date(2026, 12, 25), date(2027, 3, 26), date(2029, 3, 30)}
"""Last Fridays on which London is closed (Christmas Day, Good Friday), to 2030."""
SETTLES = (("MBTU26", date(2026, 9, 25)), ("MBTH27", date(2027, 3, 25)))
"""Two published settlement prices of one day with their expiries: the slope of the curve."""

# -- expiries --------------------------------------------------------------------------------------


def last(weekday: int, year: int, month: int) -> date:
    """The last such day of a month; Monday is 0."""
    end = date(year + month // 12, month % 12 + 1, 1) - DAY
    return end - (end.weekday() - weekday) % 7 * DAY


def in_london(day: date) -> datetime:
    """16:00 in London as UTC; summer time runs between the last Sundays of March and October."""
    summer = last(SUNDAY, day.year, 3) <= day < last(SUNDAY, day.year, 10)
    return datetime(day.year, day.month, day.day, 15 if summer else 16, tzinfo=UTC)


def in_new_york(day: date) -> datetime:
    """16:00 in New York as UTC; summer time: second Sunday of March to first one of November."""
    start = last(SUNDAY, day.year, 2) + 14 * DAY
    summer = start <= day < last(SUNDAY, day.year, 10) + 7 * DAY
    return datetime(day.year, day.month, day.day, 20 if summer else 21, tzinfo=UTC)


def monthly(now: datetime) -> Iterator[datetime]:
    """Last Fridays, 16:00 London, or the day before a holiday (IBKR and CME product pages)."""
    for number in count(now.month - 1):
        year, month = now.year + number // 12, number % 12 + 1
        friday = last(FRIDAY, year, month)
        yield in_london(friday - DAY if friday in CLOSED else friday)


def weekly(now: datetime) -> Iterator[datetime]:
    """Fridays, 16:00 New York (CME Group article of 2024-09); holidays are not known."""
    first = now.date() + (FRIDAY - now.weekday()) % 7 * DAY
    for number in count():
        yield in_new_york(first + 7 * number * DAY)


def yearly(now: datetime) -> Iterator[datetime]:
    """June, as the first series of spot-quoted futures in 2026; the day is assumed."""
    for year in count(now.year):
        yield in_london(last(FRIDAY, year, 6))


Rule = Callable[[datetime], Iterator[datetime]]
EXPIRIES: dict[str, tuple[Rule, int]] = {  # which, and how many of them are worth comparing
    **dict.fromkeys(("MBT", "MET", "MSL", "MXP"), (monthly, 2)),
    "BFF": (weekly, 2),
    **dict.fromkeys(("QBTC", "QETH", "QSOL", "QXRP"), (yearly, 1)),
}


SPOT_QUOTED = tuple(code for code, (rule, _) in EXPIRIES.items() if rule is yearly)
HALF = Decimal("0.5")
DAILY = Decimal(24)
"""Hours from one financing adjustment to the next."""


def expiries(product: str, now: datetime) -> list[datetime]:
    """The next expiries of a product; KeyError for one we do not know."""
    rule, number = EXPIRIES[product]
    return list(islice((expiry for expiry in rule(now) if expiry > now), number))


# -- normalise: pure -------------------------------------------------------------------------------


def contract(product: api.ContractSpec, expiry: datetime) -> api.ContractSpec:
    """One expiry of a product."""
    code = product.symbol
    if EXPIRIES[code][0] is weekly:
        symbol = f"{code}{expiry:%y%m%d}"
    else:
        symbol = f"{code}{MONTHS[expiry.month - 1]}{expiry:%y}"
    return structs.replace(product, symbol=symbol, expiry=expiry)


def carry(quotes: Mapping[str, api.MarketSnapshot]) -> Decimal:
    """What CME's curve rises in a year, as a fraction: 0.056 from the settles of 2026-08-28."""
    (near, first), (far, last_day) = SETTLES
    rise = api.known(quotes[far].mark, far) / api.known(quotes[near].mark, near) - 1
    return rise * 365 / (last_day - first).days


def quote(
    spec: api.ContractSpec, dated: api.MarketSnapshot, now: datetime, a_year: Decimal
) -> api.MarketSnapshot:
    """The index plus carry to expiry, as CME itself settles a month without trades.

    Index + days / 365 x interest rate x index: CME Group, daily settlement procedure of XRP
    futures. What is spot-quoted stands at the index, and pays a day of the carry overnight.
    """
    index = api.known(dated.index, "index")
    spot_quoted = spec.fee_schedule in SPOT_QUOTED
    left = Decimal((api.known(spec.expiry, "expiry") - now) // HOUR) / 24
    fair = index if spot_quoted else index * (1 + a_year * left / 365)
    middle = fair
    if spot_quoted:
        dated = structs.replace(dated, funding_rate=a_year / 365, funding_interval_hours=DAILY)
    else:  # what is traded there stands on its ticks
        middle = (fair // spec.tick_size + HALF) * spec.tick_size
    return structs.replace(
        dated,
        symbol=spec.symbol,
        mark=middle,
        bid=middle - spec.tick_size / 2,
        ask=middle + spec.tick_size / 2,
    )


# -- fetch: from the published file alone ----------------------------------------------------------


async def contracts(http: api.Http) -> api.Listing:
    """The next expiries of every product, with the margin of the product."""
    data = http.published()
    specs = list[api.ContractSpec]()
    tiers, origins = dict[str, tuple[api.MarginTier, ...]](), dict[str, api.Origin]()
    for product in data.contracts:
        for expiry in expiries(product.symbol, http.now):
            spec = contract(product, expiry)
            specs.append(spec)
            tiers[spec.symbol] = data.tiers[product.symbol]
            for part in ("contracts", "markets", "tiers"):
                origins[f"{part}/{spec.symbol}"] = data.origin(part, product.symbol)
    return api.Listing(api.Batch(tuple(specs)), tiers, (STATIC, *UNKNOWN), origins)


async def markets(
    http: api.Http, specs: Sequence[api.ContractSpec]
) -> Mapping[str, api.MarketSnapshot]:
    """Prices for the wanted contracts; a contract's fee schedule is named after its product."""
    quotes = http.published().markets
    a_year = carry(quotes)
    return {spec.symbol: quote(spec, quotes[spec.fee_schedule], http.now, a_year) for spec in specs}


STATIC = api.FigureWarning(
    code="static_data",
    message="CME has no public API: units, margin and fees are dated figures, prices are a dated"
    " index plus carry, one tick wide; the commission is Interactive Brokers', where known",
)

UNKNOWN = tuple(
    api.FigureWarning(
        code="no_market",
        message=f"cme lists {code}, {size} {base} a contract, since 2026-02-09; its tick, fee and"
        " margin were not found",
    )
    for code, base, size in (
        ("MCA", "ADA", "10,000"),
        ("MLN", "LINK", "250"),
        ("MXL", "XLM", "12,500"),
    )
)
"""Micro futures that no figure prices: CME Group FAQ, a broker's product table (2026)."""

RULES = api.Rules(
    maintenance_on="mark",
    liquidation_fee="none",
    reserved_fee="none",
    leverage_step=None,
    source="CME margins are a sum per contract and are settled daily; a broker may ask more and"
    " close earlier (CME Group margin pages, 2026-08-29)",
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """CME, through a broker."""
    return [
        api.Venue(
            id="cme",
            name="CME Group",
            base_url="https://www.cmegroup.com",
            docs="https://www.cmegroup.com/markets/cryptocurrencies.html",
            contracts=contracts,
            markets=markets,
            rules=RULES,
            published=PUBLISHED,
            data_only=True,
        )
    ]
