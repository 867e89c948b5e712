"""A contract's margin rules made ready: every unknown replaced by the safe side, and named."""

from decimal import Decimal

from msgspec import Struct

from comparator.pricing.liquidation import open_loss, reserve, with_deductions
from comparator.pricing.sizing import Unit
from comparator.schema import ZERO, ContractSpec, MarginTier, Rules

STOP_SHARE = 5
"""By default liquidation stays a fifth of the stop distance beyond the stop."""


class Room(Struct, frozen=True, kw_only=True):
    """How much leverage a position of one size may have."""

    offered: Decimal | None  # by the venue; None: unknown
    safe: Decimal | None  # keeps liquidation beyond stop and buffer; None: no stop or no limit
    too_large: bool  # beyond the largest tier

    @property
    def usable(self) -> Decimal | None:
        """The highest leverage that is both offered and safe; None: no limit prepared."""
        return min((most for most in (self.offered, self.safe) if most is not None), default=None)


class MarginRules(Struct, frozen=True, kw_only=True):
    """One contract's margin rules, every unknown replaced by the safe side and named."""

    sign: int
    inverse: bool
    price: Decimal  # quote per quoted base
    quote_usd: Decimal
    unit: Unit
    tiers: tuple[MarginTier, ...]  # empty: nothing at all is known
    slices: bool  # deductions count in the tiers' own unit, not in quote or coins
    max_leverage: Decimal | None  # of the contract; a tier may allow less
    on_mark: bool  # L1/I1 may apply
    on_entry: bool  # L2/I2 may apply; with both, the one closer to entry counts
    fee: Decimal  # added to the maintenance rate
    flat: Decimal  # opening takes notional x (flat + scaled / leverage)
    scaled: Decimal
    step: Decimal | None  # of leverage; None: not the user's to set
    unknown: tuple[str, ...]
    edge: Decimal | None  # times entry: liquidation must not come before it; None: no stop
    small: Room | None = None  # the answer of `room` for up to `small_lots`, worked out once
    small_lots: int = 0


def edge(sign: int, stop: Decimal, buffer: Decimal | None) -> Decimal:
    """The price, as a multiple of entry, that liquidation must not come before."""
    beyond = stop / STOP_SHARE if buffer is None else buffer
    return (1 - sign * stop) * (1 - sign * beyond)


def margin_book(
    spec: ContractSpec,
    rules: Rules,
    tiers: tuple[MarginTier, ...],
    taker: Decimal,
    *,
    sign: int,
    price: Decimal,
    order_price: Decimal,
    mark: Decimal | None,
    quote_usd: Decimal,
    unit: Unit,
    stop: Decimal | None,
    buffer: Decimal | None,
) -> MarginRules:
    """Rules and tiers made ready; `order_price` is what the entry is sent at."""
    inverse = spec.payoff == "inverse"
    unknown = [
        name
        for name, value in (
            ("what maintenance is counted on", rules.maintenance_on),
            ("whether liquidation charges a fee", rules.liquidation_fee),
            ("which fees are reserved", rules.reserved_fee),
        )
        if value == "unknown"
    ]
    shorts = spec.max_leverage_short if sign < 0 else None
    most = spec.max_leverage if shorts is None else shorts
    if rules.slices:
        tiers = with_deductions(tiers)
    if not tiers:
        unknown.insert(0, "its margin tiers")
        if most is not None:
            # No venue keeps a position whose margin at the highest leverage is used up, so the
            # maintenance rate lies below 1 / leverage
            stand_in = MarginTier(
                floor=ZERO, initial_rate=1 / most, maintenance_rate=1 / most, max_leverage=most
            )
            tiers = (stand_in,)
    flat, scaled = reserve(rules.reserved_fee, sign, taker, inverse=inverse)
    if rules.open_loss and mark is not None:
        flat += open_loss(sign, order_price, mark) / price
    return MarginRules(
        sign=sign,
        inverse=inverse,
        price=price,
        quote_usd=quote_usd,
        unit=unit,
        tiers=tiers,
        slices=rules.slices,
        max_leverage=most,
        on_mark=rules.maintenance_on != "entry",
        on_entry=rules.maintenance_on != "mark",
        fee=ZERO if rules.liquidation_fee == "none" else taker,
        flat=flat,
        scaled=scaled,
        step=rules.leverage_step,
        unknown=tuple(unknown),
        edge=None if stop is None else edge(sign, stop, buffer),
    )
