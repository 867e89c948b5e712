"""The client that a venue is asked with: its headers, its timeouts, the certificates it trusts.

It imports httpx when the first client is opened, as http.py does.
"""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from comparator import __version__
from comparator.api.environment import certificates, proxy, without_proxy

if TYPE_CHECKING:
    import ssl

    import httpx

CONNECT_TIMEOUT = 3.0
"""Seconds; a machine with no route should hear so soon."""
USER_AGENT = f"comparator/{__version__} (contract specifications; no account)"
OURS = ("accept-encoding", "connection", "content-length", "content-type", "expect", "host",
        "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "via")  # fmt: skip
"""Headers that follow from the request itself."""
SECRET = re.compile("auth|cookie|credential|forwarded|key|pass|proxy|secret|session|sign|token")
"""Parts of header names that say who asks; no venue is asked with an account."""
LONGEST_HEADER = 200


def header_problem(name: str, value: str) -> str | None:
    """Why a venue may not declare this request header; None where it may."""
    if not re.fullmatch("[A-Za-z0-9-]+", name):
        return "a name holds letters, digits and hyphens"
    if name.lower() in OURS:
        return "it follows from the request itself"
    if SECRET.search(name.lower()):
        return "it says who asks, and venues are asked without an account"
    if not value.isascii() or not value.isprintable() or value != value.strip() or not value:
        return "a value is printable ASCII without blanks around it"
    if len(value) > LONGEST_HEADER:
        return f"a value has at most {LONGEST_HEADER} characters"
    return None


@asynccontextmanager
async def client(
    transport: object = None,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = 10.0,  # noqa: ASYNC109 - per request, kept by httpx
) -> "AsyncGenerator[httpx.AsyncClient]":
    """A client for one venue; `transport` (an httpx.AsyncBaseTransport) answers instead of the net.

    `headers` are the venue's own, sent with every request, in the place of ours of the same name.

    One client per venue keeps httpx's pool small; the SSL context is shared because it costs 40 ms.
    """
    import logging  # noqa: PLC0415 - with the rest

    import httpx  # noqa: PLC0415 - see above

    retries = logging.getLogger("stamina")
    if not retries.handlers:  # what comes of them is told, they themselves are not
        retries.addHandler(logging.NullHandler())
    declared = {name.lower(): value for name, value in (headers or {}).items()}
    if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
        raise TypeError(f"transport must be an httpx.AsyncBaseTransport, was {transport!r}")
    async with httpx.AsyncClient(
        transport=transport or routed(),
        timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_TIMEOUT)),
        headers={"user-agent": USER_AGENT, **declared, "accept-encoding": "gzip"},
        follow_redirects=False,
        trust_env=False,  # what the environment says is read, and checked, by environment.py
    ) as opened:
        yield opened


def routed() -> "httpx.AsyncBaseTransport":
    """The way to the net: through the proxy that the environment names, or past it."""
    import httpx  # noqa: PLC0415 - see above

    address, trusted = proxy(), _ssl_context()
    direct = httpx.AsyncHTTPTransport(verify=trusted)
    if address is None:
        return direct
    through = httpx.AsyncHTTPTransport(verify=trusted, proxy=httpx.Proxy(address))
    past = cache(without_proxy)  # the environment is read once a host, not once a request

    class Routed(httpx.AsyncBaseTransport):
        """Past the proxy for the hosts that NO_PROXY names, through it for all others."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            chosen = direct if past(request.url.host) else through
            return await chosen.handle_async_request(request)

        async def aclose(self) -> None:
            await direct.aclose()
            await through.aclose()

    return Routed()


@cache
def _ssl_context() -> "ssl.SSLContext":
    return certificates()
