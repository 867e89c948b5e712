"""Who is best where: a map of accounts and stops, and one of accounts and holding times."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.flips import again
from comparator.answers.leaders import Leaders, Up, leaders
from comparator.answers.study import Study
from comparator.render.report.curves import best_first
from comparator.render.report.document import Block, Field, Heading, Map, table
from comparator.render.report.figures import dollars
from comparator.render.sheet import Words
from comparator.words import hours, short_percent

UPS: tuple[Up, ...] = ("stop", "hold")
ACCOUNTS = tuple(map(Decimal, (50, 100, 200, 500, 1000, 2000, 10_000)))
VALUES = {
    "stop": tuple(map(Decimal, ("0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2"))),
    "hold": tuple(map(Decimal, (1, 4, 8, 24, 72, 168, 720))),
}
"""What the tables say of the maps: USD, fractions of the price, hours."""


def leading(study: Study) -> Iterator[Block]:
    """Two maps per asset, each with a table of some of its fields."""
    judged = again(study.main)
    maps = [(asset, leaders(judged, asset, up)) for asset in study.assets for up in UPS]
    shown = [(asset, found) for asset, found in maps if found and found.shares]
    if not shown:
        return
    yield Heading(2, "Who is best where")
    yield Words(
        "Each field of a map is one account and one distance of the stop, or one holding time, all"
        " else as planned; the letter and the colour are those of the venue that is cheapest there."
        " Where a map is empty nobody can take the trade. The frame is the plan itself. The tables"
        " say the same in words for round figures, and comparator flips finds the very places"
        " where it changes."
    )
    last, venues = "", best_first(study)
    for asset, found in shown:
        if asset != last:
            yield Heading(3, asset)
        last = asset
        yield Map(
            name=f"{asset.lower()}-{found.up}", leaders=found, names=study.names, venues=venues
        )
        yield _table(found)


def _table(found: Leaders) -> Block:
    write, head = (short_percent, "stop") if found.up == "stop" else (hours, "held")
    accounts = [value for value in found.accounts if value in {*ACCOUNTS, found.account}]
    values = [value for value in found.values if value in {*VALUES[found.up], found.value}]
    return table(
        f"leaders-{found.asset.lower()}-{found.up}",
        [Field(head), *(Field(dollars(value)) for value in accounts)],
        [
            (write(value), *(found.at(account, value) or "nobody" for account in accounts))
            for value in values
        ],
    )
