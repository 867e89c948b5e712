"""One section per venue: strengths, weaknesses, fee tiers, access and regulation, offers."""

from collections.abc import Iterator

from msgspec import structs

from comparator.answers.fees import Fees, document
from comparator.answers.strengths import strengths, weaknesses
from comparator.answers.study import Study, row_of
from comparator.render.pages.fees import rate
from comparator.render.pages.fees import sheet as fee_sheet
from comparator.render.report.document import Block, Heading, entries
from comparator.render.sheet import Sheet, Words
from comparator.schema import Fact, FeeSchedule, VenueData
from comparator.words import counted, listed, money, short_percent

TIERS = 4
"""Fee tiers shown; a small account sees the first, and where the next ones begin."""
SAID = ("venue", "schedule", "reached", "basis", "as_of")
"""Columns of `comparator fees` that the lines above each table say already."""
TOPICS = {
    "restricted_regions": "Not served",
    "api_regions": "API access",
    "regulation": "Regulation",
    "kyc": "Identity check",
    "minimum_deposit": "Smallest deposit",
    "withdrawal_cost": "Cost of withdrawing",
    "funding_cap": "Funding cap",
    "proof_of_reserves": "Reserves",
    "custody": "Custody",
    "incidents": "Incident",
    "rate_limits": "Rate limits",
    "open_order_limits": "Open orders",
    "fee_promotion": "Fee offer",
    "bonus": "Bonus",
}
"""Topics of fact sheets in the order they are shown; others follow."""
OFFERS = ("fee_promotion", "bonus")


def sections(study: Study) -> Iterator[Block]:
    """Every venue of the comparison, and those that could not be asked."""
    yield Heading(2, "The venues one by one")
    yield Words(
        "Strengths and weaknesses follow from the figures of this report alone. Facts on access,"
        " regulation and offers are quoted with source and date, never scored and no legal advice;"
        " a topic that is missing was not found, which does not mean that there is nothing."
    )
    fees = document(study.snapshot, study.trade, all_tiers=True)
    for data in study.venues:
        yield from _section(study, data, fees)


def _section(study: Study, data: VenueData, fees: Fees) -> Iterator[Block]:
    name = study.name(data.venue)
    yield Heading(3, name if name == data.venue else f"{name} ({data.venue})")
    for title, found in (
        ("Strengths", strengths(study, data)),
        ("Weaknesses", weaknesses(study, data)),
    ):
        items = tuple(found)
        yield entries([("", item) for item in items or ("none that these figures show",)], title)
    for key, schedule in sorted(data.fees.items()):
        yield from _fees(data, key, schedule, fees)
    yield from _offers(study, data)
    yield from _facts(study, data)


def _fees(data: VenueData, key: str, schedule: FeeSchedule, fees: Fees) -> Iterator[Block]:
    """The first tiers, as `comparator fees` shows them, and where the others lead."""
    about = f" ({schedule.applies_to})" if schedule.applies_to else ""
    source = f"{schedule.source}; as of {schedule.as_of:%Y-%m-%d}"
    quality = f"; {schedule.quality}" if schedule.quality else ""
    yield entries([("", f"Source: {source}{quality}")], f"Fees, schedule {key}{about}")
    rows = [row for row in fees.rows if (row.venue, row.schedule) == (data.venue, key)]
    by_api = [row for row in rows if row.channel == "api"]
    others = [row for row in rows if row.channel != "api"]
    shown = tuple(others[:TIERS] + by_api[:1])
    table = fee_sheet(structs.replace(fees, rows=shown))
    columns = tuple(column for column in table.columns if column.name not in SAID)
    yield Sheet(name=f"fees-{data.venue}-{key}", columns=columns, rows=shown)
    if any(row.volume or row.assets or row.token for row in shown):
        all_needed = "all thresholds" if schedule.requires == "all" else "one of the thresholds"
        yield Words(
            f"A tier takes {all_needed}, the volume within {schedule.volume_window_days} days."
        )
    more = others[TIERS:]
    if more:
        last = more[-1]
        yield Words(
            f"{counted(len(more), 'more tier')}, down to {rate(last.maker)} maker and"
            f" {rate(last.taker)} taker ({last.tier})."
        )


def _offers(study: Study, data: VenueData) -> Iterator[Block]:
    items = list[str]()
    for schedule in data.fees.values():
        token = schedule.token_discount
        if token:
            items.append(
                f"{short_percent(token.fraction)} off when fees are paid in {token.token}"
                f" ({token.condition}; {schedule.as_of:%Y-%m-%d})."
            )
        items += [f"{offer.text} ({offer.source}, {offer.as_of})." for offer in schedule.promotions]
    items += [_fact(fact)[1] for fact in _sheet(study, data.venue) if fact.topic in OFFERS]
    if not items:
        return
    title = "Offers (conditional, and in no figure of this report)"
    yield entries([("", item) for item in dict.fromkeys(items)], title)
    effect = list(_with_offers(study, data.venue))
    if effect:
        yield Words(f"With the token discount and the best offer: {listed(effect)}.")


def _with_offers(study: Study, venue: str) -> Iterator[str]:
    for asset in study.assets:
        now, then = row_of(study.main, asset, venue), row_of(study.offers, asset, venue)
        if now.status != "ok" or not (now.costs and then.costs):
            continue
        if then.costs.total < now.costs.total:
            yield f"{asset} {money(then.costs.total)} instead of {money(now.costs.total)}"


def _facts(study: Study, data: VenueData) -> Iterator[Block]:
    found = [fact for fact in _sheet(study, data.venue) if fact.topic not in OFFERS]
    order = list(TOPICS)
    found.sort(key=lambda fact: order.index(fact.topic) if fact.topic in order else len(order))
    if found:
        yield entries(list(map(_fact, found)), "Access, regulation and safety")
    present = {fact.topic for fact in _sheet(study, data.venue)}
    missing = [label.lower() for topic, label in TOPICS.items() if topic not in present]
    if missing:
        yield Words(f"Nothing found on: {', '.join(missing)}.")


def _sheet(study: Study, venue: str) -> tuple[Fact, ...]:
    sheet = study.facts.get(venue)
    return sheet.facts if sheet else ()


def _fact(fact: Fact) -> tuple[str, str]:
    codes = f" [{', '.join(fact.value)}]" if isinstance(fact.value, tuple) and fact.value else ""
    scope = f" ({fact.scope})" if fact.scope else ""
    return (
        f"{TOPICS.get(fact.topic, fact.topic)}{scope}:",
        f"{fact.statement}{codes} (Source: {fact.source}; {fact.as_of}; {fact.basis}.)",
    )
