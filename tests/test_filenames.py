"""What a name is called as a file: on every system, and nowhere but where it was meant."""

import shutil
from pathlib import Path

import msgspec
import pytest

from comparator import api
from comparator.cli.main import run
from comparator.schema import file_stem
from comparator.schema.filenames import RESERVED


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("BTC", "btc"),
        ("1000X", "1000x"),
        ("币安人生", "币安人生"),
        ("CON", "con_"),
        ("con.md", "con.md_"),
        ("COM1", "com1_"),
        ("COM10", "com10"),
        ("A/B", "a%2fb"),
        ("A\\B", "a%5cb"),
        ("A:B", "a%3ab"),
        ("50%", "50%25"),
        ("..", "%2e%2e"),
        ("../../ETC", "%2e.%2f..%2fetc"),
        (".HIDDEN", "%2ehidden"),
        ("DOT.", "dot%2e"),
        ("A B", "a%20b"),
        ("A\x00B", "a%00b"),
        ("A\u202eB", "a%e2%80%aeb"),
        ("\ud800", "%ed%a0%80"),
        ("", "_"),
    ],
)
def test_a_name_becomes_a_file_everywhere(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_a_name_of_any_length_still_takes_an_ending() -> None:
    assert len(file_stem("币" * 10_000).encode()) == 120


def test_the_devices_of_windows_are_all_there() -> None:
    assert len(RESERVED) == 4 + 2 * 13
    assert {"con", "nul", "com0", "com9", "lpt1", "lpt³"} <= RESERVED


@pytest.mark.parametrize("name", ["con", "aux", "lpt1"])
def test_no_venue_is_called_like_a_device(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def contracts(_: api.Http) -> api.Listing:
        raise AssertionError

    with pytest.raises(ValueError, match="Windows keeps for itself"):
        api.Venue(
            id=name,
            name="N",
            base_url="https://e.example",
            docs="https://e.example",
            contracts=contracts,
        )
    assert run(["plugin", "new", name]) == 2
    assert f"try {name}exchange" in capsys.readouterr().err


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A saved run in which a coin's name leads out of any folder."""
    saved = tmp_path / "saved.json"
    assert (
        run(["snapshot", "SOL", "--source", "published", "--venue", "okx", "-o", str(saved)]) == 0
    )
    document = msgspec.json.decode(saved.read_bytes())
    for venue in document["venues"]:
        for contract in venue["contracts"]:
            contract["base"] = "../../OUT"
    saved.write_bytes(msgspec.json.encode(document))
    return saved


def test_a_coin_named_like_a_path_stays_in_its_folder(hostile: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er" / "site"
    assert run(["site", str(folder), "../../OUT", "--snapshot", str(hostile)]) == 0
    assert (folder / "%2e.%2f..%2fout.md").exists()
    assert 'href="%252e.%252f..%252fout.html"' in (folder / "index.html").read_text("utf-8")
    shutil.rmtree(folder)
    assert [path for path in (tmp_path / "deep").rglob("*") if path.is_file()] == []


def test_a_report_on_it_writes_beside_itself(hostile: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er" / "reports"
    output = folder / "report.md"
    command = ["report", "../../OUT", "--snapshot", str(hostile), "--output", str(output)]
    assert run([*command, "--with-data"]) == 0
    assert output.exists()
    shutil.rmtree(folder)
    assert [path for path in (tmp_path / "deep").rglob("*") if path.is_file()] == []
