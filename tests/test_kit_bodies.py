"""`comparator plugin record --bodies`: answers that somebody saved become cassettes, and say so."""

import json
import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from comparator.cli.main import run
from comparator.testing import Evidence, bodies

HOST = "https://api.toy.example"
PLUGIN = '''
"""The toy exchange, whose depth is posted for and whose quotes stand in a list, too."""

from msgspec import Raw, Struct
from samples import Depth, Quote, market, venue

from comparator import api


class Quoted(Quote):
    symbol: str


async def book(http, contract):
    answer = await http.post("/book", Depth, {"symbol": contract.symbol})
    return api.order_book(contract, http.now, answer.bids, answer.asks)


async def all_markets(http, specs):
    def read(spec, wire):
        return market(symbol=spec.symbol, at=http.now, bid=wire.bid, ask=wire.ask, mark=wire.bid)

    rows = api.named(await http.get("/quotes", list[Raw]))
    return http.read_each("quote", specs, rows, Quoted, read)


@api.hookimpl
def comparator_venues():
    toy = venue(book=book, margin_tiers=None, fees=None, all_markets=all_markets)
    return [toy]
'''
LIST = [
    {"symbol": "BTCUSDT", "base": "BTC", "step": "0.001", "open": True},
    {"symbol": "BTCUSD", "base": "BTC", "step": "0.01", "open": True},
    {"symbol": "ETHUSDT", "base": "ETH", "step": "0.01", "open": True},
    {"symbol": "LUNAUSDT", "base": "LUNA", "step": "1", "open": False},
]
QUOTE = {"bid": "65000", "ask": "65001"}
BOOK = {"bids": [["65000", "2"]], "asks": [["65001", "3"]]}
ASKED = '{"symbol": "BTCUSDT"}'
WHOLE: dict[str, Any] = {
    "captured_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
    "origin": "saved in a browser",
    "keep": ["BTCUSDT", "LUNAUSDT"],
    "answer": [
        {"url": f"{HOST}/contracts", "file": "list.json"},
        {
            "url": f"{HOST}/quote?symbol=BTCUSDT",
            "file": "quote.json",
            "captured_at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
            "origin": "a colleague | by mail",
        },
        {"url": f"{HOST}/quotes", "file": "quotes.json"},
        {"url": f"{HOST}/book", "file": "book.json", "method": "POST", "body": ASKED},
        {"url": f"{HOST}/quote?symbol=ETHUSDT", "file": "quote.json"},
    ],
    "refusal": [
        {
            "url": f"{HOST}/limit",
            "file": "no.json",
            "status": 429,
            "headers": {"Retry-After": "7", "Set-Cookie": "id=1"},
        },
        {"url": f"{HOST}/book", "file": "no.json", "method": "POST", "body": '{"symbol": "NO"}'},
    ],
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plugin and saved bodies; what is saved beside bodies.toml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.py").write_text(PLUGIN)
    kept = tmp_path / "kept"
    kept.mkdir()
    quotes = [{"symbol": "BTCUSDT", **QUOTE}, {"symbol": "ETHUSDT", **QUOTE}]
    saved = {"list": LIST, "quote": QUOTE, "quotes": quotes, "book": BOOK, "no": {"no": 9}}
    for name, document in saved.items():
        (kept / f"{name}.json").write_text(json.dumps(document))
    write(tmp_path, WHOLE)
    return tmp_path


def write(folder: Path, document: dict[str, Any]) -> None:
    (folder / "kept" / "bodies.toml").write_text(tomli_w.dumps(document))


def record(*more: str) -> int:
    return run(["plugin", "record", "toy", "BTC", "--plugin", "toy.py", "--bodies", "kept", *more])


def without(sort: str, *numbers: int) -> dict[str, Any]:
    left = [table for number, table in enumerate(WHOLE[sort]) if number not in numbers]
    return WHOLE | {sort: left}


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("cassettes/**/*") if path.is_file()}


