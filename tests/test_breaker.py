import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import samples
import stamina
from samples import NOON

from comparator import api
from comparator.api.breaker import LEFT_ALONE, MOST_REPEATS, MOST_REQUESTS, Breaker
from comparator.errors import DataError, RateLimited
from comparator.sources.cache import Cache
from comparator.sources.collect import Outcome, Plan, collect
from comparator.sources.refusals import left_alone, remember

COINS = [
    {"symbol": f"BTC{number}", "base": "BTC", "step": "0.001", "open": True}
    for number in range(300)
]
Says = Callable[[str], httpx.Response | None]


class Toy:
    """An exchange of 300 contracts on BTC; `says` answers for a path, None: as ever."""

    def __init__(self, says: Says = lambda _: None) -> None:
        self.says, self.asked = says, list[str]()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        await asyncio.sleep(0)
        given = self.says(request.url.path)
        if given is not None:
            return given
        if request.url.path == "/contracts":
            return httpx.Response(200, json=COINS)
        _, body = samples.answer("GET", str(request.url).partition("?")[0], {}, None)
        return httpx.Response(200, json=body)

    def run(self, venue: Any = None, **plan: Any) -> Outcome:
        transport = httpx.MockTransport(self.answer)
        chosen = Plan(**({"source": "live", "at": NOON, "transport": transport} | plan))
        with stamina.set_testing(True, attempts=3):
            work = collect([venue or samples.venue()], lambda _: True, chosen)
            return asyncio.run(work)[0]


def quotes(response: Callable[[], httpx.Response]) -> Says:
    return lambda path: None if path == "/contracts" else response()


# -- requests in a run -----------------------------------------------------------------------------


def test_300_contracts_and_a_refusal_for_each_are_8_requests_not_1801() -> None:
    toy = Toy(quotes(lambda: httpx.Response(429, headers={"retry-after": "0.1"})))
    found = toy.run()
    # the list, 6 at once that are refused together, and the one that went ahead afterwards
    assert len(toy.asked) == 8
    assert found.failure
    assert found.failure.error == "rate limited"


def test_a_venue_that_asks_for_long_is_asked_no_more() -> None:
    toy = Toy(quotes(lambda: httpx.Response(429, json={"no": 7}, headers={"retry-after": "30"})))
    toy.run()
    assert len(toy.asked) == 7  # the list and 6 at once


def test_after_a_refusal_that_passes_all_is_read() -> None:
    left = [6]

    def says(path: str) -> httpx.Response | None:
        if path == "/contracts" or not left[0]:
            return None
        left[0] -= 1
        return httpx.Response(429, headers={"retry-after": "0.05"})

    toy = Toy(says)
    found = toy.run(samples.venue(book=None))
    assert found.data
    assert len(found.data.markets) == 300
    assert len(toy.asked) == 1 + 6 + 300


def test_attempts_made_again_do_not_multiply() -> None:
    toy = Toy(quotes(lambda: httpx.Response(503)))
    toy.run(samples.venue(book=None))
    assert len(toy.asked) == 1 + 300 + MOST_REPEATS


def test_a_run_makes_so_many_requests_and_the_rest_is_one_warning() -> None:
    toy = Toy()
    found = toy.run()
    assert len(toy.asked) == MOST_REQUESTS  # of 601: the list, 300 quotes, 300 books
    assert found.data
    assert len(found.data.books) + len(found.data.markets) >= MOST_REQUESTS - 1
    said = [warning.message for warning in found.data.warnings]
    assert len(said) == 1
    assert "further contracts" in said[0]
    assert f"a run makes at most {MOST_REQUESTS} requests" in said[0]


# -- how long ------------------------------------------------------------------------------------


def refused(error: RateLimited, window: float = 0.0, times: int = 1) -> Breaker:
    breaker = Breaker(window, clock=lambda: 100.0)
    for _ in range(times):
        with pytest.raises(RateLimited), breaker.sending():
            raise error
    return breaker


def test_who_does_not_say_is_given_the_window_it_counts_in() -> None:
    assert refused(RateLimited("x")).wait() == 2
    assert refused(RateLimited("x"), window=7).wait() == 7
    with pytest.raises(RateLimited, match="not asked again: x") as raised:
        refused(RateLimited("x"), window=60).wait()
    assert raised.value.retry_after == 60
    assert refused(RateLimited("x"), times=2).left == LEFT_ALONE
    assert refused(RateLimited("x", retry_after=3), times=2).left == 3


