"""A proxy on the loopback that answers for every host itself, with certificates of its own.

A client that is told to use it (`HTTPS_PROXY`) and to trust it (`SSL_CERT_FILE`) asks the real
URLs and speaks real TLS; nothing leaves the machine.
"""

import asyncio
import gzip
import http.client
import ssl
import tempfile
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec
import trustme

Answer = tuple[int, object] | tuple[int, object, Mapping[str, str]]
"""HTTP status, then bytes or a document to be sent as JSON, then further headers."""

WORTH_PACKING = 1000
"""Bytes from which exchanges compress their answers."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One request; `url` is without its query, `body` the decoded JSON or None."""

    method: str
    url: str
    query: dict[str, str]
    body: object

    @property
    def host(self) -> str:
        """The host that was asked."""
        return urlsplit(self.url).hostname or ""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent back, before a fault changes it."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def head(self, **instead: str) -> bytes:
        """Status line and headers; `instead` replaces headers (`content_length="9"`)."""
        headers = {"content-length": str(len(self.content)), **self.headers}
        headers |= {name.replace("_", "-"): value for name, value in instead.items()}
        phrase = http.client.responses.get(self.status, "")
        lines = [
            f"HTTP/1.1 {self.status} {phrase}",
            *(f"{k}: {v}" for k, v in headers.items()),
            "",
            "",
        ]
        return "\r\n".join(lines).encode("latin-1")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What goes wrong with a host; an action of None does what a healthy host does.

    `connect` runs before TLS and ends the connection, `trusted` False shows a certificate of an
    unknown authority, `certified` one for another host, `expired` one of last year, `send` writes
    the answer; the connection is then closed unless `keeps`.
    """

    name: str
    connect: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    trusted: bool = True
    certified: str = ""
    expired: bool = False
    send: Callable[[Reply, asyncio.StreamWriter], Awaitable[None]] | None = None
    keeps: bool = False


HEALTHY = Fault(name="healthy")


class Exchanges:
    """The stand-in, running in a thread of its own while the `with` block lasts.

    `answer(method, url, query, body)` says what a host answers; `faults` maps hosts (or `*`) to
    what goes wrong with them and may be changed meanwhile. `asked` lists every request.
    """

    def __init__(
        self,
        answer: Callable[[str, str, dict[str, str], object], Answer],
        faults: Mapping[str, Fault] | None = None,
    ) -> None:
        self.answer = answer
        self.faults = dict(faults or {})
        self.asked = list[Asked]()
        self.errors = list[Exception]()
        """What `answer` raised; the client got HTTP 500."""
        self.proxy = ""
        self._authority = trustme.CA()
        self._unknown_authority = trustme.CA()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._connections = set[asyncio.Task[None]]()

    # -- what clients need -------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        """Variables that send a child process here."""
        return {"HTTPS_PROXY": self.proxy, "SSL_CERT_FILE": str(self._bundle), "NO_PROXY": ""}

    def context(self) -> ssl.SSLContext:
        """What trusts this stand-in and nobody else."""
        return ssl.create_default_context(cadata=self._authority.cert_pem.bytes().decode())

    def transport(self) -> httpx.AsyncHTTPTransport:
        """A new real transport that ends here."""
        return httpx.AsyncHTTPTransport(proxy=self.proxy, verify=self.context())

    # -- life --------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self._bundle = Path(self._folder.name) / "authority.pem"
        self._authority.cert_pem.write_to_path(self._bundle)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._folder.cleanup()

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(_unheard)
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=2**20)
        self.proxy = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # the stand-in is closing: no time for farewells over TLS
        finally:
            self._connections.discard(task)
            writer.transport.abort() if not _flushed(writer) else writer.close()

    # -- the protocol ------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = await _head(reader)
        if method != "CONNECT":
            writer.write(b"HTTP/1.1 405 -\r\ncontent-length: 0\r\n\r\n")
            await writer.drain()
            return
        host = target.rpartition(":")[0]
        fault = self._fault(host)
        if fault.connect:
            await fault.connect(writer)
            return
        writer.write(b"HTTP/1.1 200 -\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._context(fault.certified or host, fault))
        while True:
            method, target, headers = await _head(reader)
            content = await reader.readexactly(int(headers.get("content-length", 0)))
            reply = self._reply(method, host, target, headers, content)
            fault = self._fault(host)
            if fault.send:
                await fault.send(reply, writer)
                await writer.drain()
                if not fault.keeps:
                    return
                continue
            writer.write(reply.head() + reply.content)
            await writer.drain()

    def _fault(self, host: str) -> Fault:
        return self.faults.get(host) or self.faults.get("*") or HEALTHY

    def _reply(
        self, method: str, host: str, target: str, headers: Mapping[str, str], content: bytes
    ) -> Reply:
        parts = urlsplit(f"https://{host}{target}")
        asked = Asked(
            method=method,
            url=f"https://{host}{parts.path}",
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            body=msgspec.json.decode(content) if content else None,
        )
        self.asked.append(asked)
        try:
            answer = self.answer(asked.method, asked.url, dict(asked.query), asked.body)
        # Whatever a test's own function raises is shown to the test, not lost with the thread
        except Exception as error:  # noqa: BLE001
            self.errors.append(error)
            answer = (500, repr(error).encode())
        return _packed(answer, gzipped="gzip" in headers.get("accept-encoding", ""))

    def _context(self, host: str, fault: Fault) -> ssl.SSLContext:
        return self._certified(host, trusted=fault.trusted, expired=fault.expired)

    @cache  # noqa: B019 - lives as long as the stand-in
    def _certified(self, host: str, *, trusted: bool, expired: bool) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority = self._authority if trusted else self._unknown_authority
        until = datetime.now(UTC) - timedelta(days=365) if expired else None
        certificate = authority.issue_cert(host, not_after=until)
        with certificate.private_key_and_cert_chain_pem.tempfile(self._folder.name) as file:
            context.load_cert_chain(file)
        return context


def _unheard(_: asyncio.AbstractEventLoop, __: dict[str, object]) -> None:
    """A client that hangs up is no news."""


def _flushed(writer: asyncio.StreamWriter) -> bool:
    return writer.transport.get_write_buffer_size() == 0


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    pairs = (line.split(":", 1) for line in lines[1:] if ":" in line)
    return method, target, {name.lower(): value.strip() for name, value in pairs}


def _packed(answer: Answer, *, gzipped: bool) -> Reply:
    status, document, *more = answer
    content = document if isinstance(document, bytes) else msgspec.json.encode(document)
    headers = {"content-type": "application/json"}
    if gzipped and len(content) >= WORTH_PACKING:
        headers["content-encoding"] = "gzip"
        content = _gzip(content)
    for extra in more:
        headers |= extra
    return Reply(status=status, headers=headers, content=content)


@lru_cache(64)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)
