"""Turn a collection of fee schedules and offers into tables of our published format.

    python tools/fees.py --figures DIR [venue ...]

DIR holds `fees.toml` and `facts.toml`, whose own comments say what their members mean. Each venue
becomes `tools/published/<venue>.fees.toml`, which `tools/publish.py` merges.
"""

import argparse
import re
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from captures import asked_for

from comparator.schema import (
    EEA,
    FeeSchedule,
    FeeTier,
    Origin,
    Promotion,
    Region,
    Rules,
    TokenDiscount,
    VenueData,
)
from comparator.sources.files import write_atomically
from comparator.sources.published import publish, published

OUT = Path(__file__).parent / "published"
VENUES = tuple(sorted(path.name.split(".")[0] for path in OUT.glob("*.fees.toml")))
"""CME is not among them: its charges per contract, broker included, are kept by hand."""
SETTLEMENT = {
    "okx": Decimal("0.0001"),
    "deribit": Decimal("0.00025"),
    "kucoin": Decimal("0.00025"),
}
"""Charged at expiry instead of the exit fee; the collection has it in a note."""
REGIONS = {"eea": ("EEA", EEA)}
"""Schedules of clients of a region alone, by key: its name and countries."""
WORDING = (
    (r"was read by nobody here", "could not be read"),
    (r"is remembered but no source was found", "is rumoured but no source was found"),
    (r": do not apply\.", ": not applied."),
    (r": show them, do not rank by them without saying so", " and may end any day"),
    (r": the report must say which channel it prices", ""),
    (
        r": take makerFeeRate/takerFeeRate of each contract from the wire; this tier is only the",
        ", each with rates of its own in the contract list; this tier is the",
    ),
    (r" Compute it per asset from deployerFeeScale and growthMode instead.*$", ""),
    (r"\bstored copy\b", "kept copy"),
    (r"\bstored material\b", "the material read"),
    (r"shared/venues/cme\.md", "CME Group, contract and market-data pages"),
    (r"shared/venues/coinbase\.md$", "Coinbase Derivatives and Advanced Trade pages"),
    (r"shared/venues/htx\.md$", "huobiapi.github.io, USDT-M reference 1.1.8; a client's limits"),
    (r"shared/venues/\w+\.md; ", ""),
    (r"shared/venues/\w+\.md \(from memory\)", "no document found"),
    (r"shared/venues/\w+\.md \(([^)]*)\)", r"\1"),
    (r" \(shared/(?:wire|venues)/[^)]*\)", ""),
    (r" in shared/wire/\S+", ""),
    (r"^seed article$", "article"),
    (r"\bAO (\w+) profile (\d{4}-\d\d-\d\d)", r"nemanull/arbitrage-observatory, \1 profile of \2"),
)
"""What the collection says of itself, as a reader of the published file would say it."""


def worded(text: str) -> str:
    """A sentence of the collection in words that need no knowledge of it."""
    for pattern, replacement in WORDING:
        text = re.sub(pattern, replacement, text)
    if "shared/" in text:
        raise SystemExit(f"refers to a file that readers do not have: {text}")
    return text


def percent(fraction: str) -> str:
    """`0.10` as `10 %`."""
    return f"{(Decimal(fraction) * 100).normalize():f} %"


def offer_in_words(offer: dict[str, Any]) -> str:
    """What an offer is, in a few words."""
    if offer["kind"] != "fee_discount":
        what = offer["kind"].replace("_", " ")
        amount = f"{offer['amount']} {offer['currency']} " if "amount" in offer else ""
        upper = "up to " if "up to" in offer["conditions"] else ""
        return f"{upper}{amount}{what}"
    products = offer["applies_to"].removesuffix(" fees")
    days = f" for {offer['duration_days']} days" if "duration_days" in offer else ""
    return f"{percent(offer['fraction'])} off {products} fees{days}"


def promotion(offer: dict[str, Any]) -> Promotion:
    """A conditional discount on futures fees."""
    return Promotion(
        text=f"{offer_in_words(offer)}: {offer['conditions']}",
        source=worded(offer["source"]),
        as_of=offer["as_of"],
        fraction=Decimal(offer["fraction"]),
        days=offer.get("duration_days"),
    )