@pytest.mark.parametrize("seconds", [10.001, 1e9, float("inf")])
def test_who_asks_for_more_than_patience_is_left_alone_at_once(seconds: float) -> None:
    breaker = refused(RateLimited("x", retry_after=seconds))
    with pytest.raises(RateLimited):
        breaker.wait()
    assert breaker.left == pytest.approx(min(seconds, 3 * 24 * 3600))


# -- HTTP 403 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "firewall", "error", "seconds"),
    [
        (b"403, access too frequent", None, "rate limited", 60),
        (b"403, access too frequent", 600, "rate limited", 600),
        (b"<html><title>Forbidden</title></html>", 300, "rate limited", 300),
        (b"<html><title>Forbidden</title></html>", None, "geo-blocked", 0),
        (b"<html>not available in your country</html>", 300, "geo-blocked", 0),
    ],
)
def test_a_firewall_is_told_from_a_country(
    body: bytes, firewall: float | None, error: str, seconds: float, tmp_path: Path
) -> None:
    toy = Toy(lambda _: httpx.Response(403, content=body))
    venue = samples.venue(firewall=firewall, pace=(api.Pace(most=9, seconds=60),))
    found = toy.run(venue, cache=Cache(tmp_path))
    assert found.failure
    assert found.failure.error == error
    kept = left_alone(tmp_path, "toy", NOON)
    assert (kept.retry_after if kept else 0) == pytest.approx(seconds, abs=1)


# -- later runs ------------------------------------------------------------------------------------


def test_the_next_run_leaves_it_alone_until_the_time_is_over(tmp_path: Path) -> None:
    toy = Toy(lambda _: httpx.Response(429, json={"no": 7}, headers={"retry-after": "30"}))
    cache = Cache(tmp_path)
    toy.run(cache=cache)
    assert len(toy.asked) == 1
    soon = toy.run(cache=cache, at=NOON + timedelta(seconds=20))
    assert len(toy.asked) == 1
    assert soon.failure
    assert soon.failure.message.startswith("toy: left alone until 2026-11-20 12:00:")
    assert soon.failure.message.endswith("UTC: HTTP 429: said no (code 7)")
    honest = Toy()
    later = honest.run(cache=cache, at=NOON + timedelta(seconds=31))
    assert later.failure is None
    assert not list((tmp_path / "refused").iterdir())


def test_a_refusal_that_passed_is_not_kept(tmp_path: Path) -> None:
    breaker = Breaker()
    with pytest.raises(RateLimited), breaker.sending():
        raise RateLimited("x", retry_after=0)
    with breaker.sending():
        pass
    remember(tmp_path, "toy", breaker, NOON)
    assert not list(tmp_path.iterdir())


def kept(**changes: Any) -> bytes:
    sound = {"at": NOON.isoformat(), "until": (NOON + timedelta(hours=1)).isoformat(), "why": "x"}
    return json.dumps(sound | changes).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is damaged and was removed"),
        (b"[" * 100_000, "is damaged and was removed"),
        (b"\xff", "is damaged and was removed"),
        (kept(at="2026-11-20T12:00:00"), "is damaged and was removed"),
        (kept()[:-9], "is damaged and was removed"),
        (kept(at="2027-11-20T12:00:00Z"), "from a clock that was wrong"),
        (kept(until="2027-11-20T12:00:00Z"), "from a clock that was wrong"),
    ],
)
def test_what_was_kept_may_be_damaged(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "refused" / "toy.json"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(DataError, match=says):
        left_alone(tmp_path, "toy", NOON)
    assert not path.exists()
    path.write_bytes(content)
    found = Toy().run(cache=Cache(tmp_path))
    assert found.data
    assert [w.code for w in found.data.warnings if w.code == "refusal_damaged"]


def test_a_cache_from_the_future_is_not_used_and_rewritten(tmp_path: Path) -> None:
    cache, toy = Cache(tmp_path), Toy()
    toy.run(cache=cache, at=NOON + timedelta(days=365))
    toy.asked.clear()
    found = toy.run(cache=cache, source="auto")
    assert "/contracts" in toy.asked
    assert found.data
    assert "cache_of_the_future" in [warning.code for warning in found.data.warnings]
    toy.asked.clear()
    again = toy.run(cache=cache, source="auto")
    assert "/contracts" not in toy.asked
    assert again.data
    assert "cache_of_the_future" not in [warning.code for warning in again.data.warnings]
