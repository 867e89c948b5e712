"""Checks C40 to C43: answers that change a little, as they do every few months."""

from collections.abc import Iterator

from msgspec import structs

from comparator.errors import WireMismatch
from comparator.schema import VenueData
from comparator.testing.evidence import FETCH, Interaction
from comparator.testing.mutations import (
    EDITS,
    MOST_LEAVES,
    Edit,
    Path,
    at,
    edited,
    everywhere,
    leaves,
    parsed,
    rows,
    spoilt,
    turned,
    twice,
    with_document,
)
from comparator.testing.replay import Answered
from comparator.testing.subject import Checks, Subject

CHECKS = Checks()

NEW_MEMBER: dict[str, object] = {"comparatorNew": {"added": [1, "x", None]}}


@CHECKS.add(
    "C40",
    "members nobody knew yet change nothing",
    why="venues add members every month, and say so nowhere",
    cause="forbid_unknown_fields on a wire struct, or a map decoded where rows are meant",
    proves="contracts",
    asks=True,
)
def additions(subject: Subject) -> Iterator[str]:
    """A new member in every object that is not a table keyed by symbol."""
    symbols = _symbols(subject.baseline)

    def add(members: dict[str, object]) -> dict[str, object]:
        keyed = any(key in symbols or key.isdigit() for key in members)
        return members if keyed else members | NEW_MEMBER

    endpoints = dict.fromkeys(item.endpoint for item in subject.interactions)
    subject.tried["C40"] += len(endpoints)
    for endpoint in endpoints:
        found = subject.asking.over(
            with_document(item, everywhere(parsed(item.body), add))
            if item.endpoint == endpoint
            else item
            for item in subject.interactions
        )
        yield from (f"{endpoint}: {text}" for text in _others(found, subject.baseline, None))


@CHECKS.add(
    "C41",
    "a row that stands twice is one contract",
    why="pages overlap, and a contract counted twice is ranked twice",
    cause="a table keyed by something that is not the symbol",
    proves="contracts",
    asks=True,
)
def repeated(subject: Subject) -> Iterator[str]:
    """Every instrument's row doubled, at every endpoint in turn."""
    symbols = _symbols(subject.baseline)
    endpoints = dict.fromkeys(item.endpoint for item in subject.interactions)
    subject.tried["C41"] += len(endpoints)
    for endpoint in endpoints:
        found = subject.asking.over(
            with_document(item, twice(parsed(item.body), symbols))
            if item.endpoint == endpoint
            else item
            for item in subject.interactions
        )
        if found.data is None:
            yield f"{endpoint}: {found.error}"
            continue
        seen = [spec.symbol for spec in found.data.contracts]
        if len(seen) != len(set(seen)) or set(seen) != {
            spec.symbol for spec in subject.baseline.contracts
        }:
            yield f"{endpoint}: contracts became {', '.join(seen)}"


@CHECKS.add(
    "C42",
    "one odd instrument changes only itself",
    why="one listing of a new kind must not cost the other seven hundred",
    cause="a list decoded whole instead of as Raw rows; a lookup outside the normaliser",
    proves="contracts",
    asks=True,
)
def odd_ones(subject: Subject) -> Iterator[str]:
    """Every leaf of some instruments' rows spoiled in every way; all others must stay the same."""
    symbols = _symbols(subject.baseline)
    if len(symbols) == 1:
        yield f"{FETCH} lists {symbols.pop()} alone: keep a second row, which must then not change"
        return
    for number, path, symbol in _chosen(subject, symbols):
        yield from _spoilt_row(subject, number, path, symbol)


def _turned(subject: Subject) -> dict[int, Interaction]:
    """The interactions that hold a book, by their number, with its levels the other way round."""
    books = subject.baseline.books.values()
    # some exchanges send both sides in one list
    sides = (side for book in books for side in (book.bids, book.asks, book.bids + book.asks))
    prices = [frozenset(price for price, _ in side) for side in sides]
    found = dict[int, Interaction]()
    for number, item in enumerate(subject.interactions):
        document = parsed(item.body)
        if (other := turned(document, prices)) != document:
            found[number] = with_document(item, other)
    return found


def _unturned(subject: Subject) -> str:
    if _turned(subject):
        return ""
    sides = (side for book in subject.baseline.books.values() for side in (book.bids, book.asks))
    ordered = any(len(side) > 1 for side in sides)
    return (
        "no recorded list holds a book's levels" if ordered else "no recorded book has two levels"
    )


