"""The retry policy: how often a request is made again, and how long is waited before that."""

from typing import TYPE_CHECKING

from comparator.api.breaker import Breaker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stamina import Attempt

ATTEMPTS = 3
"""Of one request, the first included."""
FIRST_WAIT, JITTER = 0.25, 0.25
"""Seconds before the second attempt, and up to so many more at random; later waits are longer."""


def attempts(breaker: Breaker) -> "AsyncIterator[Attempt]":
    """The attempts at one request: made again for as long as `breaker.again` allows the error."""
    import stamina  # noqa: PLC0415 - only live runs retry

    return stamina.retry_context(
        on=breaker.again,
        attempts=ATTEMPTS,
        timeout=None,
        wait_initial=FIRST_WAIT,
        wait_jitter=JITTER,
    )
