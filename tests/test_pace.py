import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from itertools import pairwise
from typing import Any

import httpx
import pytest
import samples
import stamina
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from samples import NOON

from comparator import api
from comparator.api.client import client
from comparator.api.http import Http
from comparator.api.pace import Pacer
from comparator.sources.fetch import fetch_venue


class Jumping(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next thing that is due."""

    now = 0.0

    def __init__(self) -> None:
        super().__init__()
        selector: Any = self._selector  # type: ignore[attr-defined] # private, and stable
        select = selector.select

        def jump(timeout: float | None) -> Any:
            self.now += timeout or 0
            return select(0)

        selector.select = jump

    def time(self) -> float:
        return self.now


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=Jumping) as runner:
        runner.run(work())


def now() -> float:
    return asyncio.get_running_loop().time()


class Seen:
    """A venue that takes `takes` seconds to answer, and when each request came and was answered."""

    def __init__(self, takes: float = 0.1, status: int = 200) -> None:
        self.takes, self.status = takes, status
        self.came, self.left = list[float](), list[float]()

    async def answers(self, _: httpx.Request) -> httpx.Response:
        self.came.append(now())
        await asyncio.sleep(self.takes)
        self.left.append(now())
        return httpx.Response(self.status, json=[])

    async def asked(self, *pace: api.Pace, work: Callable[[Http], Awaitable[Any]]) -> None:
        async with client(httpx.MockTransport(self.answers)) as opened:
            http = Http(
                "toy",
                "https://api.toy.example",
                client=opened,
                now=NOON,
                published=samples.data,
                pacer=Pacer(pace, clock=now),
            )
            await work(http)


def most_within(seconds: float, moments: list[float]) -> int:
    return max(sum(start <= at < start + seconds - 1e-9 for at in moments) for start in moments)


DEPTH = api.Pace(most=10, seconds=2, of="/depth/")


def test_28_depth_calls_keep_to_10_in_2_seconds_whenever_the_venue_counts_them() -> None:
    seen = Seen()

    async def depth(http: Http) -> None:
        await asyncio.gather(*(http.get(f"/depth/{n}", list[int]) for n in range(28)))
        # 6 at once: 0.0 and 0.1, again when these are 2 s old: 2.1 and 2.2, 4.2 and 4.3
        assert now() == pytest.approx(4.4)

    run(lambda: seen.asked(DEPTH, work=depth))
    assert len(seen.came) == 28
    assert most_within(2, seen.came) == 10
    assert most_within(2, seen.left) == 10
    assert most_within(2, [*seen.left[:10], *seen.came[10:]]) == 10


def test_what_a_window_does_not_count_goes_ahead() -> None:
    seen = Seen()

    async def both(http: Http) -> None:
        depth = asyncio.gather(*(http.get(f"/depth/{n}", list[int]) for n in range(20)))
        await asyncio.sleep(0.5)
        before = now()
        await http.get("/tickers", list[int])
        assert now() - before == pytest.approx(0.1)
        await depth

    run(lambda: seen.asked(DEPTH, work=both))


def test_several_windows_hold_at_once() -> None:
    seen = Seen(takes=0)

    async def many(http: Http) -> None:
        for _ in range(12):
            await http.get("/x", list[int])

    run(lambda: seen.asked(api.Pace(most=2, seconds=1), api.Pace(most=5, seconds=10), work=many))
    assert seen.came == pytest.approx([0, 0, 1, 1, 2, 10, 10, 11, 11, 12, 20, 20])


def test_a_posted_query_weighs_by_what_it_holds() -> None:
    seen = Seen(takes=0)
    pace = api.Pace(most=40, seconds=60, weights={'"l2Book"': 2, "/info": 20})

    async def ask(http: Http) -> None:
        await http.post("/info", list[int], {"type": "meta"})
        for coin in range(11):
            await http.post("/info", list[int], {"type": "l2Book", "coin": str(coin)})

    run(lambda: seen.asked(pace, work=ask))
    assert seen.came == pytest.approx([0] * 11 + [60])  # 20 + 10 × 2 fill the first minute


def test_every_attempt_counts() -> None:
    seen = Seen(takes=0, status=503)

    async def ask(http: Http) -> None:
        with stamina.set_testing(True, attempts=3):
            assert await http.get_or_none("x", "/x", list[int]) is None

    run(lambda: seen.asked(api.Pace(most=1, seconds=5), work=ask))
    assert seen.came == pytest.approx([0, 5, 10])


@given(
    st.lists(st.floats(0, 3), max_size=40),
    st.integers(1, 5),
    st.floats(0.5, 5),
    st.lists(st.floats(0, 2), min_size=40, max_size=40),
)
def test_no_window_ever_holds_more_than_it_may(
    pauses: list[float], most: int, seconds: float, takes: list[float]
) -> None:
    clock = [0.0]
    pacer = Pacer([api.Pace(most=most, seconds=seconds)], clock=lambda: clock[0])
    came, left = list[float](), list[float]()
    for pause, taken in zip(pauses, takes, strict=False):
        clock[0] += pause
        while wait := pacer.wait("GET /x"):
            clock[0] += wait
        with pacer.sending("GET /x"):
            came.append(clock[0])
            clock[0] += taken
            left.append(clock[0])
    for moments in (came, left):
        if moments:
            assert most_within(seconds, moments) <= most


def test_a_run_keeps_the_pace_its_venue_declares() -> None:
    came = list[float]()

    def says(*request: Any) -> tuple[int, object]:
        came.append(now())
        return samples.answer(*request)

    venue = structs.replace(samples.venue(), pace=(api.Pace(most=1, seconds=0.2),))
    asyncio.run(fetch_venue(venue, lambda _: True, now=NOON, transport=samples.transport(says)))
    assert len(came) == 5  # the list, and quote and depth of two contracts
    assert all(later - earlier > 0.19 for earlier, later in pairwise(came))


@pytest.mark.parametrize(
    "wrong",
    [
        {"most": 0, "seconds": 1},
        {"most": 1, "seconds": 0},
        {"most": 1, "seconds": float("nan")},
        {"most": 1, "seconds": float("inf")},
        {"most": 1, "seconds": 1, "weights": {"/x": 2}},
        {"most": 1, "seconds": 1, "weights": {"/x": -1}},
    ],
)
def test_a_pace_that_cannot_be_kept_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="pace: "):
        api.Pace(**wrong)
