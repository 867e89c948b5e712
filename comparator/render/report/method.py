"""How the report was made: formulas, ages of the data, the command, the snapshot; a glossary."""

from collections.abc import Iterator
from datetime import datetime

from comparator.answers.document import NEWEST, price_of
from comparator.answers.study import Study
from comparator.render.report.document import Block, Field, Heading, Line, Listing, entries, table
from comparator.render.sheet import Sheet, Words
from comparator.schema import Origin, Part, Reference, VenueData
from comparator.words import NONE, age, day, instant

FORMULAS = """
Position: risk budget ÷ stop distance, rounded down to whole lots of the venue.
Risk budget: account × risk. What is really risked is notional × stop distance.
Smallest order: max(smallest quantity, smallest value ÷ price), rounded up to a lot.
Smallest account: smallest order × stop distance ÷ risk, and enough to pay for its margin.
Fee: rate × notional at the fill price, once in and once out. Leverage does not change it.
Spread and slippage: average fill price against the middle of the book, walked level by level. \
Where only the best prices are known, half the spread a side.
Funding: rate × notional × settlements after entry up to exit, at the contract's own interval.
Carry: difference of future and spot, shared out evenly over the days to expiry.
Margin: notional ÷ leverage, and the fees that the venue holds back.
Liquidation: the venue's own rule and margin tier, isolated margin. It must lie beyond the \
stop by a fifth of the stop distance.
Cost of the risk: total cost ÷ what is really risked. It ranks the venues; the score is \
100 × (1 − that).
Account curves: worked out exactly at every account where the order grows by a lot or a gate \
opens. The answer is constant in between.
"""
GLOSSARY = """
Basis: where a figure comes from. “live”: the venue, now. “cached”: the same, earlier. \
“published”: a dated page or saved answer. “assumed”: a stand-in. “user”: given by you.
Basis point (bp): a hundredth of a percent.
Carry: what a dated future costs above spot, lost evenly until expiry.
Funding: what longs and shorts of a perpetual pay each other at fixed hours.
Inverse contract: quoted in dollars, margined and paid in the coin.
Isolated margin: only the money set aside for one position can be lost with it.
Leverage: notional ÷ margin. Real leverage is notional ÷ account.
Linear contract: margined and paid in dollars or a dollar coin.
Liquidation: the venue closes the position because its margin is used up.
Lot: the step in which an order may grow.
Maintenance margin: what must be left of the margin for a position to stay open.
Maker, taker: an order that rests in the book, and one that takes from it.
Mark price: the venue's fair price. It decides on liquidation.
Micro contract: any way to trade far less than one coin, a fraction or a small contract.
Notional: size × price, what the position is worth.
Perpetual: a future without expiry, held to spot by funding.
R: what is lost at the stop. Costs are given as a share of it.
Slippage: what a larger order pays beyond the best price.
Stop: the order that ends a losing trade.
"""
PARTS: tuple[tuple[Part, str], ...] = (
    ("contracts", "contracts"),
    ("markets", "prices and funding"),
    ("books", "depth"),
    ("fees", "fees"),
    ("tiers", "margin tiers"),
)


def method(study: Study) -> Iterator[Block]:
    """Formulas, formats, ages, how to make it again."""
    yield Heading(2, "How this was worked out")
    yield entries(defined(FORMULAS))
    yield Words(
        "Money is in US dollars; USDT, USDC and other dollar coins count one for one. Commas part"
        " thousands, the decimal sign is a point, quantities have every digit. “unknown” is a"
        " figure nobody published, never zero; “-” one that has no meaning there. Volatility, gaps"
        " beyond the stop and taxes are not part of any figure."
    )
    yield Heading(3, "How old the figures are")
    yield _ages(study)
    failed = [(f"{row.venue}:", f"{row.error}: {row.message}") for row in study.main.failed]
    if failed:
        yield entries(failed, "Not asked, or asked in vain")
    moved = [
        (f"{answer.asset}:", _moved_to(answer.reference, study.main.at))
        for answer in study.main.answers
        if answer.reference and _any_assumed(study, answer.asset)
    ]
    if moved:
        yield entries(moved, "Older quotes were moved to one price per coin, spreads kept")
    warned = [(f"{data.venue}:", one.message) for data in study.venues for one in data.warnings]
    if warned:
        yield entries(warned, "What the venues' data said")
    yield Heading(3, "Make it again")
    yield Words(
        f"The saved data beside this report ({study.file}) hold everything that was read; this"
        " command writes the same report from them, byte for byte:"
    )
    yield Listing(study.command)
    version = study.snapshot.comparator_version
    yield entries(
        (
            ("Snapshot:", f"{study.file}, sha256 {study.digest}"),
            ("Read:", f"{instant(study.main.at)} by comparator {version}"),
        )
    )
    yield Heading(3, "Independence")
    yield Words(
        "No referral links, no affiliate codes, no sponsors: nobody pays to be listed or ranked."
        " Nothing here is investment advice."
    )


def glossary(_study: Study) -> Iterator[Block]:
    """The terms of the trade, each in a sentence."""
    yield Heading(2, "Glossary")
    yield entries(defined(GLOSSARY))


def defined(text: str) -> list[tuple[str, str]]:
    """Lines of `term: meaning` as a list."""
    parts = (line.partition(": ") for line in text.strip().splitlines())
    return [(f"{term}:", meaning) for term, _, meaning in parts]


def _moved_to(reference: Reference, at: datetime) -> str:
    origin = reference.origin
    return f"${price_of(reference, at)}: {NEWEST}; {origin.source}, {day(origin.as_of)}."


def _any_assumed(study: Study, asset: str) -> bool:
    return any(
        data.origin("markets", spec.symbol).basis == "assumed"
        for data in study.venues
        for spec in data.contracts
        if spec.base == asset
    )


def _ages(study: Study) -> Sheet[Line]:
    """Venue by part: basis, day and age of the oldest figure."""
    at = study.main.at
    lines = tuple(
        (data.venue, *(_part(data, part, at) for part, _ in PARTS)) for data in study.venues
    )
    columns = (Field("venue"), *(Field(title) for _, title in PARTS))
    return table("ages", columns, lines)


def _part(data: VenueData, part: Part, at: datetime) -> str:
    keys: dict[Part, list[str]] = {
        "contracts": [spec.symbol for spec in data.contracts],
        "markets": list(data.markets),
        "books": list(data.books),
        "tiers": list(data.tiers),
        "fees": list(data.fees),
    }
    origins = [data.origin(part, key) for key in keys[part]]
    if not origins:
        return NONE
    oldest = min(origins, key=lambda origin: origin.as_of)
    newest = max(origins, key=lambda origin: origin.as_of)
    return _span(oldest, newest, at)


def _span(oldest: Origin, newest: Origin, at: datetime) -> str:
    text = f"{oldest.basis} {day(oldest.as_of)} ({age(at - oldest.as_of)})"
    if day(newest.as_of) != day(oldest.as_of):
        text += f" to {day(newest.as_of)}"
    return text
