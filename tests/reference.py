"""The cost model once more, in exact fractions, written from its formulas and nothing else.

It shares no code with the product: plain loops instead of closed forms, no rounding anywhere except
the square root of the funding band. Slow and obvious on purpose.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from math import ceil, floor

from comparator.pricing.trade import Trade
from comparator.schema import ContractSpec, MarginTier, MarketSnapshot, OrderBook, VenueData

F = Fraction
Row = tuple[F, F | None, F, F, F, F, F, F, F]
"""floor, cap, initial rate, maintenance rate, leverage, deduction, slope, and the two roots"""


@dataclass
class Answer:
    """What the model says; None is none or unknown."""

    model: "Model"
    status: str
    lots: int
    least: int
    ticks: int | None  # from entry to break-even
    money: dict[str, F | None]


def frac(value: Decimal | int) -> F:
    return F(value)


def seconds(span: timedelta) -> F:
    return F(span // timedelta(microseconds=1), 1_000_000)


def known(value: Decimal | None) -> Decimal:
    assert value is not None
    return value


class Model:
    """One trade on one contract with quotes and fees."""

    def __init__(self, trade: Trade, data: VenueData, spec: ContractSpec, at: datetime) -> None:
        self.trade, self.data, self.spec, self.at = trade, data, spec, at
        self.market, self.book = data.markets[spec.symbol], data.books.get(spec.symbol)
        self.bid, self.ask = frac(known(self.market.bid)), frac(known(self.market.ask))
        self.price = (self.bid + self.ask) / 2
        self.long, self.inverse = trade.side == "long", spec.payoff == "inverse"
        self.in_coins = spec.qty_unit == "base"  # orders of inverse ones may be counted so
        self.s = 1 if self.long else -1
        self.quote_usd = F(1) if "USD" in spec.quote else frac(trade.prices[spec.quote])
        self.settle_usd = frac(trade.prices.get(spec.settle, Decimal(1)))
        self.step, self.many = frac(spec.qty_step), frac(spec.underlying_multiplier)
        schedule = data.fees[spec.fee_schedule]
        tier, self.settlement = schedule.tiers[0], schedule.settlement
        self.left = F(0) if spec.expiry is None else seconds(spec.expiry - at) / 3600
        self.settles = spec.expiry is not None and self.left <= frac(trade.hold_hours)
        # A contract pays no less than so much by its rate, at today's price
        least = frac(tier.least_per_contract) * self.step * self.quote_usd / self.notional(1)
        self.rates = {"maker": frac(tier.maker), "taker": frac(tier.taker)}
        if least:
            self.rates = {name: max(rate, least) for name, rate in self.rates.items()}
        self.taker = self.rates["taker"]
        self.flat = frac(tier.per_contract) * self.step * self.quote_usd
        self.rules, self.unit = data.rules, "quote"
        listed = list(data.tiers.get(spec.symbol, ()))
        self.rows = table(listed, slices=self.rules.slices)
        if listed:
            self.unit = listed[0].unit
        elif self.most() is not None:
            most = frac(known(self.most()))
            self.rows = [(F(0), None, 1 / most, 1 / most, most, F(0), F(0), F(0), F(0))]
        self.fee = F(0) if self.rules.liquidation_fee == "none" else self.taker

    def most(self) -> Decimal | None:
        """The highest leverage of this side, whatever the tiers say."""
        own = None if self.long else self.spec.max_leverage_short
        return self.spec.max_leverage if own is None else own

    # -- size and cost -----------------------------------------------------------------------------

    def notional(self, lots: int) -> F:
        worth = lots * self.step * frac(self.spec.contract_size)
        return {
            "linear": worth * self.price * self.quote_usd,
            "inverse": worth * (self.price if self.in_coins else 1) * self.quote_usd,
            "quanto": worth * self.price * self.settle_usd,
        }[self.spec.payoff]

    def settled(self, worth: F) -> F:
        """USD that funding is charged on: the coins at the venue's price, or the price in coins."""
        at_index = self.data.rules.funding_price == "index"
        named = self.market.index if at_index else self.market.mark
        if named is None:
            return worth
        if self.inverse:
            return worth / frac(named) * self.price
        return worth / self.price * frac(named)

    def coins(self, lots: int) -> F:
        if self.spec.payoff == "linear" or self.in_coins:
            return lots * self.step * frac(self.spec.contract_size) * self.many
        return self.notional(lots) / self.quote_usd / self.price * self.many

    def costs(self, lots: int) -> dict[str, F] | None:
        """Every cost line, the loss to the price, and the loss with all costs at the stop."""
        trade, worth, s = self.trade, self.notional(lots), self.s
        enters, leaves = trade.entry == "taker", trade.exit == "taker" and not self.settles
        slip_in, slip_out = F(0), F(0)
        if enters:
            found = slip(self.market, self.book, self.spec, buy=self.long, coins=self.coins(lots))
            if found is None:
                return None
            slip_in = found
        if leaves or trade.stop is not None:
            out = slip(self.market, self.book, self.spec, buy=not self.long, coins=self.coins(lots))
            if out is None:
                return None
            slip_out = out + frac(trade.stop_slippage)
        half = (self.ask - self.bid) / 2 / self.price
        hours, rate, count = funding(trade, self.spec, self.data, self.market, self.at)
        rate_out = self.rates[trade.exit]
        if self.settles and self.settlement is not None:
            rate_out = frac(self.settlement)
        lines = {
            "entry_fee": worth * self.rates[trade.entry] + lots * self.flat,
            "exit_fee": worth * rate_out + lots * self.flat,
            "spread": worth * half * (enters + leaves),
            "slippage": worth * (slip_in + (slip_out if leaves else 0)),
            "funding": s * self.settled(worth) * rate * count,
            "carry": s * worth * self.basis(),
        }
        lines["total"] = sum(lines.values(), F(0))
        root = F(Context(prec=60).sqrt(Decimal(count.numerator) / Decimal(count.denominator)))
        lines["band"] = worth * max(abs(rate), F(1, 10_000) * hours / 8) * root
        if trade.stop is not None:
            stop = frac(trade.stop)
            there = worth if self.inverse else worth * (1 - s * stop)
            lines["risk"] = worth * stop
            lines["all_in"] = (
                lines["risk"]
                + lines["entry_fee"]
                + (there * self.taker + lots * self.flat)
                + worth * half * (2 if enters else 1)
                + worth * (slip_in + slip_out)
                + lines["funding"]
                + lines["carry"]
            )
        return lines

    def basis(self) -> F:
        """What of a dated contract's premium over the spot price is gone when the trade ends.

        One that is quoted at the spot price is charged its premium day by day, as a rate.
        """
        rate, hours = self.market.funding_rate, self.market.funding_interval_hours
        if self.spec.expiry is not None and rate is not None and hours is not None:
            return frac(rate) / frac(hours) * min(frac(self.trade.hold_hours), self.left)
        if self.spec.expiry is None or self.market.index is None:
            return F(0)
        spot, held = frac(self.market.index), frac(self.trade.hold_hours)
        gone = F(1) if self.settles else held / self.left
        return (self.price / spot - 1) * gone

    def asked(self) -> tuple[int, F]:
        """Lots and notional the plan asks for."""
        trade = self.trade
        if trade.qty is not None:
            target = frac(trade.qty) / self.many * self.price * self.quote_usd
            return floor(frac(trade.qty) / self.coins(1)), target
        if trade.notional is not None:
            return floor(frac(trade.notional) / self.notional(1)), frac(trade.notional)
        budget = frac(trade.account) * frac(trade.risk)
        if trade.max_loss is not None:
            budget = frac(trade.max_loss)
        stop = frac(known(trade.stop))
        lots = floor(budget / (stop * self.notional(1)))
        one = self.costs(1)
        if not trade.all_in or one is None:
            return lots, budget / stop
        target = budget * self.notional(1) / max(one["risk"], one["all_in"])
        low, high = 0, lots
        while low < high:  # halve the range in which the answer lies
            middle = (low + high + 1) // 2
            lines = self.costs(middle)
            if lines is None or max(lines["risk"], lines["all_in"]) > budget:
                high = middle - 1
            else:
                low = middle
        last = self.costs(low) if low else None
        if low < lots and last and self.costs(low + 1) is None:
            # Nobody knows what one more would cost, but no less than the others
            low += max(last["risk"], last["all_in"]) * (low + 1) / low <= budget
        return low, target

    # -- margin ------------------------------------------------------------------------------------

    def row(self, lots: int, ratio: F) -> Row | None:
        """The tier when the price is `ratio` times entry; None: none, or beyond all."""
        measure = {
            "contracts": lots * self.step,
            "coins": self.coins(lots) / (ratio if self.inverse else 1),
            "quote": self.notional(lots) / self.quote_usd * (1 if self.inverse else ratio),
        }[self.unit]
        fitting = (each for each in self.rows if each[1] is None or measure <= each[1])
        return next(fitting, None)

    def cum(self, each: Row | None) -> F:
        """Deduction in USD."""
        if each is None:
            return F(0)
        worth = {
            "quote": self.quote_usd,
            "coins": self.price / self.many * self.quote_usd,
            "contracts": self.notional(1) / self.step,
        }
        return (
            each[5]
            * worth[self.unit if self.rules.slices else "coins" if self.inverse else "quote"]
        )

    def opens(self, each: Row, lots: int) -> F:
        """Initial rate of a position of so many lots."""
        return max(each[2] + each[6] * self.coins(lots), each[7] * self.root(lots))

    def kept(self, each: Row | None, lots: int) -> F:
        """Maintenance rate of a position of so many lots, the venue's fee included."""
        if not each:
            return self.fee
        rate = max(each[3] + each[6] * self.coins(lots), each[8] * self.root(lots))
        return rate + self.fee

    def root(self, lots: int) -> F:
        """Of what so many lots are worth at entry, in quote."""
        worth = self.notional(lots) / self.quote_usd
        return F(Context(prec=60).sqrt(Decimal(worth.numerator) / Decimal(worth.denominator)))

    def reserved(self) -> tuple[F, F]:
        """(a, b): opening takes notional x (a + b / leverage)."""
        t, side = self.taker, -self.s if self.inverse else self.s
        a, b = {
            "none": (F(0), F(1)),
            "entry": (t, F(1)),
            "closing": (t, 1 - side * t),
        }.get(self.rules.reserved_fee, (2 * t, 1 - side * t))
        if self.rules.open_loss and self.market.mark is not None:
            sent = self.ask if self.long == (self.trade.entry == "taker") else self.bid
            a += max(F(0), self.s * (sent - frac(self.market.mark))) / self.price
        return a, b

    def liquidated(self, lots: int, leverage: F, each: Row) -> F | None:
        """The price x where margin plus profit equals maintenance, solved from the balance."""
        n, s, price = self.notional(lots), self.s, self.price
        mu, cum = self.kept(each, lots), self.cum(each)
        held, pairs = n / leverage, list[tuple[F, F]]()
        if self.rules.maintenance_on != "entry":
            if self.inverse:  # held/P + s(n/P - n/x) = n*mu/x - cum/P, times x
                pairs.append((n * mu + s * n, (held + s * n + cum) / price))
            else:  # held + s*n*(x/P - 1) = n*mu*x/P - cum
                pairs.append((s * n - held - cum, (s * n - n * mu) / price))
        if self.rules.maintenance_on != "mark":
            kept = n * mu - cum
            if self.inverse:  # held/P + s(n/P - n/x) = kept/P, times x
                pairs.append((s * n, (held - kept + s * n) / price))
            else:  # held + s*n*(x/P - 1) = kept
                pairs.append((s * n + kept - held, s * n / price))
        found = [const / slope for const, slope in pairs if slope and const / slope > 0]
        return min(found, key=lambda x: s * (price - x)) if found else None

    def outlives(self, lots: int, leverage: F) -> bool:
        """Is there margin left beyond maintenance when the price stands at the edge?"""
        trade, s, n = self.trade, self.s, self.notional(lots)
        if trade.stop is None:
            return True
        beyond = frac(trade.stop) / 5 if trade.buffer is None else frac(trade.buffer)
        edge = (1 - s * frac(trade.stop)) * (1 - s * beyond)
        each = self.row(lots, edge) or (self.rows[-1] if self.rows else None)
        mu, cum = self.kept(each, lots), self.cum(each)
        if self.inverse:  # in coin, times the entry price
            left = n / leverage + s * n - s * n / edge
            needs = {"mark": n * mu / edge - cum, "entry": n * mu - cum}
        else:
            left = n / leverage + s * n * (edge - 1)
            needs = {"mark": n * mu * edge - cum, "entry": n * mu - cum}
        rule = self.rules.maintenance_on
        return all(left >= need for name, need in needs.items() if rule in (name, "unknown"))

    def leaves(self, row: Row, lots: int) -> F:
        """The leverage that margin growing with the size leaves, in whole steps of the venue's."""
        found, grid = 1 / self.opens(row, lots), self.rules.leverage_step
        return found if grid is None else floor(found / frac(grid)) * frac(grid)

    def too_large(self, lots: int) -> bool:
        """No tier holds the lots, or opening them would take more than they are worth."""
        here = self.row(lots, F(1))
        if here is None:
            return bool(self.rows)
        return bool(here[6] or here[7]) and self.leaves(here, lots) < 1

    def held(self, lots: int) -> tuple[F, F, bool, F | None]:
        """Leverage, USD that opening takes, whether it can be paid, and leverage on offer."""
        trade, n, (a, b) = self.trade, self.notional(lots), self.reserved()
        equity, here = frac(trade.account) / trade.positions, self.row(lots, F(1))
        most = self.most()
        limits = [frac(most)] if most is not None else []
        if here:
            limits += [here[4]]
        if here and (here[6] or here[7]):
            limits += [self.leaves(here, lots)]
        offered = min(limits) if limits else None
        if self.too_large(lots):
            offered = F(0)
        if self.rules.leverage_step is None or trade.leverage is not None:
            leverage = frac(trade.leverage or 1)
            if self.rules.leverage_step is None:
                leverage = min([1 / self.opens(here, lots), *limits]) if here else F(1)
            taken = n * (a + b / leverage)
            return leverage, taken, taken <= equity, offered
        left, grid = equity - n * a, frac(self.rules.leverage_step)
        exact = n * b / left if left > 0 else None
        if exact is None or (offered is not None and exact > offered):
            leverage = offered or F(1)
            return leverage, n * (a + b / leverage), False, offered
        leverage = max(F(1), ceil(exact / grid) * grid)
        leverage = leverage if offered is None else min(leverage, offered)
        return leverage, n * (a + b / leverage), True, offered

    def even(self, lots: int) -> F | None:
        """The exit price at which profit pays all costs, the exit fee taken on the exit value."""
        lines, s = self.costs(lots), self.s
        if lines is None:
            return None
        n = self.notional(lots)
        rate_out = self.rates[self.trade.exit]
        if self.settles and self.settlement is not None:
            rate_out = frac(self.settlement)
        before = (lines["total"] - n * rate_out) / n  # per dollar of notional, but the exit fee
        if self.inverse:  # coins: s(1/P - 1/x) = before/P + rate/x
            rest, price = s - before, s + rate_out
            found = price / rest * self.price if rest else F(0)
        else:  # s(x/P - 1) = before + rate*x/P
            found = (s + before) / (s - rate_out) * self.price
        return found if found > 0 else None

    def status(self, lots: int, asked: int, least: int, *, priced: bool) -> str:
        """The first gate that fails."""
        trade = self.trade
        leverage, _, enough, offered = self.held(lots)
        scaled = trade.qty is None and trade.notional is None
        wanted = self.notional(min(lots, asked)) * trade.positions / frac(trade.account)
        if trade.leverage is not None and self.rules.leverage_step is not None:
            wanted = leverage
        gates = {
            "leverage_not_offered": self.too_large(lots)
            or (offered is not None and wanted > offered),
            "below_minimum": asked < least and not (scaled and enough),
            "margin_short": not enough,
            "liquidation_before_stop": not self.outlives(lots, leverage),
            "depth_short": not priced,
            "over_budget": asked < least,
        }
        return next((name for name, failed in gates.items() if failed), "ok")


