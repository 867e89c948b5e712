"""One trade on one contract: sized, priced, gated, scored; and many of them ranked."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, localcontext

from msgspec import structs

from comparator.pricing.bill import Bill, Order, order
from comparator.pricing.costs import break_even, ticks
from comparator.pricing.gates import Position, gate, position, smallest_account
from comparator.pricing.margin import liquidation
from comparator.pricing.notices import notices
from comparator.pricing.sizing import CONTEXT
from comparator.pricing.terms import Missing, Terms, terms
from comparator.pricing.trade import Trade
from comparator.pricing.verdict import Costs, Exits, Margin, Minimum, Risk, Size, Status, Verdict
from comparator.schema import ONE, ZERO, ContractSpec, VenueData

BPS = Decimal(10_000)
FEASIBLE: Status = "ok"


def score(trade: Trade, data: VenueData, spec: ContractSpec, at: datetime) -> Verdict:
    """What `trade` costs on one contract of a venue, or why it is not possible there.

    Never raises for what a venue lacks: that is a status with a reason. Exact to 34 digits.
    """
    with localcontext(CONTEXT):
        return price(trade, terms(trade, data, spec, at))


def price(trade: Trade, known: Terms | Missing) -> Verdict:
    """`score` with `known` prepared for a trade that differs in account, risk and size only."""
    with localcontext(CONTEXT):
        if isinstance(known, Missing):
            return _missing(known)
        asked = order(known, trade)
        held = position(known, trade, max(asked.lots, known.smallest.lots))
        failed = gate(known, trade, asked, held)
        spec = known.inputs.contract
        costs = _costs(known, trade, asked, held.bill) if held.bill else None
        share = costs.r if costs and not failed else None
        return Verdict(
            asset=spec.base,
            venue=spec.venue,
            symbol=spec.symbol,
            status=failed.status if failed else FEASIBLE,
            reason=failed.reason if failed else "",
            repair=failed.repair if failed else (),
            rank=None,
            score=None if share is None else 100 * (1 - share),
            size=_size(known, asked, held),
            risk=_risk(trade, asked, held.bill),
            costs=costs,
            margin=_margin(known, trade, held),
            minimum=_minimum(known, trade, asked),
            exits=_exits(known, trade, held),
            inputs=known.inputs,
            warnings=notices(known, trade, asked, held),
        )


def rank(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Best first, `rank` set for the feasible ones; those whose bands overlap share a rank.

    Feasible by cost per unit of notional (which orders as cost per risk taken does), then over
    budget by the risk forced on the trader, then the rest by name. A tie group is led by its
    cheapest member and holds whoever may be as cheap: bands reach from `low` to `high`.
    """
    with localcontext(CONTEXT):
        ordered = sorted(verdicts, key=_order)
        ranked = list[Verdict]()
        place, reach = 0, None
        for number, verdict in enumerate(ordered, 1):
            if verdict.status != FEASIBLE or verdict.costs is None or verdict.size is None:
                ranked.append(structs.replace(verdict, rank=None))
                continue
            if reach is None or verdict.costs.low / verdict.size.notional > reach:
                place, reach = number, verdict.costs.high / verdict.size.notional
            ranked.append(structs.replace(verdict, rank=place))
        return tuple(ranked)


def _order(verdict: Verdict) -> tuple[int, Decimal, Decimal, str, str, str]:
    names = (verdict.asset, verdict.venue, verdict.symbol)
    costs, risk = verdict.costs, verdict.risk
    if verdict.status == FEASIBLE and costs:
        return (0, costs.bps, costs.total, *names)
    if verdict.status == "over_budget" and costs and risk:
        return (1, risk.actual or ZERO, costs.total, *names)
    return (2, ZERO, ZERO, *names)


def _size(known: Terms, asked: Order, held: Position) -> Size:
    notional = held.lots * known.unit.lot
    return Size(
        lots=held.lots,
        qty=held.lots * known.unit.qty,
        qty_unit=known.inputs.contract.qty_unit,
        base=held.lots * known.unit.coins,
        notional=notional,
        target=asked.target,
        granularity=ONE - notional / asked.target,
    )


