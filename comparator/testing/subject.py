"""What the checks look at: one venue, its plugin's file, its evidence, what replaying gave."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from comparator.api.venue import Venue
from comparator.errors import DataError
from comparator.schema import ContractSpec, VenueData
from comparator.sources.merge import filled
from comparator.sources.published import published
from comparator.testing.evidence import FETCH, LISTS, Evidence, Interaction, Oracle, Replayed
from comparator.testing.replay import Answered, Asking, from_cassette

Proven = Literal["contracts", "quotes", "depth and tiers"]


class Subject:
    """One venue under check; DataError wherever something the checks need is missing."""

    def __init__(self, venue: Venue, evidence: Evidence, path: str = "") -> None:
        self.venue = venue
        self.evidence = evidence
        self.path = path  # of the plugin's file
        self.live = False
        self.tried = Counter[str]()  # mutations, by check

    @classmethod
    def now(cls, venue: Venue, path: str, at: datetime, assets: tuple[str, ...]) -> "Subject":
        """The venue as it answers now, over the network; there is no evidence then."""
        subject = cls(venue, Evidence(Path()), path)
        subject.live = True
        subject.oracle = Oracle(as_of=at, assets=assets)
        return subject

    @cached_property
    def oracle(self) -> Oracle:
        """What must be read, by hand."""
        return self.evidence.oracle()

    @cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        """The recorded answers."""
        return self.evidence.interactions()

    @cached_property
    def asking(self) -> Asking:
        """The venue with the oracle's clock and assets."""
        return Asking(venue=self.venue, at=self.oracle.as_of, assets=self.oracle.assets)

    @cached_property
    def replayed(self) -> tuple[Answered, list[str]]:
        """What came of the cassette with the network blocked, and what nobody asked for."""
        if self.live:
            return asyncio.run(self.asking.once()), []
        if self.venue.data_only:
            return self.asking.over(()), []
        self.evidence.interactions()  # a cassette that is none is named here
        return from_cassette(self.asking, self.evidence.folder / FETCH)

    @cached_property
    def baseline(self) -> VenueData:
        """What the recorded answers say, with nothing changed; mutations are compared with it."""
        found = self.asking.over(() if self.venue.data_only else self.interactions)
        if found.data is None:
            raise DataError(f"the recorded answers cannot be read: {found.error}")
        return found.data

    @cached_property
    def unanswered(self) -> bool:
        """Whether the plugin asks for something that was not recorded."""
        answers = Replayed(self.interactions)
        self.asking.through([answers])
        return bool(answers.unanswered)

    @cached_property
    def whole(self) -> tuple[Answered, Replayed]:
        """All contracts asked for by lists, and what was asked for that."""
        recorded = [*self.interactions]
        if self.venue.all_markets:
            recorded += self.evidence.interactions(LISTS)
        answers = Replayed(recorded)
        (found,) = structs.replace(self.asking, lists_only=True).through([answers])
        return found, answers

    @cached_property
    def first(self) -> frozenset[object]:
        """Keys of the interactions that are asked for before any contract is known."""
        answers = Replayed(self.interactions)
        asyncio.run(structs.replace(self.asking, symbols=frozenset()).once(answers))
        return frozenset(answers.turn)

    @cached_property
    def data(self) -> VenueData:
        """The replayed answers, with fees and tiers filled from the published data."""
        found, _ = self.replayed
        if found.data is None:
            whose = "the venue's" if self.live else "the recorded"
            raise DataError(f"{whose} answers cannot be read: {found.error}")
        whole = filled(found.data, self.published)
        if self.venue.data_only:
            return whole
        return structs.replace(whole, markets=found.data.markets, books=found.data.books)

    @cached_property
    def published(self) -> VenueData | None:
        """The dated data shipped with the plugin; None when it ships none."""
        if self.venue.published is None:
            return None
        return published(self.venue.published, self.venue.rules)

    @cached_property
    def wanted(self) -> tuple[ContractSpec, ...]:
        """The contracts whose quotes, depth and tiers were recorded."""
        return tuple(spec for spec in self.data.contracts if self.asking.wanted(spec))

    @property
    def module(self) -> Path:
        """The plugin's source file."""
        path = Path(self.path)
        if path.suffix != ".py" or not path.is_file():
            raise DataError(f"the plugin's source is not readable: {self.path or 'unknown'}")
        return path


class Check(Struct, frozen=True, kw_only=True):
    """One numbered promise a venue must keep; `run` yields one line per breach."""

    id: str
    title: str
    why: str
    cause: str  # the likely one
    run: Callable[[Subject], Iterator[str]]
    proves: Proven | None = None  # what of the venue's figures it is needed for
    asks: bool = False  # needs recorded answers: does not apply to data-only venues
    live: bool = False  # also holds of what the venue answers now
    absent: Callable[[Subject], str] = lambda _: ""  # why it does not apply; empty: it does

    def __str__(self) -> str:
        return self.id


class Checks:
    """The numbered checks of one theme, in the order they are written."""

    def __init__(self) -> None:
        self.all = list[Check]()

    def add(
        self,
        number: str,
        title: str,
        *,
        why: str,
        cause: str,
        proves: Proven | None = None,
        asks: bool = False,
        live: bool = False,
        absent: Callable[[Subject], str] = lambda _: "",
    ) -> Callable[[Callable[[Subject], Iterator[str]]], Callable[[Subject], Iterator[str]]]:
        """Decorate a check with its number, what it promises and what usually breaks it."""

        def register(
            run: Callable[[Subject], Iterator[str]],
        ) -> Callable[[Subject], Iterator[str]]:
            self.all.append(
                Check(
                    id=number,
                    title=title,
                    why=why,
                    cause=cause,
                    run=run,
                    proves=proves,
                    asks=asks,
                    live=live,
                    absent=absent,
                )
            )
            return run

        return register
