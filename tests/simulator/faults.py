"""What goes wrong with an exchange, and the class of error that the reader should then see."""

import asyncio
import gzip
import re
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import msgspec

from comparator.errors import (
    GeoBlocked,
    RateLimited,
    Refused,
    Unreachable,
    VenueError,
    WireMismatch,
)
from simulator.server import Fault, Reply

Send = Callable[[Reply, asyncio.StreamWriter], Awaitable[None]]

HUGE = 100 * 2**20
"""Bytes of a body that nobody should read to its end."""
HTML = b"<html><head><title>Sorry</title></head><body>Access denied</body></html>"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A fault, and what must come of it; `error` None: the answer is as if nothing was wrong."""

    fault: Fault
    error: type[VenueError] | None
    hangs: bool = False  # ends only with a timeout

    @property
    def name(self) -> str:
        """The fault's name."""
        return self.fault.name


def date(seconds: float) -> str:
    """A time so far ahead, as HTTP writes it."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def slow(seconds: float) -> Fault:
    """A host that thinks before it answers, then answers."""

    async def send(reply: Reply, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(reply.head(connection="close") + reply.content)

    return Fault(name=f"{seconds * 1000:.0f} ms of latency", send=send)


def answers(name: str, status: int, content: bytes, **headers: str) -> Fault:
    """A host that says this, whatever it is asked."""
    plain = {key.replace("_", "-"): value for key, value in headers.items()}
    reply = Reply(status=status, headers=plain, content=content)

    async def send(_: Reply, writer: asyncio.StreamWriter) -> None:
        writer.write(reply.head(connection="close") + reply.content)

    return Fault(name=name, send=send)


def changed(name: str, change: Callable[[Reply], Reply]) -> Fault:
    """A host whose answers are changed on their way."""

    async def send(reply: Reply, writer: asyncio.StreamWriter) -> None:
        other = change(reply)
        writer.write(other.head(connection="close") + other.content)

    return Fault(name=name, send=send)


async def hang(*_: object) -> None:
    """Say nothing more, for longer than anybody waits."""
    await asyncio.sleep(3600)


async def dribble(_: Reply, writer: asyncio.StreamWriter) -> None:
    """One byte now and then, for ever."""
    plain = Reply(status=200, headers={"content-type": "application/json"}, content=b"")
    writer.write(plain.head(content_length="1000000"))
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def reset(_: object, writer: asyncio.StreamWriter) -> None:
    """Break the connection off in the middle of the answer."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{")
    await writer.drain()
    await _break_off(writer)