def test_saved_bodies_become_what_recording_writes(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record() == 0
    assert written(here) == {
        "fetch.yaml",
        "lists.yaml",
        "refusals.yaml",
        "PROVENANCE.md",
        "oracle.toml",
    }
    evidence = Evidence(here / "cassettes" / "toy")
    fetched = [(item.method, item.url, item.asked) for item in evidence.interactions()]
    assert fetched == [
        ("GET", f"{HOST}/contracts", b""),
        ("GET", f"{HOST}/quote?symbol=BTCUSDT", b""),
        ("POST", f"{HOST}/book", b'{"symbol":"BTCUSDT"}'),
    ]
    kept = json.loads(evidence.interactions()[0].body)
    assert [row["symbol"] for row in kept] == ["BTCUSDT", "LUNAUSDT"]
    assert [item.url for item in evidence.interactions("lists.yaml")] == [f"{HOST}/quotes"]
    limit, refused = evidence.interactions("refusals.yaml")
    assert (limit.status, limit.headers) == (429, {"retry-after": ("7",)})
    assert (refused.method, refused.status, refused.asked) == ("POST", 200, b'{"symbol":"NO"}')
    said = capsys.readouterr()
    assert f"never asked for, so not kept: quote.json: GET {HOST}/quote?symbol=ETHUSDT" in said.err
    assert "fetch.yaml: 1 contracts read, 1 of them kept; 1 quotes" in said.out


def test_the_draft_has_the_clock_of_the_newest_answer_and_the_posted_refusal(here: Path) -> None:
    assert record() == 0
    oracle = tomllib.loads((here / "cassettes" / "toy" / "oracle.toml").read_text())
    assert oracle["as_of"] == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert oracle["closed"] == ["LUNAUSDT"]
    assert oracle["refusal"] == [
        {"url": f"{HOST}/limit", "error": "Refused"},
        {"url": f"{HOST}/book", "method": "POST", "body": '{"symbol":"NO"}', "error": "Refused"},
    ]


def test_as_many_contracts_are_kept_as_the_kit_wants(here: Path) -> None:
    """BTC, the closed one, and of the others so many that four are open."""
    alike = [LIST[2] | {"symbol": name, "base": name} for name in ("AAA", "BBB", "CCC", "DDD")]
    (here / "kept" / "list.json").write_text(json.dumps([*LIST[:1], *alike, LIST[3]]))
    write(here, WHOLE | {"keep": []})
    assert record() == 0
    folder = here / "cassettes" / "toy"
    kept = json.loads(Evidence(folder).interactions()[0].body)
    assert [row["symbol"] for row in kept] == ["BTCUSDT", "AAA", "BBB", "CCC", "LUNAUSDT"]
    oracle = tomllib.loads((folder / "oracle.toml").read_text())
    assert len(oracle["contract"]) == 4


def test_provenance_never_says_that_it_was_recorded(here: Path) -> None:
    assert record() == 0
    text = (here / "cassettes" / "toy" / "PROVENANCE.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    mine, early = "saved in a browser", "2026-11-20 08:00 UTC | kept by hand"
    mail, late = "a colleague \\| by mail", "2026-11-20 09:30 UTC | kept by hand"
    book = f'POST {HOST}/book {{"symbol":'
    assert rows[1:] == [
        f"| fetch.yaml | GET {HOST}/contracts | list.json: {mine} | {early} |",
        f"| fetch.yaml | GET {HOST}/quote?symbol=BTCUSDT | quote.json: {mail} | {late} |",
        f'| fetch.yaml | {book} "BTCUSDT"}} | book.json: {mine} | {early} |',
        f"| lists.yaml | GET {HOST}/quotes | quotes.json: {mine} | {early} |",
        f"| refusals.yaml | GET {HOST}/limit | no.json: {mine} | {early} |",
        f'| refusals.yaml | {book} "NO"}} | no.json: {mine} | {early} |',
        "| oracle.toml | what must be read | worked out by hand | 2026-11-20 09:30 UTC | - |",
    ]
    assert "captured by" not in text
    assert "comparator never\nasked for them" in text


def test_every_request_without_a_body_is_named_and_nothing_is_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, without("answer", 1, 2, 3))
    assert record() == 2
    said = capsys.readouterr().err
    for request in ("GET {}/quote?symbol=BTCUSDT", "GET {}/quotes", "POST {}/book"):
        assert f"  {request.format(HOST)}" in said
    assert f"not asked for\n  quote.json: GET {HOST}/quote?symbol=ETHUSDT" in said
    assert written(here) == set()


def test_what_it_says_to_write_down_is_what_is_missing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, without("answer", 1, 3))
    assert record() == 2
    example = capsys.readouterr().err.split("for example:\n")[1].split("or, for fewer")[0]
    assert tomllib.loads(example)["answer"] == [
        {"url": f"{HOST}/quote?symbol=BTCUSDT", "file": "1.json"},
        {
            "method": "POST",
            "url": f"{HOST}/book",
            "body": '{"symbol":"BTCUSDT"}',
            "file": "2.json",
        },
    ]


