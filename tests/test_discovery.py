import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import samples

from comparator.errors import PluginError, RateLimited
from comparator.sources.discovery import Installed, discover, shielded

PLUGIN = """
from comparator import api

async def contracts(http):
    return api.Listing(api.Batch())

@api.hookimpl
def comparator_venues():
    url = "https://x.example"
    return [api.Venue(id="{id}", name="X", base_url=url, docs=url, contracts=contracts)]
"""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Nothing remembered from before, nothing installed, nothing left behind."""
    monkeypatch.setenv("COMPARATOR_PLUGINS", "")
    monkeypatch.delenv("COMPARATOR_DISABLE_PLUGINS", raising=False)
    discover.cache_clear()
    yield
    discover.cache_clear()
    for name in [name for name in sys.modules if name.startswith("comparator_file_")]:
        del sys.modules[name]


def found(tmp_path: Path, **files: str) -> Installed:
    """What comes of loading these files as plugins."""
    paths = list[Path]()
    for name, text in files.items():
        paths.append(tmp_path / f"{name}.py")
        paths[-1].write_text(text, "utf-8")
    return discover(tuple(paths))


def test_a_file_is_a_plugin(tmp_path: Path) -> None:
    installed = found(tmp_path, mine=PLUGIN.format(id="mine"))
    assert installed.broken == ()
    assert [venue.id for venue in installed.venues] == ["mine"]
    plugin = installed.plugins[0]
    assert (plugin.name, plugin.distribution) == ("mine", "file")
    assert plugin.path == str(tmp_path / "mine.py")


def test_venues_are_sorted_by_id(tmp_path: Path) -> None:
    installed = found(tmp_path, a=PLUGIN.format(id="zebra"), b=PLUGIN.format(id="ape"))
    assert [venue.id for venue in installed.venues] == ["ape", "zebra"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = (", "SyntaxError"),
        ("raise RuntimeError('oops')", "RuntimeError: oops"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("import sys\nsys.exit('bye')", "SystemExit: bye"),
        ("", "it has no hook comparator_venues"),
        (PLUGIN.replace("def comparator_venues", "def comparator_venue"), "comparator_venue"),
        (PLUGIN.format(id="UPPER"), "venue id must be lower-case letters and digits, was 'UPPER'"),
        (PLUGIN.format(id="x").replace("https", "http"), "base_url must start with https://"),
        (PLUGIN.format(id="x").replace("[api.Venue", "[3, api.Venue"), "must return Venue objects"),
        (PLUGIN.format(id="x").replace("return [", "return 3 #"), "TypeError"),
        (PLUGIN.format(id="x").replace("return [", "return None #"), "it has no hook"),
    ],
)
def test_a_broken_plugin_costs_only_itself_and_is_named(
    text: str, says: str, tmp_path: Path
) -> None:
    installed = found(tmp_path, odd=text, sound=PLUGIN.format(id="sound"))
    assert [venue.id for venue in installed.venues] == ["sound"]
    assert len(installed.broken) == 1
    assert str(installed.broken[0]).startswith("plugin 'odd' of file: ")
    assert says in installed.broken[0].error


def test_a_venue_id_belongs_to_whoever_came_first(tmp_path: Path) -> None:
    installed = found(tmp_path, a=PLUGIN.format(id="x"), b=PLUGIN.format(id="x"))
    assert [plugin.name for plugin in installed.plugins] == ["a"]
    assert installed.broken[0].error == "venue id 'x' is taken by plugin 'a' of file"


def test_what_is_no_python_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("")
    installed = discover((tmp_path / "data.txt", tmp_path / "absent.py"))
    assert "data.txt is not a Python file" in installed.broken[0].error
    assert "FileNotFoundError" in installed.broken[1].error


def test_installed_plugins_are_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def names() -> Iterator[str]:
        discover.cache_clear()
        installed = discover()
        assert installed.broken == ()
        return (plugin.name for plugin in installed.plugins)

    monkeypatch.setenv("COMPARATOR_PLUGINS", "binance,bybit")
    assert list(names()) == ["binance", "bybit"]
    monkeypatch.setenv("COMPARATOR_DISABLE_PLUGINS", "bybit")
    assert list(names()) == ["binance"]
    monkeypatch.setenv("COMPARATOR_PLUGINS", "")
    assert list(names()) == []


def test_an_installed_plugin_names_its_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPARATOR_PLUGINS", "binance")
    discover.cache_clear()
    assert discover().plugins[0].distribution.startswith("futures-comparator ")


def test_our_own_errors_pass_the_shield_and_others_are_wrapped() -> None:
    with pytest.raises(RateLimited), shielded():
        raise RateLimited("slow down")
    with pytest.raises(PluginError, match="KeyError: 'x'"), shielded():
        raise KeyError("x")
    with pytest.raises(KeyboardInterrupt), shielded():
        raise KeyboardInterrupt


def test_a_venue_is_a_value() -> None:
    assert samples.venue() == samples.venue()
