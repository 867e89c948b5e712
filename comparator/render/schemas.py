"""Every JSON document by the name it carries, and its JSON Schema."""

from typing import Any

import msgspec

from comparator.render.contracts import Contracts
from comparator.render.diff import Diff
from comparator.render.documents import Compare, Document
from comparator.render.explained import Explain
from comparator.render.facts import Facts
from comparator.render.fees import Fees
from comparator.render.ladder import Ladder
from comparator.render.minimum import Minimum
from comparator.render.stop import Stop
from comparator.render.venues import Venues

DOCUMENTS: dict[str, type[Document]] = {
    "comparator.compare/1": Compare,
    "comparator.contracts/1": Contracts,
    "comparator.diff/1": Diff,
    "comparator.explain/1": Explain,
    "comparator.facts/1": Facts,
    "comparator.fees/1": Fees,
    "comparator.ladder/1": Ladder,
    "comparator.minimum/1": Minimum,
    "comparator.stop/1": Stop,
    "comparator.venues/1": Venues,
}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one document; KeyError for an unknown name."""
    return msgspec.json.schema(DOCUMENTS[name])
