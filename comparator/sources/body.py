"""The body of an answer, unpacked within a bound."""

import zlib
from typing import TYPE_CHECKING

from comparator.errors import WireMismatch

if TYPE_CHECKING:
    import httpx

MAX_BODY = 16 * 2**20
"""Bytes after decompression; the largest real answer is below 5 MiB."""
GZIP = zlib.MAX_WBITS | 16
"""Tells zlib to expect gzip's header."""


async def body_of(answer: "httpx.Response") -> bytes:
    """The body, decompressed here: httpx would unpack a bomb before its size could be counted."""
    if answer.is_stream_consumed:
        return answer.content  # of a transport that answers from memory
    encoding = answer.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise WireMismatch(f"the answer is compressed as {encoding!r}, which was not asked for")
    unpack = zlib.decompressobj(GZIP) if encoding == "gzip" else None
    chunks, room = list[bytes](), MAX_BODY
    try:
        async for raw in answer.aiter_raw():
            chunk = unpack.decompress(raw, room + 1) if unpack else raw
            room -= len(chunk) + len(unpack.unused_data if unpack else b"")
            if room < 0:
                raise WireMismatch(f"the answer is larger than {MAX_BODY // 2**20} MiB")
            chunks.append(chunk)
    except zlib.error as error:
        raise WireMismatch(f"the answer could not be decompressed: {error}") from error
    if unpack and not unpack.eof:
        raise WireMismatch("the compressed answer ends too early")
    return b"".join(chunks)
