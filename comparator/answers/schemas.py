"""Every JSON document by the name it carries, and its JSON Schema."""

from typing import Any

import msgspec
from msgspec import Struct

from comparator.answers.compare import Compare
from comparator.answers.contracts import Contracts
from comparator.answers.diff import Diff
from comparator.answers.doctor import Doctor
from comparator.answers.explain import Explain
from comparator.answers.facts import Facts
from comparator.answers.fees import Fees
from comparator.answers.flips import Flips
from comparator.answers.history import History
from comparator.answers.ladder import Ladder
from comparator.answers.market import Market
from comparator.answers.minimum import Minimum
from comparator.answers.priceable import Priceable
from comparator.answers.stop import Stop
from comparator.answers.venues import Venues
from comparator.answers.watch import Watch
from comparator.sources.snapshot import Snapshot

DOCUMENTS: dict[str, type[Struct]] = {
    "comparator.compare/1": Compare,
    "comparator.contracts/1": Contracts,
    "comparator.diff/1": Diff,
    "comparator.doctor/1": Doctor,
    "comparator.explain/1": Explain,
    "comparator.facts/1": Facts,
    "comparator.fees/1": Fees,
    "comparator.flips/1": Flips,
    "comparator.history/1": History,
    "comparator.ladder/1": Ladder,
    "comparator.market/1": Priceable,
    "comparator.minimum/1": Minimum,
    "comparator.snapshot/1": Snapshot,
    "comparator.stop/1": Stop,
    "comparator.venues/1": Venues,
    "comparator.whole_market/1": Market,
    "comparator.watch/1": Watch,
}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one document; KeyError for an unknown name."""
    return msgspec.json.schema(DOCUMENTS[name])