@CHECKS.add(
    "C43",
    "a book is the same in whatever order its levels are sent",
    why="some exchanges send the best level last, and some change their mind",
    cause="the first level taken for the best: api.order_book and api.best_first sort",
    proves="depth and tiers",
    asks=True,
    absent=_unturned,
)
def best_last(subject: Subject) -> Iterator[str]:
    """Every list of a book's levels turned round; nothing may change."""
    changed = _turned(subject)
    subject.tried["C43"] += len(changed)
    found = subject.asking.over(
        changed.get(number, item) for number, item in enumerate(subject.interactions)
    )
    yield from _others(found, subject.baseline, None)


def _spoilt_row(subject: Subject, number: int, row: Path, symbol: str) -> Iterator[str]:
    item = subject.interactions[number]
    document = parsed(item.body)
    asking = structs.replace(subject.asking, symbols=_company(subject, item, symbol))
    before = asking.over(subject.interactions)

    def spoil(leaf: Path, edit: Edit) -> list[Interaction]:
        changed = list(subject.interactions)
        value = spoilt(at(document, row + leaf), edit)
        changed[number] = with_document(item, edited(document, row + leaf, value))
        return changed

    paths = list(leaves(at(document, row)))[:MOST_LEAVES]
    probe, *others = EDITS
    probes = asking.over_each(spoil(leaf, probe) for leaf in paths)
    # a member that the plugin does not read may hold anything, so one wrong value is enough
    read = [leaf for leaf, found in zip(paths, probes, strict=True) if found != before]
    plans = [(leaf, edit) for leaf in read for edit in others]
    results = probes + asking.over_each(spoil(leaf, edit) for leaf, edit in plans)
    plans = [(leaf, probe) for leaf in paths] + plans
    subject.tried["C42"] += len(plans)
    for (leaf, edit), found in zip(plans, results, strict=True):
        where = f"{item.endpoint} {symbol} {'.'.join(map(str, leaf))} {edit.name}"
        yield from (f"{where}: {text}" for text in _others(found, before.data, symbol))


def _company(subject: Subject, item: Interaction, symbol: str) -> frozenset[str]:
    """Whose quotes and depth to ask for: the odd one's and one other's, if they can change."""
    if item.key in subject.first:
        return frozenset()
    others = sorted(set(subject.baseline.markets) - {symbol})
    return frozenset([symbol, *others[:1]])


def _chosen(subject: Subject, symbols: set[str]) -> Iterator[tuple[int, Path, str]]:
    """Of every endpoint one row per sort of contract: (number of the interaction, path, symbol)."""
    specs = {spec.symbol: spec for spec in subject.baseline.contracts}
    # what requests call a contract, its rows may, too; but a number may be anything
    called = {
        spec.wire_id: spec.symbol
        for spec in specs.values()
        if spec.wire_id and not spec.wire_id.isdigit()
    }
    done = set[tuple[str, Path, object]]()
    for number, item in enumerate(subject.interactions):
        for path, name in rows(parsed(item.body), symbols | called.keys()):
            symbol = called.get(name, name)
            spec = specs.get(symbol)
            if spec is None:
                continue
            # rows of one list are alike; those of another list or key in the answer are not
            place = tuple(step for step in path if isinstance(step, str) and step not in symbols)
            kind = spec.kind if item.key in subject.first else None  # quotes differ by payoff alone
            sort = (item.endpoint, place, (kind, spec.payoff))
            if sort not in done:
                done.add(sort)
                yield number, path, symbol


def _symbols(data: VenueData) -> set[str]:
    rejected = {row.symbol for row in data.rejected} - {"?"}
    return {spec.symbol for spec in data.contracts} | set(data.closed) | rejected


def _others(found: Answered, before: VenueData | None, odd: str | None) -> Iterator[str]:
    """What changed of all instruments but `odd` (None: of all)."""
    if before is None:
        return
    if found.data is None:
        alone = set(before.markets) == {odd}  # nobody else's quote is left
        if not (alone and isinstance(found.error, WireMismatch)):
            yield f"{type(found.error).__name__}: {found.error}"
        return
    was, now = _by_symbol(before), _by_symbol(found.data)
    for symbol, whole in was.items():
        if symbol != odd and now.get(symbol) != whole:
            yield f"{symbol} changed: {_difference(whole, now.get(symbol))}"
    appeared = now.keys() - was.keys()
    if len(appeared) > (odd is not None):
        yield f"{', '.join(sorted(appeared))} appeared"


def _by_symbol(data: VenueData) -> dict[str, dict[str, object]]:
    return {
        spec.symbol: {
            "contract": spec,
            "quote": data.markets.get(spec.symbol),
            "book": data.books.get(spec.symbol),
            "tiers": data.tiers.get(spec.symbol),
        }
        for spec in data.contracts
    }


def _difference(was: dict[str, object], now: dict[str, object] | None) -> str:
    if now is None:
        return "it is gone"
    return ", ".join(f"its {name}" for name, value in was.items() if now[name] != value)
