"""One trade on one contract: sized, priced, gated, scored; and many of them ranked."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal, localcontext

from msgspec import structs

from comparator.pricing.contained import unpriceable
from comparator.pricing.costs import break_even, ticks
from comparator.pricing.feasibility import Position, gate, opened, smallest_account
from comparator.pricing.margin import liquidation
from comparator.pricing.prepare import inputs_of, prepare
from comparator.pricing.prepared import Missing, Prepared
from comparator.pricing.result import Costs, Exits, Margin, Minimum, Priced, Risk, Size, Status
from comparator.pricing.roundtrip import Order, RoundTrip, order
from comparator.pricing.sizing import CONTEXT
from comparator.pricing.trade import Trade
from comparator.pricing.warnings import about_trade
from comparator.schema import ONE, ZERO, ContractSpec, VenueData

BPS = Decimal(10_000)
FEASIBLE: Status = "ok"


def score(trade: Trade, data: VenueData, spec: ContractSpec, at: datetime) -> Priced:
    """What `trade` costs on one contract of a venue, or why it is not possible there.

    Never raises for what a venue lacks or says: that is a status with a reason. Exact to 34 digits.
    """
    with localcontext(CONTEXT):
        try:
            return price(trade, prepare(trade, data, spec, at))
        except ArithmeticError as error:
            read = inputs_of(data, spec, None, at)
            reason = unpriceable(read, error)
            return _missing(Missing(status="unpriceable", reason=reason, inputs=read))


def price(trade: Trade, prepared: Prepared | Missing) -> Priced:
    """`score` with what is `prepared` for a trade that differs in account, risk and size only."""
    with localcontext(CONTEXT):
        if isinstance(prepared, Missing):
            return _missing(prepared)
        asked = order(prepared, trade)
        position = opened(prepared, trade, max(asked.lots, prepared.smallest.lots))
        failed = gate(prepared, trade, asked, position)
        spec = prepared.inputs.contract
        costs = _costs(prepared, trade, asked, position.round_trip) if position.round_trip else None
        share = costs.r if costs and not failed else None
        return Priced(
            asset=spec.base,
            venue=spec.venue,
            symbol=spec.symbol,
            status=failed.status if failed else FEASIBLE,
            reason=failed.reason if failed else "",
            repairs=failed.repairs if failed else (),
            rank=None,
            score=None if share is None else 100 * (1 - share),
            size=_size(prepared, asked, position),
            risk=_risk(trade, asked, position.round_trip),
            costs=costs,
            margin=_margin(prepared, trade, position),
            minimum=_minimum(prepared, trade, asked),
            exits=_exits(prepared, trade, position),
            inputs=prepared.inputs,
            warnings=about_trade(prepared, trade, asked, position),
        )


def rank(rows: Iterable[Priced]) -> tuple[Priced, ...]:
    """Best first, `rank` set for the feasible ones; those whose bands overlap share a rank.

    Feasible by cost per unit of notional (which orders as cost per risk taken does), then over
    budget by the risk forced on the trader, then the rest by name. A tie group is led by its
    cheapest member with a quote and holds whoever may be as cheap: bands reach from `low` to
    `high`. An assumed quote leads nobody: such a row shares the rank of the best row it beats that
    has a quote, and stands after it; those that beat none share the last rank.
    """
    with localcontext(CONTEXT):
        ordered = sorted(rows, key=_order)
        ties, waiting = list[list[Priced]](), list[Priced]()
        reach: Decimal | None = None
        for row in ordered:
            if row.status != FEASIBLE or row.costs is None or row.size is None:
                continue
            # `reach` is the dearest that the leader of the present group may be: whoever may be
            # cheaper than that cannot be told apart from it
            apart = reach is None or row.costs.low / row.size.notional > reach
            if apart and row.assumed:
                waiting.append(row)
                continue
            if apart:
                ties.append([])
                reach = row.costs.high / row.size.notional
            ties[-1] += [*waiting, row]
            waiting.clear()
        return tuple(_numbered([*ties, waiting], ordered))


def _numbered(ties: Iterable[list[Priced]], ordered: Sequence[Priced]) -> Iterator[Priced]:
    """Each row of `ordered` once, with the place of its tie group, or none."""
    place = 1
    for tie in ties:
        for row in sorted(tie, key=lambda row: row.assumed):
            yield structs.replace(row, rank=place)
        place += len(tie)
    for row in ordered[place - 1 :]:
        yield structs.replace(row, rank=None)


def _order(row: Priced) -> tuple[int, Decimal, Decimal, str, str, str]:
    names = (row.asset, row.venue, row.symbol)
    costs, risk = row.costs, row.risk
    if row.status == FEASIBLE and costs:
        return (0, costs.bps, costs.total, *names)
    if row.status == "over_budget" and costs and risk:
        return (1, risk.actual or ZERO, costs.total, *names)
    return (2, ZERO, ZERO, *names)


def _size(prepared: Prepared, asked: Order, position: Position) -> Size:
    notional = position.lots * prepared.unit.lot
    return Size(
        lots=position.lots,
        qty=position.lots * prepared.unit.qty,
        qty_unit=prepared.inputs.contract.qty_unit,
        base=position.lots * prepared.unit.coins,
        notional=notional,
        target=asked.target,
        granularity=ONE - notional / asked.target,
    )


def _risk(trade: Trade, asked: Order, cost: RoundTrip | None) -> Risk:
    actual = cost.risk if cost else None
    return Risk(
        target=asked.budget,
        actual=actual,
        account_fraction=None if actual is None else actual / trade.account,
        all_in=cost.at_stop if cost else None,
    )


def _costs(prepared: Prepared, trade: Trade, asked: Order, cost: RoundTrip) -> Costs:
    band = cost.notional * prepared.holding.band
    rate = cost.total / cost.notional
    model = prepared.entry_depth.model
    return Costs(
        entry_fee=cost.entry_fee,
        exit_fee=cost.exit_fee,
        spread=cost.spread,
        slippage=cost.slippage,
        funding=cost.funding,
        carry=cost.carry,
        total=cost.total,
        low=cost.total - band - (cost.spread if prepared.assumed else ZERO),
        high=cost.total + band + (cost.spread if prepared.wide else ZERO),
        normalised=rate * asked.target,
        bps=rate * BPS,
        account_fraction=cost.total / trade.account,
        r=None if cost.risk is None else cost.total / cost.risk,
        settlements=prepared.holding.count,
        slippage_model=model,
    )


def _margin(prepared: Prepared, trade: Trade, position: Position) -> Margin:
    closed = liquidation(prepared.margin, position.lots, position.leverage)
    return Margin(
        leverage=position.leverage,
        initial=position.opening,
        free=trade.account - position.opening * trade.positions,
        maintenance=closed.maintenance if closed else None,
        liquidation_price=closed.price if closed else None,
        max_leverage=None if position.room.too_large else position.room.offered,
        safe_leverage=position.room.safe,
        effective_leverage=position.lots * prepared.unit.lot / trade.account,
        known=not prepared.margin.unknown,
    )


def _minimum(prepared: Prepared, trade: Trade, asked: Order) -> Minimum:
    lots = prepared.smallest.lots
    return Minimum(
        lots=lots,
        qty=lots * prepared.unit.qty,
        base=lots * prepared.unit.coins,
        notional=lots * prepared.unit.lot,
        account=smallest_account(prepared, trade, asked),
        marginal=prepared.smallest.marginal(lots),
    )


def _exits(prepared: Prepared, trade: Trade, position: Position) -> Exits:
    exempt = prepared.exempt is True
    accepts, stop_ratio = prepared.smallest.accepts, ONE
    if trade.stop is not None:
        stop_ratio = 1 - trade.sign * trade.stop
    price, fraction, count = _break_even(prepared, trade, position.round_trip)
    return Exits(
        stop=None if trade.stop is None else accepts(position.lots, stop_ratio, exempt=exempt),
        half_take_profit=accepts(position.lots // 2, ONE, exempt=exempt),
        break_even_price=price,
        break_even_fraction=fraction,
        break_even_ticks=count,
    )


def _break_even(
    prepared: Prepared, trade: Trade, cost: RoundTrip | None
) -> tuple[Decimal | None, Decimal | None, int | None]:
    if cost is None:
        return None, None, None
    rated = cost.notional * (prepared.entry_fee + prepared.exit_fee)
    other = (cost.total - rated) / cost.notional
    even = break_even(
        trade.sign,
        prepared.price,
        prepared.entry_fee,
        prepared.exit_fee,
        other,
        inverse=prepared.margin.inverse,
    )
    if even is None:
        return None, None, None
    fraction = trade.sign * (even - prepared.price) / prepared.price
    return (
        even,
        fraction,
        ticks(trade.sign, prepared.price, even, prepared.inputs.contract.tick_size),
    )


def _missing(missing: Missing) -> Priced:
    spec = missing.inputs.contract
    return Priced(
        asset=spec.base,
        venue=spec.venue,
        symbol=spec.symbol,
        status=missing.status,
        reason=missing.reason,
        inputs=missing.inputs,
    )
