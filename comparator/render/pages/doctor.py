"""How the state of the connections reads: one table, then a line of advice for each problem."""

from collections.abc import Iterator
from datetime import datetime

from comparator.answers.doctor import Doctor, DoctorRow
from comparator.render.sheet import Block, Column, Items, Sheet, Words
from comparator.words import NONE, age, counted, listed

MEBIBYTE = 1024 * 1024


def columns(at: datetime) -> tuple[Column[DoctorRow], ...]:
    """The columns; ages are counted from `at`."""

    def old(when: datetime) -> str:
        return age(at - when)

    return (
        Column("venue", "venue", lambda row: row.venue, left=True),
        Column("reached", "reached", lambda row: row.reached, left=True),
        Column("seconds", "seconds", lambda row: row.seconds, absent=NONE),
        Column("clock", "clock\nahead s", lambda row: row.clock, keep=6),
        Column("contracts", "contracts\nread", lambda row: row.contracts, absent=NONE),
        Column("rejected", "left\nout", lambda row: row.rejected, absent=NONE),
        Column("published", "shipped\ndata", lambda row: row.published, old, NONE),
        Column("cached_bytes", "cache\nKiB", lambda row: row.cached_bytes // 1024, keep=4),
        Column("proxied", "by\nproxy", lambda row: row.proxied, keep=5),
    )


EXTRA: tuple[Column[DoctorRow], ...] = (
    Column("error", "error", lambda row: row.error, left=True),
    Column("message", "what happened", lambda row: row.message, left=True),
    Column("rejections", "contracts left out", lambda row: row.rejections, left=True),
    Column("regions", "said not to serve", lambda row: row.regions, left=True),
    Column("advice", "advice", lambda row: row.advice, left=True),
)


def sheet(found: Doctor) -> Sheet[DoctorRow]:
    """The table of venues."""
    shown = columns(found.generated_at)
    return Sheet(
        name="doctor",
        columns=shown,
        rows=found.rows,
        every=(*shown, *EXTRA),
        empty="No venue is installed.",
    )


def page(found: Doctor) -> Iterator[Block]:
    """What is reached, by which way, and what to do about the rest."""
    asked = [row for row in found.rows if row.reached != "never asked"]
    reached = sum(row.reached == "yes" for row in asked)
    yield Words(f"{reached} of {counted(len(asked), 'venue')} answered.", "strong")
    yield sheet(found)
    way = "no proxy" if found.proxy is None else f"proxy {found.proxy}"
    yield Words(
        f"{way}; cache {found.cache_bytes / MEBIBYTE:.1f} MiB in {found.cache}. Each was asked for"
        " its list of contracts alone; clocks are known to about a second.",
        "dim",
    )
    failed = tuple((row.venue, _said(row)) for row in found.rows if row.error)
    if failed:
        yield Items(title="not reached", rows=failed)
    lines = dict[str, list[str]]()
    for row in found.rows:
        for line in row.advice:
            lines.setdefault(line, []).append(row.venue)
    if lines:
        advice = tuple((_whose(names), _told(line, names)) for line, names in lines.items())
        yield Items(title="advice", rows=advice)


def _whose(names: list[str]) -> str:
    return names[0] if len(names) == 1 else counted(len(names), "venue")


def _told(line: str, names: list[str]) -> str:
    return line if len(names) == 1 else f"{line} ({listed(names)})"


def _said(row: DoctorRow) -> str:
    """What happened; where it refused, also whom its fact sheet says it does not serve."""
    said = row.message.removeprefix(f"{row.venue} ")
    if row.reached != "refused here":
        return said
    if not row.regions:
        return f"{said}; its fact sheet names no country it does not serve"
    return f"{said}; its fact sheet says it does not serve {listed(row.regions)}"
