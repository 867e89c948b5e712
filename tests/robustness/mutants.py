"""Snapshots with a figure changed or bits flipped, and nonsense typed: who crashes?"""

import asyncio
import contextlib
import io
import random
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from comparator.cli.main import run
from comparator.sources.snapshot import save_snapshot
from robustness.exchange import ANY, answered

SEED = 20261126
SLOW = 10.0
"""Seconds after which an answer counts as a crash."""
HOSTILE: tuple[object, ...] = (
    *("", "0", "-1", "1e30", "1e-30", "NaN", "Infinity", "1e999999999", "x" * 5000, "\x1b[2J\x9b"),
    *(None, 0, -1, 10**40, 0.1, True, [], {}, [[]], "2026-11-26T00:00:00", "9999-12-31T23:59:59Z"),
    *("0001-01-01T00:00:00Z", "liar", "BTC-PERP", "perpetual", "inverse", "1000", "0.0000001"),
)
FIGURES = (
    *("0", "-1", "1e-12", "1e12", "0.5", "1000", "1e-6", "123456.789", "0.00000001", "99999999"),
    *("1e-18", "1e18", "0.009", "-0.009", "100", "3", "1." + "1" * 400),
)
TIMES = (
    *(
        "2026-11-26T12:00:00Z",
        "2026-11-27T12:00:00Z",
        "2036-01-01T00:00:00Z",
        "2009-01-01T00:00:00Z",
    ),
    *("2100-12-31T23:59:59Z", "2026-11-26T12:00:00", "2026-11-26T12:00:01+01:00", "2026-11-26"),
)
MOSTLY = 0.95
REPORTS = 50
"""So many mutants to a report: it takes a second."""
COMMANDS = ("compare BTC PEPE", "minimum BTC", "ladder BTC", "contracts BTC")
Count = tuple[Counter[str], list[str]]


