"""When a venue is left alone: after it refused for rate, or was asked often enough for one run."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

from comparator.api.status import NoRoute
from comparator.errors import RateLimited, Unreachable

MOST_REQUESTS = 400
"""To one venue in a run. Eight large coins on the whole lists of Binance (31 contracts in 2021,
three requests each) take 97: this is four times as many, and below its limit of a minute."""
MOST_REPEATS = 12
"""Attempts made again in a run, over all its requests: a venue that is down is not asked thrice
for every contract it lists."""
PATIENCE = 10.0
"""Seconds that are waited for a venue; one that asks for more is reported instead."""
UNSAID = 2.0
"""Seconds that are waited where neither the venue nor its pace says how long."""
LEFT_ALONE = 60.0
"""Seconds that a venue is left alone after it refused again, unless it wants more."""
LONGEST_BAN = 3 * 24 * 3600.0
"""Seconds; the longest that a venue documents (Binance, three days). More is no answer."""
TICK = 0.05


class Breaker:
    """Decides over the requests to one venue in one run, whoever makes them.

    A refusal for rate stops all of them for the time the venue says, and then one goes ahead; when
    it is refused too, or the venue asks for more than PATIENCE, it is left alone.
    """

    def __init__(self, window: float = 0.0, clock: Callable[[], float] = monotonic) -> None:
        self.requests = 0
        self.repeats = 0
        self.refusal: RateLimited | None = None
        self._final = False
        self._trying = False
        self._before = 0  # requests up to this one were sent before the refusal was known
        self._opens = 0.0
        self._window = window
        self._clock = clock

    @property
    def left(self) -> float:
        """Seconds for which the venue wants to be left alone from now; 0 where it does not."""
        return max(0.0, self._opens - self._clock()) if self.refusal else 0.0

    def wait(self) -> float:
        """Seconds until a request may be sent; 0 for now. Ask again after them.

        Raises RateLimited, or NoRoute where the requests of a run are spent.
        """
        if self.refusal and self._final:
            raise RateLimited(f"not asked again: {self.refusal.message}", retry_after=self.left)
        if self.requests >= MOST_REQUESTS:
            raise NoRoute(f"not asked: a run makes at most {MOST_REQUESTS} requests to a venue")
        return self.left or (TICK if self._trying else 0.0)

    @contextmanager
    def sending(self) -> Generator[None]:
        """Counts the request that is made within, and notices how it was answered."""
        self.requests += 1
        number, trial = self.requests, self.refusal is not None
        self._trying = trial
        try:
            yield
        except RateLimited as error:
            self._refused(error, again=number > self._before and trial)
            raise
        else:
            if trial:
                self.refusal = None
        finally:
            if trial:
                self._trying = False

    def again(self, error: Exception) -> bool | timedelta:
        """Whether one more attempt is worth making, for stamina; `wait` holds it where it must."""
        if isinstance(error, RateLimited):
            may: bool | timedelta = not self._final and timedelta(0)
        else:
            may = isinstance(error, Unreachable) and not isinstance(error, NoRoute)
        if may is False or self.repeats >= MOST_REPEATS:
            return False
        self.repeats += 1
        return may

    def _refused(self, error: RateLimited, *, again: bool) -> None:
        seconds = error.retry_after
        if seconds is None:
            seconds = max(self._window or UNSAID, LEFT_ALONE if again else 0.0)
        seconds = min(seconds, LONGEST_BAN)
        self._opens = max(self._opens, self._clock() + seconds)
        self._final = self._final or again or seconds > PATIENCE
        if self.refusal is None or self._final:
            self._before = self.requests
            self.refusal = error
