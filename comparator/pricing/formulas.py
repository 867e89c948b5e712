"""The formulas of a row's figures as text: `{N}` is where symbol N or its number goes."""

from typing import NamedTuple

from msgspec import structs

from comparator.pricing.funding import adjusted
from comparator.pricing.margin import liquidation, room
from comparator.pricing.prepared import Prepared
from comparator.pricing.result import Margin
from comparator.pricing.trade import Trade
from comparator.schema import Part


class Formula(NamedTuple):
    """One formula: its id in docs/cost-model.md, its text, and what its numbers come from."""

    id: str
    text: str
    parts: tuple[Part, ...] = ()


ALWAYS: dict[str, Formula] = {
    "score": Formula("SCORE", "100·(1 − {total} / {risk})"),
    "size.qty": Formula("NOT", "{k}·{step}", ("contracts",)),
    "size.base": Formula("NOT", "{k}·{coin}", ("contracts",)),
    "size.notional": Formula("NOT", "{k}·{lot}", ("contracts", "markets")),
    "size.granularity": Formula("S3", "1 − {N} / {N_asked}"),
    "risk.target": Formula("S1", "{R}"),
    "risk.actual": Formula("RISK", "{N}·{d}"),
    "risk.account_fraction": Formula("RISK", "{risk} / {A}"),
    "costs.entry_fee": Formula("FEE", "{N}·{f_entry} + {k}·{c}", ("fees",)),
    "costs.exit_fee": Formula("FEE", "{N}·{f_exit} + {k}·{c}", ("fees",)),
    "costs.spread": Formula("EFFSPREAD", "{N}·{h}·{crossings}", ("markets",)),
    "costs.slippage": Formula("VWAP", "{N}·({i_entry} + {i_exit})", ("markets", "books")),
    "costs.total": Formula(
        "COST", "{entry_fee} + {exit_fee} + {spread} + {slippage} + {funding} + {carry}"
    ),
    "costs.low": Formula("BAND", "{total} − {N}·{band} − {narrow}"),
    "costs.high": Formula("BAND", "{total} + {N}·{band} + {wide}"),
    "costs.normalised": Formula("COST", "{total}·{N_asked} / {N}"),
    "costs.bps": Formula("COST", "10000·{total} / {N}"),
    "costs.account_fraction": Formula("COST", "{total} / {A}"),
    "costs.r": Formula("COST", "{total} / {risk}"),
    "margin.initial": Formula("IM", "{N}·({a} + {b} / {L})", ("tiers",)),
    "margin.free": Formula("IM", "{A} − {positions}·{initial}"),
    "margin.maintenance": Formula("MM", "{N}·{mu_entry} − {cum_entry}", ("tiers",)),
    "margin.effective_leverage": Formula("LEV", "{N} / {A}"),
    "minimum.qty": Formula("S2", "{k_min}·{step}", ("contracts",)),
    "minimum.base": Formula("S2", "{k_min}·{coin}", ("contracts",)),
    "minimum.notional": Formula("S2", "{k_min}·{lot}", ("contracts", "markets")),
    "exits.break_even_fraction": Formula("BE", "{s}·({even} − {P}) / {P}"),
    "exits.break_even_ticks": Formula("BE", "⌈{s}·({even} − {P}) / {tick}⌉", ("contracts",)),
}


def formula(
    field: str, trade: Trade, prepared: Prepared, margin: Margin, lots: int
) -> Formula | None:
    """The formula of `field` for this trade; None for a figure that is read."""
    return ALWAYS.get(field) or _chosen(trade, prepared, margin, lots).get(field)


