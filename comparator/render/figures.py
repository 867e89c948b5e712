"""Every figure of a priced trade that can be shown, sorted by or tested, under its one name."""

from collections.abc import Callable
from decimal import Decimal

from comparator.pricing.result import Priced
from comparator.render.sheet import Column, Figures, Value, reach
from comparator.schema import Origin
from comparator.words import (
    NONE,
    STATUS,
    account,
    amount,
    percent,
    points,
    price,
    quantity,
    times,
)

Row = Column[Priced]
figure = Figures(Priced)


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
    figure("asset", "asset", "asset", left=True),
    figure("venue", "venue", "venue", left=True),
    Row("symbol", "contract", lambda row: row.symbol or None, left=True, keep=3,
        doc="the contract, in the venue's own spelling; null: it lists none"),
    figure("status", "possible", "status", STATUS.__getitem__, left=True),
    figure("reason", "reason", "reason", left=True, keep=1),
    Row("repair", "what would help", lambda row: row.repair, ", or ".join, left=True, keep=2,
        doc="what would make it possible, each alone, in words"),
    figure("rank", "#", "rank", absent=NONE, keep=7),
    figure("score", "score", "score", points, absent=NONE, keep=4),
    figure("lots", "lots", "size.lots"),
    figure("qty", "order", "size.qty"),
    figure("size", "size", "size.base"),
    figure("notional", "notional", "size.notional", amount),
    figure("target_notional", "asked for", "size.target", amount),
    figure("rounding", "rounded off", "size.granularity", percent),
    figure("risk", "risk", "risk.actual", amount, absent=NONE),
    figure("risk_fraction", "risk of\naccount", "risk.account_fraction", percent, absent=NONE,
           keep=4),
    figure("risk_all_in", "risk with\ncosts", "risk.all_in", amount, absent=NONE),
    figure("entry_fee", "entry\nfee", "costs.entry_fee", amount),
    figure("exit_fee", "exit\nfee", "costs.exit_fee", amount),
    Row("fees", "fees", total("costs.entry_fee", "costs.exit_fee"), amount, keep=8,
        doc="USD of both fees"),
    figure("spread", "spread", "costs.spread", amount, keep=6),
    figure("slippage", "slip-\npage", "costs.slippage", amount, keep=5),
    figure("funding", "fund-\ning", "costs.funding", amount, keep=7),
    figure("carry", "carry", "costs.carry", amount, keep=7),
    Row("holding", "hold-\ning", total("costs.funding", "costs.carry"), amount, keep=7,
        doc="USD of funding and carry; negative is received"),
    figure("total", "total", "costs.total", amount),
    figure("low", "at best", "costs.low", amount),
    figure("high", "at worst", "costs.high", amount),
    Row("band", "give or\ntake", _band, amount, keep=3, doc="USD that the total may be off"),
    figure("cost_bps", "basis\npoints", "costs.bps", points),
    figure("cost_fraction", "cost of\naccount", "costs.account_fraction", percent),
    figure("cost_r", "cost/\nrisk", "costs.r", percent, absent=NONE),
    figure("leverage", "lever-\nage", "margin.leverage", quantity),
    figure("margin", "margin", "margin.initial", amount),
    figure("free", "left\nfree", "margin.free", amount),
    Row("liquidation", "liquid-\nation", _liquidation,
        lambda value: value if isinstance(value, str) else price(value),
        doc="price at which the venue closes the position, or never"),
    figure("max_leverage", "highest\nleverage", "margin.max_leverage", quantity),
    figure("safe_leverage", "safe\nleverage", "margin.safe_leverage", quantity),
    figure("effective_leverage", "x account", "margin.effective_leverage", times),
    figure("min_size", "smallest\norder", "minimum.base"),
    figure("min_notional", "smallest\nin USD", "minimum.notional", amount),
    figure("min_account", "needs\naccount", "minimum.account", account, absent=NONE, keep=8),
    figure("qty_unit", "order\ncounts", "size.qty_unit", left=True),
    figure("risk_target", "may be\nlost", "risk.target", amount, absent=NONE),
    figure("normalised", "at the size\nasked for", "costs.normalised", amount),
    figure("settlements", "fundings", "costs.settlements"),
    figure("slippage_model", "depth\nknown", "costs.slippage_model", left=True),
    figure("maintenance", "mainten-\nance", "margin.maintenance", amount),
    figure("margin_known", "margin rules\nknown", "margin.known"),
    figure("min_lots", "smallest\nin lots", "minimum.lots"),
    figure("min_qty", "smallest\nto type", "minimum.qty"),
    figure("min_marginal", "on the\nedge", "minimum.marginal"),
    figure("exit_stop", "stop\naccepted", "exits.stop"),
    figure("exit_half", "half\naccepted", "exits.half_take_profit"),
    figure("break_even", "even at", "exits.break_even_price", price),
    figure("break_even_move", "even after\na move of", "exits.break_even_fraction", percent),
    figure("break_even_ticks", "even after\nticks", "exits.break_even_ticks"),
)  # fmt: skip
BY_NAME = {column.name: column for column in FIELDS}


def chosen(*names: str) -> tuple[Row, ...]:
    """The columns of these names."""
    return tuple(BY_NAME[name] for name in names)
