"""Tables on screens, in markdown and as data."""

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec import Struct

from comparator.errors import PlanError
from comparator.render import data, markdown, table
from comparator.render.sheet import Column, Items, Sheet, Words, arranged, written

Record = Mapping[str, Any]


def column(name: str, keep: int = 9, *, left: bool = False) -> Column[Record]:
    return Column(name, name, lambda row: row[name], left=left, keep=keep)


def sheet(*rows: Record, columns: tuple[Column[Record], ...] | None = None) -> Sheet[Record]:
    shown = columns or (column("venue", left=True), column("figure"))
    return Sheet(name="test", columns=shown, rows=rows, every=shown, empty="nothing here")


def test_figures_stand_on_the_right_and_words_on_the_left() -> None:
    text = table.render(
        [
            sheet(
                {"venue": "a", "figure": Decimal("1000.10")},
                {"venue": "longer", "figure": None},
            )
        ],
        width=80,
    )
    assert text.splitlines() == [
        "venue    figure",
        "------  -------",
        "a       1,000.1",
        "longer  unknown",
    ]


def test_numbers_in_words_are_left_as_they_are() -> None:
    text = table.render([sheet({"venue": "1e5", "figure": "0.00010"})], width=80)
    assert text.splitlines()[-1].split() == ["1e5", "0.00010"]


def test_heads_of_two_lines_stand_above_their_column() -> None:
    two = Column[Record]("figure", "cost/\nrisk", lambda row: row["figure"])
    text = table.render(
        [sheet({"venue": "a", "figure": 1}, columns=(column("venue"), two))], width=80
    )
    assert [line.split() for line in text.splitlines()[:2]] == [["cost/"], ["venue", "risk"]]


def test_the_least_important_columns_leave_a_narrow_screen_and_are_named() -> None:
    names = [("venue", 9), ("b", 3), ("c", 5), ("d", 9)]
    row = {name: "x" * 12 for name, _ in names}
    wide = sheet(row, columns=tuple(column(name, keep) for name, keep in names))
    text = table.render([wide], width=44)
    assert text.splitlines()[0].split() == ["venue", "c", "d"]
    assert "not shown for want of room: b (--wide)" in text
    assert "not shown" not in table.render([wide], width=None)


def test_a_long_name_is_folded_before_a_column_leaves() -> None:
    long = sheet(
        {"venue": "averylongnameofavenue", "b": "x" * 12, "d": "y" * 12},
        {"venue": "short", "b": "1", "d": "2"},
        columns=(column("venue", left=True), column("b", 3), column("d")),
    )
    assert table.render([long], width=41).splitlines() == [
        "venue                     b             d",
        "-------------  ------------  ------------",
        "averylongname  xxxxxxxxxxxx  yyyyyyyyyyyy",
        "ofavenue",
        "short                     1             2",
    ]
    assert "averylongnameofavenue " in table.render([long], width=49), "there is room: 21+2+12+2+12"
    narrow = table.render([long], width=40).splitlines()
    assert narrow[0].split() == ["venue", "b", "d"], "13+1+12+1+12 with narrower gaps"


def test_a_table_without_rows_says_so() -> None:
    assert table.render([sheet()], width=80) == "nothing here\n"
    assert markdown.render([sheet()]) == "nothing here\n"


def test_sentences_break_before_the_edge_and_never_before_a_percent_sign() -> None:
    text = table.render([Words("aaaa " * 9 + "12.5 % more")], width=51)
    assert "12.5 %" in text
    assert max(map(len, text.splitlines())) <= 51


def test_lists_keep_their_labels_apart() -> None:
    text = table.render([Items(title="notes", rows=(("a", "word " * 30), ("", "again")))], width=60)
    lines = text.splitlines()
    assert lines[0] == "notes"
    assert lines[1].startswith("  a  word")
    assert all(line.startswith("     ") for line in lines[2:])


def test_colour_is_only_there_when_asked_for() -> None:
    page = [Words("strong", "strong"), Words("plain")]
    assert table.render(page, width=80) == "strong\n\nplain\n"
    assert table.render(page, width=80, color=True) == "\x1b[1mstrong\x1b[0m\n\nplain\n"