def _chosen(trade: Trade, prepared: Prepared, margin: Margin, lots: int) -> dict[str, Formula]:
    """Formulas that depend on the kind of trade or contract."""
    book = prepared.margin
    stop_value = "{N}" if book.inverse else "{N}·(1 − {s}·{d})"
    found = {
        "size.lots": Formula("S1", "⌊{R} / ({d}·{lot})⌋", ("contracts", "markets")),
        "size.target": Formula("S1", "{R} / {d}"),
        "risk.all_in": Formula(
            "ALLIN",
            "{risk} + {entry_fee} + "
            + stop_value
            + "·{f_stop} + {k}·{c} + {N}·{h}·{stop_crossings}"
            " + {N}·({i_entry} + {i_stop}) + {funding} + {carry}",
            ("fees", "markets"),
        ),
        "minimum.lots": Formula("S2", "⌈{min_qty} / {step}⌉", ("contracts",)),
        "minimum.account": Formula("ACC", "max({N_min}·{d} / {r}, {margin_min})"),
        "exits.break_even_price": Formula(
            "BE",
            "{P}·(1 + {s}·{f_exit}) / (1 − {s}·({f_entry} + {other}))"
            if book.inverse
            else "{P}·(1 + {s}·({f_entry} + {other})) / (1 − {s}·{f_exit})",
        ),
        **_liquidation(prepared, margin, lots),
        **_holding(prepared),
    }
    if prepared.inputs.contract.min_notional:
        found["minimum.lots"] = Formula(
            "S2", "max(⌈{min_qty} / {step}⌉, ⌈{min_notional} / {worth}⌉)", ("contracts", "markets")
        )
    if trade.qty is not None:
        found["size.lots"] = Formula("S1", "⌊{coins_asked} / {coin}⌋", ("contracts",))
        found["size.target"] = Formula("S1", "{coins_asked} / {coins_per_usd}", ("markets",))
    elif trade.notional is not None:
        found["size.lots"] = Formula("S1", "⌊{N_asked} / {lot}⌋", ("contracts", "markets"))
        found["size.target"] = Formula("S1", "{N_asked}")
    elif trade.all_in:
        found["size.lots"] = Formula("ALLIN", "most lots that lose at most {R}, costs included")
        found["size.target"] = Formula("ALLIN", "{R} / {u}")
        found["minimum.account"] = Formula("ACC", "max({loss_min} / {r}, {margin_min})")
    if trade.qty is not None or trade.notional is not None or trade.max_loss is not None:
        found["minimum.account"] = Formula("ACC", "{margin_asked}")
    if trade.leverage is None and book.step is not None:
        needed = "max(1, ⌈{N}·{b} / ({A} / {positions} − {N}·{a}) / {L_step}⌉·{L_step})"
        found["margin.leverage"] = Formula(
            "LEV", needed if margin.max_leverage is None else "min(" + needed + ", {L_max})"
        )
    return found


def _holding(prepared: Prepared) -> dict[str, Formula]:
    """Funding of a perpetual, basis of a dated contract whose spot price is prepared."""
    market = prepared.inputs.market
    if prepared.inputs.contract.expiry is None:
        ratio = "{P} / {P_fund}" if prepared.margin.inverse else "{P_fund} / {P}"
        text = "{s}·{N}·{rate}·{count}·" + ratio
        return {"costs.funding": Formula("FUND", text, ("markets",))}
    if adjusted(market) is not None:  # what is quoted at the spot price has no basis
        text = "{s}·{N}·{daily}·min({H}, {left}) / 24"
        return {"costs.carry": Formula("CARRY", text, ("markets", "contracts"))}
    if market is None or market.index is None:
        return {}
    text = "{s}·{N}·({P} − {S}) / {S}·min({H}, {left}) / {left}"
    return {"costs.carry": Formula("CARRY", text, ("markets", "contracts"))}


def _liquidation(prepared: Prepared, margin: Margin, lots: int) -> dict[str, Formula]:
    """Where the venue's rule is unknown, that of the two which gave the figure."""
    book = prepared.margin
    by_entry = safe_by_entry = book.on_entry
    if book.on_entry and book.on_mark:
        alone = structs.replace(book, on_mark=False, small=None)
        closed = liquidation(alone, lots, margin.leverage)
        by_entry = closed is not None and closed.price == margin.liquidation_price
        safe_by_entry = room(alone, lots).safe == margin.safe_leverage
    if book.inverse:
        coin = "{N} / {P}"
        on_mark = Formula("I1", "{N}·({s} + {mu}) / ({M} / {P} + {cum} / {P} + {s}·{N} / {P})")
        on_entry = Formula("I2", "{N} / (" + coin + " + {s}·({M} − ({N}·{mu} − {cum})) / {P})")
        safe_mark = "({s} + {mu_edge}) / {edge} − {s} − {cum_edge} / {N}"
        safe_entry = "{mu_edge} − {cum_edge} / {N} + {s}·(1 / {edge} − 1)"
    else:
        on_mark = Formula("L1", "({M} + {cum} − {s}·{N}) / ({N} / {P}·({mu} − {s}))")
        on_entry = Formula("L2", "{P} − {s}·({M} − ({N}·{mu} − {cum}))·{P} / {N}")
        safe_mark = "({mu_edge} − {s})·{edge} + {s} − {cum_edge} / {N}"
        safe_entry = "{mu_edge} − {cum_edge} / {N} + {s}·(1 − {edge})"
    text = safe_entry if safe_by_entry else safe_mark
    return {
        "margin.liquidation_price": (on_entry if by_entry else on_mark)._replace(parts=("tiers",)),
        "margin.safe_leverage": Formula(
            "SAFE",
            "1 / (" + text + ")"
            if book.step is None
            else "⌊1 / (" + text + ") / {L_step}⌋·{L_step}",
            ("tiers",),
        ),
    }
