"""What an HTTP status means: the error it stands for, and whether to ask again."""

import time
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

from comparator.errors import GeoBlocked, RateLimited, Refused, Unreachable, VenueError

LONGEST_WAIT = 10.0
"""Seconds; a venue that asks for more is reported instead of waited for."""


class NoRoute(Unreachable):
    """DNS, TLS, the connection or the address failed: asking again soon would not help."""


def worth_asking_again(error: Exception) -> bool | timedelta:
    """Whether to ask again, and after how long where the venue said so."""
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return error.retry_after <= LONGEST_WAIT and timedelta(seconds=error.retry_after)
    return isinstance(error, Unreachable | RateLimited) and not isinstance(error, NoRoute)


def status_error(status: int, headers: Mapping[str, str], answer: bytes) -> VenueError | None:
    """The error that `status` stands for; None for success. `headers` has lower-case names."""
    if status < 300:  # noqa: PLR2004 - HTTP
        return None
    if status in (418, 429):
        return RateLimited(f"HTTP {status}", retry_after=_seconds(headers.get("retry-after")))
    if status in (403, 451):
        return GeoBlocked(f"HTTP {status}: the venue does not serve this address")
    if status >= 500:  # noqa: PLR2004 - HTTP
        return Unreachable(f"HTTP {status}")
    text = answer[:120].decode("utf-8", "replace")
    return Refused(status, f"HTTP {status} {' '.join(text.split())}".strip())


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds: it may be a number or a date."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None
