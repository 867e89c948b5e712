"""What a plugin asks its venue with: answers decoded, attempts made again, failures kept."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from msgspec import Raw

from comparator.api.aio import gather
from comparator.api.body import forget_body
from comparator.api.breaker import Breaker
from comparator.api.pace import Pacer
from comparator.api.retries import attempts
from comparator.api.sender import Sender
from comparator.api.strict import strict
from comparator.api.wire import arithmetic, decode
from comparator.errors import Unreachable, VenueError, WireMismatch
from comparator.schema import ContractSpec, FigureWarning, VenueData

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
W = TypeVar("W")
Param = str | int | None

CLOCKS_DIFFER = timedelta(minutes=2)
"""Two clocks that are set are this near, and a run takes 45 seconds at most."""
SAID_EACH = 3
"""Contracts that share a failure are named one by one up to so many."""


class Http:
    """What a plugin asks its venue with: `get` and `post` return the answer decoded as `shape`.

    `now` is the clock of this run (UTC), which plugins use instead of their own: the venue's where
    its answers are dated otherwise, as this computer's may be wrong (`ahead`: by how much).
    `published` reads the plugin's dated figures. `warnings` collects what could not be had,
    `failures` the errors behind. `kept`: contracts are of an earlier run, so that what changes
    within the day in them is to be asked for with the quotes.
    `lists_only`: thousands of contracts are wanted at once, so nothing is asked for one of them.
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
        breaker: Breaker | None = None,
        firewall: float | None = None,
        lists_only: bool = False,
    ) -> None:
        self.venue = venue
        self.base_url = base_url
        self.now = now
        self.ahead = timedelta(0)
        self.kept = False
        self.published = published
        self.warnings: list[FigureWarning] = []
        self.failures: list[VenueError] = []
        self.lists_only = lists_only and client is not None
        self._breaker = breaker or Breaker()
        self._sender = (
            None
            if client is None
            else Sender(
                client,
                base_url,
                hosts=hosts,
                refusal=refusal,
                firewall=firewall,
                pacer=pacer or Pacer(),
                breaker=self._breaker,
                heard=self._hear,
            )
        )

    def _hear(self, at: datetime) -> None:
        """The venue's clock counts where it is not ours."""
        if abs(at - self.now) > CLOCKS_DIFFER:
            self.ahead += self.now - at
            self.now = at

    def by_lists(self) -> "Http":
        """The same way to the venue for lists alone: nothing is asked for one contract."""
        lists = copy(self)
        lists.lists_only = self._sender is not None
        return lists

    async def get(self, path: str, shape: type[T], **params: Param) -> T:
        """GET `path`, or a whole URL of one of the venue's hosts; a param of None is left out.

        Raises VenueError: Unreachable, RateLimited, GeoBlocked, Refused or WireMismatch.
        """
        query = {key: str(value) for key, value in params.items() if value is not None}
        return await self._ask("GET", path, shape, query=query)

    async def post(self, path: str, shape: type[T], body: object) -> T:
        """POST `body` as JSON, for venues whose public queries are posted; else as `get`.

        `await http.post("/full/v1/ticker", Ticker, {"instrument": spec.symbol})`
        """
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
        Many that fail for one reason are one warning. With `lists_only` nobody is asked, and one
        warning says so. `Venue.pace` bounds how fast they leave:
        `await http.each("quote", specs, ask)`
        """
        if self.lists_only:
            if specs:
                count = "1 contract" if len(specs) == 1 else f"{len(specs):,} contracts"
                self.warn("not_asked", f"{what} of {count} not asked for: a request each")
            return {}
        failed = list[tuple[str, Exception]]()

        async def attempt(spec: ContractSpec) -> tuple[str, T] | None:
            try:
                return spec.symbol, await ask(spec)
            except (VenueError, ValueError, LookupError, ArithmeticError) as error:
                failed.append((spec.symbol, error))
                return None

        asked = map(attempt, specs)  # one after another where nobody is asked: nothing waits
        found = await gather(*asked) if self._sender else [await one for one in asked]
        self._all_unknown(what, failed)
        return dict(filter(None, found))

    def _all_unknown(self, what: str, failed: Sequence[tuple[str, Exception]]) -> None:
        reasons = Counter(map(_reason, (error for _, error in failed)))
        for symbol, error in failed:
            alike, said = reasons[_reason(error)], f"{symbol}: {what}"
            if 0 < alike <= SAID_EACH:
                self.unknown(said, error)
            elif alike:
                self.unknown(f"{said}, and of {alike - 1} further contracts", error)
                reasons[_reason(error)] = 0
            elif isinstance(error, VenueError):
                self.failures.append(error)

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
        if isinstance(error, KeyError):
            why = f"{error.args[0]!r} is not there"
        else:
            why = arithmetic(error) if isinstance(error, ArithmeticError) else str(error)
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
        if self._sender is None:
            raise Unreachable("this venue is data only: it is never asked")
        request = f"{method} {urlsplit(path).path}"
        try:
            async for attempt in attempts(self._breaker):
                with attempt:
                    return strict(await self._sender.answer(method, path, query, body), shape)
        except VenueError as error:
            error.venue, error.request = self.venue, request
            forget_body(error)
            raise
        raise AssertionError("attempts always return or raise")  # pragma: no cover


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, VenueError) else repr(error)
