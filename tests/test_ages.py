"""How old figures are: in the verdict, the table and the list of venues; and refused if asked."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cli_market import Cli, snapshot, venue_data
from msgspec import structs

from comparator import Choice, Trade
from comparator.answers.sentences import freshness
from comparator.comparison import Comparison, priced
from comparator.schema import Origin, VenueData
from comparator.sources.snapshot import save_snapshot

AT = snapshot(venues=()).at
DAY = timedelta(days=1)


def of(days: float, basis: Any = "published") -> Origin:
    return Origin(basis=basis, source="page", as_of=AT - days * DAY)


def venue(name: str, *, contract: float = 0, quote: float = 0) -> VenueData:
    return structs.replace(
        venue_data(name, "0.0005"),
        origins={"contracts": of(contract), "markets": of(quote), "fees": of(0)},
    )


def compared(*venues: VenueData, **choice: Any) -> Comparison:
    return priced(snapshot(venues=venues), Trade(), "BTC", choice=Choice(**choice))


def said(*venues: VenueData) -> str:
    return freshness(compared(*venues).answers[0], AT)


@pytest.mark.parametrize(
    ("ages", "text"),
    [
        ([(0, 0)], ""),
        ([(0.9, 0.9)], ""),
        ([(1, 0)], "Its contracts are 1 day old."),
        ([(0, 58)], "Its prices are 58 days old."),
        ([(51, 58), (147, 69)], "Its prices are 58 to 69 days old, its contracts 51 to 147 days."),
        ([(0, 58), (147, 58)], "Its prices are 58 days old, its contracts up to 147 days."),
        ([(729, 3), (730, 3)], "Its prices are 3 days old, its contracts 729 days to 2 years."),
        ([(800, 0), (1650, 0)], "Its contracts are 2 to 4 years old."),
    ],
)
def test_the_verdict_says_the_ages_of_prices_and_contracts(
    ages: list[tuple[float, float]], text: str
) -> None:
    venues = (venue(f"v{n}", contract=c, quote=q) for n, (c, q) in enumerate(ages))
    assert text == said(*venues)


def codes(found: Comparison) -> dict[str, list[str]]:
    return {row.venue: [one.code for one in row.warnings] for row in found.answers[0].rows}


def test_a_row_on_a_specification_of_more_than_a_year_ago_says_so() -> None:
    found = codes(compared(venue("old", contract=365.5), venue("new", contract=365)))
    assert "old_specification" in found["old"]
    assert "old_specification" not in found["new"]


@pytest.mark.parametrize("columns", ["80", "100"])
def test_it_has_a_letter_in_the_table(
    columns: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    save_snapshot(cli.saved, snapshot(venues=(venue("old", contract=400), venue("new"))))
    _, out, _ = cli("compare", "BTC", "--snapshot", str(cli.saved))
    note = "the contract's size, step and tick were read more than a year ago"
    legend = " ".join(out.partition("\nnotes\n")[2].split())
    letter = legend.partition(f" {note}")[0].split()[-1]
    rows = [line.split() for line in out.partition("\nnotes\n")[0].splitlines()]
    marked = {
        name: letter in row[-3:] for row in rows for name in ("old", "new") if name in row[:2]
    }
    assert marked == {"old": True, "new": False}


@pytest.mark.parametrize(
    ("ages", "status"),
    [
        ({"contract": 90}, "ok"),
        ({"contract": 90.1}, "no_data"),
        ({"quote": 90.1}, "no_data"),
        ({"contract": 89, "quote": 89}, "ok"),
    ],
)
def test_what_is_older_than_wanted_is_refused(ages: dict[str, float], status: str) -> None:
    found = compared(venue("new"), venue("toy", **ages), oldest_hours=Decimal(90 * 24))
    row = next(row for row in found.answers[0].rows if row.venue == "toy")
    assert row.status == status
    if status != "ok":
        what = "specification" if "contract" in ages else "quote"
        before, limit = (f"{AT - days * DAY:%Y-%m-%d}" for days in (90.1, 90))
        assert (
            row.reason == f"its {what} is of {before}, before {limit}: too old for --no-older-than"
        )
        assert (row.costs, row.rank) == (None, None)


def test_the_option_takes_days_and_stands_in_the_document(cli: Cli) -> None:
    save_snapshot(cli.saved, snapshot(venues=(venue("old", contract=91), venue("new"))))
    found = cli.document("compare", "BTC", "--snapshot", str(cli.saved), "--no-older-than", "90d")
    assert found["choice"]["oldest_hours"] == "2160"
    assert {row["venue"]: row["status"] for row in found["rows"]} == {"old": "no_data", "new": "ok"}


def test_the_list_of_venues_names_the_oldest_figure(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPARATOR_PLUGINS", raising=False)
    rows = {row["venue"]: row for row in cli.document("venues")["rows"]}
    # the answers of 2022-05-13 are the last that tell of SHIB
    assert rows["okx"]["oldest"].startswith("2022-05-13")
    assert rows["okx"]["oldest_of"] == "contract SHIB-USDT-SWAP"
    for row in rows.values():
        assert datetime.fromisoformat(row["oldest"]) <= datetime.fromisoformat(row["published"])


@pytest.mark.parametrize("question", ["ladder", "stop", "minimum", "contracts"])
def test_no_question_uses_what_was_refused(question: str, cli: Cli) -> None:
    save_snapshot(cli.saved, snapshot(venues=(venue("old", contract=91), venue("new"))))
    own = ["--size", "0.01", "--max-loss", "10"] if question == "stop" else []
    asked = (question, "BTC", "--snapshot", str(cli.saved), *own)

    def told(*more: str) -> set[str]:
        rows = cli.document(*asked, *more)["rows"]
        unknown = ("stop", "notional", "value", "account")
        return {row["venue"] for row in rows if any(row.get(name) for name in unknown)}

    assert told() == {"old", "new"}
    assert told("--no-older-than", "90d") == {"new"}