def test_codes_in_foreign_words_never_reach_the_screen() -> None:
    hostile = "\x1b[31mred\x07\x9b\r\n\u202e"
    page = [
        sheet({"venue": hostile, "figure": 1}),
        Words(hostile),
        Items(title=hostile, rows=((hostile, hostile),)),
    ]
    text = table.render(page, width=80, color=False)
    assert all(char.isprintable() or char == "\n" for char in text)


def test_columns_line_up_behind_signs_that_take_two_columns() -> None:
    # four Chinese signs of two columns and four letters: 12; BTCUSDT has 7 and takes 5 blanks more
    name = "\u5e01\u5b89\u4eba\u751fUSDT"
    rows = ({"venue": name, "figure": 1}, {"venue": "BTCUSDT", "figure": 2})
    text = table.render([sheet(*rows)], width=80)
    _, rule, chinese, plain = text.splitlines()
    assert rule == "-" * 12 + "  " + "-" * 6
    assert chinese == name + " " * 7 + "1"
    assert plain == "BTCUSDT" + " " * 12 + "2"


@pytest.mark.parametrize("width", [40, 60])
def test_no_sentence_is_wider_than_the_screen(width: int) -> None:
    columns = (column("venue"), *(column(f"a_long_name_{n}", keep=1) for n in range(9)))
    row = {one.name: "x" * 12 for one in columns}
    page = [
        sheet(row, columns=columns),
        Items(title="t", rows=(("a label of thirty-one characters", "many words " * 9),)),
        Words("many words " * 9),
    ]
    text = table.render(page, width=width)
    assert "not shown for want of room" in text
    assert max(map(len, text.splitlines())) <= width


def test_rows_can_be_sorted_with_unknown_ones_last() -> None:
    rows = (
        {"venue": "a", "figure": 1},
        {"venue": "b", "figure": None},
        {"venue": "c", "figure": 3},
    )
    ordered = arranged(sheet(*rows), ["venue"], "-figure")
    assert [row["venue"] for row in ordered.rows] == ["c", "a", "b"]
    assert [one.name for one in ordered.columns] == ["venue"]
    assert [row["venue"] for row in arranged(sheet(*rows), [], "figure").rows] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("fields", "sort", "option"), [(["x"], "", "--fields"), ([], "-x", "--sort")]
)
def test_a_field_that_is_not_there_is_refused(fields: list[str], sort: str, option: str) -> None:
    with pytest.raises(PlanError, match=f"{option}: no field 'x' in this table; there are venue"):
        arranged(sheet(), fields, sort)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        (True, "yes"),
        (1234, "1,234"),
        (Decimal("0.50"), "0.5"),
        (datetime(2026, 11, 23, tzinfo=UTC), "2026-11-23"),
        (date(2026, 11, 23), "2026-11-23"),
        (("a", "b"), "a, b"),
    ],
)
def test_values_of_every_kind_have_words(value: Any, text: str) -> None:
    assert written(value) == text


# -- markdown --------------------------------------------------------------------------------------

GFM = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def plain(text: str) -> str:
    """What a reader of the rendered markdown sees."""
    inline = [token for token in GFM.parse(text) if token.type == "inline"]
    kinds = {child.type for token in inline for child in token.children or ()}
    assert kinds <= {"text", "text_special"}, kinds
    return "".join(child.content for token in inline for child in token.children or ())


PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


@settings(max_examples=300)
@given(PRINTABLE)
def test_escaped_text_is_read_as_it_was(text: str) -> None:
    assert plain("x" + markdown.escape(text)) == "x" + text


@settings(max_examples=300)
@given(PRINTABLE)
def test_a_paragraph_is_nothing_else(text: str) -> None:
    tokens = [token.type for token in GFM.parse(markdown.paragraph(text))]
    assert tokens == ["paragraph_open", "inline", "paragraph_close"]


