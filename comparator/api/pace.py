"""How fast a venue may be asked: its published windows, and the waiting that keeps to them."""

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic

from msgspec import Struct


class Pace(Struct, frozen=True, kw_only=True):
    """At most `most` requests, or `most` of weight, in any `seconds`.

    A request is matched as it is sent: "GET /depth?symbol=BTCUSDT", "POST /info {"type":"meta"}".
    Say beside it where the venue publishes the limit, and when you read it:
    `Pace(most=2400, seconds=60, weights={"/depth": 2})  # per address, docs/limits, 2026-11-20`.
    """

    most: int
    seconds: float
    of: str = ""  # counts only requests that hold this text; "" counts every one
    weights: Mapping[str, int] = {}  # by a text the request holds, the first counts; others weigh 1

    def __post_init__(self) -> None:
        heaviest = max(self.weights.values(), default=1)
        if not 0 < self.seconds <= 24 * 3600:
            raise ValueError(f"pace: seconds must be above 0 and at most a day: {self.seconds!r}")
        if min(self.weights.values(), default=1) < 0 or self.most < max(heaviest, 1):
            raise ValueError(f"pace: most must hold the heaviest request: {self.most!r}")

    def weight(self, request: str) -> int:
        """What the request takes of this window; 0 where it is not counted."""
        if self.of not in request:
            return 0
        return next((weight for text, weight in self.weights.items() if text in request), 1)


class Pacer:
    """Keeps the requests to one venue within its windows, whoever makes them: one for a run.

    The venue counts a request somewhere between its sending and its answer, so a request leaves a
    window `seconds` after its answer was there.
    """

    def __init__(
        self, windows: Sequence[Pace] = (), clock: Callable[[], float] = monotonic
    ) -> None:
        self._windows = [(window, deque[_Request]()) for window in windows]
        self._clock = clock

    def wait(self, request: str) -> float:
        """Seconds until the request may be sent; 0 for now. Ask again after them."""
        now, longest = self._clock(), 0.0
        for window, sent in self._windows:
            weight = window.weight(request)
            if not weight:
                continue
            while sent and sent[0].at <= now - window.seconds:
                sent.popleft()
            excess = sum(one.weight for one in sent) + weight - window.most
            for one in sent:
                if excess <= 0:
                    break
                excess -= one.weight
                longest = max(longest, one.at + window.seconds - now)
        return longest

    @contextmanager
    def sending(self, request: str) -> Generator[None]:
        """Counts the request, from now until its answer is there and for the window after it."""
        counted = list[tuple[deque[_Request], _Request]]()
        for window, sent in self._windows:
            if weight := window.weight(request):
                one = _Request(self._clock(), weight)
                sent.append(one)
                counted.append((sent, one))
        try:
            yield
        finally:
            for sent, one in counted:
                if one in sent:
                    sent.remove(one)
                sent.append(_Request(self._clock(), one.weight))


class _Request(Struct, frozen=True, eq=False):
    at: float
    weight: int
