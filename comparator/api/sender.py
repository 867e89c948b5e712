"""One request to a venue: when it may be sent, where to, and which error its answer stands for.

httpx is imported when the first request is made.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from msgspec import json

from comparator.api.body import body_of
from comparator.api.breaker import Breaker
from comparator.api.pace import Pacer
from comparator.api.status import NoRoute, dated, retry_after, status_error
from comparator.errors import RateLimited, Unreachable, VenueError, WireMismatch

if TYPE_CHECKING:
    import asyncio

    import httpx

AT_ONCE = 6
"""Requests under way to one venue at a time; no venue's documented limit is near it."""
MAX_REDIRECTS = 3
HTTPS = 443

ERRNO = re.compile(r"^\[Errno -?\d+\] ")


class Sender:
    """Asks one venue, for all of a run; its hosts, its pace and its refusals are kept to here."""

    def __init__(
        self,
        client: "httpx.AsyncClient",
        base_url: str,
        *,
        hosts: tuple[str, ...],
        refusal: Callable[[bytes], VenueError | None] | None,
        firewall: float | None,
        pacer: Pacer,
        breaker: Breaker,
        heard: Callable[[datetime], None] = lambda _: None,
    ) -> None:
        base = urlsplit(base_url)
        self._client = client
        self._base_url = base_url
        self._places = {(base.hostname, base.port or HTTPS), *((host, HTTPS) for host in hosts)}
        self._refusal = refusal
        self._firewall = firewall
        self._pacer = pacer
        self._breaker = breaker
        self._heard = heard

    @cached_property
    def _gate(self) -> "asyncio.Semaphore":
        import asyncio  # noqa: PLC0415 - see aio.py

        return asyncio.Semaphore(AT_ONCE)

    @cached_property
    def _turn(self) -> "asyncio.Lock":
        import asyncio  # noqa: PLC0415 - see aio.py

        return asyncio.Lock()

    async def answer(
        self, method: str, path: str, query: dict[str, str] | None, body: object
    ) -> bytes:
        """What the venue answers, once a place is free and neither pace nor refusal forbids it.

        Raises VenueError for every answer that is none, without the venue's name.
        """
        import asyncio  # noqa: PLC0415 - see aio.py

        said = f"?{urlencode(query)}" if query else body and f" {json.encode(body).decode()}"
        request = f"{method} {path}{said or ''}"
        while True:
            async with self._gate:
                wait = self._breaker.wait() or self._pacer.wait(request)
                if not wait:
                    with self._breaker.sending(), self._pacer.sending(request):
                        status, headers, answer = await self._send(method, path, query, body)
                        if at := dated(headers):
                            self._heard(at)
                        if error := self._error(status, headers, answer):
                            raise error
                        return answer
            await asyncio.sleep(wait)

    def _error(self, status: int, headers: "httpx.Headers", answer: bytes) -> VenueError | None:
        meant = status_error(status, headers, answer, self._firewall)
        said = self._refused(status, answer)
        if isinstance(said, RateLimited) and said.retry_after is None:
            said.retry_after = retry_after(headers)
        elif isinstance(meant, RateLimited) and said:  # the status counts, whatever the body says
            return RateLimited(f"{meant.message}: {said.message}", retry_after=meant.retry_after)
        return said or meant

    def _refused(self, status: int, answer: bytes) -> VenueError | None:
        # a list may be a refusal where the status says so: with HTTP 200 it is what was asked for
        marks = b"{" if status < 400 else (b"{", b"[")  # noqa: PLR2004 - HTTP
        if self._refusal is None or not answer[:80].lstrip().startswith(marks):
            return None
        try:
            return self._refusal(answer)
        except WireMismatch:
            if status < 400:  # noqa: PLR2004 - HTTP
                raise
            return None

    async def _send(
        self, method: str, path: str, query: dict[str, str] | None, body: object
    ) -> "tuple[int, httpx.Headers, bytes]":
        import httpx  # noqa: PLC0415 - a tenth of a second that offline runs need not pay

        url = self._allowed(self._base_url, path)
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
                self._breaker.requests += 1
        except httpx.InvalidURL as error:
            raise NoRoute(f"{path[:80]!r} is no address: {error}") from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NoRoute(ERRNO.sub("", str(error)) or "no connection") from error
        except httpx.TimeoutException as error:
            raise Unreachable(f"no answer in time ({type(error).__name__})") from error
        except httpx.TransportError as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        raise NoRoute(f"more than {MAX_REDIRECTS} redirects")

    def _allowed(self, base: str, path: str) -> str:
        """The whole URL; NoRoute unless it is https to a host of the venue, as anybody."""
        try:
            url = urljoin(base, path)
            parts = urlsplit(url)
            place = (parts.hostname, parts.port or HTTPS)
        except ValueError as error:
            raise NoRoute(f"{path[:80]!r} is no address: {error}") from error
        if parts.scheme != "https" or place not in self._places or "@" in parts.netloc:
            only = " or ".join(sorted({host for host, _ in self._places if host}))
            asked = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"[:80]
            raise NoRoute(f"{asked} is refused: only https to {only}, and no name in the address")
        return url