def schedule(
    row: dict[str, Any], api: dict[str, Any] | None, offers: tuple[Promotion, ...]
) -> FeeSchedule:
    """One schedule; `api` is the row of what API orders pay instead."""
    token = row.get("token_discount")
    quality = [row["basis"], row.get("as_of_quality"), row.get("confidence")]
    applies = [row["applies_to"], row.get("region"), row.get("channel")]
    return FeeSchedule(
        tiers=tiers(row),
        source=worded("; ".join(row["sources"])),
        as_of=date.fromisoformat(row["as_of"]),
        base_as_of=date.fromisoformat(row["base_as_of"]) if "base_as_of" in row else None,
        quality="; ".join(filter(None, quality)),
        applies_to=worded("; ".join(filter(None, applies))),
        volume_window_days=row["volume_window_days"],
        requires="all" if " AND " in row["requires"] else "any",
        api_tiers=tiers(api) if api else (),
        settlement=SETTLEMENT.get(row["venue"]),
        token_discount=msgspec.convert(token, TokenDiscount) if token else None,
        promotions=offers,
        notes=worded(notes(row) + (f" API orders: {notes(api)}" if api else "")),
    )


def tiers(row: dict[str, Any]) -> tuple[FeeTier, ...]:
    """The levels of one schedule, lowest first."""
    return msgspec.convert(row["tier"], tuple[FeeTier, ...])


def notes(row: dict[str, Any]) -> str:
    """Everything a reader should know beside the figures, contradictions included."""
    steps = row.get("token_discount_steps", ())
    larger = ", ".join(
        f"{percent(step['fraction'])} from {step['min_token']}"
        + (f" in tier {step['tier']}" if "tier" in step else "")
        for step in steps[1:]
    )
    parts = (
        row.get("notes"),
        row.get("volume_counts") and f"Volume counts {row['volume_counts']}.",
        larger and f"Larger holdings of the token: {larger}.",
        row.get("disagreements") and f"Sources disagree: {row['disagreements']}",
    )
    return " ".join(filter(None, parts))


def schedules(rows: list[dict[str, Any]], offers: tuple[Promotion, ...]) -> dict[str, FeeSchedule]:
    """All schedules that a new account may pay, that of a small one first."""
    api = next((row for row in rows if row["key"] == "api"), None)
    return {
        row["key"]: schedule(row, api if row["default"] else None, offers)
        for row in sorted(rows, key=lambda row: not row["default"])
        if row is not api and open_to_all(tiers(row)[0]) and row["key"] not in REGIONS
    }


def regions(rows: list[dict[str, Any]]) -> dict[str, Region]:
    """What clients of a region pay instead of the first schedule."""
    usual = next(row["key"] for row in rows if row["default"])
    return {
        name: Region(countries=countries, fees={usual: schedule(row, None, ())})
        for row in rows
        if row["key"] in REGIONS
        for name, countries in [REGIONS[row["key"]]]
    }


def open_to_all(tier: FeeTier) -> bool:
    """Whether a first tier asks for nothing; ladders for large accounts alone are left out."""
    asked = (tier.min_volume, tier.min_assets, tier.min_token)
    return not any(asked)


def of_fees(region: Region) -> Origin:
    """A region whose schedules are all that is known of it."""
    (own,) = region.fees.values()
    day = datetime(own.as_of.year, own.as_of.month, own.as_of.day, tzinfo=UTC)
    return Origin(basis="published", source=own.source, as_of=day)


def main() -> None:
    """Write the fee tables of every venue named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("venues", nargs="*", default=VENUES)
    asked_for(parser, "--figures", "the collection: fees.toml and facts.toml")
    arguments = parser.parse_args()
    every = tomllib.loads((arguments.figures / "fees.toml").read_text("utf-8"))["schedule"]
    facts = tomllib.loads((arguments.figures / "facts.toml").read_text("utf-8"))
    for venue in arguments.venues:
        offers = tuple(
            promotion(offer)
            for offer in facts.get(venue, {}).get("promotion", ())
            if offer["kind"] == "fee_discount" and offer["applies_to"] != "spot"
        )
        rows = [row for row in every if row["venue"] == venue]
        fees, abroad = schedules(rows, offers), regions(rows)
        newest = max(row.as_of for row in fees.values())
        data = VenueData(
            venue=venue,
            basis="published",
            source="fee schedules",
            as_of=datetime(newest.year, newest.month, newest.day, tzinfo=UTC),
            fees=fees,
            regions=abroad,
            origins={f"regions/{name}": of_fees(region) for name, region in abroad.items()},
        )
        path = OUT / f"{venue}.fees.toml"
        write_atomically(path, tomli_w.dumps(publish(data)).encode())
        print(f"{path.name}: {', '.join(published(path, Rules()).fees)}")


if __name__ == "__main__":
    main()