def evaluate(trade: Trade, data: VenueData, spec: ContractSpec, at: datetime) -> Answer:
    """The whole answer."""
    model, least = Model(trade, data, spec, at), smallest(trade, data, spec)
    asked, target = model.asked()
    lots = max(asked, least)
    lines = model.costs(lots)
    leverage, opening, _, _ = model.held(lots)
    money: dict[str, F | None] = {
        "notional": model.notional(lots),
        "target": target,
        "base": model.coins(lots),
        "leverage": leverage,
        "initial": opening,
        **(lines or {}),
    }
    here = model.row(lots, F(1))
    if here:
        money["maintenance"] = model.notional(lots) * model.kept(here, lots) - model.cum(here)
        closed = model.liquidated(lots, leverage, here)
        if closed is not None:
            there = model.row(lots, closed / model.price) or here
            closed = model.liquidated(lots, leverage, there)
        money["liquidation_price"] = closed
    even = money["even"] = model.even(lots)
    ticks = None
    if even is not None:
        ticks = ceil(model.s * (even - model.price) / frac(spec.tick_size))
    return Answer(
        model=model,
        status=model.status(lots, asked, least, priced=lines is not None),
        lots=lots,
        least=least,
        ticks=ticks,
        money=money,
    )


def table(tiers: list[MarginTier], *, slices: bool) -> list[Row]:
    """The tiers; what a slice rule takes off is summed up slice by slice."""
    rows = list[Row]()
    for number, tier in enumerate(tiers):
        deduction = frac(tier.deduction or 0)
        if slices:  # what the whole position would pay at this rate beyond its own slices
            deduction = sum(
                (
                    (frac(tier.maintenance_rate) - frac(below.maintenance_rate))
                    * (frac(below.cap or 0) - frac(below.floor))
                    for below in tiers[:number]
                ),
                F(0),
            )
        rows.append(
            (
                frac(tier.floor),
                None if tier.cap is None else frac(tier.cap),
                frac(tier.initial_rate),
                frac(tier.maintenance_rate),
                frac(tier.max_leverage),
                deduction,
                frac(tier.slope),
                frac(tier.initial_root),
                frac(tier.maintenance_root),
            )
        )
    return rows


