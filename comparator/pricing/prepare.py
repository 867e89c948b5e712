"""Preparing a contract: its figures turned into rates of notional, unknowns named or missing."""

from datetime import datetime
from decimal import Decimal

from comparator.pricing.contained import odd_lot
from comparator.pricing.costs import Depth, book_depth, fillable, quote_depth
from comparator.pricing.fees import Charge, at_least, charge, rate
from comparator.pricing.funding import cost_of_holding
from comparator.pricing.margin import account_for, ready
from comparator.pricing.margin_rules import margin_book
from comparator.pricing.prepared import Missing, Prepared
from comparator.pricing.result import Inputs
from comparator.pricing.sizing import (
    order_cap,
    reference_price,
    smallest,
    unit,
)
from comparator.pricing.trade import Trade
from comparator.pricing.warnings import FRESH, about_contract
from comparator.schema import (
    ONE,
    ContractSpec,
    MarketSnapshot,
    OrderBook,
    Origin,
    Part,
    VenueData,
)


def prepare(trade: Trade, data: VenueData, spec: ContractSpec, at: datetime) -> Prepared | Missing:
    """Prepare `spec` for trades like `trade`, whatever their account, risk and size.

    Missing says which figure is not known; nothing is replaced by zero.
    """
    market, book = data.markets.get(spec.symbol), data.books.get(spec.symbol)
    schedule = data.fees.get(spec.fee_schedule)
    charged = charge(schedule, spec, trade, at.date()) if schedule else None
    inputs = inputs_of(data, spec, charged, at)
    if spec.expiry is not None and spec.expiry <= at:
        reason = f"expired on {spec.expiry:%Y-%m-%d}"
        return Missing(status="no_market", reason=reason, inputs=inputs)
    if schedule is None or charged is None:
        reason = f"no fee schedule {spec.fee_schedule!r} is known"
        return Missing(status="no_data", reason=reason, inputs=inputs)
    quoted = best_prices(market, book)
    if quoted is None:
        return Missing(status="no_data", reason="no best bid and ask are known", inputs=inputs)
    quote_usd, settle_usd = dollars(spec.quote, trade), dollars(spec.settle, trade)
    if spec.payoff != "quanto":
        settle_usd = ONE  # nothing is counted in it
    if quote_usd is None or settle_usd is None:
        money = spec.quote if quote_usd is None else spec.settle
        reason = f"the dollar price of {money} is not known; name it with --price {money}=…"
        return Missing(status="no_data", reason=reason, inputs=inputs)
    bid, ask = quoted
    price, tier = (bid + ask) / 2, charged.tier
    one = unit(spec, price, quote_usd, settle_usd)
    if odd := odd_lot(spec, price, one):
        return Missing(status="unpriceable", reason=odd, inputs=inputs)
    mark, last = (market.mark, market.last) if market else (None, None)
    holding = cost_of_holding(trade, spec, data.rules, market, price=price, at=at)
    least_fee = tier.least_per_contract * spec.qty_step * quote_usd / one.lot
    taker = at_least(tier.taker, least_fee)
    exit_fee = at_least(rate(tier, trade.exit), least_fee)
    if holding.expires and schedule.settlement is not None:
        exit_fee = schedule.settlement
    least = smallest(spec, reference_price(data.rules, trade, quoted, mark=mark, last=last))
    margin = margin_book(
        spec,
        data.rules,
        data.tiers.get(spec.symbol, ()),
        taker,
        sign=trade.sign,
        price=price,
        order_price=ask if (trade.sign > 0) is (trade.entry == "taker") else bid,
        mark=mark,
        quote_usd=quote_usd,
        unit=one,
        stop=trade.stop,
        buffer=trade.buffer,
    )
    margin = ready(margin)
    age = _age(market, book, at)
    leaves = trade.stop is not None or (trade.exit == "taker" and not holding.expires)
    sides = {1: _depth(spec, market, book, quoted, 1), -1: _depth(spec, market, book, quoted, -1)}
    entered = [sides[trade.sign]] if trade.entry == "taker" else []
    left = [sides[-trade.sign]] if leaves else []
    return Prepared(
        inputs=inputs,
        price=price,
        unit=one,
        smallest=least,
        exempt=data.rules.reduce_only_exempt,
        cap=order_cap(spec, trade),
        entry_fee=at_least(rate(tier, trade.entry), least_fee),
        exit_fee=exit_fee,
        stop_fee=taker,
        flat_fee=tier.per_contract * spec.qty_step * quote_usd,
        half_spread=(ask - bid) / 2 / price,
        entry_depth=sides[trade.sign],
        exit_depth=sides[-trade.sign],
        taken=(*entered, *left),
        holding=holding,
        margin=margin,
        margin_floor=account_for(margin, trade, least.lots)
        if fillable((*entered, *left), least.lots * one.coins)
        else None,
        stale=age > FRESH,
        assumed=market is not None and market.assumed,
        warnings=(*about_contract(inputs, charged, margin, age, at), *holding.warnings),
    )


