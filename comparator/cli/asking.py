"""What a question does: read, price, show the answer, and end with the right exit code."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from comparator.cli.output import emit
from comparator.cli.session import DONE, EMPTY, GATE, MISSING, NOWHERE, Session, ended
from comparator.comparison import Comparison
from comparator.errors import must_know
from comparator.words import clean, trust


def run(ctx: click.Context, own: tuple[str, ...]) -> int:
    """Answer the question that `ctx` asks; `own` are the options its answer takes by name."""
    name = ctx.command.name or ""
    asked = OTHERS.get(name, _priced)
    return asked(name, Session(ctx), {option: ctx.params[option] for option in own})


def _answer(name: str, *given: object, **own: object) -> Struct:
    document: Struct = import_module(f"comparator.answers.{name}").document(*given, **own)
    return document


def _show(name: str, session: Session, document: Struct) -> None:
    view = import_module(f"comparator.render.pages.{name}")
    emit(
        session.options,
        page=lambda: [*view.page(document), *_trusted(getattr(document, "trusted", ()))],
        sheet=lambda: view.sheet(document),
        document=lambda: document,
    )


def _priced(name: str, session: Session, own: dict[str, Any]) -> int:
    """A question about a trade."""
    comparison = session.compare(session.assets)
    _show(name, session, _answer(name, comparison, **own))
    return ended(session, comparison)


def _compared(name: str, session: Session, own: dict[str, Any]) -> int:
    """The ranked answer, its gate, and what to ask next."""
    if name == "render":
        session.answer_from_file()
    gate = _gate(session.options["fail_if"])
    comparison = session.compare(session.assets)
    every: bool = own["all_contracts"]
    view = import_module("comparator.render.pages.compare")
    emit(
        session.options,
        page=lambda: _page(view.page, session, comparison),
        sheet=lambda: view.sheet(comparison, every=every),
        document=lambda: _answer(
            "compare", comparison, decisive=session.decisive(comparison), **own
        ),
    )
    code = ended(session, comparison)
    if code == DONE and not comparison.feasible:
        code = NOWHERE
    failures = gate(comparison) if gate and code == DONE else []
    for failure in failures:
        click.echo(clean(f"gate failed: {failure}"), err=True)
    return GATE if failures else code


def _page(page: Callable[..., Any], session: Session, comparison: Comparison) -> list[Any]:
    hints = [] if session.quiet else _next(comparison)
    given = session.options
    whole = given["all"] or given["sort"] or given["all_contracts"]
    blocks = page(
        comparison,
        every=given["all_contracts"],
        next_steps=hints,
        decisive=session.decisive(comparison),
        top=None if whole else given["top"],
        always=() if whole else session.always_shown,
    )
    figure = given["explain"]
    if not figure:
        return [*blocks, *_trusted(comparison.choice.trusted)]
    worked = import_module("comparator.render.pages.explain").page
    text = worked(_answer("explain", comparison, figure=figure))
    return [*blocks, *text, *_trusted(comparison.choice.trusted)]


def _trusted(names: Sequence[str]) -> list[Any]:
    """That the user took somebody's figures as they are is part of every page."""
    if not names:
        return []
    from comparator.render.sheet import Words  # noqa: PLC0415 - for this option alone

    return [Words(trust(names), "dim")]


def _gate(test: str) -> Callable[[Comparison], list[str]] | None:
    if not test:
        return None
    from comparator.cli.gate import Gate  # noqa: PLC0415 - for this option alone

    return Gate(test).failures


def _next(comparison: Comparison) -> list[str]:
    """Commands that carry on from here."""
    best = next((row for each in comparison.answers for row in each.rows if row.rank), None)
    if best is None:
        return [f"comparator minimum {comparison.answers[0].asset}"]
    return [
        f"comparator explain {best.venue}.total {best.asset}",
        f"comparator ladder {best.asset} --venue {best.venue}",
        f"comparator report {best.asset} --output report.md",
    ]


