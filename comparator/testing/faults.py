"""Checks C30 to C39: venues that refuse, fail or answer something else."""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from comparator import errors
from comparator.schema import VenueData
from comparator.testing.evidence import REFUSALS, Interaction
from comparator.testing.mutations import emptied, parsed, with_document
from comparator.testing.replay import Answered
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

HTML = b"<html><head><title>Attention Required</title></head><body>blocked</body></html>"
BARRED = b"<html><head><title>Sorry</title></head><body>not in your country</body></html>"
PATIENCE = 3600.0
"""Seconds in Retry-After: more than anybody waits for, so nobody does."""
DEADLINE = 45.0
"""Seconds that asking a venue may take."""

Change = Callable[[Interaction], Interaction]


class Fault(Struct, frozen=True):
    """One way an answer goes wrong, and the error it must become."""

    name: str
    change: Change
    error: type[errors.VenueError]


def _status(status: int, body: bytes = b"{}", **headers: str) -> Change:
    named = {key.replace("_", "-"): (value,) for key, value in headers.items()}
    return lambda item: structs.replace(item, status=status, headers=named, body=body)


def _body(body: bytes) -> Change:
    return lambda item: structs.replace(item, status=200, body=body)


def _check(subject: Subject, number: str, fault: Fault) -> Iterator[str]:
    """The fault at every endpoint in turn: that error is raised, or costs only that figure."""
    endpoints = list(dict.fromkeys(item.endpoint for item in subject.interactions))
    variants = [
        [fault.change(item) if item.endpoint == endpoint else item for item in subject.interactions]
        for endpoint in endpoints
    ]
    subject.tried[number] += len(variants)
    for endpoint, found in zip(endpoints, subject.asking.over_each(variants), strict=True):
        for problem in _problems(found, fault, subject.baseline):
            yield f"{fault.name} from {endpoint}: {problem}"


def _problems(found: Answered, fault: Fault, before: VenueData) -> Iterator[str]:
    raised = found.error if found.error is not None else None
    if raised is not None and type(raised) is not fault.error:
        yield f"must be {fault.error.__name__}, was {type(raised).__name__}: {raised}"
    if not found.warned:
        yield "nobody would be told"
    yield from invented(found.data, before)
    limited = [
        error for error in (raised, *found.failures) if isinstance(error, errors.RateLimited)
    ]
    if fault.error is errors.RateLimited and not all(map(_patient, limited)):
        yield f"retry_after must be {PATIENCE:g} seconds, was {limited[0].retry_after}"
    if fault.error is not errors.WireMismatch:  # of those, a plugin may look into the body itself
        for error in found.failures:
            if type(error) is not fault.error:
                yield f"must be {fault.error.__name__}, was {type(error).__name__}: {error}"


def _patient(error: errors.RateLimited) -> bool:
    """Of requests that were held back since, what is left of the time is told."""
    return error.retry_after is not None and PATIENCE - DEADLINE <= error.retry_after <= PATIENCE


def invented(data: VenueData | None, before: VenueData) -> Iterator[str]:
    """Contracts that a damaged answer adds, or that it changes in more than what became unknown."""
    known = {spec.symbol: spec for spec in before.contracts}
    for spec in data.contracts if data else ():
        if spec.symbol not in known:
            yield f"{spec.symbol} appeared"
            continue
        for name in spec.__struct_fields__:
            was, now = getattr(known[spec.symbol], name), getattr(spec, name)
            if now != was and now is not None:
                yield f"{spec.symbol}: {name} became {now}, was {was}"


def _add(number: str, title: str, why: str, cause: str, faults: tuple[Fault, ...]) -> None:
    def run(subject: Subject) -> Iterator[str]:
        for fault in faults:
            yield from _check(subject, number, fault)

    CHECKS.add(number, title, why=why, cause=cause, proves="contracts", asks=True)(run)


