import asyncio
from collections.abc import Awaitable

import pytest

from comparator.api.aio import finished, gather, unwaited


def test_the_result_of_a_run_is_not_spelled_out() -> None:
    class Large:
        def __repr__(self) -> str:
            raise AssertionError

    async def work() -> Large:
        return Large()

    assert isinstance(finished(work()), Large)


def test_what_waits_for_nothing_runs_without_an_event_loop() -> None:
    async def work() -> bool:
        return asyncio._get_running_loop() is None

    assert unwaited(work()) is True
    assert finished(work()) is False


def test_what_it_raises_is_raised() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        unwaited(work())


def test_what_waits_all_the_same_is_refused_and_ended() -> None:
    ended = list[str]()

    async def work() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            ended.append("here")

    with pytest.raises(RuntimeError, match="it waits for something"):
        unwaited(work())
    assert ended == ["here"]


def test_requests_are_made_at_once_and_answer_in_their_order() -> None:
    said = list[str]()

    async def one(name: str, until: Awaitable[bool]) -> str:
        await until
        said.append(name)
        return name

    async def both() -> list[str]:
        first, second = asyncio.Event(), asyncio.Event()
        second.set()

        async def last() -> str:
            name = await one("b", second.wait())
            first.set()
            return name

        return await gather(one("a", first.wait()), last())

    assert finished(both()) == ["a", "b"]
    assert said == ["b", "a"]


def test_one_failure_can_be_kept_as_an_answer() -> None:
    async def fail() -> None:
        raise LookupError("gone")

    async def one() -> list[object]:
        return [*await gather(fail(), return_exceptions=True)]

    (found,) = finished(one())
    assert isinstance(found, LookupError)