def _fees(name: str, session: Session, own: dict[str, Any]) -> int:
    read = session.read((), session.options["names"] or session.venues)
    snapshot = session.with_own_fees(session.in_region(read))
    document = _answer(name, snapshot, session.trade, **own)
    _show(name, session, document)
    if not any(data.fees for data in snapshot.venues):
        return EMPTY
    return MISSING if session.options["strict"] and snapshot.failed else DONE


def _facts(name: str, session: Session, _: dict[str, Any]) -> int:
    names: Sequence[str] | None = session.options["names"] or None
    sheets = session.facts(names)
    document = _answer(name, sheets, topics=session.options["topic"], at=datetime.now(UTC))
    _show(name, session, document)
    return DONE if getattr(document, "rows", ()) else EMPTY


def _venues(name: str, session: Session, _: dict[str, Any]) -> int:
    if session.options["markdown"]:
        session.options["format"] = "markdown"
    document = _answer(name, session.discovered, session.cache, datetime.now(UTC))
    _show(name, session, document)
    return DONE if session.discovered.venues else EMPTY


def _doctor(name: str, session: Session, _: dict[str, Any]) -> int:
    from comparator.api.aio import finished  # noqa: PLC0415 - for this command alone
    from comparator.sources.probe import probe  # noqa: PLC0415 - the same

    asked = session.named(session.options["names"] or None)
    limit = float(session.options["timeout"])
    probes = finished(probe(asked, cache=session.cache, limit=limit))
    sheets = session.facts([venue.id for venue in asked])
    _show(name, session, _answer(name, probes, sheets, session.cache, datetime.now(UTC)))
    if not asked:
        return EMPTY
    return MISSING if session.options["strict"] and any(one.error for one in probes) else DONE


def _diff(name: str, session: Session, _: dict[str, Any]) -> int:
    from comparator.sources.snapshot import load_snapshot  # noqa: PLC0415 - for this command alone

    before, after = (load_snapshot(Path(session.options[which])) for which in ("before", "after"))
    document = _answer(
        name, before, after, session.options["assets"], session.trade, session.choice
    )
    _show(name, session, document)
    changed: bool = getattr(document, "changed", False)
    return GATE if session.options["fail_on_change"] and changed else DONE


def _market(name: str, session: Session, own: dict[str, Any]) -> int:
    from comparator.answers.market import everything  # noqa: PLC0415 - for this command alone

    trade, only = session.trade, session.venues  # nonsense is refused before anybody is asked
    snapshot = session.with_own_fees(session.in_region(session.judged_by(None)))
    must_know(session.choice.trusted, [data.venue for data in snapshot.venues], "asked")
    like = session.options["coin_like"]
    found = everything(snapshot, trade, choice=session.choice, venues=only, coin_like=like)
    document = _answer(name, found, coin_like=like, **own)
    given = session.options
    view = import_module(f"comparator.render.pages.{name}")
    emit(
        given,
        page=lambda: [
            *view.page(
                document,
                fields=given["fields"],
                sort=given["sort"],
                top=None if given["all"] else given["top"],
            ),
            *_trusted(found.choice.trusted),
        ],
        sheet=lambda: view.sheet(document),
        document=lambda: document,
    )
    code = ended(session, found)
    able: int = sum(row.possible for row in getattr(document, "venues", ()))
    return NOWHERE if code == DONE and not able else code


def _history(name: str, session: Session, _: dict[str, Any]) -> int:
    from comparator.library import history  # noqa: PLC0415 - for this command alone

    given = session.options
    found = history(*given["words"], folder=given["folder"], field=given["field"])
    _show(name, session, found)
    return DONE


OTHERS: dict[str, Callable[[str, Session, dict[str, Any]], int]] = {
    "compare": _compared,
    "render": _compared,
    "fees": _fees,
    "facts": _facts,
    "venues": _venues,
    "diff": _diff,
    "doctor": _doctor,
    "market": _market,
    "history": _history,
}
"""Questions that do more than price a trade and show the answer."""