def dollars(money: str, trade: Trade) -> Decimal | None:
    """USD per unit of a currency: 1 for dollars and dollar coins, else what the user says."""
    return ONE if "USD" in money else trade.prices.get(money)


def best_prices(
    market: MarketSnapshot | None, book: OrderBook | None
) -> tuple[Decimal, Decimal] | None:
    """Best bid and ask of the quote, or of the book where the quote lacks one."""
    if market and market.bid is not None and market.ask is not None:
        return market.bid, market.ask
    return (book.bids[0][0], book.asks[0][0]) if book and book.bids and book.asks else None


def _depth(
    spec: ContractSpec,
    market: MarketSnapshot | None,
    book: OrderBook | None,
    quoted: tuple[Decimal, Decimal],
    sign: int,
) -> Depth:
    """What a taker meets, from the book where there is one; +1 buys."""
    if book and book.bids and book.asks:
        mid = (book.bids[0][0] + book.asks[0][0]) / 2
        levels = book.asks if sign > 0 else book.bids
        return book_depth(levels, sign=sign, mid=mid, tick=spec.tick_size)
    bid, ask = quoted
    size = (market.ask_size if sign > 0 else market.bid_size) if market else None
    price = ask if sign > 0 else bid
    return quote_depth(price, size, sign=sign, mid=(bid + ask) / 2, tick=spec.tick_size)


def _age(market: MarketSnapshot | None, book: OrderBook | None, at: datetime) -> int:
    return max(int((at - known.at).total_seconds()) for known in (market, book) if known)


def inputs_of(data: VenueData, spec: ContractSpec, charged: Charge | None, at: datetime) -> Inputs:
    """Everything known of one contract, each with its origin; `charged` None: no fee is known."""
    symbol, contract_origin = spec.symbol, data.origin("contracts", spec.symbol)
    market, book = data.markets.get(symbol), data.books.get(symbol)
    tiers, schedule = data.tiers.get(symbol, ()), data.fees.get(spec.fee_schedule)

    def origin(part: Part, key: str) -> Origin:
        return data.origin(part, key) if data.origins else contract_origin  # one for all

    fee_origin: Origin | None = None
    if charged:
        from_contract = charged.from_contract
        fee_origin = contract_origin if from_contract else origin("fees", spec.fee_schedule)
    return Inputs(
        contract=spec,
        contract_origin=contract_origin,
        fee=charged.tier if charged else None,
        next_fee=charged.following if charged else None,
        fee_window_days=schedule.volume_window_days if schedule else None,
        fee_requires=schedule.requires if schedule else None,
        fee_origin=fee_origin,
        market=market,
        market_origin=origin("markets", symbol) if market else None,
        book=book,
        book_origin=origin("books", symbol) if book else None,
        tiers=tiers,
        tiers_origin=origin("tiers", symbol) if tiers else None,
        rules=data.rules,
        settlement=schedule.settlement if schedule else None,
        at=at,
    )
