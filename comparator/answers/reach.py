"""What a plan reaches of a market, in sentences: how much, where most, what not, and why not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from comparator.answers.sentences import span_of
from comparator.answers.tally import CoinRow, VenueRow
from comparator.pricing.result import Priced
from comparator.pricing.trade import Trade
from comparator.words import account, counted, listed, money, percent, quantity, short_percent

MOST_NAMED = 5
"""Coins a sentence names; the table has them all."""
BEST_NAMED = 3


class Coverage:
    """What the prices rest on, counted while contracts are priced."""

    def __init__(self) -> None:
        self.priced = 0
        self.bookless = 0
        self.assumed = 0
        self.oldest = 0
        self.newest: int | None = None  # days

    def count(self, row: Priced, at: datetime) -> None:
        """Take one contract into account."""
        if row.costs is None or row.inputs is None:
            return
        self.priced += 1
        self.bookless += row.costs.slippage_model != "book"
        self.assumed += row.assumed
        for origin in (row.inputs.contract_origin, row.inputs.market_origin):
            if origin and row.able:
                days = (at - origin.as_of).days
                self.oldest = max(self.oldest, days)
                self.newest = days if self.newest is None else min(self.newest, days)


def sentences(
    trade: Trade,
    venues: Sequence[VenueRow],
    coins: Sequence[CoinRow],
    covered: Coverage,
    left_out: Mapping[str, int],
) -> Iterator[str]:
    """The verdict first; then what is out of reach, and what the answer rests on."""
    contracts = sum(row.contracts for row in venues)
    possible = sum(row.possible for row in venues)
    reached = sum(row.venues > 0 for row in coins)
    if not contracts:
        yield "No contract was read that could be counted."
        return
    yield (
        f"{plan(trade)}, {possible:,} of {counted(contracts, 'contract')} can be traded, on"
        f" {reached:,} of {counted(len(coins), 'coin')}."
    )
    best = sorted((row for row in venues if row.possible), key=lambda row: -row.possible)
    if len(venues) > 1 and best:
        named = [
            f"{one.venue} ({one.possible:,} of {one.contracts:,})" for one in best[:BEST_NAMED]
        ]
        yield f"Most of them at {listed(named)}."
    more = sum(row.more_risk for row in venues)
    if more:
        yield f"{counted(more, 'further contract')} can be traded at more risk than planned."
    yield from _out_of_reach(coins)
    yield from _unsure(venues, coins)
    yield from _rests_on(covered)
    if left_out:
        parts = [f"{count:,} {what}" for what, count in sorted(left_out.items())]
        yield (
            f"Not counted: {listed(parts)} (--payoff, --kind and --quote say which contracts are)."
        )


def plan(trade: Trade) -> str:
    """`With $100 at 1 % and a stop 1.5 % away`."""
    stop = "no stop" if trade.stop is None else f"a stop {short_percent(trade.stop)} away"
    if trade.qty is not None:
        size = f"for {quantity(trade.qty)} coins"
    elif trade.notional is not None:
        size = f"for {_round(trade.notional)}"
    elif trade.max_loss is not None:
        size = f"losing at most {_round(trade.max_loss)}"
    else:
        size = f"at {short_percent(trade.risk)}"
    return f"With {_round(trade.account)} {size} and {stop}"


def _round(value: Decimal) -> str:
    """`$100`, `$99.50`."""
    return money(value).removesuffix(".00")


def _out_of_reach(coins: Sequence[CoinRow]) -> Iterator[str]:
    """Coins that no venue offers to this plan, the nearest first."""
    beyond = [row for row in coins if row.state == "impossible"]
    if not beyond:
        return
    known = sorted((row.account, row.asset) for row in beyond if row.account is not None)
    never = len(beyond) - len(known)
    parts = [f"{asset} (from {account(need)})" for need, asset in known[:MOST_NAMED]]
    if len(known) > MOST_NAMED:
        last = account(known[-1][0])
        parts.append(f"{len(known) - MOST_NAMED:,} more (up to {last})")
    if never:
        parts.append(f"{counted(never, 'coin')} that no account alone brings within reach")
    verb = "is" if len(beyond) == 1 else "are"
    yield f"{counted(len(beyond), 'coin')} {verb} out of reach everywhere: {listed(parts)}."


def _unsure(venues: Sequence[VenueRow], coins: Sequence[CoinRow]) -> Iterator[str]:
    unknown = sum(row.unknown for row in venues)
    alone = sum(row.state == "unknown" for row in coins)
    if unknown:
        text = f"Nothing can be said of {counted(unknown, 'contract')} for want of figures"
        yield f"{text}, and so of {counted(alone, 'coin')}." if alone else f"{text}."
    odd = sum(row.contradicted for row in venues)
    if odd:
        verb = "is" if odd == 1 else "are"
        yield f"{counted(odd, 'contract')} {verb} contradicted, and not counted as possible."


def _rests_on(covered: Coverage) -> Iterator[str]:
    if covered.bookless:
        whose = "Every price is" if covered.bookless == covered.priced else None
        whose = whose or f"{covered.bookless:,} of {covered.priced:,} prices are"
        yield (
            f"{whose} without the order book: best bid and ask, and the sizes quoted there, are all"
            " that is known of depth; compare COIN reads it."
        )
    if covered.assumed:
        share = Decimal(covered.assumed) / covered.priced
        yield (
            f"{counted(covered.assumed, 'contract')} ({percent(share)}) without best prices of"
            f" {'its' if covered.assumed == 1 else 'their'} own: those of the coin elsewhere are"
            " assumed, with its widest spread."
        )
    if covered.oldest:
        yield f"It rests on figures {span_of((covered.newest or 0, covered.oldest))} old."
