"""A watch folder: the last state of every venue, and what changed since it was begun.

A run is written in one step or not at all: what it is going to write is put into a journal first,
which whoever comes next completes where a process was killed. Nothing is written without need.
"""

import re
import uuid
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from comparator.errors import DataError, PlanError
from comparator.sources import kept
from comparator.sources.files import content, sealed, unsealed, write_atomically
from comparator.sources.kept import Kept
from comparator.sources.snapshot import Failure

T = TypeVar("T")
FOLDER_SCHEMA = "comparator.folder/1"
MARK, CHANGES, VENUES, JOURNAL = "watch.json", "changes.jsonl", "venues", ".journal"
DERIVED = ("changes.md", "changes.xml")
"""Made anew from the changes whenever there are any."""
OURS = re.compile(r"watch\.json|\.gitignore|changes\.(md|xml)|(venues|quotes)/[a-z0-9]+\.jsonl")
"""What a journal may write: it may have come with a folder of somebody else's."""
IGNORE = b"# of a run that is under way\n.lock\n*.part\n"
PATIENCE = 60.0
"""Seconds that one run waits for another to have written; it takes a fraction of one."""


class Mark(Struct, frozen=True, kw_only=True):
    """What says that a folder is ours."""

    schema: str
    id: str  # of its feed, a urn
    since: datetime


class Journal(Struct, frozen=True, kw_only=True):
    """All that one run is going to write."""

    run: str  # its changes begin so; empty: it has none
    lines: str  # its changes, to be appended
    files: Mapping[str, str]  # by name below the folder, written whole


class Folder:
    """A folder on disk; nothing is made before there is something to write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mark(self) -> Mark | None:
        """Whose folder it is; None where nothing was written yet.

        Raises PlanError for what cannot be a watch folder, DataError for a damaged one.
        """
        if self.path.exists() and not self.path.is_dir():
            raise PlanError(f"{self.path} is no folder; name one, for example watched")
        try:
            found = msgspec.json.decode(self._content(MARK), type=Mark)
        except FileNotFoundError:
            names = (CHANGES, VENUES, *DERIVED)
            foreign = [name for name in names if (self.path / name).exists()]
            if foreign and not self.unfinished:
                text = f"{self.path} has {foreign[0]}, but no {MARK}: it is no watch folder"
                raise PlanError(
                    f"{text}; name an empty or a new one, for example watched"
                ) from None
            return None
        except (ValueError, RecursionError) as error:
            raise DataError(f"{self.path / MARK} cannot be read: {error}") from error
        if found.schema != FOLDER_SCHEMA:
            text = f"schema must be {FOLDER_SCHEMA!r}, was {found.schema!r}"
            raise DataError(f"{self.path / MARK}: {text}")
        return found

    @property
    def unfinished(self) -> bool:
        """Whether a run was killed while it wrote, or writes now."""
        return (self.path / JOURNAL).exists()

    def states(self) -> tuple[dict[str, Kept], list[Failure]]:
        """The last state of every venue, and the files that cannot be read."""
        found, damaged = dict[str, Kept](), list[Failure]()
        for path in sorted((self.path / VENUES).glob("*.jsonl")):
            name = f"{VENUES}/{path.name}"
            try:
                state = kept.read(self._content(name), str(path))
                if state.venue != path.stem:
                    raise DataError(f"{path}, line 1: venue must be {path.stem!r}")  # noqa: TRY301
            except DataError as error:
                text = f"{error}; mend it (git checkout {name}), or remove it: it begins anew"
                damaged.append(Failure(venue=path.stem, error="damaged", message=text, fallback=""))
            else:
                found[state.venue] = state
        return found, damaged

    def content(self, name: str) -> bytes:
        """A file of the folder; nothing where there is none."""
        try:
            return self._content(name)
        except FileNotFoundError:
            return b""

    @contextmanager
    def locked(self) -> Generator[None]:
        """Nobody else writes meanwhile; the lock of a process that was killed is none.

        What a killed process left unfinished is completed first.
        """
        lock = FileLock(self._own(".lock"), timeout=PATIENCE)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise PlanError(f"{self.path} is being written by another run; try again") from None
        except (OSError, NotImplementedError) as error:
            raise PlanError(f"{self.path} cannot be written: {error}") from error
        try:
            self._complete()
            yield
        finally:
            lock.release()

    def repair(self) -> bool:
        """Complete what a killed run began; whether there was any."""
        if not self.unfinished:
            return False
        with self.locked():
            return True

    def write(
        self,
        run: str,
        lines: bytes,
        states: Mapping[str, Kept],
        files: Mapping[str, bytes],
    ) -> None:
        """Write the states and append the changes of one run, all or nothing; within `locked`."""
        whole = {name: text.decode() for name, text in files.items()}
        whole |= {
            f"{VENUES}/{venue}.jsonl": kept.written(state).decode()
            for venue, state in states.items()
        }
        for name in (CHANGES, *whole):
            self._own(name)  # refused before anything is written
        journal = Journal(run=run, lines=lines.decode(), files=whole)
        self._write(JOURNAL, sealed(msgspec.json.encode(journal)))
        self._apply(journal)

    def begun(self, at: datetime) -> tuple[Mark, dict[str, bytes]]:
        """The mark of the folder, and the files that a folder without one wants."""
        found = self.mark()
        if found:
            return found, {}
        new = Mark(schema=FOLDER_SCHEMA, id=uuid.uuid4().urn, since=at)
        files = {MARK: msgspec.json.format(msgspec.json.encode(new), indent=1) + b"\n"}
        if not (self.path / ".gitignore").exists():
            files[".gitignore"] = IGNORE
        return new, files

    def _complete(self) -> None:
        try:
            text = self._content(JOURNAL)
        except FileNotFoundError:
            return
        try:
            journal = msgspec.json.decode(unsealed(text), type=Journal)
            if odd := [name for name in journal.files if not OURS.fullmatch(name)]:
                raise ValueError(f"{odd[0]!r} is no file of a watch folder")  # noqa: TRY301
        except (ValueError, RecursionError) as error:
            path = self.path / JOURNAL
            raise DataError(f"{path} cannot be read: {error}; remove it, and run again") from error
        self._apply(journal)

    def _apply(self, journal: Journal) -> None:
        """Do what is left to do of a journal: twice is as good as once."""
        if journal.lines:
            before = self.content(CHANGES)
            if f'{{"id":"{journal.run}/'.encode() not in before:
                gap = b"" if before.endswith(b"\n") or not before else b"\n"
                self._write(CHANGES, before + gap + journal.lines.encode())
        for name, text in journal.files.items():
            self._write(name, text.encode())
        self._writing((self.path / JOURNAL).unlink)

    def _content(self, name: str) -> bytes:
        try:
            return content(self.path / name)
        except FileNotFoundError:
            raise
        except OSError as error:
            reason = error.strerror or error
            raise DataError(f"{self.path / name} cannot be read: {reason}") from error

    def _write(self, name: str, text: bytes) -> None:
        path = self._own(name)
        self._writing(lambda: write_atomically(path, text))

    def _own(self, name: str) -> Path:
        """A file of the folder; PlanError where a link leads elsewhere: it may be anybody's."""
        path = self.path / name
        if path.is_symlink() or path.parent.resolve() != (self.path.resolve() / name).parent:
            raise PlanError(f"{path} is a link, or lies behind one: remove it, and run again")
        return path

    def _writing(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except OSError as error:
            raise PlanError(f"{self.path} cannot be written: {error.strerror or error}") from error
