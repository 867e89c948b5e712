"""Account-size charts: one drawing as a picture for markdown, or as a live view for a page.

Importing it takes the extra `charts`, and half a second. Floats are allowed here alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

from comparator.render.maps import COLOURS
from comparator.render.report.document import Chart

Panel = alt.Chart | alt.LayerChart | alt.FacetChart
WIDTH = 640
EDGE = 78
"""Least room for the names of venues, the same in all panels so that accounts stand in one line."""
LETTER = 7
"""What a letter of a name takes of that room."""
TITLE = 17
"""What the title of an axis takes of that room."""
Segments = Sequence[Mapping[str, Any]]
"""Stretches of accounts with one answer: venue, from, to, kind, status, risk, r."""

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first is part of the drawing library: texts have the same width on every machine."""
REST = "#b0b0b0"
"""Of venues beyond those colours: nobody tells thirty apart."""
LIGHTER = 0.35
TICKS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000)


def picture(chart: Chart) -> str:
    """An SVG for a white page: cost of the risk, risk taken, feasibility."""
    with debug_mode(False):  # what is drawn is not checked: two thirds of the time, always alike
        panels = [panel.properties(width=WIDTH) for panel in _panels(chart).values()]
        drawing = alt.vconcat(*panels, spacing=18).to_dict(validate=False)
    return vl_convert.vegalite_to_svg(_styled(drawing, "#333333", "#dddddd", "white"))


def live(chart: Chart) -> dict[str, dict[str, Any]]:
    """The same as Vega-Lite for a page, by panel: as wide as its place, in the colours of the page.

    Signal `account` moves a mark to the reader's account.
    """
    mark = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_rule(strokeDash=[4, 3], color="currentColor")
        .transform_calculate(account="account")
        .encode(x=alt.X("account:Q"))
    )
    return {
        name: _styled(
            alt.layer(panel, mark)
            .add_params(alt.param(name="account", value=500))
            .properties(width="container")
            .to_dict(validate=False),
            "currentColor",
            "#8884",
            "transparent",
        )
        for name, panel in _panels(chart).items()
    }


def _panels(chart: Chart) -> dict[str, Panel]:
    return {
        "cost": _cost(chart),
        "risk": _risk(chart),
        "feasibility": _feasibility(chart),
    }


def _cost(chart: Chart) -> Panel:
    """Cost of the risk; a dot where the account begins to be enough."""
    ends = _ends(chart, lambda row, _: row["r"])
    firsts = dict[str, Mapping[str, Any]]()
    for end in ends:
        firsts.setdefault(end["venue"], end)
    y = alt.Y(
        "share:Q",
        title="cost of the risk",
        axis=alt.Axis(format=".0%", tickCount=5, minExtent=_edge(chart) - TITLE),
    )
    dots = (
        alt.Chart(_data([*firsts.values()]))
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            x=_accounts("account:Q", labels=False),
            y=y,
            color=_colour(chart),
            tooltip=[
                alt.Tooltip("venue:N", title="venue"),
                alt.Tooltip("account:Q", title="from an account of", format="$,.2f"),
                alt.Tooltip("share:Q", title="cost of the risk", format=".2%"),
            ],
        )
    )
    return alt.layer(_lines(chart, ends, y, 2.5), dots).properties(height=190)


def _risk(chart: Chart) -> Panel:
    """Risk taken as a part of the account: constant dollars between two lots, so it falls."""
    ends = _ends(chart, lambda row, account: row["risk"] / account)
    y = alt.Y(
        "share:Q",
        title="risk of the account",
        axis=alt.Axis(format=".2~%", tickCount=4, minExtent=_edge(chart) - TITLE),
        scale=alt.Scale(domain=[0, chart.planned * 1.1]),
    )
    plan = (
        alt.Chart(_data([{"share": chart.planned}]))
        .mark_rule(strokeDash=[2, 2], color="#888888")
        .encode(y=y)
    )
    return alt.layer(plan, _lines(chart, ends, y, 1.2)).properties(height=120)