def smallest(trade: Trade, data: VenueData, spec: ContractSpec) -> int:
    """Lots of the smallest order the venue takes."""
    market = data.markets[spec.symbol]
    bid, ask = frac(known(market.bid)), frac(known(market.ask))
    limit = ask if (trade.side == "long") == (trade.entry == "taker") else bid
    rule = data.rules.min_notional_reference
    lowest = min(limit, bid, frac(market.mark) if market.mark else bid)
    reference = lowest
    if rule == "limit" or (rule == "mark" and trade.entry == "maker"):
        reference = limit
    elif rule == "mark" and market.mark:
        reference = frac(market.mark)
    elif rule == "last" and market.last:
        reference = frac(market.last)
    value = frac(spec.qty_step) * frac(spec.contract_size)
    if spec.payoff != "inverse" or spec.qty_unit == "base":
        value *= reference
    required = frac(spec.min_notional or 0)
    lots = ceil(frac(spec.min_qty) / frac(spec.qty_step))
    return max(lots, ceil(required / value))


def slip(
    market: MarketSnapshot, book: OrderBook | None, spec: ContractSpec, *, buy: bool, coins: F
) -> F | None:
    """Fraction of the middle price lost beyond the best price, level by level."""
    if book and book.bids and book.asks:
        middle = (frac(book.bids[0][0]) + frac(book.asks[0][0])) / 2
        levels = [(frac(p), frac(q)) for p, q in (book.asks if buy else book.bids)]
        best, left, spent = levels[0][0], coins, F(0)
        for price, size in levels:
            taken = min(size, left)
            spent += taken * price
            left -= taken
        if left > 0:
            return None
        return abs(spent / coins - best) / middle
    size = market.ask_size if buy else market.bid_size
    if not size:
        return F(0)
    bid, ask = frac(known(market.bid)), frac(known(market.ask))
    best, middle = ask if buy else bid, (bid + ask) / 2
    tick, left, away, lost = frac(spec.tick_size), coins, 0, F(0)
    while left > 0:  # the same size again at every tick
        if away * tick > best / 20:
            return None
        taken = min(frac(size), left)
        lost += taken * away * tick
        left -= taken
        away += 1
    return lost / coins / middle


def funding(
    trade: Trade, spec: ContractSpec, data: VenueData, market: MarketSnapshot, at: datetime
) -> tuple[F, F, F]:
    """(interval in hours, rate, payments), the payments counted one by one; none when dated."""
    if spec.expiry is not None:
        return F(0), F(0), F(0)
    hours = frac(market.funding_interval_hours or spec.funding_interval_hours or 8)
    s = 1 if trade.side == "long" else -1
    rate = s * F(1, 10_000) * hours / 8
    if market.funding_rate is not None:
        rate = frac(market.funding_rate)
    if data.rules.funding_continuous:
        return hours, rate, frac(trade.hold_hours) / hours
    interval = timedelta(microseconds=int(hours * 3_600_000_000))
    end = at + timedelta(microseconds=int(frac(trade.hold_hours) * 3_600_000_000))
    moment = market.next_funding_time or at.replace(hour=0, minute=0, second=0, microsecond=0)
    while moment <= at:
        moment += interval
    count = 0
    while moment <= end:
        count += 1
        moment += interval
    return hours, rate, F(count)
