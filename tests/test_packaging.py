"""What is installed: all of the package, none of the tools, and the promises of its face."""

import subprocess
import sys
import tarfile
from importlib.metadata import distribution, entry_points
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

from comparator import api
from comparator.sources.discovery import discover

ROOT = Path(__file__).parents[1]


def test_every_plugin_module_has_its_entry_point() -> None:
    folder = ROOT / "plugins" / "comparator_venues"
    modules = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    points = {p.name for p in entry_points(group="comparator") if "comparator_venues" in p.value}
    assert modules == points


def test_every_plugin_loads_and_ships_its_published_data() -> None:
    assert [str(plugin) for plugin in discover().broken] == []
    for venue in discover().venues:
        assert venue.published is not None
        assert venue.published.exists(), venue.published


def test_the_face_for_plugins_names_what_it_exports_and_nothing_else() -> None:
    public = {
        name
        for name, value in vars(api).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(api.__all__) == public
    assert list(api.__all__) == sorted(api.__all__, key=lambda name: (name.upper() != name, name))


def test_the_command_is_installed() -> None:
    scripts = {point.name for point in distribution("futures-comparator").entry_points}
    assert "comparator" in scripts


@pytest.mark.parametrize("package", ["comparator", "plugins/comparator_venues"])
def test_types_ship(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


def built(target: str, folder: Path, source: Path = ROOT) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (made,) = folder.iterdir()
    return made


def test_the_wheel_holds_the_package_its_plugins_and_the_licence_and_no_more(
    tmp_path: Path,
) -> None:
    with ZipFile(built("wheel", tmp_path / "one")) as wheel:
        names = wheel.namelist()
    tops = {name.split("/")[0] for name in names}
    (info,) = (top for top in tops if top.endswith(".dist-info"))
    assert tops == {"comparator", "comparator_venues", info}
    assert f"{info}/licenses/LICENSE" in names
    for kept in ("comparator/py.typed", "comparator_venues/py.typed"):
        assert kept in names
    shipped = {Path(name).stem for name in names if name.startswith("comparator_venues/published/")}
    for module in (ROOT / "plugins" / "comparator_venues").glob("[a-z]*.py"):
        assert f"comparator_venues/{module.name}" in names
        assert module.stem in shipped
    assert not [name for name in names if "/tests/" in name or "/test_" in name]


def test_the_sdist_holds_all_that_its_tests_need_and_builds_the_same_wheel(tmp_path: Path) -> None:
    with tarfile.open(built("sdist", tmp_path / "sdist")) as sdist:
        sdist.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    for folder in ("cassettes", "examples", "reports", "tests", "tools"):
        kept = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.*") if path.is_file()}
        own = {path for path in kept if not any(part[0] in "._" for part in path.parts[:-1])}
        assert {path for path in own if not (unpacked / path).exists()} == set()
    again = built("wheel", tmp_path / "again", unpacked)
    assert again.read_bytes() == built("wheel", tmp_path / "wheel").read_bytes()


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_the_same_source_gives_the_same_bytes(target: str, tmp_path: Path) -> None:
    one, two = built(target, tmp_path / "one"), built(target, tmp_path / "two")
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()
