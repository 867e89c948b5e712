"""Checks C00 to C06: who the venue is, what its plugin touches, and what was recorded."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from comparator.testing.evidence import (
    FETCH,
    LISTS,
    ORACLE,
    PROVENANCE,
    REFUSALS,
    Interaction,
)
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

FEWEST_CONTRACTS = 4
HOW = "comparator plugin record writes it; with --bodies DIR from answers that were saved elsewhere"
LARGEST_CASSETTE = 500_000
"""Bytes; recorded lists are cut to a few instruments, so that people can read them."""
NOT_RECORDED = re.compile(
    r"CannotOverwriteExistingCassetteException: .*?((?:GET|POST) \S+).*", re.DOTALL
)
"""What vcrpy says, in ten lines, of a request that it has no answer to."""
OUTSIDE = {
    "asyncio.subprocess", "ftplib", "http.client", "httpx", "multiprocessing", "os", "poplib",
    "requests", "smtplib", "socket", "ssl", "subprocess", "urllib.request", "webbrowser",
}  # fmt: skip
"""Modules that reach outside; a plugin reaches its venue through api.Http alone."""
CLONED = "comparator_venues"
"""The package whose plugins another one may be the clone of."""


def recorded(subject: Subject) -> tuple[str, ...]:
    """The cassettes a venue needs."""
    if subject.venue.data_only:
        return ()
    return (FETCH, REFUSALS, LISTS) if subject.venue.all_markets else (FETCH, REFUSALS)


SECRETS = (
    "authorization", "cookie", "api-key", "apikey", "access-key", "signature", "passphrase",
    "access-sign", "token",
)  # fmt: skip


@CHECKS.add(
    "C00",
    "nothing is left to fill in",
    why="until then every other check would only repeat it",
    cause="a new plugin: work through the list from the top",
)
def unfinished(subject: Subject) -> Iterator[str]:
    """Every TODO in the plugin, its published data and its evidence; files not written yet."""
    files = [subject.module]
    if subject.venue.published is not None:
        files.append(subject.venue.published)
    cassettes = recorded(subject)
    folder, names = subject.evidence.folder, (ORACLE, PROVENANCE, *cassettes)
    if not folder.is_dir():
        yield f"there is no folder {folder}: run this beside it, or name it with --cassettes DIR"
        names = ()
    for path in [*files, *(folder / name for name in names)]:
        if not path.is_file():
            yield f"{path} is missing" + (f": {HOW}" if path.name in cassettes else "")
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if "TODO" in line and path.name not in cassettes:
                yield f"{path}:{number}: {line[line.index('TODO') :].strip()}"


@CHECKS.add(
    "C01",
    "the venue says who it is",
    why="the id names its cache, its evidence and its row in every report",
    cause="a field of Venue left empty or copied from another plugin",
    proves="contracts",
    live=True,
)
def identity(subject: Subject) -> Iterator[str]:
    """Id, name, addresses."""
    venue = subject.venue
    if not venue.name.strip():
        yield "name is empty"
    if not venue.docs.startswith("https://"):
        yield f"docs must be an https address, was {venue.docs!r}"
    for url in (venue.base_url, *(f"https://{host}" for host in venue.hosts)):
        parts = urlsplit(url)
        if not parts.hostname or parts.username or parts.query:
            yield f"not a plain host: {url!r}"
    if any("/" in host or ":" in host for host in venue.hosts):
        yield f"hosts must be bare names, were {venue.hosts!r}"
    if not all(rules.source for rules in (venue.rules, *venue.earlier_rules.values())):
        yield "rules.source is empty: say where the margin rules are written, and when"


@CHECKS.add(
    "C02",
    "the plugin imports only what a plugin may",
    why="the rest of comparator may change without notice, and only api.Http keeps the limits",
    cause="an import of comparator.schema or httpx that comparator.api already offers",
    proves="contracts",
    live=True,
)
def imports(subject: Subject) -> Iterator[str]:
    """Standard library, msgspec, comparator.api, the plugin's own package and what it clones."""
    tree = ast.parse(subject.module.read_bytes())
    own = subject.module.parent.name
    for node in ast.walk(tree):
        for name in _imported(node):
            top = name.partition(".")[0]
            allowed = top in sys.stdlib_module_names or top in ("msgspec", own, CLONED)
            if top == "comparator":
                allowed = name == "comparator.api" or name.startswith("comparator.api.")
            if not allowed or name in OUTSIDE or top in OUTSIDE:
                yield f"line {getattr(node, 'lineno', '?')}: import of {name}"


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        found = node.module or ""
        if found in ("comparator", "http", "urllib", "asyncio"):
            yield from (f"{found}.{alias.name}" for alias in node.names)
        else:
            yield found


