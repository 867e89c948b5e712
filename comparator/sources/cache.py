"""The cache: what each venue said last, one file a venue."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import msgspec
from msgspec import Struct

from comparator.errors import DataError
from comparator.schema import VenueData
from comparator.schema.checks import in_utc
from comparator.sources.files import content, sealed, unsealed, write_atomically

CACHE_VERSION = 1


class Cached(Struct, frozen=True, kw_only=True):
    """One cache file."""

    version: int
    fetched_at: datetime  # of the contracts; markets and books carry their own times
    data: VenueData

    def __post_init__(self) -> None:
        in_utc("cache", fetched_at=self.fetched_at)


class Cache:
    """One file per venue under `folder`; a file that cannot be read is as good as none.

    `used` are the files that this run has read or written.
    """

    used: ClassVar[set[Path]] = set()

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def drop_used(cls) -> list[Path]:
        """Remove what this run has read or written, where it ended for a mistake of ours.

        An odd figure in it must not end every later run too.
        """
        dropped = list[Path]()
        for path in sorted(cls.used):
            with suppress(OSError):  # gone already, or not ours to remove
                path.unlink()
                dropped.append(path)
        cls.used.clear()
        return dropped

    def load(self, venue: str) -> Cached | None:
        """The last data of a venue, or None; DataError for a damaged or foreign-version file."""
        path = self._path(venue)
        try:
            kept = content(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DataError(f"cache {path} cannot be read: {error}") from error
        try:
            cached = msgspec.json.decode(unsealed(kept), type=Cached)
            cached.data.check_tiers()
        except (ValueError, RecursionError) as error:
            raise DataError(f"cache {path} is damaged and will be rewritten: {error}") from error
        if cached.version != CACHE_VERSION:
            raise DataError(f"cache {path} is of version {cached.version} and will be rewritten")
        self.used.add(path)
        return cached

    def save(self, data: VenueData, fetched_at: datetime) -> None:
        """Keep the data of a venue; DataError when the folder cannot be written."""
        cached = Cached(version=CACHE_VERSION, fetched_at=fetched_at, data=data)
        self.used.add(self._path(data.venue))
        try:
            write_atomically(self._path(data.venue), sealed(msgspec.json.encode(cached)))
        except OSError as error:
            raise DataError(f"cache {self._path(data.venue)} cannot be written: {error}") from error

    def _path(self, venue: str) -> Path:
        return self.folder / f"{venue}.json"
