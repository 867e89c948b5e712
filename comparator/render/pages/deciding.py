"""How the facts read that decide before an account is opened: one line per venue."""

import re
from collections.abc import Iterator, Sequence

from comparator.answers.deciding import TOPICS, Deciding
from comparator.answers.facts import FactRow
from comparator.render.sheet import Block, Items, Words
from comparator.words import listed

NAMES = {
    "kyc": "papers",
    "minimum_deposit": "smallest deposit",
    "withdrawal_cost": "withdrawing",
    "funding_cap": "funding at most",
}
NOBODY = {
    "kyc": "whether papers are asked for",
    "minimum_deposit": "the smallest deposit",
    "withdrawal_cost": "what withdrawing costs",
    "funding_cap": "a funding cap",
}
SERVED = {
    "excluded": "your country is excluded",
    "not named": "your country is not on its list",
    "unknown": "no list of countries found",
}
LONGEST = 34
"""Signs of a source; `comparator facts` has the whole."""
END = re.compile(r"[,;]| \(")
"""What ends the name of a source."""


def before_an_account(rows: Sequence[Deciding]) -> Iterator[Block]:
    """One line per venue of which anything is known, then what nobody says."""
    lines = [(row.venue, text) for row in rows if (text := _line(row))]
    if not lines:
        return
    yield Items(title="before you open an account (never scored)", rows=tuple(lines))
    silent = [row.venue for row in rows if not _line(row)]
    found = {fact.topic for row in rows for fact in row.facts}
    missing = [NOBODY[topic] for topic in TOPICS if topic not in found]
    said = [f"anything of {listed(silent)}"] if silent else []
    said += [f"of any venue {listed(missing, 'or')}"] if missing else []
    if said:
        yield Words(f"not known: {'; '.join(said)} (comparator facts VENUE has the rest).", "dim")


def _line(row: Deciding) -> str:
    parts = [SERVED[row.served]] if row.served else []
    for topic in TOPICS:
        same = [fact for fact in row.facts if fact.topic == topic]
        if same:
            parts.append(f"{NAMES[topic]} {' / '.join(map(_said, same))}")
    return "; ".join(parts)


def _said(fact: FactRow) -> str:
    source = "its API" if fact.source.startswith("GET ") else END.split(fact.source, maxsplit=1)[0]
    short = source if len(source) <= LONGEST else f"{source[: LONGEST - 1].rstrip()}…"
    return f"{', '.join(fact.value) or fact.statement} ({short}, {fact.as_of})"
