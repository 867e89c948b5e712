"""What decides before an account is opened: below the table, with source and date, unscored."""

import pytest
from cli_market import Cli, snapshot, venue_data
from msgspec import structs

from comparator.answers.deciding import Deciding, deciding
from comparator.render.pages.deciding import before_an_account
from comparator.render.sheet import Items, Words
from comparator.schema import Fact, VenueFacts
from comparator.sources.snapshot import Snapshot, save_snapshot


def fact(topic: str, value: str | tuple[str, ...], source: str = "terms", **changes: str) -> Fact:
    said = {"statement": "in full", "as_of": "2026-09-23", "basis": "official"} | changes
    return Fact(topic=topic, value=value, source=source, **said)


SHEET = VenueFacts(
    venue="fine",
    facts=(
        fact("regulation", "none"),
        fact("funding_cap", "0.3 % per 8 h (BTC)", "GET /funding, answer of 2026-09-06"),
        fact("kyc", "mandatory", "City A.M., page 3", as_of="2021-08-20"),
        fact("restricted_regions", ("US", "CA")),
        fact("restricted_regions", ("GB",), scope="options"),
    ),
)
BLANK = VenueFacts(venue="blank", facts=(fact("restricted_regions", "list not found"),))


PAPERS = "papers mandatory (City A.M., 2021-08-20)"


def text(*rows: Deciding) -> tuple[list[tuple[str, str]], str]:
    blocks = list(before_an_account(rows))
    lines = [row for block in blocks if isinstance(block, Items) for row in block.rows]
    return lines, " ".join(block.text for block in blocks if isinstance(block, Words))


@pytest.mark.parametrize(
    ("region", "fine", "blank"),
    [
        ("", None, None),
        ("us", "excluded", "unknown"),
        ("DE", "not named", "unknown"),
        ("GB", "not named", "unknown"),  # options alone
    ],
)
def test_a_list_of_countries_says_whether_yours_is_served(
    region: str, fine: str | None, blank: str | None
) -> None:
    rows = deciding(["fine", "blank", "bare"], [SHEET, BLANK], region)
    assert [(row.venue, row.served) for row in rows][:2] == [("fine", fine), ("blank", blank)]


def test_papers_come_first_and_what_does_not_decide_is_left_out() -> None:
    (row,) = deciding(["fine"], [SHEET])
    assert [one.topic for one in row.facts] == ["kyc", "funding_cap"]
    assert (row.facts[0].source, row.facts[0].as_of) == ("City A.M., page 3", "2021-08-20")


def test_a_venue_has_one_line_with_short_sources_and_dates() -> None:
    lines, words = text(*deciding(["fine", "bare"], [SHEET]))
    assert lines == [
        (
            "fine",
            f"{PAPERS}; funding at most 0.3 % per 8 h (BTC) (its API, 2026-09-23)",
        )
    ]
    assert words == (
        "not known: anything of bare; of any venue the smallest deposit or what withdrawing costs"
        " (comparator facts VENUE has the rest)."
    )


def test_what_contradicts_stands_side_by_side_and_the_country_first() -> None:
    two = VenueFacts(
        venue="two", facts=(*SHEET.facts, fact("kyc", "optional", "help", as_of="2026"))
    )
    lines, _ = text(*deciding(["two"], [two], "US"))
    start = (
        "your country is excluded; papers mandatory (City A.M., 2021-08-20) / optional (help, 2026)"
    )
    assert lines[0][1].startswith(start)


def test_without_any_fact_nothing_is_said() -> None:
    assert text(*deciding(["bare"], [])) == ([], "")


def saved() -> Snapshot:
    venues = (venue_data("fine", "0.0005"), venue_data("blank", "0.0004"))
    return structs.replace(snapshot(venues=venues), facts=(SHEET, BLANK))


def test_it_stands_below_the_table_in_every_form_and_moves_no_rank(cli: Cli) -> None:
    save_snapshot(cli.saved, saved())
    asked = ("compare", "BTC", "--snapshot", str(cli.saved))
    for form in ("table", "markdown", "html"):
        _, out, _ = cli(*asked, "--format", form)
        assert "mandatory (City A.M., 2021-08-20)" in " ".join(out.split()), form
        _, out, _ = cli(*asked, "--format", form, "--region", "CA")
        assert "said not to serve CA" in " ".join(out.split()), form
    with_facts = cli.document(*asked)
    told = {row["venue"]: row for row in with_facts["deciding"]}
    assert [one["value"] for one in told["fine"]["facts"]] == [
        ["mandatory"],
        ["0.3 % per 8 h (BTC)"],
    ]
    assert told["blank"]["facts"] == []
    save_snapshot(cli.saved, structs.replace(saved(), facts=()))
    without = cli.document(*asked)
    assert [(row["venue"], row["rank"], row["score"]) for row in with_facts["rows"]] == [
        (row["venue"], row["rank"], row["score"]) for row in without["rows"]
    ]
