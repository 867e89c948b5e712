"""One section per venue: strengths, weaknesses, fee tiers, access and regulation, offers."""

from collections.abc import Iterator
from decimal import Decimal

from comparator.answers.strengths import strengths, weaknesses
from comparator.answers.study import Study, row_of
from comparator.render.report.document import Block, Field, Heading, Line, remarks, table
from comparator.render.report.figures import dollars
from comparator.render.sheet import Words
from comparator.schema import Fact, FeeSchedule, FeeTier, VenueData
from comparator.words import listed, money, quantity, short_percent

TIERS = 4
"""Fee tiers shown; a small account sees the first, and where the next ones begin."""
TOPICS = {
    "restricted_regions": "Not served",
    "api_regions": "API access",
    "regulation": "Regulation",
    "kyc": "Identity check",
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
    for data in study.venues:
        yield from _section(study, data)


def _section(study: Study, data: VenueData) -> Iterator[Block]:
    name = study.name(data.venue)
    yield Heading(3, name if name == data.venue else f"{name} ({data.venue})")
    for title, found in (
        ("Strengths", strengths(study, data)),
        ("Weaknesses", weaknesses(study, data)),
    ):
        items = tuple(found)
        yield remarks([("", item) for item in items or ("none that these figures show",)], title)
    for key, schedule in sorted(data.fees.items()):
        yield from _fees(data, key, schedule)
    yield from _offers(study, data)
    yield from _facts(study, data)


def _fees(data: VenueData, key: str, schedule: FeeSchedule) -> Iterator[Block]:
    about = f" ({schedule.applies_to})" if schedule.applies_to else ""
    source = f"{schedule.source}; as of {schedule.as_of:%Y-%m-%d}"
    quality = f"; {schedule.quality}" if schedule.quality else ""
    yield remarks([("", f"Source: {source}{quality}")], f"Fees, schedule {key}{about}")
    flat = any(tier.per_contract for tier in schedule.tiers)
    columns = [Field("tier"), Field("maker", rate), Field("taker", rate)]
    if flat:
        columns.append(Field("per contract and side", money))
    columns.append(Field(f"needs within {schedule.volume_window_days} days"))
    rows = list[Line]()
    for tier in schedule.tiers[:TIERS]:
        fixed = (tier.per_contract,) if flat else ()
        rows.append((tier.name, tier.maker, tier.taker, *fixed, _needs(tier, schedule)))
    yield table(f"fees-{data.venue}-{key}", tuple(columns), tuple(rows))
    more = schedule.tiers[TIERS:]
    if more:
        last = more[-1]
        yield Words(
            f"{len(more)} more tier{'s' * (len(more) > 1)}, down to {rate(last.maker)} maker and"
            f" {rate(last.taker)} taker ({last.name})."
        )
    if schedule.api_tiers:
        first = schedule.api_tiers[0]
        yield Words(
            f"Orders sent by API pay {rate(first.maker)} maker and {rate(first.taker)} taker."
        )


def rate(fraction: Decimal) -> str:
    """`0.055 %`: a fee rate with every digit it has."""
    return f"{quantity(fraction * 100)} %"


def _needs(tier: FeeTier, schedule: FeeSchedule) -> str:
    needs = [
        text
        for value, text in (
            (tier.min_volume, f"volume of {dollars(tier.min_volume or Decimal(0))}"),
            (tier.min_assets, f"assets of {dollars(tier.min_assets or Decimal(0))}"),
            (tier.min_token, f"{quantity(tier.min_token or Decimal(0))} of the venue's token"),
        )
        if value
    ]
    if needs:
        return listed(needs, "and" if schedule.requires == "all" else "or")
    named = [tier.min_volume, tier.min_assets, tier.min_token]
    known = any(value is not None for value in named) or tier == schedule.tiers[0]
    return "nothing" if known else "an invitation"


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
    yield remarks([("", item) for item in dict.fromkeys(items)], title)
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
        yield remarks(list(map(_fact, found)), "Access, regulation and safety")
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
