"""A rate sent with a contract is held against the venue's own published schedule."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import structs

from comparator.agreement.quotes import Finding, Quote, figure, middle
from comparator.schema import ZERO, ContractSpec, FigureWarning, VenueData

HALF, FEW = Decimal("0.5"), 3
"""A base fee that the venue's answer alone says is held to half of the others' median."""
LOWEST, HIGHEST = Decimal("0.75"), Decimal(5)
"""What a rate on the wire may be of the published one. A venue that has become cheaper by a quarter
since somebody looked is usual; cheaper than that it says so, or the rate is not the customer's.
A dearer one is believed up to five times: it wins nothing."""


def published_fee(spec: ContractSpec, data: VenueData, said: list[FigureWarning]) -> ContractSpec:
    """`spec` without rates that contradict the venue's schedule, which then prices it.

    As it is where the plugin names evidence that they are the customer's (`Rules.contract_fees`),
    unless the taker is paid.
    """
    schedule, maker, taker = data.fees.get(spec.fee_schedule), spec.maker_fee, spec.taker_fee
    if schedule is None or (maker is None and taker is None):
        return spec
    base = schedule.tiers[0]
    reason = ""
    if taker is not None and taker < ZERO and not base.taker < ZERO:
        reason = "a taker who is paid is nowhere published"
    elif data.rules.contract_fees:
        return spec
    elif maker is not None and taker is not None and maker > taker:
        reason = "the maker pays more than the taker"
    else:
        for name, rate, told in (("taker", taker, base.taker), ("maker", maker, base.maker)):
            if rate is not None and not _near(rate, told):
                reason = f"its own schedule says {name} {_percent(told)} ({schedule.as_of})"
                break
    if not reason:
        return spec
    sent = ", ".join(
        f"{name} {_percent(rate)}"
        for name, rate in (("maker", maker), ("taker", taker))
        if rate is not None
    )
    text = f"{sent}, as sent with the contract, is not used: {reason}; the schedule prices it"
    said.append(FigureWarning(code="implausible_fee", message=text))
    return structs.replace(spec, maker_fee=None, taker_fee=None)


def odd_fees(quotes: Sequence[Quote]) -> dict[tuple[str, str], Finding]:
    """Contracts whose schedule nobody has published and is half of what others charge, or less."""
    tiers = {quote.spec.venue: quote.fee for quote in quotes if quote.fee}
    if len(tiers) < FEW:
        return {}
    usual = {
        "taker": middle([tier.taker for tier in tiers.values()]),
        "maker": middle([tier.maker for tier in tiers.values()]),
    }
    found = dict[tuple[str, str], Finding]()
    for quote in quotes:
        if quote.fee is None or quote.fee_evident:
            continue
        for name, rate in (("taker", quote.fee.taker), ("maker", quote.fee.maker)):
            if rate < HALF * max(usual[name], ZERO):
                found[quote.key] = Finding(
                    status="implausible_fee",
                    reason=f"its own answer alone says that the {name} pays {_percent(rate)};"
                    f" the median of {len(tiers)} venues is {_percent(usual[name])}",
                )
                break
    return found


def _near(rate: Decimal, told: Decimal) -> bool:
    if told <= ZERO:  # a published rebate, or nothing: only what is dearer may be
        return rate >= told
    return LOWEST * told <= rate <= HIGHEST * told


def _percent(rate: Decimal) -> str:
    return f"{figure(100 * rate)} %"