@pytest.mark.parametrize("text", [None, "", "origin = 'a mail'"])
def test_with_nothing_saved_it_says_what_is_asked_first(
    text: str | None, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "kept" / "bodies.toml").unlink()
    if text is not None:
        (here / "kept" / "bodies.toml").write_text(text)
    assert record() == 2
    assert f"no body answers\n  GET {HOST}/contracts\n" in capsys.readouterr().err


def test_of_many_missing_bodies_the_first_are_named(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [LIST[0] | {"symbol": f"BTC{number:03}"} for number in range(100)]
    (here / "kept" / "list.json").write_text(json.dumps(many))
    write(here, without("answer", 1, 3) | {"keep": []})
    assert record() == 2
    said = capsys.readouterr().err
    assert said.count(f"  GET {HOST}/quote?symbol=BTC") + said.count("  POST") == 30
    assert said.count("[[answer]]") == 30
    assert "and 170 more" in said  # 100 quotes and 100 books less 30


def test_what_the_venue_said_in_a_body_is_told_as_from_the_venue(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "kept" / "list.json").write_text("<html>")
    write(here, WHOLE | {"keep": []})
    assert record() == 5
    assert "toy GET /contracts:" in capsys.readouterr().err
    assert written(here) == set()


def changed(**members: Any) -> dict[str, Any]:
    tables = [WHOLE["answer"][0] | members, *WHOLE["answer"][1:]]
    kept = {name: value for name, value in tables[0].items() if value is not None}
    return WHOLE | {"answer": [kept, *tables[1:]]}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (changed(url="http://a.example/x"), "[[answer]] 1: url must be a whole https address, was"),
        (changed(url="/contracts"), "was '/contracts'"),
        (changed(url="https://[a/x"), "was 'https://[a/x'"),
        (changed(url="https://a.example/\x7f"), "whole https address, was"),
        (changed(url="https://a b.example/"), "whole https address, was"),
        (changed(headers={"a b": "c"}), "headers must be printable ASCII, were {'a b': 'c'}"),
        (changed(headers={"a": "\xe9"}), "headers must be printable ASCII"),
        (changed(url=None), "missing required field `url` - at `$.answer[0]`"),
        (changed(file="../toy.py"), "file must be one of the folder, was '../toy.py'"),
        (
            changed(file="nowhere.json"),
            "[[answer]] 1: file must be one of the folder, was 'nowhere",
        ),
        (changed(file=""), "file must be one of the folder, was ''"),
        (changed(file="a\0b"), "file must be one of the folder, was 'a\\x00b'"),
        (changed(file="a" * 300), "file must be one of the folder, was 'aaa"),
        (changed(path="x"), "unknown field `path` - at `$.answer[0]`"),
        (changed(method="PUT"), "Invalid enum value 'PUT' - at `$.answer[0].method`"),
        (changed(method="POST"), "a query that is posted has method"),
        (changed(body="{}"), "a query that is posted has method"),
        (changed(method="POST", body="{"), "body must be JSON, was '{'"),
        (changed(status=99), "status must be 100 to 599, was 99"),
        (changed(captured_at=datetime(2999, 1, 1, tzinfo=UTC)), "future, was 2999-01-01T00:00:00"),
        (changed(captured_at=datetime(2026, 1, 1)), "with its zone"),  # noqa: DTZ001 - that is it
        ({**WHOLE, "origin": " "}, "origin must say where the body is from"),
        (
            {key: value for key, value in WHOLE.items() if key != "captured_at"},
            "captured_at must be the time of the answer",
        ),
        (
            changed(url=f"{HOST}/quotes"),
            "list.json and quotes.json both answer GET https://api.toy.example/quotes",
        ),
    ],
)
def test_nonsense_is_refused_by_name_with_an_example(
    document: dict[str, Any], problem: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, document)
    assert record() == 2
    said = capsys.readouterr().err
    assert "error: --bodies kept/bodies.toml: " in said
    assert problem in said
    example = tomllib.loads(said.split("for example:\n")[1].split("try: ")[0])
    assert example["answer"][0]["file"] == "contracts.json"
    assert written(here) == set()


