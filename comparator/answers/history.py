"""How figures moved: from a watch folder, or from a folder of saved runs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from comparator.answers.changes import unit_of
from comparator.answers.compared import LISTED, LISTING
from comparator.answers.document import Document
from comparator.answers.past import FIELDS, Chosen, Past
from comparator.assets import asset_name
from comparator.errors import PlanError, alike
from comparator.schema import ContractSpec

NOT_LISTED = "not listed"


class Step(Struct, frozen=True, kw_only=True):
    """One value of one figure, and how long it held."""

    venue: Annotated[str, Meta(description="id of the venue")]
    asset: Annotated[str, Meta(description="the coin")]
    symbol: Annotated[str, Meta(description="the contract, by its last name")]
    field: Annotated[str, Meta(description='the figure; "listing": the contract itself')]
    value: Annotated[str | None, Meta(description='a plain value, or "not listed"; null: unknown')]
    unit: Annotated[str, Meta(description="what it counts; empty: see the figure")]
    since: Annotated[datetime, Meta(description="when it was first read so")]
    until: Annotated[
        datetime | None,
        Meta(description="when it was last or no longer read so; null: it still is so"),
    ]
    was: Annotated[
        str | None, Meta(description="the value before; null: none is known, or it was unknown")
    ]
    first: Annotated[bool, Meta(description="whether it is where the record begins")]
    note: Annotated[
        str, Meta(description="why the change to it may be none, or a mistake; empty: nothing")
    ]


class History(Document, frozen=True, kw_only=True):
    """comparator.history/1: how figures moved."""

    asked: Annotated[str, Meta(description="the coin, or the venue and its contract")]
    field: Annotated[str, Meta(description="the figure; empty: all that moved")]
    since: Annotated[datetime, Meta(description="when the record begins")]
    contracts: Annotated[int, Meta(description="how many contracts are looked at")]
    moves: Annotated[int, Meta(description="how often a figure changed")]
    rows: Annotated[
        tuple[Step, ...], Meta(description="each value in turn, by contract and figure")
    ]
    warnings: Annotated[tuple[str, ...], Meta(description="what could not be read")]


def asked_for(words: Sequence[str]) -> tuple[str, str, Chosen]:
    """What one or two words ask for: a coin, or a venue and its contract.

    The second value is what every such contract holds: the coin, or its symbol.
    """
    if len(words) == 1:
        asset = asset_name(words[0])
        return asset, asset, lambda _, spec: spec.base == asset
    if len(words) == 2:  # noqa: PLR2004 - as the docstring says
        venue, symbol = words[0].lower(), words[1].lower()

        def chosen(name: str, spec: ContractSpec) -> bool:
            return name == venue and spec.symbol.lower() == symbol

        return f"{words[0]} {words[1]}", words[1], chosen
    text = "name a coin, or a venue and its contract"
    raise PlanError(f"{text}; for example: history BTC, or history bybit BTCUSDT")


def document(
    asked: str,
    pasts: Iterable[Past],
    *,
    field: str,
    at: datetime,
    warnings: Sequence[str] = (),
) -> History:
    """How the figure `field` (empty: each that moved) was at each time; `at`: when this was asked.

    Raises PlanError for an unknown figure, and where nobody lists what is asked for.
    """
    if field and field not in FIELDS:
        near = alike(field, FIELDS, 1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise PlanError(f"--field: no figure {field!r}{hint}; there are {', '.join(FIELDS)}")
    found = [past for past in pasts if past.moments]
    if not found:
        raise PlanError(f"{asked}: no such contract in this folder; for example: history BTC")
    rows = tuple(step for past in found for step in _steps(past, field))
    return History(
        schema="comparator.history/1",
        generated_at=at,
        asked=asked,
        field=field,
        since=min(past.moments[0][0] for past in found),
        contracts=len(found),
        moves=sum(not step.first for step in rows),
        rows=tuple(sorted(rows, key=lambda step: (step.venue, step.symbol))),
        warnings=tuple(warnings),
    )


def _steps(past: Past, field: str) -> Iterator[Step]:
    for name in (field,) if field else FIELDS:
        values = _values(past, name, asked=bool(field))
        if not field and len(values) == 1:
            continue  # it never moved
        for number, (since, value) in enumerate(values):
            following = values[number + 1][0] if number + 1 < len(values) else past.last
            yield Step(
                venue=past.venue,
                asset=past.spec.base,
                symbol=past.spec.symbol,
                field=name,
                value=value,
                unit=unit_of(past.spec, name),
                since=since,
                until=following,
                was=values[number - 1][1] if number else None,
                first=number == 0,
                note=past.notes.get((since, name), ""),
            )


def _values(past: Past, name: str, *, asked: bool) -> list[tuple[datetime, str | None]]:
    """The values of a figure, each from when on; equal ones that follow each other are one.

    That a contract was not listed yet is told of its listing alone, that it is no more also of a
    figure that is `asked` for.
    """
    found = list[tuple[datetime, str | None]]()
    for at, values in past.moments:
        value: str | None
        if name == LISTING:
            value = NOT_LISTED if values is None else LISTED
        elif values is None and not (asked and found):
            continue
        else:
            value = values.get(name) if values else NOT_LISTED
        if not found or found[-1][1] != value:
            found.append((at, value))
    return found