@settings(max_examples=200)
@given(PRINTABLE)
def test_a_cell_stays_one_cell(text: str) -> None:
    tokens = GFM.parse(markdown.table(["a", "b"], [[text, "end"]]))
    cells = [tokens[n + 1] for n, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 2
    assert "".join(child.content for child in cells[0].children or ()) == text


def test_columns_of_figures_are_aligned_on_the_right() -> None:
    text = markdown.render([sheet({"venue": "a", "figure": 1})])
    assert text.splitlines() == ["| venue | figure |", "| :-- | --: |", "| a | 1 |"]


def test_a_code_span_holds_any_text() -> None:
    assert markdown.code("a b") == "`a b`"
    assert markdown.code("a ` b") == "`` a ` b ``"


def test_links_of_foreign_texts_are_no_links() -> None:
    for text in ("[a](http://evil.example)", "<http://evil.example>", "![a](x)"):
        tokens = GFM.parse(markdown.paragraph(text))
        children = [child.type for token in tokens for child in token.children or ()]
        assert "link_open" not in children
        assert "image" not in children


# -- data ------------------------------------------------------------------------------------------


class Figures(Struct, frozen=True, kw_only=True):
    whole: Decimal
    small: Decimal
    unknown: Decimal | None = None
    inner: tuple[Decimal, ...] = ()


FIGURES = Figures(whole=Decimal("1E+3"), small=Decimal("1E-10"), inner=(Decimal("0.10"),))


def test_json_writes_decimals_as_plain_text_and_unknown_as_null() -> None:
    assert json.loads(data.json(FIGURES)) == {
        "whole": "1000",
        "small": "0.0000000001",
        "unknown": None,
        "inner": ["0.10"],
    }


def test_toml_leaves_out_what_is_unknown() -> None:
    found = tomllib.loads(data.toml(FIGURES))
    assert found == {"whole": "1000", "small": "0.0000000001", "inner": ["0.10"]}


class Foreign(Struct, frozen=True):
    text: str


CONTROLS = "".join(map(chr, [*range(32), *range(0x7F, 0xA0)]))


@pytest.mark.parametrize("write", [data.json, data.toml])
def test_no_control_character_of_foreign_text_is_left_in_data(write: Any) -> None:
    text = write(Foreign(f"a{CONTROLS}b"))
    assert not [char for char in text if char in CONTROLS and char not in "\t\n"]
    assert "\\u009b" in text
    read = json.loads(text) if write is data.json else tomllib.loads(text)
    assert read == {"text": f"a{CONTROLS}b"}


def test_csv_leaves_control_characters_out() -> None:
    text = data.table(sheet({"venue": f"a{CONTROLS}b\ud800", "figure": 1}))
    assert text == 'venue,figure\n"a\t\nb",1\n'


def test_csv_sees_a_formula_behind_a_control_character() -> None:
    assert data.table(sheet({"venue": "\x1b=1+1", "figure": 1})).splitlines()[1] == "'=1+1,1"


def test_dollars_of_markdown_are_money_and_no_formula() -> None:
    text = markdown.render([Words("$0.10 of $5.00"), sheet({"venue": "$1", "figure": 1})])
    assert text.count("\\$") == text.count("$") == 3
    plain = MarkdownIt("commonmark").parseInline("\\$0.10 of \\$5.00")[0].children or []
    assert "".join(child.content for child in plain) == "$0.10 of $5.00"


def test_csv_holds_raw_figures_and_empty_cells_for_unknown_ones() -> None:
    text = data.table(
        sheet(
            {"venue": "a", "figure": Decimal("-0.00010")},
            {"venue": 'b,\n"c"', "figure": None},
            {"venue": ("x", "y"), "figure": True},
        )
    )
    assert list(csv.reader(io.StringIO(text))) == [
        ["venue", "figure"],
        ["a", "-0.00010"],
        ['b,\n"c"', ""],
        ["x; y", "true"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_spreadsheet_runs_no_foreign_text(text: str) -> None:
    rows = list(csv.reader(io.StringIO(data.table(sheet({"venue": text, "figure": 1})))))
    assert rows[1][0] == f"'{text}"
