"""Twenty coins stay within every venue's limits, and no venue is waited for by another."""

import asyncio
import json
from collections import deque
from collections.abc import Iterator
from functools import partial
from random import Random

import httpx
import pytest
from simulator.venues import CASSETTES, Recorded, world
from test_pace import Jumping, now

from comparator.api.pace import Pace, Pacer
from comparator.api.venue import Venue
from comparator.errors import VenueError
from comparator.schema import ContractSpec, VenueData
from comparator.sources import fetch
from comparator.sources.collect import Plan, collect
from comparator.sources.discovery import discover
from comparator.testing.evidence import FETCH

COINS = 20
VENUES = {venue.id: venue for venue in discover().venues if not venue.data_only}


class Strict:
    """The recorded exchange behind its limits: what comes too fast is counted and refused.

    Answers take 50 to 300 ms of a clock that jumps; requests count when they come.
    """

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.limits = [(pace, deque[float]()) for pace in recorded.venue.pace]
        self.came = self.refused = 0
        self.dice = Random(recorded.venue.id)  # noqa: S311 - how long an answer takes

    def over(self, request: str) -> bool:
        """Whether one more request is too many, by each limit that counts it."""
        moment, found = now(), False
        for pace, seen in self.limits:
            weight = pace.weight(request)
            while seen and seen[0] <= moment - pace.seconds:
                seen.popleft()
            found |= len(seen) + weight > pace.most
            seen.extend([moment] * weight)
        return found

    async def answers(self, request: httpx.Request) -> httpx.Response:
        self.came += 1
        sent = request.content.decode()
        asked = f"{request.method} {request.url.raw_path.decode()}" + (f" {sent}" if sent else "")
        refused = self.over(asked)
        await asyncio.sleep(self.dice.uniform(0.05, 0.3))
        if refused:
            self.refused += 1
            return httpx.Response(429)
        body = json.loads(sent) if sent else None
        bare = str(request.url).partition("?")[0]
        status, document, *_ = self.recorded(request.method, bare, dict(request.url.params), body)
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        return httpx.Response(status, content=content)


def coins(recorded: Recorded) -> set[str]:
    """Twenty coins that it lists, or all."""
    listed = dict.fromkeys(s.base for s in recorded.read().contracts if s.asset_class == "crypto")
    return set(list(listed)[:COINS])


def asked(strict: Strict, monkeypatch: pytest.MonkeyPatch, pace: tuple[Pace, ...]) -> VenueData:
    """What one run reads of twenty coins, on a clock that jumps."""
    wanted = coins(strict.recorded)

    def choice(spec: ContractSpec) -> bool:
        return spec.base in wanted

    def paced(_: tuple[Pace, ...]) -> Pacer:
        return Pacer(pace, clock=now)

    monkeypatch.setattr(fetch, "Pacer", paced)
    work = partial(
        fetch.fetch_venue,
        strict.recorded.venue,
        choice,
        now=strict.recorded.as_of,
        transport=httpx.MockTransport(strict.answers),
    )
    with asyncio.Runner(loop_factory=Jumping) as runner:
        return runner.run(work())


def recorded(name: str) -> Recorded:
    return Recorded(VENUES[name], 40)


def evidenced() -> Iterator[Venue]:
    yield from (venue for venue in VENUES.values() if (CASSETTES / venue.id / FETCH).exists())


@pytest.mark.parametrize("name", [venue.id for venue in evidenced() if venue.pace])
def test_twenty_coins_stay_within_what_a_venue_allows(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = Strict(recorded(name))
    data = asked(strict, monkeypatch, VENUES[name].pace)
    assert strict.refused == 0
    assert strict.came > 1
    assert len({spec.base for spec in data.contracts if spec.symbol in data.markets}) > 1


def test_the_stand_in_refuses_who_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = Strict(recorded("coinw"))
    with pytest.raises(VenueError):
        asked(strict, monkeypatch, ())
    assert strict.refused > 0


def test_every_venue_that_is_asked_says_its_pace() -> None:
    assert [venue.id for venue in evidenced() if not venue.pace] == []


def test_all_at_once_wait_as_long_as_the_slowest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = world(40)
    hosts = sorted(host for one in everybody.venues for host in one.hosts)
    late = {host: 0.05 + 0.25 * place / len(hosts) for place, host in enumerate(hosts)}

    async def answers(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(late[request.url.host])
        bare = str(request.url).partition("?")[0]
        body = json.loads(request.content) if request.content else None
        status, document, *_ = everybody(request.method, bare, dict(request.url.params), body)
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        return httpx.Response(status, content=content)

    async def waited(venues: list[Venue]) -> float:
        began = now()
        plan = Plan(source="live", at=everybody.at, transport=httpx.MockTransport(answers))
        found = await collect(venues, lambda spec: spec.base in ("BTC", "ETH"), plan)
        assert [one.failure for one in found if one.failure] == []
        return now() - began

    def seconds(venues: list[Venue]) -> float:
        with asyncio.Runner(loop_factory=Jumping) as runner:
            return runner.run(waited(venues))

    monkeypatch.setattr(fetch, "Pacer", partial(Pacer, clock=now))
    venues = [one.venue for one in everybody.venues]
    assert seconds(venues) <= 1.05 * max(seconds([venue]) for venue in venues)