def _ends(
    chart: Chart, share: Callable[[Mapping[str, Any], float], float]
) -> list[Mapping[str, Any]]:
    """Both ends of every stretch that can be traded, by run without a gap.

    Where steps are not known one by one the line runs from one known account to the next.
    """
    ends, run, last = list[Mapping[str, Any]](), 0, None
    for row in chart.segments:
        if row["kind"] != "yes" or row["r"] is None or row["risk"] is None:
            continue
        run += last != (row["venue"], row["from"])
        last = (row["venue"], row["to"])
        for end in ("from", "to") if row["exact"] else ("from",):
            height = round(share(row, row[end]), 6)
            shown = {"venue": row["venue"], "run": run, "account": row[end], "share": height}
            if [(one["run"], one["share"]) for one in ends[-2:]] == [(run, height)] * 2:
                ends.pop()  # a straight stretch needs no points inside
            ends.append(shown)
    return ends


def _lines(chart: Chart, ends: Segments, y: alt.Y, width: float) -> alt.Chart:
    coloured = chart.venues[: len(COLOURS)]
    rest = [end for end in ends if end["venue"] not in coloured]
    told = [end for end in ends if end["venue"] in coloured]
    lines: alt.Chart = (
        alt.Chart(_data([*rest, *told]))  # the last stand in front
        .mark_line(strokeWidth=width)
        .encode(
            x=_accounts("account:Q", labels=False),
            y=y,
            color=_colour(chart),
            strokeWidth=alt.condition(
                alt.FieldOneOfPredicate("venue", [*coloured]), alt.value(width), alt.value(1)
            ),
            detail="run:N",
            order="account:Q",
        )
    )
    return lines


def _feasibility(chart: Chart) -> Panel:
    """From which account on a venue takes the trade; lighter: only above the planned risk."""
    shown = _merged([row for row in chart.segments if row["kind"] != "no"])
    strength = alt.condition("datum.kind == 'yes'", alt.value(1), alt.value(LIGHTER))
    bars: Panel = (
        alt.Chart(_data(shown))
        .mark_bar(height=11)
        .encode(
            x=_accounts(),
            x2="to:Q",
            y=alt.Y(
                "venue:N",
                title=None,
                sort=_venues(chart.segments),
                scale=alt.Scale(domain=_venues(chart.segments)),
                axis=alt.Axis(ticks=False, domain=False, minExtent=_edge(chart)),
            ),
            color=_colour(chart),
            opacity=strength,
            tooltip=[
                alt.Tooltip("venue:N", title="venue"),
                alt.Tooltip("from:Q", title="from an account of", format="$,.2f"),
                alt.Tooltip("to:Q", title="up to", format="$,.2f"),
                alt.Tooltip("status:N", title="possible"),
            ],
        )
        .properties(height=20 * len(_venues(chart.segments)))
    )
    return bars


def _merged(segments: Segments) -> list[dict[str, Any]]:
    """Neighbouring stretches of a venue of the same kind as one."""
    merged = list[dict[str, Any]]()
    for row in segments:
        last = merged[-1] if merged else None
        alike = last is not None and all(last[name] == row[name] for name in ("venue", "kind"))
        if last is not None and alike and last["to"] == row["from"]:
            last["to"] = row["to"]
        else:
            names = ("venue", "kind", "status", "from", "to")
            merged.append({name: row[name] for name in names})
    return merged


def _accounts(field: str = "from:Q", *, labels: bool = True) -> alt.X:
    return alt.X(
        field,
        title="account" if labels else None,
        scale=alt.Scale(type="log", domain=[TICKS[0], TICKS[-1]], nice=False),
        axis=alt.Axis(format="$,.0f", values=[*TICKS], labelOverlap=True, labels=labels),
    )


def _colour(chart: Chart) -> alt.Color:
    """The same colour for a venue in every chart of a report; grey for those beyond the colours."""
    colours = [*COLOURS, *[REST] * len(chart.venues)][: len(chart.venues)]
    scale = alt.Scale(domain=[*chart.venues], range=colours)
    return alt.Color("venue:N", title=None, legend=None, scale=scale)


def _edge(chart: Chart) -> int:
    """The room that the longest name takes."""
    return max(EDGE, LETTER * max(map(len, _venues(chart.segments)), default=0))


def _venues(segments: Segments) -> list[str]:
    """In the order they first appear: as they are ranked."""
    return list(dict.fromkeys(cast("str", row["venue"]) for row in segments))


def _data(segments: Segments) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in segments])


def _styled(drawing: dict[str, Any], ink: str, grid: str, paper: str) -> dict[str, Any]:
    """A drawing in these colours."""
    axis = {
        "labelColor": ink,
        "titleColor": ink,
        "gridColor": grid,
        "domainColor": grid,
        "tickColor": grid,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    config = {"font": FONT, "axis": axis, "view": {"stroke": None}, "background": paper}
    return drawing | {"config": config}
