"""`--region DE`: a mark on venues whose fact sheet says that they do not serve a country."""

from collections.abc import Iterable

from msgspec import structs

from comparator.comparison import Answer, Comparison
from comparator.errors import PlanError
from comparator.pricing.result import Priced
from comparator.schema import FigureWarning, VenueFacts

TOPIC = "restricted_regions"
CODE = "region_restricted"


def marked(found: Comparison, region: str, sheets: Iterable[VenueFacts]) -> Comparison:
    """`found` with a warning on every row of a venue that names `region`; nothing is left out."""
    warnings = not_serving(region, sheets)
    answers = tuple(
        Answer(
            asset=answer.asset,
            rows=tuple(_marked(row, warnings) for row in answer.rows),
            candidates=tuple(_marked(row, warnings) for row in answer.candidates),
            reference=answer.reference,
        )
        for answer in found.answers
    )
    return structs.replace(found, answers=answers)


def not_serving(region: str, sheets: Iterable[VenueFacts]) -> dict[str, FigureWarning]:
    """By venue the warning that it names `region`; PlanError for what is no country code."""
    code = region.strip().upper()
    if not (code.isascii() and code.isalpha() and len(code) == 2):  # noqa: PLR2004 - ISO 3166-1
        raise PlanError(f"--region {region!r} is no country code; for example: --region DE")
    return {sheet.venue: warning for sheet in sheets if (warning := _warning(sheet, code))}


def _marked(row: Priced, warnings: dict[str, FigureWarning]) -> Priced:
    warning = warnings.get(row.venue)
    return structs.replace(row, warnings=(warning, *row.warnings)) if warning else row


def _warning(sheet: VenueFacts, code: str) -> FigureWarning | None:
    said = [
        fact
        for fact in sheet.facts
        if fact.topic == TOPIC
        and not fact.scope
        and isinstance(fact.value, tuple)
        and code in fact.value
    ]
    if not said:
        return None
    newest = max(said, key=lambda fact: fact.as_of if fact.as_of[:1].isdigit() else "")
    return FigureWarning(
        code=CODE,
        message=f"is said not to serve {code} ({newest.basis}, {newest.as_of});"
        f" see comparator facts {sheet.venue}",
    )
