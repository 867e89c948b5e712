"""An independent client reads the same recorded answers and must agree on units, steps and fees."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import ccxt
import msgspec
import pytest

from comparator.schema import ContractSpec
from comparator.sources.discovery import discover
from comparator.testing import Subject, subject_of
from comparator.testing.evidence import Evidence, Interaction

CASSETTES = Path(__file__).parents[1] / "cassettes"
READERS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "bybit": (
        ("fetch_future_markets", {"category": "linear"}),
        ("fetch_future_markets", {"category": "inverse"}),
    ),
    "bingx": (("fetch_swap_markets", {}), ("fetch_inverse_swap_markets", {})),
    "gate": (("fetch_swap_markets", {}), ("fetch_future_markets", {})),
    "kucoinfutures": (("fetch_contract_markets", {}),),
    "lbank": (("fetch_swap_markets", {}),),
    "mexc": (("fetch_swap_markets", {}),),
    "xt": (("fetch_swap_and_future_markets", {}),),
    "hyperliquid": (("fetch_swap_markets", {}),),
    "grvt": (("fetch_markets", {"is_active": True}),),
}
"""What reads futures alone; `fetch_markets` of the others can be told what to fetch."""
NAMED_BY = {"hyperliquid": "baseName", "lighter": "baseId"}
"""The member with the venue's symbol where `id` is something else, here a place in the list."""
TYPES: dict[str, object] = {
    "binance": ["linear", "inverse"],
    "okx": ["swap", "future"],
    "htx": {"spot": False, "linear": True, "inverse": True},
}
NO_CLIENT = {"bitunix", "coinw"}
"""What ccxt does not know: a class of the first came after 4.5.90, of the second none."""
URLS = {"htx": {"hostnames": {"contract": "api.hbdm.com"}}}
"""Where the client asks another host than we do."""


def evidenced() -> Iterator[str]:
    """Installed venues whose oracle names a client."""
    for venue in discover().venues:
        path = CASSETTES / venue.id / "oracle.toml"
        if path.exists() and Evidence(path.parent).oracle().ccxt:
            yield venue.id


@cache
def subject(venue: str) -> Subject:
    return subject_of(venue, CASSETTES / venue)


@cache
def markets(venue: str) -> dict[str, dict[str, Any]]:
    """What ccxt makes of the recorded answers, by the venue's symbol."""
    known = subject(venue).oracle.ccxt
    assert known
    options = {"fetchMarkets": {"types": TYPES[known.id]}} if known.id in TYPES else {}
    client = getattr(ccxt, known.id)({"options": options, "urls": URLS.get(known.id, {})})
    client.number = str
    client.calculate_rate_limiter_cost = lambda *_: 1  # it counts with numbers, and nobody is asked

    def recorded(
        url: str, method: str = "GET", _headers: object = None, body: str | None = None
    ) -> Any:
        found = best(subject(venue).interactions, method, url, body)
        return client.on_json_response(found.body.decode()) if found else {}

    client.fetch = recorded
    found, name_of = dict[str, dict[str, Any]](), NAMED_BY.get(known.id, "id")
    for name, params in READERS.get(known.id, (("fetch_markets", {}),)):
        found |= {row[name_of]: row for row in getattr(client, name)(params) if row["contract"]}
    return found


def best(
    interactions: tuple[Interaction, ...], method: str, url: str, body: str | None
) -> Interaction | None:
    """The recorded answer to the request most like this one; None: nothing of that path."""
    wanted = set(parse_qsl(urlsplit(url).query))
    asked = msgspec.json.decode(body) if body else None
    like = [
        item
        for item in interactions
        if item.method == method
        and urlsplit(item.url)[:3] == urlsplit(url)[:3]
        and (asked is None or msgspec.json.decode(item.asked) == asked)
    ]

    def fit(item: Interaction) -> int:
        return len(wanted & set(parse_qsl(urlsplit(item.url).query)))

    return max(like, key=fit, default=None)


def differences(venue: str, symbol: str) -> dict[str, str]:
    """What the two clients say differently; what ccxt leaves open is no difference."""
    spec = {row.symbol: row for row in subject(venue).data.contracts}[symbol]
    theirs = markets(venue).get(symbol)
    if theirs is None:
        return {"row": "ccxt does not read it"}
    maker, taker = fees(venue, spec)
    payoff = next((name for name in ("linear", "inverse", "quanto") if theirs.get(name)), None)
    pairs: dict[str, tuple[object, object]] = {
        "contract_size": (spec.contract_size, number(theirs["contractSize"])),
        "qty_step": (spec.qty_step, number(theirs["precision"]["amount"])),
        "min_qty": (spec.min_qty, number(theirs["limits"]["amount"]["min"])),
        "min_notional": (spec.min_notional, number(theirs["limits"]["cost"]["min"])),
        "tick_size": (spec.tick_size, number(theirs["precision"]["price"])),
        "payoff": (spec.payoff, payoff),
        "maker_fee": (maker, number(theirs.get("maker"))),
        "taker_fee": (taker, number(theirs.get("taker"))),
    }
    return {
        name: f"{ours} here, {other} in ccxt"
        for name, (ours, other) in pairs.items()
        if other is not None and ours is not None and ours != other
    }


def fees(venue: str, spec: ContractSpec) -> tuple[Decimal | None, Decimal | None]:
    """Maker and taker rate of a new small account."""
    if spec.maker_fee is not None:
        return spec.maker_fee, spec.taker_fee
    schedule = subject(venue).data.fees.get(spec.fee_schedule)
    return (schedule.tiers[0].maker, schedule.tiers[0].taker) if schedule else (None, None)


def number(text: object) -> Decimal | None:
    """The client's own tables hold floats; their shortest text is what was meant."""
    return None if text is None or text == "" else Decimal(str(text))


@pytest.mark.parametrize("venue", list(evidenced()))
def test_ccxt_agrees_on_every_contract_of_the_oracle(venue: str) -> None:
    known = subject(venue).oracle.ccxt
    assert known
    found = {
        f"{row['symbol']} {field}": text
        for row in subject(venue).oracle.contract
        for field, text in differences(venue, row["symbol"]).items()
    }
    assert {key: text for key, text in found.items() if key not in known.exempt} == {}
    assert [key for key in known.exempt if key not in found] == [], "not needed any more"


def test_every_venue_with_recorded_answers_is_read_by_ccxt() -> None:
    recorded = {path.parent.name for path in CASSETTES.glob("*/fetch.yaml")}
    assert recorded - NO_CLIENT == set(evidenced())


def test_a_wrong_contract_size_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = {key: dict(row) for key, row in markets("binance").items()}
    theirs["BTCUSD_PERP"]["contractSize"] = "10"
    monkeypatch.setattr(f"{__name__}.markets", lambda _: theirs)
    assert differences("binance", "BTCUSD_PERP") == {"contract_size": "100 here, 10 in ccxt"}