@CHECKS.add(
    "C03",
    "the evidence says where it comes from, and enough is worked out by hand",
    why="a figure nobody can check again is a rumour",
    cause="PROVENANCE.md or oracle.toml written in haste: see docs/adding-an-exchange.md",
    proves="contracts",
)
def evidence(subject: Subject) -> Iterator[str]:
    """Enough of each: named files, contracts and quotes worked out by hand."""
    provenance = subject.evidence.provenance()
    for name in recorded(subject):
        if name not in provenance:
            yield f"PROVENANCE.md does not name {name}"
    oracle = subject.oracle
    if len(oracle.contract) < FEWEST_CONTRACTS:
        known = f"{len(oracle.contract)} [[contract]] rows, fewer than {FEWEST_CONTRACTS}"
        yield f"oracle.toml has {known}: add some, or say under [exempt] why there are no more"
    if not subject.venue.data_only and not oracle.market:
        yield "oracle.toml has no [[market]]"


@CHECKS.add(
    "C04",
    "it asks without key or account, and keeps nothing private",
    why="comparator needs no account, and cassettes are public",
    cause="a cassette recorded by hand, without `comparator plugin record`",
    proves="contracts",
    asks=True,
)
def anonymous(subject: Subject) -> Iterator[str]:
    """GET, or POST of a JSON query, with the venue's headers; no key, no cookie; small."""
    hosts = {urlsplit(subject.venue.base_url).hostname, *subject.venue.hosts}
    for name in recorded(subject):
        size = (subject.evidence.folder / name).stat().st_size
        if size > LARGEST_CASSETTE:
            yield f"{name} has {size} bytes, more than {LARGEST_CASSETTE}"
        for item in subject.evidence.interactions(name):
            problems = (*_private(item, hosts), *_undeclared(item, subject.venue.headers))
            yield from (f"{name}: {item.endpoint}: {problem}" for problem in problems)


def _undeclared(item: Interaction, headers: Mapping[str, str]) -> Iterator[str]:
    sent = {name.lower(): value for name, value in item.sent.items()}
    for name, value in headers.items():
        if tuple(sent.get(name.lower(), ())) != (value,):
            yield f"recorded without the header {name}: {value}; record it again"


def _private(item: Interaction, hosts: set[str | None]) -> Iterator[str]:
    parts = urlsplit(item.url)
    if parts.scheme != "https" or parts.hostname not in hosts:
        yield f"not an https host of the venue: {parts.scheme}://{parts.hostname}"
    if item.method not in ("GET", "POST"):
        yield f"method {item.method}"
    if item.method == "POST" and not item.asked.lstrip().startswith((b"{", b"[")):
        yield "a POST without a JSON query"
    for name in (*item.sent, *parts.query.lower().replace("=", " ").split("&")):
        if any(secret in name.lower().partition(" ")[0] for secret in SECRETS):
            yield f"the request carries {name.partition(' ')[0]!r}"
    if any(name.lower() == "set-cookie" for name in item.headers):
        yield "the answer sets a cookie"


@CHECKS.add(
    "C05",
    "it replays with the network blocked, and every answer is used",
    why="what is recorded is exactly what the plugin asks, nothing more and nothing less",
    cause="the plugin asks otherwise than when it was recorded",
    proves="contracts",
    asks=True,
)
def replays(subject: Subject) -> Iterator[str]:
    """No error, no figure unknown, nothing left over."""
    found, idle = subject.replayed
    if found.error is not None:
        yield str(found.error)
    yield from (f"never asked for: {request}" for request in idle)
    there = {f"GET {item.url}" for item in subject.interactions}

    def told(match: re.Match[str]) -> str:
        if match[1] in there:
            return f"{match[1]} is asked for more often than it was recorded"
        return f"nothing recorded for {match[1]}"

    for warning in found.data.warnings if found.data else ():
        if warning.code == "secondary_failed":
            yield NOT_RECORDED.sub(told, warning.message)


@CHECKS.add(
    "C06",
    "published data can be read and says how old it is",
    why="without a network it is all a reader has",
    cause="a table of the TOML file without source or as_of, or dated in the future",
    proves="contracts",
    live=True,
)
def shipped(subject: Subject) -> Iterator[str]:
    """The TOML file beside the plugin."""
    data = subject.published
    if data is None:
        yield "Venue.published is None: ship dated contracts and fees beside the plugin"
        return
    if data.venue != subject.venue.id:
        yield f"it is of venue {data.venue!r}"
    if not data.contracts:
        yield "it holds no contracts: one and its quote are what is shown with no network"
    for key, origin in data.origins.items():
        if origin.as_of > subject.oracle.as_of + timedelta(days=366):
            yield f"{key} is dated {origin.as_of:%Y-%m-%d}, a year after the recorded answers"
    for spec in data.contracts:
        if spec.fee_schedule not in data.fees and subject.venue.fees is None:
            yield f"{spec.symbol}: it holds no fee schedule {spec.fee_schedule!r}"
