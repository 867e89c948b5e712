"""The body of an answer, unpacked within bounds."""

import zlib
from collections.abc import Iterator
from contextlib import AsyncExitStack
from io import BytesIO
from typing import TYPE_CHECKING

from comparator.errors import VenueError, WireMismatch

if TYPE_CHECKING:
    import asyncio

    import httpx

MAX_BODY = 16 * 2**20
"""Bytes after decompression; the largest real answer is below 5 MiB."""
MOST_VALUES = 500_000
"""In one answer; lists of a thousand contracts hold 50,000. As objects they take far more room."""
SMALL = 2**20
"""Bytes; a venue sends any number of smaller bodies at once, and one larger one at a time."""
STEP = 2**18
"""Bytes unpacked at a time, so that a bomb goes off in small pieces."""
GZIP = zlib.MAX_WBITS | 16
"""Tells zlib to expect gzip's header."""


async def body_of(answer: "httpx.Response", turn: "asyncio.Lock") -> bytes:
    """The body, decompressed here: httpx would unpack a bomb before its size could be counted.

    `turn` is the venue's: it is held while a body grows beyond SMALL, which bounds what a venue
    can make us hold without a word of it being read. WireMismatch for a body beyond the bounds.
    """
    if answer.is_stream_consumed:
        return answer.content  # of a transport that answers from memory
    encoding = answer.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise WireMismatch(f"the answer is compressed as {encoding!r}, which was not asked for")
    said = answer.headers.get("content-length", "")
    _bounded(float(said) if said.isdecimal() else 0)
    packing = _Gzip() if encoding == "gzip" else None
    async with AsyncExitStack() as held:
        # Grows in place and gives its bytes away, so that nothing is held twice; closed here, as
        # an error would hold what was read for as long as it takes to end the connection
        body = held.enter_context(BytesIO())
        arrived = 0
        async for raw in answer.aiter_raw():
            arrived += len(raw)
            _bounded(arrived)  # members that unpack to nothing count as well
            for piece in packing.pieces(raw) if packing else (raw,):
                before, after = body.tell(), body.tell() + len(piece)
                _bounded(after)
                if before <= SMALL < after:
                    await held.enter_async_context(turn)
                body.write(piece)
        if packing:
            packing.end()
        whole = body.getvalue()
    # Every value follows one of these; what is shorter than that cannot hold as many
    if len(whole) > MOST_VALUES and sum(map(whole.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise WireMismatch(f"the answer holds more than {MOST_VALUES:,} values")
    return whole


def forget_body(error: VenueError) -> None:
    """Errors are kept until the end of a run, and the frames they came through hold the answer."""
    from traceback import clear_frames  # noqa: PLC0415 - for the unlucky

    for one in (error, error.__cause__):
        if one is not None:
            clear_frames(one.__traceback__)


def _bounded(size: float) -> None:
    if size > MAX_BODY:
        raise WireMismatch(f"the answer is larger than {MAX_BODY // 2**20} MiB")


class _Gzip:
    """Unpacks piece by piece."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(GZIP)

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        """What the next packed bytes hold, at most STEP at a time."""
        try:
            while packed:
                if self._unpack.eof:  # members follow each other (RFC 1952, 2.2)
                    self._unpack = zlib.decompressobj(GZIP)
                yield self._unpack.decompress(packed, STEP)
                packed = self._unpack.unconsumed_tail or self._unpack.unused_data
        except zlib.error as error:
            raise WireMismatch(f"the answer could not be decompressed: {error}") from error

    def end(self) -> None:
        """Nothing more comes."""
        if not self._unpack.eof:
            raise WireMismatch("the compressed answer ends too early")
