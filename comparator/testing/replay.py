"""Asking a venue's plugin with recorded answers instead of the network."""

import asyncio
import socket
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec import Raw, Struct

from comparator.api.client import client
from comparator.api.http import Http
from comparator.api.venue import Venue
from comparator.errors import DataError, VenueError
from comparator.recording import MATCH_ON
from comparator.schema import ContractSpec, VenueData
from comparator.sources.fetch import answer
from comparator.sources.published import shipped_by
from comparator.testing.evidence import Interaction, Replayed


class Answered(Struct, frozen=True, kw_only=True):
    """What came of asking once: data, or the error; `failures` are those of secondary requests."""

    data: VenueData | None
    error: VenueError | None
    failures: tuple[VenueError, ...]

    @property
    def warned(self) -> bool:
        """Whether the reader would be told that something is wrong."""
        warned = self.data is not None and any(
            warning.code == "secondary_failed" for warning in self.data.warnings
        )
        return self.error is not None or bool(self.failures) or warned


class Asking(Struct, frozen=True, kw_only=True):
    """One venue, the clock and the assets: all that a replay needs but the answers."""

    venue: Venue
    at: datetime
    assets: tuple[str, ...]
    symbols: frozenset[str] | None = None  # only these of the assets' contracts; None: all
    lists_only: bool = False  # every contract, by lists

    def wanted(self, spec: ContractSpec) -> bool:
        """Whether quotes, depth and tiers of the contract are asked for."""
        if self.lists_only:
            return True
        return spec.base in self.assets and (self.symbols is None or spec.symbol in self.symbols)

    def _http(self, opened: httpx.AsyncClient) -> Http:
        return Http(
            self.venue.id,
            self.venue.base_url,
            hosts=self.venue.hosts,
            client=None if self.venue.data_only else opened,
            now=self.at,
            published=partial(shipped_by, self.venue),
            refusal=self.venue.refusal,
            firewall=self.venue.firewall,
            lists_only=self.lists_only,
        )

    async def once(self, transport: object = None) -> Answered:
        """Ask the venue; `transport` None is the network (or what replaced it)."""
        async with client(transport, headers=self.venue.headers) as opened:
            http = self._http(opened)
            try:
                data = await answer(self.venue, http, self.wanted)
            except VenueError as error:
                return Answered(data=None, error=error, failures=tuple(http.failures))
            return Answered(data=data, error=None, failures=tuple(http.failures))

    def refused(self, item: Interaction) -> VenueError | None:
        """The error that one recorded answer becomes; None when it is taken for an answer."""

        async def ask() -> None:
            async with client(Replayed([item]), headers=self.venue.headers) as opened:
                http = self._http(opened)
                if item.method == "POST":
                    await http.post(item.url, Raw, msgspec.json.decode(item.asked))
                else:
                    await http.get(item.url, Raw)

        try:
            with _one_attempt():
                asyncio.run(ask())
        except VenueError as error:
            return error
        return None

    def over(self, interactions: Iterable[Interaction]) -> Answered:
        """Ask once over recorded answers, without waiting between attempts."""
        return self.over_each([interactions])[0]

    def over_each(self, variants: Iterable[Iterable[Interaction]]) -> list[Answered]:
        """Ask once over each variant of the recorded answers, in one event loop."""
        return self.through(map(Replayed, variants))

    def through(self, transports: Iterable[Replayed]) -> list[Answered]:
        """Ask once over each of these, which keep what they were asked."""

        async def every() -> list[Answered]:
            return [await self.once(transport) for transport in transports]

        with _one_attempt():
            return asyncio.run(every())


@contextmanager
def _one_attempt() -> Generator[None]:
    import stamina  # noqa: PLC0415 - see http.py

    with stamina.set_testing(True, attempts=1, cap=True):
        yield


def from_cassette(asking: Asking, cassette: Path) -> tuple[Answered, list[str]]:
    """Ask over a vcrpy cassette with the network blocked; also what it holds that nobody asked."""
    try:
        vcr: Any = import_module("vcr")  # the extra "record"; it has no types
    except ImportError as error:
        raise DataError(
            "replaying needs vcrpy: pip install 'futures-comparator[record]'"
        ) from error

    async def blocked() -> Answered:
        with no_network():
            return await asking.once()

    recorder = vcr.VCR(record_mode="none", match_on=MATCH_ON)
    with recorder.use_cassette(str(cassette)) as played:
        found = asyncio.run(blocked())
    idle = [
        f"{request.method} {request.uri}"
        for number, request in enumerate(played.requests)
        if not played.play_counts[number]
    ]
    return found, idle


@contextmanager
def no_network() -> Generator[None]:
    """Refuse every connection, with an OSError: anything else leaves anyio as an ExceptionGroup."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("the network is blocked while recorded answers are replayed")

    kept: list[tuple[object, str, Callable[..., object]]] = [
        (socket, "getaddrinfo", socket.getaddrinfo),
        (socket.socket, "connect", socket.socket.connect),
        (socket.socket, "connect_ex", socket.socket.connect_ex),
    ]
    try:
        for owner, name, _ in kept:
            setattr(owner, name, refuse)
        yield
    finally:
        for owner, name, original in kept:
            setattr(owner, name, original)
