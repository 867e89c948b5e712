"""How large the order is: whole lots, rounded down, never below the venue's smallest order.

Formulas (docs/cost-model.md): ROUND, NOT_lin, NOT_inv, PNL_lin, PNL_inv, S1 to S3.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, DivisionByZero, InvalidOperation

from msgspec import Struct

from comparator.pricing.trade import Trade
from comparator.schema import ZERO, ContractSpec, Rules

CONTEXT = Context(prec=34, traps=[InvalidOperation, DivisionByZero])
"""34 digits, half even (the decimal128 format): products of wire figures stay exact, and money of
any account a person can have keeps 20 digits behind the point. Set by every public function."""

CERTAIN = Context(prec=24)
"""What comes of a few divisions is right to more than these digits: the last ones must not cost a
whole tick, or a whole step of leverage, when it is rounded to one."""

DOWN = Context(prec=34, rounding=ROUND_FLOOR, traps=[InvalidOperation, DivisionByZero])

MARGINAL = Decimal("1.005")
"""An order within 0.5 % of the smallest value is one price move from being refused."""


def to_step(value: Decimal, step: Decimal, rounding: str = ROUND_FLOOR) -> Decimal:
    """ROUND: `value` (not negative) as a multiple of `step`; sizes go down, minimums up."""
    if rounding == ROUND_FLOOR:
        return whole(value, step) * step
    if rounding == ROUND_CEILING:
        return whole_up(value, step) * step
    return (value / step).to_integral_value(rounding) * step


def whole(value: Decimal, step: Decimal) -> int:
    """How many whole steps fit into `value` (not negative), exactly: no quotient is rounded."""
    return int(value // step)


def whole_up(value: Decimal, step: Decimal) -> int:
    """How many steps it takes to reach `value` (not negative), exactly."""
    count, rest = divmod(value, step)
    return int(count) + bool(rest)


def value_linear(qty: Decimal, price: Decimal) -> Decimal:
    """NOT_lin: quote value of `qty` quoted base."""
    return qty * price


def value_inverse(notional: Decimal, price: Decimal) -> Decimal:
    """NOT_inv: coin value of a position worth `notional` quote."""
    return notional / price


def pnl_linear(sign: int, qty: Decimal, entry: Decimal, leave: Decimal) -> Decimal:
    """PNL_lin: profit in quote of `qty` quoted base; negative is a loss."""
    return sign * qty * (leave - entry)


def pnl_inverse(sign: int, notional: Decimal, entry: Decimal, leave: Decimal) -> Decimal:
    """PNL_inv: profit in coin of a position worth `notional` quote.

    Valued at the exit price a loss is `notional` x distance, as for a linear contract.
    """
    return sign * notional * (1 / entry - 1 / leave)


class Unit(Struct, frozen=True, kw_only=True):
    """What one lot is at the reference price."""

    lot: Decimal  # USD notional
    qty: Decimal  # order units
    coins: Decimal
    coins_per_usd: Decimal


def unit(spec: ContractSpec, price: Decimal, quote_usd: Decimal, settle_usd: Decimal) -> Unit:
    """One lot at `price`; the last two are dollars per quote and per settle currency."""
    money = settle_usd if spec.payoff == "quanto" else quote_usd
    lot = spec.qty_step * spec.contract_size * money
    if not spec.counts_quote:
        lot *= price
    many, coin_usd = spec.underlying_multiplier, price * quote_usd
    if spec.payoff == "linear" or spec.qty_unit == "base":
        coins = spec.qty_step * spec.contract_size * many
    else:  # rounded down, so that lots which fill a known depth exactly are not found too many
        coins = DOWN.divide(lot * many, coin_usd)
    return Unit(lot=lot, qty=spec.qty_step, coins=coins, coins_per_usd=many / coin_usd)


def reference_price(
    rules: Rules,
    trade: Trade,
    quoted: tuple[Decimal, Decimal],
    *,
    mark: Decimal | None,
    last: Decimal | None,
) -> Decimal:
    """S2: the price a venue multiplies with when it tests an order's value; `quoted` bid and ask.

    A limit order counts at its own price. Unnamed or unknown: the lowest known, the safe side.
    """
    bid, ask = quoted
    crossing = (trade.side == "long") is (trade.entry == "taker")
    limit = ask if crossing else bid
    if rules.min_notional_reference == "limit" or (
        rules.min_notional_reference == "mark" and trade.entry == "maker"
    ):
        return limit
    named = {"mark": mark, "last": last}.get(rules.min_notional_reference)
    return named or min(bid, mark or bid)


class Smallest(Struct, frozen=True, kw_only=True):
    """S2: the smallest order in lots, and what it has to be worth."""

    lots: int
    lots_by_qty: int  # the part that no reduce-only exemption lifts
    per_lot: Decimal | None  # value of one lot by the venue's rule, in quote; None: no such rule
    required: Decimal  # quote; 0 where there is no such rule

    def marginal(self, lots: int) -> bool:
        """Would a price 0.5 % lower make an order of `lots` too small?"""
        return self.per_lot is not None and lots * self.per_lot < self.required * MARGINAL

    def accepts(self, lots: int, ratio: Decimal, *, exempt: bool) -> bool:
        """May an order of `lots` be sent when the price is `ratio` times the reference?"""
        enough = exempt or self.per_lot is None or lots * self.per_lot * ratio >= self.required
        return lots >= self.lots_by_qty and enough


def smallest(spec: ContractSpec, reference: Decimal) -> Smallest:
    """S2: ⌈max(min_qty, min_notional / value of one unit) / step⌉, after rounding to the lot."""
    by_qty = whole_up(spec.min_qty, spec.qty_step)
    if not spec.min_notional:
        return Smallest(lots=by_qty, lots_by_qty=by_qty, per_lot=None, required=ZERO)
    per_lot = spec.qty_step * spec.contract_size
    if spec.counts_quote:  # worth the same at any price: never marginal
        lots = max(by_qty, whole_up(spec.min_notional, per_lot))
        return Smallest(lots=lots, lots_by_qty=lots, per_lot=None, required=ZERO)
    per_lot *= reference
    lots = max(by_qty, whole_up(spec.min_notional, per_lot))
    return Smallest(lots=lots, lots_by_qty=by_qty, per_lot=per_lot, required=spec.min_notional)


def risk_lots(budget: Decimal, stop: Decimal, lot: Decimal) -> int:
    """S1: ⌊budget / (stop x lot)⌋; `budget` and `lot` in USD, `stop` a fraction of the price."""
    return whole(budget, stop * lot)


def order_cap(spec: ContractSpec, trade: Trade) -> Decimal | None:
    """Order units one entry order may have; market orders have a cap of their own."""
    caps = [spec.max_qty]
    if trade.entry == "taker":
        caps.append(spec.max_market_qty)
    return min((cap for cap in caps if cap is not None), default=None)
