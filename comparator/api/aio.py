"""Work that waits and work that does not: asyncio is imported when something first waits.

Its import takes twice as long as Python's own start, which answers from what is known need not pay.
"""

from collections.abc import Awaitable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from asyncio import gather as gather  # noqa: PLC0414 - given on
else:

    def gather(*work: Awaitable[T], return_exceptions: bool = False) -> Awaitable[list[T]]:
        """What several requests made at once answer, in their order: `asyncio.gather`."""
        import asyncio  # noqa: PLC0415 - see above

        return asyncio.gather(*work, return_exceptions=return_exceptions)


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns; as asyncio.run, which spells a large result out to no purpose.

    (It looks its task up in an enum of signals, whose refusal holds the text of the result.)
    """
    import asyncio  # noqa: PLC0415 - see above

    results = list[T]()

    async def kept() -> None:
        results.append(await work)

    asyncio.run(kept())
    return results[0]


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
