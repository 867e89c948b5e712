"""Random bytes for everything that reads them: `python -m tests.robustness.fuzz TARGET [-runs=N]`.

With atheris installed (`pip install atheris`) the inputs follow the branches of our code, and its
options are understood (`-max_total_time=60`); without, they are random changes of sound ones.
Targets: body, decode, twice, plugins, cache, shipped, published, snapshot, amounts, gate, profile.
What a target may raise is its own error class; anything else ends the run with the input.
"""

import asyncio
import gzip
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec

try:
    import atheris  # pyright: ignore[reportMissingImports] # installed on demand
except ImportError:
    atheris = None
OURS = ["comparator", "comparator_venues"]
with atheris.instrument_imports(include=OURS) if atheris else nullcontext():
    from benchmarks import stage
    from benchmarks.stage import Recorded
    from comparator.api.body import MAX_BODY, body_of
    from comparator.api.strict import sent_twice
    from comparator.api.wire import Batch, coin, decode
    from comparator.cli import amounts
    from comparator.cli.gate import Gate
    from comparator.config import parse
    from comparator.errors import DataError, PlanError, VenueError, WireMismatch
    from comparator.schema import Rules
    from comparator.sources.cache import Cache
    from comparator.sources.discovery import discover
    from comparator.sources.fetch import fetch_venue
    from comparator.sources.published import publish, published
    from comparator.sources.shipped import shipped
    from comparator.sources.snapshot import load_snapshot

    discover()

RUNS = 20_000
Target = tuple[Callable[[bytes], None], list[bytes]]
"""What is tried, and sound inputs to start from."""


def bodies() -> Target:
    """A compressed answer that arrives in pieces, the first byte saying how long they are."""
    sound = gzip.compress(b'[{"symbol": "BTC"}, 1, 2, 3]' * 20, mtime=0)

    async def read(data: bytes) -> bytes:
        async def pieces() -> AsyncIterator[bytes]:
            size = data[0] + 1
            for at in range(1, len(data), size):
                yield data[at : at + size]

        headers = {"content-encoding": "gzip"}
        return await body_of(httpx.Response(200, headers=headers, content=pieces()), turn)

    def run(data: bytes) -> None:
        with suppress(WireMismatch):
            body = loop.run_until_complete(read(data or b"\0"))
            assert len(body) <= MAX_BODY
            assert body == gzip.decompress(data[1:])

    turn, loop = asyncio.Lock(), asyncio.new_event_loop()
    return run, [b"\x05" + sound, b"\xff" + sound]


def twice() -> Target:
    """Whether an answer has a member twice, which the standard library must say as well."""

    def once(members: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(members)) < len(members):
            raise KeyError
        return dict(members)

    def run(data: bytes) -> None:
        try:
            found = sent_twice(data) is not None
        except WireMismatch:
            return
        try:
            json.loads(data.decode(), object_pairs_hook=once)
        except KeyError:
            assert found
        except (ValueError, RecursionError):
            assert not found  # what nobody can read is refused before anybody looks
        else:
            assert not found

    return run, [b'{"a":1,"b":{"a":"x:y"}}', b'[{"a" : 1,"a":"\\u003a"}]', b'{"a":1,"\\u0061":1}']


def decoding() -> Target:
    """`decode` with the shapes that plugins use."""
    shapes = (Batch, list[msgspec.Raw], dict[str, msgspec.Raw], tuple[int, ...])

    def run(body: bytes) -> None:
        for shape in shapes:
            with suppress(WireMismatch):
                decode(body, shape)
        coin(body.decode("utf-8", "replace"))

    return run, [b'{"items": [1.5, "x"], "rejected": []}', b"[[1, 2], {}]"]


def plugins() -> Target:
    """Every plugin with one answer of its exchange spoilt."""
    import stamina

    answers = list[tuple[Recorded, bytes]]()
    for recorded in stage.world().venues:
        bodies = {item.body for item in recorded.evidence.interactions()}
        answers += [(recorded, body) for body in sorted(bodies)]
    whole = [bytes([place]) + body for place, (_, body) in enumerate(answers)]
    loop = asyncio.new_event_loop()
    stamina.set_testing(True, attempts=1)  # nobody waits to ask again

    def run(data: bytes) -> None:
        recorded, body = answers[(data or b"\0")[0] % len(answers)]

        def handle(request: httpx.Request) -> httpx.Response:
            asked: Any = msgspec.json.decode(request.content) if request.content else None
            url = str(request.url).partition("?")[0]
            answer: Any = recorded(request.method, url, dict(request.url.params), asked)
            found = answer[1] if isinstance(answer[1], bytes) else msgspec.json.encode(answer[1])
            return httpx.Response(answer[0], content=data[1:] if found == body else found)

        with suppress(VenueError):
            loop.run_until_complete(
                fetch_venue(
                    recorded.venue,
                    lambda spec: spec.base == "BTC",
                    now=recorded.as_of,
                    transport=httpx.MockTransport(handle),
                )
            )

    return run, whole


