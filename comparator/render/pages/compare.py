"""A comparison as a page: verdict, table, what is not possible and why, notes, origins."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import structs

from comparator.answers.deciding import Deciding
from comparator.answers.document import NEWEST, price_of
from comparator.answers.sentences import failures, freshness, plan, verdict
from comparator.comparison import Answer, Comparison
from comparator.pricing.result import Priced
from comparator.render.figures import FIELDS as EVERY
from comparator.render.figures import chosen, figure_origins
from comparator.render.pages.deciding import before_an_account
from comparator.render.sheet import Block, Column, Items, Page, Sheet, Words, reasons
from comparator.schema import ZERO
from comparator.words import counted, listed, origin

DATED = ("stale_quote", "assumed_fee")
"""Warnings that the table of origins says better."""


OVER = "!"
"""The note of venues that take the trade above the planned risk only."""
ODD = "?"
"""The note of venues whose figures others contradict: shown, and not ranked."""
FEASIBLE = "ok"


def page(
    comparison: Comparison,
    *,
    every: bool = False,
    next_steps: Sequence[str] = (),
    top: int | None = None,
    always: Collection[str] = (),
    decisive: Sequence[Deciding] = (),
) -> Page:
    """Everything a person should read; `every`: all contracts instead of each venue's best.

    `top`: the best so many rows of an asset and those of the venues in `always`; the others are
    named below the table. None: all.
    """
    blocks, shown = list[Block](), list[Answer]()
    for answer in comparison.answers:
        short = answer if top is None else _shortened(answer, top, always)
        shown.append(short)
        blocks += _answer(answer, short, comparison, every=every)
    brief = structs.replace(comparison, answers=tuple(shown))
    placed = {row.venue for answer in shown for row in answer.rows if row.rank}
    facts = before_an_account([row for row in decisive if row.venue in placed])
    return [*blocks, *facts, *_sources(brief), *_next(next_steps)]


def _shortened(answer: Answer, top: int, always: Collection[str]) -> Answer:
    """The answer without the possible rows after the best `top`, but for those of `always`."""

    def kept(rows: Sequence[Priced]) -> tuple[Priced, ...]:
        after = {_key(row) for row in [row for row in rows if row.able][top:]}
        return tuple(row for row in rows if _key(row) not in after or row.venue in always)

    return structs.replace(answer, rows=kept(answer.rows), candidates=kept(answer.candidates))


def sheet(comparison: Comparison, *, every: bool = False) -> Sheet[Priced]:
    """All rows, possible or not, with all columns: the table for data formats."""
    rows = [
        row
        for answer in comparison.answers
        for row in (answer.candidates if every else answer.rows)
    ]
    return Sheet(name="compare", columns=EVERY, rows=tuple(rows))


def ranked(answer: Answer, *, every: bool) -> Sheet[Priced]:
    """The table of one asset: what is possible first, then what is so beyond the budget."""
    rows = answer.candidates if every else answer.rows
    able = [row for row in rows if row.able]
    shown = (*able, *(row for row in rows if row.contradicted))
    names = ["rank", "venue", "symbol"]
    dated = any(row.costs and row.costs.carry != ZERO for row in shown)
    names += ["size", "notional", "risk", "fees", "spread", "slippage"]
    names += ["holding" if dated else "funding", "total", "cost_r", "score", "min_account"]
    letters = _letters(shown)
    note = Column[Priced](
        "notes",
        "notes",
        lambda row: (
            *([] if row.status == FEASIBLE else [ODD if row.contradicted else OVER]),
            *sorted({letters[item.code] for item in row.warnings if item.code in letters}),
        ),
        " ".join,
        left=True,
        keep=8,
    )
    columns = chosen(*names)
    if every:  # a venue has several rows, which their contracts alone tell apart
        columns = tuple(
            structs.replace(one, keep=9) if one.name == "symbol" else one for one in columns
        )
    if letters or any(row.status != FEASIBLE for row in shown):
        columns = (*columns, note)
    return Sheet(
        name=f"compare-{answer.asset}",
        columns=columns,
        rows=shown,
        every=EVERY,
    )


def _letters(rows: Sequence[Priced]) -> dict[str, str]:
    codes = dict.fromkeys(
        item.code for row in rows for item in row.warnings if item.code not in DATED
    )
    return {code: _letter(number) for number, code in enumerate(codes)}


def _letter(number: int) -> str:
    return chr(ord("a") + number % 26) * (number // 26 + 1)


def _answer(
    answer: Answer, short: Answer, comparison: Comparison, *, every: bool
) -> Iterator[Block]:
    aged = freshness(answer, comparison.at)
    yield Words(f"{verdict(answer, comparison.trade)} {aged}".rstrip(), "strong")
    yield Words(plan(answer, comparison))
    sheet = ranked(short, every=every)
    if sheet.rows:
        yield sheet
    rows = short.candidates if every else short.rows
    there = set(map(_key, rows))
    left = [row for row in (answer.candidates if every else answer.rows) if _key(row) not in there]
    if left:
        yield Words(f"{_further(left, every=every)} (--all shows them).", "dim")
    over = [row for row in sheet.rows if row.status == "over_budget"]
    if over:
        yield Items(
            title=f"{OVER} possible only with more risk than you allow",
            rows=tuple((_name(row, every=every), _why(row)) for row in over),
        )
    odd = [row for row in sheet.rows if row.contradicted]
    if odd:
        yield Items(
            title=f"{ODD} contradicted, and so not ranked (--trust VENUE takes it as it is)",
            rows=tuple((_name(row, every=every), _why(row)) for row in odd),
        )
    impossible = [row for row in rows if not row.able and not row.contradicted]
    if impossible:
        yield from reasons(
            f"not possible for {answer.asset}",
            ((_name(row, every=every), _why(row)) for row in impossible),
        )
    letters = _letters(sheet.rows)
    if letters:
        yield Items(title="notes", rows=tuple(_notes(sheet.rows, letters)))


def _key(row: Priced) -> tuple[str, str]:
    return row.venue, row.symbol


def _further(rows: Sequence[Priced], *, every: bool) -> str:
    """Who else can take it, as the verdict counts them, and who only over budget."""
    able = [_name(row, every=every) for row in rows if row.status == FEASIBLE]
    over = [_name(row, every=every) for row in rows if row.status != FEASIBLE]
    said = [f"{len(able)} more can take it: {listed(able)}"] if able else []
    if over:
        said.append(f"{len(over)} more only with more risk than you allow: {listed(over)}")
    return "; ".join(said)


def _name(row: Priced, *, every: bool) -> str:
    return f"{row.venue} {row.symbol}" if every and row.symbol else row.venue


def _why(row: Priced) -> str:
    if row.inputs is None and row.reason.endswith(f"lists no such contract on {row.asset}"):
        return "not listed"
    helped = f"; possible with {', or '.join(row.repair)}" if row.repair else ""
    return f"{row.reason.removeprefix(row.venue).strip()}{helped}"


def _notes(rows: Sequence[Priced], letters: dict[str, str]) -> Iterator[tuple[str, str]]:
    for code, letter in letters.items():
        said = dict[str, list[str]]()
        for row in rows:
            for item in row.warnings:
                if item.code == code:
                    said.setdefault(item.message, []).append(row.venue)
        for number, (message, names) in enumerate(said.items()):
            where = "" if len(said) == 1 else f"{listed(dict.fromkeys(names))}: "
            yield ("" if number else letter), where + message


def origins_sheet(comparison: Comparison) -> Sheet[Priced]:
    """Where the figures of each row come from, and how old they are."""
    rows = [row for answer in comparison.answers for row in answer.rows if row.inputs]

    def column(name: str, head: str) -> Column[Priced]:
        return Column(
            name,
            head,
            lambda row: origin(figure_origins(row).get(name), comparison.at),
            left=True,
        )

    columns = (
        *chosen(*(("asset",) if len(comparison.answers) > 1 else ()), "venue", "symbol"),
        column("contract", "specs"),
        column("fee", "fees"),
        column("quote", "quote"),
        column("margin", "margin tiers"),
    )
    return Sheet(
        name="origins", columns=columns, rows=tuple(rows), title="where the figures come from"
    )


def _sources(comparison: Comparison) -> Iterator[Block]:
    sheet = origins_sheet(comparison)
    if sheet.rows:
        yield sheet
    yield from _prices(comparison)
    failed = tuple(
        failures(comparison.failed, {data.venue: data.as_of for data in comparison.venues})
    )
    if failed:
        yield Items(title="venues that could not be asked", rows=failed)
    rejected = [(data.venue, len(data.rejected)) for data in comparison.venues if data.rejected]
    if rejected:
        text = listed(f"{counted(count, 'contract')} of {venue}" for venue, count in rejected)
        yield Words(f"left out because they could not be read: {text}.", "dim")
    warned = dict.fromkeys(
        (data.venue, one.message)
        for data in comparison.venues
        for one in data.warnings
        if one.code != "no_market"
    )
    if warned:
        yield Items(title="the venues' data", rows=tuple(warned))


def _prices(comparison: Comparison) -> Iterator[Block]:
    """The one price of each coin and how it was chosen, and which quotes were moved to it."""
    known = [answer for answer in comparison.answers if answer.reference]
    chosen_ones = [answer for answer in known if answer.reference and answer.reference.venue]
    priced_at = [
        f"{answer.asset} = {price_of(answer.reference, comparison.at)}"
        for answer in known
        if answer.reference
    ]
    if priced_at:
        how = f": {NEWEST}" if chosen_ones else ""
        yield Words(f"one price per coin: {listed(priced_at)}{how}.", "dim")
    moved = [answer.asset for answer in known if _assumed(answer)]
    if moved:
        yield Words(
            f"assumed: quotes of different days, moved to that price of {listed(moved)};"
            " spread and depth relative to it are as they were seen.",
            "dim",
        )


def _assumed(answer: Answer) -> bool:
    return any(
        row.inputs and row.inputs.market_origin and row.inputs.market_origin.basis == "assumed"
        for row in answer.rows
    )


def _next(steps: Sequence[str]) -> Iterator[Block]:
    if steps:
        yield Items(title="next", rows=tuple(("", step) for step in steps))