_add(
    "C30",
    "too many requests is RateLimited, with the seconds to wait",
    "only then is the venue asked again later, and not sooner",
    "refusal() takes a body for its own error before the status is seen",
    (
        Fault("HTTP 429", _status(429, retry_after="3600"), errors.RateLimited),
        Fault("HTTP 418", _status(418, retry_after="3600"), errors.RateLimited),
    ),
)
_add(
    "C31",
    "a country that is not served is GeoBlocked",
    "the reader learns that the venue refuses the place, not that the program is broken",
    "refusal() takes a body for its own error before the status is seen",
    (
        Fault("HTTP 451", _status(451), errors.GeoBlocked),
        Fault("HTTP 403 with a page", _status(403, BARRED), errors.GeoBlocked),
    ),
)
_add(
    "C32",
    "a venue that is down is Unreachable",
    "it is asked again, and other venues' rows do not wait",
    "refusal() takes a body for its own error before the status is seen",
    tuple(
        Fault(f"HTTP {status}", _status(status, HTML), errors.Unreachable)
        for status in (500, 502, 503, 504)
    ),
)
_add(
    "C33",
    "a page, half an answer or something else is WireMismatch",
    "our bug or their change must be told from everyday weather",
    "a member with a default where the venue always sends one, or a broad except",
    (
        Fault("a page with HTTP 200", _body(HTML), errors.WireMismatch),
        Fault("nothing", _body(b""), errors.WireMismatch),
        Fault(
            "half an answer",
            lambda item: structs.replace(item, body=item.body[: len(item.body) // 2]),
            errors.WireMismatch,
        ),
        Fault("null", _body(b"null"), errors.WireMismatch),
        Fault("a word", _body(b'"comparator-unknown"'), errors.WireMismatch),
        Fault("a number", _body(b"1e9999"), errors.WireMismatch),
    ),
)

_CONTENT = (errors.WireMismatch, errors.Refused)


@CHECKS.add(
    "C34",
    "an empty answer invents nothing",
    why="a venue that lists nothing today must not look as it did yesterday",
    cause="a default in a wire struct that stands for a figure",
    proves="contracts",
    asks=True,
)
def empty(subject: Subject) -> Iterator[str]:
    """`[]`, `{}` and every list emptied, at every endpoint in turn."""
    changes: dict[str, Change] = {
        "[]": _body(b"[]"),
        "{}": _body(b"{}"),
        "empty lists": lambda item: with_document(item, emptied(parsed(item.body))),
    }
    endpoints = list(dict.fromkeys(item.endpoint for item in subject.interactions))
    for name, change in changes.items():
        variants = [
            [change(item) if item.endpoint == endpoint else item for item in subject.interactions]
            for endpoint in endpoints
        ]
        subject.tried["C34"] += len(variants)
        for endpoint, found in zip(endpoints, subject.asking.over_each(variants), strict=True):
            if found.error is not None and type(found.error) not in _CONTENT:
                yield f"{name} from {endpoint}: {type(found.error).__name__}: {found.error}"
            for problem in invented(found.data, subject.baseline):
                yield f"{name} from {endpoint}: {problem}"


@CHECKS.add(
    "C35",
    "recorded refusals become the errors the oracle names",
    why="venues say no in words of their own, often with HTTP 200",
    cause="refusal() does not know the code",
    proves="contracts",
    asks=True,
)
def refusals(subject: Subject) -> Iterator[str]:
    """Every interaction of refusals.yaml."""
    expected = {row.key: row for row in subject.oracle.refusal}
    recorded = subject.evidence.interactions(REFUSALS)
    subject.tried["C35"] += len(recorded)
    for item in recorded:
        row, error = expected.pop(item.key, None), subject.asking.refused(item)
        what = f"{item.method} {item.url} {item.asked.decode()}".strip()
        if row is None:
            yield f"oracle.toml has no [[refusal]] for {what}: it became {type(error).__name__}"
        elif type(error).__name__ != row.error:
            yield f"{what}: must be {row.error}, was {type(error).__name__}: {error}"
    yield from (f"nothing recorded for {row}" for row in expected.values())
    if not recorded:
        yield f"{REFUSALS} holds no refusal"
