"""Venues that want to be left alone, kept on disk so that the next run leaves them alone too."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from comparator.api.breaker import LONGEST_BAN, Breaker
from comparator.errors import DataError, RateLimited
from comparator.sources.files import content, write_atomically

FOLDER = "refused"
MOST = 2**16
"""Bytes; one refusal takes some hundred."""


class Refusal(Struct, frozen=True, kw_only=True):
    """One file: a venue that refused for rate, when, and until when it is left alone (UTC)."""

    at: datetime
    until: datetime
    why: str


def left_alone(folder: Path, venue: str, now: datetime) -> RateLimited | None:
    """The error that asking the venue would be; None where it may be asked.

    DataError for a file that is damaged, or written by a clock ahead of this one: it is removed.
    """
    path = folder / FOLDER / f"{venue}.json"
    try:
        found = msgspec.json.decode(content(path, MOST), type=Refusal)
        sound = found.at <= now + timedelta(minutes=1) and found.until - found.at <= timedelta(
            seconds=LONGEST_BAN
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    except (DataError, ValueError, TypeError, OverflowError, RecursionError) as error:
        _remove(path)
        raise DataError(f"{path} is damaged and was removed: {error}") from error
    if not sound:
        _remove(path)
        raise DataError(f"{path} is from a clock that was wrong and was removed: {found.at}")
    if found.until <= now:
        _remove(path)
        return None
    seconds = (found.until - now).total_seconds()
    text = f"left alone until {found.until:%Y-%m-%d %H:%M:%S} UTC: {found.why}"
    return RateLimited(text, retry_after=seconds, venue=venue)


def remember(folder: Path, venue: str, breaker: Breaker, now: datetime) -> None:
    """Keep that the venue wants to be left alone, where it does; DataError where that fails."""
    if breaker.refusal is None or not breaker.left:
        return
    until = now + timedelta(seconds=breaker.left)
    refusal = Refusal(at=now, until=until, why=breaker.refusal.message)
    path = folder / FOLDER / f"{venue}.json"
    try:
        write_atomically(path, msgspec.json.encode(refusal))
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error}") from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"{path} cannot be removed: {error}") from error