def filed(name: str, sound: bytes, read: Callable[[Path], object]) -> Target:
    """A reader of one file of ours."""
    folder = Path(tempfile.mkdtemp(prefix="comparator-fuzz-"))

    def run(data: bytes) -> None:
        (folder / name).write_bytes(data)
        with suppress(DataError):
            read(folder / name)

    return run, [sound]


def cache() -> Target:
    """The cache file of a venue."""
    recorded = stage.world().venues[0]
    folder = Path(tempfile.mkdtemp(prefix="comparator-fuzz-"))
    data = recorded.read()
    Cache(folder).save(data, data.as_of)
    sound = (folder / f"{data.venue}.json").read_bytes()
    return filed("x.json", sound, lambda path: Cache(path.parent).load("x"))


def fast_form() -> Target:
    """What the cache keeps of shipped figures: whatever is there, the figures are the shipped."""
    venue = next(recorded.venue for recorded in stage.world().venues if recorded.venue.published)
    assert venue.published
    folder = Path(tempfile.mkdtemp(prefix="comparator-fuzz-"))
    figures = folder / "x.toml"
    figures.write_text(
        f'venue = "{venue.id}"\nsource = "a page"\nas_of = 2026-11-20\n'
        '[fees.x]\nsource = "a page"\nas_of = 2026-11-20\n'
        '[[fees.x.tiers]]\nname = "base"\nmaker = "0.0002"\ntaker = "0.0005"\n'
    )
    shipped(figures, Rules(), folder)
    kept = folder / "published" / "x.json"

    def run(data: bytes) -> None:
        kept.write_bytes(data)
        shipped(figures, Rules(), folder)

    return run, [kept.read_bytes()]


def published_data() -> Target:
    """The figures shipped beside a plugin."""
    import tomli_w

    sound = tomli_w.dumps(publish(stage.world().venues[0].read())).encode()
    return filed("x.toml", sound, lambda path: published(path, Rules()))


def snapshot() -> Target:
    """A saved run."""
    sound = (
        b'{"schema":"comparator.snapshot/1","comparator_version":"1","at":"2026-11-20T12:00:00Z"'
    )
    return filed("x.json", sound + b',"venues":[],"failed":[]}', load_snapshot)


def options() -> Target:
    """What a user may type for an amount, a share, a time."""
    import click

    parsers = [value for value in vars(amounts).values() if isinstance(value, click.ParamType)]

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        for parser in parsers:
            with suppress(click.UsageError):
                parser.convert(text, None, None)

    return run, [b"500", b"$500", b"1.5%", b"24h", b"3d", b"BTC=65000", b"1e400", b"-0", b"nan"]


def gate() -> Target:
    """The tests of `--fail-if`."""

    def run(data: bytes) -> None:
        with suppress(PlanError):
            Gate(data.decode("utf-8", "surrogateescape"))

    return run, [b"cost_r > 0.10 or not (age_days >= 30 and status == 'ok')", b"score < 5 %"]


def profile() -> Target:
    """A user's profile."""
    allowed = ("account", "risk", "venue", "price")

    def run(data: bytes) -> None:
        with suppress(PlanError):
            parse(Path("x.toml"), data.decode("utf-8", "replace"), allowed)

    own = b'account = 1000\nvenue = ["a"]\n[price]\nBTC = 65000\n[venues.a]\nmaker = "0.01%"\n'
    return run, [own]


TARGETS: dict[str, Callable[[], Target]] = {
    "body": bodies,
    "decode": decoding,
    "twice": twice,
    "plugins": plugins,
    "cache": cache,
    "shipped": fast_form,
    "published": published_data,
    "snapshot": snapshot,
    "amounts": options,
    "gate": gate,
    "profile": profile,
}


def spoilt(sound: list[bytes], chance: Random) -> Iterator[bytes]:
    """Sound inputs with bytes changed, cut, doubled and put where they do not belong."""
    words = (b"null", b"{}", b"[]", b'""', b"-1", b"0", b"1e999999999", b"\xff", b"\\ud800", b"NaN")
    while True:
        data = bytearray(chance.choice(sound))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data) + 1)
            end = min(len(data), at + chance.choice((0, 1, 1, 4, 50)))
            instead = chance.choice(
                (b"", chance.choice(words), chance.randbytes(2), data[at:end] * 2)
            )
            data[at:end] = instead
        yield bytes(data)


def main() -> None:
    """Try one target, with atheris where it is installed."""
    name = sys.argv[1]
    run, sound = TARGETS[name]()
    if atheris:
        corpus = Path(tempfile.mkdtemp(prefix="comparator-fuzz-"))
        for number, data in enumerate(sound):
            (corpus / str(number)).write_bytes(data)
        atheris.Setup([sys.argv[0], *sys.argv[2:], str(corpus)], run)
        atheris.Fuzz()
        return
    asked = [part for part in sys.argv[2:] if part.startswith("-runs=")]
    runs = int(asked[0].removeprefix("-runs=")) if asked else RUNS
    for number, data in enumerate(spoilt(sound, Random(11))):  # noqa: S311 - repeatable
        if number == runs:
            break
        try:
            run(data)
        except Exception:
            print(f"{name}: input {number}: {data!r}")
            raise
    print(f"{name}: {runs:,} inputs, nothing but its own errors")


if __name__ == "__main__":
    main()
