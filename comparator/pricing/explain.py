"""Every figure of a priced trade as its formula with numbers, and where these come from."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import Annotated

from msgspec import Meta, Struct, structs

from comparator.errors import PlanError
from comparator.pricing.costs import beyond_best, hours
from comparator.pricing.feasibility import smallest_plan
from comparator.pricing.formulas import formula
from comparator.pricing.funding import adjusted
from comparator.pricing.hints import hints, shown
from comparator.pricing.margin import account_for, liquidation, safety
from comparator.pricing.prepare import prepare
from comparator.pricing.prepared import Missing, Prepared
from comparator.pricing.result import Inputs, Priced
from comparator.pricing.roundtrip import loss, order, round_trip
from comparator.pricing.sizing import CONTEXT
from comparator.pricing.trade import Trade
from comparator.schema import ONE, ZERO, FeeSchedule, Origin, Part, VenueData

GROUPS = ("size", "risk", "costs", "margin", "minimum", "exits")


class Explanation(Struct, frozen=True, kw_only=True):
    """One figure, how it follows, and from what."""

    field: Annotated[str, Meta(description="the figure, as costs.total")]
    value: Annotated[str, Meta(description="what it comes to")]
    formula: Annotated[
        str, Meta(description="with symbols; empty for a figure that is read, not computed")
    ]
    numbers: Annotated[str, Meta(description="the same with numbers")]
    reference: Annotated[str, Meta(description="formula id in docs/cost-model.md")]
    notes: Annotated[tuple[str, ...], Meta(description="what helps to read it")]
    sources: Annotated[tuple[str, ...], Meta(description="where its numbers come from")]

    @property
    def lines(self) -> tuple[str, ...]:
        """The explanation as text."""
        worked = (f"  = {self.formula}   [{self.reference}]", f"  = {self.numbers}")
        return (
            f"{self.field} = {self.value}",
            *(worked if self.formula else ()),
            *(f"  {line}" for line in (*self.notes, *self.sources)),
        )


def fields(priced: Priced) -> tuple[str, ...]:
    """The names of figures that `explain` knows in this row, as `costs.total`."""
    found = ["status", "rank", "score"]
    for group in GROUPS:
        values = getattr(priced, group)
        if values is not None:
            found += [f"{group}.{name}" for name in values.__struct_fields__]
    return tuple(found)


def explain(priced: Priced, field: str, trade: Trade) -> Explanation:
    """How `field` of `priced`, priced for `trade`, follows from its inputs.

    Raises PlanError for a field that the row does not have.
    """
    names = fields(priced)
    if field not in names:
        raise PlanError(f"nothing to explain as {field!r}; known: {', '.join(names)}")
    with localcontext(CONTEXT):
        group, _, name = field.rpartition(".")
        value = getattr(getattr(priced, group) if group else priced, name)
        inputs, size = priced.inputs, priced.size
        prepared = _replayed(inputs, trade) if inputs else None
        chosen, text, numbers, notes = None, "", "", list[str]()
        if field == "status" and priced.reason:
            notes.append(priced.reason)
        if inputs and prepared and size and priced.margin:
            if value is not None:
                chosen = formula(field, trade, prepared, priced.margin, size.lots)
            notes += hints(field, size, inputs, trade, prepared)
            if chosen:
                symbols = _symbols(priced, trade, prepared, size.lots)
                text = chosen.text.format_map({name: name.replace("_", " ") for name in symbols})
                numbers = chosen.text.format_map({name: shown(symbols[name]) for name in symbols})
        return Explanation(
            field=field,
            value="never" if _never(priced, field) else shown(value),
            formula=text,
            numbers=numbers,
            reference=chosen.id if chosen else "",
            notes=tuple(notes),
            sources=_sources(priced.inputs, chosen.parts if chosen else ()),
        )


def _never(priced: Priced, field: str) -> bool:
    """Is this the liquidation price of a position that no price liquidates?"""
    margin = priced.margin
    return (
        field == "margin.liquidation_price"
        and margin is not None
        and margin.known
        and margin.liquidation_price is None
    )


def points(priced: Priced) -> Mapping[str, Decimal]:
    """SCORE: what each cost takes off the 100 points; 100 minus their sum is the score.

    Empty without a score.
    """
    costs, risk = priced.costs, priced.risk
    if priced.score is None or costs is None or risk is None or risk.actual is None:
        return {}
    with localcontext(CONTEXT):
        return {
            "entry_fee": 100 * costs.entry_fee / risk.actual,
            "exit_fee": 100 * costs.exit_fee / risk.actual,
            "spread": 100 * costs.spread / risk.actual,
            "slippage": 100 * costs.slippage / risk.actual,
            "funding": 100 * costs.funding / risk.actual,
            "carry": 100 * costs.carry / risk.actual,
        }


def _replayed(inputs: Inputs, trade: Trade) -> Prepared | None:
    """What the row was priced from, prepared once more: its inputs hold all that it takes."""
    if inputs.fee is None or inputs.fee_origin is None:
        return None
    spec = structs.replace(inputs.contract, maker_fee=None, taker_fee=None)
    schedule = FeeSchedule(  # what is paid: discounts are taken off already
        tiers=(inputs.fee,),
        source=inputs.fee_origin.source,
        as_of=inputs.fee_origin.as_of.date(),
        settlement=inputs.settlement,
    )
    data = VenueData(
        venue=spec.venue,
        basis=inputs.contract_origin.basis,
        source=inputs.contract_origin.source,
        as_of=inputs.contract_origin.as_of,
        markets={spec.symbol: inputs.market} if inputs.market else {},
        books={spec.symbol: inputs.book} if inputs.book else {},
        tiers={spec.symbol: inputs.tiers},
        fees={spec.fee_schedule: schedule},
        rules=inputs.rules,
    )
    prepared = prepare(trade, data, spec, inputs.at)
    return None if isinstance(prepared, Missing) else prepared


def _symbols(priced: Priced, trade: Trade, prepared: Prepared, lots: int) -> Mapping[str, object]:
    """Every symbol that a formula may use."""
    asked, least = order(prepared, trade), prepared.smallest
    spec, one = prepared.inputs.contract, prepared.unit
    plan = smallest_plan(prepared, trade, asked)
    fewest = plan[0] if plan else least.lots  # what the smallest account trades
    notional, first = lots * one.lot, round_trip(prepared, trade, fewest)
    costs, hourly = priced.costs, adjusted(prepared.inputs.market)
    symbols: dict[str, object] = {
        **(structs.asdict(costs) if costs else {}),
        "A": trade.account,
        "r": trade.risk,
        "R": trade.risk_budget,
        "d": trade.stop,
        "s": trade.sign,
        "k": lots,
        "P": prepared.price,
        "N": notional,
        "N_asked": asked.target,
        "u": asked.budget / asked.target if asked.budget else None,
        "lot": one.lot,
        "step": one.qty,
        "coin": one.coins,
        "coins_asked": trade.qty,
        "coins_per_usd": one.coins_per_usd,
        "k_min": least.lots,
        "N_min": fewest * one.lot,
        "min_qty": spec.min_qty,
        "min_notional": spec.min_notional,
        "worth": least.per_lot or spec.qty_step * spec.contract_size,
        "margin_min": account_for(prepared.margin, trade, fewest),
        "margin_asked": account_for(prepared.margin, trade, lots),
        "loss_min": loss(trade, first) if first else None,
        "positions": trade.positions,
        "H": trade.hold_hours,
        "left": None if spec.expiry is None else hours(spec.expiry - prepared.inputs.at),
        "S": prepared.inputs.market.index if prepared.inputs.market else None,
        "daily": None if hourly is None else hourly * 24,
        "tick": spec.tick_size,
        **_rates(trade, prepared, lots),
        **_margins(priced, prepared, lots),
    }
    if costs:
        rated = notional * (prepared.entry_fee + prepared.exit_fee)
        symbols["other"] = (costs.total - rated) / notional
        symbols["wide"] = costs.spread if prepared.wide else ZERO
        symbols["narrow"] = costs.spread if prepared.assumed else ZERO
    symbols["risk"] = priced.risk.actual if priced.risk else None
    symbols["even"] = priced.exits.break_even_price if priced.exits else None
    return symbols


def _rates(trade: Trade, prepared: Prepared, lots: int) -> dict[str, object]:
    """Fractions of notional."""
    coins, holding = lots * prepared.unit.coins, prepared.holding
    enters = trade.entry == "taker"
    leaves = trade.exit == "taker" and not holding.expires
    beyond = (beyond_best(prepared.exit_depth, coins) or ZERO) + trade.stop_slippage
    return {
        "f_entry": prepared.entry_fee,
        "f_exit": prepared.exit_fee,
        "f_stop": prepared.stop_fee,
        "c": prepared.flat_fee,
        "h": prepared.half_spread,
        "crossings": enters + leaves,
        "stop_crossings": enters + 1,
        "i_entry": (beyond_best(prepared.entry_depth, coins) or ZERO) if enters else ZERO,
        "i_exit": beyond if leaves else ZERO,
        "i_stop": beyond,
        "rate": holding.rate,
        "count": holding.count,
        "P_fund": holding.settled_at or prepared.price,
        "band": holding.band,
    }


def _margins(priced: Priced, prepared: Prepared, lots: int) -> dict[str, object]:
    book, margin = prepared.margin, priced.margin
    leverage = margin.leverage if margin else ONE
    closed, safe = liquidation(book, lots, leverage), safety(book, lots)
    return {
        "L": leverage,
        "L_step": book.step,
        "L_max": margin.max_leverage if margin else None,
        "a": book.flat,
        "b": book.scaled,
        "M": lots * prepared.unit.lot / leverage,
        "mu": closed.rate if closed else None,
        "cum": closed.amount if closed else None,
        "mu_entry": closed.entry_rate if closed else None,
        "cum_entry": closed.entry_amount if closed else None,
        "edge": book.edge,
        "mu_edge": safe[0],
        "cum_edge": safe[1],
        "initial": margin.initial if margin else None,
    }


def _sources(inputs: Inputs | None, parts: tuple[Part, ...]) -> tuple[str, ...]:
    if inputs is None:
        return ()
    origins: dict[Part, Origin | None] = {
        "contracts": inputs.contract_origin,
        "markets": inputs.market_origin,
        "books": inputs.book_origin,
        "tiers": inputs.tiers_origin,
        "fees": inputs.fee_origin,
    }
    known = ((part, origins[part]) for part in parts)
    lines = [
        f"{part}: {origin.basis}, {origin.as_of:%Y-%m-%d %H:%M} UTC, {origin.source}"
        for part, origin in known
        if origin
    ]
    if "tiers" in parts and inputs.rules.source:
        lines.append(f"rules: {inputs.rules.source}")
    return tuple(lines)