def _risk(trade: Trade, asked: Order, cost: Bill | None) -> Risk:
    actual = cost.risk if cost else None
    return Risk(
        target=asked.budget,
        actual=actual,
        account_fraction=None if actual is None else actual / trade.account,
        all_in=cost.at_stop if cost else None,
    )


def _costs(known: Terms, trade: Trade, asked: Order, cost: Bill) -> Costs:
    band = cost.notional * known.holding.band
    rate = cost.total / cost.notional
    model = known.entry_depth.model
    return Costs(
        entry_fee=cost.entry_fee,
        exit_fee=cost.exit_fee,
        spread=cost.spread,
        slippage=cost.slippage,
        funding=cost.funding,
        carry=cost.carry,
        total=cost.total,
        low=cost.total - band,
        high=cost.total + band + (cost.spread if known.stale else ZERO),
        normalised=rate * asked.target,
        bps=rate * BPS,
        account_fraction=cost.total / trade.account,
        r=None if cost.risk is None else cost.total / cost.risk,
        settlements=known.holding.count,
        slippage_model=model,
    )


def _margin(known: Terms, trade: Trade, held: Position) -> Margin:
    closed = liquidation(known.margin, held.lots, held.leverage)
    return Margin(
        leverage=held.leverage,
        initial=held.opening,
        free=trade.account - held.opening * trade.positions,
        maintenance=closed.maintenance if closed else None,
        liquidation_price=closed.price if closed else None,
        max_leverage=None if held.room.too_large else held.room.offered,
        safe_leverage=held.room.safe,
        effective_leverage=held.lots * known.unit.lot / trade.account,
        known=not known.margin.unknown,
    )


def _minimum(known: Terms, trade: Trade, asked: Order) -> Minimum:
    lots = known.smallest.lots
    return Minimum(
        lots=lots,
        qty=lots * known.unit.qty,
        base=lots * known.unit.coins,
        notional=lots * known.unit.lot,
        account=smallest_account(known, trade, asked),
        marginal=known.smallest.marginal(lots),
    )


def _exits(known: Terms, trade: Trade, held: Position) -> Exits:
    exempt = known.exempt is True
    accepts, stop_ratio = known.smallest.accepts, ONE
    if trade.stop is not None:
        stop_ratio = 1 - trade.sign * trade.stop
    price, fraction, count = _break_even(known, trade, held.bill)
    return Exits(
        stop=None if trade.stop is None else accepts(held.lots, stop_ratio, exempt=exempt),
        half_take_profit=accepts(held.lots // 2, ONE, exempt=exempt),
        break_even_price=price,
        break_even_fraction=fraction,
        break_even_ticks=count,
    )


def _break_even(
    known: Terms, trade: Trade, cost: Bill | None
) -> tuple[Decimal | None, Decimal | None, int | None]:
    if cost is None:
        return None, None, None
    rated = cost.notional * (known.entry_fee + known.exit_fee)
    other = (cost.total - rated) / cost.notional
    even = break_even(
        trade.sign,
        known.price,
        known.entry_fee,
        known.exit_fee,
        other,
        inverse=known.margin.inverse,
    )
    if even is None:
        return None, None, None
    fraction = trade.sign * (even - known.price) / known.price
    return even, fraction, ticks(trade.sign, known.price, even, known.inputs.contract.tick_size)


def _missing(known: Missing) -> Verdict:
    spec = known.inputs.contract
    return Verdict(
        asset=spec.base,
        venue=spec.venue,
        symbol=spec.symbol,
        status=known.status,
        reason=known.reason,
        repair=(),
        rank=None,
        score=None,
        size=None,
        risk=None,
        costs=None,
        margin=None,
        minimum=None,
        exits=None,
        inputs=known.inputs,
        warnings=(),
    )
