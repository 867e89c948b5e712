"""Every figure of a priced trade that can be shown, sorted by or tested, under its one name."""

from collections.abc import Callable
from decimal import Decimal

from comparator.pricing.result import Costs, Margin, Minimum, Priced, Risk, Size
from comparator.render.sheet import Column, Value
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


def _size(value: Callable[[Size], Value]) -> Callable[[Priced], Value]:
    return lambda row: value(row.size) if row.size else None


def _risk(value: Callable[[Risk], Value]) -> Callable[[Priced], Value]:
    return lambda row: value(row.risk) if row.risk else None


def _cost(value: Callable[[Costs], Value]) -> Callable[[Priced], Value]:
    return lambda row: value(row.costs) if row.costs else None


def _margin(value: Callable[[Margin], Value]) -> Callable[[Priced], Value]:
    return lambda row: value(row.margin) if row.margin else None


def _minimum(value: Callable[[Minimum], Value]) -> Callable[[Priced], Value]:
    return lambda row: value(row.minimum) if row.minimum else None


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


def half_width(costs: Costs) -> Decimal:
    """How far the total may be off, in USD: half the band from low to high."""
    return (costs.high - costs.low) / 2


FIELDS: tuple[Row, ...] = (
    Row("asset", "asset", lambda row: row.asset, left=True, doc="the coin"),
    Row("venue", "venue", lambda row: row.venue, left=True, doc="the exchange"),
    Row("symbol", "contract", lambda row: row.symbol or None, left=True, keep=3, doc="its name"),
    Row(
        "status",
        "possible",
        lambda row: row.status,
        lambda value: STATUS[value],
        left=True,
        doc="ok, or the gate that failed",
    ),
    Row("reason", "reason", lambda row: row.reason, left=True, keep=1, doc="why it failed"),
    Row(
        "repair",
        "what would help",
        lambda row: row.repair,
        ", or ".join,
        left=True,
        keep=2,
        doc="what would make it possible",
    ),
    Row("rank", "#", lambda row: row.rank, absent=NONE, keep=4, doc="1 is cheapest"),
    Row(
        "score",
        "score",
        lambda row: row.score,
        points,
        absent=NONE,
        keep=4,
        doc="100 x (1 - cost_r); none where not possible or without a stop",
    ),
    Row("lots", "lots", _size(lambda size: size.lots), doc="quantity / smallest step"),
    Row("qty", "order", _size(lambda size: size.qty), doc="order units of the venue"),
    Row("size", "size", _size(lambda size: size.base), doc="coins"),
    Row("notional", "notional", _size(lambda size: size.notional), amount, doc="USD"),
    Row(
        "target_notional",
        "asked for",
        _size(lambda size: size.target),
        amount,
        doc="USD, before rounding to the lot",
    ),
    Row(
        "rounding",
        "rounded off",
        _size(lambda size: size.granularity),
        percent,
        doc="fraction of the size lost by rounding down",
    ),
    Row(
        "risk",
        "risk",
        _risk(lambda risk: risk.actual),
        amount,
        absent=NONE,
        doc="USD lost at the stop, by price alone",
    ),
    Row(
        "risk_fraction",
        "risk of\naccount",
        _risk(lambda risk: risk.account_fraction),
        percent,
        absent=NONE,
        keep=4,
        doc="risk / account",
    ),
    Row(
        "risk_all_in",
        "risk with\ncosts",
        _risk(lambda risk: risk.all_in),
        amount,
        absent=NONE,
        doc="USD lost at the stop, every cost included",
    ),
    Row("entry_fee", "entry\nfee", _cost(lambda cost: cost.entry_fee), amount, doc="USD"),
    Row("exit_fee", "exit\nfee", _cost(lambda cost: cost.exit_fee), amount, doc="USD"),
    Row(
        "fees",
        "fees",
        _cost(lambda cost: cost.entry_fee + cost.exit_fee),
        amount,
        keep=8,
        doc="USD, both legs",
    ),
    Row("spread", "spread", _cost(lambda cost: cost.spread), amount, keep=6, doc="USD"),
    Row(
        "slippage",
        "slip-\npage",
        _cost(lambda cost: cost.slippage),
        amount,
        keep=5,
        doc="USD beyond the best price",
    ),
    Row(
        "funding",
        "fund-\ning",
        _cost(lambda cost: cost.funding),
        amount,
        keep=7,
        doc="USD; negative is received",
    ),
    Row(
        "carry",
        "carry",
        _cost(lambda cost: cost.carry),
        amount,
        keep=7,
        doc="USD; the basis of dated contracts",
    ),
    Row(
        "holding",
        "hold-\ning",
        _cost(lambda cost: cost.funding + cost.carry),
        amount,
        keep=7,
        doc="USD; funding and carry",
    ),
    Row("total", "total", _cost(lambda cost: cost.total), amount, doc="USD, everything"),
    Row("low", "at best", _cost(lambda cost: cost.low), amount, doc="USD, low end of the band"),
    Row("high", "at worst", _cost(lambda cost: cost.high), amount, doc="USD, high end"),
    Row(
        "band",
        "give or\ntake",
        _cost(half_width),
        amount,
        keep=3,
        doc="USD the total may be off",
    ),
    Row("cost_bps", "basis\npoints", _cost(lambda cost: cost.bps), points, doc="of notional"),
    Row(
        "cost_fraction",
        "cost of\naccount",
        _cost(lambda cost: cost.account_fraction),
        percent,
        doc="total / account",
    ),
    Row(
        "cost_r",
        "cost/\nrisk",
        _cost(lambda cost: cost.r),
        percent,
        absent=NONE,
        doc="total / risk: 0.07 is 7 % of the money at risk",
    ),
    Row("leverage", "lever-\nage", _margin(lambda margin: margin.leverage), quantity, doc="used"),
    Row("margin", "margin", _margin(lambda margin: margin.initial), amount, doc="USD tied up"),
    Row("free", "left\nfree", _margin(lambda margin: margin.free), amount, doc="USD"),
    Row(
        "liquidation",
        "liquid-\nation",
        _margin(lambda margin: margin.liquidation_price or ("never" if margin.known else None)),
        lambda value: value if isinstance(value, str) else price(value),
        doc="price, or never",
    ),
    Row(
        "max_leverage",
        "highest\nleverage",
        _margin(lambda margin: margin.max_leverage),
        quantity,
        doc="offered at this size",
    ),
    Row(
        "safe_leverage",
        "safe\nleverage",
        _margin(lambda margin: margin.safe_leverage),
        quantity,
        doc="highest that keeps liquidation beyond the stop",
    ),
    Row(
        "effective_leverage",
        "x account",
        _margin(lambda margin: margin.effective_leverage),
        times,
        doc="notional / account",
    ),
    Row("min_size", "smallest\norder", _minimum(lambda least: least.base), doc="coins"),
    Row(
        "min_notional",
        "smallest\nin USD",
        _minimum(lambda least: least.notional),
        amount,
        doc="USD",
    ),
    Row(
        "min_account",
        "needs\naccount",
        _minimum(lambda least: least.account),
        account,
        absent=NONE,
        keep=8,
        doc="USD that may follow this plan here",
    ),
)
BY_NAME = {column.name: column for column in FIELDS}


def chosen(*names: str) -> tuple[Row, ...]:
    """The columns of these names."""
    return tuple(BY_NAME[name] for name in names)
