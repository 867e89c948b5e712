"""What holding a position costs: funding of perpetuals, basis of dated contracts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from msgspec import Struct

from comparator.pricing.costs import (
    USUAL_FUNDING,
    USUAL_HOURS,
    carry,
    funding_band,
    funding_cost,
    hours,
    near_settlement,
    settlements,
)
from comparator.pricing.trade import Trade
from comparator.schema import ZERO, ContractSpec, FigureWarning, MarketSnapshot, Rules


class Holding(Struct, frozen=True, kw_only=True):
    """Cost of holding as fractions of notional; positive is paid by the holder."""

    funding: Decimal
    band: Decimal  # half-width of what funding may turn out to be
    carry: Decimal
    expires: bool  # before the exit
    count: Decimal  # funding payments while held; fractional where it accrues
    rate: Decimal | None  # per interval; None: no funding
    interval: Decimal | None  # hours
    settled_at: Decimal | None  # price funding multiplies with; None: unknown, that of the quote
    warnings: tuple[FigureWarning, ...]


def cost_of_holding(
    trade: Trade,
    spec: ContractSpec,
    rules: Rules,
    market: MarketSnapshot | None,
    *,
    price: Decimal,
    at: datetime,
) -> Holding:
    """FUND of a perpetual, CARRY of a dated contract, from `at` on."""
    if spec.expiry is not None:
        return _dated(trade, market, price, hours(spec.expiry - at))
    return _perpetual(trade, spec, rules, market, price=price, at=at)


def _ending(trade: Trade, spec: ContractSpec, at: datetime) -> Iterator[FigureWarning]:
    """What is said of a perpetual that its venue will delist; holding is priced to the exit."""
    if spec.delisted_at is None:
        return
    day, left = f"{spec.delisted_at:%Y-%m-%d %H:%M} UTC", hours(spec.delisted_at - at)
    yield FigureWarning(code="delisting", message=f"will be delisted on {day}")
    if left <= trade.hold_hours:
        yield FigureWarning(
            code="expires_first",
            message=f"ends in {left:.1f} hours, before the exit: the venue closes the position",
        )


def _dated(trade: Trade, market: MarketSnapshot | None, price: Decimal, left: Decimal) -> Holding:
    spot = market.index if market else None
    daily = adjusted(market)
    warnings = list[FigureWarning]()
    if spot is None and daily is None:
        warnings.append(
            FigureWarning(
                code="carry_unknown", message="no index price: the basis is not in the costs"
            )
        )
    expires = left <= trade.hold_hours
    if expires:
        warnings.append(
            FigureWarning(
                code="expires_first",
                message=f"expires in {left:.1f} hours, before the exit: it is settled, not sold",
            )
        )
    return Holding(
        funding=ZERO,
        band=ZERO,
        carry=(
            trade.sign * daily * min(trade.hold_hours, left)
            if daily is not None
            else carry(trade.sign, price, spot, trade.hold_hours, left)
            if spot
            else ZERO
        ),
        expires=expires,
        count=ZERO,
        rate=None,
        interval=None,
        settled_at=None,
        warnings=tuple(warnings),
    )


def adjusted(market: MarketSnapshot | None) -> Decimal | None:
    """What a contract quoted at the spot price pays per hour for financing; None: its price has it.

    Such a contract has an expiry and a rate; the rate is the whole of what holding it costs.
    """
    if market is None or market.funding_rate is None or market.funding_interval_hours is None:
        return None
    return market.funding_rate / market.funding_interval_hours


def _perpetual(
    trade: Trade,
    spec: ContractSpec,
    rules: Rules,
    market: MarketSnapshot | None,
    *,
    price: Decimal,
    at: datetime,
) -> Holding:
    assumed, warnings = list[str](), [*_ending(trade, spec, at)]
    interval = (market and market.funding_interval_hours) or spec.funding_interval_hours
    if interval is None:
        interval = USUAL_HOURS
        assumed.append("an interval of 8 hours")
    rate = market.funding_rate if market else None
    if rate is None:
        # Never zero, and never an income nobody announced: the usual rate, paid by this side
        rate = trade.sign * USUAL_FUNDING * interval / USUAL_HOURS
        assumed.append("a rate of 0.01 % per 8 hours, paid")
    if rules.funding_continuous:
        count = trade.hold_hours / interval
    else:
        following = market.next_funding_time if market else None
        if following is None:
            midnight = datetime(at.year, at.month, at.day, tzinfo=UTC)
            following = midnight
            assumed.append("settlements counted from midnight UTC")
        count = Decimal(settlements(at, trade.hold_hours, following, interval))
        if near_settlement(at, trade.hold_hours, following, interval):
            warnings.append(
                FigureWarning(
                    code="funding_boundary",
                    message="entry or exit is within a minute of a funding settlement:"
                    " one more or one fewer may be paid",
                )
            )
    settled_at = _settled_at(rules, market)
    if assumed:
        text = "funding is not fully known; assumed: " + ", ".join(assumed)
        warnings.insert(0, FigureWarning(code="funding_assumed", message=text))
    return Holding(
        funding=funding_cost(trade.sign, _grown(spec, settled_at or price, price), rate, count),
        band=funding_band(rate, interval, count),
        carry=ZERO,
        expires=False,
        count=count,
        rate=rate,
        interval=interval,
        settled_at=settled_at,
        warnings=tuple(warnings),
    )


def _settled_at(rules: Rules, market: MarketSnapshot | None) -> Decimal | None:
    """The price the venue counts funding on; None: unknown."""
    if market is None:
        return None
    return market.index if rules.funding_price == "index" else market.mark


def _grown(spec: ContractSpec, there: Decimal, price: Decimal) -> Decimal:
    """What funding is charged on at `there`, as a fraction of the notional at `price`.

    An inverse contract pays coins of a fixed amount of quote: fewer at a higher price.
    """
    return price / there if spec.payoff == "inverse" else there / price
