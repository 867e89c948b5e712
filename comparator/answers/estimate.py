"""What a contract without a quote is worth: priced at the one price of its coin, and marked so."""

from decimal import Decimal

from msgspec import structs

from comparator.comparison import Answer, Comparison
from comparator.pricing.result import Priced
from comparator.pricing.score import score
from comparator.schema import ContractSpec, MarketSnapshot, VenueData


def estimated(row: Priced, answer: Answer, found: Comparison) -> Priced | None:
    """`row` at the reference price, good for sizes and margins, not for costs; None: no price."""
    if row.inputs is None or answer.reference is None:
        return None
    data = data_of(row, found)
    spec = row.inputs.contract
    priced = with_price(data, spec, answer.reference.price, found)
    verdict = score(found.trade, priced, spec, found.at)
    return verdict if verdict.minimum else None


def data_of(row: Priced, found: Comparison) -> VenueData:
    """The data of the venue a row belongs to."""
    return next(data for data in found.venues if data.venue == row.venue)


def with_price(data: VenueData, spec: ContractSpec, price: Decimal, found: Comparison) -> VenueData:
    """`data` with a quote of `spec` that has no spread and no size, at `price` of one coin."""
    each = price * spec.underlying_multiplier
    quote = MarketSnapshot(
        venue=data.venue, symbol=spec.symbol, at=found.at, bid=each, ask=each, mark=each
    )
    return structs.replace(data, markets={**data.markets, spec.symbol: quote})
