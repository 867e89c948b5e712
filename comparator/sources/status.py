"""What an HTTP status means: the error it stands for, before anybody reads the body."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from comparator.errors import GeoBlocked, RateLimited, Refused, Unreachable, VenueError


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
