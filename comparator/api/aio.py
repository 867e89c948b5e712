"""Work that waits and work that does not: asyncio is imported when something first waits.

Its import takes twice as long as Python's own start, which answers from what is known need not pay.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

if TYPE_CHECKING:
    from asyncio import gather as gather  # noqa: PLC0414 - given on
    from concurrent.futures import ThreadPoolExecutor
else:

    def gather(*work: Awaitable[T], return_exceptions: bool = False) -> Awaitable[list[T]]:
        """What several requests made at once answer, in their order: `asyncio.gather`."""
        import asyncio  # noqa: PLC0415 - see above

        return asyncio.gather(*work, return_exceptions=return_exceptions)


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, run in an event loop of its own: asyncio.run without its cost.

    (It looks its task up in an enum of signals, whose refusal holds the text of the result.)
    """
    import asyncio  # noqa: PLC0415 - see above

    results = list[T]()

    async def kept() -> None:
        asyncio.get_running_loop().set_default_executor(_daemons())
        results.append(await work)

    asyncio.run(kept())
    return results[0]


def _daemons() -> "ThreadPoolExecutor":
    """Threads that nobody waits for: a name server that does not answer holds its thread."""
    from concurrent.futures import Future, ThreadPoolExecutor  # noqa: PLC0415 - see above
    from threading import Thread  # noqa: PLC0415 - see above

    class Daemons(ThreadPoolExecutor):
        def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
            promise = Future[T]()

            def work() -> None:
                promise.set_running_or_notify_cancel()
                try:
                    result = fn(*args, **kwargs)
                # Whatever it is, it is raised where the result is waited for
                except BaseException as error:  # noqa: BLE001 - see above
                    promise.set_exception(error)
                else:
                    promise.set_result(result)

            Thread(target=work, daemon=True).start()
            return promise

    return Daemons()


def unwaited(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, which waits for nothing: no event loop; RuntimeError if it does wait."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        work.close()
    raise RuntimeError("it waits for something, though nobody is to be asked")
