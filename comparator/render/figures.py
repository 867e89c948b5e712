"""Every figure of a priced trade that can be shown, sorted by or tested, under its one name."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from comparator.pricing.result import Priced
from comparator.render.sheet import Column, Value, written
from comparator.schema import Origin
from comparator.words import (
    NONE,
    STATUS,
    UNKNOWN,
    account,
    amount,
    percent,
    points,
    price,
    quantity,
    times,
)

Row = Column[Priced]
Text = Callable[[Any], str]


def figure(
    name: str,
    head: str,
    path: str,
    text: Text = written,
    *,
    doc: str,
    absent: str = UNKNOWN,
    left: bool = False,
    keep: int = 9,
) -> Row:
    """A figure where it stands in a `Priced` row: `costs.total`, None where there are no costs."""
    return Row(name, head, reach(path), text, absent=absent, left=left, keep=keep, doc=doc)


def reach(path: str) -> Callable[[Priced], Value]:
    """The member of a row at the end of `path`; None where a group on the way is None."""
    steps = path.split(".")

    def value(row: Priced) -> Value:
        found: Any = row
        for step in steps:
            if found is None:
                return None
            found = getattr(found, step)
        end: Value = found
        return end

    return value


def total(*paths: str) -> Callable[[Priced], Value]:
    """The sum of figures; None where one of them is."""
    parts = [reach(path) for path in paths]

    def value(row: Priced) -> Value:
        values = [part(row) for part in parts]
        known = [one for one in values if isinstance(one, Decimal)]
        return sum(known, Decimal(0)) if len(known) == len(values) else None

    return value


def _liquidation(row: Priced) -> Value:
    """A price, or "never" where the rules are known and no price liquidates."""
    margin = row.margin
    if margin is None:
        return None
    return margin.liquidation_price or ("never" if margin.known else None)


def _band(row: Priced) -> Value:
    """How far the total may be off, in USD: half the band from low to high."""
    return (row.costs.high - row.costs.low) / 2 if row.costs else None


def figure_origins(row: Priced) -> dict[str, Origin]:
    """Where the figures behind one row come from, by what they are."""
    if row.inputs is None:
        return {}
    found = {
        "contract": row.inputs.contract_origin,
        "fee": row.inputs.fee_origin,
        "quote": row.inputs.market_origin or row.inputs.book_origin,
        "margin": row.inputs.tiers_origin,
    }
    return {name: origin for name, origin in found.items() if origin is not None}


FIELDS: tuple[Row, ...] = (
    figure("asset", "asset", "asset", left=True, doc="the coin"),
    figure("venue", "venue", "venue", left=True, doc="the exchange"),
    Row("symbol", "contract", lambda row: row.symbol or None, left=True, keep=3, doc="its name"),
    figure("status", "possible", "status", STATUS.__getitem__, left=True,
           doc="ok, or the gate that failed"),
    figure("reason", "reason", "reason", left=True, keep=1, doc="why it failed"),
    figure("repair", "what would help", "repair", ", or ".join, left=True, keep=2,
           doc="what would make it possible"),
    figure("rank", "#", "rank", absent=NONE, keep=4, doc="1 is cheapest"),
    figure("score", "score", "score", points, absent=NONE, keep=4,
           doc="100 x (1 - cost_r); none where not possible or without a stop"),
    figure("lots", "lots", "size.lots", doc="quantity / smallest step"),
    figure("qty", "order", "size.qty", doc="order units of the venue"),
    figure("size", "size", "size.base", doc="coins"),
    figure("notional", "notional", "size.notional", amount, doc="USD"),
    figure("target_notional", "asked for", "size.target", amount,
           doc="USD, before rounding to the lot"),
    figure("rounding", "rounded off", "size.granularity", percent,
           doc="fraction of the size lost by rounding down"),
    figure("risk", "risk", "risk.actual", amount, absent=NONE,
           doc="USD lost at the stop, by price alone"),
    figure("risk_fraction", "risk of\naccount", "risk.account_fraction", percent, absent=NONE,
           keep=4, doc="risk / account"),
    figure("risk_all_in", "risk with\ncosts", "risk.all_in", amount, absent=NONE,
           doc="USD lost at the stop, every cost included"),
    figure("entry_fee", "entry\nfee", "costs.entry_fee", amount, doc="USD"),
    figure("exit_fee", "exit\nfee", "costs.exit_fee", amount, doc="USD"),
    Row("fees", "fees", total("costs.entry_fee", "costs.exit_fee"), amount, keep=8,
        doc="USD, both legs"),
    figure("spread", "spread", "costs.spread", amount, keep=6, doc="USD"),
    figure("slippage", "slip-\npage", "costs.slippage", amount, keep=5,
           doc="USD beyond the best price"),
    figure("funding", "fund-\ning", "costs.funding", amount, keep=7,
           doc="USD; negative is received"),
    figure("carry", "carry", "costs.carry", amount, keep=7,
           doc="USD; the basis of dated contracts"),
    Row("holding", "hold-\ning", total("costs.funding", "costs.carry"), amount, keep=7,
        doc="USD; funding and carry"),
    figure("total", "total", "costs.total", amount, doc="USD, everything"),
    figure("low", "at best", "costs.low", amount, doc="USD, low end of the band"),
    figure("high", "at worst", "costs.high", amount, doc="USD, high end"),
    Row("band", "give or\ntake", _band, amount, keep=3, doc="USD the total may be off"),
    figure("cost_bps", "basis\npoints", "costs.bps", points, doc="of notional"),
    figure("cost_fraction", "cost of\naccount", "costs.account_fraction", percent,
           doc="total / account"),
    figure("cost_r", "cost/\nrisk", "costs.r", percent, absent=NONE,
           doc="total / risk: 0.07 is 7 % of the money at risk"),
    figure("leverage", "lever-\nage", "margin.leverage", quantity, doc="used"),
    figure("margin", "margin", "margin.initial", amount, doc="USD tied up"),
    figure("free", "left\nfree", "margin.free", amount, doc="USD"),
    Row("liquidation", "liquid-\nation", _liquidation,
        lambda value: value if isinstance(value, str) else price(value), doc="price, or never"),
    figure("max_leverage", "highest\nleverage", "margin.max_leverage", quantity,
           doc="offered at this size"),
    figure("safe_leverage", "safe\nleverage", "margin.safe_leverage", quantity,
           doc="highest that keeps liquidation beyond the stop"),
    figure("effective_leverage", "x account", "margin.effective_leverage", times,
           doc="notional / account"),
    figure("min_size", "smallest\norder", "minimum.base", doc="coins"),
    figure("min_notional", "smallest\nin USD", "minimum.notional", amount, doc="USD"),
    figure("min_account", "needs\naccount", "minimum.account", account, absent=NONE, keep=8,
           doc="USD that may follow this plan here"),
    figure("qty_unit", "order\ncounts", "size.qty_unit", left=True,
           doc="what order units are: base (coins), contracts or quote"),
    figure("risk_target", "may be\nlost", "risk.target", amount, absent=NONE,
           doc="USD that the plan allows to lose at the stop"),
    figure("normalised", "at the size\nasked for", "costs.normalised", amount,
           doc="USD the size asked for would cost at the same rate"),
    figure("settlements", "fundings", "costs.settlements",
           doc="funding payments while held; fractional where it accrues"),
    figure("slippage_model", "depth\nknown", "costs.slippage_model", left=True,
           doc="book, flat-depth or top-of-book: what slippage was worked out from"),
    figure("maintenance", "mainten-\nance", "margin.maintenance", amount,
           doc="USD of margin below which the position is liquidated"),
    figure("margin_known", "margin rules\nknown", "margin.known",
           doc="whether margin tiers are known; else liquidation is approximate"),
    figure("min_lots", "smallest\nin lots", "minimum.lots", doc="steps of the smallest order"),
    figure("min_qty", "smallest\nto type", "minimum.qty",
           doc="order units of the smallest order"),
    figure("min_marginal", "on the\nedge", "minimum.marginal",
           doc="whether a small move of the price changes the smallest order"),
    figure("exit_stop", "stop\naccepted", "exits.stop",
           doc="whether a stop order of this size is accepted"),
    figure("exit_half", "half\naccepted", "exits.half_take_profit",
           doc="whether the position can be closed in two halves"),
    figure("break_even", "even at", "exits.break_even_price", price,
           doc="price at which costs are earned back"),
    figure("break_even_move", "even after\na move of", "exits.break_even_fraction", percent,
           doc="the same as a fraction of the entry price"),
    figure("break_even_ticks", "even after\nticks", "exits.break_even_ticks",
           doc="the same in ticks"),
)  # fmt: skip
BY_NAME = {column.name: column for column in FIELDS}


def chosen(*names: str) -> tuple[Row, ...]:
    """The columns of these names."""
    return tuple(BY_NAME[name] for name in names)