def test_no_link_leads_out_of_the_folder(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "kept" / "list.json").unlink()
    (here / "secret.json").write_text(json.dumps(LIST))
    (here / "kept" / "list.json").symlink_to(here / "secret.json")
    assert record() == 2
    assert "file must be one of the folder" in capsys.readouterr().err


def test_a_pipe_is_no_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "kept" / "list.json").unlink()
    os.mkfifo(here / "kept" / "list.json")
    assert record() == 2
    assert "file must be one of the folder" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_body_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def denied(path: Path, most: int) -> bytes:
        raise PermissionError(13, "Permission denied", str(path), most)

    monkeypatch.setattr(bodies, "content", denied)
    assert record() == 2
    assert "[[answer]] 1: list.json: Permission denied" in capsys.readouterr().err


def test_bodies_are_bounded(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bodies, "MAX_BODY", 100)
    assert record() == 2
    assert "list.json is larger than" in capsys.readouterr().err
    monkeypatch.setattr(bodies, "MOST", 6)  # there are seven
    assert record() == 2
    assert "it names more than 6 bodies" in capsys.readouterr().err
    assert written(here) == set()


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_a_body_with_a_byte_order_mark_is_refused(
    coding: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "kept" / "list.json").write_text(json.dumps(LIST), coding)
    assert record() == 2
    assert "[[answer]] 1: list.json must be UTF-8 without a byte" in capsys.readouterr().err


def test_cut_down_json_must_be_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "kept" / "list.json").write_text("[{")
    assert record() == 2
    assert "[[answer]] 1: list.json cannot be cut down: " in capsys.readouterr().err


def test_refusals_are_asked_of_the_exchange_or_of_the_folder(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record("--refusal", f"{HOST}/limit") == 2
    said = capsys.readouterr().err
    assert "--refusal asks the exchange, and --bodies nobody" in said
    assert f'[[refusal]] url = "{HOST}/limit"' in said
    assert written(here) == set()


@pytest.mark.usefixtures("here")
def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["plugin", "record", "toy", "--plugin", "toy.py", "--bodies", "elsewhere"]
    assert run(arguments) == 2
    assert "--bodies: Directory 'elsewhere' does not exist" in capsys.readouterr().err


def test_recording_again_is_asked_for_and_keeps_what_was_worked_out(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record() == 0
    folder = here / "cassettes" / "toy"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "oracle.toml").write_text('mine\n[[contract]]\nsymbol = "BTCUSDT"\n')
    assert record() == 2
    assert "--rewrite" in capsys.readouterr().err
    assert record("--rewrite") == 0
    assert "set as_of = 2026-11-20T09:30:00Z" in capsys.readouterr().out
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert after.pop("oracle.toml").startswith(b"mine")
    before.pop("oracle.toml")
    assert after == before


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("url", ["nonsense", "http://api.toy.example/limit", f"{HOST}/\x7f", ""])
def test_a_refusal_is_a_whole_address(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plugin", "record", "toy", "--plugin", "toy.py", "--refusal", url]) == 2
    said = capsys.readouterr().err
    assert f"--refusal must be a whole https address, was {url!r}, for example https://" in said
