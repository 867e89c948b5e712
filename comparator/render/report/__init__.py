"""The report: everything a person with a small account wants to know, as one document."""

from collections.abc import Callable, Iterator

from comparator.answers.study import Study, study, trimmed
from comparator.render.report.answer import matrix, opening, title
from comparator.render.report.beware import beware
from comparator.render.report.costs import costs
from comparator.render.report.curves import curves
from comparator.render.report.document import Block, Document
from comparator.render.report.holding import funding
from comparator.render.report.leading import leading
from comparator.render.report.margins import margins
from comparator.render.report.method import glossary, method
from comparator.render.report.sizes import contracts, minimums
from comparator.render.report.venue import sections

PARTS: tuple[Callable[[Study], Iterator[Block]], ...] = (
    opening,
    matrix,
    costs,
    contracts,
    minimums,
    margins,
    funding,
    curves,
    leading,
    sections,
    beware,
    method,
    glossary,
)
"""The sections, in the order they are read."""


def report_on(whole: Study) -> Document:
    """The whole report; the same study gives the same document."""
    return Document(
        title=title(whole), blocks=tuple(block for part in PARTS for block in part(whole))
    )


__all__ = ["PARTS", "Study", "report_on", "study", "trimmed"]
