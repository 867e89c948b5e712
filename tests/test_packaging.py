"""What is installed: all of the package, none of the tools, and the promises of its face."""

from importlib.metadata import distribution, entry_points
from pathlib import Path
from types import ModuleType

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
    scripts = {point.name for point in distribution("comparator").entry_points}
    assert "comparator" in scripts


@pytest.mark.parametrize("package", ["comparator", "plugins/comparator_venues"])
def test_types_ship(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()
