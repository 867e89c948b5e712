"""Every error that this package raises on purpose: each says what, where, and the value.

ComparatorError
├── PlanError              the user's plan cannot be read or makes no sense
├── PluginError            a plugin did not load, or gave something that is not a Venue
├── DataError              a file of ours (cache, snapshot, published data) cannot be read
└── VenueError             one venue said no, or could not be asked: one row of the report
    ├── Unreachable        DNS, TLS, timeout, 5xx            (retried)
    ├── RateLimited        418, 429 or the venue's own code  (retried within a bound)
    ├── GeoBlocked         403, 451 or the venue's own sign
    ├── Refused            the venue understood and said no
    ├── WireMismatch       the answer has not the shape we know: our bug or their change
    └── PluginFault        the plugin raised or returned what it should not
"""

from collections.abc import Collection, Iterable
from typing import ClassVar


class ComparatorError(Exception):
    """Root of everything this package raises on purpose."""


class PlanError(ComparatorError):
    """The user's plan cannot be read or makes no sense; the text names the option and the value."""


class PluginError(ComparatorError):
    """A plugin did not load, or gave something that is not a Venue; the text names the plugin."""


class DataError(ComparatorError):
    """A cache, snapshot or published file cannot be read; the text names the file."""


class VenueError(ComparatorError):
    """One venue said no, or could not be asked.

    `venue` and `request` ("GET /path") are filled in by the HTTP layer where the raiser, a plugin's
    pure `refusal` function, does not know them.
    """

    kind: ClassVar[str] = "error"
    expected: ClassVar[bool] = True
    """False: our bug or the venue's change, worth a report; the rest is everyday weather."""

    def __init__(self, message: str, *, venue: str = "", request: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.venue = venue
        self.request = request

    def __str__(self) -> str:
        where = " ".join(part for part in (self.venue, self.request) if part)
        return f"{where}: {self.message}" if where else self.message


class Unreachable(VenueError):
    """No answer: DNS, TLS, connection, timeout or HTTP 5xx."""

    kind = "unreachable"


class RateLimited(VenueError):
    """Too many requests; `retry_after` is in seconds, None when the venue did not say."""

    kind = "rate limited"

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        venue: str = "",
        request: str = "",
    ) -> None:
        super().__init__(message, venue=venue, request=request)
        self.retry_after = retry_after


class GeoBlocked(VenueError):
    """The venue does not serve this address."""

    kind = "geo-blocked"


class Refused(VenueError):
    """The venue understood the request and said no; `code` is its own code as text."""

    kind = "refused"

    def __init__(self, code: object, reason: str, *, venue: str = "", request: str = "") -> None:
        super().__init__(f"{reason} (code {code})", venue=venue, request=request)
        self.code = str(code)
        self.reason = reason


class WireMismatch(VenueError):
    """The answer has not the shape we know: `$.result.list[3].tickSize: Invalid decimal string`."""

    kind = "unexpected shape"
    expected = False


class PluginFault(VenueError):
    """The venue's plugin raised an error that is none of these, or returned the wrong thing."""

    kind = "plugin fault"
    expected = False


def must_know(names: Iterable[str] | None, known: Collection[str], where: str) -> None:
    """Raise PlanError for a venue that is not among those `known`, with the nearest name."""
    for name in names or ():
        if name not in known:
            near = alike(name, known, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise PlanError(f"unknown venue {name!r}{hint}; {where}: {', '.join(known) or 'none'}")


def alike(word: str, known: Iterable[str], most: int) -> list[str]:
    """At most so many known words that one who wrote `word` may have meant, the likeliest first."""
    from difflib import get_close_matches  # noqa: PLC0415 - for mistakes alone

    return get_close_matches(word, list(known), most)
