"""Published data kept in a fast form: the same data, made anew whenever the file changes."""

from pathlib import Path

import pytest
from test_compare import PUBLISHED

from comparator.errors import DataError
from comparator.schema import Rules
from comparator.sources.files import sealed, unsealed
from comparator.sources.published import published
from comparator.sources.shipped import shipped

RULES = Rules(maintenance_on="mark")


def write(path: Path, bid: str) -> Path:
    text = PUBLISHED.format(id="x", step="0.001", taker="0.0005", bid=bid, ask="60001")
    path.write_text(text, "utf-8")
    return path


def test_what_is_kept_is_what_the_file_says(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "60000")
    first, again = (shipped(path, RULES, tmp_path / "cache") for _ in range(2))
    assert published(path, RULES) == first == again


def test_what_is_kept_is_read_instead_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "60000")
    shipped(path, RULES, tmp_path)
    kept = tmp_path / "published" / "x.json"
    kept.write_bytes(sealed(unsealed(kept.read_bytes()).replace(b"60001", b"60002")))
    assert str(shipped(path, RULES, tmp_path).markets["BTCUSDT"].ask) == "60002"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "60000")
    shipped(path, RULES, tmp_path)
    write(path, "59000")
    assert str(shipped(path, RULES, tmp_path).markets["BTCUSDT"].bid) == "59000"


def test_damage_is_made_good(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "60000")
    shipped(path, RULES, tmp_path)
    kept = tmp_path / "published" / "x.json"
    kept.write_bytes(b"{")
    said = list[str]()
    assert published(path, RULES) == shipped(path, RULES, tmp_path, said.append)
    assert kept.read_bytes() != b"{"
    assert len(said) == 1
    assert f"{kept} was damaged and is made anew from x.toml" in said[0]
    shipped(path, RULES, tmp_path, said.append)
    write(path, "59000")
    shipped(path, RULES, tmp_path, said.append)
    assert len(said) == 1, "another file is no damage"


def test_a_kept_file_without_end_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.toml", "60000")
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "x.json").symlink_to("/dev/zero")
    said = list[str]()
    monkeypatch.setattr("comparator.sources.shipped.write_atomically", lambda *_: None)
    assert published(path, RULES) == shipped(path, RULES, tmp_path, said.append)
    assert "is larger than 256 MiB" in said[0]


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "60000")
    (tmp_path / "published").write_text("a file where the folder should be")
    assert published(path, RULES) == shipped(path, RULES, tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.toml cannot be read"):
        shipped(tmp_path / "gone.toml", RULES, tmp_path)


def test_no_bit_of_what_is_kept_flips_into_an_answer(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "60000")
    right = shipped(path, RULES, tmp_path)
    kept = tmp_path / "published" / "x.json"
    whole = kept.read_bytes()
    for place in range(0, len(whole) * 8, 13):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        kept.write_bytes(damaged)
        assert shipped(path, RULES, tmp_path) == right
