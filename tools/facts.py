"""Turn a collection of facts about venues into the fact sheets beside our published figures.

    python tools/facts.py --figures DIR [venue ...]

DIR holds `facts.toml`, whose own comments say what its members mean. Each venue becomes
`plugins/comparator_venues/published/<venue>.facts.toml`.
"""

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import tomli_w
from captures import asked_for
from fees import VENUES, offer_in_words, worded

from comparator.schema import Fact
from comparator.sources.files import write_atomically
from comparator.sources.published import facts

MORE = Path(__file__).parent / "more_facts.toml"
OUT = Path(__file__).parents[1] / "plugins" / "comparator_venues" / "published"


def fact(row: dict[str, Any]) -> Fact:
    """One statement, with the date its document prints."""
    value = cast("str | list[str]", row.get("value", ""))
    printed = row.get("document_date")
    return Fact(
        topic=row["topic"],
        statement=worded(row["statement"]),
        source=worded(row["source"]) + (f" (document of {printed})" if printed else ""),
        as_of=row["as_of"],
        basis=worded(row["basis"]),
        value=tuple(value) if isinstance(value, list) else worded(value),
        subdivisions=tuple(row.get("subdivisions", ())),
        scope=row.get("scope", ""),
    )


def offers(venue: dict[str, Any]) -> Iterator[Fact]:
    """New-user offers as facts, but for those that a fact states already from the same source."""
    told = {row["source"] for row in venue["fact"] if row["topic"] == "fee_promotion"}
    for offer in venue.get("promotion", ()):
        discount = offer["kind"] == "fee_discount"
        if discount and offer["source"] in told:
            continue
        deposit = ""
        if "minimum_deposit" in offer:
            deposit = f" Deposit: {offer['minimum_deposit']} {offer['minimum_deposit_currency']}."
        yield Fact(
            topic="fee_promotion" if discount else "bonus",
            statement=f"Offer for {offer['applies_to']}: {offer['conditions']}.{deposit}",
            source=worded(offer["source"]),
            as_of=offer["as_of"],
            basis=worded(offer["basis"]),
            value=offer_in_words(offer),
        )


def main() -> None:
    """Write the fact sheet of every venue named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("venues", nargs="*", default=(*VENUES, "cme"))
    asked_for(parser, "--figures", "the collection: fees.toml and facts.toml")
    arguments = parser.parse_args()
    every = tomllib.loads((arguments.figures / "facts.toml").read_text("utf-8"))
    more = tomllib.loads(MORE.read_text("utf-8"))
    for name in arguments.venues:
        if name not in every:
            print(f"{name}: not in the collection, its sheet is kept by hand")
            continue
        venue = every.get(name, {"fact": []})
        sheet = (*map(fact, (*venue["fact"], *more.get(name, ()))), *offers(venue))
        rows = [
            {key: value for key, value in cast("dict[str, Any]", row).items() if value}
            for row in msgspec.to_builtins(sheet)
        ]
        path = OUT / f"{name}.facts.toml"
        write_atomically(path, tomli_w.dumps({"facts": rows}).encode())
        print(f"{path.name}: {len(facts(name, OUT / f'{name}.toml').facts)} facts")


if __name__ == "__main__":
    main()
