"""Finding plugins: each entry point on its own, so that a broken one costs only itself."""

import os
import re
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import cache
from importlib import util
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import pluggy
from msgspec import Struct

from comparator.api.venue import PROJECT, Hooks, Venue
from comparator.errors import ComparatorError, PluginError

DISTRIBUTION = "futures-comparator"
"""Whose plugins are loaded first: nobody else's can take the id of one of their venues."""


class Plugin(Struct, frozen=True, kw_only=True):
    """One loaded plugin and where it came from."""

    name: str  # of the entry point, or of the file
    distribution: str  # "futures-comparator 0.1.0", or "file"
    path: str
    venues: tuple[Venue, ...]


class BrokenPlugin(Struct, frozen=True, kw_only=True):
    """One plugin that is not used, and why."""

    name: str
    distribution: str
    error: str

    def __str__(self) -> str:
        return f"plugin {self.name!r} of {self.distribution}: {self.error}"


class Installed(Struct, frozen=True, kw_only=True):
    """Everything discovery found, sorted by name."""

    plugins: tuple[Plugin, ...]
    broken: tuple[BrokenPlugin, ...]

    @property
    def venues(self) -> tuple[Venue, ...]:
        """All venues, sorted by id."""
        found = (venue for plugin in self.plugins for venue in plugin.venues)
        return tuple(sorted(found, key=lambda venue: venue.id))


@contextmanager
def shielded() -> Generator[None]:
    """Turn whatever a plugin raises into a PluginError; our own errors pass as they are."""
    try:
        yield
    except ComparatorError:
        raise
    # A plugin is foreign code: whatever it raises is its own failure and nobody else's
    except (Exception, SystemExit) as error:
        raise PluginError(f"{type(error).__name__}: {error}") from error


@cache
def discover(files: tuple[Path, ...] = ()) -> Installed:
    """Load every installed plugin, and `files` as plugins with no packaging.

    Where two claim one venue id, the one that comes with this distribution has it, else the first.
    `COMPARATOR_PLUGINS=a,b` loads only these (empty: none), `COMPARATOR_DISABLE_PLUGINS=a,b` all
    but these.
    """
    plugins, broken = list[Plugin](), list[BrokenPlugin]()
    owner = dict[str, str]()
    for name, distribution, load in [*_installed(), *(_file(path) for path in files)]:
        try:
            with shielded():
                plugin = _load(name, distribution, load)
            owner |= _claims(plugin, owner)
        except PluginError as error:
            broken.append(BrokenPlugin(name=name, distribution=distribution, error=str(error)))
        else:
            plugins.append(plugin)
    return Installed(
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.name)), broken=tuple(broken)
    )


def _claims(plugin: Plugin, owner: dict[str, str]) -> dict[str, str]:
    for venue in plugin.venues:
        if venue.id in owner:
            raise PluginError(f"venue id {venue.id!r} is taken by {owner[venue.id]}")
    who = f"plugin {plugin.name!r} of {plugin.distribution}"
    return {venue.id: who for venue in plugin.venues}


Source = tuple[str, str, Callable[[], ModuleType]]


def _installed() -> Iterable[Source]:
    only = os.environ.get("COMPARATOR_PLUGINS")
    allowed = None if only is None else set(filter(None, only.split(",")))
    blocked = set(os.environ.get("COMPARATOR_DISABLE_PLUGINS", "").split(","))
    points = [
        (_distribution(point.dist) if point.dist else ("", ""), point)
        for point in entry_points(group=PROJECT)
        if point.name not in blocked and (allowed is None or point.name in allowed)
    ]
    for (name, version), point in sorted(points, key=_precedence):
        yield point.name, f"{name} {version}" if name else "an unknown distribution", point.load


def _precedence(found: tuple[tuple[str, str], EntryPoint]) -> tuple[bool, str, str]:
    (distribution, _), point = found
    return distribution != DISTRIBUTION, point.name, point.value


@cache
def _distribution(of: Distribution) -> tuple[str, str]:
    """Name and version; each look at a distribution parses the whole of its metadata."""
    said = of.metadata
    return said["Name"], said["Version"]


def _file(path: Path) -> Source:
    plugin = path.absolute().parent.name if path.stem == "__init__" else path.stem

    def load() -> ModuleType:
        name = "comparator_file_" + re.sub(r"\W", "_", plugin)
        spec = util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise PluginError(f"{path} is not a Python file")
        module = util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    return plugin, "file", load


def _load(name: str, distribution: str, load: Callable[[], ModuleType]) -> Plugin:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    module = load()
    manager.register(module, name=name)
    manager.check_pending()
    returned = manager.hook.comparator_venues()
    if not returned:
        raise PluginError("it has no hook comparator_venues")
    venues = tuple(returned[0])
    for venue in venues:
        if not isinstance(venue, Venue):
            raise PluginError(f"comparator_venues must return Venue objects, gave {venue!r}")
    path = getattr(module, "__file__", None) or ""
    return Plugin(name=name, distribution=distribution, path=path, venues=venues)
