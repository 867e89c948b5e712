"""How the state of the connections reads: one table, then a line of advice for each problem."""

from collections.abc import Iterator

from comparator.answers.doctor import Doctor, DoctorRow
from comparator.render.sheet import Block, Column, Figures, Items, Sheet, Words, aged, written
from comparator.words import NONE, clean, counted, listed

MEBIBYTE = 1024 * 1024
NAMED = 3
"""Contracts left out that are named for each venue."""


def kibibytes(size: int) -> str:
    """Bytes as whole KiB."""
    return written(size // 1024)


figure = Figures(DoctorRow)
SHOWN: tuple[Column[DoctorRow], ...] = (
    figure("venue", "venue", "venue", left=True),
    figure("reached", "reached", "reached", left=True),
    figure("seconds", "seconds", "seconds", absent=NONE),
    figure("clock", "clock\nahead s", "clock", keep=6),
    figure("contracts", "contracts\nread", "contracts", absent=NONE),
    figure("rejected", "left\nout", "rejected", absent=NONE),
    figure("published", "shipped\ndata", "published", absent=NONE),
    figure("cached_bytes", "cache\nKiB", "cached_bytes", kibibytes, keep=4),
    figure("proxied", "by\nproxy", "proxied", keep=5),
)
EVERY: tuple[Column[DoctorRow], ...] = (
    *SHOWN,
    figure("error", "error", "error", left=True),
    figure("message", "what happened", "message", left=True),
    figure("rejections", "contracts left out", "rejections", left=True),
    figure("regions", "said not to serve", "regions", left=True),
    figure("advice", "advice", "advice", left=True),
)


def sheet(doctor: Doctor) -> Sheet[DoctorRow]:
    """The table of venues; people read ages, data have the dates."""
    every = aged(EVERY, ("published",), doctor.generated_at)
    return Sheet(
        name="doctor",
        columns=every[: len(SHOWN)],
        rows=doctor.rows,
        every=every,
        empty="No venue is installed.",
    )


def page(doctor: Doctor) -> Iterator[Block]:
    """What is reached, by which way, and what to do about the rest."""
    asked = [row for row in doctor.rows if row.reached != "never asked"]
    reached = sum(row.reached == "yes" for row in asked)
    yield Words(f"{reached} of {counted(len(asked), 'venue')} answered.", "strong")
    yield sheet(doctor)
    way = "no proxy" if doctor.proxy is None else f"proxy {doctor.proxy}"
    yield Words(
        f"{way}; cache {doctor.cache_bytes / MEBIBYTE:.1f} MiB in {doctor.cache}. Each was asked"
        " for its list of contracts alone; clocks are known to about a second.",
        "dim",
    )
    failed = tuple((row.venue, _said(row)) for row in doctor.rows if row.error)
    if failed:
        yield Items(title="not reached", rows=failed)
    rejections = tuple((row.venue, _left_out(row)) for row in doctor.rows if row.rejections)
    if rejections:
        yield Items(title="contracts left out, and why", rows=rejections)
    lines = dict[str, list[str]]()
    for row in doctor.rows:
        for line in row.advice:
            lines.setdefault(line, []).append(row.venue)
    if lines:
        advice = tuple((_whose(names), _told(line, names)) for line, names in lines.items())
        yield Items(title="advice", rows=advice)


def _whose(names: list[str]) -> str:
    return names[0] if len(names) == 1 else counted(len(names), "venue")


def _told(line: str, names: list[str]) -> str:
    return line if len(names) == 1 else f"{line} ({listed(names)})"


def _left_out(row: DoctorRow) -> str:
    """The first few; all of them are in the data."""
    more = len(row.rejections) - NAMED
    shown = [clean(text) for text in row.rejections[:NAMED]]
    return "; ".join([*shown, f"{more:,} more (--format json)"] if more > 0 else shown)


def _said(row: DoctorRow) -> str:
    """What happened; where it refused, also whom its fact sheet says it does not serve."""
    said = row.message.removeprefix(f"{row.venue} ")
    if row.reached != "refused here":
        return said
    if not row.regions:
        return f"{said}; its fact sheet names no country it does not serve"
    return f"{said}; its fact sheet says it does not serve {listed(row.regions)}"
