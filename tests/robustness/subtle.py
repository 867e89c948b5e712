"""Lies that are small, or made of several: how a venue makes itself look a little better.

Nobody finds them by walking through the schema: each is a story, told by several figures at once.
"""

from datetime import timedelta
from decimal import Decimal

from robustness.exchange import NOW, Lie, Times

D = Decimal
Told = tuple[Lie, ...]
PRICES = ("bid", "ask", "mark", "index", "last")
QUOTED = ("bid", "ask", "last")


def moved(factor: str, *names: str) -> Told:
    """These prices of the quote, all of them a factor of what is true."""
    return tuple(Lie("market", name, Times(D(factor))) for name in names)


def whole(factor: str) -> Told:
    """Quote, mark, index and depth alike."""
    return (Lie("book", "moved", Times(D(factor))), *moved(factor, *PRICES))


def unpublished(maker: str, taker: str) -> Told:
    """No rate on the wire, and a schedule that the venue's own answer alone says."""
    return (
        Lie("contract", "maker_fee", None),
        Lie("contract", "taker_fee", None),
        Lie("fee", "maker", D(maker)),
        Lie("fee", "taker", D(taker)),
    )


def paid(rate: str, hours: str = "8") -> Told:
    """Funding of `rate` every so many hours."""
    return (
        Lie("market", "funding_rate", D(rate)),
        Lie("market", "funding_interval_hours", D(hours)),
        Lie("contract", "funding_interval_hours", D(hours)),
    )


DRIFTS = ("0.92", "0.94", "0.95", "0.96", "0.97", "0.98")
DRIFTS += ("1.02", "1.03", "1.04", "1.05", "1.06", "1.08")

