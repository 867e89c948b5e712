"""The first page: the verdict on each coin, and who can trade what."""

from collections.abc import Iterator

from comparator.answers.minimum import document
from comparator.answers.sentences import freshness, plan_of, verdict
from comparator.answers.study import Study, rows_of
from comparator.render.pages import minimum
from comparator.render.report.document import Block, Heading
from comparator.render.report.figures import dollars
from comparator.render.sheet import Words
from comparator.words import account, listed, money, percent, trust


def opening(study: Study) -> Iterator[Block]:
    """Title, the verdict on each coin as `compare` says it, and what was asked."""
    accounts = listed(map(dollars, study.accounts))
    yield Heading(1, title(study))
    for answer in study.main.answers:
        aged = freshness(answer, study.main.at)
        yield Words(f"{verdict(answer, study.trade)} {aged}".rstrip(), "strong")
    yield Words(reach(study))
    loss = loss_sentence(study)
    if loss:
        yield Words(loss)
    yield Words(
        f"The plan: {plan_of(study.trade)}; accounts of {accounts}, the first one in detail."
        f" Data read on {study.main.at:%Y-%m-%d %H:%M} UTC; every table says how old its figures"
        " are and whether they are live, published or assumed. No referral links, no sponsors."
    )
    if trusted := study.main.choice.trusted:
        yield Words(trust(trusted))


def title(study: Study) -> str:
    """What the report is called."""
    return f"Where a small account can trade {listed(study.assets)} futures, and what it costs"


def reach(study: Study) -> str:
    """How many pairs of venue and coin are out of reach, and which accounts the plan needs."""
    rows = [row for asset in study.assets for row in rows_of(study.main, asset)]
    traded = [row for row in rows if row.status != "no_market" and not row.contradicted]
    blind = [row for row in traded if row.status == "no_data"]
    out = [row for row in traded if row.status not in ("ok", "no_data")]
    known = [
        (row.minimum.account, row)
        for row in traded
        if row.minimum and row.minimum.account is not None
    ]
    said = f"Of {len(traded)} listed pairs of venue and coin {len(out) or 'none'}"
    said += f" {'is' if len(out) < 2 else 'are'} out of reach"  # noqa: PLR2004 - grammar
    said += f" with {dollars(study.trade.account)}"
    if blind:
        said += f", and for {len(blind)} there is not enough data"
    if not known:
        return said + "."
    low, small = min(known, key=lambda pair: pair[0])
    high, large = max(known, key=lambda pair: pair[0])
    said += (
        f": the plan needs an account of {account(low)} at the least"
        f" ({small.asset} on {small.venue})"
    )
    if high > low:
        said += f" and {account(high)} at the most ({large.asset} on {large.venue})"
    return said + "."


def loss_sentence(study: Study) -> str | None:
    """What a stopped-out trade loses at the cheapest venue; None where nothing is feasible."""
    for asset in study.assets:
        row = rows_of(study.main, asset)[0]
        risk = row.risk
        if row.status == "ok" and risk and risk.actual is not None and risk.all_in is not None:
            return (
                f"If the stop is hit on {row.venue} ({asset}) you lose"
                f" {money(risk.actual)} by the price, and {money(risk.all_in)} with every cost:"
                f" {percent(risk.all_in / study.trade.account)} of the account."
            )
    return None


def matrix(study: Study) -> Iterator[Block]:
    """Which account and which order each venue takes, as `minimum` says it."""
    yield Heading(2, "Who can trade what")
    yield from minimum.page(document(study.main))
