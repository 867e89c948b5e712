"""One HTTP policy for every plugin: limits, retries, and status codes turned into errors.

The only module that imports httpx, and it does so when the first request is made.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from msgspec import Raw, json

from comparator.api.aio import gather
from comparator.api.body import body_of, forget_body
from comparator.api.pace import Pacer
from comparator.api.status import NoRoute, status_error, worth_asking_again
from comparator.api.strict import strict
from comparator.api.wire import decode
from comparator.errors import Unreachable, VenueError, WireMismatch
from comparator.schema import ContractSpec, FigureWarning, VenueData

if TYPE_CHECKING:
    import asyncio

    import httpx

T = TypeVar("T")
W = TypeVar("W")
Param = str | int | None

ATTEMPTS = 3
AT_ONCE = 6
"""Requests under way to one venue at a time; no venue's documented limit is near it."""
MAX_REDIRECTS = 3

ERRNO = re.compile(r"^\[Errno -?\d+\] ")


class Http:
    """What a plugin asks its venue with: `get` and `post` return the answer decoded as `shape`.

    `now` is the clock of this run (UTC): plugins use it instead of their own. `published` reads the
    plugin's dated figures. `warnings` collects what could not be had, `failures` the errors behind.
    """

    def __init__(
        self,
        venue: str,
        base_url: str,
        *,
        client: "httpx.AsyncClient | None",
        now: datetime,
        published: Callable[[], VenueData],
        hosts: tuple[str, ...] = (),
        refusal: Callable[[bytes], VenueError | None] | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        self.venue = venue
        self.base_url = base_url
        self.now = now
        self.published = published
        self.warnings: list[FigureWarning] = []
        self.failures: list[VenueError] = []
        self._client = client
        self._hosts = {urlsplit(base_url).hostname, *hosts}
        self._refusal = refusal
        self._pacer = pacer or Pacer()

    @cached_property
    def _gate(self) -> "asyncio.Semaphore":
        import asyncio  # noqa: PLC0415 - see waiting.py

        return asyncio.Semaphore(AT_ONCE)

    @cached_property
    def _turn(self) -> "asyncio.Lock":
        import asyncio  # noqa: PLC0415 - see waiting.py

        return asyncio.Lock()

    async def get(self, path: str, shape: type[T], **params: Param) -> T:
        """GET `path`, or a whole URL of one of the venue's hosts; a param of None is left out.

        Raises VenueError: Unreachable, RateLimited, GeoBlocked, Refused or WireMismatch.
        """
        query = {key: str(value) for key, value in params.items() if value is not None}
        return await self._ask("GET", path, shape, query=query)

    async def post(self, path: str, shape: type[T], body: object) -> T:
        """POST `body` as JSON, for venues whose public queries are posted; else as `get`."""
        return await self._ask("POST", path, shape, body=body)

    async def get_or_none(self, what: str, path: str, shape: type[T], **params: Param) -> T | None:
        """As `get`, for a figure the comparison can do without: a failure becomes a warning.

        `what` names the figure that is then unknown: "funding interval".
        """
        try:
            return await self.get(path, shape, **params)
        except VenueError as error:
            self.unknown(what, error)
            return None

    async def each(
        self,
        what: str,
        specs: Sequence[ContractSpec],
        ask: Callable[[ContractSpec], Awaitable[T]],
    ) -> dict[str, T]:
        """What `ask` answers for every contract, all at once, keyed by symbol.

        One that fails is left out with a warning that its `what` is unknown; the rest goes on.
        """

        async def attempt(spec: ContractSpec) -> tuple[str, T] | None:
            try:
                return spec.symbol, await ask(spec)
            except (VenueError, ValueError, LookupError, ArithmeticError) as error:
                self.unknown(f"{spec.symbol}: {what}", error)
                return None

        asked = map(attempt, specs)  # one after another where nobody is asked: nothing waits
        found = await gather(*asked) if self._client else [await one for one in asked]
        return dict(filter(None, found))

    def read_each(
        self,
        what: str,
        specs: Sequence[ContractSpec],
        rows: Iterable[tuple[str, Raw]],
        shape: type[W],
        read: Callable[[ContractSpec, W], T],
    ) -> dict[str, T]:
        """What `read` makes of each wanted contract's row of a list answer, keyed by symbol.

        `rows` pairs the venue's symbol with the row (`named`). A row that is missing or odd is left
        out with a warning that its `what` is unknown; the rest goes on.
        """
        found, values = dict(rows), dict[str, T]()
        for spec in specs:
            try:
                values[spec.symbol] = read(spec, decode(found[spec.symbol], shape))
            except (WireMismatch, ValueError, LookupError, ArithmeticError) as error:
                self.unknown(f"{spec.symbol}: {what}", error)
        return values

    async def read_all(
        self,
        what: str,
        specs: Sequence[ContractSpec],
        rows: Awaitable[Iterable[tuple[str, Raw]]],
        shape: type[W],
        read: Callable[[ContractSpec, W], T],
    ) -> dict[str, T]:
        """As `read_each`, of a list answer still to come: nothing, and a warning, when it fails."""
        try:
            found = await rows
        except VenueError as error:
            self.unknown(what, error)
            return {}
        return self.read_each(what, specs, found, shape, read)

    def unknown(self, what: str, error: Exception) -> None:
        """Note that a secondary figure is unknown, and why."""
        if isinstance(error, VenueError):
            self.failures.append(error)
        why = f"{error.args[0]!r} is not there" if isinstance(error, KeyError) else str(error)
        self.warn("secondary_failed", f"{what} unknown: {why}")

    def warn(self, code: str, message: str) -> None:
        """Tell the reader something about this venue; `code` is stable."""
        self.warnings.append(FigureWarning(code=code, message=message))

    async def _ask(
        self,
        method: str,
        path: str,
        shape: type[T],
        *,
        query: dict[str, str] | None = None,
        body: object = None,
    ) -> T:
        import stamina  # noqa: PLC0415 - only live runs retry

        request = f"{method} {urlsplit(path).path}"
        try:
            async for attempt in stamina.retry_context(
                on=worth_asking_again,
                attempts=ATTEMPTS,
                timeout=None,
                wait_initial=0.25,
                wait_jitter=0.25,
            ):
                with attempt:
                    return await self._ask_once(method, path, shape, query, body)
        except VenueError as error:
            error.venue, error.request = self.venue, request
            forget_body(error)
            raise
        raise AssertionError("stamina always returns or raises")  # pragma: no cover

    async def _ask_once(
        self, method: str, path: str, shape: type[T], query: dict[str, str] | None, body: object
    ) -> T:
        status, headers, answer = await self._in_turn(method, path, query, body)
        error = self._refused(status, answer) or status_error(status, headers, answer)
        if error:
            raise error
        return strict(answer, shape)

    def _refused(self, status: int, answer: bytes) -> VenueError | None:
        if self._refusal is None or not answer[:80].lstrip().startswith(b"{"):
            return None  # no venue refuses with a list
        try:
            return self._refusal(answer)
        except WireMismatch:
            if status < 400:  # noqa: PLR2004 - HTTP
                raise
            return None

    async def _in_turn(
        self, method: str, path: str, query: dict[str, str] | None, body: object
    ) -> "tuple[int, httpx.Headers, bytes]":
        """As `_send`, once a place is free and the venue's pace allows it."""
        import asyncio  # noqa: PLC0415 - see aio.py

        said = f"?{urlencode(query)}" if query else body and f" {json.encode(body).decode()}"
        request = f"{method} {path}{said or ''}"
        while True:
            async with self._gate:
                wait = self._pacer.wait(request)
                if not wait:
                    with self._pacer.sending(request):
                        return await self._send(method, path, query, body)
            await asyncio.sleep(wait)

    async def _send(
        self, method: str, path: str, query: dict[str, str] | None, body: object
    ) -> "tuple[int, httpx.Headers, bytes]":
        import httpx  # noqa: PLC0415 - a tenth of a second that offline runs need not pay

        if self._client is None:
            raise Unreachable("this venue is data only: it is never asked")
        url = self._allowed(self.base_url, path)
        try:
            for _ in range(MAX_REDIRECTS):
                async with self._client.stream(
                    method, url, params=query or None, json=body
                ) as answer:
                    if not answer.has_redirect_location:
                        whole = await body_of(answer, self._turn)
                        return answer.status_code, answer.headers, whole
                    url = self._allowed(url, answer.headers["location"])
                    query = None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NoRoute(ERRNO.sub("", str(error)) or "no connection") from error
        except httpx.TimeoutException as error:
            raise Unreachable(f"no answer in time ({type(error).__name__})") from error
        except httpx.TransportError as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        raise NoRoute(f"more than {MAX_REDIRECTS} redirects")

    def _allowed(self, base: str, path: str) -> str:
        """The whole URL; NoRoute unless it is https to a host of the venue."""
        try:
            url = urljoin(base, path)
            parts = urlsplit(url)
        except ValueError as error:
            raise NoRoute(f"{path!r} is no address: {error}") from error
        if parts.scheme != "https" or parts.hostname not in self._hosts:
            only = " or ".join(sorted(filter(None, self._hosts)))
            raise NoRoute(f"{parts.scheme}://{parts.hostname} is refused: only https to {only}")
        return url