async def _break_off(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def headers_only(_: object, writer: asyncio.StreamWriter) -> None:
    """Promise a body, and say nothing more."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    await writer.drain()
    await hang()


async def half(reply: Reply, writer: asyncio.StreamWriter) -> None:
    """Say nothing more in the middle of the body."""
    writer.write(reply.head() + reply.content[: len(reply.content) // 2])
    await writer.drain()
    await hang()


async def hang_up(_: object, writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.close()


async def close(writer: asyncio.StreamWriter) -> None:
    """Close without a word, before TLS."""
    writer.close()


async def cut(reply: Reply, writer: asyncio.StreamWriter) -> None:
    """Promise the whole body and send half of it."""
    writer.write(reply.head() + reply.content[: len(reply.content) // 2])
    await writer.drain()
    writer.close()


async def oversized(_: Reply, writer: asyncio.StreamWriter) -> None:
    """100 MiB of JSON text, and a header that says so."""
    writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {HUGE}\r\n\r\n[".encode())
    await _pour(writer)


async def endless(_: Reply, writer: asyncio.StreamWriter) -> None:
    """The same without a word about its length."""
    writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[")
    await _pour(writer)


async def _pour(writer: asyncio.StreamWriter) -> None:
    chunk = b"1," * 2**19
    for _ in range(HUGE // len(chunk)):
        if writer.transport.is_closing():  # the client has had enough
            return
        writer.write(chunk)
        await writer.drain()


async def bomb(_: Reply, writer: asyncio.StreamWriter) -> None:
    """100 MiB that travel as 100 kB."""
    packed = bomb_of(HUGE // 2**20)
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    writer.write(Reply(status=200, headers=headers, content=packed).head() + packed)


def bomb_of(mebibytes: int) -> bytes:
    """So many MiB of spaces, packed: one block, again and again."""
    packer, block = zlib.compressobj(9, wbits=31), b" " * 2**20
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (mebibytes - 1)


async def bad_gateway(writer: asyncio.StreamWriter) -> None:
    """The proxy itself cannot get through."""
    writer.write(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")
    await writer.drain()


def _halved(reply: Reply) -> Reply:
    content = _text(reply)
    return Reply(status=200, headers=_plain(reply), content=content[: len(content) // 2])


def _twice(reply: Reply) -> Reply:
    """Every member that is a plain value twice, with the same value: nothing else is amiss."""
    doubled = re.sub(rb'("\w+":\s*)("[^"\\]*"|[-\w.]+)', rb"\1\2,\1\2", _text(reply))
    return Reply(status=200, headers=_plain(reply), content=doubled)


def _stuffed(reply: Reply) -> Reply:
    """Five million empty rows in the first list of objects, and in that alone."""
    content = _text(reply).replace(b"[{", b"[" + b"{}," * 5_000_000 + b"{", 1)
    return Reply(status=200, headers=_plain(reply), content=content)


def _deepened(reply: Reply) -> Reply:
    """A member that nobody reads, and nobody could."""
    content = _text(reply).replace(b"{", b'{"a":' + b"[" * 10**5 + b"]" * 10**5 + b",", 1)
    return Reply(status=200, headers=_plain(reply), content=content)


def _typed(reply: Reply) -> Reply:
    return Reply(
        status=reply.status,
        headers={**reply.headers, "content-type": "text/html"},
        content=reply.content,
    )


def _text(reply: Reply) -> bytes:
    packed = reply.headers.get("content-encoding") == "gzip"
    return gzip.decompress(reply.content) if packed else reply.content


def _plain(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name != "content-encoding"}


JSON = {"content_type": "application/json"}
WEB = {"content_type": "text/html; charset=utf-8"}

CASES = (
    Case(fault=slow(0.3), error=None),
    Case(fault=changed("JSON called text/html", _typed), error=None),
    # -- the venue says no
    Case(fault=answers("429, retry after 0", 429, b"{}", retry_after="0"), error=RateLimited),
    Case(
        fault=answers("429, retry after an hour", 429, b"{}", retry_after="3600"), error=RateLimited
    ),
    Case(
        fault=answers("429, retry after nonsense", 429, b"{}", retry_after="soon"),
        error=RateLimited,
    ),
    Case(
        fault=answers("429, retry after a date to come", 429, b"{}", retry_after=date(86_400)),
        error=RateLimited,
    ),
    Case(
        fault=answers("429, retry after a date gone by", 429, b"{}", retry_after=date(-60)),
        error=RateLimited,
    ),
    Case(fault=answers("418, retry after 2 min", 418, b"{}", retry_after="120"), error=RateLimited),
    Case(fault=answers("403 HTML", 403, HTML, **WEB), error=GeoBlocked),
    Case(fault=answers("451 HTML", 451, HTML, **WEB), error=GeoBlocked),
    Case(fault=answers("404 HTML", 404, HTML, **WEB), error=Refused),
    Case(fault=answers("500", 500, b""), error=Unreachable),
    Case(fault=answers("502 HTML", 502, HTML, **WEB), error=Unreachable),
    Case(fault=answers("503, retry after 1", 503, b"{}", retry_after="1"), error=Unreachable),
    # -- the connection
    Case(fault=Fault(name="proxy cannot connect", connect=bad_gateway), error=Unreachable),
    Case(fault=Fault(name="closed before TLS", connect=close), error=Unreachable),
    Case(fault=Fault(name="silent before TLS", connect=hang), error=Unreachable, hangs=True),
    Case(fault=Fault(name="unknown authority", trusted=False), error=Unreachable),
    Case(
        fault=Fault(name="certificate of another host", certified="other.example"),
        error=Unreachable,
    ),
    Case(fault=Fault(name="certificate of last year", expired=True), error=Unreachable),
    Case(fault=Fault(name="closed without a word", send=hang_up), error=Unreachable),
    Case(fault=Fault(name="silent", send=hang), error=Unreachable, hangs=True),
    Case(
        fault=Fault(name="silent after the headers", send=headers_only),
        error=Unreachable,
        hangs=True,
    ),
    Case(fault=Fault(name="silent after half the body", send=half), error=Unreachable, hangs=True),
    Case(fault=Fault(name="reset in the body", send=reset), error=Unreachable),
    Case(fault=Fault(name="half the body, then closed", send=cut), error=Unreachable),
    Case(fault=Fault(name="one byte now and then", send=dribble), error=Unreachable, hangs=True),
    Case(
        fault=answers("redirect to another host", 302, b"", location="https://evil.example/"),
        error=Unreachable,
    ),
    Case(
        fault=answers("redirect to plain http", 302, b"", location="http://evil.example/"),
        error=Unreachable,
    ),
    Case(fault=answers("redirect for ever", 302, b"", location="/again"), error=Unreachable),
    Case(fault=answers("redirect to nonsense", 302, b"", location="https://[/"), error=Unreachable),
    # -- the body
    Case(fault=answers("200 HTML", 200, HTML, **WEB), error=WireMismatch),
    Case(fault=answers("empty body", 200, b"", **JSON), error=WireMismatch),
    Case(fault=answers("null", 200, b"null", **JSON), error=WireMismatch),
    Case(fault=answers("[[],[]]", 200, b"[[],[]]", **JSON), error=WireMismatch),
    Case(fault=changed("JSON cut in half", _halved), error=WireMismatch),
    Case(fault=Fault(name="100 MiB", send=oversized), error=WireMismatch),
    Case(fault=Fault(name="endless", send=endless), error=WireMismatch),
    Case(fault=Fault(name="gzip bomb of 100 MiB", send=bomb), error=WireMismatch),
    Case(fault=changed("five million empty rows", _stuffed), error=WireMismatch),
    Case(
        fault=answers("gzip that is none", 200, b"{}", content_encoding="gzip"), error=WireMismatch
    ),
    Case(fault=answers("100,000 deep", 200, b"[" * 100_000, **JSON), error=WireMismatch),
    Case(
        fault=answers("closed 100,000 deep", 200, b'{"a":' * 10**5 + b"1" + b"}" * 10**5, **JSON),
        error=WireMismatch,
    ),
    Case(fault=changed("100,000 deep where nobody reads", _deepened), error=WireMismatch),
    Case(fault=changed("every member twice", _twice), error=WireMismatch),
    Case(fault=answers("lone surrogate", 200, b'{"a":"\\ud800"}', **JSON), error=WireMismatch),
    Case(fault=answers("not UTF-8", 200, b'{"a":"\xff\xfe"}', **JSON), error=WireMismatch),
    Case(fault=answers("number of 1e6 digits", 200, b"9" * 10**6, **JSON), error=WireMismatch),
)