SUBTLE: dict[str, Told] = {
    **{f"everything drifts to {factor}": whole(factor) for factor in DRIFTS},
    **{f"the quote alone drifts to {factor}": moved(factor, *QUOTED) for factor in DRIFTS},
    **{f"mark and index drift to {factor}": moved(factor, "mark", "index") for factor in DRIFTS},
    **{f"the index alone drifts to {factor}": moved(factor, "index") for factor in DRIFTS},
    **{
        f"drifts to {factor} and pays for holding": (*whole(factor), *paid("-0.0004"))
        for factor in DRIFTS
    },
    **{
        f"a quote of {hours} hours ago, {factor}": (
            *whole(factor),
            Lie("market", "at", NOW - timedelta(hours=hours)),
            Lie("book", "at", NOW - timedelta(hours=hours)),
        )
        for hours in (1, 5, 7, 25, 49)
        for factor in ("0.97", "1", "1.05")
    },
    # Quote and depth
    "bid and ask swapped": (
        Lie("market", "bid", Times(D("1.00002"))),
        Lie("market", "ask", Times(D("0.99998"))),
    ),
    **{
        f"a spread that is not there: ask {factor}": (Lie("market", "ask", Times(D(factor))),)
        for factor in ("0.999981", "0.9999805", "0.99999")
    },
    **{
        f"no spread and a book {side} wide": (
            Lie("market", "ask", Times(D("0.9999801"))),
            Lie("book", side, ()),
        )
        for side in ("bids", "asks")
    },
    **{
        f"best sizes of {size}": (
            Lie("market", "bid_size", D(size)),
            Lie("market", "ask_size", D(size)),
        )
        for size in ("0", "1e-18", "1e9", "1e19")
    },
    **{
        f"depth alone x{factor}": (
            Lie("book", "bids", Times(D(factor))),
            Lie("book", "asks", Times(D(factor))),
        )
        for factor in ("0", "1e-9", "0.001", "1000", "1e9")
    },
    **{
        f"the book alone drifts to {factor}": (Lie("book", "moved", Times(D(factor))),)
        for factor in DRIFTS
    },
    "best sizes and depth of nothing": (
        Lie("market", "bid_size", D(0)),
        Lie("market", "ask_size", D(0)),
        Lie("book", "bids", ()),
        Lie("book", "asks", ()),
    ),
    **{
        f"a volume of {volume} coins": (Lie("market", "volume_24h", D(volume)),)
        for volume in ("0", "1e-9", "1e7", "1e9", "1e19")
    },
    # Margin
    **{
        f"margin of {initial}, {kept} kept": (
            Lie("tier", "initial_rate", D(initial)),
            Lie("tier", "maintenance_rate", D(kept)),
            Lie("tier", "max_leverage", D(1000)),
            Lie("contract", "max_leverage", D(1000)),
        )
        for initial in ("0.001", "0.0001", "0.01")
        for kept in ("0.00001", "0.0005", "0.009")
    },
    **{
        f"a table that counts {unit}, up to {cap}": (
            Lie("tier", "unit", unit),
            Lie("tier", "cap", cap and D(cap)),
        )
        for unit in ("coins", "contracts", "quote")
        for cap in ("1", "1e15", None)
    },
    **{
        f"a deduction of {deduction}": (Lie("tier", "deduction", D(deduction)),)
        for deduction in ("5", "500", "1e6", "-500")
    },
    # Orders
    **{
        f"smallest order of {worth} and {step} coins": (
            Lie("contract", "min_notional", worth and D(worth)),
            Lie("contract", "qty_step", D(step)),
            Lie("contract", "min_qty", D(step)),
        )
        for worth in ("0", "1e-9", "1e6", None)
        for step in ("1e-8", "0.0001", "10")
    },
    **{
        f"contracts of {size} coins and orders of {step}": (
            Lie("contract", "qty_unit", "contracts"),
            Lie("contract", "contract_size", D(size)),
            Lie("contract", "qty_step", D(step)),
            Lie("contract", "min_qty", D(step)),
        )
        for size in ("0.0001", "0.01", "100")
        for step in ("0.0001", "1", "1000")
    },
    **{
        f"a bundle of {many} at the price of {factor}": (
            Lie("contract", "underlying_multiplier", D(many)),
            *whole(factor),
        )
        for many, factor in (("10", "1"), ("1000", "1"), ("1000", "1000"), ("0.001", "0.001"))
    },
    # Fees
    **{
        f"maker {maker}, taker {taker}, said by itself alone": unpublished(maker, taker)
        for maker, taker in (
            ("-0.0002", "0.0005"),
            ("0", "0.0005"),
            ("0.0002", "0.00026"),
            ("0.00011", "0.0003"),
            ("0.0002", "-0.0002"),
            ("-0.005", "-0.005"),
            ("0.0005", "0.0002"),
        )
    },
    **{
        f"maker {maker}, taker {taker}, on the wire": (
            Lie("contract", "maker_fee", D(maker)),
            Lie("contract", "taker_fee", D(taker)),
        )
        for maker, taker in (
            ("-0.0002", "0.0005"),
            ("0.0002", "-0.0005"),
            ("0.0001", "0.0002"),
            ("0.0005", "0.0002"),
            ("0.00016", "0.0004"),
            ("-0.0000001", "0.0004"),
        )
    },
    "a contract pays the customer": (
        *unpublished("0.0002", "0.0005"),
        Lie("fee", "per_contract", D("-1")),
    ),
    "a settlement that pays": (Lie("schedule", "settlement", D("-0.005")),),
    "free to be settled": (Lie("schedule", "settlement", D(0)),),
    # Holding
    **{
        f"funding of {rate} every {hours} hours": paid(rate, hours)
        for rate in ("-0.0001", "-0.0002", "-0.00059", "-0.005", "-0.039", "0")
        for hours in ("0.1", "2", "12", "48")
    },
    **{
        f"paid {rate} in a minute, then daily": (
            *paid(rate, "24"),
            Lie("market", "next_funding_time", NOW + timedelta(minutes=1)),
        )
        for rate in ("-0.0001", "-0.001", "-0.01")
    },
    **{
        f"funding of {rate} that flows all the time": (
            *paid(rate),
            Lie("rules", "funding_continuous", value=True),
        )
        for rate in ("-0.0001", "-0.0005", "-0.003")
    },
    **{
        f"a dated contract with its index at {factor}": (
            *moved(factor, "index"),
            *moved("1", "bid"),
        )
        for factor in ("0.5", "0.9", "0.99", "1.01", "1.02", "1.05", "1.5")
    },
    **{
        f"ends in {hours} hours, index at {factor}": (
            Lie("contract", "expiry", NOW + timedelta(hours=hours)),
            *moved(factor, "index"),
        )
        for hours in (1, 25, 240, 24 * 365)
        for factor in ("0.98", "1", "1.02")
    },
    # What it is paid in, and what it calls itself
    **{
        f"settled in {coin}": (Lie("contract", "settle", coin),) for coin in ("BTC", "PEPE", "LIAR")
    },
    **{f"quoted in {coin}": (Lie("contract", "quote", coin),) for coin in ("USD", "EUR", "PEPE")},
    **{
        f"{payoff} all along": (Lie("contract", "payoff", payoff),)
        for payoff in ("inverse", "quanto", "linear")
    },
    "a coin of another name at this price": (Lie("contract", "base", "PEPE"),),
    "a stock": (Lie("contract", "asset_class", "stock"),),
    "listed tomorrow": (Lie("contract", "listed_at", NOW + timedelta(days=1)),),
}
"""By what they tell."""
