"""Check C27: the quotes of thousands of contracts at once, by lists."""

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from comparator.schema import MarketSnapshot
from comparator.testing.evidence import LISTS
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

MOST_REQUESTS = 30
"""Lists of a venue with several segments: contracts, quotes, marks, funding of each."""
APART = Decimal("0.05")
"""How far a price of a list may be from the one told of the contract alone, moments apart."""
SIZES_APART = 1000
"""The same of a size; these move, but not from contracts to coins."""
RATES_APART = Decimal("0.001")
"""The same of a funding rate: told in percent it is further away."""
PRICES = ("bid", "ask", "mark", "index")
SIZES = ("bid_size", "ask_size")


def _absent(subject: Subject) -> str:
    if subject.venue.data_only or subject.venue.markets is None:
        return "the venue is not asked for quotes"
    if subject.venue.all_markets or (found := subject.whole[0].data) is None or found.markets:
        return ""
    return "it has quotes of one contract at a time alone; with lists it would have all_markets"


@CHECKS.add(
    "C27",
    "the whole market is asked for by lists, which say what single answers say",
    why="`comparator market` asks for a thousand contracts: a request for each is a ban",
    cause="a request for one contract outside http.each; or a list in other units",
    proves="quotes",
    asks=True,
    absent=_absent,
)
def lists(subject: Subject) -> Iterator[str]:
    """How many requests, none of them for one contract; their quotes beside those asked alone."""
    found, answers = subject.whole
    if found.data is None:
        yield str(found.error)
        return
    if len(answers.asked) > MOST_REQUESTS:
        yield f"{len(answers.asked)} requests, more than {MOST_REQUESTS}"
    symbols = {spec.symbol for spec in found.data.contracts}
    for url in answers.asked:
        parts = urlsplit(url)
        words = {*parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))}
        yield from (f"GET {parts.path} is asked for {name} alone" for name in words & symbols)
    if subject.venue.all_markets:
        yield from _replayed(subject)
    if not found.data.markets:
        yield "no quote was read"
    for symbol, alone in subject.baseline.markets.items():
        if (listed := found.data.markets.get(symbol)) is not None:
            yield from (f"{symbol}: {text}" for text in _apart(listed, alone))


def _replayed(subject: Subject) -> Iterator[str]:
    """What the lists hold that nobody asked for, and what they lack of the contracts recorded."""
    found, answers = subject.whole
    for item in subject.evidence.interactions(LISTS):
        if item.key not in answers.turn:
            yield f"never asked for: {item.method} {item.url}"
    there = set(found.data.markets) if found.data else set[str]()
    yield from (
        f"{spec.symbol} has no quote in the lists"
        for spec in subject.wanted
        if spec.symbol not in there
    )


def _apart(listed: MarketSnapshot, alone: MarketSnapshot) -> Iterator[str]:
    for names, most in ((PRICES, 1 + APART), (SIZES, Decimal(SIZES_APART))):
        for name in names:
            one, other = getattr(listed, name), getattr(alone, name)
            if one and other and max(one, other) > most * min(one, other):
                yield f"{name} is {one:f} by the list and {other:f} alone"
    one, other = listed.funding_rate, alone.funding_rate
    if one is not None and other is not None and abs(one - other) > RATES_APART:
        yield f"funding_rate is {one:f} by the list and {other:f} alone"
