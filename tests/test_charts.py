"""Charts have their steps at the exact accounts, and the same data give the same picture."""

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs
from report_example import snapshot

from comparator.comparison import Choice
from comparator.pricing.trade import Trade
from comparator.render.report import report_on, study
from comparator.render.report.document import Chart

pytest.importorskip("vl_convert", reason="the extra “charts” is not installed")
charts = pytest.importorskip("comparator.render.charts", reason="the same")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def chart() -> Chart:
    whole = study(
        snapshot(),
        b"",
        trade=Trade(),
        assets=["BTC"],
        accounts=[Decimal(500)],
        choice=Choice(known_only=True),
        names={},
        command="",
        file="",
    )
    return next(report_on(whole).charts)


def stretches(chart: Chart, venue: str) -> list[Any]:
    return [row for row in chart.segments if row["venue"] == venue]


def test_steps_are_where_one_more_lot_is_affordable(chart: Chart) -> None:
    # a step of 0.001 BTC is $65 and risks 0.975: one more every $97.50, the first two at $195
    starts = [row["from"] for row in stretches(chart, "usual")]
    assert starts[:5] == [50.0, 195.0, 292.5, 390.0, 487.5]


def test_below_the_smallest_account_the_order_is_possible_but_over_budget(chart: Chart) -> None:
    first = stretches(chart, "usual")[0]
    assert (first["kind"], first["status"], first["to"]) == ("over", "over budget", 195.0)
    # two steps of $65 lose 1.5 %
    assert first["risk"] == pytest.approx(1.95)


def test_stretches_of_a_venue_join_and_reach_over_the_whole_chart(chart: Chart) -> None:
    for venue in ("fine", "usual", "coarse"):
        rows = stretches(chart, venue)
        assert rows[0]["from"] == 50.0
        assert rows[-1]["to"] == 10_000.0
        assert all(one["to"] == two["from"] for one, two in pairwise(rows))


def test_a_venue_without_quotes_is_not_drawn(chart: Chart) -> None:
    assert not stretches(chart, "odd")


def test_there_is_an_answer_for_every_account_of_the_slider(chart: Chart) -> None:
    place = chart.accounts.index(500)
    assert all(len(answers) == len(chart.accounts) for answers in chart.answers.values())
    # worked out in test_report: 0.36567 of 4.9725, 51 lots of 0.0001
    assert chart.answers["fine"][place] == (0.0735, 0.3657, "0.0051 BTC")
    assert chart.answers["coarse"][place] == "over budget"


def test_a_picture_is_the_same_twice_and_loads_nothing(chart: Chart) -> None:
    picture = charts.picture(chart)
    assert charts.picture(chart) == picture
    root = ET.fromstring(picture)  # noqa: S314 - our own drawing
    assert root.tag == f"{SVG}svg"
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not names & {"image", "script", "foreignObject", "use", "style"}
    words = {element.text for element in root.iter(f"{SVG}text")}
    assert {"fine", "usual", "coarse", "$10,000"} <= words


def test_live_panels_have_the_account_as_a_signal(chart: Chart) -> None:
    panels = charts.live(chart)
    assert list(panels) == ["cost", "risk", "feasibility"]
    for panel in panels.values():
        assert [param["name"] for param in panel["params"]] == ["account"]
        assert json.loads(json.dumps(panel)) == panel


def test_thirty_venues_have_as_many_colours_as_eyes_tell_apart_the_best_first(chart: Chart) -> None:
    many = structs.replace(
        chart,
        venues=tuple(f"venue{number}" for number in range(30)),
        segments=tuple(
            {**row, "venue": f"venue{number}"}
            for number in reversed(range(30))
            for row in stretches(chart, "usual")
        ),
    )
    panels = charts.live(many)
    scale = panels["feasibility"]["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == list(many.venues)
    assert scale["range"][: len(charts.COLOURS)] == list(charts.COLOURS)
    assert set(scale["range"][len(charts.COLOURS) :]) == {charts.REST}
    assert len(set(charts.COLOURS)) == len(charts.COLOURS)
    picture = charts.picture(many)
    assert all(f">venue{number}<" in picture for number in range(30))  # no name is left out


def test_the_longest_name_has_room(chart: Chart) -> None:
    named = structs.replace(
        chart, segments=tuple({**row, "venue": "krakenfuturesofeurope"} for row in chart.segments)
    )
    edge = charts.live(named)["feasibility"]["layer"][0]["encoding"]["y"]["axis"]["minExtent"]
    assert edge == 7 * len("krakenfuturesofeurope")


def test_charts_are_imported_only_when_drawn() -> None:
    import subprocess  # noqa: PLC0415 - for this test alone
    import sys  # noqa: PLC0415 - the same

    code = "import sys, comparator.cli.report; print('altair' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert found.stdout.strip() == "False"
