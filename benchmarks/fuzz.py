"""Random bytes for everything that reads them: `python -m benchmarks.fuzz TARGET [-runs=N]`.

With atheris installed the inputs follow the branches of our code; without, they are random changes
of sound ones. Targets: decode, plugins, cache, published, snapshot, amounts. What a target may
raise is its own error class; anything else ends the run with the input that caused it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec

from benchmarks import stage
from benchmarks.stage import Recorded
from comparator.cli import amounts
from comparator.errors import DataError, VenueError, WireMismatch
from comparator.schema import Rules
from comparator.sources.ask import ask
from comparator.sources.store import Cache, load_snapshot, publish, published
from comparator.sources.wire import Batch, coin, decode

RUNS = 20_000
Target = tuple[Callable[[bytes], None], list[bytes]]
"""What is tried, and sound inputs to start from."""


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
    answers = list[tuple[Recorded, bytes]]()
    for recorded in stage.world().venues:
        bodies = {item.body for item in recorded.evidence.interactions()}
        answers += [(recorded, body) for body in sorted(bodies)]
    whole = [bytes([place]) + body for place, (_, body) in enumerate(answers)]

    def run(data: bytes) -> None:
        recorded, body = answers[(data or b"\0")[0] % len(answers)]

        def handle(request: httpx.Request) -> httpx.Response:
            asked: Any = msgspec.json.decode(request.content) if request.content else None
            url = str(request.url).partition("?")[0]
            answer: Any = recorded(request.method, url, dict(request.url.params), asked)
            found = answer[1] if isinstance(answer[1], bytes) else msgspec.json.encode(answer[1])
            return httpx.Response(answer[0], content=data[1:] if found == body else found)

        with suppress(VenueError):
            asyncio.run(
                ask(
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


TARGETS: dict[str, Callable[[], Target]] = {
    "decode": decoding,
    "plugins": plugins,
    "cache": cache,
    "published": published_data,
    "snapshot": snapshot,
    "amounts": options,
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
    try:
        import atheris  # pyright: ignore[reportMissingImports] # installed on demand
    except ImportError:
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
        return
    corpus = Path(tempfile.mkdtemp(prefix="comparator-fuzz-"))
    for number, data in enumerate(sound):
        (corpus / str(number)).write_bytes(data)
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(corpus)], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