def mutants(count: int = 3000, seed: int = SEED) -> Count:
    """Half of them with one or two members changed, half with bits flipped."""
    chance = random.Random(seed)  # noqa: S311 - to be the same every time
    found = asyncio.run(answered(choice=ANY)).snapshot
    counts, broken = Counter[str](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.json"
        save_snapshot(path, found)
        sound = path.read_bytes()
        for number in range(count):
            spoil = (_changed, _flipped, _changed, _misread)[number % 4]
            path.write_bytes(spoil(sound, chance))
            command = COMMANDS[number % len(COMMANDS)]
            if number % REPORTS == REPORTS - 1:
                line = f"report BTC --snapshot {path} --output {folder}/report.md"
                _try(line, f"mutant {number} of seed {seed}: report", counts, broken)
            form = ("json", "table", "csv", "markdown")[number // 7 % 4]
            line = f"{command} --snapshot {path} --payoff any --format {form}"
            _try(line, f"mutant {number} of seed {seed}: {command} as {form}", counts, broken)
    return counts, broken


def _changed(sound: bytes, chance: random.Random) -> bytes:
    document = msgspec.json.decode(sound)
    for _ in range(chance.choice((1, 1, 2))):
        holder, key = _somewhere(document, chance)
        way = chance.randrange(4)
        if way == 0 and isinstance(holder, dict):
            del holder[key]
        elif way == 1 and isinstance(holder, list):
            holder.append(holder[key])
        else:
            holder[key] = _instead(holder[key], chance)
    return msgspec.json.encode(document)


def _instead(was: object, chance: random.Random) -> object:
    """Something else, of the same shape more often than not."""
    if isinstance(was, str) and chance.random() < MOSTLY:
        if was.replace(".", "").lstrip("-").isdigit():
            return chance.choice(FIGURES)
        if was[:4].isdigit():
            return chance.choice(TIMES)
    return chance.choice(HOSTILE)


def _misread(sound: bytes, chance: random.Random) -> bytes:
    """Digits that are others: what is still a snapshot, and says something else."""
    spoilt = bytearray(sound)
    digits = [place for place, byte in enumerate(spoilt) if chr(byte).isdigit()]
    for _ in range(chance.choice((1, 1, 3, 30))):
        spoilt[chance.choice(digits)] = ord(chance.choice("0123456789"))
    return bytes(spoilt)


def _somewhere(document: Any, chance: random.Random) -> tuple[Any, Any]:
    """A random member, deep down more often than not."""
    holder, key = document, chance.choice(list(document))
    while isinstance(holder[key], dict | list) and holder[key] and chance.random() < 0.95:
        holder = holder[key]
        key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    return holder, key


def _flipped(sound: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(sound)
    for _ in range(chance.choice((1, 1, 3, 30))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def nonsense(count: int = 3000, seed: int = SEED) -> Count:
    """Options with values that no option was made for, on a sound snapshot."""
    chance = random.Random(seed)  # noqa: S311 - to be the same every time
    counts, broken = Counter[str](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.json"
        save_snapshot(path, asyncio.run(answered(choice=ANY)).snapshot)
        for number in range(count):
            parts = [chance.choice(COMMANDS), f"--snapshot {path}"]
            for option in chance.sample(list(OPTIONS), chance.choice((1, 1, 2, 3))):
                values = VALUES if chance.random() < HALF else OPTIONS[option]
                parts.append(f"{option} {chance.choice(values)}")
            if chance.random() < 0.2:
                parts.append(chance.choice(FLAGS))
            _try(" ".join(parts), f"line {number}: {' '.join(parts)}", counts, broken)
    return counts, broken


AMOUNTS = ("1e-12", "0.01", "1", "37.5", "500", "5k", "1M", "1e9", "1e14")
SHARES = ("0.0001%", "0.5%", "1%", "10%", "49%", "99%", "99.9999%")
SPANS = ("0s", "1s", "1h", "24h", "90d", "3650d")
OPTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("--account", "--notional", "--max-loss", "--qty", "--token"), AMOUNTS),
    **dict.fromkeys(("--volume-30d", "--assets-held"), AMOUNTS),
    **dict.fromkeys(("--risk", "--stop", "--buffer", "--stop-slippage"), SHARES),
    **dict.fromkeys(("--hold", "--max-age"), SPANS),
    **dict.fromkeys(("--entry", "--exit"), ("maker", "taker")),
    **dict.fromkeys(("--venue", "--trust"), ("liar", "liar,honesta", "honestb", "nobody")),
    "--leverage": ("1", "2.5", "20", "100", "1000", "1x", "50x"),
    "--positions": ("1", "3", "1000"),
    "--channel": ("web", "api"),
    "--kind": ("perpetual", "future", "any"),
    "--payoff": ("linear", "inverse", "any"),
    "--quote": ("USDT", "USD", "EUR"),
    "--region": ("DE", "US", "ZZ"),
    "--price": ("BTC=80000", "BTC=1e-8", "BTC=1e14", "BTC=1e-11", "PEPE=0.00001", "EUR=1.1"),
    "--side": ("long", "short"),
    "--steps": ("1", "6", "50"),
    "--fields": ("rank,venue", "total", "cost_r,score"),
    "--sort": ("total", "-cost_r", "venue"),
    "--fail-if": ("cost_r>0.1", "total<1", "venues_ok<3"),
    "--format": ("table", "json", "csv", "markdown", "html", "toml"),
    "--explain": ("liar.total", "honesta.score", "honestb.margin"),
    "--source": ("auto", "published"),
    "--color": ("always", "never"),
}
HALF = 0.4
VALUES = (
    *("0", "-1", "1", "1e-12", "1e15", "1e308", "1e-308", "1e999", "NaN", "nan%", "inf", "-inf"),
    *("0.5", "50%", "100%", "0.0001%", "1e400%", "5k", "1M", "1e9M", "24h", "1e9d", "0s", "-3h"),
    *("maker", "taker", "long", "liar", "liar,honesta", "nobody", "BTC=1", "BTC=1e-8", "BTC=1e14"),
    *("PEPE=1e-12", "BTC=", "=1", "any", "inverse", "json", "csv", "cost_r", "-cost_r", "rank"),
    *(
        "'cost_r > 0.1'",
        "'1 > '",
        "'a' * 5",
        "venue.total",
        "liar.total",
        "USD",
        "\u0661",
        "٣",
        "1_0",
    ),
    *("x" * 3000, "\x9b2J", "\udcff", "0x10", "1,5", "1;2", "--", "DE", "ZZ"),
)
FLAGS = ("--no-stop", "--all-in", "--token-discount", "--with-promos", "--wide", "--all-contracts")


def _try(line: str, name: str, counts: Counter[str], broken: list[str]) -> None:
    start = perf_counter()
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()) as said,
    ):
        try:
            code: object = run(line.split(" "))
        except BaseException as error:  # noqa: BLE001 - whatever escapes is what is looked for
            code = f"{type(error).__name__}: {error}"[:200]
    seconds = perf_counter() - start
    counts[f"with exit {code}" if isinstance(code, int) else "escaped"] += 1
    if code == 70 or not isinstance(code, int):
        broken.append(
            f"{name}: {code}: {said.getvalue()[:300]}".encode("utf-8", "replace").decode()
        )
    elif seconds > SLOW:
        broken.append(f"{name}: took {seconds:.0f} seconds")
