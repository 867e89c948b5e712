"""What a plugin gives us: a Venue, returned by the one hook."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pluggy
from msgspec import Struct

from comparator.api.client import header_problem
from comparator.api.http import Http
from comparator.api.pace import Pace
from comparator.api.wire import Listing
from comparator.errors import VenueError
from comparator.schema import (
    ContractSpec,
    FeeSchedule,
    MarginTier,
    MarketSnapshot,
    OrderBook,
    Rules,
    file_stem,
)

PROJECT = "comparator"
"""Name of the entry-point group and of the pluggy project."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Venue(Struct, frozen=True, kw_only=True):
    """A venue is a value: facts about it, and one function per capability.

    A capability of None is not published without a key; its figures come from `published`, a dated
    TOML file beside the plugin (docs/published-data.md), or are unknown. `<published>.facts.toml`
    beside it holds the fact sheet.

    `markets` gives the quotes of a few contracts. For thousands at once (`comparator market`) no
    request may be for one contract: what `markets` asks by `http.each` is left out then, so that
    one that asks for lists needs no more. One that asks for each contract alone has `all_markets`
    beside it, which asks for lists; without it the venue's quotes are unknown then.

    JSON-RPC and other answers that refuse with HTTP 200: `refusal` reads the body's code, as in
    `Refused(problem.code, problem.message) if problem.code else None`.
    """

    id: str  # lower case, [a-z0-9]+, unique among installed plugins
    name: str
    base_url: str
    docs: str  # public API documentation
    contracts: Callable[[Http], Awaitable[Listing]]
    refusal: Callable[[bytes], VenueError | None] | None = None  # pure: does this body say no?
    markets: (
        Callable[[Http, Sequence[ContractSpec]], Awaitable[Mapping[str, MarketSnapshot]]] | None
    ) = None
    all_markets: (
        Callable[[Http, Sequence[ContractSpec]], Awaitable[Mapping[str, MarketSnapshot]]] | None
    ) = None  # the same by list requests alone, where `markets` asks for one contract at a time
    book: Callable[[Http, ContractSpec], Awaitable[OrderBook]] | None = None
    margin_tiers: (
        Callable[[Http, Sequence[ContractSpec]], Awaitable[Mapping[str, tuple[MarginTier, ...]]]]
        | None
    ) = None
    fees: Callable[[Http], Awaitable[Mapping[str, FeeSchedule]]] | None = None
    rules: Rules = Rules()
    earlier_rules: Mapping[date, Rules] = {}  # by the first day on which they held no longer
    published: Path | None = None
    always_shown: bool = False  # in a table for people, however many venues do better
    hosts: tuple[str, ...] = ()  # further hosts that requests may go to
    headers: Mapping[str, str] = {}  # sent with every request; never a key, a cookie or a token
    firewall: float | None = None  # seconds for which HTTP 403 shuts out who asked too often
    pace: tuple[Pace, ...] = ()  # the limits it publishes; kept over all requests of a run
    data_only: bool = False  # never asked: `contracts` works from `published` and the clock

    def __post_init__(self) -> None:
        if not (self.id.isascii() and self.id.isalnum() and self.id == self.id.lower()):
            raise ValueError(f"venue id must be lower-case letters and digits, was {self.id!r}")
        if file_stem(self.id) != self.id:
            raise ValueError(f"venue id {self.id!r} is a name that Windows keeps for itself")
        if not self.base_url.startswith("https://"):
            raise ValueError(f"{self.id}: base_url must start with https://, was {self.base_url!r}")
        for name, value in self.headers.items():
            if problem := header_problem(name, value):
                raise ValueError(f"{self.id}: header {name!r}: {value!r} is not sent: {problem}")

    def rules_on(self, day: date) -> Rules:
        """The rules that held on `day`, for answers of an earlier day; as far back as is known."""
        later = [ended for ended in self.earlier_rules if day < ended]
        return self.earlier_rules[min(later)] if later else self.rules


class Hooks:
    """The hooks a plugin may implement."""

    @hookspec
    def comparator_venues(self) -> Iterable[Venue]:
        """Return the venues this plugin knows.

        Example:
            @api.hookimpl
            def comparator_venues() -> list[api.Venue]:
                return [api.Venue(id="example", name="Example", ...)]
        """
        raise NotImplementedError
