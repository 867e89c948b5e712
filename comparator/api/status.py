"""What an HTTP status means: the error it stands for, and when to ask again."""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isnan

from comparator.errors import GeoBlocked, RateLimited, Refused, Unreachable, VenueError

TOO_OFTEN = re.compile(rb"too (frequent|many)|rate.?limit", re.IGNORECASE)
ELSEWHERE = re.compile(rb"countr|region|territor|jurisdiction|location", re.IGNORECASE)
"""Words of a page that says why it refuses."""
RETRY_AFTER = ("retry-after", "x-ratelimit-retry-after")
"""Beginnings of the headers that say when to ask again."""
DAY = 24 * 3600.0
"""Seconds; no answer of an exchange is kept longer on the way."""


class NoRoute(Unreachable):
    """DNS, TLS, the connection or the address failed: asking again soon would not help."""


def status_error(
    status: int, headers: Mapping[str, str], answer: bytes, firewall: float | None = None
) -> VenueError | None:
    """The error that `status` stands for; None for success. `headers` has lower-case names.

    `firewall` is how many seconds the venue shuts an address out with HTTP 403 that asked too
    often, None where it does not.
    """
    if status < 300:  # noqa: PLR2004 - HTTP
        return None
    if status in (418, 429):
        return RateLimited(f"HTTP {status}", retry_after=retry_after(headers))
    if status == 403:  # noqa: PLR2004 - HTTP
        return _forbidden(headers, answer, firewall)
    if status == 451:  # noqa: PLR2004 - HTTP
        return GeoBlocked(f"HTTP {status}: the venue does not serve this address")
    if status >= 500:  # noqa: PLR2004 - HTTP
        return Unreachable(f"HTTP {status}")
    text = answer[:120].decode("utf-8", "replace")
    return Refused(status, f"HTTP {status} {' '.join(text.split())}".strip())


def _forbidden(headers: Mapping[str, str], answer: bytes, firewall: float | None) -> VenueError:
    seconds = retry_after(headers)
    seconds = firewall if seconds is None else seconds
    if TOO_OFTEN.search(answer):
        return RateLimited("HTTP 403: asked too often from this address", retry_after=seconds)
    if firewall is None or ELSEWHERE.search(answer):
        return GeoBlocked("HTTP 403: the venue does not serve this address")
    text = "HTTP 403 of its firewall: asked too often from this address, or from where it is barred"
    return RateLimited(text, retry_after=seconds)


def dated(headers: Mapping[str, str]) -> datetime | None:
    """When the answer was given by the venue's clock; None where it does not say.

    One that was kept on the way says for how many seconds (`age`).
    """
    try:
        at = parsedate_to_datetime(headers.get("date", ""))
        age = timedelta(seconds=min(max(float(headers.get("age", "0")), 0.0), DAY))
    except ValueError:
        return None
    return (at + age).astimezone(UTC)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds after which the venue may be asked again; None where it does not say."""
    named = (value for name, value in headers.items() if name.startswith(RETRY_AFTER))
    known = [seconds for seconds in map(_seconds, named) if seconds is not None]
    return max(known, default=None)


def _seconds(said: str) -> float | None:
    """It may be a number or a date."""
    try:
        seconds = float(said)
        return None if isnan(seconds) else max(0.0, seconds)
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None
